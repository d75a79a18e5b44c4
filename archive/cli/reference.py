"""The command line's reference, made from the commands' own help: `python -m archive.cli.reference`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from archive.cli import main

INTRODUCTION = """# Command line

Made from `archive --help` and the help of every command by `make docs`; a test keeps it true.
"""


def reference() -> str:
    """The whole reference as Markdown."""
    sections = [INTRODUCTION]
    for names, command in _commands(("archive",), main):
        with click.Context(
            command, info_name=" ".join(names), terminal_width=100, max_content_width=100
        ) as ctx:
            sections.append(
                f"{'#' * min(len(names) + 1, 4)} {' '.join(names)}\n\n```\n{command.get_help(ctx)}\n```\n"
            )
    return "\n".join(sections)


def _commands(
    names: tuple[str, ...], command: click.Command
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield names, command
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for name in command.list_commands(ctx):
                inner = command.get_command(ctx, name)
                if inner is not None and not inner.hidden:
                    yield from _commands((*names, name), inner)


if __name__ == "__main__":
    click.echo(reference(), nl=False)
