"""Members of zip files as sources, read by their entry in the directory and never unpacked onto the disk."""

from __future__ import annotations

import atexit
import bz2
import contextlib
import copy
import hashlib
import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, BinaryIO, Protocol, cast

from archive.errors import BadInput, UnreadableInput
from archive.ingest.files import CHANGED, is_provable, rested, state, told
from archive.ingest.places import Found, found, spelled_member

# A member larger than this, or squeezed harder, is refused unread: no real page is.
MAX_MEMBER_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
# All members of one zip file together; more is unpacked by a person first.
MAX_ZIP_BYTES = 16 * 1024 * 1024 * 1024
# The directory of a zip file, which is held in memory: some 100,000 members with names of usual length.
MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
_MAX_LZMA_BYTES = 64 * 1024 * 1024  # what LZMA looks back to, and holds in memory
_HEADER_BYTES = 30  # before the name of a member, where it lies
_PACKED_BYTES = 4096  # unpacked at a time


# -- finding ---------------------------------------------------------------------------------------


def members(path: str, absolute: str, info: os.stat_result) -> Iterator[Found]:
    """The members of the zip file at `path`; one that cannot be read comes with its `problem`.

    Where the file itself cannot be, it comes alone with its problem. Raises UnusableArchive.
    """
    here = found(path, absolute, info)
    try:
        with contextlib.closing(_Box.opened(path)) as box:
            info, entries = box.info, box.entries
            rested(box.file.fileno(), info)
    except (BadInput, MemoryError) as error:
        yield replace(here, problem=_whole(error))
        return
    total = sum(e.file_size for e in entries)
    if total > MAX_ZIP_BYTES:
        yield replace(here, problem=f"a zip file that would unpack to {total:,} bytes: unpack it first")
        return
    overlapping = _overlapping(entries)
    numbers = _numbers(entries)
    for n, entry in sorted(enumerate(entries), key=lambda pair: (pair[1].filename, pair[0])):
        if _is_folder(entry):
            continue
        problem = _problem(entry) or (
            "members of the zip file overlap: not opened" if n in overlapping else None
        )
        yield replace(
            here,
            origin=spelled_member(here.origin, entry.filename, numbers[n]),
            given=spelled_member(here.given, entry.filename, numbers[n]),
            size=entry.file_size,
            mtime_ns=info.st_mtime_ns,
            ctime_ns=info.st_ctime_ns if is_provable(info) else 0,
            inode=_print_of(info, entry),
            problem=problem,
            member=entry.filename,
            entry=n,
        )


def _whole(error: BaseException) -> str:
    """Why a whole zip file cannot be read."""
    if isinstance(error, MemoryError):
        return "a damaged zip file: it asks for more memory than there is"
    said = str(error)
    if isinstance(error.__cause__, zipfile.BadZipFile | ValueError):
        return f"a damaged zip file: {error.__cause__}"
    return said


def _numbers(entries: Sequence[zipfile.ZipInfo]) -> list[int]:
    """For each member 1, or where others of its name come before it, a number that makes it another name."""
    names = {e.filename for e in entries}
    last: dict[str, int] = {}
    numbers = []
    for entry in entries:
        name = entry.filename
        number = last.get(name, 0) + 1
        while number > 1 and f"{number}!{name}" in names:
            number += 1
        last[name] = number
        numbers.append(number)
    return numbers


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    # Not is_dir(), which fails for a member without a name before Python 3.12.
    return entry.file_size == 0 and (entry.filename.endswith("/") or stat.S_ISDIR(entry.external_attr >> 16))


def _problem(entry: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "a link in the zip file, not a text: take in what it leads to"
    if kind and kind not in (stat.S_IFREG, stat.S_IFDIR) and entry.create_system == 3:
        return "not a file: a pipe, socket or device in the zip file"
    if entry.flag_bits & 1:
        return "a member of the zip file is locked with a password"
    if entry.file_size > MAX_MEMBER_BYTES or entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
        return f"a member of the zip file would unpack to {entry.file_size:,} bytes: not opened"
    return None


def _overlapping(entries: Sequence[zipfile.ZipInfo]) -> set[int]:
    """The members that share bytes of the zip file with others, by which few bytes could be read as many."""
    shared: set[int] = set()
    end, last = 0, -1
    for n, entry in sorted(enumerate(entries), key=lambda pair: pair[1].header_offset):
        if entry.header_offset < end:
            shared |= {n, last}
        # At least so much: how long its extra field is, only the member itself says.
        own = entry.header_offset + _HEADER_BYTES + len(entry.orig_filename) + entry.compress_size
        if own > end:
            end, last = own, n
    return shared


def _print_of(info: os.stat_result, entry: zipfile.ZipInfo) -> int:
    """What tells a member from what may take its place: where it lies, in which file, and its sum."""
    key = f"{info.st_size} {info.st_ino} {entry.header_offset} {entry.compress_size} {entry.CRC}"
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


# -- reading ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def opened_member(here: Found) -> Iterator[tuple[BinaryIO, int, os.stat_result]]:
    """A member to read, the handle of its zip file, and the state of that. Raises UnreadableInput."""
    box = _box(here.path)
    info = box.info
    rested(box.file.fileno(), info)
    if here.entry >= len(box.entries) or _print_of(info, box.entries[here.entry]) != here.inode:
        raise UnreadableInput(CHANGED)
    with told():
        file = _opened_entry(box.zip, box.entries[here.entry])
    with contextlib.closing(file):
        yield cast(BinaryIO, file), box.file.fileno(), info


class _Guarded(io.BufferedReader):
    """A zip file to read; while its directory is read, no more is held than a directory may have."""

    guarded = True

    def read(self, size: int | None = -1, /) -> bytes:
        if self.guarded:
            left = os.fstat(self.fileno()).st_size - self.tell()
            wanted = left if size is None or size < 0 else min(size, left)
            if wanted > MAX_DIRECTORY_BYTES:
                raise UnreadableInput(
                    f"a zip file with too many members (a directory of {wanted:,} bytes): unpack it first"
                )
        return super().read(size)


@dataclass(frozen=True, slots=True)
class _Box:
    """An open zip file, its directory, and its state, in which it had rested before that was read."""

    file: _Guarded
    zip: zipfile.ZipFile
    entries: tuple[zipfile.ZipInfo, ...]
    info: os.stat_result

    @classmethod
    def opened(cls, path: str) -> _Box:
        """Raises UnreadableInput."""
        with contextlib.ExitStack() as stack, told():
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
            file = stack.enter_context(_Guarded(io.FileIO(handle)))
            info = state(handle)
            box = zipfile.ZipFile(file)
            file.guarded = False
            opened = cls(file, box, tuple(box.infolist()), info)
            stack.pop_all()
        return opened

    def close(self) -> None:
        self.zip.close()
        self.file.close()


_last: tuple[str, _Box] | None = None


def _box(path: str) -> _Box:
    """A zip file, its directory read once for all its members; closed when another takes its place."""
    global _last
    with told():
        now = os.stat(path)
    if _last is not None:
        before = _last[1].info
        if _last[0] == path and (now.st_ino, now.st_dev) == (before.st_ino, before.st_dev):
            return _last[1]
        close()
    _last = path, _Box.opened(path)
    return _last[1]


def close() -> None:
    """Closes the zip file that was read last."""
    global _last
    if _last is not None:
        _last[1].close()
        _last = None


atexit.register(close)


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def _opened_entry(box: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes] | _Unpacked:
    """A member to read by its entry: of several of one name, this one."""
    if entry.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        return box.open(entry)
    packed = copy.copy(entry)
    packed.compress_type, packed.file_size = zipfile.ZIP_STORED, entry.compress_size
    del packed.CRC  # it is that of what comes out
    return _Unpacked(box.open(packed), entry)


class _Unpacked:
    """A member packed by bzip2 or LZMA, unpacked in bounds, which zipfile does not do."""

    def __init__(self, packed: IO[bytes], entry: zipfile.ZipInfo) -> None:
        self._packed = packed
        self._left = entry.file_size
        self._sum, self._wanted = 0, entry.CRC
        self._unpacker: _Unpacker = (
            bz2.BZ2Decompressor() if entry.compress_type == zipfile.ZIP_BZIP2 else _lzma(packed)
        )

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end. Raises EOFError where it is cut, BadZipFile."""
        out = bytearray()
        while len(out) < size and self._left:
            if self._unpacker.eof:
                raise EOFError("a member of the zip file is shorter than it says")
            more = self._packed.read(_PACKED_BYTES) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not more:
                raise EOFError("a member of the zip file is cut")
            data = self._unpacker.decompress(more, min(size - len(out), self._left))
            self._left -= len(data)
            self._sum = zlib.crc32(data, self._sum)
            out += data
        if not self._left and self._sum != self._wanted:
            raise zipfile.BadZipFile("a member of the zip file is damaged (its sum differs)")
        return bytes(out)

    def close(self) -> None:
        self._packed.close()


def _lzma(packed: IO[bytes]) -> _Unpacker:
    """As a zip file keeps LZMA: a version, the length of what follows, one byte of three numbers, a size."""
    head = packed.read(4)
    length = int.from_bytes(head[2:], "little")
    said = packed.read(length)
    if len(head) < 4 or length < 5 or len(said) < length or said[0] >= 9 * 5 * 5:
        raise zipfile.BadZipFile("a member of the zip file is damaged (no LZMA)")
    size = int.from_bytes(said[1:5], "little")
    if size > _MAX_LZMA_BYTES:
        raise zipfile.BadZipFile(f"a member of the zip file asks for {size:,} bytes of memory: not opened")
    rest, lc = divmod(said[0], 9)
    pb, lp = divmod(rest, 5)
    own = {"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": lc, "lp": lp, "pb": pb}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[own])
