"""Seasons, quarters, decades, centuries, weeks by number, the n-th of something."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from archive import edtf
from archive.dates import moments
from archive.dates.core import FoundDate, Match, PartialDate, Scene
from archive.dates.moments import CalendarUnit
from archive.dates.resolve import resolve
from archive.dates.rules.common import nothing, nth


def season(m: Match) -> list[FoundDate]:
    """A season with its year, or last, this, next."""
    s, y, k = m.num("s") or 21, m.year(), m.num("k")
    if m.has("x"):
        return _season_over(m, s)
    if y is not None:
        return m.whole(f"{y:04d}-{s}")

    def value(scene: Scene, _: int) -> str | None:
        if scene.day is None:
            return f"{scene.year + (k or 0):04d}-{s}" if scene.year and s != 24 else None
        return season_near(scene.day, s, k or 0)

    return m.whole(value)


def _season_over(m: Match, s: int) -> list[FoundDate]:
    """Winter 2015-16, l'hiver 2015-2016: the one that begins in the first of both years."""
    years = m.pair("x", "SPAN") or tuple(y for _, y in m.values(*m.found.span(), "YEAR"))
    if len(years) == 2 and years[1] % 100 != (years[0] + 1) % 100:
        return []
    return m.whole(f"{years[0]:04d}-{s}")


def season_near(day: dt.date, s: int, k: int) -> str | None:
    """The last, this (the running or nearest) or next season s."""

    candidates = [f"{y:04d}-{s}" for y in range(max(day.year - 2, 1), day.year + 2)]
    spans = [(v, edtf.earliest(v) or day, edtf.latest(v) or day) for v in candidates]
    if k < 0:
        ended = [v for v, _, last in spans if last < day]
        return ended[-1]
    if k > 0:
        return next((v for v, first, _ in spans if first > day), None)
    return min(
        spans, key=lambda x: 0 if x[1] <= day <= x[2] else min(abs((x[1] - day).days), abs((x[2] - day).days))
    )[0]


def quarter(m: Match) -> list[FoundDate]:
    """A quarter (`q`, or `o` with a unit), of a year or of the document's."""
    return _fraction(m, m.num("q") or m.num("o") or 0, 4, 32)


def half(m: Match) -> list[FoundDate]:
    """A half of a year."""
    return _fraction(m, m.num("h") or m.num("o") or 0, 2, 39)


def _fraction(m: Match, n: int, of: int, code: int) -> list[FoundDate]:
    y, k = m.year(), m.num("k") or 0
    if n < 0:
        n = of
    if not 1 <= n <= of:
        return []
    if y is not None:
        return m.whole(f"{y:04d}-{code + n}")

    def value(scene: Scene, _: int) -> str | None:
        return f"{scene.year + k:04d}-{code + n}" if scene.year else None

    return m.whole(value)


def decade(m: Match) -> list[FoundDate]:
    """The 1990s, the '90s, les années 90, the nineteen-eighties."""
    at = m.at("c") if m.has("c") else m.at("y") if m.has("y") else m.at("n")
    first = None if at is None else _decade(m, at, None)
    if first is None or not _touching(m):
        return []
    hundreds = m.num("n") if m.has("c") else None
    if hundreds is not None:
        # The nineteen-eighties; the two-thousands, the two thousand and tens.
        hundreds = hundreds // 100 if hundreds == 2000 else 20 if hundreds == 2 else hundreds
        if not 10 <= hundreds <= 20:
            return []
        first = 100 * hundreds + first % 100
    return m.whole(f"{first // 10:03d}X")


def decades(m: Match) -> list[FoundDate]:
    """The 1970s and 80s, les années 60 et 70: one date each; from one to another: a range."""
    start, end = m.span("row")
    found: list[tuple[int, int]] = []
    for i in range(start, end):
        year = _decade(m, i, found[-1][1] if found else None)
        if year is not None:
            found.append((i, year))
    if len(found) < 2 or not _touching(m) or any(a[1] >= b[1] for a, b in pairwise(found)):
        return []
    values = [f"{year // 10:03d}X" for _, year in found]
    first, last = m.found.span()
    between = m.tokens.classes[found[0][0] + 1]
    if len(found) == 2 and ("DASH" in between or "TO" in between):
        return m.whole(f"{values[0]}/{values[1]}")
    stops = [*(i + 1 for i, _ in found[:-1]), last]
    starts = [first, *(i for i, _ in found[1:])]
    return [FoundDate(a, b, value) for a, b, value in zip(starts, stops, values, strict=True)]


def _decade(m: Match, i: int, before: int | None) -> int | None:
    """The first year of the decade that token `i` is; of two figures alone in the century of `before`."""
    c = m.tokens.value(i, "DECADE", "DECADEWORD", "TENS", "YEAR", "YEARLIKE", "YY")
    if c is None and (n := m.tokens.value(i, "COUNT", "CARD", "SYEAR")):  # les années soixante
        c = n if n >= 1000 else 1900 + n if 20 <= n <= 90 else None
    if c is None or c % 10:
        return None
    if c >= 100:
        return c
    if before is not None:
        return before // 100 * 100 + c
    return (2000 if c <= 20 else 1900) + c


def _touching(m: Match) -> bool:
    """Whether every apostrophe of the match touches the figures behind it, as in '80s."""
    tokens = m.tokens
    return all(
        "APOS" not in tokens.classes[i] or tokens.ends[i] == tokens.starts[i + 1]
        for i in range(m.found.start(), m.found.end() - 1)
    )


def short_year(m: Match) -> list[FoundDate]:
    """In '68, the class of '76: the apostrophe touches the figures."""
    return m.whole(PartialDate(m.year())) if _touching(m) else []


def century(m: Match) -> list[FoundDate]:
    """The 19th century."""
    n = m.num("o")
    return m.whole(f"{n - 1:02d}XX") if n and 1 <= n <= 30 else []


def centuries(m: Match) -> list[FoundDate]:
    """The 18th and 19th centuries: one date each; from one to another: a range."""
    found = m.values(*m.found.span(), "NTH", "ROMAN")
    if not found or not all(1 <= n <= 30 for _, n in found):
        return []
    values = [f"{n - 1:02d}XX" for _, n in found]
    start, end = m.found.span()
    between = m.tokens.classes[found[-2][0] + 1]
    if len(found) == 2 and ("DASH" in between or "TO" in between):
        return m.whole(f"{values[0]}/{values[1]}")
    stops = [*(i + 1 for i, _ in found[:-1]), end]
    starts = [start, *(i for i, _ in found[1:])]
    return [FoundDate(a, b, value) for a, b, value in zip(starts, stops, values, strict=True)]


def group(m: Match) -> list[FoundDate]:
    """Comité du 9 Mars, the 5th of November Collective: a group, and no date, where it has its capital.

    In small letters too, if the word is that of nothing that happens on a day: le collectif du 27 octobre.
    """
    i = m.at("n")
    if i is None:
        return []
    return nothing(m) if m.tokens.word(i)[0].isupper() or m.tokens.value(i, "GROUP") else []


def street(m: Match) -> list[FoundDate]:
    """Rue du 11-Novembre-1918: no date; "mise en place du 3 mai" is none of these."""
    i = m.at("n")
    before = m.tokens.word(i - 1).lower() if i else ""
    return [] if before in ("en", "sur") else nothing(m)


def count(m: Match) -> list[FoundDate]:
    """Plus de 2000 paires: a number of things, which follow it in the plural."""
    after = m.found.end()
    if after >= len(m.tokens.classes) or "WORD" not in m.tokens.classes[after]:
        return []
    word = m.tokens.word(after)
    return nothing(m) if word.islower() and word[-1] in "sx" and len(word) > _PLURAL else []


# A word on s that has no more letters is hardly a plural (plus, mais).
_PLURAL = 4


def week_number(m: Match) -> list[FoundDate]:
    """Week 31 (of 2018)."""
    n, y, k = m.num("n") or nth(m), m.year(), m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        return iso_week(y if y is not None else scene.year and scene.year + k, n)

    return m.whole(value)


def iso_week(year: int | None, n: int) -> str | None:
    """The n-th ISO week of a year; -1 is its last."""
    if not year:
        return None
    try:
        if n < 0:
            n = dt.date(year, 12, 28).isocalendar().week + 1 + n
        return moments.week_value(dt.date.fromisocalendar(year, n, 1))
    except ValueError:
        return None


_SUNDAY = 6


def week_of_day(m: Match) -> list[FoundDate]:
    """The week of 6 October."""
    part = PartialDate(m.year(), m.num("m"), m.num("d"))

    def value(scene: Scene, i: int) -> str | None:
        date = resolve(part, scene, i)
        day = edtf.earliest(date) if date else None
        # Nobody calls a week after its last day: that of a Sunday is the one that begins with it.
        day = moments.days(day, 1) if day and day.weekday() == _SUNDAY else day
        return moments.week_value(day) if day else None

    return m.whole(value)


def week_of_month(m: Match) -> list[FoundDate]:
    """The first week of January 2015, of next month: the one with its first Thursday, as ISO counts weeks."""
    n = nth(m)

    def value(scene: Scene, i: int) -> str | None:
        month = _month_said(m, scene, i)
        thursday = month and moments.nth_weekday(*month, n, 3)
        return moments.week_value(thursday) if thursday else None

    return m.whole(value)


def weekend_of_month(m: Match) -> list[FoundDate]:
    """The last weekend of May: the one with its last Saturday."""
    n = nth(m)

    def value(scene: Scene, i: int) -> str | None:
        month = _month_said(m, scene, i)
        saturday = month and moments.nth_weekday(*month, n, 5)
        return moments.unit_value(saturday, 0, CalendarUnit.WEEKEND) if saturday else None

    return m.whole(value)


def _month_said(m: Match, scene: Scene, i: int) -> tuple[int, int] | None:
    """Year and month that a match names, or means by this, last or next month."""
    if m.has("m"):
        date = resolve(PartialDate(m.year(), m.num("m")), scene, i)
    else:
        date = moments.unit_value(scene.day, m.num("k") or 0, CalendarUnit.MONTH) if scene.day else None
    return None if not date or date.startswith("X") else (int(date[:4]), int(date[5:7]))


def day_of_unit(m: Match) -> list[FoundDate]:
    """The third day of October, the last day of the month."""
    n, month, y = nth(m), m.num("m"), m.year()
    k = m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        date = (
            resolve(PartialDate(y, month), scene, i)
            if month
            else scene.day and moments.unit_value(scene.day, k, CalendarUnit.MONTH)
        )
        first, last = (edtf.earliest(date), edtf.latest(date)) if date else (None, None)
        if not first or not last:
            return None
        day = moments.days(first, n - 1) if n > 0 else moments.days(last, n + 1)
        return day.isoformat() if day and first <= day <= last else None

    return m.whole(value)


def nth_weekday(m: Match) -> list[FoundDate]:
    """The first Friday of July; of this, last, next month."""
    n, w = nth(m), m.num("w") or 0

    def value(scene: Scene, i: int) -> str | None:
        month = _month_said(m, scene, i)
        day = month and moments.nth_weekday(*month, n, w)
        return day.isoformat() if day else None

    return m.whole(value)


def months_of_year(m: Match) -> list[FoundDate]:
    """The last four months of 2021."""
    n, k, y, u = m.num("n") or 1, m.num("k") or -1, m.year() or 0, m.num("u")
    if u != CalendarUnit.MONTH or not 1 <= n <= 12 or not y:
        return []
    low, high = (1, n) if k > 0 else (13 - n, 12)
    return m.whole(f"{moments.month_value(y, low)}/{moments.month_value(y, high)}")


def fortnight(m: Match) -> list[FoundDate]:
    """La première quinzaine d'avril."""
    n, month, y = m.num("o") or 1, m.num("m") or 1, m.year()

    def value(scene: Scene, i: int) -> str | None:
        date = resolve(PartialDate(y, month), scene, i)
        first, last = (edtf.earliest(date), edtf.latest(date)) if date else (None, None)
        if not first or not last:
            return None
        return (
            moments.span(first, first.replace(day=14))
            if n == 1
            else moments.span(first.replace(day=15), last)
        )

    return m.whole(value)
