"""`archive intake`: what an ingest run gave, and what of it needs checking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click

from archive import forms
from archive.cli import Target
from archive.cli.output import bold, echo, echo_json, emit, format_option
from archive.printable import counted

_SHOWN: Final = 20  # of each remark, in text
_WORDS: Final = {
    "failed": "could not be read", "vacant": "no text of anyone", "empty": "without a text",
    "many": "with many posts", "cut": "pieces of one text, as its translation has it",
    "partly": "read in part",
    "undated": "without a date", "language": "in another language", "short": "of a few words",
    "unsure": "hard to read",
}  # fmt: skip


@click.command()
@click.argument("number", type=click.IntRange(0), required=False)
@click.option("--list", "every", is_flag=True, help="List all runs, newest first.")
@format_option("text", "json")
@click.pass_obj
def intake(target: Target, number: int | None, every: bool, form: str) -> None:
    """Report on an ingest run: what each folder gave, and what needs checking.

    Listed for checking are sources that failed, are error pages, or gave no text or very many, pieces of a
    source whose translation is one text (archive decide join makes one of them), and texts that are undated,
    in a language other than French or English, very short, or recognised (OCR) with low confidence. NUMBER is
    the number of a run in --list; without it, the last run.

    \b
    archive intake
    archive intake --list
    archive intake 3 --format json
    """
    with target.open() as archive:
        if every:
            emit(map(forms.run, archive.intakes()), form, forms.COLUMNS["run"], _run)
            return
        report = forms.intake(archive.intake(number))
    if form == "json":
        echo_json(report, indent=2)
        return
    echo(_run(report["run"]))
    for folder in report["folders"]:
        echo(f"{folder['name'] or '.'}: {_folder(folder)}")
    for remark, count in report["remarks"].items():
        echo(bold(f"{_WORDS[remark]}: {count:,}"))
        some = [one for one in report["noted"] if one["remark"] == remark]
        for one in some[:_SHOWN]:
            echo(
                "  " + "  ".join(filter(None, (one["document"], one["source"], one["title"], one["detail"])))
            )
        if remark == "cut":
            echo("  To make one text of a piece and the one before it: archive decide join ID")
        if len(some) > _SHOWN:
            echo(f"  {len(some) - _SHOWN:,} more; to list them all: archive intake --format json")


def _run(run: Mapping[str, Any]) -> str:
    sentence = f"{counted(run['sources'], 'source')}, {run['failed']:,} failed"
    if not run["n"]:
        return f"{0:5}  before {run['began'][:10]} and since, runs that were not recorded: {sentence}"
    cut = "" if run["ended"] else "  (interrupted)"
    return f"{run['n']:5}  {run['began'][:16].replace('T', ' ')}  {sentence}  {' '.join(run['given'])}{cut}"


def _folder(folder: Mapping[str, Any]) -> str:
    texts = counted(folder["documents"], "text")
    sentence = f"{counted(folder['sources'], 'source')}, {folder['with_texts']:,} with {texts}"
    noted = "".join(f", {count:,} {_WORDS[remark]}" for remark, count in folder["remarks"].items())
    return sentence + noted
