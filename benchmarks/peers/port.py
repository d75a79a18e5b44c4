"""What a search engine must do to be measured, and what it is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from benchmarks.texts import Text

KINDS: Final = (
    "common term",
    "AND of two",
    "phrase",
    "prefix",
    "fuzzy",
    "term + dates",
    "six facets",
    "cross-language",
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: words, within two ISO days where they are given."""

    words: tuple[str, ...]
    since: str = ""
    until: str = ""


class Engine(Protocol):
    """An index in a folder."""

    def index(self, texts: Sequence[Text]) -> None:
        """Takes all texts in and commits."""

    def open(self) -> None:
        """Makes ready to be asked."""

    def search(self, kind: str, query: Query) -> int:
        """Finds the best ten and their titles; returns how many. NotImplementedError: it cannot do that."""


def queries(texts: Sequence[Text], count: int, seed: int) -> dict[str, list[Query]]:
    """`count` queries of each kind, drawn from what stands in the texts."""
    random = np.random.default_rng(seed)
    sample = [_WORD.findall(t.text.lower()) for t in texts[:2_000]]
    often = [w for w, _ in Counter(w for words in sample for w in words if len(w) > 3).most_common(800)]
    common, middle = often[40:240], [w for w in often[240:] if len(w) > 6]

    def some(words: Sequence[str]) -> str:
        return words[int(random.integers(len(words)))]

    asked: dict[str, list[Query]] = {kind: [] for kind in KINDS}
    for _ in range(count):
        term = some(common)
        year = int(random.integers(1999, 2021))
        near = [f"{year}-03-01", f"{year + 1}-03-01"]
        asked["common term"].append(Query((term,)))
        asked["AND of two"].append(Query((some(common), some(common))))
        asked["phrase"].append(Query(_pair(sample, random)))
        asked["prefix"].append(Query((some(middle)[:4],)))
        asked["fuzzy"].append(Query((_misspelt(some(middle), random),)))
        asked["term + dates"].append(Query((some(common),), *near))
        asked["six facets"].append(Query((some(common),)))
        asked["cross-language"].append(Query((some(middle), some(middle))))
    return asked


def _pair(sample: Sequence[Sequence[str]], random: np.random.Generator) -> tuple[str, str]:
    while True:
        words = sample[int(random.integers(len(sample)))]
        if len(words) > 1:
            at = int(random.integers(len(words) - 1))
            return words[at], words[at + 1]


def _misspelt(word: str, random: np.random.Generator) -> str:
    at = int(random.integers(3, len(word) - 1))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
