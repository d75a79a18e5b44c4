"""`archive pairs`: the translations that were found, and manual decisions on them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from archive import forms
from archive.cli import Target
from archive.cli.decisions import account, signed
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, bold, echo, emit, format_option, is_terminal
from archive.printable import counted
from archive.records import Status

if TYPE_CHECKING:
    from archive import Archive


@click.group(invoke_without_command=True)
@click.option(
    "--status",
    type=click.Choice([s.value for s in Status]),
    help="Only pairs with this status.",
    show_default="all but rejected",
)
@click.option("--review", is_flag=True, help="Review pairs on the terminal, least certain first.")
@format_option("text", "jsonl", "json", "csv")
@click.pass_context
def pairs(ctx: click.Context, status: str | None, review: bool, form: str) -> None:
    """List translation pairs, with the score and evidence of each.

    Manual decisions (confirm, reject) are never overridden by later runs.

    \b
    archive pairs
    archive pairs --status proposed --review
    archive pairs confirm 3f2a 91bc
    """
    if ctx.invoked_subcommand is not None:
        return
    wanted = Status(status) if status else None
    if review:
        with Bar() as bar, ctx.obj.open(progress=bar, who=account()) as archive:
            _review(archive, wanted)
    else:
        with ctx.obj.open() as archive, closing(archive.pairs(wanted)) as found:
            emit(map(forms.pair, found), form, forms.COLUMNS["pair"], _line)


def _line(pair: Any) -> Sequence[str]:
    en, fr, evidence = pair["en"], pair["fr"], pair["evidence"]
    note = f"{'':17}said by {evidence['by']}: {evidence['key']}" if "by" in evidence else None
    lines = (
        f"{pair['score']:.2f}  {pair['status']:9}  {en['id']}  {en['title'] or en['source']}",
        f"{'':17}{fr['id']}  {fr['title'] or fr['source']}",
    )
    return (*lines, note) if note else lines


@pairs.command()
@click.argument("en", type=TEXT)
@click.argument("fr", type=TEXT)
@signed
@click.pass_obj
def confirm(target: Target, en: str, fr: str, who: str, note: str) -> None:
    """Confirm that two documents are translations of each other.

    \b
    archive pairs confirm 3f2a 91bc
    """
    _decide(target, en, fr, Status.CONFIRMED, who, note)


@pairs.command()
@click.argument("en", type=TEXT)
@click.argument("fr", type=TEXT)
@signed
@click.pass_obj
def reject(target: Target, en: str, fr: str, who: str, note: str) -> None:
    """Reject two documents as translations of each other.

    \b
    archive pairs reject 3f2a 91bc
    """
    _decide(target, en, fr, Status.REJECTED, who, note)


def _decide(target: Target, en: str, fr: str, verdict: Status, who: str, note: str) -> None:
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        archive.decide(en, fr, verdict, note=note)
    echo(f"{en} and {fr}: {verdict.value}.")


def _review(archive: Archive, status: Status | None) -> None:
    from archive.cli.show import side_by_side

    columns = min(shutil.get_terminal_size().columns, 120)
    found = list(archive.pairs(status, doubtful_first=True))
    decided = 0
    for i, pair in enumerate(found, 1):
        echo()
        echo(bold(f"{i} of {len(found)}  score {pair.score:.2f}  {pair.status.value}"))
        echo("evidence: " + ", ".join(f"{k} {v}" for k, v in pair.evidence.items()))
        for line in islice(side_by_side(archive.parallel(pair), columns), 24):
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
            archive.decide(pair.a.id, pair.b.id, verdict, settle=False)
            decided += 1
    if decided:
        archive.settle()
    echo(f"{counted(decided, 'pair')} decided.")
