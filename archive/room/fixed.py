"""The room as files: which file stands for an address, and how the pages of one lead to one another.

Files of one language lie in a folder of it (`fr/d/ID.html`), what both use beside them (`room/room.css`). All
links are relative, so that the folder can be put anywhere, or be opened from a disk.
"""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from archive.dataclass import dataclass
from archive.room import atlas
from archive.room.asked import Asked
from archive.room.wording import CHOSEN, LANGUAGES

_LINK: Final = re.compile(r' (href|src|action)="(/[^"]*)"')
_TEXT: Final = re.compile(r"/d/([0-9a-f]{8,64})(/parallel)?")
_ENTITY: Final = re.compile(r"/e/([0-9a-f]{8,64})")
_LIST: Final = re.compile(r"/(people|places|organisations)")
_YEAR: Final = re.compile(r"-?\d{1,6}")
_ID: Final = re.compile(r"[0-9a-f]{8,64}")
_PLAIN: Final = {"/": "index.html", "/help": "about.html"}
_SHARED: Final = re.compile(r"/room/([\w-]+\.(?:css|js))")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a room of files has: `searchable`, an index that a browser can search."""

    searchable: bool


def split(address: str) -> tuple[str, str | None]:
    """An address without the choice of a language, and the language that it chooses."""
    parts = urlsplit(address)
    params = parse_qsl(parts.query, keep_blank_values=True)
    chosen = next((v for k, v in params if k == CHOSEN and v in LANGUAGES), None)
    query = urlencode([(k, v) for k, v in params if k != CHOSEN])
    return parts.path + (f"?{query}" if query else ""), chosen


def file_of(address: str) -> str | None:
    """The file of a page, within the folder of a language; None for what a room of files has not."""
    parts = urlsplit(address)
    params = dict(parse_qsl(parts.query))
    path = parts.path
    if path in _PLAIN:
        return _PLAIN[path]
    if found := _TEXT.fullmatch(path):
        return f"d/{found[1]}{'-parallel' if found[2] else ''}.html"
    if found := _ENTITY.fullmatch(path):
        if params.keys() - {"at"}:
            return None
        at = params.get("at", "0")
        return f"e/{found[1]}{f'-{int(at)}' if at.isdecimal() and int(at) else ''}.html"
    if found := _LIST.fullmatch(path):
        after = params.get("after", "")
        return f"{found[1]}{f'-{after}' if _ID.fullmatch(after) else ''}.html"
    if path == "/places/map":
        box = atlas.read(params.get("box", ""))
        return f"map-{atlas.written(box).replace(',', '_')}.html" if box else "map.html"
    if path == "/search":
        return _texts(Asked.read(parse_qsl(parts.query))) if parts.query else "search.html"
    return None


def _texts(asked: Asked) -> str | None:
    """The file of a list of texts: of all, of a year, of a language, or of one source."""
    year = asked.since if asked.since == asked.until and _YEAR.fullmatch(asked.since) else ""
    chosen = [one for one in (year, *asked.lang, asked.source) if one]
    others = asked.but(lang=(), source="", since="", until="", sort="relevance")
    if others != Asked() or len(chosen) > 1 or (asked.since or asked.until) != year:
        return None
    if asked.lang:
        (lang,) = asked.lang
        name = f"in-{lang}" if re.fullmatch(r"[a-z]{2,3}", lang) else None
    elif asked.source:
        name = f"from-{hashlib.sha256(asked.source.encode('utf-8', 'replace')).hexdigest()[:16]}"
    else:
        name = f"of-{year}" if year else "all"
    return f"texts/{name}{f'-{asked.page}' if asked.page > 1 else ''}.html" if name else None


def asked_for(address: str) -> str:
    """The address that the room is asked for a page: lists of texts are in the order of time."""
    parts = urlsplit(address)
    if parts.path != "/search" or not parts.query:
        return address
    return Asked.read([*parse_qsl(parts.query), ("sort", "date")]).address()


def relinked(body: str, here: str, lang: str, seen: Callable[[str], None]) -> str:
    """A page whose links lead to files; `here`: its own, in the folder of `lang`.

    What has no file is no link any more. `seen` hears of the address of each page that is led to.
    """
    folder = posixpath.dirname(f"{lang}/{here}")

    def leads(match: re.Match[str]) -> str:
        address, _, fragment = html.unescape(match[2]).partition("#")
        if shared := _SHARED.fullmatch(address):
            return f' {match[1]}="{posixpath.relpath(f"room/{shared[1]}", folder)}"'
        page, chosen = split(address)
        file = file_of(page)
        if file is None:
            return ""
        seen(page)
        there = posixpath.relpath(f"{chosen or lang}/{file}", folder)
        return f' {match[1]}="{html.escape(there + (f"#{fragment}" if fragment else ""))}"'

    return _LINK.sub(leads, body)
