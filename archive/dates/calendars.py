"""Days of other calendars, by well-kept libraries: the Islamic months, the Hindu, Sikh and Parsi feasts."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from archive.dates import moon

# The civil years that the calendar of Umm al-Qura covers whole: hijridate has 1343 to 1500 of the Hijra.
_UMM_AL_QURA = range(1926, 2077)


# The civil years for which `holidays` has the feasts of the Hindu calendar.
_HINDU = range(2001, 2036)


@lru_cache(maxsize=512)
def islamic_months(year: int) -> tuple[tuple[int, dt.date], ...]:
    """(month, first day) of the Islamic months that touch a civil year, and the first after them.

    By the calendar of Umm al-Qura, before and after its tables by the new moon over Mecca. Sightings differ
    by a day.
    """
    if year not in _UMM_AL_QURA:
        return tuple(moon.islamic_months(year))
    from hijridate import Gregorian, Hijri

    first = Gregorian(year, 1, 1).to_hijri()
    count = first.year * 12 + first.month - 1
    return tuple(
        (month % 12 + 1, Hijri(month // 12, month % 12 + 1, 1).to_gregorian())
        for month in range(count, count + 14)
    )


@lru_cache(maxsize=512)
def indian_days(year: int) -> dict[str, dt.date]:
    """The first day of each feast that India keeps in a civil year, by its name in `holidays`; or none."""
    if year not in _HINDU:
        return {}
    from holidays import country_holidays

    out: dict[str, dt.date] = {}
    kept = country_holidays("IN", years=year, categories=("public", "optional"), language="en_IN")
    for day, names in sorted(kept.items()):
        for name in names.split("; "):
            out.setdefault(name, day)
    return out
