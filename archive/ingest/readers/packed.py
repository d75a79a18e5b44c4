"""A document that is a zip file of parts, in memory: each is read in bounds, none is written anywhere."""

from __future__ import annotations

import contextlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from archive.errors import LockedInput, OversizedInput, UnreadableInput
from archive.ingest.readers.lines import Damaged

# A part squeezed harder, or larger, is no text of people: the XML of a book of 900 pages has 12 MB.
_MAX_PART = 64 * 1024 * 1024
_MAX_ALL = 192 * 1024 * 1024
_MAX_PARTS = 20_000
_CHUNK = 256 * 1024
_PIECES, _LEAST = 16, 256  # of a part, and bytes of a piece
_SPOILT = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class ZippedDocument:
    """The parts of a document, by name. `kind` is what a person calls the document: "a Word document"."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Raises UnreadableInput for what is no zip file, or one of too many parts."""
        self._kind = kind
        self._left = _MAX_ALL
        self.damaged = False  # a part of its text is not whole, as its readers found
        try:
            self._box = zipfile.ZipFile(io.BytesIO(data))
            entries = self._box.infolist()
        except (*_SPOILT, ValueError) as error:
            raise UnreadableInput(
                f"{kind} that is cut short or damaged: look for another copy, or open it and save it again"
            ) from error
        if len(entries) > _MAX_PARTS:
            raise OversizedInput(f"{kind} with {len(entries):,} parts")
        self._entries = {e.filename.replace("\\", "/").lstrip("/"): e for e in entries}
        self.names = tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        """How many bytes a part has, as the directory says; more are never read."""
        entry = self._entries.get(name)
        return entry.file_size if entry else 0

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, bit by bit; none where there is no such part. Raises UnreadableInput."""
        entry = self._entries.get(name)
        if entry is None:
            return
        if entry.flag_bits & 1:
            raise LockedInput(locked(self._kind))
        if entry.file_size > _MAX_PART:
            raise OversizedInput(
                f"a part of {self._kind} would unpack to {entry.file_size:,} bytes: not opened"
            )
        with self._noting_damage(), self._box.open(entry) as file:
            read = 0
            # What comes before damage is read: so a small part comes in several pieces, too.
            some = min(_CHUNK, max(entry.file_size // _PIECES, _LEAST))
            while data := file.read(some):
                read += len(data)
                self._left -= len(data)
                if read > _MAX_PART or self._left < 0:
                    raise OversizedInput(
                        f"{self._kind} that would unpack to more than {_MAX_ALL:,} bytes: not opened"
                    )
                yield data

    def read(self, name: str) -> bytes:
        """The bytes of a part, none where there is no such. Raises UnreadableInput."""
        return b"".join(self.chunks(name))

    @contextlib.contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            yield
        except (*_SPOILT, ValueError) as error:
            raise Damaged(self._kind) from error


def locked(kind: str) -> str:
    """What is said of a document that opens with a password alone."""
    return f"{kind} protected by a password: save a copy without it"
