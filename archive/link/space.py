"""The nearest texts in another language, found exactly and kept up to date as texts come and go.

Texts stand in memory as float16 vectors (1.5 KB each with sentence vectors); products are taken in
blocks, so nothing else grows with the archive. Lists of nearest texts are kept in the catalog: a new
text is compared with all others once, and the lists it belongs into take it up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.catalog import Catalog, sketches
from archive.catalog.sketches import Nearest
from archive.link.vectors import DIMENSIONS
from archive.link.words import Profile

Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

# Texts of each language that are looked at closely. On five sets of translated texts the partner is
# among so many but for one opening of an article in 360, whose two versions begin differently.
NEAREST: Final = 8

_SHARED = 256  # dimensions of shared words beside sentence vectors
_SHARED_ALONE = 2048  # and without
_SHARED_WEIGHT = 0.2
_QUERIES, _BLOCK = 1024, 16384  # rows and columns of one product: 64 MB
_GROUP = 64


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

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._numbers: dict[str, Numbers] = {}
        self._rows: dict[str, npt.NDArray[np.float16]] = {}
        found: dict[str, tuple[list[int], list[bytes]]] = {}
        for n, lang, data in sketches.standing(catalog):
            numbers, rows = found.setdefault(lang, ([], []))
            numbers.append(n)
            rows.append(data)
        for lang, (numbers, rows) in found.items():
            self._numbers[lang] = np.array(numbers, np.int64)
            self._rows[lang] = np.frombuffer(b"".join(rows), np.float16).reshape(len(numbers), -1)

    @property
    def langs(self) -> list[str]:
        return sorted(self._numbers)

    def update(self, come: Iterable[int], gone: Iterable[int]) -> set[tuple[int, int]]:
        """Brings the lists of nearest texts up to date with texts that `come` or are `gone`.

        Returns the pairs (a text, one in its list) that are in a list now and were not, or no longer are.
        """
        come, gone = set(come), set(gone)
        changed: set[tuple[int, int]] = set()
        for mine in self.langs:
            for theirs in self.langs:
                if mine != theirs:
                    changed |= self._update(mine, theirs, come, gone)
        return changed

    def _update(self, mine: str, theirs: str, come: set[int], gone: set[int]) -> set[tuple[int, int]]:
        changed: set[tuple[int, int]] = set()
        held = {m.doc: m for m in sketches.nearest(self.catalog, theirs) if m.doc not in come}
        own = self._numbers[mine]
        lost = {n for n, m in held.items() if gone and not gone.isdisjoint(_ints(m.others))}
        anew = [i for i, n in enumerate(own.tolist()) if n not in held or n in lost]
        every = np.arange(len(self._numbers[theirs]))
        made = list(self._search(mine, np.array(anew, np.int64), theirs, every))
        newly = np.array([j for j, n in enumerate(self._numbers[theirs].tolist()) if n in come], np.int64)
        skip = set(anew)
        old = np.array([i for i in range(len(own)) if i not in skip], np.int64)
        if len(newly) and len(old):
            worst = np.array([held[n].worst for n in own[old].tolist()], np.float32)
            for fresh in self._search(mine, old, theirs, newly, worst):
                made.append(_merged(held[fresh.doc], fresh))
        for fresh in made:
            before = set(_ints(held[fresh.doc].others)) if fresh.doc in held else set()
            changed.update((fresh.doc, other) for other in before ^ set(_ints(fresh.others)))
        sketches.put_nearest(self.catalog, made)
        return changed

    def _search(
        self, mine: str, queries: Numbers, theirs: str, targets: Numbers, worst: Matrix | None = None
    ) -> Iterator[Nearest]:
        """The nearest of `targets` to each of `queries` (places in their languages' arrays).

        With `worst`, only those queries are given that have a target above it.
        """
        numbers, targets_rows = self._numbers[theirs], self._rows[theirs]
        for at in range(0, len(queries), _QUERIES):
            places = queries[at : at + _QUERIES]
            rows = self._rows[mine][places].astype(np.float32)
            best = np.full((len(places), 0), 0, np.float32)
            who = np.full((len(places), 0), 0, np.int64)
            for block in range(0, len(targets), _BLOCK):
                some = targets[block : block + _BLOCK]
                cosines = rows @ targets_rows[some].astype(np.float32).T
                keep = _top(cosines)
                best = np.hstack([best, np.take_along_axis(cosines, keep, axis=1)])
                who = np.hstack([who, numbers[some][keep]])
                keep = _top(best)
                best, who = np.take_along_axis(best, keep, axis=1), np.take_along_axis(who, keep, axis=1)
            for i, place in enumerate(places.tolist()):
                if worst is not None and best[i, 0] <= worst[at + i]:
                    continue
                yield _list(int(self._numbers[mine][place]), theirs, who[i], best[i])


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


def _merged(held: Nearest, fresh: Nearest) -> Nearest:
    others = np.concatenate([np.array(_ints(held.others), np.int64), np.array(_ints(fresh.others), np.int64)])
    cosines = np.concatenate(
        [np.frombuffer(held.cosines, np.float32), np.frombuffer(fresh.cosines, np.float32)]
    )
    order = np.argsort(-cosines, kind="stable")[:NEAREST]
    return _list(held.doc, held.lang, others[order], cosines[order])


def _list(doc: int, lang: str, others: Numbers, cosines: Matrix) -> Nearest:
    # A list that is not full has room for anything.
    worst = float(cosines[-1]) if len(cosines) >= NEAREST else -2.0
    return Nearest(doc, lang, worst, others.astype("<i8").tobytes(), cosines.astype("<f4").tobytes())


def _ints(data: bytes) -> Sequence[int]:
    numbers: list[int] = np.frombuffer(data, "<i8").tolist()
    return numbers
