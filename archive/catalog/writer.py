"""The writer's place: one process at a time changes an archive, and the others know which."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from archive.catalog.store import unusable
from archive.errors import ArchiveBusy

LOCK = "writer.lock"
_held: set[tuple[int, Path]] = set()  # the places that this process holds


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Holds the archive's writer's place; the system gives it back when the process ends, however it ends.

    Nested use joins the outer one. Raises ArchiveBusy, naming the process at work, UnusableArchive when
    the folder refuses.
    """
    mine = (os.getpid(), folder)
    if mine in _held:
        yield
        return
    try:
        handle = _lock_file(folder / LOCK)
    except OSError as error:
        raise unusable(error, folder) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            who = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
            raise ArchiveBusy(
                f"Another process (number {who}) is writing to the archive in {folder}. "
                "Try again when it is done."
            ) from error
        with contextlib.suppress(OSError):  # a full disk takes no name, and that is no reason to stop
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        _held.add(mine)
        yield
    finally:
        _held.discard(mine)
        os.close(handle)


def _lock_file(path: Path) -> int:
    """The lock, opened. What is no plain file there is taken away: a link may lead elsewhere."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            path.unlink()
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.open(path, flags, 0o666)  # less what the process takes: its umask


def at_work(folder: Path) -> bool:
    """Whether another process holds the writer's place now."""
    if (os.getpid(), folder) in _held:
        return False
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
