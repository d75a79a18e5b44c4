"""Files and folders that are whole, for our eyes alone, and on the disk before they are spoken of."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from archive.locks import lock

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "no more room is allowed on this disk",
    errno.EFBIG: "a file may not grow so large there",
    errno.EROFS: "the disk takes nothing (read-only)",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.ENOENT: "the folder is no longer there",
    errno.ENOTDIR: "a part of its path is no folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EMFILE: "too many files are open",
}
# Some disks have no such thing as a folder that is written for good.
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF)


def reason(error: OSError) -> str:
    """Why a file or folder cannot be written, in words for a person."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def new_file(path: Path) -> BinaryIO:
    """A file that did not exist, to write to; no other account can read it. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return open(os.open(path, flags, 0o600), "wb")


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if not (path.is_dir() and error.errno in _NO_SYNC):
            raise
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Waits until all that is in `folder` is on the disk, files before the folders that name them."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(place, name))
        sync(Path(place))


def remove(folder: Path, known_by: Collection[str] = ()) -> None:
    """Removes a folder with all that is in it, at last the files that it is `known_by`.

    So what a process that is killed meanwhile leaves is still known for what it was. Raises OSError.
    """
    with os.scandir(folder) as entries:
        others = [entry for entry in entries if entry.name not in known_by]
    for entry in others:
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    shutil.rmtree(folder)


@contextlib.contextmanager
def workplace(path: Path, known_by: Collection[str] = ()) -> Iterator[Path]:
    """A new folder for this process, gone afterwards with all that is in it, unless it was renamed.

    Where the process is killed it stays, and `clear` removes it; see `remove`. Raises OSError.
    """
    path.mkdir(mode=0o700)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # without locks it only is not cleared away
            lock(handle)
        yield path
    finally:
        if _same(path, handle):
            with contextlib.suppress(OSError):
                remove(path, known_by)
            shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def clear(path: Path, ours: Callable[[set[str]], bool], known_by: Collection[str] = ()) -> bool:
    """Removes a workplace that a killed process left; whether `path` is free now.

    `ours` is given the names in the folder and says whether they are what such a process leaves;
    `known_by`: see `remove`.
    Raises BlockingIOError where a process is at work in it, OSError when the disk refuses.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        lock(handle)
        if not _same(path, handle) or not ours(set(os.listdir(path))):
            return False
        remove(path, known_by)
    finally:
        os.close(handle)
    return True


def _same(path: Path, handle: int) -> bool:
    """Whether the folder at `path` is the one that was opened."""
    try:
        return os.path.samestat(os.lstat(path), os.fstat(handle))
    except OSError:
        return False
