"""One committed state of an index on Tantivy, see `archive.search.columns.ArrayState`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from archive import arrays
from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search import spelling
from archive.search.engines.segmented.contents import IndexContents, LibraryContents, SegmentEntry
from archive.search.engines.segmented.facts import SegmentFacts, StateFacts, joined
from archive.search.engines.tantivy.library import COMMIT, FOLDER, LibraryReader, short, unchanged
from archive.search.engines.tantivy.tokens import SegmentTokens, number
from archive.search.plan import ANYWHERE
from archive.search.port import FIELDS
from archive.search.scoring import LEAD

if TYPE_CHECKING:
    from archive.search.engines.tantivy.executor import LibraryExecutor

_LEAST: Final = 30  # documents of a segment that is worth being made anew
_DOCUMENTS: Final = 2_000_000  # in the postings that are kept, some 30 MB
_FORMS: Final = 10_000  # whose postings are kept, and stems whose forms are


class WordedSegment(SegmentFacts):
    """The facts of documents of a segment, and their words in order."""

    def __init__(self, folder: Path, entry: SegmentEntry, base: int) -> None:
        super().__init__(folder, entry, base)
        self.tokens = SegmentTokens(folder, entry, self.docs)


@dataclass(frozen=True, slots=True)
class LibraryPostings:
    """Where a form stands in a field, see `archive.search.columns.Postings`."""

    state: TantivyState
    name: str
    form: str
    places: Array
    counts: Array
    early: Array

    def firsts(self) -> Array:
        """Nothing is known of positions but whether they are among the first."""
        return np.where(self.early, 0, LEAD)

    def occurrences(self, places: Array) -> tuple[Array, Array]:
        return self.state.occurrences(self.name, self.form, places[np.isin(places, self.places)])


class TantivyState(StateFacts):
    """Facts of documents as arrays, and the library for words."""

    def __init__(self, folder: Path, contents: IndexContents, library: LibraryReader) -> None:
        self.segments: list[WordedSegment] = []
        base = 0
        for entry in contents.segments:
            self.segments.append(WordedSegment(folder, entry, base))
            base += entry.size
        super().__init__(contents, self.segments)
        self._folder, self.library = folder, library
        self._told = contents.library or LibraryContents()
        slots = joined([segment.tokens.slots() for segment in self.segments])[self.alive]
        order = np.argsort(slots, kind="stable")
        self._slots, self._places = slots[order], np.flatnonzero(self.alive)[order]
        # What the library holds of documents that are not in this state.
        later = library.begun(contents.generation + 1)
        passed = bool(self._told.pending) or later
        self._passed = library.numbered(self._told.pending, self._told.next) if passed else None
        self._postings: dict[tuple[str, str], LibraryPostings | None] = {}
        self._held = 0
        self._kin: dict[tuple[str, str], set[str]] = {}

    def executor(self) -> LibraryExecutor:
        from archive.search.engines.tantivy.executor import LibraryExecutor

        return LibraryExecutor(self)

    # -- words -------------------------------------------------------------------------------------------

    def postings(self, name: str, form: str) -> LibraryPostings | None:
        kept, key = self._postings, (name, form)  # another thread may put an empty one in its place
        if key not in kept:
            found = self._looked_up(name, form)
            self._held += len(found.places) if found else 0
            if self._held > _DOCUMENTS or len(kept) >= _FORMS:
                self._postings, self._held = {}, 0
            kept[key] = found
        return kept[key]

    def _looked_up(self, name: str, form: str) -> LibraryPostings | None:
        places, counts, early = [], [], []
        for token, most in self.tokens(name, f"{form}/"):
            at = self.places_of(self.library.having(name, [token]), most)
            times = token.rpartition("/")[2]
            places.append(at)
            counts.append(np.full(len(at), int(times.rstrip("e")), np.int64))
            early.append(np.full(len(at), times.endswith("e"), bool))
        every = joined(places)
        if not len(every):
            return None
        order = np.argsort(every, kind="stable")
        return LibraryPostings(
            self, name, form, every[order], joined(counts)[order], np.concatenate(early)[order]
        )

    def tokens(self, name: str, start: str) -> list[tuple[str, int]]:
        """What documents have in a field that begins so, see `library`; in how many at most."""
        return self.library.forms(name, start) if short(start) else []

    def places_of(self, query: Any, most: int | None = None) -> Array:
        """The places of the documents that answer a query of the library and are there still."""
        slots = self.library.slots(query, most)
        at = np.searchsorted(self._slots, slots)
        at[at == len(self._slots)] = 0
        there = self._slots[at] == slots if len(self._slots) else np.zeros(len(slots), bool)
        found: Array = self._places[at[there]]
        return found

    def counted(self, query: Any) -> int:
        """How many documents answer a query of the library: none that are gone, or are of a later write."""
        passed = [self._passed] if self._passed is not None else []
        return self.library.count(self.library.without(query, passed) if passed else query)

    def beginning(self, name: str, start: str) -> tuple[Array, Array]:
        places, counts = [], []
        for token, most in self.tokens(name, start):
            at = self.places_of(self.library.having(name, [token]), most)
            places.append(at)
            counts.append(np.full(len(at), int(token.rpartition("/")[2].rstrip("e")), np.int64))
        return joined(places), joined(counts)

    def occurrences(self, name: str, form: str, places: Array) -> tuple[Array, Array]:
        """Place and position of each occurrence of a form in documents at ascending places, ascending."""
        forms, at, positions = self.words(name, places)
        hits = np.flatnonzero(forms == np.uint32(number(form)))
        at, positions = at[hits], positions[hits]
        order = np.lexsort((positions, at))
        return at[order], positions[order]

    def words(self, name: str, places: Array) -> tuple[Array, Array, Array]:
        """The numbers, places and positions of all words in a field of documents at ascending places."""
        found: list[list[Array]] = [[np.zeros(0, np.uint32)], [], []]
        for segment in self.segments:
            low, high = np.searchsorted(places, (segment.base, segment.base + segment.size))
            if low < high:
                docs = places[low:high].astype(np.int64) - segment.base
                forms, at, positions = segment.tokens.words(name, docs)
                for some, more in zip(found, (forms, at + segment.base, positions), strict=True):
                    some.append(more)
        return joined(found[0]), joined(found[1]), joined(found[2])

    def kin(self, stem: str, lang: str) -> set[str]:
        kept, key = self._kin, (stem, lang)
        if key not in kept:
            found = set(self.library.kin(stem, lang)) if short(stem) else set()
            if self._told.gone:
                found = {form for form in found if self._is_read(form, lang)}
            if len(kept) >= _FORMS:
                self._kin = kept = {}
            kept[key] = found
        return kept[key]

    def _is_read(self, form: str, lang: str) -> bool:
        """Whether a document in a language has the form in its text or title."""
        langs, lang_of = self.coded("lang")
        code = langs.index(lang) if lang in langs else len(langs)
        every = (self.postings(name, form) for name in ANYWHERE)
        return any(bool((lang_of[found.places] == code).any()) for found in every if found is not None)

    def near(self, form: str, edits: int) -> list[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if not short(form):
            return []
        hits = process.extract(
            form, self.library.near(form, edits), scorer=OSA.distance, score_cutoff=edits, limit=None
        )
        words = (word for _, word in sorted((int(distance), word) for word, distance, _ in hits))
        return list(islice(filter(self._stands, words) if self._told.gone else words, spelling.MOST))

    def _stands(self, form: str) -> bool:
        """Whether a document has the form; most stand in a text."""
        return any(self.postings(name, form) is not None for name in FIELDS)

    def vocabulary(self) -> Sequence[Sequence[str]]:
        return [
            sorted({token.rpartition("/")[0] for name in FIELDS for token, _ in self.library.forms(name, "")})
        ]

    # -- the whole ---------------------------------------------------------------------------------------

    def wanted(self) -> list[int]:
        """The documents of a segment of which most are gone."""
        for segment in self.segments:
            if segment.size > _LEAST and int(segment.alive.sum()) * 2 < segment.size:
                return segment.numbers()
        return []

    def sound(self) -> bool:
        if not all(segment.sound() for segment in self.segments):
            return False
        files, place = self._told.files, self._folder / FOLDER
        if unchanged(self._folder, files):
            return all(arrays.checksum(place / name) == crc for name, (_, crc) in files.items())
        # A later commit has its own files; of these ones some are left.
        left = {name: crc for name, (_, crc) in files.items() if name != COMMIT and (place / name).exists()}
        return all(arrays.checksum(place / name) == crc for name, crc in left.items())

    def close(self) -> None:
        """The system lets go of the files with the objects."""
