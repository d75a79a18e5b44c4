"""Ctrl-C, noted as well as raised: a function that SQLite calls cannot raise it through.

SQLite tells of whatever such a function raises as an error of its own. Where that error comes and Ctrl-C was
noted, it was Ctrl-C.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

_noted = False


def listen() -> None:
    """Notes Ctrl-C from now on, in the main thread and where nobody else has taken it over."""
    global _noted
    _noted = False
    main = threading.current_thread() is threading.main_thread()
    if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _note)


def noted() -> bool:
    """Whether Ctrl-C came since `listen`."""
    return _noted


def _note(number: int, frame: FrameType | None) -> None:
    global _noted
    _noted = True
    signal.default_int_handler(number, frame)
