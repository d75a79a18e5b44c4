"""Timelines: the dated things that an archive says of an entity, as JSON, CSV or a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from archive.catalog import Catalog
from archive.catalog import entities as catalog_entities
from archive.catalog.entities import Entity
from archive.timeline.events import Event, Said, Sentences, events
from archive.timeline.page import to_html

__all__ = ["COLUMNS", "Event", "Said", "events", "timeline", "timelines", "to_csv", "to_html"]

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


def to_csv(timeline: Mapping[str, Any]) -> str:
    """A timeline's JSON form as CSV: a header, then a line for each event."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for event in timeline["events"]:
        row = dict(event)
        row["translations"] = " ".join(t["document"] for t in event["translations"])
        row["copies"] = " ".join(event["copies"])
        writer.writerow(row)
    return out.getvalue()
