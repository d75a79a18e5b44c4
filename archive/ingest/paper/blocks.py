"""Lines to blocks: paragraphs, headings, items of lists, rows of tables."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field
from statistics import median_low

from archive.dataclass import dataclass
from archive.ingest.paper.order import Stretch
from archive.ingest.paper.shapes import BULLET, LOWER, NUMBERED, SECTION, STOPPED, PaperLine
from archive.records import Role

CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|tab(?:le|leau|\.)|photo(?:graphie|graph)?|source|carte|map|graphique)\b", re.I
)
_NOTE = re.compile(r"(?:\(?\d{1,3}[).]?|[*†‡])\s*[^\W\d_«“\"(]")
BETWEEN_CELLS = " | "
_SAME_SIZE = 0.08  # letters that differ less are of one size
_HEADING = 1.12  # times the size of the text
_SMALL = 0.94  # times the size of the text: notes, captions
_MAX_HEADING = 220  # characters
_APART = 1.22  # times the usual distance of lines: a paragraph ends
_FAR = 1.8  # times it: it ends whatever is said
_NARROW = frozenset("iljtfrI1.,;:!|'’()[] ")
# A line of a list of contents: dots that lead to the number of a page.
_CONTENTS = re.compile(r"(?:\.[ \u00a0]?){5,}[ \u00a0]*[\divxlc]{1,4}\s*\Z|…{2,}\s*\d{1,4}\s*\Z")
_DOTS = 5  # the fewest of them in such a line: most lines are told by counting
_ENDED = re.compile(r"[.,;:]\s*\Z")


@dataclass(slots=True)
class PaperBlock:
    """A block of one page, before it is put together: its lines, what it is, on which page.

    `right`: where the lines of its column end. `opens`: it is the first of its column. `cells`: it is a row
    of a table.
    """

    rows: list[tuple[int, PaperLine]]
    role: Role = Role.PARAGRAPH
    level: int = 0
    right: float = 0.0
    left: float = 0.0
    opens: bool = False
    cells: bool = False
    note: bool = False
    marks: list[tuple[int, int]] = field(default_factory=list)

    @property
    def size(self) -> float:
        return self.rows[0][1].size

    @property
    def first(self) -> PaperLine:
        return self.rows[0][1]

    @property
    def last(self) -> PaperLine:
        return self.rows[-1][1]

    @property
    def sure(self) -> float:
        letters = sum(len(row.text) for _, row in self.rows)
        return sum(row.sure * len(row.text) for _, row in self.rows) / max(letters, 1)

    @property
    def bold(self) -> bool:
        return all(row.bold for _, row in self.rows)

    @property
    def italic(self) -> bool:
        return all(row.italic for _, row in self.rows)


def pieces_of(stretches: Iterable[Stretch], number: int, height: float, body: float) -> list[PaperBlock]:
    """The blocks of page `number`; `body` is the size of the letters of the document's text."""
    pieces: list[PaperBlock] = []
    for stretch in stretches:
        if stretch.table:
            some = [
                PaperBlock([(number, row)], _of_row(row), cells=len(row.runs) > 1) for row in stretch.rows
            ]
        else:
            some = _paragraphs(stretch.rows, number, body)
            for piece in some:
                _name(piece, body, height)
        if some:
            some[0].opens = True
        pieces += some
    return pieces


def _of_row(row: PaperLine) -> Role:
    return Role.CHROME if _of_contents(row.text) else Role.LIST_ITEM


def body_size(rows: Iterable[PaperLine]) -> float:
    """The size of most letters, to half a point."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size * 2) / 2] += len(row.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 10.0


# -- paragraphs ------------------------------------------------------------------------------------


def _paragraphs(rows: Sequence[PaperLine], number: int, body: float) -> list[PaperBlock]:
    """The paragraphs of a column."""
    pieces: list[PaperBlock] = []
    if not rows:
        return pieces
    lead = _lead(rows)
    hanging = _hanging(rows)
    left, right = min(r.x0 for r in rows), max(r.x1 for r in rows)
    for i, row in enumerate(rows):
        if i == 0 or _ends(rows, i - 1, pieces[-1].first, lead, right, body, hanging=hanging):
            pieces.append(PaperBlock([(number, row)], left=left, right=right))
        else:
            pieces[-1].rows.append((number, row))
    return pieces


def _lead(rows: Sequence[PaperLine]) -> float:
    """The usual distance of lines, as a multiple of the size of letters."""
    found = [
        (b.y - a.y) / b.size
        for a, b in itertools.pairwise(rows)
        if abs(a.size - b.size) <= _SAME_SIZE * b.size and 0.8 * b.size < b.y - a.y < 2.6 * b.size
    ]
    return median_low(sorted(found)[: max(1, 2 * len(found) // 3)]) if found else 1.25


def _of_contents(text: str) -> bool:
    """Whether a line ends as those of a list of contents do, in dots and a number."""
    return (text.count(".") >= _DOTS or "……" in text) and _CONTENTS.search(text) is not None


def _ends(
    rows: Sequence[PaperLine],
    i: int,
    first: PaperLine,
    lead: float,
    right: float,
    body: float,
    *,
    hanging: bool,
) -> bool:
    """Whether the paragraph that began with the line `first` ends with line `i`.

    `hanging`: in this column all lines of a paragraph but the first are set in.
    """
    a, b = rows[i], rows[i + 1]
    size = max(a.size, b.size)
    gap = (b.y - a.y) / b.size
    if BULLET.match(b.text) or (NUMBERED.match(b.text) and not _mid_sentence(a, b)):
        return True
    if _of_contents(a.text) or _of_contents(b.text):
        return True
    if abs(a.size - b.size) > _SAME_SIZE * size:
        return not (len(a.text) <= 2 and a.size > 1.5 * b.size)  # a large initial
    if gap > _FAR * lead or gap < 0:
        return True
    goes_on = a.hyphen or (not STOPPED.search(a.text) and LOWER.match(b.text) is not None)
    if goes_on:
        return gap > 1.45 * lead
    if gap > _APART * lead or a.bold != b.bold:
        return True
    if (a.bold and b.bold) or a.size > _HEADING * body:  # a title in several lines
        return STOPPED.search(a.text) is not None and _short(rows, i, right)
    if a.italic != b.italic and _short(rows, i, right):
        return True
    after = rows[i + 2] if i + 2 < len(rows) else None
    if hanging and abs(b.x0 - a.x0) > 0.7 * b.size:
        return b.x0 < a.x0
    if _hangs(first, a, b):
        return False
    if _indented(a, b, after):
        return True
    return _short(rows, i, right)


def _mid_sentence(a: PaperLine, b: PaperLine) -> bool:
    """Whether "12." at the beginning of a line is the end of a sentence: "on page / 12. The"."""
    return not STOPPED.search(a.text) and b.x0 <= a.x0 + 0.5 * a.size and b.text[:1].isdigit()


def _hanging(rows: Sequence[PaperLine]) -> bool:
    """Whether lines are set in within sentences, and set out again only behind them."""
    middle = begin = out = 0
    for a, b in itertools.pairwise(rows):
        stopped = STOPPED.search(a.text) is not None
        if 0.7 * b.size < b.x0 - a.x0 < 6 * b.size and not BULLET.match(a.text):
            begin += stopped
            middle += not stopped
        elif b.x0 - a.x0 < -0.7 * b.size:
            if not stopped:
                return False
            out += 1
    return out >= 2 and middle >= 1 and begin <= 2 * middle


def _hangs(first: PaperLine, a: PaperLine, b: PaperLine) -> bool:
    """Whether a line goes on with an item of a list, below the text behind its mark."""
    mark = BULLET.match(first.text) or NUMBERED.match(first.text)
    if not mark or b.x0 - first.x0 < 0.4 * b.size:
        return False
    return a is first or abs(b.x0 - a.x0) < 0.3 * b.size


def _indented(a: PaperLine, b: PaperLine, after: PaperLine | None) -> bool:
    """Whether the first line of a paragraph is set in, or all but the first."""
    least = 0.7 * b.size
    if b.x0 - a.x0 > least:
        return after is None or b.x0 - after.x0 > 0.5 * least
    return after is not None and a.x0 - b.x0 > least and after.x0 - b.x0 > least


def _short(rows: Sequence[PaperLine], i: int, right: float) -> bool:
    """Whether the first word of the next line would have found room in line `i`."""
    a, b = rows[i], rows[i + 1]
    near = [r for r in rows[max(i - 1, 0) : i + 2] if r is not a]
    if any(abs(r.x1 - a.x1) < 0.12 * a.size for r in near):  # set flush, beside a picture perhaps
        return False
    word = b.text.split(" ", 1)[0]
    width = (b.x1 - b.x0) * (_width(word) + 0.5) / max(_width(b.text), 1.0)
    measure = max(r.x1 for r in rows[max(i - 8, 0) : i + 9])
    return a.x1 + width < min(measure, right) - 0.3 * a.size


def _width(text: str) -> float:
    """About how wide a text is, by the kinds of its letters."""
    return sum(0.5 if c in _NARROW else 1.35 if c.isupper() or c in "mw—" else 1.0 for c in text)


# -- what they are ---------------------------------------------------------------------------------


def _name(piece: PaperBlock, body: float, height: float) -> None:
    """Gives a paragraph its role."""
    text = " ".join(row.text for _, row in piece.rows)
    first = piece.first
    if _of_contents(text):
        piece.role = Role.CHROME
        return
    if BULLET.match(text):
        piece.role = Role.LIST_ITEM
        return
    small = first.size < _SMALL * body
    piece.note = small and first.y > 0.45 * height and _NOTE.match(text) is not None
    if not re.search(r"[^\W\d_]", text) or len(text) > _MAX_HEADING or len(piece.rows) > 4 or piece.note:
        return
    if first.size >= _HEADING * body and not (_ENDED.search(text) and len(text) > 100):
        piece.role = Role.HEADING
    elif not small and not CAPTION.match(text) and not _ENDED.search(text):
        capitals = text.isupper() and len(text) > 3
        set_off = (
            piece.bold or capitals or (piece.italic and len(piece.rows) == 1 and not STOPPED.search(text))
        )
        if set_off and len(piece.rows) <= 2 and not LOWER.match(text):
            piece.role = Role.HEADING
    if piece.role is Role.PARAGRAPH and NUMBERED.match(text) and not SECTION.fullmatch(text.split()[0]):
        piece.role = Role.LIST_ITEM


def give_levels(pieces: Iterable[PaperBlock], body: float) -> None:
    """Gives headings their level, 1 to 6, by their size; those of the text's own size come last."""
    pieces = [p for p in pieces if p.role is Role.HEADING]
    sizes: list[float] = []
    for size in sorted({p.size for p in pieces if p.size >= _HEADING * body}, reverse=True):
        if not sizes or size < (1 - _SAME_SIZE) * sizes[-1]:
            sizes.append(size)
    for piece in pieces:
        larger = sum(1 for size in sizes if size > (1 + _SAME_SIZE / 2) * piece.size)
        piece.level = min(larger + 1, 6)
