"""When two names of places are one place, and where it lies by what the gazetteer has under its names."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from archive.catalog.entities import EntityName
from archive.link.entities.likeness import slips
from archive.link.entities.names import gazetteer, key_of, skeleton
from archive.link.entities.snapshot import PLACE, Node, Work
from archive.patterns import regex
from archive.places.where import Position, people_at, position

# What follows the short form of a town's name: Bar-sur-Aube, Stoke-on-Trent.
_LONGER = regex(
    r"^(?P<short>.+?) (?:sur|sous|en|les|lez|le|la|l|de|du|des|d|aux|au|on|upon|by|in|under|next) .+$"
)
_SLIP_RATIO = 3


def join_places(work: Work) -> None:
    """Joins what names places in `work`."""
    _join_known(work)
    _join_short(work)
    _join_slips(work)


def bare_key(node: Node) -> str:
    """A place's key without the language that some keys carry."""
    return node[1].split("@")[0]


@lru_cache(maxsize=50_000)
def place_of(node: Node) -> str | None:
    """The gazetteer's id for a node, or None."""
    key, _, lang = node[1].partition("@")
    return gazetteer().place(key, lang or "en")


def _join_known(work: Work) -> None:
    """Names of one place in the gazetteer."""
    by_place: dict[str, list[Node]] = defaultdict(list)
    for node in work.snapshot.of_type(PLACE):
        if found := place_of(node):
            by_place[found].append(node)
    for place, nodes in sorted(by_place.items()):
        for other in nodes[1:]:
            work.clusters.join(nodes[0], other, f"the same place in the gazetteer ({place})")


def _join_short(work: Work) -> None:
    """ "Stoke" in a document (or an archive) that has one Stoke-on-Trent and no other.

    A name that the gazetteer has for a place of its own is no short form: Saint-Étienne is not
    Saint-Étienne-du-Rouvray.
    """
    longer: dict[str, list[Node]] = defaultdict(list)
    nodes = work.snapshot.of_type(PLACE)
    for node in nodes:
        if match := _LONGER.match(bare_key(node)):
            longer[match["short"]].append(node)
    for node in nodes:
        candidates = longer.get(bare_key(node), ())
        if not candidates or gazetteer().own(bare_key(node)):
            continue
        senses = set(gazetteer().senses(bare_key(node)))
        only = candidates[0]
        one = len({work.clusters.find(n) for n in candidates}) == 1
        known = one and (not senses or place_of(only) in senses)
        for doc in sorted(work.snapshot.docs[node]):
            here = [n for n in candidates if doc in work.snapshot.docs[n]]
            if len({work.clusters.find(n) for n in here}) == 1:
                label = work.snapshot.name_of[here[0]].display
                work.bind(doc, node, here[0], f"short for {label} in the same document")
            elif known:
                label = work.snapshot.name_of[only].display
                work.bind(doc, node, only, f"short for {label}, the only one in the archive")


def _join_slips(work: Work) -> None:
    """A rare name one slip away from a common one, unless the gazetteer knows it for itself; also from one
    that is no more common, if the gazetteer has that and both sound alike (Kirgizstan).

    The slip must leave the sound alone, or both must stand in one document: villages of one letter's
    difference are many (Chambéry and Chambésy).
    """
    snapshot = work.snapshot
    tokens = {n: snapshot.name_of[n].tokens for n in snapshot.of_type(PLACE)}
    for a, b in slips(tokens):
        # The one that the gazetteer has is the right one, or else the more common.
        rare, common = sorted((a, b), key=lambda n: (place_of(n) is not None, len(snapshot.docs[n]), n))
        if place_of(rare) is not None:
            continue
        sounds = [[skeleton(t) for t in tokens[n]] for n in (a, b)]
        same_sound = sounds[0] == sounds[1]
        often = len(snapshot.docs[common]) >= _SLIP_RATIO * len(snapshot.docs[rare])
        if not often and not (same_sound and place_of(common)):
            continue
        if same_sound or not snapshot.docs[a].isdisjoint(snapshot.docs[b]):
            work.clusters.join(common, rare, "slip of spelling")


# A town may be meant for a larger one of its name where it is no more than 16 times smaller: Valence in the
# Drôme for Valencia, not Vienne for Vienna (52 times). The same measure parts own names from by-names
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

    Of several candidates it is the one about which most of the others lie: who speaks of Nérac and Agen
    means the Valence in France. None where there is no candidate.
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
