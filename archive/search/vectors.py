"""How near texts are in meaning to a query, by the vectors of their passages.

Exact cosines with every passage would read a kilobyte each. The signs of the 512 numbers make a sketch of 64
bytes whose distance to the query's (in bits) falls with the cosine; the texts whose passages are nearest by
sketch are compared exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from archive.search.arrays import Array
from archive.search.snapshot import Segment, Snapshot

SKETCHED: Final = 600  # passages of a segment that go on to be compared exactly
LEAST: Final = 0.3  # a cosine below that tells of no kinship
MOST: Final = 50  # texts that meaning alone may bring
OPENING: Final = 1.0  # what the first passage counts beside the nearest: it says what a text is about


@dataclass(frozen=True, slots=True)
class Near:
    """Texts compared with a query, by place ascending.

    The cosine of the nearest passage; that with the weighed one of the first passage added; start and end
    of the nearest.
    """

    places: Array
    cosines: Array
    scores: Array
    starts: Array
    ends: Array

    def brought(self, allowed: Array) -> Array:
        """Which of them are so near that they are hits by meaning alone."""
        able = np.flatnonzero((self.cosines >= LEAST) & allowed[self.places])
        best = able[np.argsort(-self.scores[able], kind="stable")][:MOST]
        mask = np.zeros(len(self.places), bool)
        mask[best] = True
        return mask


def compare(snapshot: Snapshot, vector: Array, allowed: Array, also: Array) -> Near:
    """Compares the most promising of the texts that `allowed` marks, and those at the places `also`."""
    query = vector.astype(np.float32)
    sketch = np.packbits(query > 0).view(np.uint64)
    parts = [
        _segment(snapshot, segment, query, sketch, allowed, also)
        for segment in snapshot.segments
        if segment.docs.meta["passages"]
    ]
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Near(nothing, nothing.astype(np.float32), nothing.astype(np.float32), nothing, nothing)
    return Near(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _segment(
    snapshot: Snapshot, segment: Segment, query: Array, sketch: Array, allowed: Array, also: Array
) -> tuple[Array, ...]:
    held = snapshot.vectors(segment)
    document, first_row = held.document, held.first_row
    apart = np.bitwise_count(held.signs ^ sketch).sum(axis=1, dtype=np.uint16)
    rows = np.flatnonzero(allowed[segment.base : segment.base + segment.size][document])
    if len(rows) > SKETCHED:
        rows = rows[np.argpartition(apart[rows], SKETCHED)[:SKETCHED]]
    mine = also[(also >= segment.base) & (also < segment.base + segment.size)] - segment.base
    chosen = np.union1d(document[rows], mine).astype(np.int64)
    first, until = first_row[chosen], first_row[chosen + 1]
    chosen, first, until = (column[until > first] for column in (chosen, first, until))
    if not len(chosen):
        nothing = np.zeros(0, np.int64)
        return nothing, np.zeros(0, np.float32), np.zeros(0, np.float32), nothing, nothing
    # Of each text, the passage nearest by sketch, and the first one, are compared exactly.
    least = np.minimum.reduceat(apart, np.stack([first, np.minimum(until, len(apart) - 1)], 1).ravel())[::2]
    counts = until - first
    every = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    nearest = every[apart[every] == np.repeat(least, counts)]
    _, once = np.unique(document[nearest], return_index=True)
    nearest = nearest[once]
    cosine, opening = (np.maximum(held.vectors[at].astype(np.float32) @ query, 0) for at in (nearest, first))
    at = np.where(opening > cosine, first, nearest)
    best = np.maximum(cosine, opening)
    return chosen + segment.base, best, best + OPENING * opening, held.start[at], held.end[at]
