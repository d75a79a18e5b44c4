"""Work on many records that may be done by several processes: who calls decides where it runs."""

from __future__ import annotations

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
