"""The command line: parse, call, print. Commands load when they are called, so that search starts fast."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

import click

from archive import __version__
from archive.errors import ArchiveError

if TYPE_CHECKING:
    import sqlite3

# Work is spread over processes; threads of the matrix library inside each would only be in their way.
# It reads this when it is loaded, and nothing here has loaded it yet.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# What these were stopped at is kept, and they take it up again.
_GO_ON = ("ingest", "reprocess", "reindex")

# Command -> the module and name it lives under.
COMMANDS: dict[str, str] = {
    "ingest": "archive.cli.ingest:ingest",
    "annotate": "archive.cli.annotate:annotate",
    "search": "archive.cli.search:search",
    "watch": "archive.cli.search:watch",
    "show": "archive.cli.show:show",
    "pairs": "archive.cli.pairs:pairs",
    "entities": "archive.cli.entities:entities",
    "authority": "archive.cli.entities:authority",
    "timeline": "archive.cli.timeline:timeline",
    "export": "archive.cli.export:export",
    "schema": "archive.cli.export:schema",
    "stats": "archive.cli.keep:stats",
    "check": "archive.cli.keep:check",
    "reindex": "archive.cli.keep:reindex",
    "reprocess": "archive.cli.reprocess:reprocess",
    "backup": "archive.cli.backup:backup",
    "restore": "archive.cli.backup:restore",
}


@dataclass(frozen=True, slots=True)
class App:
    """What every command knows: the archive's folder."""

    folder: Path


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a disk or database that refuses, and Ctrl-C, are told in words."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            on = ctx.invoked_subcommand in _GO_ON
            click.echo("Stopped." + (" Run the same command again to go on." if on else ""), err=True)
            ctx.exit(130)
        except Exception as error:
            if ctx.obj is None or not refused(error):
                raise
            from archive.catalog.store import unusable

            raise unusable(error, ctx.obj.folder) from error

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs a command; a failure that the program knows is one calm message and its exit code."""
        try:
            return super().main(*args, **kwargs)
        except ArchiveError as error:
            click.echo(f"archive: {error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            # The reader (head, less) has had enough. Nothing more may be written, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


def refused(error: Exception) -> TypeGuard[OSError | sqlite3.Error]:
    """Whether the disk takes no more (full, over quota, read-only, broken), or SQLite cannot go on."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
    # Looked up, not imported: a command that opens no catalog does without it.
    module = sys.modules.get("sqlite3")
    return module is not None and type(error) in (module.OperationalError, module.DatabaseError)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--archive",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ARCHIVE_DIR",
    default=Path("archive-data"),
    show_default=True,
    show_envvar=True,
    help="The folder that holds the archive.",
)
@click.version_option(__version__, prog_name="archive")
@click.pass_context
def main(ctx: click.Context, folder: Path) -> None:
    """A bilingual (French/English) document archive.

    Takes in folders of pages, splits them into posts, finds names and dates, links each text to its
    translation and its copies, and searches all of it in either language.

    \b
    archive ingest pages/
    archive search "délit de solidarité"
    archive timeline "Calais" --format json
    """
    ctx.obj = App(folder)
