"""What narrows a search down: which texts of a state pass each filter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from archive.arrays import Array
from archive.search.grouping import translated
from archive.search.lookup import Lookup
from archive.search.port import Filters, State


def passing(held: Lookup, where: Filters) -> Iterator[Array]:
    """By place, whether a text passes, for each filter but the words of a source and what is left out."""
    state = held.state
    if where.langs:
        yield np.logical_or.reduce([held.lang(lang) for lang in where.langs])
    for name in where.names:
        yield held.named(name)
    if where.dated is not None:
        dated = held.dated(where.dated)
        yield dated | held.spoken(where.dated) if where.spoken else dated
    if where.undated:
        yield state.column("first") == 0
    if where.translated:
        yield translated(state)
    if where.format is not None:
        yield _coded(state, "format", where.format)
    if where.collection is not None:
        yield _labelled(state, "collections", where.collection)


def _coded(state: State, name: str, value: str) -> Array:
    """Texts with this value of a column that has one for each."""
    values, code = state.coded(name)
    found: Array = code == values.index(value) if value in values else np.zeros(state.size, bool)
    return found


def _labelled(state: State, name: str, value: str) -> Array:
    """Texts with this value among those that they have."""
    values, place, code = state.labelled(name)
    found = np.zeros(state.size, bool)
    if value in values:
        found[place[code == values.index(value)]] = True
    return found
