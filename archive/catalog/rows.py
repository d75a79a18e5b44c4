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
from types import ModuleType
from typing import Any, Final

from archive.catalog import cells, schema, sql, sums
from archive.catalog.store import Catalog, is_of_file, of_file

Row = Mapping[str, Any]

_COUNTERS: Final = "sqlite_sequence"  # the last number that was given, of tables that use none twice
_NOT_OURS: Final = ("sums", "sqlite_stat1", *sums.DERIVED)
_OF: Final[Mapping[str, tuple[type, ...]]] = {
    "TEXT": (str,),
    "INTEGER": (int,),
    "REAL": (float, int),
    "BLOB": (bytes,),
}
_BYTES: Final = "base64"  # the one key of what stands in the place of bytes
# What an archive that holds nothing has in none of these.
_HELD: Final = (
    "sources", "documents", "decisions", "authority", "failures", "watches", "beside", "containers",
    "care",
)  # fmt: skip


class BadRows(Exception):
    """What comes in is no catalog: the text says why; `table` and `line` (from 1) where, if that is known."""

    def __init__(self, why: str, table: str = "", line: int = 0) -> None:
        super().__init__(why)
        self.table, self.line = table, line


def version(catalog: Catalog) -> int:
    """How many steps of the schema have made the catalog."""
    return schema.version(of_file(catalog)) if is_of_file(catalog) else len(schema.MIGRATIONS)


def is_empty(catalog: Catalog) -> bool:
    """Whether nothing was ever taken into the archive, decided or taught."""
    return not any(sql.count(catalog.db, f"SELECT EXISTS (SELECT 1 FROM {table})") for table in _HELD)


def tables(catalog: Catalog) -> list[str]:
    """The tables that hold what the archive knows, in the order in which they were made."""
    return _tables(of_file(catalog)) if is_of_file(catalog) else [
        *(name for name in _of_server().shape() if name not in _NOT_OURS), _COUNTERS,
    ]  # fmt: skip


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY rowid")
    return [row[0] for row in rows if row[0] not in _NOT_OURS]


def rows(catalog: Catalog, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table in the order of their key; bytes as `{"base64": "..."}`."""
    if is_of_file(catalog):
        names = sums.columns(of_file(catalog), table)
        order = _key(catalog, table)
        found = sql.tuples(catalog.db, f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}")
    else:
        names, found = _of_server().in_order(catalog, table)
    for row in found:
        yield {name: _out(value) for name, value in zip(names, row, strict=True)}


def _of_server() -> ModuleType:
    """The rows of a catalog in PostgreSQL."""
    from archive.catalog.postgresql import transfer  # psycopg: only where it is needed

    return transfer


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


def _fill(db: sqlite3.Connection, table: str, some: Iterable[Row]) -> None:
    if table not in _tables(db):
        raise BadRows(f"there is no table {ascii(table)[:80]} in a catalog of that schema")
    types = _types(db, table)
    if table == _COUNTERS:
        db.execute(f"DELETE FROM {_COUNTERS}")
    line = 0

    def values() -> Iterator[list[object]]:
        nonlocal line
        for line, row in enumerate(some, 1):
            if not isinstance(row, dict) or row.keys() != types.keys():
                raise BadRows("it has not the columns of that table", table, line)
            told = {name: _in(row[name], name, types[name]) for name in types}
            for name, why in cells.wrong(table, told):
                raise BadRows(f"{name} {why}")
            yield list(told.values())

    try:
        names = ", ".join(types)
        db.executemany(f"INSERT INTO {table} ({names}) VALUES ({sql.marks(types)})", values())
    except sqlite3.OperationalError:
        raise
    except (BadRows, sqlite3.DatabaseError, UnicodeEncodeError) as error:
        half = isinstance(error, UnicodeEncodeError)
        raise BadRows("a cell holds half a character" if half else str(error), table, line) from error


def _types(db: sqlite3.Connection, table: str) -> dict[str, tuple[type, ...]]:
    """What the cells of a table may be, by its columns."""
    if table == _COUNTERS:
        return {"name": (str,), "seq": (int,)}
    info = {row[1]: row for row in db.execute(f"PRAGMA main.table_info({table})")}
    found = {}
    for name in sums.columns(db, table):
        _, _, kind, needed, _, key = info[name]
        found[name] = (*_OF[kind], *(() if needed or key else (type(None),)))
    return found


def _in(value: object, name: str, types: tuple[type, ...]) -> object:
    """A value as a table holds it. Raises BadRows."""
    if isinstance(value, dict):
        try:
            value = base64.b64decode(value[_BYTES], validate=True)
        except (KeyError, ValueError, TypeError) as error:
            raise BadRows(f"{name} holds what are no bytes") from error
    if type(value) not in types or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        raise BadRows(f"{name} holds {ascii(value)[:60]}, which no table can")
    return value


def take(catalog: Catalog, file: Path) -> None:
    """Puts all that the catalog in `file` holds in the place of this one, which is empty, whole or not at
    all.
    """
    with contextlib.closing(sqlite3.connect(file)) as source:
        if is_of_file(catalog):
            source.backup(of_file(catalog))
        else:
            _of_server().from_file(source, catalog)


def counts(catalog: Catalog) -> tuple[int, int]:
    """How many sources and current documents there are."""
    return (
        sql.count(catalog.db, "SELECT count(*) FROM sources"),
        sql.count(catalog.db, "SELECT count(*) FROM documents WHERE current = 1"),
    )
