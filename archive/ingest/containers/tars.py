"""Tar files, packed (gzip, bzip2, xz, Zstandard) or not, and single files that are packed so."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, Final, cast

from archive import nesting
from archive.errors import BinaryInput, OversizedInput, Reason, UnreadableInput
from archive.ingest.containers import zstd
from archive.ingest.containers.base import Budget, Container, Member, PartlyRead
from archive.ingest.containers.zips import MAX_HOLDER_BYTES, MAX_MEMBER_BYTES, MAX_ZIP_BYTES

_MAGIC_AT: Final = 257
_MAGIC: Final = (b"ustar\x00", b"ustar ")
_PACKED: Final = {
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    **dict.fromkeys(zstd.STARTS, "zstd"),
}
_ENDS: Final = (".gz", ".bz2", ".xz", ".zst")
_NAMED: Final = 0x08  # the flag of gzip that says that the name of the file follows
HELD: Final = 8 * 1024 * 1024  # of what was unpacked, in memory; more is on the disk, without a name
_MOST_AT_ONCE: Final = 4 * 1024 * 1024  # bytes of a name or a note; more are none
_MAX_XZ_BYTES: Final = 128 * 1024 * 1024  # what xz looks back to, and holds in memory (64 MiB at its -9)
_END_BYTES: Final = 1024  # of NUL behind the last file
_CHUNK: Final = 256 * 1024
_CUT: Final = "cut short or damaged: only the complete files in it were ingested"
_SPOILT: Final = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


class _Guarded:
    """A tar file to list: what stands between its files is read in bounds."""

    def __init__(self, file: BinaryIO) -> None:
        self.guarded = True
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1, /) -> bytes:
        if self.guarded and not 0 <= size <= _MOST_AT_ONCE:
            raise OversizedInput(f"a tar file with a file name or comment of {size:,} bytes: unpack it first")
        return self._file.read(size)


class TarBox:
    """An open tar file: its files by their numbers."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises UnreadableInput for what is no tar file."""
        self._file = file
        self._guarded = _Guarded(file)
        self._entries: list[tarfile.TarInfo] | None = None
        self._why: str | None = None
        try:
            self._box = tarfile.TarFile(fileobj=cast(BinaryIO, self._guarded), mode="r", errorlevel=1)
        except _SPOILT as error:
            raise UnreadableInput(f"a damaged tar file: {error}") from error

    def _listed(self) -> list[tarfile.TarInfo]:
        if self._entries is None:
            self._entries = []
            self._guarded.guarded = True
            try:
                while (entry := self._box.next()) is not None:
                    self._entries.append(entry)
            except _SPOILT:
                self._why = _CUT
            self._guarded.guarded = False
        return self._entries

    def members(self) -> Iterator[Member]:
        """In the order in which they were packed. Raises PartlyRead behind what is whole of a cut file."""
        entries = self._listed()
        if (total := sum(e.size for e in entries)) > MAX_ZIP_BYTES:
            raise OversizedInput(f"a tar file that would unpack to {total:,} bytes: unpack it first")
        for n, entry in enumerate(entries):
            name = name_of(entry.name)
            if entry.isdir() or entry.islnk():
                continue  # a second name of a file that is there
            yield Member(name.removeprefix("./").lstrip("/"), n, entry.size, _problem(entry))
        if self._why:
            raise PartlyRead(self._why)

    def mark(self, entry: int) -> str:
        """Where a file lies, its size and its own time."""
        entries = self._listed()
        if entry >= len(entries):
            return ""
        here = entries[entry]
        return f"{here.offset_data} {here.size} {here.mtime} {here.chksum}"

    def open(self, entry: int) -> BinaryIO:
        """A file, read in bounds."""
        found = None
        with contextlib.suppress(KeyError):
            found = self._box.extractfile(self._listed()[entry])
        if found is None:
            raise UnreadableInput("its file is gone")
        return cast(BinaryIO, _Whole(found))

    def close(self) -> None:
        self._box.close()


class _Whole:
    """A file of a tar file to read: one that ends too soon is told as such."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.close = file, file.close

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except tarfile.TarError as error:
            raise EOFError(str(error)) from error


def name_of(name: str) -> str:
    """The name of a file in its own characters: UTF-8, else cp1252 or code page 850."""
    if name.isascii() or not any("\udc80" <= c <= "\udcff" for c in name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    spelled = [raw.decode(page, "replace") for page in ("cp1252", "cp850")]
    return max(spelled, key=lambda one: sum(c.isalpha() for c in one if c > "\x7f"))


def _problem(entry: tarfile.TarInfo) -> Reason | None:
    if entry.issym():
        return Reason("a symbolic link in the tar file: ingest its target instead", BinaryInput.code)
    if not entry.isfile():
        return Reason("not a file: a pipe, socket or device in the tar file", BinaryInput.code)
    most = MAX_HOLDER_BYTES if nesting.tells_a_holder(entry.name) else MAX_MEMBER_BYTES
    if entry.size > most:
        return Reason(f"{entry.size:,} bytes in a tar file (limit {most:,})", OversizedInput.code)
    return None


# -- packed ------------------------------------------------------------------------------------------


class _Single:
    """One file that was packed by itself."""

    def __init__(self, file: BinaryIO, name: str, size: int, mark: str) -> None:
        self._file, self._name, self._size, self._mark = file, name, size, mark

    def members(self) -> Iterator[Member]:
        yield Member(self._name, 0, self._size)

    def mark(self, entry: int) -> str:
        return "" if entry else self._mark

    def open(self, _entry: int) -> BinaryIO:
        self._file.seek(0)
        return cast(BinaryIO, _Kept(self._file))

    def close(self) -> None:
        self._file.close()


class _Kept:
    """A file to read from; who closes it leaves it open."""

    def __init__(self, file: BinaryIO) -> None:
        self.read = file.read

    def close(self) -> None:
        """It is closed with its box."""


class PackedTar(TarBox):
    """A packed tar file, whose unpacked bytes go with it. `why`: what of it could not be unpacked."""

    def __init__(self, file: BinaryIO, why: str | None = None) -> None:
        super().__init__(file)
        self._unpacked_in_part = why

    @property
    def holds_any(self) -> bool:
        """Whether any file lies in it."""
        return any(not entry.isdir() for entry in self._listed())

    def members(self) -> Iterator[Member]:
        yield from super().members()
        if self._unpacked_in_part:
            raise PartlyRead(self._unpacked_in_part)

    def close(self) -> None:
        super().close()
        self._file.close()


def _unpacked(file: BinaryIO, kind: str) -> Iterator[bytes]:
    """What was packed, piece by piece, in bounds."""
    if kind == "xz":
        yield from _of_xz(file)
        return
    if kind == "zstd":
        yield from zstd.unpacked(file)
        return
    opened = gzip.GzipFile(fileobj=file, mode="rb") if kind == "gzip" else bz2.BZ2File(file)
    with opened:
        while data := opened.read(_CHUNK):
            yield data


def _of_xz(file: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while rest := rest or file.read(_CHUNK):
        stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MAX_XZ_BYTES)
        while not stream.eof:
            if stream.needs_input:
                rest = rest or file.read(_CHUNK)
                if not rest:
                    raise EOFError("it is cut short")
            data = stream.decompress(rest if stream.needs_input else b"", _CHUNK)
            rest = b""
            if data:
                yield data
        rest = stream.unused_data.lstrip(b"\0")


def _open_packed(file: BinaryIO, name: str) -> TarBox | _Single | None:
    head = file.read(300)
    kind = next((kind for magic, kind in _PACKED.items() if head.startswith(magic)), None)
    if kind is None:
        return None
    packed_as = _own_name(head) if kind == "gzip" else ""
    budget = Budget(file.seek(0, 2))
    file.seek(0)
    whole = cast(BinaryIO, tempfile.SpooledTemporaryFile(HELD))  # noqa: SIM115
    try:
        size = crc = 0
        try:
            for data in _unpacked(file, kind):
                budget.unpacked(len(data))
                size += len(data)
                crc = zlib.crc32(data, crc)
                whole.write(data)
        except (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
            raise UnreadableInput(f"a damaged file packed by {kind}: {error}") from error
        if _is_tar(whole):
            return PackedTar(whole)
        return _Single(whole, _inner(name, packed_as), size, f"{size} {crc}")
    except BaseException:
        whole.close()
        raise


def _own_name(head: bytes) -> str:
    """The name that a gzip file says its content had, "" where it says none."""
    if len(head) < 10 or head[3] & ~_NAMED & 0x07 or not head[3] & _NAMED:
        return ""
    return head[10:].partition(b"\0")[0].decode("latin-1").replace("\\", "/").rpartition("/")[2]


def _inner(name: str, packed_as: str) -> str:
    """What a packed file is called once it is unpacked."""
    last = name.replace("\\", "/").rpartition("/")[2]
    for end in _ENDS:
        if last.lower().endswith(end) and len(last) > len(end):
            return last[: -len(end)]
    return packed_as or "unpacked"


def _fits_tar(head: bytes, _name: str) -> bool:
    return head[_MAGIC_AT:].startswith(_MAGIC) or _is_end(head)


def _is_end(head: bytes) -> bool:
    """Whether bytes are what ends a tar file, and all that there is of an empty one."""
    return len(head) >= _END_BYTES and not head.strip(b"\0")


def _open_tar(file: BinaryIO, _name: str) -> TarBox | None:
    return TarBox(file) if _is_tar(file) else None


def _is_tar(file: BinaryIO) -> bool:
    """Whether an open file is a tar file, or the end of one and no more; it stands at its beginning again."""
    file.seek(0)
    head = file.read(_CHUNK)
    found = head[_MAGIC_AT:].startswith(_MAGIC)
    while not found and _is_end(head):
        head = file.read(_CHUNK)
        found = not head
    file.seek(0)
    return found


TAR: Final = Container("tar", _fits_tar, _open_tar)
PACKED: Final = Container(
    "packed", lambda head, _name: head.startswith(tuple(_PACKED)), _open_packed, version=2
)
