"""The parts of a legacy Word document: where its text lies, and how it is laid out.

Names of fields are those of [MS-DOC]: FIB (header), CLX (piece table), CHPX and PAPX (properties of
characters and paragraphs, in pages of 512 bytes), STSH (styles), PLC (places and what stands at them).
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from archive.dataclass import dataclass
from archive.errors import LockedInput, OversizedInput, UnreadableInput
from archive.ingest.readers.doc_styles import Layout, character_of, paragraph_of, styles_of
from archive.ingest.readers.lines import Statements
from archive.ingest.readers.packed import locked
from archive.ingest.readers.said import author_said

KIND = "a legacy Word document"
_DAMAGED = f"{KIND} that is cut short or damaged: look for another copy, or open it and save it again"
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_WORD_97 = 0x00C1  # the first `nFib` with a piece table in a stream of its own
_MAX_CHARACTERS = 16_000_000
_STRETCHES = ("text", "footnotes", "around", "macros", "comments", "endnotes", "boxes", "boxes around")
# Offsets in the header of Word 97: the lengths of the stretches, and the places of tables.
_LENGTHS = 0x4C
_TABLES = 0x9A
_STSH, _FOOT_REF, _FOOT_TEXT, _CHPX, _PAPX, _CLX, _END_REF, _END_TEXT = 1, 2, 3, 12, 13, 33, 46, 47
_PAGE = 512


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text (`start` to `end`, in characters), and where its bytes lie."""

    start: int
    end: int
    at: int
    wide: bool

    def offset(self, cp: int) -> int:
        return self.at + (cp - self.start) * (2 if self.wide else 1)


@dataclass(slots=True)
class DocParts:
    """A document taken apart. Stretches and notes count in `text`, in units of UTF-16."""

    text: str
    statements: Statements
    encoding: str
    stretches: Mapping[str, tuple[int, int]]
    notes: Mapping[str, Mapping[int, tuple[int, int]]]
    laid_out: bool
    _pieces: Sequence[_Piece] = ()
    _flags: bytes = b""  # of every character
    _layout_at: Sequence[int] = ()
    _layouts: Sequence[Layout] = ()
    _starts: list[int] = field(default_factory=list)

    def layout(self, cp: int) -> Layout:
        """What is said of the paragraph that ends at a character."""
        if not self._layouts:
            return Layout()
        piece = self._pieces[max(0, bisect_right(self._starts, cp) - 1)]
        n = bisect_right(self._layout_at, piece.offset(cp)) - 1
        return self._layouts[n] if n >= 0 else Layout()

    def runs(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """A stretch in runs of characters that look alike: start, end, flags."""
        if not self._flags:
            yield start, end, 0
            return
        at = start
        while at < end:
            flag = self._flags[at]
            rest = self._flags[at:end]
            stop = at + len(rest) - len(rest.lstrip(bytes([flag])))
            yield at, stop, flag
            at = stop


def read_parts(data: bytes) -> DocParts:
    """A document taken apart. Raises UnreadableInput for one that is locked or damaged."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as box:
            main = box.openstream("WordDocument").read()
            magic, version, flags = struct.unpack_from("<HH6xH", main)
            if magic not in (0xA5EC, 0xA5DC):
                raise UnreadableInput(_DAMAGED)
            if flags & _ENCRYPTED:
                raise LockedInput(locked(KIND))
            statements, code_page = _statements(box)
            if version < _WORD_97:
                return _of_word_6(main, flags, statements, code_page)
            table = box.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
        return _of_word_97(main, table, statements)
    except (OSError, struct.error, IndexError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise UnreadableInput(_DAMAGED) from error


def _statements(box: object) -> tuple[Statements, str]:
    """What the document says of itself, and the encoding of its bytes."""
    try:
        metadata = box.get_metadata()  # type: ignore[attr-defined]
    except Exception:  # what olefile raises at damaged properties is not told, and they are not the text
        return Statements(), "cp1252"
    page = (metadata.codepage or 1252) & 0xFFFF
    encoding = {65001: "utf-8", 10000: "mac_roman", 1200: "utf-16-le"}.get(page, f"cp{page}")

    def words(value: object) -> str:
        if not isinstance(value, bytes):
            return str(value or "")
        try:
            return value.decode(encoding, "replace")
        except LookupError:
            return value.decode("cp1252", "replace")

    created = metadata.create_time
    day = created.date().isoformat() if created and created.year > 1980 else None
    return Statements(words(metadata.title), author_said(words(metadata.author)), made=day), encoding


# -- Word 97 and later -----------------------------------------------------------------------------


def _of_word_97(main: bytes, table: bytes, statements: Statements) -> DocParts:
    def part(number: int) -> bytes:
        at, size = struct.unpack_from("<II", main, _TABLES + 8 * number)
        return table[at : at + size]

    pieces = _pieces(part(_CLX))
    text = "".join(_units(main, piece) for piece in pieces)
    lengths = struct.unpack_from("<8i", main, _LENGTHS)
    stretches = _stretches(lengths, len(text))
    levels = styles_of(part(_STSH))
    notes = {
        "footnotes": _notes(part(_FOOT_REF), part(_FOOT_TEXT), stretches["footnotes"]),
        "endnotes": _notes(part(_END_REF), part(_END_TEXT), stretches["endnotes"]),
    }
    layouts = sorted(_layouts(main, part(_PAPX), levels), key=lambda pair: pair[0])
    return DocParts(
        text,
        statements,
        "utf-16-le" if any(p.wide for p in pieces) else "cp1252",
        stretches,
        notes,
        bool(layouts),
        pieces,
        _flags(main, part(_CHPX), pieces, len(text)),
        [at for at, _ in layouts],
        [layout for _, layout in layouts],
        [p.start for p in pieces],
    )


def _pieces(clx: bytes, *, wide: bool = True) -> list[_Piece]:
    """The piece table: from its list of places, behind what changes properties."""
    at = 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", plc)
    out = []
    for n in range(count):
        offset = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * n + 2)[0]
        narrow = bool(offset & 0x40000000) or not wide
        where = (offset & 0x3FFFFFFF) // (2 if offset & 0x40000000 else 1)
        if places[n + 1] > places[n]:
            out.append(_Piece(places[n], places[n + 1], where, not narrow))
    if not out or out[0].start != 0 or any(a.end != b.start for a, b in pairwise(out)):
        raise UnreadableInput(_DAMAGED)
    if out[-1].end > _MAX_CHARACTERS:
        raise OversizedInput(f"{KIND} with more than {_MAX_CHARACTERS:,} characters")
    return out


def _units(main: bytes, piece: _Piece, encoding: str = "cp1252") -> str:
    """The text of a piece, a character a unit: halves of those beyond the first plane stay apart."""
    count = piece.end - piece.start
    if not piece.wide:
        data = main[piece.at : piece.at + count]
        try:
            text = data.decode(encoding, "replace")
        except LookupError:
            text = data.decode("cp1252", "replace")
        return text if len(text) == count else text.ljust(count)[:count]
    data = main[piece.at : piece.at + 2 * count]
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2]))).ljust(count)


def _stretches(lengths: Sequence[int], total: int) -> dict[str, tuple[int, int]]:
    out, at = {}, 0
    for name, length in zip(_STRETCHES, lengths, strict=True):
        end = min(total, at + max(0, length))
        out[name] = (at, end)
        at = end
    return out


def _notes(refs: bytes, texts: bytes, stretch: tuple[int, int]) -> dict[int, tuple[int, int]]:
    """The stretch of every note, by the character that refers to it."""
    count = max(0, (len(refs) - 4) // 6)
    if len(texts) < 4 * (count + 1):
        return {}
    places = struct.unpack_from(f"<{count}I", refs)
    ends = struct.unpack_from(f"<{count + 1}I", texts)
    start, stop = stretch
    return {
        place: (min(stop, start + ends[n]), min(stop, start + ends[n + 1])) for n, place in enumerate(places)
    }


def _pages(main: bytes, plc: bytes) -> Iterator[bytes]:
    """The pages of properties that a table leads to."""
    count = max(0, (len(plc) - 4) // 8)
    for number in dict.fromkeys(struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()):
        page = main[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) == _PAGE:
            yield page


def _flags(main: bytes, plc: bytes, pieces: Sequence[_Piece], total: int) -> bytes:
    """Of every character whether it is hidden (or deleted, or a sign of a font of signs), and bold."""
    runs: list[tuple[int, int, int]] = []
    for page in _pages(main, plc):
        count = page[-1]
        places = struct.unpack_from(f"<{count + 1}I", page)
        for n in range(count):
            at = 2 * page[4 * (count + 1) + n]
            flag = character_of(page[at + 1 : at + 1 + page[at]]) if at else 0
            if flag and places[n] < places[n + 1]:
                runs.append((places[n], places[n + 1], flag))
    if not runs:
        return b""
    runs.sort()
    starts = [run[0] for run in runs]
    flags = bytearray(total)
    for piece in pieces:
        low, high = piece.at, piece.offset(piece.end)
        n = max(0, bisect_right(starts, low) - 1)
        while n < len(runs) and runs[n][0] < high:
            start, end, flag = runs[n]
            unit = 2 if piece.wide else 1
            first = piece.start + max(0, (start - low) // unit)
            last = min(piece.end, piece.start + (end - low + unit - 1) // unit)
            if first < last:
                flags[first:last] = bytes([flag]) * (last - first)
            n += 1
    return bytes(flags)


def _layouts(main: bytes, plc: bytes, styles: Mapping[int, Layout]) -> Iterator[tuple[int, Layout]]:
    """What is said of paragraphs, by where the bytes of each begin."""
    for page in _pages(main, plc):
        count = page[-1]
        places = struct.unpack_from(f"<{count + 1}I", page)
        for n in range(count):
            at = 2 * page[4 * (count + 1) + 13 * n]
            if not at:
                yield places[n], Layout()
                continue
            size = page[at]
            own = page[at + 1 : at + 2 * size] if size else page[at + 2 : at + 2 + 2 * page[at + 1]]
            yield places[n], paragraph_of(own, styles)


# -- Word 6 and 95 ---------------------------------------------------------------------------------


def _of_word_6(main: bytes, flags: int, statements: Statements, encoding: str) -> DocParts:
    """The text of a document of Word 6 or 95: bytes in one stream, whose layout is not read."""
    start, end = struct.unpack_from("<II", main, 0x18)
    lengths = struct.unpack_from("<8i", main, 0x34)
    if flags & 4:  # saved in haste: pieces
        at, size = struct.unpack_from("<II", main, 0x160)
        pieces = _pieces(main[at : at + size], wide=False)
    else:
        pieces = [_Piece(0, max(0, min(end, len(main)) - start), start, wide=False)]
    text = "".join(_units(main, piece, encoding) for piece in pieces)
    return DocParts(
        text,
        statements,
        encoding,
        _stretches(lengths, len(text)),
        {"footnotes": {}, "endnotes": {}},
        laid_out=False,
    )
