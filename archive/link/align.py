"""Which paragraphs of two texts stand against each other.

A path through both texts is sought that never goes back (after Gale and Church 1993): one paragraph
against one, one against up to three, two against two, or one that has no counterpart. What stands
together is judged by sentence vectors where there are any, by shared numbers, names and cognates,
and by length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.catalog.documents import Passage
from archive.link.vectors import paragraphs, vectors
from archive.link.words import profile
from archive.records import LangSpan, Segment, Span

Matrix = npt.NDArray[np.float32]

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


def align(
    a: str,
    b: str,
    passages_a: Sequence[Passage] = (),
    passages_b: Sequence[Passage] = (),
    blocks_a: Sequence[LangSpan] = (),
    blocks_b: Sequence[LangSpan] = (),
) -> tuple[Segment, ...]:
    """The stretches of `a` and `b` that stand against each other, in order; whole paragraphs on both."""
    spans_a, spans_b = list(paragraphs(a, blocks_a)), list(paragraphs(b, blocks_b))
    if not spans_a or not spans_b:
        return ()
    with_vectors = bool(passages_a and passages_b)
    sums_a = _sums(a, spans_a, passages_a if with_vectors else ())
    sums_b = _sums(b, spans_b, passages_b if with_vectors else ())
    sizes_a, sizes_b = _sizes(spans_a), _sizes(spans_b)
    stretch = min(1.5, max(0.67, sizes_b[-1] / max(sizes_a[-1], 1.0)))
    even = _EVEN if with_vectors else _EVEN_ALONE
    likeness = {step: _likeness(sums_a, sums_b, sizes_a, sizes_b, stretch, step) - even for step in _STEPS}
    counts_a, counts_b = _sizes(spans_a, _POWER), _sizes(spans_b, _POWER)
    worth = {
        (m, n): table * ((counts_a[m:] - counts_a[:-m])[:, None] + (counts_b[n:] - counts_b[:-n])[None, :])
        for (m, n), table in likeness.items()
        if table.size
    }
    return tuple(
        Segment(
            Span(spans_a[i].start, spans_a[i + m - 1].end),
            Span(spans_b[j].start, spans_b[j + n - 1].end),
            round(float(min(1.0, max(0.0, likeness[m, n][i, j] + even))), 4),
        )
        for i, j, m, n in _path(worth, len(spans_a), len(spans_b))
    )


def covered(segments: Sequence[Segment], a: str, b: str) -> tuple[float, float]:
    """The share of each text's characters that has a counterpart in the other."""
    return (
        min(1.0, sum(s.a.end - s.a.start for s in segments) / max(1, len(a.strip()))),
        min(1.0, sum(s.b.end - s.b.start for s in segments) / max(1, len(b.strip()))),
    )


def _sums(text: str, spans: Sequence[Span], passages: Sequence[Passage]) -> Matrix:
    """Running sums of the paragraphs' vectors, so that any run of them has its vector in one step."""
    dimensions = _DIMENSIONS if passages else _DIMENSIONS_ALONE
    shared = np.array([profile(text[s.start : s.end]).vector(dimensions) for s in spans])
    if passages:
        rows = vectors(passages)
        meaning = np.zeros((len(spans), rows.shape[1]), np.float32)
        for i, span in enumerate(spans):
            for k, passage in enumerate(passages):
                common = min(span.end, passage.end) - max(span.start, passage.start)
                if common > 0:
                    meaning[i] += common * rows[k]
        meaning /= np.maximum(np.linalg.norm(meaning, axis=1, keepdims=True), 1e-6)
        shared = np.hstack([math.sqrt(1 - _WORDS_SHARE) * meaning, math.sqrt(_WORDS_SHARE) * shared])
    weights = np.array([[math.sqrt(s.end - s.start)] for s in spans], np.float32)
    sums = np.zeros((len(spans) + 1, shared.shape[1]), np.float32)
    np.cumsum(shared * weights, axis=0, out=sums[1:])
    return sums


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


def _path(
    worth: dict[tuple[int, int], npt.NDArray[np.float64]], rows: int, columns: int
) -> list[tuple[int, int, int, int]]:
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
