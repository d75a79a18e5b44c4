"""The queues of the desk in memory: only their places, so that the next item is found without reading all."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any, Final

from archive.app import Archive
from archive.dataclass import dataclass
from archive.pipeline.desk import DeskItem

Place = tuple[Any, ...]
_BETWEEN: Final = "~"  # what stands between the parts of a place in an address
_FRESH: Final = 20.0  # seconds for which a queue is not gone through again, whatever changed
_TRIED: Final = 200  # items that were decided meanwhile, passed over in one request


@dataclass(slots=True)
class _Known:
    places: list[Place]
    position: int
    at: float


class Queues:
    """The queues of one archive. What was decided since is passed over; what is new is seen soon."""

    def __init__(self, archive: Archive, clock: Callable[[], float] = time.monotonic) -> None:
        self._archive, self._clock = archive, clock
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()
        self._renewing: set[str] = set()

    def places(self, queue: str) -> list[Place]:
        """Where items stand, in order."""
        known = self._known.get(queue)
        if known is None:
            return self._renewed(queue).places
        if self._clock() - known.at > _FRESH and known.position != self._archive.position():
            with self._lock:
                if queue not in self._renewing:
                    self._renewing.add(queue)
                    threading.Thread(target=self._renewed, args=(queue,), daemon=True).start()
        return known.places

    def _renewed(self, queue: str) -> _Known:
        try:
            position = self._archive.position()
            places = sorted(one.place for one in self._archive.queue(queue))
            known = self._known[queue] = _Known(places, position, self._clock())
            return known
        finally:
            with self._lock:
                self._renewing.discard(queue)

    def item(self, queue: str, place: Place | None, *, after: bool, lang: str = "") -> DeskItem | None:
        """The item at a place, or the next that stands there or after it; `after`: only after it.

        `lang`: what entities are called in.
        """
        # What was undone stands in no list that was made meanwhile.
        if place is not None and not after and (found := self._archive.item(queue, place, lang)):
            return found
        places = self.places(queue)
        at = 0 if place is None else (bisect_right if after else bisect_left)(places, place)
        for one in places[at : at + _TRIED]:
            if found := self._archive.item(queue, one, lang):
                return found
        return None

    def before(self, queue: str, place: Place) -> Place | None:
        """The place of the item before, decided or not since."""
        places = self.places(queue)
        at = bisect_left(places, place)
        return places[at - 1] if at else None

    def number(self, queue: str, place: Place) -> int:
        """Which one of its queue it is, from 1."""
        return bisect_left(self.places(queue), place) + 1


def written(place: Place) -> str:
    """A place as it stands in an address."""
    return _BETWEEN.join(map(str, place))


def read(queue: str, value: str) -> Place | None:
    """The place that an address tells; None where it tells none."""
    parts = value.split(_BETWEEN, 2)
    numbers = [int(p) for p in parts if p.isascii() and p.isdecimal() and len(p) < 16]
    match queue, len(parts), len(numbers):
        case ("pairs" | "kinds", 2, 2) | ("texts" | "dates", 1, 1):
            return tuple(numbers)
        case "names", 3, _ if numbers and parts[0].isdecimal():
            return numbers[0], parts[1], parts[2]
    return None
