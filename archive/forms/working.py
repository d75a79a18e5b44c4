"""What `archive status` says, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.catalog.work import WorkStatus


def status(found: WorkStatus) -> dict[str, Any]:
    """What is going on in an archive: its run, queue, workers, failures."""
    queue, run = found.queue, found.queue.run
    return {
        "busy": queue.alive,
        "ingest": run and {
            "host": run.host, "pid": run.pid, "began": run.began, "seconds": round(run.seconds, 1),
            "alive": queue.alive, "stage": run.stage, "done": int(run.done), "total": run.total,
            "failed": run.failed,
            "per_minute": None if found.rate is None else round(found.rate, 1),
            "seconds_left": None if found.seconds_left is None else round(found.seconds_left),
        },
        "queue": {"waiting": queue.waiting, "at_work": queue.held, "done": queue.done},
        "workers": [
            {
                "host": one.host, "pid": one.pid, "since": one.since, "last_sign": one.seen,
                "silent_seconds": round(one.silent, 1), "processes": one.processes, "at_work": one.held,
                "batches": one.batches, "sources": one.sources,
            }
            for one in queue.workers
        ],
        "failures": found.failures,
        "failed": [{"source": one.given, "reason": one.reason} for one in found.failed],
    }  # fmt: skip
