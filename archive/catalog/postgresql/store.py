"""A catalog in PostgreSQL, open: one writes at a time, and the others read what was committed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from archive import engines
from archive.catalog.postgresql import schema
from archive.catalog.postgresql.address import parsed
from archive.catalog.postgresql.connection import ServerConnection, connect
from archive.catalog.postgresql.sums import ServerSums
from archive.catalog.store import BUSY_SECONDS, Catalog, unusable
from archive.catalog.sums import DERIVED, TABLES
from archive.errors import NotAnArchive, UsageError

_FROZEN: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class ServerCatalog(Catalog):
    """An open catalog whose tables are in a database of PostgreSQL."""

    shared = True
    db: ServerConnection
    sums: ServerSums

    def __init__(
        self, db: ServerConnection, folder: Path, busy_seconds: float, *, read_only: bool = False
    ) -> None:
        self.db = db
        self.folder = folder
        self.read_only = read_only
        self.sums = ServerSums(db)
        self.address = db.place.address
        self._mark = engines.mark(folder)
        self._busy_seconds = busy_seconds

    def is_over(self) -> bool:
        """Whether it can be used no more: the server has ended the session, or archive.toml names another."""
        return self.db.is_over() or super().is_over()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[ServerConnection]:
        """One all-or-nothing write, which waits for any other's. Nested use joins the outer one."""
        if self.db.in_transaction:
            yield self.db
            return
        try:
            self.db.run(
                f"BEGIN READ WRITE; SET LOCAL lock_timeout = {int(self._busy_seconds * 1000)};"
                f" SELECT pg_advisory_xact_lock({self.db.place.lock}); SET LOCAL lock_timeout = 0"
            )
            self._refuse_if_moved()
            yield self.db
            self.db.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        with contextlib.suppress(Exception):  # the session may be gone, and with it the transaction
            if self.db.in_transaction:
                self.db.run("ROLLBACK")

    @contextlib.contextmanager
    def zeroing(self) -> Iterator[None]:
        """What is deleted is written over when `compact` has the server write its tables anew."""
        yield

    def compact(self) -> None:
        """Has the server write the tables anew from the rows that are in them.

        What its log and its own backups hold of deleted rows is the server's: see docs/scale.md.
        """
        for table in (*TABLES, *DERIVED):
            self._write_anew(table)

    def _write_anew(self, table: str) -> None:
        self.db.run("SET default_transaction_read_only = off")
        try:
            self.db.run(f"VACUUM (FULL) {table}")
        finally:
            self.db.run("SET default_transaction_read_only = on")

    def checkpoint(self) -> bool:
        """The server's log is its own."""
        return True

    @contextlib.contextmanager
    def held(self, kib: int) -> Iterator[None]:  # noqa: ARG002
        """The server holds what it reads, by its own settings."""
        yield

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads of one committed state, for as long as the block lasts. Nothing is written in it."""
        if self.db.in_transaction:
            yield
            return
        self.db.run(_FROZEN)
        try:
            yield
        finally:
            self._roll_back()


def probe(address: str) -> str:
    """What the server is: a catalog is made there, and taken back.

    Raises UsageError where there is one already, UnreachableServer, UnusableArchive.
    """
    with contextlib.closing(connect(parsed(address))) as db:
        name = schema.verify_server(db)
        if schema.version(db):
            raise UsageError(f"{address} holds an archive already. Name another schema: ?schema=NAME")
        schema.migrate(db, keep=False)
        return f"PostgreSQL {name}{schema.weakness(db)}"


def opened(folder: Path, address: str, *, create: bool, busy_seconds: float | None) -> ServerCatalog:
    """Opens the catalog at an address, migrating it if it is older.

    Raises as `Catalog.open`, and UnreachableServer.
    """
    if create:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(error, folder) from error
    db = connect(parsed(address))
    try:
        schema.verify_server(db)
        have, newest = schema.state(db)
        if not have and not create:
            raise NotAnArchive(
                f"There is no archive in {folder}: the database {address} holds none."
                " Restore it from a backup."
            )
        read_only = bool(db.run("SELECT pg_is_in_recovery()").fetchone()[0])
        if not newest and not read_only:
            schema.migrate(db)
    except BaseException:
        db.close()
        raise
    seconds = BUSY_SECONDS if busy_seconds is None else busy_seconds
    return ServerCatalog(db, folder, seconds, read_only=read_only)


# -- a catalog that is moved -----------------------------------------------------------------------


@contextlib.contextmanager
def receiving(folder: Path, address: str, mark: tuple[str, str]) -> Iterator[ServerCatalog]:
    """A catalog at an address for the rows of another; it goes again if the block fails.

    `mark`: a setting that it has from the beginning, by which one that was left by a move that was ended is
    known. Raises UsageError where another one is there, as `opened`.
    """
    with contextlib.closing(connect(parsed(address))) as db:
        schema.verify_server(db)
        if schema.version(db) and not _has(db, mark):
            raise UsageError(f"{address} holds an archive already. Name another schema: ?schema=NAME")
        schema.migrate(db, mark=mark)
        try:
            yield ServerCatalog(db, folder, BUSY_SECONDS)
        except BaseException:
            with contextlib.suppress(Exception):  # what is left is known by its mark
                if engines.read(folder).catalog != address:
                    _drop(db)
            raise


def delete(catalog: Catalog) -> None:
    """Deletes a catalog with all that is in it, at the end of its transaction."""
    assert isinstance(catalog, ServerCatalog)
    schema.drop(catalog.db)


def delete_marked(address: str, mark: tuple[str, str]) -> None:
    """Deletes the catalog at an address if it has this setting; one that is another's stays.

    Raises UnreachableServer, UnusableArchive.
    """
    with contextlib.closing(connect(parsed(address))) as db:
        if schema.version(db) and _has(db, mark):
            _drop(db)


def _has(db: ServerConnection, mark: tuple[str, str]) -> bool:
    row = db.execute("SELECT value FROM meta WHERE key = ?", mark[:1]).fetchone()
    return row is not None and row[0] == mark[1]


def _drop(db: ServerConnection) -> None:
    if db.in_transaction:
        db.run("ROLLBACK")
    db.run(f"BEGIN READ WRITE; SELECT pg_advisory_xact_lock({db.place.lock})")
    schema.drop(db)
    db.run("COMMIT")
