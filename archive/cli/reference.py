"""The command line's reference, made from the commands' own help: `python -m archive.cli.reference`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from archive.cli import main
from archive.cli.output import echo_body

INTRODUCTION = """# Command line

Made from `archive --help` and the help of every command by `make docs`; a test keeps it true.
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
