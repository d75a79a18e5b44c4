"""The engines give the same answers: what `memory` finds by plain dictionaries, every other finds too."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from archive.errors import DamagedIndex, QueryError, UsageError
from archive.search import engines
from archive.search.index import Index
from archive.search.port import (
    EngineQuery,
    EngineResult,
    Filters,
    IndexRow,
    MatchedGroup,
    Named,
    Other,
    PassageVector,
)
from archive.search.query import Node, parse
from tests.search.installed import marked
from tests.servers import opensearch

OTHERS = marked(engines.ENGINES.keys() - {"memory"} - engines.SERVERS)
WORDS = [
    "marche", "marches", "marcher", "marché", "walk", "walks", "walking", "police", "Brest", "London",
    "Londres", "Martin", "Martine", "l'entraide", "entraide", "aid", "the", "la", "de", "frontière", "border",
    "frontières", "borders", "porte-parole", "2016", "C.R.S.", "été", "summer", "nation",
]  # fmt: skip
LANGS = ("fr", "en", "de")
NAMES = (("PLACE", "Brest"), ("PLACE", "London"), ("PERSON", "Martin Brest"), ("ORG", "C.R.S."))
# Often the first and last days of a month and a year, where what overlaps a time begins and ends.
EDGES = [dt.date.fromisoformat(day).toordinal() for day in ("2014-02-01", "2014-02-28", "2015-12-31")]
DAY = st.integers(735_000, 736_500) | st.sampled_from(EDGES)
DAYS = DAY.flatmap(lambda day: st.tuples(st.just(day), st.just(day) | st.integers(day, day + 400)))


def texts(most: int) -> st.SearchStrategy[str]:
    """Texts of so many words at most. A byte a word: a draw for each took most of the time of these tests."""
    return st.binary(max_size=most).map(lambda data: " ".join(WORDS[i % len(WORDS)] for i in data))


@st.composite
def passages(draw: st.DrawFn, length: int) -> tuple[PassageVector, ...]:
    seeds = draw(st.lists(st.integers(0, 5), max_size=2))
    return tuple(PassageVector(at, length + at, vector(seed).tobytes()) for at, seed in enumerate(seeds))


def vector(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float16]]:
    """Few and near each other, so that meaning brings some texts and not others."""
    made = np.random.default_rng(seed).normal(size=512) + (seed % 2)
    found: np.ndarray[tuple[int], np.dtype[np.float16]] = (made / np.linalg.norm(made)).astype("<f2")
    return found


SAID = st.lists(st.sampled_from([("collection", "Fonds du quai"), ("collection", "Papers"),
                                 ("author", "Papers")]), max_size=2)  # fmt: skip


@st.composite
def rows(draw: st.DrawFn) -> IndexRow:
    text = draw(texts(25))
    return IndexRow(
        draw(st.integers(1, 12)), draw(st.sampled_from(LANGS)), text, draw(texts(6)),
        draw(st.sampled_from(["", "a/un.txt", "b/marche.html"])), draw(st.sampled_from(["a", "b", ""])),
        draw(st.none() | DAYS), tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3))),
        tuple(draw(st.lists(st.tuples(st.sampled_from(["PLACE", "PERSON"]), st.integers(1, 3)), max_size=2))),
        tuple(draw(st.lists(DAYS, max_size=2))), tuple(draw(st.lists(st.integers(1, 12), max_size=1))),
        draw(passages(len(text))), tuple(draw(SAID)),
        draw(st.sampled_from(["text/html", "application/pdf", ""])),
    )  # fmt: skip


WRITES = st.lists(
    st.tuples(st.lists(rows(), max_size=6), st.lists(st.integers(1, 12), max_size=2)), min_size=1, max_size=3
)
WORD = st.sampled_from([*WORDS, "zzz", "walked"])
ATOMS = st.one_of(
    WORD,
    WORD.map(lambda w: f"{w[:3]}*"),
    WORD.map(lambda w: f"{w[:-1]}x~2"),
    st.tuples(WORD, WORD).map(lambda pair: f'"{pair[0]} {pair[1]}"'),
    st.tuples(WORD, WORD).map(lambda pair: f'"{pair[0]} {pair[1]}"~4'),
    st.tuples(st.sampled_from(["title", "text", "place", "person", "org", "source"]), WORD).map(":".join),
    st.sampled_from(["lang:fr", "date:2016", "date:[2013 TO 2014]", '"Martin"']),
)
QUERIES = st.lists(ATOMS, min_size=1, max_size=4).flatmap(
    lambda atoms: st.lists(
        st.sampled_from([" ", " AND ", " OR ", " NOT "]), min_size=len(atoms), max_size=len(atoms)
    ).map(lambda joints: "".join(itertools.chain(*zip(atoms, joints, strict=True))).rsplit(joints[-1], 1)[0])
)
NAMED = ((), (), (), (Named("PLACE", "Brest", frozenset({1})),), (Named("PERSON", "Brest"),))
ALIASES: tuple[dict[tuple[str, ...], frozenset[int]], ...] = (
    {},
    {("london",): frozenset({1, 2}), ("martin",): frozenset({3})},
)
INSTEAD: tuple[dict[str, tuple[Other, ...]], ...] = (
    {},
    {"walk": (Other("marche", "fr", 0.4),), "zzz": (Other("la frontiere", None, 0.5),)},
)


def tree(query: str) -> Node | None:
    """None for what cannot be read, as a word of two letters and a star."""
    with contextlib.suppress(QueryError):
        return parse(query)
    return None


ASKS = st.builds(
    EngineQuery,
    QUERIES.map(tree).filter(bool),
    st.builds(
        Filters,
        st.sampled_from([None, None, None, "fr", "it"]),
        st.sampled_from(NAMED),
        st.none() | DAYS,
        st.booleans(),
        *(st.sampled_from([False, False, True]) for _ in ("undated", "translated")),
        *(st.sampled_from([None, None, one]) for one in ("un", "text/html", "Papers")),
        st.sampled_from(
            [(), (Filters(langs=("en",)),), (Filters(undated=True), Filters(collection="Fonds du quai"))]
        ),
    ),
    st.sampled_from(ALIASES),
    st.sampled_from(INSTEAD),
    st.sampled_from([None, None, *(tuple(vector(seed).astype(float).tolist()) for seed in (0, 1, 9))]),
    st.booleans(),
    st.just(0),
    st.just(100),
    st.just(True),
    more=st.sampled_from([(), ("format",), ("format", "collection")]),
    whole=st.sampled_from(["", "place", "collection"]),
)  # fmt: skip


def told(found: EngineResult) -> dict[frozenset[int], MatchedGroup]:
    """The hits by the texts they stand for."""
    return {frozenset((m.n, *m.others)): m for m in found.matches}


def same(a: EngineResult, b: EngineResult, *, scores: bool = True) -> None:
    """Same hits; with `scores`, these and so the order and the first text of a group, to rounding."""
    assert (a.total, a.documents, a.relaxed) == (b.total, b.documents, b.relaxed)
    assert {k: dict(v) for k, v in a.facets.items()} == {k: dict(v) for k, v in b.facets.items()}
    one, other = told(a), told(b)
    assert one.keys() == other.keys()
    for group, match in one.items() if scores else ():
        assert match.score == pytest.approx(other[group].score, abs=2e-5)
        if match.n == other[group].n:
            assert match.worded == other[group].worded
            assert (match.passage is None) == (other[group].passage is None)
            if match.passage and other[group].passage:
                assert match.passage == pytest.approx(other[group].passage, abs=1e-3)


@pytest.fixture(params=OTHERS)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@given(writes=WRITES, asks=st.lists(ASKS, min_size=8, max_size=8))
@settings(max_examples=50, deadline=None, derandomize=True, phases=[Phase.generate])
def _answers_agree(
    scheme: str, writes: Sequence[tuple[list[IndexRow], list[int]]], asks: list[EngineQuery]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        plain = engines.index(f"memory:{place}", create=True)
        index = engines.index(f"{scheme}:{Path(place) / 'index'}", create=True)
        for position, (given_rows, gone) in enumerate(writes, start=1):
            for one in (plain, index):
                one.write(given_rows, gone, position)
        _compare(plain, index, asks)
        index.close()


def _compare(plain: Index, index: Index, asks: Sequence[EngineQuery], *, scores: bool = True) -> None:
    assert (index.position(), index.documents()) == (plain.position(), plain.documents())
    assert set(index.numbers()) == set(plain.numbers())
    for ask in asks:
        answer = index.search(ask)
        same(plain.search(ask), answer, scores=scores)
        whole = [m.n for m in answer.matches]
        assert [m.n for m in index.search(replace(ask, first=1, limit=2)).matches] == whole[1:3]
    for word in ("entreide", "polise", "frontiere"):
        assert index.similar(word) == plain.similar(word)


def test_every_engine_answers_as_the_plain_one(scheme: str) -> None:
    _answers_agree(scheme)


@given(writes=WRITES, asks=st.lists(ASKS, min_size=8, max_size=8))
@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
def test_a_cluster_answers_as_the_plain_one(
    writes: Sequence[tuple[list[IndexRow], list[int]]], asks: list[EngineQuery]
) -> None:
    """The same hits; texts whose groups a write changes from afar are written again, as commands do."""
    plain = engines.index("memory:cluster", create=True)
    index = engines.index(opensearch.empty_index("compared"))
    # Here a word of a third language counts for a stem if a text in the language of the stem has it, too.
    known = {13: IndexRow(13, "fr", " ".join(WORDS)), 14: IndexRow(14, "en", " ".join([*WORDS, "walked"]))}
    held: dict[int, IndexRow] = {}
    for position, (given_rows, gone) in enumerate(writes, start=1):
        held = {n: row for n, row in held.items() if n not in gone} | {row.n: row for row in given_rows}
        for one in (plain, index):
            one.write([*given_rows, *known.values()], gone, position)
        if wanted := index.wanted():
            index.write([(held | known)[n] for n in wanted], (), position)
    _compare(plain, index, asks, scores=False)
    index.close()


def test_addresses() -> None:
    for address in ("whoosh", "", "elsewhere:x", "/tmp/index"):
        with pytest.raises(UsageError, match="memory:, opensearch:, tantivy:, whoosh:"):
            engines.engine(address)
    with pytest.raises(DamagedIndex):
        engines.engine("memory:nobody made this")
    made = engines.engine("memory:here", create=True)
    assert engines.engine("memory:here") is made
