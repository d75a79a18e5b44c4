"""Where the work runs: here, or in a pool of processes on this machine.

A Runner maps a function over items and yields the results in the order of the items, so what is
stored does not depend on who was quicker. Items and results are records, never open files.
"""

from __future__ import annotations

import collections
import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from typing import Any, Final, Protocol, TypeVar

from archive import log
from archive.errors import ArchiveError

T = TypeVar("T")
R = TypeVar("R")

# Loaded once, by the process that all workers are copies of: little memory, and workers that only align texts
# start at once.
_PRELOADED = ["archive.link.align"]

AHEAD = 2  # items in the hands of each worker: enough to keep it busy, few enough to keep memory flat


class Runner(Protocol):
    """Maps a function over items, in order."""

    def map(self, make: Callable[[], Callable[[T], R]], items: Iterable[T]) -> Iterator[R]:
        """`make()` builds the function once where it runs (it may load models); then one result an item."""
        ...


class Serial:
    """Runs everything in this process."""

    def map(self, make: Callable[[], Callable[[T], R]], items: Iterable[T]) -> Iterator[R]:
        function: Callable[[T], R] | None = None
        for item in items:
            function = function or make()
            yield function(item)


# The matrix library would spread the work of each worker over all processors, where the others are at work.
# The command line has said so already; a program that imports `archive` may not have, or chose otherwise.
_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def start_forkserver(context: BaseContext) -> None:
    """Starts the process that forks workers, if there is none; this process's environment stays as it is.

    By itself it would look for modules in the current folder first, where papers of strangers may lie.
    """
    if os.name != "posix":
        return
    context.set_forkserver_preload(_PRELOADED)
    from multiprocessing import forkserver

    before = {name: os.environ.get(name) for name in (*_THREADS, "PYTHONSAFEPATH")}
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class Pool:
    """Runs items in `workers` processes; results keep their order, memory stays bounded."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, make: Callable[[], Callable[[T], R]], items: Iterable[T]) -> Iterator[R]:
        """Raises ArchiveError when a worker dies (killed, out of memory)."""
        context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
        start_forkserver(context)
        pool = ProcessPoolExecutor(self.workers, context, initializer=start, initargs=(make, log.verbosity()))
        waiting: collections.deque[Future[Any]] = collections.deque()
        finished = False
        try:
            for item in items:
                waiting.append(_submitted(pool, item))
                while len(waiting) > self.workers * AHEAD:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
            finished = True
        finally:
            for future in waiting:
                future.cancel()
            pool.shutdown(wait=False, cancel_futures=True)
            if not finished:
                # Stopped early: what the workers still hold is made again by the next run.
                for process in multiprocessing.active_children():
                    process.terminate()


@contextlib.contextmanager
def ended(results: Iterator[R]) -> Iterator[Iterator[R]]:
    """The results of a Runner, and the end of what still runs when no more of them are wanted."""
    try:
        yield results
    finally:
        if isinstance(results, Generator):
            results.close()


# Below this many bytes a pool costs more (models load once a process, some seconds) than it saves.
POOL_BYTES = 2_000_000


def choose(size: int, workers: int | None = None) -> Runner:
    """A pool for much work, this process for little: `size` in bytes; `workers` None: one a processor."""
    many = workers or len(os.sched_getaffinity(0))
    return Pool(many) if many > 1 and (workers is not None or size >= POOL_BYTES) else Serial()


_function: Callable[[Any], Any] | None = None
_make: Callable[[], Callable[[Any], Any]] | None = None


def start(make: Callable[[], Callable[[Any], Any]], verbosity: int) -> None:
    """What a worker process does first: `make` builds the function that `call` gives items to."""
    global _make
    if verbosity:
        log.show(verbosity)
    # The parent decides when to stop; a worker hit by the same Ctrl-C would only print a traceback.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _make = make


def _end_with_the_parent() -> None:
    """A parent that was killed can stop nobody: without it a worker would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def call(item: Any) -> Any:
    """What is made of an item, in a worker process; its function is built for the first one."""
    global _function
    if _function is None:
        assert _make is not None
        _function = _make()
    return _function(item)


_DIED = (
    "A worker process died (killed, or out of memory). What was done is kept: "
    "run the command again to go on, with --workers 1 if it happens again."
)


def _submitted(pool: ProcessPoolExecutor, item: Any) -> Future[Any]:
    try:
        return pool.submit(call, item)
    except BrokenProcessPool as error:
        raise ArchiveError(_DIED) from error


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise ArchiveError(_DIED) from error
