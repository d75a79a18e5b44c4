"""Sheets of paper to the page of a document: its text in reading order, its title, what is no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from archive.dataclass import dataclass
from archive.ingest.paper.blocks import PaperBlock, body_size, give_levels, pieces_of
from archive.ingest.paper.browser import take_out_printed
from archive.ingest.paper.flow import hyphens_of, joined, put_together
from archive.ingest.paper.order import in_order
from archive.ingest.paper.repeats import take_out
from archive.ingest.paper.shapes import PaperLine, Sheet, TextRun
from archive.records import Block, PageStart, Recognised, Role

_LARGE = 1.15  # times the size of the text: letters of a title
_MAX_TITLE = 300  # characters
_SUBJECT = re.compile(r"(?:objet|subject|re|concerne)\s*:\s*(\S.{3,200})", re.IGNORECASE | re.DOTALL)
_EMBLEM = 6  # letters
_SURE = 0.8  # how sure the words of a title must be that were read off a picture


@dataclass(frozen=True, slots=True)
class Laid:
    """A document as it lies there: its text, its blocks, where its pages begin, its title.

    `recognised`: what was read off pictures, with how sure that is. `printed`: of what a browser printed, the
    address that it names, empty where that is cut.
    """

    text: str
    blocks: list[Block]
    pages: list[PageStart]
    title: str | None
    recognised: list[Recognised]
    printed: str | None = None


def plain_values(laid: Laid) -> dict[str, Any]:
    """A document as a helper process hands it back: lists, strings and numbers alone."""
    return {
        "text": laid.text,
        "blocks": [[b.start, b.end, b.role.value, b.level] for b in laid.blocks],
        "pages": [[p.start, p.number] for p in laid.pages],
        "title": laid.title,
        "printed": laid.printed,
        "recognised": [[r.start, r.end, r.sure] for r in laid.recognised],
    }


def lay_out(sheets: Sequence[Sheet]) -> Laid:
    """The text of sheets of paper, in their order; they are taken apart for it."""
    printed = take_out_printed(sheets)
    take_out(sheets)
    stretches = [(sheet, in_order(sheet.runs)) for sheet in sheets]
    rows = [row for _, some in stretches for stretch in some for row in stretch.rows]
    body = body_size(rows)
    pieces: list[PaperBlock] = []
    for sheet, some in stretches:
        pieces += [_chrome(text, sheet) for text, is_head in sheet.chrome if is_head]
        pieces += pieces_of(some, sheet.number, sheet.height, body)
        pieces += [_chrome(text, sheet) for text, is_head in sheet.chrome if not is_head]
        pieces += [_chrome(text, sheet) for text in sheet.aside]
    give_levels(pieces, body)
    pieces = joined(pieces, body)
    text, blocks, starts, kept = put_together(pieces, hyphens_of(rows))
    recognised = [
        Recognised(block.start, block.end, round(piece.sure, 3))
        for block, piece in zip(blocks, kept, strict=True)
        if piece.sure < 1
    ]
    return Laid(text, blocks, starts, _title(text, blocks, kept, body), recognised, printed)


def _subject(
    text: str, blocks: Sequence[Block], pieces: Sequence[PaperBlock], first: int | None
) -> str | None:
    """What a letter on page `first` says that it is about."""
    for block, piece in zip(blocks, pieces, strict=True):
        found = _SUBJECT.fullmatch(text[block.start : block.end])
        if found and piece.rows[0][0] == first and piece.role is not Role.CHROME:
            return found[1]
    return None


def _chrome(text: str, sheet: Sheet) -> PaperBlock:
    return PaperBlock([(sheet.number, PaperLine([TextRun(text, 0, 0, 0, 1.0)]))], Role.CHROME)


def _title(text: str, blocks: Sequence[Block], pieces: Sequence[PaperBlock], body: float) -> str | None:
    """What is set largest on the first page, if larger than the text; else a heading at its head."""
    first = next((p.rows[0][0] for p in pieces if p.role is not Role.CHROME), None)
    headings = [
        (piece.size, i)
        for i, piece in enumerate(pieces)
        if piece.rows[0][0] == first and piece.role is Role.HEADING and piece.size >= _LARGE * body
        and piece.sure >= _SURE
        and blocks[i].end - blocks[i].start <= _MAX_TITLE
    ]  # fmt: skip
    if not headings:
        if subject := _subject(text, blocks, pieces, first):
            return subject
        live = [i for i, piece in enumerate(pieces) if piece.role is not Role.CHROME][:2]
        alone = len(live) == 2 and pieces[live[0]].role is Role.HEADING is not pieces[live[1]].role
        return text[blocks[live[0]].start : blocks[live[0]].end] if alone else None
    # A few letters alone are those of an emblem.
    named = [h for h in headings if blocks[h[1]].end - blocks[h[1]].start >= _EMBLEM]
    largest, i = max(named or headings, key=lambda pair: (round(pair[0], 1), -pair[1]))
    lines = [text[blocks[i].start : blocks[i].end]]
    for j in range(i + 1, len(pieces)):  # a title in several lines, each on its own
        if pieces[j].role is not Role.HEADING or abs(pieces[j].size - largest) > 0.02 * largest:
            break
        lines.append(text[blocks[j].start : blocks[j].end])
    whole = " ".join(lines)
    return whole if len(whole) <= _MAX_TITLE else lines[0]
