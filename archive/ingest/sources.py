"""Files and folders as originals: found in a steady order, read once, named by their SHA-256."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from archive.dataclass import dataclass
from archive.errors import EmptyInput, OversizedInput, UnreadableInput
from archive.ingest import containers
from archive.ingest.containers import SearchedContainer
from archive.ingest.files import (
    CHANGED,
    NO_FILE,
    is_provable,
    left_by_program,
    opened_file,
    reason,
    rested,
    told,
)
from archive.ingest.originals import Originals
from archive.ingest.places import FoundFile as FoundFile
from archive.ingest.places import Kept, absolute, found, stamped
from archive.records import Portion, source_id

# Larger files are refused unread.
MAX_FILE_BYTES = 1024 * 1024 * 1024
# A plain text above this is read in parts, each a document or more of its own: the longest novels fit
# in one. What is no plain text is held in memory whole, as markup has no place to cut it at.
LONG_BYTES = 4 * 1024 * 1024
MAX_WHOLE_BYTES = 64 * 1024 * 1024
PART_BYTES = 1024 * 1024
log = logging.getLogger(__name__)

_HEAD = 64 * 1024  # bytes that tell what a file is


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of one source, or of one `part` of it; `sha256` is that of all."""

    found: FoundFile
    data: bytes
    sha256: str
    part: Portion | None = None

    @property
    def source_id(self) -> str:
        """The id of the source."""
        return source_id(self.sha256, self.found.inside)


# -- finding ---------------------------------------------------------------------------------------


def find(
    paths: Iterable[str],
    links: Callable[[str], object] | None = None,
    known: Callable[[FoundFile], bool] = lambda _found: False,
    looked: Callable[[SearchedContainer], object] = lambda _opened: None,
) -> Iterator[FoundFile]:
    """Every file under `paths`, folders walked in name order, containers opened.

    Hidden files and folders inside a given folder are passed over; links to folders are not
    followed, so a loop of links ends, and told to `links`. What is no regular file comes with its
    `problem`. `known`: of which sources nothing has to be looked at, with all that they hold. `looked`
    hears of containers that were looked through. Raises UnusableArchive when no file can be opened at all.
    """
    for path in paths:
        for one in _under(path, links):
            yield from containers.within(one, known, looked)


# A path to look at: as given, whole, and what the folder that holds it says of it, where that was read.
_Step = tuple[str, str, os.DirEntry[str] | None]


def _under(given: str, links: Callable[[str], object] | None) -> Iterator[FoundFile]:
    """A path, and all that is in it: by a list of what is to come, for folders may be very deep in others."""
    steps: list[_Step] = [(given, absolute(given), None)]
    while steps:
        path, whole, entry = steps.pop()
        try:
            info = entry.stat() if entry else os.stat(path)
            is_folder = stat.S_ISDIR(info.st_mode)
            if is_folder and entry and entry.is_symlink():
                log.info("%s: a link to a folder, not followed", whole)
                if links:
                    links(found(path, whole).given)
                continue
            inside = _listed(path, whole) if is_folder else []
        except (OSError, ValueError) as error:
            yield found(path, whole, problem=reason(error))
            continue
        if is_folder:
            steps += inside
        elif not stat.S_ISREG(info.st_mode):
            yield found(path, whole, problem=NO_FILE)
        else:
            yield found(path, whole, info)


def _listed(path: str, whole: str) -> list[_Step]:
    """What a folder shows, the last name first. Raises OSError."""
    with os.scandir(path) as entries:
        every = list(entries)
    shown = [e for e in every if not (e.name.startswith(".") or left_by_program(e.name))]
    for entry in every:
        if entry not in shown:
            log.debug("%s: hidden, or left by a program: skipped", entry.path)
    shown.sort(key=lambda e: e.name, reverse=True)
    return [(e.path, os.path.join(whole, e.name), e) for e in shown]


# -- reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Opened:
    """A source to read from, `found` as it stands now."""

    found: FoundFile
    file: BinaryIO
    handle: int = -1  # of the file, or of the one in which it lies
    info: os.stat_result | None = None  # its state, in which it had rested; of an original none is known

    def read(self, size: int) -> bytes:
        with told():
            return self.file.read(size)

    def end(self, read: int) -> None:
        """Raises UnreadableInput when the source has changed since it was opened; `read`: bytes of it."""
        if self.info:
            rested(self.handle, self.info)
        if read > self.found.size:
            raise UnreadableInput(CHANGED)


@contextlib.contextmanager
def _opened(here: FoundFile) -> Iterator[_Opened]:
    """A source to read from. Raises UnreadableInput."""
    if here.problem:
        raise UnreadableInput(here.problem)
    if here.kept is not None:
        with told():
            file, size = here.kept.originals.opened(here.kept.sha256)
        with file:
            yield _Opened(replace(here, size=size), file)
        return
    if here.member is not None:
        with containers.opened(here) as (file, handle, info):
            yield _Opened(here, file, handle, info)
        return
    with opened_file(here.path) as (file, info):
        if info.st_size > MAX_FILE_BYTES:
            raise OversizedInput(f"{info.st_size:,} bytes (limit {MAX_FILE_BYTES:,})")
        now = stamped(here, info)
        yield _Opened(
            now if is_provable(info) else replace(now, ctime_ns=0), file, info=info, handle=file.fileno()
        )


def read(here: FoundFile) -> Original:
    """Reads a source whole, once; the original knows its size and times as they then were.

    Raises UnreadableInput or EmptyInput with a reason for a person.
    """
    with _opened(here) as opened:
        size = opened.found.size
        if size > MAX_WHOLE_BYTES:
            raise OversizedInput(f"{size:,} bytes (limit {MAX_WHOLE_BYTES:,}, except for plain text)")
        # The size that a container tells may lie, so the read itself is bounded.
        data = opened.read(size + 1)
        opened.end(len(data))
    if not data:
        raise EmptyInput("empty file")
    return Original(opened.found, data, hashlib.sha256(data).hexdigest())


def head(here: FoundFile) -> tuple[bytes, FoundFile]:
    """The first 64 KiB of a source, and the source as it then was. Raises UnreadableInput."""
    with _opened(here) as opened:
        data = opened.read(_HEAD)
        opened.end(0)
        return data, opened.found


def original(kept: Originals, sha256: str, found: FoundFile) -> FoundFile:
    """The original of a source, to be read where originals are kept; `found`: what it was found as."""
    return FoundFile(found.path, found.origin, found.given, found.size, kept=Kept(kept, sha256))


def copy(here: FoundFile, kept: Originals | None) -> str:
    """Keeps a source of any size with the originals (None: only looks at it) and returns its SHA-256.

    Never holds more of it than a part. Raises UnreadableInput, also when the source is not as it was when
    `here` was found, where that is known; OSError when the disk refuses.
    """
    sha = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(_opened(here))
        if here.ctime_ns and here.stamp != opened.found.stamp:
            raise UnreadableInput(CHANGED)
        incoming = stack.enter_context(kept.receive()) if kept else None
        read = 0
        while data := opened.read(PART_BYTES):
            read += len(data)
            sha.update(data)
            if incoming:
                incoming.write(data)
        opened.end(read)
        if incoming:
            incoming.keep(sha.hexdigest())
    return sha.hexdigest()


def parts(here: FoundFile, sha256: str, kept: Originals | None = None) -> Iterator[Original]:
    """A source in parts of 1 MiB or so, cut between paragraphs where there are any, else between lines.

    Read from `kept`, where originals are, else from where it was found. A line that is longer than all that
    a reader takes is cut too. Raises UnreadableInput, before the last part is given, when the bytes
    of all are not those of `sha256`.
    """
    source = original(kept, sha256, here) if kept else here
    sha = hashlib.sha256()
    with _opened(source) as opened:
        number = read = 0
        rest = b""
        while more := opened.read(PART_BYTES):
            read += len(more)
            sha.update(more)
            rest += more
            cut = _border(rest) if len(rest) >= PART_BYTES else 0
            if cut:
                yield Original(here, rest[:cut], sha256, Portion(number, last=False))
                rest = rest[cut:]
                number += 1
        opened.end(read)
        if sha.hexdigest() != sha256:
            raise UnreadableInput(CHANGED)
        yield Original(here, rest, sha256, Portion(number, last=True))


def _border(data: bytes) -> int:
    """Where to cut: behind the last empty line, else the last line end; 0 where it must go on."""
    half = len(data) // 2
    for mark in (b"\n\n", b"\r\n\r\n", b"\n", b"\r"):
        at = data.rfind(mark, half, len(data) - 1)
        if at >= 0:
            return at + len(mark)
    return len(data) if len(data) >= LONG_BYTES else 0
