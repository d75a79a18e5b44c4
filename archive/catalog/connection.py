"""What the queries beside this module need of a database: the part of `sqlite3` that they use.

SQLite's own connection has it; of other databases, `postgresql.connection` makes one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol


class Cursor(Protocol):
    """The rows of a statement. A row is read by number and by name."""

    row_factory: Any  # None: plain tuples, which are read faster

    @property
    def rowcount(self) -> int:
        """How many rows a statement changed."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any:
        """Runs a statement, for its rows."""

    def fetchone(self) -> Any:
        """The next row, None behind the last."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...

    def close(self) -> None:
        """Drops the rows that are left."""


class Connection(Protocol):
    """An open database. `?` stands for a value in a statement, `:name` for one of several by name."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is under way."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Runs one statement."""

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor:
        """Runs one statement for each of several rows."""

    def cursor(self) -> Cursor:
        """A cursor of its own, for rows in another form."""

    def close(self) -> None:
        """Ends it; what was not committed is lost."""
