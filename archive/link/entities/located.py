"""Where the places of the archive lie: what the gazetteer has under their names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from archive.catalog.entities import EntityName
from archive.link.entities.gazetteer import gazetteer, key_of
from archive.places.where import Position, people_at, position

# A town may be meant for a larger one of its name where it is no more than 16 times smaller: Orléans for the
# Orleans in Ontario, not Vienne for Vienna (52 times). The same measure parts own names from by-names
# (training/towns.py).
_SMALLER: Final = 16
_NEAR_KM: Final = 500  # within which the other places of an archive speak for one of several towns
_EARTH_KM: Final = 6371


def candidates(names: Iterable[EntityName]) -> list[Position]:
    """Where the place of these names may lie, the likeliest first; nowhere where the gazetteer does not say.

    Of several places that the names may be of, the one most often named counts. A name alone is no proof: of
    several towns of one name all are given that are not far smaller than the likeliest.
    """
    named: Counter[str] = Counter()
    keys: dict[str, list[str]] = {}
    for name in names:
        key = key_of(name.name, name.lang)
        if place := gazetteer().place(key, name.lang):
            named[place] += max(name.mentions, 1)
            keys.setdefault(place, []).append(key)
    # Of the same number the first by name, so that a map is the same each time.
    for place, _ in sorted(named.items(), key=lambda item: (-item[1], item[0])):
        if (first := position(place)) is not None:
            people = people_at(place)
            others = dict.fromkeys(sense for key in keys[place] for sense in gazetteer().senses(key))
            near = [
                found for other in others
                if other != place and people_at(other) * _SMALLER >= people > 0
                and (found := position(other)) is not None
            ]  # fmt: skip
            return [first, *near]
    return []


def located(several: Sequence[tuple[Sequence[Position], int]]) -> list[Position | None]:
    """For each place, with its candidates and in how many texts it is named, where it lies.

    Of several candidates it is the one about which most of the others lie: who speaks of Calais and Paris
    means the Orléans in France. None where there is no candidate.
    """
    first = [(i, where[0], count) for i, (where, count) in enumerate(several) if where]
    if not first:
        return [None] * len(several)
    others = np.array([_direction(where) for _, where, _ in first])
    weights = np.array([float(count) for _, _, count in first])
    row = {i: n for n, (i, _, _) in enumerate(first)}

    def spoken_for(i: int, where: Position) -> float:
        near = others @ np.array(_direction(where)) > math.cos(_NEAR_KM / _EARTH_KM)
        near[row[i]] = False  # no place speaks for itself
        return float(weights[near].sum())

    found: list[Position | None] = []
    for i, (where, _) in enumerate(several):
        spoken = [spoken_for(i, one) for one in where] if len(where) > 1 else [0.0]
        found.append(where[spoken.index(max(spoken))] if where else None)
    return found


def _direction(where: Position) -> tuple[float, float, float]:
    """From the middle of the earth to a position, as long as 1."""
    lat, lon = math.radians(where.lat), math.radians(where.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
