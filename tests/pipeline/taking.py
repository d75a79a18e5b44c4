"""What tests of an ingest share: a text, a run without vectors, and what the catalog holds after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archive.catalog import Catalog, documents
from archive.ingest.originals.folder import FolderOriginals
from archive.pipeline.ingest import ingest
from archive.pipeline.make import Settings
from archive.pipeline.runners import Runner, Serial
from archive.pipeline.summary import Summary

FRENCH = "Le comité de soutien se réunit à Dieppe, page {}, avec Odile Varangot et les amis du port.\n\n"


def noon() -> str:
    """The time of each run."""
    return "2026-01-01T12:00:00Z"


def take_in(
    archive: Path,
    *paths: Path | str,
    runner: Runner | None = None,
    rehash: bool = False,
    keep: bool = True,
    now: Callable[[], str] = noon,
) -> Summary:
    with Catalog.open(archive, create=True) as catalog:
        settings = Settings(originals=FolderOriginals(archive / "originals") if keep else None, vectors=False)
        return ingest(
            catalog, [str(p) for p in paths], now=now, settings=settings,
            choose_runner=lambda size: runner or Serial(), rehash=rehash,
        )  # fmt: skip


def counts(summary: Summary) -> tuple[int, int, dict[str, str]]:
    return summary.sources, summary.unchanged, {Path(f.given).name: f.reason for f in summary.failed}


def texts(archive: Path) -> list[str]:
    with Catalog.open(archive) as catalog:
        return sorted(d.text for _, d in documents.every(catalog))


def places(archive: Path) -> list[str]:
    with Catalog.open(archive) as catalog:
        return [r[0] for r in catalog.db.execute("SELECT origin FROM origins WHERE current ORDER BY origin")]


def execute(archive: Path, statement: str, *values: object) -> None:
    with Catalog.open(archive) as catalog, catalog.transaction() as db:
        db.execute(statement, values)
