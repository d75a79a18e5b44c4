"""From what answers a query to a page of hits: meaning joined to words, groups, order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.search.columns import ArrayState
from archive.search.facets import facets
from archive.search.grouping import alone, counted
from archive.search.grouping import groups as groups_of
from archive.search.plan import Meaning, SearchPlan
from archive.search.port import EngineResult, MatchedGroup
from archive.search.vectors import NearTexts, compare

_MANY: Final = 100  # hits of a page whose groups are sorted rather than looked for one by one
_SPARE: Final = 4  # texts that are put in order for one hit: most groups have fewer


def answer(
    state: ArrayState, plan: SearchPlan, mask: Array, scores: Array, full: float, gate: Array | None
) -> EngineResult:
    """A page of the texts that `mask` marks, by their scores; `full` is that of a full answer.

    `gate` marks those that meaning may add to them, where the plan has any.
    """
    worded = mask
    near: NearTexts | None = None
    if plan.meaning is not None and gate is not None:
        shares = np.where(mask, scores / full, 0.0).astype(np.float64)
        near, mask, scores = _with_meaning(state, plan.meaning, mask, shares, gate)
        full = 1.0
    places = mask.nonzero()[0]
    total, heads, members = _grouped(state, places, scores, plan)
    numbers = state.column("n")
    matches = tuple(
        MatchedGroup(
            n=int(numbers[place]), score=round(float(scores[place]) / full, 6), worded=bool(worded[place]),
            passage=_passage(near, place, plan.meaning),
            others=tuple(int(numbers[p]) for p in members(place)),
        )
        for place in heads.tolist()
    )  # fmt: skip
    return EngineResult(total, len(places), matches, facets(state, places, plan.facets), plan.relaxed)


def _with_meaning(
    state: ArrayState, meaning: Meaning, mask: Array, scores: Array, gate: Array
) -> tuple[NearTexts, Array, Array]:
    """The texts that answer by words or by meaning, and their joined scores."""
    best = foremost(state, np.flatnonzero(mask), scores, meaning.compared)
    near = compare(state.vectors(), np.asarray(meaning.vector, np.float32), gate, best)
    own = np.zeros(len(scores))
    own[near.places] = near.scores
    brought = near.places[near.brought(gate, state.column("n"), meaning.least, meaning.most)]
    mask = mask.copy()
    mask[brought] = True
    scores = scores + meaning.words_of_twin * _of_twin(state, scores)
    return near, mask, scores + meaning.counts * (own + meaning.of_twin * _of_twin(state, own))


def _of_twin(state: ArrayState, own: Array) -> Array:
    """By place, the best of `own` among the others of its group."""
    groups = groups_of(state)
    held = np.flatnonzero(own)
    best, second = np.zeros(len(own)), np.zeros(len(own))
    np.maximum.at(best, groups[held], own[held])
    lesser = held[own[held] < best[groups[held]]]
    np.maximum.at(second, groups[lesser], own[lesser])
    # Copies are as near as each other: of several that are the best, each has another beside it.
    bests = np.bincount(groups[held[own[held] == best[groups[held]]]], minlength=len(own))
    second[bests > 1] = best[bests > 1]
    first = best[groups]
    return np.where(alone(state), 0.0, np.where(own < first, first, second[groups]))


def _passage(near: NearTexts | None, place: int, meaning: Meaning | None) -> tuple[int, int, float] | None:
    """The stretch of the text at `place` that is nearest in meaning, if it is near."""
    if near is None or meaning is None:
        return None
    at = int(np.searchsorted(near.places, place))
    if at == len(near.places) or near.places[at] != place or near.cosines[at] < meaning.least:
        return None
    return int(near.starts[at]), int(near.ends[at]), round(float(near.cosines[at]), 4)


def _grouped(
    state: ArrayState, places: Array, scores: Array, plan: SearchPlan
) -> tuple[int, Array, Callable[[int], list[int]]]:
    """How many groups there are, the best text of each on the page, in the order asked for, and a way to the
    others of its group."""
    numbers, days = state.column("n"), _days(state) if plan.by_date else None

    def order(some: Array) -> Array:
        keys = (numbers[some], -scores[some])
        return np.lexsort(keys if days is None else (*keys, days[some]))

    every = groups_of(state)
    total = counted(state, places)
    first, until = min(plan.first, total), min(plan.first + plan.limit, total)
    nothing: Array = places[:0]
    heads = nothing
    if first < until:
        best = _best(places, -scores[places] if days is None else days[places], _SPARE * until)
        heads = _heads(best[order(best)], every)
        if len(heads) < until:
            heads = _heads(places[order(places)], every)
        heads = heads[first:until]
    return total, heads, _members(state, places, order, many=len(heads) > _MANY)


def _days(state: ArrayState) -> Array:
    """By place, the first day of a text; undated ones come last."""
    first = state.column("first").astype(np.int64)
    return np.where(first > 0, first, 2**40)


def _best(places: Array, values: Array, count: int) -> Array:
    """So many of `places` at least as have the least values; of those that are level all or none."""
    if len(places) <= count:
        return places
    found: Array = places[values <= np.partition(values, count)[count]]
    return found


def foremost(state: ArrayState, places: Array, scores: Array, count: int) -> Array:
    """The `count` of `places`, all ascending, with the best scores; of equal ones those of lower numbers."""
    if len(places) <= count:
        return places
    own = scores[places]
    least = np.partition(own, len(own) - count)[len(own) - count]
    taken = own > least
    level = np.flatnonzero(own == least)
    room = count - int(np.count_nonzero(taken))
    if room < len(level):
        level = level[np.argpartition(state.column("n")[places[level]], room - 1)[:room]]
    taken[level] = True
    found: Array = places[taken]
    return found


def _heads(ranked: Array, every: Array) -> Array:
    """The first of each group."""
    groups = every[ranked]
    first = np.empty(len(every), np.int64)
    at = np.arange(len(ranked))
    first[groups[::-1]] = at[::-1]  # of several in one place the last one stays
    found: Array = ranked[first[groups] == at]
    return found


def _members(
    state: ArrayState, places: Array, order: Callable[[Array], Array], *, many: bool
) -> Callable[[int], list[int]]:
    """From a place to the others of its group, in the order asked for; `many` will be asked for."""
    every, single = groups_of(state), alone(state)
    groups = every[places]
    if not many:

        def few(place: int) -> list[int]:
            if single[place]:
                return []
            others = places[groups == every[place]]
            return [p for p in others[order(others)].tolist() if p != place] if len(others) > 1 else []

        return few
    ranked = order(places)
    together = ranked[np.argsort(groups[ranked], kind="stable")]
    ordered = groups[together]

    def members(place: int) -> list[int]:
        first, last = np.searchsorted(ordered, (every[place], every[place] + 1))
        return [p for p in places[together[first:last]].tolist() if p != place]

    return members
