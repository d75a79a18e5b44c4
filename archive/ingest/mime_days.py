"""When a mail was written, by its header (RFC 5322, 3.6.1)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz

from archive.ingest.mime import ParsedMail, unfolded

_ENVELOPE_DAY = re.compile(r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?[A-Z][a-z]{2} +\d{1,2} .*")


def moment(mail: ParsedMail) -> tuple[datetime, str] | None:
    """When a mail was written, in its author's own time where that is said, and by which field.

    The field Date; the last field Received, which is that of the first computer that had it; the line that
    the mailbox has before it.
    """
    for value in mail.header.get_all("date", []):
        if when := _moment(str(value)) or _day(unfolded(str(value))):
            return when, "Date"
    for value in reversed(mail.header.get_all("received", [])):
        if when := _moment(str(value).rpartition(";")[2]):
            return when, "Received"
    if (found := _ENVELOPE_DAY.search(mail.envelope)) and (when := _moment(_as_date(found.group()))):
        return when, "From "
    return None


def _day(field: str) -> datetime | None:
    """A day that no program writes into a mail: as ISO has it, or in French words."""
    from archive.dates import dates_in
    from archive.dates.core import PartialDate

    day = next((value for _, _, value in dates_in(field)), None)
    if (
        not isinstance(day, PartialDate)
        or not (day.year and day.month and day.day)
        or not 1970 <= day.year <= 2100
    ):
        return None
    return datetime(day.year, day.month, day.day)


def _as_date(line: str) -> str:
    """`Mon Jun  1 10:00:00 2009` with its words where a mail has them: `1 Jun 2009 10:00:00`."""
    month_day = re.search(r"([A-Z][a-z]{2}) +(\d{1,2})\b", re.sub(r"^[A-Z][a-z]{2} (?=[A-Z])", "", line))
    clock = re.search(r"\d{1,2}:\d{2}(?::\d{2})?", line)
    year = re.search(r"\b(?:19|20)\d{2}\b", line)
    zone = re.search(r"[+-]\d{4}\b", line)
    if not (month_day and clock and year):
        return ""
    return f"{month_day[2]} {month_day[1]} {year.group()} {clock.group()} {zone.group() if zone else ''}"


def _moment(value: str) -> datetime | None:
    try:
        read = parsedate_tz(value)
        if read is None or not 1970 <= read[0] <= 2100:
            return None
        zone = read[9]
        naive = datetime(*read[:5])
        return naive if zone is None else naive.replace(tzinfo=timezone(timedelta(seconds=zone)))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
