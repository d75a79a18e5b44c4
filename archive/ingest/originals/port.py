"""What keeps originals has to do, and what can be done with any that does it."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from archive.errors import DamagedCatalog

PIECE_BYTES: Final = 1 << 20
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Incoming(Protocol):
    """Bytes on their way to where originals are kept, of which the SHA-256 is not known yet."""

    def write(self, data: bytes, /) -> object:
        """Adds to them. Raises OSError when the disk refuses."""
        ...

    def keep(self, sha256: str) -> None:
        """Keeps them under their SHA-256. Raises OSError when the disk refuses."""
        ...


class Originals(Protocol):
    """Where the originals of one archive are. It goes to workers as it is: an address, no connection.

    What is a server's own trouble (it is away, it refuses the key) is raised as UnreachableServer by every
    method, never told as a missing original. Every method raises DamagedCatalog for what is no SHA-256.
    """

    @property
    def home(self) -> Path:
        """The folder of the archive."""
        ...

    @property
    def address(self) -> str:
        """Where they are, for a person."""
        ...

    def keep(self, originals: Iterable[tuple[str, bytes]]) -> int:
        """Keeps bytes by their SHA-256 (given with them); returns how many were written.

        Each is whole or not there, and none is forgotten afterwards. One that is there already stays, unless
        it has other bytes: then it is replaced. Raises OSError when the disk refuses.
        """
        ...

    def receive(self) -> AbstractContextManager[Incoming, bool | None]:
        """A place for bytes of any number; at the end of the block those are gone that were not kept."""
        ...

    def opened(self, sha256: str) -> tuple[BinaryIO, int]:
        """An original to be read from its beginning, whatever its bytes are now, and how many they are.

        The caller closes it. Raises FileNotFoundError where there is none, OSError where it cannot be read.
        """
        ...

    def has(self, sha256: str) -> bool:
        """Whether an original is there, whatever its bytes are now."""
        ...

    def remove(self, sums: Iterable[str]) -> list[str]:
        """Removes originals, and what killed runs left of them; what is not there already is no trouble.

        Returns the places, outside of its own, where bytes of theirs are left. Raises OSError.
        """
        ...

    def names(self) -> Iterator[str]:
        """The SHA-256 of every original that is there, and the names of all else that is."""
        ...

    def probe(self) -> str:
        """Tries all that is needed of it, and leaves nothing; says what it is.

        Raises ArchiveError, OSError.
        """
        ...


def key(sha256: str) -> tuple[str, str]:
    """The folder and the name under which the bytes with this SHA-256 are kept.

    Raises DamagedCatalog where it is none: no name that a catalog holds may lead elsewhere.
    """
    if not is_sum(sha256):
        raise DamagedCatalog(
            "The catalog refers to an original by something that is not a SHA-256 "
            f"hash ({ascii(sha256)[:80]}). Run: archive check"
        )
    return sha256[:2], sha256[2:]


def is_sum(text: object) -> bool:
    """Whether it is a SHA-256 as the catalog writes it."""
    return isinstance(text, str) and _SHA256.fullmatch(text) is not None


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file, a piece at a time. Raises OSError."""
    while piece := file.read(PIECE_BYTES):
        yield piece


def digest(file: BinaryIO) -> str:
    """The SHA-256 of what is left to be read of an open file. Raises OSError."""
    found = hashlib.sha256()
    for piece in pieces(file):
        found.update(piece)
    return found.hexdigest()


def is_whole(originals: Originals, sha256: str) -> bool:
    """Whether the original with this SHA-256 is there with its bytes, however many."""
    key(sha256)
    try:
        file, _ = originals.opened(sha256)
        with file:
            return digest(file) == sha256
    except OSError:
        return False


def whole(originals: Originals, sha256: str) -> BinaryIO:
    """An original to be read from any place in it, after all of it was read once and found to be right.

    The caller closes it. Raises FileNotFoundError where there is none, OSError where it is not as it was.
    """
    from tempfile import TemporaryFile  # few commands need it, and all open the originals

    with contextlib.ExitStack() as stack:
        file = stack.enter_context(originals.opened(sha256)[0])
        out = None if file.seekable() else stack.enter_context(TemporaryFile(prefix="archive-"))
        found = hashlib.sha256()
        for piece in pieces(file):
            found.update(piece)
            if out:
                out.write(piece)
        if found.hexdigest() != sha256:
            raise OSError("its bytes have changed")
        kept: BinaryIO = out or file
        kept.seek(0)
        if out:
            file.close()
        stack.pop_all()
        return kept


def keep_stream(originals: Originals, sha256: str, pieces: Iterable[bytes]) -> bool:
    """Keeps bytes that come piece by piece; False where they are not those of this SHA-256.

    They are kept whole or not at all. Raises OSError when the disk refuses.
    """
    if is_whole(originals, sha256):
        return True
    found = hashlib.sha256()
    with originals.receive() as incoming:
        for piece in pieces:
            found.update(piece)
            incoming.write(piece)
        if found.hexdigest() != sha256:
            return False
        incoming.keep(sha256)
    return True
