"""How work on many records is done: by one process or several, with the garbage collector put aside.

Who calls decides where it runs.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Calls a function of a module with items, which it takes as it needs them."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """The results in the order of the items; function, items and results can be pickled."""
        ...


def here(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """Everything in this process."""
    return map(function, items)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: there are no cycles to find among a million rows, and looking for
    them takes an eighth of the time, more the larger the archive."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
