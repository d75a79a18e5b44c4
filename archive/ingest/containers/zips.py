"""Members of zip files as sources, read by their entry in the directory and never unpacked onto the disk."""

from __future__ import annotations

import bz2
import contextlib
import copy
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, BinaryIO, Protocol, cast

from archive import nesting
from archive.errors import BinaryInput, LockedInput, OversizedInput, Reason, UnreadableInput
from archive.ingest.containers.base import Container, Member
from archive.ingest.files import told

# A member larger than this, or squeezed harder, is refused unread: no real page is. One that holds others
# may be larger.
MAX_MEMBER_BYTES = 256 * 1024 * 1024
MAX_HOLDER_BYTES = 4 * 1024 * 1024 * 1024
MAX_RATIO = 200
# All members of one zip file together; more is unpacked by a person first.
MAX_ZIP_BYTES = 16 * 1024 * 1024 * 1024
# The directory of a zip file, which is held in memory: some 100,000 members with names of usual length.
MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
_MAX_LZMA_BYTES = 64 * 1024 * 1024  # what LZMA looks back to, and holds in memory
_HEADER_BYTES = 30  # before the name of a member, where it lies
_PACKED_BYTES = 4096  # unpacked at a time
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_UTF8 = 0x800  # the flag of a name that says so
# What tells a document, a book or a program that is packed as a zip: a reader's, or nobody's.
_OWN = frozenset({"[Content_Types].xml", "mimetype", "META-INF/container.xml", "META-INF/MANIFEST.MF"})
_IWORK = "Index/Document.iwa"
# What a web archive (WACZ) holds beside its indexes and logs: captures, and what is said of them.
_WACZ = re.compile(r"archive/|pages/(?:extraP|p)ages\.jsonl\Z|datapackage\.json\Z")


# -- opening ---------------------------------------------------------------------------------------


def _fits(head: bytes, name: str) -> bool:
    return head.startswith(_STARTS) or name.lower().endswith(".zip")


def _open(file: BinaryIO, name: str) -> ZipBox | None:
    """Raises UnreadableInput; where the name does not say that it is a zip file, whatever reads it does."""
    try:
        with told():
            guarded = _Guarded(file)
            box = zipfile.ZipFile(cast(BinaryIO, guarded))
            guarded.guarded = False
    except (UnreadableInput, MemoryError) as error:
        if not name.lower().endswith(".zip"):
            return None
        raise UnreadableInput(_whole(error)) from error
    entries = tuple(box.infolist())
    names = {e.filename for e in entries}
    if names & _OWN or _IWORK in names:
        return None
    total = sum(e.file_size for e in entries)
    if total > MAX_ZIP_BYTES:
        raise OversizedInput(f"a zip file that would unpack to {total:,} bytes: unpack it first")
    return ZipBox(box, entries)


def _whole(error: BaseException) -> str:
    """Why a whole zip file cannot be read."""
    if isinstance(error, MemoryError):
        return "a damaged zip file: it asks for more memory than there is"
    message = str(error)
    if isinstance(error.__cause__, zipfile.BadZipFile | ValueError):
        return f"a damaged zip file: {error.__cause__}"
    return message


class _Guarded:
    """A zip file to read; while its directory is read, no more is held than a directory may have."""

    def __init__(self, file: BinaryIO) -> None:
        self.guarded = True
        self._file = file
        self._size = file.seek(0, 2)
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1, /) -> bytes:
        if self.guarded:
            left = self._size - self.tell()
            wanted = left if size < 0 else min(size, left)
            if wanted > MAX_DIRECTORY_BYTES:
                raise UnreadableInput(
                    f"a zip file with too many members (a directory of {wanted:,} bytes): unpack it first"
                )
        return self._file.read(size)

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        """It is closed by whoever opened it."""


class ZipBox:
    """An open zip file and its directory."""

    def __init__(self, box: zipfile.ZipFile, entries: tuple[zipfile.ZipInfo, ...]) -> None:
        self._box = box
        self._entries = entries

    def members(self) -> Iterator[Member]:
        """In the order of their names."""
        overlapping = _overlapping(self._entries)
        wacz = _is_wacz(self._entries)
        for n, entry in sorted(enumerate(self._entries), key=lambda pair: (pair[1].filename, pair[0])):
            if _is_folder(entry) or (wacz and not _WACZ.match(entry.filename)):
                continue
            problem = _problem(entry) or (
                "overlapping members in the zip file: not opened" if n in overlapping else None
            )
            yield Member(name_of(entry), n, entry.file_size, problem)

    def mark(self, entry: int) -> str:
        """Where a member lies, and its sum."""
        if entry >= len(self._entries):
            return ""
        here = self._entries[entry]
        return f"{here.header_offset} {here.compress_size} {here.CRC}"

    def open(self, entry: int) -> BinaryIO:
        """A member, read in bounds."""
        return cast(BinaryIO, _opened_entry(self._box, self._entries[entry]))

    def close(self) -> None:
        self._box.close()


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name of a member in its own characters: those that do not say UTF-8 are it often, else code page
    850 or 437, which DOS and Windows had in these countries and which `zipfile` takes all for, or cp1252."""
    if entry.flag_bits & _UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    spelled = [raw.decode(page, "replace") for page in ("cp850", "cp1252")]
    return max(spelled, key=lambda name: sum(c.isalpha() for c in name if c > "\x7f"))


def _is_wacz(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a zip file is a web archive (WACZ): beside its WARCs it holds but lists and logs."""
    names = [e.filename for e in entries]
    return "datapackage.json" in names and any(
        n.startswith("archive/") and n.endswith((".warc", ".warc.gz")) for n in names
    )


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    # Not is_dir(), which fails for a member without a name before Python 3.12.
    return entry.file_size == 0 and (entry.filename.endswith("/") or stat.S_ISDIR(entry.external_attr >> 16))


def _problem(entry: zipfile.ZipInfo) -> Reason | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return Reason("a symbolic link in the zip file: ingest its target instead", BinaryInput.code)
    if kind and kind not in (stat.S_IFREG, stat.S_IFDIR) and entry.create_system == 3:
        return Reason("not a file: a pipe, socket or device in the zip file", BinaryInput.code)
    if entry.flag_bits & 1:
        return Reason("a password-protected member of the zip file: unpack it first", LockedInput.code)
    most = MAX_HOLDER_BYTES if nesting.tells_a_holder(entry.filename) else MAX_MEMBER_BYTES
    if entry.file_size > most or entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
        return Reason(
            f"a member of the zip file that would unpack to {entry.file_size:,} bytes: not opened",
            OversizedInput.code,
        )
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


# -- reading ---------------------------------------------------------------------------------------


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
                raise EOFError("a truncated member of the zip file")
            more = self._packed.read(_PACKED_BYTES) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not more:
                raise EOFError("a truncated member of the zip file")
            data = self._unpacker.decompress(more, min(size - len(out), self._left))
            self._left -= len(data)
            self._sum = zlib.crc32(data, self._sum)
            out += data
        if not self._left and self._sum != self._wanted:
            raise zipfile.BadZipFile("a damaged member of the zip file (wrong checksum)")
        return bytes(out)

    def close(self) -> None:
        self._packed.close()


def _lzma(packed: IO[bytes]) -> _Unpacker:
    """As a zip file keeps LZMA: a version, the length of what follows, one byte of three numbers, a size."""
    head = packed.read(4)
    length = int.from_bytes(head[2:], "little")
    properties = packed.read(length)
    if len(head) < 4 or length < 5 or len(properties) < length or properties[0] >= 9 * 5 * 5:
        raise zipfile.BadZipFile("a damaged member of the zip file (not LZMA)")
    size = int.from_bytes(properties[1:5], "little")
    if size > _MAX_LZMA_BYTES:
        raise zipfile.BadZipFile(f"a member of the zip file needs {size:,} bytes of memory: not opened")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    own = {"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": lc, "lp": lp, "pb": pb}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[own])


ZIP = Container("zip", _fits, _open)
