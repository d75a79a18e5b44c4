"""Work that is killed at a chosen step: between any two things that it has the disk or the catalog do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

from archive.catalog import Catalog

_KILLED = 9
# What changes something that stays: each call is a place before which a run may be killed.
_STEPS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"), (os, "rename"), (os, "replace"), (os, "unlink"), (os, "rmdir"), (os, "link"),
    (os, "mkdir"), (shutil, "rmtree"), (Catalog, "transaction"), (Catalog, "compact"),
    (Catalog, "checkpoint"),
)  # fmt: skip


def killed_at(work: Callable[[], object], step: int | None) -> int | None:
    """Does `work` in a child that is killed before so many steps (None: never).

    Returns how many steps it took, None where it was killed.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        taken = _counting(step)
        try:
            work()
            os.write(writing, str(taken[0]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    os.waitpid(child, 0)
    return int(said) if said else None


def _counting(last: int | None) -> list[int]:
    taken = [0]

    def counted(own: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **more: Any) -> Any:
            if last is not None and taken[0] >= last:
                os._exit(_KILLED)
            taken[0] += 1
            return own(*args, **more)

        return done

    for owner, name in _STEPS:
        setattr(owner, name, counted(getattr(owner, name)))
    return taken
