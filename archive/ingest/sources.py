"""Files and folders as originals: found in a steady order, read once, named by their SHA-256."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from archive.errors import BadInput, EmptyInput, UnreadableInput
from archive.records import Part

# A member of a zip larger than this, or squeezed harder, is refused unread: no real page is.
MAX_MEMBER_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
# Larger files are refused unread.
MAX_FILE_BYTES = 1024 * 1024 * 1024
# A plain text above this is read in parts, each a document or more of its own: the longest novels fit
# in one. What is no plain text is held in memory whole, as markup has no place to cut it at.
LONG_BYTES = 4 * 1024 * 1024
MAX_WHOLE_BYTES = 64 * 1024 * 1024
PART_BYTES = 1024 * 1024
_HEAD = 64 * 1024  # bytes that tell what a file is


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or a member of a zip, that has not been read yet.

    `path` opens it, `member` is the name inside a zip there. `origin` is its absolute path and
    tells it apart; `given` is its path as a person wrote it. Both are printable: a byte that is no
    UTF-8 stands as an escape. `problem` says why it can not be read, where that is known already.
    """

    path: str
    origin: str
    given: str
    size: int = 0
    mtime_ns: int = 0
    problem: str | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of one source, or of one `part` of it; `sha256` is that of all."""

    found: Found
    data: bytes
    sha256: str
    part: Part | None = None


def find(paths: Iterable[str]) -> Iterator[Found]:
    """Every file under `paths`, folders walked in name order, zips opened.

    Hidden files and folders inside a given folder are passed over; links to folders are not
    followed, so a loop of links ends. What is no regular file comes with its `problem`.
    """
    for path in paths:
        yield from _find(path)


def _found(path: str, info: os.stat_result | None = None, problem: str | None = None) -> Found:
    size, mtime_ns = (info.st_size, info.st_mtime_ns) if info else (0, 0)
    return Found(path, _printable(os.path.abspath(path)), _printable(path), size, mtime_ns, problem)


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _find(path: str) -> Iterator[Found]:
    try:
        info = os.stat(path)
    except (OSError, ValueError) as error:
        yield _found(path.replace("\0", "\\0"), problem=_os_reason(error))
        return
    if stat.S_ISDIR(info.st_mode):
        yield from _find_in_folder(path)
    elif not stat.S_ISREG(info.st_mode):
        yield _found(path, problem="not a file: a pipe, socket or device")
    elif path.lower().endswith(".zip"):
        yield from _find_in_zip(path, info)
    else:
        yield _found(path, info)


def _find_in_folder(path: str) -> Iterator[Found]:
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        yield _found(path, problem=_os_reason(error))
        return
    for name in names:
        inside = os.path.join(path, name)
        if not name.startswith(".") and not (os.path.islink(inside) and os.path.isdir(inside)):
            yield from _find(inside)


def _find_in_zip(path: str, info: os.stat_result) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(path) as box:
            # Not is_dir(), which fails for a member without a name before Python 3.12.
            members = [m for m in box.infolist() if not m.filename.endswith("/")]
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        yield _found(path, info, f"a damaged zip file: {error}")
        return
    for m in sorted(members, key=lambda m: m.filename):
        problem = None
        if m.flag_bits & 1:
            problem = "a member of the zip file is locked with a password"
        elif m.file_size > MAX_MEMBER_BYTES or m.file_size > MAX_RATIO * max(m.compress_size, 1024):
            problem = f"a member of the zip file would unpack to {m.file_size:,} bytes: not opened"
        yield replace(
            _found(path, info, problem),
            origin=_printable(f"{os.path.abspath(path)}!{m.filename}"),
            given=_printable(f"{path}!{m.filename}"),
            size=m.file_size,
            member=m.filename,
        )


def read(found: Found) -> Original:
    """Reads a source whole, once.

    Raises UnreadableInput or EmptyInput with a reason for a person.
    """
    with _opened(found) as (file, size):
        if size > MAX_WHOLE_BYTES:
            raise UnreadableInput(
                f"{size:,} bytes that are no plain text; more than {MAX_WHOLE_BYTES:,} are not taken in"
            )
        # The size in a zip's directory may lie, so the read itself is bounded.
        data = _reading(file, size + 1)
        _same_size(found, len(data), size)
    if not data:
        raise EmptyInput("empty file")
    return Original(found, data, hashlib.sha256(data).hexdigest())


def head(found: Found) -> tuple[bytes, int]:
    """The first 64 KiB of a source, and its size in bytes. Raises UnreadableInput."""
    with _opened(found) as (file, size):
        return _reading(file, _HEAD), size


def copy(found: Found, folder: Path | None) -> str:
    """Puts a source of any size under `folder` (None: only looks at it) and returns its SHA-256.

    Never holds more of it than a part. Raises UnreadableInput; OSError when the disk refuses.
    """
    sha = hashlib.sha256()
    part = folder / f"{os.getpid()}.part" if folder else None
    with contextlib.ExitStack() as stack:
        file, size = stack.enter_context(_opened(found))
        out = None
        if part:
            part.parent.mkdir(parents=True, exist_ok=True)
            stack.callback(part.unlink, missing_ok=True)
            out = stack.enter_context(part.open("wb"))
        read = 0
        while data := _reading(file, PART_BYTES):
            read += len(data)
            sha.update(data)
            if out:
                out.write(data)
        _same_size(found, read, size)
        if folder and part and out:
            out.flush()
            os.fsync(out.fileno())
            path = original_path(folder, sha.hexdigest())
            path.parent.mkdir(parents=True, exist_ok=True)
            part.replace(path)
    return sha.hexdigest()


def parts(found: Found, sha256: str) -> Iterator[Original]:
    """A source in parts of 1 MiB or so, cut between paragraphs where there are any, else between lines.

    A line that is longer than all that a reader takes is cut too. Raises UnreadableInput.
    """
    with _opened(found) as (file, size):
        number = read = 0
        rest = b""
        while more := _reading(file, PART_BYTES):
            read += len(more)
            rest += more
            cut = _border(rest) if len(rest) >= PART_BYTES else 0
            if cut:
                yield Original(found, rest[:cut], sha256, Part(number, last=False))
                rest = rest[cut:]
                number += 1
        _same_size(found, read, size)
        yield Original(found, rest, sha256, Part(number, last=True))


def _border(data: bytes) -> int:
    """Where to cut: behind the last empty line, else the last line end; 0 where it must go on."""
    half = len(data) // 2
    for mark in (b"\n\n", b"\r\n\r\n", b"\n", b"\r"):
        at = data.rfind(mark, half, len(data) - 1)
        if at >= 0:
            return at + len(mark)
    return len(data) if len(data) >= LONG_BYTES else 0


@contextlib.contextmanager
def _opened(found: Found) -> Iterator[tuple[BinaryIO, int]]:
    """A source to read from, and the bytes it should have. Raises UnreadableInput."""
    if found.problem:
        raise UnreadableInput(found.problem)
    if found.member is None:
        with _file(found.path) as (file, size):
            yield file, size
        return
    with _told():
        info = os.stat(found.path)
        member = _box(found.path, info.st_size, info.st_mtime_ns).open(found.member)
    with member:
        yield member, found.size  # type: ignore[misc]


@lru_cache(maxsize=1)
def _box(path: str, size: int, mtime_ns: int) -> zipfile.ZipFile:
    """A zip file, its directory read once for all its members; closed when another takes its place."""
    return zipfile.ZipFile(path)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in reading an input, told as its trouble."""
    try:
        yield
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, KeyError) as error:
        raise UnreadableInput(_os_reason(error)) from error
    except (EOFError, ValueError, RuntimeError, zlib.error) as error:
        raise UnreadableInput(f"cannot be read: {error}") from error


@contextlib.contextmanager
def _file(path: str) -> Iterator[tuple[BinaryIO, int]]:
    # O_NONBLOCK: a file replaced by a pipe between finding and reading must not hang the run.
    with _told():
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        opened = open(handle, "rb")  # noqa: SIM115
    with opened as file:
        with _told():
            info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise UnreadableInput("not a file: a pipe, socket or device")
        if info.st_size > MAX_FILE_BYTES:
            raise UnreadableInput(f"{info.st_size:,} bytes are more than {MAX_FILE_BYTES:,}: not taken in")
        yield file, info.st_size


def _reading(file: BinaryIO, size: int) -> bytes:
    with _told():
        return file.read(size)


def _same_size(found: Found, read: int, size: int) -> None:
    if read > size and found.member is not None:
        raise UnreadableInput("a member of the zip file is larger than it says: not taken in")
    if read > size:
        raise UnreadableInput("it grew while it was read: take it in when it is whole")


def _os_reason(error: BaseException) -> str:
    if isinstance(error, BadInput):
        return str(error)
    known = {
        errno.ENOENT: "no such file or folder",
        errno.EACCES: "no permission to read it",
        errno.EPERM: "no permission to read it",
        errno.ELOOP: "a link that leads back to itself",
        errno.ENAMETOOLONG: "its name is too long",
    }
    number = getattr(error, "errno", None)
    return known.get(number or 0) or f"cannot be read: {getattr(error, 'strerror', None) or error}"


def keep(folder: Path, original: Original) -> Path:
    """Keeps the bytes under `folder`, named by their SHA-256; the file is whole or not there.

    Raises OSError when the disk refuses.
    """
    path = original_path(folder, original.sha256)
    if path.is_file() and path.stat().st_size == len(original.data):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(original.data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def original_path(folder: Path, sha256: str) -> Path:
    """Where the bytes with this SHA-256 are kept."""
    return folder / sha256[:2] / sha256[2:]
