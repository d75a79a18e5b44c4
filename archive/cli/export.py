"""`archive export` and `archive schema`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from archive import forms
from archive.cli import Target
from archive.cli.backup import tell_missing
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, echo_body, echo_json, emit, format_option
from archive.errors import UsageError
from archive.printable import counted


@click.group()
def export() -> None:
    """Export what the archive holds, in forms that other programs read.

    \b
    archive export documents > documents.jsonl
    archive export mentions --format csv
    archive export bag archive-2026-11.zip
    """


@export.command()
@format_option("jsonl", "json", "csv")
@click.pass_obj
def documents(target: Target, form: str) -> None:
    """Export all documents, oldest first.

    \b
    archive export documents > documents.jsonl
    """
    with target.open() as archive, closing(archive.documents()) as found:
        emit(map(forms.document, found), form, forms.COLUMNS["document"], str)


@export.command()
@format_option("jsonl", "json", "csv")
@click.pass_obj
def mentions(target: Target, form: str) -> None:
    """Export all mentions of people, places, organisations and dates.

    \b
    archive export mentions --format csv
    """
    with target.open() as archive, closing(archive.mentions()) as found:
        emit(map(forms.mention, found), form, forms.COLUMNS["mention"], str)


@export.command()
@format_option("jsonl", "json", "csv")
@click.pass_obj
def timelines(target: Target, form: str) -> None:
    """Export the timeline of every entity.

    \b
    archive export timelines > timelines.jsonl
    """
    with target.open() as archive, closing(archive.timelines()) as found:
        emit(map(forms.timeline, found), form, forms.COLUMNS["timeline"], str)


@export.command()
@click.argument("target_", metavar="DIR|FILE.zip", type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def bag(target: Target, target_: Path, quiet: bool) -> None:
    """Export everything to a bag (BagIt 1.0): originals, records as JSON lines, every table, and their sums.

    `archive ingest` takes the bag back into a new archive without loss. Originals that are missing or have
    changed are left out and listed, with exit code 4.

    \b
    archive export bag archive-2026-11.zip
    archive --archive again ingest archive-2026-11.zip
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        contents = archive.export_bag(target_)
    echo(f"Exported the archive with {counted(len(contents.originals), 'original')} to {target_}.")
    tell_missing(contents, "the bag")


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
