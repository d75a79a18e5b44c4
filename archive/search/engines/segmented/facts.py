"""The facts of the documents of one committed state, all segments as one: an `ArrayState` but for words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from archive.arrays import Array
from archive.search.columns import Vectors
from archive.search.engines.segmented import documents
from archive.search.engines.segmented.contents import IndexContents, SegmentEntry

if TYPE_CHECKING:
    pass


class SegmentFacts:
    """The documents of one segment; `base` is the place of its first document among all."""

    def __init__(self, folder: Path, entry: SegmentEntry, base: int) -> None:
        self.id, self.size = entry.id, entry.size
        self.base = base
        self.docs = documents.documents(folder, entry)
        # Opened with the rest: a later commit may take the files of this one away.
        self._vectors = documents.vectors(folder, entry) if self.docs.meta["passages"] else None
        self._folder, self._entry = folder, entry
        self.alive: Array = np.ones(self.size, bool)
        self.alive[list(entry.deleted)] = False
        self.whole = not entry.deleted

    def numbers(self) -> list[int]:
        """The catalog's numbers of its living documents."""
        found: list[int] = self.docs["n"][self.alive].tolist()
        return found

    def vectors(self) -> Vectors | None:
        """Its passages, None where there are none."""
        held = self._vectors
        if held is None:
            return None
        document = held["doc"]
        return Vectors(
            self.base, self.size,
            held["vectors"].reshape(len(document), -1), held["signs"].reshape(len(document), -1),
            document, held["start"], held["end"],
            np.searchsorted(document, np.arange(self.size + 1, dtype=np.uint32)).astype(np.int64),
        )  # fmt: skip

    def sound(self) -> bool:
        """Whether its files are as they were written; reads them. Raises OSError."""
        return self._entry.sound(self._folder)


class StateFacts:
    """See `archive.search.columns.ArrayState`."""

    def __init__(self, contents: IndexContents, segments: Sequence[SegmentFacts]) -> None:
        self.generation, self.position, self.upto = contents.generation, contents.position, contents.upto
        self._segments = segments
        self.size = sum(segment.size for segment in segments)
        self.alive: Array = np.concatenate([s.alive for s in segments]) if segments else np.zeros(0, bool)
        self.count = int(self.alive.sum())
        # Threads share a state: each of these is worked out whole, then put in its place.
        self._columns: dict[str, Array] = {}
        self._coded: dict[str, tuple[list[str], Array]] = {}
        self._lists: dict[str, tuple[Array, Array]] = {}
        self._vectors: list[Vectors] | None = None
        self.memo: dict[Any, Any] = {}

    def numbers(self) -> frozenset[int]:
        found: list[int] = self.column("n")[self.alive].tolist()
        return frozenset(found)

    def column(self, name: str) -> Array:
        if name not in self._columns:
            self._columns[name] = joined([s.docs[name] for s in self._segments])
        return self._columns[name]

    def coded(self, name: str) -> tuple[list[str], Array]:
        if name not in self._coded:
            values: dict[str, int] = {}
            parts = []
            for segment in self._segments:
                own = segment.docs.meta[documents.CODED[name]]
                numbers = [values.setdefault(value, len(values)) for value in own]
                parts.append(np.array(numbers, np.uint32)[segment.docs[name]])
            self._coded[name] = list(values), joined(parts)
        return self._coded[name]

    def labelled(self, name: str) -> tuple[list[str], Array, Array]:
        values: dict[str, int] = {}
        parts = []
        for segment in self._segments:
            numbers = [values.setdefault(v, len(values)) for v in segment.docs.meta["labels"]]
            parts.append(np.array(numbers, np.int64)[segment.docs[name]])
        return list(values), self.lists(name)[0], joined(parts)

    def lists(self, name: str) -> tuple[Array, Array]:
        if name not in self._lists:
            places, values = [], []
            for segment in self._segments:
                counts = np.diff(segment.docs[f"{name}_at"])
                places.append(np.repeat(np.arange(segment.size, dtype=np.uint32) + segment.base, counts))
                values.append(segment.docs[name])
            self._lists[name] = (joined(places), joined(values))
        return self._lists[name]

    def vectors(self) -> Sequence[Vectors]:
        if self._vectors is None:
            self._vectors = [v for segment in self._segments if (v := segment.vectors()) is not None]
        return self._vectors


def joined(parts: Sequence[Array]) -> Array:
    """Several arrays as one; of none, an empty one of whole numbers."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
