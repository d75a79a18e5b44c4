"""What is wrong with a catalog: its structure, its cells, its sums. Nothing is changed by looking."""

from __future__ import annotations

import contextlib
import shlex
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from archive.catalog import cells, origins, sql, sums
from archive.catalog.connection import Connection
from archive.catalog.documents import VACANT
from archive.catalog.store import Catalog, is_of_file, of_file
from archive.catalog.sums import Key
from archive.dataclass import dataclass

RESTORE: Final = (
    "archive --archive NEW restore FILE, from a backup;"
    " or ingest again into a new archive: originals are kept"
)
ACCEPT: Final = (
    "archive --archive NEW restore FILE, from a backup;"
    " or, where what it says now is right: archive check --accept"
)
RELINK: Final = "archive reprocess --stage links"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in the catalog, and the command or step that mends it."""

    what: str
    remedy: str


def flaws(catalog: Catalog, looked: Counter[str] | None = None) -> Iterator[Flaw]:
    """Yields every flaw; `looked` counts what was compared: "rows", and "sums" that they add up to."""
    counts: Counter[str] = Counter() if looked is None else looked
    if not is_of_file(catalog):
        with catalog.reading():
            yield from _of_server(catalog, counts)
        return
    db = of_file(catalog)
    usual = db.text_factory
    db.text_factory = _text  # what is no UTF-8 any more is compared like all else
    alone = not db.in_transaction
    try:
        if alone:
            db.execute("BEGIN")  # rows and sums of one moment, whoever writes meanwhile
        yield from _structure(db)
        odd: set[str] = set()  # tables with cells that no command can read
        yield from _cells(catalog, odd)
        for kind in sums.KINDS:
            unreadable = any(its == kind for table, (its, _) in sums.TABLES.items() if table in odd)
            for flaw in _sums(catalog, kind, counts):
                yield Flaw(flaw.what, RESTORE) if unreadable else flaw
        for (name,) in _read(db, sums.UNKNOWN):
            yield Flaw(f"there are sums of {ascii(name)[:80]}, which is no part of a catalog", ACCEPT)
    finally:
        if alone and db.in_transaction:
            db.execute("ROLLBACK")
        db.text_factory = usual


def _of_server(catalog: Catalog, counts: Counter[str]) -> Iterator[Flaw]:
    """What is wrong with a catalog in a database whose server sees to types and to rows that name others."""
    yield from _missing(catalog.db)
    for table in sums.TABLES:
        if wanted := cells.columns(table):
            names = ", ".join(wanted)
            for _, what in _counted(table, sql.tuples(catalog.db, f"SELECT {names} FROM {table}"), wanted):
                yield Flaw(what, RESTORE)
    for kind in sums.KINDS:
        yield from _sums(catalog, kind, counts)
    for (name,) in catalog.db.execute(sums.UNKNOWN).fetchall():
        yield Flaw(f"there are sums of {ascii(name)[:80]}, which is no part of a catalog", ACCEPT)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _structure(db: sqlite3.Connection) -> Iterator[Flaw]:
    for row in db.execute("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield Flaw(str(row[0]), RESTORE)
    for row in db.execute("PRAGMA foreign_key_check"):
        yield Flaw(f"a row of {row[0]} names a missing row of {row[2]}", RESTORE)
    yield from _missing(db)


def _missing(db: Connection) -> Iterator[Flaw]:
    for row in db.execute(
        "SELECT o.given FROM origins o JOIN sources s ON s.id = o.source_id WHERE o.current = 1"
        " AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.source_id = s.id)"
        f" AND NOT EXISTS (SELECT 1 FROM unread u WHERE u.source_id = s.id AND u.reason LIKE '{VACANT}%')"
    ):
        yield Flaw(f"the documents of {row[0]} are missing", RESTORE)


# -- cells -----------------------------------------------------------------------------------------

_TYPES: Final = {"TEXT": "text", "INTEGER": "integer", "REAL": "real", "BLOB": "blob"}


def _cells(catalog: Catalog, odd: set[str]) -> Iterator[Flaw]:
    """Cells that no command can read, also not the one that would make them again.

    They are of another type than their column's, JSON that is none, words that are none of ours. Their tables
    are put into `odd`.
    """
    for table, what in _unreadable(of_file(catalog)):
        odd.add(table)
        yield Flaw(what, RESTORE)


def _unreadable(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    for table in sums.TABLES:
        try:
            for name, kind, needed in [r[1:4] for r in db.execute(f"PRAGMA main.table_info({table})")]:
                allowed = f"('{_TYPES[kind]}')" if needed else f"('{_TYPES[kind]}', 'null')"
                odd = db.execute(f"SELECT count(*) FROM {table} WHERE typeof({name}) NOT IN {allowed}")
                if count := odd.fetchone()[0]:
                    yield table, f"{count:,} cells of {table}.{name} are not of type {kind.lower()}"
        except sqlite3.DatabaseError as error:
            yield table, f"the table {table} cannot be read to its end ({error})"
    for table, name in (("sources", "id"), ("members", "sha256")):
        odd_names = f"SELECT {name} FROM {table} WHERE length({name}) <> 64 OR {name} GLOB '*[^0-9a-f]*'"
        for row in _read(db, odd_names):
            yield table, f"a source is named {ascii(row[0])[:80]}, which is no SHA-256"
    for table in sums.TABLES:
        if wanted := cells.columns(table):
            yield from _counted(table, _read(db, f"SELECT {', '.join(wanted)} FROM {table}"), wanted)
    for table, name in cells.OF_ONE_LENGTH:
        lengths = [row[0] for row in _read(db, f"SELECT DISTINCT length({name}) FROM {table}")]
        if len(lengths) > 1:
            yield table, f"the cells of {table}.{name} have {len(lengths):,} lengths instead of one"


def _counted(table: str, some: Iterable[Sequence[Any]], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with rows of a table, each thing once."""
    found: Counter[str] = Counter()
    first: dict[str, str] = {}
    for row in some:
        with contextlib.suppress(TypeError, AttributeError):  # of another type than its column's: said above
            for name, why in cells.wrong(table, dict(zip(names, row, strict=True))):
                found[name] += 1
                first.setdefault(name, why)
    for name, count in sorted(found.items()):
        some = f"{count:,} cells of {table}.{name} are wrong: the first" if count > 1 else ""
        yield table, f"{some or f'a cell of {table}.{name}'} {first[name]}"


def _read(db: sqlite3.Connection, query: str) -> Iterator[Any]:
    try:
        yield from db.execute(query)
    except sqlite3.DatabaseError:
        return  # said where the types of the table's cells are looked at


# -- sums ------------------------------------------------------------------------------------------


def _sums(catalog: Catalog, kind: str, counts: Counter[str]) -> Iterator[Flaw]:
    try:
        kept = catalog.sums.every(kind)
        there = catalog.sums.added(kind, counts)
    except sqlite3.DatabaseError as error:
        yield Flaw(f"what is kept of each {kind} cannot be read to its end ({error})", RESTORE)
        return
    counts["sums"] += len(kept)
    for key in sorted(kept.keys() | there.keys(), key=lambda k: (str(type(k)), k)):
        if kept.get(key) != there.get(key):
            yield _changed(catalog, kind, key)


def _changed(catalog: Catalog, kind: str, key: Key) -> Flaw:
    """Rows that are no longer what was written, told by what a person knows them by."""
    what, remedy = _TOLD.get(kind, (f"the table {kind}", ACCEPT))
    name = source = ""
    if kind in ("document", "links", "comparison"):
        name, source = _document(catalog, key)
    elif kind in ("source", "origins"):
        source = _source(catalog, str(key))
        name = source or str(key)
    elif kind == "entity":
        row = catalog.db.execute("SELECT label FROM entities WHERE n = ?", (key,)).fetchone()
        name = str(row[0]) if row else f"number {key}"
    elif kind == "changes":
        name = f"{int(key) << 12} to {(int(key) + 1 << 12) - 1}" if isinstance(key, int) else str(key)
    if not source and kind in ("document", "source"):
        remedy = ACCEPT
    return Flaw(
        f"{what.format(name=name)} is not what was written: rows have changed or gone",
        remedy.format(source=shlex.quote(source)),
    )


_TOLD: Final = {
    "document": (
        "the text, names, dates or passages of {name}",
        "archive reprocess --stage posts --source {source}",
    ),
    "links": ("what is linked to {name}", RELINK),
    "comparison": ("what links compare {name} by", RELINK),
    "source": (
        "what is kept of the page {name}",
        "archive reprocess --stage posts --source {source}",
    ),
    "origins": ("the places of {name}", ACCEPT),
    "entity": ("the entity {name}", RELINK),
    "changes": ("the change log from {name}", ACCEPT),
}


def _document(catalog: Catalog, key: Key) -> tuple[str, str]:
    """A document as a person knows it, and its source where it can be made again from it."""
    row = catalog.db.execute("SELECT id, source_id, current FROM documents WHERE n = ?", (key,)).fetchone()
    if row is None:
        return f"document number {key}", ""
    source = _source(catalog, row[1])
    return f"{row[0]} ({source or row[1]})", source if row[2] else ""


def _source(catalog: Catalog, source_id: str) -> str:
    """Where a source was found, "" where that is not known."""
    return origins.called(catalog, source_id) or ""


def accept(catalog: Catalog) -> None:
    """Takes all that the catalog says now for right: every sum is made of the rows that are there."""
    with contextlib.ExitStack() as after:
        if is_of_file(catalog):
            db = of_file(catalog)
            after.callback(setattr, db, "text_factory", db.text_factory)
            db.text_factory = _text
        with catalog.transaction():
            catalog.sums.make()
            catalog.sums.delete_unknown()
