"""What the room has done beside its answers: one process at a time, in the order asked for."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import Final

_AFTER: Final = 2.0  # seconds without another decision until what follows is worked out
_AGAIN: Final = 60.0  # seconds until it is tried again where it could not be, twice as many each time
_RARELY: Final = 3600.0  # and these at most
_MOST: Final = 200  # errands that wait
_log = logging.getLogger(__name__)

Errand = tuple[str, ...]
SETTLE: Final[Errand] = ("settle",)
PUBLISH: Final[Errand] = ("publish",)


class Errands:
    """Errands of one archive, each done by a child process (`errand`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Condition()
        self._waiting: deque[Errand] = deque()
        self._doing: Errand | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._quiet = 0.0  # seconds to wait for more decisions
        self._again = _AGAIN
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def going_on(self) -> tuple[Errand, ...]:
        """What is being done or waits, in that order."""
        with self._lock:
            return (*((self._doing,) if self._doing else ()), *self._waiting)

    def settle(self) -> None:
        """Has what follows from decisions worked out, two seconds after the last one."""
        with self._lock:
            self._quiet = _AFTER
            if SETTLE not in self._waiting:
                self._waiting.append(SETTLE)
            self._go()

    def publish(self) -> None:
        """Has the open edition brought up."""
        with self._lock:
            if PUBLISH not in self._waiting:
                self._waiting.append(PUBLISH)
            self._go()

    def retry(self, origin: str, given: str) -> None:
        """Has a source taken in once more."""
        with self._lock:
            one = ("retry", origin, given)
            if one not in self._waiting and one != self._doing and len(self._waiting) < _MOST:
                self._waiting.append(one)
            self._go()

    def close(self) -> None:
        """Ends what is being done, which the next run takes up again."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            if self._child is not None:
                with contextlib.suppress(OSError):
                    self._child.terminate()
            self._lock.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _go(self) -> None:
        self._lock.notify_all()
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._work, name="errands", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._waiting and not self._closed:
                    self._lock.wait()
                while self._waiting and self._waiting[0] == SETTLE and self._quiet and not self._closed:
                    quiet, self._quiet = self._quiet, 0.0
                    self._lock.wait(quiet)  # woken by another decision, it waits anew
                if self._closed:
                    return
                self._doing = self._waiting.popleft()
            done = False
            try:
                done = self._run(self._doing)
            finally:
                with self._lock:
                    again = not done and self._doing == SETTLE and SETTLE not in self._waiting
                    if again and not self._closed:  # decisions are not left, whatever was in the way
                        self._quiet, self._again = self._again, min(2 * self._again, _RARELY)
                        self._waiting.append(SETTLE)
                    self._again = _AGAIN if done else self._again
                    self._doing = self._child = None

    def _run(self, errand: Errand) -> bool:
        """Whether it ended well."""
        # -P: nothing is loaded from the folder in which the room was opened.
        command = [sys.executable, "-P", "-m", "archive.room.errand", str(self._folder), *errand]
        try:
            with self._lock:
                if self._closed:
                    return False
                self._child = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
                )
            _, errors = self._child.communicate()
            if self._child.returncode and not self._closed:
                _log.error("%s: %s", errand[0], errors.decode("utf-8", "replace").strip())
            return self._child.returncode == 0
        except OSError:
            _log.exception("%s", errand[0])
            return False
