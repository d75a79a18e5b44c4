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
from archive.link.words import hashed
from archive.records import LangSpan, Segment, Span

Matrix = npt.NDArray[np.float32]

_STEPS: Final = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))
_MERGED: Final = 0.06  # what each paragraph beyond one and one costs
_ALONE: Final = 0.0  # what a paragraph without counterpart brings
_EVEN: Final = 0.30  # likeness at which standing together is worth nothing
_LENGTH: Final = 0.10  # price of a length that is off by a factor of e
_BAND: Final = 24  # paragraphs off the diagonal that are tried, beside the difference in number
_WORDS_SHARE: Final = 0.35  # weight of shared words beside vectors
_DIMENSIONS: Final = 256


def align(
    a: str,
    b: str,
    passages_a: Sequence[Passage] = (),
    passages_b: Sequence[Passage] = (),
    blocks_a: Sequence[LangSpan] = (),
    blocks_b: Sequence[LangSpan] = (),
) -> tuple[Segment, ...]:
    """The stretches of `a` and `b` that stand against each other, in order; whole paragraphs on both sides."""
    spans_a, spans_b = list(paragraphs(a, blocks_a)), list(paragraphs(b, blocks_b))
    if not spans_a or not spans_b:
        return ()
    with_vectors = bool(passages_a and passages_b)
    sums_a = _sums(a, spans_a, passages_a if with_vectors else ())
    sums_b = _sums(b, spans_b, passages_b if with_vectors else ())
    sizes_a, sizes_b = _sizes(spans_a), _sizes(spans_b)
    stretch = min(1.5, max(0.67, sizes_b[-1] / max(sizes_a[-1], 1.0)))
    likeness = {step: _likeness(sums_a, sums_b, sizes_a, sizes_b, stretch, step) for step in _STEPS}
    return tuple(
        Segment(
            Span(spans_a[i].start, spans_a[i + m - 1].end),
            Span(spans_b[j].start, spans_b[j + n - 1].end),
            round(float(min(1.0, max(0.0, likeness[m, n][i, j] + _EVEN))), 4),
        )
        for i, j, m, n in _path(likeness, len(spans_a), len(spans_b))
    )


def covered(segments: Sequence[Segment], a: str, b: str) -> tuple[float, float]:
    """The share of each text's characters that has a counterpart in the other."""
    return (
        min(1.0, sum(s.a.end - s.a.start for s in segments) / max(1, len(a.strip()))),
        min(1.0, sum(s.b.end - s.b.start for s in segments) / max(1, len(b.strip()))),
    )


def _sums(text: str, spans: Sequence[Span], passages: Sequence[Passage]) -> Matrix:
    """Running sums of the paragraphs' vectors, so that any run of them has its vector in one step."""
    shared = np.array([hashed(text[s.start : s.end], _DIMENSIONS) for s in spans])
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


def _sizes(spans: Sequence[Span]) -> npt.NDArray[np.float64]:
    sizes = np.zeros(len(spans) + 1)
    np.cumsum([s.end - s.start for s in spans], out=sizes[1:])
    return sizes


def _likeness(
    sums_a: Matrix,
    sums_b: Matrix,
    sizes_a: npt.NDArray[np.float64],
    sizes_b: npt.NDArray[np.float64],
    stretch: float,
    step: tuple[int, int],
) -> npt.NDArray[np.float64]:
    """How well `m` paragraphs from `i` on stand against `n` from `j` on, less what is worth nothing."""
    m, n = step
    if len(sums_a) <= m or len(sums_b) <= n:
        return np.zeros((0, 0))
    one, two = sums_a[m:] - sums_a[:-m], sums_b[n:] - sums_b[:-n]
    one = one / np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-6)
    two = two / np.maximum(np.linalg.norm(two, axis=1, keepdims=True), 1e-6)
    cosines: npt.NDArray[np.float64] = (one @ two.T).astype(np.float64)
    long_a, long_b = sizes_a[m:] - sizes_a[:-m], sizes_b[n:] - sizes_b[:-n]
    off = np.abs(np.log((long_b[None, :] + 20) / (long_a[:, None] * stretch + 20)))
    return cosines - _LENGTH * off - _MERGED * (m + n - 2) - _EVEN


def _path(
    likeness: dict[tuple[int, int], npt.NDArray[np.float64]],
    rows: int,
    columns: int,
) -> list[tuple[int, int, int, int]]:
    """The best way through: steps (i, j, m, n), each worth its likeness times the paragraphs it takes in."""
    best = np.full((rows + 1, columns + 1), -np.inf)
    came: dict[tuple[int, int], tuple[int, int]] = {}
    best[0, 0] = 0.0
    band = _BAND + abs(rows - columns)
    for i in range(rows + 1):
        middle = i * columns // max(rows, 1)
        for j in range(max(0, middle - band), min(columns, middle + band) + 1):
            here = best[i, j]
            if here == -np.inf:
                continue
            for m, n in (*_STEPS, (1, 0), (0, 1)):
                if i + m > rows or j + n > columns:
                    continue
                worth = _ALONE if not m or not n else likeness[m, n][i, j] * (m + n)
                if here + worth > best[i + m, j + n]:
                    best[i + m, j + n] = here + worth
                    came[i + m, j + n] = (m, n)
    steps = []
    i, j = rows, columns
    while (i, j) in came:
        m, n = came[i, j]
        i, j = i - m, j - n
        if m and n:
            steps.append((i, j, m, n))
    return steps[::-1]
