"""How far what is kept of texts follows the change log, so that only those that changed are read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from archive.catalog import changes, sql, sums
from archive.catalog.store import Catalog

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "acronyms": ("introductions",),
    "types of names": ("own_names", "section_heads", "slot_names", "settled_types"),
    "names elsewhere": ("name_uses", "common_names", "name_places", "tagged_phrases"),
}


def changed(
    catalog: Catalog, what: str, made_by: str, *, linked: bool = False, every: bool = False
) -> set[int] | None:
    """The documents whose text or names, or (`linked`) links, may have changed since `what` was kept.

    `every`: those of which anything did. None where it is not kept, or was made by other rules.
    """
    row = catalog.db.execute("SELECT made_by, seq FROM kept_to WHERE what = ?", (what,)).fetchone()
    if row is None or row[0] != made_by:
        return None
    if every:
        return set(changes.since(catalog, int(row[1])))
    return changes.with_names(catalog, int(row[1]), linked=linked)


def keep(catalog: Catalog, what: str, made_by: str) -> None:
    """Notes that `what` is kept as the change log stands now."""
    catalog.db.execute(
        sql.upsert("kept_to", ("what",), ("made_by", "seq")), (what, made_by, changes.position(catalog))
    )


def forget(catalog: Catalog) -> None:
    """Has all of it made anew: texts changed unheard, or what is kept came from elsewhere."""
    with catalog.transaction() as db:
        for table in sums.DERIVED:
            if db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # or nothing is written
                db.execute(f"DELETE FROM {table}")


def forget_of(catalog: Catalog, what: str) -> None:
    """Has `what` made anew."""
    for table in TABLES[what]:
        catalog.db.execute(f"DELETE FROM {table}")


def current(catalog: Catalog) -> Iterator[int]:
    """The numbers of all current documents."""
    yield from (row[0] for row in sql.tuples(catalog.db, "SELECT n FROM documents WHERE current = 1"))
