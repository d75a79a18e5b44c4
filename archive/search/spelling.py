"""The forms of a state that are a few letters away from a word, without a look at every one of them.

Forms are kept by length, each with a sketch of its letters: which classes of letters it has once at least,
and twice at least, in 64 bits. A letter that is added or dropped changes one bit at most, one that is changed
two, and two that are swapped none. So forms whose sketches differ in more bits cannot be near, and the
distance itself is worked out for the rest alone: some hundreds of a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.search.columns import ArrayState

MOST: Final = 60  # forms that a misspelt word is taken for

_CLASSES: Final = 32  # of letters, by the last bits of their numbers: a to z are each of another
_BITS: Final = np.uint64(5)


class Spellings:
    """All forms of a state, each once, by length and then in the order of their letters' numbers."""

    def __init__(self, vocabulary: Sequence[Sequence[str]]) -> None:
        """`vocabulary`: the forms in one or several lists, each in the order of their letters' numbers."""
        words: list[str] = [word for word, _ in groupby(_ordered(vocabulary)) if word]
        words.sort(key=len)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._words = words
        self._first = np.searchsorted(lengths, np.arange(int(lengths.max(initial=0)) + 2)).tolist()
        self._sketches = _sketches(words, lengths)

    def near(self, form: str, edits: int) -> list[tuple[int, str]]:
        """The forms at most `edits` letters away (dropped, added, changed, swapped), each after its distance.

        The nearest come first, those as near in the order of their letters' numbers.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        candidates = list(self._candidates(form, edits))
        hits = process.extract(form, candidates, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return sorted((int(distance), word) for word, distance, _ in hits)

    def _candidates(self, form: str, edits: int) -> Iterator[str]:
        own = _sketches([form], np.array([len(form)]))[0]
        for length in range(max(1, len(form) - edits), min(len(form) + edits, len(self._first) - 2) + 1):
            first, until = self._first[length], self._first[length + 1]
            differ = np.bitwise_count(self._sketches[first:until] ^ own)
            # Letters that make one form longer are no changed ones.
            most = 2 * edits - abs(length - len(form))
            yield from (self._words[first + i] for i in np.flatnonzero(differ <= most).tolist())


def spellings(state: ArrayState) -> Spellings:
    """The forms of a state; made at the first call."""
    if "spellings" not in state.memo:
        state.memo["spellings"] = Spellings(state.vocabulary())
    found: Spellings = state.memo["spellings"]
    return found


def near(state: ArrayState, form: str, edits: int, stands: Callable[[str], bool] | None = None) -> list[str]:
    """Forms at most `edits` letters away, the nearest first, MOST at most: see `Spellings.near`.

    `stands` tells whether a text has a form, where the vocabulary holds some that none has any more.
    """
    every = (word for _, word in spellings(state).near(form, edits))
    return list(islice(every if stands is None else filter(stands, every), MOST))


def _ordered(vocabulary: Sequence[Sequence[str]]) -> Sequence[str]:
    if len(vocabulary) == 1:
        return vocabulary[0]
    return sorted(chain.from_iterable(vocabulary))  # runs in order are merged, not sorted


def _sketches(words: Sequence[str], lengths: Array) -> Array:
    """The sketch of each word; none is empty."""
    if not words:
        return np.zeros(0, np.uint64)
    letters = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    word = np.repeat(np.arange(len(words), dtype=np.uint64), lengths)
    keys = (word << _BITS) | (letters % np.uint32(_CLASSES)).astype(np.uint64)
    keys.sort()
    again = np.zeros(len(keys), bool)
    again[1:] = keys[1:] == keys[:-1]
    bits = np.uint64(1) << (keys % np.uint64(_CLASSES))
    bits[again] <<= np.uint64(_CLASSES)  # a third of its kind says no more than the second
    found: Array = np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths)
    return found
