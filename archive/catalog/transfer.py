"""The catalog's file on its way into a backup and out of one."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

from archive.catalog import schema, sql
from archive.catalog.store import Catalog, Unreadable, is_of_file, of_file, unusable
from archive.catalog.sums import DERIVED

_BLOCK_BYTES = 512


def copy(catalog: Catalog, file: Path) -> list[object]:
    """Copies the catalog as it stands at one moment into one new file, while others read and write.

    What is made of other tables (`sums.DERIVED`) is left out: it is made anew where the copy is used. The
    file is SQLite's, whichever engine the catalog is on. Returns what names its originals: SHA-256 in order,
    where nothing is damaged. Raises OSError when the disk of the copy refuses, UnusableArchive when the
    catalog cannot be read.
    """
    try:
        if not is_of_file(catalog):
            from archive.catalog.postgresql import transfer as server  # psycopg: only where it is needed

            server.to_file(catalog, file)
        with contextlib.closing(sqlite3.connect(file)) as target:
            if is_of_file(catalog):
                of_file(catalog).backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            for table in DERIVED:
                target.execute(f"DELETE FROM {table}")
            target.commit()
            return [row[0] for row in target.execute(sql.ORIGINALS)]
    except sqlite3.Error as error:
        _blame_disk(error, file)
        raise unusable(error, catalog.folder) from error


def _blame_disk(error: sqlite3.Error, file: Path) -> None:
    """Raises OSError where it was the disk of the copy that refused, which SQLite does not tell apart."""
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        with file.open("ab") as out:  # one more block says why
            out.write(bytes(_BLOCK_BYTES))


def is_catalog(file: Path) -> bool:
    """Whether a file is an archive's catalog by its first bytes: opening an empty one would make it one.

    Raises OSError.
    """
    with file.open("rb") as opened:
        begins = opened.read(72)
    return begins[:16] == b"SQLite format 3\0" and begins[68:] == schema.APPLICATION_ID.to_bytes(4, "big")


def put_to_use(catalog: Catalog) -> None:
    """A copy is in one piece; a catalog in use has a log beside it, so that searches go on while it grows."""
    catalog.db.execute("PRAGMA journal_mode = WAL")


def is_of_the_disk(error: Unreadable) -> bool:
    """Whether a catalog could not be read or written because its disk is full or gives errors."""
    return _code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
