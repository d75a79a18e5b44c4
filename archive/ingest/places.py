"""Where a source stands, and how that is spelled: every file and member of a zip under a name of its own.

An origin is a path in characters that can be printed. What no name of a file can be mistaken for stays as
it is; what could is escaped by a backslash:

- a byte that is no UTF-8 is `\\xe9`, and a backslash before what looks like one is doubled;
- what lies in another file is `box.zip!page.html`, and a file that is called so is `box.zip\\!page.html`
  (`nesting` says more).
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

from archive import nesting
from archive.dataclass import dataclass
from archive.ingest.originals import Originals
from archive.records import Captured

# Numbers of files may need all 64 bits, which SQLite keeps as signed ones.
_POSITIVE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Kept:
    """The original of a source: where originals are, and its SHA-256."""

    originals: Originals
    sha256: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, or what lies in one, that has not been read yet.

    `path` opens the file. `trail` are the numbers by which one finds what lies in it, from the outermost
    container inwards, and `member` is its name in the innermost one. `origin` is the absolute path and tells
    it apart; `given` is the path as a person wrote it, spelled the same way. Size (bytes), times (ns) and
    `inode` tell whether it has changed; of a member the times are the file's. 0 where that is not known.
    `problem` says why it can not be read, where that is known already; `media_type` what it is, where its
    container knows. `inside` is where in its container it lies, wherever that stands: None for a file.
    `captured`: when a web archive captured it. `kept`: its original, which is read in place of the file.
    """

    path: str
    origin: str
    given: str
    size: int = 0
    mtime_ns: int = 0
    problem: str | None = None
    member: str | None = None
    trail: tuple[int, ...] = ()
    ctime_ns: int = 0
    inode: int = 0
    media_type: str | None = None
    inside: str | None = None
    captured: Captured | None = None
    kept: Kept | None = None

    @property
    def stamp(self) -> tuple[int, int, int, int]:
        """What is another after every change: size, both times, inode."""
        return self.size, self.mtime_ns, self.ctime_ns, self.inode

    @property
    def name(self) -> str:
        """The name that may tell what is in it."""
        return self.path if self.member is None else self.member

    @property
    def url(self) -> str | None:
        """The address of which a web archive holds it."""
        return captured(self.given)[1]


def found(
    path: str, absolute: str, info: os.stat_result | None = None, problem: str | None = None
) -> FoundFile:
    """The file at `path`, as `info` has it; `absolute` is its whole path."""
    origin = spelled(absolute)
    given = origin if path == absolute else spelled(path)
    if info is None:
        return FoundFile(path, origin, given, problem=problem)
    size, mtime_ns, ctime_ns, inode = _stamp(info)
    return FoundFile(path, origin, given, size, mtime_ns, problem, ctime_ns=ctime_ns, inode=inode)


def stamped(here: FoundFile, info: os.stat_result) -> FoundFile:
    """A file with the size and times that `info` has."""
    size, mtime_ns, ctime_ns, inode = stamp = _stamp(info)
    if here.stamp == stamp:
        return here
    return replace(here, size=size, mtime_ns=mtime_ns, ctime_ns=ctime_ns, inode=inode)


def _stamp(info: os.stat_result) -> tuple[int, int, int, int]:
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino & _POSITIVE


def absolute(path: str) -> str:
    """The whole path of a file; `..` behind a link to a folder leads where the link does."""
    plain = os.path.abspath(path)
    if os.pardir not in path.split(os.sep):
        return plain
    try:
        if os.path.samefile(plain, path):
            return plain
    except (OSError, ValueError):
        pass
    folder, name = os.path.split(path)
    return os.path.realpath(path) if name == os.pardir else os.path.join(os.path.realpath(folder), name)


_CAPTURED = re.compile(r"!(\d{14})/((?:https?|ftp)://.*)\Z", re.S)


def captured(given: str) -> tuple[str | None, str | None]:
    """When a web archive captured a source (14 figures), and of which address; None for other sources."""
    found = _CAPTURED.search(given)
    return (found[1], found[2]) if found else (None, None)


# -- spelling --------------------------------------------------------------------------------------

_BYTES = re.compile("\\\\+(?=x[0-9a-f]{2})|\\\\+(?=[\0\udc80-\udcff])")
_ODD = re.compile("[\0\udc80-\udcff]")
_ESCAPED_BYTES = re.compile(r"(\\+)x([0-9a-f]{2})")


def spelled(path: str) -> str:
    """A path, or the name of a member, in characters that can be printed; another one for every path."""
    return _printable(nesting.escaped(path))


def spelled_member(holder: str, name: str, number: int = 1) -> str:
    """A member of `holder` (as it is spelled); `number`: which of those of one name."""
    return nesting.inside(holder, f"{'' if number == 1 else f'{number}!'}{spelled(name)}")


def _printable(path: str) -> str:
    if "\\" not in path and "\0" not in path and path.isascii():
        return path
    path = _BYTES.sub(lambda m: m[0] * 2, path)
    path = _ODD.sub(lambda m: f"\\x{ord(m[0]) & 0xFF:02x}", path)
    return path.encode("utf-8", "backslashreplace").decode()  # other halves of characters: in no file's name


def path_of(origin: str) -> str:
    """The path that opens the file, or the file in which the member lies, which is spelled so."""
    return _ESCAPED_BYTES.sub(_unescaped, nesting.unescaped(nesting.outermost(origin)))


def _unescaped(match: re.Match[str]) -> str:
    run, code = match[1], int(match[2], 16)
    if len(run) % 2 == 0:
        return run[: len(run) // 2] + match[0][len(run) :]
    if 0 < code < 0x80:
        return match[0]  # spelled by an earlier version, which doubled no backslash
    return run[: len(run) // 2] + (chr(0xDC00 + code) if code else "\0")


def around(origin: str) -> str:
    """The origin of the folder or container that a source is in, "" at the end."""
    return nesting.holder(origin) or origin.rpartition("/")[0]


def former_origin(here: FoundFile) -> str:
    """How earlier versions spelled the origin of a source, where some sources shared one."""
    path = absolute(here.path)
    whole = path if here.member is None else f"{path}!{here.member}"
    return whole.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def again(origin: str, given: str) -> str:
    """The path to try again for a source that failed: as it was given, where that still leads there."""
    path, whole = path_of(given), path_of(origin)
    return path if absolute(path) == whole else whole
