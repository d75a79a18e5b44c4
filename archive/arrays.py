"""Numpy arrays in one file, mapped into memory when they are read: segments of an index, parts of models.

8 bytes     magic and format
4 bytes     length of the header
4 bytes     CRC-32 of the header
header      JSON: {"meta": {...}, "arrays": {name: [dtype, count, offset, crc32]}, "size": bytes in all}
arrays      one after the other, each at a multiple of 64 bytes
"""

from __future__ import annotations

import json
import mmap
import os
import re
import stat
import struct
import weakref
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from archive.errors import BrokenInstallation, DamagedIndex

Array = npt.NDArray[Any]

_MAGIC: Final = b"ARCHIDX1"
_ALIGN: Final = 64
_TYPE: Final = re.compile(r"[<|][uif][1248]")
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_releasable: Final[weakref.WeakSet[mmap.mmap]] = weakref.WeakSet()


def write(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any], mode: int = 0o666) -> None:
    """Writes one-dimensional arrays and a few facts about them to a new file.

    `mode`: who may read it, as far as the process lets others at all (umask). Raises OSError.
    """
    table: dict[str, list[Any]] = {}
    offset = 0
    parts = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for name, array in parts.items():
        table[name] = [array.dtype.str, len(array), offset, zlib.crc32(array.data)]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"meta": dict(meta), "arrays": table, "size": offset}).encode()
    header += b" " * (-(len(header) + 16) % _ALIGN)
    with created(path, mode) as file:
        file.write(_MAGIC + struct.pack("<II", len(header), zlib.crc32(header)) + header)
        for array in parts.values():
            file.write(array.data)
            file.write(b"\0" * (-array.nbytes % _ALIGN))


def created(path: Path, mode: int = 0o666) -> BinaryIO:
    """A new file to write, in place of what was there: a link is replaced, not followed. Raises OSError."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb")


def opened(path: Path) -> BinaryIO:
    """A plain file to read. Raises OSError for anything else: a link, a folder, a pipe, which could block."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("not a plain file")
    return os.fdopen(handle, "rb")


def sync_folder(folder: Path) -> None:
    """Has the system write down which files there are in `folder`. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def facts(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`. Raises ValueError for all that is none."""
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def distinct(values: Array) -> Array:
    """The values that occur in a one-dimensional array, ascending.

    `numpy.unique` loads `numpy.ma` for them: 5 ms of the start of a search.
    """
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    found: Array = ordered[first]
    return found


def keep(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Writes a file of the user's cache, all at once or not at all, whoever writes the same file meanwhile.

    Makes the folder. Both are for this user alone. Raises OSError where there is no room or no right to
    write, or the folder is another user's.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _only_ours(path.parent)
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        write(temporary, arrays, meta, 0o600)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class NotKept(Exception):
    """The user's cache has no such file, or none that is whole and that this user alone could write."""


def kept(path: Path) -> ArrayFile:
    """A file of the user's cache. Raises NotKept."""
    try:
        _only_ours(path.parent)
        return ArrayFile(path, ours=True, refuse=NotKept)
    except OSError as error:
        raise NotKept(path.name, error) from error


def _only_ours(folder: Path) -> None:
    """Sees to it that nobody else can write into `folder`. Raises OSError where it is another user's."""
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise PermissionError("the cache folder is another user's")
    if found.st_mode & _OTHERS_MAY_WRITE:
        folder.chmod(0o700)


def user_cache() -> Path:
    """The folder for what can be made again at any time, of this user and for all archives.

    As the XDG Base Directory Specification says. The library platformdirs would add systems on which the
    locks of an archive do not run.
    """
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "archive"


def checksum(path: Path) -> int:
    """The CRC-32 of a plain file. Raises OSError."""
    total = 0
    with opened(path) as file:
        while chunk := file.read(1 << 20):
            total = zlib.crc32(chunk, total)
    return total


# What reading a file that is not as it was written can raise, where nothing but that is done.
SPOILT: Final = (
    OSError, EOFError, ValueError, OverflowError, IndexError, KeyError, TypeError, struct.error,
)  # fmt: skip


def damaged(name: str, reason: object) -> DamagedIndex:
    """What a person should read when a file of the index is not as it was written."""
    return DamagedIndex(f"The search index is damaged ({name}: {reason}). Mend it with: archive reindex")


def misinstalled(name: str, reason: object) -> BrokenInstallation:
    """What a person should read when a file of this program is not as it was installed."""
    return BrokenInstallation(
        f"This program is not as it was installed ({name}: {reason}). The archive is not concerned: install"
        " the program again."
    )


def releasable(mapped: mmap.mmap) -> None:
    """Notes a file, mapped only to be read, whose memory `release` may give back, and gives it back now.

    It is for tables of which few rows are looked up, after all of the file was read to compare its sums.
    """
    _releasable.add(mapped)
    _release(mapped)


def release() -> None:
    """Gives back the memory of all such files; where a row is looked up again, its page is read again."""
    for mapped in tuple(_releasable):
        _release(mapped)


def _release(mapped: mmap.mmap) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):  # not on every system
        mapped.madvise(mmap.MADV_DONTNEED)


class ArrayFile:
    """An open file of arrays.

    Raises what `refuse` makes of the file's name and a reason when it is missing, cut short or not such a
    file: DamagedIndex unless told otherwise. `ours`: also when another user owns it or could write to it.
    """

    def __init__(
        self, path: Path, *, ours: bool = False, refuse: Callable[[str, object], Exception] = damaged
    ) -> None:
        self.path = path
        try:
            with opened(path) as file:
                found = os.fstat(file.fileno())
                if ours and (found.st_uid != os.geteuid() or found.st_mode & _OTHERS_MAY_WRITE):
                    raise ValueError("not this user's alone")
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            length, crc = struct.unpack_from("<II", self._map, 8)
            header = self._map[16 : 16 + length]
            if self._map[:8] != _MAGIC or zlib.crc32(header) != crc:
                raise ValueError("not a file of arrays")
            self._base = 16 + length
            self.meta, self._table = _header(header, len(self._map) - self._base)
        except (OSError, ValueError, struct.error) as error:
            raise refuse(path.name, error) from error

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> Array:
        dtype, count, offset, _ = self._table[name]
        return np.frombuffer(self._map, dtype, count, self._base + offset)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def expect(self, kinds: Mapping[str, str]) -> None:
        """Sees to it that the named arrays are there, of a kind of number: i, u, f, or several of them.

        Raises DamagedIndex.
        """
        for name, kind in kinds.items():
            if name not in self._table or np.dtype(self._table[name][0]).kind not in kind:
                raise damaged(self.path.name, f"without {name}")

    def sound(self, name: str | None = None) -> bool:
        """Whether every array, or the one of that name, is as it was written."""
        names = self._table if name is None else (name,)
        return all(zlib.crc32(self[one].data) == self._table[one][3] for one in names)

    def releasable(self) -> None:
        """Notes that the file's memory may be given back, as the function of that name does."""
        releasable(self._map)


def _header(data: bytes, size: int) -> tuple[dict[str, Any], dict[str, tuple[str, int, int, int]]]:
    """The meta facts and the table of arrays in a header, checked against what there is: `size` bytes.

    Raises ValueError.
    """
    found = facts(data)
    meta, arrays = found.get("meta"), found.get("arrays")
    if not isinstance(meta, dict) or not isinstance(arrays, dict):
        raise ValueError("not a file of arrays")
    if found.get("size") != size:
        raise ValueError("cut short")
    table: dict[str, tuple[str, int, int, int]] = {}
    for name, row in arrays.items():
        if not isinstance(row, list) or len(row) != 4 or not isinstance(row[0], str):
            raise ValueError("not a file of arrays")
        dtype, (count, offset, crc) = row[0], row[1:]
        if not _TYPE.fullmatch(dtype) or not all(type(n) is int and n >= 0 for n in (count, offset, crc)):
            raise ValueError("not a file of arrays")
        if offset % _ALIGN or offset + count * int(dtype[2]) > size:
            raise ValueError("cut short")
        table[name] = (dtype, count, offset, crc)
    return meta, table
