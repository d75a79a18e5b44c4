"""Locks on files and folders. Each belongs to one opening of a file, and ends with the process.

The one place that asks the system for a lock. The library filelock would make the same call, but it fails
where a link stands, locks a pipe, cannot ask whether a lock is held without taking it, and takes 40 ms to
import.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from pathlib import Path


def lock_file(path: Path) -> int:
    """A file to be locked, made where there is none, as a handle. Raises OSError where it cannot be made.

    What is no plain file there is taken away: it may lead elsewhere, or block.
    """
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            path.unlink()
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.open(path, flags, 0o666)  # less what the process takes: its umask


def lock(handle: int, *, shared: bool = False) -> None:
    """Locks an open file or folder until it is closed; `shared`: beside others that share it.

    Raises BlockingIOError where another opening of it holds the lock, OSError where there are no locks.
    """
    fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


class FileLock:
    """A lock on a file, which is made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Takes the lock, unless another holds it. Raises OSError where there can be none."""
        handle = lock_file(self._path)
        try:
            lock(handle)
        except BlockingIOError:
            os.close(handle)
            return False
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        return True

    def release(self) -> None:
        """Gives it back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
