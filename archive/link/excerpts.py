"""Excerpts: a text that holds but the beginning, or passages, of another one, as pages that list texts do.

An excerpt says that it is cut ("…", "[…]", "Lire la suite", "Read more"), or breaks off within a sentence, or
stands under the title of the text whose beginning it is. Without any of these, what a longer text holds is
quoted there, and no excerpt of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from archive.dataclass import dataclass
from archive.lang import registry
from archive.link.words import Block, equal_stretches, fold
from archive.patterns import regex
from archive.records import Segment, Span

_WORDS: Final = 12  # of a last line that leads on: it may name the text ("Continue reading The night train")
_MORE: Final = (
    r"(?:(?:lire|voir|afficher|consulter)\s+(?:la\s+)?(?:suite|plus|davantage|l['’]intégralité|l['’]article"
    r"|le\s+(?:texte|communiqué|billet))|en\s+(?:savoir|lire)\s+(?:plus|davantage)|la\s+suite|suite"
    r"|continue[rz]?\s+(?:(?:à|la)\s+)?(?:lire|lecture)|read\s+(?:more|on|(?:the\s+)?(?:rest|full|whole)"
    r"|(?:the\s+)?(?:article|post|story)|all)|(?:see|view|show|learn|find\s+out)\s+more"
    r"|continue\s+reading|keep\s+reading|full\s+(?:text|story|article|post)|more)\b"
)
_LEADS_ON: Final = regex(rf"[\W_]*{_MORE}[^\n]*\Z", re.IGNORECASE)
_AT_END: Final = regex(
    rf"(?:(?<=[.!?…\])])\s*|\s[\W_]+\s*){_MORE}[\W_]*\Z|(?<=[…\])])\s*{_MORE}[^\n]{{0,80}}\Z", re.IGNORECASE
)
_DOTS: Final = regex(r"\s*(?:[\[(]\s*(?:…|\.\.\.)\s*[\])]|…|\.\.\.|\.\s\.\s\.)[\s»”\"'’)>→]*\Z")
_HERE: Final = regex(rf"\s*(?:[\[(]?\s*(?:…|\.\.\.)|[\W_]*{_MORE}[^\n]{{0,60}}(?:\n|\Z))", re.IGNORECASE)
LEFT_OUT: Final = regex(r"[\[(]\s*(?:…|\.\.\.)\s*[\])]")


def cut_at(text: str) -> int | None:
    """Where the words of a text end that says that it goes on elsewhere; None where it does not say so."""
    text = text.rstrip()
    end = len(text)
    start = text.rfind("\n") + 1
    if start and len(text[start:].split()) <= _WORDS and _LEADS_ON.match(text, start):
        end = len(text[:start].rstrip())
    elif found := _AT_END.search(text, max(0, len(text) - 120)):
        end = found.start()
    if found := _DOTS.search(text, max(0, end - 20), end):
        end = found.start()
    return end if end < len(text) else None


def leads_on(text: str, at: int) -> bool:
    """Whether a text says at this place that it goes on elsewhere."""
    return _HERE.match(text, at) is not None


_WORD = regex(r"[^\W_]+(?:['’][^\W_]+)*")
_STOP = regex(r"[.!?…:][\"”»’)\]]*\s*\Z")
# Words of the sentence that a stretch begins or ends in: at most a comma stands between.
_BEFORE = regex(r"(?:\A|[.!?…:|\n][\"”»’)\]]*|\s[–—/-]\s)([^.!?…:|\n]*[^\W_])[^\S\n]*,?[^\S\n]*\Z")
_BEHIND = regex(r"[^\S\n]*[,;]?[^\S\n]*([^\W_][^.!?…:|\n]*)")

_RUN: Final = 4  # equal words in a row that count
_LONG_RUN: Final = 7  # one of them at least, or as many as there are
_LEAST: Final = 8  # equal words of an excerpt that says so
_LEAST_UNSAID: Final = 15
_LOST: Final = 0.05  # of its words may be others
_LOST_WORDS: Final = 2
_BESIDE: Final = 8  # words of a line above or below it that belongs to the page: a date, tags, a name
_BESIDE_ALL: Final = 25
_BEGINNING: Final = 40  # words before which the beginning of a text begins: its title, date line, standfirst
_REST: Final = 8  # words that a text says beyond its excerpt
_PART: Final = 0.9  # of the text that an excerpt holds at most
_PART_UNSAID: Final = 0.5
_SENTENCE: Final = 400  # characters of one that are looked at
_SHORT: Final = 80  # characters between two stretches that may say the same of another day
LONGEST: Final = 12_000  # characters; what pages quote to lead to a text is short


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What an excerpt has of its text: the stretches of the text (`a`) and of the excerpt (`b`)."""

    score: float  # the part of the excerpt's words that stand in the text, in order
    segments: tuple[Segment, ...]
    at_start: bool
    why: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A text's folded words, and where each stands."""

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Text:
        found = list(_WORD.finditer(text))
        words = fold("\n".join([m[0] for m in found])).split("\n") if found else ()
        return cls(text, tuple(words), tuple([m.span() for m in found]))

    def between(self, i: int, j: int) -> str:
        """What stands between the words `i` and `j`."""
        return self.text[self.spans[i][1] : self.spans[j][0]]


def excerpt_of(short: str, long: str) -> Excerpt | None:
    """What the text `short` is an excerpt of `long` by, or None where it is none."""
    end = cut_at(short)
    if not short.strip() or len(short) > LONGEST or len(short) > len(long):
        return None
    a, b = _Text.of(long), _Text.of(short[:end])
    blocks = [x for x in equal_stretches(a.words, b.words) if x[1] - x[0] >= _RUN]
    while blocks and blocks[0][1] - blocks[0][0] < _LONG_RUN and not _title(b, blocks[0]):
        blocks = blocks[1:]
    equal = sum(stop - start for start, stop, _, _ in blocks)
    if not blocks or equal < _LEAST or not any(x[1] - x[0] >= min(_LONG_RUN, equal) for x in blocks):
        return None
    lost = sum(_lost(b, one[3], two[2]) for one, two in pairwise(blocks)) + _own(b, blocks)
    if lost > max(_LOST_WORDS, _LOST * equal) or not _only_its_page(b, blocks):
        return None
    if _other_days(a, b, blocks):
        return None  # this month's text and that of another, which begin by one formula
    rest = len(a.words) - blocks[-1][1]
    at_start = blocks[0][0] <= _BEGINNING and rest >= _REST
    marked = end is not None or LEFT_OUT.search(short) is not None
    reason = _cut_reason(a, b, blocks, marked=marked, at_start=at_start)
    part = equal / len(a.words)
    if reason is None or part > (_PART if marked else _PART_UNSAID) or len(a.words) - equal < _REST:
        return None
    if leads_on(long, a.spans[blocks[-1][1] - 1][1]):
        return None  # another page that quotes as much of it
    segments = tuple(
        Segment(Span(a.spans[x][0], a.spans[y - 1][1]), Span(b.spans[i][0], b.spans[j - 1][1]), 1.0)
        for x, y, i, j in blocks
    )
    return Excerpt(round(equal / len(b.words), 4), segments, at_start, reason)


def _cut_reason(a: _Text, b: _Text, blocks: Sequence[Block], *, marked: bool, at_start: bool) -> str | None:
    """What tells that a text is cut; None where nothing does."""
    if marked:
        return "it says that it is cut"
    equal = sum(stop - start for start, stop, _, _ in blocks)
    if equal < _LEAST_UNSAID or not at_start:
        return None
    last, place = blocks[-1][3], blocks[-1][1]
    if (
        last == len(b.words)
        and not _STOP.search(b.text)
        and not re.search(r"[.!?\n]", a.between(place - 1, place))
    ):
        return "it breaks off within a sentence"
    if blocks[0][2] == 0 and blocks[0][0] == 0 and _first_line(a) == _first_line(b):
        return "it is the beginning, under the same title"
    return None


def _lost(b: _Text, i: int, j: int) -> int:
    """How many words from `i` to `j` are the excerpt's own; short lines of their own are its page's."""
    if i == j:
        return 0
    between = b.text[b.spans[i - 1][1] : b.spans[j][0]]
    first, *lines, last = between.split("\n") if "\n" in between else (between, "")
    beside = [len(_WORD.findall(line)) for line in lines]
    if max(beside, default=0) > _BESIDE or sum(beside) > _BESIDE_ALL:
        return j - i
    return len(_WORD.findall(first)) + len(_WORD.findall(last))


def _own(b: _Text, blocks: Sequence[Block]) -> int:
    """How many words of its own an excerpt has in the sentences that it shares with its text."""
    start, end = b.spans[blocks[0][2]][0], b.spans[blocks[-1][3] - 1][1]
    before = _BEFORE.search(b.text[max(0, start - _SENTENCE) : start])
    behind = _BEHIND.match(b.text[end : end + _SENTENCE])
    return sum(len(_WORD.findall(one[1])) for one in (before, behind) if one)


def _other_days(a: _Text, b: _Text, blocks: Sequence[Block]) -> bool:
    """Whether one says other days, months or numbers where the other says some, or in its title."""
    places = [(_between(a, one[1], two[0]), _between(b, one[3], two[2])) for one, two in pairwise(blocks)]
    titles = (_first_line(a), _first_line(b))
    if 2 * len(set(titles[0]) & set(titles[1])) >= min(map(len, titles)):
        places.append((" ".join(titles[0]), " ".join(titles[1])))
    days = [(_days(one), _days(other)) for one, other in places]
    return any(one and other and one.isdisjoint(other) for one, other in days)


def _between(text: _Text, i: int, j: int) -> str:
    """What stands there on one line; nothing where it is more."""
    passage = text.between(i - 1, j)
    return "" if "\n" in passage or len(passage) > _SHORT else passage


def _days(text: str) -> set[str]:
    """The months and numbers in it."""
    return {word for word in re.findall(r"[^\W_]+", fold(text)) if word.isdigit() or word in _months()}


@cache
def _months() -> frozenset[str]:
    return frozenset(fold(word) for one in registry.BUILT_IN for word in one.calendar.months)


def _title(b: _Text, block: Block) -> bool:
    """Whether a short stretch is the first line of the excerpt."""
    return block[2] == 0 and block[3] == len(_first_line(b))


def _first_line(text: _Text) -> tuple[str, ...]:
    line = text.text.lstrip().split("\n", 1)[0]
    return tuple(fold(word) for word in _WORD.findall(line))


def _only_its_page(b: _Text, blocks: Sequence[Block]) -> bool:
    """Whether above and below it only short lines stand that no text consists of, besides a title."""
    head = b.text[: b.spans[blocks[0][2]][0]]
    tail = b.text[b.spans[blocks[-1][3] - 1][1] :]
    lines = [len(_WORD.findall(line)) for line in (*head.strip().split("\n")[1:], *tail.split("\n"))]
    title = len(_WORD.findall(head.strip().split("\n")[0]))
    return title <= _BESIDE_ALL and max(lines, default=0) <= _BESIDE and sum(lines) <= _BESIDE_ALL
