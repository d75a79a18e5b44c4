"""Every command has help with an example, and docs/cli.md is that help."""

from pathlib import Path

import click
import pytest

from archive.cli.reference import contexts, reference

ROOT = Path(__file__).parents[2]
EVERY = [(c.command_path, c.command) for c in contexts()]


def test_the_reference_is_the_help() -> None:
    assert (ROOT / "docs/cli.md").read_text("utf-8") == reference(), "run: make docs"


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[path for path, _ in EVERY])
def test_help_says_what_and_shows_how(path: str, command: click.Command) -> None:
    assert command.help, f"{path} has no help"
    assert "archive " in command.help, "an example belongs in the help"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} has no help"
