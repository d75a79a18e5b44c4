"""Every command has help with an example, and docs/cli.md is that help."""

from pathlib import Path

import click
import pytest

from archive.cli import main
from archive.cli.reference import _commands, reference

ROOT = Path(__file__).parents[2]
EVERY = list(_commands(("archive",), main))


def test_the_reference_is_the_help() -> None:
    assert (ROOT / "docs/cli.md").read_text("utf-8") == reference(), "run: make docs"


@pytest.mark.parametrize(("names", "command"), EVERY, ids=[" ".join(n) for n, _ in EVERY])
def test_help_says_what_and_shows_how(names: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    assert "archive " in command.help, "an example belongs in the help"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.name} has no help"
