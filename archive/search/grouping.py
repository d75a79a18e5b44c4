"""Texts that are one work in its versions: joined by links, one hit."""

from __future__ import annotations

import numpy as np

from archive.arrays import Array, distinct
from archive.search.columns import ArrayState


def groups(state: ArrayState) -> Array:
    """By place, the place of the first text of its group: texts joined by links among them."""
    if "groups" not in state.memo:
        state.memo["groups"] = _groups(state)
    found: Array = state.memo["groups"]
    return found


def alone(state: ArrayState) -> Array:
    """By place, whether a text is the only one of its group."""
    if "alone" not in state.memo:
        every = groups(state)
        state.memo["alone"] = np.bincount(every, minlength=state.size)[every] == 1
    found: Array = state.memo["alone"]
    return found


def counted(state: ArrayState, places: Array) -> int:
    """Of how many groups the texts at `places` are."""
    single = alone(state)[places]
    if single.all():
        return len(places)
    many = distinct(groups(state)[places[~single]])
    return int(np.count_nonzero(single)) + len(many)


def translated(state: ArrayState) -> Array:
    """By place, whether a text or a copy of it stands in another language too."""
    if "translated" not in state.memo:
        every, (langs, lang) = groups(state), state.coded("lang")
        alive = np.flatnonzero(state.alive)
        pairs = distinct(every[alive] * max(len(langs), 1) + lang[alive])
        many = np.bincount(pairs // max(len(langs), 1), minlength=state.size) > 1
        state.memo["translated"] = many[every]
    found: Array = state.memo["translated"]
    return found


def _groups(state: ArrayState) -> Array:
    groups: Array = np.arange(state.size, dtype=np.int64)
    place, number = state.lists("twins")
    numbers, alive = state.column("n"), np.flatnonzero(state.alive)
    if not len(place) or not len(alive):
        return groups
    alive = alive[np.argsort(numbers[alive], kind="stable")]
    at = np.searchsorted(numbers[alive], number)
    at = np.minimum(at, len(alive) - 1)
    there = (numbers[alive[at]] == number) & state.alive[place]
    a, b = place[there].astype(np.int64), alive[at][there]
    while True:  # the smallest place travels along the links until nothing changes
        low = np.minimum(groups[a], groups[b])
        before = groups.copy()
        np.minimum.at(groups, a, low)
        np.minimum.at(groups, b, low)
        groups = groups[groups]
        if np.array_equal(before, groups):
            return groups
