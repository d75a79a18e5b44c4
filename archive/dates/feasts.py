"""Feasts that texts date by: fixed days, days counted from Easter, days of other calendars."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum, auto
from functools import lru_cache
from itertools import pairwise

from archive.dates import calendars, moments, moon


class Feast(IntEnum):
    """A feast, as the lexicons name it."""

    NEW_YEAR = auto()
    EPIPHANY = auto()
    VALENTINE = auto()
    PATRICK = auto()
    MAY_DAY = auto()
    VICTORY = auto()
    BASTILLE = auto()
    ASSUMPTION = auto()
    HALLOWEEN = auto()
    ALL_SAINTS = auto()
    ARMISTICE = auto()
    CHRISTMAS_EVE = auto()
    CHRISTMAS = auto()
    NEW_YEAR_EVE = auto()
    WOMEN = auto()
    INDEPENDENCE = auto()
    EASTER = auto()
    GOOD_FRIDAY = auto()
    EASTER_MONDAY = auto()
    ASCENSION = auto()
    PENTECOST = auto()
    WHIT_MONDAY = auto()
    PALM_SUNDAY = auto()
    MAUNDY_THURSDAY = auto()
    ASH_WEDNESDAY = auto()
    SHROVE_TUESDAY = auto()
    LENT = auto()
    HOLY_SATURDAY = auto()
    THANKSGIVING = auto()
    BLACK_FRIDAY = auto()
    KING_DAY = auto()
    LABOR_DAY = auto()
    MEMORIAL_DAY = auto()
    RAMADAN = auto()
    EID_FITR = auto()
    EID_ADHA = auto()
    ISLAMIC_NEW_YEAR = auto()
    ASHURA = auto()
    PASSOVER = auto()
    ROSH_HASHANAH = auto()
    YOM_KIPPUR = auto()
    HANUKKAH = auto()
    SHAVUOT = auto()
    SUKKOT = auto()
    PURIM = auto()
    REFUGEE_DAY = auto()
    MIGRANTS_DAY = auto()
    HUMAN_RIGHTS_DAY = auto()
    BOXING_DAY = auto()
    EARTH_DAY = auto()
    APRIL_FOOLS = auto()
    ALL_SOULS = auto()
    ORTHODOX_EASTER = auto()
    CLEAN_MONDAY = auto()
    LAZARUS_SATURDAY = auto()
    GREAT_LENT = auto()
    NOWRUZ = auto()
    KINGSDAY = auto()
    NIGHT_OF_POWER = auto()
    NIGHT_JOURNEY = auto()
    CHINESE_NEW_YEAR = auto()
    SIMCHAT_TORAH = auto()
    HOLOCAUST_DAY = auto()
    TU_BISHVAT = auto()
    CANDLEMAS = auto()
    DAVID = auto()
    JOSEPH = auto()
    GEORGE = auto()
    JOHN = auto()
    PETER = auto()
    MICHAEL = auto()
    MARTIN = auto()
    CATHERINE = auto()
    ANDREW = auto()
    BARBARA = auto()
    NICHOLAS = auto()
    LUCY = auto()
    DIWALI = auto()
    DHANTERAS = auto()
    BHAI_DOOJ = auto()
    CHHATH = auto()
    KARVA_CHAUTH = auto()
    RAKSHA_BANDHAN = auto()
    MAHAVIR_JAYANTI = auto()
    SARASWATI_JAYANTI = auto()
    MAKAR_SANKRANTI = auto()
    BHOGI = auto()
    MATTU_PONGAL = auto()
    KAANUM_PONGAL = auto()
    VAISAKHI = auto()
    ONAM = auto()
    VASANT_PANCHAMI = auto()
    HOLIKA = auto()
    HOLI = auto()
    PARSI_NEW_YEAR = auto()
    BUDDHA_DAY = auto()
    GOBIND_SINGH = auto()
    NANAK = auto()
    RABINDRANATH = auto()
    RAVIDAS = auto()
    VALMIKI = auto()
    UGADI = auto()
    DUSSEHRA = auto()
    JANMASHTAMI = auto()
    GANESH_CHATURTHI = auto()
    RAM_NAVAMI = auto()
    SHIVARATRI = auto()
    LAST_FRIDAY = auto()


# (month, day) of fixed feasts.
_FIXED: dict[int, tuple[int, int]] = {
    Feast.NEW_YEAR: (1, 1),
    Feast.EPIPHANY: (1, 6),
    Feast.VALENTINE: (2, 14),
    Feast.WOMEN: (3, 8),
    Feast.PATRICK: (3, 17),
    Feast.APRIL_FOOLS: (4, 1),
    Feast.EARTH_DAY: (4, 22),
    Feast.NOWRUZ: (3, 20),
    Feast.MAY_DAY: (5, 1),
    Feast.VICTORY: (5, 8),
    Feast.REFUGEE_DAY: (6, 20),
    Feast.INDEPENDENCE: (7, 4),
    Feast.BASTILLE: (7, 14),
    Feast.ASSUMPTION: (8, 15),
    Feast.HALLOWEEN: (10, 31),
    Feast.ALL_SAINTS: (11, 1),
    Feast.ALL_SOULS: (11, 2),
    Feast.ARMISTICE: (11, 11),
    Feast.HUMAN_RIGHTS_DAY: (12, 10),
    Feast.MIGRANTS_DAY: (12, 18),
    Feast.CHRISTMAS_EVE: (12, 24),
    Feast.CHRISTMAS: (12, 25),
    Feast.BOXING_DAY: (12, 26),
    Feast.NEW_YEAR_EVE: (12, 31),
    Feast.CANDLEMAS: (2, 2),
    Feast.DAVID: (3, 1),
    Feast.JOSEPH: (3, 19),
    Feast.GEORGE: (4, 23),
    Feast.JOHN: (6, 24),
    Feast.PETER: (6, 29),
    Feast.MICHAEL: (9, 29),
    Feast.MARTIN: (11, 11),
    Feast.CATHERINE: (11, 25),
    Feast.ANDREW: (11, 30),
    Feast.BARBARA: (12, 4),
    Feast.NICHOLAS: (12, 6),
    Feast.LUCY: (12, 13),
}
_FROM_EASTER: dict[int, int] = {
    Feast.SHROVE_TUESDAY: -47,
    Feast.ASH_WEDNESDAY: -46,
    Feast.PALM_SUNDAY: -7,
    Feast.MAUNDY_THURSDAY: -3,
    Feast.GOOD_FRIDAY: -2,
    Feast.HOLY_SATURDAY: -1,
    Feast.EASTER: 0,
    Feast.EASTER_MONDAY: 1,
    Feast.ASCENSION: 39,
    Feast.PENTECOST: 49,
    Feast.WHIT_MONDAY: 50,
}
# Days from the Easter of the eastern churches: first and last.
_FROM_ORTHODOX_EASTER: dict[int, tuple[int, int]] = {
    Feast.ORTHODOX_EASTER: (0, 0),
    Feast.CLEAN_MONDAY: (-48, -48),
    Feast.LAZARUS_SATURDAY: (-8, -8),
    Feast.GREAT_LENT: (-48, -9),
}
# month, n-th, weekday (Monday is 0), days after it
_WEEKDAYS: dict[int, tuple[int, int, int, int]] = {
    Feast.KING_DAY: (1, 3, 0, 0),
    Feast.MEMORIAL_DAY: (5, -1, 0, 0),
    Feast.LABOR_DAY: (9, 1, 0, 0),
    Feast.THANKSGIVING: (11, 4, 3, 0),
    Feast.BLACK_FRIDAY: (11, 4, 3, 1),
}
# Month and day of the Islamic calendar, and how many days the feast lasts.
_ISLAMIC: dict[int, tuple[int, int, int]] = {
    Feast.ISLAMIC_NEW_YEAR: (1, 1, 1),
    Feast.ASHURA: (1, 10, 1),
    Feast.NIGHT_JOURNEY: (7, 27, 1),
    Feast.RAMADAN: (9, 1, 30),
    Feast.NIGHT_OF_POWER: (9, 27, 1),
    Feast.EID_FITR: (10, 1, 1),
    Feast.EID_ADHA: (12, 10, 1),
}
# The name in `calendars.indian_days`, and how many days later the feast is.
_INDIAN: dict[int, tuple[str, int]] = {
    Feast.DIWALI: ("Diwali (Deepavali)", 0),
    Feast.DHANTERAS: ("Diwali (Deepavali)", -2),
    Feast.BHAI_DOOJ: ("Bhai Duj", 0),
    Feast.CHHATH: ("Pratihar Shashthi or Surya Shashthi (Chhath Puja)", 0),
    Feast.KARVA_CHAUTH: ("Karaka Chaturthi (Karwa Chouth)", 0),
    Feast.RAKSHA_BANDHAN: ("Raksha Bandhan", 0),
    Feast.MAHAVIR_JAYANTI: ("Mahavir Jayanti", 0),
    Feast.SARASWATI_JAYANTI: ("Swami Dayanand Saraswati's Jayanti", 0),
    Feast.MAKAR_SANKRANTI: ("Makar Sankranti", 0),
    Feast.BHOGI: ("Makar Sankranti", -1),
    Feast.MATTU_PONGAL: ("Makar Sankranti", 1),
    Feast.KAANUM_PONGAL: ("Makar Sankranti", 2),
    Feast.VAISAKHI: ("Vaisakhi", 0),
    Feast.ONAM: ("Onam", 0),
    Feast.VASANT_PANCHAMI: ("Basant Panchami / Shri Panchami", 0),
    Feast.HOLIKA: ("Holika Dahan", 0),
    Feast.HOLI: ("Holi", 0),
    Feast.PARSI_NEW_YEAR: ("Parsi New Year", 0),
    Feast.BUDDHA_DAY: ("Buddha Purnima", 0),
    Feast.GOBIND_SINGH: ("Guru Gobind Singh's Jayanti", 0),
    Feast.NANAK: ("Guru Nanak's Jayanti", 0),
    Feast.RABINDRANATH: ("Guru Rabindranath's Jayanti", 0),
    Feast.RAVIDAS: ("Guru Ravi Das's Jayanti", 0),
    Feast.VALMIKI: ("Maharshi Valmiki's Jayanti", 0),
    Feast.UGADI: ("Ugadi", 0),
    Feast.DUSSEHRA: ("Dussehra", 0),
    Feast.JANMASHTAMI: ("Janmashtami (Vaishnava)", 0),
    Feast.GANESH_CHATURTHI: ("Ganesh Chaturthi / Vinayak Chaturthi", 0),
    Feast.RAM_NAVAMI: ("Ram Navami", 0),
    Feast.SHIVARATRI: ("Maha Shivaratri", 0),
}
# Days from the eve of Rosh Hashanah in the autumn of the same civil year, and how many days the feast
# lasts: from Nisan to Tishri the Hebrew year has no variable month.
_HEBREW: dict[int, tuple[int, int]] = {
    Feast.PURIM: (-193, 1),
    Feast.PASSOVER: (-163, 9),
    Feast.HOLOCAUST_DAY: (-151, 1),
    Feast.SHAVUOT: (-113, 3),
    Feast.ROSH_HASHANAH: (0, 3),
    Feast.YOM_KIPPUR: (9, 1),
    Feast.SUKKOT: (14, 9),
    Feast.SIMCHAT_TORAH: (22, 1),
}


@lru_cache(maxsize=512)
def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches."""
    from dateutil.easter import EASTER_WESTERN
    from dateutil.easter import easter as computed

    day: dt.date = computed(year, EASTER_WESTERN)
    return day


@lru_cache(maxsize=512)
def orthodox_easter(year: int) -> dt.date | None:
    """Easter Sunday of the eastern churches, in the western calendar; None after 4099, as dateutil."""
    from dateutil.easter import EASTER_ORTHODOX
    from dateutil.easter import easter as computed

    if not 326 <= year <= 4099:
        return None
    day: dt.date = computed(year, EASTER_ORTHODOX)
    return day


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
    if feast == Feast.LENT:
        return easter(year) - dt.timedelta(days=46), easter(year) - dt.timedelta(days=1)
    if feast in _FROM_ORTHODOX_EASTER:
        sunday = orthodox_easter(year)
        if sunday is None:
            return None
        first, last = _FROM_ORTHODOX_EASTER[feast]
        return sunday + dt.timedelta(days=first), sunday + dt.timedelta(days=last)
    if feast == Feast.KINGSDAY:
        day = dt.date(year, 4, 27)
        return (day - dt.timedelta(days=day.weekday() == 6),) * 2
    if feast in _WEEKDAYS:
        month, n, w, more = _WEEKDAYS[feast]
        found = moments.nth_weekday(year, month, n, w)
        return (found + dt.timedelta(days=more),) * 2 if found else None
    if feast in _ISLAMIC or feast == Feast.LAST_FRIDAY:
        return _islamic_days(feast, year)
    if feast in _INDIAN:
        name, more = _INDIAN[feast]
        found = calendars.indian_days(year).get(name)
        return (found + dt.timedelta(days=more),) * 2 if found else None
    if feast == Feast.CHINESE_NEW_YEAR:
        new_year = moon.chinese_new_year(year)
        return (new_year, new_year) if new_year else None
    return _hebrew_days(feast, year)


def _hebrew_days(feast: int, year: int) -> tuple[dt.date, dt.date]:
    first = rosh_hashanah(year)
    if feast == Feast.HANUKKAH:
        # Kislev begins 59 or 60 days later: Heshvan is long in years of 355 and 385 days.
        long = (rosh_hashanah(year + 1) - first).days in (355, 385)
        start = first + dt.timedelta(days=83 + long)
        return start, start + dt.timedelta(days=7)
    if feast == Feast.TU_BISHVAT:
        # The 15th of Shevat, in the winter before: Heshvan and Kislev vary.
        start = rosh_hashanah(year - 1)
        long = (first - start).days in (355, 385)
        short = (first - start).days in (353, 383)
        start += dt.timedelta(days=132 + long - short)
        return start, start
    back, size = _HEBREW[feast]
    start = first + dt.timedelta(days=back)
    if feast == Feast.HOLOCAUST_DAY and start.weekday() in (3, 5):
        # Kept off the days beside the sabbath: from Friday to Thursday, from Sunday to Monday.
        start += dt.timedelta(days=-1 if start.weekday() == 3 else 1)
    return start, start + dt.timedelta(days=size - 1)


def _islamic_days(feast: int, year: int) -> tuple[dt.date, dt.date] | None:
    if year < 640:
        return None
    months = calendars.islamic_months(year)
    for (month, first), (_, after) in pairwise(months):
        if feast == Feast.LAST_FRIDAY and month == 9:
            friday = moments.last_weekday(after, 4)
            if friday.year == year:
                return friday, friday
        elif feast in _ISLAMIC and month == _ISLAMIC[feast][0]:
            _, day, size = _ISLAMIC[feast]
            start = first + dt.timedelta(days=day - 1)
            last = (
                after - dt.timedelta(days=1)
                if feast == Feast.RAMADAN
                else start + dt.timedelta(days=size - 1)
            )
            if start.year == year:
                return start, last
    return None


def value(feast: int, year: int) -> str | None:
    """The EDTF value of a feast in a civil year; the moon's are approximate by a day."""
    found = days_of(feast, year)
    if not found:
        return None
    span = moments.span(*found)
    if feast not in _ISLAMIC and feast != Feast.LAST_FRIDAY:
        return span
    return "/".join(f"{d}~" for d in span.split("/"))


def near(feast: int, day: dt.date, direction: int, tense: int) -> str | None:
    """The last, next or, with neither said, nearest occurrence; the next where the tense looks ahead.

    With a verb of the past it is one that has begun.
    """
    found = [(y, d) for y in range(day.year - 1, day.year + 2) if (d := days_of(feast, y))]
    if direction < 0:
        past = [y for y, d in found if d[1] < day]
        return value(feast, past[-1]) if past else None
    if direction > 0 or tense > 0:
        return next((value(feast, y) for y, d in found if d[1] >= day), None)
    if tense < -1:
        found = [(y, d) for y, d in found if d[0] <= day] or found
    return value(feast, min(found, key=lambda x: abs((x[1][0] - day).days))[0]) if found else None
