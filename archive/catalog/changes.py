"""The change log that the search index follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from archive.catalog import sql
from archive.catalog.store import Catalog

# The setting that holds the place up to which links are made, names joined and dates have travelled.
SETTLED: Final = "settled at"
_NO_TEXT: Final = ("linked", "dated", "named")  # changes that touch no text
# What a person said of a document (TOLD: date, title, author) or of a pair touches no text either, but what
# is linked or takes a date from another is looked at anew.
TOLD: Final = "told"
# What a person said of copies: texts are put to their copies anew, as if they had come just now.
REGROUPED: Final = "regrouped"
_BY_PERSON: Final = ("decided", TOLD)
_NO_NAMES: Final = ("linked", "dated", REGROUPED, *_BY_PERSON)  # changes that touch no name


def log(catalog: Catalog, docs: Iterable[int], what: str) -> None:
    """Notes that the documents numbered `docs` changed: their text, date, names, links, or their end."""
    with catalog.transaction() as db:
        db.executemany("INSERT INTO changes (doc, what) VALUES (?, ?)", ((n, what) for n in docs))


def position(catalog: Catalog) -> int:
    """The newest place in the log."""
    return sql.count(catalog.db, "SELECT max(seq) FROM changes")


def since(catalog: Catalog, seq: int, *, upto: int | None = None) -> Iterator[int]:
    """The numbers of documents changed after `seq`, each once, in the order of their last change."""
    rows = catalog.db.execute(
        "SELECT doc FROM changes WHERE seq > ? AND seq <= ? GROUP BY doc ORDER BY max(seq)",
        (seq, position(catalog) if upto is None else upto),
    )
    for row in rows:
        yield row[0]


def for_linking(catalog: Catalog, seq: int, upto: int) -> list[tuple[int, int, bool]]:
    """The documents whose text or decided links changed after `seq`, in the order of their last change.

    Of each: the place of that change in the log, its number, whether the text may be another.
    """
    rows = catalog.db.execute(
        "SELECT max(seq), doc, max(CASE WHEN what IN ('decided', 'told') THEN 0 ELSE 1 END) FROM changes"
        f" WHERE seq > ? AND seq <= ? AND what NOT IN ({sql.marks(_NO_TEXT)}) GROUP BY doc ORDER BY max(seq)",
        (seq, upto, *_NO_TEXT),
    )
    return [(row[0], row[1], bool(row[2])) for row in rows]


def for_index(catalog: Catalog, seq: int) -> list[tuple[int, int]]:
    """The documents changed after `seq`, each with the place of its last change, in that order."""
    rows = catalog.db.execute(
        "SELECT doc, max(seq) AS last FROM changes WHERE seq > ? AND seq <= ? GROUP BY doc ORDER BY last",
        (seq, position(catalog)),
    )
    return [(row[0], row[1]) for row in rows]


def of_names(catalog: Catalog, seq: int) -> bool:
    """Whether a name in a text, or a text, may have changed after `seq`."""
    query = f"SELECT EXISTS (SELECT 1 FROM changes WHERE seq > ? AND what NOT IN ({sql.marks(_NO_NAMES)}))"
    return bool(sql.count(catalog.db, query, (seq, *_NO_NAMES)))


def with_names(catalog: Catalog, seq: int, *, linked: bool = False) -> set[int]:
    """The documents in which a name, or the text, may have changed after `seq`; `linked`: or a link."""
    others = ("dated", TOLD) if linked else _NO_NAMES
    query = f"SELECT DISTINCT doc FROM changes WHERE seq > ? AND what NOT IN ({sql.marks(others)})"
    return {row[0] for row in catalog.db.execute(query, (seq, *others))}


def of_links(catalog: Catalog, seq: int) -> bool:
    """Whether a link may have changed after `seq`."""
    query = "SELECT EXISTS (SELECT 1 FROM changes WHERE seq > ? AND what IN ('linked', 'decided', ?))"
    return bool(sql.count(catalog.db, query, (seq, REGROUPED)))


def untouched(catalog: Catalog, seq: int) -> int:
    """The number up to which no document has changed after `seq`."""
    return sql.count(
        catalog.db,
        "SELECT coalesce((SELECT min(doc) - 1 FROM changes WHERE seq > ?), (SELECT max(n) FROM documents))",
        (seq,),
    )
