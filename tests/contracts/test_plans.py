"""What every engine must make of each query of a plan: the texts that match, and how many they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.search import engines
from archive.search.index import Index, IndexReader
from archive.search.plan import (
    ANYWHERE,
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    AtLeast,
    Best,
    DatedIn,
    Entities,
    FacetCount,
    FuzzyQuery,
    Holds,
    InCollection,
    InLang,
    Mentions,
    OfFormat,
    OneThing,
    OrInstead,
    OrNamed,
    OrTime,
    PhraseQuery,
    PrefixQuery,
    Query,
    Scored,
    SearchPlan,
    SideBySide,
    TermQuery,
    TopShare,
    Translated,
    Undated,
    WithAll,
    Without,
)
from archive.search.port import EngineResult, IndexRow, Other
from tests.contracts.test_index import ROWS, days
from tests.search.installed import marked
from tests.servers import opensearch

EVERY = {1, 2, 3, 4, 5, 6, 7}
NAMES = ("person", "place", "org")
GONE = [
    IndexRow(
        8, "fr", "Le délit de la cour de Brest, la marche.", dated=days("2016"), entities=(("PLACE", 20),),
        names=(("PLACE", "Brest"),), spoken=(days("2015-11"),), media_type="text/html",
    ),
    IndexRow(4, "fr", "Une version d'avant de la marche, dite à Brest."),
]  # fmt: skip


@pytest.fixture(scope="module", params=marked(engines.ENGINES))
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexReader]:
    """Of texts that some have gone from, and one of which was written anew."""
    server = request.param == "opensearch"
    folder = tmp_path_factory.mktemp("plans") / "index"
    address = opensearch.empty_index("plans") if server else f"{request.param}:{folder}"
    index: Index = engines.index(address, create=not server)
    index.write(GONE, (), 6)
    index.write(ROWS, (8,), 7)
    with index.reading() as reader:
        yield reader
    index.close()


def run(reader: IndexReader, plan: SearchPlan) -> EngineResult:
    return reader.state.executor().run(plan)


def numbers(found: EngineResult) -> set[int]:
    return {n for match in found.matches for n in (match.n, *match.others)}


def word(form: str, *fields: str, exact: bool = False) -> TermQuery:
    return TermQuery(form, fields or ANYWHERE, exact)


def row(*forms: str, among: tuple[str, ...] = ANYWHERE, slop: int | None = None) -> PhraseQuery:
    return PhraseQuery(forms, among, slop)


POLICE, BREST, WALKED = word("police"), word("brest"), word("marche", exact=True)
SPAN_2016, IN_MARCH, NOVEMBER = days("2016"), days("2016-03"), days("2015-11-20")

SCORING: list[tuple[Query, set[int]]] = [
    (word("marche"), {3, 4, 6, 7}),  # of one stem with march in English
    (word("marche", exact=True), {3, 6, 7}),
    (word("marchait"), {3, 6, 7}),  # of one stem in French alone
    (word("marches", exact=True), set()),
    (word("frontiere"), {3}),
    (word("border"), {4}),
    (word("borders", exact=True), {4}),
    (word("watch"), {4}),
    (word("proces", "title"), {1}),
    (word("proces", "text"), set()),
    (word("brest", "place"), {1, 2}),
    (word("martin", "person"), {6}),
    (word("police", "title"), set()),
    (word("zzz"), set()),
    (PrefixQuery("mart", ANYWHERE), {6, 7}),
    (PrefixQuery("solidar", ANYWHERE), {5}),
    (PrefixQuery("lond", ("place",)), {3, 4}),
    (PrefixQuery("zzz", ANYWHERE), set()),
    (FuzzyQuery("polise", 1, ANYWHERE), {3, 4}),
    (FuzzyQuery("londen", 1, ("place",)), {4}),
    (FuzzyQuery("entreide", 1, ANYWHERE), {1}),
    (FuzzyQuery("zzzzzz", 2, ANYWHERE), set()),
    (row("cour", "de", "brest"), {1}),
    (row("brest", "cour"), set()),
    (row("mutual", "aid"), {2}),
    (row("open", "border"), {4}),  # each stands for its stem
    (row("colette", "varenne", among=("person",)), {1}),
    (row("varenne", "colette", among=("person",), slop=2), {1}),
    (row("police", "london", slop=2), {4}),
    (row("police", "london", slop=0), set()),
    (AllOf((POLICE, WALKED)), {3}),
    (AnyOf((POLICE, BREST)), {1, 2, 3, 4}),
    (Best((row("mutual", "aid"), word("entraide"))), {1, 2}),
    (Scored((BREST, POLICE), AnyOf((BREST, WALKED))), {1, 2, 3, 6, 7}),
    (OneThing(AnyOf((POLICE, BREST))), {1, 2, 3, 4}),
    (OrNamed(word("londres"), frozenset({30})), {3, 4}),
    (OrNamed(word("zzz"), frozenset({10, 99})), {1}),
    (OrNamed(word("london"), frozenset()), {4}),
    (OrInstead(word("border"), (Other("frontiere", "fr", 0.5),)), {3, 4}),
    (OrInstead(word("border"), (Other("frontieres", "de", 0.5), Other("frontieres", "it", 0.5))), {4}),
    (OrInstead(word("zzz"), (Other("borders", "en", 0.5),)), {4}),
    (OrInstead(word("zzz"), (Other("martin", None, 0.5),)), {6}),
    (OrInstead(word("zzz"), (Other("mutual aid", "en", 0.5), Other("cour brest", "fr", 0.5))), {2}),
    (OrTime(word("zzz"), SPAN_2016, 2.0, 0.03), {1, 2}),
    (OrTime(BREST, IN_MARCH, 2.0, 0.1), {1, 2}),
    (OrTime(word("zzz"), IN_MARCH, 2.0, 0.1), {1}),  # of a year, a twelfth is less than a tenth
    (OrTime(word("zzz"), NOVEMBER, 2.0, 0.03), {1}),  # which speaks of that month
    (OrTime(word("zzz"), NOVEMBER, 2.0, 0.04), set()),
    (TopShare(AnyOf((BREST, WALKED)), 0.0), {1, 2, 3, 6, 7}),
    (TopShare(word("zzz"), 0.3), set()),
    (SideBySide(Scored((BREST, POLICE), AnyOf((BREST, POLICE))), (("police", "watch", 1.0),), 0.2, 2),
     {1, 2, 3, 4}),
    (WithAll(TopShare(AnyOf((BREST, WALKED)), 0.0), (BREST, WALKED), 0.2), {1, 2, 3, 6, 7}),
    (WithAll(word("zzz"), (BREST, POLICE), 0.2), set()),
]  # fmt: skip
FILTERS: list[tuple[Query, set[int]]] = [
    (Holds("marche", ("text",)), {3, 6, 7}),
    (Holds("marches", ("text",)), set()),
    (Holds("march", ("text",), "en"), {4}),
    (Holds("march", ("text",), "fr"), set()),
    (Holds("march", ("text",), "it"), set()),
    (Holds("brest", NAMES), {1, 2}),
    (Holds("aid", ("text", "title")), {2}),
    (InLang("fr"), {1, 3, 6, 7}),
    (InLang("it"), set()),
    (DatedIn(IN_MARCH), {1, 2}),
    (DatedIn(days("2016-05/2017-06")), {2, 3}),
    (DatedIn(days("2019")), set()),
    (Mentions(NOVEMBER), {1}),
    (Mentions(IN_MARCH), set()),
    (Undated(), {4, 5, 6, 7}),
    (Translated(), {1, 2}),
    (OfFormat("text/html"), set()),
    (OfFormat(""), EVERY),
    (InCollection("Fonds du quai"), {3}),
    (InCollection("quai"), set()),
    (Entities(frozenset({20, 10})), {1, 2}),
    (Entities(frozenset({99})), set()),
    (EVERYTHING, EVERY),
    (NOTHING, set()),
    (AnyOf(()), set()),
    (Without(POLICE), EVERY - {3, 4}),
    (Without(EVERYTHING), set()),
    (AllOf((InLang("fr"), Without(Undated()))), {1, 3}),
    (AtLeast((POLICE, BREST, WALKED), 1), {1, 2, 3, 4, 6, 7}),
    (AtLeast((POLICE, BREST, WALKED), 2), {3}),
    (AtLeast((POLICE, BREST, WALKED), 3), set()),
]


@pytest.mark.parametrize(("query", "expected"), SCORING + FILTERS)
def test_texts_that_match(reader: IndexReader, query: Query, expected: set[int]) -> None:
    found = run(reader, SearchPlan(query, limit=50))
    assert numbers(found) == expected
    assert found.documents == len(expected)
    assert reader.state.executor().counts((query,)) == [len(expected)]
    # And as a filter, and turned round.
    assert numbers(run(reader, SearchPlan(EVERYTHING, query, limit=50))) == expected
    assert numbers(run(reader, SearchPlan(Without(query), limit=50))) == EVERY - expected


def test_many_are_counted_at_once(reader: IndexReader) -> None:
    queries, expected = zip(*SCORING, *FILTERS, strict=True)
    assert list(reader.state.executor().counts(queries)) == [len(texts) for texts in expected]
    assert list(reader.state.executor().counts(())) == []


@pytest.mark.parametrize(("query", "expected"), SCORING)
def test_the_best_score(reader: IndexReader, query: Query, expected: set[int]) -> None:
    best = reader.state.executor().best((query,))[0]
    assert (best > 0) == bool(expected)


def test_filters_score_nothing(reader: IndexReader) -> None:
    assert set(reader.state.executor().best([query for query, _ in FILTERS])) == {0}


def test_scores_that_are_compared(reader: IndexReader) -> None:
    both, one = AllOf((BREST, word("cour"))), BREST
    best = reader.state.executor().best(
        (both, one, word("zzz"), word("martin"), OrNamed(word("zzz"), frozenset({20})))
    )
    assert best[0] > best[1] > best[2] == 0


def test_the_language_that_texts_may_be_in(reader: IndexReader) -> None:
    assert {"fr", "en", "de"} <= set(reader.state.executor().langs())


def test_near_forms(reader: IndexReader) -> None:
    assert list(reader.state.near("martim", 2))[:2] == ["martin", "martine"]
    assert list(reader.state.near("lodnres", 1)) == ["londres"]  # two letters swapped are one slip
    assert list(reader.state.near("zzzzzzz", 2)) == []


# -- the best, in order --------------------------------------------------------------------------------


def heads(found: EngineResult) -> list[int]:
    return [match.n for match in found.matches]


def test_the_best_come_first(reader: IndexReader) -> None:
    found = run(reader, SearchPlan(word("martin"), limit=50))
    assert heads(found) == [6, 7]  # which has it twice before one that has another form of its stem
    assert 0 < found.matches[1].score < found.matches[0].score <= 1  # shares of a full answer
    scored = Scored((word("police"), word("london")), AnyOf((word("police"), word("london"))))
    assert heads(run(reader, SearchPlan(scored, limit=50))) == [4, 3]


def test_by_date(reader: IndexReader) -> None:
    dated = run(reader, SearchPlan(AnyOf((BREST, WALKED)), by_date=True, limit=50))
    assert heads(dated)[1:] == [3, 7, 6]  # of the undated ones, which are last, the better first
    assert dated.matches[0].n == 2  # of a group the text that comes first: of the year, before March
    assert dated.matches[0].others == (1,)


def test_pages(reader: IndexReader) -> None:
    whole = heads(run(reader, SearchPlan(EVERYTHING, by_date=True, limit=50)))
    pages = [
        run(reader, SearchPlan(EVERYTHING, by_date=True, first=first, limit=2)) for first in range(0, 8, 2)
    ]
    assert [n for page in pages for n in heads(page)] == whole
    assert {page.total for page in pages} == {6}
    assert {page.documents for page in pages} == {7}
    assert heads(run(reader, SearchPlan(EVERYTHING, limit=0))) == []


def test_top_share_leaves_out_what_is_far_worse(reader: IndexReader) -> None:
    scored = Scored((word("mutual"), word("aid"), word("offence"), BREST), AnyOf((word("aid"), BREST)))
    assert numbers(run(reader, SearchPlan(TopShare(scored, 0.0), limit=50))) == {1, 2}
    assert numbers(run(reader, SearchPlan(TopShare(scored, 0.9), limit=50))) == {2}
    # What counts apart is left out of the share, and stays in the score.
    apart = (word("mutual"), word("aid"), word("offence"))
    assert numbers(run(reader, SearchPlan(TopShare(scored, 0.9, apart), limit=50))) >= {1}


def test_words_side_by_side_count_more(reader: IndexReader) -> None:
    both = Scored((word("police"), WALKED), AnyOf((word("police"), WALKED)))
    plain = run(reader, SearchPlan(both, limit=50))
    near = run(reader, SearchPlan(SideBySide(both, (("a", "marche", 1.0),), 0.5, 200), limit=50))
    scores = {match.n: match.score for match in plain.matches}
    more = {match.n: round(match.score - scores[match.n], 4) for match in near.matches}
    assert more == {3: 0, 4: 0, 6: 0.5, 7: 0.5}


def test_texts_with_all_words_count_more(reader: IndexReader) -> None:
    both = Scored((POLICE, WALKED), AnyOf((POLICE, WALKED)))
    scores = {match.n: match.score for match in run(reader, SearchPlan(both, limit=50)).matches}
    told = run(reader, SearchPlan(WithAll(both, (POLICE, WALKED), 0.5), limit=50)).matches
    assert {m.n: round(m.score - scores[m.n], 4) for m in told} == {3: 0.5, 4: 0, 6: 0, 7: 0}
    assert told[0].n == 3


def test_facets(reader: IndexReader) -> None:
    months = (("2016-03", IN_MARCH), ("2017-05", days("2017-05")), ("2019-01", days("2019-01")))
    wanted = (
        FacetCount("lang", 20), FacetCount("year", None), FacetCount("place", 1), FacetCount("source", 20),
        FacetCount("undated", None), FacetCount("translated", None), FacetCount("collection", 20),
        FacetCount("month", None, months), FacetCount("day", None, ()),
    )  # fmt: skip
    found = run(reader, SearchPlan(AnyOf((BREST, POLICE)), facets=wanted)).facets
    assert {name: [tuple(pair) for pair in counts] for name, counts in found.items()} == {
        "lang": [("en", 2), ("fr", 2)],
        "year": [(2016, 1), (2017, 1)],
        "place": [(30, 2)],
        "source": [("autre", 2), ("sites/ouest", 1)],
        "undated": [("1", 1)],
        "translated": [("1", 1)],
        "collection": [("Fonds du quai", 1)],
        "month": [("2016-03", 1), ("2017-05", 1), ("2019-01", 0)],
        "day": [],
    }
