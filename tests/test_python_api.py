"""docs/python-api.md keeps its word: its examples run on the sample, and its commands are commands."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

import archive
from archive.cli import main
from archive.ingest.names.model import stock_name
from tests.sample import sample

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/python-api.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", TEXT)


@pytest.mark.skipif(stock_name("en") == "en_core_web_sm", reason="names of the larger English model")
def test_the_examples_print_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sample().folder, tmp_path / "papers")
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks("python")), {}, "python-api.md", None, 0)
    assert len(examples.examples) > 20
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    failed = runner.run(examples, out=said.append).failed
    assert not failed, "".join(said)


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_the_commands_are_commands(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(line.rpartition("| ")[2])[1:]
    if words[0] == "--archive":
        words = words[2:]
    command: click.Command | None = main
    context = click.Context(main, info_name="archive", **main.context_settings)
    while isinstance(command, click.Group) and words and words[0] in command.list_commands(context):
        command = command.get_command(context, words.pop(0))
    assert command is not None
    assert command is not main
    command.make_context(command.name, words, parent=context)  # reads the options, and runs nothing


def test_every_command_and_method_stands_side_by_side() -> None:
    table = TEXT[: TEXT.index("## Open")]
    commands = set(main.list_commands(click.Context(main))) - {"schema"}
    assert {c for c in commands if f"`archive {c}" not in table} == set()
    methods = {
        name
        for name in dir(archive.Archive)
        if not name.startswith("_") and callable(getattr(archive.Archive, name))
    }
    unsaid = {name for name in methods if f"a.{name}(" not in TEXT}
    unsaid -= {"decide", "settle", "timeline_page"}  # in parts what others do in one
    assert unsaid == set()
