"""The terms file of a segment, written by Whoosh's codec; the postings are arrays of ours.

Only writing needs this: a search starts without it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from functools import partial
from hashlib import md5
from itertools import accumulate, repeat, starmap
from operator import add, ge, methodcaller
from pathlib import Path
from struct import Struct
from typing import Any, Final

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.filedb.structfile import StructFile

from archive import arrays
from archive.arrays import Array
from archive.search.engines.segmented.contents import NAME
from archive.search.engines.whoosh.codec import EXTENT, FIELD, TERM_INFO

LENGTHS: Final = Struct("!ii")  # of a key and a value, before them
POINTER: Final = Struct("!Iq")  # the hash of a key, and where it stands
_CHUNK: Final = 10_000  # terms written at once


class TermsFile(StructFile):  # type: ignore[misc]  # Whoosh's class has no types
    """A terms file that is written: what Whoosh pickles goes in as JSON behind its length."""

    def write_pickle(self, obj: Any, _protocol: int = -1) -> None:
        data = json.dumps(obj).encode()
        self.write_uint(len(data))
        self.write(data)

    def read_pickle(self) -> Any:
        raise io.UnsupportedOperation("a file that is written")


class TermsWriter:
    """Writes the terms file of a new segment."""

    def __init__(self, folder: Path) -> None:
        storage = _Folder(folder)
        segment = W3Codec().new_segment(storage, NAME)
        self.segment: str = segment.segment_id()
        self._terms = Terms(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields

    def add_terms(
        self,
        fieldname: str,
        terms: list[bytes],
        first: Array,
        count: Array,
        weight: Array,
        low: Array,
        high: Array,
    ) -> None:
        """Adds the sorted `terms` of a field: where their postings begin, how many, of what weight,
        and the first and last document."""
        prefix = FIELD.pack(self._fields.setdefault(fieldname, len(self._fields)))
        for i in range(0, len(terms), _CHUNK):
            some = slice(i, i + _CHUNK)
            a, df, w, lo, hi = (column[some].tolist() for column in (first, count, weight, low, high))
            infos = map(TERM_INFO.pack, repeat(0), w, df, repeat(1), repeat(255), w, lo, hi)
            values = list(map(add, infos, map(EXTENT.pack, a, df)))
            self._terms.add_many([prefix + term for term in terms[some]], values)

    def close(self) -> None:
        self._terms.close()


class Terms(OrderedHashWriter):  # type: ignore[misc]  # Whoosh's class has no types
    """Whoosh's table of keys in order, that takes many at once: the file is the same to the last byte."""

    lastkey: bytes

    def add_many(self, keys: Sequence[bytes], values: Sequence[bytes]) -> None:
        """Adds some keys, one at least, in order and after those before. Raises ValueError for others."""
        if keys[0] <= self.lastkey or any(map(ge, keys, keys[1:])):
            raise ValueError("keys must increase")
        sizes = list(map(LENGTHS.pack, map(len, keys), map(len, values)))
        rows = list(map(b"".join, zip(sizes, keys, values, strict=True)))
        places = list(accumulate(map(len, rows), initial=self.dbfile.tell()))[:-1]
        self.dbfile.write(b"".join(rows))
        digests = map(methodcaller("digest"), map(partial(md5, usedforsecurity=False), keys))
        hashes = np.frombuffer(b"".join(digests), ">u4")[3::4].tolist()  # the last of four
        for hashed, place in zip(hashes, places, strict=True):
            self.buckets[hashed & 255] += [(hashed, place)]
        self.index.append(places[-1])  # the array becomes wide enough
        self.index.array.pop()
        self.index.array.extend(places)
        self.lastkey = keys[-1]

    def _write_hashes(self) -> None:
        null = (0, 0)
        for entries in self.buckets:
            size = 2 * len(entries)
            slots = [null] * size
            self.directory.append((self.dbfile.tell(), size))
            for hashed, place in entries:
                slot = (hashed >> 8) % size
                while slots[slot] != null:
                    slot = (slot + 1) % size
                slots[slot] = (hashed, place)
            self.dbfile.write(b"".join(starmap(POINTER.pack, slots)))


class _Folder:
    """What Whoosh's codec needs of a storage: new files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create_file(self, name: str, **_: Any) -> TermsFile:
        return TermsFile(arrays.created(self.folder / name), name=name)
