"""The dates of a language of which no more is known than its calendar: days, months and years in full."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.grammar import Rules
from archive.dates.lexicon import Lexicon
from archive.dates.rules import days, named
from archive.lang import Language

_MACROS = {
    "W": "w:WEEKDAY COMMA? THE?",
    "D": "(d:ORD|d:DAY|d:SORD|d:SDAY) DOT? OF?",
    "M": "m:MONTH DOT?",
    "Y": "COMMA? OF? y:YEAR",
}


def rules_of(lang: Language) -> Rules:
    """The rules that the calendar of a language makes."""
    rows: list[Row] = [
        ("day-month-year", days.day_month, "{W}? {D} {M} {Y}"),
        ("day-month", days.day_month, "{W}? {D} {M}"),
        ("month-day-year", days.day_month, "{W}? {M} (d:ORD|d:DAY) COMMA? y:YEAR"),
        ("month-year", days.month_year, "{M} {Y}"),
        ("season", named.season, "s:SEASON {Y}"),
        ("iso", days.full, "{W}? x:FULL"),
        ("figures", days.numeric(day_first=lang.calendar.day_first), "{W}? x:DMY"),
        ("figures-month", days.year_month, "x:YM"),
    ]
    if lang.calendar.articles or lang.calendar.links:
        rows.append(("year", days.year, "(?<=BEFORE) y:RECENT (?!COUNT|CLOCK|PLAIN|WORD)"))
    return Rules(
        lang.code,
        lambda: _lexicon(lang),
        tuple(rows),
        absolute=frozenset(name for name, *_ in rows if name != "year"),
        macros=_MACROS,
        between="COMMA? DASH THE?",
        opening="(?!)",
        pairing="(?!)",
    )


def _lexicon(lang: Language) -> Lexicon:
    calendar, numbers = lang.calendar, lang.numbers
    out = Lexicon()
    out.add("MONTH", {**calendar.months, **calendar.short_months})
    out.add("WEEKDAY", {**calendar.weekdays, **calendar.short_weekdays})
    out.add("SHORT", [*calendar.short_months, *calendar.short_weekdays])
    out.add("SEASON", calendar.seasons)
    out.add("SORD", {word: n for word, n in numbers.ordinals.items() if 1 <= n <= 31})
    out.add("SDAY", {word: n for word, n in numbers.cardinals.items() if 2 <= n <= 31})
    out.add("THE", calendar.articles)
    out.add("OF", calendar.links)
    out.add("BEFORE", [*calendar.articles, *calendar.links])
    return out
