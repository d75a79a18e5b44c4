"""Where an archive keeps its index, and how it is made anew: beside the old one, stamped last.

index/current.json    which folder holds the index, and the formats it was made by
index/3/              the index
index/4/              one that is being built; building.json in it tells from where
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from archive.catalog import Catalog, changes
from archive.errors import ArchiveBusy, DamagedIndex
from archive.progress import Progress
from archive.search import analysis
from archive.search.sync import fill, sync
from archive.search.whoosh_engine import WhooshIndex

FOLDER: Final = "index"
FORMAT: Final = 2  # of the files; another one means the index is made anew
_STAMP = "current.json"
_BUILDING = "building.json"


def _versions() -> dict[str, Any]:
    return {"format": FORMAT, "analysis": analysis.VERSION}


def open_index(archive: Path) -> WhooshIndex:
    """The index of the archive in this folder.

    Raises DamagedIndex when it is missing, broken, or made by other rules than this program's.
    """
    home = archive / FOLDER
    stamp = _read(home / _STAMP)
    if stamp is None:
        raise DamagedIndex("The archive has no search index yet. Make it with: archive reindex")
    if {k: stamp.get(k) for k in _versions()} != _versions():
        raise DamagedIndex(
            "The search index was made by another version of this program. Make it anew with: archive reindex"
        )
    return WhooshIndex.open(home / str(stamp.get("folder")))


def ready(catalog: Catalog, *, say: Callable[[str], None], progress: Progress | None = None) -> WhooshIndex:
    """The index, mended if it is missing or broken, and up to the catalog.

    `say` gets one line when the index has to be built anew, or cannot be brought up: while another process
    writes to the archive, or where nothing can be written, searches go on in the index as it is.
    Raises ArchiveBusy when there is none to go on with and another process is building it.
    """
    try:
        index = open_index(catalog.folder)
        if index.position() > changes.position(catalog):
            raise DamagedIndex("The search index is newer than the catalog.")
    except DamagedIndex as error:
        reason = str(error).split(" Mend it")[0].split(" Make it")[0]
        say(f"{reason} Building it anew from the catalog.")
        rebuild(catalog, progress)
        return open_index(catalog.folder)
    behind = changes.position(catalog) - index.position()
    if behind:
        reason = _brought_up(catalog, index, progress)
        if reason:
            say(f"The search index is {behind:,} changes behind: {reason}.")
    return index


def _brought_up(catalog: Catalog, index: WhooshIndex, progress: Progress | None) -> str:
    """Follows the change log; returns why not, where that cannot be done now."""
    from archive.catalog.writer import at_work

    if at_work(catalog.folder):
        # It brings the index up itself when it is done, and would have to wait for us.
        return "another process is writing to the archive"
    try:
        sync(catalog, index, progress)
    except ArchiveBusy:
        return "another search is bringing it up"
    except OSError as error:
        return f"it cannot be written to ({error.strerror})"
    return ""


def rebuild(catalog: Catalog, progress: Progress | None = None) -> int:
    """Builds the index anew beside the one there is, then puts it in its place.

    Returns how many documents were read. An interrupted rebuild goes on where it stopped; until the
    end the old index stays in use. Raises ArchiveBusy when another rebuild is under way.
    """
    home = catalog.folder / FOLDER
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        folder, index, position = _begun(home, catalog)
        done = fill(catalog, index, position, index.upto, progress)
        sync(catalog, index)
        index.close()
        (folder / _BUILDING).unlink()
        _write(home / _STAMP, {"folder": folder.name, **_versions()})
        for other in home.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)
    return done


def _begun(home: Path, catalog: Catalog) -> tuple[Path, WhooshIndex, int]:
    """The rebuild to go on with, or a new one; and the place in the log that it began at."""
    current = (_read(home / _STAMP) or {}).get("folder")
    for folder in sorted(p for p in home.iterdir() if p.is_dir() and p.name != current):
        begun = _read(folder / _BUILDING) or {}
        if {k: begun.get(k) for k in _versions()} == _versions():
            with contextlib.suppress(DamagedIndex):
                index = WhooshIndex.open(folder)
                if (index.upto or not index.documents()) and begun["position"] <= changes.position(catalog):
                    return folder, index, int(begun["position"])
        shutil.rmtree(folder, ignore_errors=True)
    taken = [int(p.name) for p in home.iterdir() if p.is_dir() and p.name.isdecimal()]
    folder = home / str(max(taken, default=0) + 1)
    index = WhooshIndex.create(folder)
    position = changes.position(catalog)
    _write(folder / _BUILDING, {"position": position, **_versions()})
    return folder, index, position


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    from whoosh.util.filelock import FileLock

    lock = FileLock(str(home / "rebuild.lock"))
    if not lock.acquire():
        raise ArchiveBusy("Another process is building the search index. Try again when it is done.")
    try:
        yield
    finally:
        lock.release()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, facts: dict[str, Any]) -> None:
    """All at once or not at all."""
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(facts, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
