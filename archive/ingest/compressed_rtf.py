"""Compressed RTF, as Outlook keeps the bodies of messages (MS-OXRTFCP)."""

from __future__ import annotations

import struct
from typing import Final

from archive.errors import UnreadableInput

_PACKED: Final = 0x75465A4C
_PLAIN: Final = 0x414C454D
_MOST: Final = 64 * 1024 * 1024  # bytes unpacked
_WINDOW: Final = 4096
# What the window holds before the first byte, by the specification.
_BEFORE: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(data: bytes) -> bytes:
    """The RTF that was packed; of what is cut, what stands before. Raises UnreadableInput for other bytes."""
    if len(data) < 16:
        raise UnreadableInput("a damaged body of a message")
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _PACKED or size > _MOST:
        raise UnreadableInput("a damaged body of a message")
    window = bytearray(_BEFORE.ljust(_WINDOW, b" "))
    write = len(_BEFORE)
    out = bytearray()
    at = 16
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(data):
                    return bytes(out)
                offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                at += 2
                if offset == write:
                    return bytes(out[:size])
                piece = bytearray()
                for n in range(length):
                    byte = window[(offset + n) % _WINDOW]
                    piece.append(byte)
                    window[write] = byte
                    write = (write + 1) % _WINDOW
                out += piece
            elif at < len(data):
                out.append(data[at])
                window[write] = data[at]
                write = (write + 1) % _WINDOW
                at += 1
            else:
                return bytes(out)
    return bytes(out[:size])
