"""The command line: parse, call, print. Commands load when they are called, so that search starts fast."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import __version__, access, interrupts
from archive.cli.failures import enough_files, fault_of, in_words, trace_of
from archive.cli.output import echo, echo_body, tell
from archive.cli.streams import ReaderLeft, guarded_streams
from archive.dataclass import dataclass
from archive.errors import ArchiveError, Fault, QueryError
from archive.printable import printable

if TYPE_CHECKING:
    from archive import Archive

# Work is spread over processes; threads of the matrix library inside each would only be in their way.
# It reads this when it is loaded, and nothing here has loaded it yet.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# What these were stopped at is kept, and they take it up again.
_GO_ON = ("ingest", "reprocess", "reindex")

# These load, look and end. Collecting garbage meanwhile would find none, and take a fifteenth of the time of
# a search: it waits until there are that many objects more.
_BRIEF = ("search", "watch", "show", "timeline", "entities", "pairs", "stats", "explain", "decisions")
_COLLECT = {True: (100_000,), False: gc.get_threshold()}

# Command -> the module and name it lives under.
COMMANDS: dict[str, str] = {
    "init": "archive.cli.init:init",
    "ingest": "archive.cli.ingest:ingest",
    "work": "archive.cli.work:work",
    "status": "archive.cli.work:status",
    "intake": "archive.cli.intake:intake",
    "annotate": "archive.cli.annotate:annotate",
    "search": "archive.cli.search:search",
    "watch": "archive.cli.search:watch",
    "show": "archive.cli.show:show",
    "serve": "archive.cli.serve:serve",
    "users": "archive.cli.users:people",
    "explain": "archive.cli.explain:explain",
    "pairs": "archive.cli.pairs:pairs",
    "entities": "archive.cli.entities:entities",
    "authority": "archive.cli.entities:authority",
    "decide": "archive.cli.decide:decide",
    "decisions": "archive.cli.decisions:decisions",
    "close": "archive.cli.care:shut",
    "open": "archive.cli.care:unshut",
    "redact": "archive.cli.redact:redact",
    "remove": "archive.cli.removing:remove",
    "care": "archive.cli.care:care",
    "publish": "archive.cli.care:publish",
    "timeline": "archive.cli.timeline:timeline",
    "export": "archive.cli.export:export",
    "schema": "archive.cli.export:schema",
    "formats": "archive.cli.formats:formats",
    "stats": "archive.cli.keep:stats",
    "check": "archive.cli.keep:check",
    "reindex": "archive.cli.keep:reindex",
    "reprocess": "archive.cli.reprocess:reprocess",
    "move": "archive.cli.init:move",
    "backup": "archive.cli.backup:backup",
    "restore": "archive.cli.backup:restore",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What every command knows: the archive's folder."""

    folder: Path

    def open(self, *, create: bool = False, **run: Any) -> Archive:
        """The archive, to be used in a `with` block; what `run` has goes into its Run."""
        from archive.app import open
        from archive.run import Run

        return open(self.folder, create=create, run=Run(**{"notify": tell, **run}))


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what the machine refuses, faults of the program and Ctrl-C are told in words."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            on = ctx.invoked_subcommand in _GO_ON
            echo("Interrupted." + (" Rerun the same command to resume." if on else ""), err=True)
            ctx.exit(130)
        except (click.ClickException, click.Abort, click.exceptions.Exit, ReaderLeft):
            raise
        except Exception as error:
            shown = error if isinstance(error, ArchiveError) else self._as_archive_error(error, ctx)
            if ctx.params.get("debug"):
                echo_body(shown.trace if isinstance(shown, Fault) else trace_of(error), err=True)
            elif isinstance(shown, Fault):
                shown.again = f"archive --debug {ctx.invoked_subcommand or ''}".rstrip()
            if shown is error:
                raise
            raise shown from error

    @staticmethod
    def _as_archive_error(error: Exception, ctx: click.Context) -> ArchiveError:
        # Click would take a broken pipe for one of standard output; it is one between processes.
        broken = isinstance(error, BrokenPipeError)
        message = None if broken else in_words(error, ctx.obj.folder if ctx.obj else Path())
        return message or fault_of(error)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs a command; a failure that the program knows is one calm message and its exit code."""
        with guarded_streams():
            try:
                interrupts.listen()
                enough_files()
                code = super().main(*args, **{**kwargs, "standalone_mode": False})
            except ArchiveError as error:
                _tell(error)
                code = error.exit_code
            except click.ClickException as error:
                _tell_usage(error)
                code = error.exit_code
            except click.Abort:
                echo("Interrupted.", err=True)
                code = 1
            except ReaderLeft:
                code = 0
        code = code if isinstance(code, int) else 0
        if code or kwargs.get("standalone_mode", True):
            sys.exit(code)
        return None


def _tell(error: ArchiveError) -> None:
    if not isinstance(error, QueryError):
        return tell(str(error))
    tell(str(error.args[0]))
    echo(f"  {error.query}", err=True)
    # Escapes take more room than what they stand for.
    echo(f"  {' ' * len(printable(error.query[: error.position]))}^", err=True)
    return None


def _tell_usage(error: click.ClickException) -> None:
    """As Click says it, but for what a terminal would obey in an argument."""
    output = io.StringIO()
    error.show(output)
    message = error.format_message()
    text = output.getvalue().rstrip("\n")
    if not isinstance(error, click.MissingParameter | click.exceptions.NoArgsIsHelpError):  # these have lines
        text = text.replace(message, printable(message))
    echo_body(text, err=True)


def _folder(ctx: click.Context, param: click.Parameter, value: str) -> Path:
    if not value:  # Path would take it for the current folder
        raise click.BadParameter("the folder name is empty.", ctx, param)
    return Path(value)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--archive",
    "folder",
    type=click.Path(file_okay=False),
    callback=_folder,
    envvar="ARCHIVE_DIR",
    default="archive-data",
    show_default=True,
    show_envvar=True,
    help="Archive folder.",
)
@click.option("-v", "--verbose", count=True, help="Log what is decided and what is skipped; -vv logs more.")
@click.option("--debug", is_flag=True, help="Log as -vv, and show a traceback when a command fails.")
@click.version_option(__version__, prog_name="archive")
@click.pass_context
def main(ctx: click.Context, folder: Path, verbose: int, debug: bool) -> None:
    """A bilingual (French/English) document archive.

    Ingests folders of web pages, splits them into posts, finds names and dates, links each text to its
    translation and its duplicates, and searches everything in either language.

    \b
    archive ingest pages/
    archive search "délit de solidarité"
    archive timeline "Pontivy" --format json
    """
    ctx.call_on_close(partial(os.umask, os.umask(access.mask(folder))))
    ctx.obj = Target(folder)
    gc.set_threshold(*_COLLECT[ctx.invoked_subcommand in _BRIEF])
    if verbose or debug:
        from archive import log

        ctx.call_on_close(log.show(2 if debug else verbose))
