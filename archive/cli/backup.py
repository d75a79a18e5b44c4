"""`archive backup` and `archive restore`."""

from __future__ import annotations

from pathlib import Path

import click

from archive.catalog import Catalog
from archive.cli import App
from archive.cli.output import Bar


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def backup(app: App, file: Path, quiet: bool) -> None:
    """Write the archive, catalog and originals, to one file (a tar). An ingest may go on meanwhile.

    \b
    archive backup /mnt/safe/archive-2026-11.tar
    """
    from archive import engines
    from archive.pipeline.backup import backup as run

    with Catalog.open(app.folder) as catalog, Bar(quiet=quiet) as bar:
        count = run(catalog, engines.originals(app.folder), file, progress=bar)
    click.echo(f"{file} holds the archive with {count:,} originals.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def restore(app: App, file: Path, quiet: bool) -> None:
    """Make an archive again from a backup, in a folder that holds none.

    \b
    archive --archive restored restore /mnt/safe/archive-2026-11.tar
    """
    from archive import engines
    from archive.pipeline.backup import restore as run

    with Bar(quiet=quiet) as bar:
        count = run(file, app.folder, progress=bar)
        with Catalog.open(app.folder) as catalog:
            engines.rebuild_index(catalog, bar)
    click.echo(f"{app.folder} holds the archive with {count:,} originals.")
