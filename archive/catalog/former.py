"""Ids of before: what stands in the place of a document cut otherwise, or of an entity joined to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from archive.catalog import sql
from archive.catalog.connection import Connection
from archive.catalog.store import Catalog


class Former(NamedTuple):
    """An id that something had: the id that stands in its place (None: none), what it was called."""

    id: str
    now: str | None
    called: str


def keep(db: Connection, some: Iterable[Former]) -> None:
    """Notes ids that nothing has any more."""
    db.executemany(sql.upsert("former", ("id",), ("now", "called")), some)


def back(db: Connection, ids: Iterable[str]) -> None:
    """Notes that these ids are in use again."""
    db.executemany("DELETE FROM former WHERE id = ?", ((one,) for one in ids))


def find(catalog: Catalog, wanted: str) -> Former | None:
    """What became of an id, by way of those that stood in its place meanwhile; None where it never was."""
    found: Former | None = None
    seen: set[str] = set()
    at: str | None = wanted
    while at is not None and at not in seen:
        seen.add(at)
        row = catalog.db.execute("SELECT now, called FROM former WHERE id = ?", (at,)).fetchone()
        if row is None:
            return found and found._replace(now=at)
        at = row[0]
        found = Former(wanted, None, found.called if found else row[1])
    return found


def part(db: Connection, come: Mapping[str, str]) -> None:
    """Notes from which entities those that come now are parted, by their ids."""
    db.executemany(sql.upsert("parted", ("id",), ("from_id",)), come.items())


def parents(catalog: Catalog) -> dict[str, str]:
    """From which entity another was parted, by their ids."""
    return dict(catalog.db.execute("SELECT id, from_id FROM parted").fetchall())
