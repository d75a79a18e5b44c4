"""`archive export` and `archive schema`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import click

from archive.catalog import Catalog, documents, mentions, origins
from archive.cli import App
from archive.cli.inputs import TEXT
from archive.cli.output import echo_body, echo_json, emit, format_option
from archive.errors import UsageError
from archive.records import Document

DOCUMENT_COLUMNS = ("id", "source", "lang", "title", "date", "date_basis", "start", "end", "sha256", "text")
MENTION_COLUMNS = ("document", "source", "lang", "start", "end", "type", "text", "value", "entity")


@click.command()
@click.argument("what", type=click.Choice(["documents", "mentions", "timelines"]))
@format_option("jsonl", "json", "csv")
@click.pass_obj
def export(app: App, what: str, form: str) -> None:
    """Print everything of one kind: documents, mentions, or the timeline of every entity.

    \b
    archive export documents > documents.jsonl
    archive export mentions --format csv
    """
    with Catalog.open(app.folder) as catalog:
        if what == "documents":
            emit(_documents(catalog), form, DOCUMENT_COLUMNS, str)
        elif what == "mentions":
            emit(_mentions(catalog), form, MENTION_COLUMNS, str)
        else:
            from archive.timeline import timelines

            emit(timelines(catalog), form, ("entity", "events"), str)


def _documents(catalog: Catalog) -> Iterator[dict[str, Any]]:
    from archive.catalog import links

    together = links.companions(catalog)
    for n, document in documents.by_date(catalog):
        own = together.get(n)
        yield as_json(document) | {
            "translations": own.translations if own else [],
            "duplicates": own.duplicates if own else [],
            "origins": origins.of(catalog, document.sha256),
        }


def as_json(document: Document) -> dict[str, Any]:
    """The contract's form of a document, without its links."""
    return {
        "id": document.id, "source": document.source, "sha256": document.sha256,
        "media_type": document.media_type, "start": document.start, "end": document.end,
        "lang": document.lang, "title": document.title,
        "author": document.author, "date": document.date,
        "date_basis": document.date_basis.value if document.date_basis else None,
        "date_evidence": document.date_evidence, "post": document.post,
        "spans": [[s.start, s.end] for s in document.spans], "url": document.url, "text": document.text,
    }  # fmt: skip


def _mentions(catalog: Catalog) -> Iterator[dict[str, Any]]:
    for one in mentions.for_export(catalog):
        m = one.mention
        made = {
            "document": one.document, "source": one.source, "lang": one.lang, "start": m.start, "end": m.end,
            "type": m.type.value, "text": m.text,
        }  # fmt: skip
        if m.value:
            made["value"] = m.value
        if one.entity:
            made["entity"] = one.entity
        yield made | {"evidence": m.evidence, "score": round(m.score, 3)}


@click.command()
@click.argument("name", type=TEXT, required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of a form of output; without NAME, the names.

    \b
    archive schema hit
    """
    folder = files("archive") / "schemas"
    names = sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json"))
    if name is None:
        echo_body("\n".join(names))
    elif name in names:
        echo_json(json.loads((folder / f"{name}.json").read_text("utf-8")), indent=2)
    else:
        raise UsageError(f'There is no form "{name}". There are: {", ".join(names)}.')
