"""A name in a composed text, and what can be done with a list of them."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from archive.dataclass import dataclass
from archive.evidence import Evidence
from archive.records import MentionType

Found = tuple[int, int, MentionType]  # where a name starts and ends in a text, and what it names


_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name found in a composed text (`archive.text.compose`); offsets count there."""

    start: int
    end: int
    type: MentionType
    evidence: Evidence
    score: float = 1.0


def without_overlap(first: Iterable[FoundName], then: Iterable[FoundName]) -> list[FoundName]:
    """All of `first`, and those of `then` that touch none of them, in order of place.

    Where names of `first` overlap each other, the earlier and longer one stays; `then` is free of overlap.
    """
    kept: list[FoundName] = []
    for name in sorted(sorted(first, key=_END, reverse=True), key=_START):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    rest = sorted(then, key=_START)
    if not kept:
        return rest
    touched: set[int] = set()
    i, count = 0, len(kept)
    for n, name in enumerate(rest):
        while i < count and kept[i].end <= name.start:
            i += 1
        if i < count and kept[i].start < name.end:
            touched.add(n)
    return sorted([*kept, *[name for n, name in enumerate(rest) if n not in touched]], key=_START)
