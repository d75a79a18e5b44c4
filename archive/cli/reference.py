"""The command line's reference, made from the commands' own help: `python -m archive.cli.reference`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from archive.cli import main
from archive.cli.output import echo_body

INTRODUCTION = """# Command line

Generated from `archive --help` and the help of every command by `make docs`; a test keeps it up to date.

Control characters in texts, names and paths never reach a terminal: they are printed as escapes, as are
line breaks in names and characters that reorder or hide text (`\\x1b`, `\\n`, `\\u202e`). JSON keeps its
content, with JSON's own escapes on a terminal. If standard output is not UTF-8, characters that its encoding
lacks are escaped too.

In CSV, a text cell that a spreadsheet would take for a formula (it begins with `= + - @` or a tab) is
prefixed with `'`, and control characters are escaped. `--raw` leaves all cells as they are, for other
programs; `--bom` starts with a byte order mark, so that Excel reads UTF-8. `archive authority import` reads
its own tables back with or without the `'`.

A new archive is private to its owner: folders 0700, files 0600. `archive ingest --shared` creates one for a
group. If other accounts can read an archive, `archive ingest` says so, with the command that closes it.

Exit codes: 0 success; 2 usage error; 3 the archive cannot be used, or the system refuses (a full disk, a
closed output); 4 done, but some inputs failed, each listed with its reason; 70 an internal error, reported
in one line (`archive --debug COMMAND` shows the traceback).
"""


def reference() -> str:
    """The whole reference as Markdown."""
    sections = [INTRODUCTION]
    for context in contexts():
        depth = min(context.command_path.count(" ") + 2, 4)
        sections.append(
            f"{'#' * depth} {context.command_path}\n\n```\n{context.command.get_help(context)}\n```\n"
        )
    return "\n".join(sections)


def contexts() -> Iterator[click.Context]:
    """Every command as it is called, each in the context of the group above it."""
    yield from _below(click.Context(main, info_name="archive", terminal_width=100, **main.context_settings))


def _below(context: click.Context) -> Iterator[click.Context]:
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            inner = context.command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _below(click.Context(inner, parent=context, info_name=name))


if __name__ == "__main__":
    echo_body(reference().rstrip("\n"))
