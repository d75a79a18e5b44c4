"""What the archive holds in the order of a finding aid: by collection, by source, by place there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from archive.catalog import documents, sql
from archive.catalog.store import Catalog
from archive.errors import UsageError
from archive.records import Document

_AT_A_TIME: Final = 20  # documents in memory


class Held(NamedTuple):
    """A current document with its number, the collection it is of ("": none is known), its source's size."""

    n: int
    collection: str
    size: int
    document: Document


def by_collection(catalog: Catalog) -> Iterator[Held]:
    """All current documents: collections by name, those without one last; sources by where they stand."""
    rows = sql.tuples(
        catalog.db,
        "SELECT d.n, coalesce((SELECT x.value FROM described x WHERE x.doc = d.n AND x.field = 'collection'"
        " ORDER BY x.n LIMIT 1), '') AS collection, s.size"
        " FROM documents d JOIN sources s ON s.id = d.source_id"
        f" WHERE d.current ORDER BY collection = '', collection, {sql.source_of('d')}, d.source_id, d.post,"
        " d.start, d.n",
    )
    for some in sql.chunks(rows, _AT_A_TIME):
        found = documents.by_number(catalog, [row[0] for row in some])
        yield from (Held(n, collection, size, found[n]) for n, collection, size in some if n in found)


def ids_of_source(catalog: Catalog, source_id: str) -> list[str]:
    """The ids of the current documents of a source, in reading order."""
    query = "SELECT d.id FROM documents d WHERE d.current AND d.source_id = ? ORDER BY d.post, d.start, d.n"
    return [row[0] for row in catalog.db.execute(query, (source_id,))]


def of_source(catalog: Catalog, name: str) -> list[Held]:
    """The current documents of a source, by its id or that of a document of it. Raises UsageError."""
    query = (
        "SELECT d.n, s.size FROM documents d JOIN sources s ON s.id = d.source_id"
        " WHERE d.current AND d.source_id = ? ORDER BY d.post, d.start, d.n"
    )
    rows = catalog.db.execute(query, (name,)).fetchall()
    if not rows:
        _, document = documents.find(catalog, name)
        rows = catalog.db.execute(query, (document.source_id,)).fetchall()
    if not rows:
        raise UsageError(f"No document of the source {name} stands in the archive now.")
    found = documents.by_number(catalog, [row[0] for row in rows])
    return [Held(n, "", size, found[n]) for n, size in rows]
