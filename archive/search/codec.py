"""How a Whoosh segment keeps its postings here: whole arrays instead of pickled blocks.

Whoosh's own terms file says where the postings of a term begin; they are stretches of three arrays of
the segment (documents, where their positions begin, positions), mapped into memory, so a common word is
read in microseconds instead of being unpickled block by block. Whoosh's own readers and queries work on
such a segment too.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermsReader
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.matching import ListMatcher, NullMatcher

from archive.arrays import Array, ArrayFile

POSTINGS = ".pst"
DOCUMENTS = ".doc"
VECTORS = ".vec"
TERMS = W3Codec.TERMS_EXT

_TERM_INFO = struct.Struct("!BfIBBfII")  # W3TermInfo's, see whoosh.codec.whoosh3
_EXTENT = struct.Struct("!qi")
_FIELD = struct.Struct("!H")


def _extent(info: bytes) -> tuple[int, int]:
    """Where the postings begin and end, by a term's entry in the terms file."""
    first: int = _EXTENT.unpack_from(info, _TERM_INFO.size)[0]
    return first, first + int(_TERM_INFO.unpack_from(info)[2])


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with postings in arrays."""

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        return TermsReader(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(self, storage, segment)


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the terms file; the postings themselves are written in one go as arrays."""

    POSTS_EXT = ".tmp"

    def __init__(self, codec: ArrayCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._postfile.close()
        storage.delete_file(segment.make_filename(W3Codec.POSTS_EXT))

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
        number = self._fieldmap.setdefault(fieldname, len(self._fieldmap))
        prefix, add, info, extent = _FIELD.pack(number), self._tindex.add, _TERM_INFO.pack, _EXTENT.pack
        columns = (first.tolist(), count.tolist(), weight.tolist(), low.tolist(), high.tolist())
        for term, a, df, w, lo, hi in zip(terms, *columns, strict=True):
            add(prefix + term, info(0, w, df, 1, 255, w, lo, hi) + extent(a, df))

    def close(self) -> None:
        self._tindex.close()
        self.is_closed = True


class MappedFile(BufferFile):  # type: ignore[misc]
    """A file of Whoosh's, mapped into memory: no handle stays open, and a read is a slice."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._buf = self.file = held
        self._name, self.onclose = path.name, None
        self.is_real = self.is_closed = False

    def get(self, position: int, length: int) -> bytes:
        return bytes(self._buf[position : position + length])


class Storage(FileStorage):  # type: ignore[misc]
    """A folder whose files are read through memory."""

    def open_file(self, name: str, **_: Any) -> MappedFile:
        return MappedFile(Path(self.folder) / name)


class TermsReader(W3TermsReader):  # type: ignore[misc]
    """The terms of a segment and their postings."""

    def __init__(self, codec: ArrayCodec, storage: Any, segment: Any) -> None:
        path = Path(storage.folder) / segment.make_filename(TERMS)
        postings = ArrayFile(path.with_suffix(POSTINGS))
        super().__init__(codec, storage.open_file(path.name), path.stat().st_size, postings)
        self.arrays = postings
        self._ids, self._starts, self._positions = (postings[k] for k in ("ids", "starts", "positions"))

    def extent(self, fieldname: str, term: bytes) -> tuple[int, int] | None:
        """Where the postings of a term begin and end, None for a term that the segment does not hold."""
        try:
            return _extent(self._tindex[self._keycoder(fieldname, term)])
        except KeyError:
            return None

    def documents(self, extent: tuple[int, int]) -> Array:
        """The documents of a term, ascending."""
        return self._ids[extent[0] : extent[1]]

    def frequencies(self, extent: tuple[int, int]) -> Array:
        """How often the term stands in each of its documents."""
        return np.diff(self._starts[extent[0] : extent[1] + 1])

    def first_positions(self, extent: tuple[int, int]) -> Array:
        """Where the term stands first in each of its documents."""
        return self._positions[self._starts[extent[0] : extent[1]]]

    def kin(self, extent: tuple[int, int]) -> list[str]:
        """The forms of a stem."""
        words, ends = self.arrays["words"], self.arrays["word_ends"]
        found = []
        for rank in self.arrays["kin"][extent[0] : extent[1]].tolist():
            begin = int(ends[rank - 1]) + 1 if rank else 0
            found.append(words[begin : int(ends[rank])].tobytes().decode())
        return found

    def positions(self, extent: tuple[int, int], allowed: Array) -> tuple[Array, Array]:
        """Document and position of every occurrence in the documents that `allowed` marks, ascending."""
        first, last = extent
        ids = self._ids[first:last]
        starts = self._starts[first : last + 1]
        counts = np.diff(starts)
        kept = allowed[ids]
        where = self._positions[int(starts[0]) : int(starts[-1])]
        documents = np.repeat(ids[kept], counts[kept])
        return documents, where if kept.all() else where[np.repeat(kept, counts)]

    def positions_in(self, extent: tuple[int, int], documents: Array) -> tuple[Array, Array]:
        """The same in a few documents, ascending; a common term is not read as a whole for them."""
        first, last = extent
        ids = self._ids[first:last]
        at = np.searchsorted(ids, documents)
        at = at[at < len(ids)]
        at = at[np.isin(ids[at], documents)]
        begin, end = self._starts[first + at].astype(np.int64), self._starts[first + at + 1].astype(np.int64)
        counts = end - begin
        every = np.repeat(begin - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        return np.repeat(ids[at], counts), self._positions[every]

    def prefix_extent(self, fieldname: str, prefix: bytes) -> tuple[int, int] | None:
        """Where the postings of all terms that begin so are: they stand together."""
        first = self._first_from(fieldname, prefix)
        last = self._first_from(fieldname, prefix + b"\xff")
        return (first, last) if first < last else None

    def _first_from(self, fieldname: str, term: bytes) -> int:
        if fieldname not in self._fieldmap:
            return len(self._ids)
        for key, value in self._tindex.items_from(self._keycoder(fieldname, term)):
            return _extent(value)[0] if self._keydecoder(key)[0] in FIELDS else len(self._ids)
        return len(self._ids)

    def matcher(self, fieldname: str, tbytes: bytes, format_: Any, scorer: Any = None) -> Any:
        """Whoosh's own view of a term's postings."""
        extent = self.extent(fieldname, tbytes)
        if extent is None:
            return NullMatcher()
        values = [
            formats.Positions().encode(self._positions[a:b].tolist())
            for a, b in zip(
                self._starts[extent[0] : extent[1]].tolist(),
                self._starts[extent[0] + 1 : extent[1] + 1].tolist(),
                strict=True,
            )
        ]
        return ListMatcher(
            self.documents(extent).tolist(), self.frequencies(extent).astype(float).tolist(), values, format_,
            scorer=scorer, term=(fieldname, tbytes), terminfo=self.term_info(fieldname, tbytes),
        )  # fmt: skip

    def close(self) -> None:
        self._tindex.close()


FIELDS = ("text", "title", "person", "place", "org", "source")


def schema() -> fields.Schema:
    """The fields as Whoosh knows them."""
    return fields.Schema(**{name: fields.TEXT(phrase=True, analyzer=None) for name in FIELDS})
