"""Files that saved pages and mirrors of sites bring along: styles, programs, pictures, frames, logs.

They are no sources of their own. A browser, or a word processor that saves as a page, puts them into a folder
beside the page, which is called after it (`plan.html`, `plan_fichiers/`) and which the page refers to;
HTTrack into the folders of the site, and what it keeps for itself beside those.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from archive.dataclass import dataclass
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.places import FoundFile
from archive.patterns import regex

# How Windows and browsers call the folder of a saved page in their languages ("connected files").
_ENDS: Final = (
    r"(?:_(?:files|fichiers|archivos|file|bestanden|arquivos|ficheiros|pliki|soubory|tiedostot|dosyalar|elemei|datoteke|"
    r"fitxers|fails|bylos)|[-_](?:Dateien|filer))"
)
_FOLDER: Final = regex(rf"([^/!]+){_ENDS}/", re.I)
_PAGES: Final = (".html", ".htm", ".xhtml", ".xht", ".shtml")
# What is a text of its own wherever it lies.
_DOCUMENTS: Final = regex(
    r"\.(?:pdf|docx?|dotx?|docm|odt|ott|sxw|rtf|epub|eml|emlx|msg|mbox|zip|tar|gz|tgz|7z|warc|wacz|mht|mhtml)\Z",
    re.I,
)
# Of a mirrored site: neither page nor document.
_FURNITURE: Final = regex(
    r"\.(?:png|jpe?g|gif|webp|avif|ico|bmp|svgz?|css|m?js|map|woff2?|ttf|otf|eot|swf|mp[34]|m4[av]|og[gv]|webm|wav|"
    r"avi|mov|flv|tmp|delayed|cur|htc)\Z|(?:^|/)robots\.txt\Z",
    re.I,
)
_OF_HTTRACK: Final = regex(
    r"(?:hts-(?:cache/|log\.txt\Z|err\.txt\Z)|(?:cookies\.txt|backblue\.gif|fade\.gif)\Z)"
)
_MIRROR: Final = regex(r"(.*?[/!])hts-(?:cache/|log\.txt\Z)", re.S)  # what lies around HTTrack's log
_REFERENCE: Final = re.compile(rb"""["'(=]\s*(?:\./)?([^"'()<>/\s][^"'()<>/]{0,300})/""")
_FRAMESET: Final = re.compile(rb"<frameset\b", re.I)
_FRAME: Final = re.compile(rb"<i?frame\b", re.I)
_NO_WORDS: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|noscript)\b.*?(?:</\1|\Z)|<[^>]*>", re.I | re.S
)
_SAYS_NOTHING: Final = 20  # words of a page that shows what is in its frames


@dataclass(frozen=True, slots=True)
class Helpers:
    """Files left out: what they belong to, a page or the folder of a mirror (as given), and their origins."""

    given: str
    origins: tuple[str, ...]


def may_be(found: FoundFile) -> bool:
    """Whether a source may be a helper, by where it lies and its name."""
    return (
        _FOLDER.search(found.origin) is not None
        or _OF_HTTRACK.search(found.origin) is not None
        or _FURNITURE.search(found.name) is not None
    )


def is_cached(found: FoundFile) -> bool:
    """Whether a source is a copy that HTTrack keeps for itself of what it mirrored."""
    return "/hts-cache/" in found.origin


def is_page(found: FoundFile) -> bool:
    """Whether a source may be a page that has helpers, by its name."""
    return found.name.lower().endswith(_PAGES)


def sift(aside: Sequence[FoundFile], pages: Mapping[str, FoundFile]) -> tuple[list[Helpers], list[FoundFile]]:
    """Parts what may be a helper into those that are some, by what they belong to, and all others.

    `pages`: those that may have helpers, by their origins.
    """
    mirrors = {m[1] for one in aside if (m := _MIRROR.match(one.origin))}
    folders: dict[str, _Folder | None] = {}
    belongs: dict[str, list[str]] = defaultdict(list)
    others: list[FoundFile] = []
    for one in aside:
        if mirror := next((m for m in mirrors if one.origin.startswith(m)), None):
            inside = one.origin[len(mirror) :]
            if _OF_HTTRACK.match(inside) or _FURNITURE.search(one.name):
                belongs[one.given[: -len(inside)].rstrip("/!")].append(one.origin)
                continue
        around = next(_folders_of(one.origin, pages, folders), None)
        if around and not _is_text(one, around):
            belongs[around.page.given].append(one.origin)
        else:
            others.append(one)
    return [Helpers(given, tuple(origins)) for given, origins in belongs.items()], others


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that a page refers to; `frames`: the page shows what is in it."""

    page: FoundFile
    frames: bool


def _folders_of(
    origin: str, pages: Mapping[str, FoundFile], folders: dict[str, _Folder | None]
) -> Iterator[_Folder]:
    """The folders of saved pages around a source, the outermost first."""
    for match in _FOLDER.finditer(origin):
        path = origin[: match.end()]
        if path not in folders:
            base = origin[: match.start()] + match[1]
            page = next((pages[base + end] for end in _PAGES if base + end in pages), None)
            folders[path] = _folder(page, match[0][:-1]) if page else None
        if folder := folders[path]:
            yield folder


def _folder(page: FoundFile, name: str) -> _Folder | None:
    """The folder of a page, None where the page does not refer to it."""
    try:
        data = sources.read(page).data.replace(b"\0", b"")
    except BadInput:
        return None
    wanted = _plain(name)
    if not any(_plain(_named(match[1])) == wanted for match in _REFERENCE.finditer(data)):
        return None
    bare = _FRAME.search(data) is not None and len(_NO_WORDS.sub(b" ", data).split()) <= _SAYS_NOTHING
    return _Folder(page, bare or _FRAMESET.search(data) is not None)


def _named(raw: bytes) -> str:
    """The name of a folder as an address in a page has it."""
    plain = unquote_to_bytes(raw)
    try:
        return html.unescape(plain.decode("utf-8"))
    except UnicodeDecodeError:
        return html.unescape(plain.decode("cp1252", "replace"))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_text(found: FoundFile, folder: _Folder) -> bool:
    """Whether what lies in the folder of a page is a text of its own, or is what the page shows."""
    return _DOCUMENTS.search(found.name) is not None or (folder.frames and is_page(found))
