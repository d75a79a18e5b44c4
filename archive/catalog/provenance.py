"""By which models and rules documents were made: JSON objects of versions, kept with each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from archive.catalog import sql
from archive.catalog.store import Catalog


class Provenance(NamedTuple):
    """A current document, by number, and what it was made of and by."""

    n: int
    lang: str
    made_with: str
    source_id: str
    media_type: str


def for_reprocess(catalog: Catalog) -> list[Provenance]:
    """Every current document, in the order they came."""
    rows = catalog.db.execute(
        "SELECT d.n, d.lang, d.made_with, d.source_id, s.media_type"
        " FROM documents d JOIN sources s ON s.id = d.source_id WHERE d.current = 1 ORDER BY d.n"
    )
    return [Provenance(*row) for row in rows]


def words(catalog: Catalog, numbers: Sequence[int]) -> int:
    """How many words the documents with these numbers have together."""
    rows = sql.rows_in(catalog.db, "SELECT sum(words) FROM documents WHERE n IN ({marks})", numbers)
    return sum(row[0] or 0 for row in rows)


def of(catalog: Catalog, n: int) -> str:
    """What document `n` was made by."""
    return str(catalog.db.execute("SELECT made_with FROM documents WHERE n = ?", (n,)).fetchone()[0])


def update(catalog: Catalog, n: int, versions: Mapping[str, str]) -> None:
    """Notes these versions for document `n`; others that it has stay."""
    with catalog.transaction() as db:
        row = db.execute("SELECT made_with FROM documents WHERE n = ?", (n,)).fetchone()
        db.execute("UPDATE documents SET made_with = ? WHERE n = ?", (_joined(row[0], versions), n))


def originals_with(catalog: Catalog, key: str) -> frozenset[str]:
    """The SHA-256 of the originals of sources whose provenance has this key."""
    rows = catalog.db.execute(
        f"SELECT {sql.original_of('s.id')}, s.made_with FROM sources s WHERE {sql.holds('s.made_with')}",
        (json.dumps(key),),
    )
    return frozenset(row[0] for row in rows if key in json.loads(row[1]))


def every(catalog: Catalog) -> list[str]:
    """The different provenances of all documents, superseded ones too."""
    return [row[0] for row in catalog.db.execute("SELECT DISTINCT made_with FROM documents")]


def update_all(catalog: Catalog, made_with: str, versions: Mapping[str, str]) -> None:
    """Notes these versions for every document of the provenance `made_with`; others that it has stay."""
    with catalog.transaction() as db:
        new = _joined(made_with, versions)
        db.execute("UPDATE documents SET made_with = ? WHERE made_with = ?", (new, made_with))


def _joined(made_with: str, versions: Mapping[str, str]) -> str:
    return json.dumps(json.loads(made_with) | dict(versions), sort_keys=True)
