"""Two folders that change places at one stroke, where the system can do that."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Final

_HERE: Final = -100  # AT_FDCWD of Linux: paths count from the current folder
_EXCHANGE: Final = 2  # RENAME_EXCHANGE, renameat2(2)


def exchange(one: Path, other: Path) -> bool:
    """Gives each of two paths what stood at the other; False where this system or disk cannot, and nothing
    happened.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0
