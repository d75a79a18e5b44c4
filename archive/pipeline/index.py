"""The search index beside the catalog: brought up, built anew, looked over."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from archive.catalog import Catalog, changes
from archive.errors import ArchiveBusy, DamagedIndex
from archive.progress import Progress
from archive.search import store, sync

PATIENCE_SECONDS = 60.0


def update(catalog: Catalog, progress: Progress | None = None) -> int:
    """Brings the index up to the catalog, building it when there is none or it is broken.

    Returns how many documents were looked at. Raises ArchiveBusy.
    """
    with contextlib.suppress(DamagedIndex), contextlib.closing(store.open_index(catalog.folder)) as index:
        if index.position() <= changes.position(catalog):
            return _patiently(lambda: sync.sync(catalog, index, progress))
    return _patiently(lambda: store.rebuild(catalog, progress))


def _patiently(work: Callable[[], int]) -> int:
    """`work`, tried again while a search that began before us is still bringing the index up."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return work()
        except ArchiveBusy:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def rebuild(catalog: Catalog, progress: Progress | None = None) -> int:
    """Builds the index anew beside the old one and swaps; returns how many documents it holds."""
    return store.rebuild(catalog, progress)


def state(folder: Path) -> tuple[int, int]:
    """How far the index followed the change log, and how many documents it holds.

    Reads all of it. Raises DamagedIndex.
    """
    with contextlib.closing(store.open_index(folder)) as index:
        if not index.sound():
            raise DamagedIndex("The search index is damaged: it is not as it was written.")
        return index.position(), index.documents()
