"""`archive backup` and `archive restore`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli import Target
from archive.cli.output import Bar, echo, tell

if TYPE_CHECKING:
    from archive import Contents

_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--verify", is_flag=True, help="Write nothing: read FILE, a backup, and verify every sum in it."
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def backup(target: Target, file: Path, verify: bool, quiet: bool) -> None:
    """Write the archive, catalog and originals, to one file (a tar). An ingest may go on meanwhile.

    An original that is missing or has changed is left out and named, with exit code 4. --verify needs no
    archive, and ends with exit code 3 where a byte of the backup is not as it was written.

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
        echo(f"{file} holds the archive with {len(contents.originals):,} originals.")
    _tell_missing(contents)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--check-only",
    is_flag=True,
    help="Restore nothing: verify FILE as --verify does, and that its catalog can be used.",
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def restore(target: Target, file: Path, check_only: bool, quiet: bool) -> None:
    """Make an archive again from a backup, in a folder that is new or empty.

    Every byte is verified before the folder is there. A backup that is cut or damaged, or that holds
    anything but a catalog and originals, is refused with exit code 3, and nothing is left. Originals that
    the backup lacks are named, with exit code 4.

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
            contents = archive.restore(file, target.folder, run=run)
    if check_only:
        _verified(file, contents)
    else:
        echo(f"{target.folder} holds the archive with {len(contents.originals):,} originals.")
        _tell_first_format(file, contents)
    _tell_missing(contents)


def _verified(file: Path, contents: Contents) -> None:
    made = f", made on {contents.when} by version {contents.version}" if contents.manifest else ""
    echo(f"{file} is a whole backup with {len(contents.originals):,} originals{made}.")
    _tell_first_format(file, contents)


def _tell_first_format(file: Path, contents: Contents) -> None:
    if not contents.manifest:
        echo(
            f"{file} was made by an early version and carries no manifest: every original was verified "
            "against its hash, and their list against the catalog, but nothing vouches for the catalog "
            "itself. Run `archive check` once it is restored, and make a new backup.",
            err=True,
        )


def _tell_missing(contents: Contents) -> None:
    """Names the originals that a backup lacks and ends with exit code 4 where there are any."""
    if not contents.missing:
        return
    echo(f"Not in the backup ({len(contents.missing):,}):")
    for one in contents.missing[:_SHOWN]:
        echo(f"  {one.origin}: {one.reason} (SHA-256 {one.sha256})")
    if len(contents.missing) > _SHOWN:
        echo(f"  and {len(contents.missing) - _SHOWN:,} more, named in its manifest.json")
    sys.exit(4)
