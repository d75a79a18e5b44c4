"""The main text of a page with a single article, by trafilatura, told in the page's own blocks."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence

from bs4 import BeautifulSoup

from archive.dataclass import dataclass

_WORD = re.compile(r"\w+")
_GRAM = 4  # words; shorter shingles are found anywhere
_MIN_PART = 5  # words of a block that is but a part of a line; shorter ones stand in any text
_SHARE = 0.8  # of a block's shingles that the main text must hold
_SEARCHED = 50_000_000  # characters compared on one page before searching gives way to shingles


@dataclass(frozen=True, slots=True)
class Main:
    """What trafilatura makes of a page."""

    text: str
    title: str | None
    author: str | None


def extract(soup: BeautifulSoup, *, large: bool = False) -> Main | None:
    """The main text and the metadata of the page `soup`; None where trafilatura finds none.

    The text of a `large` page is not compared with that of other rules, which read the page many times over.
    What it guesses of the day is not asked for: a guess does not say where it was found.
    """
    # Imported here: it takes longer to load than a folder of unchanged pages takes to look through.
    import trafilatura
    from trafilatura.settings import Document, set_date_params

    from archive.ingest.readers.html_copy import lxml_tree

    found = trafilatura.bare_extraction(
        lxml_tree(soup),
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        fast=large,
        date_extraction_params=set_date_params(extensive=False),
    )
    if not isinstance(found, Document) or not found.text:
        return None
    return Main(found.text, found.title or None, found.author or None)


def marks(texts: Sequence[str], main: str) -> list[bool]:
    """For each block's text, whether it belongs to the main text.

    Every stretch of the main text is given once: what repeats it (teasers, copies for small screens) is
    not part of it.
    """
    return _Matcher(main).marks(texts)


class _Matcher:
    """The main text as lines and as one string of words, and what of it has been given to blocks."""

    def __init__(self, main: str) -> None:
        self.lines: dict[str, deque[int]] = defaultdict(deque)
        self.starts: set[int] = set()
        self.ends: set[int] = set()
        keys = []
        at = 1
        for line in main.split("\n"):
            key = _key(line)
            if key:
                keys.append(key)
                self.lines[key].append(at)
                self.starts.add(at)
                at += len(key) + 1
                self.ends.add(at - 1)
        self.whole = f" {' '.join(keys)} "
        words = self.whole.split()
        self.grams = {tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)}
        self.given = bytearray(len(self.whole))
        self.pointer = 0
        self.searched = 0
        self.missing = True  # whether the last key looked for stands nowhere

    def marks(self, texts: Sequence[str]) -> list[bool]:
        """Whole lines first, so that a teaser before the text takes nothing from it; then parts of lines."""
        keys = [_key(text) for text in texts]
        places = [self._take_line(key) for key in keys]
        marks = []
        for key, place in zip(keys, places, strict=True):
            if place is not None:
                self.pointer = place + len(key)
            marks.append(place is not None or self._take_part(key))
        return marks

    def _take_line(self, key: str) -> int | None:
        places = self.lines.get(key)
        return self._give(places.popleft(), key) if places else None

    def _take_part(self, key: str) -> bool:
        words = key.split()
        if len(words) < _MIN_PART or key in self.lines:
            return False
        at = self._find(key)
        if at is not None:
            self.pointer = self._give(at, key) + len(key)
            return True
        own = [tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)]
        return self.missing and sum(g in self.grams for g in own) >= _SHARE * len(own)

    def _give(self, at: int, key: str) -> int:
        self.given[at : at + len(key)] = b"\x01" * len(key)
        return at

    def _find(self, key: str) -> int | None:
        """Where `key` stands in the main text, not given yet: within a line, or as whole lines."""
        self.missing = True
        wanted = f" {key} "
        for start in (self.pointer, 0):
            if self.searched > _SEARCHED:
                return None
            at = self.whole.find(wanted, max(0, start - 1))
            self.searched += (at if at >= 0 else len(self.whole)) - start
            if at < 0:
                continue
            self.missing = False
            first, last = at + 1, at + 1 + len(key)
            crosses = any(end in self.ends for end in range(first, last)) if last - first < 20_000 else False
            whole = first in self.starts and last in self.ends
            if not self.given[first] and (whole or not crosses):
                return first
        return None


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))
