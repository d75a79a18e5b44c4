"""`archive remove`: takedown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import click

from archive import forms
from archive.cli import Target
from archive.cli.decisions import account
from archive.cli.inputs import TEXT
from archive.cli.output import Bar, echo, echo_json, is_terminal, told_as
from archive.errors import UsageError
from archive.printable import counted

if TYPE_CHECKING:
    from archive import Removed

_SHOWN: Final = 20
_WHY: Final = {
    "copy": "the same text or bytes", "inside": "lies in it", "holds": "its bytes hold it",
    "duplicate": "nearly the same text", "translation": "a translation",
    "excerpt": "an excerpt, or its whole",
    "version": "another version of the file",
}  # fmt: skip
_ALSO: Final = {
    "decisions": ("decision", "decisions"),
    "notes": ("note", "notes"),
    "names": ("taught name", "taught names"),
    "searches": ("saved search", "saved searches"),
    "statements": ("line of metadata", "lines of metadata"),
}  # fmt: skip


@click.command("remove")
@click.argument("what", type=TEXT, metavar="ID|SOURCE")
@click.option("--why", type=TEXT, required=True, metavar="TEXT", help="Why. It stays: name nobody in it.")
@click.option(
    "--by", "who", type=TEXT, default=account, show_default="this account", metavar="NAME",
    help="Who says it.",
)  # fmt: skip
@click.option("--this-only", is_flag=True, help="Keep other files that have the same text.")
@click.option("--with-container", is_flag=True, help="Also remove, whole, what holds it beside other texts.")
@click.option("--dry-run", is_flag=True, help="List what would go; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@told_as
@click.pass_obj
def remove(
    target: Target,
    what: str,
    why: str,
    who: str,
    this_only: bool,
    with_container: bool,
    dry_run: bool,
    yes: bool,
    quiet: bool,
    form: str,
) -> None:
    """Remove a text from the archive for good (takedown): originals, catalog, index, and what rests on it.

    WHAT is a document, or all at a place (a file, an address, a folder). Other files with the same text go
    too. A page, mail or feed that holds it beside other texts goes only --with-container. The same file or
    text is refused from then on. Whatever goes is listed first. Nothing brings it back but a copy, and the
    backups, bags and exports that may contain it are listed. With --format json, nothing is asked: --yes or
    --dry-run must say what is meant.

    \b
    archive remove 3f2a --why "court order 12/2026" --dry-run
    archive remove papers/list.txt --why "asked for by those named in it"
    """
    if form == "json" and not (yes or dry_run):
        raise UsageError("Nothing was changed. With --format json, add --yes to remove it, or --dry-run.")
    with target.open(who=who) as archive:
        would = archive.remove(
            what, why=why, this_only=this_only, with_container=with_container, dry_run=True
        )
    if form == "text":
        _list(would)
    if dry_run:
        if form == "json":
            echo_json(forms.removal(would))
        else:
            _tell_left(would)
            echo("Nothing was changed.")
        return
    if not yes:
        if not is_terminal(sys.stdin):
            raise UsageError("Nothing was changed. Add --yes to remove it.")
        click.confirm("Remove it for good?", abort=True, err=True)
    with Bar(quiet=quiet) as bar, target.open(who=who, progress=bar) as archive:
        done = archive.remove(what, why=why, this_only=this_only, with_container=with_container)
    if form == "json":
        echo_json(forms.removal(done))
        return
    echo(f"Act {done.act}: {_count(done)} removed. The same is refused from now on.")
    _tell_left(done)


def _count(one: Removed) -> str:
    return f"{counted(len(one.going), 'source')} with {counted(len(one.documents), 'document')}"


def _list(would: Removed) -> None:
    echo(f"To be removed: {_count(would)}.")
    _lines(f"  {one.place}{_because(one.by)}" for one in would.going)
    also = [counted(would.scrubbed[key], *words) for key, words in _ALSO.items() if would.scrubbed.get(key)]
    if also:
        echo(f"With what only it explains: {', '.join(also)}.")
    if would.stays:
        echo(f"Not removed, though it says nearly the same ({len(would.stays):,}):")
        _lines(f"  {name}{_because(why)}" for name, why in would.stays)


def _because(why: str) -> str:
    return f"  ({_WHY[why]})" if why in _WHY else ""


def _lines(lines: Iterable[str]) -> None:
    lines = list(lines)
    for line in lines[:_SHOWN]:
        echo(line)
    if len(lines) > _SHOWN:
        echo(f"  and {len(lines) - _SHOWN:,} more")


def _tell_left(done: Removed) -> None:
    """Where it still is, as far as the archive knows."""
    if done.edition:
        echo(f"Readers still see it in {done.edition} until the next: archive publish")
    if done.copies:
        echo(f"Copies that may contain it, by date ({len(done.copies):,}):")
        _lines(f"  {at[:10]}  {file}{_gone(file)}" for file, at in done.copies)


def _gone(file: str) -> str:
    return "" if os.path.lexists(file) else "  (moved or deleted since)"


def tell_refused(counts: Mapping[str, int]) -> None:
    """How much was removed and is refused, for people."""
    if counts:
        files, texts = counted(counts.get("file", 0), "file"), counted(counts.get("text", 0), "text")
        echo(f"Removed, and refused since: {files}, {texts}.")
