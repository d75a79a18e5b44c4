"""Where the places of the archive lie: what the gazetteer has under their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archive.catalog.entities import EntityName
from archive.link.entities.gazetteer import gazetteer, key_of
from archive.places.where import Position, position


def located(names: Iterable[EntityName]) -> Position | None:
    """Where the place of these names lies: of several places that they may name, the one most often named.

    None where the gazetteer has none of the names, or does not say where it lies. A name alone is no proof:
    of several towns of one name the likeliest is meant (`archive.places.gazetteer`).
    """
    named: Counter[str] = Counter()
    for name in names:
        if place := gazetteer().place(key_of(name.name, name.lang), name.lang):
            named[place] += max(name.mentions, 1)
    # Of the same number the first by name, so that a map is the same each time.
    for place, _ in sorted(named.items(), key=lambda item: (-item[1], item[0])):
        if (found := position(place)) is not None:
            return found
    return None
