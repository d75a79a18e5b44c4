"""Which archive a visitor is shown: archivists all of it, everyone else its open edition, where it has one.

Where the edition is missing, or none was made though something is closed, nobody is shown the archive in its
place: readers are told to come back later.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from archive.app import Archive, open
from archive.dataclass import dataclass
from archive.errors import UnusableArchive
from archive.room.visits import visitor
from archive.run import Run

if TYPE_CHECKING:
    from archive.catalog.closed import Closed
    from archive.catalog.redacted import RedactedPassage

    _Hidden = tuple[dict[str, Closed], dict[str, tuple[RedactedPassage, ...]]]

NOTHING_SHOWN: Final = (
    "Something is closed or redacted, and there is no open edition that readers could be shown."
    " Run: archive publish DIR"
)
_FILE: Final = "catalog.sqlite"  # another one stands there once another edition took its place


@dataclass(frozen=True, slots=True)
class _Opened:
    mark: tuple[int, int]
    archive: Archive


class Editions:
    """The open edition of an archive as it now is; opened anew when another one took its place."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._before: _Opened | None = None  # for those who are still being answered
        self._kept: tuple[tuple[int, int, str], _Hidden] | None = None

    def shown(self) -> Archive:
        """What readers are shown. Raises UnusableArchive where the edition is not to be had."""
        place = self._archive.edition()
        if place is None:
            if self._archive.withholds():
                raise UnusableArchive(NOTHING_SHOWN)
            return self._archive
        with self._lock:
            mark = _mark(place)
            if self._opened is None or mark is None or self._opened.mark != mark:
                fresh = open(place, run=Run(bring_up=False))
                if self._before is not None:
                    self._before.archive.close()
                self._before, self._opened = self._opened, _Opened(mark or (0, 0), fresh)
            return self._opened.archive

    def why_closed(self, document: str) -> Closed | None:
        """Why readers may not see a document of the archive, None where they may."""
        return self._hidden()[0].get(document)

    def redactions(self, document: str) -> tuple[RedactedPassage, ...]:
        """What of a document of the archive readers may not see."""
        return self._hidden()[1].get(document, ())

    def _hidden(self) -> _Hidden:
        acts = self._archive.care()
        state = (self._archive.position(), len(acts), self._archive.run.clock()[:10])
        with self._lock:
            if self._kept is None or self._kept[0] != state:
                found = (self._archive.closed(), self._archive.redactions()) if acts else ({}, {})
                self._kept = state, found
            return self._kept[1]

    def close(self) -> None:
        """Lets go of the editions that are open."""
        with self._lock:
            for one in (self._before, self._opened):
                if one is not None:
                    one.archive.close()
            self._before = self._opened = None


def archive_of(request: Request) -> Archive:
    """The archive that a request asks: readers the open edition, where there is one."""
    asked: Archive | None = getattr(request.state, "archive", None)
    if asked is None:
        whole: Archive = request.app.state.archive
        asked = whole if visitor(request).archivist else request.app.state.editions.shown()
        request.state.archive = asked
    return asked


def _mark(place: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(place / _FILE)
    except OSError:
        return None
    return found.st_dev, found.st_ino


async def nightly(archive: Archive, publish: Callable[[], None]) -> None:
    """Has the edition brought up after each midnight (UTC), when embargoes end."""
    while True:
        await asyncio.sleep(until_midnight(datetime.now(UTC)))
        if archive.edition() is not None:
            publish()


def until_midnight(now: datetime) -> float:
    """Seconds until one second after the next midnight."""
    next_day = (now + timedelta(days=1)).replace(hour=0, minute=0, second=1, microsecond=0)
    return (next_day - now).total_seconds()
