"""One committed state of the index, opened for reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive.arrays import Array
from archive.search import segments
from archive.search.codec import TermsReader
from archive.search.contents import Contents, Entry

_TIERS: Final = (1, 30, 300, 3000)  # segments that hold so many documents are of one tier
_CROWD: Final = 10  # segments of one tier before they become one


class Segment:
    """One segment; `base` is the place of its first document among all."""

    def __init__(self, folder: Path, entry: Entry, base: int) -> None:
        self.id, self.size = entry.id, entry.size
        self.base = base
        self.docs = segments.documents(folder, entry)
        self.terms = TermsReader(folder, entry)
        # Opened with the rest: a later commit may take the files of this one away.
        self.vectors = segments.vectors(folder, entry) if self.docs.meta["passages"] else None
        self._folder, self._entry = folder, entry
        self.alive: Array = np.ones(self.size, bool)
        self.alive[list(entry.deleted)] = False

    def numbers(self) -> list[int]:
        """The catalog's numbers of its living documents."""
        found: list[int] = self.docs["n"][self.alive].tolist()
        return found

    def sound(self) -> bool:
        """Whether its files are as they were written; reads them. Raises OSError."""
        return self._entry.sound(self._folder)


@dataclass(frozen=True, slots=True)
class Vectors:
    """The passages of a segment by document; `first_row` tells where those of a document begin."""

    vectors: Array
    signs: Array
    document: Array
    start: Array
    end: Array
    first_row: Array


class Snapshot:
    """All segments of a commit, with the document facts of all of them as one array each.

    A document's *place* is its index in those arrays; places are only good within one snapshot.
    """

    def __init__(self, folder: Path, contents: Contents) -> None:
        self.generation, self.position, self.upto = contents.generation, contents.position, contents.upto
        self.segments: list[Segment] = []
        base = 0
        for entry in contents.segments:
            self.segments.append(Segment(folder, entry, base))
            base += entry.size
        self.size = base
        self.alive: Array = (
            np.concatenate([s.alive for s in self.segments]) if self.segments else np.zeros(0, bool)
        )
        self.count = int(self.alive.sum())
        # Threads share a snapshot: each of these is worked out whole, then put in its place.
        self._columns: dict[str, Array] = {}
        self._coded: dict[str, tuple[list[str], Array]] = {}
        self._lists: dict[str, tuple[Array, Array]] = {}
        # What is worked out once: a few things of the whole, and of each segment.
        self.memo: dict[Any, Any] = {}

    def column(self, name: str) -> Array:
        """A fact of all documents, by place: n, first, last, text, title (lengths in words)."""
        if name not in self._columns:
            self._columns[name] = _joined([s.docs[name] for s in self.segments])
        return self._columns[name]

    def coded(self, name: str, key: str) -> tuple[list[str], Array]:
        """A fact with few values, as the values and, by place, which of them: lang, collection."""
        if name not in self._coded:
            values: dict[str, int] = {}
            parts = []
            for segment in self.segments:
                numbers = [values.setdefault(v, len(values)) for v in segment.docs.meta[key]]
                parts.append(np.array(numbers, np.uint32)[segment.docs[name]])
            self._coded[name] = list(values), _joined(parts)
        return self._coded[name]

    def langs(self) -> tuple[list[str], Array]:
        """The languages, and by place which one."""
        return self.coded("lang", "langs")

    def lists(self, name: str) -> tuple[Array, Array]:
        """Facts of which a document has several (entities, spoken, twins): place and value of each."""
        if name not in self._lists:
            places, values = [], []
            for segment in self.segments:
                counts = np.diff(segment.docs[f"{name}_at"])
                places.append(np.repeat(np.arange(segment.size, dtype=np.uint32) + segment.base, counts))
                values.append(segment.docs[name])
            self._lists[name] = (_joined(places), _joined(values))
        return self._lists[name]

    def groups(self) -> Array:
        """By place, the place of the first text of its group: texts joined by links among them."""
        if "groups" not in self.memo:
            self.memo["groups"] = self._groups()
        found: Array = self.memo["groups"]
        return found

    def _groups(self) -> Array:
        groups: Array = np.arange(self.size, dtype=np.int64)
        place, number = self.lists("twins")
        if not len(place):
            return groups
        numbers, alive = self.column("n"), np.flatnonzero(self.alive)
        alive = alive[np.argsort(numbers[alive], kind="stable")]
        if not len(alive):
            return groups
        at = np.searchsorted(numbers[alive], number)
        at = np.minimum(at, len(alive) - 1)
        there = (numbers[alive[at]] == number) & self.alive[place]
        a, b = place[there].astype(np.int64), alive[at][there]
        while True:  # the smallest place travels along the links until nothing changes
            low = np.minimum(groups[a], groups[b])
            before = groups.copy()
            np.minimum.at(groups, a, low)
            np.minimum.at(groups, b, low)
            groups = groups[groups]
            if np.array_equal(before, groups):
                return groups

    def vectors(self, segment: Segment) -> Vectors:
        """The passages' vectors of a segment that has some."""
        key = ("vectors", segment.id)
        if key not in self.memo:
            held = segment.vectors
            assert held is not None
            document = held["doc"]
            self.memo[key] = Vectors(
                held["vectors"].reshape(len(document), -1), held["signs"].reshape(len(document), -1),
                document,
                held["start"], held["end"],
                np.searchsorted(document, np.arange(segment.size + 1, dtype=np.uint32)).astype(np.int64),
            )  # fmt: skip
        found: Vectors = self.memo[key]
        return found

    def vocabulary(self, segment: Segment) -> list[str]:
        """All forms of a segment, sorted as bytes."""
        key = ("words", segment.id)
        if key not in self.memo:
            self.memo[key] = segment.terms.vocabulary()
        found: list[str] = self.memo[key]
        return found

    def wanted(self) -> list[int]:
        """Documents to be given again so that many small segments become one; mostly none."""
        tiers: dict[int, list[int]] = {}
        for i, segment in enumerate(self.segments):
            alive = int(segment.alive.sum())
            if alive * 2 < segment.size and segment.size > _TIERS[1]:
                return segment.numbers()
            if alive < _TIERS[-1]:
                tiers.setdefault(sum(alive >= t for t in _TIERS), []).append(i)
        for _, crowd in sorted(tiers.items()):
            if len(crowd) >= _CROWD:
                return [n for i in crowd for n in self.segments[i].numbers()]
        return []

    def sound(self) -> bool:
        """Whether the files of all segments are as they were written; reads them. Raises OSError."""
        return all(segment.sound() for segment in self.segments)

    def close(self) -> None:
        for segment in self.segments:
            segment.terms.close()


def _joined(parts: list[Array]) -> Array:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
