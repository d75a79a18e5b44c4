"""A source in pieces: what stands in its documents, and what was left out, in the order of the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from archive.catalog import sql
from archive.catalog.documents import VACANT
from archive.catalog.store import Catalog
from archive.errors import UsageError

_BLANK_LINE: Final = 2  # characters between two spans in the text of a document


@dataclass(frozen=True, slots=True)
class SourcePiece:
    """A stretch of a source's text; `document`: the id of the one it stands in, None: it was left out."""

    start: int
    text: str
    document: str | None = None
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """A document of a source: its id, language, title, date."""

    id: str
    lang: str
    title: str | None
    date: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class OpenedSource:
    """A source with its pieces and its documents in order; `reason`: what of it is not read, or why nothing.

    `shown`: where it stands, as a person wrote it.
    """

    id: str
    sha256: str
    shown: str
    media_type: str
    title: str | None
    pieces: tuple[SourcePiece, ...]
    documents: tuple[Inside, ...]
    reason: str


def opened(catalog: Catalog, source_id: str) -> OpenedSource:
    """The source with this id. Raises UsageError where there is none."""
    db = catalog.db
    row = db.execute(
        f"SELECT s.source_id, {sql.original_of('s.source_id')}, {sql.source_of('s')}, s.media_type, s.title,"
        " (SELECT u.reason FROM unread u WHERE u.source_id = s.source_id)"
        " FROM (SELECT id AS source_id, media_type, title FROM sources WHERE id = ?) s",
        (source_id,),
    ).fetchone()
    if row is None:
        raise UsageError("No such source.")
    pieces = [
        SourcePiece(start, text)
        for start, text in db.execute("SELECT start, text FROM chrome WHERE source_id = ?", (source_id,))
    ]
    documents = []
    for name, lang, title, date, current, spans, text in db.execute(
        "SELECT id, lang, title, date, current, spans, text FROM documents WHERE source_id = ?"
        " ORDER BY post, start, n",
        (source_id,),
    ):
        documents.append(Inside(name, lang, title, date, bool(current)))
        at = 0
        for start, end in json.loads(spans):
            pieces.append(SourcePiece(start, text[at : at + end - start], name, lang))
            at += end - start + _BLANK_LINE
    pieces.sort(key=lambda piece: piece.start)
    reason = (row[5] or "").removeprefix(VACANT)
    return OpenedSource(row[0], row[1], row[2] or "", row[3], row[4], tuple(pieces), tuple(documents), reason)
