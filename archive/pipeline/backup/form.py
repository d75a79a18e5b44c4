"""What a backup is: a tar file of plain members in one order, ending in a manifest of their sums.

    backup.json              the format, the program's version, when, how many originals the catalog names
    catalog.sqlite
    originals/aa/bbbb...     in order; the name is the SHA-256 of the bytes
    manifest.json            name, size and SHA-256 of every member before it, the originals that are
                             missing, and the SHA-256 of its own text up to there

Any tar program reads it. Nothing in it is free: a header is made of its member's name, its size and the time
of the backup alone, and what fills up blocks is zero, so that any other byte is damage. Backups of the first
format were a catalog and originals, without head and manifest.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.dataclass import dataclass
from archive.errors import NewerArchive, UnusableArchive

FORMAT = 2  # the first one had no number
HEAD, CATALOG, MANIFEST = "backup.json", "catalog.sqlite", "manifest.json"
ORIGINAL = re.compile(r"originals/([0-9a-f]{2})/([0-9a-f]{62})")
SHA256 = re.compile(r"[0-9a-f]{64}")
BLOCK_BYTES = tarfile.BLOCKSIZE
END_BYTES = 2 * BLOCK_BYTES  # so many zeros, at least, end a tar file
CHUNK_BYTES = 1 << 20
MAX_HEAD_BYTES = 64 * 1024
_KINDS = {
    tarfile.REGTYPE: "",
    tarfile.SYMTYPE: "a link",
    tarfile.LNKTYPE: "a hard link",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.DIRTYPE: "a folder",
    tarfile.GNUTYPE_SPARSE: "a file with holes",
    tarfile.GNUTYPE_LONGNAME: "a long name",
    tarfile.GNUTYPE_LONGLINK: "a long link",
    tarfile.XHDTYPE: "an extended header",
    tarfile.XGLTYPE: "an extended header",
    tarfile.SOLARIS_XHDTYPE: "an extended header",
}
_LONGEST_NAME = 120


class BadBackup(UnusableArchive):
    """A file that is no backup, or not as it was written; the message names it and what is wrong."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} is not a whole backup of an archive: {why}. Use another copy of it.")


@dataclass(frozen=True, slots=True)
class BackupMember:
    """A member of a backup: its name, its size in bytes, the SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MissingOriginal:
    """An original that the catalog names and the backup lacks: where it came from, and why."""

    sha256: str
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the SHA-256 of its originals, and what is missing.

    `when` (UTC) and `version` (of the program) are None for a backup of the first format.
    """

    originals: frozenset[str] = field(repr=False)
    missing: tuple[MissingOriginal, ...] = ()
    when: str | None = None
    version: str | None = None

    @property
    def manifest(self) -> bool:
        """Whether a manifest vouches for every byte, the catalog's too."""
        return self.when is not None


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """What backup.json says: how many originals the catalog names, the program's version, when (UTC)."""

    originals: int
    version: str
    when: str


def header(name: str, size: int, mtime: int) -> bytes:
    """The block before a member of `size` bytes; `mtime` is the time of the backup in seconds."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, mtime, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def original_name(sha256: str) -> str:
    """The member that holds the original with this SHA-256."""
    return f"originals/{sha256[:2]}/{sha256[2:]}"


def seconds(when: str) -> int:
    """A time in ISO 8601 as headers have it."""
    return int(datetime.fromisoformat(when).timestamp())


def head(header: BackupHeader) -> bytes:
    """The text of backup.json."""
    said_there = {
        "format": FORMAT, "program": "archive", "version": header.version, "when": header.when,
        "originals": header.originals,
    }  # fmt: skip
    return f"{json.dumps(said_there)}\n".encode()


def read_head(file: Path, data: bytes) -> BackupHeader:
    """What a text of backup.json says. Raises BadBackup, NewerArchive where a later program wrote it."""
    record = _loaded(data)
    if (
        not isinstance(record, dict)
        or record.get("program") != "archive"
        or type(record.get("format")) is not int
    ):
        raise BadBackup(file, f"its {HEAD} is unreadable")
    if record["format"] > FORMAT:
        raise NewerArchive(
            f"{file} was written by a later version of this program (format {record['format']}, this one"
            f" knows {FORMAT}). Update the program to read it."
        )
    originals, version, when = record.get("originals"), record.get("version"), record.get("when")
    if type(originals) is not int or not isinstance(version, str) or not isinstance(when, str):
        raise BadBackup(file, f"its {HEAD} is unreadable")
    return BackupHeader(originals, version, when)


def manifest(members: Sequence[BackupMember], missing: Sequence[MissingOriginal]) -> bytes:
    """The text of manifest.json: for the same members the same, to the byte."""
    record = {
        "format": FORMAT,
        "members": [{"name": m.name, "size": m.size, "sha256": m.sha256} for m in members],
        "missing": [{"sha256": m.sha256, "origin": m.origin, "reason": m.reason} for m in missing],
    }
    text = json.dumps(record)[:-1]
    return f'{text}, "sum": "{hashlib.sha256(text.encode()).hexdigest()}"}}\n'.encode()


def max_manifest_bytes(members: int) -> int:
    """No manifest of so many members is larger: 64 MiB for what is missing, and what a member takes."""
    return 64 * 1024 * 1024 + 512 * members


def read_manifest(file: Path, data: bytes, members: Sequence[BackupMember]) -> tuple[MissingOriginal, ...]:
    """What a manifest says is missing, once it is sure that the members are those that it names.

    Raises BadBackup.
    """
    record = _loaded(data)
    try:
        missing = tuple(_missing(one) for one in record["missing"])
        sums = {one["name"]: one["sha256"] for one in record["members"]}
    except (TypeError, KeyError, ValueError) as error:
        raise BadBackup(file, "its manifest is unreadable") from error
    for have in members:
        if sums.get(have.name) != have.sha256:
            raise BadBackup(file, f"its {have.name} has changed since it was written")
    names = {m.name for m in members}
    lost = {original_name(m.sha256) for m in missing}
    if data != manifest(members, missing) or len(lost) != len(missing) or lost & names:
        raise BadBackup(file, "its members and its manifest disagree")
    return missing


def _missing(record: Any) -> MissingOriginal:
    sha256, origin, reason = record["sha256"], record["origin"], record["reason"]
    if not (isinstance(origin, str) and isinstance(reason, str) and SHA256.fullmatch(sha256)):
        raise ValueError("no missing original")
    return MissingOriginal(sha256, origin, reason)


def described(info: tarfile.TarInfo) -> str:
    """A member of someone else's making, as a person may read it on any terminal."""
    name = ascii(info.name)
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}..."
    kind = _KINDS.get(info.type, "a member of an unknown kind")
    return f"{name} ({kind})" if kind else name


def _loaded(data: bytes) -> Any:
    """What a JSON text says, None where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
