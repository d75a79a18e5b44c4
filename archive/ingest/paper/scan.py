"""Pictures of pages to sheets of paper, by the program tesseract where it is installed.

Each page is read with the model of one language, French or English: that of the page before it. Where
its words turn out to be of the other, it is read anew with that one; both at once are slower, and less often
right.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any, Final

from archive.dataclass import dataclass
from archive.ingest.paper.hyphens import ranks
from archive.ingest.paper.shapes import Sheet, TextRun

PROGRAM: Final = "tesseract"
DPI: Final = 200  # French print: 0.997 of the words right; at 300 no more, in a third more time
_MODELS: Final = {"fr": "fra", "en": "eng"}
_SECONDS: Final = 120.0  # for one page
_MEMORY: Final = 1_500 * 1024 * 1024  # bytes, of the program
_LEAST: Final = 0.25  # how sure a word must be, else it may be dirt on the paper
_ALIKE: Final = (0.6, 1.5)  # the height of a word by that of the others in its line; dirt has any
_CONFIDENT: Final = 0.75  # the mean of a page: less, and it may lie on its side
_COMMON: Final = 300  # the most frequent words of a language tell it
_WORD = re.compile(r"[^\W\d_]+")
_GAP: Final = 1.0  # of the size of letters, between words: wider, and columns or cells may lie there
_LETTERS: Final = 1.3  # the height of a line by the size of its letters: what tesseract's boxes are
_BASE: Final = 0.2  # of the size: how far a box reaches below the baseline
_MAX_DOTS: Final = 40_000_000  # of a picture: more are drawn coarser
_TURNED = re.compile(r"Rotate: (\d+)")


class NoProgram(Exception):
    """Tesseract is not installed, or has no model of French or English."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page, as a file that tesseract reads, its resolution, and its size in dots.

    `page`: which of its file, counted from 0, where that holds several.
    """

    data: bytes
    dpi: int = DPI
    width: int = 0
    height: int = 0
    page: int | None = None

    @property
    def told(self) -> list[str]:
        """What the program must know of it."""
        which = [] if self.page is None else ["-c", f"tessedit_page_number={self.page}"]
        return ["--dpi", str(self.dpi), *which]


class Recogniser:
    """Reads pictures; keeps the language of the page before."""

    def __init__(self) -> None:
        """Raises NoProgram."""
        found = shutil.which(PROGRAM)
        if found is None:
            raise NoProgram
        self.program = found
        listed = self._run(["--list-langs"], b"").decode("utf-8", "replace").split()
        self.models = {lang: model for lang, model in _MODELS.items() if model in listed}
        self.turns = "osd" in listed
        if not self.models:
            raise NoProgram
        self.lang = next(iter(self.models))

    @property
    def missing(self) -> str | None:
        """The model that would be needed and is not there."""
        return next((model for lang, model in _MODELS.items() if lang not in self.models), None)

    def sheet(self, picture: Picture, number: int, *, lying: bool = False) -> Sheet:
        """The sheet of a picture, numbered `number`; `lying`: it may lie on its side or head."""
        lines = self._read(picture, lying=lying)
        lang = _language(lines)
        if lang and lang != self.lang and lang in self.models:
            self.lang = lang
            lines = self._read(picture, lying=lying)
        if lying:  # the measures of the picture are not those of the page
            picture = replace(picture, width=0, height=0)
        return _sheet(lines, picture, number)

    def turned(self, picture: Picture) -> int:
        """By how many degrees a page must be turned to stand upright, 0 where that is not known."""
        if not self.turns:
            return 0
        with contextlib.suppress(subprocess.SubprocessError, OSError):
            output = self._run(["-", "-", *picture.told, "--psm", "0"], picture.data)
            found = _TURNED.search(output.decode("utf-8", "replace"))
            return int(found[1]) if found else 0
        return 0

    def _read(self, picture: Picture, *, lying: bool) -> list[_Line]:
        turns = ["--psm", "1"] if lying else []  # 1: the page is turned as it wants to be
        arguments = ["-", "-", "-l", self.models[self.lang], *picture.told, *turns, "tsv"]
        return list(_lines(self._run(arguments, picture.data).decode("utf-8", "replace")))

    def _run(self, arguments: Sequence[str], data: bytes) -> bytes:
        done = subprocess.run(
            [self.program, *arguments], input=data, capture_output=True, timeout=_SECONDS,
            preexec_fn=_bounded, check=False,
        )  # fmt: skip
        return done.stdout or done.stderr if arguments[-1] == "0" else done.stdout


def _bounded() -> None:
    """The program's own bounds: this process's are too narrow for it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


# -- what tesseract says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, how sure it is, and where it stands in dots."""

    text: str
    sure: float
    left: int
    right: int
    high: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in dots: its part of the page, its words."""

    block: int
    left: int
    top: int
    right: int
    bottom: int
    words: tuple[_Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def sure(self) -> float:
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) * word.sure for word in self.words) / max(letters, 1)

    def parts(self, gap: float) -> Iterator[_Line]:
        """The line cut where more than `gap` dots lie between words: there begins a column, or a cell."""
        begins = 0
        for i, word in enumerate(self.words):
            last = i + 1 == len(self.words)
            if last or self.words[i + 1].left - word.right > gap:
                left = self.left if not begins else self.words[begins].left
                right = self.right if last else word.right
                yield replace(self, left=left, right=right, words=self.words[begins : i + 1])
                begins = i + 1


_Row = tuple[tuple[str, ...], tuple[int, int, int, int], float, str]  # where, its box, how sure, a word


def _lines(table: str) -> Iterator[_Line]:
    """The lines of a table (TSV) that tesseract writes."""
    at: tuple[str, ...] = ()
    box = (0, 0, 0, 0)
    words: list[_Word] = []
    block = 0
    for place, measured, how, word in _upright(list(_rows(table))):
        if not word:
            if line := _without_dirt(words):
                yield _Line(block, *box, line)
            words, at, box = [], place, measured
            block = int(place[1])
        elif place == at:
            words.append(_Word(word, how, measured[0], measured[2], measured[3] - measured[1]))
    if line := _without_dirt(words):
        yield _Line(block, *box, line)


def _rows(table: str) -> Iterator[_Row]:
    """The lines (level 4, without a word) and words (level 5) of a table."""
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) >= 12 and cells[0] in ("4", "5") and (cells[0] == "4" or cells[11].strip()):
            left, top, width, height = map(int, cells[6:10])
            word = cells[11].strip() if cells[0] == "5" else ""
            yield tuple(cells[1:5]), (left, top, left + width, top + height), float(cells[10]) / 100, word


def _upright(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The rows with their boxes turned so that lines go from left to right.

    Tesseract reads a page that lies on its side, and says where the words lie on the paper as it is.
    """
    way = _way(rows)
    wide = max((box[2] for _, box, _, _ in rows), default=0)
    high = max((box[3] for _, box, _, _ in rows), default=0)
    for place, (left, top, right, bottom), how, word in rows:
        box = {
            0: (left, top, right, bottom),
            90: (high - bottom, left, high - top, right),
            180: (wide - right, high - bottom, wide - left, high - top),
            270: (top, wide - right, bottom, wide - left),
        }[way]
        yield place, box, how, word


def _way(rows: Sequence[_Row]) -> int:
    """By how many degrees a page must be turned, by the first and last words of its lines."""
    counts = {0: 0, 90: 0, 180: 0, 270: 0}
    lines: dict[tuple[str, ...], list[tuple[int, int, int, int]]] = {}
    for place, box, _, word in rows:
        if word:
            lines.setdefault(place, []).append(box)
    for first, *_, last in (boxes for boxes in lines.values() if len(boxes) > 1):
        across, down = last[0] + last[2] - first[0] - first[2], last[1] + last[3] - first[1] - first[3]
        if abs(across) >= abs(down):
            counts[0 if across >= 0 else 180] += 1
        else:
            counts[90 if down < 0 else 270] += 1
    return max(counts, key=lambda way: counts[way])


def _without_dirt(words: Sequence[_Word]) -> tuple[_Word, ...]:
    """The words of a line without what is dirt.

    Tesseract is often quite unsure of what it reads rightly, of elided words above all ("l'avancement"): what
    is as high as the sure words of its line is one, and so is a frequent word where a line has no sure one.
    """
    sure = [word.high for word in words if word.sure >= _LEAST]
    least, most = (of * median(sure) if sure else 0.0 for of in _ALIKE)
    return tuple(
        word
        for word in words
        if word.sure >= _LEAST
        or (least <= word.high <= most and any(c.isalnum() for c in word.text))
        or (not sure and _frequent(word.text))
    )


def _frequent(word: str) -> bool:
    letters = _WORD.findall(word.casefold())
    return bool(letters) and len(letters[-1]) > 3 and any(letters[-1] in ranks(lang) for lang in _MODELS)


def _sheet(lines: Sequence[_Line], picture: Picture, number: int) -> Sheet:
    """The lines of a page as runs; those of one part of it that are about as high have one size."""
    scale = 72 / picture.dpi
    wide = picture.width or max((line.right for line in lines), default=0)
    high = picture.height or max((line.bottom for line in lines), default=0)
    sheet = Sheet(number, wide * scale, high * scale)
    usual = median([line.bottom - line.top for line in lines]) if lines else 0.0
    for line in lines:
        own = median([o.bottom - o.top for o in lines if o.block == line.block])
        own = usual if abs(own - usual) < 0.3 * usual else own
        size = own * scale / _LETTERS
        sheet.runs += [_run(part, scale, size) for part in line.parts(_GAP * own / _LETTERS)]
    return sheet


def _run(line: _Line, scale: float, size: float) -> TextRun:
    text = line.text
    hyphen = len(text) > 2 and text[-1] in "-\u2010\u00ad" and text[-2].isalpha()
    return TextRun(
        text[:-1] if hyphen else text, line.left * scale, line.right * scale,
        line.bottom * scale - _BASE * size, size, hyphen=hyphen, sure=line.sure,
    )  # fmt: skip


def _language(lines: Sequence[_Line]) -> str | None:
    """French or English, by the most frequent words of both; None where they do not tell."""
    words = [word.casefold() for line in lines for word in _WORD.findall(line.text)]
    counts = dict.fromkeys(_MODELS, 0)
    for word in words:
        found = {lang: ranks(lang).get(word, _COMMON) for lang in counts}
        best = min(found, key=lambda lang: found[lang])
        if found[best] < _COMMON and len(set(found.values())) > 1:
            counts[best] += 1
    best = max(counts, key=lambda lang: counts[lang])
    return best if counts[best] > 1.5 * min(counts.values()) else None


def known(texts: Sequence[str]) -> float:
    """The share of the words of three letters or more that are frequent ones of French or English."""
    words = [w.casefold() for text in texts for w in _WORD.findall(text) if len(w) >= 3]
    if not words:
        return 0.0
    return sum(1 for w in words if w in ranks("fr") or w in ranks("en")) / len(words)


def drawn(page: Any, turned: int = 0) -> Picture:
    """A page of a PDF as a picture in shades of grey."""
    width, height = page.get_size()
    dpi = DPI
    while dpi > 72 and width * height * (dpi / 72) ** 2 > _MAX_DOTS:
        dpi -= 32
    bitmap = page.render(scale=dpi / 72, grayscale=True, rotation=turned)
    try:
        rows = memoryview(bitmap.buffer).cast("B")
        stride, wide, high = bitmap.stride, bitmap.width, bitmap.height
        dots = b"".join(rows[y * stride : y * stride + wide] for y in range(high))
    finally:
        bitmap.close()
    return Picture(b"P5 %d %d 255\n" % (wide, high) + dots, dpi, wide, high)
