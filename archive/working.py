"""Work over many machines: `archive work` and `archive status` on an open archive."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from archive.errors import UsageError
from archive.redacting import Redacting

if TYPE_CHECKING:
    from archive.catalog import Catalog
    from archive.catalog.work import WorkStatus
    from archive.pipeline.make import Settings
    from archive.pipeline.runners import Runner
    from archive.pipeline.work.worker import Worked
    from archive.progress import Progress


class Working(Redacting):
    """An open archive on which several machines work."""

    def _queued(
        self, catalog: Catalog, settings: Settings, stack: contextlib.ExitStack
    ) -> tuple[Callable[[int], Runner], Progress]:
        """A Runner whose work goes to a queue, and what passes on how far it is, until `stack` closes."""
        from archive.pipeline.work.runner import QueueRunner

        runner = stack.enter_context(
            QueueRunner(
                catalog,
                settings,
                workers=self.run.workers,
                notify=self.run.notify,
                progress=self.run.progress,
            )
        )
        return (lambda _size: runner), runner.progress

    def work(
        self, stop: threading.Event, *, until_empty: bool = False, heartbeat: float | None = None
    ) -> Worked:  # fmt: skip
        """Makes records of the batches that `ingest` with `queue` puts out, here or on another machine.

        With so many processes as its Run says, until `stop` is set: then it ends its batches, or gives them
        back after a few seconds. `until_empty`: also ends when none waits and no run is under way.
        `heartbeat`: seconds between signs of life; it is taken for dead after six. Nothing is written to the
        catalog. Raises UsageError where the catalog is not on a server, UnusableArchive where the run needs
        other versions than there are here or its originals are out of reach.
        """
        import os

        from archive.pipeline.work import worker

        with self._catalogs.lent() as catalog:
            address = catalog.address
            if not catalog.shared:
                raise UsageError(
                    "Only an archive with its catalog in PostgreSQL has a queue of work."
                    " See archive move --catalog."
                )
        self.run.notify("Waiting for batches of archive ingest --queue. Ctrl-C or SIGTERM stops this worker.")
        return worker.Worker(
            self.folder, address, processes=self.run.workers or len(os.sched_getaffinity(0)),
            notify=self.run.notify, beat_seconds=heartbeat or worker.BEAT_SECONDS,
        ).work(stop, until_empty=until_empty)  # fmt: skip

    def status(self) -> WorkStatus:
        """What is going on: the run that is under way, its queue and its workers, what failed."""
        from archive.pipeline.work.status import status

        with self._catalogs.lent() as catalog:
            return status(catalog)
