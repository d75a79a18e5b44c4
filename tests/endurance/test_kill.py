"""An ingest that is killed at any moment loses nothing: the next run ends what it began."""

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ENGLISH, FRENCH, OTHER


def test_killed_runs_end_as_if_never_killed(tmp_path: Path) -> None:
    for i, text in enumerate((FRENCH, ENGLISH, OTHER)):
        (tmp_path / f"{i}.txt").write_text(text)
    (tmp_path / "copy.txt").write_text(FRENCH + "\nÀ faire suivre.\n")
    # In a process of its own: children are forked, and must not inherit what the test runner holds.
    done = subprocess.run(
        [sys.executable, "-m", "tests.endurance.kill", "--kills", "20", "--pages", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "killed" in done.stdout
