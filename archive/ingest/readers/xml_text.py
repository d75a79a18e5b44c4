"""XML as feeds and exports have it, mended so that a parser without definitions takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from archive.ingest.readers.decoding import decode

_CHUNK = 256 * 1024  # characters
# What no XML may hold: control characters, and halves of characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*+>")
# Each reads its text once, whatever is left unclosed in it.
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>]*+\[.*?\]\s*>|[^\[>]*+>)", re.S)
_DOCTYPE_WITHIN = 65_536  # characters
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:(#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);|(\w{1,31};)?)",
    re.S | re.I,
)
_NO_TEXT = re.compile(r"[\ud800-\udfff\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f]")


def xml_text(data: bytes) -> tuple[str, str]:
    """XML as text, and the name of its encoding.

    Entities of HTML are the characters they mean, an ampersand by itself is one, and a document type, with
    all that it defines, is left out. Raises UnreadableInput as `decode`.
    """
    text, encoding = decode(data, markup=True)
    text = CONTROL.sub("", text)
    declaration = _DECLARATION.match(text)
    start = declaration.end() if declaration else 0
    found = _DOCTYPE.search(text, start, start + _DOCTYPE_WITHIN)
    # Only before the first element is it one.
    if found and not re.search(r"<[A-Za-z]", text[start : found.start()]):
        start = found.end()
    return _AMPERSAND.sub(_mended, text[start:].lstrip()), encoding


def _mended(found: re.Match[str]) -> str:
    whole = found[0]
    if not whole.startswith("&"):
        return whole
    if found[1]:
        return whole if found[1][0] != "#" or _is_character(found[1]) else ""
    if found[2]:
        meant = html5.get(found[2])
        return meant if meant and meant not in "<&" else f"&amp;{found[2]}"
    return "&amp;"


def _is_character(reference: str) -> bool:
    number = int(reference[2:], 16) if reference[1] in "xX" else int(reference[1:])
    return number < 0x110000 and not _NO_TEXT.match(chr(number))


def xml_chunks(text: str) -> Iterator[bytes]:
    """`text` for a parser, bit by bit, in UTF-8."""
    for at in range(0, len(text), _CHUNK):
        yield text[at : at + _CHUNK].encode()
