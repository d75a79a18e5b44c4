"""What a zip file or an OLE file is, by what it holds: its directory, its streams, not its name."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib

OLE = "application/x-ole-storage"
LOCKED = "application/encrypted"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
EPUB = "application/epub+zip"
DOC = "application/msword"
IWORK = "application/vnd.apple.iwork"

_MAX_SMALL = 1024 * 1024  # bytes of a part that only names what the others are
# What the list of the types in a package says of its main part, and how such packages name their parts.
_OFFICE = (
    (b"wordprocessingml", "word/", DOCX),
    (b"spreadsheetml", "xl/", XLSX),
    (b"presentationml", "ppt/", PPTX),
)
_OPEN = (
    ("application/vnd.oasis.opendocument.text", ODT),
    ("application/vnd.sun.xml.writer", ODT),
    ("application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    ("application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
    ("application/vnd.oasis.opendocument", "application/vnd.oasis.opendocument"),
    ("application/epub+zip", EPUB),
)
# Streams of OLE files, and what file holds them; one that holds several is the first.
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("WordDocument", DOC),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


def zip_type(data: bytes) -> str:
    """The media type of a zip file; `application/zip` for one that is but files packed together.

    Of one that is cut, and has no directory, the names before its members tell.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            names = {name.replace("\\", "/").lstrip("/") for name in box.namelist()}
            types = _small(box, "[Content_Types].xml")
            mimetype = _small(box, "mimetype").decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, NotImplementedError):
        names, types, mimetype = _names_of_cut(data)
    if types or "[Content_Types].xml" in names:
        for mark, folder, media_type in _OFFICE:
            if (mark + b".document.main" in types or mark + b".template.main" in types) or any(
                name.startswith(folder) for name in names
            ):
                return media_type
        if not types:  # cut before its parts, of which those of Word are the most
            return DOCX
    found = next((kind for prefix, kind in _OPEN if mimetype.startswith(prefix)), None)
    if found:
        return found
    if "META-INF/container.xml" in names:
        return EPUB
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        return ODT
    if any(name.endswith((".iwa", "index.apxl", "buildVersionHistory.plist")) for name in names):
        return IWORK
    return ZIP


def _small(box: zipfile.ZipFile, name: str) -> bytes:
    """The head of a part, nothing where there is none that can be read."""
    with contextlib.suppress(KeyError, RuntimeError, zlib.error, NotImplementedError), box.open(name) as file:
        return file.read(_MAX_SMALL)
    return b""


def _names_of_cut(data: bytes) -> tuple[set[str], bytes, str]:
    """What the heads of members tell where the directory is lost: names, types, the `mimetype`."""
    names: set[str] = set()
    mimetype = ""
    at = 0
    while (at := data.find(b"PK\x03\x04", at)) >= 0 and len(names) < 10_000:
        head = data[at : at + 30]
        if len(head) < 30:
            break
        method, size = struct.unpack_from("<H", head, 8)[0], struct.unpack_from("<I", head, 18)[0]
        length, extra = struct.unpack_from("<HH", head, 26)
        name = data[at + 30 : at + 30 + length].decode("utf-8", "replace")
        names.add(name)
        if name == "mimetype" and method == 0:
            start = at + 30 + length + extra
            mimetype = data[start : start + min(size, 200)].decode("ascii", "replace").strip()
        at += 30
    return names, b"", mimetype


def ole_type(data: bytes) -> str:
    """The media type of an OLE file, by the streams and storages at its root; of a cut one by any names."""
    import olefile  # seldom needed

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as box:
            names = {path[0] for path in box.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, struct.error, TypeError):
        names = set()
    for stream, media_type in _STREAMS:
        if stream in names:
            return media_type
    if names:
        return OLE
    for stream, media_type in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return media_type
    return OLE
