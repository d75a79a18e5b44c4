"""The catalog's file: opening it, transactions, small settings."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol, Self

from archive import engines, interrupts
from archive.catalog import schema, sql
from archive.catalog.connection import Connection
from archive.catalog.refused import FILE as FILE
from archive.catalog.refused import REFUSED, code
from archive.catalog.refused import refusal as refusal
from archive.catalog.refused import unusable as unusable
from archive.catalog.sums import KeptSums, Sums
from archive.errors import ArchiveBusy, NotAnArchive, UnusableArchive

BUSY_SECONDS = 10.0
CATALOGS: Final = ("sqlite", "postgresql")  # the engines that there are for it
VERSION: Final = sqlite3.sqlite_version
_OLDEST: Final = (3, 35)  # the first with RETURNING


class Opener(Protocol):
    """Opens the catalog of an archive at an address. Raises as `Catalog.open`."""

    def __call__(
        self, folder: Path, address: str, *, create: bool, busy_seconds: float | None
    ) -> Catalog: ...


# What opens a catalog that is no file: this module knows no other engine, the package names it.
OPENERS: Final[dict[str, Opener]] = {}

# What reading a catalog that is damaged, or on a disk that refuses, raises.
Unreadable = sqlite3.DatabaseError


class Catalog:
    """An open catalog: the truth about one archive.

    The modules beside this one (`documents`, `links`, `entities`, `changes`) hold the queries, as
    functions that take a Catalog. One writer at a time; any number of readers meanwhile (WAL).
    `read_only`: nothing can be written where it lies. `shared`: other machines may write to it.
    """

    shared = False

    def __init__(self, db: sqlite3.Connection, folder: Path, *, read_only: bool = False) -> None:
        self.db: Connection = db
        self.folder = folder
        self.read_only = read_only
        self.sums: KeptSums = Sums(db)
        self.address = engines.EMBEDDED.catalog
        self._mark: engines.Mark = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, busy_seconds: float | None = None) -> Catalog:
        """Opens the catalog of the archive in `folder`, migrating it if it is older.

        It is where archive.toml says; on a read-only disk it is opened to read alone. A write waits
        `busy_seconds` for another writer (None: BUSY_SECONDS).
        Raises NotAnArchive where there is none (unless `create`), NewerArchive, ArchiveBusy, UnusableArchive.
        """
        mark = engines.mark(folder)  # before it is read
        address = _address(folder)
        catalog = cls.at(folder, address, create=create, busy_seconds=busy_seconds)
        catalog.address, catalog._mark = address, mark
        return catalog

    @classmethod
    def at(
        cls, folder: Path, address: str, *, create: bool = False, busy_seconds: float | None = None
    ) -> Catalog:
        """Opens the catalog at an address, whatever archive.toml says. Raises as `open`."""
        if engines.scheme(address) != "sqlite":
            return OPENERS["server"](folder, address, create=create, busy_seconds=busy_seconds)
        path = folder / FILE
        if sqlite3.sqlite_version_info < _OLDEST:
            raise UnusableArchive(
                f"The catalog needs SQLite 3.35 or later, and this Python has {VERSION}. Use another Python."
            )
        if not create and not os.path.isfile(path):  # False for a name that is too long, too
            raise NotAnArchive(
                f"There is no archive in {folder}. Create one with: archive --archive {folder} ingest PATH"
            )
        seconds = BUSY_SECONDS if busy_seconds is None else busy_seconds
        try:
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            try:
                db, read_only = _opened(f"{folder}/{FILE}", str(path), seconds), False
            except sqlite3.OperationalError as error:
                # Beside a WAL catalog SQLite makes two files, which a read-only or full disk refuses.
                if code(error) not in REFUSED or not path.is_file():
                    raise
                try:
                    db, read_only = _opened_to_read(path, seconds), True
                except _Begun:
                    raise error from None
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:  # the schema may be spoilt text
            raise unusable(error, folder) from error
        return cls(db, folder, read_only=read_only)

    def is_over(self) -> bool:
        """Whether it can be used no more: archive.toml has come to name another one."""
        now = engines.mark(self.folder)
        if now == self._mark:
            return False
        if engines.read(self.folder).catalog != self.address:
            return True
        self._mark = now
        return False

    def _refuse_if_moved(self) -> None:
        """What is written to a catalog that was moved would be lost. Raises ArchiveBusy."""
        if Catalog.is_over(self):
            raise ArchiveBusy(
                f"The archive in {self.folder} has been moved to other engines meanwhile. Try again."
            )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One all-or-nothing write; nothing is written anywhere else. Nested use joins the outer one."""
        if self.db.in_transaction:
            yield self.db
            return
        try:
            self.db.execute("PRAGMA query_only = OFF")
            self.sums.listen()
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self.db.execute("PRAGMA query_only = ON")
            raise unusable(error, self.folder) from error
        try:
            self._refuse_if_moved()
            yield self.db
            self.sums.renew()
            self.db.execute("COMMIT")
        except BaseException as error:
            self.sums.forget()
            with contextlib.suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
                if "user-defined function" in str(error) and interrupts.noted():
                    raise KeyboardInterrupt from error  # it came while the sums were told of a row
                raise unusable(error, self.folder) from error
            raise
        finally:
            self.db.execute("PRAGMA query_only = ON")

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """One transaction that is taken back at its end, whatever was written in it."""
        with contextlib.suppress(_Undone), self.transaction():
            yield
            raise _Undone

    @contextlib.contextmanager
    def zeroing(self) -> Iterator[None]:
        """What is deleted meanwhile is written over with zeros."""
        before = self.db.execute("PRAGMA secure_delete").fetchone()[0]
        self.db.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            self.db.execute(f"PRAGMA secure_delete = {before:d}")

    def compact(self) -> None:
        """Writes the file anew from the rows that are in it, and empties the log beside it.

        No byte of any other row is left in either. Raises ArchiveBusy where another process reads an earlier
        state all the while, UnusableArchive where there is no room.
        """
        try:
            self.db.execute("PRAGMA query_only = OFF")
            self.db.execute("VACUUM")
        except sqlite3.Error as error:
            raise unusable(error, self.folder) from error
        finally:
            self.db.execute("PRAGMA query_only = ON")
        if not self.checkpoint():
            raise unusable(sqlite3.OperationalError("database is busy"), self.folder)

    def checkpoint(self) -> bool:
        """Moves what is in the log beside the file into it; whether nobody held it, so that it is empty."""
        try:
            self.db.execute("PRAGMA query_only = OFF")
            return not self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error as error:
            raise unusable(error, self.folder) from error
        finally:
            self.db.execute("PRAGMA query_only = ON")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is under way."""
        return self.db.in_transaction

    @contextlib.contextmanager
    def held(self, kib: int) -> Iterator[None]:
        """Keeps up to `kib` KiB of the catalog in memory meanwhile, for work that reads it in no order."""
        before = self.db.execute("PRAGMA cache_size").fetchone()[0]
        self.db.execute(f"PRAGMA cache_size = -{kib}")
        try:
            yield
        finally:
            self.db.execute(f"PRAGMA cache_size = {before}")
            self.db.execute("PRAGMA shrink_memory")

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads of one committed state, for as long as the block lasts. Nothing is written in it."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            with contextlib.suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")

    def setting(self, key: str) -> str | None:
        """A small value kept under `key`, or None."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Keeps `value` under `key`."""
        with self.transaction() as db:
            db.execute(sql.upsert("meta", ("key",), ("value",)), (key, value))

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def verify(address: str) -> None:
    """Raises UsageError where no engine has a catalog at this address."""
    if engines.scheme(address) not in CATALOGS:
        raise engines.unknown("catalog", address, CATALOGS)
    if engines.scheme(address) == "postgresql":
        from archive.catalog.postgresql import address as server

        server.parsed(address)
    else:
        engines.refuse_place("catalog", address)


def is_in_folder(folder: Path) -> bool:
    """Whether the catalog of the archive is, or is to be, a file in its folder. Raises UnusableArchive."""
    return engines.scheme(engines.read(folder).catalog) == "sqlite"


def is_there(folder: Path) -> bool:
    """Whether a folder holds an archive's catalog, or says where it is. Raises UnusableArchive."""
    return (folder / FILE).is_file() or not is_in_folder(folder)


def _address(folder: Path) -> str:
    """Where the catalog of an archive is. Raises UnusableArchive where no engine has one there."""
    with engines.said_in(folder):
        address = engines.read(folder).catalog
        verify(address)
    return address


def is_of_file(catalog: Catalog) -> bool:
    """Whether a catalog is a file of SQLite's."""
    return isinstance(catalog.db, sqlite3.Connection)


def of_file(catalog: Catalog) -> sqlite3.Connection:
    """The connection to a catalog that is a file of SQLite's."""
    assert isinstance(catalog.db, sqlite3.Connection)
    return catalog.db


class _Undone(Exception):
    """What was written is to be taken back."""


class _Begun(Exception):
    """The making of a catalog was begun, and nothing is in it."""


def _opened(where: str, address: str, busy_seconds: float) -> sqlite3.Connection:
    """A connection to the catalog, migrated.

    Where several make or leave an archive at one moment, SQLite says busy without waiting: it is asked again.
    """
    end = time.monotonic() + busy_seconds
    while True:
        try:
            return _connected(where, address, busy_seconds)
        except sqlite3.OperationalError as error:
            if code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _connected(where: str, address: str, busy_seconds: float) -> sqlite3.Connection:
    uri = address.startswith("file:")
    # Threads may take turns with it (see `pool`); who uses it at one moment is for the caller to see to.
    db = sqlite3.connect(
        address, timeout=busy_seconds, isolation_level=None, uri=uri, check_same_thread=False
    )
    try:
        db.row_factory = sqlite3.Row
        _guard(db)
        have = schema.verify(db, where)
        if have < len(schema.MIGRATIONS):
            if uri and not have:
                raise _Begun
            if uri:
                raise UnusableArchive(
                    f"The archive in {where} was made by an earlier version. It is brought up to date when it"
                    " is opened: put it where it can be written to, and where there is room."
                )
            db.execute("PRAGMA journal_mode = WAL")
            schema.migrate(db)
        db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def _guard(db: sqlite3.Connection) -> None:
    """The file may come from a stranger: nothing in it may act, and broken cells are seen."""
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        db.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)


def _opened_to_read(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """The catalog where nothing can be written beside it.

    What a killed writer left in the WAL needs SQLite's own way of reading; without it the one file holds all.
    """
    from urllib.parse import quote

    beside = path.with_name(f"{path.name}-wal")
    left = beside.is_file() and beside.stat().st_size > 0
    address = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro{'' if left else '&immutable=1'}"
    return _opened(str(path), address, busy_seconds)
