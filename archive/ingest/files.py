"""Opening files that may change, vanish or become something else at any moment."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from typing import BinaryIO

from archive.errors import BadInput, Reason, UnreadableInput, UnusableArchive
from archive.patterns import regex

NO_FILE = Reason("not a file: a pipe, socket or device", "unsupported")
# What programs leave beside the files of a person: a Mac's notes on each file, and its folder of them in a
# zip, thumbnails, settings of a folder, and the locks of Word and LibreOffice on a document that is open.
_LEFT = regex(
    r"(?:^|/)(?:__MACOSX/.*|\._[^/]*|\.DS_Store|(?:eh)?thumbs\.db|desktop\.ini|~\$[^/]+\.\w{3,4}|\.~lock\.[^/]+#)\Z",
    re.I | re.S,
)
CHANGED = "it changed while it was read: take it in again when it is whole"

# File systems stamp by ticks: two writes within one leave the same times. Linux ticks 100 times a second or
# more often, and its clock may be that far behind ours; some disks keep whole seconds, or every other one.
_TICK_NS = 20_000_000
_FRESH_NS = 100_000_000
_COARSE_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What goes wrong in reading an input, told as its trouble; want of file handles is none of its own."""
    try:
        yield
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, KeyError) as error:
        raise UnreadableInput(reason(error)) from error
    except EOFError as error:
        raise UnreadableInput("cannot be read: it is cut short") from error
    except (ValueError, RuntimeError, OverflowError, struct.error, zlib.error, LZMAError) as error:
        raise UnreadableInput(f"cannot be read: {error}") from error


def reason(error: BaseException) -> Reason:
    """Why something cannot be read. Raises UnusableArchive when no file at all can be opened."""
    if isinstance(error, BadInput):
        return error.reason
    refuse_without_handles(error)
    number = getattr(error, "errno", None) or 0
    if number == errno.ENOENT:
        return Reason("no such file or folder", "not-found")
    known = {
        errno.EACCES: "no permission to read it",
        errno.EPERM: "no permission to read it",
        errno.ELOOP: "a link that leads back to itself",
        errno.ENAMETOOLONG: "its name is too long",
    }
    text = known.get(number) or f"cannot be read: {getattr(error, 'strerror', None) or error}"
    return Reason(text, BadInput.code)


def left_by_program(name: str) -> bool:
    """Whether a file of this name is none of a person: it is ignored, as hidden files of a folder are."""
    return _LEFT.search(name.replace("\\", "/")) is not None


def refuse_without_handles(error: BaseException) -> None:
    """Raises UnusableArchive when an error says that no more files can be opened, whichever they are."""
    if getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE):
        raise UnusableArchive(
            "Too many open files. Nothing is lost: raise the limit (ulimit -n 1024), "
            "or close other programs, and rerun the command."
        ) from error


@contextlib.contextmanager
def opened_file(path: str) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """A regular file to read, and its state, in which it has rested for a moment. Raises UnreadableInput."""
    # O_NONBLOCK: a file replaced by a pipe between finding and reading must not hang the run.
    with told():
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        opened = open(handle, "rb")  # noqa: SIM115
    with opened as file:
        yield file, state(handle)


def state(handle: int) -> os.stat_result:
    """The state of a regular file that is open. Raises UnreadableInput where it is none, or being written.

    Where it was written within the last tick of the clock, waits for the next one: whatever is written after
    this call leaves another state.
    """
    with told():
        info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode):
        raise UnreadableInput(NO_FILE)
    if abs(time.time_ns() - info.st_ctime_ns) < _FRESH_NS:
        time.sleep(_TICK_NS / 1e9)
        rested(handle, info)
    return info


def rested(handle: int, before: os.stat_result) -> None:
    """Raises UnreadableInput when the file has changed since it was as `before` has it."""
    with told():
        info = os.fstat(handle)
    if _stamp(info) != _stamp(before):
        raise UnreadableInput(CHANGED)


def is_provable(info: os.stat_result) -> bool:
    """Whether a change after this moment will show in the times of the file.

    Not where its disk keeps whole seconds, and the second in which it was written may not be over.
    """
    return info.st_ctime_ns % _SECOND_NS != 0 or abs(time.time_ns() - info.st_ctime_ns) > _COARSE_NS


def _stamp(info: os.stat_result) -> tuple[int, ...]:
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino, info.st_dev
