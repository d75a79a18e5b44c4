"""How often something may be tried: what keeps guessing, and a page gone wild, from going on."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Final

_KEYS: Final = 10_000  # that are remembered, those tried last


class RateLimit:
    """At most `most` tries of each key in any stretch of `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._tries: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, key: Hashable) -> float:
        """Counts a try of `key` and gives 0; where there were too many, how many seconds to wait."""
        with self._lock:
            now = self._clock()
            tries = self._tries.setdefault(key, deque(maxlen=self._most))
            self._tries.move_to_end(key)
            while tries and tries[0] <= now - self._seconds:
                tries.popleft()
            if len(tries) >= self._most:
                return tries[0] + self._seconds - now
            tries.append(now)
            if len(self._tries) > _KEYS:
                self._tries.popitem(last=False)
            return 0.0

    def forgive(self, key: Hashable) -> None:
        """Forgets the tries of a key."""
        with self._lock:
            self._tries.pop(key, None)
