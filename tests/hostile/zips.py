"""Hostile zip files: what other programs, broken disks and people with bad intent put in a box."""

from __future__ import annotations

import io
import stat
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterable

from tests.hostile.files import BREAKOUT
from tests.hostile.kinds import ENGLISH, FRENCH, Case

_TEXT = (FRENCH * 3).encode()
_OTHER = (ENGLISH * 3).encode()
Member = tuple[str | zipfile.ZipInfo, bytes]
_ENTRY = b"PK\x01\x02"  # where the directory speaks of a member
_UNLOCKED = _ENTRY + b"\x14\x03\x14\0\0\0"
_LYING = {"sum": 16, "packed size": 20, "size": 24, "offset": 42}  # bytes from there


def _boxed(members: Iterable[Member], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of two members of one name
        with zipfile.ZipFile(out, "w", method) as box:
            for name, data in members:
                box.writestr(name, data)
            box.comment = comment
    return out.getvalue()


def _box(*members: Member, method: int = zipfile.ZIP_DEFLATED) -> Callable[[int], bytes]:
    return lambda n: _boxed(members, method)


def _altered(name: str, before: bytes, after: bytes, other: str = "") -> Callable[[int], bytes]:
    """A zip file with other bytes wherever `before` stands in it."""
    members = [(name, _TEXT), *([(other, _OTHER)] if other else [])]
    return lambda n: _boxed(members).replace(before, after)


def _nested(n: int) -> bytes:
    return _boxed([("in.zip", _boxed([("a.txt", _TEXT * n)]))])


def _deep(n: int) -> bytes:
    data = _boxed([("a.txt", _TEXT)])
    for _ in range(n):
        data = _boxed([("in.zip", data)])
    return _boxed([("in.zip", data), ("a.txt", _OTHER)])


def _growing(n: int) -> bytes:
    """Zip files in each other, each of which holds `n` copies of the next one."""
    data = _boxed([("a.bin", bytes(100_000))])
    for _ in range(7):
        data = _boxed([(f"{i}.zip", data) for i in range(n)])
    return data


def _info(name: str, **values: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in values.items():
        setattr(info, key, value)
    return info


def _set(data: bytes, field: str, value: int, entry: int = 0) -> bytes:
    """A zip file whose directory says another number of a member."""
    at = -1
    for _ in range(entry + 1):
        at = data.index(_ENTRY, at + 1)
    at += _LYING[field]
    return data[:at] + value.to_bytes(4, "little") + data[at + 4 :]


def _lying(field: str, value: int, text: bytes = _TEXT, method: int = 8) -> Callable[[int], bytes]:
    return lambda n: _set(_boxed([("a.txt", text), ("b.txt", _TEXT)], method), field, value)


def _unpacking(method: int) -> Callable[[int], bytes]:
    """Zeros that pack to nearly nothing, in a member that says it is small and hardly packed."""

    def made(n: int) -> bytes:
        data = _boxed([("a.txt", bytes(n)), ("b.txt", _TEXT)], method)
        return _set(data, "size", 60_000)

    return made


def _far(n: int) -> bytes:
    """`n` zeros in a last member, which says that it is large and not packed at all."""
    data = _boxed([("b.txt", _TEXT), ("a.txt", bytes(n))], zipfile.ZIP_BZIP2)
    return _set(_set(data, "size", 60_000_000, 1), "packed size", 60_000_000, 1)


def _described(n: int) -> bytes:
    """Sizes behind the data, as a program writes them that packs a stream."""

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that zipfile writes
            self.out += data
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as box:
        for i in range(n):
            box.writestr(f"{i}.txt", _TEXT)
    return bytes(stream.out)


def _large(n: int) -> bytes:
    """Sizes and places in 64 bits, whatever they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for i in range(n):
            with box.open(f"{i}.txt", "w", force_zip64=True) as file:
                file.write(_TEXT)
    return out.getvalue()


def _onto_one(n: int) -> bytes:
    """`n` entries of the directory for one member: all of it, again and again."""
    data = _boxed([("a.txt", b"a word in English. " * 5_000)])
    begin, end = data.index(_ENTRY), data.index(b"PK\x05\x06")
    entry = data[begin:end]
    directory = entry * n
    tail = bytearray(data[end:])
    tail[8:12] = (n & 0xFFFF).to_bytes(2, "little") * 2
    tail[12:16] = len(directory).to_bytes(4, "little")
    return data[:begin] + directory + bytes(tail)


def _quoted(n: int) -> bytes:
    """Members each of which says that it goes on over all that follow it."""
    data = _boxed([(f"{i}.txt", _TEXT) for i in range(n)], zipfile.ZIP_STORED)
    length = data.index(_ENTRY)
    for i in range(n - 1):
        data = _set(data, "packed size", length - 200 * i, i)
    return data


def _many(n: int) -> bytes:
    """A directory of `n` members without a byte, made without holding them as objects."""
    begin = b"PK\x03\x04" + bytes(22) + b"\x01\0\0\0a"
    entry = _ENTRY + b"\x14\x03\x14\0" + bytes(20) + b"\x01\0" + bytes(16) + b"a"
    tail = b"PK\x05\x06" + bytes(4) + (n & 0xFFFF).to_bytes(2, "little") * 2
    size = len(entry) * n
    return begin + entry * n + tail + size.to_bytes(4, "little") + len(begin).to_bytes(4, "little") + b"\0\0"


def _total(n: int) -> bytes:
    """`n` members that say they unpack to 200 MB each, and are packed hardly enough to be believed."""
    data = _boxed([(f"{i}.txt", b"a") for i in range(n)], zipfile.ZIP_STORED)
    for i in range(n):
        data = _set(_set(data, "size", 200_000_000, i), "packed size", 1_100_000, i)
    return data


_LINK = _info("link.txt", external_attr=(stat.S_IFLNK | 0o777) << 16)
_PIPE = _info("pipe.txt", external_attr=(stat.S_IFIFO | 0o666) << 16)
_NFC, _NFD = (unicodedata.normalize(form, "été.txt") for form in ("NFC", "NFD"))

ZIPS = (
    Case("zip64.zip", _large, 3, 300, "Brévaux"),
    Case("stored.zip", _box(("a.txt", _TEXT), method=zipfile.ZIP_STORED), 1, 1, "Brévaux"),
    Case("bzip2.zip", _box(("a.txt", _TEXT), method=zipfile.ZIP_BZIP2), 1, 1, "Brévaux"),
    Case("lzma.zip", _box(("a.txt", _TEXT), method=zipfile.ZIP_LZMA), 1, 1, "Brévaux"),
    Case("unknown-method.zip", _altered("a.txt", b"\x08\0", b"\x5d\0"), 1, 1, reason="compression"),
    Case("described.zip", _described, 1, 300, "Brévaux"),
    Case("prefix.zip", lambda n: b"MZ\x90\0" * n + _boxed([("a.txt", _TEXT)]), 10, 1_000_000, "Brévaux"),
    Case("trailing.zip", lambda n: _boxed([("a.txt", _TEXT)]) + b"\0" * n, 100, 60_000, "Brévaux"),
    Case("far-end.zip", lambda n: _boxed([("a.txt", _TEXT)]) + b"\0" * n, 70_000, 10**7, reason="damaged"),
    Case("comment.zip", lambda n: _boxed([("a.txt", _TEXT)], comment=b"PK\x05\x06" * n), 10, 16_000),
    Case("cut.zip", lambda n: _boxed([("a.txt", _TEXT)])[:-n], 10, 40, reason="damaged"),
    Case("cut-member.zip", _lying("packed size", 20), 1, 1, "Brévaux", reason="cannot be read"),
    Case("wrong-sum.zip", _lying("sum", 1), 1, 1, "Brévaux", reason="CRC"),
    Case("says-less.zip", _lying("size", 9), 1, 1, "Brévaux", reason="CRC"),
    Case("says-more.zip", _lying("size", 90_000), 1, 1, "Brévaux"),
    Case("no-such-place.zip", _lying("offset", 2**31), 1, 1, "Brévaux", reason="cannot be read"),
    Case("locked.zip", _altered("a.txt", _UNLOCKED, _UNLOCKED[:-2] + b"\1\0"), 1, 1, reason="password"),
    Case("backslash.zip", _box(("sub\\a.txt", _TEXT), ("..\\..\\b.txt", _OTHER)), 1, 1, "Oxmoor"),
    Case("nul-names.zip", _altered("aXb.txt", b"aX", b"a\0", "aXc.txt"), 1, 1, "Oxmoor"),
    Case("cp1252-names.zip", _altered("caf_.txt", b"caf_", b"caf\xe9"), 1, 1, "Brévaux"),
    Case("no-utf8-names.zip", _altered("café.txt", "é".encode(), b"\xe9\xe9"), 1, 1, reason="damaged"),
    Case("no-name.zip", _box((_info(""), _TEXT)), 1, 1, "Brévaux"),
    Case("long-name.zip", lambda n: _boxed([("a" * n + ".txt", _TEXT)]), 300, 65_000, "Brévaux"),
    Case("twins-by-case.zip", _box(("A.txt", _TEXT), ("a.txt", _OTHER)), 1, 1, "Oxmoor"),
    Case("twins-by-accents.zip", _box((_NFC, _TEXT), (_NFD, _OTHER)), 1, 1, "Oxmoor"),
    Case("one-name.zip", lambda n: _boxed([("m.txt", b"a"), *[("m.txt", _TEXT)] * n]), 3, 500, "Brévaux"),
    Case("folder-and-file.zip", _box(("a/", b""), ("a", _TEXT), ("a/b.txt", _OTHER)), 1, 1, "Oxmoor"),
    Case("folder-with-text.zip", _box(("a/", _TEXT)), 1, 1, "Brévaux"),
    Case("link.zip", _box((_LINK, b"/etc/passwd"), ("a.txt", _TEXT)), 1, 1, "Brévaux", reason="a link"),
    Case("pipe.zip", _box((_PIPE, b""), ("a.txt", _TEXT)), 1, 1, "Brévaux", reason="not a file"),
    Case("breakout-deep.zip", _box(*BREAKOUT.items(), ("/" * 3_000, _TEXT)), 1, 1, "Oxmoor"),
    Case("zip-in-zip.zip", _nested, 1, 100, "Brévaux"),
    Case("deep.zip", _deep, 3, 300, "Oxmoor", reason="containers deep"),
    Case("grows-at-each-depth.zip", _growing, 2, 12, reason="unpack it first"),
    Case("bzip2-bomb.zip", _unpacking(zipfile.ZIP_BZIP2), 10**7, 5 * 10**8, "Brévaux", reason="cannot"),
    Case("lzma-bomb.zip", _unpacking(zipfile.ZIP_LZMA), 10**7, 5 * 10**8, "Brévaux", reason="cannot"),
    Case("deflate-bomb.zip", _unpacking(zipfile.ZIP_DEFLATED), 10**7, 5 * 10**8, "Brévaux", reason="CRC"),
    Case("far-bomb.zip", _far, 10**7, 5 * 10**8, "Brévaux", reason="cannot be read"),
    Case("onto-one.zip", _onto_one, 10, 60_000, reason="overlap"),
    Case("quoted.zip", _quoted, 10, 900, reason="overlap"),
    Case("many.zip", _many, 400_000, 1_000_000, reason="too many members"),
    Case("total.zip", _total, 5, 100, reason="unpack it first"),
)  # fmt: skip
