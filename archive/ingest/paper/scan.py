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
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from archive.ingest.paper.hyphens import ranks
from archive.ingest.paper.shapes import Run, Sheet

PROGRAM: Final = "tesseract"
DPI: Final = 200  # French print: 0.997 of the words right; at 300 no more, in a third more time
_MODELS: Final = {"fr": "fra", "en": "eng"}
_SECONDS: Final = 120.0  # for one page
_MEMORY: Final = 1_500 * 1024 * 1024  # bytes, of the program
_LEAST: Final = 0.25  # how sure a word must be, else it is dirt on the paper
_CONFIDENT: Final = 0.75  # the mean of a page: less, and it may lie on its side
_COMMON: Final = 300  # the most frequent words of a language tell it
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS: Final = 1.3  # the height of a line by the size of its letters: what tesseract's boxes are
_BASE: Final = 0.2  # of the size: how far a box reaches below the baseline
_MAX_DOTS: Final = 40_000_000  # of a picture: more are drawn coarser
_TURNED = re.compile(r"Rotate: (\d+)")


class NoProgram(Exception):
    """Tesseract is not installed, or has no model of French or English."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page, as a file that tesseract reads, its resolution, and its size in dots."""

    data: bytes
    dpi: int = DPI
    width: int = 0
    height: int = 0


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

    def sheets(self, picture: Picture, number: int) -> list[Sheet]:
        """The sheets of a picture, the first one numbered `number`; a TIFF may hold several."""
        lines = self._read(picture)
        lang = _language(lines)
        if lang and lang != self.lang and lang in self.models:
            self.lang = lang
            lines = self._read(picture)
        return list(_sheets(lines, picture, number))

    def turned(self, picture: Picture) -> int:
        """By how many degrees a picture must be turned to stand upright, 0 where that is not known."""
        if not self.turns:
            return 0
        with contextlib.suppress(subprocess.SubprocessError, OSError):
            told = self._run(["-", "-", "--dpi", str(picture.dpi), "--psm", "0"], picture.data)
            found = _TURNED.search(told.decode("utf-8", "replace"))
            return int(found[1]) if found else 0
        return 0

    def _read(self, picture: Picture) -> list[_Line]:
        arguments = ["-", "-", "-l", self.models[self.lang], "--dpi", str(picture.dpi), "tsv"]
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
class _Line:
    """A line in dots: its page, its part of the page, its words with how sure each is."""

    page: int
    block: int
    left: int
    top: int
    right: int
    bottom: int
    words: tuple[tuple[str, float], ...]

    @property
    def text(self) -> str:
        return " ".join(word for word, _ in self.words)

    @property
    def sure(self) -> float:
        letters = sum(len(word) for word, _ in self.words)
        return sum(len(word) * sure for word, sure in self.words) / max(letters, 1)


def _lines(table: str) -> Iterator[_Line]:
    """The lines of a table (TSV) that tesseract writes."""
    at: tuple[str, ...] = ()
    box = (0, 0, 0, 0)
    words: list[tuple[str, float]] = []
    page = block = 0
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] not in ("4", "5"):
            continue
        if cells[0] == "4":
            if words:
                yield _Line(page, block, *box, tuple(words))
            words, at = [], tuple(cells[1:5])
            page, block = int(cells[1]), int(cells[2])
            left, top, width, height = map(int, cells[6:10])
            box = (left, top, left + width, top + height)
        elif tuple(cells[1:5]) == at and cells[11].strip() and float(cells[10]) >= 100 * _LEAST:
            words.append((cells[11].strip(), float(cells[10]) / 100))
    if words:
        yield _Line(page, block, *box, tuple(words))


def _sheets(lines: Sequence[_Line], picture: Picture, number: int) -> Iterator[Sheet]:
    """The lines of each page as runs; those of one part of it that are about as high have one size."""
    scale = 72 / picture.dpi
    pages = sorted({line.page for line in lines}) or [1]
    for i, page in enumerate(pages):
        some = [line for line in lines if line.page == page]
        wide = picture.width or max((line.right for line in some), default=0)
        high = picture.height or max((line.bottom for line in some), default=0)
        sheet = Sheet(number + i, wide * scale, high * scale)
        usual = median([line.bottom - line.top for line in some]) if some else 0.0
        for line in some:
            beside = [o.bottom - o.top for o in some if o.block == line.block]
            own = median(beside)
            own = usual if abs(own - usual) < 0.3 * usual else own
            size = own * scale / _LETTERS
            text = line.text
            hyphen = len(text) > 2 and text[-1] in "-\u2010\u00ad" and text[-2].isalpha()
            sheet.runs.append(
                Run(
                    text[:-1] if hyphen else text, line.left * scale, line.right * scale,
                    line.bottom * scale - _BASE * size, size, hyphen=hyphen, sure=line.sure,
                )
            )  # fmt: skip
        yield sheet


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
