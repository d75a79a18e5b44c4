"""The properties (sprm) of characters and paragraphs of a legacy Word document, and its styles.

Names of fields are those of [MS-DOC]: STSH (styles), sprm (a property and what it is set to).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from enum import Enum

from archive.dataclass import dataclass

HIDDEN, BOLD = 1, 2
# Properties (sprm) that matter here.
_DELETED, _VANISH, _SYMBOL, _IS_BOLD = 0x0800, 0x083C, 0x6A09, 0x0835
_IN_TABLE, _ROW_END, _LIST, _OUTLINE = 0x2416, 0x2417, 0x460B, 0x2640
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_MAX_BASES = 20


class BuiltInStyle(Enum):
    """Built-in styles that say what a paragraph is."""

    PLAIN = 0
    TITLE = 1
    CONTENTS = 2
    LIST = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """What is said of a paragraph."""

    style: BuiltInStyle = BuiltInStyle.PLAIN
    level: int = 0  # of a heading
    listed: bool = False
    in_table: bool = False
    row_end: bool = False


def character_of(properties: bytes) -> int:
    """Whether a character with these properties is hidden, and bold: flags."""
    flags = 0
    for sprm, value in _sprms(properties):
        on = value[:1] not in (b"", b"\x00", b"\x80")
        if (sprm in (_DELETED, _VANISH) and on) or sprm == _SYMBOL:
            flags |= HIDDEN
        elif sprm == _IS_BOLD and on:
            flags |= BOLD
    return flags


def paragraph_of(own: bytes, styles: Mapping[int, Layout]) -> Layout:
    """What a paragraph is by its own properties, which begin with the number of its style."""
    if len(own) < 2:
        return Layout()
    base = styles.get(struct.unpack_from("<H", own)[0], Layout())
    level, listed, in_table, row_end = base.level, base.listed, False, False
    for sprm, value in _sprms(own[2:]):
        number = int.from_bytes(value[:2], "little")
        if sprm == _IN_TABLE:
            in_table = number != 0
        elif sprm == _ROW_END:
            row_end = number != 0
        elif sprm == _LIST:
            listed = number not in (0, 0xF801)
        elif sprm == _OUTLINE:
            level = min(number + 1, 6) if number < 9 else 0
    return Layout(base.style, level, listed, in_table, row_end)


def _sprms(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties in a list of them, each with its value."""
    at = 0
    while at + 2 <= len(data):
        sprm = struct.unpack_from("<H", data, at)[0]
        at += 2
        kind = sprm >> 13
        if kind != 6:
            size = _SIZES[kind]
        elif sprm in (0xD608, 0xD606):  # tables: their length has two bytes
            size = 1 + (struct.unpack_from("<H", data, at)[0] if at + 2 <= len(data) else len(data))
        elif sprm == 0xC615 and data[at : at + 1] == b"\xff":  # stops of tabulators: longer than a byte tells
            return
        else:
            size = 1 + (data[at] if at < len(data) else 0)
        yield sprm, data[at : at + size]
        at += size


def styles_of(stsh: bytes) -> dict[int, Layout]:
    """What the styles make of paragraphs, by their number; built-in ones are known in every language."""
    if len(stsh) < 6:
        return {}
    size, count = struct.unpack_from("<HH", stsh)
    own: dict[int, tuple[int, int]] = {}
    at = 2 + size
    for n in range(count):
        if at + 2 > len(stsh):
            break
        length = struct.unpack_from("<H", stsh, at)[0]
        if length >= 4 and at + 6 <= len(stsh):
            first, second = struct.unpack_from("<HH", stsh, at + 2)
            own[n] = first & 0xFFF, second >> 4
        at += 2 + length + length % 2
    return {n: _style(n, own) for n in own}


def _style(number: int, own: Mapping[int, tuple[int, int]]) -> Layout:
    for _ in range(_MAX_BASES):
        if number not in own:
            break
        built_in, number = own[number]
        if 1 <= built_in <= 9:
            return Layout(level=min(built_in, 6))
        if built_in in (62, 74):
            return Layout(BuiltInStyle.TITLE) if built_in == 62 else Layout(level=2)
        if 10 <= built_in <= 27 or built_in in (35, 44):  # indexes, lists of contents and of figures
            return Layout(BuiltInStyle.CONTENTS)
        if 47 <= built_in <= 61:
            return Layout(BuiltInStyle.LIST)
    return Layout()
