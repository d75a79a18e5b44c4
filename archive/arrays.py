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
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from archive.errors import DamagedIndex

Array = npt.NDArray[Any]

_MAGIC: Final = b"ARCHIDX1"
_ALIGN: Final = 64


def write(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Writes one-dimensional arrays and a few facts about them."""
    table: dict[str, list[Any]] = {}
    offset = 0
    parts = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for name, array in parts.items():
        table[name] = [array.dtype.str, len(array), offset, zlib.crc32(array.tobytes())]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"meta": dict(meta), "arrays": table, "size": offset}).encode()
    header += b" " * (-(len(header) + 16) % _ALIGN)
    with path.open("wb") as file:
        file.write(_MAGIC + struct.pack("<II", len(header), zlib.crc32(header)) + header)
        for array in parts.values():
            file.write(array.data)
            file.write(b"\0" * (-array.nbytes % _ALIGN))


def keep(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """As `write`, all at once or not at all, whoever writes the same file meanwhile; makes the folder.

    Raises OSError where there is no room or no right to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    try:
        write(made, arrays, meta)
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def user_cache() -> Path:
    """The folder for what can be made again at any time, of this user and for all archives."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "archive"


def checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            total = zlib.crc32(chunk, total)
    return total


def damaged(name: str, reason: object) -> DamagedIndex:
    """What a person should read when a file of the index is not as it was written."""
    return DamagedIndex(f"The search index is damaged ({name}: {reason}). Mend it with: archive reindex")


class ArrayFile:
    """An open file of arrays. Raises DamagedIndex when it is missing, cut short or not such a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            length, crc = struct.unpack_from("<II", self._map, 8)
            header = self._map[16 : 16 + length]
            if self._map[:8] != _MAGIC or zlib.crc32(header) != crc:
                raise ValueError("not a file of arrays")
            facts = json.loads(header)
            self._base = 16 + length
            if len(self._map) != self._base + facts["size"]:
                raise ValueError("cut short")
        except (OSError, ValueError, struct.error) as error:
            raise damaged(path.name, error) from error
        self.meta: dict[str, Any] = facts["meta"]
        self._table: dict[str, list[Any]] = facts["arrays"]

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def __getitem__(self, name: str) -> Array:
        dtype, count, offset, _ = self._table[name]
        return np.frombuffer(self._map, dtype, count, self._base + offset)

    def sound(self) -> bool:
        """Whether every array is as it was written."""
        return all(zlib.crc32(self[name].data) == row[3] for name, row in self._table.items())
