"""`archive reprocess`."""

from __future__ import annotations

from typing import Literal

import click

from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, model_option
from archive.printable import counted
from archive.run import Model


@click.command()
@click.option(
    "--stage",
    type=click.Choice(["names", "dates", "links", "posts"]),
    required=True,
    help="What to recompute: only names, only links, or all that depends on dates or posts.",
)
@click.option("--lang", type=TEXT, help="Only documents in this language (fr, en, ...), outdated or not.")
@click.option(
    "--source",
    type=TEXT,
    help="Only documents from sources whose path or address starts with this, outdated or not.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Number of worker processes.",
    show_default="one per CPU; one for small inputs",
)
@model_option(None)
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def reprocess(
    target: Target,
    stage: Literal["names", "dates", "links", "posts"],
    lang: str | None,
    source: str | None,
    workers: int | None,
    model: Model | None,
    quiet: bool,
) -> None:
    """Reprocess documents produced by outdated models or rules.

    Document ids and manual decisions are kept. Can be interrupted at any time; the next run resumes.

    \b
    archive reprocess --stage names
    archive reprocess --stage posts --source pages/2015/
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar, workers=workers) as archive:
        count = archive.reprocess(stage, model=model, lang=lang, source=source)
    echo(f"{counted(count, 'document')} reprocessed.")
