"""Dates as an archivist types them in a query, to a span of days."""

from __future__ import annotations

import datetime as dt
from typing import Final

from archive import edtf

FOREVER: Final = dt.date.max.toordinal()


def interval(text: str, lang: str | None = None) -> tuple[int, int] | None:
    """The first and last day (proleptic ordinals) of a date in EDTF or in words, None when it is none.

    A date in words is read as in a text in `lang`; where that is not given, or it is no date there, in any
    language: day before month (03/08), as French and British usage have it.
    """
    value = " ".join(text.split())
    if found := days(value):
        return found
    from archive.dates import readings  # the grammar loads with the first date in words
    from archive.lang import codes

    said = next(readings(value, [*([lang] if lang else []), *codes()]), None)
    return days(said) if said else None


def days(value: str) -> tuple[int, int] | None:
    """The first and last day of an EDTF value that names a year, an open end as far as days go."""
    try:
        first, last = edtf.earliest(value), edtf.latest(value)
    except ValueError:
        return None
    if first is None and last is None:
        return None
    return (first.toordinal() if first else 1, last.toordinal() if last else FOREVER)
