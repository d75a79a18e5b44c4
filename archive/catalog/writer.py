"""The writer's lock: one thread of one process at a time changes an archive, and the others know which."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from archive import engines
from archive.catalog.store import unusable
from archive.errors import ArchiveBusy
from archive.locks import lock, lock_file

LOCK = "writer.lock"


class _Held(threading.local):
    """The archives that this thread writes to: a process (a fork holds nothing itself) and a folder."""

    def __init__(self) -> None:
        self.places: set[tuple[int, str]] = set()


_held = _Held()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Holds the archive's writer's lock; the system gives it back when the process ends, however it ends.

    It belongs to the thread that took it: nested use there joins the outer one, any other thread is refused
    as another process is. Leave it in the thread that entered it.
    Raises ArchiveBusy, naming who is at work, UnusableArchive when the folder refuses.
    """
    places, mine = _held.places, _key(folder)
    if mine in places:
        yield
        return
    try:
        handle = lock_file(folder / LOCK)
    except OSError as error:
        raise unusable(error, folder) from error
    try:
        try:
            # Of each opening of the file its own: so it keeps threads of one process apart too.
            lock(handle)
        except BlockingIOError as error:
            raise _busy(handle, folder) from error
        except OSError as error:
            raise unusable(error, folder) from error
        with contextlib.suppress(OSError):  # a full disk takes no name, and that is no reason to stop
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        with _elsewhere(folder):
            places.add(mine)
            yield
    finally:
        places.discard(mine)
        os.close(handle)


@contextlib.contextmanager
def _elsewhere(folder: Path) -> Iterator[None]:
    """Holds the lock of a catalog that a server keeps, too: other machines do not see the file."""
    address = engines.read(folder).catalog
    if engines.scheme(address) == "sqlite":
        yield
        return
    from archive.catalog.postgresql import lock as server  # psycopg: only where it is needed

    with server.writing(address):
        yield


def _key(folder: Path) -> tuple[int, str]:
    return os.getpid(), os.path.realpath(folder)


def _busy(handle: int, folder: Path) -> ArchiveBusy:
    who = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
    other = "Another thread of this process" if who == str(os.getpid()) else f"Another process (number {who})"
    return ArchiveBusy(f"{other} is writing to the archive in {folder}. Try again when it has finished.")


def at_work(folder: Path) -> bool:
    """Whether another process, or another thread of this one, holds the writer's lock now."""
    if _key(folder) in _held.places:
        return False
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        lock(handle, shared=True)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False
