"""Agendas and invitations (iCalendar, RFC 5545; vCalendar 1.0): every entry a post, under its day.

What a program is told stays out: reminders, who answered what, zones. Entries that are marked as private stay
closed. How an entry repeats is kept beside the text, as the file writes it.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from archive.dataclass import dataclass
from archive.errors import EmptyInput
from archive.ingest.readers.decoding import decode
from archive.ingest.readers.feed import FeedPost, entry_keys, lines_of, page_of_posts
from archive.ingest.readers.html_blocks import lang_code
from archive.ingest.readers.lines import Line, Statements, cleaned
from archive.records import NO_LANGUAGE, Page, PostHint, Role

_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_FOLDED = re.compile(rb"\r?\n[ \t]")
_SOFT = re.compile(rb"=\r?\n")
_QUOTED = re.compile(rb"[^\r\n:]*;ENCODING=QUOTED-PRINTABLE\b[^\r\n:]*:", re.I)
_LINE = re.compile(r'([A-Za-z][A-Za-z0-9-]*)((?:;[^=:;]+(?:=(?:"[^"]*"|[^":;])*)?)*):(.*)', re.S)
_GIVEN = re.compile(r';([^=:;]+)=(?:"([^"]*)"|([^":;]*))')
_ESCAPED = re.compile(r"\\(.)", re.S)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?\Z")
_LASTS = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?\Z")
_CLOSED = ("PRIVATE", "CONFIDENTIAL")
_INVITATION = re.compile(rb"^METHOD:(?!PUBLISH\b)[A-Z]", re.I | re.M)
_MOST = 50_000  # entries of one file
_MAX_LINE = 1_000_000  # characters


@dataclass(slots=True)
class _Entry:
    """What stands between BEGIN and END, by name: each value with what is said of it."""

    fields: dict[str, list[tuple[Mapping[str, str], str]]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        return next((value for _, value in self.fields.get(name, ()) if value.strip()), "")

    def said(self, name: str, what: str) -> str:
        """What is said of the first value of a name, as its language."""
        return next((given.get(what, "") for given, _ in self.fields.get(name, ())), "")


def read_agenda(data: bytes) -> Page:
    """The page of an agenda, one post an entry, in their order. Raises EmptyInput for one without any."""
    text, encoding = decode(_plain(data))
    about, entries, cut = _parsed(text)
    title = _text(about.first("X-WR-CALNAME") or about.first("NAME"))
    zone = _zone(about.first("X-WR-TIMEZONE"))
    site = about.first("X-WR-RELCALID") or title or about.first("PRODID")
    opened = [entry for entry in entries if entry.first("CLASS").upper() not in _CLOSED]
    notes = (
        [f"{len(entries) - len(opened)} private entries stay closed"] if len(opened) < len(entries) else []
    )
    notes += ["it is cut: its whole entries are taken in"] if cut and opened else []
    if entries and not opened:
        raise EmptyInput("an agenda whose entries are all private")
    posts = (_post(entry, n, zone, site) for n, entry in enumerate(opened))
    statements = Statements(title=title or None, lang=lang_code(about.said("X-WR-CALNAME", "LANGUAGE")))
    try:
        return page_of_posts(posts, statements, encoding, "; ".join(notes) or None)
    except EmptyInput as error:
        raise EmptyInput("an agenda without entries") from error


def is_invitation(data: bytes) -> bool:
    """Whether a calendar is one that programs send each other: an invitation, an answer to it, a change."""
    return _INVITATION.search(data[:4096]) is not None


def invited(data: bytes) -> list[str]:
    """What an invitation says to people, line by line: what, when, where, and a text."""
    about, entries, _ = _parsed(decode(_plain(data))[0])
    out: list[str] = []
    for n, entry in enumerate(entries[:1]):
        post = _post(entry, n, _zone(about.first("X-WR-TIMEZONE")), "")
        out += [post.hint.title or "", *(line.text for line in post.lines if line.role is not Role.CHROME)]
    return [line for line in out if line.strip()]


def _post(entry: _Entry, group: int, zone: ZoneInfo | None, site: str) -> FeedPost:
    lang = lang_code(entry.said("SUMMARY", "LANGUAGE") or entry.said("DESCRIPTION", "LANGUAGE"))
    day, when = _when(entry, zone)
    host, host_line = _host(entry)
    lines = [
        Line(when, group=group, lang=NO_LANGUAGE),
        Line(_text(entry.first("LOCATION")), group=group, lang=lang),
        Line(host_line, group=group, lang=NO_LANGUAGE),
        *_body(entry, group, lang),
        Line(f"RRULE:{rule}" if (rule := entry.first("RRULE")) else "", Role.CHROME),
    ]
    uid = " ".join((entry.first("UID"), entry.first("RECURRENCE-ID"))).strip()
    changed = _iso(entry.first("LAST-MODIFIED") or entry.first("DTSTAMP"))
    web = entry.first("URL")
    hint = PostHint(
        _text(entry.first("SUMMARY")).replace("\n", " ") or None,
        host,
        day,
        lang,
        web if web.startswith(("https://", "http://")) else None,
        keys=entry_keys("agenda", site, uid, changed) if uid else (),
    )
    return FeedPost([line for line in lines if line.text.strip()], hint)


def _body(entry: _Entry, group: int, lang: str | None) -> list[Line]:
    description = _text(entry.first("DESCRIPTION")) or _text(entry.first("X-ALT-DESC"))
    more = _text(entry.first("COMMENT"))
    return [line for text in (description, more) if text for line in lines_of(text, group, lang)]


def _host(entry: _Entry) -> tuple[str | None, str]:
    """Who invites, and the line that says so, as that of a mail."""
    name = cleaned(entry.said("ORGANIZER", "CN").strip('"'))
    address = re.sub(r"\Amailto:", "", entry.first("ORGANIZER").strip(), flags=re.I)
    address = address if "@" in address else ""
    host = f"{name} <{address}>" if name and address and name != address else name or address
    return name or address or None, f"Organizer: {host}" if host else ""


# -- days ------------------------------------------------------------------------------------------


def _when(entry: _Entry, zone: ZoneInfo | None) -> tuple[str | None, str]:
    """The first day of an entry, and when it is, in figures; what was called off says so."""
    start = _moment(entry.first("DTSTART") or entry.first("DUE"), zone)
    if start is None:
        return None, ""
    end = _moment(entry.first("DTEND"), zone) or _after(start, entry.first("DURATION"))
    last = end.date() if isinstance(end, datetime) else end
    if last and not isinstance(end, datetime):
        last -= timedelta(days=1)  # the day behind the last one
    first = start.date() if isinstance(start, datetime) else start
    shown = _shown(start)
    if isinstance(end, datetime) and isinstance(start, datetime) and end > start:
        shown += f" – {end:%H:%M}" if first == last else f" – {_shown(end)}"
    elif last and last > first:
        shown += f" – {last.isoformat()}"
    off = " (CANCELLED)" if entry.first("STATUS").upper() == "CANCELLED" else ""
    return first.isoformat(), shown + off


def _moment(stamp: str, zone: ZoneInfo | None) -> datetime | date | None:
    """A day or a moment by the clock of its place, as far as the file says which it is."""
    found = _STAMP.match(stamp.strip())
    if found is None:
        return None
    year, month, day = map(int, found.group(1, 2, 3))
    try:
        if found[4] is None:
            return date(year, month, day)
        here = datetime(year, month, day, int(found[4]), int(found[5]))
        if found[6] and zone:
            here = here.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return here


def _after(start: datetime | date, lasts: str) -> datetime | date | None:
    found = _LASTS.match(lasts.strip())
    if not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes = (int((one or "0")[:6]) for one in found.groups())
    try:
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return None


def _shown(when: datetime | date) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else when.isoformat()


def _iso(stamp: str) -> str:
    found = _STAMP.match(stamp.strip())
    return "{}-{}-{}T{}:{}:00Z".format(*found.groups()[:5]) if found and found[4] else ""


def _zone(name: str) -> ZoneInfo | None:
    """The zone of a name, None where it is not known here."""
    try:
        return ZoneInfo(name.strip()) if name.strip() else None
    except (KeyError, ValueError, OSError):
        return None


# -- lines -----------------------------------------------------------------------------------------


def _plain(data: bytes) -> bytes:
    """The bytes with lines as they were before they were folded, and letters that were written as figures."""
    if b";ENCODING=QUOTED-PRINTABLE" in data.upper():
        out = []
        joined = _SOFT.sub(b"", data)
        for line in joined.splitlines(keepends=True):
            named = _QUOTED.match(line)
            if named:
                decoded = quopri.decodestring(line[named.end() :].rstrip(b"\r\n"))
                decoded = decoded.replace(b"\\", b"\\\\").replace(b"\r\n", b"\n").replace(b"\n", b"\\n")
                line = named.group() + decoded + b"\n"
            out.append(line)
        data = b"".join(out)
    return _FOLDED.sub(b"", data)


def _parsed(text: str) -> tuple[_Entry, list[_Entry], bool]:
    """What a file says of itself, its entries, and whether it ends before its last one does."""
    about = _Entry()
    entries: list[_Entry] = []
    within: list[str] = []
    current = about
    for name, given, value in islice(_lines(text), _MOST * 100):
        kind = value.strip().upper()
        if name == "BEGIN":
            within.append(kind)
            current = _Entry() if kind in _ENTRIES else current
        elif name == "END":
            if kind in _ENTRIES and kind in within and len(entries) < _MOST:
                entries.append(current)
            while within and within.pop() != kind:
                pass
            current = about if not _ENTRIES.intersection(within) else current
        elif within and (within[-1] in _ENTRIES or within[-1] == "VCALENDAR"):
            current.fields.setdefault(name, []).append((given, value))
    return about, entries, bool(_ENTRIES.intersection(within))


def _lines(text: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    for line in re.split(r"\r\n?|\n", text):
        found = _LINE.match(line[:_MAX_LINE])
        if found:
            given = {m[1].strip().upper(): m[2] or m[3] or "" for m in _GIVEN.finditer(found[2])}
            yield found[1].upper(), given, found[3]


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()
