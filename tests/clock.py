"""Time that a piece of work takes, for tests that bound it."""

import time
from collections.abc import Callable

TRIES = 3


def least_seconds(work: Callable[[], object], enough: float) -> float:
    """Seconds of processor time of the quickest of three runs; the first below `enough` ends them.

    A collection of garbage over all that a long run of tests holds takes a quarter of a second and may
    fall into any one of them, but not into each.
    """
    spent = []
    for _ in range(TRIES):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
        if spent[-1] < enough:
            break
    return min(spent)
