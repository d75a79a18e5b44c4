"""`archive init` and `archive move`: what an archive runs on."""

from __future__ import annotations

import os
from dataclasses import replace

import click

from archive import access
from archive.cli import Target
from archive.cli.backup import tell_missing
from archive.cli.output import Bar, echo, engine_option
from archive.engines import EMBEDDED, Engines, read
from archive.errors import UsageError
from archive.printable import counted


@click.command()
@engine_option("catalog", "Where the catalog is.", EMBEDDED.catalog)
@engine_option("index", "Where the search index is.", EMBEDDED.index)
@engine_option("originals", "Where the originals are.", EMBEDDED.originals)
@click.option("--shared", is_flag=True, help="Give the group of the archive folder access, not only you.")
@click.pass_obj
def init(target: Target, catalog: str, index: str, originals: str, shared: bool) -> None:
    """Create an archive, and choose what it runs on.

    Each engine is tried first; if one cannot be used, the reason is printed (exit code 3) and nothing is
    created. The choice is written to archive.toml in the archive folder. An archive on the defaults needs no
    init: `archive ingest` creates one.

    \b
    archive --archive papers init --originals s3://library/papers
    """
    import archive

    engines = Engines(catalog, index, originals)
    if shared:
        access.share(target.folder)
    os.umask(access.mask(target.folder))
    for one in archive.init(target.folder, engines):
        echo(f"{one.part:12}{one.address}  {one.what}")
    echo(f"Created an archive in {target.folder}.")


@click.command()
@engine_option("catalog", "Where the catalog is to be.")
@engine_option("index", "Where the search index is to be.")
@engine_option("originals", "Where the originals are to be.")
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def move(target: Target, catalog: str | None, index: str | None, originals: str | None, quiet: bool) -> None:
    """Move the archive to other engines, and verify it there.

    The catalog is copied and every row compared, originals are copied and read back, and the index is
    rebuilt and compared with the old one by 200 searches. Only then does the archive switch, and the catalog
    and originals in the old places are deleted. If interrupted, the archive stays as it was; rerun the
    command to continue. Originals that are missing or damaged stay where they are and are listed, with exit
    code 4.

    \b
    archive move --catalog postgresql://archive@db.example.org/archive
    archive move --originals s3://library/papers
    archive move --catalog sqlite: --originals folder:
    """
    if catalog is None and index is None and originals is None:
        raise UsageError("Say where to: --catalog ADDRESS, --index ADDRESS, --originals ADDRESS, or several.")
    with Bar(quiet=quiet) as bar, target.open(progress=bar) as archive:
        now = read(target.folder)
        wanted = replace(
            now,
            catalog=catalog or now.catalog,
            index=index or now.index,
            originals=originals or now.originals,
        )
        moved = archive.move(wanted)
    if moved.rows is not None:
        echo(
            f"Moved the catalog to {wanted.catalog}: {counted(moved.rows, 'row')} compared;"
            f" {counted(moved.searches, 'search', 'searches')} give the same answers."
        )
    if moved.originals is not None:
        echo(f"Moved {counted(moved.originals, 'original')} to {wanted.originals}, and read them back.")
    if moved.documents is not None:
        echo(
            f"Moved the index to {wanted.index}: {counted(moved.documents, 'document')};"
            f" {counted(moved.searches, 'search', 'searches')} give the same hits."
        )
    tell_missing(moved.missing, wanted.originals, "")
