"""What a container is: a file that holds sources, as a zip, a mailbox, or a mail with its attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Protocol

from archive.dataclass import dataclass
from archive.errors import OversizedInput, UnreadableInput
from archive.records import Captured


@dataclass(frozen=True, slots=True)
class Member:
    """What lies in a container, under a name that need not be its own.

    `entry` is the number by which the container finds it, `size` is in bytes, as far as that is known
    unread. `problem` says why it can not be read, where that is known already; `media_type` what it is, where
    the container knows. `box`: it holds sources itself, if its bytes say so. `place`: the name of the place
    that it has with others, of which the last one counts, where that is not its own name. `captured`: when it
    was, from the web.
    """

    name: str
    entry: int
    size: int
    problem: str | None = None
    media_type: str | None = None
    box: bool = True
    place: str | None = None
    captured: Captured | None = None


class OpenContainer(Protocol):
    """An open container."""

    def members(self) -> Iterator[Member]:
        """What lies in it, in an order that is the same every time. Raises BadInput where it is damaged."""
        ...

    def mark(self, entry: int) -> str:
        """What tells the member from another that may take its place, as far as that is known unread."""
        ...

    def open(self, entry: int) -> BinaryIO:
        """The bytes of a member. Raises BadInput, and what `files.told` tells."""
        ...

    def close(self) -> None: ...


class HoldsNothing(UnreadableInput):
    """A container was looked through to its end, and nothing in it is to be read."""


class PartlyRead(UnreadableInput):
    """A container can be looked through to some point, and what was found up to there is whole."""


@dataclass(frozen=True, slots=True)
class SearchedContainer:
    """A container that was looked through: where it stands, and the versions of the readers that did it.

    The time of change is 0 where its times do not prove that it is unchanged. `vacant`: why nothing in it is
    to be read; `unread`: what of it could not be read, although the rest is. `revisits`: what was captured
    again of other containers.
    """

    origin: str
    given: str
    stamp: tuple[int, int, int, int]
    read_with: Mapping[str, int]
    vacant: str | None = None
    unread: str | None = None
    revisits: Sequence[Captured] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """One kind of container: how it is recognised, and what opens it.

    `fits` is given the first bytes of a file and its name. `open` is given the file, which can be sought in,
    and its name; it gives None for a file that is no container after all, and raises BadInput for one that
    cannot be opened. `source`: it is a source too, beside those that it holds, as a mail is. `holds`: the
    name of what alone its members can be, where they are all of one kind. `known_by`: what tells the
    container from others wherever it lies, as the Message-ID of a mail does; without it, where it lies.
    `version` is raised when other sources are found in the same file: `archive reprocess` looks again then.
    `revisits`: captures that saw again what lies in other containers, once all members were listed.
    """

    name: str
    fits: Callable[[bytes, str], bool]
    open: Callable[[BinaryIO, str], OpenContainer | None]
    source: bool = False
    holds: str | None = None
    known_by: Callable[[Any], str] | None = None
    version: int = 1
    revisits: Callable[[Any], Sequence[Captured]] | None = None


class Budget:
    """What may come out of one file, all that lies in it at any depth together.

    In proportion to the file: some kilobytes could hold more than any disk otherwise.
    """

    # A mail has some hundred bytes at least; a packed text of any kind is a 200th of its bytes at most.
    _MEMBERS, _BYTES_A_MEMBER = 3_000, 100
    _BYTES, RATIO = 64 * 1024 * 1024, 200

    def __init__(self, size: int) -> None:
        self.members = self._MEMBERS + size // self._BYTES_A_MEMBER
        self.bytes = self._BYTES + size * self.RATIO

    def member(self) -> None:
        """Counts a member. Raises UnreadableInput when they are too many."""
        self.members -= 1
        if self.members < 0:
            raise OversizedInput("too many files in nested archives: unpack it first")

    def unpacked(self, size: int) -> None:
        """Counts bytes that were unpacked. Raises UnreadableInput when they are too many."""
        self.bytes -= size
        if self.bytes < 0:
            raise OversizedInput(
                "it would unpack to more than 200 times its size: unpack it yourself if you trust it"
            )
