"""Small messages of Outlook (MSG) for tests: an OLE file of 512-byte sectors, without a mini stream."""

from __future__ import annotations

import struct
from typing import Any

_SECTOR, _LEAST, _END, _NONE = 512, 4096, 0xFFFFFFFE, 0xFFFFFFFF


def text(number: int, value: str) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}001F": value.encode("utf-16-le")}


def sent(ticks: int, header: int) -> dict[str, bytes]:
    """The fixed properties: when it was sent, in tenths of microseconds from 1601 on."""
    return {"__properties_version1.0": bytes(header) + struct.pack("<IIQ", 0x00390040, 0, ticks)}


def ole(tree: dict[str, Any]) -> bytes:
    """An OLE file with these streams (bytes) and storages (dicts)."""
    entries: list[list[Any]] = [["Root Entry", 5, _NONE, _NONE, _END, 0]]
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        data = data.ljust(max(_LEAST, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        first = len(sectors)
        pieces = [data[i : i + _SECTOR] for i in range(0, len(data), _SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(first + 1, first + len(pieces)), _END])
        return first

    def add(parent: int, held: dict[str, Any]) -> None:
        before = None
        for name, value in held.items():
            number = len(entries)
            if before is None:
                entries[parent][3] = number
            else:
                entries[before][2] = number
            before = number
            if isinstance(value, dict):
                entries.append([name, 1, _NONE, _NONE, 0, 0])
                add(number, value)
            else:
                entries.append([name, 2, _NONE, _NONE, store(value), max(len(value), _LEAST)])

    add(0, tree)
    listed = b""
    for name, kind, right, child, start, size in entries:
        wide = name.encode("utf-16-le")
        listed += wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2, kind, 1, _NONE, right, child)
        listed += bytes(36) + struct.pack("<IQ", start, size)
    folder = store(listed)
    tables = 1
    while (len(sectors) + tables) * 4 > tables * _SECTOR:
        tables += 1
    places = list(range(len(sectors), len(sectors) + tables))
    fat += [0xFFFFFFFD] * tables
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * _SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, folder, 0, _LEAST, _END, 0, _END, 0)
    head += struct.pack(f"<{tables}I", *places)
    return head.ljust(_SECTOR, b"\xff") + b"".join(sectors) + table


def packed(rtf: bytes) -> bytes:
    """RTF as Outlook keeps it, without anything said twice."""
    body = b"".join(b"\0" + rtf[n : n + 8] for n in range(0, len(rtf), 8))
    return struct.pack("<IIII", len(body) + 12, len(rtf), 0x75465A4C, 0) + body


def tnef(*files: tuple[str, bytes], whole_names: bool = True) -> bytes:
    """`winmail.dat` with these files."""

    def attribute(level: int, number: int, value: bytes) -> bytes:
        return (
            struct.pack("<BHHI", level, number, 6, len(value))
            + value
            + struct.pack("<H", sum(value) & 0xFFFF)
        )

    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9007, struct.pack("<II", 1252, 0))
    for name, data in files:
        short = f"{name[:6]}~1".encode("cp1252", "replace") if whole_names else name.encode("cp1252")
        out += (
            attribute(2, 0x9002, bytes(14)) + attribute(2, 0x8010, short + b"\0") + attribute(2, 0x800F, data)
        )
        wide = name.encode("utf-16-le") + b"\0\0"
        value = struct.pack("<HHII", 0x1F, 0x3707, 1, len(wide)) + wide.ljust(-(-len(wide) // 4) * 4, b"\0")
        properties = struct.pack("<I", 2) + struct.pack("<HHI", 3, 0x0E21, 0) + value
        out += attribute(2, 0x9005, properties) if whole_names else b""
    return out
