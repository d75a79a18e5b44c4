"""Kills runs at random moments and looks at what is left.

`python -m tests.endurance.kill --kills 200` is the long run (`make endurance` does it for every kind of
run); the test suite does a short one. Models are loaded once; every run is a forked child of that, so
that a kill costs seconds, not minutes. A run that ends before its kill is not counted.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.endurance.scenes import SCENES, Scene, state, warm

_AGAIN = 0.3  # how often the run that takes up a killed one is killed too


def child(work: Callable[[], None]) -> int:
    """Forks a child that does `work`; returns its process number."""
    sys.stdout.flush()
    sys.stderr.flush()
    number = os.fork()
    if number == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(f"child: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
    return number


def finish(work: Callable[[], None]) -> float:
    """Runs `work` in a child to its end; returns the seconds it took. Raises RuntimeError if it failed."""
    began = time.monotonic()
    _, status = os.waitpid(child(work), 0)
    if status:
        raise RuntimeError(f"the run failed with status {status}")
    return time.monotonic() - began


def killed(work: Callable[[], None], after: float) -> bool:
    """Kills `work` so many seconds after its start; whether it was still at work."""
    number = child(work)
    time.sleep(after)
    os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    if os.waitstatus_to_exitcode(status) > 0:
        raise RuntimeError(f"the run failed with status {status}")
    return status != 0


def kills(scene: Scene, pages: Path, count: int, rng: random.Random) -> Counter[str]:
    """Kills `count` runs of `scene` at random moments, lets each go on, compares with one never killed.

    Returns how many were killed, how many of them twice or more, and how many had finished first.
    Raises AssertionError on a difference. `pages` may be changed while this runs.
    """
    outcome: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        base, whole = Path(folder, "base"), Path(folder, "whole")
        finish(lambda: scene.before(base, pages))
        copy(base, whole)
        longest = finish(lambda: scene.run(whole, pages))
        wanted = state(whole)
        assert wanted["findings"] == []
        while outcome["killed"] < count:
            home = Path(folder, f"killed-{outcome.total()}")
            copy(base, home)
            work = lambda home=home: scene.run(home, pages)  # noqa: E731
            if not killed(work, rng.random() * longest):
                outcome["finished first"] += 1
                longest *= 0.9
            else:
                outcome["killed"] += 1
                longest *= 1.02  # so that kills reach the end of a run however busy the machine is
                if rng.random() < _AGAIN and killed(work, rng.random() * longest):
                    outcome["twice"] += 1
            finish(work)
            got = state(home)
            different = [key for key in wanted if got[key] != wanted[key]]
            assert not different, f"round {outcome.total()}: {different} differ from a run never killed"
            shutil.rmtree(home)
    return outcome


def copy(base: Path, home: Path) -> None:
    """An archive of one's own to break; none where there is none."""
    if base.exists():
        shutil.copytree(base, home)


def main() -> None:
    """The long run, by its own command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of each kind of run")
    parser.add_argument("--of", choices=[*SCENES, "all"], default="ingest", help="the kind of run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=Path, default=Path(__file__).parents[2] / "corpus/documents")
    chosen = parser.parse_args()
    warm()
    for name in SCENES if chosen.of == "all" else [chosen.of]:
        with tempfile.TemporaryDirectory() as own:
            pages = Path(shutil.copytree(chosen.pages, Path(own, "pages")))
            outcome = kills(SCENES[name], pages, chosen.kills, random.Random(chosen.seed))
        counts = ", ".join(f"{n} {what}" for what, n in outcome.items())
        print(f"{name}: {counts} – every archive as if never killed", flush=True)


if __name__ == "__main__":
    main()
