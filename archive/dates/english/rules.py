"""The rules of the English calendar: patterns over the classes of its words (see `lexicon`)."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.english import counted, feasts, habits, periods
from archive.dates.rules import beyond, days, named, relative, spans, weekdays
from archive.lang.en import ENGLISH

_DAY_FIRST = ENGLISH.calendar.day_first
_SHORT = days.numeric_pair(day_first=_DAY_FIRST)

# Pieces that patterns share, written {X}.
MACROS = {
    **counted.MACROS,
    "W": "w:WEEKDAY COMMA?",
    "ZONE": "(utc|gmt|cet|cest|bst|met|mest|wet|west|est|edt|cst|cdt|mst|mdt|pst|pdt)",
    "D": "(the? d:ORD of? | d:DAY of? | the? d:SORD of? | d:SDAY of? | d:GLUED_DAY)",
    "M": "(m:MONTH|m:DOUBTFUL|m:VERB (?!WORD|EACH))",
    "Y": "((COMMA|of|in)? y:YEAR | COMMA? APOS y:YY | COMMA? of? y:SYEAR | of? y:YEARLIKE)",
    "DAYS": "((WEEKDAY COMMA?)? the? (ORD|DAY|SORD))",
    "TO": "(to|till|until|til|through|thru|DASH)",
    "DECADE": "((EARLY|LATE|MID) DASH?)? APOS? (DECADE|DECADEWORD)",
    "DECADES": "({TO} (the)? {DECADE} | ({AND} (the)? {DECADE}){1,3})",
    "AND": "(COMMA|COMMA? (and|or|AMP))",
    "ON": "(and|or) (later|after|onward|onwards|greater)",
    "DATE": "the? year? {W}? ({D} {M} {Y}?|{M} (d:ORD|d:DAY) {Y}?|{M} {Y}|y:YEAR|y:SYEAR)",
    "WEEKDAYLIST": "(WEEKDAY (COMMA WEEKDAY){0,5} COMMA? (and|or|AMP|SLASH) WEEKDAY)",
    "MONTHS": "(the? k:RELATIVE month)",
    "NTH": "(o:NTH (z:LASTNTH)?|o:LASTNTH)",
}

# (name, what it means, one pattern or more); of two as long the earlier rule wins.
ROWS: list[Row] = [
    # Days of a month
    (
        "day-month-year",
        days.day_month,
        "(the? {W})? {D} COMMA? {M} COMMA? {Y}",
        "the? d:ORD of? {M} y:YY (?=$|DOT|STOP|CLOSE)",
    ),
    (
        "day-month",
        days.day_month,
        "(the? {W})? {D} COMMA? {M}",
    ),
    (
        "day-month",
        days.day_month,
        "{D} {M} {Y}? OPEN w:FULLWEEKDAY CLOSE",
        "{M} (d:ORD|d:DAY) {Y}? OPEN w:FULLWEEKDAY CLOSE",
    ),
    (
        "month-day-year",
        days.day_month,
        "{W}? {M} DOT? COMMA? the? (d:ORD|d:DAY|d:SORD|d:BIGDAY|d:GLUED_DAY) {Y}",
    ),
    (
        "month-day",
        days.day_month,
        "{W}? {M} (the? (d:ORD|d:DAY|d:SORD|d:BIGDAY|d:GLUED_DAY)|COMMA the? d:ORD) (?!COUNT UNITS)",
    ),
    (
        "year-month-day",
        days.day_month,
        "(?<!DAY|ORD) y:YEAR (SLASH|DASH)? {M} (SLASH|DASH)? d:DAY",
        "(?<!DAY|ORD|MONTH|DOUBTFUL) y:YEAR COMMA {M} (d:DAY|d:ORD)",
    ),
    (
        "month-slash-day",
        days.tight_day_month,
        "(?<!MONTH|DOUBTFUL) d:DAY (SLASH|DASH) {M} ((SLASH|DASH) (y:YEAR|y:YY))?",
        "(?<!DAY|ORD|SORD) {M} (SLASH|DASH) d:DAY ((SLASH|DASH) y:YEAR)? (?!{M})",
    ),
    (
        "days-month-year",
        days.day_list,
        "days:({DAYS} (COMMA {DAYS}){0,10} COMMA? (and|or|AMP) {DAYS}) of? {M} COMMA? {Y}?",
    ),
    (
        "month-days-year",
        days.day_list,
        "{M} days:((ORD|DAY|SORD) (COMMA (ORD|DAY|SORD)){0,10} COMMA? (and|or|AMP) (the? (ORD|DAY|SORD))) "
        "(COMMA? y:YEAR)?",
        "{M} days:((ORD|DAY|SORD) (COMMA (ORD|DAY|SORD)){1,10}) (?=COMMA? (and|or|AMP) {M} (ORD|DAY|SORD))",
    ),
    (
        "day-to-day-month",
        days.day_range,
        "(from|between)? (w1:WEEKDAY COMMA?)? the? (d1:ORD|d1:DAY|d1:SORD) of? ({TO}|and) (w2:WEEKDAY "
        "COMMA?)? the? (d2:ORD|d2:DAY|d2:SORD) of? {M} COMMA? {Y}?",
    ),
    (
        "day-to-month-day",
        days.day_range,
        "(?<!MONTH|DOUBTFUL) (from|between)? d1:DAY ({TO}) {M} (d2:DAY|d2:ORD)",
    ),
    (
        "month-day-to-day",
        days.day_range,
        "(from|between)? (w1:WEEKDAY COMMA?)? {M} the? (d1:ORD|d1:DAY|d1:SORD) {TO} (w2:WEEKDAY COMMA?)? "
        "the? (d2:ORD|d2:DAY|d2:SORD) {Y}?",
    ),
    # Months
    (
        "month-year",
        days.month_year,
        "((the? month of)? {M} (COMMA|of|DASH|SLASH|in)? (y:YEAR|y:SYEAR|APOS y:YY|y:YEARLIKE) | y:YEAR "
        "COMMA? m:MONTH)",
    ),
    ("month-of-year", relative.month_of_year, "{M} of? k:RELATIVE year"),
    ("day-of-year", relative.day_of_year, "({D} {M}|{M} the? (d:ORD|d:DAY)) of? k:RELATIVE year"),
    (
        "day-month-relative",
        days.day_month,
        "k:RELATIVE {W}? ((d:ORD|d:DAY) of? (m:MONTH|m:DOUBTFUL)"
        "|(m:MONTH|m:DOUBTFUL) DOT? (d:ORD|d:DAY)) {Y}? (?!day|COUNTED|COUNT)",
    ),
    ("month-relative", relative.month_relative, "k:RELATIVE {M} (?!DAY|ORD|YEAR)"),
    ("month", days.bare_month, "(?<=TEMPORAL) m:MONTH", "(?<=PREP) m:MONTH (?!CAP)", "m:FULLMONTH (?!CAP)"),
    ("month-doubtful", days.doubtful_month, "(?<=PREP) m:DOUBTFUL (?!CAP)"),
    (
        "month-part",
        days.month_year,
        "p:(EARLY|LATE|MID DASH?) {M} (COMMA? y:YEAR)? (?!CAP)",
        "(the)? p:(EARLY|LATE|MID) of {M} (COMMA? y:YEAR)? (?!CAP)",
    ),
    # Years
    ("year", days.year, "(?<=STRONG) y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS)"),
    (
        "year-part",
        days.whole_year,
        "(EARLY|LATE|MID DASH?) y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS|s)",
        "(the)? (EARLY|LATE|MID) of (the year)? y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS)",
    ),
    ("year-named", days.whole_year, "the? year of? (y:YEAR|y:SYEAR|y:CARD)"),
    ("year-spelled", days.year, "(?<=PREP) y:SYEAR"),
    ("year-bare", days.year, "(?<!NUMBERED|PLAIN) y:RECENT (?!COUNTED|COUNT|CLOCK|UNITS)"),
    ("years", days.year_list, "(?<!MONTH|DOUBTFUL) y:YEAR (COMMA YEAR){0,10} COMMA? (and|or|AMP) YEAR"),
    ("year-to-year-short", days.season_years, "x:SPAN"),
    ("year-to-year-short", days.season_years, "(?<!NUMBERED|OTHER|DOT) x:YEARS_SHORT"),
    ("day-pair-month", days.pair_of_month, "{W}? x:PAIR {M} {Y}?"),
    (
        "days-bare",
        days.bare_range,
        "(from|between) the? d1:ORD ({TO}|and) the? d2:ORD (?!CAP|WORD|of|UNIT|{M}|COUNTED|century)",
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
    (
        "figures-month-spaced",
        days.tight_month,
        "m:MON DASH y:YEAR (?!COUNT|WORD)",
        "y:YEAR DASH m:MON (?!COUNT|WORD)",
    ),
    (
        "figures-month-apart",
        days.month_year,
        "(?<!NUM|SLASH) (y:YEAR SLASH m:MON|m:MON SLASH y:YEAR) (?!NUM|SLASH)",
    ),
    ("figures-short", _SHORT, "x:PAIR (?<!CAP PAIR) (COMMA? y:YEAR)? (?!UNIT|UNITS|OTHER)"),
    ("figures-short", _SHORT, "{W} (x:PAIR (COMMA? y:YEAR)? (?!UNIT|UNITS|OTHER) | x:DOTTED)"),
    ("figures-short", _SHORT, "this {W}? x:PAIR (COMMA? y:YEAR)? (?!UNIT|UNITS|OTHER)"),
    (
        "figures-short",
        _SHORT,
        "(k:NEXT|k:LAST|this) {W} (x:PAIR (COMMA? y:YEAR)? (?!UNIT|UNITS|OTHER) | x:DOTTED)",
    ),
    # From the document's day
    ("offset", relative.offset, "r:OFFSET"),
    (
        "time-of-day",
        relative.part_of_day(0),
        "(EARLY|LATE|earlier|later)? this (morning|afternoon|evening) (?!of)",
    ),
    ("time-of-day", relative.part_of_day(-1), "(EARLY|LATE)? last night"),
    ("offset-after", relative.day_beyond, "the? (day (after r:TOMORROW|before r:YESTERDAY))"),
    ("next-day", relative.next_day(1), "the (next|following) day"),
    ("previous-day", relative.next_day(-1), "the (day before (?=COMMA|DOT|STOP|$)|previous day)"),
    ("weekday", weekdays.weekday, "(?<!EACH|ONE|TITLE) (?<!TITLE DOT) w:FULLWEEKDAY"),
    # Rows that begin with one class are looked for much faster than patterns of one row.
    ("group", named.group, "the (ORD|DAY|SORD) of? {M} n:GROUP"),
    ("group", named.group, "(ORD|DAY|SORD) of? {M} n:GROUP"),
    ("group", named.group, "(MONTH|DOUBTFUL) (DAY|ORD) n:GROUP"),
    ("group", named.group, "n:GROUP of the? (DAY|ORD) of? {M} (?!YEAR|COMMA YEAR)"),
    # As programs stamp it: "Thu May 3 10:05:00 UTC 2007".
    ("month-day-year", days.day_month, "m:MONTH d:DAY CLOCK {ZONE}? y:YEAR"),
    ("month-day-year", days.day_month, "m:DOUBTFUL d:DAY CLOCK {ZONE}? y:YEAR"),
    ("count", named.count, "(more than|fewer than|less than|at least|up to|QUANTITY) y:YEAR"),
    ("weekday-short", weekdays.short_weekday, "w:SHORTDAY"),
    (
        "weekday-hour",
        weekdays.short_weekday_at,
        "(?<!THE) w:SHORTDAY COMMA? at? ((COUNT|GLUED_COUNT|DOTTED|CLOCK) (am|pm)|CLOCK)",
    ),
    ("weekday-this", weekdays.weekday_of_week, "this w:WEEKDAY"),
    ("weekday-last", weekdays.coming_weekday, "k:LAST w:WEEKDAY (?!COMMA? {M})"),
    ("weekday-previous", weekdays.weekday_of_week, "k:BEFORE w:WEEKDAY"),
    (
        "weekday-after-next",
        weekdays.weekday_after_next,
        "w:WEEKDAY after next",
        "w:WEEKDAY week (?!CAP|WORD|APOS)",
        "a week (on|from) w:WEEKDAY",
    ),
    ("weekday-next", weekdays.weekday_of_week, "k:NEXT w:WEEKDAY"),
    (
        "weekday-list-of-week",
        weekdays.listed_weekdays,
        "the? k:RELATIVE week (APOS s)? on? days:{WEEKDAYLIST}",
        "days:{WEEKDAYLIST} of? the? k:RELATIVE week",
    ),
    (
        "weekday-of-week",
        weekdays.weekday_of_week,
        "w:WEEKDAY (of|on|from)? the? k:RELATIVE week",
        "the? k:RELATIVE week (APOS s)? (on)? w:WEEKDAY",
    ),
    (
        "weekday-day",
        weekdays.weekday_day,
        "w:WEEKDAY COMMA? the? (d:ORD|d:SORD)",
        "w:WEEKDAY the (d:DAY|d:SDAY)",
    ),
    (
        "weekday-counted",
        weekdays.counted_weekday(1),
        "(n:COUNT|n:CARD) w:WEEKDAYS (from now|hence)",
    ),
    ("weekday-counted", weekdays.counted_weekday(-1), "(n:COUNT|n:CARD) w:WEEKDAYS (ago|back)"),
    (
        "weekday-before-last",
        weekdays.weekday_before_last,
        "the w:WEEKDAY before last (?!WEEKDAY|UNIT|UNITS|MONTH|FEAST|SEASON)",
    ),
    (
        "weekdays-of-week",
        weekdays.weekdays_of_week,
        "w1:WEEKDAY {TO} w2:WEEKDAY (of|in|COMMA)? the? k:RELATIVE week",
        "between w1:WEEKDAY and w2:WEEKDAY (of|in|COMMA)? the? k:RELATIVE week",
        "k:RELATIVE week COMMA? (from|between)? w1:WEEKDAY {TO} w2:WEEKDAY",
        "k:RELATIVE week COMMA? between w1:WEEKDAY and w2:WEEKDAY",
    ),
    (
        "day-ordinal",
        weekdays.weekday_day,
        "(?<=POINTING) the? d:ORD (?!CAP|WORD|of|UNIT|{M}|COUNTED|century)",
    ),
    ("day-of-month", relative.day_of_month, "the? (d:ORD|d:DAY|d:SORD) day? of the? k:RELATIVE month"),
    ("day-this-month", relative.day_of_month, "the? d:ORD k:RELATIVE month"),
    (
        "days-of-month",
        relative.days_of_month,
        "(from|between) (d1:DAY|d1:ORD) ({TO}|and) (d2:DAY|d2:ORD) (of)? k:RELATIVE month",
    ),
    (
        "unit",
        relative.unit,
        "(EARLY|LATE|later|earlier)? (the)? k:RELATIVE (calendar)? (?!day (of|in|at|for)) u:UNIT",
    ),
    (
        "unit-beside",
        relative.unit_beside,
        "the k:BESIDE u:UNIT",
        "(the)? k:SAME u:UNIT",
        "the u:UNIT k:ASIDE (?=COMMA|DOT|STOP|BREAK|CLOSE|$)",
    ),
    ("weekday-beside", weekdays.weekday_beside, "(the)? k:BESIDE w:WEEKDAY"),
    ("unit-after-next", relative.unit_after_next, "the u:UNIT after the? next"),
    (
        "unit-before-last",
        relative.unit_before_last,
        "the (?!day) u:UNIT before last (?!WEEKDAY|UNIT|UNITS|MONTH|FEAST|SEASON)",
    ),
    ("months-of-year", named.months_of_year, "the? k:SHIFT (n:COUNT|n:CARD) u:UNITS of {Y}"),
    *periods.ROWS,
    ("piece", relative.piece, "(the)? (p:BEGINNING|p:MIDDLE|p:END) of the? (k:RELATIVE|k:BESIDE)? u:UNIT"),
    ("unit-after", beyond.unit_near(1), "the u:UNIT (after|following) the?"),
    ("unit-before", beyond.unit_near(-1), "the u:UNIT (before|preceding) the?"),
    ("weekday-after", beyond.weekday_near(1), "the o:NTH? w:WEEKDAY (after|following) the?"),
    ("weekday-before", beyond.weekday_near(-1), "the o:LASTNTH? w:WEEKDAY (before|preceding) the?"),
    (
        "starting-figures",
        spans.starting_figures(day_first=_DAY_FIRST),
        "x:DMY (and|or) (later|after|onward|onwards)",
    ),
    ("month-alone", days.month_alone, "m:DOUBTFUL"),
    ("now", relative.offset, "(?<=and|to|till|until) r:NOW", "r:NOW (?=and|to|till|until)"),
    ("rest", spans.rest, "(the)? rest of? (the|k:RELATIVE) u:UNIT"),
    ("shorthand", relative.shorthand, "(the)? (p:EOM|p:EOY)"),
    ("weekend", relative.the_weekend, "(the|my) weekend (?!of)"),
    (
        "before",
        spans.before,
        "(?<!UNIT|UNITS|WEEKDAY) (before|prior to|no later than|as late as|up to) {DATE}",
    ),
    ("after", spans.after, "(?<!UNIT|UNITS|WEEKDAY) (after|later than) {DATE} (?!WORD|APOS)"),
    ("starting", spans.starting, "(starting|beginning|effective) (on|from)? {DATE}"),
    ("starting", spans.starting, "y:YEAR {ON}"),
    ("starting", spans.starting, "{M} (d:ORD|d:DAY) {Y}? {ON}"),
    ("starting", spans.starting, "{M} {Y} {ON}"),
    ("starting", spans.starting, "{D} {M} {Y}? {ON}"),
    *counted.ROWS,
    *habits.ROWS,
    *feasts.ROWS,
]

# Rules whose dates hang on the day of writing or on another date: timelines say so.
RELATIVE = frozenset(
    (
        "month-relative", "unit-beside", "weekday-beside", "offset", "offset-after",
        "next-day", "previous-day", "weekday", "weekday-short", "weekday-hour",
        "weekday-this", "weekday-last", "weekday-previous", "weekday-after-next", "weekday-next",
        "weekday-of-week", "weekday-day", "weekday-counted", "unit", "unit-after-next", "units", "ago",
        "from-now", "later", "earlier", "ago-about", "days-bare",
        "season-relative", "piece", "weekday-counted-units",
        "lasting", "now", "within", "rest", "weekend", "shifted-after", "shifted-before",
        "unit-before", "unit-after", "weekday-before", "weekday-after", "unit-before-last",
        "weekday-before-last", "weekdays-of-week", "day-month-relative", "time-of-day",
        "weekday-list-of-week", "quarter-relative", "half-relative",
    )
)  # fmt: skip
# "Until now" ends a range and "three days after" begins a date; by themselves they are none.
BOUNDS_ONLY = frozenset(
    (
        "now", "shifted-after", "shifted-before", "unit-before", "unit-after", "weekday-before",
        "weekday-after",
    )
)  # fmt: skip
# Rules that read a date by its own words.
ABSOLUTE = frozenset(
    (
        "day-month-year", "day-month", "month-day-year", "month-day", "year-month-day",
        "month-slash-day", "days-month-year", "month-days-year", "day-to-day-month", "day-to-month-day",
        "month-day-to-day", "month-year", "month-part", "iso", "figures", "figures-month",
        "figures-month-spaced", "figures-apart", "figures-month-apart", "figures-short",
        "season", "quarter", "half", "decade", "decades",
    )
)  # fmt: skip
