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


def facets(state: State, places: Array) -> Mapping[str, Sequence[tuple[Any, int]]]:
    """How many hits each value would leave; a group counts once for each value among its texts."""
    groups = groups_of(state)
    counts: dict[str, Sequence[tuple[Any, int]]] = {}
    single = _alone(groups, places)
    langs, lang = state.coded("lang")
    counts["lang"] = _named(langs, _tally(lang[places], groups[places], single[places]))
    counts["year"] = _years(state, places, single)
    collections, collection = state.coded("collection")
    counts["source"] = _named(collections, _tally(collection[places], groups[places], single[places]))
    counts |= _names(state, places, single)
    return {name: counts[name] for name in FACETS}


def _alone(groups: Array, places: Array) -> Array:
    """By place, whether no other of `places` is of its group: those can be counted without comparing."""
    size = np.bincount(groups[places], minlength=len(groups))
    alone: Array = size[groups] == 1
    return alone


def _tally(values: Array, groups: Array, single: Array) -> Array:
    """How many groups have each value (small whole numbers)."""
    if not len(values):
        return np.zeros(0, np.int64)
    top = int(values.max()) + 1
    counts: Array = np.bincount(values[single], minlength=top)
    rest = ~single
    if rest.any():
        pairs = np.unique(groups[rest].astype(np.int64) * top + values[rest])
        counts = counts + np.bincount(pairs % top, minlength=top)
    return counts


def _named(values: list[str], counts: Array) -> list[tuple[Any, int]]:
    found = [(values[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_TOP]


def _years(state: State, places: Array, single: Array) -> list[tuple[Any, int]]:
    if "year" not in state.memo:
        first = state.column("first")
        days, where = np.unique(first, return_inverse=True)
        years = np.array([dt.date.fromordinal(d).year if d > 0 else 0 for d in days.tolist()], np.int64)
        state.memo["year"] = years[where]
    year = state.memo["year"]
    counts = _tally(year[places], groups_of(state)[places], single[places])
    return [(i, int(counts[i])) for i in np.flatnonzero(counts).tolist() if i]


def _names(state: State, places: Array, single: Array) -> dict[str, Sequence[tuple[Any, int]]]:
    place, value = state.lists("entities")
    wanted = np.zeros(state.size, bool)
    wanted[places] = True
    hit = wanted[place]
    place, value = place[hit], value[hit]
    counts = _tally(value, groups_of(state)[place], single[place])
    found: dict[str, Sequence[tuple[Any, int]]] = {}
    codes = np.flatnonzero(counts)
    for i, kind in enumerate(NAME_TYPES):
        mine = codes[(codes & 3) == i]
        best = mine[np.lexsort((mine, -counts[mine]))][:_TOP]
        found[kind.lower()] = [(int(c) >> 2, int(counts[c])) for c in best.tolist()]
    return found
