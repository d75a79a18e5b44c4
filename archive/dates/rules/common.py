"""What the builders share."""

from __future__ import annotations

import datetime as dt

from archive.dates import moments
from archive.dates.core import FoundDate, Match, PartialDate, Relative, Scene
from archive.dates.moments import CalendarUnit


def unit_from(u: int, k: int) -> Relative:
    """The unit that is k units from the document's."""

    def value(scene: Scene, _: int) -> str | None:
        if scene.day:
            return moments.unit_value(scene.day, k, u)
        if scene.year and u in (CalendarUnit.YEAR, CalendarUnit.DECADE, CalendarUnit.CENTURY):
            return moments.unit_value(dt.date(scene.year, 1, 1), k, u)
        if scene.year and scene.month and u in (CalendarUnit.MONTH, CalendarUnit.QUARTER, CalendarUnit.HALF):
            return moments.unit_value(dt.date(scene.year, scene.month, 1), k, u)
        return None

    return value


def counted(m: Match) -> list[tuple[int, int]]:
    """(number, unit) of every "2 years", "three weeks" in the match's group `t`."""
    start, end = m.span("t")
    out: list[tuple[int, int]] = []
    n: int | None = None
    working = False
    for i in range(start, end):
        number = m.tokens.value(i, "COUNT", "CARD", "GLUED_COUNT", "ONE")
        u = m.tokens.value(i, "UNIT", "UNITS")
        few = m.tokens.value(i, "FEW")
        if few is not None and m.values(i + 1, end, "UNIT", "UNITS"):  # une quinzaine de jours
            number, u = few, None
        working = working or "WORKING" in m.tokens.classes[i]
        if u is not None and n is not None:
            out.append((n, CalendarUnit.WORKDAY if working and u == CalendarUnit.DAY else u))
            n = None
        elif number is not None:
            n = number
    return out


def told(m: Match) -> PartialDate | None:
    part = PartialDate(m.year(), m.num("m"), m.num("d"), m.num("w"))
    return part if part.year or (part.month and part.day) or part.month else None


def nth(m: Match) -> int:
    """The number of an ordinal; "third last" and "avant-dernier" count from the end."""
    n = m.num("o") or 1
    if m.has("b"):
        return n - 1
    return -n if m.has("z") and n > 0 else n


def nothing(m: Match) -> list[FoundDate]:
    """What looks like a date and is none: it takes its tokens and says nothing."""

    def value(_scene: Scene, _: int) -> str | None:
        return None

    return m.whole(value)
