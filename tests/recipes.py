"""The recipes of CONTRIBUTING, run as they stand there: their code, and a package installed by it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


def recipe(title: str, language: str) -> str:
    """The one block of code in `language` in the section of CONTRIBUTING with this title."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    (block,) = re.findall(rf"^ *```{language}\n(.*?)^ *```$", section, re.M | re.S)
    return textwrap.dedent(block)


def install(site: Path, name: str, pyproject: str) -> None:
    """Makes Python take `site` for a folder in which a package is installed, with its entry points."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = []
    for group, points in tomllib.loads(pyproject)["project"]["entry-points"].items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


# Runs one command after the other, so that what Python and the models take to start is taken once.
_COMMANDS = """
import json, sys
from click.testing import CliRunner
from archive.cli import main
for args in json.loads(sys.argv[1]):
    done = CliRunner().invoke(main, args)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command ended with, and what it said."""

    code: int
    out: str
    err: str


def commands(site: Path, archive: Path, *every: Sequence[str]) -> list[Done]:
    """Runs commands on `archive` in a process of their own that finds the packages in `site`."""
    asked = json.dumps([["--archive", str(archive), *args] for args in every])
    path = os.pathsep.join((str(site), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", _COMMANDS, asked],
        env=os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=300, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Done(*json.loads(line)) for line in done.stdout.splitlines()]
