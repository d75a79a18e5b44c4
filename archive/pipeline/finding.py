"""What of all that lies under the given paths is to be read: what is not in the archive as it is."""

from __future__ import annotations

import bisect
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive import nesting
from archive.catalog import Catalog, captures, containers, handed, origins
from archive.catalog.containers import Looked, Stamp
from archive.ingest import beside, helpers, places, sources
from archive.ingest.containers import SearchedContainer, kinds, versions
from archive.ingest.places import FoundFile
from archive.pipeline.beside import Descriptions
from archive.pipeline.summary import Summary
from archive.records import Captured

log = logging.getLogger(__name__)


class Finder:
    """Looks through the given paths for one run; what is in already is counted in `summary`.

    What describes others goes to `descriptions`. `rehash`: takes nothing for unchanged, whatever its times
    say.
    """

    def __init__(
        self, catalog: Catalog, summary: Summary, descriptions: Descriptions, *, rehash: bool = False
    ) -> None:
        self._catalog = catalog
        self._summary = summary
        self._descriptions = descriptions
        self._rehash = rehash
        self._seen = origins.seen(catalog)
        self._earlier = origins.superseded(catalog)
        self._within = sorted(origin for origin in self._seen if "!" in origin)
        self._before = sorted((one[0], *one[2:4]) for one in self._earlier)
        self._failed = sorted(f.origin for f in origins.failures(catalog))
        self._held = containers.every(catalog)
        self._behind = sorted(o for o, one in self._held.items() if is_behind(one))
        self._sources = {kind.name for kind in kinds() if kind.source}
        self._given: set[str] = set()
        self._captured: list[tuple[str, Stamp, Captured]] = []  # of what is in as it is
        self._revisits: list[Captured] = []
        self._gone: list[str] = []  # origins of what is no source any more
        self._looked: dict[str, Looked] = {}  # containers that were looked through now

    def changed(self, paths: Iterable[str]) -> list[FoundFile]:
        """What is not in as it is; size, times and inode tell, and what is in is not opened for this."""
        changed: list[FoundFile] = []
        aside: list[FoundFile] = []
        beside_pages: list[FoundFile] = []
        pages: dict[str, FoundFile] = {}
        addresses: set[str] = set()
        own = places.spelled(os.path.join(places.absolute(os.fspath(self._catalog.folder)), ""))
        for found in sources.find(paths, self._summary.links.append, self._passed, self._hear):
            # Again, or the archive itself; of an address there may be several texts.
            again = found.given in addresses if found.url else found.origin in self._given
            if again or found.origin.startswith(own):
                continue
            self._given.add(found.origin)
            if found.url:
                addresses.add(found.given)
            if helpers.is_page(found):
                pages[found.origin] = found
            if helpers.may_be(found):
                beside_pages.append(found)
            elif beside.may_be(found.name):
                aside.append(found)
            else:
                self._look(found, changed)
        for found in self._without_helpers(beside_pages, pages):
            if beside.may_be(found.name):
                aside.append(found)
            else:
                self._look(found, changed)
        for found in self._descriptions.sift(aside, self._given | self._seen.keys(), self._failed):
            self._look(found, changed)
        self._forget_failures(changed)
        return changed

    def _without_helpers(self, aside: Sequence[FoundFile], pages: Mapping[str, FoundFile]) -> list[FoundFile]:
        """Those of `aside` that are sources; what pages and mirrors bring along is told, and left out."""
        left_out, others = helpers.sift(aside, pages)
        for one in left_out:
            log.info("%s: %s files that belong to it, no sources", one.given, len(one.origins))
            self._summary.helpers.append((one.given, len(one.origins)))
            self._gone += [
                origin for origin in one.origins if origin in self._seen
            ]  # taken in by earlier versions
        return others

    def _look(self, found: FoundFile, changed: list[FoundFile]) -> None:
        """Puts a source that is not in as it is to those that have `changed`; counts it where it is."""
        if found.origin not in self._seen and ("\\" in found.origin or "!" in found.origin):
            self._rename(found)
        current = self._stands(found)
        known = not found.problem and self._known(found)
        if current and not found.problem and not self._rehash:
            self._summary.unchanged += 1
            if found.captured:
                self._captured.append((found.origin, found.stamp, found.captured))
        elif not known:
            changed.append(found)
        if known:
            self._count(found)

    def _stands(self, found: FoundFile) -> bool:
        """Whether a source is in as it is, now or as an earlier version."""
        stamp = found.stamp
        return bool(found.ctime_ns) and (
            self._seen.get(found.origin) == stamp or (found.origin, *stamp) in self._earlier
        )

    def _passed(self, found: FoundFile) -> bool:
        """Whether a source or container is in as it is, or holds but what HTTrack keeps for itself."""
        return helpers.is_cached(found) or self._known(found)

    def _known(self, found: FoundFile) -> bool:
        """Whether a source or container is in as it is, with all that lies in it."""
        if not found.ctime_ns or self._rehash or any(_under(self._failed, found.origin)):
            return False
        if self._is_behind(found.origin):
            return False
        if self._seen.get(found.origin) == found.stamp:
            # What lies in a container that no run has looked through to its end may hold more than is in.
            return found.member is None or nesting.outermost(found.origin) in self._held
        known = self._held.get(found.origin)
        # A mail is a source too, and is in by itself.
        is_source = known is not None and next(iter(known.read_with)) in self._sources
        return known is not None and known.stamp == found.stamp and not is_source

    def _is_behind(self, origin: str) -> bool:
        """Whether a container that holds others, or one around or in it, was read by earlier versions."""
        while self._behind and origin:
            if origin in self._behind or any(_under(self._behind, origin)):
                return True
            origin = nesting.holder(origin)
        return False

    def _count(self, found: FoundFile) -> None:
        """Counts what lies in a known source or container as it is: texts of an address each by itself."""
        inside = set(_under(self._within, found.origin)) - self._given
        self._given |= inside
        self._summary.unchanged += len(inside)
        at = bisect.bisect_left(self._before, (found.origin + "!",))
        for origin, mtime_ns, ctime_ns in self._before[at:]:
            if not origin.startswith(found.origin + "!"):
                break
            self._summary.unchanged += (mtime_ns, ctime_ns) == (found.mtime_ns, found.ctime_ns)

    def _hear(self, opened: SearchedContainer) -> None:
        """Notes a container that was looked through; tells what could not be read of it, once."""
        reason = opened.vacant or opened.unread
        looked = Looked(opened.origin, opened.given, opened.stamp, opened.read_with, reason)
        before = self._held.get(opened.origin)
        if reason and not (before and (before.stamp, before.unread) == (looked.stamp, reason)):
            reported = self._summary.empty if opened.vacant else self._summary.unread
            reported.append((opened.given, reason))
        self._looked[opened.origin] = looked
        self._revisits += opened.revisits

    def finish(self, now: str) -> None:
        """Keeps which containers were looked through, once all that lies in them is in or has failed.

        What only an earlier version of a reader found in an unchanged one stands there no more.
        """
        gone = list(self._gone)
        for origin, looked in self._looked.items():
            before = self._held.get(origin)
            if before and before.stamp == looked.stamp and self._is_behind(origin):
                gone += set(_under(self._within, origin)) - self._given
        with self._catalog.transaction():
            origins.retire(self._catalog, gone)
            containers.put(self._catalog, self._looked.values(), now)
            for origin, stamp, captured in self._captured:
                captures.put_at(self._catalog, origin, stamp, captured)
            unknown = captures.put_revisits(self._catalog, sorted(self._revisits, key=lambda one: one.at))
        if unknown:
            log.info("%s captures saw again what is not in the archive", unknown)

    def _rename(self, found: FoundFile) -> None:
        """Finds a source again that stands under an origin as earlier versions spelled it.

        Not where that is how another one is spelled, which is there.
        """
        former = places.former_origin(found)
        seen = self._seen
        if former in seen and former != found.origin and not os.path.lexists(places.path_of(former)):
            origins.rename(self._catalog, former, found.origin)
            seen[found.origin] = seen.pop(former)

    def _forget_failures(self, changed: Sequence[FoundFile]) -> None:
        """What could not be read before fails no more if it is in as it is, or a folder or zip that opens."""
        failed = {f.origin for f in origins.failures(self._catalog)}
        if not failed:
            return
        well = (self._given | self._looked.keys()).difference(f.origin for f in changed)
        for origin in self._given.difference(f.origin for f in changed if f.problem):
            around = places.around(origin)
            while around and around not in well:
                well.add(around)
                around = places.around(around)
        origins.forget_failures(self._catalog, failed & well)


def is_behind(looked: Looked) -> bool:
    """Whether a reader of containers that is installed would look through one otherwise than it was."""
    now = versions()
    return any(now.get(name, version) != version for name, version in looked.read_with.items())


def behind(catalog: Catalog) -> list[tuple[str, str]]:
    """The files whose containers an earlier version looked through: where each stands, and as it was given.

    Of archives from before these were kept, all that hold what is in; of an edition none, for the files hold
    what is closed, too.
    """
    if catalog.setting(handed.EDITION) is not None:
        return []
    known = containers.every(catalog)
    found = {nesting.outermost(o): nesting.outermost(one.given) for o, one in known.items() if is_behind(one)}
    for origin, given in origins.in_others(catalog):
        if (outermost := nesting.outermost(origin)) not in known:
            found.setdefault(outermost, nesting.outermost(given))
    return sorted(found.items())


def _under(places: Sequence[str], origin: str) -> Iterator[str]:
    """Those of `places`, which are in order, that lie in what is at `origin`."""
    at = bisect.bisect_left(places, origin + "!")
    while at < len(places) and places[at].startswith(origin + "!"):
        yield places[at]
        at += 1
