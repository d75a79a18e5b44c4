"""Books (EPUB 2 and 3): the chapters in the order of their spine, as one text.

https://www.w3.org/TR/epub-33/. Lists of contents are chrome; covers and fonts are not text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from urllib.parse import unquote

from archive.dataclass import dataclass
from archive.errors import LockedInput, OversizedInput
from archive.ingest.readers.decoding import decode
from archive.ingest.readers.html_blocks import lang_code
from archive.ingest.readers.lines import CUT_SHORT, Damaged, Line, Statements, cleaned, page_of
from archive.ingest.readers.markup_lines import html_lines
from archive.ingest.readers.packed import ZippedDocument, locked
from archive.ingest.readers.said import author_said, day_said, title_said
from archive.ingest.readers.xml_events import read_events
from archive.ingest.readers.xml_text import xml_chunks, xml_text
from archive.records import Page, Role

KIND = "a book (EPUB)"
PREFIXES: Mapping[str, str] = {
    "urn:oasis:names:tc:opendocument:xmlns:container": "box",
    "http://www.idpf.org/2007/opf": "opf",
    "http://openebook.org/namespaces/oeb-package/1.0/": "opf",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/2001/04/xmlenc#": "enc",
}
# Fonts are scrambled so, which locks nothing that is read.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
# All chapters together; the longest novels have some 8 MB.
_MAX_TEXT = 16 * 1024 * 1024
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document")

# A page of the web has such boxes beside its text, a book within.
_ASIDE = re.compile(r"<(/?)aside\b", re.I)
_NOTE_MARK = re.compile(
    r"""<a\b(?=[^>]*\b(?:epub:type\s*=\s*["']noteref\b|role\s*=\s*["']doc-noteref\b))[^>]*>[^<]{0,20}</a>""",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Item:
    path: str
    media_type: str
    contents: bool  # it is the list of contents


@dataclass(slots=True)
class _Package:
    """Takes the events of a package file: what the book says of itself, its parts, their order."""

    folder: str = ""
    statements: dict[str, list[str]] = field(default_factory=dict)
    day: str | None = None  # on which a program made the file
    items: dict[str, _Item] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    _tag: str = ""
    _attrs: Mapping[str, str] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)

    def start(self, tag: str, attrs: Mapping[str, str], /) -> None:
        if tag == "opf:item":
            path = posixpath.normpath(posixpath.join(self.folder, unquote(attrs.get("href", ""))))
            contents = "nav" in attrs.get("properties", "").split()
            self.items[attrs.get("id", "")] = _Item(path, attrs.get("media-type", ""), contents)
        elif tag == "opf:itemref":
            self.spine.append(attrs.get("idref", ""))
        self._tag, self._attrs = tag, attrs
        self._parts.clear()

    def data(self, text: str, /) -> None:
        if self._tag.startswith("dc:"):
            self._parts.append(text)

    def end(self, _tag: str, /) -> None:
        text = cleaned("".join(self._parts))
        if text and self._tag == "dc:date" and self._attrs.get("opf:event", "publication") != "publication":
            self.day = self.day or day_said(text)
        elif text:
            self.statements.setdefault(self._tag, []).append(text)
        self._tag = ""
        self._parts.clear()


@dataclass(slots=True)
class _Root:
    """Takes the events of `META-INF/container.xml`: where the package file is."""

    path: str = ""

    def start(self, tag: str, attrs: Mapping[str, str], /) -> None:
        if tag == "box:rootfile" and not self.path:
            self.path = attrs.get("full-path", "")

    def end(self, _tag: str, /) -> None: ...
    def data(self, _text: str, /) -> None: ...


@dataclass(slots=True)
class _Locks:
    """Takes the events of `META-INF/encryption.xml`: the ways in which parts are scrambled."""

    ways: set[str] = field(default_factory=set)

    def start(self, tag: str, attrs: Mapping[str, str], /) -> None:
        if tag == "enc:EncryptionMethod":
            self.ways.add(attrs.get("Algorithm", ""))

    def end(self, _tag: str, /) -> None: ...
    def data(self, _text: str, /) -> None: ...


def read_epub(data: bytes) -> Page:
    """The page of a book. Raises EmptyInput, UnreadableInput."""
    box = ZippedDocument(data, KIND)
    locks = _Locks()
    read_events(_chunks(box, "META-INF/encryption.xml"), locks, PREFIXES, KIND)
    if locks.ways - set(_FONTS):
        raise LockedInput(locked(KIND))
    package = _package(box)
    lines: list[Line] = []
    unread = None
    if sum(box.size(item.path) for item in _chapters(package)) > _MAX_TEXT:
        raise OversizedInput(f"{KIND} with more than {_MAX_TEXT:,} bytes of text")
    for item in _chapters(package):
        try:
            text = box.read(item.path)
        except Damaged:
            unread = CUT_SHORT
            continue
        own = html_lines(_as_text(decode(text, markup=True)[0]))
        if item.contents:
            own = [Line(line.text, Role.CHROME) for line in own]
        if lines and own:
            own[0] = Line(own[0].text, own[0].role, own[0].level, None, own[0].lang, "\n\n\n")
        lines += own
    if not lines and unread:
        raise Damaged(KIND)
    return page_of(lines, _statements(package), single=True, unread=unread)


def _as_text(markup: str) -> str:
    """A chapter in which notes and boxes are text, as in a book; the numbers that lead to notes are none."""
    return _ASIDE.sub(r"<\1div", _NOTE_MARK.sub("", markup))


def _package(box: ZippedDocument) -> _Package:
    root = _Root()
    read_events(_chunks(box, "META-INF/container.xml"), root, PREFIXES, KIND)
    path = root.path if root.path in box else next((n for n in box.names if n.endswith(".opf")), "")
    package = _Package(posixpath.dirname(path))
    read_events(_chunks(box, path), package, PREFIXES, KIND)
    return package


def _chunks(box: ZippedDocument, name: str) -> Iterator[bytes]:
    """A part that names others, mended as XML; an empty element where there is none."""
    text, _ = xml_text(box.read(name) or b"<none/>")
    return xml_chunks(text)


def _chapters(package: _Package) -> Iterator[_Item]:
    """The chapters in their order, each once; where no order is told, in that of the list of parts."""
    chosen = [package.items[i] for i in dict.fromkeys(package.spine) if i in package.items]
    for item in chosen or package.items.values():
        if item.media_type in _CHAPTERS or item.path.endswith((".xhtml", ".html", ".htm")):
            yield item


def _statements(package: _Package) -> Statements:
    statements = package.statements
    authors = [name for one in statements.get("dc:creator", ()) if (name := author_said(one))]
    published = next(filter(None, map(day_said, statements.get("dc:date", ()))), None)
    return Statements(
        title=title_said(next(iter(statements.get("dc:title", ())), None)),
        author=", ".join(dict.fromkeys(authors)) or None,
        date=published,
        made=package.day,
        lang=lang_code(next(iter(statements.get("dc:language", ())), "")),
    )
