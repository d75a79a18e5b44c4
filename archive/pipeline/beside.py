"""Files beside sources that describe them, on their way into the catalog."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from archive.catalog import Catalog, stated
from archive.catalog.intake import Failure
from archive.catalog.stated import Teller
from archive.ingest import beside
from archive.ingest.places import FoundFile
from archive.pipeline.summary import Described

_RULES = "beside"  # the version of the rules by which files that describe others are read


class Descriptions:
    """The descriptions that one ingest comes upon; `refused` are those of which something cannot be read.

    What one says is written, with all that follows from it, before a source is read: a run that is stopped
    has it whole or not at all, and a source that comes in later finds it there.
    """

    def __init__(self, catalog: Catalog, now: Callable[[], str], *, rehash: bool = False) -> None:
        self._catalog, self._now, self._rehash = catalog, now, rehash
        self._read: list[tuple[str, str, int]] = []  # origin, as given, sources described
        self.refused: list[Failure] = []

    def sift(
        self, aside: Iterable[FoundFile], there: Collection[str], failed: Collection[str]
    ) -> Iterator[FoundFile]:
        """Takes in those of `aside` that describe others; gives those back that are sources like any other.

        `there`: the origins of all sources that are found or held; `failed`: those that failed before.
        """
        known: beside.There | None = None
        if self._catalog.setting(_RULES) != beside.VERSION:
            stated.doubt(self._catalog)
            self._catalog.set(_RULES, beside.VERSION)
        seen = stated.seen(self._catalog)
        for found in aside:
            proven = found.ctime_ns and seen.get(found.origin) == found.stamp and not self._rehash
            again = found.origin in failed or stated.unmatched(self._catalog, found.origin)
            if proven and not found.problem and not again:
                continue
            known = known or beside.There(there)
            try:
                read = beside.read(found, known)
            except beside.Wrong as error:
                self._refuse(found, error.reason)  # what it said before holds
                continue
            if read is None:
                if found.origin in seen:
                    stated.forget(self._catalog, found.origin)
                yield found
                continue
            described, now = read
            stated.put(self._catalog, Teller(now.origin, now.given, now.stamp), described.told, self._now())
            if described.problem:
                self._refuse(found, described.problem)
            if described.told:
                self._read.append((now.origin, now.given, len({one.target for one in described.told})))

    def told(self) -> Iterator[Described]:
        """What was taken in, once all sources are."""
        for origin, given, targets in self._read:
            unmatched = stated.unmatched(self._catalog, origin)
            yield Described(given, targets - len(unmatched), tuple(unmatched))

    def _refuse(self, found: FoundFile, why: str) -> None:
        self.refused.append(Failure(found.origin, found.given, why, found.size, found.mtime_ns))
