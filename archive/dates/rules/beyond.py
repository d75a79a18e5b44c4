"""What is counted from the date that follows: three weeks after Easter, the last Sunday before 3 May."""

from __future__ import annotations

import datetime as dt

from archive.dates import moments
from archive.dates.core import Beyond, Builder, FoundDate, Match
from archive.dates.moments import CalendarUnit
from archive.dates.rules.common import counted, nth

_YEARS = (CalendarUnit.YEAR, CalendarUnit.DECADE, CalendarUnit.CENTURY)
_MONTHS = (*_YEARS, CalendarUnit.MONTH, CalendarUnit.QUARTER, CalendarUnit.HALF)


def _exactness(units: set[int]) -> int:
    """How many characters of an ISO day these units leave to count from: four of a year, all of a day."""
    return 4 if units <= set(_YEARS) else 7 if units <= set(_MONTHS) else 10


def shifted(direction: int) -> Builder:
    """Three days after: group `t` counted from the date that follows."""

    def build(m: Match) -> list[FoundDate]:
        counts = counted(m)

        def move(day: dt.date) -> str | None:
            moved: dt.date | None = day
            for n, u in counts:
                moved = moved and moments.shift(moved, direction * n, u) if n < 10000 else None
            return moved.isoformat() if moved else None

        return m.whole(Beyond(move, _exactness({u for _, u in counts}))) if counts else []

    return build


def unit_near(direction: int) -> Builder:
    """The week before Christmas, the day after Easter: the unit beside that of the date that follows."""

    def build(m: Match) -> list[FoundDate]:
        u = m.num("u") or CalendarUnit.DAY
        return m.whole(Beyond(lambda day: moments.unit_value(day, direction, u), _exactness({u})))

    return build


def weekday_near(direction: int) -> Builder:
    """The last Sunday before, the first Monday after the date that follows."""

    def build(m: Match) -> list[FoundDate]:
        w, n = m.num("w") or 0, nth(m) if m.has("o") else 1
        if direction < 0 and n not in (-1, 1):
            return []

        def move(day: dt.date) -> str | None:
            near = moments.next_weekday(day, w) if direction > 0 else moments.last_weekday(day, w)
            moved = moments.days(near, 7 * (max(n, 1) - 1))
            return moved.isoformat() if moved else None

        return m.whole(Beyond(move, 10)) if n > 0 or direction < 0 else []

    return build
