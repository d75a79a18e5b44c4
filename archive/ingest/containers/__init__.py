"""Containers: files that hold sources, in each other to any reasonable depth, all by one protocol.

`within` finds what lies in a file, `opened` opens it again by its trail. What is opened stays open for the
next member of the same container, so that each is read once from its beginning to its end. Nothing that lies
in a file gets a name on the disk: a container in a container is held in memory, or, where it is large, in a
nameless file.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import BinaryIO, cast

from archive.dataclass import dataclass
from archive.errors import BadInput, OversizedInput, Reason, UnreadableInput
from archive.extensions import installed
from archive.ingest.containers.base import (
    Budget,
    Container,
    HoldsNothing,
    Member,
    OpenContainer,
    PartlyRead,
    SearchedContainer,
)
from archive.ingest.containers.mails import MAIL
from archive.ingest.containers.mboxes import MBOX
from archive.ingest.containers.messages import MSG
from archive.ingest.containers.programs import PST, SEVEN
from archive.ingest.containers.tars import PACKED, TAR
from archive.ingest.containers.tnef import TNEF
from archive.ingest.containers.warcs import WARC
from archive.ingest.containers.zips import ZIP
from archive.ingest.files import CHANGED, is_provable, left_by_program, opened_file, rested, told
from archive.ingest.places import FoundFile, spelled_member, stamped

__all__ = ["Container", "Member", "SearchedContainer", "close", "kinds", "opened", "versions", "within"]

GROUP = "archive.containers"
MAX_DEPTH = 8
HEAD = 4096  # bytes that tell what a file is
_HELD = 8 * 1024 * 1024  # of a container in a container, in memory; more is on the disk, without a name
_COPIED = 1024 * 1024  # at a time
_NOTHING = "it holds no files"
_TOO_DEEP = f"it lies {MAX_DEPTH} containers deep: unpack them first"

_BUILT_IN = (ZIP, WARC, MSG, MBOX, MAIL, TAR, PACKED, SEVEN, PST, TNEF)


@cache
def kinds() -> tuple[Container, ...]:
    """The containers that are opened, those of installed packages first. Raises BrokenExtension."""
    return (*installed(GROUP, Container), *_BUILT_IN)


def versions() -> dict[str, int]:
    """The version of the reader of each kind of container, by its name."""
    return {kind.name: kind.version for kind in kinds()}


@dataclass(frozen=True, slots=True)
class _Level:
    """A container that is open, the file of its bytes, and its number in the one around it (0: a file).

    `read_with`: the readers of it and of the mails in it; what holds others and is no source has its own.
    """

    entry: int
    kind: Container
    box: OpenContainer
    file: BinaryIO
    read_with: dict[str, int]

    def close(self) -> None:
        self.box.close()
        self.file.close()


@dataclass(slots=True)
class _Chain:
    """Open containers, from a file inwards, and the state of the file, in which it had rested."""

    path: str
    handle: int
    info: os.stat_result
    file: contextlib.ExitStack
    budget: Budget
    levels: list[_Level]

    def cut(self, depth: int) -> None:
        """Closes what lies deeper than so many levels."""
        while len(self.levels) > depth:
            self.levels.pop().close()

    def close(self) -> None:
        self.cut(0)
        self.file.close()


# -- finding ---------------------------------------------------------------------------------------


def within(
    file: FoundFile,
    known: Callable[[FoundFile], bool],
    looked: Callable[[SearchedContainer], object] = lambda _opened: None,
) -> Iterator[FoundFile]:
    """What lies in a file, at any depth, and the file itself where it is a source: itself last, so that a
    source that is in the archive has all that it holds in there too.

    `known` says that a source or container is in the archive as it is, with all that lies in it: it is not
    opened. What cannot be opened comes with its `problem`. `looked` hears of each file and of each container
    that is no source, once all that lies in it was found. Raises UnusableArchive.
    """
    if file.problem or known(file):
        yield file
        return
    close()
    try:
        chain = _started(file.path, file.name)
    except (BadInput, MemoryError) as error:
        yield file if _is_plain(error) else replace(file, problem=_reason(error))
        return
    if chain is None:
        yield file
        return
    with contextlib.closing(chain):
        yield from _members(chain, file, known, looked)


class _Unopened(UnreadableInput):
    """A file that cannot even be looked at: whoever reads it will say why."""


def _is_plain(error: BaseException) -> bool:
    return isinstance(error, _Unopened)


def _reason(error: BaseException) -> Reason:
    if isinstance(error, MemoryError):
        return Reason("it needs more memory than there is", OversizedInput.code)
    return error.reason if isinstance(error, BadInput) else Reason(str(error), BadInput.code)


def _members(
    chain: _Chain,
    around: FoundFile,
    known: Callable[[FoundFile], bool],
    looked: Callable[[SearchedContainer], object],
) -> Iterator[FoundFile]:
    """What lies in the innermost open container of a chain, which is `around`."""
    level = chain.levels[-1]
    depth = len(chain.levels)
    names: dict[str, int] = {}
    provable = is_provable(chain.info)
    vacant: str | None = _NOTHING
    unread = problem = None
    try:
        for member in _listed(level.box):
            chain.budget.member()
            if left_by_program(member.name):
                continue
            vacant = None
            here = _found(chain, around, member, names, provable=provable)
            if member.problem or not member.box or known(here):
                yield here
                continue
            yield from _inside(chain, here, known, looked)
            chain.cut(depth)
        rested(chain.handle, chain.info)
    except HoldsNothing as error:
        vacant = str(error)
    except PartlyRead as error:
        unread = str(error)
    except (BadInput, MemoryError) as error:
        problem = _reason(error)
    chain.cut(depth)
    if not problem and (depth == 1 or not level.kind.source):
        stands = stamped(around, chain.info) if depth == 1 else around
        size, mtime_ns, ctime_ns, inode = stands.stamp
        stamp = (size, mtime_ns, ctime_ns if provable else 0, inode)
        vacant = None if level.kind.source else vacant
        again = level.kind.revisits(level.box) if level.kind.revisits else ()
        looked(SearchedContainer(around.origin, around.given, stamp, level.read_with, vacant, unread, again))
    if level.kind.source:
        yield around
    elif problem:
        yield replace(around, problem=problem)


def _listed(box: OpenContainer) -> Iterator[Member]:
    """The members of a box; what goes wrong in listing them is told as the trouble of the file."""
    members = box.members()
    while True:
        with told():
            member = next(members, None)
        if member is None:
            return
        yield member


def _inside(
    chain: _Chain,
    here: FoundFile,
    known: Callable[[FoundFile], bool],
    looked: Callable[[SearchedContainer], object],
) -> Iterator[FoundFile]:
    """A member, or what lies in it."""
    try:
        opened = _opened_in(chain, here.trail[-1])
    except (BadInput, MemoryError) as error:
        yield here if _is_plain(error) else replace(here, problem=_reason(error))
        return
    if not opened:
        yield here
    elif len(chain.levels) > MAX_DEPTH:
        yield replace(here, problem=_TOO_DEEP)
    else:
        yield from _members(chain, here, known, looked)


def _found(
    chain: _Chain, around: FoundFile, member: Member, names: dict[str, int], *, provable: bool
) -> FoundFile:
    number = 1
    if member.place is None:
        number = names.get(origin := spelled_member(around.origin, member.name), 0) + 1
        first = origin
        while number > 1 and (origin := spelled_member(around.origin, member.name, number)) in names:
            number += 1
        names[first] = names[origin] = number
    else:
        origin = spelled_member(around.origin, member.place)
    info = chain.info
    level = chain.levels[-1]
    holder = level.kind.known_by(level.box) if level.kind.known_by else around.inside
    inside = spelled_member(holder or "", member.place or member.name, number)
    trail = (*around.trail, member.entry)
    return replace(
        around,
        origin=origin,
        given=spelled_member(around.given, member.name, number),
        size=member.size,
        mtime_ns=info.st_mtime_ns,
        ctime_ns=info.st_ctime_ns if provable else 0,
        inode=_print_of(info, trail, level.box.mark(member.entry)),
        problem=member.problem,
        member=member.name,
        trail=trail,
        media_type=member.media_type,
        inside=inside,
        captured=member.captured,
    )


def _print_of(info: os.stat_result, trail: tuple[int, ...], mark: str) -> int:
    """What tells a member from what may take its place: where it lies, in which file, and its mark."""
    key = f"{info.st_size} {info.st_ino} {trail} {mark}"
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


# -- opening ---------------------------------------------------------------------------------------


def _started(path: str, name: str) -> _Chain | None:
    """The chain of a file that is a container, None where it is none. Raises UnreadableInput."""
    with contextlib.ExitStack() as stack:
        try:
            file, info = stack.enter_context(opened_file(path))
        except UnreadableInput as error:
            raise _Unopened(str(error)) from error
        level = _level(0, file, name, kinds())
        if level is None:
            return None
        return _Chain(path, file.fileno(), info, stack.pop_all(), Budget(info.st_size), [level])


def _level(entry: int, file: BinaryIO, name: str, among: Sequence[Container]) -> _Level | None:
    """A container in an open file, one of these kinds, None where it is of none."""
    with told():
        head = file.read(HEAD)
    for kind in among:
        if kind.fits(head, name):
            with told():
                file.seek(0)
                box = kind.open(file, name)
            if box is not None:
                return _Level(entry, kind, box, file, {kind.name: kind.version})
    return None


def _opened_in(chain: _Chain, entry: int) -> bool:
    """Opens a member of the innermost container as one more level, if it is a container itself.

    What it is, its bytes alone say, so that it is the same when it is opened to be read.
    """
    around = chain.levels[-1].kind
    box = chain.levels[-1].box
    fitting = [k for k in kinds() if around.holds in (None, k.name)]
    with told():
        member = box.open(entry)
    with contextlib.closing(member):
        with told():
            head = member.read(HEAD)
        if not any(kind.fits(head, "") for kind in fitting):
            return False
        whole = cast(BinaryIO, tempfile.SpooledTemporaryFile(_HELD))  # noqa: SIM115
        try:
            while head:
                chain.budget.unpacked(len(head))
                whole.write(head)
                with told():
                    head = member.read(_COPIED)
            whole.seek(0)
            level = _level(entry, whole, "", fitting)
        except BaseException:
            whole.close()
            raise
    if level is None:
        whole.close()
        return False
    if level.kind.source:
        around_it = chain.levels[-1].read_with
        around_it.update(level.read_with)
        level = replace(level, read_with=around_it)
    chain.levels.append(level)
    return True


# -- reading ---------------------------------------------------------------------------------------

_last: _Chain | None = None


@contextlib.contextmanager
def opened(here: FoundFile) -> Iterator[tuple[BinaryIO, int, os.stat_result]]:
    """A member to read, the handle of the file in which it lies, and the state of that.

    Raises UnreadableInput.
    """
    chain = _chain(here)
    rested(chain.handle, chain.info)
    box = _innermost(chain, here)
    with told():
        if _print_of(chain.info, here.trail, box.mark(here.trail[-1])) != here.inode:
            raise UnreadableInput(CHANGED)
        file = box.open(here.trail[-1])
    with contextlib.closing(file):
        yield file, chain.handle, chain.info


def _chain(here: FoundFile) -> _Chain:
    """The chain of a file, opened once for all its members; closed when another takes its place."""
    global _last
    with told():
        now = os.stat(here.path)
    if _last is not None:
        before = _last.info
        if _last.path == here.path and (now.st_ino, now.st_dev) == (before.st_ino, before.st_dev):
            return _last
        close()
    _last = _started(here.path, here.path)
    if _last is None:
        raise UnreadableInput(CHANGED)
    return _last


def _innermost(chain: _Chain, here: FoundFile) -> OpenContainer:
    """The container that holds a member, opened by the way of its trail."""
    for depth, entry in enumerate(here.trail[:-1], 1):
        if len(chain.levels) > depth and chain.levels[depth].entry == entry:
            continue
        chain.cut(depth)
        chain.budget = Budget(chain.info.st_size)
        if not _opened_in(chain, entry):
            raise UnreadableInput(CHANGED)
    return chain.levels[len(here.trail) - 1].box


def close() -> None:
    """Closes the container that was read last."""
    global _last
    if _last is not None:
        _last.close()
        _last = None


atexit.register(close)
