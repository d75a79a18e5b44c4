"""The recipes of CONTRIBUTING, run as they stand there: their code, and a package installed by it."""

from __future__ import annotations

import re
import textwrap
import tomllib
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
