"""When two names of places are one place."""

from __future__ import annotations

import re
from collections import defaultdict

from archive.link.entities.clusters import Node
from archive.link.entities.gazetteer import gazetteer
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
    """ "Boulogne" in a document (or an archive) that has one Boulogne-sur-Mer and no other."""
    longer: dict[str, list[Node]] = defaultdict(list)
    for node in work.snapshot.of_type(PLACE):
        if match := _LONGER.match(bare_key(node)):
            longer[match["short"]].append(node)
    for node in work.snapshot.of_type(PLACE):
        candidates = longer.get(bare_key(node), ())
        if not candidates:
            continue
        senses = set(gazetteer().senses(bare_key(node)))
        for doc in sorted(work.snapshot.docs[node]):
            here = [n for n in candidates if doc in work.snapshot.docs[n]]
            if len({work.clusters.find(n) for n in here}) == 1:
                label = work.snapshot.name_of[here[0]].display
                work.bind(doc, node, here[0], f"short for {label} in the same document")
        if len({work.clusters.find(n) for n in candidates}) == 1 and (
            not senses or place_of(candidates[0]) in senses
        ):
            label = work.snapshot.name_of[candidates[0]].display
            if len(senses) != 1 or place_of(node) != place_of(candidates[0]):
                for doc in sorted(work.snapshot.docs[node]):
                    if (doc, node) not in work.local:
                        work.bind(doc, node, candidates[0], f"short for {label}, the only one in the archive")


def _join_slips(work: Work) -> None:
    """A rare name one slip away from a common one, unless the gazetteer knows it for itself."""
    snapshot = work.snapshot
    tokens = {n: snapshot.name_of[n].tokens for n in snapshot.of_type(PLACE)}
    for a, b in slips(tokens):
        rare, common = sorted((a, b), key=lambda n: (len(snapshot.docs[n]), n))
        if place_of(rare) is None and len(snapshot.docs[common]) >= _SLIP_RATIO * len(snapshot.docs[rare]):
            work.clusters.join(common, rare, "slip of spelling")
