"""From an archive's folder to its parts: the only place that names engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.catalog import Catalog

if TYPE_CHECKING:
    from archive.pipeline.ingest import Progress
    from archive.pipeline.make import Settings


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


def settle(catalog: Catalog, *, now: Callable[[], str], settings: Settings, progress: Progress) -> None:
    """Brings links, entities and the index up to what is in the catalog."""
    from archive.pipeline.settle import settle as run

    run(catalog, now=now, vectors=settings.vectors, progress=progress)
    update_index(catalog, progress)
