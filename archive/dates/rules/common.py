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


# Half a unit in smaller ones; that of a day is none.
_HALVES = {
    CalendarUnit.CENTURY: (5, CalendarUnit.DECADE),
    CalendarUnit.DECADE: (5, CalendarUnit.YEAR),
    CalendarUnit.YEAR: (6, CalendarUnit.MONTH),
    CalendarUnit.MONTH: (15, CalendarUnit.DAY),
    CalendarUnit.WEEK: (3, CalendarUnit.DAY),
}


def counted(m: Match) -> list[tuple[int, int]]:
    """(number, unit) of every "2 years", "three weeks" in the match's group `t`.

    What is half of a unit is counted in smaller ones: "two and a half years", "un demi-siècle".
    """
    start, end = m.span("t")
    out: list[tuple[int, int]] = []
    n: int | None = None
    working = half = False
    for i in range(start, end):
        u = m.tokens.value(i, "UNIT", "UNITS")
        if "HALF" in m.tokens.classes[i]:
            if n is None and out:  # two years and a half, deux ans et demi
                out.extend(_half(out[-1][1]))
            else:
                half = True
                n = n if "UNITS" in m.tokens.classes[i + 1] else 0  # half a year, un demi-siècle
            continue
        if half:
            if u is not None:
                out.extend([(n or 0, u)] if n else [])
                out.extend(_half(u))
                n, half = None, False
            continue
        one = "ONE" in m.tokens.classes[i] and i + 1 < end and "HALF" in m.tokens.classes[i + 1]
        number = None if one else m.tokens.value(i, "COUNT", "CARD", "GLUED_COUNT", "ONE")
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


def _half(unit: int) -> list[tuple[int, int]]:
    """Half a unit, counted in a smaller one."""
    halved = _HALVES.get(CalendarUnit(unit))
    return [halved] if halved else []


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
