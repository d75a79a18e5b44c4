"""Where persons decided that a text begins or goes on, and what they leave out, found on a page again.

A decision holds where the page has its block, beside one of the blocks that it stood beside, and the longest
block of the text that the person had before them (`archive.catalog.limits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.dataclass import dataclass
from archive.ingest.posts.units import MAX_TITLE_CHARS, Unit
from archive.ingest.posts.versions import BETWEEN
from archive.records import Cut
from archive.text import fingerprint

if TYPE_CHECKING:
    from archive.catalog.limits import PostLimit


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units that make a post, before its title is looked for.

    `group`: the container of the markup that it is, None for none; `cut`: a person said that it begins.
    """

    units: tuple[Unit, ...]
    group: int | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class LimitDecisions:
    """What holds on a page: the unit of each decision, and the last word on each unit (by its start)."""

    found: tuple[tuple[PostLimit, Unit], ...]

    @property
    def last(self) -> Mapping[int, PostLimit]:
        """The decision that holds for a unit, by where that begins."""
        return {unit.block.start: limit for limit, unit in self.found}


def find(units: Sequence[Unit], limits: Iterable[PostLimit]) -> LimitDecisions:
    """Where on a page of these units each decision holds, of those that do."""
    limits = list(limits)
    if not limits:
        return LimitDecisions(())
    at: dict[str, list[int]] = {}
    whole: list[str] = []
    for i, unit in enumerate(units):
        whole.append(fingerprint(unit.text))
        for text in {whole[i], *_halves(unit.text)}:
            at.setdefault(text, []).append(i)
    spoken = [i for i, unit in enumerate(units) if not unit.chrome]
    place = {i: k for k, i in enumerate(spoken)}
    found = []
    for limit in limits:
        places = at.get(limit.block, ()) if limit.witness in at else ()
        if not places:
            continue

        def alike(i: int, limit: PostLimit = limit) -> tuple[bool, int]:
            """Whether it stands as it did, and by how many of its neighbours."""
            k = place.get(i)
            if k is None:
                return False, 0
            beside = [whole[spoken[m]] if 0 <= m < len(spoken) else "" for m in (k - 1, k + 1)]
            same = [one == was for one, was in zip(beside, (limit.before, limit.after), strict=True) if was]
            return any(same) or not same, sum(same)

        best = max(map(alike, places))
        if not best[0]:
            continue
        some = [i for i in places if alike(i) == best]
        found.append((limit, units[some[min(limit.nth, len(some) - 1)]]))
    return LimitDecisions(tuple(found))


def _halves(text: str) -> list[str]:
    """What a title in two languages says in each."""
    if len(text) > 2 * MAX_TITLE_CHARS or not BETWEEN.search(text):
        return []
    return [
        fingerprint(half)
        for sign in BETWEEN.finditer(text)
        for half in (text[: sign.start()], text[sign.end() :])
    ]


def recut(parts: Sequence[UnitGroup], decisions: LimitDecisions) -> list[UnitGroup]:
    """`parts` with the limits that persons gave them, and without what they left out."""
    last = decisions.last
    if not last:
        return list(parts)
    groups: list[UnitGroup] = []
    for part in parts:
        begins = [i for i, unit in enumerate(part.units) if i and _is(Cut.BEGINS, unit, last)]
        for start, end in pairwise([0, *begins, len(part.units)]):
            piece = replace(part, units=part.units[start:end])
            # What comes later is not what the markup says of its container.
            groups.append(replace(piece, group=None, cut=True) if start else piece)
    joined: list[UnitGroup] = []
    for part in groups:
        if joined and _is(Cut.GOES_ON, part.units[0], last):
            joined[-1] = replace(joined[-1], units=(*joined[-1].units, *part.units))
        else:
            joined.append(part)
    kept = [replace(p, units=tuple(u for u in p.units if not _is(Cut.LEFT_OUT, u, last))) for p in joined]
    return [part for part in kept if part.units]


def _is(cut: Cut, unit: Unit, last: Mapping[int, PostLimit]) -> bool:
    limit = last.get(unit.block.start)
    return limit is not None and limit.verdict is cut
