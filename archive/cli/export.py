"""`archive export` and `archive schema`."""

from __future__ import annotations

from contextlib import closing

import click

from archive import forms
from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import echo_body, echo_json, emit, format_option
from archive.errors import UsageError


@click.command()
@click.argument("what", type=click.Choice(["documents", "mentions", "timelines"]))
@format_option("jsonl", "json", "csv")
@click.pass_obj
def export(target: Target, what: str, form: str) -> None:
    """Export all documents, all mentions, or the timeline of every entity.

    \b
    archive export documents > documents.jsonl
    archive export mentions --format csv
    """
    with target.open() as archive:
        if what == "documents":
            with closing(archive.documents()) as documents:
                emit(map(forms.document, documents), form, forms.COLUMNS["document"], str)
        elif what == "mentions":
            with closing(archive.mentions()) as mentions:
                emit(map(forms.mention, mentions), form, forms.COLUMNS["mention"], str)
        else:
            with closing(archive.timelines()) as timelines:
                emit(map(forms.timeline, timelines), form, forms.COLUMNS["timeline"], str)


@click.command()
@click.argument("name", type=TEXT, required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of an output form; without NAME, list the forms.

    \b
    archive schema hit
    """
    if name is None:
        echo_body("\n".join(forms.schemas()))
    elif name in forms.schemas():
        echo_json(forms.schema(name), indent=2)
    else:
        raise UsageError(f'Unknown form "{name}". Available forms: {", ".join(forms.schemas())}.')
