"""How many hits each language, year, month, name, format and collection would leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, cast

import numpy as np

from archive.arrays import Array, distinct
from archive.search.columns import ArrayState
from archive.search.grouping import alone, counted, translated
from archive.search.grouping import groups as groups_of
from archive.search.plan import FacetCount
from archive.search.port import NAME_TYPES, Days

_OF_ONE: Final = ("year", "lang", "collection", "format")  # columns with one value for each text
_MANY: Final = 16  # a share of all values, beyond which they are counted by what is kept of the whole state
Counts = Sequence[tuple[Any, int]]


def facets(state: ArrayState, places: Array, wanted: Sequence[FacetCount]) -> dict[str, Counts]:
    """How many hits each value would leave; a group counts once for each value among its texts."""
    if not wanted:
        return {}
    tallies = _Tallies(state, places)
    return {
        one.name: _counts(tallies, one.name, one.most) if one.parts is None else _parts(tallies, one.parts)
        for one in wanted
    }


class _Tallies:
    """How many groups of the texts at `places` have each value of a column.

    Of all texts that is kept for the state.
    """

    def __init__(self, state: ArrayState, places: Array) -> None:
        self.state, self.places = state, places
        self._whole = len(places) == state.count
        self._kept: dict[str, Array] = {}

    def of(self, column: str) -> Array:
        """By number of the value."""
        if self._whole:
            kept = self.state.memo.get(("tally", column))
            if kept is None:
                kept = self.state.memo["tally", column] = _tally(self.state, column, self.places)
            return cast(Array, kept)
        if column not in self._kept:
            self._kept[column] = _tally(self.state, column, self.places)
        return self._kept[column]


def _counts(tallies: _Tallies, name: str, most: int | None) -> Counts:
    state = tallies.state
    match name:
        case "person" | "place" | "org":
            return _names(tallies.of("entities"), name, most)
        case "year":
            years = tallies.of("year")
            return [(i, int(years[i])) for i in np.flatnonzero(years).tolist() if i]
        case "undated":
            years = tallies.of("year")
            return [("1", int(years[0]))] if len(years) and years[0] else []
        case "translated":
            both = counted(state, tallies.places[translated(state)[tallies.places]])
            return [("1", both)] if both else []
        case "collection":
            return _named(state.labelled("collections")[0], tallies.of("collections"), most)
    column = "collection" if name == "source" else name
    return _named(state.coded(column)[0], tallies.of(column), most)


def _parts(tallies: _Tallies, parts: Sequence[tuple[str, Days]]) -> Counts:
    """How many groups have a text dated in each part of a time, by overlap, as the filter takes it."""
    if not parts:
        return []
    state, places = tallies.state, tallies.places
    groups = groups_of(state)[places]
    first, last = state.column("first")[places], state.column("last")[places]
    return [
        (name, len(distinct(groups[(first > 0) & (first <= days[1]) & (last >= days[0])])))
        for name, days in parts
    ]


def _tally(state: ArrayState, name: str, places: Array) -> Array:
    """How many groups of `places` have each value of a column: small whole numbers."""
    place, value = _valued(state, name)
    hit = _values_at(state, name, places)
    if not len(hit):
        return np.zeros(0, np.int64)
    # A text has a value once, so only groups of several texts can have it more than once.
    single = alone(state)[places if name in _OF_ONE else place[hit]]
    found: Array = np.bincount(value[hit[single]], minlength=int(value.max()) + 1)
    several = hit[~single]
    return found + np.bincount(_once_a_group(state, name, several), minlength=len(found))


def _values_at(state: ArrayState, name: str, places: Array) -> Array:
    """Which pairs of a place and a value in a column are of `places`, ascending."""
    if name in _OF_ONE:
        return places
    key = ("first", name)
    if key not in state.memo:
        state.memo[key] = np.searchsorted(_valued(state, name)[0], np.arange(state.size + 1))
    ends = state.memo[key]
    first, count = ends[places], ends[places + 1] - ends[places]
    found: Array = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
    return found


def _once_a_group(state: ArrayState, name: str, hit: Array) -> Array:
    """The values of some pairs of a place and a value, each once for each group that has it."""
    place, value = _valued(state, name)
    if len(hit) * _MANY < len(place):
        top = int(value.max()) + 1
        kept = np.unique(groups_of(state)[place[hit]] * top + value[hit], return_index=True)[1]
        found: Array = value[hit[kept]]
        return found
    pair, values = _pairs(state, name)
    met = np.zeros(len(values), bool)
    met[pair[hit]] = True
    every: Array = values[met]
    return every


def _valued(state: ArrayState, name: str) -> tuple[Array, Array]:
    """The values of a column: place by place, and what it is."""
    if name == "entities":
        return state.lists(name)
    if name == "year":
        return _places(state), _year(state)
    if name == "collections":
        return state.labelled(name)[1:]
    return _places(state), state.coded(name)[1]


def _places(state: ArrayState) -> Array:
    """Every place, by place."""
    if "places" not in state.memo:
        state.memo["places"] = np.arange(state.size)
    found: Array = state.memo["places"]
    return found


def _pairs(state: ArrayState, name: str) -> tuple[Array, Array]:
    """For each value that a text has, which pair of a group and a value it is; and of each pair the value."""
    key = ("pairs", name)
    if key not in state.memo:
        place, value = _valued(state, name)
        top = int(value.max(initial=0)) + 1
        pairs, pair = np.unique(groups_of(state)[place] * top + value, return_inverse=True)
        state.memo[key] = pair.astype(np.int32), (pairs % top).astype(np.int32)
    found: tuple[Array, Array] = state.memo[key]
    return found


def _named(values: list[str], counts: Array, most: int | None) -> Counts:
    found = [(values[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def _year(state: ArrayState) -> Array:
    """By place, the year of its first day; 0 for undated texts."""
    if "year" not in state.memo:
        days, where = np.unique(state.column("first"), return_inverse=True)
        years = np.array([dt.date.fromordinal(d).year if d > 0 else 0 for d in days.tolist()], np.int64)
        state.memo["year"] = years[where]
    found: Array = state.memo["year"]
    return found


def _names(counts: Array, name: str, most: int | None) -> Counts:
    codes = np.flatnonzero(counts)
    mine = codes[(codes & 3) == NAME_TYPES.index(name.upper())]
    best = mine[np.lexsort((mine, -counts[mine]))][:most]
    return [(int(c) >> 2, int(counts[c])) for c in best.tolist()]
