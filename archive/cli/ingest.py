"""`archive ingest`."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from archive.cli import App, access
from archive.cli.inputs import paths as listed
from archive.cli.output import Bar, echo, echo_json, format_option, model_option, now, tell
from archive.cli.streams import standard_input
from archive.errors import Fault, UsageError

if TYPE_CHECKING:
    from archive.pipeline.ingest import Summary


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
    app: App,
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
    from archive import engines
    from archive.catalog import Catalog, origins
    from archive.catalog.writer import writing
    from archive.ingest.places import again
    from archive.pipeline.ingest import ingest as run
    from archive.pipeline.runners import choose

    if not paths and not retry_failed:
        raise UsageError("Say what to take in: archive ingest PATH...")
    began = time.monotonic()
    given = list(_given(paths))
    if shared:
        access.share(app.folder)
    access.keep(app.folder)
    with Catalog.open(app.folder, create=True) as catalog, writing(app.folder), Bar(quiet=quiet) as bar:
        if (open_to := access.open_to(app.folder)) and not quiet:
            tell(open_to)
        if retry_failed:
            given += dict.fromkeys(again(f.origin, f.given) for f in origins.failures(catalog))
        settings = engines.settings(catalog, model=model, vectors=vectors)
        summary = run(
            catalog,
            given,
            now=now,
            settings=settings,
            choose_runner=partial(choose, workers=workers),
            progress=bar,
            rehash=rehash,
        )
        if not summary.interrupted:
            with _until_stopped(summary):
                engines.settle(
                    catalog, now=now, settings=settings, progress=bar, ready=summary.ready, workers=workers
                )
    failed = [{"source": f.given, "reason": f.reason} for f in summary.failed]
    seconds = round(time.monotonic() - began, 2)
    if form == "json":
        echo_json(
            {"sources": summary.sources, "documents": summary.documents, "unchanged": summary.unchanged,
             "failed": failed, "seconds": seconds, "words": summary.words,
             "interrupted": summary.interrupted, "mended": summary.mended}
        )  # fmt: skip
    else:
        echo(_sentence(summary.sources, summary.documents, summary.unchanged, len(failed), seconds))
        for one in failed:
            echo(f"  {one['source']}: {one['reason']}")
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
    if failed:
        sys.exit(4)


@contextlib.contextmanager
def _until_stopped(summary: Summary) -> Iterator[None]:
    """Notes that Ctrl-C ended what was going on, so that what is in is told all the same."""
    try:
        yield
    except KeyboardInterrupt:
        summary.interrupted = True


def _given(paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        if path == "-":
            yield from listed(standard_input())
        elif path:
            yield os.fspath(Path(path))
        else:  # Path would take it for the current folder
            raise UsageError("A path is empty. Say what to take in: archive ingest PATH...")


def _sentence(sources: int, documents: int, unchanged: int, failed: int, seconds: float) -> str:
    if unchanged and not sources and not failed:
        return f"Nothing new: {unchanged:,} sources are already held. {seconds} s"
    parts = [f"{sources:,} sources read, {documents:,} documents made, {unchanged:,} already held"]
    if failed:
        parts.append(f"{failed:,} failed")
    return ", ".join(parts) + f". {seconds} s"
