"""Open ranges and stretches of time: before, after, within, for three days from."""

from __future__ import annotations

import datetime as dt

from archive import edtf
from archive.dates import moments
from archive.dates.core import Builder, FoundDate, Match, PartialDate, Scene
from archive.dates.moments import CalendarUnit
from archive.dates.resolve import resolve
from archive.dates.rules.common import counted, told
from archive.dates.rules.days import numeric
from archive.dates.verbs import Tense


def _open(m: Match, text: str, step: int) -> list[FoundDate]:
    """An open range: `text` with the date in it, a month or year moved by `step` to leave it out."""
    part = told(m)
    if part is None:
        return []
    # The tense is asked of the date itself, so that the word before it counts: before 3 March.
    own = min((i for g in "wdmy" if (i := m.at(g)) is not None), default=None)

    def value(scene: Scene, i: int) -> str | None:
        date = resolve(part, scene, i if own is None else own)
        if date is None or date.startswith("X"):
            return date  # EDTF has no range whose end lacks its year
        bare = date.rstrip("~")
        if step and len(bare) == 4:
            bare = moments.year_value(int(bare) + step)
        elif step and len(bare) == 7:
            day = moments.months(dt.date(int(bare[:4]), int(bare[5:]), 1), step)
            bare = moments.month_value(day.year, day.month) if day else bare
        return text.format(bare + date[len(date.rstrip("~")) :])

    return m.whole(value)


def before(m: Match) -> list[FoundDate]:
    """Before June 2015: up to the month, year or day named."""
    return _open(m, "../{}", -1)


def after(m: Match) -> list[FoundDate]:
    """After June 2015: from the month or year that follows; from the day named."""
    return _open(m, "{}/..", 1)


def starting(m: Match) -> list[FoundDate]:
    """From 8 March on."""
    return _open(m, "{}/..", 0)


def starting_day(m: Match) -> list[FoundDate]:
    """À partir du 8."""
    part = PartialDate(day=m.num("d"), direction=1)

    def value(scene: Scene, i: int) -> str | None:
        date = resolve(part, scene, i)
        return f"{date}/.." if date else None

    return m.whole(value)


def starting_figures(day_first: bool) -> Builder:
    """1/1/2016 and later."""
    figures = numeric(day_first)

    def build(m: Match) -> list[FoundDate]:
        found = figures(m)

        def value(scene: Scene, i: int) -> str | None:
            what = found[0].what
            day = resolve(what, scene, i) if isinstance(what, PartialDate) else None
            return f"{day}/.." if day else None

        return m.whole(value) if found else []

    return build


def within(m: Match) -> list[FoundDate]:
    """Within ten months: from the document's day on."""
    counts = counted(m)

    def value(scene: Scene, i: int) -> str | None:
        day = scene.day if scene.tense(i) is not Tense.PAST else None  # all gone within ten days
        for n, u in counts:
            day = day and moments.shift(day, n, u)
        return moments.span(scene.day, day) if scene.day and day else None

    return m.whole(value) if counts else []


def rest(m: Match) -> list[FoundDate]:
    """The rest of the week: from the document's day to the unit's last."""
    u, k = m.num("u") or CalendarUnit.WEEK, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        date = scene.day and moments.unit_value(scene.day, k, u)
        last = edtf.latest(date) if date else None
        return moments.span(scene.day, last) if scene.day and last and last >= scene.day else None

    return m.whole(value)


def lasting(m: Match) -> list[FoundDate]:
    """Three days from 20 December: as many units, the first day included."""
    counts, part, r = counted(m), told(m), m.num("r")
    k, w = m.num("k"), m.num("w")

    def value(scene: Scene, i: int) -> str | None:
        if r is not None:
            first = scene.day and moments.days(scene.day, r)
        elif part and (part.month or part.year):
            date = resolve(part, scene, i)
            first = edtf.earliest(date) if date else None
        else:
            first = scene.day and moments.weekday_in_week(scene.day, k or 0, w or 0)
        last = first
        for n, u in counts:
            last = last and moments.shift(last, n, u)
        last = last and moments.days(last, -1)
        return moments.span(first, last) if first and last and first <= last else None

    return m.whole(value) if counts else []
