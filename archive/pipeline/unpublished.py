"""Exports that are in without what their authors have not published, when that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.catalog import Catalog, care, documents, origins
from archive.errors import Fault
from archive.ingest import readers
from archive.ingest.places import absolute, spelled
from archive.pipeline.make import Settings
from archive.pipeline.reprocess import remake
from archive.pipeline.summary import Summary
from archive.progress import Progress


def held_without(catalog: Catalog, paths: Iterable[str], settings: Settings) -> list[str]:
    """The sources under these paths that are in, and of which a reader could read more than it has.

    Raises BrokenExtension.
    """
    found: dict[str, None] = {}
    for path in paths:
        for source in care.sources_at(catalog, spelled(absolute(path))):
            reader = readers.reader_of(origins.media_type(catalog, source))
            if reader is not None and reader.read_unpublished is not None:
                found.setdefault(source)
    return [one for one in found if origins.original(catalog, one)[0] not in settings.opened]


def read_whole(
    catalog: Catalog,
    found: Sequence[str],
    summary: Summary,
    *,
    settings: Settings,
    progress: Progress,
    workers: int | None,
) -> Fault | None:
    """Reads these sources again, with all that is in them; `summary` counts the documents that come of it.

    Ctrl-C ends it with what was done kept, as it does an ingest. Returns the fault of this program at a
    source that stays as it was, once the rest is read, for whoever calls to raise in the end. Raises
    MissingExtra.
    """
    if not found or summary.interrupted:
        return None
    fault = None
    before = documents.count(catalog)
    try:
        remake(catalog, found, settings=settings, progress=progress, workers=workers)
    except KeyboardInterrupt:
        summary.interrupted = True
    except Fault as error:
        fault = error
    summary.documents += max(documents.count(catalog) - before, 0)  # newer rules may join some
    return fault
