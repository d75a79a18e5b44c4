"""`archive ingest`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from archive import access, forms
from archive.cli import Target
from archive.cli.inputs import paths as listed
from archive.cli.output import Bar, echo, echo_json, format_option, model_option, tell
from archive.cli.streams import standard_input
from archive.errors import Fault, UsageError

if TYPE_CHECKING:
    from archive import Summary


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--retry-failed", is_flag=True, help="Try again what could not be taken in before.")
@click.option(
    "--rehash",
    is_flag=True,
    help="Read every file again, whatever its size and times say; mends damaged originals.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes at work.",
    show_default="one a processor, one for little work",
)
@model_option
@click.option(
    "--vectors/--no-vectors",
    default=True,
    show_default=True,
    help="Sentence vectors for links and search across languages; without them, words alone are compared.",
)
@click.option(
    "--shared",
    is_flag=True,
    help="Make the archive for the group of its folder, not for you alone.",
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
@format_option("text", "json")
@click.pass_obj
def ingest(
    target: Target,
    paths: tuple[str, ...],
    retry_failed: bool,
    rehash: bool,
    workers: int | None,
    model: Literal["tuned", "stock"],
    vectors: bool,
    shared: bool,
    quiet: bool,
    form: str,
) -> None:
    """Take in files and folders; "-" reads a list of paths from standard input.

    What is in already is left alone, a changed file becomes a new version, and what cannot be read is
    named with its reason while the rest goes in (exit code 4; 70 where a fault of this program is to blame).

    \b
    archive ingest pages/ letters.zip
    find /mnt/old -name '*.html' | archive ingest -
    """
    if not paths and not retry_failed:
        raise UsageError("Say what to take in: archive ingest PATH...")
    given = list(_given(paths))
    if shared:
        access.share(target.folder)
    access.keep(target.folder)
    run = {"workers": workers, "model": model, "vectors": vectors}
    notify = (lambda _line: None) if quiet else tell
    with (
        Bar(quiet=quiet) as bar,
        target.open(create=True, progress=bar, notify=notify, **run) as archive,
    ):
        summary = archive.ingest(given, retry_failed=retry_failed, rehash=rehash)
    if form == "json":
        echo_json(forms.ingest(summary))
    else:
        echo(_sentence(summary))
        for one in summary.failed:
            echo(f"  {one.given}: {one.reason}")
        if summary.mended:
            echo(f"Kept anew, for they were missing or damaged: {summary.mended:,} originals.")
    if summary.links:
        echo(
            f"Links to folders are not followed: {len(summary.links):,}, the first is {summary.links[0]}. "
            "To take in what they lead to, name the folders themselves.",
            err=True,
        )
    if summary.interrupted:
        echo("Stopped. What is named above is in; run the same command again to go on.", err=True)
        sys.exit(130)
    if fault := next((f for f in summary.failed if f.trace), None):
        raise Fault(fault.fault, fault.trace)
    if summary.failed:
        sys.exit(4)


def _given(paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            yield from listed(standard_input())
        elif path:
            yield os.fspath(Path(path))
        else:  # Path would take it for the current folder
            raise UsageError("A path is empty. Say what to take in: archive ingest PATH...")


def _sentence(done: Summary) -> str:
    if done.unchanged and not done.sources and not done.failed:
        return f"Nothing new: {done.unchanged:,} sources are already held. {done.seconds} s"
    parts = [
        f"{done.sources:,} sources read, {done.documents:,} documents made, {done.unchanged:,} already held"
    ]
    if done.failed:
        parts.append(f"{len(done.failed):,} failed")
    return ", ".join(parts) + f". {done.seconds} s"
