"""`archive reprocess`."""

from __future__ import annotations

from typing import Literal

import click

from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, model_option


@click.command()
@click.option(
    "--stage",
    type=click.Choice(["names", "dates", "links", "posts"]),
    required=True,
    help="What to make again: names alone, links alone, or all that dates or posts need.",
)
@click.option("--lang", type=TEXT, help="Only documents in this language (fr, en, ...), behind or not.")
@click.option(
    "--source",
    type=TEXT,
    help="Only documents from sources whose path or address begins so, behind or not.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes at work.",
    show_default="one a processor, one for little work",
)
@model_option
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def reprocess(
    target: Target,
    stage: Literal["names", "dates", "links", "posts"],
    lang: str | None,
    source: str | None,
    workers: int | None,
    model: Literal["tuned", "stock"],
    quiet: bool,
) -> None:
    """Make documents again that older models or rules made. Ids stay, and so does what people decided.

    Can be stopped at any time; the next run goes on from there.

    \b
    archive reprocess --stage names
    archive reprocess --stage posts --source pages/2015/
    """
    with Bar(quiet=quiet) as bar, target.open(progress=bar, workers=workers, model=model) as archive:
        count = archive.reprocess(stage, lang=lang, source=source)
    echo(f"{count:,} documents made again.")
