"""Timelines: the dated things that an archive says of an entity, as JSON, CSV or a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archive.catalog import Catalog
from archive.catalog import entities as catalog_entities
from archive.catalog import origins as kept_origins
from archive.catalog.entities import Entity
from archive.timeline.events import Event, Said, Sentences, events
from archive.timeline.page import to_html

__all__ = ["COLUMNS", "Event", "Said", "events", "origins", "rows", "timeline", "timelines", "to_html"]

# Of the CSV form: those of an event; `translations` and `copies` hold the ids of documents.
COLUMNS = (
    "date", "earliest", "latest", "precision", "basis", "document", "lang", "title", "text", "sentence",
    "start", "end", "source", "url", "translations", "copies",
)  # fmt: skip


def timeline(
    catalog: Catalog, entity: Entity, *, with_document_dates: bool = False, cut: Sentences | None = None
) -> dict[str, Any]:
    """The timeline of an entity in its JSON form: the entity and its events, earliest first."""
    found = events(catalog, entity, with_document_dates=with_document_dates, cut=cut)
    return {"entity": entity.record(), "events": [e.record() for e in found]}


def timelines(catalog: Catalog, *, with_document_dates: bool = False) -> Iterator[dict[str, Any]]:
    """The timeline of every entity, those of most documents first."""
    cut = Sentences()
    for entity in catalog_entities.listing(catalog):
        yield timeline(catalog, entity, with_document_dates=with_document_dates, cut=cut)


def origins(catalog: Catalog, timeline: Mapping[str, Any]) -> dict[str, str]:
    """The whole path of the file that each document of a timeline's JSON form came from, by its id."""
    told = [said for event in timeline["events"] for said in (event, *event["translations"])]
    found = {}
    for document, source in {(said["document"], said["source"]) for said in told}:
        path = kept_origins.path_for_timeline(catalog, document, source)
        if path:
            found[document] = path
    return found


def rows(timeline: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The events of a timeline's JSON form as rows of a table with COLUMNS."""
    for event in timeline["events"]:
        yield {
            **event,
            "translations": " ".join(t["document"] for t in event["translations"]),
            "copies": " ".join(event["copies"]),
        }
