"""A worker: takes batches from the queue, has its processes make records of them, and hands these in."""

from __future__ import annotations

import concurrent.futures
import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import field
from pathlib import Path
from typing import Final

from archive.catalog.postgresql.work import WorkQueue
from archive.catalog.work import QueuedBatch, WorkRun
from archive.dataclass import dataclass
from archive.errors import ArchiveError, UnreachableServer, UnusableArchive
from archive.pipeline.work import carried
from archive.pipeline.work.children import Child, Died, RecordsOf
from archive.plain import NotPlain

log = logging.getLogger(__name__)

BEAT_SECONDS: Final = 5.0
SILENT_BEATS: Final = 6  # a worker that has missed so many is taken for dead
_LOOK_SECONDS: Final = 0.2  # how often one without work looks for some while a run is under way
_IDLE_SECONDS: Final = 2.0  # and while none is
_RUNS_SECONDS: Final = 1.0  # how often the list of runs is read
_AGAIN_SECONDS: Final = 5.0  # between attempts to reach a server that is away
_GRACE_SECONDS: Final = 8.0  # systems that stop a service kill it after ten


@dataclass(slots=True)
class Worked:
    """What a worker did: batches and their sources, results that came too late, batches it gave back."""

    batches: int = 0
    late: int = 0
    back: int = 0


@dataclass(slots=True)
class _Slot:
    """One process and the batch that it works on."""

    child: Child = field(default_factory=Child)
    batch: QueuedBatch | None = None
    result: Future[bytes] | None = None


class Worker:
    """Works on the queue of one archive with so many processes, until it is told to stop."""

    def __init__(
        self,
        folder: Path,
        address: str,
        *,
        processes: int,
        notify: Callable[[str], None],
        beat_seconds: float = BEAT_SECONDS,
        grace_seconds: float = _GRACE_SECONDS,
        patient: bool = True,
    ) -> None:
        """`beat_seconds`: between signs of life. `grace_seconds`: what it may take to end a batch when it is
        told to stop. `patient`: it waits for a server that is away."""
        self.worked = Worked()
        self.number: int | None = None  # in the queue
        self._folder, self._address = folder, address
        self._notify = notify
        self._beat_seconds, self._grace_seconds = beat_seconds, grace_seconds
        self._patient = patient
        self._slots = [_Slot() for _ in range(processes)]
        self._stamps: dict[bytes, str] = {}
        self._runs: list[WorkRun] = []
        self._seen: set[int] = set()
        self._beaten = self._read = float("-inf")

    def work(self, stop: threading.Event, *, until_empty: bool = False) -> Worked:
        """Works until `stop` is set; then it ends what it can in a few seconds, and gives back the rest.

        `until_empty`: also ends when nothing waits and no run is under way. Raises UnusableArchive, with what
        differs, where a run needs other versions than there are here, and where its originals are out of
        reach; UnreachableServer.
        """
        away = False
        try:
            while not stop.is_set():
                try:
                    with self._entered() as queue:
                        away = False
                        self._until_told(queue, stop, until_empty)
                        return self.worked
                except UnreachableServer as error:
                    if until_empty or not self._patient:
                        raise
                    if not away:
                        self._notify(f"{error} Trying again until it answers.")
                    away = True
                    stop.wait(_AGAIN_SECONDS)
            return self.worked
        finally:
            for slot in self._slots:
                slot.child.close()

    @contextlib.contextmanager
    def _entered(self) -> Iterator[WorkQueue]:
        """The queue, with this worker in its list."""
        with contextlib.closing(WorkQueue(self._address, create=True)) as queue:
            self._enter(queue)
            try:
                yield queue
            finally:
                number, self.number = self.number, None
                with contextlib.suppress(
                    ArchiveError
                ):  # a server that is away sees by itself that it is gone
                    if number is not None:
                        queue.leave(number)

    def _enter(self, queue: WorkQueue) -> None:
        patience = self._beat_seconds * SILENT_BEATS
        self.number = queue.enter(socket.gethostname(), os.getpid(), patience, len(self._slots))
        self._beaten = time.monotonic()
        self._read = float("-inf")

    def _until_told(self, queue: WorkQueue, stop: threading.Event, until_empty: bool) -> None:
        while not stop.is_set():
            self._beat(queue)
            self._look(queue)
            taken = self._fill(queue)
            if until_empty and not taken and not self._held() and self._is_over(queue):
                return
            self._wait(stop)
            self._collect(queue)
        end = time.monotonic() + self._grace_seconds
        while self._held() and time.monotonic() < end:
            self._beat(queue)
            self._wait(None)
            self._collect(queue)
        self.worked.back += len(self._held())

    def _beat(self, queue: WorkQueue) -> None:
        if time.monotonic() - self._beaten < self._beat_seconds:
            return
        assert self.number is not None
        if not queue.beat(self.number):
            log.info("taken for dead after a silence; entered anew")
            self._enter(queue)
        self._beaten = time.monotonic()
        queue.sweep()

    def _look(self, queue: WorkQueue) -> None:
        """Reads which runs there are. Raises UnusableArchive if this machine cannot serve that under way."""
        if time.monotonic() - self._read < _RUNS_SECONDS:
            return
        self._read = time.monotonic()
        fitting = []
        runs = queue.runs()
        for run in runs:
            differs = self._differs(run)
            if not differs:
                fitting.append(run)
            elif run is runs[-1] and queue.has_writer():
                raise UnusableArchive(
                    f"This machine cannot work for the run of {run.host} (process {run.pid}): {differs}."
                    " Install the same versions on both, then start archive work again."
                )
            if not differs and run.n not in self._seen:
                self._seen.add(run.n)
                self._notify(f"Working for the run of {run.host} (process {run.pid}), begun {run.began}.")
        self._runs = fitting

    def _differs(self, run: WorkRun) -> str:
        if run.settings not in self._stamps:
            try:
                settings = carried.SETTINGS.load(run.settings)
            except NotPlain:
                return "it was begun by another version of this program"
            try:
                self._stamps[run.settings] = carried.stamp(settings)
            except ArchiveError as error:  # an extra that is not installed
                return str(error).rstrip(".")
        return carried.differences(run.stamp, self._stamps[run.settings])

    def _fill(self, queue: WorkQueue) -> bool:
        """Has each idle process take a batch; whether any did."""
        assert self.number is not None
        settings = {run.n: run.settings for run in self._runs}
        taken = False
        for slot in self._slots:
            if slot.batch is not None:
                continue
            batch = queue.take(self.number, list(settings))
            if batch is None:
                break
            make = RecordsOf(self._folder, settings[batch.run])
            try:
                slot.result = slot.child.submit(make, (batch.sources, batch.data))
            except BaseException:
                queue.give_back(self.number, batch.id)
                raise
            slot.batch = batch
            taken = True
        return taken

    def _held(self) -> list[Future[bytes]]:
        return [slot.result for slot in self._slots if slot.result is not None]

    def _wait(self, stop: threading.Event | None) -> None:
        """Waits for a result; where a process is idle, or there may be a signal, not for long."""
        held = self._held()
        if held:
            concurrent.futures.wait(held, _LOOK_SECONDS, concurrent.futures.FIRST_COMPLETED)
        elif stop is not None:
            stop.wait(_LOOK_SECONDS if self._runs else min(_IDLE_SECONDS, self._beat_seconds))

    def _collect(self, queue: WorkQueue) -> None:
        """Gives back what was made, and what was not. Raises what a process says of servers and originals."""
        assert self.number is not None
        for slot in self._slots:
            if slot.batch is None or slot.result is None or not slot.result.done():
                continue
            batch, result = slot.batch, slot.result
            slot.batch = slot.result = None
            try:
                made = result.result()
            except Died:
                self._notify(
                    "A process died over a batch (killed, or out of memory). The batch is given back, and"
                    " another process is started."
                )
                slot.child.close()
                self.worked.back += 1
                queue.give_back(self.number, batch.id, died=True)
            except BaseException:
                self.worked.back += 1
                queue.give_back(self.number, batch.id)
                raise
            else:
                self._give(queue, batch, made)

    def _give(self, queue: WorkQueue, batch: QueuedBatch, made: bytes) -> None:
        assert self.number is not None
        if queue.give(self.number, batch.id, made):
            self.worked.batches += 1
        else:
            self.worked.late += 1
            log.info("batch %s: another has done it, the result is dropped", batch.id)

    def _is_over(self, queue: WorkQueue) -> bool:
        return queue.waiting() == 0 and not (queue.has_writer() and queue.runs())
