"""An edition is there whole or as it was before, wherever a publish is killed."""

from __future__ import annotations

import random
import shutil
from functools import partial
from pathlib import Path

import pytest

import archive
from archive.pipeline.backup import disk
from tests.care.boxes import run
from tests.care.killing import killed_at
from tests.care.test_edition import dump

TEXTS = (
    "Die Wäscherei am Hafen bleibt offen.",
    "Die Nachbarn bringen Suppe.",
    "Der Schlüssel hängt am Brett.",
)


def _made(base: Path) -> tuple[Path, Path]:
    """An archive of three German texts, for which no model is loaded, published with the first one closed."""
    folder, edition = base / "archive", base / "open"
    (base / "in").mkdir()
    for number, text in enumerate(TEXTS):
        (base / "in" / f"{number}.txt").write_text(f"Text {number}\n\n{text * 2}\n", "utf-8")
    with archive.open(folder, create=True, run=run()) as opened:
        opened.ingest(base / "in")
        opened.restrict(str(base / "in" / "0.txt"), why="a promise")
        opened.publish(edition)
        opened.release(str(base / "in" / "0.txt"), why="a word")
        opened.restrict(str(base / "in" / "1.txt"), why="another")
    return folder, edition


def _publish(folder: Path, edition: Path) -> None:
    with archive.open(folder, run=run()) as opened:
        opened.publish(edition)


def _killed(tmp_path: Path, kills: int) -> None:
    base = tmp_path / "base"
    base.mkdir()
    folder, edition = _made(base)
    before = dump(edition)
    kept = Path(shutil.copytree(edition, tmp_path / "kept"))
    other = Path(shutil.copytree(edition, base / "other"))
    steps = killed_at(lambda: _publish(folder, other), None)
    assert steps
    after = dump(other)
    assert before != after
    rng = random.Random(7)
    for step in sorted(rng.sample(range(steps), min(kills, steps))):
        assert killed_at(lambda: _publish(folder, edition), step) is None
        assert dump(edition) in (before, after), step
        if dump(edition) == after:  # a publish that is killed at its end has little left to do
            shutil.rmtree(edition)
            shutil.copytree(kept, edition)
    _publish(folder, edition)
    assert dump(edition) == after
    assert sorted(p.name for p in base.iterdir()) == ["archive", "in", "open", "other"]
    with archive.open(edition, run=run()) as opened:
        assert not list(opened.check().findings)


def test_a_publish_that_is_killed_leaves_the_old_edition_or_the_new_one(tmp_path: Path) -> None:
    _killed(tmp_path, 5)


@pytest.mark.slow
def test_a_publish_that_is_killed_anywhere(tmp_path: Path) -> None:
    _killed(tmp_path, 50)


@pytest.mark.parametrize(
    "mark", ["a.part", "m.part", "z.part"]
)  # in what order names come is the disk's affair
@pytest.mark.parametrize("early", [True, False])
def test_what_is_removed_is_known_for_what_it_was_until_it_is_gone(
    tmp_path: Path, mark: str, early: bool
) -> None:
    def left(number: int) -> Path:
        folder = tmp_path / str(number)
        names = ["b.txt", "originals/ab/cd", "y.txt"]
        for name in (mark, *names) if early else (*names, mark):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
        return folder

    def cleared(folder: Path) -> bool:
        return disk.clear(folder, lambda names: not names or mark in names, (mark,))

    steps = killed_at(partial(cleared, left(0)), None)
    assert steps
    assert steps > 5
    for step in range(steps):
        folder = left(step + 1)
        assert killed_at(partial(cleared, folder), step) is None
        assert cleared(folder), step
        assert not folder.exists()
