"""Dates as an archivist types them in a query, to a span of days."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from archive import edtf
from archive.text import fold

FOREVER: Final = dt.date.max.toordinal()

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan", "fevrier fevr fev february feb", "mars march mar",
            "avril avr april apr",
            "mai may", "juin june jun", "juillet juil july jul", "aout august aug",
            "septembre sept september sep", "octobre oct october", "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# EDTF codes.
_SEASONS = {
    "printemps": 21, "spring": 21, "ete": 22, "summer": 22, "automne": 23, "autumn": 23, "fall": 23,
    "hiver": 24, "winter": 24,
}  # fmt: skip
_DAY = r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_NAME = r"(?P<name>[a-z]+)\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:le |the )?{_DAY}(?: of)? {_NAME},? {_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"(?:en |in )?{_NAME}(?: de| of)? {_YEAR}",
        rf"(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.]{_YEAR}",
        rf"(?P<month>\d{{1,2}})[/.]{_YEAR}",
        rf"{_YEAR}-(?P<month>\d)",
    )
)


def interval(text: str) -> tuple[int, int] | None:
    """The first and last day (proleptic ordinals) of a date in EDTF or in words, None when it is none.

    Days in figures are read day first, as both French and British usage have it.
    """
    value = " ".join(text.split())
    return days(value) or days(_worded(fold(value)) or "")


def days(value: str) -> tuple[int, int] | None:
    """The first and last day of an EDTF value that names a year, an open end as far as days go."""
    try:
        first, last = edtf.earliest(value), edtf.latest(value)
    except ValueError:
        return None
    if first is None and last is None:
        return None
    return (first.toordinal() if first else 1, last.toordinal() if last else FOREVER)


def _worded(text: str) -> str | None:
    for form in _FORMS:
        m = form.fullmatch(text)
        if m is None:
            continue
        parts = m.groupdict()
        month = parts.get("month") or _MONTHS.get(parts.get("name") or "")
        if month is None:
            season = _SEASONS.get(parts.get("name") or "")
            if season is None or parts.get("day"):
                continue
            return f"{parts['year']}-{season}"
        day = f"-{int(parts['day']):02}" if parts.get("day") else ""
        return f"{parts['year']}-{int(month):02}{day}"
    return None
