"""Small archives whose names were joined, and what they were joined to."""

from __future__ import annotations

from pathlib import Path

from archive.catalog import Catalog
from archive.catalog import entities as kept
from archive.link.entities import resolve
from tests.link.made import NOW, Text, archive


def made(folder: Path, *texts: Text) -> Catalog:
    catalog = archive(folder, texts)
    resolve(catalog, now=NOW)
    return catalog


def groups(catalog: Catalog) -> set[frozenset[str]]:
    """The entities as sets of names."""
    return {frozenset(n.name for n in e.names) for e in kept.listing(catalog)}


def together(catalog: Catalog, *names: str) -> bool:
    return any(set(names) <= group for group in groups(catalog))


def reason(catalog: Catalog, text: str, doc: int) -> str:
    row = catalog.db.execute("SELECT reason FROM mentions WHERE text = ? AND doc = ?", (text, doc)).fetchone()
    return str(row[0])
