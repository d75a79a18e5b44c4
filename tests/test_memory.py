"""Where the temporary files of a run go."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import memory


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where nobody said where temporary files go."""
    monkeypatch.delenv("TMPDIR", raising=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for its memory")
def test_folders_of_runs_that_are_over_are_removed_and_no_others(tmp_path: Path) -> None:
    over = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    names = (f"archive-t{over.stdout.strip()}", f"archive-t{os.getppid()}", "archive-tests-x", "others1")
    for name in names:
        (tmp_path / name / "sub").mkdir(parents=True)
    made = memory.folder(tmp_path, room=1)
    assert made is not None
    assert made.parent == tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {made.name, *names[1:]}


def test_there_is_none_without_room_or_where_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert memory.folder(tmp_path, room=1 << 60) is None
    assert memory.folder(tmp_path / "none", room=1) is None
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert memory.folder(tmp_path, room=1) is None
    assert not list(tmp_path.iterdir())


def test_what_others_have_put_in_the_way_is_left_alone(tmp_path: Path) -> None:
    in_the_way = tmp_path / f"archive-t{os.getpid()}"
    in_the_way.symlink_to(tmp_path)
    assert memory.folder(tmp_path, room=1) is None
    assert in_the_way.is_symlink()
