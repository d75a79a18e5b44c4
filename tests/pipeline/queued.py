"""Workers of a queue that misbehave: `python -m tests.pipeline.queued HOW FOLDER archive work's options…`.

HOW is `slow` (a batch with a source that is called so takes a minute), `deadly` (a source that is called so
kills the process that reads it), `older` (the rules of dates are others) or `plain`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

from archive.dataclass import dataclass
from archive.pipeline import versions
from archive.pipeline.work import carried, children, worker
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
    elif how == "older":
        versions.DATES = "0"


if __name__ == "__main__":
    assert worker.BEAT_SECONDS == 5
    misbehave(sys.argv[1])
    from archive.cli import main

    sys.argv = ["archive", "--archive", *sys.argv[2:]]
    main()
