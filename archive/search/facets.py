"""How many hits each language, year, month, name, format and collection would leave."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from archive.arrays import Array, distinct
from archive.search.grouping import alone, counted, translated
from archive.search.grouping import groups as groups_of
from archive.search.port import FACETS, MORE, NAME_TYPES, Days, EngineQuery, State

_TOP: Final = 20
_WHOLE: Final = 500  # of the facet that is told at length
_OF_ONE: Final = ("year", "lang", "collection", "format")  # columns with one value for each text
_MANY: Final = 16  # a share of all values, beyond which they are counted by what is kept of the whole state


Counts = Mapping[str, Sequence[tuple[Any, int]]]


def facets(state: State, places: Array, ask: EngineQuery) -> Counts:
    """How many hits each value would leave; a group counts once for each value among its texts.

    Months are counted where a search keeps to one year, days where it keeps to one month.
    """
    if len(places) < state.count or ask.whole:
        found = _counted(state, places, ask.whole)
    else:
        if "facets" not in state.memo:  # of all texts there are
            state.memo["facets"] = _counted(state, places, "")
        found = state.memo["facets"]
    extra = {"month": _months, "day": _days}
    counts = {**found, **{name: count(state, places, ask.where.dated) for name, count in extra.items()}}
    for name in MORE:
        if name in ask.more or name == ask.whole:
            counts[name] = _named(*_more(state, name, places), _most(name, ask.whole))
    return {name: counts[name] for name in (*FACETS, *MORE) if name in counts}


def _counted(state: State, places: Array, whole: str) -> dict[str, Sequence[tuple[Any, int]]]:
    langs, collections = state.coded("lang")[0], state.coded("collection")[0]
    years = _tally(state, "year", places)
    in_both = counted(state, places[translated(state)[places]])
    undated = int(years[0]) if len(years) else 0
    return {
        "lang": _named(langs, _tally(state, "lang", places), _most("lang", whole)),
        "source": _named(collections, _tally(state, "collection", places), _most("source", whole)),
        "year": _years(years),
        "undated": [("1", undated)] if undated else [],
        "translated": [("1", in_both)] if in_both else [],
        **_names(_tally(state, "entities", places), whole),
    }


def _most(name: str, whole: str) -> int:
    return _WHOLE if name == whole else _TOP


def _more(state: State, name: str, places: Array) -> tuple[list[str], Array]:
    if name == "collection":
        return state.labelled("collections")[0], _tally(state, "collections", places)
    return state.coded(name)[0], _tally(state, name, places)


def _months(state: State, places: Array, span: Days | None) -> list[tuple[Any, int]]:
    """The months of the one year that a search keeps to: "2015-08"."""
    first, last = _ends(span)
    if first is None or last is None or first.year != last.year or first.month == last.month:
        return []
    months = [(first.year, month) for month in range(first.month, last.month + 1)]
    parts = [(dt.date(y, m, 1), dt.date(y, m, monthrange(y, m)[1])) for y, m in months]
    counts = _overlapping(state, places, parts)
    return [(f"{y:04}-{m:02}", n) for (y, m), n in zip(months, counts, strict=True)]


def _days(state: State, places: Array, span: Days | None) -> list[tuple[Any, int]]:
    """The days of the one month that a search keeps to: "2015-08-20"."""
    first, last = _ends(span)
    if first is None or last is None or (first.year, first.month) != (last.year, last.month) or first == last:
        return []
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    counts = _overlapping(state, places, [(day, day) for day in days])
    return [(day.isoformat(), n) for day, n in zip(days, counts, strict=True)]


def _ends(span: Days | None) -> tuple[dt.date | None, dt.date | None]:
    if span is None:
        return None, None
    return dt.date.fromordinal(span[0]), dt.date.fromordinal(span[1])


def _overlapping(state: State, places: Array, parts: Sequence[tuple[dt.date, dt.date]]) -> list[int]:
    """How many groups have a text dated in each part of a time, by overlap, as the filter takes it."""
    groups = groups_of(state)[places]
    first, last = state.column("first")[places], state.column("last")[places]
    return [
        len(distinct(groups[(first > 0) & (first <= b.toordinal()) & (last >= a.toordinal())]))
        for a, b in parts
    ]


def _tally(state: State, name: str, places: Array) -> Array:
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


def _values_at(state: State, name: str, places: Array) -> Array:
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


def _once_a_group(state: State, name: str, hit: Array) -> Array:
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


def _valued(state: State, name: str) -> tuple[Array, Array]:
    """The values of a column: place by place, and what it is."""
    if name == "entities":
        return state.lists(name)
    if name == "year":
        return _places(state), _year(state)
    if name == "collections":
        return state.labelled(name)[1:]
    return _places(state), state.coded(name)[1]


def _places(state: State) -> Array:
    """Every place, by place."""
    if "places" not in state.memo:
        state.memo["places"] = np.arange(state.size)
    found: Array = state.memo["places"]
    return found


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


def _named(values: list[str], counts: Array, most: int) -> list[tuple[Any, int]]:
    found = [(values[i], int(counts[i])) for i in np.flatnonzero(counts).tolist()]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


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


def _names(counts: Array, whole: str) -> dict[str, Sequence[tuple[Any, int]]]:
    found: dict[str, Sequence[tuple[Any, int]]] = {}
    codes = np.flatnonzero(counts)
    for i, kind in enumerate(NAME_TYPES):
        mine = codes[(codes & 3) == i]
        best = mine[np.lexsort((mine, -counts[mine]))][: _most(kind.lower(), whole)]
        found[kind.lower()] = [(int(c) >> 2, int(counts[c])) for c in best.tolist()]
    return found
