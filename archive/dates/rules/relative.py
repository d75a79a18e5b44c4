"""Dates told from the document's day, or from the date before them."""

from __future__ import annotations

from dataclasses import replace

from archive import edtf
from archive.dates import moments
from archive.dates.core import Builder, FoundDate, Match, PartialDate, Relative, Scene
from archive.dates.moments import CalendarUnit
from archive.dates.resolve import resolve
from archive.dates.rules.common import counted, told, unit_from
from archive.dates.rules.days import month_year
from archive.dates.verbs import Tense


def month_of_year(m: Match) -> list[FoundDate]:
    """A month of last, this or next year ("March last year")."""
    month, k = m.num("m"), m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        return moments.month_value(scene.year + k, month or 1) if scene.year else None

    return m.whole(value)


def day_of_year(m: Match) -> list[FoundDate]:
    """Day and month of last, this or next year."""
    d, month, k = m.num("d") or 1, m.num("m") or 1, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        if scene.year is None:
            return resolve(PartialDate(None, month, d), scene, -1) if k == 0 else None
        day = moments.date(scene.year + k, month, d)
        return day.isoformat() if day else None

    return m.whole(value)


def of_told_year(part: PartialDate, year: Relative) -> Relative:
    """8 February of the following year: a day or month of a year that is counted from the one told before."""

    def value(scene: Scene, i: int) -> str | None:
        last_year = year(scene, i)
        if (
            last_year is None
            or not last_year[:4].isdigit()
            or edtf.precision(last_year) is not edtf.Precision.YEAR
        ):
            return None
        return resolve(PartialDate(int(last_year[:4]), part.month, part.day, part.weekday), scene, i)

    return value


def day_of_month(m: Match) -> list[FoundDate]:
    """A day of last, this or next month."""
    d, k = m.num("d") or 1, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        return _same_month(scene, k, d)

    return m.whole(value)


def _same_month(scene: Scene, k: int, d: int) -> str | None:
    first = scene.day and moments.months(scene.day.replace(day=1), k)
    day = first and moments.date(first.year, first.month, d)
    return day.isoformat() if day else None


def days_of_month(m: Match) -> list[FoundDate]:
    """From one day to another of last, this or next month."""
    a, b, k = m.num("d1") or 1, m.num("d2") or 1, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        first, last = _same_month(scene, k, a), _same_month(scene, k, b)
        return f"{first}/{last}" if first and last and first < last else None

    return m.whole(value)


def month_relative(m: Match) -> list[FoundDate]:
    """Last October; "this may" is no month."""
    i = m.at("m")
    if i is None or ("DOUBTFUL" in m.tokens.classes[i] and not m.tokens.word(i)[0].isupper()):
        return []
    return month_year(m)


def offset(m: Match) -> list[FoundDate]:
    """Today, yesterday, the day after tomorrow."""
    n = m.num("r") or 0

    def value(scene: Scene, _: int) -> str | None:
        day = scene.day and moments.days(scene.day, n)
        return day.isoformat() if day else None

    return m.whole(value)


def fixed_offset(n: int) -> Builder:
    """So many days from the document's day."""

    def build(m: Match) -> list[FoundDate]:
        def value(scene: Scene, _: int) -> str | None:
            day = scene.day and moments.days(scene.day, n)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def part_of_day(n: int) -> Builder:
    """This morning, la nuit dernière: a day; with a capital within, Ce Soir is a paper."""
    by_offset = fixed_offset(n)

    def build(m: Match) -> list[FoundDate]:
        return [] if m.tokens.word(m.found.end() - 1).istitle() else by_offset(m)

    return build


def day_beyond(m: Match) -> list[FoundDate]:
    """The day after tomorrow, the day before yesterday."""
    n = 2 * (m.num("r") or 0)

    def value(scene: Scene, _: int) -> str | None:
        day = scene.day and moments.days(scene.day, n)
        return day.isoformat() if day else None

    return m.whole(value)


def next_day(n: int) -> Builder:
    """The day after or before the date that was told last, else the document's."""

    def build(m: Match) -> list[FoundDate]:
        def value(scene: Scene, _: int) -> str | None:
            start = scene.previous or scene.day
            day = start and moments.days(start, n)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def day_shifted(n: int) -> Builder:
    """The day after or before the date that is named."""

    def build(m: Match) -> list[FoundDate]:
        part = told(m)

        def value(scene: Scene, i: int) -> str | None:
            date = part and resolve(part, scene, i)
            start = date and edtf.earliest(date)
            day = start and moments.days(start, n)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def moved(direction: int, from_previous: bool = False) -> Builder:
    """Two years ago, in three weeks; `from_previous`: later, after, from the date before it.

    Group `v` (almost, more than) makes it about then.
    """

    def build(m: Match) -> list[FoundDate]:
        counts = counted(m)

        def value(scene: Scene, i: int) -> str | None:
            start = _last_date(scene, [u for _, u in counts]) if from_previous else None
            if from_previous and not start and scene.previous_year:
                return None  # what was told is a year, from which no months or days are counted
            if from_previous and not start and direction > 0 and scene.tense(i) is Tense.PAST:
                return None  # it was later than something that has no date
            day = edtf.earliest(start) if start else scene.day
            for n, u in counts:
                day = day and moments.shift(day, direction * n, u) if n < 10000 else None
            if day is None:
                return None
            about = "~" if m.has("v") else ""
            if start:
                return day.isoformat()[: len(start)] + about
            if from_previous or all(u in (CalendarUnit.DAY, CalendarUnit.WORKDAY) for _, u in counts):
                return day.isoformat() + about
            return f"{moments.year_value(day.year)}~" if _long(counts) else f"{day.isoformat()}~"

        return m.whole(value) if counts else []

    return build


def moved_ahead(m: Match) -> list[FoundDate]:
    """In three weeks; with a verb of the past it is how long something took: built in three weeks."""
    found = moved(1)(m)

    def ahead(what: Relative) -> Relative:
        def value(scene: Scene, i: int) -> str | None:
            lasted = scene.tense(i) is Tense.PAST and not _goes_on(scene, m.found.end())
            return None if lasted else what(scene, i)

        return value

    return [replace(f, what=ahead(f.what)) if callable(f.what) else f for f in found]


# "Announced that in two weeks it will": the verb stands so near (tokens).
_VERB = 6


def _goes_on(scene: Scene, end: int) -> bool:
    """Whether what follows tells of what will be."""
    after = range(end, min(end + _VERB, len(scene.tokens.classes)))
    return any(scene.tokens.word(j).lower() in scene.verbs.future for j in after)


def moved_about(m: Match) -> list[FoundDate]:
    """A few months ago, il y a une dizaine d'années: no more exact than the unit, and about then."""
    counts = counted(m)

    def value(scene: Scene, _: int) -> str | None:
        day = scene.day
        for n, u in counts:
            day = day and moments.shift(day, -n, u)
        if day is None:
            return None
        units = {u for _, u in counts}
        size = 4 if units <= _YEARS.keys() else 7 if units <= {CalendarUnit.MONTH} else 10
        return f"{day.isoformat()[:size]}~"

    return m.whole(value) if counts else []


# "Fifty years ago" means no day: from so many years on it means a year.
_LONG = 10
_YEARS = {CalendarUnit.YEAR: 1, CalendarUnit.DECADE: 10, CalendarUnit.CENTURY: 100}


def _long(counts: list[tuple[int, int]]) -> bool:
    return sum(n * _YEARS.get(CalendarUnit(u), 0) for n, u in counts) >= _LONG and all(
        u in _YEARS for _, u in counts
    )


def _last_date(scene: Scene, units: list[int]) -> str | None:
    """The date told last that is as exact as these units need, without its `~`; None if there is none."""
    if all(u in _YEARS for u in units):
        value = scene.previous_year
    elif all(
        u in _YEARS or u in (CalendarUnit.MONTH, CalendarUnit.QUARTER, CalendarUnit.HALF) for u in units
    ):
        value = scene.previous_month
    else:
        value = scene.previous.isoformat() if scene.previous else None
    return value.rstrip("~") if value else None


def moved_weekday(direction: int) -> Builder:
    """Monday two weeks from now: the weekday of the week that is meant."""

    def build(m: Match) -> list[FoundDate]:
        counts, w = counted(m), m.num("w") or 0

        def value(scene: Scene, _: int) -> str | None:
            day = scene.day
            for n, u in counts:
                day = day and moments.shift(day, direction * n, u) if n < 10000 else None
            day = day and moments.weekday_in_week(day, 0, w)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def unit(m: Match) -> list[FoundDate]:
    """Last week, this month, next year."""
    u, k = m.num("u") or CalendarUnit.DAY, m.num("k") or 0
    return m.whole(unit_from(u, k))


def unit_after_next(m: Match) -> list[FoundDate]:
    """The week after next."""
    return m.whole(unit_from(m.num("u") or CalendarUnit.DAY, 2))


def unit_before_last(m: Match) -> list[FoundDate]:
    """The week before last, l'avant-dernière semaine."""
    return m.whole(unit_from(m.num("u") or CalendarUnit.DAY, -2))


def unit_beside(m: Match) -> list[FoundDate]:
    """La semaine suivante, the previous month: counted from the date before it, else the document's."""
    u, k = m.num("u") or CalendarUnit.DAY, m.num("k") or 0
    if k == 0 and u != CalendarUnit.YEAR:
        return []  # "the same day" points back, and is no date

    def value(scene: Scene, _: int) -> str | None:
        last = _last_date(scene, [u])
        day = edtf.earliest(last) if last else scene.day if k else None
        return moments.unit_value(day, k, u) if day else None

    return m.whole(value)


def units(m: Match) -> list[FoundDate]:
    """The last two weeks, the next three months: counted from the document's day."""
    n, k, u = m.num("n") or 0, m.num("k") or -1, m.num("u") or CalendarUnit.DAY

    def value(scene: Scene, _: int) -> str | None:
        if scene.day is None or not 0 < n < 1000:
            return None
        if u in (CalendarUnit.QUARTER, CalendarUnit.HALF, CalendarUnit.DECADE, CalendarUnit.CENTURY):
            first, last = (
                moments.unit_value(scene.day, min(k, k * n), u),
                moments.unit_value(scene.day, max(k, k * n), u),
            )
            return _cover(first, last)
        step = 1 if k > 0 else -1
        near, far = moments.days(scene.day, step), moments.shift(scene.day, n * step, u)
        if near is None or far is None:
            return None
        return (
            moments.span(near, far)
            if k > 0
            else moments.span(far, near if u == CalendarUnit.DAY else scene.day)
        )

    return m.whole(value)


def _cover(first: str | None, last: str | None) -> str | None:
    low, high = first and edtf.earliest(first), last and edtf.latest(last)
    return moments.span(low, high) if low and high else None


def piece(m: Match) -> list[FoundDate]:
    """Beginning, middle or end of the week, month or year."""
    p, u, k = m.num("p") or 1, m.num("u") or CalendarUnit.MONTH, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        day = scene.day and moments.shift(scene.day, k, u)
        return moments.piece_value(day, u, p) if day else None

    return m.whole(value)


def shorthand(m: Match) -> list[FoundDate]:
    """EOM, EOY: the end of the month, of the year."""
    i = m.at("p")
    if i is None or not m.tokens.word(i).isupper():
        return []
    u = CalendarUnit.MONTH if "EOM" in m.tokens.classes[i] else CalendarUnit.YEAR

    def value(scene: Scene, _: int) -> str | None:
        return moments.piece_value(scene.day, u, moments.UnitPiece.END) if scene.day else None

    return m.whole(value)


def weekend(k: int) -> Builder:
    """The weekend that is k weeks from the document's."""

    def build(m: Match) -> list[FoundDate]:
        return m.whole(unit_from(CalendarUnit.WEEKEND, k))

    return build


def weekend_relative(m: Match) -> list[FoundDate]:
    """Last or next weekend."""
    return m.whole(unit_from(CalendarUnit.WEEKEND, m.num("k") or 0))


def the_weekend(m: Match) -> list[FoundDate]:
    """The weekend: the last one where its sentence tells of the past, else the one of this week."""

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return None
        back = scene.tense(i) < 0 and scene.day.weekday() < 5
        return moments.unit_value(scene.day, -1 if back else 0, CalendarUnit.WEEKEND)

    return m.whole(value)


def next_week(m: Match) -> list[FoundDate]:
    """La semaine qui suit."""
    return m.whole(unit_from(CalendarUnit.WEEK, 1))


def this_week(m: Match) -> list[FoundDate]:
    """Dans la semaine."""
    return m.whole(unit_from(CalendarUnit.WEEK, 0))
