"""What a queue of ingest work in the catalog's database holds, and what `archive status` says of it."""

from __future__ import annotations

from collections.abc import Sequence

from archive.catalog.runs import FailedSource
from archive.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class WorkRun:
    """A run of `archive ingest --queue`, as its writer tells of it.

    `host`, `pid`: the writer's process; `began`: UTC. `done` of `total` sources (None: not known) in its
    present `stage`, and how many `failed`. `settings`: what makers of records work with; `stamp`: the
    versions that must make them.
    """

    n: int
    host: str
    pid: int
    began: str
    stage: str
    total: int | None
    done: float
    failed: int
    seconds: float
    settings: bytes
    stamp: str


@dataclass(frozen=True, slots=True)
class QueuedBatch:
    """A batch in the hands of a worker: its number in the queue, its run, the sources, bytes of a part."""

    id: int
    run: int
    sources: bytes
    data: bytes | None


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker, as `archive status` shows it: `since` and `seen` are UTC, `silent` the seconds since `seen`.

    `processes`: how many batches it works on at a time; `batches`, `sources`: how many it has done; `held`:
    how many batches it holds now.
    """

    host: str
    pid: int
    since: str
    seen: str
    silent: float
    processes: int
    batches: int
    sources: int
    held: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue at one moment: the run (None: none is under way), its batches, the workers.

    `alive`: whether the writer of the run is at work; where it is not, the next run takes up what is there.
    """

    run: WorkRun | None = None
    alive: bool = False
    waiting: int = 0
    held: int = 0
    done: int = 0
    workers: Sequence[WorkerState] = ()


@dataclass(frozen=True, slots=True)
class WorkStatus:
    """What `archive status` says: the queue, how fast its run is, what failed.

    `rate`: sources a minute since the run began; `seconds_left`: at this rate; None where neither can be
    told. `failures`: how many sources of the archive could not be ingested and have not been since; `failed`:
    the first of those of the run.
    """

    queue: QueueState
    rate: float | None = None
    seconds_left: float | None = None
    failures: int = 0
    failed: Sequence[FailedSource] = ()
