"""OpenDocument texts (ODT, OTT, flat FODT) and those of OpenOffice 1 (SXW), as they stand when read.

OASIS OpenDocument 1.3. What was deleted, annotations, hidden sections and readings above characters are
left out; heads and feet of pages and lists of contents are chrome.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import replace

from archive.dataclass import dataclass
from archive.errors import LockedInput, OversizedInput, UnreadableInput
from archive.ingest.readers.flow import Flow
from archive.ingest.readers.lines import CUT_SHORT, Damaged, Line, Statements, page_of
from archive.ingest.readers.odt_lists import LISTED, OdtLists
from archive.ingest.readers.odt_lists import number as _number
from archive.ingest.readers.packed import ZippedDocument, locked
from archive.ingest.readers.said import author_said, day_said, title_of
from archive.ingest.readers.xml_events import read_events, read_part
from archive.records import Page, Role

KIND = "an OpenDocument text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OLD = "http://openoffice.org/2000/"
_SPACES = ("office", "style", "text", "table", "drawing", "meta", "manifest")
_SHORT = {"drawing": "draw"}
PREFIXES: Mapping[str, str] = {
    **{f"{_OASIS}{name}:1.0": _SHORT.get(name, name) for name in _SPACES},
    **{f"{_OLD}{name}": _SHORT.get(name, name) for name in _SPACES},
    "http://openoffice.org/2001/manifest": "manifest",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "http://www.w3.org/1999/XSL/Format": "fo",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
}
# Not shown, or no text of the document: what these hold is passed over.
_PASSED = frozenset(
    """
    text:tracked-changes office:annotation office:annotation-end text:ruby-text text:placeholder
    text:note-citation text:footnote-citation text:endnote-citation office:forms text:hidden-text svg:title
    svg:desc draw:object
    office:scripts office:settings text:sequence-decls text:variable-decls text:user-field-decls
    text:number office:font-face-decls office:change-info table:shapes text:table-of-content-source
    """.split()  # noqa: SIM905
)
_CONTENTS = frozenset(
    """
    text:table-of-content text:alphabetical-index text:illustration-index text:table-index text:object-index
    text:user-index
    """.split()  # noqa: SIM905
)
_BOXES = frozenset(
    {"draw:text-box", "text:note-body", "text:footnote-body", "text:endnote-body", "draw:custom-shape"}
)
_AROUND = frozenset(
    """
    style:header style:footer style:header-left style:footer-left style:header-first style:footer-first
    """.split()  # noqa: SIM905
)
_SPACE = re.compile(r"\s+")
_MAX_SPACES = 100
_MAX_BASES = 20


def read_odt(data: bytes) -> Page:
    """The page of an OpenDocument text. Raises EmptyInput, UnreadableInput."""
    box = ZippedDocument(data, KIND)
    with contextlib.suppress(Damaged):
        if b"encryption-data" in box.read("META-INF/manifest.xml"):
            raise LockedInput(locked(KIND))
    if "content.xml" not in box:
        raise UnreadableInput(f"{KIND} without its text: look for another copy")
    styles = _Text()
    if "styles.xml" in box:
        read_part(box.chunks("styles.xml"), styles, PREFIXES, KIND)
    text = _Text(styles.styles, OdtLists(styles.lists.styles))
    unread = None
    try:
        read_events(box.chunks("content.xml"), text, PREFIXES, KIND)
    except Damaged:
        if not text.flow.lines:
            raise
        unread = CUT_SHORT
        text.reset()
    if "meta.xml" in box:
        read_part(box.chunks("meta.xml"), text, PREFIXES, KIND)
    return _page(text, styles.around, unread)


def read_fodt(data: bytes) -> Page:
    """The page of an OpenDocument text that is one XML file. Raises EmptyInput, UnreadableInput."""
    text = _Text()
    read_events([data], text, PREFIXES, KIND)
    return _page(text, text.around)


def _page(text: _Text, around: Mapping[str, list[Line]], unread: str | None = None) -> Page:
    heads = {line.text: line for name, lines in around.items() if "header" in name for line in lines}
    feet = {line.text: line for name, lines in around.items() if "footer" in name for line in lines}
    lines = [*heads.values(), *text.flow.all(), *feet.values()]
    statements = text.said
    about = Statements(
        title=title_of(lines, statements.get("dc:title"), text.title),
        # dc:creator is whoever saved it last.
        author=author_said(statements.get("meta:initial-creator"), statements.get("dc:creator")),
        made=day_said(statements.get("meta:creation-date")) or day_said(statements.get("dc:date")),
    )
    return page_of(lines, about, single=True, unread=unread)


@dataclass(frozen=True, slots=True)
class _Style:
    base: str | None = None
    level: int = 0
    bold: bool | None = None
    hidden: bool = False
    numbered: str = ""


class _Text:
    """Takes the events of the parts of a document: first its styles, then its text."""

    def __init__(self, styles: Mapping[str, _Style] | None = None, lists: OdtLists | None = None) -> None:
        self.flow = Flow()
        self.styles: dict[str, _Style] = dict(styles or {})
        self.around: dict[str, list[Line]] = {}
        self.said: dict[str, str] = {}
        self.title: str | None = None
        self._passed = 0
        self._tags: list[str] = []
        self._bold: list[bool] = []
        self.lists = lists or OdtLists()
        self._style = ""
        self._titles: list[bool] = []
        self._main: Flow | None = None  # the text itself, while a head or a foot is read
        self._in_meta = False
        self._endnote = False

    def reset(self) -> None:
        """Another part of the document is read, whatever the one before left open."""
        self._tags.clear()
        self._passed = 0

    def data(self, text: str) -> None:
        if self._passed or not self._tags:
            return
        if self._in_meta:
            tag = self._tags[-1]
            self.said[tag] = self.said.get(tag, "") + text
        elif self.flow.open:
            self.flow.text(_SPACE.sub(" ", text), bold=self._bold[-1] if self._bold else False)

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        if self._passed:
            self._passed += 1
            return
        if tag in _PASSED or (tag == "text:section" and attrs.get("text:display") == "none"):
            self._passed = 1
            return
        self._tags.append(tag)
        if tag in ("text:p", "text:h"):
            self._begin_paragraph(tag, attrs)
        elif tag == "text:span":
            style = self._whole(attrs.get("text:style-name", ""))
            if style.hidden:
                self._tags.pop()
                self._passed = 1
                return
            self._bold.append(self._bold_now() if style.bold is None else style.bold)
        elif tag in ("text:s", "text:tab", "text:tab-stop"):
            self.data(" " * min(_number(attrs.get("text:c"), 1), _MAX_SPACES))
        elif tag == "text:line-break":
            if self.flow.open:
                self.flow.text("\n", bold=True)
        elif tag in _BOXES:
            self.flow.begin_box()
        elif tag == "text:note":
            self._endnote = attrs.get("text:note-class") == "endnote"
        elif tag == "table:table-row":
            self.flow.begin_row()
        elif tag == "table:table-cell":
            self.flow.begin_cell()
        elif tag.startswith(LISTED):
            self.lists.start(tag, attrs)
        elif tag in _CONTENTS:
            self.flow.chrome += 1
        elif tag in _AROUND:
            self._main, self.flow = self.flow, Flow(chrome=1)
        elif tag == "office:meta":
            self._in_meta = True
        elif tag.startswith("style:"):
            self._begin_style(tag, attrs)

    def end(self, tag: str) -> None:
        if self._passed:
            self._passed -= 1
            return
        if self._tags:
            self._tags.pop()
        if tag in ("text:p", "text:h"):
            self._end_paragraph()
        elif tag == "text:span":
            self._bold.pop()
        elif tag in _BOXES:
            self.flow.end_box(last=tag == "text:endnote-body" or (tag == "text:note-body" and self._endnote))
        elif tag == "table:table-row":
            self.flow.end_row()
        elif tag == "table:table-cell":
            self.flow.end_cell()
        elif tag.startswith(LISTED):
            self.lists.end(tag)
        elif tag in _CONTENTS:
            self.flow.chrome -= 1
        elif tag in _AROUND and self._main is not None:
            self.around.setdefault(tag, []).extend(self.flow.all())
            self.flow, self._main = self._main, None
        elif tag == "office:meta":
            self._in_meta = False

    # -- paragraphs

    def _begin_paragraph(self, tag: str, attrs: Mapping[str, str]) -> None:
        if self.flow.too_deep:
            raise OversizedInput(f"{KIND} nested too deeply")
        name = attrs.get("text:style-name", "")
        style = self._whole(name)
        self._titles.append(self._named(name, "Title"))
        self._bold.append(bool(style.bold))
        paragraph = self.flow.begin_paragraph()
        level = (
            _number(attrs.get("text:outline-level") or attrs.get("text:level"), 1)
            if tag == "text:h"
            else style.level
        )
        if self._titles[-1]:
            level = 1
        elif not level and self._named(name, "Subtitle"):
            level = 2
        if level:
            paragraph.role, paragraph.level = Role.HEADING, min(max(level, 1), 6)
        elif self.lists.within:
            paragraph.role = Role.LIST_ITEM
        mark = self.lists.item(style.numbered)
        if tag == "text:h" and not mark:
            mark = self.lists.heading(max(level, 1) - 1, attrs)
        if not paragraph.parts:
            paragraph.mark = mark

    def _end_paragraph(self) -> None:
        if self._bold:
            self._bold.pop()
        if self._titles and self._titles.pop() and self.flow.open:
            text = " ".join("".join(self.flow.open[-1].parts).split())
            self.title = self.title or text or None
        self.flow.end_paragraph()

    def _bold_now(self) -> bool:
        return self._bold[-1] if self._bold else False

    # -- styles

    def _begin_style(self, tag: str, attrs: Mapping[str, str]) -> None:
        if tag in ("style:style", "style:default-style"):
            self._style = attrs.get("style:name", "")
            level = _number(attrs.get("style:default-outline-level"), 0)
            self.styles[self._style] = _Style(
                attrs.get("style:parent-style-name"), level, numbered=attrs.get("style:list-style-name", "")
            )
        elif tag in ("style:text-properties", "style:properties") and self._style in self.styles:
            weight = attrs.get("fo:font-weight")
            bold = None if weight is None else weight == "bold" or weight in ("600", "700", "800", "900")
            hidden = attrs.get("text:display") == "none"
            self.styles[self._style] = replace(self.styles[self._style], bold=bold, hidden=hidden)

    def _whole(self, name: str) -> _Style:
        """A style with what it takes from those that it is based on."""
        style = self.styles.get(name, _Style())
        base, seen = style.base, 0
        while base in self.styles and seen < _MAX_BASES:
            under = self.styles[base]
            style = replace(
                style,
                level=style.level or under.level,
                bold=under.bold if style.bold is None else style.bold,
                hidden=style.hidden or under.hidden,
                numbered=style.numbered or under.numbered,
            )
            base, seen = under.base, seen + 1
        return style

    def _named(self, name: str | None, wanted: str) -> bool:
        """Whether a style is the built-in one of this name, or is based on it."""
        for _ in range(_MAX_BASES):
            if name is None or name == wanted:
                break
            style = self.styles.get(name)
            name = style.base if style else None
        return name == wanted
