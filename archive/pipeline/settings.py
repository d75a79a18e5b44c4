"""What a run on an archive works with."""

from __future__ import annotations

from pathlib import Path

from archive.catalog import Catalog, authority, limits, provenance, removal
from archive.pipeline.make import Settings
from archive.pipeline.versions import UNPUBLISHED
from archive.run import Model


def settings(catalog: Catalog, *, model: Model = "tuned", vectors: bool = True) -> Settings:
    """The models, where originals are kept, and what the archive was taught."""
    return Settings(
        originals=originals_folder(catalog.folder),
        model=model,
        vectors=vectors,
        authority=tuple(known.row for known in authority.entries(catalog)),
        limits=limits.held(catalog),
        removed=removal.refused(catalog),
        opened=provenance.originals_with(catalog, UNPUBLISHED),
    )


def originals_folder(archive: Path) -> Path:
    """Where an archive keeps its originals."""
    return archive / "originals"
