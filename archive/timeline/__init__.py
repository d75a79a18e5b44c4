"""Timelines: the dated things that an archive says of an entity, as JSON, CSV or a page."""

from __future__ import annotations

from collections.abc import Iterator

from archive.catalog import Catalog
from archive.catalog import entities as catalog_entities
from archive.catalog.entities import Entity
from archive.timeline.events import Event, Said, events

__all__ = ["Event", "Said", "events", "timeline", "timelines"]


def timeline(catalog: Catalog, entity: Entity, *, with_document_dates: bool = False) -> dict[str, object]:
    """The timeline of an entity in its JSON form: the entity and its events, earliest first."""
    found = events(catalog, entity, with_document_dates=with_document_dates)
    return {"entity": entity.record(), "events": [e.record() for e in found]}


def timelines(catalog: Catalog, *, with_document_dates: bool = False) -> Iterator[dict[str, object]]:
    """The timeline of every entity, those of most documents first."""
    for entity in catalog_entities.listing(catalog):
        yield timeline(catalog, entity, with_document_dates=with_document_dates)
