"""The catalog's file: opening it, transactions, small settings."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.catalog import schema
from archive.errors import ArchiveBusy, NotAnArchive, UnusableArchive

FILE = "catalog.sqlite"
BUSY_SECONDS = 10.0


class Catalog:
    """An open catalog: the truth about one archive.

    The modules beside this one (`documents`, `links`, `entities`, `changes`) hold the queries, as
    functions that take a Catalog. One writer at a time; any number of readers meanwhile (WAL).
    """

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self.db = db
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> Catalog:
        """Opens the catalog in `folder`, migrating it if it is older.

        Raises NotAnArchive where there is none (unless `create`), NewerArchive, ArchiveBusy, UnusableArchive.
        """
        path = folder / FILE
        if not create and not path.is_file():
            raise NotAnArchive(
                f"There is no archive in {folder}. Make one with: archive --archive {folder} ingest PATH"
            )
        try:
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA foreign_keys = ON")
            have = schema.verify(db, f"{folder}/{FILE}")
            if have < len(schema.MIGRATIONS):
                db.execute("PRAGMA journal_mode = WAL")
                schema.migrate(db, have)
        except sqlite3.Error as error:
            raise unusable(error, folder) from error
        except OSError as error:
            raise UnusableArchive(f"The archive in {folder} cannot be opened: {error.strerror}.") from error
        return cls(db, folder)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One all-or-nothing write. Nested use joins the outer one."""
        if self.db.in_transaction:
            yield self.db
            return
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise unusable(error, self.folder) from error
        try:
            yield self.db
            self.db.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError | sqlite3.DatabaseError):
                raise unusable(error, self.folder) from error
            raise

    def setting(self, key: str) -> str | None:
        """A small value kept under `key`, or None."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        """Keeps `value` under `key`."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def unusable(error: sqlite3.Error, folder: Path) -> UnusableArchive:
    """What a person should read when SQLite fails."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return ArchiveBusy(
            f"Another process is writing to the archive in {folder}. Try again when it is done."
        )
    if "full" in text:
        return UnusableArchive(
            f"The disk that holds {folder} is full. Free some space and run the command again."
        )
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return UnusableArchive(f"The archive in {folder} cannot be written to: check its permissions.")
    return UnusableArchive(
        f"The catalog in {folder} cannot be read ({text}). Restore it from a backup, "
        f"or move {FILE} away and ingest again: originals are kept."
    )
