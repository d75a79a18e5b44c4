"""What of all that lies under the given paths is to be read: what is not in the archive as it is."""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterable, Iterator, Sequence

from archive.catalog import Catalog, origins
from archive.ingest import places, sources
from archive.ingest.places import Found
from archive.pipeline.summary import Summary


class Finder:
    """Looks through the given paths for one run; what is in already is counted in `summary`.

    `rehash`: takes nothing for unchanged, whatever its times say.
    """

    def __init__(self, catalog: Catalog, summary: Summary, *, rehash: bool = False) -> None:
        self._catalog = catalog
        self._summary = summary
        self._rehash = rehash

    def changed(self, paths: Iterable[str]) -> list[Found]:
        """What is not in as it is; size, times and inode tell, and what is in is not opened for this."""
        seen = origins.seen(self._catalog)
        within = sorted(origin for origin in seen if "!" in origin)
        failed = sorted(f.origin for f in origins.failures(self._catalog))
        changed = []
        given: set[str] = set()
        captures: set[str] = set()
        earlier = origins.superseded(self._catalog)
        own = places.spelled(os.path.join(places.absolute(os.fspath(self._catalog.folder)), ""))

        def known(found: Found) -> bool:
            stands = found.ctime_ns and seen.get(found.origin) == found.stamp and not self._rehash
            return bool(stands) and not any(_under(failed, found.origin))

        for found in sources.find(paths, self._summary.links.append, known):
            # Again, or the archive itself; of an address there may be several texts.
            again = found.given in captures if found.url else found.origin in given
            if again or found.origin.startswith(own):
                continue
            given.add(found.origin)
            if found.url:
                captures.add(found.given)
            if found.origin not in seen and ("\\" in found.origin or "!" in found.origin):
                self._rename(found, seen)
            proven = found.ctime_ns and (
                seen.get(found.origin) == found.stamp or (found.origin, *found.stamp) in earlier
            )
            if proven and not found.problem and not self._rehash:
                inside = set(_under(within, found.origin)) - given if known(found) else ()
                given.update(inside)
                self._summary.unchanged += 1 + len(inside)
            else:
                changed.append(found)
        self._forget_failures(given, changed)
        return changed

    def _rename(self, found: Found, seen: dict[str, tuple[int, int, int, int]]) -> None:
        """Finds a source again that stands under an origin as earlier versions spelled it.

        Not where that is how another one is spelled, which is there.
        """
        former = places.former_origin(found)
        if former in seen and former != found.origin and not os.path.lexists(places.path_of(former)):
            origins.rename(self._catalog, former, found.origin)
            seen[found.origin] = seen.pop(former)

    def _forget_failures(self, given: set[str], changed: Sequence[Found]) -> None:
        """What could not be read before fails no more if it is in as it is, or a folder or zip that opens."""
        failed = {f.origin for f in origins.failures(self._catalog)}
        if not failed:
            return
        well = given.difference(f.origin for f in changed)
        for origin in given.difference(f.origin for f in changed if f.problem):
            around = places.around(origin)
            while around and around not in well:
                well.add(around)
                around = places.around(around)
        origins.forget_failures(self._catalog, failed & well)


def _under(places: Sequence[str], origin: str) -> Iterator[str]:
    """Those of `places`, which are in order, that lie in what is at `origin`."""
    at = bisect.bisect_left(places, origin + "!")
    while at < len(places) and places[at].startswith(origin + "!"):
        yield places[at]
        at += 1
