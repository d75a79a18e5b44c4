"""Partial dates: the part of EDTF (ISO 8601-2:2019, level 1) that the archive speaks.

    2017  2017-02  2017-02-08      year, month, day
    201X  19XX                     decade, century
    XXXX-10-11  XXXX-10            a day or a month of an unknown year
    2016-XX  2016-10-XX  2016-XX-XX    a month or a day that is not known
    2015-21 … 2015-24              spring, summer, autumn, winter
    2015-33 … 2015-36              first to fourth quarter
    2015-40  2015-41               first and second half
    2017-02-08/2017-02-10          interval; `..` is an open end, an empty one an unknown end
    ~  ?  %                        at the end of a date: approximate, uncertain, both

Everything here is arithmetic on `datetime.date`; nothing heavy is imported, search relies on it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum
from functools import lru_cache

from archive.dataclass import dataclass

_POINT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[~?%])?"
)

# First and last (month, day) of the seasons of the northern half; a winter is named after the year
# in which it begins.
_SEASONS = {
    21: ((3, 20), (6, 20)),
    22: ((6, 21), (9, 22)),
    23: ((9, 23), (12, 20)),
    24: ((12, 21), (3, 19)),
}
_MONTHS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12)}


class End(StrEnum):
    """An end of an interval that is no date."""

    OPEN = ".."
    UNKNOWN = ""


class Precision(StrEnum):
    """How much of the calendar a value names; quarters and halves count as seasons."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Point:
    """One date, as written: `year` may hold X; `month` is a month, a season code or XX."""

    year: str
    month: str | None = None
    day: str | None = None
    mark: str = ""

    def __str__(self) -> str:
        return "-".join(p for p in (self.year, self.month, self.day) if p is not None) + self.mark


@dataclass(frozen=True, slots=True)
class Interval:
    """From one date to another, both included; an end may be open or unknown."""

    start: Point | End
    end: Point | End

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


Date = Point | Interval


@lru_cache(maxsize=4096)
def parse(value: str) -> Date:
    """The record of an EDTF value.

    Raises ValueError for what is no date: an unknown form, 31 April, an interval that ends before
    it begins or has no date at either end.
    """
    if "/" not in value:
        return _point(value)
    left, right = value.split("/", 1)
    interval = Interval(_end(left), _end(right))
    if isinstance(interval.start, End) and isinstance(interval.end, End):
        raise ValueError(f"no date in the interval {value!r}")
    first, last = _first(interval.start), _last(interval.end)
    if first and last and last < first:
        raise ValueError(f"the interval ends before it begins: {value!r}")
    return interval


def valid(value: str) -> bool:
    """Whether `value` is a date that `parse` reads."""
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _end(text: str) -> Point | End:
    return End(text) if text in ("", "..") else _point(text)


def _point(text: str) -> Point:
    m = _POINT.fullmatch(text)
    if not m:
        raise ValueError(f"not a date: {text!r}")
    point = Point(m["year"], m["month"], m["day"], m["mark"] or "")
    if point.year.endswith("X") and point.year != "XXXX" and point.month:
        raise ValueError(f"a decade or century has no months: {text!r}")
    if point.month and point.month != "XX":
        month = int(point.month)
        if not (1 <= month <= 12 or month in _SEASONS or month in _MONTHS):
            raise ValueError(f"no such month: {text!r}")
        if month > 12 and (point.day or point.year == "XXXX"):
            raise ValueError(f"a season has a year and no days: {text!r}")
    if point.day and point.day != "XX":
        # 2000 stands for a year that is not told: it has a 29 February.
        year = 2000 if point.year == "XXXX" else int(point.year)
        longest = 31 if point.month == "XX" else calendar.monthrange(year or 4, int(point.month or 1))[1]
        if not 1 <= int(point.day) <= longest:
            raise ValueError(f"no such day: {text!r}")
    return point


def _first(end: Point | End) -> dt.date | None:
    if isinstance(end, End) or end.year == "XXXX":
        return None
    year = int(end.year.replace("X", "0")) or 1
    if end.month in (None, "XX"):
        return dt.date(year, 1, 1)
    month = int(end.month or 1)
    if month in _SEASONS:
        return dt.date(year, *_SEASONS[month][0])
    if month in _MONTHS:
        return dt.date(year, _MONTHS[month][0], 1)
    return dt.date(year, month, 1 if end.day in (None, "XX") else int(end.day or 1))


def _last(end: Point | End) -> dt.date | None:
    if isinstance(end, End) or end.year == "XXXX":
        return None
    year = int(end.year.replace("X", "9")) or 1
    if end.month in (None, "XX"):
        return dt.date(year, 12, 31)
    month = int(end.month or 12)
    if month in _SEASONS:
        first, last = _SEASONS[month]
        return dt.date(min(year + (last < first), 9999), *last)
    if month in _MONTHS:
        return _month_end(year, _MONTHS[month][1])
    if end.day in (None, "XX"):
        return _month_end(year, month)
    return dt.date(year, month, int(end.day or 1))


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def earliest(value: str) -> dt.date | None:
    """The first day that `value` may mean; None when it is open at that end or its year unknown.

    Raises ValueError as `parse` does.
    """
    date = parse(value)
    return _first(date.start if isinstance(date, Interval) else date)


def latest(value: str) -> dt.date | None:
    """The last day that `value` may mean; None when it is open at that end or its year unknown.

    Raises ValueError as `parse` does.
    """
    date = parse(value)
    return _last(date.end if isinstance(date, Interval) else date)


def precision(value: str) -> Precision:
    """How much of the calendar `value` names.

    An unknown year counts as known (XXXX-10-11 is a day), an unknown month or day is left out
    (2016-10-XX is a month). Raises ValueError as `parse` does.
    """
    date = parse(value)
    if isinstance(date, Interval):
        return Precision.INTERVAL
    if date.day not in (None, "XX"):
        return Precision.DAY
    if date.month not in (None, "XX"):
        return Precision.MONTH if int(date.month or 1) <= 12 else Precision.SEASON
    if date.year.endswith("XX"):
        return Precision.CENTURY if date.year != "XXXX" else Precision.YEAR
    return Precision.DECADE if date.year.endswith("X") else Precision.YEAR


def approximate(value: str) -> str:
    """`value` marked as resting on a guess: `~` at its dates, unless they carry a mark already."""
    date = parse(value)
    if isinstance(date, Point):
        return str(date) if date.mark else f"{date}~"
    ends = (e if isinstance(e, End) or e.mark else f"{e}~" for e in (date.start, date.end))
    return "/".join(str(e) for e in ends)


def exact(value: str) -> str:
    """`value` without the marks of doubt."""
    return value.translate({ord(c): None for c in "~?%"})


def overlaps(value: str, since: str | None, until: str | None) -> bool:
    """Whether `value` shares a day with the time from the first day of `since` to the last of `until`.

    All three are EDTF values, None an open end. A value whose year is unknown overlaps with nothing
    but the whole of time. Raises ValueError as `parse` does.
    """
    low = earliest(since) if since else None
    high = latest(until) if until else None
    if low is None and high is None:
        return True
    date = parse(value)
    start, end = (date.start, date.end) if isinstance(date, Interval) else (date, date)
    first, last = _first(start), _last(end)
    if (first is None and start is not End.OPEN) and (last is None and end is not End.OPEN):
        return False
    if low is not None and last is not None and last < low:
        return False
    return not (high is not None and first is not None and first > high)


def same_without_year(one: str, other: str) -> bool:
    """Whether two values name one day or month of which only one has the year: XXXX-01-15 and 2015-01-15~.

    Raises ValueError as `parse` does.
    """
    first, second = parse(one), parse(other)
    if not (isinstance(first, Point) and isinstance(second, Point)):
        return False
    years = {first.year, second.year}
    same = (first.month, first.day) == (second.month, second.day) and first.month is not None
    return same and len(years) == 2 and "XXXX" in years


def order(value: str) -> tuple[int, int, str]:
    """A key that sorts values by their first day, then their last; without a year they come last."""
    first, last = earliest(value), latest(value)
    if first is None and last is None:
        return (dt.date.max.toordinal() + 1, dt.date.max.toordinal() + 1, value)
    low = first.toordinal() if first else 0
    return (low, last.toordinal() if last else dt.date.max.toordinal() + 1, value)
