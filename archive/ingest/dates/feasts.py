"""Feasts that texts date by: fixed days, days counted from Easter, days of other calendars."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from archive.ingest.dates import moments, moon

# (month, day) of fixed feasts; the numbers are what the lexicons give.
NEW_YEAR, EPIPHANY, VALENTINE, PATRICK, MAY_DAY, VICTORY, BASTILLE, ASSUMPTION = range(1, 9)
HALLOWEEN, ALL_SAINTS, ARMISTICE, CHRISTMAS_EVE, CHRISTMAS, NEW_YEAR_EVE, WOMEN, INDEPENDENCE = range(9, 17)
EASTER, GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, PENTECOST, WHIT_MONDAY, PALM_SUNDAY = range(17, 24)
MAUNDY_THURSDAY, ASH_WEDNESDAY, SHROVE_TUESDAY, LENT, HOLY_SATURDAY = range(24, 29)
THANKSGIVING, BLACK_FRIDAY, KING_DAY, LABOR_DAY, MEMORIAL_DAY = range(29, 34)
RAMADAN, EID_FITR, EID_ADHA, ISLAMIC_NEW_YEAR, ASHURA = range(34, 39)
PASSOVER, ROSH_HASHANAH, YOM_KIPPUR, HANUKKAH, SHAVUOT, SUKKOT, PURIM = range(39, 46)
REFUGEE_DAY, MIGRANTS_DAY, HUMAN_RIGHTS_DAY, BOXING_DAY, EARTH_DAY, APRIL_FOOLS, ALL_SOULS = range(46, 53)
ORTHODOX_EASTER, CLEAN_MONDAY, LAZARUS_SATURDAY, GREAT_LENT, NOWRUZ, KINGSDAY, NIGHT_OF_POWER = range(53, 60)
NIGHT_JOURNEY, CHINESE_NEW_YEAR, SIMCHAT_TORAH, HOLOCAUST_DAY, TU_BISHVAT = range(60, 65)

_FIXED = {
    NEW_YEAR: (1, 1), EPIPHANY: (1, 6), VALENTINE: (2, 14), WOMEN: (3, 8), PATRICK: (3, 17), APRIL_FOOLS: (4, 1),
    EARTH_DAY: (4, 22), NOWRUZ: (3, 20), MAY_DAY: (5, 1), VICTORY: (5, 8), REFUGEE_DAY: (6, 20), INDEPENDENCE: (7, 4),
    BASTILLE: (7, 14), ASSUMPTION: (8, 15), HALLOWEEN: (10, 31), ALL_SAINTS: (11, 1), ALL_SOULS: (11, 2),
    ARMISTICE: (11, 11), HUMAN_RIGHTS_DAY: (12, 10), MIGRANTS_DAY: (12, 18), CHRISTMAS_EVE: (12, 24),
    CHRISTMAS: (12, 25), BOXING_DAY: (12, 26), NEW_YEAR_EVE: (12, 31),
}  # fmt: skip
_FROM_EASTER = {
    SHROVE_TUESDAY: -47, ASH_WEDNESDAY: -46, PALM_SUNDAY: -7, MAUNDY_THURSDAY: -3, GOOD_FRIDAY: -2, HOLY_SATURDAY: -1,
    EASTER: 0, EASTER_MONDAY: 1, ASCENSION: 39, PENTECOST: 49, WHIT_MONDAY: 50,
}  # fmt: skip
# Days from the Easter of the eastern churches: first and last.
_FROM_ORTHODOX_EASTER = {
    ORTHODOX_EASTER: (0, 0), CLEAN_MONDAY: (-48, -48), LAZARUS_SATURDAY: (-8, -8), GREAT_LENT: (-48, -9),
}  # fmt: skip
# month, n-th, weekday (Monday is 0), days after it
_WEEKDAYS = {
    KING_DAY: (1, 3, 0, 0), MEMORIAL_DAY: (5, -1, 0, 0), LABOR_DAY: (9, 1, 0, 0),
    THANKSGIVING: (11, 4, 3, 0), BLACK_FRIDAY: (11, 4, 3, 1),
}  # fmt: skip
# Month and day of the Islamic calendar, and how many days the feast lasts.
_ISLAMIC = {
    ISLAMIC_NEW_YEAR: (1, 1, 1), ASHURA: (1, 10, 1), NIGHT_JOURNEY: (7, 27, 1), RAMADAN: (9, 1, 30),
    NIGHT_OF_POWER: (9, 27, 1), EID_FITR: (10, 1, 1), EID_ADHA: (12, 10, 1),
}  # fmt: skip
# Days from the eve of Rosh Hashanah in the autumn of the same civil year, and how many days the feast
# lasts: from Nisan to Tishri the Hebrew year has no variable month.
_HEBREW = {
    PURIM: (-193, 1), PASSOVER: (-163, 9), HOLOCAUST_DAY: (-151, 1), SHAVUOT: (-113, 3), ROSH_HASHANAH: (0, 3),
    YOM_KIPPUR: (9, 1), SUKKOT: (14, 9), SIMCHAT_TORAH: (22, 1),
}  # fmt: skip


@lru_cache(maxsize=512)
def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ll = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * ll) // 433
    month = (h + ll - 7 * m + 90) // 25
    return dt.date(year, month, (h + ll - 7 * m + 33 * month + 19) % 32)


def orthodox_easter(year: int) -> dt.date:
    """Easter Sunday of the eastern churches, in the western calendar (Meeus)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return dt.date(year, month, day + 1) + dt.timedelta(days=year // 100 - year // 400 - 2)


@lru_cache(maxsize=512)
def rosh_hashanah(year: int) -> dt.date:
    """The first of Tishri in a civil year (the molad and its four delays)."""

    def elapsed(hebrew: int) -> int:
        months = (235 * hebrew - 234) // 19
        parts = 12084 + 13753 * months
        day = months * 29 + parts // 25920
        return day + 1 if (3 * (day + 1)) % 7 < 3 else day

    hebrew = year + 3761
    before, here, after = elapsed(hebrew - 1), elapsed(hebrew), elapsed(hebrew + 1)
    delay = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return dt.date.fromordinal(here + delay - 1373428)


def days_of(feast: int, year: int) -> tuple[dt.date, dt.date] | None:
    """First and last day of a feast in a civil year."""
    if not 1 < year < 9998:
        return None
    if feast in _FIXED:
        day = dt.date(year, *_FIXED[feast])
        return day, day
    if feast in _FROM_EASTER:
        day = easter(year) + dt.timedelta(days=_FROM_EASTER[feast])
        return day, day
    if feast == LENT:
        return easter(year) - dt.timedelta(days=46), easter(year) - dt.timedelta(days=1)
    if feast in _FROM_ORTHODOX_EASTER:
        day = orthodox_easter(year)
        first, last = _FROM_ORTHODOX_EASTER[feast]
        return day + dt.timedelta(days=first), day + dt.timedelta(days=last)
    if feast == KINGSDAY:
        day = dt.date(year, 4, 27)
        return (day - dt.timedelta(days=day.weekday() == 6),) * 2
    if feast in _WEEKDAYS:
        month, n, w, more = _WEEKDAYS[feast]
        found = moments.nth_weekday(year, month, n, w)
        return (found + dt.timedelta(days=more),) * 2 if found else None
    if feast in _ISLAMIC:
        return _islamic_days(feast, year)
    if feast == CHINESE_NEW_YEAR:
        new_year = moon.chinese_new_year(year)
        return (new_year, new_year) if new_year else None
    return _hebrew_days(feast, year)


def _hebrew_days(feast: int, year: int) -> tuple[dt.date, dt.date]:
    first = rosh_hashanah(year)
    if feast == HANUKKAH:
        # Kislev begins 59 or 60 days later: Heshvan is long in years of 355 and 385 days.
        long = (rosh_hashanah(year + 1) - first).days in (355, 385)
        start = first + dt.timedelta(days=83 + long)
        return start, start + dt.timedelta(days=7)
    if feast == TU_BISHVAT:
        # The 15th of Shevat, in the winter before: Heshvan and Kislev vary.
        start = rosh_hashanah(year - 1)
        long = (first - start).days in (355, 385)
        short = (first - start).days in (353, 383)
        start += dt.timedelta(days=132 + long - short)
        return start, start
    back, size = _HEBREW[feast]
    start = first + dt.timedelta(days=back)
    if feast == HOLOCAUST_DAY and start.weekday() in (3, 5):
        # Kept off the days beside the sabbath: from Friday to Thursday, from Sunday to Monday.
        start += dt.timedelta(days=-1 if start.weekday() == 3 else 1)
    return start, start + dt.timedelta(days=size - 1)


def _islamic_days(feast: int, year: int) -> tuple[dt.date, dt.date] | None:
    month, day, size = _ISLAMIC[feast]
    if year < 640:
        return None
    for found, first in moon.islamic_months(year):
        start = first + dt.timedelta(days=day - 1)
        if found == month and start.year == year:
            return start, start + dt.timedelta(days=size - 1)
    return None


def value(feast: int, year: int) -> str | None:
    """The EDTF value of a feast in a civil year; the moon's are approximate by a day."""
    found = days_of(feast, year)
    if not found:
        return None
    said = moments.span(*found)
    if feast not in _ISLAMIC:
        return said
    return "/".join(f"{d}~" for d in said.split("/"))


def near(feast: int, day: dt.date, direction: int, tense: int) -> str | None:
    """The last, next or, with neither said, nearest occurrence; with a future tense the next."""
    found = [(y, d) for y in range(day.year - 1, day.year + 2) if (d := days_of(feast, y))]
    if direction < 0:
        past = [y for y, d in found if d[1] < day]
        return value(feast, past[-1]) if past else None
    if direction > 0 or tense > 0:
        return next((value(feast, y) for y, d in found if d[1] >= day), None)
    return value(feast, min(found, key=lambda x: abs((x[1][0] - day).days))[0]) if found else None
