"""Blocks of pages to one text: what goes on in the next column or overleaf is joined, and knows its pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import reduce

from archive.ingest.paper.blocks import BETWEEN_CELLS, CAPTION, PaperBlock
from archive.ingest.paper.hyphens import Hyphens
from archive.ingest.paper.shapes import DIVIDED, LOWER, STOPPED, PaperLine
from archive.records import Block, PageStart, Role

_LAST_WORD = re.compile(r"\S+\Z")
_FIRST_WORD = re.compile(r"\A\S+")
_SMALL = 0.94  # times the size of the text
_SAME = 0.07  # letters that differ less are of one size
# Articles, prepositions and their like: no sentence ends with one, whatever follows ("l'équipe du | CNRS").
_OPEN = frozenset(
    """
    au aux avec ce ces cet cette chez dans de des du en et la le les leur leurs mais nos notre ou par pour que
    qui sa sans ses son sous sur un une vos votre
    a an and at by for from in into its my of or our than the their these this to which with your
    """.split()  # noqa: SIM905
)
_AS_WIDE = 0.6  # of each other at least: the columns of a text
_SHORT = 2  # lines of a caption
_SPACES = re.compile(r"[ \t\u2000-\u200a]{2,}")


def joined(pieces: Sequence[PaperBlock], body: float) -> list[PaperBlock]:
    """The blocks of all pages with paragraphs that were cut by the end of a column or page made whole.

    What stood between the two halves (notes, captions, headers) comes after the paragraph.
    """
    out: list[PaperBlock] = []
    tail: PaperBlock | None = None
    for piece in pieces:
        between = bool(out) and out[-1] is not tail  # a caption in the middle of a column
        if tail is not None and (piece.opens or between) and _goes_on(tail, piece):
            tail.rows += piece.rows
            tail.right = piece.right
            continue
        out.append(piece)
        if piece.role is Role.CHROME or piece.note or _beside(piece, body) or _within(tail, piece):
            continue
        tail = piece if piece.role in (Role.PARAGRAPH, Role.LIST_ITEM) and not piece.cells else None
    return out


def _beside(piece: PaperBlock, body: float) -> bool:
    """Whether a block stands beside the text, as captions and what is written in a picture do."""
    return piece.size < _SMALL * body or CAPTION.match(piece.first.text) is not None


def _within(tail: PaperBlock | None, piece: PaperBlock) -> bool:
    """Whether a block stands within a sentence that cannot have ended, as captions do."""
    if tail is None or not _is_open(tail.last) or len(piece.rows) > _SHORT:
        return False
    return not (STOPPED.search(piece.last.text) or _is_open(piece.last))


def _is_open(row: PaperLine) -> bool:
    """Whether a line ends with a word that ends no sentence."""
    return row.text[-12:].rpartition(" ")[2] in _OPEN


def _goes_on(tail: PaperBlock, piece: PaperBlock) -> bool:
    if piece.role is not Role.PARAGRAPH or piece.note or abs(piece.size - tail.size) > _SAME * tail.size:
        return False
    last, first = tail.last, piece.first
    if last.hyphen:
        return True
    full = last.x1 > tail.right - 2.5 * last.size or len(tail.rows) == 1
    if LOWER.match(first.text):
        return full or not STOPPED.search(last.text)
    if STOPPED.search(last.text) or piece.bold != tail.bold or piece.italic != tail.italic:
        return False
    if _is_open(last):
        return True
    set_in = first.x0 - piece.left > 0.7 * first.size
    narrow, wide = sorted((tail.right - tail.left, piece.right - piece.left))
    if narrow < _AS_WIDE * wide:
        return False  # what stands beside a text
    return last.x1 > tail.right - 1.5 * last.size and not set_in and len(tail.rows) > 1


def hyphens_of(rows: Iterable[PaperLine]) -> Hyphens:
    """What decides on hyphens, by the words of these lines that no line end divides."""
    rows = list(rows)
    if not any(row.hyphen for row in rows):
        return Hyphens([])
    texts = []
    divided = False
    for row in rows:
        text = row.text
        if divided:
            text = _FIRST_WORD.sub("", text)
        if row.hyphen:
            text = _LAST_WORD.sub("", text)
        texts.append(text)
        divided = row.hyphen
    return Hyphens(texts)


def put_together(
    pieces: Iterable[PaperBlock], hyphens: Hyphens
) -> tuple[str, list[Block], list[PageStart], list[PaperBlock]]:
    """The text of a document, its blocks, where its pages begin, and the piece of each block."""
    parts: list[str] = []
    blocks: list[Block] = []
    starts: list[PageStart] = []
    kept: list[PaperBlock] = []
    at = 0
    for piece in pieces:
        text, pages = _text(piece, hyphens)
        if not text:
            continue
        gap = ""
        if blocks:
            both = blocks[-1].role is Role.LIST_ITEM and piece.role is Role.LIST_ITEM
            gap = "\n" if both else "\n\n"
        start = at + len(gap)
        at = start + len(text)
        parts += (gap, text)
        blocks.append(Block(start, at, piece.role, piece.level))
        kept.append(piece)
        for offset, number in pages:
            if not starts or starts[-1].number != number:
                starts.append(PageStart(start + offset, number))
    return "".join(parts), blocks, starts, kept


def _cells(row: PaperLine, hyphens: Hyphens) -> str:
    """The cells of a row, what ends with a colon directly before what it introduces."""
    cells = [reduce(hyphens.join, run.text.split(DIVIDED)).strip() + "-" * run.hyphen for run in row.runs]
    parts = [cells[0]]
    for before, cell in itertools.pairwise(cells):
        parts += (" " if before.endswith(":") else BETWEEN_CELLS, cell)
    return "".join(parts)


def _text(piece: PaperBlock, hyphens: Hyphens) -> tuple[str, list[tuple[int, int]]]:
    """The text of a block, and where in it which page begins."""
    pages: list[tuple[int, int]] = []
    text = ""
    divided = False
    for number, row in piece.rows:
        line = _cells(row, hyphens) if piece.cells else row.text
        line = _SPACES.sub(" ", line).strip()
        if not line:
            continue
        if not text:
            start, text = 0, line
        elif divided:
            before, text = text, hyphens.join(text, line)
            start = min(len(before), len(text) - 1)
        else:
            start, text = len(text) + 1, f"{text} {line}"
        if not pages or pages[-1][1] != number:
            pages.append((start, number))
        divided = row.hyphen and not piece.cells
    if divided:
        text += "-"
    return text, pages
