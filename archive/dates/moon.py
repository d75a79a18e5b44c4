"""New moons, for the feasts that follow the moon (Meeus, Astronomical Algorithms, chapter 49)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from math import radians, sin

# Hours from Greenwich, and the hour of the day after which a new moon counts for the next day: in
# Mecca the sunset that ends the day, in Beijing midnight.
_MECCA, _SUNSET = 3.0, 18.0
_BEIJING = 8.0


@lru_cache(maxsize=1024)
def new_moon(lunation: int) -> dt.datetime:
    """The moment (Greenwich) of a new moon, counted from the first of the year 2000; right to minutes."""
    k = float(lunation)
    t = k / 1236.85
    e = 1 - 0.002516 * t
    sun = radians(2.5534 + 29.1053567 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    day = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    day += -0.4072 * sin(moon) + 0.17241 * e * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    day += 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun) + 0.00208 * e * e * sin(2 * sun)
    day += -0.00111 * sin(moon - 2 * node) - 0.00057 * sin(moon + 2 * node)
    # Julian day 1721425.5 is 1 January of the year 1.
    return dt.datetime(1, 1, 1) + dt.timedelta(days=day - 1721425.5)


def _lunations(year: int) -> range:
    first = int((year - 2000) * 12.3685) - 2
    return range(first, first + 17)


def islamic_months(year: int) -> list[tuple[int, dt.date]]:
    """(month, first day) of the Islamic months that touch a civil year, as the moon over Mecca begins them.

    A month begins with the sunset after the new moon; its first day is the one after. Sightings differ
    by a day.
    """
    out = []
    for lunation in _lunations(year):
        local = new_moon(lunation) + dt.timedelta(hours=_MECCA)
        late = local.hour + local.minute / 60 >= _SUNSET
        first = local.date() + dt.timedelta(days=2 if late else 1)
        # The new moon of 6 January 2000 began Shawwal, the tenth month.
        out.append(((lunation + 9) % 12 + 1, first))
    return out


def chinese_new_year(year: int) -> dt.date | None:
    """The new moon in Beijing between 21 January and 20 February."""
    for lunation in _lunations(year):
        day = (new_moon(lunation) + dt.timedelta(hours=_BEIJING)).date()
        if dt.date(year, 1, 21) <= day <= dt.date(year, 2, 20):
            return day
    return None
