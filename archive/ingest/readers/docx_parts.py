"""What stands beside the text of a Word document: relations, styles, metadata."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from archive.dataclass import dataclass
from archive.ingest.readers.lines import Statements
from archive.ingest.readers.packed import ZippedDocument
from archive.ingest.readers.said import author_said, day_said
from archive.ingest.readers.xml_events import Fields, read_part

KIND = "a Word document"
# Namespaces of ISO/IEC 29500 (transitional, strict) and of Word 2003, by prefixes of ours.
PREFIXES: Mapping[str, str] = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.microsoft.com/office/word/2003/wordml": "w",
    "http://schemas.microsoft.com/office/word/2003/auxHint": "wx",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.microsoft.com/aml/2001/core": "aml",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
}
# Word names its own styles in English in every language of its menus.
_HEADING = re.compile(r"(?:heading|titre|überschrift) ?([1-9])")
_CONTENTS = re.compile(r"(?:toc|tm|table of (?:figures|authorities)|index) ?(?:\d|heading)?")
_MAX_BASES = 20


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part leads: what kind of part that is, and its name in the package."""

    kind: str
    target: str


Relations = dict[str, Relation]


@dataclass(frozen=True, slots=True)
class Style:
    """What a style makes of a paragraph."""

    name: str = ""
    base: str | None = None
    level: int = 0  # of a heading
    listed: bool = False
    bold: bool = False
    numbered: str = ""  # the number of its list
    depth: int | None = None  # in that, from 0 on


class Styles:
    """The styles of a document, each with what it takes from those that it is based on."""

    def __init__(self, own: Mapping[str, Style]) -> None:
        self._own = own
        self._whole: dict[str, Style] = {}

    def of(self, key: str | None) -> Style:
        """The style of this id; one without properties where there is none."""
        if key is None or key not in self._own:
            return Style((key or "").lower(), level=level_named(key or ""))
        if key not in self._whole:
            self._whole[key] = self._joined(key)
        return self._whole[key]

    def _joined(self, key: str) -> Style:
        style = self._own[key]
        base, seen = style.base, 0
        while base is not None and base in self._own and seen < _MAX_BASES:
            under = self._own[base]
            level = style.level or under.level
            listed, bold = style.listed or under.listed, style.bold or under.bold
            numbered, depth = (
                style.numbered or under.numbered,
                under.depth if style.depth is None else style.depth,
            )
            style = replace(style, level=level, listed=listed, bold=bold, numbered=numbered, depth=depth)
            base, seen = under.base, seen + 1
        return style


def heading_level(outline: str | None) -> int:
    """The level of a heading, 1 to 6, by its level in the outline, which counts from 0; 9 is text."""
    try:
        number = int(outline or "9")
    except ValueError:
        return 0
    return min(number + 1, 6) if 0 <= number < 9 else 0


def is_contents(name: str) -> bool:
    """Whether a style is that of lists of contents, which say the headings a second time."""
    return _CONTENTS.fullmatch(name) is not None


def level_named(name: str) -> int:
    """The level of the headings that a built-in style of this name is for; 0 where it is another."""
    found = _HEADING.fullmatch(name.lower())
    return min(int(found[1]), 6) if found else 0


# -- relations -------------------------------------------------------------------------------------


class _RelationsRead:
    def __init__(self, folder: str) -> None:
        self.found: Relations = {}
        self._folder = folder

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        if tag != "rel:Relationship" or attrs.get("TargetMode") == "External":
            return
        target = attrs.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        kind = attrs.get("Type", "").rsplit("/", 1)[-1]
        self.found[attrs.get("Id", "")] = Relation(kind, posixpath.normpath(path))

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


def read_relations(box: ZippedDocument, part: str) -> Relations:
    """Where a part leads within the package, by the ids of its relations; "" is the package itself.

    What lies outside of the package is never followed.
    """
    folder, name = posixpath.split(part)
    read = _RelationsRead(folder)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where in box:
        read_part(box.chunks(where), read, PREFIXES, KIND)
    return read.found


# -- styles ----------------------------------------------------------------------------------------


class _StylesRead:
    def __init__(self) -> None:
        self.found: dict[str, Style] = {}
        self._key: str | None = None

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        if tag == "w:style":
            self._key = attrs.get("w:styleId", "")
            self.found[self._key] = Style()
        if self._key is None:
            return
        style = self.found[self._key]
        value = attrs.get("w:val", "")
        if tag == "w:name":
            name = value.lower()
            style = replace(style, name=name, level=style.level or level_named(name))
        elif tag == "w:basedOn":
            style = replace(style, base=value)
        elif tag == "w:outlineLvl":
            style = replace(style, level=heading_level(value))
        elif tag == "w:numId":
            style = replace(style, listed=value != "0", numbered=value)
        elif tag == "w:ilvl" and value.isdecimal():
            style = replace(style, depth=int(value[:2]))
        elif tag == "w:b":
            style = replace(style, bold=value.lower() not in ("0", "false", "off"))
        self.found[self._key] = style

    def end(self, tag: str) -> None:
        if tag == "w:style":
            self._key = None

    def data(self, text: str) -> None: ...


def read_styles(box: ZippedDocument, relations: Relations) -> Styles:
    """The styles of a document."""
    read = _StylesRead()
    for part in parts_of_kind(relations, "styles"):
        read_part(box.chunks(part), read, PREFIXES, KIND)
    return Styles(read.found)


# -- metadata --------------------------------------------------------------------------------------


def read_said(box: ZippedDocument, package: Relations) -> Statements:
    """What the document says of itself: its title as it is, who wrote it, when the file was made."""
    read = Fields()
    for part in parts_of_kind(package, "core-properties"):
        read_part(box.chunks(part), read, PREFIXES, KIND)
    statements = read.found
    # A program wrote it, and its days are those of the program's own empty document.
    made_up = "generated by python-docx" in statements.get("dc:description", "")
    days = () if made_up else (statements.get("dcterms:created"), statements.get("dcterms:modified"))
    created = next(filter(None, map(day_said, days)), None)
    return Statements(statements.get("dc:title"), author_said(statements.get("dc:creator")), made=created)


def parts_of_kind(relations: Relations, kind: str) -> Iterator[str]:
    """The names of the parts of a kind that a part leads to."""
    yield from dict.fromkeys(r.target for r in relations.values() if r.kind == kind)
