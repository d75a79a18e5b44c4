"""A source in pieces: what stands in its documents, and what was left out, in the order of the page."""

from __future__ import annotations

import json
import re
from typing import Final

from archive.catalog import documents, sql
from archive.catalog.documents import VACANT
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError

_SOURCE_ID: Final = re.compile(r"[0-9a-f]{64}")
_ID: Final = re.compile(r"[0-9a-f]{1,16}")
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


def opened(catalog: Catalog, name: str) -> OpenedSource:
    """The source with this id, or that stands at `name`, or that the document is from whose id begins so.

    Raises UsageError where there is none.
    """
    db = catalog.db
    source_id = name if _SOURCE_ID.fullmatch(name) else _found(catalog, name)
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


def _found(catalog: Catalog, name: str) -> str:
    """The id of the source that stands at `name`, or of that which the document is from."""
    row = catalog.db.execute(
        "SELECT source_id FROM origins WHERE given = ? OR origin = ? ORDER BY current DESC, first_seen DESC",
        (name, name),
    ).fetchone()
    if row is None and not _ID.fullmatch(name.strip().lower()):
        raise UsageError(f"No source stands at {name}. archive export documents lists them.")
    return str(row[0]) if row else documents.find(catalog, name)[1].source_id
