"""Lets runs meet a full disk at random moments and looks at what is left.

`python -m tests.endurance.full --rounds 50` is the long run; the test suite does a short one. The disk is
a small one in memory: only who may mount (root, mostly) can run this.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from archive.cli.failures import in_words
from archive.errors import UnusableArchive
from tests.endurance.disks import ROOM, CannotMount, disk, remount, size_of
from tests.endurance.kill import child, copy, finish
from tests.endurance.scenes import SCENES, Scene, state, warm

_SPARE = 800_000  # bytes that a run needs beside what it leaves: SQLite's log, an index being built


def _told(work: Callable[[], None]) -> None:
    """`work`, ended with exit code 3 where the command line would say in one line that the disk is full."""
    try:
        work()
    except Exception as error:
        if isinstance(error, UnusableArchive) or in_words(error, Path()):
            os._exit(UnusableArchive.exit_code)
        raise


def rounds(scene: Scene, pages: Path, count: int, rng: random.Random) -> Counter[str]:
    """Runs `scene` on disks that are too small, makes room, lets it go on, compares with one never stopped.

    Returns how many were stopped and how many had room enough. Raises AssertionError on a difference.
    `pages` may be changed while this runs.
    """
    outcome: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder, "base")
        with disk(ROOM) as where:
            # Where an archive lies is written nowhere in it: the one that is compared with may lie elsewhere.
            finish(lambda: scene.before(base, pages))
            whole = where / "archive"
            copy(base, whole)
            finish(lambda: scene.run(whole, pages))
            wanted, grown = state(whole), size_of(whole) - size_of(base)
        assert wanted["findings"] == []
        while outcome["stopped"] < count:
            free = int(rng.random() * (max(grown, 0) + _SPARE))
            with disk(size_of(base) + 100_000 + free) as where:
                home = where / "archive"
                copy(base, home)
                work = lambda home=home: scene.run(home, pages)  # noqa: E731
                _, status = os.waitpid(child(lambda work=work: _told(work)), 0)  # type: ignore[misc]
                code = os.waitstatus_to_exitcode(status)
                assert code in (0, UnusableArchive.exit_code), f"{free} bytes free: exit code {code}"
                outcome["stopped" if code else "had room"] += 1
                remount(where, f"size={ROOM}")
                finish(work)
                got = state(home)
            different = [key for key in wanted if got[key] != wanted[key]]
            assert not different, f"{free} bytes free: {different} differ from a run never stopped"
    return outcome


def main() -> None:
    """The long run, by its own command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="of each kind of run")
    parser.add_argument("--of", choices=[*SCENES, "all"], default="ingest", help="the kind of run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=Path, default=Path(__file__).parents[2] / "corpus/documents")
    chosen = parser.parse_args()
    try:
        with disk(ROOM):
            pass
    except CannotMount as error:
        sys.exit(f"no disk can be mounted here: {error}")
    warm()
    for name in SCENES if chosen.of == "all" else [chosen.of]:
        with tempfile.TemporaryDirectory() as own:
            pages = Path(shutil.copytree(chosen.pages, Path(own, "pages")))
            outcome = rounds(SCENES[name], pages, chosen.rounds, random.Random(chosen.seed))
        counts = ", ".join(f"{n} {what}" for what, n in outcome.items())
        print(f"{name}: {counts} – every archive as if never stopped", flush=True)


if __name__ == "__main__":
    main()
