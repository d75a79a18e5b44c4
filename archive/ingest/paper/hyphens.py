"""Whether the hyphen at the end of a line divides a word, or belongs to it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"(?:[^\W\d_]+-)*[^\W\d_]+\Z")
_FIRST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# What French sets behind a verb or a pronoun with a hyphen, and what opens compounds in both languages.
_BEHIND = frozenset(
    """
    je tu il elle on ce nous vous ils elles moi toi lui leur le la les y en ci là même mêmes t
    """.split()  # noqa: SIM905
)
_BEFORE = frozenset(
    """
    self well non ex mi demi semi vice quasi avant après arrière sous contre entre outre grand grande haut
    haute
    bas basse celui celle ceux celles peut rendez porte soi nord sud north south vingt trente quarante
    cinquante soixante quatre dix twenty thirty forty fifty sixty seventy eighty ninety half cross co all
    high low long short full part first second third so ill free
    """.split()  # noqa: SIM905
)
_COMMON, _FEW = 12_000, 1_000_000  # ranks: of words that are met often, and of those that are not listed


class Hyphens:
    """Decides by the words of the document, then by those of its languages."""

    def __init__(self, texts: list[str]) -> None:
        """`texts`: the lines of the document, those that end with a hyphen without their last word."""
        self._own = Counter(word.casefold() for text in texts for word in _WORD.findall(text))

    def join(self, before: str, after: str) -> str:
        """The end of a line without its hyphen and the beginning of the next, put together."""
        last, first = _LAST.search(before), _FIRST.match(after)
        if not last or not first:
            return (
                f"{before}-{after}" if before[-1:].isalnum() and after[:1].isalnum() else f"{before}- {after}"
            )
        if first[0][0].isupper() and not last[0].isupper():
            return f"{before}-{after}"
        one, two = last[0].casefold(), first[0].casefold()
        return f"{before}{'-' if self._keeps(one, two) else ''}{after}"

    def _keeps(self, one: str, two: str) -> bool:
        joined, divided = one + two, f"{one}-{two}"
        own = self._own[joined], self._own[divided]
        if own[0] != own[1]:
            return own[1] > own[0]
        words = _either()
        tail = one.rpartition("-")[2]
        first, second = two.split("-")[0], tail
        rank = min(words.get(joined, _FEW), words.get(tail + two, _FEW))
        # "longterm" is written too, and seldom.
        if rank < _FEW and not (rank > _COMMON and second in _BEFORE and first in words):
            return False
        if first in _BEHIND and (second in words or len(second) == 1):
            return True
        if second in _BEFORE and (first in words or self._own[first] > 0):
            return True
        # Both halves are words that stand alone, and nobody has seen them as one: "long-|term".
        known = (second in words or self._own[second] > 1) and (first in words or self._own[first] > 1)
        return known and len(second) > 3 and len(first) > 3


@cache
def ranks(lang: str) -> dict[str, int]:
    """The frequent words of French (`fr`) or English (`en`), each with its place in the list, from 0."""
    text = files("archive.ingest").joinpath("data/words.txt").read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if line.startswith(f"{lang} "))
    return {word: rank for rank, word in enumerate(line[3:].split(" "))}


@cache
def _either() -> dict[str, int]:
    """The frequent words of both languages, with their places in the list where they come first."""
    both = dict(ranks("en"))
    for word, rank in ranks("fr").items():
        both[word] = min(rank, both.get(word, _FEW))
    return both
