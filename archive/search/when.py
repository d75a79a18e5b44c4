"""Dates as an archivist types them in a query, to a span of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from archive import edtf
from archive.text import fold

if TYPE_CHECKING:
    from archive.lang import Calendar

FOREVER: Final = dt.date.max.toordinal()
_IN: Final = frozenset(["in", "en"])  # what people type before a month or a season


def interval(text: str, lang: str | None = None) -> tuple[int, int] | None:
    """The first and last day (proleptic ordinals) of a date in EDTF or in words, None when it is none.

    A date in words is read as in a text in `lang`; where that is not given, or it is no date there, in any
    language: day before month (03/08), as French and British usage have it.
    """
    value = " ".join(text.split())
    if found := days(value):
        return found
    from archive.dates import read_date, readings  # the grammar loads with the first date in words
    from archive.lang import codes

    langs = [*([lang] if lang else []), *codes()]
    edtf = next(readings(value, langs), None)
    if edtf is None:
        mixed = (read_date(_in_words_of(one, value), one) for one in langs)
        edtf = next(filter(None, mixed), None)
    return days(edtf) if edtf else None


def _in_words_of(code: str, text: str) -> str:
    """A date that mixes languages ("le 3 january 2016", "mars 3 2016") with the words of one alone."""
    from archive.lang import languages

    known = {one.code: one.calendar for one in languages()}
    own = {meant: word for word, meant in reversed(list(_meanings(known[code])))}
    meant = {fold(word): what for calendar in known.values() for word, what in _meanings(calendar)}
    small = {fold(word) for calendar in known.values() for word in (*calendar.articles, *calendar.links)}
    words = text.split()
    while words and fold(words[0]) in small | _IN:
        words = words[1:]
    linked = [word for word in words if fold(word) not in small]
    return " ".join(own.get(meant.get(fold(word.strip(".,")), ("", 0)), word) for word in linked)


def _meanings(calendar: Calendar) -> Iterator[tuple[str, tuple[str, int]]]:
    """The words of months, seasons and weekdays, the usual ones first, with what they say."""
    for kind, words in (
        ("month", calendar.months),
        ("month", calendar.short_months),
        ("season", calendar.seasons),
        ("weekday", calendar.weekdays),
    ):
        yield from ((word, (kind, number)) for word, number in words.items())


def days(value: str) -> tuple[int, int] | None:
    """The first and last day of an EDTF value that names a year, an open end as far as days go."""
    try:
        first, last = edtf.earliest(value), edtf.latest(value)
    except ValueError:
        return None
    if first is None and last is None:
        return None
    return (first.toordinal() if first else 1, last.toordinal() if last else FOREVER)
