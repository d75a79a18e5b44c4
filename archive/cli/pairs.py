"""`archive pairs`: the translations that were found, and a person's word on them."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Sequence
from typing import Any

import click

from archive.catalog import Catalog, documents, links, verdicts
from archive.catalog.links import Pair
from archive.cli import App
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, bold, echo, emit, format_option, is_terminal, now
from archive.records import Status

COLUMNS = ("en", "fr", "score", "status", "evidence", "segments")


@click.group(invoke_without_command=True)
@click.option(
    "--status",
    type=click.Choice([s.value for s in Status]),
    help="Only these.",
    show_default="all but rejected",
)
@click.option("--review", is_flag=True, help="Go through them on the terminal, the most doubtful first.")
@format_option("text", "jsonl", "json", "csv")
@click.pass_context
def pairs(ctx: click.Context, status: str | None, review: bool, form: str) -> None:
    """List texts that are each other's translation, with the score and the evidence of each link.

    A person's confirm or reject holds for ever: no later run overturns it.

    \b
    archive pairs
    archive pairs --status proposed --review
    archive pairs confirm 3f2a 91bc
    """
    if ctx.invoked_subcommand is not None:
        return
    with Catalog.open(ctx.obj.folder) as catalog:
        # To a reader a pair is one link; to a machine it stands in every place where its files do.
        found = links.pairs(catalog, Status(status) if status else None, homes=not review)
        if review:
            _review(catalog, sorted(found, key=lambda p: p.score))
        else:
            emit((p.record() for p in found), form, COLUMNS, _line)


def _line(pair: Any) -> Sequence[str]:
    en, fr = pair["en"], pair["fr"]
    return (
        f"{pair['score']:.2f}  {pair['status']:9}  {en['id']}  {en['title'] or en['source']}",
        f"{'':17}{fr['id']}  {fr['title'] or fr['source']}",
    )


@pairs.command()
@click.argument("en", type=TEXT)
@click.argument("fr", type=TEXT)
@click.pass_obj
def confirm(app: App, en: str, fr: str) -> None:
    """Say that two documents are each other's translation.

    \b
    archive pairs confirm 3f2a 91bc
    """
    _decide(app, en, fr, Status.CONFIRMED)


@pairs.command()
@click.argument("en", type=TEXT)
@click.argument("fr", type=TEXT)
@click.pass_obj
def reject(app: App, en: str, fr: str) -> None:
    """Say that two documents are not each other's translation.

    \b
    archive pairs reject 3f2a 91bc
    """
    _decide(app, en, fr, Status.REJECTED)


def _decide(app: App, en: str, fr: str, verdict: Status) -> None:
    with Catalog.open(app.folder) as catalog:
        verdicts.decide(catalog, en, fr, verdict, now())
        _settle(catalog)
    echo(f"{en} and {fr}: {verdict.value}.")


def _settle(catalog: Catalog) -> None:
    """What follows from a person's word: dates that travel, entities, the index."""
    from archive import engines

    with Bar() as bar:
        engines.settle(catalog, now=now, settings=engines.settings(catalog), progress=bar)


def _review(catalog: Catalog, found: list[Pair]) -> None:
    from archive.cli.show import side_by_side

    columns = min(shutil.get_terminal_size().columns, 120)
    decided = 0
    for i, pair in enumerate(found, 1):
        texts = documents.by_number(catalog, [pair.a.n, pair.b.n])
        echo()
        echo(bold(f"{i} of {len(found)}  score {pair.score:.2f}  {pair.status.value}"))
        echo("evidence: " + ", ".join(f"{k} {v}" for k, v in pair.evidence.items()))
        shown = side_by_side(texts[pair.a.n], texts[pair.b.n], pair.segments, columns)
        for line in itertools.islice(shown, 24):
            echo(line)
        answer = click.prompt(
            "Translations? [y]es, [n]o, [s]kip, [q]uit",
            type=click.Choice(["y", "n", "s", "q"]),
            default="s",
            show_choices=False,
            err=not is_terminal(sys.stdout),
        )
        if answer == "q":
            break
        if answer in "yn":
            verdict = Status.CONFIRMED if answer == "y" else Status.REJECTED
            verdicts.decide(catalog, pair.a.id, pair.b.id, verdict, now())
            decided += 1
    if decided:
        _settle(catalog)
    echo(f"{decided} decided.")
