"""What programs that save pages write into them: the address at which a page stood, and when it was saved.

Internet Explorer and Chrome ("saved from url"), HTTrack, SingleFile, Save Page WE, and the Internet Archive.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import re
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin

from archive.addresses import fit
from archive.dataclass import dataclass
from archive.text import fold

_WITHIN: Final = 16 * 1024  # characters at the head of a page, and at its foot
# The number is how long the address is, which may hold any character.
_BROWSER: Final = re.compile(r"<!--\s*saved from url=\((\d{4})\)\s*", re.I)
_HTTRACK: Final = re.compile(r"<!--\s*Mirrored from (\S+) by HTTrack[^,>]*,\s*([^>]*?)\s*-->", re.I)
# The index that HTTrack makes of what it mirrored, by its own template.
_INDEX: Final = re.compile(r"<title>[^<]*\bHTTrack Website Copier\s*</title>", re.I)
_TEMPLATE: Final = re.compile(
    r"\b(?:backblue|fade)\.gif\b|content=\"HTTrack is an easy-to-use website mirror utility", re.I
)
_SINGLE_FILE: Final = re.compile(
    r"<!--\s*Page saved with SingleFile\w*\s+url:\s*(\S+)\s+saved date:\s*([^\n>]*?)\s*(?:\n|-->)", re.I
)
_EXTENSION: Final = re.compile(
    r"<meta\s+name=\"?savepage-(url|date)\"?\s+content=(?:\"([^\"]*)\"|([^\s>]+))", re.I
)
_WAYBACK: Final = re.compile(
    r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3} \d\d, \d{4}) AND RETRIEVED FROM THE\s+INTERNET ARCHIVE"
)
_WAYBACK_ADDRESS: Final = re.compile(
    r"(?:https?:)?//web\.archive\.org/web/(\d{4,14})(?:[a-z]{2}_)?/(.*)\Z", re.I | re.S
)
# As a browser writes a moment: "Tue Mar 05 2019 14:05:06 GMT+0100 (heure normale d'Europe centrale)".
_SCRIPTED: Final = re.compile(
    r"\w{3} (\w{3}) (\d\d) (\d{4}) (\d\d):(\d\d):(\d\d)(?: GMT([+-])(\d\d):?(\d\d))?"
)
_MONTHS: Final = {month[:3].lower(): n for n, month in enumerate(calendar.month_name) if n}
_WEB: Final = re.compile(r"https?://[^\s/]", re.I)


@dataclass(frozen=True, slots=True)
class SavedFrom:
    """Where a page stood when it was saved, and the moment of that (UTC, ISO 8601), as far as it says."""

    url: str | None = None
    at: str | None = None


def saved(text: str) -> SavedFrom:
    """What the program that saved a page wrote into its markup `text`."""
    head = text[:_WITHIN]
    found = _saved_from(head)
    foot = text[-_WITHIN:] if len(text) > _WITHIN else head
    when = _archived(foot) if "INTERNET ARCHIVE" in foot else None
    url, stamp = original(found.url)
    return SavedFrom(url, when or stamp or found.at)


def original(url: str | None) -> tuple[str | None, str | None]:
    """An address without that of the Internet Archive around it, and the moment which that one says."""
    found = _WAYBACK_ADDRESS.match(url or "")
    if not found:
        return _web(url), None
    inner = _web(found[2] if "://" in found[2][:10] else f"http://{found[2]}")
    try:
        stamp = dt.datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return inner, None
    return inner, _iso(stamp)


def _web(url: str | None) -> str | None:
    return fit(url) if url and _WEB.match(url) else None


def is_index(text: str) -> bool:
    """Whether a page is the index that HTTrack makes of the sites it mirrored."""
    head = text[:_WITHIN]
    return not _HTTRACK.search(head) and bool(_INDEX.search(head) and _TEMPLATE.search(head))


def joined(base: str, href: str) -> str:
    """Where a page at `base` leads with `href`; `href` itself where that is no address."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def moment(value: str) -> str | None:
    """A moment as mails write it, in UTC (ISO 8601); None where it is none."""
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return None
    return _iso(when if when.tzinfo else when.replace(tzinfo=dt.UTC))


def _saved_from(head: str) -> SavedFrom:
    if one := _BROWSER.search(head):
        return SavedFrom(html.unescape(head[one.end() : one.end() + int(one[1])]))
    if one := _HTTRACK.search(head):
        address = one[1] if _WEB.match(one[1]) else f"http://{one[1]}"
        return SavedFrom(address, moment(one[2]))
    if one := _SINGLE_FILE.search(head):
        return SavedFrom(one[1], _scripted(one[2]))
    metas = {m[1].lower(): html.unescape(m[2] or m[3] or "") for m in _EXTENSION.finditer(head)}
    return SavedFrom(metas.get("url"), _scripted(metas.get("date", "")))


def _scripted(value: str) -> str | None:
    one = _SCRIPTED.match(value)
    month = _MONTHS.get(fold(one[1])) if one else None
    if one is None or month is None:
        return None
    shift = dt.timedelta(hours=int(one[8] or 0), minutes=int(one[9] or 0)) * (-1 if one[7] == "-" else 1)
    try:
        when = dt.datetime(
            int(one[3]), month, int(one[2]), int(one[4]), int(one[5]), int(one[6]), tzinfo=dt.timezone(shift)
        )
    except ValueError:
        return None
    return _iso(when)


def _archived(foot: str) -> str | None:
    one = _WAYBACK.search(foot)
    month = _MONTHS.get(one[2][:3].lower()) if one else None
    if one is None or month is None:
        return None
    try:
        day = dt.date(int(one[2][-4:]), month, int(one[2][4:6]))
    except ValueError:
        return None
    return f"{day.isoformat()}T{one[1]}Z"


def _iso(when: dt.datetime) -> str | None:
    try:
        return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when.year > 1990 else None
    except (ValueError, OverflowError):
        return None
