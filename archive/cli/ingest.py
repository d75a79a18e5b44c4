"""`archive ingest`."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import access, forms
from archive.cli import Target
from archive.cli.inputs import paths as listed
from archive.cli.output import Bar, echo, echo_json, format_option, model_option, tell
from archive.cli.streams import standard_input
from archive.errors import Fault, NotAnArchive, UsageError
from archive.printable import counted
from archive.run import Model

if TYPE_CHECKING:
    from archive import Summary


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--retry-failed", is_flag=True, help="Retry sources that failed in earlier runs.")
@click.option(
    "--rehash",
    is_flag=True,
    help="Read every file again, even if its size and times are unchanged; repair damaged originals.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show what would be ingested, by format, and what would be refused and why; store nothing.",
)
@click.option(
    "--unpublished",
    is_flag=True,
    help="Also read drafts, private, scheduled and password-protected posts of WordPress and Blogger.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Number of worker processes.",
    show_default="one per CPU; one for small inputs",
)
@click.option(
    "--queue",
    is_flag=True,
    help="Have `archive work` read and tag the sources, on any machine; needs a catalog in PostgreSQL.",
)
@model_option()
@click.option(
    "--vectors/--no-vectors",
    default=True,
    show_default=True,
    help="Use sentence vectors for linking and cross-language search; without them, only words are compared.",
)
@click.option(
    "--shared",
    is_flag=True,
    help="Give the group of the archive folder access, not only yourself.",
)
@click.option("--quiet", is_flag=True, help="Hide the progress bar and notices.")
@format_option("text", "json")
@click.pass_obj
def ingest(
    target: Target,
    paths: tuple[str, ...],
    retry_failed: bool,
    rehash: bool,
    dry_run: bool,
    unpublished: bool,
    workers: int | None,
    queue: bool,
    model: Model,
    vectors: bool,
    shared: bool,
    quiet: bool,
    form: str,
) -> None:
    """Ingest files and folders; "-" reads a list of paths from standard input.

    Files already archived are skipped, and a changed file becomes a new version. Files that cannot be read
    are listed with the reason, and the rest are ingested (exit code 4; 70 after an internal error). With
    --dry-run everything is read as an ingest would, and nothing is stored.

    With --queue the sources are read and tagged by every `archive work` that runs, on any machine, and this
    command writes what they made; the result is the same. If none runs, this machine does the work. --workers
    then starts so many processes here as well.

    \b
    archive ingest pages/ letters.zip
    find /mnt/old -name '*.html' | archive ingest -
    """
    if not paths and not retry_failed:
        raise UsageError("Missing argument PATH. Usage: archive ingest PATH...")
    given = list(_given(paths))
    if dry_run:
        choices = {"retry_failed": retry_failed, "rehash": rehash, "unpublished": unpublished}
        done = _tried(target, given, choices, workers=workers, quiet=quiet)
        _say(done, form)
        sys.exit(130 if done.interrupted else 4 if done.failed else 0)
    if shared:
        access.share(target.folder)
    access.keep(target.folder)
    run = {"workers": workers, "model": model, "vectors": vectors}
    notify = (lambda _line: None) if quiet else tell
    with (
        Bar(quiet=quiet) as bar,
        target.open(create=True, progress=bar, notify=notify, **run) as archive,
    ):
        summary = archive.ingest(
            given, retry_failed=retry_failed, rehash=rehash, unpublished=unpublished, queue=queue
        )
    if form == "json":
        echo_json(forms.ingest(summary))
    else:
        _print(summary)
    if summary.links:
        echo(
            f"Skipped {counted(len(summary.links), 'symbolic link')} to folders (first: {summary.links[0]}). "
            "To ingest what they point to, name the folders themselves.",
            err=True,
        )
    if summary.interrupted:
        echo("Interrupted. The sources above were ingested; rerun the same command to resume.", err=True)
        sys.exit(130)
    if fault := next((f for f in summary.failed if f.trace), None):
        raise Fault(fault.fault, fault.trace)
    if summary.failed:
        sys.exit(4)


def _print(summary: Summary) -> None:
    """What an ingest did, and with each source that it could not read, or not whole, the reason."""
    echo(_sentence(summary))
    if summary.entries_held:
        echo(f"  {summary.entries_held:,} entries of feeds and exports already archived")
    if summary.mails:
        echo(_mails(summary))
    for one in summary.failed:
        echo(f"  {one.given}: {one.reason}")
    for source, reason in summary.unread:
        echo(f"  {source}: read in part: {reason}")
    for container, reason in summary.empty:
        echo(f"  {container}: nothing to read in it: {reason}")
    for source, reason in summary.vacant:
        echo(f"  {source}: kept, no document: {reason}")
    if summary.helpers:
        echo(_helpers(summary))
    for line in _described(summary):
        echo(line)
    if summary.mended:
        echo(f"Repaired {counted(summary.mended, 'missing or damaged original')}.")


def _tried(
    target: Target, given: list[str], choices: dict[str, bool], *, workers: int | None, quiet: bool
) -> Summary:
    """What an ingest would do. Where there is no archive yet, none is made."""
    with contextlib.ExitStack() as stack:
        run: dict[str, Any] = {"progress": stack.enter_context(Bar(quiet=quiet)), "workers": workers}
        try:
            archive = stack.enter_context(target.open(**run))
        except NotAnArchive:
            if target.folder.exists() and any(target.folder.iterdir()):
                raise
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            archive = stack.enter_context(Target(Path(folder)).open(create=True, **run))
        return archive.ingest(given, dry_run=True, **choices)


def _say(done: Summary, form: str) -> None:
    """What a dry run found: sources by format, refusals by reason, descriptions of others."""
    from archive import formats

    trial = forms.trial(done, formats())
    if form == "json":
        echo_json(trial)
        return
    echo(
        f"Nothing was ingested. An ingest would read {counted(done.sources, 'source')} and create"
        f" {counted(done.documents, 'document')}; {done.unchanged:,} already archived."
    )
    for one in trial["formats"]:
        echo(f"{one['sources']:8,}  {one['format']}")
    if done.failed:
        echo(f"Refused: {counted(len(done.failed), 'source')}.")
    for one in sorted(trial["reasons"], key=lambda one: -one["sources"]):
        echo(
            f"{one['sources']:8,}  {one['reason']} ({'first: ' if one['sources'] > 1 else ''}{one['first']})"
        )
    if done.helpers:
        echo(_helpers(done))
    for line in _described(done):
        echo(line)


def _described(done: Summary) -> Iterator[str]:
    """The files that describe others, and what of them is not there."""
    for description in done.described:
        missing = f"; not there: {', '.join(description.unmatched[:5])}" if description.unmatched else ""
        more = f" and {len(description.unmatched) - 5} more" if len(description.unmatched) > 5 else ""
        yield f"  {description.given}: describes {counted(description.sources, 'source')}{missing}{more}"


def _given(paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            yield from listed(standard_input())
        elif path:
            yield os.fspath(Path(path))
        else:  # Path would take it for the current folder
            raise UsageError("Empty path. Usage: archive ingest PATH...")


def _helpers(done: Summary) -> str:
    """How many files were left out that saved pages and mirrors of sites bring along."""
    files = counted(sum(count for _, count in done.helpers), "file")
    pages = counted(len(done.helpers), "saved page or mirror", "saved pages and mirrors")
    return f"  {files} of {pages} left out (styles, pictures, frames…; first: {done.helpers[0][0]})"


def _mails(done: Summary) -> str:
    """How many of the sources are mails, and what became of their parts."""
    again = f" ({done.mails_again:,} of them held in another file too)" if done.mails_again else ""
    sentence = f"  {counted(done.mails, 'mail')}{again} with {counted(done.attachments, 'attachment')}"
    left = counted(done.left_out, "part")
    return f"{sentence}; {left} left out: seals, pictures of their pages" if done.left_out else sentence


def _sentence(done: Summary) -> str:
    if done.unchanged and not done.sources and not done.failed:
        return f"Nothing new: {counted(done.unchanged, 'source')} already archived. {done.seconds} s"
    parts = [
        f"{counted(done.sources, 'source')} read, {counted(done.documents, 'document')} created,"
        f" {done.unchanged:,} already archived"
    ]
    if done.failed:
        parts.append(f"{len(done.failed):,} failed")
    return ", ".join(parts) + f". {done.seconds} s"
