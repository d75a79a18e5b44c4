"""Every promise in docs/reliability.md names what watches it, and that is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")


def test_what_the_promises_name_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", TEXT))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M)
    }
    assert len(named) > 20
    assert named <= written, named - written
    files = set(re.findall(r"`(tests/[\w./]+)`", TEXT))
    assert {f for f in files if not (ROOT / f).exists()} == set()


def test_every_row_of_a_table_of_promises_is_watched() -> None:
    tables = re.findall(r"^\|.*\| watched by \|\n\|[-|]+\|\n((?:\|.*\n)+)", TEXT, re.M)
    assert len(tables) == TEXT.count("| watched by |") > 0
    for table in tables:
        for row in table.splitlines():
            watched = row.rstrip("|").rpartition("|")[2]
            assert re.search(r"test|the same|make ", watched), row
