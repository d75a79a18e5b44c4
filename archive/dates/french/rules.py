"""The rules of the French calendar: patterns over the classes of its words (see `lexicon`)."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.french import counted, feasts, habits
from archive.dates.rules import beyond, days, named, relative, spans, weekdays
from archive.lang.fr import FRENCH

_DAY_FIRST = FRENCH.calendar.day_first

# Pieces that patterns share, written {X}.
MACROS = {
    **counted.MACROS,
    "W": "w:WEEKDAY COMMA? (le)?",
    "ZONE": "(utc|gmt|cet|cest|met|mest|wet|west|est|edt)",
    "WD": "((le)? WEEKDAY)",
    "D": "(d:DAY er|d:ORD|d:DAY|d:SORD|d:SDAY|d:GLUED_DAY)",
    "DD": "(WEEKDAY? (le)? (DAY er|ORD|DAY|SORD|SDAY))",
    "M": "(m:MONTH|m:DOUBTFUL)",
    "Y": "(COMMA? (de|en)? (y:YEAR|y:SYEAR) | y:YEARLIKE | APOS y:YY)",
    "TO": "(au|à|a|jusqu' (au|à|a)?|DASH)",
    "BESIDE": "(k:BESIDE|d' k:ASIDE)",
    "DECADE": "APOS? (DECADE|YEAR|YY|CARD)",
    "THE": "(le|la|les|l'|du|des|de|d')",
    "LASTNTH": "(o:NTH|o:LASTNTH)",
    "MONTHS": "(mois k:DIRECTION|k:THESE mois)",
    "OF": "(de|d'|du|en|le|la|l')",
    "DATE": "({W}? {D} (de|du|d')? {M} {Y}?|{M} {Y}|y:YEAR|y:SYEAR)",
}

# (name, what it means, one pattern or more); of two as long the earlier rule wins.
ROWS: list[Row] = [
    # Days of a month
    ("day-month-year", days.day_month, "{W}? {D} (de|du|d'|DASH)? {M} (COMMA|DASH)? {Y}"),
    ("day-month", days.day_month, "{W}? {D} (de|du|d')? {M}"),
    ("day-month", days.day_month, "{D} {M} {Y}? OPEN w:FULLWEEKDAY CLOSE"),
    ("day-month-relative", days.day_month, "{W}? {D} {M} (k:DIRECTION|k:BESIDE)"),
    ("day-of-year", relative.day_of_year, "{W}? {D} {M} (de)? l' (an|année) k:DIRECTION"),
    (
        "month-day",
        days.day_month,
        "(m:MONTH (d:DAY|d:SDAY|d:ORD|d:NTHDAY)|m:DOUBTFUL d:BIGDAY) (COMMA|de)? y:YEAR (?!COUNTED)",
        "(m:MONTH (d:DAY|d:SDAY|d:ORD|d:NTHDAY)|m:DOUBTFUL d:BIGDAY) (?!CLOCK|COUNTED)",
        "m:DOUBTFUL (d:DAY|d:ORD) (COMMA|de)? y:YEAR",
        "(?<!MONTH|DOUBTFUL) y:YEAR COMMA {M} d:DAY",
    ),
    ("month-day-to-day", days.day_range, "m:MONTH d1:DAY DASH d2:DAY (COMMA? y:YEAR)?"),
    (
        "year-month-day",
        days.tight_day_month,
        "y:YEAR (SLASH|DASH) {M} (SLASH|DASH) d:DAY",
        "(?<!DAY|ORD|SORD) {M} (SLASH|DASH) d:DAY ((SLASH|DASH) y:YEAR)? (?!{M})",
        "(?<!MONTH|DOUBTFUL) d:DAY (SLASH|DASH) {M} ((SLASH|DASH) (y:YEAR|y:YY))?",
    ),
    (
        "days-month",
        days.day_list,
        "(les|des)? days:({DD} (COMMA {DD}){0,10} COMMA? (et|ou|AMP) (le)? {DD}) (de)? {M} "
        "({Y}|k:DIRECTION)?",
    ),
    # Rows that begin with one class are looked for much faster than patterns of one row.
    # As programs stamp it: "Thu May 3 10:05:00 UTC 2007", "Jeu 3 Mai 10:05:00 CEST 2007".
    ("month-day", days.day_month, "m:MONTH d:DAY CLOCK {ZONE}? y:YEAR"),
    ("month-day", days.day_month, "m:DOUBTFUL d:DAY CLOCK {ZONE}? y:YEAR"),
    ("day-month-year", days.day_month, "d:DAY m:MONTH CLOCK {ZONE}? y:YEAR"),
    ("day-month-year", days.day_month, "d:DAY m:DOUBTFUL CLOCK {ZONE}? y:YEAR"),
    ("days-month", days.day_list, "les days:({DD} (COMMA {DD}){1,10}) {M} {Y}?"),
    (
        "days-month",
        days.day_list,
        "days:((DAY|ORD|SDAY) (COMMA (DAY|ORD|SDAY)){1,10}) {M} (?=COMMA? (et|ou|AMP) (le|du)? {DD} {M})",
    ),
    (
        "day-to-day-month",
        days.day_range,
        "(du|de|entre|depuis|des?)? (le)? (w1:WEEKDAY (le)?)? (d1:DAY er|d1:ORD|d1:DAY|d1:SDAY) ({TO}) "
        "(le)? (w2:WEEKDAY (le)?)? (d2:DAY er|d2:ORD|d2:DAY|d2:SDAY) (de)? {M} ({Y}|k:DIRECTION)?",
    ),
    (
        "day-and-day-month",
        days.day_range,
        "entre le? (w1:WEEKDAY)? (d1:DAY er|d1:ORD|d1:DAY|d1:SDAY) et (le)? (w2:WEEKDAY)? (d2:DAY "
        "er|d2:ORD|d2:DAY|d2:SDAY) (de)? {M} ({Y}|k:DIRECTION)?",
    ),
    # Months
    (
        "month-year",
        days.month_year,
        "(p:(EARLY|MID DASH?|LATE))? ((le|du)? mois (de|d'))? {M} (de|d'|DASH|SLASH|COMMA)? "
        "(y:YEAR|y:SYEAR|APOS y:YY|DOT y:YY|y:YEARLIKE)",
    ),
    ("month-of-year", relative.month_of_year, "{M} (de)? l' (an|année) k:DIRECTION"),
    ("month-relative", days.month_year, "{M} (k:DIRECTION|k:BESIDE)", "k:THESE {M}"),
    (
        "month",
        days.small_month,
        "(?<=PREP) m:MONTH",
        "m:MONTH (?=(DASH|et|ou|à) {M})",
        "m:DOUBTFUL (?=(DASH|à) {M})",
    ),
    (
        "month-doubtful",
        days.bare_month,
        "(?<=TEMPORAL) m:DOUBTFUL (?!CAP)",
        "(?<=entre) m:DOUBTFUL (?=et {M})",
        "(?<=(MONTH|DOUBTFUL) à) m:DOUBTFUL",
    ),
    (
        "year-part",
        days.whole_year,
        "(EARLY|MID DASH?|LATE) ((de|d')? (l')? (an|année)|de)? y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS)",
    ),
    ("month-part", days.month_year, "(p:(EARLY|MID DASH?|LATE)) ((du|de) mois)? (de|d')? {M}"),
    # Years
    ("year", days.year, "(?<=STRONG) y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS)"),
    ("year-named", days.year, "(l')? (an|année) (y:YEAR|y:SYEAR)"),
    ("year-spelled", days.year, "(?<=PREP) y:SYEAR (?!COUNTED|CAP|WORD)"),
    ("year-bare", days.year, "(?<!NUMBERED|PLAIN) y:RECENT (?!COUNTED|COUNT|CLOCK|UNITS)"),
    ("years", days.year_list, "(?<!MONTH|DOUBTFUL) y:YEAR (COMMA YEAR){0,10} COMMA? (et|ou|AMP) (en)? YEAR"),
    ("year-to-year-short", days.season_years, "x:SPAN"),
    ("year-to-year-short", days.season_years, "(?<!NUMBERED|OTHER|DOT) x:YEARS_SHORT"),
    ("day-pair-month", days.pair_of_month, "{W}? x:PAIR {M} {Y}?"),
    (
        "days-bare",
        days.bare_range,
        "du (d1:DAY|d1:ORD|d1:SDAY) au (d2:DAY|d2:ORD|d2:SDAY) (?=DOT|COMMA|STOP|BREAK|CLOSE|$)",
        "entre le (d1:DAY|d1:ORD|d1:SDAY) et le (d2:DAY|d2:ORD|d2:SDAY) (?=DOT|COMMA|STOP|BREAK|CLOSE|$)",
    ),
    # Figures
    ("iso", days.full, "{W}? x:FULL"),
    ("figures", days.numeric(day_first=_DAY_FIRST), "{W}? x:DMY"),
    (
        "figures-apart",
        days.numeric_spaced(day_first=_DAY_FIRST),
        "d1:DAY (?<!NUM DAY) SLASH d2:DAY SLASH y:YEAR (?!NUM)",
    ),
    ("figures-month", days.year_month, "x:YM"),
    ("figures-month-spaced", days.month_year, "m:MON (SLASH|DASH) y:YEAR", "y:YEAR (SLASH|DASH) m:MON"),
    (
        "figures-short",
        days.numeric_pair(day_first=_DAY_FIRST),
        "{W}? x:PAIR (?!UNIT|UNITS|OTHER|de|des|e)",
        "{W} x:DOTTED",
    ),
    (
        "figures-spaced",
        days.spaced,
        "(?<!NUM) d:DAY m:MON y:RECENT (?!NUM)",
        "(?:(?<=LE)|^) d:DAY m:MON y:YY (?!NUM)",
    ),
    # From the document's day
    ("today", relative.fixed_offset(0), "aujourd' hui", "ce jour"),
    (
        "time-of-day",
        relative.part_of_day(0),
        "(ce (matin|midi|soir)|cet (après DASH midi|aprem)|cette nuit) (?!DASH? là|même|de|du)",
    ),
    ("time-of-day", relative.part_of_day(-1), "(la)? nuit dernière"),
    ("offset", relative.offset, "r:OFFSET"),
    ("beyond", relative.fixed_offset(-2), "(avant DASH? hier)"),
    ("beyond-tomorrow", relative.fixed_offset(2), "après DASH? demain"),
    (
        "next-day",
        relative.next_day(1),
        "(le|au)? lendemain (?!du|de|d')",
        "(le)? jour (suivant|(d' après)) (?!OBJECT)",
    ),
    ("day-after", relative.day_shifted(1), "(le|au)? lendemain (du|de) (w:WEEKDAY)? {D} {M} {Y}?"),
    ("day-before", relative.day_shifted(-1), "(la)? veille (du|de) (w:WEEKDAY)? {D} {M} {Y}?"),
    (
        "previous-day",
        relative.next_day(-1),
        "la veille (?!du|de|d')",
        "(le)? jour (d' avant|précédent) (?!OBJECT)",
    ),
    ("weekday", weekdays.weekday, "(?<!LE|EACH|ONE|TITLE) (?<!TITLE DOT) w:FULLWEEKDAY (?!DAY)"),
    (
        "street",
        named.street,
        "n:STREET (du|de|des) DAY (er)? DASH? (et DAY)? {M} (DASH? y:YEAR)?",
        "n:STREET (du|de|des) ORD DASH? {M} (DASH? y:YEAR)?",
    ),
    ("group", named.group, "n:GROUP (du|des)? (DAY|ORD) DASH? {M} (?!YEAR)"),
    ("count", named.count, "(plus de|moins de|près de|QUANTITY|les|des|ces|aux) y:YEAR"),
    ("weekday-short", weekdays.short_weekday, "w:SHORTDAY"),
    (
        "weekday-hour",
        weekdays.short_weekday_at,
        "w:SHORTDAY (COMMA|a:(à|de|dès|vers))? ((COUNT|GLUED_COUNT) (h|heures)|CLOCK)",
    ),
    ("weekday-this", weekdays.weekday, "k:THESE w:WEEKDAY"),
    (
        "weekday-relative",
        weekdays.coming_weekday,
        "w:WEEKDAY (matin|midi|soir|après DASH midi)? k:DIRECTION",
    ),
    (
        "weekday-list-of-week",
        weekdays.listed_weekdays,
        "(la)? semaine k:DIRECTION COMMA? (le)? days:({WD} (COMMA {WD}){0,5} (et|ou|AMP|SLASH) {WD})",
        "days:({WD} (COMMA {WD}){0,5} (et|ou|AMP|SLASH) {WD}) (de)? (la)? semaine k:DIRECTION",
    ),
    (
        "weekday-of-week",
        weekdays.weekday_of_week,
        "w:WEEKDAY (de)? (la)? semaine (k:DIRECTION|k:BESIDE)",
        "w:WEEKDAY (de)? k:THESE semaine",
    ),
    (
        "weekdays-of-week",
        weekdays.weekdays_of_week,
        "w1:WEEKDAY {TO} w2:WEEKDAY (de)? (la)? semaine k:DIRECTION",
        "w1:WEEKDAY {TO} w2:WEEKDAY (de)? k:THESE semaine",
        "(semaine k:DIRECTION|k:THESE semaine) COMMA? (du|de)? w1:WEEKDAY {TO} w2:WEEKDAY",
    ),
    (
        "weekday-before-last",
        weekdays.weekday_before_last,
        "(le|l')? avant DASH? LASTNTH w:WEEKDAY (?!de|d'|du|avant|après)",
    ),
    ("weekdays-ago", weekdays.counted_weekday(-1), "(il (y|ya) a?|voici|voilà) (n:COUNT|n:CARD) w:WEEKDAYS"),
    ("weekday-week-after", weekdays.weekday_next_week, "w:WEEKDAY (de)? (la)? semaine (d' après)"),
    ("weekday-in", weekdays.weekday_in, "w:WEEKDAY en (n:COUNT|n:CARD)"),
    (
        "weekday-day",
        weekdays.weekday_day,
        "w:WEEKDAY (le)? (d:DAY er|d:ORD|d:DAY) (?!de|COUNTED|UNITS|CLOCK)",
    ),
    (
        "day-bare",
        weekdays.weekday_day,
        "(?<=LE) (d:DAY|d:SDAY) w:FULLWEEKDAY",
        "(?<=LE) d:DAY (?=DOT|STOP|COMMA|BREAK|CLOSE|$|(à|entre|de|dès) "
        "(CLOCK|(COUNT|GLUED_COUNT) (h|heures|et|à)))",
    ),
    ("day-of-month", relative.day_of_month, "{D} (du)? mois k:DIRECTION"),
    (
        "days-of-month",
        relative.days_of_month,
        "(du|de|depuis|entre)? (d1:DAY|d1:ORD) ({TO}|et) (d2:DAY|d2:ORD) (du|de|d')? (mois k:DIRECTION | "
        "k:THESE mois)",
    ),
    (
        "unit-beside",
        relative.unit_beside,
        "(?<!COUNT|CARD) (le|la|l')? u:UNIT {BESIDE} (?!OBJECT)",
        "(le|la) k:SAME u:UNIT",
        "k:THESE u:UNIT DASH là",
    ),
    ("weekday-beside", weekdays.weekday_beside, "(le)? w:WEEKDAY k:BESIDE (?!OBJECT)"),
    ("unit", relative.unit, "(le|la|l')? u:UNIT k:DIRECTION"),
    ("unit-this", relative.unit, "k:THESE u:UNIT", "(le|la|l') u:UNIT en cours"),
    (
        "unit-before-last",
        relative.unit_before_last,
        "(la|le|l')? avant DASH? LASTNTH u:UNIT (?!de|d'|du|avant|après)",
    ),
    ("week-following", relative.next_week, "(la)? semaine (qui suit) (?!OBJECT)"),
    ("week-inside", relative.this_week, "dans la semaine"),
    ("rest", spans.rest, "(le)? reste (de|du) (la|l')? u:UNIT"),
    ("weekend", relative.weekend(0), "(le|ce) (weekend|week DASH? end) (?!du|des)"),
    ("weekend-relative", relative.weekend_relative, "(le)? (weekend|week DASH end) k:DIRECTION"),
    (
        "season",
        named.season,
        "(?<!d')(l'|le|cet)? (p:(EARLY|MID DASH?|LATE) (de)? (l')?)? s:SEASON (de)? y:YEAR",
    ),
    ("season", named.season, "s:SEASON (de)? (x:SPAN|x:YEAR DASH YEAR)"),
    ("season", named.season, "(l'|le) s:SEASON (de)? (x:SPAN|x:YEAR DASH YEAR)"),
    ("season-relative", named.season, "(l'|le)? s:SEASON k:DIRECTION", "k:THESE s:SEASON"),
    (
        "quarter",
        named.quarter,
        "(le)? (o:NTH|o:LASTNTH) trimestre (de)? (l')? (année)? y:YEAR",
        "t q:GLUED_COUNT y:YEAR",
    ),
    (
        "quarter-relative",
        named.quarter,
        "(le)? (o:NTH|o:LASTNTH) trimestre (de|d') ((l')? (année|an) k:DIRECTION|k:THESE année)",
        "(?<=LE|au|du|dès) (o:NTH|o:LASTNTH) trimestre (?!de|d'|du|y|CAP|WORD)",
    ),
    (
        "half-relative",
        named.half,
        "(le)? (o:NTH|o:LASTNTH) (semestre|moitié) (de|d') ((l')? (année|an) k:DIRECTION|k:THESE année)",
    ),
    (
        "half",
        named.half,
        "(le)? (o:NTH|o:LASTNTH) (semestre|moitié) (de)? (l')? (année)? y:YEAR",
        "s q:GLUED_COUNT y:YEAR",
    ),
    ("years-named", days.years_range, "(les|des)? années y1:YEAR (DASH|à) y2:YEAR"),
    ("decade", named.decade, "(les|des)? années APOS? (c:DECADE|y:YEAR|y:YY)", "(les|des)? années n:CARD"),
    (
        "decades",
        named.decades,
        "(les|des)? années "
        "row:({DECADE} ({TO} {DECADE} | aux années {DECADE} "
        "| ((COMMA|COMMA? (et|ou)) (les|des)? années? {DECADE}){1,3}))",
    ),
    ("century", named.century, "o:NTH siècle", "o:ROMAN siècle"),
    (
        "centuries",
        named.centuries,
        "(NTH|ROMAN) (COMMA (NTH|ROMAN)){0,3} (et|ou|au|à|DASH) (du|le)? (NTH|ROMAN) (siècles|siècle)",
    ),
    ("week-number", named.week_number, "semaine n:COUNT (de y:YEAR)?"),
    ("week-of-day", named.week_of_day, "(la)? semaine du {W}? {D} {M} {Y}?"),
    (
        "week-of-month",
        named.week_of_month,
        "(la)? {LASTNTH} semaine ((de|d'|du) (mois (de|d'))? {M} {Y}?|(de|du)? {MONTHS})",
    ),
    (
        "weekend-of-month",
        named.weekend_of_month,
        "(le)? {LASTNTH} (weekend|week DASH? end) ((de|d'|du) (mois (de|d'))? {M} {Y}?|(de|du)? {MONTHS})",
    ),
    ("day-of-unit", named.day_of_unit, "(le)? (o:NTH|o:LASTNTH) jour (de|d'|du) ({M} {Y}?|mois k:DIRECTION)"),
    (
        "nth-weekday",
        named.nth_weekday,
        "(le)? (o:NTH|o:LASTNTH) w:WEEKDAY (de|d'|du) "
        "((mois (de|d'))? {M} {Y}?|mois k:DIRECTION|k:THESE mois)",
        "(le|l')? b:avant DASH? o:LASTNTH w:WEEKDAY (de|d'|du) (mois (de|d'))? {M} {Y}?",
    ),
    ("fortnight", named.fortnight, "(la)? o:NTH quinzaine (de|d') {M} {Y}?"),
    (
        "piece",
        relative.piece,
        "(au|à|en)? (le|la)? (p:BEGINNING|p:MIDDLE|p:END) (de|du) (la|l')? (u:UNIT) "
        "(k:DIRECTION|(?!YEAR|de {M}|d' {M}))",
        "en (p:BEGINNING|p:MIDDLE|p:END) d' u:UNIT",
    ),
    ("unit-after", beyond.unit_near(1), "(le|la|l') u:UNIT (après|suivant|qui suit) {THE}?"),
    ("unit-before", beyond.unit_near(-1), "(le|la|l') u:UNIT (avant|précédant|qui précède) {THE}?"),
    ("unit-after", beyond.unit_near(1), "(le|au)? lendemain {THE} {THE}?"),
    ("unit-before", beyond.unit_near(-1), "(la)? veille {THE} {THE}?"),
    ("weekday-after", beyond.weekday_near(1), "le o:NTH? w:WEEKDAY (après|suivant) {THE}?"),
    ("weekday-before", beyond.weekday_near(-1), "le o:LASTNTH? w:WEEKDAY (avant|précédant) {THE}?"),
    ("before", spans.before, "(?<!UNIT|UNITS|WEEKDAY) (avant) (le|l'|la|fin|début)? année? {DATE}"),
    ("after", spans.after, "(?<!UNIT|UNITS|WEEKDAY) (après) (le|l'|la|fin|début)? année? {DATE}"),
    ("starting", spans.starting, "(à (partir|compter) (de|du|d')) (la|l')? année? {DATE}"),
    ("starting-day", spans.starting_day, "à partir du d:DAY (?!CAP|WORD|de|er)"),
    *counted.ROWS,
    *habits.ROWS,
    *feasts.ROWS,
]

# Rules whose dates hang on the day of writing or on another date: timelines say so.
RELATIVE = frozenset(
    (
        "day-month-relative", "month-relative", "today", "offset", "beyond", "beyond-tomorrow", "next-day",
        "day-after", "day-before", "previous-day", "weekday", "weekday-short", "weekday-hour", "weekday-this",
        "weekday-relative", "weekday-of-week", "weekday-week-after", "weekday-in", "weekday-day",
        "unit-beside",
        "weekday-beside", "unit", "unit-this", "week-following", "week-inside", "units",
        "rest", "weekend", "weekend-relative", "ago", "ago-about", "days-bare", "in", "later",
        "earlier", "season-relative",
        "fortnight", "piece", "shifted-after", "shifted-before", "unit-after", "unit-before", "weekday-after",
        "weekday-before", "unit-before-last", "weekday-before-last", "weekdays-ago", "weekdays-of-week",
        "time-of-day", "weekday-list-of-week", "quarter-relative", "half-relative",
    )
)  # fmt: skip
# "Trois jours après" begins a date, and is none by itself.
BOUNDS_ONLY = frozenset(
    ("shifted-after", "shifted-before", "unit-after", "unit-before", "weekday-after", "weekday-before")
)
# Rules that read a date by its own words.
ABSOLUTE = frozenset(
    (
        "day-month-year", "day-month", "month-day", "month-day-to-day", "year-month-day", "days-month",
        "day-to-day-month", "day-and-day-month", "month-year", "month-part", "iso", "figures",
        "figures-month", "figures-month-spaced", "figures-apart", "figures-short", "figures-spaced",
        "season", "quarter", "half", "decade", "decades",
    )
)  # fmt: skip
