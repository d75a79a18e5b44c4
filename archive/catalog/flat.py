"""A database for others: plain tables of what the archive knows, with keys and indexes, in one file of
SQLite.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Final

from archive.dataclass import dataclass

Cell = str | int | float | None
_TYPES: Final = {str: "TEXT", int: "INTEGER", float: "REAL"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the types of its columns by name, its key, where columns point to, and its rows."""

    name: str
    columns: Mapping[str, type[str] | type[int] | type[float]]
    rows: Iterable[tuple[Cell, ...]]
    key: tuple[str, ...] = ()
    points: Mapping[str, str] = field(default_factory=dict)  # column -> table, whose key is "id"

    def _made(self) -> Iterator[str]:
        for name, kind in self.columns.items():
            yield f'"{name}" {_TYPES[kind]}'
        if self.key:
            yield f"PRIMARY KEY ({', '.join(self.key)})"
        for name, table in self.points.items():
            yield f'FOREIGN KEY ("{name}") REFERENCES {table} (id)'

    def statements(self) -> Iterator[str]:
        """What makes the table, and an index for each column that points elsewhere."""
        yield f"CREATE TABLE {self.name} ({', '.join(self._made())})"
        for name in self.points:
            yield f'CREATE INDEX {self.name}_{name} ON {self.name} ("{name}")'


def write(file: Path, tables: Iterable[Table]) -> None:
    """Makes a new database at `file`. Raises OSError when the disk refuses."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        try:
            db.execute("BEGIN")
            for table in tables:
                for statement in table.statements():
                    db.execute(statement)
                marks = ", ".join("?" * len(table.columns))
                db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", table.rows)
            db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(None, str(error)) from error
