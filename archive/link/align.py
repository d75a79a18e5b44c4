"""Which paragraphs of two texts stand against each other.

A path through both texts is sought that never goes back (after Gale and Church 1993): one paragraph
against one, one against up to three, two against two, or one that has no counterpart. What stands
together is judged by sentence vectors where there are any, by shared numbers, names and cognates,
and by length. Long texts are first cut at anchors, paragraphs that stand against each other for certain.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.catalog.intake import Passage
from archive.dataclass import dataclass
from archive.link import words
from archive.link.vectors import paragraphs, vectors
from archive.records import LangSpan, Segment, Span

Matrix = npt.NDArray[np.float32]
Place = tuple[int, int]  # paragraph of one text, of the other

# Products of paragraphs beyond which no anchors are looked for: 15 seconds of one processor.
_MOST: Final = 400_000_000
_BLOCK: Final = 4_000_000  # products in memory at once


def anchors(a: Matrix, b: Matrix) -> list[Place]:
    """Paragraphs that stand against each other for certain, in both texts' order.

    `a` and `b` hold a unit vector for each paragraph. An anchor and both its neighbours are each other's
    best in all of the other text: by chance that hardly happens, and a cut before it parts no paragraphs
    that were joined or divided in translation. Of anchors that cross the most that do not are taken.
    """
    if len(a) * len(b) > _MOST or not len(a) or not len(b):
        return []
    best_a, best_b = _best(a, b)
    mutual = best_b[best_a] == np.arange(len(a))
    inner = np.arange(1, len(a) - 1)
    steady = mutual[inner - 1] & mutual[inner] & mutual[inner + 1]
    steady &= best_a[inner] - best_a[inner - 1] == 1
    steady &= best_a[inner + 1] - best_a[inner] == 1
    return _rising([(int(i), int(best_a[i])) for i in inner[steady]])


def _best(a: Matrix, b: Matrix) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """For each row of one the best row of the other."""
    best_a = np.empty(len(a), np.int64)
    best_b = np.zeros(len(b), np.int64)
    most = np.full(len(b), -np.inf, np.float32)
    step = max(1, _BLOCK // len(b))
    for first in range(0, len(a), step):
        table = a[first : first + step] @ b.T
        best_a[first : first + step] = table.argmax(axis=1)
        rows = table.argmax(axis=0)
        values = table[rows, np.arange(len(b))]
        better = values > most
        best_b[better] = rows[better] + first
        most[better] = values[better]
    return best_a, best_b


def _rising(places: Sequence[Place]) -> list[Place]:
    """The longest selection, in the order of the first text, that goes forward in the second as well."""
    tails: list[int] = []  # of the selections of each length the one that ends earliest
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(places):
        length = bisect_left(tails, j)
        if length == len(tails):
            tails.append(j)
            ends.append(at)
        else:
            tails[length], ends[length] = j, at
        before.append(ends[length - 1] if length else -1)
    chosen = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(places[at])
        at = before[at]
    return chosen[::-1]


def stretches(places: Sequence[Place], end: Place, cells: int, side: int) -> Iterator[tuple[Place, Place]]:
    """The texts from beginning to `end` in stretches between anchors, each up to so many cells if it can be.

    `side`: paragraphs of either text in a stretch.
    """
    start: Place = (0, 0)
    last: Place = start
    for place in (*places, end):
        down, right = place[0] - start[0], place[1] - start[1]
        if (down * right > cells or max(down, right) > side) and last != start:
            yield start, last
            start = last
        last = place
    yield start, end


Step = tuple[int, int, int, int]  # paragraph of one text, of the other, how many of each

_STEPS: Final = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))
# Tuned on 90 translated articles of as many paragraphs in both languages, some then joined or left out
# on one side, with headings on both and stray lines (dates, "share this page") on one: of the pairs of
# paragraphs that belong together and those said to, F1 0.916 with vectors, 0.92 with words alone.
_MERGED: Final = 0.07  # what each paragraph beyond one and one costs
# Likeness at which standing together is worth nothing. Words alone say little of a short paragraph: there
# it is enough to be as long as its counterpart.
_EVEN: Final = 0.20
_EVEN_ALONE: Final = -0.10
# A paragraph counts by its length to this power. If all counted alike, a stray line would be drawn into the
# good pair beside it, and a title into its text (F1 0.788 and 0.752).
_POWER: Final = 0.75
_LENGTH: Final = 0.10  # price of a length that is off by a factor of e
_WORDS_SHARE: Final = 0.35  # weight of shared words beside vectors
_DIMENSIONS, _DIMENSIONS_ALONE = 256, 2048

# Tables of up to so many cells, with up to so many paragraphs on a side, are made in one piece.
_CELLS, _SIDE = 250_000, 2_000
# Others are cut at anchors. Where there are none for long: up to so many paragraphs of the first text at a
# time, against twice their share of the second or more, and of the path that is found the first half is kept.
# What only one text has shifts the path there: with 400 paragraphs of it the way can be lost.
_WINDOW = 500
_LEAST = 24  # paragraphs of the first text in a window, however short those of the second are


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts, or a window of it."""

    text: str
    spans: Sequence[Span]
    passages: Sequence[Passage]
    sizes: npt.NDArray[np.float64]  # running sums of the paragraphs' lengths

    @classmethod
    def of(cls, text: str, spans: Sequence[Span], passages: Sequence[Passage]) -> _Side:
        return cls(text, spans, sorted(passages, key=lambda p: p.start), _sizes(spans))

    def window(self, first: int, last: int) -> _Side:
        """The paragraphs from `first` up to `last`, with all passages."""
        spans = self.spans[first:last]
        return _Side(self.text, spans, self.passages, _sizes(spans))

    def reached(self, first: int, size: float) -> int:
        """The paragraph that lies `size` characters beyond the start of paragraph `first`."""
        return int(np.searchsorted(self.sizes[:-1], self.sizes[first] + size))


def align(
    a: str,
    b: str,
    passages_a: Sequence[Passage] = (),
    passages_b: Sequence[Passage] = (),
    blocks_a: Sequence[LangSpan] = (),
    blocks_b: Sequence[LangSpan] = (),
) -> tuple[Segment, ...]:
    """The stretches of `a` and `b` that stand against each other, in order; whole paragraphs on both.

    7,000 paragraphs against 7,000 take 2.5 seconds, and 75 MB of memory.
    """
    spans_a, spans_b = list(paragraphs(a, blocks_a)), list(paragraphs(b, blocks_b))
    if not spans_a or not spans_b:
        return ()
    with_vectors = bool(passages_a and passages_b)
    one = _Side.of(a, spans_a, passages_a if with_vectors else ())
    two = _Side.of(b, spans_b, passages_b if with_vectors else ())
    stretch = float(min(1.5, max(0.67, two.sizes[-1] / max(one.sizes[-1], 1.0))))
    return tuple(
        Segment(
            Span(spans_a[i].start, spans_a[i + m - 1].end),
            Span(spans_b[j].start, spans_b[j + n - 1].end),
            round(min(1.0, max(0.0, score)), 4),
        )
        for (i, j, m, n), score in _all_steps(one, two, stretch)
    )


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts to be aligned, with what is known of each."""

    a: str
    b: str
    passages_a: Sequence[Passage]
    passages_b: Sequence[Passage]
    blocks_a: Sequence[LangSpan]
    blocks_b: Sequence[LangSpan]


@dataclass(frozen=True, slots=True)
class Alignment:
    """What stands against each other in two texts, and the share of each that has a counterpart."""

    segments: tuple[Segment, ...]
    covers: tuple[float, float]


def align_all(some: Sequence[TextPair]) -> list[Alignment]:
    """The texts aligned, two by two."""
    alignments = []
    for pair in some:
        segments = align(pair.a, pair.b, pair.passages_a, pair.passages_b, pair.blocks_a, pair.blocks_b)
        alignments.append(Alignment(segments, covered(segments, pair.a, pair.b)))
    return alignments


def covered(segments: Sequence[Segment], a: str, b: str) -> tuple[float, float]:
    """The share of each text's characters that has a counterpart in the other."""
    return (
        min(1.0, sum(s.a.end - s.a.start for s in segments) / max(1, len(a.strip()))),
        min(1.0, sum(s.b.end - s.b.start for s in segments) / max(1, len(b.strip()))),
    )


def _all_steps(a: _Side, b: _Side, stretch: float) -> Iterator[tuple[Step, float]]:
    """The steps through both texts with their likeness, in order: at once, or between anchors."""
    end = len(a.spans), len(b.spans)
    if _small(*end):
        yield from _steps(a, b, stretch)
        return
    for (top, left), (bottom, right) in stretches(_anchors(a, b), end, _CELLS, _SIDE):
        for (i, j, m, n), score in _walk(a.window(top, bottom), b.window(left, right), stretch):
            yield (top + i, left + j, m, n), score


def _small(rows: int, columns: int) -> bool:
    return rows * columns <= _CELLS and max(rows, columns) <= _SIDE


def _anchors(a: _Side, b: _Side) -> list[tuple[int, int]]:
    one, two = (_vectors(side, _DIMENSIONS) for side in (a, b))
    for rows in (one, two):
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return anchors(one, two)


def _walk(a: _Side, b: _Side, stretch: float) -> Iterator[tuple[Step, float]]:
    """The steps through a stretch of both texts: at once, or window by window."""
    rows, columns = len(a.spans), len(b.spans)
    if _small(rows, columns):
        yield from _steps(a, b, stretch)
        return
    i = j = kept_i = kept_j = 0
    while i < rows and j < columns:
        down, right = _shape(a, b, i, j)
        half_a = down if i + down == rows else down // 2
        half_b = right if j + right == columns else right // 2
        beyond = None
        for (y, x, m, n), score in _steps(a.window(i, i + down), b.window(j, j + right), stretch):
            if y + m > half_a or x + n > half_b:
                beyond = i + min(y, half_a), j + min(x, half_b)
                break
            yield (i + y, j + x, m, n), score
            kept_i, kept_j = i + y + m, j + x + n
        if beyond:
            i, j = beyond
        else:
            # No more here: on by as much of both texts, but looking back, as either may have more to say.
            i += half_a
            share = float(a.sizes[i] - a.sizes[kept_i]) * _ratio(a, b, kept_i, kept_j)
            j = max(kept_j, j, b.reached(kept_j, share) - right // 4)


def _shape(a: _Side, b: _Side, i: int, j: int) -> tuple[int, int]:
    """How many paragraphs from `i` and from `j` on make the next window."""
    down = min(len(a.spans) - i, _WINDOW)
    share = float(a.sizes[i + down] - a.sizes[i]) * _ratio(a, b, i, j)
    against = b.reached(j, share) - j
    if against > _WINDOW:
        down = min(down, max(_LEAST, down * _WINDOW // against))
    return down, min(len(b.spans) - j, _SIDE, 2 * _WINDOW * _WINDOW // down)


def _ratio(a: _Side, b: _Side, i: int, j: int) -> float:
    """How much longer what is left of `b` is than what is left of `a`, as far as translations go."""
    return float(min(2.0, max(0.5, (b.sizes[-1] - b.sizes[j]) / max(a.sizes[-1] - a.sizes[i], 1.0))))


def _steps(a: _Side, b: _Side, stretch: float) -> Iterator[tuple[Step, float]]:
    """The steps through two texts, or a window of them, each with its likeness."""
    even = _EVEN if a.passages else _EVEN_ALONE
    sums_a, sums_b = _sums(a), _sums(b)
    likeness = {step: _likeness(sums_a, sums_b, a.sizes, b.sizes, stretch, step) - even for step in _STEPS}
    counts_a, counts_b = _sizes(a.spans, _POWER), _sizes(b.spans, _POWER)
    worth = {
        (m, n): table * ((counts_a[m:] - counts_a[:-m])[:, None] + (counts_b[n:] - counts_b[:-n])[None, :])
        for (m, n), table in likeness.items()
        if table.size
    }
    for i, j, m, n in _path(worth, len(a.spans), len(b.spans)):
        yield (i, j, m, n), float(likeness[m, n][i, j] + even)


def _sums(side: _Side) -> Matrix:
    """Running sums of the paragraphs' vectors, so that any run of them has its vector in one step."""
    shared = _vectors(side, _DIMENSIONS if side.passages else _DIMENSIONS_ALONE)
    weights = np.array([[math.sqrt(s.end - s.start)] for s in side.spans], np.float32)
    sums = np.zeros((len(side.spans) + 1, shared.shape[1]), np.float32)
    np.cumsum(shared * weights, axis=0, out=sums[1:])
    return sums


def _vectors(side: _Side, dimensions: int) -> Matrix:
    """What each paragraph means and what words it shares; these in so many dimensions."""
    text, spans = side.text, side.spans
    shared = words.vectors([text[s.start : s.end] for s in spans], dimensions)
    if side.passages:
        meaning = _meaning(spans, side.passages)
        meaning /= np.maximum(np.linalg.norm(meaning, axis=1, keepdims=True), 1e-6)
        shared = np.hstack([math.sqrt(1 - _WORDS_SHARE) * meaning, math.sqrt(_WORDS_SHARE) * shared])
    return shared


def _meaning(spans: Sequence[Span], passages: Sequence[Passage]) -> Matrix:
    """For each paragraph the vectors of the passages it shares characters with, by how many these are."""
    starts = np.array([p.start for p in passages])
    ends = np.maximum.accumulate([p.end for p in passages])
    firsts = np.searchsorted(ends, [s.start for s in spans], side="right")
    lasts = np.searchsorted(starts, [s.end for s in spans])
    begin = int(firsts.min())
    rows = vectors(passages[begin : int(lasts.max())])
    meaning = np.zeros((len(spans), rows.shape[1]), np.float32)
    for i, span in enumerate(spans):
        for k in range(int(firsts[i]), int(lasts[i])):
            common = min(span.end, passages[k].end) - max(span.start, passages[k].start)
            if common > 0:
                meaning[i] += common * rows[k - begin]
    return meaning


def _sizes(spans: Sequence[Span], power: float = 1.0) -> npt.NDArray[np.float64]:
    """Running sums of the paragraphs' lengths to a power."""
    sizes = np.zeros(len(spans) + 1)
    np.cumsum([(s.end - s.start) ** power for s in spans], out=sizes[1:])
    return sizes


def _likeness(
    sums_a: Matrix,
    sums_b: Matrix,
    sizes_a: npt.NDArray[np.float64],
    sizes_b: npt.NDArray[np.float64],
    stretch: float,
    step: tuple[int, int],
) -> npt.NDArray[np.float64]:
    """How well `m` paragraphs from `i` on stand against `n` from `j` on."""
    m, n = step
    if len(sums_a) <= m or len(sums_b) <= n:
        return np.zeros((0, 0))
    one, two = sums_a[m:] - sums_a[:-m], sums_b[n:] - sums_b[:-n]
    one = one / np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-6)
    two = two / np.maximum(np.linalg.norm(two, axis=1, keepdims=True), 1e-6)
    cosines = np.maximum(one @ two.T, 0.0).astype(np.float64)
    long_a, long_b = sizes_a[m:] - sizes_a[:-m], sizes_b[n:] - sizes_b[:-n]
    off = np.abs(np.log((long_b[None, :] + 20) / (long_a[:, None] * stretch + 20)))
    worth: npt.NDArray[np.float64] = cosines - _LENGTH * off - _MERGED * (m + n - 2)
    return worth


def _path(worth: dict[tuple[int, int], npt.NDArray[np.float64]], rows: int, columns: int) -> list[Step]:
    """The best way through: steps (i, j, m, n), each worth its likeness times the length it takes in.

    A paragraph without counterpart brings nothing and costs nothing, so a row of the table is its best
    steps, each carried on to the right.
    """
    best = np.full((rows + 1, columns + 1), -np.inf)
    for i in range(rows + 1):
        row = best[i]
        row[:] = best[i - 1] if i else 0.0
        for (m, n), table in worth.items():
            if i >= m and n <= columns:
                np.maximum(row[n:], best[i - m, : columns + 1 - n] + table[i - m], out=row[n:])
        np.maximum.accumulate(row, out=row)
    steps = []
    i, j = rows, columns
    while i and j:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            m, n = next(
                (m, n)
                for (m, n), table in worth.items()
                if i >= m and j >= n and best[i, j] == best[i - m, j - n] + table[i - m, j - n]
            )
            i, j = i - m, j - n
            steps.append((i, j, m, n))
    return steps[::-1]
