"""How many hits each language, year, name and collection would leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from archive.arrays import Array
from archive.search.grouping import groups as groups_of
from archive.search.port import FACETS, NAME_TYPES, State

_TOP: Final = 20
_MANY: Final = 16  # a share of all values, beyond which they are counted by what is kept of the whole state


def facets(state: State, places: Array) -> Mapping[str, Sequence[tuple[Any, int]]]:
    """How many hits each value would leave; a group counts once for each value among its texts."""
    if len(places) < state.count:
        return _counted(state, places)
    if "facets" not in state.memo:  # of all texts there are
        state.memo["facets"] = _counted(state, places)
    found: Mapping[str, Sequence[tuple[Any, int]]] = state.memo["facets"]
    return found


def _counted(state: State, places: Array) -> Mapping[str, Sequence[tuple[Any, int]]]:
    langs, collections = state.coded("lang")[0], state.coded("collection")[0]
    counts: dict[str, Sequence[tuple[Any, int]]] = {
        "lang": _named(langs, _tally(state, "lang", places)),
        "source": _named(collections, _tally(state, "collection", places)),
        "year": _years(_tally(state, "year", places)),
        **_names(_tally(state, "entities", places)),
    }
    return {name: counts[name] for name in FACETS}


def _tally(state: State, name: str, places: Array) -> Array:
    """How many groups of `places` have each value of a column: small whole numbers."""
    groups, (place, value) = groups_of(state), _valued(state, name)
    wanted = np.zeros(state.size, bool)
    wanted[places] = True
    hit = np.flatnonzero(wanted[place])
    if not len(hit):
        return np.zeros(0, np.int64)
    if len(hit) * _MANY < len(place):
        kept = np.unique(groups[place[hit]] * (int(value.max()) + 1) + value[hit], return_index=True)[1]
        found: Array = np.bincount(value[hit[kept]])
        return found
    pair, values = _pairs(state, name)
    met = np.zeros(len(values), bool)
    met[pair[hit]] = True
    every: Array = np.bincount(values[met])
    return every


def _valued(state: State, name: str) -> tuple[Array, Array]:
    """The values of a column: place by place, and what it is."""
    if name == "entities":
        return state.lists(name)
    if name == "year":
        return np.arange(state.size), _year(state)
    return np.arange(state.size), state.coded(name)[1].astype(np.int64)


def _pairs(state: State, name: str) -> tuple[Array, Array]:
    """For each value that a text has, which pair of a group and a value it is; and of each pair the value."""
    key = ("pairs", name)
    if key not in state.memo:
        place, value = _valued(state, name)
        top = int(value.max(initial=0)) + 1
        pairs, pair = np.unique(groups_of(state)[place] * top + value, return_inverse=True)
        state.memo[key] = pair.astype(np.int32), (pairs % top).astype(np.int32)
    found: tuple[Array, Array] = state.memo[key]
    return found


def _named(values: list[str], counts: Array) -> list[tuple[Any, int]]:
    found = [(values[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_TOP]


def _year(state: State) -> Array:
    """By place, the year of its first day; 0 for undated texts."""
    if "year" not in state.memo:
        days, where = np.unique(state.column("first"), return_inverse=True)
        years = np.array([dt.date.fromordinal(d).year if d > 0 else 0 for d in days.tolist()], np.int64)
        state.memo["year"] = years[where]
    found: Array = state.memo["year"]
    return found


def _years(counts: Array) -> list[tuple[Any, int]]:
    return [(i, int(counts[i])) for i in np.flatnonzero(counts).tolist() if i]


def _names(counts: Array) -> dict[str, Sequence[tuple[Any, int]]]:
    found: dict[str, Sequence[tuple[Any, int]]] = {}
    codes = np.flatnonzero(counts)
    for i, kind in enumerate(NAME_TYPES):
        mine = codes[(codes & 3) == i]
        best = mine[np.lexsort((mine, -counts[mine]))][:_TOP]
        found[kind.lower()] = [(int(c) >> 2, int(counts[c])) for c in best.tolist()]
    return found
