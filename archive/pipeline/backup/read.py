"""A backup read once, from its first byte to its last; no byte is passed over unverified.

Nothing is unpacked by name: a member is taken only where it is one that a backup has, and its bytes go to the
caller, who says where they are put.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import hashlib
import lzma
import os
import re
import stat
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from archive.errors import UsageError
from archive.pipeline.backup import form
from archive.pipeline.backup.form import BLOCK_BYTES, CHUNK_BYTES, BackupMember, BadBackup, Contents
from archive.progress import Progress

# Takes a member's name and its bytes in pieces, all of which it draws.
Keep = Callable[[str, Iterable[bytes]], None]

_MAX_EXTENDED_BYTES = 8 * 1024
_RECORD = re.compile(rb"([1-9][0-9]{0,4}) ([a-z]+)=([^\n]*)\n")
# What the first format wrote into extended headers; of all these only the size means anything here.
_EXTENDED = (b"mtime", b"size", b"uid", b"gid", b"uname", b"gname")
_DAMAGE = "bytes have changed since it was written (near byte {:,})"


def read(file: Path, keep: Keep, progress: Progress, stage: str) -> Contents:
    """Reads all of a backup and gives each member's bytes to `keep`; `stage` names the work.

    Whether the catalog in it agrees is the caller's to see. Raises BadBackup and NewerArchive, and
    UsageError where there is no such file; what `keep` raises goes through.
    """
    with _opened(file) as stream:
        first = stream.header()
        if first is None:
            raise BadBackup(file, "it begins with zeros")
        if first.name == form.HEAD:
            return _read(stream, first, keep, progress, stage)
        progress.stage(stage, None)
        return _read_first_format(stream, first, keep, progress)


def _read(stream: _Stream, first: tarfile.TarInfo, keep: Keep, progress: Progress, stage: str) -> Contents:
    data = stream.small(first, form.MAX_HEAD_BYTES)
    header = form.read_head(stream.file, data)
    mtime = int(first.mtime)
    stream.plain(first, mtime)
    progress.stage(stage, header.originals)
    info = stream.member()
    if info.name != form.CATALOG:
        raise stream.odd(info)
    stream.plain(info, mtime)
    members = [_sum(first, data), _member(stream, info, info.size, keep)]
    while (info := stream.member()).name != form.MANIFEST:
        _in_order(stream, info, members)
        stream.plain(info, mtime)
        members.append(_member(stream, info, info.size, keep))
        progress.advance(1)
    stream.plain(info, mtime)
    data = stream.small(info, form.max_manifest_bytes(len(members)))
    missing = form.read_manifest(stream.file, data, members)
    stream.end()
    if len(members) - 2 + len(missing) != header.originals:
        raise BadBackup(
            stream.file, f"its {form.HEAD} lists {header.originals:,} originals, but it holds others"
        )
    return Contents(frozenset(m.sha256 for m in members[2:]), missing, header.when, header.version)


def _in_order(stream: _Stream, info: tarfile.TarInfo, before: list[BackupMember]) -> None:
    """Sees that an original comes, and comes once."""
    last = before[-1].name
    if info.name in (form.HEAD, form.CATALOG, last):
        raise BadBackup(stream.file, f"it holds {info.name} twice")
    if not form.ORIGINAL.fullmatch(info.name):
        raise stream.odd(info)
    if info.name < last:
        raise BadBackup(stream.file, f"{info.name} is out of place, or there twice")


def _read_first_format(stream: _Stream, first: tarfile.TarInfo, keep: Keep, progress: Progress) -> Contents:
    """A backup without head and manifest; its headers were written in the PAX form."""
    originals: set[str] = set()
    info: tarfile.TarInfo | None = first
    before = None
    while info is not None:
        info, size = _described(stream, info)
        found = form.ORIGINAL.fullmatch(info.name)
        if info.type != tarfile.REGTYPE or not (found or info.name == form.CATALOG):
            raise stream.odd(info)
        if (info.name == form.CATALOG) != (before is None):
            raise BadBackup(stream.file, f"{form.CATALOG} must be its first member, once")
        if found and "".join(found.groups()) in originals:
            raise BadBackup(stream.file, f"it holds {info.name} twice")
        before = _member(stream, info, size, keep)
        if found:
            originals.add(before.sha256)
            progress.advance(1)
        info = stream.header()
    stream.end(blocks=1)
    return Contents(frozenset(originals))


def _described(stream: _Stream, info: tarfile.TarInfo) -> tuple[tarfile.TarInfo, int]:
    """A member of the first format and its size, which stood before it where it was large."""
    description = None
    if info.type == tarfile.XHDTYPE:
        stream.posix()
        description = _extended_size(stream, info)
        info = stream.member()
    stream.posix()
    return info, info.size if description is None else description


def _extended_size(stream: _Stream, info: tarfile.TarInfo) -> int | None:
    """The size that an extended header gives the member behind it, None where it gives none."""
    data = stream.small(info, _MAX_EXTENDED_BYTES)
    at, size = 0, None
    while at < len(data):
        record = _RECORD.match(data, at)
        if not record or int(record[1]) != len(record[0]) or record[2] not in _EXTENDED:
            raise stream.odd(info)
        if record[2] == b"size":
            if not re.fullmatch(rb"[0-9]{1,18}", record[3]):
                raise stream.odd(info)
            size = int(record[3])
        at = record.end()
    return size


def _sum(info: tarfile.TarInfo, data: bytes) -> BackupMember:
    return BackupMember(info.name, len(data), hashlib.sha256(data).hexdigest())


def _member(stream: _Stream, info: tarfile.TarInfo, size: int, keep: Keep) -> BackupMember:
    """Gives the bytes of a member to `keep`. Raises BadBackup, also for an original under a wrong name."""
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in stream.content(size):
            digest.update(piece)
            yield piece

    keep(info.name, pieces())
    sha256 = digest.hexdigest()
    if info.name not in (form.CATALOG, form.original_name(sha256)):
        raise BadBackup(stream.file, f"{info.name} does not match the hash in its name")
    return BackupMember(info.name, size, sha256)


def _no_backup(file: Path) -> BadBackup:
    return BadBackup(file, "it does not begin like one")


def _not_zero(data: bytes) -> bool:
    return data.count(0) != len(data)


class _Stream:
    """A backup's bytes in their order; each method takes the next ones or raises BadBackup."""

    def __init__(self, file: Path, bytes_of: BinaryIO, size: int | None) -> None:
        self.file = file
        self._from = bytes_of
        self._size = size  # None where it is known only at the end
        self._at = 0
        self._block = b""  # the header that was read last

    def header(self) -> tarfile.TarInfo | None:
        """What the next block says of the member behind it; None for a block of zeros."""
        self._block = self._take(BLOCK_BYTES)
        if not _not_zero(self._block):
            return None
        try:
            info = tarfile.TarInfo.frombuf(self._block, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError, OverflowError) as error:
            if self._at == BLOCK_BYTES:
                raise _no_backup(self.file) from error
            raise self._damaged() from error
        if info.size < 0:
            raise self._damaged()
        return info

    def member(self) -> tarfile.TarInfo:
        """What the next block says of a member that must come."""
        info = self.header()
        if info is None:
            raise BadBackup(self.file, "its end is missing")
        return info

    def plain(self, info: tarfile.TarInfo, mtime: int) -> None:
        """Sees that the last header says nothing but a name, a size and this time."""
        ours = info.name in (form.HEAD, form.CATALOG, form.MANIFEST) or form.ORIGINAL.fullmatch(info.name)
        if not ours or info.type != tarfile.REGTYPE:
            raise self.odd(info)
        try:
            written = form.header(info.name, info.size, mtime)
        except ValueError as error:
            raise self._damaged() from error
        if written != self._block:
            raise self._damaged()

    def posix(self) -> None:
        """Sees that the last header is in the form of the first format, so that no other passes for one."""
        if self._block[257:265] != tarfile.POSIX_MAGIC:
            raise _no_backup(self.file)

    def odd(self, info: tarfile.TarInfo) -> BadBackup:
        """Why a member that no backup has is refused."""
        return BadBackup(self.file, f"it holds {form.described(info)}, which no backup holds")

    def small(self, info: tarfile.TarInfo, most: int) -> bytes:
        """The bytes of a member that is held in memory, of `most` bytes."""
        if info.size > most:
            raise BadBackup(self.file, f"{form.described(info)} claims to hold {info.size:,} bytes")
        return b"".join(self.content(info.size))

    def content(self, size: int) -> Iterator[bytes]:
        """The bytes of a member in pieces, and what fills up its last block."""
        if self._size is not None and self._at + size > self._size:
            raise BadBackup(self.file, "its end is missing")
        left = size
        while left:
            piece = self._take(min(left, CHUNK_BYTES))
            left -= len(piece)
            yield piece
        if _not_zero(self._take(-size % BLOCK_BYTES)):
            raise self._damaged()

    def end(self, blocks: int = 2) -> None:
        """Sees that so many blocks of zeros come, and nothing but zeros to the end of the file."""
        if _not_zero(self._take(blocks * BLOCK_BYTES)):
            raise BadBackup(self.file, "data after its end")
        while rest := self._more(CHUNK_BYTES):
            if _not_zero(rest):
                raise BadBackup(self.file, "data after its end")

    def _damaged(self) -> BadBackup:
        return BadBackup(self.file, _DAMAGE.format(max(self._at - BLOCK_BYTES, 0)))

    def _take(self, count: int) -> bytes:
        data = self._more(count)
        while len(data) < count:
            more = self._more(count - len(data))
            if not more:
                raise BadBackup(self.file, "its end is missing")
            data += more
        return data

    def _more(self, count: int) -> bytes:
        try:
            data = self._from.read(count)
        except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, ValueError) as error:
            raise BadBackup(self.file, f"it cannot be unpacked ({error})") from error
        except OSError as error:
            raise BadBackup(self.file, f"it cannot be read ({error.strerror or error})") from error
        self._at += len(data)
        return data


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[_Stream]:
    """A backup to read; one that was packed afterwards (gzip, bzip2, xz) is read too."""
    try:
        raw = file.open("rb")
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {file}.") from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    with contextlib.closing(raw):
        info = os.fstat(raw.fileno())
        begins = raw.peek(6)[:6] if stat.S_ISREG(info.st_mode) else b""
        packed: BinaryIO | None = None
        if begins[:2] == b"\x1f\x8b":
            packed = cast(BinaryIO, gzip.GzipFile(fileobj=raw))
        elif begins[:3] == b"BZh":
            packed = cast(BinaryIO, bz2.BZ2File(raw))
        elif begins == b"\xfd7zXZ\0":
            packed = cast(BinaryIO, lzma.LZMAFile(raw))  # noqa: SIM115
        size = info.st_size if packed is None and stat.S_ISREG(info.st_mode) else None
        yield _Stream(file, packed or raw, size)
