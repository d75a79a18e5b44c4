"""Reading in a process of its own: a library written in C may crash or run on, and harms one source only.

The process stays for the next source. It is asked in one line of JSON and the bytes of the source, and
answers in lines of JSON: what it begins, which is a sign of life, then what it read or why it cannot. It is
never sent, and never sends, what would be run when it is opened. Its time and memory are bounded by itself
(`bounds`), and by whoever waits for its signs of life.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final

from archive.dataclass import dataclass

log = logging.getLogger(__name__)

_SOURCES: Final = 500  # read by one process; then another takes its place, for what a library may have leaked
_KEPT_BYTES: Final = 64 * 1024 * 1024  # a process that read so much is not kept
_ENDS: Final = 2.0  # seconds that a process has to end in


@dataclass(frozen=True, slots=True)
class Died(Exception):
    """The process ended without an answer. `begun`: what it had begun last; `late`: it took too long."""

    begun: Mapping[str, Any]
    late: bool


@dataclass(slots=True)
class Apart:
    """One module that answers in a process of its own, by as many processes as threads ask at once."""

    module: str
    _idle: list[_Process] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, asked: Mapping[str, Any], data: bytes, patience: float) -> dict[str, Any]:
        """What the module answers for `data`; `patience`: seconds without a sign of life.

        Raises Died, and RuntimeError where the module itself made a mistake.
        """
        process = self._process()
        try:
            answer = process.ask(asked, data, patience)
        except BaseException:
            process.end()
            raise
        self._put_back(process, len(data))
        return answer

    def _process(self) -> _Process:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.alive():
                    return process
                process.end()
        return _Process(self.module)

    def _put_back(self, process: _Process, size: int) -> None:
        if process.asked >= _SOURCES or size > _KEPT_BYTES:
            process.end()
            return
        with self._lock:
            self._idle.append(process)

    def waiting(self) -> list[subprocess.Popen[bytes]]:
        """The processes that wait for work."""
        with self._lock:
            return [process.popen for process in self._idle]

    def end(self) -> None:
        """Ends what waits for work."""
        with self._lock:
            while self._idle:
                self._idle.pop().end()


def apart(module: str) -> Apart:
    """The processes of a module, which end with this one."""
    module_apart = Apart(module)
    atexit.register(module_apart.end)
    return module_apart


class _Process:
    def __init__(self, module: str) -> None:
        # -P: no module is looked for in the current folder, where papers of strangers may lie.
        self.popen = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"MALLOC_ARENA_MAX": "2", "OMP_THREAD_LIMIT": "1"},
        )
        self.asked = 0
        self._rest = b""

    def alive(self) -> bool:
        return self.popen.poll() is None

    def ask(self, asked: Mapping[str, Any], data: bytes, patience: float) -> dict[str, Any]:
        assert self.popen.stdin is not None
        self.asked += 1
        begun: dict[str, Any] = {}
        try:
            self.popen.stdin.write(json.dumps({**asked, "size": len(data)}).encode() + b"\n")
            self.popen.stdin.write(data)
            self.popen.stdin.flush()
            with selectors.DefaultSelector() as waiting:
                assert self.popen.stdout is not None
                waiting.register(self.popen.stdout, selectors.EVENT_READ)
                while True:
                    answer = json.loads(self._line(waiting, patience))
                    if "fault" in answer:
                        raise RuntimeError(answer["fault"])
                    if "begun" not in answer:
                        return dict(answer)
                    begun = answer
        except (OSError, EOFError, ValueError) as error:
            late = isinstance(error, TimeoutError) or self._out_of_time()
            log.info("a process of %s ended%s: %s", self.popen.args, ", out of time" if late else "", error)
            raise Died(begun, late) from error

    def _out_of_time(self) -> bool:
        """Whether the process has ended itself, being too long at work."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.popen.wait(_ENDS) == -getattr(signal, "SIGPROF", 0) != 0
        return False

    def _line(self, waiting: selectors.BaseSelector, patience: float) -> bytes:
        """The next line; raises EOFError where the process has ended, TimeoutError where it is silent."""
        assert self.popen.stdout is not None
        parts = [self._rest]
        until = time.monotonic() + patience
        while b"\n" not in parts[-1]:
            if not waiting.select(max(until - time.monotonic(), 0)):
                raise TimeoutError
            more = os.read(self.popen.stdout.fileno(), 1 << 20)
            if not more:
                raise EOFError
            parts.append(more)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return line

    def end(self) -> None:
        """Ends the process, and waits until it has ended."""
        with contextlib.suppress(OSError):
            if self.popen.stdin:
                self.popen.stdin.close()
        with contextlib.suppress(OSError):
            self.popen.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(_ENDS)
        if self.popen.stdout:
            self.popen.stdout.close()


# -- in the process itself -------------------------------------------------------------------------


def bound_memory(most: int) -> None:
    """Bounds the memory of this process, in bytes, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def bound_time(seconds: float) -> None:
    """Ends this process when it has been at work so long from now on, also within a library."""
    with contextlib.suppress(AttributeError, ValueError):
        signal.setitimer(signal.ITIMER_PROF, seconds)
