"""Every row of the catalog on its way out and back, under the names of its columns.

All tables go but the sums, which are made of what comes in. A catalog that comes in is made in a file of its
own by the steps of the schema that it was written with, opened as any other (which brings it up to date), and
put in the place of an empty one: a person's archive is never half a stranger's.
"""

from __future__ import annotations

import base64
import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from archive.catalog import schema, sql, sums
from archive.catalog.store import Catalog

Row = Mapping[str, Any]

_COUNTERS: Final = "sqlite_sequence"  # the last number that was given, of tables that use none twice
_NOT_OURS: Final = ("sums", "sqlite_stat1")
_BYTES: Final = "base64"  # the one key of what stands in the place of bytes
# What an archive that holds nothing has in none of these.
_HELD: Final = (
    "sources", "documents", "decisions", "authority", "failures", "watches", "beside", "containers",
    "care",
)  # fmt: skip


class BadRows(Exception):
    """What comes in is no catalog: the text says why."""


def version(catalog: Catalog) -> int:
    """How many steps of the schema have made the catalog."""
    return schema.version(catalog.db)


def is_empty(catalog: Catalog) -> bool:
    """Whether nothing was ever taken into the archive, decided or taught."""
    return not any(sql.count(catalog.db, f"SELECT EXISTS (SELECT 1 FROM {table})") for table in _HELD)


def tables(catalog: Catalog) -> list[str]:
    """The tables that hold what the archive knows, in the order in which they were made."""
    return _tables(catalog.db)


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY rowid")
    return [row[0] for row in rows if row[0] not in _NOT_OURS]


def rows(catalog: Catalog, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table in the order of their key; bytes as `{"base64": "..."}`."""
    names = sums.columns(catalog.db, table)
    for row in sql.tuples(
        catalog.db, f"SELECT {', '.join(names)} FROM {table} ORDER BY {_key(catalog, table)}"
    ):
        yield {name: _out(value) for name, value in zip(names, row, strict=True)}


def _key(catalog: Catalog, table: str) -> str:
    if table == _COUNTERS:
        return "name"
    info = catalog.db.execute(f"PRAGMA main.table_info({table})").fetchall()
    return ", ".join(row[1] for row in sorted(info, key=lambda row: int(row[5])) if row[5]) or "rowid"


def _out(value: object) -> object:
    return {_BYTES: base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value


def load(file: Path, steps: int, told: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Makes a new catalog at `file` by so many `steps` of the schema, with the rows that are told of each
    table.

    Whether they make a sound catalog is for the caller to see. Raises BadRows for a table, a column or a
    value that no catalog has; OSError when the disk refuses.
    """
    if not 1 <= steps <= len(schema.MIGRATIONS):
        raise BadRows(f"there is no schema {steps}")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("BEGIN")
            schema.run(db, 0, steps)
            for table, some in told:
                _fill(db, table, some)
            sums.make(db)
            db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(None, str(error)) from error
        except sqlite3.DatabaseError as error:
            raise BadRows(str(error)) from error
        except UnicodeEncodeError as error:
            raise BadRows("a cell holds half a character") from error


def _fill(db: sqlite3.Connection, table: str, some: Iterable[Row]) -> None:
    if table not in _tables(db):
        raise BadRows(f"there is no table {ascii(table)[:80]} in a catalog of that schema")
    names = sums.columns(db, table)
    if table == _COUNTERS:
        db.execute(f"DELETE FROM {_COUNTERS}")
    wanted = set(names)

    def values() -> Iterator[list[object]]:
        for row in some:
            if not isinstance(row, dict) or row.keys() != wanted:
                raise BadRows(f"a row of {table} has not the columns of that table")
            yield [_in(row[name], table) for name in names]

    db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({sql.marks(names)})", values())


def _in(value: object, table: str) -> object:
    if isinstance(value, dict):
        try:
            return base64.b64decode(value[_BYTES], validate=True)
        except (KeyError, ValueError, TypeError) as error:
            raise BadRows(f"a cell of {table} holds what are no bytes") from error
    if isinstance(value, bool | list) or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        raise BadRows(f"a cell of {table} holds what no table can")
    return value


def take(catalog: Catalog, file: Path) -> None:
    """Puts all that the catalog in `file` holds in the place of this one, which is empty, whole or not at
    all.
    """
    with contextlib.closing(sqlite3.connect(file)) as source:
        source.backup(catalog.db)


def counts(catalog: Catalog) -> tuple[int, int]:
    """How many sources and current documents there are."""
    return (
        sql.count(catalog.db, "SELECT count(*) FROM sources"),
        sql.count(catalog.db, "SELECT count(*) FROM documents WHERE current"),
    )
