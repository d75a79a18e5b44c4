"""BM25F: from how often something stands in the fields of texts to what it is worth there.

BM25F (Robertson and Zaragoza 2009) joins the frequencies of a word in title and text before they saturate.
The constants were tuned on titles and questions searched in some 1,500 French and English texts without
titles. Only texts that have what is looked for are counted: a rare word costs little in an index of any size.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.search.columns import ArrayState
from archive.search.port import FIELDS

K1: Final = 1.5
# How far the length of a field counts, and what a word in it is worth beside one in the text.
LENGTH: Final = {"text": 0.75, "title": 0.4}
WEIGHT: Final = dict.fromkeys(FIELDS, 1.0) | {"title": 2.5}
LEAD: Final = 15  # words: what a text is about stands in its first lines
LEAD_WEIGHT: Final = 7.0


def weight(count: int, texts: int) -> float:
    """What one thing looked for is worth at most, when so many of `count` texts have it: rare is more."""
    idf = math.log1p((count - texts + 0.5) / (texts + 0.5)) if texts else 0.0
    return max(idf, 0.01) * (K1 + 1)


def saturated(joined: Array, most: float) -> Array:
    """Joined frequencies to scores up to `most`: twice as often is not twice as good."""
    scores: Array = (most * joined / (K1 + joined)).astype(np.float32)
    return scores


class Frequencies:
    """How often one thing looked for stands in texts, its fields joined."""

    def __init__(self, state: ArrayState) -> None:
        self._state = state
        self._joined = np.zeros(state.size, np.float32)
        self._lead: Array | None = None
        self.mask: Array = np.zeros(state.size, bool)

    def add(
        self, name: str, places: Array, counts: Array, *, worth: float = 1.0, early: Array | None = None
    ) -> None:
        """Adds how often it stands in a field of the texts at `places`, each place once.

        `early` marks those with it in their first lines. `worth`: what it counts.
        """
        if not len(places):
            return
        self.mask[places] = True
        self._joined[places] += counts * self._share(name, places, worth)
        if early is not None:
            if self._lead is None:
                self._lead = np.zeros(self._state.size, np.float32)
            first = places[early]
            self._lead[first] = np.maximum(self._lead[first], np.float32(worth))

    def add_each(self, name: str, places: Array, counts: Array) -> None:
        """The same for places that may come several times."""
        if len(places):
            self.mask[places] = True
            np.add.at(self._joined, places, (counts * self._share(name, places, 1.0)).astype(np.float32))

    def _share(self, name: str, places: Array, worth: float) -> Array | np.float32:
        """What it counts once in a field of each text."""
        share = np.float32(worth * WEIGHT[name])
        return share * _by_length(self._state, name)[places] if name in LENGTH else share

    def scores(self, most: float) -> Array:
        """By place, the score of each text; a full answer is worth `most`. Ends the counting."""
        found, self._joined = self._joined, np.zeros(0, np.float32)
        places = self.mask.nonzero()[0]
        joined = found[places]
        if self._lead is not None:
            joined += LEAD_WEIGHT * self._lead[places]
        found[places] = saturated(joined, most)
        return found


def mean_length(lengths: Array) -> float:
    """The mean of whole numbers, the same in whatever order they stand; of none, one."""
    return int(lengths.sum(dtype=np.int64)) / len(lengths) if len(lengths) else 1.0


def _by_length(state: ArrayState, name: str) -> Array:
    """By place, what a word counts in a field of that length."""
    if ("length", name) not in state.memo:
        words = state.column(name)
        mean = mean_length(words[state.alive & (words > 0)])
        lengths = words.astype(np.float32)
        share = np.float32(LENGTH[name])
        state.memo["length", name] = 1 / (1 - share + share * lengths / np.float32(mean))
    found: Array = state.memo["length", name]
    return found
