"""Reads the table of a terms file: keys in order, found by hash or from one of them on.

The form is that of Whoosh's `OrderedHashWriter`, which `terms` uses. It is read without Whoosh, which loads
a client for HTTP on the way to its own reader: a tenth of the start of a search.

13 bytes    "HSH3", 0 for MD5, and two numbers that nothing is kept in
pairs       lengths of key and value, key, value, ascending by key
slots       hash and place of each pair, in 256 parts by the last byte of the hash, half of the slots empty
directory   where each of the 256 parts begins, and its number of slots
facts       length and JSON: `fieldmap`, and type and number of the index
index       the places of all pairs, in order
4 bytes     the length of facts and index
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any, Final

from archive import arrays

_MAGIC: Final = b"HSH3\0"
_PAIRS: Final = 13  # where they begin
_LENGTHS: Final = struct.Struct("!ii")
_SLOT: Final = struct.Struct("!Iq")
_PART: Final = struct.Struct("!qi")
_PARTS: Final = 256
_LENGTH: Final = struct.Struct("!i")
_FACTS: Final = struct.Struct("!I")
_PLACES: Final = {kind: struct.Struct(f"!{kind}") for kind in "BHiIq"}


class OrderedTable:
    """A table, mapped into memory: no handle stays open, and a read is a slice.

    Every method raises ValueError or struct.error where the file is not as it was written.
    """

    def __init__(self, path: Path, size: int) -> None:
        """`size`: how long the file is, by what is known of it elsewhere. Raises OSError, too."""
        with arrays.opened(path) as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[: len(_MAGIC)] != _MAGIC:
            raise ValueError("not a table of terms")
        end = size - _LENGTH.size
        begin = end - _LENGTH.unpack_from(self._map, end)[0]
        facts = begin + _FACTS.size
        self._index = facts + _FACTS.unpack_from(self._map, begin)[0]
        found = arrays.facts(self._map[facts : self._index])
        self.fields = _fields(found.get("fieldmap"))
        self._place, self._count = self._places(found.get("indextype"), found.get("indexlen"))
        directory = self._map[begin - _PARTS * _PART.size : begin]
        self._parts: list[tuple[int, int]] = list(_PART.iter_unpack(directory))
        if len(self._parts) != _PARTS:
            raise ValueError("not the parts of a table of terms")
        self._end = self._parts[0][0]

    def _places(self, kind: object, count: object) -> tuple[struct.Struct, int]:
        if not isinstance(kind, str) or kind not in _PLACES or type(count) is not int:
            raise ValueError("not the index of a terms file")
        if not 0 <= count * _PLACES[kind].size <= len(self._map):
            raise ValueError("not the index of a terms file")
        return _PLACES[kind], count

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, None where it has none."""
        hashed = int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big")
        begin, slots = self._parts[hashed & 255]
        first = (hashed >> 8) % slots if slots else 0
        for i in range(slots):
            found, place = _SLOT.unpack_from(self._map, begin + (first + i) % slots * _SLOT.size)
            if not place:
                return None
            if found == hashed:
                held, value, _ = self._pair(place)
                if held == key:
                    return value
        return None

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All keys and values, in order."""
        return self._pairs(_PAIRS)

    def items_from(self, key: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The keys that are not less than this one, and their values, in order."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._pair(self._placed(middle))[0] < key:
                low = middle + 1
            else:
                high = middle
        return self._pairs(self._placed(low) if low < self._count else self._end)

    def _placed(self, rank: int) -> int:
        place: int = self._place.unpack_from(self._map, self._index + rank * self._place.size)[0]
        return place

    def _pairs(self, place: int) -> Iterator[tuple[bytes, bytes]]:
        while place < self._end:
            key, value, place = self._pair(place)
            yield key, value

    def _pair(self, place: int) -> tuple[bytes, bytes, int]:
        """Key and value at a place, and where the next ones are."""
        key, value = _LENGTHS.unpack_from(self._map, place)
        begin = place + _LENGTHS.size
        between, end = begin + key, begin + key + value
        if place < _PAIRS or key < 0 or value < 0 or end > len(self._map):
            raise ValueError("a term where there is none")
        return self._map[begin:between], self._map[between:end], end

    def close(self) -> None:
        self._map.close()


def _fields(found: Any) -> dict[str, int]:
    """The numbers of fields by name. Raises ValueError for anything else."""
    if not isinstance(found, dict) or sorted(map(repr, found.values())) != sorted(
        map(repr, range(len(found)))
    ):
        raise ValueError("not the fields of a terms file")
    return found
