"""From an archive's folder to its parts: the only place that names engines."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from archive.catalog import Catalog, changes
from archive.errors import ArchiveBusy, DamagedIndex

if TYPE_CHECKING:
    from archive.link.sketch import Ready
    from archive.pipeline.make import Settings
    from archive.progress import Progress
    from archive.search.index import Index

PATIENCE_SECONDS = 60.0


def originals(folder: Path) -> Path:
    """Where an archive keeps its originals."""
    return folder / "originals"


def settings(
    catalog: Catalog, *, model: Literal["tuned", "stock"] = "tuned", vectors: bool = True
) -> Settings:
    """What a run on this archive works with: models, and what its archivist taught it."""
    from archive.catalog import authority
    from archive.pipeline.make import Settings

    return Settings(
        originals=originals(catalog.folder),
        model=model,
        vectors=vectors,
        authority=tuple(k.row for k in authority.entries(catalog)),
    )


def settle(
    catalog: Catalog,
    *,
    now: Callable[[], str],
    settings: Settings,
    progress: Progress,
    ready: Ready | None = None,
    workers: int | None = 1,
) -> None:
    """Brings links, entities and the index up to what is in the catalog; `ready`: what an ingest left.

    `workers`: how many processes may be at work, None one a processor.
    """
    from archive.pipeline.settle import settle as run

    run(catalog, now=now, vectors=settings.vectors, progress=progress, ready=ready, workers=workers)
    update_index(catalog, progress)


def resolve(catalog: Catalog, *, now: Callable[[], str], progress: Progress) -> None:
    """Joins names to entities anew, after a person's word on them, and brings the index up."""
    from archive.catalog.writer import writing
    from archive.link import entities

    with writing(catalog.folder):
        progress.stage("Joining names", None)
        entities.resolve(catalog, now=now())
        update_index(catalog, progress)


def apply_authority(catalog: Catalog, *, now: Callable[[], str], progress: Progress) -> int:
    """Finds what the archive was taught in all that is in; returns how many documents changed."""
    from archive.catalog.writer import writing
    from archive.pipeline.reprocess import apply_authority as run

    with writing(catalog.folder):
        chosen = settings(catalog)
        changed = run(catalog, settings=chosen, progress=progress)
        settle(catalog, now=now, settings=chosen, progress=progress)
    return changed


def open_index(folder: Path) -> Index:
    """The search index of the archive in `folder`, to read for as long as one likes. Raises DamagedIndex."""
    from archive.search import store

    return store.open_index(folder)


def ready_index(catalog: Catalog, *, say: Callable[[str], None]) -> Index:
    """The search index, after it was brought up to the catalog: for a command, which may write.

    One that is missing or broken is built anew, and `say` told so.
    """
    from archive.search import store

    store.bring_up(catalog, say=say)
    return store.open_index(catalog.folder)


def encoder() -> Callable[[Sequence[str]], Any] | None:
    """What turns queries into vectors, None where no encoder is installed; it loads at its first use."""
    from archive.search import encoder

    return encoder.load()


def index_state(folder: Path) -> tuple[int, int]:
    """How far the index followed the change log, and how many documents it holds.

    Reads all of it. Raises DamagedIndex.
    """
    with contextlib.closing(open_index(folder)) as index:
        if not index.sound():
            raise DamagedIndex("The search index is damaged: bytes have changed since they were written.")
        return index.position(), index.documents()


def update_index(catalog: Catalog, progress: Progress | None = None) -> int:
    """Brings the index up to the catalog, building it when there is none or it is broken.

    Returns how many documents were looked at.
    """
    from archive.search import store, sync

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


def rebuild_index(catalog: Catalog, progress: Progress | None = None) -> int:
    """Builds the index anew beside the old one and swaps; returns how many documents it holds."""
    from archive.search import store

    return store.rebuild(catalog, progress)
