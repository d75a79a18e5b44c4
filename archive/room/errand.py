"""Work that is too long for a request, done by a process of its own: `python -m archive.room.errand`.

    errand FOLDER settle                what follows from decisions
    errand FOLDER publish               the open edition
    errand FOLDER retry ORIGIN GIVEN    a source that could not be taken in, once more

Where another process is writing it waits for that, for ten minutes at most.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from archive.app import open
from archive.errors import ArchiveBusy
from archive.run import Run

_PATIENCE: Final = 600.0  # seconds
_PAUSE: Final = 1.0


def main(folder: str, what: str, *rest: str) -> None:
    """Does it. Raises ArchiveError."""
    with open(folder, run=Run(bring_up=False)) as archive:
        if what == "settle":
            _patiently(archive.settle)
        elif what == "publish":
            _patiently(archive.publish)
        else:
            _patiently(lambda: archive.ingest_again(*rest))


def _patiently(work: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            work()
        except ArchiveBusy:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
