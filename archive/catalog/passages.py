"""Where words stand in a text: found whole, whatever their case, accents and punctuation, with their offsets.

Words are compared by their letters, and a place begins and ends with a word. So "Saint-Pierre" is found where
"Saint Pierre" stands, or where a line was broken within it, and "Odile" in "d’Odile", but not in "Odilette".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from archive.dataclass import dataclass
from archive.patterns import regex
from archive.text import fold

# Scripts that write no spaces: each character is a word, and a name is a row of them.
_SINGLE: Final = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
# Marks within words that are no letters by themselves, and what nobody sees: soft hyphens, joiners.
_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0dff"
_UNSEEN: Final = "\u00ad\u200b-\u200f\u2060\ufeff"
_WORD: Final = regex(rf"[{_SINGLE}]|[^\W_{_SINGLE}](?:[^\W_{_SINGLE}]|[{_MARKS}{_UNSEEN}])*")
_NOT_SEEN: Final = regex(f"[{_UNSEEN}]")
# Of two forms of one text so many of the words of the shorter stand in both, in one order.
_ALIKE: Final = 0.5
# Words of a text that is compared with another one word by word: it takes a second for some 6,000.
_MOST_COMPARED: Final = 6_000


@dataclass(frozen=True, slots=True)
class TextWords:
    """The words of a text: where each stands, its letters folded, and where these begin in all of them."""

    spans: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]
    letters: str
    starts: tuple[int, ...]

    def find(self, wanted: str) -> list[tuple[int, int]]:
        """Where the words `wanted` stand: runs of words (first, behind the last), in order."""
        sought = letters(wanted)
        found: list[tuple[int, int]] = []
        at = self.letters.find(sought) if sought else -1
        while at >= 0:
            run = self._run(at, at + len(sought))
            if run:
                found.append(run)
            at = self.letters.find(sought, at + (len(sought) if run else 1))
        return found

    def _run(self, start: int, end: int) -> tuple[int, int] | None:
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        begins = first < len(self.starts) and self.starts[first] == start
        ends = last == len(self.starts) if end == len(self.letters) else self.starts[last] == end
        return (first, last) if begins and ends else None

    def span(self, run: tuple[int, int]) -> tuple[int, int]:
        """Where a run of words stands in the text."""
        return self.spans[run[0]][0], self.spans[run[1] - 1][1]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The run of all words of which any part stands in a stretch of the text; may be empty."""
        first = bisect_right([b for _, b in self.spans], start)
        last = bisect_left([a for a, _ in self.spans], end)
        return first, max(first, last)

    def said(self, run: tuple[int, int]) -> str:
        """A run of words, folded."""
        return " ".join(self.folded[run[0] : run[1]])


def words_of(text: str) -> TextWords:
    """The words of a text."""
    spans: list[tuple[int, int]] = []
    folded: list[str] = []
    starts: list[int] = []
    size = 0
    for found in _WORD.finditer(text):
        word = "".join(c for c in fold(_NOT_SEEN.sub("", found[0])) if c.isalnum())
        if word:
            spans.append(found.span())
            folded.append(word)
            starts.append(size)
            size += len(word)
    return TextWords(tuple(spans), tuple(folded), "".join(folded), tuple(starts))


def letters(text: str) -> str:
    """The letters and digits of a text, folded: what words are compared by."""
    return words_of(text).letters


def folded(text: str) -> str:
    """The words of a text, folded, apart by blanks."""
    return " ".join(words_of(text).folded)


def counterpart(
    one: TextWords, runs: Sequence[tuple[int, int]], other: TextWords
) -> list[tuple[int, int]] | None:
    """Where runs of words of a text stand in another form of it, word by word; none where they are left out,
    or the other is no form of it.

    None: the texts are too long to be compared so.
    """
    if one.folded == other.folded:
        return list(runs)
    if max(len(one.folded), len(other.folded)) > _MOST_COMPARED:
        return None
    steps = SequenceMatcher(None, one.folded, other.folded, autojunk=False).get_opcodes()
    same = sum(b - a for how, a, b, _, _ in steps if how == "equal")
    if same < _ALIKE * min(len(one.folded), len(other.folded)):
        return []
    found = []
    for first, last in runs:
        start, end = len(other.folded), 0
        for how, a, b, c, d in steps:
            if a < last and b > first and d > c:
                if how == "equal":
                    c, d = c + max(first - a, 0), d - max(b - last, 0)
                start, end = min(start, c), max(end, d)
        if start < end:
            found.append((start, end))
    return found
