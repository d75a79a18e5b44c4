"""All rows of a catalog from PostgreSQL into a file of SQLite's, and from there into PostgreSQL.

Both have the tables of the same steps, so a row goes as it is. A backup, an edition and a bag are made of
such a file, and taken back from one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from archive.catalog import schema, sql, sums
from archive.catalog.postgresql.connection import ServerConnection, held
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

COUNTERS: Final = "sqlite_sequence"  # the last number that was given, of tables that use none twice
_NOT_CARRIED: Final = ("sums", COUNTERS)


@dataclass(frozen=True, slots=True)
class CarriedTable:
    """A table of the newest schema: its columns, those of its key, whether it uses no number twice."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    counts: bool


@lru_cache
def shape() -> Mapping[str, CarriedTable]:
    """The tables that are carried, each behind those that its rows name."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.run(db, 0, len(schema.MIGRATIONS))
        made = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        found = {}
        for name, definition in made.fetchall():
            info = db.execute(f"PRAGMA table_info({name})").fetchall()
            keys = sorted((int(row[5]), str(row[1])) for row in info if row[5])
            found[name] = CarriedTable(
                tuple(row[1] for row in info), tuple(key for _, key in keys), "AUTOINCREMENT" in definition
            )
    return {name: table for name, table in found.items() if name not in _NOT_CARRIED}


def counters(db: ServerConnection) -> Iterator[tuple[str, int]]:
    """The last number that each table gave that uses none twice, as SQLite keeps it."""
    for table, _, sequence in _sequences(db):
        if shape()[table].counts:
            last, given = db.run(f"SELECT last_value, is_called FROM {sequence}").fetchone()
            if given:
                yield table, last


def _sequences(db: ServerConnection) -> list[tuple[str, str, str]]:
    """Where the server counts: tables, their columns, and the names of the counters."""
    rows = db.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(table_name, column_name)"
        " FROM information_schema.columns WHERE table_schema = ? AND is_identity = 'YES' ORDER BY table_name",
        (db.place.schema,),
    )
    return [(row[0], row[1], row[2]) for row in rows if row[0] in shape()]


# -- into a file -----------------------------------------------------------------------------------


def to_file(catalog: Catalog, file: Path) -> None:
    """Writes the catalog as it stands at one moment into a new file of SQLite's, while others read and write.

    A sum that is not that of its rows is not in the file either: damage is not made good by a copy. Raises
    OSError where the disk of the file refuses, sqlite3.Error.
    """
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666))
    with (
        contextlib.closing(sqlite3.connect(file, isolation_level=None)) as target,
        catalog.reading(),
    ):
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("BEGIN")
        schema.run(target, 0, len(schema.MIGRATIONS))
        for table in shape():
            target.execute(f"DELETE FROM {table}")
            target.executemany(_insert(table), _of(catalog).stream(_select(table)))
        target.execute(f"DELETE FROM {COUNTERS}")
        target.executemany(f"INSERT INTO {COUNTERS} (name, seq) VALUES (?, ?)", counters(_of(catalog)))
        sums.make(target)
        _mark_wrong(catalog, target)
        target.execute("COMMIT")


def in_order(catalog: Catalog, table: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The columns of a table and its rows in the order of their keys, as a file of SQLite's has them."""
    if table == COUNTERS:
        return ["name", "seq"], counters(_of(catalog))
    own = shape()[table]
    return list(own.columns), _of(catalog).stream(f"{_select(table)} ORDER BY {', '.join(own.key)}")


def _select(table: str) -> str:
    return f"SELECT {', '.join(shape()[table].columns)} FROM {table}"


def _insert(table: str) -> str:
    names = shape()[table].columns
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({sql.marks(names)})"


def _mark_wrong(catalog: Catalog, target: sqlite3.Connection) -> None:
    """Has sums that are not those of their rows here be none of their rows there."""
    for kind in sums.KINDS:
        kept, there = catalog.sums.every(kind), catalog.sums.added(kind)
        for key in kept.keys() | there.keys():
            if kept.get(key) != there.get(key):
                write = sql.upsert("sums", ("kind", "key"), ("sum",))
                target.execute(write, (kind, key, b"damaged!"))


# -- out of a file ---------------------------------------------------------------------------------


def from_file(source: sqlite3.Connection, catalog: Catalog) -> None:
    """Puts all that a file of SQLite's holds in the place of what this catalog does, whole or not at all."""
    with catalog.transaction():
        for table in reversed(list(shape())):
            catalog.db.execute(f"DELETE FROM {table}")
        catalog.db.execute("DELETE FROM sums")
        for table in shape():
            catalog.db.executemany(_insert(table), _of_file(source, table))
        _count_on(_of(catalog), dict(source.execute(f"SELECT name, seq FROM {COUNTERS}").fetchall()))


def _of_file(source: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table in a file, as PostgreSQL can hold them."""
    cursor = source.cursor()
    cursor.row_factory = None
    return map(held, cursor.execute(_select(table)))


def _count_on(db: ServerConnection, last: dict[str, int]) -> None:
    """Has the counters of the server go on behind the numbers that were given."""
    for table, column, sequence in _sequences(db):
        highest = db.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()[0]
        most = max(highest, last.get(table, 0))
        db.execute("SELECT setval(CAST(? AS regclass), ?, ? > 0)", (sequence, max(most, 1), most))


# -- comparing -------------------------------------------------------------------------------------


def compared(catalog: Catalog, source: sqlite3.Connection) -> tuple[int, str | None]:
    """How many rows both have, and the first table that is not the same in both; None where all are.

    What is made of other tables is made anew there, and compared with nothing.
    """
    total = 0
    with catalog.reading():
        for table in (one for one in shape() if one not in sums.DERIVED):
            here = _sum(table, _of_file(source, table))
            if here != _sum(table, _of(catalog).stream(_select(table))):
                return total, table
            total += here[0]
    return total, None


def _sum(table: str, some: Iterable[tuple[Any, ...]]) -> tuple[int, int]:
    """How many rows there are, and their hashes added up."""
    count = total = 0
    for row in some:
        count += 1
        total += sums.of_row(table, row)
    return count, total


def _of(catalog: Catalog) -> ServerConnection:
    """The session of a catalog in PostgreSQL."""
    assert isinstance(catalog.db, ServerConnection)
    return catalog.db
