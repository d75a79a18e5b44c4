"""The command line's reference, made from the commands' own help: `python -m archive.cli.reference`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from archive.cli import main
from archive.cli.output import echo_body

INTRODUCTION = """# Command line

Made from `archive --help` and the help of every command by `make docs`; a test keeps it true.

Text of documents, names and paths is printed so that a terminal shows it and does not obey it: controls,
line ends in names, and marks that turn or hide text stand as escapes (`\\x1b`, `\\n`, `\\u202e`). JSON has
the same content as ever, on a terminal with its own escapes. Where standard output is not UTF-8, characters
that it lacks are escaped too.

In CSV a cell of text that a spreadsheet would calculate (it begins with `= + - @` or a tab) has `'` before
it, and controls are escapes. `--raw` leaves all cells as they are, for machines; `--bom` begins with the mark
by which Excel knows UTF-8. `archive authority import` takes its own tables back with the `'` or without.

An archive is made for its owner alone: folders 0700, files 0600. `archive ingest --shared` makes one for a
group. An archive that others can read is told by `archive ingest`, with the command that closes it.

Exit codes: 0 done; 2 wrong usage; 3 the archive cannot be used, or the machine refuses (a full disk, a closed
way out); 4 done, but some inputs failed, each named; 70 a fault of this program, told in one line
(`archive --debug COMMAND` shows its traceback).
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
