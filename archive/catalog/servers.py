"""Catalogs in databases of servers: what opens one is loaded only where an archive has it."""

from __future__ import annotations

from pathlib import Path

from archive import engines
from archive.catalog.store import VERSION, Catalog, verify


def opened(folder: Path, address: str, *, create: bool, busy_seconds: float | None) -> Catalog:
    """Opens the catalog at an address. Raises as `Catalog.open`, UnreachableServer, MissingExtra."""
    from archive.catalog.postgresql import store  # psycopg takes its time to load

    return store.opened(folder, address, create=create, busy_seconds=busy_seconds)


def probe(address: str) -> str:
    """What the engine at an address is, found by trying it; nothing is left in it.

    Raises UsageError where none is or where there is an archive already, UnusableArchive.
    """
    verify(address)
    if engines.scheme(address) == "sqlite":
        return f"SQLite {VERSION}"
    from archive.catalog.postgresql import store

    return store.probe(address)
