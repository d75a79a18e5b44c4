"""The forms of entities and timelines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.catalog.acts import Act
    from archive.catalog.authority import Known
    from archive.catalog.entities import Appearance, Doubt, Entity
    from archive.catalog.portable import Portable
    from archive.timeline import Event, EventSource, Timeline

Form = dict[str, Any]


def on_page(page: int | None) -> Form:
    """The page of a source with pages on which something stands."""
    return {"page": page} if page else {}


def entity(known: Entity) -> Form:
    """A person, place or organisation; names of a language stand in the order of their mentions."""
    return {
        "id": known.id, "type": known.type.value, "label": known.label, "labels": known.labels,
        "names": known.by_language,
        "documents": known.documents, "mentions": known.mentions, "first": known.first, "last": known.last,
    }  # fmt: skip


def doubt(found: Doubt) -> Form:
    """A name that is two types of thing: the entities so called, and how often each is."""
    both = zip((found.one, found.other), found.mentions, strict=True)
    return {
        "name": found.name,
        "entities": [{"id": e.id, "type": e.type.value, "label": e.label, "mentions": n} for e, n in both],
    }


def appearances(known: Entity, where: list[Appearance]) -> Form:
    """An entity with the reason of each of its names, and the documents that name it."""
    return {
        **entity(known),
        "reasons": [name._asdict() for name in known.names],
        "appearances": [asdict(one) for one in where],
    }


def decision(act: Act) -> Form:
    """Something that a person decided: what on which documents or names, when, why, and whether it holds."""
    a, b = (*act.subjects, None, None)[:2]
    return {
        "id": act.n, "a": a, "b": b,
        "n": act.n, "kind": act.kind, "verdict": act.verdict, "subjects": list(act.subjects), "at": act.at,
        "who": act.who, "note": act.note, "withdrawn": act.withdrawn, "withdrawn_by": act.withdrawn_by,
        "withdrawn_note": act.withdrawn_note, "value": act.value, "told": list(act.viewed), "lost": act.lost,
    }  # fmt: skip


def portable(act: Portable) -> Form:
    """Something that a person decided, as another archive takes it in: what it is about, by content."""
    gone = dict(zip(("at", "who", "note"), act.withdrawn, strict=True)) if act.withdrawn else None
    return {
        "kind": act.kind, "verdict": act.verdict, "rows": [list(row) for row in act.rows], "at": act.at,
        "who": act.who, "note": act.note, "withdrawn": gone,
    }  # fmt: skip


def name(known: Known) -> Form:
    """A name that the archive was taught, under the columns of an authority file."""
    return {**known.row, "file": known.file}


def timeline(history: Timeline) -> Form:
    """An entity and its events, earliest first."""
    return {"entity": entity(history.entity), "events": [event(one) for one in history.events]}


def event(one: Event) -> Form:
    """A dated thing said of an entity."""
    return {
        "date": one.date,
        "earliest": one.earliest.isoformat() if one.earliest else None,
        "latest": one.latest.isoformat() if one.latest else None,
        "precision": one.precision,
        **_source_form(one.source),
        "basis": one.basis,
        "translations": [_source_form(s) for s in one.translations],
        "copies": [s.document for s in one.copies],
    }


def row(one: Event) -> Form:
    """An event as the row of a table: of its translations and copies the ids of the documents."""
    form = event(one)
    return form | {
        "translations": " ".join(s.document for s in one.translations),
        "copies": " ".join(form["copies"]),
    }


def _source_form(s: EventSource) -> Form:
    return {
        "document": s.document, "lang": s.lang, "title": s.title, "text": s.text, "sentence": s.sentence,
        "start": s.start, "end": s.end, "source": s.source, "url": s.url,
        **on_page(s.page),
    }  # fmt: skip
