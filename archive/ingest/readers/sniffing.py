"""What some bytes are: by their first bytes, then by their name, then by what they look like.

Readers of installed packages are asked before the formats known here.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from archive.errors import BinaryInput, LockedInput, Reason
from archive.ingest import mail_detection
from archive.ingest.readers.base import Registry
from archive.ingest.readers.data_kinds import JSON, JSON_FEED, data_type
from archive.ingest.readers.data_kinds import KINDS as DATA_KINDS
from archive.ingest.readers.inside import EPUB, IWORK, LOCKED, ODT, OLE, PPTX, XLSX, ZIP, ole_type, zip_type
from archive.ingest.readers.xml_roots import xml_type

# First bytes of formats that are no text, from the formats' specifications.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    (b"AT&TFORM", "image/vnd.djvu"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh91AY&SY", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90\x00", "application/x-executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"OggS\x00", "audio/ogg"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (b"\xffWPC", "application/vnd.wordperfect"),
    (b"{\\rtf", "application/rtf"),
    (b"WARC/1.", "application/warc"),
)
# Formats that are told further on: first bytes, where others stand, what they are.
_INSIDE = (
    *((b"\x00\x00\x00", 4, b"ftyp" + brand, "image/heic") for brand in (b"heic", b"heix", b"mif1", b"avif")),
    (b"\x00\x00\x00", 4, b"ftypM4A", "audio/mp4"),
    (b"\x00\x00\x00", 4, b"ftyp", "video/mp4"),
    (b"BM", 6, b"\x00\x00\x00\x00", "image/bmp"),
    (b"RIFF", 8, b"AVI ", "video/x-msvideo"),
    (b"", 60, b"BOOKMOBI", "application/x-mobipocket-ebook"),
    (b"RIFF", 8, b"WEBP", "image/webp"),
    (b"RIFF", 8, b"WAVE", "audio/wav"),
    (b"", 257, b"ustar\x00", "application/x-tar"),
    (b"", 257, b"ustar ", "application/x-tar"),
)
# What a person calls them, and what to do with those that hold text.
_KINDS = {
    "application/msword": "a legacy Word document",
    LOCKED: "a document protected by a password: save a copy without it",
    OLE: "a legacy Office document, cut short or of an unknown kind: save it as DOCX or PDF",
    ODT: "an OpenDocument text",
    "application/vnd.oasis.opendocument": "an OpenDocument file that is not a text: save it as PDF",
    "application/vnd.oasis.opendocument.spreadsheet": "a spreadsheet: save what should be searchable as PDF",
    "application/vnd.oasis.opendocument.presentation": "slides: save them as PDF",
    IWORK: "an Apple Pages, Numbers or Keynote file: save it as DOCX or PDF",
    "application/rtf": "a rich text document (RTF)",
    EPUB: "a book (EPUB)",
    XLSX: "a spreadsheet: save what should be searchable as PDF",
    PPTX: "slides: save them as PDF",
    "application/vnd.ms-excel": "a spreadsheet: save what should be searchable as PDF",
    "application/vnd.ms-powerpoint": "slides: save them as PDF",
    "application/warc": "a web archive (WARC): unpack its pages first",
    "application/zip": "a compressed file: rename it to .zip, or unpack it",
    "application/gzip": "a compressed file: unpack it first",
    "application/x-bzip2": "a compressed file: unpack it first",
    "application/x-xz": "a compressed file: unpack it first",
    "application/x-tar": "a compressed file: unpack it first",
    "application/x-7z-compressed": "a 7z file: unpack it first, or repack it as zip or tar",
    "application/vnd.rar": "a compressed file: unpack it first",
    "application/x-executable": "a program",
    "application/vnd.sqlite3": "a database",
    "application/xml": "XML data of an unknown kind",
    "text/css": "a style sheet",
    "text/javascript": "program code",
    "image/vnd.djvu": "a DjVu document: save it as PDF",
    "application/vnd.wordperfect": "a WordPerfect document: save it as DOCX or PDF",
    "application/x-mobipocket-ebook": "a book (Mobipocket, Kindle): save it as EPUB",
    **DATA_KINDS,
}
# By the first half of the type.
_MEDIA = {
    "image": "an image: save it as PNG, JPEG or TIFF if it shows a text",
    "audio": "an audio file",
    "video": "a video",
}
_XHTML = "application/xhtml+xml"
MARKDOWN = "text/markdown"
_WEB = ("text/html", _XHTML)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# Text by its bytes, and nothing to read for a person.
_OTHER_SUFFIXES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".map": "application/json",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".xml": "application/xml",
    ".rss": "application/xml",
    ".atom": "application/xml",
    ".svg": "image/svg+xml",
}
_XML_SUFFIXES = (".xml", ".rss", ".atom", ".svg")
_MBOX_START = re.compile(rb"From \S+@\S+ [^\n]*\d{4}\r?\n>?[\w-]+: ?")
_HTML_START = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_HTML_TAG = re.compile(
    rb"</?(?:html|head|body|div|p|article|section|h[1-6]|ul|table|br|a|span)\b[^>]{0,500}>", re.I
)
_PDF_HEAD = 1024  # bytes
_HEAD = 4096  # bytes looked at: enough for any preamble
_CONTROL = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b")) + b"\x7f"


def media_type(data: bytes, name: str, registry: Registry) -> str:
    """The media type of `data`, which stands under `name`; `application/octet-stream` for unknown binary."""
    taker = registry.by_magic(data)
    if taker:
        return taker.media_types[0]
    known = _format(data)
    if known:
        return known
    taker = registry.by_suffix(name)
    if _looks_binary(data):
        return "application/octet-stream" if taker is None or taker.text else taker.media_types[0]
    head = _ascii(data[:_HEAD])
    if mail_detection.is_mail(data[:_HEAD]) or _MBOX_START.match(head):
        return "multipart/related" if mail_detection.is_saved_page(data[:_HEAD]) else "message/rfc822"
    declared = taker.media_types[0] if taker else None
    if declared and declared not in _WEB and declared != "text/plain":
        return declared
    if _begins_with_front(data):
        return MARKDOWN
    if _HTML_START.match(head):
        return _XHTML if declared == _XHTML else "text/html"
    if xml := xml_type(_ascii(data[: 16 * _HEAD])):
        return xml
    suffix = PurePosixPath(name).suffix.lower()
    tagged = head.lstrip().startswith(b"<")
    if declared is None and suffix in _OTHER_SUFFIXES and (tagged or suffix not in _XML_SUFFIXES):
        named = _OTHER_SUFFIXES[suffix]
        return JSON_FEED if named == JSON and _data_type(data, name) == JSON_FEED else named
    if declared in _WEB:
        return declared if _HTML_TAG.search(_ascii(data[: 64 * _HEAD])) else "text/plain"
    data_of = None if tagged and not head.lstrip().startswith(b"<?php") else _data_type(data, name)
    if data_of:
        return data_of
    if declared is None and len(_HTML_TAG.findall(head)) >= 3:
        return "text/html"
    return "text/plain"


def _data_type(data: bytes, name: str) -> str | None:
    head = _ascii(data[: 4 * _HEAD]).decode("utf-8", "replace")
    return data_type(head, name, cut=len(data) > 4 * _HEAD)


def _begins_with_front(data: bytes) -> bool:
    """Whether a text begins with front matter of YAML, TOML or JSON."""
    head = _ascii(data[: 16 * _HEAD])
    if not head.startswith((b"---", b"+++", b"{")):
        return False
    from archive.ingest.readers.front import begins_with_front

    return begins_with_front(head.decode("utf-8", "replace"))


def _is_pdf(data: bytes) -> bool:
    """Whether a PDF begins within the first 1,024 bytes, as its specification allows."""
    at = data.find(b"%PDF-", 0, _PDF_HEAD)
    # A text may speak of it; what PDFs are made of stands in no text.
    return at == 0 or (at > 0 and b" obj" in data and (b"endobj" in data or b"stream" in data))


def _format(data: bytes) -> str | None:
    """The format that first bytes tell."""
    if _is_pdf(data):
        return "application/pdf"
    for first, at, mark, media_type in _INSIDE:
        if data.startswith(first) and data.startswith(mark, at) and b"\x00" in data[:_HEAD]:
            return media_type
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            if media_type == ZIP:
                return zip_type(data)
            return ole_type(data) if media_type == OLE else media_type
    return None


def refuse_binary(data: bytes) -> None:
    """Raises BinaryInput, with the format where it is known, when `data` is no text."""
    known = _format(data)
    if known:
        raise BinaryInput(unsupported(known))
    if _looks_binary(data):
        raise BinaryInput("a file of an unknown format: save what should be searchable as PDF or plain text")


def unsupported(media_type: str) -> Reason:
    """Why files of this type are not read."""
    code = LockedInput.code if media_type == LOCKED else BinaryInput.code
    return Reason(f"unsupported format: {called(media_type)}", code)


def called(media_type: str) -> str:
    """What a person calls files of this type, and the type."""
    kind = _KINDS.get(media_type) or _MEDIA.get(media_type.partition("/")[0])
    return f"{kind} ({media_type})" if kind else media_type


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
