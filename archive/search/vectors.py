"""The texts nearest in meaning to a query, by the vectors of their passages.

Exact cosines with every passage would read a kilobyte each. The signs of the 512 numbers make a sketch of 64
bytes whose distance to the query's (in bits) falls with the cosine; the passages that are nearest by
sketch are compared exactly.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from archive.search.arrays import Array
from archive.search.segments import DIMENSIONS
from archive.search.snapshot import Snapshot

EXACT: Final = 4_000  # passages compared exactly; no more than that and no sketches are used


def nearest(
    snapshot: Snapshot, vector: Array, allowed: Array, least: float
) -> tuple[Array, Array, Array, Array]:
    """Texts that `allowed` marks with a passage whose cosine with `vector` is `least` or more.

    Returns, best first: places, cosines, and start and end of the nearest passage of each.
    """
    query = vector.astype(np.float32)
    sketch = np.packbits(query > 0).view(np.uint64)
    found: list[tuple[Array, Array, Array, Array]] = []
    for segment in snapshot.segments:
        held = segment.vectors()
        if held is None:
            continue
        document = held["doc"]
        rows = np.flatnonzero(allowed[segment.base + document])
        if len(rows) > EXACT:
            signs = held["signs"].reshape(-1, DIMENSIONS // 64)
            near = signs if len(rows) == len(signs) else signs[rows]
            apart = np.bitwise_count(near ^ sketch).sum(axis=1, dtype=np.uint16)
            rows = rows[np.argpartition(apart, EXACT)[:EXACT]]
        vectors = held["vectors"].reshape(-1, DIMENSIONS)[rows].astype(np.float32)
        cosines = vectors @ query
        good = cosines >= least
        rows = rows[good]
        found.append((segment.base + document[rows], cosines[good], held["start"][rows], held["end"][rows]))
    if not found:
        nothing = np.zeros(0, np.int64)
        return nothing, np.zeros(0, np.float32), nothing, nothing
    places, cosines, starts, ends = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((starts, places, -cosines))
    _, first = np.unique(places[order], return_index=True)
    best = order[np.sort(first)]
    return places[best], cosines[best], starts[best], ends[best]
