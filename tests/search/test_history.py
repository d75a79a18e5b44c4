"""An answer depends on the texts that are there: not on those that went, nor on how the index is cut."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from archive.arrays import Array
from archive.search import engines, planner, scoring, spelling, vectors
from archive.search.engines.memory import MemoryEngine
from archive.search.engines.segmented import contents
from archive.search.engines.whoosh import merging
from archive.search.engines.whoosh.engine import WhooshEngine
from archive.search.index import Index
from archive.search.lookup import Lookup
from archive.search.plan import ANYWHERE
from archive.search.port import EngineQuery, EngineResult, IndexRow, PassageVector
from archive.search.query import parse
from tests.search.test_engines import ASKS, LANGS, OTHERS, rows, vector

# Words that share a stem in one language or in both, and their misspellings.
KIN = [
    "marche", "marches", "marcher", "marché", "march", "marching", "walk", "walks", "walking", "walked",
    "nation", "nations", "national", "border", "borders", "bordering", "frontière", "frontières",
    "police", "policing", "policier", "London",
]  # fmt: skip
ENGINES = [*OTHERS, "memory"]
History = Sequence[tuple[Sequence[IndexRow], Sequence[int]]]


def made(address: str, history: History) -> Index:
    index = engines.index(address, create=True)
    for position, (given_rows, gone) in enumerate(history, start=1):
        index.write(given_rows, gone, position)
    return index


def left(history: History) -> list[IndexRow]:
    """The rows that are there in the end."""
    held: dict[int, IndexRow] = {}
    for given_rows, gone in history:
        held = {n: row for n, row in held.items() if n not in gone} | {row.n: row for row in given_rows}
    return [held[n] for n in sorted(held)]


def told(found: EngineResult) -> tuple[object, ...]:
    """All of an answer, to the last digit."""
    facets = {name: dict(counts) for name, counts in found.facets.items()}
    return found.total, found.documents, found.relaxed, found.matches, facets


TEXTS = ["la marche", "marches police", "police marcher", "a walk", "walks", "national borders", "frontieres"]


@st.composite
def short_rows(draw: st.DrawFn, numbers: st.SearchStrategy[int]) -> IndexRow:
    """Texts of few words that share stems, and whole texts that several have: their scores are level."""
    words = st.lists(st.sampled_from(KIN), min_size=1, max_size=4).map(" ".join)
    seeds = draw(st.sampled_from([(), (0,), (1,), (0, 1)]))
    passages = tuple(PassageVector(at, at + 1, vector(seed).tobytes()) for at, seed in enumerate(seeds))
    return IndexRow(
        draw(numbers), draw(st.sampled_from(LANGS)), draw(words | st.sampled_from(TEXTS)),
        entities=draw(st.sampled_from([(), (), (("PLACE", 1),), (("PLACE", 2),)])), passages=passages,
    )  # fmt: skip


FIRST = st.tuples(*(short_rows(st.just(n)) for n in range(1, 8)))
LATER = st.lists(short_rows(st.integers(1, 9)) | rows(), max_size=3)
GONE = st.lists(st.integers(1, 9), max_size=3)
HISTORIES = st.tuples(
    st.tuples(FIRST, st.just(())), st.lists(st.tuples(LATER, GONE), min_size=1, max_size=3)
).map(lambda drawn: (drawn[0], *drawn[1]))
ALIASES: dict[tuple[str, ...], frozenset[int]] = {("london",): frozenset({1}), ("walk",): frozenset({2})}
MEANT = tuple(vector(0).astype(float).tolist())
EVERY = [
    *(EngineQuery(parse(word)) for word in KIN),
    *(EngineQuery(parse(f"{word}~2")) for word in ("marchx", "walkz", "bordez", "natiox", "polixe")),
    *(EngineQuery(parse(f"{start}*")) for start in ("mar", "nat", "fro")),
    *(EngineQuery(parse(query), aliases=ALIASES) for query in ("London", "walk", "London marche")),
    *(EngineQuery(parse(query)) for query in ("marche police", "police marches walk", "la marche")),
    *(EngineQuery(parse(query), vector=MEANT) for query in ("marche", "quai", "police borders")),
]


@given(history=HISTORIES, asks=st.lists(ASKS, min_size=4, max_size=4), few=st.booleans())
@settings(max_examples=50, deadline=None, derandomize=True, phases=[Phase.generate])
def _only_what_is_there_counts(scheme: str, history: History, asks: list[EngineQuery], few: bool) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        if few:  # limits that a handful of texts goes beyond
            for module, name in ((spelling, "MOST"), (planner, "MOST"), (vectors, "CROWD")):
                patch.setattr(module, name, 2)
            patch.setattr(planner, "IN_A_ROW_AMONG", 2)
        rows_left = left(history)
        pasts = [
            [(rows_left, ())],
            history,
            [([row], ()) for row in reversed(rows_left)],
            [(rows_left[1::2], ()), (rows_left[::2], ())],
        ]
        expected = answers(made(f"memory:{place}", pasts[0]), asks)
        for number, past in enumerate(pasts):
            index = made(f"{scheme}:{place}/{number}", past)
            assert answers(index, asks) == expected
            index.close()


def answers(index: Index, asks: Sequence[EngineQuery]) -> list[object]:
    found = [told(index.search(ask)) for ask in (*EVERY, *asks)]
    return [*found, *(index.similar(word) for word in ("marchee", "polixe", "bordez", "nationz"))]


@pytest.mark.parametrize("scheme", ENGINES)
def test_only_what_is_there_counts(scheme: str) -> None:
    _only_what_is_there_counts(scheme)


@pytest.fixture(params=["as it was written", "as one segment"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bool]:
    return tmp_path / "index", request.param == "as one segment"


def row(n: int, lang: str, text: str, title: str = "") -> IndexRow:
    return IndexRow(n, lang, text, title)


@pytest.mark.parametrize(
    ("query", "gone", "there", "found"),
    [
        # In a third language a form counts for a stem if a text in the language of the stem has it.
        ("marches", row(1, "fr", "une marche"), row(2, "de", "die marche"), set()),
        ("marches", row(1, "fr", "rien", "Marche"), row(2, "de", "die marche"), set()),
        ("frontières", row(1, "fr", "la frontière"), row(2, "de", "frontiere"), set()),
        ("border", row(1, "en", "two borders"), row(2, "de", "borders"), set()),
        ("walk", row(1, "en", "I go walking"), row(2, "es", "el walking"), set()),
        ("walks", row(1, "en", "they walked"), row(2, "de", "walked"), set()),
        ("walks", row(1, "en", "they walked"), row(2, "en", "walked"), {2}),
        ("marches", row(1, "fr", "une marche"), row(2, "fr", "la marche"), {2}),
        ("marches", row(1, "de", "die marche"), row(2, "fr", "la marche"), {2}),
    ],
)
@pytest.mark.parametrize("replaced", [False, True], ids=["removed", "replaced"])
def test_forms_of_a_text_that_is_gone(
    folder: tuple[Path, bool], query: str, gone: IndexRow, there: IndexRow, found: set[int], replaced: bool
) -> None:
    place, merge = folder
    other = row(gone.n, gone.lang, "autre chose, something else")
    last = ([other], ()) if replaced else ((), (gone.n,))
    # One segment with what goes and what stays, and one with the latter alone.
    index = made(f"whoosh:{place}", [([gone, there, row(3, "fr", "un quai")], ()), last])
    if merge:
        engine = WhooshEngine(place)
        before = contents.read(place, engine.generation())
        one = merging.merged(place, before.segments)
        contents.write(place, contents.IndexContents(before.generation + 1, 9, 0, (one,)))
    answer = index.search(EngineQuery(parse(query)))
    assert {match.n for match in answer.matches} == found


def test_misspelt_forms_of_texts_that_are_gone_take_no_place(tmp_path: Path) -> None:
    """A misspelt word is taken for so many forms, of what is there."""
    near = ["".join(pair) + "rontiere" for pair in itertools.product("abcdghijkl", "mnopqrst")]
    assert len(near) > spelling.MOST
    rows_given = [row(1, "fr", " ".join(near)), row(2, "fr", "frontyere"), row(3, "en", "frontyer")]
    index = made(f"whoosh:{tmp_path / 'index'}", [(rows_given, ()), ((), (1,))])
    for query in ("frontiere~2", "zzrontiere~2"):
        expected = made("memory:misspelt", [(rows_given[1:], ())]).search(EngineQuery(parse(query)))
        assert index.search(EngineQuery(parse(query))).matches == expected.matches
    assert index.similar("frontierre", 5) == ["frontyere"]


def test_forms_of_a_stem_are_added_up_in_one_order(tmp_path: Path) -> None:
    """In the order of their letters: that of a set is another in every process, and so the last digit."""
    forms = ["marcher", "marches", "marchez", "marchant", "marchait", "marche"]
    index = made(f"whoosh:{tmp_path / 'index'}", [([row(1, "fr", " ".join(forms))], ())])
    with index.reading() as reader:
        found = list(Lookup(reader.state).expand("marches", ANYWHERE))  # type: ignore[arg-type]
    assert found[0] == "marches"
    assert set(forms) <= set(found)
    assert found[1:] == sorted(found[1:])


@pytest.mark.parametrize("query", ["marches police", "border walks"])
def test_of_texts_that_score_the_same_the_first_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """Only of the best texts it is told whether words stand side by side in them."""
    monkeypatch.setattr(planner, "IN_A_ROW_AMONG", 3)
    there = [
        row(n, lang, text if n % 2 else " ".join(reversed(text.split())))
        for lang, text, numbers in (
            ("fr", "marches police", range(1, 8)),
            ("en", "border walks", range(8, 15)),
        )
        for n in numbers
    ]
    pasts: list[History] = [[(there, ())], [([one], ()) for one in reversed(there)], [(there[::-1], ())]]
    found = [
        told(made(f"whoosh:{tmp_path / str(i)}", past).search(EngineQuery(parse(query))))
        for i, past in enumerate(pasts)
    ]
    assert found == [found[0]] * len(pasts)


def test_the_mean_length_is_the_same_in_any_order() -> None:
    """Beyond what a float of 32 bits counts, the last digit of a sum is a matter of order."""
    lengths = np.random.default_rng(3).integers(1, 9_000_000, 5000).astype(np.uint32)
    found = [scoring.mean_length(lengths[order]) for order in (slice(None), slice(None, None, -1))]
    assert found == [int(lengths.sum(dtype=np.int64)) / 5000] * 2


@pytest.mark.parametrize("copies", [3, 5])
def test_copies_share_the_room_among_the_nearest(monkeypatch: pytest.MonkeyPatch, copies: int) -> None:
    monkeypatch.setattr(vectors, "CROWD", 2)
    one = vector(0).astype(np.float32)
    query = one + np.float32(0.3) * vector(1).astype(np.float32)
    held = MemoryEngine()
    passages = (PassageVector(0, 1, vector(0).tobytes()),)
    held.write([IndexRow(n, "fr", "un", passages=passages) for n in range(copies)], (), 1)
    near = vectors.compare(held.state(1).vectors(), query, np.ones(copies, bool), np.arange(copies))
    rest = query - np.float32(vectors.COMMON) * one
    assert near.scores.tolist() == pytest.approx([max(2 * float(one @ rest), 0)] * copies, abs=1e-6)
    assert near.scores[0] > 0


@pytest.mark.parametrize(
    ("near", "expected"),
    [
        ((0, 0), "level"),
        ((0, 0, 0), "level"),
        ((0, 1), "less"),
        ((0, 1, 1), "less"),
    ],
)
@pytest.mark.parametrize("scheme", ENGINES)
def test_a_copy_that_is_as_near_counts_beside_a_text(
    tmp_path: Path, scheme: str, near: Sequence[int], expected: str
) -> None:
    """What a text's copy or translation counts in meaning, whether it is as near or nearly so."""
    one = vector(0).astype(np.float32)
    other = one + np.float32(0.1) * vector(1).astype(np.float32)
    made_of: list[Array] = [one, other / np.linalg.norm(other)]
    given = [
        IndexRow(
            n,
            "fr",
            "un quai",
            twins=(1,) if n > 1 else (),
            passages=(PassageVector(0, 1, made_of[which].astype("<f2").tobytes()),),
        )
        for n, which in enumerate(near, start=1)
    ]
    ask = EngineQuery(parse("absent"), vector=tuple(one.astype(float).tolist()))
    (alone,) = made(f"{scheme}:{tmp_path / 'alone'}", [(given[:1], ())]).search(ask).matches
    (found,) = made(f"{scheme}:{tmp_path / 'index'}", [(given, ())]).search(ask).matches
    share = found.score / alone.score - 1
    if expected == "level":
        assert share == pytest.approx(planner.TWIN, abs=1e-5)
    else:
        assert planner.TWIN * 0.8 < share < planner.TWIN - 1e-4
