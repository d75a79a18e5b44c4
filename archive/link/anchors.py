"""Where two long texts can be cut so that what stands together stays together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

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
