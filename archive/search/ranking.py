"""From what answers a query to a page of hits: meaning joined to words, groups, order.

The rule: what a text's words are worth, as a share of what a full answer would be, plus a share of how near
it is in meaning, and of how near its translation or copy is. It beat reciprocal rank fusion by 1 to 3
points of nDCG on titles and on questions, for it keeps how much better the better one is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.search.evaluate import evaluate
from archive.search.facets import facets
from archive.search.grouping import groups as groups_of
from archive.search.port import Ask, Found, Match, State
from archive.search.vectors import LEAST, Near, compare

MEANING: Final = 0.36  # what nearness in meaning counts beside words (tuned on titles and questions)
TWIN: Final = 0.8  # what the nearness of a translation or copy counts beside the text's own
TWIN_WORDS: Final = 0.2  # what the words of a translation or copy count
_MANY: Final = 100  # hits of a page whose groups are sorted rather than looked for one by one
COMPARED: Final = 200  # the best texts by words, whose meaning is compared too


def answer(state: State, ask: Ask) -> Found:
    """One search on one state."""
    result, where = evaluate(state, ask)
    mask = worded = result.mask & where
    scores = np.where(mask, result.scores / (result.ceiling or 1.0), 0.0).astype(np.float64)
    near: Near | None = None
    if ask.vector is not None:
        near, mask, scores = _with_meaning(state, ask, mask, scores, result.gate & where)
    places = np.flatnonzero(mask)
    heads, members = _grouped(state, places, scores, ask)
    numbers = state.column("n")
    matches = tuple(
        Match(
            n=int(numbers[place]), score=round(float(scores[place]), 6), worded=bool(worded[place]),
            passage=_passage(near, place), others=tuple(int(numbers[p]) for p in members(place)),
        )
        for place in heads[ask.first : ask.first + ask.limit].tolist()
    )  # fmt: skip
    found = facets(state, places) if ask.facets else {}
    return Found(len(heads), len(places), matches, found, result.relaxed)


def _with_meaning(
    state: State, ask: Ask, mask: Array, scores: Array, gate: Array
) -> tuple[Near, Array, Array]:
    """The texts that answer by words or by meaning, and their joined scores."""
    best = np.flatnonzero(mask)
    if len(best) > COMPARED:
        best = best[np.argpartition(-scores[best], COMPARED)[:COMPARED]]
    near = compare(state, np.asarray(ask.vector, np.float32), gate, best)
    own = np.zeros(len(scores))
    own[near.places] = near.scores
    brought = near.places[near.brought(gate)]
    mask = mask.copy()
    mask[brought] = True
    scores = scores + TWIN_WORDS * _of_twin(state, scores)
    return near, mask, scores + MEANING * (own + TWIN * _of_twin(state, own))


def _of_twin(state: State, own: Array) -> Array:
    """By place, the best of `own` among the others of its group."""
    groups = groups_of(state)
    held = np.flatnonzero(own)
    best, second = np.zeros(len(own)), np.zeros(len(own))
    np.maximum.at(best, groups[held], own[held])
    lesser = held[own[held] < best[groups[held]]]
    np.maximum.at(second, groups[lesser], own[lesser])
    first = best[groups]
    if "alone" not in state.memo:
        state.memo["alone"] = np.bincount(groups, minlength=len(own))[groups] == 1
    alone = state.memo["alone"]
    return np.where(alone, 0.0, np.where(own < first, first, second[groups]))


def _passage(near: Near | None, place: int) -> tuple[int, int, float] | None:
    """The stretch of the text at `place` that is nearest in meaning, if it is near."""
    if near is None:
        return None
    at = int(np.searchsorted(near.places, place))
    if at == len(near.places) or near.places[at] != place or near.cosines[at] < LEAST:
        return None
    return int(near.starts[at]), int(near.ends[at]), round(float(near.cosines[at]), 4)


def _grouped(
    state: State, places: Array, scores: Array, ask: Ask
) -> tuple[Array, Callable[[int], list[int]]]:
    """The best text of each group in the order asked for, and a way to the others of its group."""
    numbers = state.column("n")
    if ask.by_date:
        # Oldest first, undated last.
        first = state.column("first")[places].astype(np.int64)
        order = np.lexsort((numbers[places], -scores[places], np.where(first > 0, first, 2**40)))
    else:
        order = np.lexsort((numbers[places], -scores[places]))
    ranked = places[order]
    every = groups_of(state)
    groups = every[ranked]
    _, firsts = np.unique(groups, return_index=True)
    heads = ranked[np.sort(firsts)]
    return heads, _members(every, ranked, groups, many=min(len(heads), ask.limit) > _MANY)


def _members(every: Array, ranked: Array, groups: Array, *, many: bool) -> Callable[[int], list[int]]:
    """From a place to the others of its group, in the order asked for; `many` will be asked for."""
    if not many:
        return lambda place: [p for p in ranked[groups == every[place]].tolist() if p != place]
    together = np.argsort(groups, kind="stable")
    ordered = groups[together]

    def members(place: int) -> list[int]:
        first, last = np.searchsorted(ordered, (every[place], every[place] + 1))
        return [p for p in ranked[together[first:last]].tolist() if p != place]

    return members
