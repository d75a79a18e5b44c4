"""`archive reprocess`."""

from __future__ import annotations

from typing import Literal

import click

from archive.catalog import Catalog
from archive.cli import App
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, model_option, now
from archive.errors import Fault


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
    app: App,
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
    from archive import engines
    from archive.catalog.writer import writing
    from archive.pipeline.reprocess import reprocess as run

    with Catalog.open(app.folder) as catalog, writing(app.folder), Bar(quiet=quiet) as bar:
        settings = engines.settings(catalog, model=model)
        fault = None
        try:
            count = run(
                catalog, stage, settings=settings, lang=lang, source=source, progress=bar, workers=workers
            )
        except Fault as error:
            fault = error  # the rest was made again, and its links are still to be settled
        engines.settle(catalog, now=now, settings=settings, progress=bar, workers=workers)
    if fault:
        raise fault
    echo(f"{count:,} documents made again.")
