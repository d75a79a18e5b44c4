"""A part of a timeline: what some of an entity's texts say, so that no page waits for thousands of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping

from archive.catalog import Catalog, entities, links, mentions
from archive.catalog.entities import Appearance, Entity
from archive.dataclass import dataclass
from archive.records import Status
from archive.timeline.chosen import EVERYTHING, Chosen, candidates
from archive.timeline.events import Event, events


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """What the texts `start` to `end` of those that name an entity say, of `total`, oldest first.

    An event that texts of several parts tell stands in the first of these. `years`: for each year of which
    there are texts the place of the first one and how many; undated texts come last and are in no year.
    """

    events: tuple[Event, ...]
    appearances: tuple[Appearance, ...]
    start: int
    end: int
    total: int
    years: Mapping[int, tuple[int, int]]

    @property
    def whole(self) -> bool:
        """Whether it is the whole timeline."""
        return self.start == 0 and self.end == self.total


def part(
    catalog: Catalog, entity: Entity, start: int, limit: int, chosen: Chosen = EVERYTHING
) -> TimelinePart:
    """The events of `limit` texts from place `start` on (0: the oldest), or the last ones.

    Of texts that may tell of what is `chosen`: those alone are counted.
    """
    ordered = candidates(catalog, mentions.naming(catalog, entity.n), chosen)
    total = len(ordered)
    start = max(min(start, (total - 1) // limit * limit), 0)
    shown = ordered[start : start + limit]
    places = {n: i for i, (n, _) in enumerate(ordered)}
    wanted = _with_kin(catalog, {n for n, _ in shown}, places)
    numbers = mentions.ids(catalog, wanted)
    entries = tuple(
        event
        for event in events(catalog, entity, among=wanted)
        if chosen.keeps(event)
        and start <= min(places[numbers[source.document]] for source in event.sources) < start + limit
    )
    starts: dict[int, int] = {}
    counts = Counter[int]()
    for i, (_, date) in enumerate(ordered):
        if date and date[:4].isdecimal():
            starts.setdefault(int(date[:4]), i)
            counts[int(date[:4])] += 1
    return TimelinePart(
        entries, tuple(entities.appearances(catalog, entity, [n for n, _ in shown])),
        start, start + len(shown),
        total, {year: (at, counts[year]) for year, at in starts.items()},
    )  # fmt: skip


def _with_kin(catalog: Catalog, documents: set[int], among: Container[int]) -> set[int]:
    """Documents with those `among` others that are their translations and copies, and the ones of these."""
    found, new = set(documents), documents
    while new:
        edges = [e for e in links.touching(catalog, new) if e.status is not Status.REJECTED]
        new = {n for edge in edges for n in (edge.a, edge.b) if n in among} - found
        found |= new
    return found
