"""Likely nearest rows among many, found by short codes of them; who is nearest is then settled exactly.

A vector is cut into parts of a few dimensions, and of each part only the nearest of sixteen centres is
kept: four bits (product quantisation, Jégou et al. 2011). The rows lie in as many cells as the root of their
number, and the codes of the eighth of these that is nearest to a query are looked through, some hundred times
as fast as exact products (fast scan, André et al. 2015). Made with faiss; it runs on one thread with fixed
seeds, so the same rows in the same order give the same answer.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive.link.vectors import floats

Half = npt.NDArray[np.float16]
Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

# On 100,000 vectors of real texts with noise 98 to 99 of a hundred of the eight nearest are among so many,
# and the translation of 994 to 1,000 texts of a thousand: as often as if all codes were looked through.
LIKELY: Final = 56

_PART, _CELLS = 8, 32  # one cell of eight is looked into, and 32 at least
_CELL_ROUNDS = 5
_CELL_SAMPLE = 64  # rows that each cell's centre is learned from
_DIMENSIONS = 4  # of a part
_CENTRES = 16
_SAMPLE = 4096  # rows that centres are learned from: what faiss takes for sixteen
_ROUNDS = 8  # of learning; 25 find no more
_ADDED = 16384  # rows written as codes at once: 50 MB
_SETTLED = 32  # queries whose likely rows are gathered at once: they stay in the cache


def available() -> bool:
    """Whether faiss is installed (the extra `large`). Imports nothing."""
    return find_spec("faiss") is not None


class Shortlists:
    """Rows of several spaces as codes; what was learned of a space serves until it has twice as many rows."""

    def __init__(self) -> None:
        self._learned: dict[str, tuple[int, Any]] = {}

    def over(self, name: str, every: Half, some: Numbers) -> Shortlist:
        """A shortlist over the rows `some` of the space `name`, whose rows are `every`."""
        size, learned = self._learned.get(name, (0, None))
        if learned is None or len(every) >= 2 * size or learned.d != _padded(every.shape[1]):
            learned = _learned(every)
            self._learned[name] = len(every), learned
        return Shortlist(learned, every, some)


class Shortlist:
    """The codes of some rows of a matrix."""

    def __init__(self, learned: Any, every: Half, some: Numbers) -> None:
        import faiss

        self._every, self._some = every, some
        self._index = faiss.clone_index(learned)
        for at in range(0, len(some), _ADDED):
            self._index.add(_rows(every[some[at : at + _ADDED]]))

    def nearest(self, queries: Matrix, most: int) -> tuple[Numbers, Matrix]:
        """The places in `some` of (very likely) the `most` nearest to each query, and their products."""
        _, places = self._index.search(_rows(queries), min(LIKELY, len(self._some)))
        most = min(most, places.shape[1])
        who = np.empty((len(queries), most), np.int64)
        best = np.empty((len(queries), most), np.float32)
        for at in range(0, len(queries), _SETTLED):
            found = places[at : at + _SETTLED]
            rows = floats(self._every[self._some[found]])
            products = np.matmul(rows, queries[at : at + _SETTLED, :, None])[:, :, 0]
            products[found < 0] = -2.0  # faiss fills up with -1 where it finds no more
            order = np.argsort(-products, axis=1, kind="stable")[:, :most]
            who[at : at + _SETTLED] = np.take_along_axis(found, order, axis=1)
            best[at : at + _SETTLED] = np.take_along_axis(products, order, axis=1)
        return who, best


def _learned(rows: Half) -> Any:
    """An empty index that knows the centres of `rows`, of the whole and of the parts."""
    import faiss

    faiss.omp_set_num_threads(1)
    width = _padded(rows.shape[1])
    cells = max(1, round(len(rows) ** 0.5))
    index = faiss.IndexIVFPQFastScan(
        faiss.IndexFlatIP(width), width, cells, width // _DIMENSIONS, 4, faiss.METRIC_INNER_PRODUCT
    )
    index.nprobe = min(cells, max(_CELLS, cells // _PART))
    index.by_residual = False
    for learning, rounds in ((index.cp, _CELL_ROUNDS), (index.pq.cp, _ROUNDS)):
        learning.niter = rounds
        learning.min_points_per_centroid = 1  # or it warns of few rows on standard error
    sample = min(len(rows), max(_SAMPLE, cells * _CELL_SAMPLE))
    index.train(_rows(rows[np.linspace(0, len(rows) - 1, sample).astype(np.int64)]))
    return index


def _padded(width: int) -> int:
    return -(-width // _DIMENSIONS) * _DIMENSIONS


def _rows(rows: npt.NDArray[Any]) -> Matrix:
    """As faiss takes them: float32, of a width that falls into parts."""
    made = floats(rows) if rows.dtype == np.float16 else rows.astype(np.float32)
    lacking = _padded(made.shape[1]) - made.shape[1]
    return np.pad(made, ((0, 0), (0, lacking))) if lacking else np.ascontiguousarray(made)
