"""`archive init`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive import access
from archive.cli import Target
from archive.cli.output import echo
from archive.engines import EMBEDDED, Engines

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _engine(part: str, what: str) -> Callable[[_Command], _Command]:
    default = getattr(EMBEDDED, part)
    return click.option(f"--{part}", default=default, show_default=True, metavar="ADDRESS", help=what)


@click.command()
@_engine("catalog", "Where the catalog is.")
@_engine("index", "Where the search index is.")
@_engine("originals", "Where the originals are.")
@click.option("--shared", is_flag=True, help="Give the group of the archive folder access, not only you.")
@click.pass_obj
def init(target: Target, catalog: str, index: str, originals: str, shared: bool) -> None:
    """Create an archive, and choose what it runs on.

    Each engine is tried first; if one cannot be used, the reason is printed (exit code 3) and nothing is
    created. The choice is written to archive.toml in the archive folder. An archive on the defaults needs no
    init: `archive ingest` creates one.

    \b
    archive --archive papers init
    """
    import archive

    engines = Engines(catalog, index, originals)
    if shared:
        access.share(target.folder)
    access.keep(target.folder)
    for one in archive.init(target.folder, engines):
        echo(f"{one.part:12}{one.address}  {one.what}")
    echo(f"Created an archive in {target.folder}.")
