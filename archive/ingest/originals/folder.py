"""Originals in a folder: each a file, in the folder of the first two characters of its SHA-256."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from archive.dataclass import dataclass
from archive.ingest.originals.port import key

_AT_A_TIME = 4  # more are no faster, measured on a virtual disk with ext4


def original_path(folder: Path, sha256: str) -> Path:
    """Where the bytes with this SHA-256 are kept. Raises DamagedCatalog where it is none."""
    above, name = key(sha256)
    return folder / above / name


class NotAFile(OSError):
    """What stands in the place of an original is a folder, a pipe or the like."""


@dataclass(frozen=True, slots=True)
class FolderOriginals:
    """See `archive.ingest.originals.Originals`. Links in the place of an original are read through."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder.parent

    @property
    def address(self) -> str:
        return str(self.folder)

    def keep(self, originals: Iterable[tuple[str, bytes]]) -> int:
        changed = made(self.folder)
        parts: dict[Path, Path] = {}
        try:
            for sha256, data in originals:
                path = original_path(self.folder, sha256)
                if path in parts or _holds(path, data):
                    continue
                changed |= made(path.parent)
                parts[path] = path.with_name(f"{path.name}.{os.getpid()}.part")
                with new(parts[path]) as out:
                    out.write(data)
            sync(parts.values())
            for path, part in parts.items():
                part.replace(path)
                changed.add(path.parent)
            sync(changed)
        except BaseException:
            for part in parts.values():
                part.unlink(missing_ok=True)
            raise
        return len(parts)

    @contextlib.contextmanager
    def receive(self) -> Iterator[_Received]:
        changed = made(self.folder)
        part = self.folder / f"{os.getpid()}.part"
        try:
            with new(part) as out:
                yield _Received(self.folder, part, out, changed)
        finally:
            part.unlink(missing_ok=True)

    def opened(self, sha256: str) -> tuple[BinaryIO, int]:
        # O_NONBLOCK: a pipe in an original's place must not hold up the rest.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        handle = os.open(original_path(self.folder, sha256), flags)
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            os.close(handle)
            raise NotAFile(errno.EINVAL, "not a file")
        return open(handle, "rb"), info.st_size

    def has(self, sha256: str) -> bool:
        return original_path(self.folder, sha256).exists()

    def remove(self, sums: Iterable[str]) -> list[str]:
        changed: set[Path] = set()
        outside: list[str] = []
        for sha256 in sums:
            path = original_path(self.folder, sha256)
            for left in (path, *path.parent.glob(f"{path.name}.*.part")):
                if os.path.lexists(left):
                    outside += [str(left.resolve())] if left.is_symlink() and left.is_file() else []
                    left.unlink()
                    changed.add(path.parent)
        sync(changed)
        for parent in changed:
            with contextlib.suppress(OSError):  # where other originals are
                parent.rmdir()
        return outside

    def names(self) -> Iterator[str]:
        for above, _, files in os.walk(self.folder):
            inside = os.path.relpath(above, self.folder)
            for name in sorted(files):
                place = name if inside == os.curdir else f"{inside}/{name}"
                yield place.replace("/", "", 1) if place[2:3] == "/" and len(place) == 65 else place

    def probe(self) -> str:
        above = self.folder
        while not os.path.lexists(above) and above != above.parent:
            above = above.parent
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{above} is not a folder")
        part = above / f".archive-{os.getpid()}.part"
        try:
            new(part).close()
        finally:
            part.unlink(missing_ok=True)
        return "a folder"


@dataclass(slots=True)
class _Received:
    """Bytes in a file beside those that are kept."""

    folder: Path
    part: Path
    out: BinaryIO
    changed: set[Path]

    def write(self, data: bytes) -> int:
        return self.out.write(data)

    def keep(self, sha256: str) -> None:
        self.out.flush()
        os.fsync(self.out.fileno())
        path = original_path(self.folder, sha256)
        self.changed |= made(path.parent)
        self.part.replace(path)
        sync(self.changed | {path.parent})


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes; one that was left by a broken disk or a crash may not."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def made(folder: Path) -> set[Path]:
    """Makes a folder, and those above it that are missing; returns those that got a new name in them.

    Raises OSError, also for a link in its place: what is written there would be elsewhere.
    """
    if folder.is_symlink():
        raise NotADirectoryError(errno.ENOTDIR, "it is a link, and leads elsewhere", str(folder))
    if folder.is_dir():
        return set()
    above = made(folder.parent)
    folder.mkdir(exist_ok=True)
    return above | {folder.parent}


def new(path: Path) -> BinaryIO:
    """A new file in its folder, whatever was there: a link may lead elsewhere. Raises OSError."""
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return open(os.open(path, flags, 0o666), "wb")


def sync(paths: Iterable[Path]) -> None:
    """Has the disk keep the bytes of these files, the names in these folders. Raises OSError.

    Some at a time: a disk keeps them together then, in a fifth of the time that one by one would take.
    """
    wanted = list(paths)
    if len(wanted) < 2:
        for path in wanted:
            _sync(path)
        return
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for _ in pool.map(_sync, wanted):
            pass


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some shares sync no folders, and keep names by themselves.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF) or not path.is_dir():
            raise
    finally:
        os.close(handle)
