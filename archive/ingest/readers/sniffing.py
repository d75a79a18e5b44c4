"""What some bytes are: by their first bytes, then by their name, then by what they look like."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from archive.errors import BinaryInput

# First bytes of formats that are no text, from the formats' specifications.
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90\x00", "application/x-executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"{\\rtf", "application/rtf"),
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SUFFIXES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".xht": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
}
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(
    rb"</?(?:html|head|body|div|p|article|section|h[1-6]|ul|table|br|a|span)\b[^>]{0,500}>", re.I
)
_HEAD = 4096  # bytes looked at: enough for any preamble
_CONTROL = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b")) + b"\x7f"


def sniff(data: bytes, name: str = "") -> str:
    """The media type of `data`, which stands under `name`; `application/octet-stream` for unknown binary."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if _looks_binary(data):
        return "application/octet-stream"
    head = _ascii(data[:_HEAD])
    said = _SUFFIXES.get(PurePosixPath(name).suffix.lower())
    if _HTML_START.match(head):
        return "application/xhtml+xml" if said == "application/xhtml+xml" else "text/html"
    if said is not None and said != "text/plain":
        return said if _HTML_TAG.search(_ascii(data[: 64 * _HEAD])) else "text/plain"
    if said is None and len(_HTML_TAG.findall(head)) >= 3:
        return "text/html"
    return "text/plain"


def refuse_binary(data: bytes) -> None:
    """Raises BinaryInput, with the format where it is known, when `data` is no text."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            raise BinaryInput(f"not a text file ({media_type})")
    if _looks_binary(data):
        raise BinaryInput("not a text file")


def _looks_binary(data: bytes) -> bool:
    """Whether `data` holds NULs or many control characters, and is no UTF-16 or UTF-32."""
    if data.startswith(_BOMS):
        return False
    head = data[: 16 * _HEAD]
    if b"\x00" in head:
        return wide_encoding(head) is None
    controls = len(head) - len(head.translate(None, _CONTROL))
    return controls * 50 > len(head)


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: Latin text then has a NUL in every other byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd * 10 >= half * 6 and even * 20 <= half:
        return "utf-16-le"
    if even * 10 >= half * 6 and odd * 20 <= half:
        return "utf-16-be"
    return None


def _ascii(head: bytes) -> bytes:
    """`head` without NULs and byte order marks, so that patterns for ASCII see wide encodings too."""
    return head.lstrip(b"\xef\xbb\xbf\xfe\xff").replace(b"\x00", b"")
