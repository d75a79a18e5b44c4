"""Word documents (DOCX): text, tables, boxes and notes, as they stand when all changes are accepted.

Office Open XML (ISO/IEC 29500), transitional and strict. What was deleted or moved away, comments, hidden
text and codes of fields are left out; numbers of items and headings stand as they are shown. A text box
stands in the file twice, for two kinds of programs, and is read once. Heads and feet of pages and lists of
contents are chrome.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from archive.errors import BadInput, EmptyInput, OversizedInput, UnreadableInput
from archive.ingest.readers.docx_body import KIND, Body
from archive.ingest.readers.docx_lists import read_lists
from archive.ingest.readers.docx_parts import (
    PREFIXES,
    Relations,
    Styles,
    read_relations,
    read_said,
    read_styles,
)
from archive.ingest.readers.inside import DOCX
from archive.ingest.readers.lines import CUT_SHORT, Damaged, Line, Statements, page_of
from archive.ingest.readers.packed import ZippedDocument
from archive.ingest.readers.said import title_of
from archive.ingest.readers.xml_events import read_events, read_part
from archive.records import Page

_NO_DOCUMENT = f"{KIND} without its text: look for another copy"
_MAX_WITHIN = 3  # documents in each other


class OtherFormats(NamedTuple):
    """How a part is read that is of another format: its media type by its name, and its page."""

    sniff: Callable[[bytes, str], str]
    read_page: Callable[[bytes, str], Page]


def read_docx(data: bytes, others: OtherFormats) -> Page:
    """The page of a Word document; `others` read what is inserted in it.

    Raises EmptyInput, UnreadableInput.
    """
    box = ZippedDocument(data, KIND)
    main, relations = _main(box)
    lines, styled, unread = _read(box, main, others, 0)
    statements = read_said(box, relations)
    title = title_of(lines, statements.title, styled)
    return page_of(lines, replace(statements, title=title), single=True, unread=unread)


def read_word_xml(data: bytes) -> Page:
    """The page of a Word document in one XML file, of Word 2003 or "flat".

    Raises EmptyInput, UnreadableInput.
    """
    body = Body(Styles({}))
    read_events([data], body, PREFIXES, KIND)
    lines = body.flow.all()
    return page_of(lines, Statements(title=title_of(lines, None, body.title)), single=True)


def _main(box: ZippedDocument) -> tuple[str, Relations]:
    """The part that holds the text, and what the package leads to."""
    relations = read_relations(box, "")
    main = next((r.target for r in relations.values() if r.kind == "officeDocument"), "word/document.xml")
    if main not in box:
        main = next((n for n in box.names if n.lower() == "word/document.xml"), "")
    if not main:
        raise UnreadableInput(_NO_DOCUMENT)
    return main, relations


def _read(
    box: ZippedDocument, main: str, others: OtherFormats, depth: int
) -> tuple[list[Line], str | None, str | None]:
    """The lines of a document, what is set as its title, and what of it could not be read."""
    relations = read_relations(box, main)
    styles = read_styles(box, relations)
    notes = {kind: _notes(box, relations, styles, kind) for kind in ("footnotes", "endnotes")}
    lists = read_lists(box, relations)
    body = Body(
        styles, notes, lists=lists, inserted=lambda name: _inserted(box, relations, name, others, depth)
    )
    try:
        read_events(box.chunks(main), body, PREFIXES, KIND)
    except Damaged:
        if not body.flow.lines:
            raise
        box.damaged = True
    around = {kind: _around(box, relations, styles, kind) for kind in ("header", "footer")}
    unread = CUT_SHORT if box.damaged else None
    return [*around["header"], *body.flow.all(), *around["footer"]], body.title, unread


def _notes(box: ZippedDocument, relations: Relations, styles: Styles, kind: str) -> dict[str, list[Line]]:
    """The notes of a document, by their number."""
    part = next((r.target for r in relations.values() if r.kind == kind), None)
    if part is None:
        return {}
    body = Body(styles, collects=True)
    box.damaged |= not read_part(box.chunks(part), body, PREFIXES, KIND)
    return body.notes


def _around(box: ZippedDocument, relations: Relations, styles: Styles, kind: str) -> list[Line]:
    """Heads or feet of pages as chrome, each text once."""
    lines: dict[str, Line] = {}
    for part in dict.fromkeys(r.target for r in relations.values() if r.kind == kind):
        body = Body(styles)
        box.damaged |= not read_part(box.chunks(part), body, PREFIXES, KIND)
        for line in body.flow.all():
            lines.setdefault(line.text, line)
    return list(lines.values())


def _inserted(
    box: ZippedDocument, relations: Relations, name: str, others: OtherFormats, depth: int
) -> list[Line]:
    """The lines of a document of another format, which stands in this one as if it were typed."""
    relation = relations.get(name)
    if relation is None or relation.target not in box:
        return []
    data = box.read(relation.target)
    media_type = others.sniff(data, posixpath.basename(relation.target))
    if media_type == DOCX:
        if depth + 1 >= _MAX_WITHIN:
            raise OversizedInput(f"{KIND} with documents nested too deeply")
        within = ZippedDocument(data, KIND)
        return _read(within, _main(within)[0], others, depth + 1)[0]
    try:
        page = others.read_page(data, media_type)
    except EmptyInput:
        return []
    except BadInput as error:
        raise UnreadableInput(f"{KIND} that holds a part which is not read: {error}") from error
    return [Line(page.text[b.start : b.end], b.role, b.level) for b in page.blocks]
