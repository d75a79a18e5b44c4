"""`archive timeline`."""

from __future__ import annotations

import json
from typing import Any

import click

from archive.catalog import Catalog
from archive.cli import App
from archive.cli.output import format_option


@click.command()
@click.argument("name", metavar="NAME|ID")
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
    if form == "json":
        click.echo(json.dumps(line, ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(timelines.to_csv(line), nl=False)
    elif form == "html":
        click.echo(timelines.to_html(line, lang=lang))
    else:
        _text(line)


def _text(line: dict[str, Any]) -> None:
    entity, events = line["entity"], line["events"]
    names = list(dict.fromkeys(n for names in entity["names"].values() for n in names))
    click.echo(f"{' = '.join(names)} ({entity['type']}): {len(events)} events")
    for event in events:
        click.echo(f"\n{event['date']}  {event['title'] or ''} [{event['document']}, {event['lang']}]")
        click.echo(f"  {' '.join(event['sentence'].split())}")
