"""From what answers a query to a page of hits: meaning joined to words, groups, order, facets.

The rule that joins the two orders is reciprocal rank fusion (Cormack, Clarke and Büttcher 2009).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from archive.search.arrays import Array
from archive.search.evaluate import evaluate
from archive.search.port import FACETS, NAME_TYPES, Ask, Found, Match
from archive.search.snapshot import Snapshot
from archive.search.vectors import nearest

RANK_CONSTANT: Final = 60
LEAST_COSINE: Final = 0.3
MOST_BY_MEANING: Final = 100
_TOP_FACETS: Final = 20


def answer(snapshot: Snapshot, ask: Ask) -> Found:
    """One search on one snapshot."""
    result, where = evaluate(snapshot, ask)
    mask = result.mask & where
    scores = np.where(mask, result.scores, 0.0).astype(np.float64)
    passages: dict[int, tuple[int, int, float]] = {}
    worded = mask
    if ask.vector is not None:
        scores, passages = _fused(snapshot, ask, mask, scores, result.gate & where)
        mask = mask.copy()
        mask[list(passages)] = True
    places = np.flatnonzero(mask)
    heads, members = _grouped(snapshot, places, scores, ask)
    page = heads[ask.first : ask.first + ask.limit]
    numbers = snapshot.column("n")
    matches = tuple(
        Match(
            n=int(numbers[place]), score=round(float(scores[place]), 6), worded=bool(worded[place]),
            passage=passages.get(int(place)),
            others=tuple(int(numbers[p]) for p in members(int(place))),
        )
        for place in page.tolist()
    )  # fmt: skip
    facets = _facets(snapshot, places) if ask.facets else {}
    return Found(len(heads), len(places), matches, facets, result.relaxed)


def _fused(
    snapshot: Snapshot, ask: Ask, mask: Array, scores: Array, gate: Array
) -> tuple[Array, dict[int, tuple[int, int, float]]]:
    near = nearest(snapshot, np.asarray(ask.vector, np.float32), gate, LEAST_COSINE)
    near_places = near[0][:MOST_BY_MEANING]
    fused = np.zeros(len(scores))
    by_words = np.flatnonzero(mask)
    by_words = by_words[np.lexsort((snapshot.column("n")[by_words], -scores[by_words]))]
    fused[by_words] += 1 / (RANK_CONSTANT + 1 + np.arange(len(by_words)))
    fused[near_places] += 1 / (RANK_CONSTANT + 1 + np.arange(len(near_places)))
    rows = zip(*(column[:MOST_BY_MEANING].tolist() for column in near), strict=True)
    return fused, {place: (start, end, round(cosine, 4)) for place, cosine, start, end in rows}


def _grouped(snapshot: Snapshot, places: Array, scores: Array, ask: Ask) -> tuple[Array, Any]:
    """The best text of each group in the order asked for, and a way to the others of its group."""
    numbers = snapshot.column("n")
    if ask.by_date:
        # Oldest first, undated last.
        first = snapshot.column("first")[places].astype(np.int64)
        order = np.lexsort((numbers[places], -scores[places], np.where(first > 0, first, 2**40)))
    else:
        order = np.lexsort((numbers[places], -scores[places]))
    ranked = places[order]
    groups = snapshot.groups()[ranked]
    _, firsts = np.unique(groups, return_index=True)
    heads = ranked[np.sort(firsts)]

    def members(place: int) -> list[int]:
        found: list[int] = ranked[groups == snapshot.groups()[place]].tolist()
        return [p for p in found if p != place]

    return heads, members


def _facets(snapshot: Snapshot, places: Array) -> Mapping[str, Sequence[tuple[Any, int]]]:
    """How many hits each value would leave; a group counts once for each value among its texts."""
    groups = snapshot.groups()
    counts: dict[str, Sequence[tuple[Any, int]]] = {}
    single = _alone(groups, places)
    langs, lang = snapshot.langs()
    counts["lang"] = _named(langs, _tally(lang[places], groups[places], single[places]))
    counts["year"] = _years(snapshot, places, single)
    collections, collection = snapshot.coded("collection", "collections")
    counts["source"] = _named(collections, _tally(collection[places], groups[places], single[places]))
    counts |= _names(snapshot, places, single)
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
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_TOP_FACETS]


def _years(snapshot: Snapshot, places: Array, single: Array) -> list[tuple[Any, int]]:
    if "year" not in snapshot.memo:
        first = snapshot.column("first")
        days, where = np.unique(first, return_inverse=True)
        years = np.array([dt.date.fromordinal(d).year if d > 0 else 0 for d in days.tolist()], np.int64)
        snapshot.memo["year"] = years[where]
    year = snapshot.memo["year"]
    counts = _tally(year[places], snapshot.groups()[places], single[places])
    return [(i, int(counts[i])) for i in np.flatnonzero(counts).tolist() if i]


def _names(snapshot: Snapshot, places: Array, single: Array) -> dict[str, Sequence[tuple[Any, int]]]:
    place, value = snapshot.lists("entities")
    wanted = np.zeros(snapshot.size, bool)
    wanted[places] = True
    hit = wanted[place]
    place, value = place[hit], value[hit]
    counts = _tally(value, snapshot.groups()[place], single[place])
    found: dict[str, Sequence[tuple[Any, int]]] = {}
    codes = np.flatnonzero(counts)
    for i, kind in enumerate(NAME_TYPES):
        mine = codes[(codes & 3) == i]
        best = mine[np.lexsort((mine, -counts[mine]))][:_TOP_FACETS]
        found[kind.lower()] = [(int(c) >> 2, int(counts[c])) for c in best.tolist()]
    return found
