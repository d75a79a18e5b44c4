"""Processes that make records of batches: one dies alone, and the worker that holds the batch lives on."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Final

from archive import log
from archive.dataclass import dataclass
from archive.errors import UnusableArchive
from archive.ingest import originals
from archive.ingest.originals import Originals
from archive.ingest.sources import MAX_WHOLE_BYTES, Original
from archive.pipeline import runners
from archive.pipeline.make import Maker
from archive.pipeline.work import carried
from archive.pipeline.work.carried import QueuedSource

# What a process is given to work on: the sources of a batch, and the bytes of a part of a long text.
Given = tuple[bytes, bytes | None]


class OriginalOutOfReach(UnusableArchive):
    """An original that is not where this machine looks for it, or has other bytes there."""


@dataclass(frozen=True, slots=True)
class RecordsOf:
    """Builds what makes records of batches where it runs; picklable. `settings`: as the queue has them."""

    folder: Path
    settings: bytes

    def __call__(self) -> Callable[[Given], bytes]:
        kept = originals.of(self.folder)
        # The writer has kept the originals, and alone says which of them stay.
        maker = Maker(replace(carried.SETTINGS.load(self.settings), originals=None))

        def make(given: Given) -> bytes:
            sources, data = given
            found = [_original(one, data, kept) for one in carried.SOURCES.load(sources)]
            return carried.packed(maker(found))

        return make


def _original(source: QueuedSource, data: bytes | None, kept: Originals) -> Original:
    """A source with its bytes. Raises OriginalOutOfReach, UnreachableServer."""
    if source.part is not None:
        return Original(source.found, data or b"", source.sha256, source.part)
    try:
        file, _ = kept.opened(source.sha256)
        with file:
            read = file.read(MAX_WHOLE_BYTES + 1)
    except OSError as error:
        raise OriginalOutOfReach(
            f"An original that the writer has kept is not in {kept.address} as this machine sees it"
            f" ({error.strerror or error}). All machines must reach the same originals: keep them"
            " in a bucket, or in an archive folder that they share."
        ) from error
    if hashlib.sha256(read).hexdigest() != source.sha256:
        raise OriginalOutOfReach(
            f"An original in {kept.address} has other bytes than the writer has kept there."
        )
    return Original(source.found, read, source.sha256)


class Child:
    """One process that makes records, started when it is first given something and again when it died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._make: RecordsOf | None = None

    def submit(self, make: RecordsOf, given: Given) -> Future[bytes]:
        """Has a batch made. The result raises `Died` where the process did not live to give one.

        Raises UnusableArchive where no process can be started here, whatever it is given.
        """
        if self._pool is None or self._make != make:
            self.close()
            self._pool, self._make = _started(make), make
            try:
                self._pool.submit(os.getpid).result()
            except BrokenProcessPool as error:
                self.close()
                raise UnusableArchive(
                    "This machine cannot start the processes that read and tag. archive annotate may say why."
                ) from error
        try:
            return self._pool.submit(runners.call, given)
        except BrokenProcessPool:
            self.close()
            return self.submit(make, given)

    def close(self) -> None:
        """Ends the process, whatever it is at."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        processes = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with contextlib.suppress(Exception):
                process.terminate()


Died: Final = BrokenProcessPool


def _started(make: RecordsOf) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    runners.start_forkserver(context)
    return ProcessPoolExecutor(1, context, initializer=runners.start, initargs=(make, log.verbosity()))
