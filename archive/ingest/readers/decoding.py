"""Bytes to text: the encoding is found, not assumed."""

from __future__ import annotations

import codecs
import re

import webencodings

from archive.errors import UnreadableInput
from archive.ingest.readers.broken_text import REPAIRED, repaired
from archive.ingest.readers.codepages import best_western, sense
from archive.ingest.readers.sniffing import wide_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_JAPANESE = "iso2022_jp"
_DECLARED_WITHIN = 4096  # bytes; the HTML standard asks for the first 1024, pages exceed it
# A page that declares one of these in bytes that any ASCII reads is in UTF-8 by the standard.
_WIDE = frozenset({"utf-16le", "utf-16be"})
# The high characters of French and English text in cp1252: letters with accents, quotes, dashes.
_WESTERN = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆñáíóúß«»‘’“”–—…•€£§°©®·²³½¼ªº´¿¡\xa0")
_GUESS_FROM = 200_000  # bytes given to the general detector
# What a reading makes of its high characters, on average; of texts in other scripts none reaches it.
_LEAST_SENSE = 0.5

# A character of UTF-8 of more than one byte. By chance, a line of cp1252 has one (`CAFÉ…`), but not four and
# no stray.
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURELY = 4
_SMALL_LETTERS = frozenset("éèêëàçîïôûù".encode("cp1252"))  # that end a word of French or English


def decode(data: bytes, *, markup: bool = False) -> tuple[str, str]:
    """`data` as text, and the name of its encoding, which says so where a broken text was repaired.

    Raises UnreadableInput when a marked encoding cannot be decoded.
    """
    text, name = _decoded(data, markup=markup)
    whole = repaired(text, markup=markup)
    return (text, name) if whole is None else (whole, f"{name}{REPAIRED}")


def _decoded(data: bytes, *, markup: bool) -> tuple[str, str]:
    """`data` as text, and the name of its encoding.

    In this order: a byte order mark; UTF-16 without a mark; UTF-8, forgiving a few stray bytes in what is
    plainly UTF-8, and a character cut at the end; what the page declares when `markup`, if the WHATWG
    encoding standard knows its label; line by line where UTF-8 and a western page were joined; the western
    code page in which it makes the most sense; the guess of charset-normalizer; cp1252.
    Raises UnreadableInput when a marked encoding cannot be decoded.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            body = data[len(mark) :] if name == "utf-8" else data
            return body.decode(name, errors="replace").lstrip("\ufeff"), name
    wide = wide_encoding(data[:65536]) if b"\x00" in data[:65536] else None
    if wide is not None:
        return data.decode(wide, errors="replace"), wide
    declared = _declared(data) if markup else None
    if declared == _JAPANESE and b"\x1b" in data:  # its bytes are ASCII, and would pass for UTF-8
        return data.decode(declared, errors="replace"), declared
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    mended = _paired_surrogates(data) or _cut_at_the_end(data) or _stray_bytes_in_utf8(data)
    if mended is not None:
        return mended, "utf-8"
    if declared is not None and declared not in ("utf-8", "cp1252"):
        try:
            return data.decode(declared), declared
        except UnicodeDecodeError:
            pass
    joined = _joined_lines(data) if declared in (None, "utf-8", "cp1252") else None
    if joined is not None:
        return joined, "utf-8"
    return _guessed(data, trust_western=declared == "cp1252")


def _declared(data: bytes) -> str | None:
    """Python's name of the encoding that a page declares; None where it declares none that browsers know.

    The standard reads Latin-1 and ASCII as cp1252, and what claims UTF-16 in bytes of ASCII as UTF-8.
    """
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    known = webencodings.lookup(found.group(1).decode("ascii", "replace")) if found else None
    if known is None or known.name == "replacement":
        return None
    if known.name in _WIDE:
        return "utf-8"
    name: str = known.codec_info.name
    return {"x-user-defined": "cp1252", "gbk": "gb18030"}.get(name, name)


def _paired_surrogates(data: bytes) -> str | None:
    """UTF-8 in which surrogates stand by themselves, as old Java programs and databases write it (CESU-8).

    A pair is the character it means, a lone one a replacement character.
    """
    try:
        text = data.decode("utf-8", errors="surrogatepass")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")


def _cut_at_the_end(data: bytes) -> str | None:
    """UTF-8 that ends within a character, which becomes a replacement character; None when it is not that."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return None
        whole, rest = data[: error.start], data[error.start :]
    else:  # pragma: no cover - the caller has tried
        return None
    line = whole[max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1 :]
    if line.isascii() and (whole.isascii() or (len(rest) == 1 and rest[0] in _SMALL_LETTERS)):
        return None  # `café` in cp1252 ends so too
    return f"{whole.decode()}\ufffd"


def _stray_bytes_in_utf8(data: bytes) -> str | None:
    """UTF-8 with a few bytes of cp1252 in it, as old blog imports have; None when it is not that."""
    text = data.decode("utf-8", errors="surrogateescape")
    sound, strays = _counted(text)
    return None if strays * 4 > sound else _with_strays(text)


def _joined_lines(data: bytes) -> str | None:
    """Lines of UTF-8 and lines of a western page, as joined files have, each as what it is.

    None where no line is UTF-8 in more than the look of two letters (`CAFÉ…`), or the others are not western.
    """
    if not _SEQUENCE.search(data):
        return None
    lines = data.splitlines(keepends=True)
    read = [_line_of_utf8(line) for line in lines]
    others = [line for line, text in zip(lines, read, strict=True) if text is None]
    if not any(text is not None and not text.isascii() for text in read):
        return None
    name, most = best_western(b"".join(others)[:_GUESS_FROM])
    if most < _LEAST_SENSE:
        return None
    return "".join(
        line.decode(name, errors="replace") if text is None else text
        for line, text in zip(lines, read, strict=True)
    )


def _line_of_utf8(line: bytes) -> str | None:
    """A line as UTF-8, its strays as cp1252; None where it makes more sense as cp1252 altogether."""
    if line.isascii():
        return line.decode()
    if not _SEQUENCE.search(line):
        return None
    text = line.decode("utf-8", errors="surrogateescape")
    sound, strays = _counted(text)
    if not strays and sound >= _SURELY:
        return text
    mixed = _with_strays(text)
    mended = sense(mixed)
    more = mended - sense(_western(line))
    sure = more > 0 or (more == 0 and not strays)
    return mixed if sure and mended >= _LEAST_SENSE * (sound + strays) else None


def _counted(text: str) -> tuple[int, int]:
    """How many high characters of a text decoded with surrogateescape are sound, and how many are strays."""
    strays = sum(1 for c in text if "\udc80" <= c <= "\udcff")
    return sum(1 for c in text if c > "\x7f") - strays, strays


def _with_strays(text: str) -> str:
    return "".join(_western_byte(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in text)


def _western_byte(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return "\ufffd"


def _western(data: bytes) -> str:
    """`data` as cp1252, the five bytes it leaves undefined as replacement characters."""
    return data.decode("cp1252", errors="replace")


def _guessed(data: bytes, *, trust_western: bool) -> tuple[str, str]:
    text = _western(data)
    if trust_western:
        return text, "cp1252"
    name, sense = best_western(data[:_GUESS_FROM])
    if sense >= _LEAST_SENSE:
        return (text if name == "cp1252" else data.decode(name, errors="replace")), name
    high = [c for c in text if c > "\x7f"]
    # In a wrong reading (Cyrillic, Greek) these letters are the exception.
    if sum(c in _WESTERN for c in high) * 10 >= len(high) * 9:
        return text, "cp1252"
    from charset_normalizer import from_bytes  # seldom needed, and slow to load

    best = from_bytes(data[:_GUESS_FROM]).best()
    if best is None:
        return text, "cp1252"
    try:
        return data.decode(best.encoding, errors="replace"), best.encoding
    except LookupError as error:  # pragma: no cover - charset-normalizer names Python's codecs only
        raise UnreadableInput(f"unknown encoding {best.encoding}") from error
