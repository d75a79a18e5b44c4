"""How the index keeps its terms and postings: a terms file of Whoosh's codec, and whole arrays.

Whoosh's terms file (an ordered hash) says where the postings of a term begin; they are stretches of three
arrays of the segment (documents, where their positions begin, positions), mapped into memory, so a common
word is read in microseconds instead of being unpickled block by block. Whoosh keeps a pickle at the end of
a terms file; here it is JSON, and its reader of terms is not used, for it would unpickle postings too.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from archive import arrays
from archive.arrays import SPOILT, Array, ArrayFile
from archive.dataclass import dataclass
from archive.errors import DamagedIndex
from archive.search.engines.segmented.contents import SegmentEntry
from archive.search.engines.whoosh.table import OrderedTable
from archive.search.port import FIELDS

TERMS: Final = ".trm"
POSTINGS: Final = ".pst"

TERM_INFO: Final = struct.Struct("!BfIBBfII")  # W3TermInfo's, see whoosh.codec.whoosh3
EXTENT: Final = struct.Struct("!qi")
FIELD: Final = struct.Struct("!H")
_NO_FIELD: Final = 65535
POSITION_BITS: Final = 22
LAST_POSITION: Final = (1 << POSITION_BITS) - 1  # what stands further on in a text is held as there
_REMEMBERED: Final = 10_000  # look-ups, and checks that were passed: some 3 MB of both


def _extent(info: bytes) -> tuple[int, int]:
    """Where the postings begin and end, by a term's entry in the terms file."""
    first: int = EXTENT.unpack_from(info, TERM_INFO.size)[0]
    return first, first + int(TERM_INFO.unpack_from(info)[2])


@contextlib.contextmanager
def spoilt(name: str) -> Iterator[None]:
    """What reading a file that is not as it was written can raise, as DamagedIndex.

    Only for code that does nothing but read: a mistake of the program's own must not be told as damage.
    """
    try:
        yield
    except SPOILT as error:
        raise _damage(name, error) from error


def _damage(name: str, error: Exception) -> DamagedIndex:
    return arrays.damaged(name, f"{type(error).__name__} {error}".strip())


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A form in a field, or a stem of a language, and where its postings or forms begin and end."""

    field: str
    form: bytes
    first: int
    last: int


class TermsReader:
    """The terms of a segment and their postings. What cannot be so raises DamagedIndex when it is read."""

    def __init__(self, folder: Path, segment: SegmentEntry) -> None:
        path = segment.path(folder, TERMS)
        self.name, self.size = segment.path(folder, POSTINGS).name, segment.size
        self.arrays = ArrayFile(segment.path(folder, POSTINGS))
        self.arrays.expect(dict.fromkeys(("ids", "starts", "positions", "kin", "words", "word_ends"), "u"))
        with spoilt(path.name):
            self._terms = OrderedTable(path, segment.files[TERMS][0])
        self._fields: Mapping[str, int] = self._terms.fields
        self._names = {number: name for name, number in self._fields.items()}
        self._ids, self._starts, self._positions = (self.arrays[k] for k in ("ids", "starts", "positions"))
        self._kin, self._words, self._ends = (self.arrays[k] for k in ("kin", "words", "word_ends"))
        self._require(len(self._starts) == len(self._ids) + 1, "not as many postings as it says")
        self._extents: dict[tuple[str, bytes], tuple[int, int] | None] = {}
        self._sure: set[tuple[str, tuple[int, int]]] = set()

    def _require(self, sound: object, reason: str) -> None:
        if not sound:
            raise arrays.damaged(self.name, reason)

    def _key(self, fieldname: str, term: bytes) -> bytes:
        return FIELD.pack(self._fields.get(fieldname, _NO_FIELD)) + term

    def extent(self, fieldname: str, term: bytes) -> tuple[int, int] | None:
        """Where the postings of a term begin and end, None for a term that the segment does not hold."""
        known, key = self._extents, (fieldname, term)  # another thread may put an empty one in its place
        if key in known:
            return known[key]
        found = self._looked_up(fieldname, term)
        if len(known) >= _REMEMBERED:
            self._extents = known = {}
        known[key] = found
        return found

    def _looked_up(self, fieldname: str, term: bytes) -> tuple[int, int] | None:
        try:  # asked so often that a context manager would be felt
            found = self._terms.get(self._key(fieldname, term))
            if found is None:
                return None
            first, last = _extent(found)
        except SPOILT as error:
            raise _damage(self.name, error) from error
        most = len(self._kin if fieldname.startswith("=") else self._ids)
        self._require(0 <= first <= last <= most, "postings where there are none")
        return first, last

    def _once(self, what: str, extent: tuple[int, int], check: Callable[[], None]) -> None:
        """Runs a check of a term's postings unless they have passed it: the files of a state never change."""
        if (what, extent) not in self._sure:
            check()
            if len(self._sure) >= _REMEMBERED:
                self._sure = set()
            self._sure.add((what, extent))

    def documents(self, extent: tuple[int, int]) -> Array:
        """The documents of a term, ascending."""
        ids = self._ids[extent[0] : extent[1]]
        self._once("documents", extent, lambda: self._check_documents(ids))
        return ids

    def _check_documents(self, ids: Array) -> None:
        self._require(not len(ids) or int(ids.max()) < self.size, "a document that there is not")

    def _spans(self, extent: tuple[int, int]) -> Array:
        """Where the positions of each document begin, and where the last one's end."""
        starts = self._starts[extent[0] : extent[1] + 1]
        self._once("spans", extent, lambda: self._check_spans(starts))
        return starts

    def _check_spans(self, starts: Array) -> None:
        self._require(
            int(starts[-1]) <= len(self._positions) and bool((starts[1:] >= starts[:-1]).all()),
            "positions where there are none",
        )

    def _check_positions(self, positions: Array) -> None:
        self._require(not len(positions) or int(positions.max()) <= LAST_POSITION, "a place beyond any text")

    def frequencies(self, extent: tuple[int, int]) -> Array:
        """How often the term stands in each of its documents."""
        starts = self._spans(extent)
        return starts[1:] - starts[:-1]

    def first_positions(self, extent: tuple[int, int]) -> Array:
        """Where the term stands first in each of its documents."""
        starts = self._spans(extent)
        self._once("words", extent, lambda: self._check_words(starts))
        found: Array = self._positions[starts[:-1]]
        self._once("firsts", extent, lambda: self._check_positions(found))
        return found

    def _check_words(self, starts: Array) -> None:
        self._require(bool((starts[1:] > starts[:-1]).all()), "a document without the word")

    def kin(self, extent: tuple[int, int]) -> list[str]:
        """The forms of a stem."""
        found = []
        with spoilt(self.name):
            for rank in self._kin[extent[0] : extent[1]].tolist():
                begin = int(self._ends[rank - 1]) + 1 if rank else 0
                found.append(self._words[begin : int(self._ends[rank])].tobytes().decode())
        return found

    def vocabulary(self) -> list[str]:
        """All forms of the segment, sorted as bytes."""
        with spoilt(self.name):
            return self._words.tobytes().decode().split("\n")

    def positions(self, extent: tuple[int, int], allowed: Array) -> tuple[Array, Array]:
        """Document and position of every occurrence in the documents that `allowed` marks, ascending."""
        ids, starts = self.documents(extent), self._spans(extent)
        counts = starts[1:] - starts[:-1]
        kept = allowed[ids]
        where = self._positions[int(starts[0]) : int(starts[-1])]
        self._once("positions", extent, lambda: self._check_positions(where))
        documents = np.repeat(ids[kept], counts[kept])
        return documents, where if kept.all() else where[np.repeat(kept, counts)]

    def positions_in(self, extent: tuple[int, int], documents: Array) -> tuple[Array, Array]:
        """The same in a few documents, ascending; a common term is not read as a whole for them."""
        first, last = extent
        ids = self._ids[first:last]
        at = np.searchsorted(ids, documents)
        at[at == len(ids)] = 0  # which holds none of those beyond the last one
        at = at[ids[at] == documents]
        begin, end = self._starts[first + at].astype(np.int64), self._starts[first + at + 1].astype(np.int64)
        self._require(
            bool((begin <= end).all()) and int(end.max(initial=0)) <= len(self._positions),
            "positions where there are none",
        )
        counts = end - begin
        every = np.repeat(begin - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        positions = self._positions[every]
        self._check_positions(positions)  # of these few alone
        return np.repeat(ids[at], counts), positions

    # -- the whole of it, to be copied ---------------------------------------------------------------

    @property
    def columns(self) -> tuple[Array, Array, Array]:
        """Of all postings the documents, where the positions of each begin (and end), and these."""
        return self._ids, self._starts, self._positions

    def terms(self) -> Iterator[FieldTerm]:
        """All terms in order. Raises DamagedIndex unless postings follow one another as they were written."""
        before = 0
        with spoilt(self.name):
            for key, value in self._terms.items():
                name = self._names[FIELD.unpack_from(key)[0]]
                first, last = _extent(value)
                if name in FIELDS:
                    self._require(first == before and last >= first, "postings in another order")
                    before = last
                yield FieldTerm(name, key[FIELD.size :], first, last)
        self._require(before == len(self._ids), "postings of no term")

    def require_sound(self) -> None:
        """Checks all postings as each is when it is read. Raises DamagedIndex."""
        self._check_documents(self._ids)
        self._check_spans(self._starts)
        self._check_positions(self._positions)

    def kin_ranks(self, extent: tuple[int, int]) -> Array:
        """The ranks of the forms of a stem among all forms."""
        self._require(0 <= extent[0] <= extent[1] <= len(self._kin), "forms where there are none")
        return self._kin[extent[0] : extent[1]]

    def prefix_extent(self, fieldname: str, prefix: bytes) -> tuple[int, int] | None:
        """Where the postings of all terms that begin so are: they stand together."""
        with spoilt(self.name):
            first = self._first_from(fieldname, prefix)
            last = self._first_from(fieldname, prefix + b"\xff")
        self._require(first >= 0 and last <= len(self._ids), "postings where there are none")
        return (first, last) if first < last else None

    def _first_from(self, fieldname: str, term: bytes) -> int:
        if fieldname in self._fields:
            for key, value in self._terms.items_from(self._key(fieldname, term)):
                if self._names[FIELD.unpack_from(key)[0]] in FIELDS:
                    return _extent(value)[0]
                break
        return len(self._ids)

    def close(self) -> None:
        self._terms.close()
