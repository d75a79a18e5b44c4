"""When two names of places are one place."""

from __future__ import annotations

import re
from collections import defaultdict

from archive.link.entities.clusters import Node
from archive.link.entities.gazetteer import gazetteer
from archive.link.entities.names import skeleton
from archive.link.entities.snapshot import PLACE, Work
from archive.link.entities.spelling import slips

# What follows the short form of a town's name: Boulogne-sur-Mer, Stoke-on-Trent.
_LONGER = re.compile(
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
    """ "Boulogne" in a document (or an archive) that has one Boulogne-sur-Mer and no other.

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
    that is no more common, if the gazetteer has that and both sound alike (Afganistan).

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
