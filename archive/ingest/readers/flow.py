"""The text of a document as its parts come by: paragraphs, boxes that float in them, tables, notes.

A paragraph may hold a box with paragraphs of its own, and a cell a table: what is within comes after the
paragraph around it, so that no sentence is torn.
"""

from __future__ import annotations

from dataclasses import field

from archive.dataclass import dataclass
from archive.errors import UnreadableInput
from archive.ingest.readers.lines import Line, cleaned
from archive.records import Role

MAX_BOLD = 250  # characters; longer bold text is emphasis
_MAX_CELL = 300  # characters; a row with longer cells is laid out as a table, and its text runs on
_MAX_OPEN = 500  # paragraphs, boxes and tables in each other
# As for pages of any format: more lines than this are a text only if they are no entries of a list.
_MAX_LINES = 150_000
_MEAN_LINE = 60  # characters
BETWEEN_CELLS = " | "


@dataclass(slots=True)
class OpenParagraph:
    """A paragraph that is being read."""

    role: Role = Role.PARAGRAPH
    level: int = 0
    chrome: bool = False
    parts: list[str] = field(default_factory=list)
    bold: bool = True  # so far, all of it
    after: list[Line] = field(default_factory=list)  # boxes and notes that hang on it
    joined: bool = False  # its end was deleted: the next paragraph goes on with it
    mark: str = ""  # the number of its item or heading, with the gap behind it


@dataclass(slots=True)
class Flow:
    """Lines as they come. `lines` is what was read; `ends` are notes that stand behind all else."""

    lines: list[Line] = field(default_factory=list)
    ends: list[Line] = field(default_factory=list)
    open: list[OpenParagraph] = field(default_factory=list)
    chrome: int = 0  # depth of what is no text: lists of contents, heads and feet of pages
    _sinks: list[list[Line]] = field(default_factory=list)
    _rows: list[list[list[Line]]] = field(default_factory=list)
    _carried: list[OpenParagraph] = field(default_factory=list)
    _count: int = 0  # lines, and their characters
    _characters: int = 0

    def all(self) -> list[Line]:
        """All that was read, the end notes last; what is still open is closed."""
        self.open += self._carried
        for paragraph in self.open:
            paragraph.joined = False
        while self.open:
            self.end_paragraph()
        while self._sinks:
            self._put(self._sinks.pop())
        return [*self.lines, *self.ends]

    # -- paragraphs

    def begin_paragraph(self) -> OpenParagraph:
        """A paragraph begins; its role may be told later."""
        carried = self._carried.pop() if self._carried and not self._sinks else None
        paragraph = carried or OpenParagraph()
        self.open.append(paragraph)
        return paragraph

    def text(self, text: str, *, bold: bool = False) -> None:
        """Text of the paragraph that is open; none is lost where none is."""
        paragraph = self.open[-1] if self.open else self.begin_paragraph()
        paragraph.parts.append(text)
        if not bold and not text.isspace():
            paragraph.bold = False

    def end_paragraph(self) -> None:
        """The paragraph ends that was opened last."""
        if not self.open:
            return
        paragraph = self.open.pop()
        if paragraph.joined and not self._sinks:
            paragraph.joined = False
            self._carried.append(paragraph)
            return
        text = cleaned("".join(paragraph.parts))
        role, level = paragraph.role, paragraph.level
        if self.chrome or paragraph.chrome:
            role, level = Role.CHROME, 0
        elif role is Role.HEADING:
            text = text.replace("\n", " ")
        elif role is Role.PARAGRAPH and paragraph.bold and 0 < len(text) <= MAX_BOLD:
            role = Role.HEADING
        out = [Line(paragraph.mark + text, role, level)] if text else []
        self._put([*out, *paragraph.after])

    def hang(self, lines: list[Line]) -> None:
        """Lines that come after the paragraph that is open."""
        if self.open:
            self.open[-1].after += lines
        else:
            self._put(lines)

    # -- boxes and tables

    def begin_box(self) -> None:
        """What follows stands in a box of its own."""
        self._sinks.append([])

    def end_box(self, *, last: bool = False) -> None:
        """The box ends: it comes after the paragraph that it hangs on, or behind all else (`last`)."""
        if self._sinks and last:
            self.ends += self._sinks.pop()
        elif self._sinks:
            self.hang(self._sinks.pop())

    def begin_row(self) -> None:
        """A row of a table begins."""
        self._rows.append([])

    def begin_cell(self) -> None:
        self._sinks.append([])

    def end_cell(self) -> None:
        """A cell ends; what stands in it waits for its row."""
        if not self._sinks:
            return
        lines = self._sinks.pop()
        if self._rows:
            self._rows[-1].append(lines)
        else:
            self._put(lines)

    def end_row(self) -> None:
        """A row ends: one line, where its cells are short; else the text of its cells in their order."""
        if self._rows:
            self._put(row_lines(self._rows.pop()))

    def _put(self, lines: list[Line]) -> None:
        if self._sinks:
            self._sinks[-1].extend(lines)
            return
        self.lines.extend(lines)
        self._count += len(lines)
        self._characters += sum(len(line.text) for line in lines)
        if self._count > _MAX_LINES and self._characters < self._count * _MEAN_LINE:
            raise UnreadableInput(
                f"more than {_MAX_LINES:,} paragraphs of a few characters each: a table or a list, not a text"
            )

    @property
    def too_deep(self) -> bool:
        """Whether more stands in each other than people write."""
        return len(self.open) + len(self._sinks) > _MAX_OPEN


def row_lines(cells: list[list[Line]]) -> list[Line]:
    """The lines of a row, given those of its cells."""
    full = [cell for cell in cells if cell]
    if len(full) < 2 or any(len(c) > 1 or len(c[0].text) > _MAX_CELL for c in full):
        return [line for cell in full for line in cell]
    if any(c[0].role is Role.CHROME for c in full):
        return [c[0] for c in full]
    return [Line(BETWEEN_CELLS.join(c[0].text for c in full), Role.LIST_ITEM)]
