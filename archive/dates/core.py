"""What a rule finds, and how what it leaves open is told from the rest of the text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import field

from archive.dataclass import dataclass
from archive.dates.tense import tense
from archive.dates.tokens import Tokens
from archive.dates.verbs import Tense, Verbs

# The classes in which a group of a pattern is looked up, by its letter.
GROUPS: dict[str, tuple[str, ...]] = {
    "d": ("DAY", "ORD", "SORD", "SDAY", "BIGDAY", "NTHDAY", "GLUED_DAY"),
    "m": ("MONTH", "DOUBTFUL", "VERB", "MON"),
    "y": ("YEAR", "YEARLIKE", "YY", "SYEAR", "GLUED_YEAR", "GLUED_YY", "CARD"),
    "w": ("WEEKDAY", "WEEKDAYS"),
    "n": ("COUNT", "CARD", "GLUED_COUNT", "FEW"),
    "o": ("NTH", "LASTNTH", "ROMAN"),
    "u": ("UNIT", "UNITS"),
    "s": ("SEASON",),
    "k": (
        "RELATIVE",
        "SHIFT",
        "AGO",
        "LAST",
        "NEXT",
        "DIRECTION",
        "THESE",
        "BEFORE",
        "BESIDE",
        "ASIDE",
        "SAME",
    ),
    "r": ("OFFSET", "NOW"),
    "q": ("GLUED_COUNT",),
    "h": ("GLUED_COUNT",),
    "c": ("DECADE", "DECADEWORD", "TENS"),
    "p": ("BEGINNING", "MIDDLE", "END"),
    "f": ("FEAST",),
}
# A two-figure year up to this one is of the 2000s (Recognizers-Text and most office software).
PIVOT = 39


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as its words go; `direction` is -1 for "last", 1 for "next"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    direction: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """What a text tells in order: the date told last (its first day) and the token where that begins.

    `frame`: a year that stands alone as a heading and is that of all days below it. `named`: a year said in
    words ("the following year", "last year"), that of all days in its sentence; `within`: and of no others.
    """

    day: dt.date
    token: int
    frame: bool = False
    named: bool = False
    within: bool = False


@dataclass(slots=True)
class Scene:
    """What a date is read against: the document's day, its years, the date before."""

    tokens: Tokens
    day: dt.date | None = None
    year: int | None = None
    month: int | None = None
    doubtful: bool = False
    known_year: int | None = None
    hints: dict[tuple[int, int], int] = field(default_factory=dict)
    usual_year: int | None = None
    around: dt.date | None = None  # an undated text was written about then
    previous: dt.date | None = None
    previous_token: int = -1
    previous_month: str | None = None  # the value told last that has a month, a year
    previous_year: str | None = None
    story: Story | None = None
    verbs: Verbs = field(default_factory=Verbs)

    def tense(self, i: int) -> Tense:
        """Whether the sentence tells of what was or will be on the date that begins with token i."""
        return tense(self.tokens, i, self.verbs)


Relative = Callable[[Scene, int], str | None]


@dataclass(frozen=True, slots=True)
class Beyond:
    """What is counted from the date that follows: `move` tells its value from that date's first day.

    `exactness`: so many characters of an ISO day that date must have (4: a year will do). By itself it is
    no date.
    """

    move: Callable[[dt.date], str | None]
    exactness: int

    def __call__(self, _scene: Scene, _: int) -> str | None:
        return None


@dataclass(slots=True)
class FoundDate:
    """Tokens start..end (exclusive) say a date: a Part, an EDTF value, or something relative."""

    start: int
    end: int
    what: PartialDate | Relative | str
    rule: str = ""
    relative: bool = False  # hangs on the day of writing, or on another date
    bounds_only: bool = False  # no date but as the end of a range


class Match:
    """A rule's match: its groups as numbers."""

    __slots__ = ("found", "tokens")

    def __init__(self, tokens: Tokens, found: re.Match[str]) -> None:
        self.tokens, self.found = tokens, found

    def at(self, group: str) -> int | None:
        """The token of a group, in whichever alternative it stands."""
        index = self.found.re.groupindex
        while group in index:
            i = self.found.start(group)
            if i >= 0:
                return i
            group += "_"
        return None

    def span(self, group: str) -> tuple[int, int]:
        """First token and end of a group of several tokens, in whichever alternative it stands."""
        index = self.found.re.groupindex
        while group in index:
            start, end = self.found.span(group)
            if start >= 0:
                return start, end
            group += "_"
        return 0, 0

    def num(self, group: str) -> int | None:
        """The number of a group, by the classes of its letter."""
        i = self.at(group)
        return None if i is None else self.tokens.value(i, *GROUPS[group[0]])

    def pair(self, group: str, *classes: str) -> tuple[int, ...]:
        """The numbers of a token such as 3/12."""
        i = self.at(group)
        if i is not None:
            for cls in classes:
                v = self.tokens.classes[i].get(cls)
                if isinstance(v, tuple):
                    return v
        return ()

    def has(self, group: str) -> bool:
        return self.at(group) is not None

    def year(self, group: str = "y") -> int | None:
        """The year of a group, two figures completed."""
        y = self.num(group)
        if y is None:
            return None
        i = self.at(group)
        short = i is not None and self.tokens.ends[i] - self.tokens.starts[i] <= 2
        return full_year(y) if short else y

    def whole(self, what: PartialDate | Relative | str | None) -> list[FoundDate]:
        """The match as one date; none if there is nothing to say."""
        return [] if what is None else [FoundDate(self.found.start(), self.found.end(), what)]

    def part(self, group: str, what: PartialDate | Relative | str | None, last: str = "") -> list[FoundDate]:
        """The tokens from group to group `last` (or the same) as one date."""
        first, end = self.at(group), self.at(last or group)
        return [] if what is None or first is None or end is None else [FoundDate(first, end + 1, what)]

    def values(self, start: int, end: int, *classes: str) -> list[tuple[int, int]]:
        """(token, number) of the tokens in start..end that are in one of the classes."""
        out = []
        for i in range(start, end):
            v = self.tokens.value(i, *classes)
            if v is not None:
                out.append((i, v))
        return out


Builder = Callable[[Match], list[FoundDate]]
# A rule as its language writes it: name, meaning, patterns.
Row = tuple[str, Builder, *tuple[str, ...]]


def full_year(y: int) -> int:
    """A two-figure year with its century."""
    return y if y >= 100 else (2000 if y <= PIVOT else 1900) + y
