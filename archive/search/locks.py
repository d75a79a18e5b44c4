"""Locks on files, for one writer, one rebuild, one look at a time; they end with the process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """A lock on a file, which is made.

    What is no plain file there is taken away: it may lead elsewhere, or block. (filelock fails where a link
    stands, locks a pipe, and empties the file and sets its mode before it has the lock.)
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Takes the lock, unless another holds it. Raises OSError where the file cannot be made."""
        if self._path.is_symlink() or (self._path.exists() and not self._path.is_file()):
            self._path.unlink()
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        handle = os.open(self._path, flags, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
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
