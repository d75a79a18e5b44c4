"""When addresses gave what sources hold: captures of web archives, also those that saw nothing new."""

from __future__ import annotations

from collections.abc import Iterable

from archive.catalog import sql
from archive.catalog.store import Catalog
from archive.records import Captured

Stamp = tuple[int, int, int, int]


def put(catalog: Catalog, source_id: str, captured: Captured) -> None:
    """Notes when a source was captured."""
    with catalog.transaction() as db:
        db.executemany(
            sql.upsert("captures", ("source_id", "at"), ("address",)),
            ((source_id, at, captured.page) for at in captured.at),
        )


def put_at(catalog: Catalog, origin: str, stamp: Stamp, captured: Captured) -> None:
    """Notes when the source was captured that stood at an origin with this size, times and inode."""
    row = catalog.db.execute(
        "SELECT source_id FROM origins"
        " WHERE (origin, size, mtime_ns, ctime_ns, inode) = (?, ?, ?, ?, ?) ORDER BY current DESC LIMIT 1",
        (origin, *stamp),
    ).fetchone()
    if row is not None:
        put(catalog, row[0], captured)


def put_revisits(catalog: Catalog, revisits: Iterable[Captured]) -> int:
    """Adds captures to the sources that they saw again; returns how many there were of none that is held.

    That is the one of the moment which a capture names, else the last one before it.
    """
    unknown = 0
    with catalog.transaction():
        for one in revisits:
            query = "SELECT source_id FROM captures WHERE address = ? AND at {} ? ORDER BY at DESC LIMIT 1"
            row = None
            if one.of:
                row = catalog.db.execute(query.format("="), (one.page, one.of)).fetchone()
            if row is None:
                row = catalog.db.execute(query.format("<="), (one.page, one.at[0])).fetchone()
            if row is None:
                unknown += 1
            else:
                put(catalog, row[0], one)
    return unknown


def of(catalog: Catalog, source_id: str) -> list[str]:
    """When a source was captured (UTC, ISO 8601), in order."""
    rows = catalog.db.execute("SELECT at FROM captures WHERE source_id = ? ORDER BY at", (source_id,))
    return [row[0] for row in rows]
