"""Exports that are in without what their authors have not published, when that is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from archive.catalog import Catalog, care, origins
from archive.ingest import readers
from archive.ingest.places import absolute, spelled
from archive.pipeline.make import Settings


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
