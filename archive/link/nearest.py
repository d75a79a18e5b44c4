"""The nearest texts in another language, kept up to date as texts come and go.

Texts stand in memory as float16 vectors (1.5 KB each with sentence vectors); products are taken in
blocks, so nothing else grows with the archive. Lists of nearest texts are kept in the catalog: a new
text is compared with all others once, and the lists it belongs into take it up.

Where very many meet very many a shortlist goes before the products; else the search is exact. For it a vector
is cut into parts of a few dimensions, and of each part only the nearest of sixteen centres is kept: four bits
(product quantisation, Jégou et al. 2011). The rows lie in as many cells as the root of their number, and the
codes of the eighth of these that is nearest to a query are looked through, some hundred times as fast as
exact products (fast scan, André et al. 2015). Made with faiss; it runs on one thread with fixed seeds, so the
same rows in the same order give the same answer.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive.catalog import Catalog, sketches
from archive.catalog.intake import Passage
from archive.catalog.sketches import NearestTexts, Sketch
from archive.dataclass import dataclass
from archive.link.duplicates import keys
from archive.link.vectors import DIMENSIONS, floats, vectors
from archive.link.words import Profile, profile
from archive.progress import Progress

Half = npt.NDArray[np.float16]
Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


class NearPairs:
    """Pairs of texts, in no order and some of them several times, as columns of numbers.

    They take a tenth of the memory that sets of them do.
    """

    def __init__(self) -> None:
        self._ones = array("q")
        self._others = bytearray()

    def add(self, one: int, others: bytes) -> None:
        """Adds the pairs of `one` with each of `others` (int64, little-endian)."""
        self._others += others
        self._ones.extend([one] * (len(others) // 8))

    def join(self, ones: array[int], others: array[int]) -> None:
        """Adds the pairs of two columns."""
        self._ones.extend(ones)
        self._others += np.array(others, "<i8").tobytes()

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Each pair once, the smaller number first, in order."""
        ones = np.frombuffer(self._ones, np.int64)
        others = np.frombuffer(self._others, "<i8").astype(np.int64)
        return in_order(np.minimum(ones, others), np.maximum(ones, others))


def in_order(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """The pairs of two columns in order, each once."""
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    first = np.ones(len(x), bool)
    first[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    return x[first], y[first]


def among(x: Numbers, y: Numbers, ones: Numbers, others: Numbers) -> npt.NDArray[np.bool_]:
    """Which of the pairs of two columns stand among those of two others."""
    numbers = np.unique(np.concatenate([x, y, ones, others]))
    places = [np.searchsorted(numbers, column) for column in (x, y, ones, others)]
    codes, known = (a * len(numbers) + b for a, b in (places[:2], places[2:]))
    return np.isin(codes, known)


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
    matrix = floats(rows) if rows.dtype == np.float16 else rows.astype(np.float32)
    lacking = _padded(matrix.shape[1]) - matrix.shape[1]
    return np.pad(matrix, ((0, 0), (0, lacking))) if lacking else np.ascontiguousarray(matrix)


# Texts of each language that are looked at closely. On five sets of translated texts the partner is
# among so many but for one opening of an article in 360, whose two versions begin differently.
NEAREST: Final = 8

_SHARED = 256  # dimensions of shared words beside sentence vectors
_SHARED_ALONE = 2048  # and without
_SHARED_WEIGHT = 0.2
_QUERIES, _BLOCK = 1024, 16384  # rows and columns of one product: 64 MB
_GROUP = 64
# Where there are so many products a shortlist goes before them: to learn its codes takes as long as these
# (two seconds). A batch of 64 is compared exactly until the archive has three million texts.
_MANY = 100_000_000


def vector(words: Profile, passages: Matrix, *, lexical: bool) -> npt.NDArray[np.float16]:
    """What a text is found by: the mean of its passages' vectors beside its shared words, or these alone."""
    if lexical:
        return words.vector(_SHARED_ALONE).astype(np.float16)
    mean = passages.mean(axis=0) if len(passages) else np.zeros(DIMENSIONS, np.float32)
    norm = float(np.linalg.norm(mean)) or 1.0
    both = np.concatenate(
        [math.sqrt(1 - _SHARED_WEIGHT) / norm * mean, math.sqrt(_SHARED_WEIGHT) * words.vector(_SHARED)]
    )
    return both.astype(np.float16)


class Space:
    """The texts that stand for their copies, by language."""

    def __init__(self, catalog: Catalog, shortlists: Shortlists) -> None:
        self.catalog = catalog
        self.shortlists = shortlists
        self._numbers: dict[str, Numbers] = {}
        self._rows: dict[str, npt.NDArray[np.float16]] = {}
        for lang in sketches.standing_langs(catalog):
            numbers, rows = sketches.standing(catalog, lang)
            self._numbers[lang] = np.array(numbers, np.int64)
            self._rows[lang] = np.frombuffer(rows, np.float16).reshape(len(numbers), -1)

    @property
    def langs(self) -> list[str]:
        return sorted(self._numbers)

    def update(self, come: Iterable[int], gone: Iterable[int], progress: Progress) -> NearPairs:
        """Brings the lists of nearest texts up to date with texts that `come` or are `gone`.

        Returns the pairs (a text, one in its list) that are in a list now and were not, or no longer are.
        `progress` hears of the texts that were put to those of another language.
        """
        come, gone = set(come), set(gone)
        changed = NearPairs()
        texts = sum(map(len, self._numbers.values()))
        progress.stage("Finding the nearest", texts * max(0, len(self._numbers) - 1))
        for mine in self.langs:
            for theirs in self.langs:
                if mine != theirs:
                    self._update(mine, theirs, come, gone, changed, progress)
        return changed

    def _update(
        self,
        mine: str,
        theirs: str,
        come: set[int],
        gone: set[int],
        changed: NearPairs,
        progress: Progress,
    ) -> None:
        own = self._numbers[mine]
        numbers, worst = sketches.worst_of_nearest(self.catalog, theirs)
        worst_of = {n: w for n, w in zip(numbers, worst, strict=True) if n not in come}
        lost = self._lost(theirs, gone)
        known = np.array([n in worst_of and n not in lost for n in own.tolist()], bool)
        every = np.arange(len(self._numbers[theirs]))
        lists = list(self._search(mine, np.flatnonzero(~known), theirs, every, progress))
        newly = np.flatnonzero(np.isin(self._numbers[theirs], np.array(sorted(come), np.int64)))
        old = np.flatnonzero(known)
        fresh: list[NearestTexts] = []
        if len(newly) and len(old):
            bound = np.array([worst_of[n] for n in own[old].tolist()], np.float32)
            fresh = list(self._search(mine, old, theirs, newly, progress, bound))
        elif len(old):
            progress.advance(len(old))
        ends = [m.doc for m in (*lists, *fresh) if m.doc in worst_of]
        stored = {m.doc: m for m in sketches.nearest(self.catalog, theirs, ends)} if ends else {}
        lists += [_merged(stored[m.doc], m) for m in fresh]
        for found in lists:
            if found.doc not in stored:
                changed.add(found.doc, found.others)
                continue
            # One that came is new to every list, even to those that held it before it went.
            before = set(_ints(stored[found.doc].others)) - come
            differ = sorted(before ^ set(_ints(found.others)))
            changed.add(found.doc, np.array(differ, "<i8").tobytes())
        sketches.put_nearest(self.catalog, lists)

    def _lost(self, theirs: str, gone: set[int]) -> set[int]:
        """The texts that have one of `gone` in their lists."""
        if not gone:
            return set()
        every = sketches.nearest(self.catalog, theirs)
        return {m.doc for m in every if not gone.isdisjoint(_ints(m.others))}

    def _search(
        self,
        mine: str,
        queries: Numbers,
        theirs: str,
        targets: Numbers,
        progress: Progress,
        worst: Matrix | None = None,
    ) -> Iterator[NearestTexts]:
        """The nearest of `targets` to each of `queries` (places in their languages' arrays).

        With `worst`, only those queries are given that have a target above it.
        """
        numbers = self._numbers[theirs][targets]
        many = len(queries) * len(targets) >= _MANY and available()
        likely = self.shortlists.over(theirs, self._rows[theirs], targets) if many else None
        for at in range(0, len(queries), _QUERIES):
            places = queries[at : at + _QUERIES]
            rows = floats(self._rows[mine][places])
            who, best = likely.nearest(rows, NEAREST) if likely else self._exactly(rows, theirs, targets)
            above = np.ones(len(places), bool) if worst is None else best[:, 0] > worst[at : at + _QUERIES]
            for i in np.flatnonzero(above).tolist():
                yield _list(int(self._numbers[mine][places[i]]), theirs, numbers[who[i]], best[i])
            progress.advance(len(places))

    def _exactly(self, rows: Matrix, theirs: str, targets: Numbers) -> tuple[Numbers, Matrix]:
        """The places in `targets` of the nearest to each row, and their products."""
        best, who = np.empty((len(rows), 0), np.float32), np.empty((len(rows), 0), np.int64)
        for block in range(0, len(targets), _BLOCK):
            some = targets[block : block + _BLOCK]
            cosines = rows @ floats(self._rows[theirs][some]).T
            keep = _top(cosines)
            best = np.hstack([best, np.take_along_axis(cosines, keep, axis=1)])
            who = np.hstack([who, keep + block])
            keep = _top(best)
            best, who = np.take_along_axis(best, keep, axis=1), np.take_along_axis(who, keep, axis=1)
        return who, best


def _top(cosines: Matrix) -> Numbers:
    """The places of the greatest of each row, greatest first.

    The eighth greatest of the maxima of groups of 64 is no more than the eighth greatest of all, so what
    is below it need not be sorted: three times as fast as a partition of whole rows.
    """
    rows, width = cosines.shape
    if width <= NEAREST * _GROUP:
        return np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
    whole = width // _GROUP * _GROUP
    maxima = cosines[:, :whole].reshape(rows, -1, _GROUP).max(axis=2)
    bound = np.partition(maxima, -NEAREST, axis=1)[:, -NEAREST]
    row, place = np.nonzero(cosines >= bound[:, None])
    order = np.lexsort((place, -cosines[row, place], row))
    first = np.searchsorted(row, np.arange(rows))  # np.nonzero goes row by row, and so does the order
    found: Numbers = place[order][first[:, None] + np.arange(NEAREST)]
    return found


def _merged(stored: NearestTexts, fresh: NearestTexts) -> NearestTexts:
    others = np.concatenate(
        [np.array(_ints(stored.others), np.int64), np.array(_ints(fresh.others), np.int64)]
    )
    cosines = np.concatenate(
        [np.frombuffer(stored.cosines, np.float32), np.frombuffer(fresh.cosines, np.float32)]
    )
    order = np.argsort(-cosines, kind="stable")[:NEAREST]
    return _list(stored.doc, stored.lang, others[order], cosines[order])


def _list(doc: int, lang: str, others: Numbers, cosines: Matrix) -> NearestTexts:
    # A list that is not full has room for anything.
    worst = float(cosines[-1]) if len(cosines) >= NEAREST else -2.0
    return NearestTexts(doc, lang, worst, others.astype("<i8").tobytes(), cosines.astype("<f4").tobytes())


def _ints(data: bytes) -> Sequence[int]:
    numbers: list[int] = np.frombuffer(data, "<i8").tolist()
    return numbers


def sketch(n: int, lang: str, text: str, passages: Sequence[Passage], *, lexical: bool) -> Sketch:
    """The sketch of document `n`; `lexical`: to be compared by words alone."""
    words = profile(text)
    found = vector(words, vectors(passages), lexical=lexical).tobytes()
    return Sketch(n, lang, len(text), found, words.tokens().pack(), keys(text))


# Room for as many keys, 16 MB: what is taken in beyond that is sketched when it is linked.
_HELD = 400_000
_REST = 50  # keys that the rest of a sketch weighs as much as


@dataclass(slots=True)
class Ready:
    """Sketches of texts that came in just now, made where they were read, on all processors."""

    lexical: bool = False
    _sketches: dict[int, Sketch] = field(default_factory=dict)
    _room: int = _HELD

    def put(self, n: int, new: Sketch) -> None:
        """Keeps the sketch of a text that is document `n` now, if there is room."""
        if self._room > 0:
            self._room -= len(new.keys) + _REST
            self._sketches[n] = replace(new, doc=n)

    def take(self, n: int, *, lexical: bool) -> Sketch | None:
        """The sketch of `n` for this way of comparing, once."""
        return self._sketches.pop(n, None) if lexical == self.lexical else None
