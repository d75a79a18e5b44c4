"""From an archive to a backup: the catalog at one moment, and the originals it names, hashed on their way."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from archive import __version__
from archive.catalog import Catalog, origins, soundness, transfer
from archive.catalog.store import Unreadable, unusable
from archive.errors import DamagedCatalog, UnusableArchive, UsageError
from archive.ingest.originals import Originals
from archive.ingest.originals.folder import NotAFile
from archive.pipeline.backup import form
from archive.pipeline.backup.disk import clear, new_file, reason, sync, workplace
from archive.pipeline.backup.form import (
    BLOCK_BYTES,
    CHUNK_BYTES,
    BackupHeader,
    BackupMember,
    Contents,
    MissingOriginal,
)
from archive.progress import Progress, Silent

_TAR = "backup.tar"
_PREFIX, _SUFFIX = ".archive-backup-", ".part"  # the folder beside a backup in which it is made
_MADE = {_TAR, *(form.CATALOG + end for end in ("", "-journal", "-wal", "-shm"))}


class _Lacking(Exception):
    """An original that cannot go in; the text says why."""


def backup(
    catalog: Catalog,
    originals: Originals,
    file: Path,
    *,
    now: Callable[[], str],
    progress: Progress | None = None,
) -> Contents:
    """Writes the archive to `file` and returns what is in it, and which originals are not.

    The catalog is copied as it stands at one moment, while others read and write. An original that is
    missing, that cannot be read or whose bytes are no longer those of its SHA-256 is left out and
    named; one behind a link is read. The index is left out: it is made anew from the catalog. `now`
    tells the time, UTC. `file` is whole or not there, and only its owner can read it. Raises UsageError
    where it exists or cannot be there, UnusableArchive when the catalog cannot be read or the disk refuses.
    """
    if os.path.lexists(file):
        raise _exists(file)
    if not file.parent.is_dir():
        raise UsageError(f"There is no folder {file.parent} for the backup. Create it, or name another file.")
    try:
        with contextlib.suppress(FileNotFoundError):
            os.lstat(file)  # a name that cannot be is told now, not when all is done
        _clear(file.parent)
        with workplace(file.parent / f"{_PREFIX}{secrets.token_hex(4)}{_SUFFIX}") as folder:
            copy, tar = folder / form.CATALOG, folder / _TAR
            sums = _copy_catalog(catalog, copy)
            _refuse_damage(catalog, folder)
            contents = _pack(catalog, originals, copy, sums, tar, now(), progress or Silent())
            sync(tar)
            _publish(tar, file)
        sync(file.parent)
    except OSError as error:
        raise UnusableArchive(f"The backup cannot be written to {file}: {reason(error)}.") from error
    return contents


def _exists(file: Path) -> UsageError:
    return UsageError(f"{file} already exists. Name another file, or move it away.")


def _publish(tar: Path, file: Path) -> None:
    """Gives a whole backup its name, and never that of another file."""
    try:
        os.link(tar, file)
    except FileExistsError as error:
        raise _exists(file) from error
    except OSError:  # a disk where no file has two names
        tar.rename(file)


def _clear(folder: Path) -> None:
    """Removes what backups to this folder left that were killed."""
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            clear(left, lambda names: names <= _MADE)


def _copy_catalog(catalog: Catalog, copy: Path) -> list[str]:
    """Copies the catalog and returns the SHA-256 of every original that it names, in order.

    Raises OSError when the disk of the copy refuses, UnusableArchive when the catalog cannot be read.
    """
    sums: list[str] = []
    for sha256 in transfer.copy(catalog, copy):
        if not isinstance(sha256, str) or not form.SHA256.fullmatch(sha256):
            raise UnusableArchive(
                f"The catalog in {catalog.folder} names an original by what is no SHA-256 "
                f"({ascii(sha256)[:80]}). Restore it from a backup."
            )
        sums.append(sha256)
    return sums


def _refuse_damage(catalog: Catalog, folder: Path) -> None:
    """Sees that the copy of the catalog in `folder` is well: a backup of damage would push out good ones."""
    with Catalog.open(folder) as copied:
        flaw = next(soundness.flaws(copied), None)
    if flaw is not None:
        raise DamagedCatalog(
            f"The catalog in {catalog.folder} is damaged ({flaw.what}), so no backup is made of it. Keep the"
            " backups that you have, and run: archive check"
        )


def _pack(
    catalog: Catalog,
    originals: Originals,
    copy: Path,
    sums: list[str],
    tar: Path,
    when: str,
    progress: Progress,
) -> Contents:
    progress.stage("Backing up", len(sums))
    mtime = form.seconds(when)
    missing: list[MissingOriginal] = []
    with new_file(tar) as out:
        head = form.head(BackupHeader(len(sums), __version__, when))
        members = [_append(out, form.HEAD, len(head), mtime, [head])]
        with copy.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            members.append(_append(out, form.CATALOG, size, mtime, _pieces(file, size)))
        for sha256 in sums:
            at = out.tell()
            try:
                members.append(_append_original(out, originals, sha256, mtime))
                progress.advance(1)
            except _Lacking as lacking:
                out.seek(at)
                out.truncate()
                missing.append(MissingOriginal(sha256, _origin(catalog, sha256), str(lacking)))
                progress.advance(1, failed=1)
        manifest = form.manifest(members, missing)
        if len(manifest) > form.max_manifest_bytes(len(members)):
            raise UnusableArchive(
                f"{len(missing):,} originals of {catalog.folder} are missing or have changed: these are too "
                "many for a backup. Run: archive check"
            )
        _append(out, form.MANIFEST, len(manifest), mtime, [manifest])
        out.write(bytes(form.END_BYTES))
    return Contents(frozenset(m.sha256 for m in members[2:]), tuple(missing), when, __version__)


def _append(out: BinaryIO, name: str, size: int, mtime: int, pieces: Iterable[bytes]) -> BackupMember:
    digest = hashlib.sha256()
    out.write(form.header(name, size, mtime))
    for piece in pieces:
        digest.update(piece)
        out.write(piece)
    out.write(bytes(-size % BLOCK_BYTES))
    return BackupMember(name, size, digest.hexdigest())


def _append_original(out: BinaryIO, originals: Originals, sha256: str, mtime: int) -> BackupMember:
    """Appends an original. Raises _Lacking, with a part of it written, where it is not what it was."""
    file, size = _original(originals, sha256)
    with file:
        member = _append(out, form.original_name(sha256), size, mtime, _pieces(file, size))
    if member.sha256 != sha256:
        raise _Lacking("its original has changed since it was ingested")
    return member


def _original(originals: Originals, sha256: str) -> tuple[BinaryIO, int]:
    """The bytes of an original, read through a link in its place, and how many. Raises _Lacking."""
    try:
        return originals.opened(sha256)
    except FileNotFoundError as error:
        raise _Lacking("its original is missing") from error
    except NotAFile as error:
        raise _Lacking("its original is not a file") from error
    except OSError as error:
        raise _Lacking(f"its original cannot be read ({error.strerror})") from error


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    """`size` bytes of a file. Raises _Lacking where it has fewer, or gives none."""
    left = size
    while left:
        try:
            piece = file.read(min(left, CHUNK_BYTES))
        except OSError as error:
            raise _Lacking(f"its original cannot be read ({error.strerror})") from error
        if not piece:
            raise _Lacking("its original has changed since it was ingested")
        left -= len(piece)
        yield piece


def _origin(catalog: Catalog, sha256: str) -> str:
    """Where an original came from, as a person wrote it."""
    try:
        called = (origins.called(catalog, one) for one in origins.of_original(catalog, sha256))
        return next(filter(None, called), "an original of unknown origin")
    except Unreadable as error:
        raise unusable(error, catalog.folder) from error
