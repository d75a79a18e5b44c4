"""The text of a part of a Word document, as its elements come by: paragraphs, tables, boxes and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from archive.dataclass import dataclass
from archive.errors import OversizedInput
from archive.ingest.readers.docx_lists import NO_LISTS, DocxLists, depth_said
from archive.ingest.readers.docx_parts import Style, Styles, heading_level, is_contents
from archive.ingest.readers.flow import Flow
from archive.ingest.readers.lines import Line
from archive.ingest.readers.numbering import is_number
from archive.records import Role

KIND = "a Word document"
# Not shown, or shown elsewhere: what these hold is passed over.
_PASSED = frozenset(
    """
    mc:Fallback w:del w:moveFrom w:rt w:pPrChange w:rPrChange w:sectPrChange w:tblPrChange w:tcPrChange
    w:trPrChange w:tblGridChange w:tblPrExChange w:numberingChange w:cellDel w:instrText w:delText w:binData
    w:comments w:glossaryDocument
    """.split()  # noqa: SIM905
)
_SPACE = re.compile(r"[\t\r\n]+")
_MARKED = ("Word.Deletion", "Word.Comment")  # as Word 2003 writes them
_TEXT = frozenset({"w:t", "m:t"})
_WORDLESS = {"w:tab": " ", "w:ptab": " ", "w:cr": "\n", "w:noBreakHyphen": "-"}
_CONTENTS = frozenset({"table of contents", "tables des matières", "table des matières", "bibliographies"})
_MARK = ["w:pPr", "w:rPr"]  # where the properties of the mark stand that ends a paragraph


@dataclass(slots=True)
class _Item:
    """What the properties of a paragraph say of its number; `shown` is what Word 2003 showed."""

    style: Style = field(default_factory=Style)
    named: str = ""  # its style
    numbered: str | None = None
    depth: int | None = None
    shown: str = ""


class Body:
    """Takes the events of a part of a document; its lines are those of `flow`, in the end.

    `notes` are the lines of foot- and endnotes by their number; `lists` number its items; `inserted` gives
    those of a document that is inserted whole, by the id of its relation; `collects`: it is a part of notes,
    each kept by its number.
    """

    def __init__(
        self,
        styles: Styles,
        notes: Mapping[str, Mapping[str, list[Line]]] | None = None,
        *,
        lists: DocxLists = NO_LISTS,
        inserted: Callable[[str], Sequence[Line]] = lambda _: (),
        collects: bool = False,
    ) -> None:
        self.flow = Flow()
        self.notes: dict[str, list[Line]] = {}  # of a part of notes
        self.title: str | None = None
        self._styles = styles
        self._noted = notes or {}
        self._lists = lists
        self._inserted = inserted
        self._collects = collects
        self._passed = 0  # depth within what is passed over
        self._taking = False
        self._within: list[str] = []  # w:pPr and w:rPr of which properties come
        self._run: list[tuple[bool, bool]] = []  # bold, hidden: of runs in each other
        self._controls: list[list[bool]] = []  # placeholder, contents: of controls in each other
        self._note = ""
        self._item = _Item()
        self._is_title: list[bool] = []
        self._titled: list[str] = []

    def data(self, text: str) -> None:
        if self._taking and not self._passed:
            bold, hidden = self._run[-1] if self._run else (False, False)
            if not hidden:
                self.flow.text(_SPACE.sub(" ", text), bold=bold)

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        if self._passed:
            self._passed += 1
            return
        if tag in _PASSED or (tag == "aml:annotation" and attrs.get("w:type") in _MARKED):
            self._pass(tag)
            return
        if tag in _TEXT:
            self._taking = True
            return
        begin = _BEGIN.get(tag)
        if begin is not None:
            begin(self, attrs)
        elif tag in _WORDLESS:
            self._sign(_WORDLESS[tag])
        elif self._within:
            self._property(tag, attrs)

    def end(self, tag: str) -> None:
        if self._passed:
            self._passed -= 1
            return
        if tag in _TEXT:
            self._taking = False
            return
        finish = _END.get(tag)
        if finish is not None:
            finish(self)

    def _sign(self, text: str) -> None:
        """A character that the file writes as an element."""
        bold, hidden = self._run[-1] if self._run else (False, False)
        if self._run and not hidden and not self._within:
            self.flow.text(text, bold=bold)

    def _pass(self, tag: str) -> None:
        # A deleted end of paragraph is an empty w:del among the properties of the paragraph's mark.
        if tag in ("w:del", "w:moveFrom") and self._within == _MARK and self.flow.open:
            self.flow.open[-1].joined = True
        self._passed = 1

    # -- properties

    def _property(self, tag: str, attrs: Mapping[str, str]) -> None:
        if self._within == ["w:rPr"] and self._run:
            bold, hidden = self._run[-1]
            if tag == "w:b":
                self._run[-1] = (_on(attrs), hidden)
            elif tag == "w:vanish":
                self._run[-1] = (bold, _on(attrs))
            elif tag == "w:rStyle" and self._styles.of(attrs.get("w:val")).bold:
                self._run[-1] = (True, hidden)
        elif self._within == ["w:pPr"] and self.flow.open:
            if tag == "w:pStyle":
                self._item.named = attrs.get("w:val", "")
                self._item.style = self._styles.of(attrs.get("w:val"))
                self._style(self._item.style)
            elif tag == "w:numId":
                self._item.numbered = attrs.get("w:val")
                self._listed(attrs.get("w:val") not in (None, "0"))
            elif tag == "w:ilvl":
                self._item.depth = depth_said(attrs.get("w:val"))
            elif tag == "wx:t":
                self._item.shown = attrs.get("wx:val", "")
            elif tag == "w:outlineLvl":
                self._heading(heading_level(attrs.get("w:val")))

    def _style(self, style: Style) -> None:
        paragraph = self.flow.open[-1]
        if style.name == "title":
            self._is_title[-1] = True
            self._heading(1)
        elif style.name == "subtitle":
            self._heading(2)
        elif is_contents(style.name):
            paragraph.chrome = True
        elif style.level:
            self._heading(style.level)
        elif style.listed:
            self._listed(True)

    def _heading(self, level: int) -> None:
        if level:
            self.flow.open[-1].role, self.flow.open[-1].level = Role.HEADING, level

    def _listed(self, listed: bool) -> None:
        paragraph = self.flow.open[-1]
        if listed and paragraph.role is Role.PARAGRAPH:
            paragraph.role = Role.LIST_ITEM
        elif not listed and paragraph.role is Role.LIST_ITEM:
            paragraph.role = Role.PARAGRAPH

    # -- what begins

    def _begin_paragraph(self, _: Mapping[str, str]) -> None:
        if self.flow.too_deep:
            raise OversizedInput(f"{KIND} nested too deeply")
        self._is_title.append(False)
        self.flow.begin_paragraph()

    def _begin_run(self, _: Mapping[str, str]) -> None:
        self._run.append((False, False))

    def _begin_ppr(self, _: Mapping[str, str]) -> None:
        self._within.append("w:pPr")
        self._item = _Item()

    def _begin_rpr(self, _: Mapping[str, str]) -> None:
        self._within.append("w:rPr")

    def _begin_box(self, _: Mapping[str, str]) -> None:
        self._run.append((False, False))
        self.flow.begin_box()

    def _begin_around(self, _: Mapping[str, str]) -> None:
        self.flow.begin_box()
        self.flow.chrome += 1

    def _begin_row(self, _: Mapping[str, str]) -> None:
        self.flow.begin_row()

    def _begin_cell(self, _: Mapping[str, str]) -> None:
        self.flow.begin_cell()

    def _begin_break(self, attrs: Mapping[str, str]) -> None:
        self._sign(" " if attrs.get("w:type") in ("page", "column") else "\n")

    def _begin_symbol(self, attrs: Mapping[str, str]) -> None:
        try:
            code = int(attrs.get("w:char", ""), 16)
        except ValueError:
            return
        if 0x20 <= code < 0xD800:  # above are the codes of a font of signs, which are no characters
            self._sign(chr(code))

    def _begin_control(self, _: Mapping[str, str]) -> None:
        self._controls.append([False, False])

    def _begin_placeholder(self, attrs: Mapping[str, str]) -> None:
        if self._controls:
            self._controls[-1][0] = _on(attrs)

    def _begin_gallery(self, attrs: Mapping[str, str]) -> None:
        if self._controls and attrs.get("w:val", "").lower() in _CONTENTS:
            self._controls[-1][1] = True

    def _begin_control_content(self, _: Mapping[str, str]) -> None:
        placeholder, contents = self._controls[-1] if self._controls else (False, False)
        if placeholder:
            self._passed = 1
        elif contents:
            self.flow.chrome += 1

    def _begin_note(self, attrs: Mapping[str, str]) -> None:
        if not self._collects:  # Word 2003 writes it where it is referred to
            self.flow.begin_box()
            return
        self._note = attrs.get("w:id", "") if attrs.get("w:type", "normal") == "normal" else ""
        self.flow = Flow()

    def _begin_footnote(self, attrs: Mapping[str, str]) -> None:
        self.flow.hang(self._noted.get("footnotes", {}).get(attrs.get("w:id", ""), []))

    def _begin_endnote(self, attrs: Mapping[str, str]) -> None:
        self.flow.ends += self._noted.get("endnotes", {}).get(attrs.get("w:id", ""), [])

    def _begin_chunk(self, attrs: Mapping[str, str]) -> None:
        """A whole document of another format, which stands here as if it were typed."""
        self.flow.hang(list(self._inserted(attrs.get("r:id", ""))))

    # -- what ends

    def _end_paragraph(self) -> None:
        if self._is_title and self._is_title.pop():
            text = " ".join("".join(self.flow.open[-1].parts).split()) if self.flow.open else ""
            self.title = self.title or text or None
        self.flow.end_paragraph()

    def _end_run(self) -> None:
        if self._run:
            self._run.pop()

    def _end_properties(self) -> None:
        if self._within and self._within.pop() == "w:pPr" and self.flow.open:
            paragraph, item = self.flow.open[-1], self._item
            which = item.style.numbered if item.numbered is None else item.numbered
            depth = item.style.depth if item.depth is None else item.depth
            mark = self._lists.mark(which, depth, item.named)
            if not mark and is_number(item.shown):
                mark = f"{item.shown} "
            if not paragraph.parts:
                paragraph.mark = mark

    def _end_box(self) -> None:
        self._end_run()
        self.flow.end_box()

    def _end_around(self) -> None:
        self.flow.chrome -= 1
        self.flow.end_box()

    def _end_row(self) -> None:
        self.flow.end_row()

    def _end_cell(self) -> None:
        self.flow.end_cell()

    def _end_control(self) -> None:
        if self._controls:
            self._controls.pop()

    def _end_control_content(self) -> None:
        if self._controls and self._controls[-1][1]:
            self.flow.chrome -= 1

    def _end_note(self) -> None:
        if not self._collects:
            self.flow.end_box()
            return
        lines = self.flow.all()
        if self._note:
            self.notes[self._note] = lines


def _on(attrs: Mapping[str, str]) -> bool:
    """Whether a property that is switched on or off is on."""
    return attrs.get("w:val", "1").lower() not in ("0", "false", "off", "none")


_BEGIN = {
    "w:p": Body._begin_paragraph,
    "w:r": Body._begin_run,
    "m:r": Body._begin_run,
    "w:pPr": Body._begin_ppr,
    "w:rPr": Body._begin_rpr,
    "w:txbxContent": Body._begin_box,
    "w:hdr": Body._begin_around,
    "w:ftr": Body._begin_around,
    "w:tr": Body._begin_row,
    "w:tc": Body._begin_cell,
    "w:br": Body._begin_break,
    "w:sym": Body._begin_symbol,
    "w:sdt": Body._begin_control,
    "w:showingPlcHdr": Body._begin_placeholder,
    "w:docPartGallery": Body._begin_gallery,
    "w:sdtContent": Body._begin_control_content,
    "w:footnote": Body._begin_note,
    "w:endnote": Body._begin_note,
    "w:footnoteReference": Body._begin_footnote,
    "w:endnoteReference": Body._begin_endnote,
    "w:altChunk": Body._begin_chunk,
}
_END = {
    "w:p": Body._end_paragraph,
    "w:r": Body._end_run,
    "m:r": Body._end_run,
    "w:pPr": Body._end_properties,
    "w:rPr": Body._end_properties,
    "w:txbxContent": Body._end_box,
    "w:hdr": Body._end_around,
    "w:ftr": Body._end_around,
    "w:tr": Body._end_row,
    "w:tc": Body._end_cell,
    "w:sdt": Body._end_control,
    "w:sdtContent": Body._end_control_content,
    "w:footnote": Body._end_note,
    "w:endnote": Body._end_note,
}
