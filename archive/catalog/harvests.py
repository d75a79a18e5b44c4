"""The current documents as records that others copy: when each last changed, as far as the catalog tells."""

from __future__ import annotations

from typing import Final, NamedTuple

from archive.catalog import acts, documents, sql
from archive.catalog.store import Catalog
from archive.records import Document

_NEVER: Final = "9999"


class Record(NamedTuple):
    """A document with its number, and when it came in or a person last decided what it is (UTC)."""

    n: int
    changed: str
    document: Document


# What a person decided of a document, or took back, is kept by what its text says; of a collection by its
# name.
_CHANGED: Final = "max(s.taken_in, coalesce(told.at, ''))"
_ACTS: Final = (
    "(SELECT a, at FROM decisions WHERE kind = {kind}"
    " UNION ALL SELECT e.a, w.at FROM withdrawals w JOIN decided_by b ON b.act = w.act"
    " JOIN decisions e ON e.seq = b.seq WHERE e.kind = {kind}) t"
)
_DECIDED: Final = (
    "(SELECT n, max(at) AS at FROM"
    f" (SELECT x.n AS n, t.at AS at FROM {_ACTS.format(kind=':kind')}"
    " JOIN documents x ON x.fingerprint = t.a"
    f" UNION ALL SELECT y.doc, t.at FROM {_ACTS.format(kind=':group')}"
    " JOIN described y ON y.field = 'collection' AND y.value = t.a) GROUP BY n)"
)
# The index of `b` holds all that tells which are current: in the row itself that stands after the text.
_FROM: Final = (
    " FROM documents b CROSS JOIN documents d ON d.n = b.n JOIN sources s ON s.id = d.source_id"
    f" LEFT JOIN {_DECIDED} told ON told.n = d.n WHERE b.current"
)


def some(
    catalog: Catalog,
    *,
    after: int = 0,
    since: str | None = None,
    until: str | None = None,
    lang: str | None = None,
    limit: int,
) -> list[Record]:
    """The next `limit` documents after number `after` that changed from `since` to `until`, both included."""
    told = {
        "kind": acts.DOCUMENT, "group": acts.COLLECTION, "after": after, "since": since or "",
        "until": until or _NEVER, "lang": lang, "limit": limit,
    }  # fmt: skip
    where = f" AND b.n > :after AND {_CHANGED} BETWEEN :since AND :until"
    if lang:
        where += " AND d.lang = :lang"
    rows = catalog.db.execute(f"SELECT d.n, {_CHANGED}{_FROM}{where} ORDER BY b.n LIMIT :limit", told)
    return _records(catalog, dict(rows.fetchall()))


def one(catalog: Catalog, document: str) -> Record | None:
    """The current document with this id, all of it; None where there is none."""
    told = {"kind": acts.DOCUMENT, "group": acts.COLLECTION, "id": document}
    query = f"SELECT d.n, {_CHANGED}{_FROM} AND b.n = (SELECT n FROM documents WHERE id = :id)"
    return next(iter(_records(catalog, dict(catalog.db.execute(query, told).fetchall()))), None)


def _records(catalog: Catalog, changed: dict[int, str]) -> list[Record]:
    found = documents.by_number(catalog, list(changed))
    return [Record(n, at, found[n]) for n, at in changed.items() if n in found]


def earliest(catalog: Catalog) -> str | None:
    """When the first source came in; None for an archive without any."""
    row = catalog.db.execute("SELECT min(taken_in) FROM sources").fetchone()
    return None if row[0] is None else str(row[0])


def languages(catalog: Catalog) -> list[str]:
    """The languages of the current documents, in the order of their codes."""
    query = "SELECT DISTINCT d.lang FROM documents b CROSS JOIN documents d ON d.n = b.n WHERE b.current"
    rows = sql.tuples(catalog.db, f"{query} ORDER BY d.lang")
    return [row[0] for row in rows]
