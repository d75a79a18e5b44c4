"""`archive decisions`, and the options with which all decisions are made."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from archive import forms
from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, echo_stream, emit, format_option, write_file
from archive.errors import UsageError
from archive.printable import counted, printable_json


def account() -> str:
    """Who is at work on this machine; "" where it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # as it fails before and since Python 3.13
        return ""


def signed(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that decides: who says it, and why."""
    by = click.option(
        "--by", "who", type=TEXT, default=account, show_default="this account", metavar="NAME",
        help="Who decides.",
    )  # fmt: skip
    note = click.option("--note", type=TEXT, default="", help="Why; kept with the decision.")
    return by(note(command))


@click.group(invoke_without_command=True)
@format_option("text", "jsonl", "json", "csv")
@click.pass_context
def decisions(ctx: click.Context, form: str) -> None:
    """List manual decisions on pairs, names and documents, newest first: who, when and why.

    \b
    archive decisions
    archive decisions withdraw 12 --note "the other leaflet"
    archive decisions export -o decisions.jsonl
    """
    if ctx.invoked_subcommand is not None:
        return
    with ctx.obj.open() as archive, closing(archive.decisions()) as found:
        emit(map(forms.decision, found), form, forms.COLUMNS["decision"], _line)


def _line(record: Mapping[str, Any]) -> str:
    note = f"  {record['note']}" if record["note"] else ""
    by = f" by {record['withdrawn_by']}" if record["withdrawn_by"] else ""
    why = f": {record['withdrawn_note']}" if record["withdrawn_note"] else ""
    gone = f"  withdrawn {record['withdrawn'][:10]}{by}{why}" if record["withdrawn"] else ""
    what = f"{record['who'] or '?':12}  {record['verdict']:9}  {' '.join(record['subjects'])}{_value(record)}"
    return f"{record['n']:5}  {record['at'][:10]}  {what}{note}{gone}"


def _value(record: Mapping[str, Any]) -> str:
    value = "" if record["value"] is None else f" → {record['value'] or 'none'}"
    was = f" (was {' '.join(record['told'])})" if record["told"] else ""
    return f"{value}  not in the archive now{was}" if record["lost"] else value


@decisions.command()
@click.argument("number", type=click.IntRange(1))
@signed
@click.pass_obj
def withdraw(target: Target, number: int, who: str, note: str) -> None:
    """Withdraw a decision: the archive is as if it had never been made.

    \b
    archive decisions withdraw 12
    """
    with Bar() as bar, target.open(progress=bar, who=who) as archive:
        archive.withdraw(number, note=note)
    echo(f"Decision {number} withdrawn.")


@decisions.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="Write to a new file, whole or not at all.", show_default="standard output",
)  # fmt: skip
@click.pass_obj
def export(target: Target, output: Path | None) -> None:
    """Export decisions so that another archive can import them: by content, one JSON object per line.

    \b
    archive decisions export -o decisions.jsonl
    """
    with target.open() as archive, closing(archive.portable_decisions()) as found:
        lines = (f"{printable_json(json.dumps(forms.portable(act), ensure_ascii=False))}\n" for act in found)
        if output is None:
            echo_stream(lines)
        else:
            write_file(output, lines)


@decisions.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(target: Target, file: Path) -> None:
    """Import decisions that another archive exported: they apply to the same texts and names here.

    A decision that is already here is left as it is; one that was withdrawn there is withdrawn here.

    \b
    archive decisions import decisions.jsonl
    """
    with file.open("rb") as lines:
        records = []
        for number, line in enumerate(lines, 1):
            try:
                records.append(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise UsageError(f"{file}, line {number}: no JSON. Nothing was entered.") from error
    with Bar() as bar, target.open(progress=bar) as archive:
        entered, withdrawn = archive.take_decisions(records)
    echo(f"{counted(entered, 'decision')} entered, {withdrawn:,} withdrawn.")
