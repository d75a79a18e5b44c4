"""Which pages are pictures, and what can be read off them."""

from __future__ import annotations

import ctypes
import re
import struct
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as raw

from archive.ingest.paper.document import lay_out, plain_values
from archive.ingest.paper.scan import NoProgram, Picture, Recogniser, drawn, known
from archive.ingest.paper.shapes import Sheet

_FEW_WORDS = 3  # fewer make no text of a page
_COVERS = 0.3  # of a page without text: a picture of what is written, no emblem
_WHOLE = 0.6  # of a page with text: the text may be what another program recognised in the picture
_RUBBISH = 0.5  # share of frequent words: a text has more, in either language some 0.8
_SAMPLE = 15  # lines of a page tell whether they are words
_GAIN = 0.1  # of that share: so much better must be what is read anew
_SIDEWAYS = 0.6  # how sure words are, on average, on a page that stands upright
_OBJECTS = 2_000  # of a page are looked at
_SMALLEST = 400  # dots: smaller pictures are emblems, signatures, buttons
_USUAL_DPI = 300  # of a picture that does not say
_PICTURE_WORDS = 5  # fewer are what stands on a photograph or an emblem
_WORD = re.compile(r"[^\W_]{2,}(?:['’-][^\W_]+)*")  # what is one beyond doubt: two letters or figures


class Scans:
    """The pages of a document that are pictures: read where tesseract is installed.

    `read` are the numbers of those that were, `unread` of those that were not.
    """

    def __init__(self) -> None:
        self.read: list[int] = []
        self.unread: list[int] = []
        self._recogniser: Recogniser | None = None
        self._asked = False

    @property
    def told(self) -> dict[str, Any]:
        """What is to be said of them."""
        one = self._recogniser
        return {
            "pictures": self.unread,
            "program": one is not None,
            "missing": one.missing if one and self.read else None,
        }

    def recogniser(self) -> Recogniser | None:
        """What reads pictures, None where nothing does."""
        if not self._asked:
            self._asked = True
            try:
                self._recogniser = Recogniser()
            except (NoProgram, OSError, subprocess.SubprocessError):
                self._recogniser = None
        return self._recogniser

    def better(self, sheet: Sheet, page: Any, begin: Callable[[], None]) -> Sheet:
        """The sheet, or what is read off the picture of its page where it has no text, or no true one."""
        texts = [run.text for run in sheet.runs[:: 1 + len(sheet.runs) // _SAMPLE]]
        few = sum(len(text.split()) for text in texts) < _FEW_WORDS
        share = 0.0 if few else known(texts)
        if not few and share >= _RUBBISH:
            return sheet
        if _covered(page, sheet) < (_COVERS if few else _WHOLE):
            return sheet
        recogniser = self.recogniser()
        if recogniser is None:
            if few:
                self.unread.append(sheet.number)
            return sheet
        begin()
        found = _recognised(recogniser, page, sheet.number)
        words = [run.text for run in found.runs]
        if not words or (not few and known(words) < share + _GAIN):
            if few:
                self.unread.append(sheet.number)
            return sheet
        self.read.append(sheet.number)
        return found


def _recognised(recogniser: Recogniser, page: Any, number: int) -> Sheet:
    picture = drawn(page)
    try:
        sheet = recogniser.sheet(picture, number)
        if _sure(sheet) < _SIDEWAYS and (turned := recogniser.turned(picture)):
            other = recogniser.sheet(drawn(page, turned), number)
            sheet = max(sheet, other, key=_sure)
    except subprocess.SubprocessError:
        return Sheet(number, picture.width, picture.height)
    return sheet


def _sure(sheet: Sheet) -> float:
    letters = sum(len(run.text) for run in sheet.runs)
    return sum(run.sure * len(run.text) for run in sheet.runs) / max(letters, 1)


def _covered(page: Any, sheet: Sheet) -> float:
    """The share of a page that its largest picture covers."""
    largest = 0.0
    for i in range(min(raw.FPDFPage_CountObjects(page.raw), _OBJECTS)):
        one = raw.FPDFPage_GetObject(page.raw, i)
        if raw.FPDFPageObj_GetType(one) in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            if raw.FPDFPageObj_GetBounds(one, left, bottom, right, top):
                largest = max(largest, (right.value - left.value) * (top.value - bottom.value))
    return largest / max(sheet.width * sheet.height, 1.0)


# -- files that are pictures -----------------------------------------------------------------------


def read_picture(data: bytes, begin: Callable[[str, int], None]) -> dict[str, Any]:
    """What is read off a TIFF, PNG or JPEG, fit for JSON; `refused`: why nothing is.

    `begin` is told each page of a TIFF before it is read.
    """
    width, height, dpi = _measures(data)
    if 0 < min(width, height) < _SMALLEST:
        return {"refused": f"a picture of {width} by {height} dots: too small for a page of text"}
    recogniser = Scans().recogniser()
    if recogniser is None:
        return {"refused": "program"}
    count = _count(data)
    sheets, lost = [], []
    for n in range(count):
        begin("scan", n + 1)
        try:
            picture = Picture(data, dpi, width, height, n if count > 1 else None)
            sheets.append(_of_file(recogniser, picture, n + 1))
        except subprocess.SubprocessError:
            lost.append(n + 1)
    if not sheets:
        return {"refused": "a picture that takes too long to read"}
    texts = [run.text for sheet in sheets for run in sheet.runs]
    if (
        sum(len(_WORD.findall(text)) for text in texts) < _PICTURE_WORDS
        or max(map(_sure, sheets)) < _SIDEWAYS
    ):
        return {"refused": "a picture on which no words are recognised"}
    metadata = {"title": None, "author": None, "made": None}
    return {
        "count": count, "to": count, "lost": lost, "said": metadata, "missing": recogniser.missing,
        **plain_values(lay_out(sheets)),
    }  # fmt: skip


def _of_file(recogniser: Recogniser, picture: Picture, number: int) -> Sheet:
    """The sheet of a picture; of one that may lie on its side, the reading that is surer."""
    sheet = recogniser.sheet(picture, number)
    if _sure(sheet) < _SIDEWAYS and recogniser.turned(picture):
        sheet = max(sheet, recogniser.sheet(picture, number, lying=True), key=_sure)
    return sheet


def _count(data: bytes) -> int:
    """How many pages a TIFF has: the length of its chain of directories; of any other picture 1."""
    if data[:4] not in (b"II*\x00", b"MM\x00*"):
        return 1
    order = "<" if data[:1] == b"I" else ">"
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(f"{order}I", data, 4)
        while at and at not in seen:
            (entries,) = struct.unpack_from(f"{order}H", data, at)
            seen.add(at)
            (at,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * entries)
    except struct.error:
        pass  # it is cut short: its whole directories count
    return max(len(seen), 1)


def _measures(data: bytes) -> tuple[int, int, int]:
    """Width, height (dots; 0 where they are not found) and resolution of a PNG or JPEG."""
    try:
        if data.startswith(b"\x89PNG"):
            width, height = struct.unpack_from(">II", data, 16)
            at = data.find(b"pHYs", 0, 4096)
            each, unit = struct.unpack_from(">I4xB", data, at + 4) if at > 0 else (0, 0)
            return width, height, _dpi(each * 0.0254 if unit == 1 else 0)
        if data.startswith(b"\xff\xd8"):
            for kind, at in _segments(data):
                if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
                    height, width = struct.unpack_from(">HH", data, at + 3)
                    return width, height, _jfif_dpi(data)
    except (struct.error, IndexError):
        pass
    return 0, 0, _USUAL_DPI


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The kinds of the parts of a JPEG, and where they begin."""
    at = 2
    while at + 4 < len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        yield kind, at + 2
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]


def _jfif_dpi(data: bytes) -> int:
    if data[6:11] != b"JFIF\x00":
        return _USUAL_DPI
    return _dpi(struct.unpack_from(">H", data, 14)[0] * {1: 1.0, 2: 2.54}.get(data[13], 0))


def _dpi(value: float) -> int:
    """A resolution that scans have: cameras and screens say 72 or 96 of anything."""
    return round(value) if 120 <= value <= 1200 else _USUAL_DPI
