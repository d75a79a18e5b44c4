"""What is kept of what each text says that acronyms stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from archive.catalog import sql
from archive.catalog.store import Catalog


class Introduction(NamedTuple):
    """The `n`-th that a document says: the acronym, type and key of its long form, why; `other`: 1 where it
    is a well-known body's, and stands for another one here."""

    doc: int
    n: int
    short: str
    type: str
    key: str
    reason: str
    other: int


class NamedThere(NamedTuple):
    """A name in a document."""

    start: int
    end: int
    type: str
    text: str
    lang: str


def with_brackets(catalog: Catalog, docs: Iterable[int]) -> dict[int, str]:
    """The texts of those of `docs` that are current and hold a bracket, where a name may be given in full."""
    query = (
        "SELECT n, text FROM documents WHERE current = 1 AND text LIKE '%(%' AND n IN ({marks}) ORDER BY n"
    )
    return {row[0]: row[1] for row in sql.rows_in(catalog.db, query, docs)}


def names(catalog: Catalog, docs: Iterable[int]) -> dict[int, list[NamedThere]]:
    """The names in documents, in reading order."""
    found: dict[int, list[NamedThere]] = defaultdict(list)
    for doc, *row in sql.rows_in(
        catalog.db,
        "SELECT m.doc, m.start, m.end, m.type, m.text, d.lang FROM mentions m JOIN documents d ON d.n = m.doc"
        " WHERE m.type <> 'DATE' AND m.doc IN ({marks}) ORDER BY m.doc, m.start, m.end",
        docs,
    ):
        found[doc].append(NamedThere(*row))
    return found


def replace(catalog: Catalog, docs: Sequence[int], rows: Iterable[Introduction]) -> None:
    """Puts what documents say in the place of what is kept of them."""
    db = catalog.db
    db.executemany("DELETE FROM introductions WHERE doc = ?", ((doc,) for doc in docs))
    db.executemany(
        "INSERT INTO introductions (doc, n, short, type, name, reason, other) VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def every(catalog: Catalog) -> Iterator[Introduction]:
    """All that is kept, by document."""
    query = "SELECT doc, n, short, type, name, reason, other FROM introductions ORDER BY doc, n"
    yield from (Introduction(*row) for row in sql.tuples(catalog.db, query))
