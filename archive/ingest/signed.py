"""What was signed as a whole (S/MIME, `smime.p7m`): the part within the signature (RFC 5652, BER)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_SIGNED: Final = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"  # the kinds of content, by their numbers
_DATA: Final = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
_OBJECT, _OCTETS, _SEQUENCE = 0x06, 0x04, 0x30
_BUILT: Final = 0x20  # the bit of an element that holds others
_MAX_DEPTH: Final = 12

# Start of the content and its end, of an element of a kind.
_Element = tuple[int, int, int]


def signed_part(data: bytes) -> bytes | None:
    """The part that was signed, with its header; None for what is encrypted, holds none or is damaged."""
    try:
        outer = next(_elements(data, 0, len(data)), None)
        inner = list(_elements(data, outer[1], outer[2])) if outer and outer[0] == _SEQUENCE else []
        if len(inner) < 2 or data[inner[0][1] : inner[0][2]] != _SIGNED:
            return None
        ((_, start, end),) = _elements(data, inner[1][1], inner[1][2])  # within [0], the signed data
        for kind, first, last in _elements(data, start, end):
            if kind != _SEQUENCE:
                continue
            elements = list(_elements(data, first, last))
            if elements and elements[0][0] == _OBJECT and data[elements[0][1] : elements[0][2]] == _DATA:
                return b"".join(_octets(data, *elements[1][1:])) if len(elements) > 1 else None
    except (IndexError, ValueError):
        return None
    return None


def _octets(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[bytes]:
    """The bytes of a string of octets, which may stand in pieces."""
    if depth > _MAX_DEPTH:
        raise ValueError
    for kind, first, last in _elements(data, start, end):
        if kind == _OCTETS:
            yield data[first:last]
        elif kind == _OCTETS | _BUILT:
            yield from _octets(data, first, last, depth + 1)


def _elements(data: bytes, start: int, end: int) -> Iterator[_Element]:
    """The elements in a row. Raises IndexError and ValueError for what is damaged."""
    at = start
    while at < end:
        kind = data[at]
        if kind == 0:  # the end of what told no length
            return
        if kind & 31 == 31:
            raise ValueError
        length = data[at + 1]
        at += 2
        if length == 0x80:
            last = _end_of(data, at, end)
            yield kind, at, last
            at = last + 2
            continue
        if length & 0x80:
            count = length & 0x7F
            if count > 4:
                raise ValueError
            length = int.from_bytes(data[at : at + count], "big")
            at += count
        if at + length > end:
            raise ValueError
        yield kind, at, at + length
        at += length


def _end_of(data: bytes, start: int, end: int, depth: int = 0) -> int:
    """Where an element ends that tells no length: at the two NULs behind what it holds."""
    if depth > 4 * _MAX_DEPTH:
        raise ValueError
    at = start
    while data[at] or data[at + 1]:
        length = data[at + 1]
        at += 2
        if length == 0x80:
            at = _end_of(data, at, end, depth + 1) + 2
        elif length & 0x80:
            count = length & 0x7F
            if count > 4:
                raise ValueError
            at += count + int.from_bytes(data[at : at + count], "big")
        else:
            at += length
        if at >= end:
            raise ValueError
    return at
