"""A name in a composed text, and what can be done with a list of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.evidence import Evidence
from archive.records import MentionType

Found = tuple[int, int, MentionType]  # where a name starts and ends in a text, and what it names


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a composed text (`archive.text.compose`); offsets count there."""

    start: int
    end: int
    type: MentionType
    evidence: Evidence
    score: float = 1.0


def without_overlap(first: Iterable[Name], then: Iterable[Name]) -> list[Name]:
    """All of `first`, and those of `then` that touch none of them, in order of place.

    Where names of `first` overlap each other, the earlier and longer one stays; `then` is free of overlap.
    """
    kept: list[Name] = []
    for name in sorted(first, key=lambda n: (n.start, -n.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    out: list[Name] = []
    i = 0
    for name in sorted(then, key=lambda n: n.start):
        while i < len(kept) and kept[i].end <= name.start:
            out.append(kept[i])
            i += 1
        if i == len(kept) or kept[i].start >= name.end:
            out.append(name)
    out.extend(kept[i:])
    return out
