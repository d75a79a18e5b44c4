"""What is going on in an archive: the run that is under way, its queue and its workers."""

from __future__ import annotations

import contextlib
from typing import Final

from archive.catalog import Catalog, runs
from archive.catalog.work import QueueState, WorkRun, WorkStatus
from archive.catalog.writer import at_work

_SHOWN: Final = 20  # failures of the run
_LEAST_SECONDS: Final = 2.0  # after which a rate says something


def status(catalog: Catalog) -> WorkStatus:
    """The state of an archive's queue, and what could not be ingested. Raises UnreachableServer."""
    queue = _queue(catalog)
    run = queue.run if queue.alive else None
    rate = _rate(run)
    left = None
    if run and rate and run.total is not None:
        left = max(run.total - run.done, 0) / rate * 60
    began = runs.under_way(catalog)  # by the clock that failures are stamped by
    failed = runs.refused(catalog, began, "9999") if run and began else []
    return WorkStatus(queue, rate, left, runs.count_refused(catalog), tuple(failed[:_SHOWN]))


def _queue(catalog: Catalog) -> QueueState:
    if not catalog.shared:
        return QueueState(alive=at_work(catalog.folder))
    from archive.catalog.postgresql.work import WorkQueue

    with contextlib.closing(WorkQueue(catalog.address)) as queue:
        return queue.state()


def _rate(run: WorkRun | None) -> float | None:
    if run is None or run.seconds < _LEAST_SECONDS or not run.done:
        return None
    return run.done / run.seconds * 60
