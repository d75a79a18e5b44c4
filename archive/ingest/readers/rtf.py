"""Rich texts (RTF 1.9.1): text, tables, boxes and notes; no deleted, hidden or commented text.

The format is one stream of words of control, groups in braces, and characters in the encoding of their font.
"""

from __future__ import annotations

import re
from dataclasses import replace

from archive.dataclass import dataclass
from archive.errors import OversizedInput
from archive.ingest.readers.docx_parts import is_contents, level_named
from archive.ingest.readers.flow import BETWEEN_CELLS, Flow
from archive.ingest.readers.lines import CUT_SHORT, Statements, cleaned, page_of
from archive.ingest.readers.numbering import is_number
from archive.ingest.readers.rtf_words import BOXES, CHARSETS, CODE_PAGES, ESCAPED, NOT_SHOWN, SIGNS, STARRED
from archive.ingest.readers.said import author_said, title_of
from archive.records import Page, Role

KIND = "a rich text document (RTF)"
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\'?"
)
# As many take some eight seconds; a rich text of 500 pages has 600,000.
_MAX_TOKENS = 2_500_000
_MAX_GROUPS = 5_000  # in each other


@dataclass(frozen=True, slots=True)
class _State:
    """What a group hands down to the groups in it."""

    shown: bool = True
    into: str = ""  # the destination that takes the text: "info", "fonts", "styles", or the text itself
    ends: str = ""  # what ends with the group: a box, a note, a head or foot of pages
    bold: bool = False
    hidden: bool = False
    font: int = -1
    skipped: int = 1  # characters after one of Unicode that stand for it in old programs


@dataclass(slots=True)
class _Paragraph:
    """What the words before a paragraph say of it; it holds until they are set back."""

    style: int = -1
    level: int = 0
    listed: bool = False
    in_table: bool = False


def read_rtf(data: bytes) -> Page:
    """The page of a rich text. Raises EmptyInput, UnreadableInput."""
    reader = _Reader(data.decode("latin-1"))
    reader.run()
    lines = reader.flow.all()
    info = reader.info
    statements = Statements(author=author_said(info.get("author")), made=reader.made())
    title = title_of(lines, info.get("title"), reader.title)
    return page_of(
        lines,
        replace(statements, title=title),
        encoding=reader.encoding,
        single=True,
        unread=CUT_SHORT if reader.open_groups else None,
    )


class _Reader:
    """One pass over a rich text."""

    def __init__(self, text: str) -> None:
        self.flow = Flow()
        self.encoding = "cp1252"
        self.info: dict[str, str] = {}
        self.title: str | None = None
        self._text = text
        self._at = 0
        self._stack: list[_State] = []
        self._state = _State()
        self._paragraph = _Paragraph()
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._style = 0  # of the table of styles, the one that is being named
        self._named: list[str] = []
        self._item = False  # the paragraph has a mark of lists before it
        self._row = False
        self._floors: list[int] = []
        self._around: list[_Paragraph] = []
        self._skip = 0
        self._bytes = bytearray()
        self._high = 0  # the first half of a character beyond the first plane
        self._days: dict[str, list[int]] = {}

    @property
    def open_groups(self) -> int:
        return len(self._stack)

    def made(self) -> str | None:
        """The day on which the text was made, or last saved."""
        for key in ("creatim", "revtim"):
            year, month, day = (self._days.get(key) or [0, 0, 0])[:3]
            if 1980 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
        return None

    def run(self) -> None:
        """Reads it all. Raises UnreadableInput."""
        tokens = 0
        while found := _TOKEN.match(self._text, self._at):
            tokens += 1
            if tokens > _MAX_TOKENS:
                raise OversizedInput(f"{KIND} with more than {_MAX_TOKENS:,} control words")
            self._at = found.end()
            word, number, byte, sign, brace, text = found.groups()
            if byte:
                self._byte(int(byte, 16))
                continue
            self._flush()
            if text:
                self._take(text)
            elif word:
                self._word(word, int(number) if number else None)
            elif brace:
                self._open() if brace == "{" else self._close()
                if not self._stack and brace == "}":
                    break
            elif sign:
                self._sign(sign)
        self._flush()

    # -- groups

    def _open(self) -> None:
        if len(self._stack) >= _MAX_GROUPS:
            raise OversizedInput(f"{KIND} nested too deeply")
        self._skip = 0
        self._stack.append(self._state)
        if self._state.ends:
            self._state = replace(self._state, ends="")

    def _close(self) -> None:
        self._skip = 0
        ends, into = self._state.ends, self._state.into
        if ends in ("box", "footnote", "endnote", "around"):
            self._end()
            self._floors.pop()
            self._paragraph = self._around.pop()
            self.flow.end_box(last=ends == "endnote")
            if ends == "around":
                self.flow.chrome -= 1
        elif ends == "list":
            self._item = True
            mark = cleaned("".join(self._named))
            if is_number(mark):
                self._begin()
                self.flow.text(f"{mark} ", bold=True)
        elif ends == "style":
            self._styles[self._style] = cleaned("".join(self._named)).rstrip(";").lower()
        elif ends.startswith("info "):
            self.info[ends[5:]] = cleaned("".join(self._named))
        if self._stack:
            self._state = self._stack.pop()
        if into == "styles" and self._state.into == "styles":
            self._named.clear()

    def _destination(self, word: str) -> bool:
        """Whether `word` says where the text of the group goes."""
        state = self._state
        if state.into == "lost":
            return True
        if word in ("shprslt", "nonshppict"):  # the same once more, for programs of old
            self._state = replace(state, shown=False, into="lost")
        elif word == "fonttbl":
            self._state = replace(state, into="fonts")
        elif word == "stylesheet":
            self._state = replace(state, into="styles")
        elif word == "info":
            self._state = replace(state, into="info")
        elif word in ("title", "author") and state.into == "info":
            self._named.clear()
            self._state = replace(state, ends=f"info {word}", into="named")
        elif word in ("creatim", "revtim") and state.into == "info":
            self._days[word] = [0, 0, 0]
            self._state = replace(state, into=word)
        elif word in ("listtext", "pntext"):
            if state.shown:
                self._named.clear()
                self._state = replace(state, ends="list", into="named")
        elif word in BOXES:
            if state.shown or word in ("shptxt", "dptxbxtext"):
                self.flow.begin_box()
                self._floors.append(len(self.flow.open))
                self._around.append(self._paragraph)
                self._paragraph = _Paragraph()
                self._state = replace(state, shown=True, into="", ends=BOXES[word], bold=False, hidden=False)
                self.flow.chrome += BOXES[word] == "around"
        elif word in ("ud", "result", "fldrslt"):
            self._state = replace(state, shown=True)
        elif word in NOT_SHOWN:
            self._state = replace(state, shown=False)
        else:
            return False
        return True

    # -- words of control

    def _word(self, word: str, number: int | None) -> None:
        self._skip = 0
        if word == "bin":
            self._at += max(0, number or 0)
        elif word == "u" and number is not None:
            self._unicode(number & 0xFFFF)
            self._skip = self._state.skipped
        elif word == "uc":
            self._state = replace(self._state, skipped=min(max(number or 0, 0), 8))
        elif word == "ansicpg":
            self.encoding = CODE_PAGES.get(number or 0, f"cp{number}")
        elif word in ("mac", "pc", "pca"):
            self.encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif self._destination(word):
            return
        elif self._state.into:
            self._beside(word, number)
        elif word in SIGNS:
            self._take(SIGNS[word])
        else:
            self._layout(word, number)

    def _beside(self, word: str, number: int | None) -> None:
        """A word in a table of fonts or styles, or in what is said of the document."""
        into = self._state.into
        if into == "fonts" and word == "f":
            self._state = replace(self._state, font=number or 0)
        elif into == "fonts" and word in ("fcharset", "cpg"):
            known = CHARSETS.get(number or 0) if word == "fcharset" else f"cp{number}"
            if known:
                self._fonts[self._state.font] = known
        elif into == "styles" and word == "s":
            self._style = number or 0
            self._named.clear()
            self._state = replace(self._state, ends="style")
        elif into in self._days and word in ("yr", "mo", "dy"):
            self._days[into][("yr", "mo", "dy").index(word)] = number or 0
        elif word in SIGNS:
            self._take(SIGNS[word])

    def _layout(self, word: str, number: int | None) -> None:
        state, paragraph = self._state, self._paragraph
        on = number != 0
        if word in ("par", "sect", "page", "nestrow"):
            if self._state.shown:
                self._end(mark=word in ("par", "sect"))
        elif word == "cell":
            self._cell()
        elif word == "row":
            self._end_row()
        elif word == "nestcell":
            self._take(BETWEEN_CELLS)
        elif word == "pard":
            self._paragraph = _Paragraph()
        elif word == "intbl":
            paragraph.in_table = True
        elif word == "s":
            paragraph.style = number or 0
        elif word == "outlinelevel":
            paragraph.level = min((number or 0) + 1, 6) if (number or 0) < 9 else 0
        elif word == "ls":
            paragraph.listed = bool(number)
        elif word == "plain":
            self._state = replace(state, bold=False, hidden=False)
        elif word == "b":
            self._state = replace(state, bold=on)
        elif word in ("v", "deleted"):
            self._state = replace(state, hidden=on)
        elif word == "f":
            self._state = replace(state, font=number or 0)
        elif word == "ftnalt" and state.ends == "footnote":
            self._state = replace(state, ends="endnote")

    def _sign(self, sign: str) -> None:
        self._skip = 0
        if sign == "*":
            # What follows is known to some programs only: what it holds is shown where we know it.
            found = _TOKEN.match(self._text, self._at)
            known = found is not None and (found[1] in STARRED or found[1] in BOXES)
            self._state = replace(self._state, shown=self._state.shown and known)
        elif sign in "\r\n":
            self._end()
        elif sign in ESCAPED:
            self._take(ESCAPED[sign])

    # -- text

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(byte)

    def _flush(self) -> None:
        """The bytes gathered so far, in the encoding of their font."""
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        name = self._fonts.get(self._state.font, self.encoding)
        try:
            text = data.decode(name, "replace")
        except LookupError:
            text = data.decode("cp1252", "replace")
        self._take(text, counted=False)

    def _unicode(self, unit: int) -> None:
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
            return
        if 0xDC00 <= unit < 0xE000:
            unit = 0x10000 + ((self._high - 0xD800) << 10) + unit - 0xDC00 if self._high else 0xFFFD
        self._high = 0
        # Fonts of signs have their characters in the private area, above those of a byte.
        self._take("•" if 0xF000 <= unit <= 0xF0FF else chr(unit), counted=False)

    def _take(self, text: str, *, counted: bool = True) -> None:
        if counted and self._skip:
            text, self._skip = text[self._skip :], max(0, self._skip - len(text))
        state = self._state
        if not text or not state.shown:
            return
        if state.into:
            if state.into in ("named", "styles") and len(self._named) < 10_000:
                self._named.append(text)
        elif not state.hidden:
            self._begin()
            self.flow.text(text, bold=state.bold)

    def _begin(self) -> None:
        """A paragraph begins where none is open: in the box or the note that is read, else in the text."""
        if len(self.flow.open) > self._floor:
            return
        if not self._floors:
            if self._paragraph.in_table and not self._row:
                self._row = True
                self.flow.begin_row()
                self.flow.begin_cell()
            elif self._row and not self._paragraph.in_table:
                self._end_row()
        self.flow.begin_paragraph()

    @property
    def _floor(self) -> int:
        """How many paragraphs stand open around the box or the note that is read."""
        return self._floors[-1] if self._floors else 0

    def _end(self, *, mark: bool = True) -> None:
        """A paragraph ends."""
        if len(self.flow.open) <= self._floor:
            self._item = False
            return
        paragraph, closed = self.flow.open[-1], self._paragraph
        name = self._styles.get(closed.style, "")
        level = closed.level or level_named(name)
        if name in ("title", "titre"):
            level = 1
            self.title = self.title or cleaned("".join(paragraph.parts)).replace("\n", " ") or None
        paragraph.chrome = is_contents(name)
        if level:
            paragraph.role, paragraph.level = Role.HEADING, level
        elif closed.listed or self._item:
            paragraph.role = Role.LIST_ITEM
        if mark:
            self._item = False
        self.flow.end_paragraph()

    def _cell(self) -> None:
        if self._floors:  # a table in a box: its cells are paragraphs
            self._end()
            return
        if not self._row:
            self._row = True
            self.flow.begin_row()
            self.flow.begin_cell()
        self._end()
        self.flow.end_cell()
        self.flow.begin_cell()

    def _end_row(self) -> None:
        if self._row and not self._floors:
            self._end()
            self.flow.end_cell()
            self.flow.end_row()
            self._row = False
