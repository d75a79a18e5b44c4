"""`archive backup` and `archive restore`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli import Target
from archive.cli.output import Bar, echo, engine_option, tell
from archive.engines import EMBEDDED, Engines
from archive.printable import counted

if TYPE_CHECKING:
    from archive import Contents, MissingOriginal

_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Write nothing; verify every checksum in the backup FILE.")
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def backup(target: Target, file: Path, verify: bool, quiet: bool) -> None:
    """Back up the archive, catalog and originals, to one tar file. An ingest may run meanwhile.

    Originals that are missing or have changed are left out and listed, with exit code 4. --verify needs no
    archive, and exits with code 3 if any byte of the backup has changed.

    \b
    archive backup /mnt/safe/archive-2026-11.tar
    archive backup --verify /mnt/safe/archive-2026-11.tar
    """
    import archive

    if verify:
        with Bar(quiet=quiet) as bar:
            contents = archive.verify(file, run=archive.Run(progress=bar))
        _verified(file, contents)
    else:
        with Bar(quiet=quiet) as bar, target.open(progress=bar) as opened:
            contents = opened.backup(file)
        echo(f"Backed up the catalog and {counted(len(contents.originals), 'original')} to {file}.")
    tell_missing(contents.missing)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--check-only",
    is_flag=True,
    help="Restore nothing; verify FILE as backup --verify does, and that its catalog can be opened.",
)
@engine_option("catalog", "Where the catalog is to be.", EMBEDDED.catalog)
@engine_option("index", "Where the search index is to be.", EMBEDDED.index)
@engine_option("originals", "Where the originals are to be.", EMBEDDED.originals)
@click.option("--quiet", is_flag=True, help="Hide the progress bar.")
@click.pass_obj
def restore(
    target: Target, file: Path, check_only: bool, catalog: str, index: str, originals: str, quiet: bool
) -> None:
    """Restore an archive from a backup to a new or empty folder.

    Every byte is verified before the folder is created. A backup that is truncated or damaged, or contains
    anything but a catalog and originals, is refused with exit code 3, and nothing is left behind. Originals
    missing from the backup are listed, with exit code 4.

    \b
    archive --archive restored restore /mnt/safe/archive-2026-11.tar
    archive restore --check-only /mnt/safe/archive-2026-11.tar
    """
    import archive

    with Bar(quiet=quiet) as bar:
        run = archive.Run(progress=bar, notify=tell)
        if check_only:
            contents = archive.verify(file, catalog=True, run=run)
        else:
            engines = Engines(catalog, index, originals)
            contents = archive.restore(file, target.folder, engines=engines, run=run)
    if check_only:
        _verified(file, contents)
    else:
        echo(f"Restored the catalog and {counted(len(contents.originals), 'original')} to {target.folder}.")
        _tell_first_format(file, contents)
    tell_missing(contents.missing)


def _verified(file: Path, contents: Contents) -> None:
    origin = f", made on {contents.when} by version {contents.version}" if contents.manifest else ""
    echo(f"{file} is a complete backup with {counted(len(contents.originals), 'original')}{origin}.")
    _tell_first_format(file, contents)


def _tell_first_format(file: Path, contents: Contents) -> None:
    if not contents.manifest:
        echo(
            f"{file} was made by an early version and has no manifest: every original was verified "
            "against its hash, and their list against the catalog, but nothing vouches for the catalog "
            "itself. Run `archive check` after restoring it, and make a new backup.",
            err=True,
        )


def tell_missing(
    missing: Sequence[MissingOriginal], what: str = "the backup", listed: str = "its manifest.json"
) -> None:
    """Names the originals that `what` lacks and ends with exit code 4 where there are any.

    `listed`: where all of them are; "" where they are nowhere else, so that each is named.
    """
    if not missing:
        return
    echo(f"Not in {what} ({len(missing):,}):")
    shown = missing[:_SHOWN] if listed else missing
    for one in shown:
        echo(f"  {one.origin}: {one.reason} (SHA-256 {one.sha256})")
    if len(missing) > len(shown):
        echo(f"  and {len(missing) - len(shown):,} more, listed in {listed}")
    sys.exit(4)
