"""What is signed or encrypted as a whole (S/MIME), as OpenSSL and Outlook write it."""

from __future__ import annotations

import struct

SIGNED = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
ENVELOPED = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"


def told(kind: int, *held: bytes) -> bytes:
    """An element that tells its length."""
    body = b"".join(held)
    size = bytes([len(body)]) if len(body) < 128 else b"\x82" + struct.pack(">H", len(body))
    return bytes([kind]) + size + body


def ended(kind: int, *held: bytes) -> bytes:
    """An element that ends by two NULs, as Outlook writes them."""
    return bytes([kind, 0x80]) + b"".join(held) + b"\0\0"


def sealed(part: bytes, *, as_outlook: bool, kind: bytes = SIGNED) -> bytes:
    box = ended if as_outlook else told
    octets = (
        ended(0x24, *(told(4, part[n : n + 60]) for n in range(0, len(part), 60)))
        if as_outlook
        else told(4, part)
    )
    inner = box(0x30, told(6, DATA), box(0xA0, octets))
    data = box(
        0x30, told(2, b"\1"), told(0x31, told(0x30, told(6, b"\x2b\x0e"))), inner, told(0xA0, b"\x30\0")
    )
    return box(0x30, told(6, kind), box(0xA0, data))
