"""What a person should read when SQLite or the disk of an archive refuses."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from pathlib import Path
from typing import Final

from archive.errors import ArchiveBusy, UnusableArchive

FILE: Final = "catalog.sqlite"
REFUSED: Final = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def refusal(error: Exception, folder: Path) -> UnusableArchive | None:
    """What a person should read when the database refuses; None for an error of any other kind.

    What only a mistake of ours can lead to (a broken constraint, a wrong call) is no refusal.
    """
    if type(error) not in (sqlite3.OperationalError, sqlite3.DatabaseError):
        return None
    assert isinstance(error, sqlite3.Error)
    return unusable(error, folder)


def unusable(error: sqlite3.Error | OSError | UnicodeDecodeError, folder: Path) -> UnusableArchive:
    """What a person should read when SQLite or the disk fails."""
    text = str(error)
    if _is_too_large(error):
        return UnusableArchive(
            f"A file of the archive in {folder} may not grow further: this process has a limit (ulimit -f)."
            " Nothing is lost: raise it and run the command again."
        )
    if isinstance(error, OSError):
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            return UnusableArchive(
                f"The archive in {folder} cannot be written to ({error.strerror}): check the disk and"
                " its permissions."
            )
        text = "full"
    if "decode" in text or "user-defined function" in text:  # a hash is asked of a text
        text = "a text in it is no UTF-8 any more"
    if "locked" in text or "busy" in text:
        return ArchiveBusy(
            f"Another process is writing to the archive in {folder}. Try again when it has finished."
        )
    if "full" in text or ("I/O" in text and _is_full(folder)):
        return UnusableArchive(
            f"The disk that holds {folder} is full. Nothing is lost: free some space and rerun the command."
        )
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return UnusableArchive(f"The archive in {folder} cannot be written to: check its permissions.")
    return UnusableArchive(
        f"The catalog in {folder} cannot be read ({text}). Restore it from a backup, "
        f"or move {FILE} away and ingest again: originals are kept."
    )


def code(error: Exception) -> int:
    """SQLite's own code; 0 where it is Python that could not read what SQLite gave, such as spoilt text."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_too_large(error: sqlite3.Error | OSError | UnicodeDecodeError) -> bool:
    """Whether a file has reached the size that the system grants to one; SQLite does not say so."""
    if isinstance(error, OSError):
        return error.errno == errno.EFBIG
    limited = resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY
    return limited and code(error) in REFUSED


def _is_full(folder: Path) -> bool:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < 65_536
