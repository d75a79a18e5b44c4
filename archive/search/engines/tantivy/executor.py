"""Runs plans on an index on Tantivy: as on arrays, but the library says first which documents are looked at.

All documents that have a common word are read from the library at some 150 ns each. Where few of them answer
all of a search, only these are read, and what stands in them is taken from their words in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search import plan
from archive.search.engines.tantivy.matching import Matching
from archive.search.engines.tantivy.tokens import number
from archive.search.executor import ArrayExecutor
from archive.search.lookup import Lookup
from archive.search.plan import Query, SearchPlan
from archive.search.port import EngineResult

if TYPE_CHECKING:
    from archive.search.engines.tantivy.state import TantivyState

# Of all documents that have one of its words, a share: where fewer may answer a search, only these are read.
_NARROW: Final = 2
_MOST_WORDS: Final = 2_000_000  # of the documents that are read so


class LibraryExecutor(ArrayExecutor):
    """One search on one state."""

    def __init__(self, state: TantivyState) -> None:
        self._rows = _RowLookup(state)
        super().__init__(state, self._rows)
        self._whole_state = state
        self._matching = self._rows.matching

    def run(self, asked: SearchPlan) -> EngineResult:
        """A page of hits."""
        places = self._narrowed(asked)
        if places is None:
            return super().run(asked)
        return _NarrowExecutor(self, _NarrowState(self._whole_state, places)).run(asked)

    def _narrowed(self, asked: SearchPlan) -> Array | None:
        """The places of all that may answer, where these are few of what its words would have read."""
        if asked.meaning is not None or not _is_plain(asked.query):
            return None
        found = self._matching.asked(plan.AllOf((asked.query, asked.where)))
        if found is None:
            return None
        if found.query is None:
            return np.zeros(0, np.int64)
        count = self._whole_state.library.count(found.query)
        words = count * (len(self._whole_state.column("text")) and self._mean_words())
        if count * _NARROW > found.documents or words > _MOST_WORDS:
            return None
        return np.sort(self._whole_state.places_of(found.query, count))

    def _mean_words(self) -> float:
        memo = self._whole_state.memo
        if "mean words" not in memo:
            memo["mean words"] = float(self._whole_state.column("text").mean())
        return float(memo["mean words"])

    def _count(self, query: Query) -> int:
        if query in self._evaluated:
            return super()._count(query)
        found = self._matching.asked(query)
        if found is None or not found.exact:
            return super()._count(query)
        return self._whole_state.counted(found.query) if found.query is not None else 0


def _is_plain(query: Query) -> bool:
    """Whether a query and all in it can be worked out on some of the texts alone."""
    match query:
        case plan.OrNamed() | plan.OrInstead() | plan.OrTime() | plan.TopShare() | plan.Without():
            return False
        case plan.AllOf(queries) | plan.AnyOf(queries) | plan.Best(queries) | plan.AtLeast(queries):
            return all(map(_is_plain, queries))
        case plan.Scored(queries, among):
            return all(map(_is_plain, (*queries, among)))
        case plan.WithAll(inner, queries):
            return all(map(_is_plain, (inner, *queries)))
        case plan.OneThing(inner) | plan.SideBySide(inner):
            return _is_plain(inner)
    return True


class _RowLookup(Lookup):
    """Looks for words in a row in those texts alone that have all of them."""

    def __init__(self, state: TantivyState) -> None:
        super().__init__(state)
        self._whole_state = state
        self.matching = Matching(state, self)

    def _keys_of(self, forms: Sequence[str], name: str) -> list[Array]:
        found = self.matching.row(forms, name)
        if found is None or found.query is None:
            return []
        places = np.sort(self._whole_state.places_of(found.query))
        if not len(places):
            return []
        lookup = Lookup(_NarrowState(self._whole_state, places))
        lookup._expanded = self._expanded
        return [lookup._keys(lookup._forms(form, name), places) for form in forms]


class _NarrowExecutor(ArrayExecutor):
    """One search among some of the texts; how many have a word is known of all."""

    def __init__(self, whole: LibraryExecutor, state: _NarrowState) -> None:
        super().__init__(state)
        self._of_all = whole

    def _weight(self, query: Query, mask: Array) -> float:  # noqa: ARG002
        return self._lookup.weight(self._of_all.counts([query])[0])


@dataclass(frozen=True, slots=True)
class _NarrowPostings:
    places: Array
    counts: Array
    first: Array
    at: Array
    positions: Array

    def firsts(self) -> Array:
        return self.first

    def occurrences(self, places: Array) -> tuple[Array, Array]:
        among = np.isin(self.at, places)
        return self.at[among], self.positions[among]


class _NarrowState:
    """A state of which only the texts at some places have words; see `archive.search.columns.ArrayState`."""

    def __init__(self, state: TantivyState, places: Array) -> None:
        self._state = state
        self._looked_at = places
        self._words: dict[str, tuple[Array, Array, Array]] = {}
        self._postings: dict[tuple[str, str], _NarrowPostings | None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._state, name)

    def _read(self, name: str) -> tuple[Array, Array, Array]:
        """The numbers, places and positions of all words of a field."""
        if name not in self._words:
            self._words[name] = self._state.words(name, self._looked_at)
        return self._words[name]

    def postings(self, name: str, form: str) -> _NarrowPostings | None:
        key = name, form
        if key not in self._postings:
            forms, places, positions = self._read(name)
            hits = np.flatnonzero(forms == np.uint32(number(form)))
            self._postings[key] = _postings(places[hits], positions[hits])
        return self._postings[key]

    def beginning(self, name: str, start: str) -> tuple[Array, Array]:
        forms, places, _ = self._read(name)
        wanted = {token.rpartition("/")[0] for token, _ in self._state.tokens(name, start)}
        hits = np.isin(forms, np.array([number(form) for form in wanted], np.uint32))
        return _once(places[hits], forms[hits])


def _postings(places: Array, positions: Array) -> _NarrowPostings | None:
    if not len(places):
        return None
    order = np.lexsort((positions, places))
    at, positions = places[order], positions[order]
    starts = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
    counts = np.diff(np.append(starts, len(at)))
    return _NarrowPostings(at[starts], counts, positions[starts], at, positions)


def _once(places: Array, forms: Array) -> tuple[Array, Array]:
    """Each place with each form once, and how often."""
    keys = (places.astype(np.uint64) << np.uint64(32)) | forms.astype(np.uint64)
    found, counts = np.unique(keys, return_counts=True)
    return (found >> np.uint64(32)).astype(np.int64), counts
