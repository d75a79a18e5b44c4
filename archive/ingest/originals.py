"""Originals as the archive keeps them: bytes under their SHA-256, there before the catalog speaks of them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from archive.errors import DamagedCatalog

_SHA256 = re.compile(r"[0-9a-f]{64}")
_AT_A_TIME = 4  # more are no faster, measured on a virtual disk with ext4


def original_path(folder: Path, sha256: str) -> Path:
    """Where the bytes with this SHA-256 are kept.

    Raises DamagedCatalog where it is none: no name that a catalog holds may lead out of the folder.
    """
    if not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        raise DamagedCatalog(
            "The catalog refers to an original by something that is not a SHA-256 "
            f"hash ({ascii(sha256)[:80]}). Run: archive check"
        )
    return folder / sha256[:2] / sha256[2:]


def keep(folder: Path, originals: Iterable[tuple[str, bytes]]) -> int:
    """Keeps bytes under `folder`, named by their SHA-256 (given with them); returns how many were written.

    Each is whole or not there, and none is forgotten by a disk that loses its power afterwards. One that
    is there and has other bytes is replaced. Raises OSError when the disk refuses.
    """
    changed = made(folder)
    parts: dict[Path, Path] = {}
    try:
        for sha256, data in originals:
            path = original_path(folder, sha256)
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


def keep_stream(folder: Path, sha256: str, pieces: Iterable[bytes]) -> bool:
    """Keeps bytes that come piece by piece; False where they are not those of this SHA-256.

    They are kept whole or not at all. Raises OSError when the disk refuses.
    """
    if is_whole(folder, sha256):
        return True
    path = original_path(folder, sha256)
    changed = made(path.parent)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    digest = hashlib.sha256()
    try:
        with new(part) as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
        if digest.hexdigest() != sha256:
            return False
        sync([part])
        part.replace(path)
        sync([path.parent, *changed])
    finally:
        part.unlink(missing_ok=True)
    return True


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file has these bytes; one that was left by a broken disk or a crash may not."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def is_whole(folder: Path, sha256: str) -> bool:
    """Whether the original with this SHA-256 is there with its bytes, however many."""
    try:
        with original_path(folder, sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
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
