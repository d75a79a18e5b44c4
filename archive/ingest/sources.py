"""Files and folders as originals: found in a steady order, read once, named by their SHA-256."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.errors import BadInput, EmptyInput, UnreadableInput

# A member of a zip larger than this, or squeezed harder, is refused unread: no real page is.
MAX_MEMBER_BYTES = 256 * 1024 * 1024
MAX_RATIO = 200
# Every source is held in memory whole: larger files are refused unread.
MAX_FILE_BYTES = 1024 * 1024 * 1024


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
    """The bytes of one source."""

    found: Found
    data: bytes
    sha256: str


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
            members = [m for m in box.infolist() if not m.is_dir()]
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
    if found.problem:
        raise UnreadableInput(found.problem)
    try:
        data = _member(found) if found.member is not None else _file(found.path)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, KeyError) as error:
        raise UnreadableInput(_os_reason(error)) from error
    except (EOFError, ValueError, RuntimeError) as error:
        raise UnreadableInput(f"cannot be read: {error}") from error
    if not data:
        raise EmptyInput("empty file")
    return Original(found, data, hashlib.sha256(data).hexdigest())


def _file(path: str) -> bytes:
    # O_NONBLOCK: a file replaced by a pipe between finding and reading must not hang the run.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(handle, "rb") as file:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise UnreadableInput("not a file: a pipe, socket or device")
        if info.st_size > MAX_FILE_BYTES:
            raise UnreadableInput(f"{info.st_size:,} bytes are more than {MAX_FILE_BYTES:,}: not taken in")
        data = file.read(info.st_size + 1)
    if len(data) > info.st_size:
        raise UnreadableInput("it grew while it was read: take it in when it is whole")
    return data


def _member(found: Found) -> bytes:
    assert found.member is not None
    with zipfile.ZipFile(found.path) as box, box.open(found.member) as member:
        # The size in the directory may lie, so the read itself is bounded.
        data = member.read(found.size + 1)
    if len(data) > found.size:
        raise UnreadableInput("a member of the zip file is larger than it says: not taken in")
    return data


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
