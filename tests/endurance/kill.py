"""Kills an ingest at random moments and looks at what is left.

`python -m tests.endurance.kill --kills 200` is the long run; the test suite does a short one. Models
are loaded once; every run is a forked child of that, so that a kill costs seconds, not minutes.
"""

from __future__ import annotations

import argparse
import json
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
from typing import Any

from archive import engines
from archive.catalog import Catalog
from archive.cli import export
from archive.pipeline.check import check
from archive.pipeline.ingest import ingest
from archive.pipeline.make import Maker, Settings
from archive.pipeline.runners import Serial
from archive.progress import Silent

NOW = "2026-01-01T00:00:00Z"


def now() -> str:
    """A clock that stands still: two runs are then equal to the letter."""
    return NOW


def run(folder: Path, pages: Path) -> None:
    """One whole ingest, as the command does it."""
    with Catalog.open(folder, create=True) as catalog:
        settings = engines.settings(catalog)
        ingest(catalog, [str(pages)], now=now, settings=settings, choose_runner=lambda size: Serial())
        engines.settle(catalog, now=now, settings=settings, progress=Silent())


def state(folder: Path) -> dict[str, Any]:
    """All that an archive says, and what `archive check` finds wrong with it."""
    with Catalog.open(folder) as catalog:
        said = {
            "documents": list(export._documents(catalog)),
            "mentions": list(export._mentions(catalog)),
            "links": [tuple(r) for r in catalog.db.execute("SELECT * FROM links ORDER BY kind, a, b")],
            "entities": [
                tuple(r) for r in catalog.db.execute("SELECT id, type, label FROM entities ORDER BY id")
            ],
            "passages": catalog.db.execute("SELECT count(*), sum(length(vector)) FROM passages").fetchone()[
                :
            ],
            "indexed": engines.index_state(folder)[1],
            "findings": [
                str(f)
                for f in check(
                    catalog,
                    engines.originals(folder),
                    now=now,
                    index_state=lambda: engines.index_state(folder),
                )
            ],
        }
    loaded: dict[str, Any] = json.loads(json.dumps(said))
    return loaded


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


def kills(pages: Path, count: int, rng: random.Random) -> Counter[str]:
    """Kills `count` ingests of `pages` at random moments, lets each go on, compares with one never killed.

    Returns how many were killed and how many had finished first. Raises AssertionError on a difference.
    """
    maker = Maker(Settings())  # loads the models here, for every child to inherit
    list(maker.namer.tag([("Lille", "fr"), ("Lille", "en")]))
    if maker.embedder:
        maker.embedder.embed(["Lille"])
    outcome: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole")
        longest = finish(lambda: run(whole, pages))
        wanted = state(whole)
        assert wanted["findings"] == []
        for i in range(count):
            home = Path(folder, f"killed-{i}")
            number = child(lambda home=home: run(home, pages))  # type: ignore[misc]
            time.sleep(rng.random() * longest)
            os.kill(number, signal.SIGKILL)
            _, status = os.waitpid(number, 0)
            outcome["killed" if status else "finished first"] += 1
            finish(lambda home=home: run(home, pages))  # type: ignore[misc]
            got = state(home)
            different = [key for key in wanted if got[key] != wanted[key]]
            assert not different, f"kill {i}: {different} differ from a run that was not killed"
            shutil.rmtree(home)
    return outcome


def main() -> None:
    """The long run, by its own command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=Path, default=Path(__file__).parents[2] / "corpus/documents")
    chosen = parser.parse_args()
    outcome = kills(chosen.pages, chosen.kills, random.Random(chosen.seed))
    print(", ".join(f"{n} {what}" for what, n in outcome.items()), "– every archive as if never killed")


if __name__ == "__main__":
    main()
