"""`winmail.dat`: what Outlook packs attachments into for other Outlooks (MS-OXTNEF)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from archive.dataclass import dataclass
from archive.errors import UnreadableInput
from archive.ingest.containers.base import Container, HoldsNothing, Member, PartlyRead

_MAGIC: Final = b"\x78\x9f\x3e\x22"
_NEW, _NAME, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005  # attributes of an attachment
_CODE_PAGE: Final = 0x9007
_OF_ATTACHMENTS: Final = 2  # the level of their attributes
_LONG_NAME: Final = (0x3707, 0x3704, 0x3001)
_MOST_BYTES: Final = 256 * 1024 * 1024
_NOTHING: Final = "it contains only the formatting of its mail"
_CUT: Final = "cut short: only the complete files in it were ingested"
_FIXED: Final = {
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x0A: 4,
    0x0B: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_SEVERAL: Final = 0x1000
_OF_BYTES: Final = (0x0D, 0x1E, 0x1F, 0x102)


@dataclass(slots=True)
class _File:
    """One attachment."""

    name: str = ""
    data: bytes = b""


class TnefBox:
    """An open file of attachments."""

    def __init__(self, file: BinaryIO) -> None:
        data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UnreadableInput(f"a file of attachments of more than {_MOST_BYTES:,} bytes")
        self._files: list[_File] = []
        self._cut = self._read(data)

    def _read(self, data: bytes) -> bool:
        """Collects the attachments; whether the file breaks off."""
        page = "cp1252"
        at = 6
        while at + 9 <= len(data):
            level, number, _, size = struct.unpack_from("<BHHI", data, at)
            value = data[at + 9 : at + 9 + size]
            if len(value) < size:
                return True
            at += 9 + size + 2
            if number == _CODE_PAGE and size >= 4:
                page = f"cp{struct.unpack_from('<I', value)[0]}"
            if level != _OF_ATTACHMENTS:
                continue
            if number == _NEW:
                self._files.append(_File())
            elif self._files and number == _NAME:
                self._files[-1].name = self._files[-1].name or _text(value, page)
            elif self._files and number == _DATA:
                self._files[-1].data = value
            elif self._files and number == _PROPERTIES:
                self._files[-1].name = _long_name(value, page) or self._files[-1].name
        return at < len(data)

    def members(self) -> Iterator[Member]:
        """The attachments. Raises HoldsNothing, PartlyRead."""
        for n, one in enumerate(self._files):
            if one.data:
                yield Member(one.name or f"part {n + 1}", n, len(one.data))
        if self._cut:
            raise PartlyRead(_CUT)
        if not any(one.data for one in self._files):
            raise HoldsNothing(_NOTHING)

    def mark(self, entry: int) -> str:
        """Its name and size."""
        if entry >= len(self._files):
            return ""
        return f"{self._files[entry].name} {len(self._files[entry].data)}"

    def open(self, entry: int) -> BinaryIO:
        """What was attached."""
        return io.BytesIO(self._files[entry].data)

    def close(self) -> None:
        """The file is closed by whoever opened it."""


def _text(value: bytes, page: str) -> str:
    try:
        text = value.decode(page, "replace")
    except LookupError:
        text = value.decode("cp1252", "replace")
    return text.partition("\0")[0].replace("\\", "/").rpartition("/")[2]


def _long_name(data: bytes, page: str) -> str:
    """The whole name of an attachment, where its properties tell it; "" where they do not, or are damaged."""
    names: dict[int, str] = {}
    try:
        for number, kind, value in _properties(data):
            if number in _LONG_NAME and value:
                names[number] = _text(value, "utf-16-le" if kind == 0x1F else page)
    except (struct.error, IndexError, OverflowError):
        pass
    return next((names[number] for number in _LONG_NAME if names.get(number)), "")


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The properties of an attachment: number, type, bytes of the first value. Raises struct.error."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, 10_000)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:  # one that has a name
            at += 16
            by_name, size = struct.unpack_from("<II", data, at)
            at += 8 + (-(-size // 4) * 4 if by_name else 0)
        several, kind = kind & _SEVERAL, kind & ~_SEVERAL
        values = 1
        if several or kind in _OF_BYTES:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        first = b""
        for n in range(min(values, 10_000)):
            if kind in _OF_BYTES:
                (size,) = struct.unpack_from("<I", data, at)
                at += 4
            else:
                size = _FIXED[kind] if kind in _FIXED else len(data)
            first = first if n else data[at : at + size]
            at += -(-size // 4) * 4
        yield number, kind, first


TNEF: Final = Container(
    "tnef", lambda head, _name: head.startswith(_MAGIC), lambda file, _name: TnefBox(file)
)
