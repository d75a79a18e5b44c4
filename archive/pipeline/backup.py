"""An archive as one file, and back: the catalog at one moment, and the originals it speaks of."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from archive.catalog import Catalog
from archive.catalog.store import FILE, unusable
from archive.errors import UnusableArchive, UsageError
from archive.ingest.sources import original_path
from archive.progress import Progress, Silent


def backup(catalog: Catalog, originals: Path, file: Path, *, progress: Progress | None = None) -> int:
    """Writes the archive to `file` (a tar) and returns how many originals are in it.

    The catalog is copied as it stands at one moment, while others read and write. The index is left
    out: it is made anew from the catalog. `file` is whole or not there. Raises UsageError where it
    exists, UnusableArchive when an original is missing or the disk refuses.
    """
    if file.exists():
        raise UsageError(f"{file} exists already. Name another file, or move it away.")
    progress = progress or Silent()
    try:
        with (
            tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder,
            _part(file) as part,
            tarfile.open(part, "w") as box,
        ):
            copy = Path(folder, FILE)
            sums = _copy_catalog(catalog, copy)
            progress.stage("Backing up", len(sums))
            box.add(copy, FILE)
            for sha256 in sums:
                path = original_path(originals, sha256)
                box.add(path, f"originals/{path.relative_to(originals)}")
                progress.advance(1)
    except FileNotFoundError as error:
        raise UnusableArchive(f"An original is missing ({error.filename}). Run: archive check") from error
    except OSError as error:
        raise UnusableArchive(f"The backup cannot be written to {file}: {error.strerror}.") from error
    return len(sums)


def _copy_catalog(catalog: Catalog, copy: Path) -> list[str]:
    try:
        with contextlib.closing(sqlite3.connect(copy)) as target:
            catalog.db.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            return [row[0] for row in target.execute("SELECT sha256 FROM sources ORDER BY sha256")]
    except sqlite3.Error as error:
        raise unusable(error, catalog.folder) from error


@contextlib.contextmanager
def _part(file: Path) -> Iterator[Path]:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path, folder: Path, *, progress: Progress | None = None) -> int:
    """Makes the archive that `file` holds in `folder`, which must not hold one; returns how many originals.

    Raises UsageError where there is an archive already or `file` is no backup of one.
    """
    if (folder / FILE).exists():
        raise UsageError(f"There is an archive in {folder} already. Name another folder with --archive.")
    progress = progress or Silent()
    count = 0
    try:
        with tarfile.open(file) as box:
            folder.mkdir(parents=True, exist_ok=True)
            progress.stage("Restoring", None)
            # The catalog comes first in the file and into its place last: an archive that is half
            # restored does not open.
            for member in box:
                if member.name == FILE:
                    member.name = f"{FILE}.part"
                box.extract(member, folder, filter="data")
                count += member.name.startswith("originals/")
                progress.advance(1)
        (folder / f"{FILE}.part").replace(folder / FILE)
    except (tarfile.TarError, FileNotFoundError, EOFError) as error:
        raise UsageError(f"{file} is no whole backup of an archive ({error}).") from error
    except OSError as error:
        raise UnusableArchive(f"The archive cannot be restored to {folder}: {error.strerror}.") from error
    return count
