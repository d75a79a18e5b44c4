"""Plain text that stands in columns side by side, as `pdftotext -layout` and typists set it.

Such a text is read as a page of paper is (`archive.ingest.paper`): every stretch of a line is put where it
stands. What is in columns is told by prose alone: cells of a table or an agenda begin with capitals and
figures, and lines that go on do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from archive.dataclass import dataclass

if TYPE_CHECKING:
    from archive.ingest.paper.document import Laid
    from archive.ingest.paper.shapes import Sheet

_STRETCH = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"[ \t]*(?:[-–—] ?)?\d{1,4}(?: ?[-–—]|/\d{1,4})?[ \t]*\Z")
_ROWS: Final = 6  # lines with text in both columns, at least
_LEAST: Final = 3  # the same on one page
_WORDS: Final = 4  # of a cell, on average
_GOING_ON: Final = (
    0.35  # of the cells of either column begin with a small letter; wrapped prose has two thirds
)
_SHARE: Final = 0.25  # of all lines stand in columns; else it is a text with a table
_JITTER: Final = 3  # characters by which the lines of a column may begin further right
_CROSSED: Final = 0.1  # of the lines of a page may run across
_LONGEST: Final = 4_000_000  # characters: a longer text is no page that anyone set
# A typed character in points, and how far lines are apart.
_WIDE, _HIGH, _SIZE, _MARGIN = 5.0, 12.0, 10.0, 20.0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A stretch of a line without a wide gap, and the column it begins in."""

    at: int
    text: str


def laid_out(text: str) -> Laid | None:
    """A text in columns in the order in which it is read; None for one that is not."""
    if text.count("  ") < _ROWS or len(text) > _LONGEST:
        return None
    sheets = [page.expandtabs().split("\n") for page in text.split("\f") if page.strip()]
    pages = [[[_Cell(m.start(), m[0]) for m in _STRETCH.finditer(line)] for line in page] for page in sheets]
    lines = sum(1 for page in pages for row in page if row)
    if sum(map(_beside, pages)) < max(_ROWS, _SHARE * lines):
        return None
    from archive.ingest.paper.document import lay_out  # only here: few texts stand in columns

    return lay_out([_sheet(n, page, many=len(pages) > 1) for n, page in enumerate(pages, 1)])


def _beside(page: Sequence[Sequence[_Cell]]) -> int:
    """How many lines of a page stand in two columns of prose or more; 0 where there are none."""
    starts = Counter(cell.at for row in page for cell in row[1:])
    for start in sorted(starts, key=lambda at: (-starts[at], at))[:3]:
        pairs = list(_pairs(page, start))
        if len(pairs) >= _LEAST and _apart(page, start) and all(map(_is_prose, zip(*pairs, strict=True))):
            return len(pairs)
    return 0


def _pairs(page: Sequence[Sequence[_Cell]], start: int) -> Iterator[tuple[str, str]]:
    """What stands left of the column that begins at `start`, and what at its beginning, line by line."""
    for row in page:
        for left, right in pairwise(row):
            if start <= right.at <= start + _JITTER:
                yield left.text, right.text


def _apart(page: Sequence[Sequence[_Cell]], start: int) -> bool:
    """Whether few lines run across the place where a column begins."""
    crossing = sum(1 for row in page for cell in row if cell.at < start - 1 < cell.at + len(cell.text) - 1)
    return crossing <= _CROSSED * sum(1 for row in page if row)


def _is_prose(cells: Sequence[str]) -> bool:
    """Whether the lines of a column go on from one to the next."""
    words = sum(len(cell.split()) for cell in cells)
    small = sum(cell[0].islower() for cell in cells)
    return words >= _WORDS * len(cells) and small >= _GOING_ON * len(cells)


def _sheet(number: int, page: Sequence[Sequence[_Cell]], *, many: bool) -> Sheet:
    """A page of text as a sheet of paper; its number is no text."""
    from archive.ingest.paper.shapes import Sheet, TextRun

    right = max(cell.at + len(cell.text) for row in page for cell in row)
    sheet = Sheet(number, right * _WIDE + 2 * _MARGIN, len(page) * _HIGH + 2 * _MARGIN)
    last = max(i for i, row in enumerate(page) if row)
    for i, row in enumerate(page):
        if many and i == last and len(row) == 1 and _NUMBER.match(row[0].text):
            sheet.chrome.append((row[0].text, False))
            continue
        for cell in row:
            x0, y = _MARGIN + cell.at * _WIDE, _MARGIN + (i + 1) * _HIGH
            x1 = x0 + len(cell.text) * _WIDE
            hyphen = len(cell.text) > 2 and cell.text[-1] in "-\u2010\u00ad" and cell.text[-2].isalpha()
            text = cell.text[:-1] if hyphen else cell.text
            sheet.runs.append(TextRun(text, x0, x1, y, _SIZE, hyphen=hyphen))
    return sheet
