"""The rules of English periods: seasons, quarters, decades, centuries, weeks, the n-th of something."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.rules import named

ROWS: list[Row] = [
    (
        "season",
        named.season,
        "(the)? s:SEASON of? (x:SPAN|x:YEAR DASH YEAR)",
        "(the)? (EARLY|LATE|MID DASH?)? s:SEASON (of|COMMA)? (y:YEAR|y:SYEAR)",
    ),
    ("season-relative", named.season, "k:RELATIVE s:SEASON"),
    ("quarter", named.quarter, "q q:GLUED_COUNT ((of|COMMA|DASH)? (y:YEAR|k:RELATIVE year))?"),
    ("quarter", named.quarter, "y:YEAR DASH? q q:GLUED_COUNT"),
    ("quarter", named.quarter, "(y:GLUED_YEAR|y:GLUED_YY) q q:GLUED_COUNT"),
    (
        "quarter",
        named.quarter,
        "the? o:NTH (quarter|qtr) ((of|COMMA)? the? (y:YEAR|k:RELATIVE year|y:SYEAR)|of the year)",
        "the? o:NTH (quarter|qtr) (?!of)",
    ),
    ("quarter-relative", named.quarter, "k:RELATIVE year APOS s o:NTH (quarter|qtr)"),
    ("half-relative", named.half, "k:RELATIVE year APOS s o:NTH half"),
    ("half", named.half, "the? o:NTH half of (y:YEAR|k:RELATIVE year)"),
    ("half", named.half, "h h:GLUED_COUNT of? y:YEAR"),
    ("half", named.half, "y:YEAR h h:GLUED_COUNT"),
    ("decade", named.decade, "c:CENTURYDECADE"),
    ("decade", named.decade, "y:YEAR s"),
    ("decade", named.decade, "y:YEARLIKE s"),
    (
        "decade",
        named.decade,
        "(the|in|of) (EARLY|LATE|MID DASH?)? c:DECADE",
        "(?<!POSSESSIVE|EARLY|LATE|MID) APOS c:DECADE",
        "(?<!POSSESSIVE) (the (EARLY|LATE|MID DASH?)?|EARLY|LATE|MID DASH) APOS c:DECADE",
        "(?<!POSSESSIVE) MID APOS c:DECADE",
    ),
    ("decade-of-2000s", named.decade, "the (EARLY|LATE|MID DASH?)? n:CARD DASH? and? c:TENS"),
    (
        "decade-word",
        named.decade,
        "the (EARLY|LATE|MID DASH?)? (n:CARD DASH?)? c:DECADEWORD",
    ),
    # Rows that begin with one class are looked for much faster than patterns of one row.
    ("decades", named.decades, "(the|in|of) row:({DECADE} {DECADES})"),
    ("decades", named.decades, "row:(CENTURYDECADE {DECADES})"),
    ("decades", named.decades, "(?<!POSSESSIVE) row:(APOS DECADE {DECADES})"),
    ("year-apostrophe", named.short_year, "(?<=TEMPORAL|of|from) APOS y:YY (?!UNITS|COUNTED|APOS|WORD APOS)"),
    ("century", named.century, "(the)? (EARLY|LATE|MID DASH?)? o:NTH DASH? century"),
    (
        "centuries",
        named.centuries,
        "(the)? NTH (COMMA the? NTH){0,3} COMMA? (and|or|to|DASH) the? NTH (centuries|century)",
    ),
    ("week-number", named.week_number, "week n:COUNT (of (y:YEAR|k:RELATIVE year))?"),
    ("week-of-year", named.week_number, "the? {NTH} week of? (y:YEAR|k:RELATIVE year)"),
    (
        "week-of-day",
        named.week_of_day,
        "((the)? week (of|commencing|starting on?|beginning)|w SLASH c) the? ({M} "
        "(d:ORD|d:DAY)|(d:ORD|d:DAY) of? {M}|d:ORD) (COMMA? y:YEAR)?",
    ),
    ("week-of-month", named.week_of_month, "the? {NTH} week (of|in) ({M} (COMMA? y:YEAR)?|{MONTHS})"),
    (
        "weekend-of-month",
        named.weekend_of_month,
        "the? {NTH} weekend (of|in) ({M} (COMMA? y:YEAR)?|{MONTHS})",
    ),
    ("day-of-unit", named.day_of_unit, "the? {NTH} day of ({M} (COMMA? y:YEAR)?|the? k:RELATIVE? month)"),
    (
        "nth-weekday",
        named.nth_weekday,
        "the? {NTH} w:WEEKDAY (of|in) ({M} (COMMA? y:YEAR)?|{MONTHS})",
    ),
]
