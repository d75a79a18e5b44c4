"""Workers of a queue that misbehave: `python -m tests.pipeline.queued HOW FOLDER archive work's options…`.

HOW is `slow` (a batch with a source that is called so takes a minute, and one that is told to stop waits a
second for it), `deadly` (a source that is called so kills the process that reads it), `older` (the rules of
dates are others), `eager` (an ingest soon works itself where nobody else does) or `plain`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

from archive.dataclass import dataclass
from archive.pipeline import versions
from archive.pipeline.work import carried, children, runner, worker
from archive.pipeline.work.children import Given, RecordsOf


def _names(given: Given) -> list[str]:
    return [os.path.basename(one.found.given) for one in carried.SOURCES.load(given[0])]


@dataclass(frozen=True, slots=True)
class SlowRecordsOf:
    """As RecordsOf, but for what it does with some names."""

    made: RecordsOf
    how: str

    def __call__(self) -> Callable[[Given], bytes]:
        make = self.made()

        def makes(given: Given) -> bytes:
            if any(self.how in name for name in _names(given)):
                if self.how == "deadly":
                    os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)
            return make(given)

        return makes


def misbehave(how: str) -> None:
    """Has workers of this process do what their kind does."""
    if how in ("slow", "deadly"):
        plain = children.Child.submit
        children.Child.submit = (  # type: ignore[method-assign]
            lambda self, make, given: plain(self, SlowRecordsOf(make, how), given)  # type: ignore[arg-type]
        )
    if how == "slow":
        (worker.Worker.__init__.__kwdefaults__ or {})["grace_seconds"] = 1.0
    elif how == "older":
        versions.DATES = "0"
    elif how == "eager":
        runner._ALONE_SECONDS = 0.5  # type: ignore[misc]


if __name__ == "__main__":
    assert worker.BEAT_SECONDS == 5
    misbehave(sys.argv[1])
    from archive.cli import main

    sys.argv = ["archive", "--archive", *sys.argv[2:]]
    main()
