"""One committed state of the index: its segments as one, see `archive.search.columns.ArrayState`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from archive.arrays import Array
from archive.search.engines.segmented import documents
from archive.search.engines.segmented.contents import IndexContents, SegmentEntry
from archive.search.engines.segmented.facts import SegmentFacts, StateFacts, joined
from archive.search.engines.whoosh.codec import TermsReader
from archive.search.plan import ANYWHERE
from archive.search.port import FIELDS
from archive.search.spelling import near

if TYPE_CHECKING:
    from archive.search.executor import ArrayExecutor

FULL: Final = 3000  # documents of a segment that is not made anew from the catalog with others
_TIERS: Final = (1, 30, 300, FULL)  # segments that hold so many documents are of one tier
_CROWD: Final = 10  # segments of one tier before they become one
# Occurrences in fewer documents than one in so many of a form's are looked up one by one.
_FEW: Final = 8
_REMEMBERED: Final = 10_000  # stems whose forms are kept

Extent = tuple[int, int]


class IndexSegment(SegmentFacts):
    """One segment, its words too."""

    def __init__(self, folder: Path, entry: SegmentEntry, base: int) -> None:
        super().__init__(folder, entry, base)
        self.terms = TermsReader(folder, entry)
        self._read_in: dict[str, Array] = {}

    def stands(self, name: str, form: str) -> bool:
        """Whether a living document has the form in a field."""
        extent = self.terms.extent(name, form.encode())
        return extent is not None and (self.whole or bool(self.alive[self.terms.documents(extent)].any()))

    def kin(self, stem: str, lang: str, known: set[str]) -> list[str]:
        """The forms with that stem in the texts and titles of its living documents in a language; of those
        that are `known` some may be left out. A stem is told only where its forms are others than itself."""
        extent = self.terms.extent(f"={lang}", stem.encode())
        if extent is None:
            return []
        forms = self.terms.kin(extent)
        return forms if self.whole else [f for f in forms if f not in known and self._is_read(f, lang)]

    def _is_read(self, form: str, lang: str) -> bool:
        """Whether a living document in a language has the form in its text or title."""
        if lang not in self._read_in:
            langs = self.docs.meta[documents.CODED["lang"]]
            code = langs.index(lang) if lang in langs else len(langs)
            self._read_in[lang] = self.alive & (self.docs["lang"] == code)
        read = self._read_in[lang]
        extents = (self.terms.extent(name, form.encode()) for name in ANYWHERE)
        return any(bool(read[self.terms.documents(one)].any()) for one in extents if one is not None)


class SegmentsPostings:
    """Where a form stands, in those of the segments that hold it: see `archive.search.port.Postings`."""

    __slots__ = ("_kept", "_parts", "places")

    def __init__(self, parts: Sequence[tuple[IndexSegment, Extent]]) -> None:
        self._parts = parts
        self._kept: list[Array | None] = []
        places = []
        for segment, extent in parts:
            ids = segment.terms.documents(extent)
            kept = None if segment.whole else segment.alive[ids]
            self._kept.append(kept)
            places.append((ids if kept is None else ids[kept]) + np.uint32(segment.base))
        self.places = joined(places)

    @property
    def counts(self) -> Array:
        return self._of_each(TermsReader.frequencies)

    def firsts(self) -> Array:
        return self._of_each(TermsReader.first_positions)

    def _of_each(self, fact: Callable[[TermsReader, Extent], Array]) -> Array:
        """A fact of the living documents."""
        found = []
        for (segment, extent), kept in zip(self._parts, self._kept, strict=True):
            values = fact(segment.terms, extent)
            found.append(values if kept is None else values[kept])
        return joined(found)

    def occurrences(self, places: Array) -> tuple[Array, Array]:
        documents, positions = [], []
        for segment, extent in self._parts:
            low, high = np.searchsorted(places, (segment.base, segment.base + segment.size))
            among = (places[low:high] - segment.base).astype(np.uint32)
            if len(among) * _FEW < extent[1] - extent[0]:
                ids, found = segment.terms.positions_in(extent, among)
            else:
                allowed = np.zeros(segment.size, bool)
                allowed[among] = True
                ids, found = segment.terms.positions(extent, allowed)
            documents.append(ids.astype(np.int64) + segment.base)
            positions.append(found)
        return joined(documents), joined(positions)


class Snapshot(StateFacts):
    """All segments of a commit, with the document facts of all of them as one array each."""

    def __init__(self, folder: Path, contents: IndexContents) -> None:
        self.segments: list[IndexSegment] = []
        base = 0
        for entry in contents.segments:
            self.segments.append(IndexSegment(folder, entry, base))
            base += entry.size
        super().__init__(contents, self.segments)
        self._vocabulary: list[list[str]] | None = None
        self._kin: dict[tuple[str, str], set[str]] = {}

    def executor(self) -> ArrayExecutor:
        from archive.search.executor import ArrayExecutor

        return ArrayExecutor(self)

    def near(self, form: str, edits: int) -> list[str]:
        # What only stood in documents that are gone would take the place of what is there.
        return near(self, form, edits, None if self.count == self.size else self._stands)

    def _stands(self, form: str) -> bool:
        """Whether a living document has the form; most stand in a text."""
        return any(segment.stands(name, form) for name in FIELDS for segment in self.segments)

    def postings(self, name: str, form: str) -> SegmentsPostings | None:
        term = form.encode()
        parts = [
            (segment, extent)
            for segment in self.segments
            if (extent := segment.terms.extent(name, term)) is not None
        ]
        return SegmentsPostings(parts) if parts else None

    def beginning(self, name: str, start: str) -> tuple[Array, Array]:
        # The postings of words that begin alike stand together.
        parts = [
            (segment, extent)
            for segment in self.segments
            if (extent := segment.terms.prefix_extent(name, start.encode())) is not None
        ]
        found = SegmentsPostings(parts)
        return found.places, found.counts

    def kin(self, stem: str, lang: str) -> set[str]:
        kept, key = self._kin, (stem, lang)  # another thread may put an empty one in its place
        if key not in kept:
            found: set[str] = set()
            for segment in sorted(self.segments, key=lambda one: not one.whole):
                found.update(segment.kin(stem, lang, found))
            if len(kept) >= _REMEMBERED:
                self._kin = kept = {}
            kept[key] = found
        return kept[key]

    def vocabulary(self) -> Sequence[Sequence[str]]:
        if self._vocabulary is None:
            self._vocabulary = [segment.terms.vocabulary() for segment in self.segments]
        return self._vocabulary

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
        return all(segment.sound() for segment in self.segments)

    def close(self) -> None:
        for segment in self.segments:
            segment.terms.close()
