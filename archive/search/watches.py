"""Saved searches: what has come into the archive for each since it was last looked at.

A search is saved with the highest document number of its day. Documents are numbered as they come, so
what is new are the texts it finds with higher numbers; a text that was changed comes in as a new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from archive.catalog import Catalog, documents
from archive.errors import UsageError
from archive.records import Document
from archive.search import names, query
from archive.search.port import Ask, Index

_MOST: Final = 100_000  # hits of a saved search that are looked through


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search; `seen` is the highest document number when it was last looked at."""

    name: str
    query: str
    seen: int
    made: str


@dataclass(frozen=True, slots=True)
class News:
    """The documents that came for a saved search since the last look, oldest first."""

    name: str
    query: str
    documents: tuple[Document, ...]

    def record(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "name": self.name, "query": self.query,
            "new": [
                {"id": d.id, "lang": d.lang, "date": d.date, "title": d.title, "source": d.source}
                for d in self.documents
            ],
        }  # fmt: skip


def add(catalog: Catalog, name: str, text: str, now: str) -> None:
    """Saves a search. Raises QueryError when it cannot be read, UsageError when the name is taken."""
    query.parse(text)
    with catalog.transaction() as db:
        if db.execute("SELECT 1 FROM watches WHERE name = ?", (name,)).fetchone():
            raise UsageError(
                f"There is a saved search {name!r} already. archive watch remove {name} forgets it."
            )
        db.execute("INSERT INTO watches VALUES (?, ?, ?, ?)", (name, text, _newest(catalog), now))


def remove(catalog: Catalog, name: str) -> None:
    """Forgets a saved search. Raises UsageError when there is none of that name."""
    with catalog.transaction() as db:
        if not db.execute("DELETE FROM watches WHERE name = ?", (name,)).rowcount:
            known = ", ".join(w.name for w in listing(catalog)) or "none"
            raise UsageError(f"There is no saved search {name!r}; there are: {known}.")


def listing(catalog: Catalog) -> list[Watch]:
    """The saved searches, by name."""
    return [
        Watch(*row) for row in catalog.db.execute("SELECT name, query, seen, made FROM watches ORDER BY name")
    ]


def news(catalog: Catalog, index: Index, *, keep: bool = False) -> Iterator[News]:
    """What is new for each saved search; it is then seen, unless `keep`.

    Searches go by words and names alone: nearness in meaning has no sharp edge to be new across.
    """
    newest = _newest(catalog)
    for watch in listing(catalog):
        tree = query.parse(watch.query)
        found = index.search(Ask(tree, aliases=names.aliases(catalog, tree), limit=_MOST))
        numbers = sorted(n for m in found.matches for n in (m.n, *m.others) if n > watch.seen)
        held = documents.by_number(catalog, numbers)
        yield News(watch.name, watch.query, tuple(held[n] for n in numbers if n in held))
        if not keep:
            with catalog.transaction() as db:
                db.execute("UPDATE watches SET seen = ? WHERE name = ?", (newest, watch.name))


def _newest(catalog: Catalog) -> int:
    return int(catalog.db.execute("SELECT ifnull(max(n), 0) FROM documents").fetchone()[0])
