"""Where an archive keeps its index, and how it is made anew: beside the old one, stamped last.

index/current.json    which folder holds the index, the engine and formats it was made by, and a sum of this
index/3/              the index
index/4/              one that is being built; building.json in it tells from where

Of an index on servers the folder only holds where it is (server.json).
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from archive import engines as chosen
from archive.arrays import damaged
from archive.catalog import Catalog, changes, documents
from archive.errors import ArchiveBusy, DamagedIndex, UnusableArchive
from archive.locks import FileLock
from archive.progress import Progress
from archive.search import analysis, engines, places, stamps
from archive.search.engine import Engine
from archive.search.index import Index
from archive.search.sync import fill, sync

FOLDER: Final = "index"
FORMAT: Final = 7  # of the files; another one means the index is made anew
_STAMP = "current.json"
_BUILDING = "building.json"
_PLAIN: Final = re.compile("[1-9][0-9]{0,11}")  # names of folders, so that no name leads elsewhere
_MOST: Final = 10**12 - 1


def _versions(kind: str) -> dict[str, Any]:
    """What an index was made by; the engine that archives have by default is not named."""
    made_by = {"format": FORMAT, "analysis": analysis.version()}
    return made_by if kind == engines.DEFAULT else {**made_by, "engine": kind}


def _chosen(archive: Path) -> str:
    """The address that the archive's index is to be at. Raises UnusableArchive."""
    with chosen.said_in(archive):
        address = chosen.read(archive).index
        engines.verify(address)
    return address


def open_index(archive: Path) -> Index:
    """The index of the archive in this folder, to read from any number of threads; nothing is written.

    When it is built anew, by whichever process, the same object reads the new one from then on.
    Raises DamagedIndex when it is missing, broken, or made by other rules than this program's,
    UnusableArchive where `index` is a link.
    """
    find = _Current(archive)
    find()  # what is missing is told at once, not asked for again
    index = Index(find)
    with index.reading():
        return index


class _Current:
    """Which engine holds the index now, by the stamp; asked at every read, so it is one look at the file."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._mark: tuple[int, ...] | None = None
        self._engine: Engine | None = None

    def __call__(self) -> Engine:
        mark = _mark(_home(self._archive) / _STAMP)
        if self._engine is None or mark is None or mark != self._mark:
            address = _chosen(self._archive)
            folder = _stamped(self._archive, address)
            self._engine, self._mark = engines.engine(places.find(folder, address)), mark
        return self._engine


def _mark(path: Path) -> tuple[int, ...] | None:
    """What is another one as soon as the file is: it is replaced, never written into."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _stamped(archive: Path, address: str) -> Path:
    """The folder that holds the index, by the stamp. Raises as `open_index`."""
    home = _home(archive)
    if not os.path.lexists(home / _STAMP):
        raise DamagedIndex("The archive has no search index yet. Build it with: archive reindex")
    stamp = stamps.read(home / _STAMP)
    if stamp is None:
        raise damaged(_STAMP, "it cannot be read")
    kind = places.kind(address)
    if stamp.get("engine", engines.DEFAULT) != kind:
        raise DamagedIndex("The search index was made by another engine. Rebuild it with: archive reindex")
    if not _of_these_versions(stamp, kind):
        raise DamagedIndex(
            "The search index was made by another version of this program. Rebuild it with: archive reindex"
        )
    folder = _folder(home, stamp)
    if folder is None or not stamps.as_written(home / _STAMP, stamp):
        raise damaged(_STAMP, "not as it was written")
    return folder


def _home(archive: Path) -> Path:
    """Where the index is. Through a link the index of a stranger's archive could be anywhere."""
    home = archive / FOLDER
    if home.is_symlink():
        raise UnusableArchive(
            f"{home} is a link, and the search index is kept in the archive's own folder alone. Remove the"
            " link, then run: archive reindex"
        )
    return home


def _folder(home: Path, stamp: dict[str, Any]) -> Path | None:
    """The folder that a stamp names, None for what is no folder of an index."""
    name = stamp.get("folder")
    if not isinstance(name, str) or not _PLAIN.fullmatch(name):
        return None
    return home / name if (home / name).is_dir() and not (home / name).is_symlink() else None


def _of_these_versions(facts: dict[str, Any], kind: str) -> bool:
    return {k: facts.get(k) for k in (*_versions(kind), "engine")} == {"engine": None, **_versions(kind)}


def bring_up(catalog: Catalog, *, say: Callable[[str], None], progress: Progress | None = None) -> None:
    """Mends the index if it is missing or broken, and brings it up to the catalog: writes, as commands do.

    `say` gets one line when the index has to be built anew, or cannot be brought up: while another process
    writes to the archive, or where nothing can be written, searches go on in the index as it is.
    Raises ArchiveBusy when there is none to go on with and another process is building it.
    """
    try:
        with contextlib.closing(open_index(catalog.folder)) as index:
            behind = changes.position(catalog) - index.position()
            if behind < 0:
                raise DamagedIndex("The search index is newer than the catalog.")
            if behind and (reason := _brought_up(catalog, index, progress)):
                say(f"The search index is outdated by {behind:,} changes: {reason}.")
    except DamagedIndex as error:
        build_anew(catalog, error, say, progress)


def build_anew(
    catalog: Catalog, error: DamagedIndex, say: Callable[[str], None], progress: Progress | None = None
) -> None:
    """Rebuilds an index that `error` was met in, and says so. Raises as `rebuild`."""
    reason = re.split(r" (?:Build|Rebuild|Mend) it with: ", str(error))[0]
    say(f"{reason} Rebuilding it from the catalog.")
    rebuild(catalog, progress)


def _brought_up(catalog: Catalog, index: Index, progress: Progress | None) -> str:
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
    home, address = _home(catalog.folder), _chosen(catalog.folder)
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        folder, index, done = _built(home, catalog, address, progress)
        index.close()
        _put(home, folder, address)
    return done


def _built(home: Path, catalog: Catalog, address: str, progress: Progress | None) -> tuple[Path, Index, int]:
    """A whole index beside the one there is; and how many documents were read for it."""
    folder, index, position = _begun(home, catalog, address)
    done = fill(catalog, index, position, index.upto, progress)
    sync(catalog, index)
    return folder, index, done


def _put(home: Path, folder: Path, address: str) -> None:
    """Puts a built index in its place, and removes the others."""
    places.publish(folder, address)
    (folder / _BUILDING).unlink()
    stamps.write(home / _STAMP, {"folder": folder.name, **_versions(places.kind(address))})
    for other in _folders(home):
        if other != folder:
            places.remove(other)


@contextlib.contextmanager
def moved(
    catalog: Catalog, address: str, progress: Progress | None = None
) -> Iterator[tuple[Index, Index, Callable[[], None]]]:
    """The index there is, one at another address that holds the same, and what puts it in its place.

    The old one stays if that is not called; before it is, `archive.toml` has to name the other address.
    Raises as `open_index` and `rebuild`.
    """
    home = _home(catalog.folder)
    with _alone(home), contextlib.closing(open_index(catalog.folder)) as old:
        folder, new, _ = _built(home, catalog, address, progress)
        with contextlib.closing(new):
            yield old, new, lambda: _put(home, folder, address)


def rebuild_alone(catalog: Catalog, progress: Progress | None = None) -> int:
    """Builds the index anew from what the catalog holds now: no rebuild of before is gone on with.

    No byte of an earlier index is left. Raises as `rebuild`, and UnusableArchive where one cannot be deleted.
    """
    home = _home(catalog.folder)
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        current = _folder(home, stamps.read(home / _STAMP) or {})
        for folder in _folders(home):
            if folder != current:
                places.remove(folder)
    done = rebuild(catalog, progress)
    left = [folder for folder in _folders(home) if folder != _folder(home, stamps.read(home / _STAMP) or {})]
    if left:
        raise UnusableArchive(
            f"An earlier search index in {left[0]} cannot be deleted: check its permissions."
        )
    return done


def _begun(home: Path, catalog: Catalog, address: str) -> tuple[Path, Index, int]:
    """The rebuild to go on with, or a new one; and the place in the log that it began at."""
    kind = places.kind(address)
    current = _folder(home, stamps.read(home / _STAMP) or {})
    for folder in sorted(p for p in _folders(home) if p != current):
        begun = stamps.read(folder / _BUILDING) or {}
        position = begun.get("position")
        if (
            _of_these_versions(begun, kind)
            and stamps.as_written(folder / _BUILDING, begun)
            and type(position) is int
            and 0 <= position <= changes.position(catalog)
        ):
            with contextlib.suppress(DamagedIndex):
                index = engines.index(places.find(folder, address))
                if index.upto or not index.documents():
                    return folder, index, position
        places.remove(folder)
    last = max((int(p.name) for p in _folders(home)), default=0)
    folder = home / str(last + 1 if last < _MOST else 1)
    position = changes.position(catalog)
    index = places.create(folder, address, documents.count(catalog))
    stamps.write(folder / _BUILDING, {"position": position, **_versions(kind)})
    return folder, index, position


def _folders(home: Path) -> list[Path]:
    """The folders of indexes, links in their place too; what has another name is not ours to touch."""
    return [p for p in home.iterdir() if _PLAIN.fullmatch(p.name) and (p.is_symlink() or p.is_dir())]


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    lock = FileLock(home / "rebuild.lock")
    if not lock.acquire():
        raise ArchiveBusy("Another process is building the search index. Try again when it has finished.")
    try:
        yield
    finally:
        lock.release()
