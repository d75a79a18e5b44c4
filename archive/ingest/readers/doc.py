"""Word documents of 1993 to 2003 (DOC): text by the piece table, with its paragraphs, tables and notes.

[MS-DOC] 2.4 (https://learn.microsoft.com/openspecs/office_file_formats/ms-doc), and the header of Word 6 and
95.
What was deleted or hidden, comments and codes of fields are left out; heads and feet of pages are chrome.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace

from archive.ingest.readers.doc_parts import DocParts, read_parts
from archive.ingest.readers.doc_styles import BOLD, HIDDEN, BuiltInStyle, Layout
from archive.ingest.readers.flow import Flow
from archive.ingest.readers.lines import Line, page_of
from archive.ingest.readers.said import title_of
from archive.records import Page, Role

_ENDS = re.compile("[\r\x07\x0c]")
_FIELDS = re.compile("[\x13\x14\x15]")
# Characters that the file uses for what is none: a line end, a hyphen that never breaks, pictures and marks.
_SIGNS = {0x09: " ", 0x0A: " ", 0x0B: "\n", 0x0E: " ", 0x1E: "-"} | {
    n: None for n in range(32) if n not in (0x09, 0x0A, 0x0B, 0x0E, 0x1E)
}


def read_doc(data: bytes) -> Page:
    """The page of a legacy Word document. Raises EmptyInput, UnreadableInput."""
    parts = read_parts(data)
    text = _Text(parts)
    lines = text.body()
    statements = replace(parts.statements, title=title_of(lines, parts.statements.title, text.title))
    return page_of(lines, statements, encoding=parts.encoding, single=True)


class _Text:
    """The text of a document, stretch by stretch: itself, its notes, heads and feet, boxes."""

    def __init__(self, parts: DocParts) -> None:
        self.title: str | None = None
        self._parts = parts
        self._text = parts.text

    def body(self) -> list[Line]:
        """The lines of the document, what belongs to none of its paragraphs behind them."""
        stretches = self._parts.stretches
        notes = self._notes("footnotes")
        ends = self._notes("endnotes")
        flow = self._read(*stretches["text"], notes=notes, ends=ends)
        lines = flow.all()
        if not self._parts.notes["footnotes"]:
            lines += self._read(*stretches["footnotes"]).all()
        if not self._parts.notes["endnotes"]:
            lines += self._read(*stretches["endnotes"]).all()
        lines += self._read(*stretches["boxes"]).all()
        around = self._read(*stretches["around"], chrome=1).all()
        return [*lines, *{line.text: line for line in around}.values()]

    def _notes(self, kind: str) -> dict[int, list[Line]]:
        """The notes of a kind, by the place in the text that refers to each."""
        return {at: self._read(*stretch).all() for at, stretch in self._parts.notes[kind].items()}

    def _read(
        self,
        start: int,
        end: int,
        *,
        chrome: int = 0,
        notes: Mapping[int, list[Line]] | None = None,
        ends: Mapping[int, list[Line]] | None = None,
    ) -> Flow:
        """A stretch of the text as a flow of lines."""
        flow = Flow(chrome=chrome)
        codes: list[bool] = []  # of fields in each other, whether what comes is the code
        row = False
        at = start
        marks, last = sorted(notes or ()), sorted(ends or ())
        while at < end:
            found = _ENDS.search(self._text, at, end)
            stop = found.start() if found else end
            layout = self._parts.layout(stop) if found else Layout()
            in_table = layout.in_table or (found is not None and found[0] == "\x07")
            if in_table and not row and not self._is_row_end(stop, layout):
                row = True
                flow.begin_row()
                flow.begin_cell()
            elif row and not in_table:
                row = _end_row(flow)
            self._paragraph(flow, at, stop, layout, codes)
            for n in marks[bisect_left(marks, at) : bisect_right(marks, stop)]:
                flow.hang((notes or {})[n])
            for n in last[bisect_left(last, at) : bisect_right(last, stop)]:
                flow.ends += (ends or {})[n]
            flow.end_paragraph()
            if row and found and found[0] == "\x07":
                if self._is_row_end(stop, layout):
                    row = _end_row(flow)
                else:
                    flow.end_cell()
                    flow.begin_cell()
            at = stop + 1
        if row:
            _end_row(flow)
        return flow

    def _is_row_end(self, at: int, layout: Layout) -> bool:
        """Whether the mark at `at` ends a row: it says so, or where nothing says, stands behind another."""
        if self._text[at : at + 1] != "\x07":
            return False
        return layout.row_end if self._parts.laid_out else self._text[at - 1 : at] == "\x07"

    def _paragraph(self, flow: Flow, start: int, end: int, layout: Layout, codes: list[bool]) -> None:
        paragraph = flow.begin_paragraph()
        for a, b in self._shown(start, end, codes):
            for c, d, flags in self._parts.runs(a, b):
                if not flags & HIDDEN:
                    flow.text(_characters(self._text[c:d]), bold=bool(flags & BOLD))
        style = layout.style
        paragraph.chrome = style is BuiltInStyle.CONTENTS
        level = layout.level
        if style is BuiltInStyle.TITLE:
            level = 1
            text = " ".join("".join(paragraph.parts).split())
            self.title = self.title or text or None
        if level:
            paragraph.role, paragraph.level = Role.HEADING, level
        elif layout.listed or style is BuiltInStyle.LIST:
            paragraph.role = Role.LIST_ITEM

    def _shown(self, start: int, end: int, codes: list[bool]) -> list[tuple[int, int]]:
        """What of a stretch is shown: not the codes of fields, which go on over paragraphs."""
        shown = []
        at = start
        for found in _FIELDS.finditer(self._text, start, end):
            if not any(codes):
                shown.append((at, found.start()))
            at = found.end()
            if found[0] == "\x13":
                codes.append(True)
            elif codes and found[0] == "\x14":
                codes[-1] = False
            elif codes:
                codes.pop()
        if not any(codes):
            shown.append((at, end))
        return shown


def _end_row(flow: Flow) -> bool:
    flow.end_cell()
    flow.end_row()
    return False


def _characters(text: str) -> str:
    text = text.translate(_SIGNS)
    if any("\ud800" <= c < "\ue000" for c in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
