"""Whether what is kept of comparisons can be read: a catalog that came from elsewhere may hold anything."""

from __future__ import annotations

from array import array

from archive.catalog import sql
from archive.catalog.store import Catalog


def sizes(catalog: Catalog) -> tuple[int | None, int | None]:
    """How many bytes the vector of a text has, and what compares two; None where there is none."""
    vector = _first(catalog, "SELECT length(vector) FROM sketches LIMIT 1")
    return vector, _first(catalog, "SELECT length(features) FROM candidates LIMIT 1")


def _first(catalog: Catalog, query: str) -> int | None:
    row = catalog.db.execute(query).fetchone()
    return None if row is None else int(row[0])


def lead_nowhere(catalog: Catalog) -> bool:
    """Whether anything that is kept of a comparison names a text that is not compared, or is no longer so."""
    known = {row[0] for row in catalog.db.execute("SELECT doc FROM sketches")}
    current = "SELECT s.doc FROM sketches s JOIN documents d ON d.n = s.doc WHERE d.current = 1"
    if known != {row[0] for row in catalog.db.execute(current)}:
        return True
    ends = (
        end
        for query in ("SELECT DISTINCT b FROM candidates", "SELECT DISTINCT doc FROM copy_keys")
        for (end,) in sql.tuples(catalog.db, query)
    )
    near = (array("q", row[0]) for row in sql.tuples(catalog.db, "SELECT others FROM nearest"))
    return not (known.issuperset(ends) and all(known.issuperset(some) for some in near))
