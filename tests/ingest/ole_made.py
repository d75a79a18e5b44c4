"""Small OLE files, and Word documents of old in them, made in code."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_TEXT_AT = 2048


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with these streams at its root, each padded to 4 KiB so that it lies in whole sectors."""
    fat: list[int] = []
    body = b""

    def put(data: bytes) -> int:
        nonlocal body
        first = len(fat)
        count = -(-len(data) // _SECTOR)
        fat.extend([*range(first + 1, first + count), _END])
        body += data.ljust(count * _SECTOR, b"\x00")
        return first

    entries = [("Root Entry", 5, _END, 0)]
    for name, data in streams.items():
        padded = data.ljust(4096, b"\x00")
        entries.append((name, 2, put(padded), len(padded)))
    directory = b""
    for n, (name, kind, start, size) in enumerate(entries):
        key = name.encode("utf-16-le")
        # The tree of names is a list here: each one leads to the next on its right.
        right = n + 1 if 0 < n < len(entries) - 1 else _FREE
        child = 1 if n == 0 and len(entries) > 1 else _FREE
        directory += key.ljust(64, b"\x00") + struct.pack(
            "<HBBIII16xI16xIQ", len(key) + 2, kind, 1, _FREE, right, child, 0, start, size
        )
    first_of_directory = put(directory)
    sectors = 1
    while sectors * 128 < len(fat) + sectors:
        sectors += 1
    at = len(fat)
    fat.extend([_FAT] * sectors)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(sectors * _SECTOR, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors, first_of_directory, 0, 4096, _END, 0, _END, 0
    )
    head += struct.pack(f"<{sectors}I", *range(at, at + sectors)).ljust(436, b"\xff")
    return head + body + table


@dataclass(frozen=True, slots=True)
class Par:
    """A paragraph with the mark that ends it, the number of its style, and its properties."""

    text: str
    style: int = 0
    properties: bytes = b""
    mark: str = "\r"


def sprm(code: int, value: bytes) -> bytes:
    return struct.pack("<H", code) + value


IN_TABLE = sprm(0x2416, b"\x01")
ROW_END = IN_TABLE + sprm(0x2417, b"\x01")
LISTED = sprm(0x460B, b"\x01\x00")
DELETED = sprm(0x0800, b"\x01")
VANISHED = sprm(0x083C, b"\x01")
BOLD = sprm(0x0835, b"\x01")
# Styles by their number here, and the number of Word's own: text, two headings, title, contents, bullets.
STYLES = (0, 1, 2, 62, 19, 48)


def doc(
    paragraphs: Sequence[Par],
    runs: Sequence[tuple[str, bytes]] = (),
    *,
    footnotes: Sequence[str] = (),
    comments: str = "",
    around: str = "",
    narrow: bool = False,
    flags: int = 0,
) -> bytes:
    """A Word document of 97: `runs` are words of its text that have properties of their own.

    A footnote belongs to the character U+0002, in order.
    """
    main = "".join(p.text + p.mark for p in paragraphs)
    notes = [f"\x02 {note}\r" for note in footnotes]
    text = main + "".join(notes) + around + comments
    unit = 1 if narrow else 2
    data = text.encode("cp1252" if narrow else "utf-16-le")
    lengths = (len(main), len("".join(notes)), len(around), 0, len(comments), 0, 0, 0)
    pages_at = -(-(_TEXT_AT + len(data)) // _SECTOR)
    offsets = [_TEXT_AT]
    for p in paragraphs:
        offsets.append(offsets[-1] + unit * len(p.text + p.mark))
    papx = _page(offsets, [struct.pack("<H", p.style) + p.properties for p in paragraphs], 13, half=True)
    cuts = sorted(
        {_TEXT_AT, _TEXT_AT + len(data), *(_TEXT_AT + unit * e for w, _ in runs for e in _span(text, w))}
    )
    said = [
        b"".join(
            s
            for w, s in runs
            if _TEXT_AT + unit * _span(text, w)[0] <= a < _TEXT_AT + unit * _span(text, w)[1]
        )
        for a in cuts[:-1]
    ]
    chpx = _page(cuts, said, 1)
    table = bytearray()
    places: dict[int, tuple[int, int]] = {}

    def put(number: int, part: bytes) -> None:
        places[number] = len(table), len(part)
        table.extend(part)

    piece = struct.pack("<HIH", 0, _TEXT_AT * 2 | 0x40000000 if narrow else _TEXT_AT, 0)
    plc = struct.pack("<II", 0, len(text)) + piece
    put(33, b"\x01\x02\x00\x00\x00" + b"\x02" + struct.pack("<I", len(plc)) + plc)
    put(12, struct.pack("<III", _TEXT_AT, cuts[-1], pages_at + 1))
    put(13, struct.pack("<III", _TEXT_AT, offsets[-1], pages_at))
    put(1, _styles())
    if footnotes:
        refs = [n for n, c in enumerate(main) if c == "\x02"]
        put(2, struct.pack(f"<{len(refs) + 1}I", *refs, len(main)) + bytes(2 * len(refs)))
        ends = [sum(map(len, notes[:n])) for n in range(len(notes) + 1)]
        put(3, struct.pack(f"<{len(ends) + 1}I", *ends, ends[-1] + 1))
    fib = bytearray(_TEXT_AT)
    struct.pack_into("<HH6xH", fib, 0, 0xA5EC, 0xC1, 0x0200 | flags)
    struct.pack_into("<8i", fib, 0x4C, *lengths)
    for number, place in places.items():
        struct.pack_into("<II", fib, 0x9A + 8 * number, *place)
    stream = (bytes(fib) + data).ljust(pages_at * _SECTOR, b"\x00") + papx + chpx
    return ole({"WordDocument": stream, "1Table": bytes(table)})


def _span(text: str, word: str) -> tuple[int, int]:
    at = text.index(word)
    return at, at + len(word)


def _page(offsets: Sequence[int], properties: Sequence[bytes], width: int, *, half: bool = False) -> bytes:
    """A page of properties: of paragraphs (`half`: their length counts in words), or of characters."""
    count = len(properties)
    page = bytearray(_SECTOR)
    struct.pack_into(f"<{count + 1}I", page, 0, *offsets)
    at = _SECTOR - 1
    for n, own in enumerate(properties):
        if not own:
            continue
        packed = bytes([0, len(own + b"\x00") // 2]) + own + b"\x00" if half else bytes([len(own)]) + own
        at = (at - len(packed)) // 2 * 2
        page[at : at + len(packed)] = packed
        page[4 * (count + 1) + width * n] = at // 2
    page[-1] = count
    return bytes(page)


def _styles() -> bytes:
    out = struct.pack("<HHH", 4, len(STYLES), 10)
    for built_in in STYLES:
        out += struct.pack("<HHHHHH", 10, built_in, 0xFFF1, 0, 0, 0)
    return out
