"""`archive timeline`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from archive import forms
from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import echo, echo_json, echo_page, emit, format_option
from archive.printable import counted
from archive.text import on_page

if TYPE_CHECKING:
    from archive import Timeline


@click.command()
@click.argument("name", type=TEXT, metavar="NAME|ID")
@click.option(
    "--with-document-dates",
    "document_dates",
    flag_value="always",
    help="List every undated sentence under the date of its document.",
)
@click.option(
    "--no-document-dates",
    "document_dates",
    flag_value="never",
    help="List only sentences that name a date.",
)
@click.option(
    "--lang",
    type=click.Choice(["fr", "en"]),
    default="en",
    show_default=True,
    help="Language of the HTML page.",
)
@format_option("text", "json", "csv", "html")
@click.pass_obj
def timeline(
    target: Target, name: str, document_dates: Literal["always", "never"] | None, lang: str, form: str
) -> None:
    """Print dated mentions of a person, place or organisation, in chronological order.

    Each event cites its document and the offsets of its sentence. An event reported in both versions of a
    text is listed once. If a document mentions it without a date, the date of the document is an event,
    marked as such.

    \b
    archive timeline "Pontivy"
    archive timeline "Theresa May" --format html > may.html
    """
    with target.open() as archive:
        line = archive.timeline(name, document_dates=document_dates or "once")
        page = archive.timeline_page(line, lang) if form == "html" else ""
    if form == "json":
        echo_json(forms.timeline(line), indent=2)
    elif form == "csv":
        emit(map(forms.row, line), form, forms.COLUMNS["event"], str)
    elif form == "html":
        echo_page(page)
    else:
        _text(line)


def _text(line: Timeline) -> None:
    entity = line.entity
    echo(f"{' = '.join(entity.all_names)} ({entity.type.value}): {counted(len(line), 'event')}")
    for event in line:
        source = event.source
        echo()
        echo(f"{event.when}  {source.title or ''} [{source.document}, {source.lang}{on_page(source.page)}]")
        echo(f"  {' '.join(source.sentence.split())}")
