"""What settling the types of names keeps of each text: what it takes names for, which of them may be sections
of a group, and which stand alone against each other in it and its translation.

Names are folded. Every row is made of the mentions of one document, or of two that are linked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from archive.catalog import sql
from archive.catalog.mentions import COMPLETED
from archive.catalog.store import Catalog

LONGEST: Final = 200  # characters of a folded name; what is longer is no name


class OwnName(NamedTuple):
    """How often a text by itself takes a name for a type; 0 where it was completed there."""

    doc: int
    name: str
    type: str
    current: int
    uses: int


class SectionHead(NamedTuple):
    """Words that a name begins with, which may be a section of the group called so."""

    doc: int
    head: str
    name: str


class Slot(NamedTuple):
    """Two names, the first by order first, and how often they stand against each other in two documents."""

    a: int
    b: int
    one: str
    other: str
    times: int


# -- what texts say now ----------------------------------------------------------------------------


def every(catalog: Catalog) -> list[int]:
    """All documents that name anything, current or not."""
    rows = sql.tuples(catalog.db, "SELECT DISTINCT doc FROM mentions WHERE own_type <> 'DATE' ORDER BY doc")
    return [row[0] for row in rows]


def found(catalog: Catalog, docs: Iterable[int]) -> Iterator[tuple[int, int, str, str, bool, bool]]:
    """The names in `docs` in reading order: document, start, text, own type; whether the document is current,
    and whether the name was completed."""
    query = (
        "SELECT m.doc, m.start, m.text, m.own_type, d.current, m.evidence FROM mentions m"
        " JOIN documents d ON d.n = m.doc WHERE m.own_type <> 'DATE' AND m.doc IN ({marks})"
        " ORDER BY m.doc, m.start, m.end"
    )
    for doc, start, text, kind, current, evidence in sql.rows_in(catalog.db, query, docs):
        yield doc, start, text, kind, bool(current), evidence == COMPLETED


# -- what is kept ----------------------------------------------------------------------------------


def names(catalog: Catalog, docs: Iterable[int]) -> set[OwnName]:
    """What is kept of the names in `docs`."""
    query = "SELECT doc, name, type, current, uses FROM own_names WHERE doc IN ({marks})"
    return {OwnName(*row) for row in sql.rows_in(catalog.db, query, docs)}


def heads(catalog: Catalog, docs: Iterable[int]) -> set[SectionHead]:
    """What is kept of names in `docs` that may be sections."""
    query = "SELECT doc, head, name FROM section_heads WHERE doc IN ({marks})"
    return {SectionHead(*row) for row in sql.rows_in(catalog.db, query, docs)}


def slots(catalog: Catalog, docs: Iterable[int]) -> set[Slot]:
    """What is kept of the slots that `docs` share with their translations."""
    docs = list(docs)
    return {
        Slot(*row)
        for end in ("a", "b")
        for row in sql.rows_in(
            catalog.db, f"SELECT a, b, one, other, times FROM slot_names WHERE {end} IN ({{marks}})", docs
        )
    }


def change_names(catalog: Catalog, gone: Iterable[OwnName], come: Iterable[OwnName]) -> None:
    """Takes rows away and adds others."""
    query = "DELETE FROM own_names WHERE doc = ? AND name = ? AND type = ?"
    catalog.db.executemany(query, (row[:3] for row in gone))
    query = "INSERT INTO own_names (doc, name, type, current, uses) VALUES (?, ?, ?, ?, ?)"
    catalog.db.executemany(query, come)


def change_heads(catalog: Catalog, gone: Iterable[SectionHead], come: Iterable[SectionHead]) -> None:
    """Takes rows away and adds others."""
    query = "DELETE FROM section_heads WHERE doc = ? AND head = ? AND name = ?"
    catalog.db.executemany(query, gone)
    catalog.db.executemany("INSERT INTO section_heads (doc, head, name) VALUES (?, ?, ?)", come)


def change_slots(catalog: Catalog, gone: Iterable[Slot], come: Iterable[Slot]) -> None:
    """Takes rows away and adds others."""
    query = "DELETE FROM slot_names WHERE a = ? AND b = ? AND one = ? AND other = ?"
    catalog.db.executemany(query, (row[:4] for row in gone))
    query = "INSERT INTO slot_names (a, b, one, other, times) VALUES (?, ?, ?, ?, ?)"
    catalog.db.executemany(query, come)


# -- what it says of names -------------------------------------------------------------------------


def counts(catalog: Catalog, some: Iterable[str] | None) -> dict[str, Counter[str]]:
    """How often current texts by themselves take names (None: all) for what."""
    query = (
        "SELECT name, type, sum(uses) FROM own_names WHERE current = 1 AND uses > 0{}"
        " GROUP BY name, type ORDER BY name, type"
    )
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name, kind, uses in _rows(catalog, query, "name", some):
        counted[name][kind] = int(uses)
    return dict(counted)


def _rows(catalog: Catalog, query: str, column: str, some: Iterable[str] | None) -> Iterator[Any]:
    """The rows of a query that are of these names in a column (None: of all)."""
    if some is None:
        yield from sql.tuples(catalog.db, query.format(""))
    else:
        yield from sql.rows_in(catalog.db, query.format(f" AND {column} IN ({{marks}})"), some)


def known(catalog: Catalog, some: Iterable[str]) -> set[str]:
    """Those of these names that any text holds."""
    query = "SELECT DISTINCT name FROM own_names WHERE name IN ({marks})"
    return {row[0] for row in sql.rows_in(catalog.db, query, some)}


def documents(catalog: Catalog, some: Iterable[str]) -> set[int]:
    """All documents with any of these names, current or not."""
    query = "SELECT DISTINCT doc FROM own_names WHERE name IN ({marks})"
    return {row[0] for row in sql.rows_in(catalog.db, query, some)}


def partners(catalog: Catalog, some: Iterable[str] | None, least: int) -> dict[tuple[str, str], int]:
    """The pairs with one of these names (None: all) that share so many slots at least, and how many."""
    names = None if some is None else list(some)
    shared: dict[tuple[str, str], int] = {}
    for end in ("one", "other"):
        query = "SELECT one, other, sum(times) FROM slot_names WHERE 1 = 1{} GROUP BY one, other"
        for one, other, times in _rows(catalog, query, end, names):
            if times >= least:
                shared[one, other] = int(times)
    return shared


def sections(catalog: Catalog, some: Iterable[str] | None) -> dict[str, set[str]]:
    """The names that may be sections, with all their heads: those that are one of these, or begin with one
    (None: all)."""
    names = None if some is None else list(some)
    query = "SELECT DISTINCT name FROM section_heads WHERE 1 = 1{}"
    wanted = {row[0] for column in ("head", "name") for row in _rows(catalog, query, column, names)}
    by_name: dict[str, set[str]] = defaultdict(set)
    query = "SELECT DISTINCT name, head FROM section_heads WHERE name IN ({marks})"
    for name, head in sql.rows_in(catalog.db, query, wanted):
        by_name[name].add(head)
    return dict(by_name)


def settled(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """All names whose type is settled, with it."""
    yield from sql.tuples(catalog.db, "SELECT name, type FROM settled_types")


def settled_of(catalog: Catalog, some: Iterable[str]) -> dict[str, str]:
    """The types of those of these names whose type is settled."""
    return dict(sql.rows_in(catalog.db, "SELECT name, type FROM settled_types WHERE name IN ({marks})", some))


def settled_in(catalog: Catalog, docs: Iterable[int]) -> dict[str, str]:
    """The types of those names in `docs` whose type is settled."""
    query = "SELECT s.name, s.type FROM own_names o JOIN settled_types s ON s.name = o.name WHERE o.doc IN"
    return {row[0]: row[1] for row in sql.rows_in(catalog.db, f"{query} ({{marks}})", docs)}


def settle(catalog: Catalog, gone: Iterable[str], come: Iterable[tuple[str, str]]) -> None:
    """Has the types of some names settled no longer, and those of others settled."""
    catalog.db.executemany("DELETE FROM settled_types WHERE name = ?", ((name,) for name in gone))
    catalog.db.executemany("INSERT INTO settled_types (name, type) VALUES (?, ?)", come)
