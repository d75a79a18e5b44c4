"""What the patterns of both languages mean: builders from a match to dates.

A builder reads the groups of a match by their letter (see `core.GROUPS`) and knows nothing of the
language. One that needs the document's day gives a function of the scene.
"""

from __future__ import annotations

import datetime as dt

from archive import edtf
from archive.ingest.dates import feasts, moments
from archive.ingest.dates.core import (
    Builder,
    Found,
    Match,
    Part,
    Relative,
    Scene,
    full_year,
    interval_of,
    resolve,
)
from archive.ingest.dates.moments import Unit


def day_month(m: Match) -> list[Found]:
    """Day, month, perhaps weekday and year."""
    d, mo = m.num("d"), m.num("m")
    if d is None or mo is None:
        return []
    return m.whole(Part(m.year(), mo, d, m.num("w"), m.num("k") or 0))


def month_year(m: Match) -> list[Found]:
    """A month, perhaps with its year or "last", "next"."""
    return m.whole(Part(m.year(), m.num("m"), direction=m.num("k") or 0))


def month_of_year(m: Match) -> list[Found]:
    """A month of last, this or next year ("March last year")."""
    month, k = m.num("m"), m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        return moments.month_value(scene.year + k, month or 1) if scene.year else None

    return m.whole(value)


def day_of_year(m: Match) -> list[Found]:
    """Day and month of last, this or next year."""
    d, month, k = m.num("d") or 1, m.num("m") or 1, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.year and moments.date(scene.year + k, month, d)
        return day.isoformat() if day else None

    return m.whole(value)


def day_of_month(m: Match) -> list[Found]:
    """A day of last, this or next month."""
    d, k = m.num("d") or 1, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        return _same_month(scene, k, d)

    return m.whole(value)


def _same_month(scene: Scene, k: int, d: int) -> str | None:
    first = scene.day and moments.months(scene.day.replace(day=1), k)
    day = first and moments.date(first.year, first.month, d)
    return day.isoformat() if day else None


def days_of_month(m: Match) -> list[Found]:
    """From one day to another of last, this or next month."""
    a, b, k = m.num("d1") or 1, m.num("d2") or 1, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        first, last = _same_month(scene, k, a), _same_month(scene, k, b)
        return f"{first}/{last}" if first and last and first < last else None

    return m.whole(value)


def day_list(m: Match) -> list[Found]:
    """Several days of one month: each a date of its own."""
    start, end = m.found.span("days")
    month, year, k = m.num("m"), m.year(), m.num("k") or 0
    found: list[Found] = []
    weekday: int | None = None
    first: int | None = None
    for i in range(start, end):
        w = m.tokens.value(i, "WEEKDAY")
        d = m.tokens.value(i, "DAY", "ORD", "SORD", "SDAY")
        if w is not None:
            weekday, first = w, i
        elif d is not None:
            found.append(Found(first if first is not None else i, i + 1, Part(year, month, d, weekday, k)))
            weekday = first = None
    if found:
        if m.found.start() < start:
            found[0].start = m.found.start()
        if m.found.end() > end:
            found[-1].end = m.found.end()
    return found


def day_range(m: Match) -> list[Found]:
    """From one day to another of one month."""
    month, year = m.num("m"), m.year()
    a, b = m.num("d1"), m.num("d2")
    if a is None or b is None or month is None:
        return []
    direction = m.num("k") or 0
    left = Part(year, month, a, m.num("w1"), direction)
    right = Part(year, month, b, m.num("w2"), direction)
    if a > b:
        return []
    return m.whole(interval_of(left, right))


def year(m: Match) -> list[Found]:
    """A year alone."""
    return m.part("y", Part(m.year()))


def whole_year(m: Match) -> list[Found]:
    """A year with the words that belong to it."""
    return m.whole(Part(m.year()))


def year_list(m: Match) -> list[Found]:
    """Several years, each a date of its own."""
    return [Found(i, i + 1, Part(y)) for i, y in m.values(*m.found.span(), "YEAR")]


def season_years(m: Match) -> list[Found]:
    """2015-16: from a year to the next."""
    pair = m.pair("x", "SPAN")
    return m.whole(f"{pair[0]:04d}/{pair[0] + 1:04d}" if pair else None)


def full(m: Match) -> list[Found]:
    """2017-02-08 and the like."""
    return m.whole(Part(*m.pair("x", "FULL")))


def year_month(m: Match) -> list[Found]:
    """2017-02, 02/2017."""
    return m.whole(Part(*m.pair("x", "YM")))


def numeric(day_first: bool) -> Builder:
    """Day, month and year in figures, in the language's order unless only the other one is a date."""

    def build(m: Match) -> list[Found]:
        a, b, y = m.pair("x", "DMY")
        d, mo = (a, b) if (day_first and b <= 12) or a > 12 else (b, a)
        return m.whole(Part(full_year(y), mo, d, m.num("w")) if mo <= 12 and d <= 31 else None)

    return build


def numeric_pair(day_first: bool) -> Builder:
    """Day and month in figures, where the words before or the figures themselves say it is no share."""

    def build(m: Match) -> list[Found]:
        a, b = m.pair("x", "PAIR", "DOTTED")
        d, mo = (a, b) if (day_first and b <= 12) or a > 12 else (b, a)
        if mo > 12 or d > 31 or not (m.has("w") or m.has("y") or _no_share(m)):
            return []
        return m.whole(Part(m.year(), mo, d, m.num("w")))

    return build


def _no_share(m: Match) -> bool:
    """Whether 3/12 is a day: after "on" or "du", alone in its line, beside another, with a zero or a 13."""
    i = m.at("x")
    if i is None:
        return False
    known, word = m.tokens.classes, m.tokens.word(i)
    before = known[i - 1] if i else {"BREAK": None}
    after = known[i + 1] if i + 1 < len(known) else {"BREAK": None}
    if word == "24/7":
        return False
    if "POINTING" in before or "0" in (word[0], word.partition("/")[2][:1]):
        return True
    if "BREAK" in before and "BREAK" in after:
        return i == 0 or max(m.pair("x", "PAIR")) > 12
    if "DASH" in before or "DASH" in after:
        return True
    return max(m.pair("x", "PAIR", "DOTTED")) > 12


def spaced(m: Match) -> list[Found]:
    """20 02 2014."""
    d, mo = m.num("d"), m.num("m")
    return m.whole(Part(m.year(), mo, d)) if d and mo else []


def offset(m: Match) -> list[Found]:
    """Today, yesterday, the day after tomorrow."""
    n = m.num("r") or 0
    more = m.num("n") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day and moments.days(scene.day, n + (more if n >= 0 else -more))
        return day.isoformat() if day else None

    return m.whole(value)


def fixed_offset(n: int) -> Builder:
    """So many days from the document's day."""

    def build(m: Match) -> list[Found]:
        def value(scene: Scene, i: int) -> str | None:
            day = scene.day and moments.days(scene.day, n)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def weekday(m: Match) -> list[Found]:
    """A weekday alone: by the tense of its sentence the last or the next one."""
    w = m.num("w") or 0

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return None
        return weekday_near(scene.day, w, scene.tense(i)).isoformat()

    return m.whole(value)


def weekday_near(day: dt.date, w: int, tense: int) -> dt.date:
    """Today, the last such weekday, or with the future the next one."""
    if day.weekday() == w:
        return day
    return moments.next_weekday(day, w) if tense > 0 else moments.last_weekday(day, w, today=True)


def this_weekday(m: Match) -> list[Found]:
    """Ce lundi, this Friday: the nearest, the last one unless the sentence looks ahead."""
    w = m.num("w") or 0

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return None
        return weekday_near(scene.day, w, scene.tense(i)).isoformat()

    return m.whole(value)


def weekday_of_week(m: Match) -> list[Found]:
    """Friday of next week; this Friday where the week is meant."""
    w, k = m.num("w") or 0, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day and moments.weekday_in_week(scene.day, k, w)
        return day.isoformat() if day else None

    return m.whole(value)


def coming_weekday(m: Match) -> list[Found]:
    """Vendredi prochain, vendredi dernier: the next or the last one, never today."""
    w, k = m.num("w") or 0, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return None
        if k < 0:
            return moments.last_weekday(scene.day, w).isoformat()
        return moments.next_weekday(scene.day, w).isoformat()

    return m.whole(value)


def weekday_in(m: Match) -> list[Found]:
    """Mercredi en huit, lundi en quinze: one or two weeks after the next one."""
    w, weeks = m.num("w") or 0, {8: 1, 15: 2}.get(m.num("n") or 0)

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None or weeks is None:
            return None
        first = moments.next_weekday(scene.day - dt.timedelta(days=1), w)
        return (first + dt.timedelta(days=7 * weeks)).isoformat()

    return m.whole(value) if weeks else []


def weekday_after_next(m: Match) -> list[Found]:
    """Friday after next."""
    w = m.num("w") or 0

    def value(scene: Scene, i: int) -> str | None:
        return (moments.next_weekday(scene.day, w) + dt.timedelta(days=7)).isoformat() if scene.day else None

    return m.whole(value)


def counted_weekday(m: Match) -> list[Found]:
    """Three Fridays from now, two Thursdays ago."""
    w, n, k = m.num("w") or 0, m.num("n") or 1, m.num("k") or 1

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None or n > 500:
            return None
        first = moments.next_weekday(scene.day, w) if k > 0 else moments.last_weekday(scene.day, w)
        day = moments.days(first, 7 * (n - 1) * k)
        return day.isoformat() if day else None

    return m.whole(value)


def weekday_day(m: Match) -> list[Found]:
    """Tuesday the 19th: day and weekday fix the month."""
    return m.whole(Part(day=m.num("d"), weekday=m.num("w"), direction=m.num("k") or 0))


def unit(m: Match) -> list[Found]:
    """Last week, this month, next year."""
    u, k = m.num("u") or Unit.DAY, m.num("k") or 0
    return m.whole(unit_from(u, k))


def unit_from(u: int, k: int) -> Relative:
    """The unit that is k units from the document's."""

    def value(scene: Scene, i: int) -> str | None:
        if scene.day:
            return moments.unit_value(scene.day, k, u)
        if scene.year and u in (Unit.YEAR, Unit.DECADE, Unit.CENTURY):
            return moments.unit_value(dt.date(scene.year, 1, 1), k, u)
        if scene.year and scene.month and u in (Unit.MONTH, Unit.QUARTER, Unit.HALF):
            return moments.unit_value(dt.date(scene.year, scene.month, 1), k, u)
        return None

    return value


def this_unit(m: Match) -> list[Found]:
    """The week, the year: the one that the document stands in."""
    return m.whole(unit_from(m.num("u") or Unit.DAY, 0))


def unit_after_next(m: Match) -> list[Found]:
    """The week after next."""
    return m.whole(unit_from(m.num("u") or Unit.DAY, 2))


def units(m: Match) -> list[Found]:
    """The last two weeks, the next three months: counted from the document's day."""
    n, k, u = m.num("n") or 0, m.num("k") or -1, m.num("u") or Unit.DAY

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None or not 0 < n < 1000:
            return None
        if u in (Unit.QUARTER, Unit.HALF, Unit.DECADE, Unit.CENTURY):
            first, last = (
                moments.unit_value(scene.day, min(k, k * n), u),
                moments.unit_value(scene.day, max(k, k * n), u),
            )
            return _cover(first, last)
        step = 1 if k > 0 else -1
        near, far = moments.days(scene.day, step), moments.shift(scene.day, n * step, u)
        if near is None or far is None:
            return None
        return moments.span(near, far) if k > 0 else moments.span(far, near if u == Unit.DAY else scene.day)

    return m.whole(value)


def _cover(first: str | None, last: str | None) -> str | None:

    low, high = first and edtf.earliest(first), last and edtf.latest(last)
    return moments.span(low, high) if low and high else None


def _counts(m: Match) -> list[tuple[int, int]]:
    """(number, unit) of every "2 years", "three weeks" in the match's group `t`."""
    start, end = m.span("t")
    out: list[tuple[int, int]] = []
    n: int | None = None
    working = False
    for i in range(start, end):
        number = m.tokens.value(i, "COUNT", "CARD", "GLUED_COUNT", "ONE")
        u = m.tokens.value(i, "UNIT", "UNITS")
        working = working or "WORKING" in m.tokens.classes[i]
        if u is not None and n is not None:
            out.append((n, Unit.WORKDAY if working and u == Unit.DAY else u))
            n = None
        elif number is not None:
            n = number
    return out


def moved(direction: int, from_previous: bool = False) -> Builder:
    """Two years ago, in three weeks; `from_previous`: later, after, from the date before it."""

    def build(m: Match) -> list[Found]:
        counts = _counts(m)

        def value(scene: Scene, i: int) -> str | None:
            day = (scene.previous if from_previous else None) or scene.day
            for n, u in counts:
                day = day and moments.shift(day, direction * n, u) if n < 10000 else None
            if day is None:
                return None
            exact = all(u in (Unit.DAY, Unit.WORKDAY) for _, u in counts) or from_previous
            return day.isoformat() if exact else f"{day.isoformat()}~"

        return m.whole(value) if counts else []

    return build


def moved_weekday(direction: int) -> Builder:
    """Monday two weeks from now: the weekday of the week that is meant."""

    def build(m: Match) -> list[Found]:
        counts, w = _counts(m), m.num("w") or 0

        def value(scene: Scene, i: int) -> str | None:
            day = scene.day
            for n, u in counts:
                day = day and moments.shift(day, direction * n, u) if n < 10000 else None
            day = day and moments.weekday_in_week(day, 0, w)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def season(m: Match) -> list[Found]:
    """A season with its year, or last, this, next."""
    s, y, k = m.num("s") or 21, m.year(), m.num("k")
    if y is not None:
        return m.whole(f"{y:04d}-{s}")

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return f"{scene.year + (k or 0):04d}-{s}" if scene.year and s != 24 else None
        return season_near(scene.day, s, k or 0)

    return m.whole(value)


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


def quarter(m: Match) -> list[Found]:
    """A quarter (`q`, or `o` with a unit), of a year or of the document's."""
    return _fraction(m, m.num("q") or m.num("o") or 0, 4, 32)


def half(m: Match) -> list[Found]:
    """A half of a year."""
    return _fraction(m, m.num("h") or m.num("o") or 0, 2, 39)


def _fraction(m: Match, n: int, of: int, code: int) -> list[Found]:
    y, k = m.year(), m.num("k") or 0
    if n < 0:
        n = of
    if not 1 <= n <= of:
        return []
    if y is not None:
        return m.whole(f"{y:04d}-{code + n}")

    def value(scene: Scene, i: int) -> str | None:
        return f"{scene.year + k:04d}-{code + n}" if scene.year else None

    return m.whole(value)


def decade(m: Match) -> list[Found]:
    """The 1990s, les années 90."""
    c = m.num("c")
    if c is None:
        c = m.num("y")
    if c is None or c % 10:
        return []
    c = c if c >= 100 else (2000 if c <= 20 else 1900) + c
    return m.whole(f"{c // 10:03d}X")


def century(m: Match) -> list[Found]:
    """The 19th century."""
    n = m.num("o")
    return m.whole(f"{n - 1:02d}XX") if n and 1 <= n <= 30 else []


def week_number(m: Match) -> list[Found]:
    """Week 31 (of 2018)."""
    n, y, k = m.num("n") or nth(m), m.year(), m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
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


def week_of_day(m: Match) -> list[Found]:
    """The week of 6 October."""
    part = Part(m.year(), m.num("m"), m.num("d"))

    def value(scene: Scene, i: int) -> str | None:

        said = resolve(part, scene, i)
        day = edtf.earliest(said) if said else None
        return moments.week_value(day) if day else None

    return m.whole(value)


def week_of_month(m: Match) -> list[Found]:
    """The first week of January 2015: the one with its first Thursday, as ISO counts; last: the last whole one."""
    n, month, y = nth(m), m.num("m") or 1, m.year()

    def value(scene: Scene, i: int) -> str | None:

        said = resolve(Part(y, month), scene, i)
        if not said or said.startswith("X"):
            return None
        thursday = moments.nth_weekday(int(said[:4]), month, n, 3)
        return moments.week_value(thursday) if thursday else None

    return m.whole(value)


def day_of_unit(m: Match) -> list[Found]:
    """The third day of October, the last day of the month."""
    n, month, y = nth(m), m.num("m"), m.year()
    k = m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:

        said = (
            resolve(Part(y, month), scene, i)
            if month
            else scene.day and moments.unit_value(scene.day, k, Unit.MONTH)
        )
        first, last = (edtf.earliest(said), edtf.latest(said)) if said else (None, None)
        if not first or not last:
            return None
        day = moments.days(first, n - 1) if n > 0 else moments.days(last, n + 1)
        return day.isoformat() if day and first <= day <= last else None

    return m.whole(value)


def nth_weekday(m: Match) -> list[Found]:
    """The first Friday of July; of this, last, next month."""
    n, w, month, y, k = nth(m), m.num("w") or 0, m.num("m"), m.year(), m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:

        if month:
            said = resolve(Part(y, month), scene, i)
        else:
            said = scene.day and moments.unit_value(scene.day, k, Unit.MONTH)
        if not said or said.startswith("X"):
            return None
        day = moments.nth_weekday(int(said[:4]), int(said[5:7]), n, w)
        return day.isoformat() if day else None

    return m.whole(value)


def months_of_year(m: Match) -> list[Found]:
    """The last four months of 2021."""
    n, k, y, u = m.num("n") or 1, m.num("k") or -1, m.year() or 0, m.num("u")
    if u != Unit.MONTH or not 1 <= n <= 12 or not y:
        return []
    low, high = (1, n) if k > 0 else (13 - n, 12)
    return m.whole(f"{moments.month_value(y, low)}/{moments.month_value(y, high)}")


def piece(m: Match) -> list[Found]:
    """Beginning, middle or end of the week, month or year."""
    p, u, k = m.num("p") or 1, m.num("u") or Unit.MONTH, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day and moments.shift(scene.day, k, u)
        return moments.piece_value(day, u, p) if day else None

    return m.whole(value)


def fortnight(m: Match) -> list[Found]:
    """La première quinzaine d'avril."""
    n, month, y = m.num("o") or 1, m.num("m") or 1, m.year()

    def value(scene: Scene, i: int) -> str | None:

        said = resolve(Part(y, month), scene, i)
        first, last = (edtf.earliest(said), edtf.latest(said)) if said else (None, None)
        if not first or not last:
            return None
        return (
            moments.span(first, first.replace(day=14))
            if n == 1
            else moments.span(first.replace(day=15), last)
        )

    return m.whole(value)


def shifted(direction: int) -> Builder:
    """Three days after 12 January: group `t` counted from the date in the other groups."""

    def build(m: Match) -> list[Found]:
        counts = _counts(m)
        d, month, f, y = m.num("d"), m.num("m"), m.num("f"), m.year()

        def value(scene: Scene, i: int) -> str | None:

            if f is not None:
                said = feasts.value(f, y) if y else scene.day and feasts.near(f, scene.day, 0, 1)
            else:
                said = resolve(Part(y, month, d), scene, i)
            day = edtf.earliest(said) if said else None
            for n, u in counts:
                day = day and moments.shift(day, direction * n, u)
            return day.isoformat() if day else None

        return m.whole(value) if counts else []

    return build


def bare_month(m: Match) -> list[Found]:
    """A month alone, written as its language writes it."""
    return m.part("m", Part(month=m.num("m")))


def doubtful_month(m: Match) -> list[Found]:
    """A month that is a word or a name as well: capital, and no "May and Cazeneuve's", no "March's"."""
    i = m.at("m")
    if i is None or not m.tokens.word(i)[0].isupper():
        return []
    after = [m.tokens.classes[j] for j in range(i + 1, min(i + 3, len(m.tokens.classes)))]
    if after and ("APOS" in after[0] or ("AND" in after[0] and len(after) > 1 and "CAP" in after[1])):
        return []
    return m.part("m", Part(month=m.num("m")))


def short_weekday(m: Match) -> list[Found]:
    """A shortened weekday that is the whole text; elsewhere it is a word more often than a day."""
    return weekday(m) if len(m.tokens.classes) == 1 else []


def nothing(m: Match) -> list[Found]:
    """What looks like a date and is none: it takes its tokens and says nothing."""

    def value(scene: Scene, i: int) -> str | None:
        return None

    return m.whole(value)


def unit_beside(m: Match) -> list[Found]:
    """La semaine suivante, the previous month: counted from the date before it, else the document's."""
    u, k = m.num("u") or Unit.DAY, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.previous or scene.day
        return moments.unit_value(day, k, u) if day else None

    return m.whole(value)


def weekday_beside(m: Match) -> list[Found]:
    """Le vendredi suivant: counted from the date before it, else the document's."""
    w, k = m.num("w") or 0, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.previous or scene.day
        if day is None:
            return None
        return (moments.last_weekday(day, w) if k < 0 else moments.next_weekday(day, w)).isoformat()

    return m.whole(value)


def day_beyond(m: Match) -> list[Found]:
    """The day after tomorrow, the day before yesterday."""
    n = 2 * (m.num("r") or 0)

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day and moments.days(scene.day, n)
        return day.isoformat() if day else None

    return m.whole(value)


def next_day(n: int) -> Builder:
    """The day after or before the date that was told last, else the document's."""

    def build(m: Match) -> list[Found]:
        def value(scene: Scene, i: int) -> str | None:
            start = scene.previous or scene.day
            day = start and moments.days(start, n)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def _said(m: Match) -> Part | None:
    part = Part(m.year(), m.num("m"), m.num("d"), m.num("w"))
    return part if part.year or (part.month and part.day) or part.month else None


def _open(m: Match, text: str, step: int) -> list[Found]:
    """An open range: `text` with the date in it, a month or year moved by `step` to leave it out."""
    part = _said(m)
    if part is None:
        return []

    def value(scene: Scene, i: int) -> str | None:
        said = resolve(part, scene, i)
        if said is None or said.startswith("X"):
            return None
        bare = said.rstrip("~")
        if step and len(bare) == 4:
            bare = moments.year_value(int(bare) + step)
        elif step and len(bare) == 7:
            day = moments.months(dt.date(int(bare[:4]), int(bare[5:]), 1), step)
            bare = moments.month_value(day.year, day.month) if day else bare
        return text.format(bare + said[len(said.rstrip("~")) :])

    return m.whole(value)


def before(m: Match) -> list[Found]:
    """Before June 2015: up to the month, year or day named."""
    return _open(m, "../{}", -1)


def after(m: Match) -> list[Found]:
    """After June 2015: from the month or year that follows; from the day named."""
    return _open(m, "{}/..", 1)


def starting(m: Match) -> list[Found]:
    """From 8 March on."""
    return _open(m, "{}/..", 0)


def feast_of(code: int) -> Builder:
    """A feast whose name is the pattern's."""

    def build(m: Match) -> list[Found]:
        return _feast(m, code)

    return build


def feast(m: Match) -> list[Found]:
    """A feast that is one word, of its year, the last or next one, or the nearest."""
    f = m.num("f")
    return [] if f is None else _feast(m, f)


def _feast(m: Match, f: int) -> list[Found]:
    y, k = m.year(), m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        if y is not None:
            return feasts.value(f, y)
        if scene.day is None:
            return feasts.value(f, scene.year + k) if scene.year else None
        return feasts.near(f, scene.day, k, scene.tense(i))

    return m.whole(value)


def day_shifted(n: int) -> Builder:
    """The day after or before the date that is named."""

    def build(m: Match) -> list[Found]:
        part = _said(m)

        def value(scene: Scene, i: int) -> str | None:
            said = part and resolve(part, scene, i)
            start = said and edtf.earliest(said)
            day = start and moments.days(start, n)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def weekday_next_week(m: Match) -> list[Found]:
    """Mardi de la semaine d'après."""
    w = m.num("w") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day and moments.weekday_in_week(scene.day, 1, w)
        return day.isoformat() if day else None

    return m.whole(value)


def weekend(k: int) -> Builder:
    """The weekend that is k weeks from the document's."""

    def build(m: Match) -> list[Found]:
        return m.whole(unit_from(Unit.WEEKEND, k))

    return build


def weekend_relative(m: Match) -> list[Found]:
    """Last or next weekend."""
    return m.whole(unit_from(Unit.WEEKEND, m.num("k") or 0))


def starting_day(m: Match) -> list[Found]:
    """À partir du 8."""
    part = Part(day=m.num("d"), direction=1)

    def value(scene: Scene, i: int) -> str | None:
        said = resolve(part, scene, i)
        return f"{said}/.." if said else None

    return m.whole(value)


def alone_feast(m: Match) -> list[Found]:
    """A feast that is the whole text."""
    size = m.found.end() - m.found.start()
    return feast(m) if size == len(m.tokens.starts) else []


def nth(m: Match) -> int:
    """The number of an ordinal; "third last" counts from the end."""
    n = m.num("o") or 1
    return -n if m.has("z") and n > 0 else n


def shifted_offset(m: Match) -> list[Found]:
    """Two days after today."""
    counts, r = _counts(m), m.num("r") or 0

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day and moments.days(scene.day, r)
        for n, u in counts:
            day = day and moments.shift(day, n, u)
        return day.isoformat() if day else None

    return m.whole(value) if counts else []


def the_weekend(m: Match) -> list[Found]:
    """The weekend: the last one where its sentence tells of the past, else the one of this week."""

    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return None
        back = scene.tense(i) < 0 and scene.day.weekday() < 5
        return moments.unit_value(scene.day, -1 if back else 0, Unit.WEEKEND)

    return m.whole(value)


def next_week(m: Match) -> list[Found]:
    """La semaine qui suit."""
    return m.whole(unit_from(Unit.WEEK, 1))


def this_week(m: Match) -> list[Found]:
    """Dans la semaine."""
    return m.whole(unit_from(Unit.WEEK, 0))


def tight_day_month(m: Match) -> list[Found]:
    """31/Oct/1974: day and month that touch; "13 - July" is no date."""
    start, end = m.found.span()
    ends, starts = m.tokens.ends, m.tokens.starts
    if any(ends[i] != starts[i + 1] for i in range(start, end - 1)):
        return []
    return day_month(m)


def month_relative(m: Match) -> list[Found]:
    """Last October; "this may" is no month."""
    i = m.at("m")
    if i is None or ("DOUBTFUL" in m.tokens.classes[i] and not m.tokens.word(i)[0].isupper()):
        return []
    return month_year(m)


def within(m: Match) -> list[Found]:
    """Within ten months: from the document's day on."""
    counts = _counts(m)

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day
        for n, u in counts:
            day = day and moments.shift(day, n, u)
        return moments.span(scene.day, day) if scene.day and day else None

    return m.whole(value) if counts else []


def rest(m: Match) -> list[Found]:
    """The rest of the week: from the document's day to the unit's last."""
    u, k = m.num("u") or Unit.WEEK, m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        said = scene.day and moments.unit_value(scene.day, k, u)
        last = edtf.latest(said) if said else None
        return moments.span(scene.day, last) if scene.day and last and last >= scene.day else None

    return m.whole(value)


def shorthand(m: Match) -> list[Found]:
    """EOM, EOY: the end of the month, of the year."""
    i = m.at("p")
    if i is None or not m.tokens.word(i).isupper():
        return []
    u = Unit.MONTH if "EOM" in m.tokens.classes[i] else Unit.YEAR

    def value(scene: Scene, i: int) -> str | None:
        return moments.piece_value(scene.day, u, moments.Piece.END) if scene.day else None

    return m.whole(value)


def feast_of_year(code: int) -> Builder:
    """A feast of last, this or next year."""

    def build(m: Match) -> list[Found]:
        k = m.num("k") or 0

        def value(scene: Scene, i: int) -> str | None:
            return feasts.value(code, scene.year + k) if scene.year else None

        return m.whole(value)

    return build


def tight_month(m: Match) -> list[Found]:
    """2016- 11, 11 -2016: month and year in figures that touch the dash on one side."""
    start = m.found.start()
    ends, starts = m.tokens.ends, m.tokens.starts
    if ends[start] != starts[start + 1] and ends[start + 1] != starts[start + 2]:
        return []
    return month_year(m)


def feast_in(m: Match) -> list[Found]:
    """Easter in three years: the first one after the day that is so far away."""
    counts, f = _counts(m), m.num("f")

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day
        for n, u in counts:
            day = day and moments.shift(day, n, u)
        return feasts.near(f, day, 1, 0) if f is not None and day else None

    return m.whole(value) if counts else []


def lasting(m: Match) -> list[Found]:
    """Three days from 20 December: as many units, the first day included."""
    counts, part, r = _counts(m), _said(m), m.num("r")
    k, w = m.num("k"), m.num("w")

    def value(scene: Scene, i: int) -> str | None:
        if r is not None:
            first = scene.day and moments.days(scene.day, r)
        elif part and (part.month or part.year):
            said = resolve(part, scene, i)
            first = edtf.earliest(said) if said else None
        else:
            first = scene.day and moments.weekday_in_week(scene.day, k or 0, w or 0)
        last = first
        for n, u in counts:
            last = last and moments.shift(last, n, u)
        last = last and moments.days(last, -1)
        return moments.span(first, last) if first and last and first <= last else None

    return m.whole(value) if counts else []


def starting_figures(day_first: bool) -> Builder:
    """1/1/2016 and later."""
    said = numeric(day_first)

    def build(m: Match) -> list[Found]:
        found = said(m)

        def value(scene: Scene, i: int) -> str | None:
            what = found[0].what
            day = resolve(what, scene, i) if isinstance(what, Part) else None
            return f"{day}/.." if day else None

        return m.whole(value) if found else []

    return build


def month_alone(m: Match) -> list[Found]:
    """A month that is the whole text."""
    return month_year(m) if len(m.tokens.starts) == m.found.end() - m.found.start() else []
