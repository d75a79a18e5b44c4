"""What modules note while they work: loggers named as the modules, shown on standard error when asked for.

A module notes a decision or a retry at INFO, each thing that it leaves out or looks at in detail at DEBUG.
Nothing is shown unless `show` was called.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Final, TextIO

from archive.printable import printable, printable_body

_ROOT: Final = "archive"
_LEVELS: Final = (logging.WARNING, logging.INFO, logging.DEBUG)


class _Printed(logging.Formatter):
    """One line a note, and the lines of a traceback below it: nothing in them moves a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        line = printable(f"{record.levelname.lower()} {record.name}: {record.getMessage()}")
        if record.exc_info:
            line += "\n" + printable_body(self.formatException(record.exc_info))
        return line


class _ToStandardError(logging.Handler):
    """Writes to what standard error is at that moment: a progress bar or a test puts another in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        stream: TextIO | None = sys.stderr
        if stream is not None:
            stream.write(self.format(record) + "\n")
            stream.flush()


def show(verbosity: int) -> Callable[[], None]:
    """Shows notes from now on: 1 for INFO, 2 for DEBUG too. Returns what ends it."""
    logger = logging.getLogger(_ROOT)
    handler = _ToStandardError()
    handler.setFormatter(_Printed())
    before = logger.level
    logger.setLevel(_LEVELS[min(verbosity, len(_LEVELS) - 1)])
    logger.addHandler(handler)

    def end() -> None:
        logger.removeHandler(handler)
        logger.setLevel(before)

    return end


def verbosity() -> int:
    """What `show` was called with here, 0 where it was not: a worker process shows the same."""
    level = logging.getLogger(_ROOT).level
    return _LEVELS.index(level) if level in _LEVELS else 0
