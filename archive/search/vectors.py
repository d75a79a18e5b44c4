"""How near texts are in meaning to a query, by the vectors of their passages.

Exact cosines with every passage would read a kilobyte each. The signs of the 512 numbers make a sketch of 64
bytes whose distance to the query's (in bits) falls with the cosine; the texts whose passages are nearest by
sketch are compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search.columns import Vectors

DIMENSIONS: Final = 512
SKETCHED: Final = 600  # passages of a part of the index that go on to be compared exactly
OPENING: Final = 1.0  # what the first passage counts beside the nearest: it says what a text is about
# What the nearest texts have in common tells none of them from the others, so half of it is taken out of
# the query before they are put in order (tuned on titles of texts that are much alike: hit@10 + 1 point).
CROWD: Final = 20  # the nearest texts
COMMON: Final = 0.5
_EVEN, _SUM = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
_SIGN_AND_REST, _REBASED = np.int32(-0x70002000), np.float32(2**112)  # 127 - 15: where exponents begin
_BYTE, _TOP = np.uint64(8), np.uint64(48)
_WIDE: Final = 512  # numbers of 64 bits that are compared at once
_BLOCK: Final = 65_536  # and of which what is made on the way stays in the cache


@dataclass(frozen=True, slots=True)
class NearTexts:
    """Texts compared with a query, by place ascending.

    The cosine of the nearest passage; the nearness of it and of the first passage, without what the nearest
    texts have in common; start and end of the nearest.
    """

    places: Array
    cosines: Array
    scores: Array
    starts: Array
    ends: Array

    def brought(self, allowed: Array, numbers: Array, least: float, most: int) -> Array:
        """Which are hits by meaning alone: the `most` nearest of those with a cosine of `least` or more.

        Of texts that are as near those of the lower `numbers`, which are by place, as `allowed` is.
        """
        able = np.flatnonzero((self.cosines >= least) & allowed[self.places])
        best = able[np.lexsort((numbers[self.places[able]], -self.scores[able]))][:most]
        mask = np.zeros(len(self.places), bool)
        mask[best] = True
        return mask


def signs(vectors: Array) -> Array:
    """The sketches of vectors, a row each."""
    found: Array = np.packbits(vectors > 0, axis=1).view(np.uint64)
    return found


def distances(sketches: Array, sketch: Array) -> Array:
    """In how many bits each of `sketches` differs from `sketch`."""
    if sketches.shape[1:] != (8,) or not sketches.flags.c_contiguous:
        return np.bitwise_count(sketches ^ sketch).sum(axis=1, dtype=np.uint16)
    # The sketch is laid beside itself, for numpy is slow at short rows; and so are sums of them: the eight
    # counts of a row, a byte each, are added up at once. What is made on the way stays in the cache.
    numbers, wide = sketches.reshape(-1), np.tile(sketch, _WIDE // 8)
    found: Array = np.empty(len(sketches), np.uint16)
    for at in range(0, len(numbers), _BLOCK):
        part = numbers[at : at + _BLOCK]
        even = len(part) // _WIDE * _WIDE
        differ = np.empty(len(part), np.uint64)
        np.bitwise_xor(part[:even].reshape(-1, _WIDE), wide, out=differ[:even].reshape(-1, _WIDE))
        np.bitwise_xor(part[even:], wide[: len(part) - even], out=differ[even:])
        packed = np.bitwise_count(differ).view(np.uint64)
        packed = (packed & _EVEN) + ((packed >> _BYTE) & _EVEN)
        packed *= _SUM
        packed >>= _TOP
        found[at // 8 : (at + len(part)) // 8] = packed
    return found


def widened(rows: Array) -> Array:
    """Finite numbers of 16 bits as the same of 32: by their bits, four times as fast as numpy's cast."""
    if rows.dtype != np.float16:
        return rows.astype(np.float32)
    bits = np.ascontiguousarray(rows).view(np.int16).astype(np.int32)
    bits <<= 13  # ten bits of fraction become the first ten of 23
    bits &= _SIGN_AND_REST
    found: Array = bits.view(np.float32)
    found *= _REBASED
    return found


def compare(every: Sequence[Vectors], vector: Array, allowed: Array, also: Array) -> NearTexts:
    """Compares the most promising of the texts that `allowed` marks, and those at the places `also`.

    `every`: the passages of all texts, in one or several parts.
    """
    query = vector.astype(np.float32)
    sketch = signs(query[None, :])[0]
    parts = [part for held in every if (part := _compared(held, query, sketch, allowed, also)) is not None]
    if not parts:
        nothing = np.zeros(0, np.int64)
        return NearTexts(nothing, nothing.astype(np.float32), nothing.astype(np.float32), nothing, nothing)
    common = _common(parts)
    return NearTexts(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.cosines for part in parts]),
        np.concatenate([part.scores(query - COMMON * common) for part in parts]),
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.ends for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What was compared in a part of the index: of each text the nearest passage by sketch, and the first."""

    places: Array
    nearest: Array
    first: Array
    cosines: Array
    openings: Array
    starts: Array
    ends: Array

    def scores(self, query: Array) -> Array:
        """The better of both passages, and the first one's share, for a query; never below nothing."""
        opening = _cosines(self.first, query)
        scores: Array = np.maximum(np.maximum(_cosines(self.nearest, query), opening) + OPENING * opening, 0)
        return scores


def _common(parts: Sequence[_Part]) -> Array:
    """The mean of the first passages of the nearest texts; nothing when there are no others beside them."""
    near = np.concatenate([part.cosines + part.openings for part in parts])
    if len(near) <= CROWD:
        return np.zeros(parts[0].first.shape[1], np.float32)
    least = np.partition(near, len(near) - CROWD)[len(near) - CROWD]
    nearer, level = near > least, near == least
    # Those that are as near share what room there is, and sums of so many digits are the same in any order.
    share = (CROWD - int(np.count_nonzero(nearer))) / int(np.count_nonzero(level))
    first = np.concatenate([part.first[one] for part, one in _of_parts(parts, nearer | level)])
    weights = np.where(level, share, 1.0)[nearer | level]
    total = (first * weights[:, None]).sum(axis=0)
    found: Array = (total / CROWD).astype(np.float32)
    return found


def _of_parts(parts: Sequence[_Part], chosen: Array) -> Iterator[tuple[_Part, Array]]:
    """Each part, and which of its texts are chosen."""
    ends = np.cumsum([len(part.places) for part in parts])
    return zip(parts, np.split(chosen, ends[:-1]), strict=True)


def _cosines(rows: Array, query: Array) -> Array:
    """The cosine of each row and the query; a product of matrices would give a row another last digit by the
    rows beside it and the threads there are."""
    found: Array = np.vecdot(rows, query)
    return found


def _compared(held: Vectors, query: Array, sketch: Array, allowed: Array, also: Array) -> _Part | None:
    document, first_row = held.document, held.first_row
    apart = distances(held.signs, sketch)
    rows = _nearest(apart, held, allowed[held.base : held.base + held.size])
    mine = also[(also >= held.base) & (also < held.base + held.size)] - held.base
    promising = np.zeros(held.size, bool)
    promising[document[rows]] = True
    promising[mine] = True
    chosen = np.flatnonzero(promising)
    first, until = first_row[chosen], first_row[chosen + 1]
    chosen, first, until = (column[until > first] for column in (chosen, first, until))
    if not len(chosen):
        return None
    # Of each text, the passage nearest by sketch, and the first one, are compared exactly.
    counts = until - first
    begin = np.cumsum(counts) - counts
    every = np.repeat(first - begin, counts) + np.arange(int(counts.sum()))
    least = np.minimum.reduceat(apart[every], begin)
    hits = np.flatnonzero(apart[every] == np.repeat(least, counts))
    nearest = every[hits[np.searchsorted(hits, begin)]]
    other = first != nearest  # what is both is widened once
    passages = widened(held.vectors[np.concatenate([nearest, first[other]])])
    where = np.arange(len(nearest))
    where[other] = np.arange(len(nearest), len(passages))
    vectors, openings = passages[: len(nearest)], passages[where]
    cosine, opening = (np.maximum(_cosines(rows, query), 0) for rows in (vectors, openings))
    at = np.where(opening > cosine, first, nearest)
    return _Part(
        chosen + held.base, vectors, openings, np.maximum(cosine, opening), opening,
        held.start[at], held.end[at],
    )  # fmt: skip


def _nearest(apart: Array, held: Vectors, allowed: Array) -> Array:
    """The SKETCHED passages of allowed texts whose sketches are least apart, in no order; of two that are as
    far, the one that comes first."""
    if not allowed.all():
        rows = np.flatnonzero(allowed[held.document])
        return rows if len(rows) <= SKETCHED else rows[_least(apart[rows])]
    return np.arange(len(apart)) if len(apart) <= SKETCHED else _least(apart)


def _least(apart: Array) -> Array:
    """Where the SKETCHED least of some more distances stand; they are small: counted, not sorted."""
    upto = np.cumsum(np.bincount(apart))
    last = int(np.searchsorted(upto, SKETCHED))
    within = np.flatnonzero(apart <= last)
    level = np.flatnonzero(apart[within] == last)
    over: Array = level[SKETCHED - (int(upto[last - 1]) if last else 0) :]
    found: Array = np.delete(within, over)
    return found
