"""Saved searches as the catalog keeps them."""

from __future__ import annotations

from typing import NamedTuple

from archive.catalog.store import Catalog


class SavedSearch(NamedTuple):
    """A saved search: it has seen all documents up to number `seen`; `made` is when it was saved (UTC)."""

    name: str
    query: str
    seen: int
    made: str


def listing(catalog: Catalog) -> list[SavedSearch]:
    """The saved searches, by name."""
    rows = catalog.db.execute("SELECT name, query, seen, made FROM watches ORDER BY name")
    return [SavedSearch(*row) for row in rows]


def put(catalog: Catalog, saved: SavedSearch) -> bool:
    """Saves a search; returns False, and changes nothing, where the name is taken."""
    with catalog.transaction() as db:
        cursor = db.execute(
            "INSERT INTO watches (name, query, seen, made) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            saved,
        )
        return cursor.rowcount > 0


def remove(catalog: Catalog, name: str) -> bool:
    """Forgets a saved search; returns whether there was one of that name."""
    with catalog.transaction() as db:
        return db.execute("DELETE FROM watches WHERE name = ?", (name,)).rowcount > 0


def set_seen(catalog: Catalog, name: str, seen: int) -> None:
    """Notes that a saved search has seen all documents up to number `seen`."""
    with catalog.transaction() as db:
        db.execute("UPDATE watches SET seen = ? WHERE name = ?", (seen, name))
