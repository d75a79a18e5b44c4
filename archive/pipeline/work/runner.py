"""The writer's side of the queue: batches go out, what workers made of them comes in, in order.

Whoever makes a record, the writer alone keeps and removes originals and writes to the catalog: as it would
have done if it had made all records itself.
"""

from __future__ import annotations

import collections
import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Final

from archive.catalog import Catalog, origins
from archive.catalog.intake import Failure, Intake
from archive.catalog.postgresql.work import DEATHS, WorkQueue
from archive.catalog.store import unusable
from archive.dataclass import dataclass
from archive.errors import REMOVED, Reason, UnusableArchive, UsageError
from archive.ingest.files import refuse_without_handles
from archive.ingest.sources import Original
from archive.pipeline.make import Batch, Settings, failure
from archive.pipeline.work import carried
from archive.pipeline.work.carried import QueuedSource
from archive.pipeline.work.worker import Worker
from archive.plain import NotPlain
from archive.progress import Progress

log = logging.getLogger(__name__)

_AHEAD: Final = 32  # batches that are out at least
_AHEAD_EACH: Final = 4  # and for each process that works
_ALONE_SECONDS: Final = 3.0  # without another worker, before the writer works too
_LOOK_SECONDS: Final = 1.0  # between looks at the workers
_SHORT, _LONG = 0.005, 0.1  # between looks for a result, in seconds
_DIED: Final = Reason(
    f"each process that read it died ({DEATHS} did): it may need more memory than there is", "internal-error"
)


@dataclass(slots=True)
class _Out:
    """A batch that is out: its number, its sources; what the writer says of sources itself, by place."""

    n: int
    sources: tuple[QueuedSource, ...]
    settled: Mapping[int, Failure]


@dataclass(slots=True)
class TellingProgress:
    """Passes on what a run tells of itself, and has the queue know it, for `archive status`."""

    other: Progress
    tell: Callable[[str, int | None, float, int], None]
    name: str = ""
    total: int | None = None
    done: float = 0
    failed: int = 0
    told: float = field(default=float("-inf"))

    def stage(self, name: str, total: int | None) -> None:
        self.other.stage(name, total)
        self.name, self.total, self.done = name, total, 0
        self._tell()

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        self.other.advance(done, words, failed)
        self.done += done
        self.failed += failed
        if time.monotonic() - self.told > _LOOK_SECONDS:
            self._tell()

    def _tell(self) -> None:
        self.told = time.monotonic()
        self.tell(self.name, self.total, self.done, self.failed)


class QueueRunner:
    """A Runner of batches of originals whose results come from workers on any machine; use it in a `with`.

    `workers`: processes of its own that work from the beginning; None: one for each processor works if nobody
    else does. A run that was ended before its time leaves its batches, and the next one takes them up.
    """

    def __init__(
        self, catalog: Catalog, settings: Settings, *, workers: int | None, notify: Callable[[str], None],
        progress: Progress,
    ) -> None:  # fmt: skip
        """Raises UsageError where the catalog is not on a server."""
        if not catalog.shared:
            raise UsageError(
                "A queue of work needs the catalog in PostgreSQL, where other machines reach it. Move it"
                " there with: archive move --catalog postgresql://USER@HOST/DATABASE"
            )
        self.progress = TellingProgress(progress, self._tell)
        self._catalog, self._settings = catalog, settings
        self._workers, self._notify = workers, notify
        self._plain = carried.SETTINGS.dump(replace(settings, originals=None))
        self._stamp = carried.stamp(settings)
        self._numbers = iter(range(1 << 62))
        self._out: collections.deque[_Out] = collections.deque()
        self._local: _LocalWorker | None = None
        self._alone_since = time.monotonic()
        self._looked = float("-inf")
        self._others = 0
        self._unfinished = 0

    def __enter__(self) -> QueueRunner:
        self._queue = WorkQueue(self._catalog.address, create=True)
        self._run = self._queue.begin(socket.gethostname(), os.getpid(), self._plain, self._stamp)
        self._left = self._queue.left(self._run)
        if self._workers is not None:
            self._work_here(self._workers)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if self._local:
                self._local.end()
            if kind is None and not self._unfinished:
                self._drop_left()
                self._queue.end()
        finally:
            self._queue.close()

    def _tell(self, stage: str, total: int | None, done: float, failed: int) -> None:
        self._queue.tell(self._run, stage, total, done, failed)

    def map(self, make: Callable[[], Callable[[Any], Any]], items: Any) -> Iterator[Any]:  # noqa: ARG002
        """The results of batches of originals, in their order; those of `make` are made elsewhere.

        Raises UnreachableServer, UnusableArchive, and what ends the worker in this process.
        """
        self._unfinished += 1
        batches = iter(items)
        while True:
            while len(self._out) < max(_AHEAD, _AHEAD_EACH * self._others):
                batch = next(batches, None)
                if batch is None:
                    break
                self._out.append(self._put(batch))
            if not self._out:
                break
            first = self._out.popleft()
            yield self._result(first)
            self._queue.forget(self._run, first.n)  # it is written now
        self._unfinished -= 1

    # -- out ---------------------------------------------------------------------------------------

    def _put(self, originals: Sequence[Original]) -> _Out:
        """Puts a batch in the queue, its bytes where workers reach them; of what was removed none."""
        removed = {at for at, one in enumerate(originals) if one.sha256 in self._settings.removed}
        settled = {at: failure(originals[at], REMOVED) for at in removed}
        left = [one for at, one in enumerate(originals) if at not in removed]
        out = _Out(next(self._numbers), carried.queued(left), settled)
        if not left:
            return out
        self._keep(left)
        sources = carried.SOURCES.dump(out.sources)
        data = left[0].data if left[0].part is not None else None
        key = carried.key(self._plain, self._stamp, sources, data)
        if key in self._left and self._queue.adopt(self._run, out.n, key):
            self._left.pop(key)
            log.debug("a batch of %s sources: taken up from an earlier run", len(left))
        else:
            self._queue.put(self._run, out.n, key, len(left), sources, data)
        return out

    def _keep(self, originals: Sequence[Original]) -> None:
        kept = self._settings.originals
        assert kept is not None
        try:
            kept.keep((one.sha256, one.data) for one in originals if one.part is None)
        except OSError as error:
            refuse_without_handles(error)
            raise unusable(error, kept.home) from error

    # -- in ----------------------------------------------------------------------------------------

    def _result(self, out: _Out) -> Batch:
        batch = self._batch(out) if out.sources else Batch(())
        self._drop_refused(batch, out)
        results = iter(batch.results)
        count = len(out.sources) + len(out.settled)
        every = tuple(out.settled[at] if at in out.settled else next(results) for at in range(count))
        return Batch(every, batch.seconds)

    def _batch(self, out: _Out) -> Batch:
        """Waits for what is made of a batch, and looks after the workers meanwhile."""
        pause = _SHORT
        while (pieces := self._queue.results(self._run, out.n)) is None:
            self._look_after()
            time.sleep(pause)
            pause = min(2 * pause, _LONG)
        try:
            return self._joined(pieces, out.sources)
        except UnusableArchive:
            self._queue.forget(self._run, out.n)  # the next run has it made anew
            raise

    @staticmethod
    def _joined(pieces: Sequence[bytes], sources: Sequence[QueuedSource]) -> Batch:
        """What was made of a batch, be it one piece or one for each source. Raises UnusableArchive."""
        if len(pieces) == 1:
            return carried.unpacked(pieces[0], sources)
        made = [carried.unpacked(one, (source,)) for one, source in zip(pieces, sources, strict=True)]
        seconds: collections.Counter[str] = collections.Counter()
        for one in made:
            seconds.update(one.seconds)
        return Batch(tuple(result for one in made for result in one.results), dict(seconds))

    def _drop_refused(self, batch: Batch, out: _Out) -> None:
        """Removes the originals of what was refused, which were kept to be read, unless others have them."""
        refused = {
            source.sha256
            for source, result in zip(out.sources, batch.results, strict=True)
            if isinstance(result, Failure) and source.part is None
        }
        if refused:
            needed = {
                source.sha256
                for source, result in zip(out.sources, batch.results, strict=True)
                if isinstance(result, Intake)
            }
            self._drop(refused - needed)

    def _drop(self, sums: set[str]) -> None:
        kept = self._settings.originals
        assert kept is not None
        out = {source.sha256 for one in self._out for source in one.sources}
        kept.remove(sorted(one for one in sums - out if not origins.of_original(self._catalog, one)))

    def _drop_left(self) -> None:
        """Removes what earlier runs kept for batches that were not wanted any more."""
        for batches in self._left.values():
            for sources in batches:
                with contextlib.suppress(NotPlain):
                    self._drop({one.sha256 for one in carried.SOURCES.load(sources) if one.part is None})

    # -- workers -----------------------------------------------------------------------------------

    def _look_after(self) -> None:
        """Takes away what dead workers hold, judges what kills them, and works here if nobody else does."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if self._local:
            self._local.raise_error()
        self._queue.sweep()
        for batch, count, sources, data in self._queue.deadly(self._run):
            self._judge(batch, count, sources, data)
        own = self._local.number if self._local else None
        self._others = self._queue.others(() if own is None else (own,))
        if self._others:
            self._alone_since = time.monotonic()
        elif self._local is None and time.monotonic() - self._alone_since > _ALONE_SECONDS:
            self._notify("No other worker is there (archive work): this machine does the work.")
            self._work_here(len(os.sched_getaffinity(0)))

    def _judge(self, batch: int, count: int, plain: bytes, data: bytes | None) -> None:
        """A batch over which workers died is made source by source, and the source that does it fails."""
        sources = carried.SOURCES.load(plain)
        if count > 1:
            self._queue.cut(batch, [carried.SOURCES.dump((one,)) for one in sources])
            return
        one = sources[0]
        log.info("%s: refused, %s", one.found.given, _DIED)
        refused = failure(Original(one.found, data or b"", one.sha256, one.part), _DIED)
        self._queue.give(0, batch, carried.packed(Batch((refused,))))

    def _work_here(self, processes: int) -> None:
        self._local = _LocalWorker(self._catalog, processes)


class _LocalWorker:
    """A worker in a thread of the writer's process; its processes are its own."""

    def __init__(self, catalog: Catalog, processes: int) -> None:
        self._stop = threading.Event()
        self._error: BaseException | None = None
        self._worker = Worker(
            catalog.folder, catalog.address, processes=processes, notify=lambda line: log.info("%s", line),
            grace_seconds=0, patient=False,
        )  # fmt: skip
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._thread.start()

    @property
    def number(self) -> int | None:
        return self._worker.number

    def _work(self) -> None:
        try:
            self._worker.work(self._stop)
        except BaseException as error:
            self._error = error

    def raise_error(self) -> None:
        """Raises what ended it, if anything did."""
        if self._error:
            raise self._error

    def end(self) -> None:
        """Has it give back what it holds, and waits for that."""
        self._stop.set()
        self._thread.join()
