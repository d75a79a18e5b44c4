"""What a run on an archive works with."""

from __future__ import annotations

from archive.catalog import Catalog, authority, limits, provenance, removal
from archive.ingest import originals
from archive.pipeline.make import Settings
from archive.pipeline.versions import UNPUBLISHED
from archive.run import Model


def settings(catalog: Catalog, *, model: Model = "tuned", vectors: bool = True) -> Settings:
    """The models, where originals are kept, and what the archive was taught."""
    return Settings(
        originals=originals.of(catalog.folder),
        model=model,
        vectors=vectors,
        authority=tuple(known.row for known in authority.entries(catalog)),
        limits=limits.held(catalog),
        removed=removal.refused(catalog),
        opened=provenance.originals_with(catalog, UNPUBLISHED),
    )
