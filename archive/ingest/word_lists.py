"""Lists of the frequent words of languages (`data/words.txt`); the words of a text are looked up together.

As dicts they would take 22 MB and a twentieth of a second in each process. They stand sorted in a file of the
user's cache folder (6 MB, made at the first use), which is mapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from itertools import filterfalse
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from archive import arrays
from archive.arrays import Array
from archive.lang.registry import HOME
from archive.text import fold

_MADE_BY: Final = ("ingest/word_lists.py", "ingest/data/words.txt", "text.py")
_Numbers = npt.NDArray[np.integer[Any]]


class WordLists:
    """The lists of all languages; behind them, for home's, the accented words as written without accents."""

    def __init__(self, columns: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
        """Raises KeyError, ValueError for what `columns_of` did not make."""
        self.langs: tuple[str, ...] = tuple(meta["langs"])  # those of the lists, in their order
        self._width = int(meta["width"])
        self._words = columns["words"].view(f"S{self._width}")
        self._begins, self._counts = columns["begins"], columns["counts"]
        self._lists, self._ranks = columns["lists"], columns["ranks"]

    @property
    def plain(self) -> tuple[str, ...]:
        """The languages of the last lists: accented words without their accents."""
        return tuple(lang for lang in HOME if lang in self.langs)

    def places(self, words: Sequence[str]) -> tuple[_Numbers, _Numbers, _Numbers]:
        """Where words stand in the lists: the number of the word, that of the list, the rank in it.

        Word by word, each in the order of the lists.
        """
        asked = np.array(list(map(str.encode, words)))
        if asked.itemsize > self._width:  # the words of the lists must not be made as wide
            short = [word if len(word.encode()) <= self._width else "" for word in words]
            return self.places(short)
        at = self._words.searchsorted(asked)
        at[at == len(self._words)] = 0
        counts = self._counts[at] * (self._words[at] == asked)
        row = np.arange(len(words)).repeat(counts)
        place = np.arange(row.size) + (self._begins[at] - counts.cumsum() + counts).repeat(counts)
        return row, self._lists[place], self._ranks[place]


@cache
def word_lists() -> WordLists:
    """The lists, made once for all processes of a user."""
    made_by = 0
    for name in _MADE_BY:
        made_by = crc32(files("archive").joinpath(name).read_bytes(), made_by)
    file = arrays.user_cache() / f"word-lists-{made_by:08x}.arrays"
    return _kept(file) or _made(file)


def _kept(file: Path) -> WordLists | None:
    try:
        held = arrays.kept(file)
        if not held.sound():
            return None
        held.releasable()
        return WordLists({name: held[name] for name in held}, held.meta)
    except (arrays.NotKept, KeyError, ValueError):
        return None


def _made(file: Path) -> WordLists:
    columns, meta = columns_of(read_lists())
    with suppress(OSError):  # no room or no right to write: only the next start is slower
        arrays.keep(file, columns, meta)
    return WordLists(columns, meta)


def columns_of(lists: Mapping[str, Mapping[str, int]]) -> tuple[dict[str, Array], dict[str, Any]]:
    """The columns of a file of lists, and facts about them. `lists`: by language, words with their ranks."""
    every = [*lists.values(), *(unaccented(lists[lang]) for lang in HOME if lang in lists)]
    rows = sorted(
        (word.encode(), number, rank) for number, ranks in enumerate(every) for word, rank in ranks.items()
    )
    words = Counter(word for word, _, _ in rows)  # in order
    width = max(map(len, words), default=1)
    columns: dict[str, Array] = {
        "words": np.array(list(words), f"S{width}").view(np.uint8),
        "begins": np.cumsum([0, *words.values()][:-1]),
        "counts": np.array(list(words.values()), np.int8),
        "lists": np.array([number for _, number, _ in rows], np.uint8),
        "ranks": np.array([rank for _, _, rank in rows], np.uint16),
    }
    return columns, {"langs": list(lists), "width": width}


def read_lists() -> dict[str, dict[str, int]]:
    """The lists as they are written: for each language its words with their ranks."""
    text = files("archive.ingest").joinpath("data/words.txt").read_text(encoding="utf-8")
    lists = {}
    for line in text.splitlines():
        lang, *words = line.split(" ")
        lists[lang] = dict(zip(words, range(len(words)), strict=True))
    return lists


def unaccented(ranks: Mapping[str, int]) -> dict[str, int]:
    """The accented words of a list, written without their accents as in capitals."""
    accented = list(filterfalse(str.isascii, ranks))
    bare: dict[str, int] = {}
    for plain, word in zip(fold("\n".join(accented)).split("\n"), accented, strict=bool(accented)):
        if plain not in bare:
            bare[plain] = ranks[word]
    return bare
