"""From a backup to an archive, and verifying a backup where there is none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from archive.catalog import Catalog, origins, soundness, transfer
from archive.catalog.store import Unreadable
from archive.errors import ArchiveBusy, ArchiveError, UnusableArchive, UsageError
from archive.link.run import doubt
from archive.pipeline.backup import form
from archive.pipeline.backup.disk import clear, new_file, reason, sync, sync_tree, workplace
from archive.pipeline.backup.form import BadBackup, Contents
from archive.pipeline.backup.read import read
from archive.progress import Progress, Silent

_MARK = "restore.part"  # a file that tells a folder in which an archive is restored from any other
_MADE = {_MARK, "originals", *(form.CATALOG + end for end in ("", "-journal", "-wal", "-shm"))}


def restore(file: Path, folder: Path, *, progress: Progress | None = None) -> Contents:
    """Makes the archive that `file` holds in `folder`, and returns what was in it.

    All is written into a folder beside it and verified there; `folder` is then whole or not there. It
    has no index: that is never taken from a backup. Raises UsageError where `folder` holds
    anything, BadBackup where `file` is not as it was written or its catalog names other originals,
    UnusableArchive where the catalog cannot be used or the disk refuses.
    """
    try:
        folder = Path(os.path.realpath(folder))
        _must_be_free(folder)
        part = folder.with_name(f"{folder.name}.part")
        with _parents(folder):
            _clear(part, folder)
            with workplace(part, (_MARK,)):
                new_file(part / _MARK).close()
                contents = read(file, partial(_keep, part), progress or Silent(), "Restoring")
                _agree(file, part, contents)
                sync_tree(part)
                part.rename(folder)
            sync(folder.parent)
            (folder / _MARK).unlink()
            sync(folder)
    except OSError as error:
        raise UnusableArchive(f"The archive cannot be restored to {folder}: {reason(error)}.") from error
    return contents


def verify(file: Path, *, catalog: bool, progress: Progress | None = None) -> Contents:
    """Reads all of a backup, verifies every sum in it, and returns what it holds.

    `catalog`: also opens the catalog, in a temporary folder, and compares it with the originals. This is
    done in any case for a backup of the first format, which has no other list of them. Raises as
    `restore` does.
    """
    progress = progress or Silent()
    if not catalog:
        contents = read(file, _pass_over, progress, "Verifying")
        if contents.manifest:
            return contents
    try:
        with tempfile.TemporaryDirectory(prefix="archive-") as name:
            place = Path(name)
            contents = read(file, partial(_keep_catalog, place), progress, "Verifying")
            _agree(file, place, contents)
    except OSError as error:
        raise UnusableArchive(
            f"The catalog in {file} cannot be written to the temporary folder to be opened there: "
            f"{reason(error)}. Set TMPDIR to a folder with more space."
        ) from error
    return contents


def _must_be_free(folder: Path) -> None:
    """Raises UsageError where an archive cannot take the place of `folder`."""
    if (folder / form.CATALOG).exists():
        raise UsageError(f"There is already an archive in {folder}. Name another folder with --archive.")
    if folder.is_dir():
        if os.path.ismount(folder):
            raise UsageError(f"{folder} is the top folder of a disk. Name a new folder in it with --archive.")
        if Path.cwd().is_relative_to(folder):
            raise UsageError(f"{folder} is the current folder. Change to another one, or name a new folder.")
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty. Name another folder with --archive.")
    elif os.path.lexists(folder):
        raise UsageError(f"{folder} is not a folder. Name another one with --archive.")


def _clear(part: Path, folder: Path) -> None:
    """Removes what a killed restore left at `part`. Raises UsageError where something else stands there."""
    try:
        free = clear(part, lambda names: not names or (_MARK in names and names <= _MADE), (_MARK,))
    except BlockingIOError as error:
        raise ArchiveBusy(f"Another process is restoring to {folder}. Wait until it has finished.") from error
    if not free:
        raise UsageError(f"{part} is in the way, and was not left by a restore. Move it away.")


@contextlib.contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Makes the folders above `folder`; those that were made are gone again where the work fails."""
    created = []
    try:
        for above in reversed(folder.parents):
            if not above.is_dir():
                above.mkdir()
                created.append(above)
        yield
    except BaseException:
        for above in reversed(created):
            with contextlib.suppress(OSError):
                above.rmdir()
        raise
    for above in created:
        sync(above.parent)


def _keep(part: Path, name: str, pieces: Iterable[bytes]) -> None:
    path = part / name  # the reader lets no other name through than the catalog's and those of hashes
    for folder in (part / "originals", path.parent):
        if name != form.CATALOG and not folder.exists():
            folder.mkdir(mode=0o700)
    with new_file(path) as out:
        for piece in pieces:
            out.write(piece)


def _keep_catalog(place: Path, name: str, pieces: Iterable[bytes]) -> None:
    if name == form.CATALOG:
        _keep(place, name, pieces)
    else:
        _pass_over(name, pieces)


def _pass_over(_name: str, pieces: Iterable[bytes]) -> None:
    for _ in pieces:
        pass


def _agree(file: Path, place: Path, contents: Contents) -> None:
    """Opens the catalog at `place` and sees that it names the originals that came with it, and no others.

    Raises BadBackup, what `Catalog.open` raises, and OSError where the disk refuses.
    """
    if not transfer.is_catalog(place / form.CATALOG):
        raise BadBackup(file, f"its {form.CATALOG} is not an archive catalog")
    with _named(file, place), Catalog.open(place) as catalog:
        transfer.put_to_use(catalog)
        _sound(file, catalog)
        doubt(catalog)
        named = set(origins.originals(catalog))
    known = contents.originals.union(one.sha256 for one in contents.missing)
    if absent := len(named - known):
        raise BadBackup(file, f"{absent:,} originals named by its catalog are missing from it")
    if strange := len(known - named):
        raise BadBackup(file, f"{strange:,} of its originals are unknown to its catalog")


@contextlib.contextmanager
def _named(file: Path, place: Path) -> Iterator[None]:
    """What is wrong with the catalog at `place`, said of the backup it came in; OSError is the disk's."""
    try:
        yield
    except BadBackup:
        raise
    except (ArchiveError, Unreadable) as error:
        cause = error if isinstance(error, Unreadable) else error.__cause__
        if isinstance(cause, OSError):
            raise cause from error
        if isinstance(cause, Unreadable):
            if transfer.is_of_the_disk(cause):
                raise OSError(None, "the disk is full or gives errors") from error
            raise BadBackup(file, f"its catalog cannot be read ({cause})") from error
        raise type(error)(str(error).replace(str(place), str(file))) from error


def _sound(file: Path, catalog: Catalog) -> None:
    """Sees that a catalog is well: a manifest says no more than that it was packed so. Raises BadBackup."""
    flaw = next(soundness.flaws(catalog), None)
    if flaw is not None:
        raise BadBackup(file, f"its catalog is damaged ({flaw.what})")
