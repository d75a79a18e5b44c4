"""What needs no open archive: backups to verify and restore, texts to annotate, files to explain."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archive import trouble
from archive.app import begin, open
from archive.engines import EMBEDDED, Engines
from archive.errors import ArchiveError, UnusableArchive, UsageError
from archive.run import Model, Run

if TYPE_CHECKING:
    from archive.pipeline.annotate import Annotated, Refused
    from archive.pipeline.annotate import TextRequest as Text
    from archive.pipeline.backup import Contents
    from archive.pipeline.engines import EngineProbe
    from archive.pipeline.explain import Explanation


def init(path: str | os.PathLike[str], engines: Engines = EMBEDDED) -> list[EngineProbe]:
    """Creates an archive in the folder `path` that runs on `engines`; returns what each was found to be.

    Each is tried first. Raises UsageError where there is an archive already, or an engine is none that there
    is; UnusableArchive, with all that is wrong, where one cannot be used: nothing is created then.
    """
    from archive import access
    from archive import engines as file
    from archive.catalog import Catalog, store
    from archive.pipeline import engines as tried

    folder = Path(path)
    if os.path.lexists(folder / store.FILE) or not store.is_in_folder(folder):
        raise UsageError(f"There is already an archive in {folder}. Name another folder with --archive.")
    tried.verify(engines)
    probes = tried.probe(engines, folder)
    if wrong := tried.refused(probes):
        raise wrong
    begin(folder)
    try:
        if engines != EMBEDDED or os.path.lexists(folder / file.FILE):
            file.write(folder, engines)
    except OSError as error:
        raise trouble.unusable(error, folder) from error
    access.begin_catalog(folder)
    Catalog.open(folder, create=True).close()
    return probes


def verify(file: str | os.PathLike[str], *, catalog: bool = False, run: Run | None = None) -> Contents:
    """Reads all of a backup, verifies every sum in it, and returns what it holds.

    `catalog`: also that its catalog can be used. Raises BadBackup.
    """
    from archive.pipeline import backup

    return backup.verify(Path(file), catalog=catalog, progress=(run or Run()).progress)


def restore(
    file: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    engines: Engines = EMBEDDED,
    run: Run | None = None,
) -> Contents:
    """Makes the archive that a backup holds in `folder`, which is new or empty; returns what it held.

    It is made whole in the folder, and then moved to `engines`. Raises UsageError where `folder` holds
    anything, BadBackup, UnusableArchive.
    """
    from archive.pipeline import backup
    from archive.pipeline import engines as tried

    chosen = run or Run()
    if engines != EMBEDDED:
        tried.verify(engines)
        if wrong := tried.refused(tried.probe(engines, Path(folder)), "restored"):
            raise wrong
    contents = backup.restore(Path(file), Path(folder), progress=chosen.progress)
    try:
        with open(folder, run=chosen) as archive:
            archive.reindex()
            archive.keep_backup(file, contents)
    except (ArchiveError, OSError) as error:
        raise UnusableArchive(
            f"The archive is restored to {folder}, but its search index could not be built: "
            f"{str(error).rstrip('.')}. Once that is fixed, run: archive --archive {folder} reindex"
        ) from error
    if engines != EMBEDDED:
        with open(folder, run=chosen) as archive:
            archive.move(engines)
    return contents


def annotate(
    texts: Iterable[str | Text | Refused], *, model: Model = "tuned"
) -> Iterator[Annotated | Refused]:
    """What texts mention, without an archive: languages, people, places, organisations and dates, in order.

    A text alone, or a `Text` that says also its language and the day it was written. Constant memory.
    """
    from archive.ingest.names import Namer
    from archive.pipeline.annotate import TextRequest, annotate

    requests = (TextRequest(n, text) if isinstance(text, str) else text for n, text in enumerate(texts))
    return annotate(requests, Namer(model))


def explain(subject: str) -> Explanation:
    """Why a file (by its path) or a text is read, parted, titled, dated and tagged so, without an archive.

    Raises UsageError for a folder and for a text without words.
    """
    from archive.pipeline.explain import explain
    from archive.pipeline.make import Settings

    return explain(subject, Settings())
