"""Paragraphs of long texts, which are gone through window by window."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from archive.catalog.intake import Passage
from archive.link import align as module
from archive.link.align import align, anchors, stretches
from archive.link.vectors import DIMENSIONS
from archive.records import Segment, Span

_FRENCH = [
    "les",
    "riverains",
    "demandent",
    "encore",
    "pourquoi",
    "personne",
    "ne",
    "vient",
    "ouvrir",
    "la",
    "salle",
]
_ENGLISH = [
    "neighbours",
    "keep",
    "asking",
    "why",
    "nobody",
    "has",
    "come",
    "to",
    "open",
    "that",
    "hall",
    "now",
]
_NAMES = ["Marvoux", "Teldine", "Orsanne", "Quillard", "Besoncel", "Dravik", "Hulmane", "Landrevel"]

Pair = tuple[list[str], list[str]]


@functools.cache
def _translated(count: int, seed: int) -> Pair:
    """So many paragraphs in two languages: of one meaning are the names and numbers; nobody changes them."""
    chance = random.Random(seed)
    a: list[str] = []
    b: list[str] = []
    for _ in range(count):
        shared = [chance.choice(_NAMES) + chance.choice(_NAMES).lower() for _ in range(2)]
        shared += [str(chance.randrange(1000, 10**6)) for _ in range(2)]
        length = chance.randrange(6, 30)
        for side, words in ((a, _FRENCH), (b, _ENGLISH)):
            text = [*shared, *chance.choices(words, k=length)]
            chance.shuffle(text)
            side.append(" ".join(text) + ".")
    return a, b


def _same(pair: Pair) -> Pair:
    return pair


def _dropped_and_merged(pair: Pair) -> Pair:
    a, b = pair
    left = [p for i, p in enumerate(a) if i % 17 != 5]
    merged = [f"{p} {b[i + 1]}" if i % 23 == 7 else p for i, p in enumerate(b[:-1]) if i % 23 != 8]
    return left, merged


def _only_first(pair: Pair) -> Pair:
    a, b = pair
    return a, b[:400] + b[550:]


def _only_second(pair: Pair) -> Pair:
    a, b = pair
    return a[:400] + a[550:], b


def _text(side: list[str]) -> str:
    return "\n\n".join(side)


def _passages(side: list[str], seed: int) -> list[Passage]:
    """Vectors that are near for paragraphs with the same numbers, as those of translations are."""
    noise, found, start = np.random.default_rng(seed), [], 0
    for text in side:
        row = 0.7 * noise.standard_normal(DIMENSIONS)
        for number in (w for w in text.strip(".").split() if w.strip(".").isdigit()):
            row += _meaning(int(number.strip(".")))
        row = (row / np.linalg.norm(row)).astype(np.float16)
        found.append(Passage(start, start + len(text), row.tobytes()))
        start += len(text) + 2
    return found


@functools.cache
def _meaning(number: int) -> npt.NDArray[np.float64]:
    return np.random.default_rng(number).standard_normal(DIMENSIONS)


def _check(found: tuple[Segment, ...], a: list[str], b: list[str]) -> None:
    """Segments go forward in both texts and are whole paragraphs."""
    for before, after in pairwise(found):
        assert before.a.end <= after.a.start
        assert before.b.end <= after.b.start
    for side, spans in ((a, [s.a for s in found]), (b, [s.b for s in found])):
        text = _text(side)
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert set(text[span.start : span.end].split("\n\n")) <= set(side)


def _places(found: tuple[Segment, ...]) -> set[tuple[Span, Span]]:
    return {(s.a, s.b) for s in found}


@pytest.mark.parametrize("with_vectors", [False, True])
@pytest.mark.parametrize("change", [_same, _dropped_and_merged, _only_first, _only_second])
def test_windows_find_what_one_table_finds(
    change: Callable[[Pair], Pair], with_vectors: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = change(_translated(900, seed=3))
    vectors = (_passages(a, 1), _passages(b, 2)) if with_vectors else ((), ())
    found = align(_text(a), _text(b), *vectors)
    monkeypatch.setattr(module, "_CELLS", 10**9)
    whole = align(_text(a), _text(b), *vectors)
    _check(found, a, b)
    assert len(whole) > 650
    assert _places(found) == _places(whole)


@pytest.mark.parametrize(("left", "right"), [(3, 3000), (3000, 3)])
def test_a_short_text_against_a_very_long_one(left: int, right: int) -> None:
    a, b = ["Un mot 12."] * left, ["12."] * right
    found = align(_text(a), _text(b))
    _check(found, a, b)
    assert found


@pytest.mark.parametrize("with_vectors", [False, True])
@pytest.mark.parametrize("first_has_more", [True, False])
def test_the_way_is_found_again_behind_what_only_one_text_has(
    with_vectors: bool, first_has_more: bool
) -> None:
    long, short = _translated(2200, seed=5)
    short = short[:300] + short[1400:]
    a, b = (long, short) if first_has_more else (short, long)
    found = align(_text(a), _text(b), *((_passages(a, 1), _passages(b, 2)) if with_vectors else ((), ())))
    _check(found, a, b)
    assert len(found) >= 0.99 * len(short)


def test_anchors_go_forward_and_stretches_cover_all() -> None:
    chance = np.random.default_rng(7)
    rows = chance.standard_normal((400, 32)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    moved = np.vstack([rows[:100], rows[250:], rows[100:200]])  # a part stands elsewhere, one is missing
    places = anchors(rows, moved)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(places))
    assert {i - j for i, j in places} == {0, 150}
    parts = list(stretches(places, (400, 350), cells=2_000, side=100))
    assert [start for start, _ in parts] == [(0, 0), *[end for _, end in parts[:-1]]]
    assert parts[-1][1] == (400, 350)
