"""The change log that the search index follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from archive.catalog.store import Catalog

# The setting that holds the place up to which links are made, names joined and dates have travelled.
SETTLED: Final = "settled at"


def log(catalog: Catalog, docs: Iterable[int], what: str) -> None:
    """Notes that the documents numbered `docs` changed: their text, date, names, links, or their end."""
    with catalog.transaction() as db:
        db.executemany("INSERT INTO changes (doc, what) VALUES (?, ?)", ((n, what) for n in docs))


def position(catalog: Catalog) -> int:
    """The newest place in the log."""
    return int(catalog.db.execute("SELECT ifnull(max(seq), 0) FROM changes").fetchone()[0])


def since(catalog: Catalog, seq: int, *, upto: int | None = None) -> Iterator[int]:
    """The numbers of documents changed after `seq`, each once, in the order of their last change."""
    rows = catalog.db.execute(
        "SELECT doc FROM changes WHERE seq > ? AND seq <= ? GROUP BY doc ORDER BY max(seq)",
        (seq, position(catalog) if upto is None else upto),
    )
    for row in rows:
        yield row[0]
