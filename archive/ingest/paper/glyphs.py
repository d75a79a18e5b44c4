"""The runs of text on a page of a PDF, with their places, by pdfium.

pdfium gives the text of a page in one call, and the box of each piece that was drawn at once; asking for each
character takes as long as all else together. So characters are asked for only where a line has a gap in it.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pypdfium2.raw as raw

from archive.ingest.paper.shapes import Sheet, TextRun

_HYPHENS = "\x02\ufffe"  # how pdfium marks the hyphen at the end of a line, where it goes on with the next
_LINE = re.compile(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_WORD = re.compile(r"\S+")
_WIDE = 0.7  # of the size of letters: a gap that may lie between columns
_LOOSE = 0.72  # of the size, on average a character: more than that is no text without a gap
_CONTROL = dict.fromkeys([*range(9), *range(11, 32), 0x7F, 0xAD, 0xFEFF, 0x200B, 0xFFFE, 0xFFFF])
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_CLEAN = _CONTROL | _LIGATURES | {0x2028: " ", 0x2029: " "}
# Not among them: line ends, which stand between runs.
_DIRTY = re.compile(f"[{''.join(re.escape(chr(c)) for c in _CLEAN if c not in (2, 13, 0xFFFE))}]")
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi|cmbx|sfbx|ecbx|-bd|,bd", re.IGNORECASE)
_ITALIC = re.compile(rb"ital|obliq|cmti|sfti|ecti|-it\b", re.IGNORECASE)
_HEAVY = 600  # the weight from which on a font is bold
_MAX_CHARS = 200_000  # on one page: no person reads more


def read_sheet(page: Any, number: int) -> Sheet:
    """The runs on `page` (a pypdfium2 page), in the order they are drawn in."""
    text_page = page.get_textpage()
    try:
        return _Reading(page, text_page, number).sheet()
    finally:
        text_page.close()


class _Reading:
    """One page that is being read; keeps the cells that pdfium writes its answers to."""

    def __init__(self, page: Any, text_page: Any, number: int) -> None:
        self.page, self.handle, self.number = page, text_page.raw, number
        count = min(raw.FPDFText_CountChars(self.handle), _MAX_CHARS)
        self.text: str = text_page.get_text_range(0, count) if count > 0 else ""
        self.same = (
            len(self.text) == count
        )  # else a character of the text is not where it is in pdfium's list
        self._clean = _DIRTY.search(self.text) is None
        self._d = [ctypes.c_double() for _ in range(4)]
        self._p = [ctypes.byref(d) for d in self._d]
        self._matrix = raw.FS_MATRIX()
        self._font = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def sheet(self) -> Sheet:
        left, bottom, right, top = self.page.get_bbox()
        turned = raw.FPDFPage_GetRotation(self.page.raw) % 4
        lines = list(self._lines())
        turns = Counter[int]()
        for angle, run in lines:
            turns[angle] += len(run.text)
        most = turns.most_common(1)[0][0] if turns else (-turned) % 4
        wide, high = max(right - left, 1.0), max(top - bottom, 1.0)
        sheet = Sheet(self.number, *((wide, high) if most % 2 == 0 else (high, wide)))
        for angle, run in lines:
            if angle == most:
                _settle(run, most, left, bottom, right, top)
                sheet.runs.append(run)
            else:
                sheet.aside.append(run.text)
        return sheet

    def _lines(self) -> Iterator[tuple[int, TextRun]]:
        """The runs with the quarter turns of their writing; their places are still those of the PDF."""
        for found in _LINE.finditer(self.text):
            words = found.group()
            hyphen = words[-1] in _HYPHENS
            start, end = found.span()
            end -= hyphen
            stripped = self.text[start:end].strip()
            if not stripped:
                continue
            start = self.text.index(stripped[0], start)
            yield from self._line(start, start + len(stripped), hyphen)

    def _at(self, index: int) -> int:
        return index if self.same else int(raw.FPDFText_GetCharIndexFromTextIndex(self.handle, index))

    def _line(self, start: int, end: int, hyphen: bool) -> Iterator[tuple[int, TextRun]]:
        first = self._at(start)
        turn, size, shape = self._look(first)
        x0, x1, gaps = self._extent(first, self._at(end - 1) + 1 - first, turn, size)
        if gaps or (x1 - x0) > _LOOSE * size * (end - start) + size:
            yield from self._parts(start, end, turn, size, hyphen)
            return
        yield self._run(start, end, x0, x1, turn, size, shape, hyphen)

    def _run(
        self, start: int, end: int, x0: float, x1: float, turn: int, size: float, shape: tuple[bool, bool],
        hyphen: bool,
    ) -> tuple[int, TextRun]:  # fmt: skip
        raw.FPDFText_GetCharOrigin(self.handle, self._at(start), self._p[0], self._p[1])
        across = self._d[0].value if turn % 2 else self._d[1].value
        text = self.text[start:end]
        if not self._clean:
            text = text.translate(_CLEAN)
        bold, italic = shape
        if end - start > 1 and (
            bold or italic
        ):  # a word in bold that opens a line does not make the line bold
            last = self._shape(self._at(end - 1))
            bold, italic = bold and last[0], italic and last[1]
        if not hyphen and len(text) > 2 and text[-1] in "-\u00ad\u2010" and text[-2].isalpha():
            hyphen, text = True, text[:-1]
        return turn, TextRun(text, x0, x1, across, size, bold, italic, hyphen)

    def _look(self, index: int) -> tuple[int, float, tuple[bool, bool]]:
        """The quarter turns of a character's writing, the size of its letters, if it is bold or italic."""
        m = self._matrix
        size = raw.FPDFText_GetFontSize(self.handle, index)
        turn = 0
        if raw.FPDFText_GetMatrix(self.handle, index, m):
            size *= math.hypot(m.c, m.d) or 1.0
            if abs(m.b) > abs(m.a):
                turn = 1 if m.b > 0 else 3
            elif m.a < 0 and m.d < 0:
                turn = 2
        return turn, size if 0.5 < size < 2000 else 10.0, self._shape(index)

    def _shape(self, index: int) -> tuple[bool, bool]:
        size = raw.FPDFText_GetFontInfo(self.handle, index, self._font, 128, ctypes.byref(self._flags))
        bold, italic = _named(self._font.raw[: min(size, 128)])
        bold = bold or raw.FPDFText_GetFontWeight(self.handle, index) >= _HEAVY
        return bold, italic or bool(self._flags.value & 64)

    def _extent(self, first: int, count: int, turn: int, size: float) -> tuple[float, float, bool]:
        """From where to where pieces of a line reach, and whether there is a wide gap between them."""
        pieces = []
        low, high = (2, 3) if turn % 2 else (0, 1)
        cells = self._p
        for i in range(raw.FPDFText_CountRects(self.handle, first, count)):
            # left, top, right, bottom
            raw.FPDFText_GetRect(self.handle, i, cells[0], cells[3], cells[1], cells[2])
            pieces.append((self._d[low].value, self._d[high].value))
        if not pieces:
            return 0.0, 0.0, False
        pieces.sort()
        x0, x1 = pieces[0]
        gaps = False
        for a, b in pieces[1:]:
            gaps = gaps or a - x1 > _WIDE * size
            x1 = max(x1, b)
        return x0, x1, gaps

    def _parts(
        self, start: int, end: int, turn: int, size: float, hyphen: bool
    ) -> Iterator[tuple[int, TextRun]]:
        """The runs of a line that has gaps, by the places of its words."""
        words: list[tuple[int, int, float, float]] = []
        box = self._box
        for found in _WORD.finditer(self.text, start, end):
            a, b = found.span()
            x0, x1 = box(self._at(a), turn)
            if b - a > 1:
                x2, x3 = box(self._at(b - 1), turn)
                x0, x1 = min(x0, x2), max(x1, x3)
            words.append((a, b, x0, x1))
        at = 0
        for i in range(1, len(words) + 1):
            if i < len(words) and -size < words[i][2] - words[i - 1][3] <= _WIDE * size:
                continue
            part = words[at:i]
            x0, x1 = min(w[2] for w in part), max(w[3] for w in part)
            first = part[0][0]
            own = self._look(self._at(first))
            last = hyphen and i == len(words)
            yield self._run(first, part[-1][1], x0, x1, own[0], own[1], own[2], last)
            at = i

    def _box(self, index: int, turn: int) -> tuple[float, float]:
        raw.FPDFText_GetCharBox(self.handle, index, *self._p)  # left, right, bottom, top
        low, high = (2, 3) if turn % 2 else (0, 1)
        return self._d[low].value, self._d[high].value


@lru_cache(maxsize=512)
def _named(font: bytes) -> tuple[bool, bool]:
    """Whether a font is bold or italic by its name."""
    return _BOLD.search(font) is not None, _ITALIC.search(font) is not None


def _settle(run: TextRun, turn: int, left: float, bottom: float, right: float, top: float) -> None:
    """Gives a run its place on a page that is held so that its writing is upright; y counts downwards."""
    if turn == 0:
        run.x0, run.x1, run.y = run.x0 - left, run.x1 - left, top - run.y
    elif turn == 1:  # written upwards
        run.x0, run.x1, run.y = run.x0 - bottom, run.x1 - bottom, run.y - left
    elif turn == 2:
        run.x0, run.x1, run.y = right - run.x1, right - run.x0, run.y - bottom
    else:  # written downwards
        run.x0, run.x1, run.y = top - run.x1, top - run.x0, right - run.y
