"""The words of each document in their order, to see which of them stand in a row, or near one another.

A word is a number of 32 bits made of its form (`number`). Two forms of one document have the same one once in
some billions: then a phrase may be found where only one of its words stands.

Arrays of a segment: `text` and `title`, the words of all documents, one after the other (how many each has is
a column of its facts); and the words of the other fields, and compounds, by field and document: `field`,
`doc`, `form`, `at`. `slot`: the number of each document in the library.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from archive import arrays
from archive.arrays import Array, ArrayFile, damaged
from archive.search.engines.segmented.contents import SegmentEntry
from archive.search.port import FIELDS

TOKENS: Final = ".tok"
DENSE: Final = ("text", "title")
_KINDS: Final = {"text": "u", "title": "u", "field": "u", "doc": "u", "form": "u", "at": "u", "slot": "i"}
_SPARSE: Final = ("field", "doc", "form", "at")


@lru_cache(maxsize=100_000)
def number(form: str) -> int:
    """The number of a form."""
    return int.from_bytes(hashlib.blake2b(form.encode(), digest_size=4).digest(), "little")


class TokenColumns:
    """Takes the words of documents in and writes them out."""

    def __init__(self) -> None:
        self.dense = {name: array("I") for name in DENSE}
        self.lengths = {name: array("I") for name in DENSE}
        self._sparse: list[tuple[int, int, int, int]] = []
        self.slots = array("q")

    def add(self, name: str, forms: Sequence[str]) -> None:
        """The words of a text or title, in order."""
        self.dense[name].extend(map(number, forms))
        self.lengths[name].append(len(forms))

    def add_others(self, name: str, doc: int, words: Iterable[tuple[str, int]]) -> None:
        """Words with their places: of other fields, and compounds."""
        field = FIELDS.index(name)
        self._sparse += [(field, doc, number(form), at) for form, at in words]

    def lengths_as_arrays(self) -> dict[str, Array]:
        """How many words each document has in text and title."""
        return {name: np.array(lengths, np.uint32) for name, lengths in self.lengths.items()}

    def write(self, folder: Path, segment: str) -> None:
        """Raises OSError."""
        self._sparse.sort()
        sparse: Array = np.array(self._sparse, np.uint32).reshape(-1, 4)
        columns = {name: np.array(words, np.uint32) for name, words in self.dense.items()}
        columns |= {name: sparse[:, i] for i, name in enumerate(_SPARSE)}
        arrays.write(folder / f"{segment}{TOKENS}", {**columns, "slot": np.array(self.slots, np.int64)}, {})


class SegmentTokens:
    """The words of the documents of one segment; `lengths`: how many each has in text and title."""

    def __init__(self, folder: Path, entry: SegmentEntry, docs: ArrayFile) -> None:
        """Raises DamagedIndex."""
        self.file = ArrayFile(entry.path(folder, TOKENS))
        self.file.expect(_KINDS)
        self._docs = docs
        self._ends: dict[str, Array] = {}
        sizes = {len(self.file[name]) for name in _SPARSE}
        if len(self.file["slot"]) != entry.size or len(sizes) != 1:
            raise damaged(self.file.path.name, "of another number of documents")
        if len(self.file["doc"]) and int(self.file["doc"].max()) >= entry.size:
            raise damaged(self.file.path.name, "words of a document that there is not")
        for name in DENSE:
            if int(docs[name].sum(dtype=np.int64)) != len(self.file[name]):
                raise damaged(self.file.path.name, "of another number of words")

    def slots(self) -> Array:
        """The number of each document in the library."""
        return self.file["slot"]

    def words(self, name: str, docs: Array) -> tuple[Array, Array, Array]:
        """Number, document and position of each word in a field of some documents, in no order."""
        found = [self._sparsely(name, docs)]
        if name in DENSE:
            found.append(self._densely(name, docs))
        forms, at, positions = zip(*found, strict=True)
        return np.concatenate(forms), np.concatenate(at), np.concatenate(positions)

    def _densely(self, name: str, docs: Array) -> tuple[Array, Array, Array]:
        if name not in self._ends:
            self._ends[name] = np.append(0, np.cumsum(self._docs[name], dtype=np.int64))
        ends = self._ends[name]
        first, count = ends[docs], ends[docs + 1] - ends[docs]
        begins = np.cumsum(count) - count
        positions = np.arange(int(count.sum())) - np.repeat(begins, count)
        return self.file[name][np.repeat(first, count) + positions], np.repeat(docs, count), positions

    def _sparsely(self, name: str, docs: Array) -> tuple[Array, Array, Array]:
        low, high = np.searchsorted(self.file["field"], [FIELDS.index(name), FIELDS.index(name) + 1])
        some = slice(int(low), int(high))
        own = self.file["doc"][some]
        first, last = np.searchsorted(own, docs), np.searchsorted(own, docs, side="right")
        count = last - first
        which = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
        return (
            self.file["form"][some][which],
            np.repeat(docs, count),
            self.file["at"][some][which].astype(np.int64),
        )


def join(folder: Path, segment: str, parts: Sequence[tuple[int, SegmentTokens]]) -> None:
    """Writes the words of several segments as those of one; each after the place that it begins at."""
    columns = {
        name: np.concatenate([part.file[name] for _, part in parts]) for name in (*DENSE, *_SPARSE, "slot")
    }
    columns["doc"] = np.concatenate([part.file["doc"] + np.uint32(base) for base, part in parts])
    order = np.lexsort([columns[name] for name in reversed(_SPARSE)])
    columns |= {name: columns[name][order] for name in _SPARSE}
    arrays.write(folder / f"{segment}{TOKENS}", columns, {})
