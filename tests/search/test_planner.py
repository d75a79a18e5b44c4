"""The plan of a search: what is decided before hits are asked for, the same for an engine far away."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence

import pytest
from hypothesis import Phase, given, settings

from archive.search import engines, suggest
from archive.search.counting import facet_counts
from archive.search.engine import Executor
from archive.search.executor import ArrayExecutor
from archive.search.index import Index
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
from archive.search.planner import ALL, IN_A_ROW, IN_A_ROW_AMONG, SHARE, planned
from archive.search.port import EngineQuery, EngineResult, Filters, IndexRow, Named, Other
from archive.search.query import Fuzzy, Node, Phrase, Prefix, Word, parse
from archive.search.units import TIME_WORTH, TIMELY
from archive.search.when import interval
from tests.search.test_engines import ASKS, WRITES

TEXTS = [
    ("fr", "Le port de Brest attend la marée.", [("PLACE", "Brest")]),
    ("fr", "Colette Lantier parle de la marée au port.", [("PERSON", "Colette Lantier")]),
    ("en", "The harbour at Brest waits for the tide.", [("PLACE", "Brest")]),
    ("en", "A porte-parole of the harbour speaks of mutual aid.", []),
    ("fr", "Une longue traversée, et la grève des dockers en mars 2016.", []),
    ("en", "A long crossing, and the strike of the dockers.", []),
]
NOON = (734_000, 734_030)


@pytest.fixture
def index() -> Index:
    index = engines.index("memory:planned", create=True)
    index.write([IndexRow(n, *text[:2], names=tuple(text[2])) for n, text in enumerate(TEXTS, 1)], (), 1)
    return index


def plan(index: Index, query: str, **ask: object) -> SearchPlan:
    with index.reading() as reader:
        return planned(EngineQuery(parse(query), **ask), reader.state.executor())  # type: ignore[arg-type]


def word(form: str, *fields: str) -> TermQuery:
    return TermQuery(form, fields or ANYWHERE)


def name(form: str) -> TermQuery:
    return TermQuery(form, ANYWHERE, exact=True)


def row(*forms: str, among: tuple[str, ...] = ANYWHERE) -> PhraseQuery:
    return PhraseQuery(forms, among)


def few(*units: Query, least: int, must: tuple[Query, ...] = (), names: tuple[Query, ...] = ()) -> Scored:
    return Scored((*must, *units), AllOf((*must, *names, AtLeast(units, least))))


def beside(query: Query, *forms: str) -> SideBySide:
    """With every pair of the forms counting in full."""
    pairs = tuple((a, b, 1.0) for a, b in itertools.pairwise(forms))
    return SideBySide(query, pairs, IN_A_ROW / len(forms), IN_A_ROW_AMONG)


def all_of(query: Query, *units: Query) -> WithAll:
    return WithAll(query, units, ALL)


def best(*units: Query) -> WithAll:
    """Of keywords, the texts with any of them; those with all count more."""
    return all_of(TopShare(few(*units, least=1), SHARE), *units)


MANY = ("port", "maree", "greve", "dockers")
FIVE = ("traversee", *MANY)
SIX = ("longue", *FIVE)
LONG = ("crossing", "strike", "dockers", "aid")
SPOKESMAN = Best((row("porte", "parole"), word("porteparole")))
LOOSE = tuple(map(word, ("autre", "rade", "traversee", "longue", "greve", "dockers")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # One thing: a word in all its forms, a name as it is written, a beginning, near forms.
        ("marées", word("marees")),
        ("tides", word("tides")),
        ('"tides"', name("tides")),
        ("Brest", name("brest")),
        ("lantier", name("lantier")),
        ("the", word("the")),
        ("l'attente", word("attente")),
        ("traver*", PrefixQuery("traver", ANYWHERE)),
        ("harb*", PrefixQuery("harb", ANYWHERE)),
        ("gréve~", FuzzyQuery("greve", 1, ANYWHERE)),
        ("harbor~2", FuzzyQuery("harbor", 2, ANYWHERE)),
        # Several words as one.
        ('"port de brest"', OneThing(row("port", "de", "brest"))),
        ('"mutual aid"', OneThing(row("mutual", "aid"))),
        ('"dockers strike"~4', PhraseQuery(("dockers", "strike"), ANYWHERE, 4)),
        ("porte-parole", OneThing(SPOKESMAN)),
        ("sea-wall", OneThing(Best((row("sea", "wall"), word("seawall"))))),
        # In a field, a language, a time.
        ("title:port", word("port", "title")),
        ("place:brest", TermQuery("brest", ("place",), exact=True)),
        ('person:"colette lantier"', OneThing(row("colette", "lantier", among=("person",)))),
        ("lang:en", InLang("en")),
        ("date:2016-03", DatedIn(interval("2016-03") or NOON)),
        # AND, OR, NOT.
        ("marée OR tide", AnyOf((word("maree"), word("tide")))),
        ("grève AND dockers", AllOf((word("greve"), word("dockers")))),
        ("NOT strike", Without(word("strike"))),
        ("port -brest", few(word("port"), least=1, must=(Without(name("brest")),))),
        # Two words: both, as long as any text has both, names first.
        ("tide harbour", beside(few(word("tide"), word("harbour"), least=2), "tide", "harbour")),
        ("marée grève", beside(few(word("maree"), word("greve"), least=1), "maree", "greve")),
        ("strike marée", beside(few(word("strike"), word("maree"), least=1), "strike", "maree")),
        (
            "Lantier port",
            beside(few(name("lantier"), word("port"), least=2, names=(name("lantier"),)), "lantier", "port"),
        ),
        (
            "Lantier Brest",
            beside(
                few(name("lantier"), name("brest"), least=1, names=(name("lantier"),)), "lantier", "brest"
            ),
        ),
        ("(port OR tide) brest", few(name("brest"), least=1, must=(AnyOf((word("port"), word("tide"))),),
                                     names=(name("brest"),))),
        ("porte-parole harbour", few(OneThing(SPOKESMAN), word("harbour"), least=2)),
        # Three words: the names, and the best of those with any. More: the best of those with any.
        (
            "Brest port tide",
            beside(
                TopShare(
                    few(name("brest"), word("port"), word("tide"), least=1, names=(name("brest"),)), SHARE
                ),
                "brest", "port", "tide",
            ),
        ),
        ("port marée grève dockers", beside(best(*map(word, MANY)), *MANY)),
        ("crossing strike dockers aid", beside(best(*map(word, LONG)), *LONG)),
        ("traversée port marée grève dockers", beside(best(*map(word, FIVE)), *FIVE)),
        (
            "longue traversée port marée grève dockers",
            beside(TopShare(few(*map(word, SIX), least=1), SHARE), *SIX),
        ),
    ],
)  # fmt: skip
def test_what_is_looked_for(index: Index, query: str, expected: Query) -> None:
    found = plan(index, query).query
    if query == "porte-parole harbour":
        assert isinstance(found, SideBySide)
        assert found.pairs == (("porte", "parole", 1.0), ("parole", "harbour", 1.0))
        found = found.query
    assert found == expected


@pytest.mark.parametrize(
    "node", [Word("…"), Phrase("!"), Prefix("..."), Fuzzy("—", 1), Word("%", exact=True)]
)
def test_what_is_no_word_is_nowhere(index: Index, node: Node) -> None:
    with index.reading() as reader:
        assert planned(EngineQuery(node), reader.state.executor()).query == NOTHING


def test_a_compound_that_no_text_has_is_its_words(index: Index) -> None:
    found = plan(index, "longue-vue port").query
    assert isinstance(found, SideBySide)
    assert found.query == best(word("longue"), word("vue"), word("port"))


@pytest.mark.parametrize(
    "query", ["la traversée, le port, la grève", "the crossing of the harbour on strike"]
)
def test_a_sentence_need_not_have_all_its_words(index: Index, query: str) -> None:
    found = plan(index, query).query
    assert isinstance(found, SideBySide)
    assert isinstance(found.query, TopShare)


@pytest.mark.parametrize(
    ("query", "relaxed"),
    [
        ("tide harbour", False),
        ("marée grève", True),
        ("strike marée", True),
        ("Lantier Brest", True),
        ("port marée grève dockers", False),
        ('"une autre rade" traversée longue grève dockers', True),
        ('"a crossing" strike dockers', True),
        ('"long crossing" strike', False),
        ('"une autre rade"', False),
        ("(strike marée) AND dockers", True),
    ],
)
def test_fewer_words_are_told(index: Index, query: str, relaxed: bool) -> None:
    """`relaxed`, where no text has all that was asked for, or none the quotation of a headline."""
    assert plan(index, query).relaxed == relaxed


def test_a_headline_is_read_without_its_quotation_marks_where_no_text_has_these(index: Index) -> None:
    found = plan(index, '"une autre rade" traversée longue grève dockers').query
    assert isinstance(found, SideBySide)
    assert found.pairs[0] == ("une", "autre", 0.5)
    assert found.query == TopShare(few(*LOOSE, least=1), SHARE)


@pytest.mark.parametrize(
    ("query", "gate"),
    [
        ("marée", EVERYTHING),
        ("tide harbour", EVERYTHING),
        ("Brest", name("brest")),
        ("Lantier port", AllOf((name("lantier"),))),
        ("Douvres port", EVERYTHING),
        ('"mutual aid"', OneThing(row("mutual", "aid"))),
        ('"tide" harbour', AllOf((AnyOf((name("tide"), Without(AnyOf((InLang("en"),))))),))),
        ("marée OR tide", AnyOf((word("maree"), word("tide")))),
        ("title:port", word("port", "title")),
        ("port -brest", AllOf((Without(name("brest")),))),
    ],
)
def test_what_meaning_may_add_to(index: Index, query: str, gate: Query) -> None:
    """To words, not to names of the archive; what is quoted binds the languages in which it stands."""
    found = plan(index, query, vector=(1.0,)).meaning
    assert found is not None
    assert found.gate == gate
    assert plan(index, query).meaning is None


LONDON = {("londres",): frozenset({4, 9}), ("colette", "lantier"): frozenset({2})}
WALK = {
    "harbour": (Other("port", "fr", 0.6),),
    "port": (Other("harbour", "en", 0.6), Other("por", None, 0.3, else_only=True)),
    "brest": (Other("breste", "fr", 0.6),),
}
TIME = {("mars", "2016"): NOON, ("2015",): NOON}
OF_TIME = OrTime(row("mars", "2016"), NOON, TIME_WORTH, TIMELY)


@pytest.mark.parametrize(
    ("query", "ask", "expected"),
    [
        ("Londres", {"aliases": LONDON}, OrNamed(word("londres"), frozenset({4, 9}))),
        ('"Colette Lantier"', {"aliases": LONDON},
         OneThing(OrNamed(row("colette", "lantier"), frozenset({2})))),
        ("title:Londres", {"aliases": LONDON}, word("londres", "title")),
        ("harbour", {"others": WALK}, OrInstead(word("harbour"), WALK["harbour"])),
        ("port", {"others": WALK}, OrInstead(word("port"), WALK["port"][:1])),
        ("ports AND harbour", {"others": WALK}, AllOf((word("ports"), word("harbour")))),
        ("Brest", {"others": WALK}, name("brest")),
        ("2015", {"times": TIME}, OrTime(word("2015"), NOON, TIME_WORTH, TIMELY)),
        ('"2015"', {"times": TIME}, name("2015")),
        ("text:2015", {"times": TIME}, word("2015", "text")),
    ],
)  # fmt: skip
def test_what_counts_as_a_word_too(index: Index, query: str, ask: dict[str, object], expected: Query) -> None:
    assert plan(index, query, **ask).query == expected


def test_a_time_beside_words_ranks_and_does_not_bind(index: Index) -> None:
    found = plan(index, "grève mars 2016", times=TIME).query
    assert isinstance(found, SideBySide)
    assert found.query == Scored((word("greve"), OF_TIME), AllOf((AtLeast((word("greve"),), 1),)))
    many = plan(index, "port marée grève dockers mars 2016", times=TIME).query
    assert isinstance(many, SideBySide)
    scored = Scored((*map(word, MANY), OF_TIME), AllOf((AtLeast(tuple(map(word, MANY)), 1),)))
    assert many.query == all_of(TopShare(scored, SHARE, (OF_TIME,)), *map(word, MANY))


def test_a_name_of_several_words_is_one(index: Index) -> None:
    found = plan(index, "Colette Lantier marée", aliases=LONDON).query
    both = OrNamed(AllOf((name("colette"), name("lantier"))), frozenset({2}))
    assert isinstance(found, SideBySide)
    assert found.query == few(both, word("maree"), least=2, names=(both,))


SPAN = interval("2015") or NOON


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filters(), EVERYTHING),
        (Filters(langs=("fr",)), AnyOf((InLang("fr"),))),
        (Filters(langs=("fr", "en")), AnyOf((InLang("fr"), InLang("en")))),
        (Filters(names=(Named("PLACE", "Brest", frozenset({3})),)),
         AnyOf((Entities(frozenset({3})), row("brest", among=("place",))))),
        (Filters(names=(Named("ORG", "…"),)), AnyOf(())),
        (Filters(dated=SPAN), DatedIn(SPAN)),
        (Filters(dated=SPAN, spoken=True), AnyOf((DatedIn(SPAN), Mentions(SPAN)))),
        (Filters(spoken=True), EVERYTHING),
        (Filters(undated=True, translated=True), AllOf((Undated(), Translated()))),
        (Filters(format="text/html", collection="Fonds du quai"),
         AllOf((OfFormat("text/html"), InCollection("Fonds du quai")))),
        (Filters(source="letters 1944"), OneThing(row("letters", "1944", among=("source",)))),
        (Filters(never=(Filters(langs=("fr",)), Filters(undated=True))),
         AllOf((Without(AnyOf((InLang("fr"),))), Without(Undated())))),
    ],
)  # fmt: skip
def test_filters(index: Index, where: Filters, expected: Query) -> None:
    assert plan(index, "port", where=where).where == expected


def test_the_page_is_passed_on(index: Index) -> None:
    found = plan(index, "port", by_date=True, first=20, limit=5)
    assert (found.by_date, found.first, found.limit, found.facets) == (True, 20, 5, ())


@pytest.mark.parametrize(
    ("time", "months", "days"),
    [
        (None, 0, 0),
        ("2015", 12, 0),
        ("2015-02", 0, 28),
        ("2016-02", 0, 29),
        ("2015-06/2015-08", 3, 0),
        ("2015/2016", 0, 0),
        ("2015-02-03", 0, 0),
    ],
)
def test_months_of_a_year_and_days_of_a_month_are_counted(time: str | None, months: int, days: int) -> None:
    where = Filters(dated=interval(time) if time else None)
    found = {one.name: one for one in facet_counts(EngineQuery(parse("x"), where, facets=True))}
    assert len(found["month"].parts or ()) == months
    assert len(found["day"].parts or ()) == days


def test_facets_asked_for(index: Index) -> None:
    plain = plan(index, "port", facets=True).facets
    assert [one.name for one in plain] == [
        "lang", "year", "person", "place", "org", "source", "undated", "translated", "month", "day",
    ]  # fmt: skip
    more = {
        one.name: one for one in plan(index, "port", facets=True, more=("format",), whole="collection").facets
    }
    assert more["format"] == FacetCount("format", 20)
    assert more["collection"] == FacetCount("collection", 500)
    assert more["year"] == FacetCount("year", None)


# -- far away ----------------------------------------------------------------------------------------


class Far:
    """The executor of an engine in this process, taken for one on a server; counts the calls."""

    remote = True

    def __init__(self, near: ArrayExecutor) -> None:
        self.near, self.calls = near, 0
        self.langs, self.run = near.langs, near.run

    def counts(self, queries: Sequence[Query]) -> list[int]:
        assert len(set(queries)) == len(queries), "a question asked twice in one call"
        self.calls += 1
        return self.near.counts(queries)

    def best(self, queries: Sequence[Query]) -> list[float]:
        self.calls += 1
        return self.near.best(queries)


MOST_CALLS = 12  # of queries as odd as these; see the test of plain ones for what is usual


@given(writes=WRITES, ask=ASKS)
@settings(max_examples=400, deadline=None, derandomize=True, phases=[Phase.generate])
def test_a_far_engine_is_given_the_same_plan(
    writes: Sequence[tuple[list[IndexRow], list[int]]], ask: EngineQuery
) -> None:
    with tempfile.TemporaryDirectory() as place:
        index = engines.index(f"memory:{place}", create=True)
        for position, (rows, gone) in enumerate(writes, start=1):
            index.write(rows, gone, position)
        with index.reading() as reader:
            near, far = executors(reader.state.executor(), reader.state.executor())
            expected = planned(ask, near)
            found = planned(ask, far)
            assert found == expected
            assert answer(far, found) == answer(near, expected)
            assert far.calls <= MOST_CALLS


def executors(one: Executor, other: Executor) -> tuple[ArrayExecutor, Far]:
    assert isinstance(one, ArrayExecutor)
    assert isinstance(other, ArrayExecutor)
    return one, Far(other)


def answer(executor: Executor, plan: SearchPlan) -> EngineResult:
    return executor.run(plan)


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("harb*", 0),
        ('"port de brest"', 0),
        ("marée OR tide", 1),
        ("marée", 1),
        ("tide harbour", 2),
        ("marée grève", 3),
        ("Brest port tide", 3),
        ("Lantier Brest", 4),
        ("port marée grève dockers", 2),
        ("the strike of the dockers at the harbour", 2),
        ('"long crossing" strike dockers', 3),
    ],
)
def test_a_far_engine_is_asked_little(index: Index, query: str, most: int) -> None:
    """Most of what is asked is asked at once, and nothing where nothing is to be decided."""
    with index.reading() as reader:
        near, far = executors(reader.state.executor(), reader.state.executor())
        ask = EngineQuery(parse(query))
        assert planned(ask, far) == planned(ask, near)
        assert far.calls <= most


@pytest.mark.parametrize("word", ["lantire", "grêve", "harbuor", "marie", "tode", "Brast", "zzzzzz"])
def test_a_far_engine_suggests_the_same(index: Index, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with index.reading() as reader:
        near, far = executors(reader.state.executor(), reader.state.executor())
        beside = ("colette", None)
        expected = suggest.similar(reader.state, word, 3, beside)
        monkeypatch.setattr(reader.state, "executor", lambda: far)
        assert suggest.similar(reader.state, word, 3, beside) == expected
        assert far.calls <= 4
        assert near.remote is False
