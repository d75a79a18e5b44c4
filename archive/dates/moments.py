"""Calendar arithmetic: units counted from a day, as EDTF values."""

from __future__ import annotations

import calendar
import datetime as dt
from enum import IntEnum


class CalendarUnit(IntEnum):
    """Units of the calendar, as the lexicons give them."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    YEAR = 4
    QUARTER = 5
    HALF = 6
    WEEKEND = 7
    DECADE = 8
    CENTURY = 9
    FORTNIGHT = 10
    WORKDAY = 11


class UnitPiece(IntEnum):
    """Pieces of a unit."""

    BEGINNING = 1
    MIDDLE = 2
    END = 3


def date(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None where there is none such."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def year_value(year: int) -> str:
    return f"{year:04d}"


def month_value(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def span(first: dt.date, last: dt.date) -> str:
    """An interval, both days included; one day alone is that day."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def monday(day: dt.date) -> dt.date:
    """The Monday of the week that holds `day`."""
    return day - dt.timedelta(days=day.weekday())


def week_value(day: dt.date) -> str:
    """The week, Monday to Sunday, that holds `day`."""
    first = monday(day)
    return span(first, first + dt.timedelta(days=6))


def days(day: dt.date, n: int) -> dt.date | None:
    """`day` moved by n days; None beyond the calendar."""
    try:
        return day + dt.timedelta(days=n)
    except OverflowError:
        return None


def months(day: dt.date, n: int) -> dt.date | None:
    """`day` moved by n months, the day kept within the month; None beyond the calendar."""
    index = day.year * 12 + day.month - 1 + n
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift(day: dt.date, n: int, unit: int) -> dt.date | None:
    """`day` moved by n units; None beyond the calendar or for a unit that is not counted in."""
    match unit:
        case CalendarUnit.DAY:
            return days(day, n)
        case CalendarUnit.WEEK:
            return days(day, 7 * n)
        case CalendarUnit.FORTNIGHT:
            return days(day, 14 * n)
        case CalendarUnit.MONTH:
            return months(day, n)
        case CalendarUnit.QUARTER:
            return months(day, 3 * n)
        case CalendarUnit.HALF:
            return months(day, 6 * n)
        case CalendarUnit.YEAR:
            return months(day, 12 * n)
        case CalendarUnit.DECADE:
            return months(day, 120 * n)
        case CalendarUnit.CENTURY:
            return months(day, 1200 * n)
        case CalendarUnit.WORKDAY:
            return _workdays(day, n)
    return None


def _workdays(day: dt.date, n: int) -> dt.date | None:
    if abs(n) > 1000:
        return None
    step = 1 if n > 0 else -1
    while n:
        day += dt.timedelta(days=step)
        n -= step if day.weekday() < 5 else 0
    return day


def unit_value(day: dt.date, n: int, unit: int) -> str | None:
    """The unit that lies n units from the one that holds `day`, as a value."""
    if unit == CalendarUnit.WEEKEND:
        saturday = days(monday(day), 5 + 7 * n)
        return span(saturday, saturday + dt.timedelta(days=1)) if saturday else None
    moved = shift(
        day.replace(day=1) if unit in (CalendarUnit.MONTH, CalendarUnit.QUARTER, CalendarUnit.HALF) else day,
        n,
        unit,
    )
    if moved is None:
        return None
    match unit:
        case CalendarUnit.DAY | CalendarUnit.WORKDAY:
            return moved.isoformat()
        case CalendarUnit.WEEK:
            return week_value(moved)
        case CalendarUnit.FORTNIGHT:
            return span(moved, moved + dt.timedelta(days=13))
        case CalendarUnit.MONTH:
            return month_value(moved.year, moved.month)
        case CalendarUnit.QUARTER:
            return f"{moved.year:04d}-{33 + (moved.month - 1) // 3}"
        case CalendarUnit.HALF:
            return f"{moved.year:04d}-{40 + (moved.month - 1) // 6}"
        case CalendarUnit.YEAR:
            return year_value(moved.year)
        case CalendarUnit.DECADE:
            return f"{moved.year // 10:03d}X"
        case CalendarUnit.CENTURY:
            return f"{moved.year // 100:02d}XX"
    return None


def weekend_beside(day: dt.date) -> str:
    """The weekend that holds `day` or is the nearest to it."""
    saturday = day + dt.timedelta(days=(-2, -3, 3, 2, 1, 0, -1)[day.weekday()])
    return span(saturday, saturday + dt.timedelta(days=1))


def weekday_in_week(day: dt.date, n: int, weekday: int) -> dt.date | None:
    """The weekday (Monday is 0) of the n-th week from the one of `day`."""
    return days(monday(day), 7 * n + weekday)


def next_weekday(day: dt.date, weekday: int) -> dt.date:
    """The first such weekday after `day`."""
    return day + dt.timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def last_weekday(day: dt.date, weekday: int, today: bool = False) -> dt.date:
    """The last such weekday before `day`, or `day` itself if `today`."""
    back = (day.weekday() - weekday) % 7
    return day - dt.timedelta(days=back if back or today else 7)


def nth_weekday(year: int, month: int, n: int, weekday: int) -> dt.date | None:
    """The n-th (from 1; -1 is the last) such weekday of a month."""
    if n > 0:
        first = dt.date(year, month, 1)
        day = first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    else:
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        day = last - dt.timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-n - 1))
    return day if day.month == month else None


def piece_value(day: dt.date, unit: int, piece: int) -> str | None:
    """Beginning, middle or end of the week, month or year that holds `day`.

    A week has two or three days of each, a month ten, a year three or four months; the thirds are
    those of Duckling's grammar.
    """
    if unit == CalendarUnit.WEEK:
        first, last = {1: (0, 2), 2: (2, 3), 3: (4, 6)}[piece]
        start = monday(day)
        return span(start + dt.timedelta(days=first), start + dt.timedelta(days=last))
    if unit == CalendarUnit.MONTH:
        end = calendar.monthrange(day.year, day.month)[1]
        low, high = {1: (1, 10), 2: (11, 20), 3: (21, end)}[piece]
        return span(day.replace(day=low), day.replace(day=high))
    if unit == CalendarUnit.YEAR:
        low, high = {1: (1, 3), 2: (5, 8), 3: (9, 12)}[piece]
        return f"{month_value(day.year, low)}/{month_value(day.year, high)}"
    return None
