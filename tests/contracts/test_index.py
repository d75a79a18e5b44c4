"""What every search engine must do: whichever stands in the table of engines is held to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from archive.search import engines
from archive.search.index import Index
from archive.search.port import EngineQuery, Filters, IndexRow, Named, Other, PassageVector
from archive.search.query import parse
from archive.search.when import interval
from tests.search.installed import marked
from tests.servers import opensearch


def days(text: str) -> tuple[int, int]:
    span = interval(text)
    assert span is not None
    return span


def vector(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    made = np.random.default_rng(seed).normal(size=512).astype(np.float32)
    found: np.ndarray[tuple[int], np.dtype[np.float32]] = made / np.linalg.norm(made)
    return found


def passage(seed: int, start: int, end: int) -> PassageVector:
    return PassageVector(start, end, vector(seed).astype("<f2").tobytes())


ROWS = [
    IndexRow(
        1, "fr", "Le délit d'entraide devant la cour de Brest. Colette Varenne n'est pas coupable.",
        title="Procès de l'entraide", source="sites/ouest/un.html", collection="sites/ouest",
        dated=days("2016-03-04"), names=(("PERSON", "Colette Varenne"), ("PLACE", "Brest")),
        entities=(("PERSON", 10), ("PLACE", 20)), spoken=(days("2015-11"),), twins=(2,),
        passages=(passage(1, 0, 44),),
    ),
    IndexRow(
        2, "en", "The offence of mutual aid before the court in Brest.", title="Mutual aid on trial",
        source="sites/ouest/two.html", collection="sites/ouest", dated=days("2016"),
        names=(("PLACE", "Brest"),), entities=(("PLACE", 20),), twins=(1,), passages=(passage(2, 0, 52),),
    ),
    IndexRow(
        3, "fr", "Une marche pour les frontières ouvertes à Londres, et la police partout.",
        source="autre/trois.txt", collection="autre", dated=days("2017-05"), names=(("PLACE", "Londres"),),
        entities=(("PLACE", 30),), passages=(passage(3, 0, 71),),
        stated=(("author", "Lenoir, Odile"), ("author", "Paul Marchand"), ("collection", "Fonds du quai"),
              ("identifier", "12 J 4"), ("rights", "CC BY")),
    ),
    IndexRow(
        4, "en", "Open borders! A demonstration in London. Police watched the march in St- Etienne.",
        source="autre/four.txt", collection="autre", names=(("PLACE", "London"),), entities=(("PLACE", 30),),
    ),
    IndexRow(
        5, "de", "Offene Grenzen und Solidarität in Bremen.", source="autre/fuenf.txt", collection="autre"
    ),
    IndexRow(
        6, "fr", "Martin a marché longtemps. Le train de Martin est parti.", names=(("PERSON", "Martin"),)
    ),
    IndexRow(7, "fr", "Martine a marché aussi.", names=(("PERSON", "Martine"),)),
]  # fmt: skip


SCHEMES = marked(engines.ENGINES)


def address_of(scheme: str, folder: Path, name: str) -> str:
    """Where an index can be made; on servers one is there already, and empty."""
    return opensearch.empty_index(name) if scheme == "opensearch" else f"{scheme}:{folder / 'index'}"


@pytest.fixture(scope="module", params=SCHEMES)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index that is not written to."""
    address = address_of(request.param, tmp_path_factory.mktemp("index"), "read")
    index = engines.index(address, create=request.param != "opensearch")
    index.write(ROWS, (), 7)
    yield index
    index.close()


@pytest.fixture(params=SCHEMES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return address_of(request.param, tmp_path, "written")


@pytest.fixture
def empty(address: str) -> Iterator[Index]:
    index = engines.index(address, create=not address.startswith("opensearch:"))
    yield index
    index.close()


@pytest.fixture
def written(empty: Index) -> Index:
    empty.write(ROWS, (), 7)
    return empty


@pytest.fixture
def other(empty: Index, address: str) -> Iterator[Index]:
    """The same index, opened a second time."""
    index = engines.index(address)
    yield index
    index.close()


def found(index: Index, query: str, **ask: object) -> set[int]:
    """The numbers of all texts that a query finds, the others of a group too."""
    answer = index.search(EngineQuery(parse(query), limit=100, **ask))  # type: ignore[arg-type]
    numbers = {n for m in answer.matches for n in (m.n, *m.others)}
    assert len(answer.matches) == answer.total
    assert len(numbers) == answer.documents
    return numbers


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("entraide", {1}),
        ("ENTRAIDE", {1}),
        ("délits", {1}),
        ("delit", {1}),
        ("frontière", {3}),
        ("border", {4}),
        ("saint-étienne", {4}),
        ("Saint Etienne", {4}),
        ('"saint etienne"', {4}),
        ('"délit d\'entraide"', {1}),
        ('"entraide délit"', set()),
        ('"entraide cour"', set()),
        ('"cour entraide"~3', {1}),
        ('"coupable délit"~3', set()),
        ("police watched", {4}),
        ("police AND marche", {3, 4}),
        ("police OR train", {3, 4, 6}),
        ("police OU Brest", {1, 2, 3, 4}),
        ("police -london", {3}),
        ("police SAUF (london OU londres)", set()),
        ("NOT police", {1, 2, 5, 6, 7}),
        ("front*", {3}),
        ("Varene~", {1}),
        ("Vraenne~", {1}),
        ("Warene~", set()),
        ("Warene~2", {1}),
        ("title:entraide", {1}),
        ("title:coupable", set()),
        ("text:coupable", {1}),
        ("person:varenne", {1}),
        ("author:lenoir", {3}),
        ("auteur:marchand", {3}),
        ('author:"odile paul"', set()),  # two people
        ("author:varenne", set()),
        ("lenoir", set()),  # what is said of a text is not in it
        ('collection:"fonds du quai"', {3}),
        ("fonds:quais", set()),
        ('cote:"12 J 4"', {3}),
        ("frontières -author:odile", set()),
        ('person:"colette varenne"', {1}),
        ("place:varenne", set()),
        ("place:brest", {1, 2}),
        ("source:ouest", {1, 2}),
        ("lang:de", {5}),
        ("date:2016", {1, 2}),
        ("date:2016-05", {2}),
        ("date:[2016-03-05 TO 2017]", {2, 3}),
        ("date:2014", set()),
        ("police date:2017", {3}),
        ('"Martin"', {6}),
        ("person:martine", {7}),
        ("solidaritat", {5}),
        ("zzz", set()),
    ],
)
def test_finds(index: Index, query: str, expected: set[int]) -> None:
    assert found(index, query) == expected


def test_the_written_name_comes_first(index: Index) -> None:
    for name, number in (("Martin", 6), ("Martine", 7)):
        assert index.search(EngineQuery(parse(name))).matches[0].n == number


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filters(langs=("en",)), {2, 4}),
        (Filters(langs=("it",)), set()),
        (Filters(names=(Named("PLACE", "London", frozenset({30})),)), {3, 4}),
        (Filters(names=(Named("PLACE", "London"),)), {4}),
        (Filters(names=(Named("PLACE", "Brest"), Named("PERSON", "Colette Varenne"))), {1}),
        (Filters(dated=days("2016-03")), {1, 2}),
        (Filters(dated=days("2015")), set()),
        (Filters(dated=days("2015"), spoken=True), {1}),
        (Filters(langs=("fr",), dated=(days("2016")[0], days("2018")[1])), {1, 3}),
    ],
)
def test_filters(index: Index, where: Filters, expected: set[int]) -> None:
    everything = "lang:fr OR lang:en OR lang:de"
    assert found(index, everything, where=where) == expected


def test_names_reach_the_other_language(index: Index) -> None:
    assert found(index, "londres") == {3}
    assert found(index, "londres", aliases={("londres",): frozenset({30})}) == {3, 4}


def test_other_forms_count_in_their_language_for_what_nothing_binds(index: Index) -> None:
    def instead(lang: str | None, *, else_only: bool = False) -> dict[str, tuple[Other, ...]]:
        other = Other("coupable", lang, 0.4, else_only)
        return {"watched": (other,), "zzz": (other,), "martin": (other,)}

    assert found(index, "watched") == {4}
    assert found(index, "watched", others=instead("fr")) == {1, 4}
    assert index.search(EngineQuery(parse("watched"), others=instead("fr"))).matches[0].n == 4
    assert found(index, "watched", others=instead(None)) == {1, 4}
    assert found(index, "watched", others=instead("en")) == {4}
    assert found(index, "watched", others=instead("fr", else_only=True)) == {4}
    assert found(index, "zzz", others=instead("fr", else_only=True)) == {1}
    assert found(index, "zzz devant", others=instead("fr")) == {1}
    assert found(index, "watched AND police", others=instead("fr")) == {4}
    assert found(index, "text:watched", others=instead("fr")) == {4}
    assert found(index, "Martin", others=instead("fr")) == {6}, "a name stays what it is"


@pytest.mark.parametrize("query", ["zzz", "zzz devant", "londinium", "zzz londinium", "zzz OR yyy"])
def test_what_stands_for_a_word_that_no_text_has_scores_on_the_same_scale(index: Index, query: str) -> None:
    others = {"zzz": (Other("coupable", "fr", 0.4), Other("watched", "en", 0.4))}
    aliases: dict[tuple[str, ...], frozenset[int]] = dict.fromkeys(
        [("londinium",), ("yyy",)], frozenset({30})
    )
    scores = [
        m.score for m in index.search(EngineQuery(parse(query), others=others, aliases=aliases)).matches
    ]
    assert scores
    assert 0 < min(scores) <= max(scores) < 1.5, "a full answer has 1, and its words in a row a half more"
    itself = index.search(EngineQuery(parse("watched"))).matches[0].score
    assert query != "zzz" or max(scores) < itself


def test_words_side_by_side_ask_for_all_or_as_many_as_there_are(index: Index) -> None:
    both = index.search(EngineQuery(parse("police partout")))
    assert {m.n for m in both.matches} == {3}
    assert not both.relaxed
    some = index.search(EngineQuery(parse("police zzz")))
    assert {m.n for m in some.matches} == {3, 4}
    assert some.relaxed


def test_three_words_bring_the_best_texts_but_none_without_the_name(index: Index) -> None:
    some = index.search(EngineQuery(parse("police zzz longtemps")))
    assert {m.n for m in some.matches} == {3, 4, 6}
    assert found(index, "police zzz londres") == {3}


def test_versions_of_a_text_are_one_hit(index: Index) -> None:
    answer = index.search(EngineQuery(parse("brest")))
    assert (answer.total, answer.documents) == (1, 2)
    assert {answer.matches[0].n, *answer.matches[0].others} == {1, 2}


def test_meaning_brings_texts_and_names_hold_it_back(index: Index) -> None:
    near_three = tuple(vector(3).tolist())
    assert found(index, "zzz", vector=near_three) == {3}
    match = index.search(EngineQuery(parse("zzz"), vector=near_three)).matches[0]
    assert match.passage is not None
    assert match.passage[:2] == (0, 71)
    assert not match.worded
    assert found(index, "Brest", vector=near_three) == {1, 2}, "a name that the archive holds is not left"
    assert found(index, "police AND zzz", vector=near_three) == set(), "what AND binds is meant to the letter"
    assert found(index, "zzz lang:en", vector=near_three) == set()
    assert found(index, "zzz", vector=near_three, where=Filters(langs=("en",))) == set()


def test_order_by_date_puts_the_oldest_first_and_the_undated_last(index: Index) -> None:
    answer = index.search(EngineQuery(parse("lang:fr OR lang:en"), by_date=True, limit=9))
    assert [m.n for m in answer.matches][:2] == [2, 3] or [m.n for m in answer.matches][:2] == [1, 3]
    assert answer.matches[-1].n in (4, 6, 7)


def test_pages_are_stable_and_whole(index: Index) -> None:
    tree = parse("lang:fr OR lang:en OR lang:de")
    whole = [m.n for m in index.search(EngineQuery(tree, limit=99)).matches]
    paged = [
        m.n for first in range(0, 8, 2) for m in index.search(EngineQuery(tree, first=first, limit=2)).matches
    ]
    assert paged == whole
    assert index.search(EngineQuery(tree, limit=0)).total == len(whole)
    assert index.search(EngineQuery(tree, first=99)).matches == ()


def test_facets_count_hits(index: Index) -> None:
    facets = index.search(EngineQuery(parse("brest OR police"), facets=True)).facets
    assert dict(facets["lang"]) == {"fr": 2, "en": 2}
    assert dict(facets["year"]) == {2016: 1, 2017: 1}
    assert dict(facets["person"]) == {10: 1}
    assert dict(facets["place"]) == {20: 1, 30: 2}, "the two versions about Brest are one hit"
    assert dict(facets["source"]) == {"sites/ouest": 1, "autre": 2}
    assert dict(facets["org"]) == {}


def test_similar_words(index: Index) -> None:
    assert "entraide" in index.similar("entreide")
    assert index.similar("qqqqqqqq") == []


def test_an_empty_index(empty: Index) -> None:
    assert (empty.position(), empty.documents(), list(empty.numbers())) == (0, 0, [])
    assert index_total(empty, "police") == 0
    assert index_total(empty, '"no police"~3 OR pol* OR NOT x') == 0
    assert empty.search(EngineQuery(parse("x"), facets=True, vector=tuple(vector(1).tolist()))).total == 0


def index_total(index: Index, query: str) -> int:
    return index.search(EngineQuery(parse(query))).total


def test_a_later_row_takes_the_place_of_an_earlier_one(written: Index) -> None:
    written.write([IndexRow(3, "fr", "La gare de Nantes.")], (), 8)
    assert written.position() == 8
    assert found(written, "police") == {4}
    assert found(written, "nantes") == {3}
    assert set(written.numbers()) == {1, 2, 3, 4, 5, 6, 7}


def test_a_number_given_twice_in_one_batch_is_there_once(empty: Index) -> None:
    empty.write([IndexRow(1, "fr", "avant"), IndexRow(2, "fr", "entre"), IndexRow(1, "fr", "après")], (), 1)
    assert empty.documents() == 2
    assert found(empty, "avant") == set()
    assert found(empty, "après") == {1}


def test_what_is_gone_is_gone(written: Index) -> None:
    written.write((), (4, 99), 9)
    assert (written.position(), written.documents()) == (9, 6)
    assert found(written, "police") == {3}
    written.write((), (1, 2, 3, 5, 6, 7), 10)
    assert (written.position(), written.documents()) == (10, 0)
    assert found(written, "police") == set()


def test_a_write_that_fails_leaves_everything_as_it_was(written: Index) -> None:
    def rows() -> Iterator[IndexRow]:
        yield IndexRow(8, "fr", "presque")
        raise RuntimeError("the source went away")

    with pytest.raises(RuntimeError):
        written.write(rows(), (1,), 9)
    assert (written.position(), written.documents()) == (7, 7)
    assert found(written, "presque") == set()
    written.write([IndexRow(8, "fr", "enfin")], (), 9)
    assert found(written, "enfin") == {8}


def test_many_small_writes_are_tidied(empty: Index) -> None:
    for n in range(1, 26):
        empty.write([IndexRow(n, "fr", f"texte numéro {n}")], (), n)
        again = list(empty.wanted())
        if again:
            empty.write([IndexRow(m, "fr", f"texte numéro {m}") for m in again], again, n)
    assert empty.documents() == 25
    assert found(empty, "texte") == set(range(1, 26))
    assert not list(empty.wanted())


def test_a_second_reader_sees_commits(empty: Index, other: Index) -> None:
    assert other.documents() == 0
    empty.write(ROWS, (), 7)
    assert other.documents() == 7
    assert found(other, "entraide") == {1}


def test_a_reader_keeps_its_state_while_commits_go_on(empty: Index, other: Index) -> None:
    empty.write(ROWS, (), 7)
    with other.reading() as before:
        for n in range(8, 40):
            empty.write([IndexRow(n, "fr", "Un tract de plus.", passages=(passage(n, 0, 17),))], (n - 8,), n)
            empty.write((), list(empty.wanted()), n)
            assert other.position() == n
        near = before.search(EngineQuery(parse("zzz"), vector=tuple(vector(3).tolist())))
        assert [m.n for m in near.matches] == [3], "what was not read before the commits is there still"
        assert before.search(EngineQuery(parse("tract"))).total == 0
        assert (before.position, before.documents(), set(before.numbers())) == (7, 7, {1, 2, 3, 4, 5, 6, 7})
    with other.reading() as after:
        assert after.search(EngineQuery(parse("police"))).total == 0
