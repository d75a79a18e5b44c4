"""`archive timeline`."""

from __future__ import annotations

from typing import Any

import click

from archive.catalog import Catalog
from archive.cli import App
from archive.cli.inputs import TEXT
from archive.cli.output import echo, echo_json, echo_page, emit, format_option


@click.command()
@click.argument("name", type=TEXT, metavar="NAME|ID")
@click.option(
    "--with-document-dates",
    is_flag=True,
    help="Also sentences without a date of their own, under their document's.",
)
@click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    default="en",
    show_default=True,
    help="The language of the HTML page.",
)
@format_option("text", "json", "csv", "html")
@click.pass_obj
def timeline(app: App, name: str, with_document_dates: bool, lang: str, form: str) -> None:
    """Print what is said of a person, place or organisation, in the order of the dates it is said of.

    Every event cites its document and the offsets of its sentence; one that both versions of a text
    tell is told once.

    \b
    archive timeline "Calais"
    archive timeline "Theresa May" --format html > may.html
    """
    from archive import timeline as timelines
    from archive.catalog import entities

    with Catalog.open(app.folder) as catalog:
        entity = entities.find(catalog, name)
        line = timelines.timeline(catalog, entity, with_document_dates=with_document_dates)
        origins = timelines.origins(catalog, line) if form == "html" else {}
    if form == "json":
        echo_json(line, indent=2)
    elif form == "csv":
        emit(timelines.rows(line), form, timelines.COLUMNS, str)
    elif form == "html":
        echo_page(timelines.to_html(line, lang=lang, origins=origins))
    else:
        _text(line)


def _text(line: dict[str, Any]) -> None:
    entity, events = line["entity"], line["events"]
    names = list(dict.fromkeys(n for names in entity["names"].values() for n in names))
    echo(f"{' = '.join(names)} ({entity['type']}): {len(events)} events")
    for event in events:
        echo()
        echo(f"{event['date']}  {event['title'] or ''} [{event['document']}, {event['lang']}]")
        echo(f"  {' '.join(event['sentence'].split())}")
