"""Timelines: the dated things that an archive says of an entity, as records or a page."""

from __future__ import annotations

from collections.abc import Iterator

from archive.catalog import Catalog, origins
from archive.catalog import entities as catalog_entities
from archive.catalog.entities import Entity
from archive.dataclass import dataclass
from archive.timeline.events import DocumentDates, Event, EventSource, Sentences, events

__all__ = ["DocumentDates", "Event", "EventSource", "Timeline", "events", "paths", "timeline", "timelines"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What an archive says of an entity with a date: its events, earliest first."""

    entity: Entity
    events: tuple[Event, ...]

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def __str__(self) -> str:
        """The timeline as `archive timeline` prints it."""
        head = f"{' = '.join(self.entity.all_names)} ({self.entity.type.value}): {len(self)} events"
        return "\n\n".join([head, *map(str, self.events)])

    def to_html(self, lang: str = "en") -> str:
        """A page of HTML that needs no network, in English (`en`) or French (`fr`)."""
        from archive.timeline.page import to_html

        return to_html(self, lang)

    def _repr_html_(self) -> str:
        """What a notebook shows: the names, the axis of time and the events, escaped."""
        from archive.timeline.page import fragment

        return fragment(self)


def timeline(
    catalog: Catalog,
    entity: Entity,
    *,
    document_dates: DocumentDates = "once",
    cut: Sentences | None = None,
) -> Timeline:
    """The timeline of an entity."""
    found = events(catalog, entity, document_dates=document_dates, cut=cut)
    return Timeline(entity, tuple(found))


def timelines(catalog: Catalog, *, document_dates: DocumentDates = "once") -> Iterator[Timeline]:
    """The timeline of every entity, those of most documents first."""
    cut = Sentences()
    for entity in catalog_entities.listing(catalog):
        yield timeline(catalog, entity, document_dates=document_dates, cut=cut)


def paths(catalog: Catalog, timeline: Timeline) -> dict[str, str]:
    """The whole path of the file that each document of a timeline came from, by the document's id."""
    sources = {(s.document, s.source) for e in timeline for s in (e.source, *e.translations)}
    found = {document: origins.path_for_timeline(catalog, document, source) for document, source in sources}
    return {document: path for document, path in found.items() if path}
