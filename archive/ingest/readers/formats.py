"""The formats that are read here, and what to install for the rest."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from typing import Final

from archive.dataclass import dataclass
from archive.ingest.containers.base import Container
from archive.ingest.containers.programs import PACKAGES, PST_PROGRAM, TAR_PROGRAM
from archive.ingest.readers.base import Reader

# Reader or container -> what a person calls its files.
_CALLED: Final[Mapping[str, str]] = {
    "plain": "plain text",
    "markdown": "Markdown with front matter (Hugo, Jekyll)",
    "html": "web pages (HTML)",
    "pdf": "PDF",
    "scan": "scans (TIFF, PNG, JPEG; pages of PDFs that are pictures)",
    "docx": "Word (DOCX)",
    "odt": "OpenDocument text (ODT)",
    "rtf": "rich text (RTF)",
    "epub": "books (EPUB)",
    "feed": "feeds (RSS, Atom, JSON Feed)",
    "wxr": "exports of WordPress and Blogger",
    "agenda": "agendas and invitations (iCalendar)",
    "mail": "mails (EML, Maildir, emlx)",
    "mbox": "mailboxes (mbox)",
    "msg": "Outlook messages (MSG)",
    "doc": "Word 97 to 2003 (DOC)",
    "mhtml": "pages saved with their images (MHTML)",
    "warc": "web archives (WARC, ARC)",
    "tar": "tar files",
    "packed": "files and tar files packed by gzip, bzip2, xz or Zstandard",
    "7z": "7z and RAR files",
    "pst": "mailboxes of Outlook (PST, OST)",
    "tnef": "attachments as Outlook packs them (winmail.dat)",
    "zip": "zip files, and web archives in them (WACZ)",
}
# Reader or container -> programs that it needs, and the packages that bring them.
_PROGRAMS: Final[Mapping[str, Mapping[str, str]]] = {
    "7z": {TAR_PROGRAM: PACKAGES[TAR_PROGRAM]},
    "pst": {PST_PROGRAM: PACKAGES[PST_PROGRAM]},
    "scan": {"tesseract": "tesseract-ocr, tesseract-ocr-fra, tesseract-ocr-eng"},
}


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of files: what a person calls it, its media types, its reader with its version.

    A container, whose members are read each by its own reader, has a name alone.
    `install`: the packages of the system without which it is not read here; None where it is read.
    """

    name: str
    reader: str
    media_types: tuple[str, ...]
    install: str | None = None


def formats(readers: Iterable[Reader], containers: Iterable[Container]) -> list[Format]:
    """The formats of `readers`, each once, in their order; then the containers that are not read too."""
    found: dict[str, Format] = {}
    for reader in readers:
        known = found.get(reader.stamp)
        types = (*known.media_types, *reader.media_types) if known else reader.media_types
        name = _CALLED.get(reader.name, reader.name)
        found[reader.stamp] = Format(name, reader.stamp, tuple(dict.fromkeys(types)), _missing(reader.name))
    read = {row.reader.split(" ")[0] for row in found.values()}
    boxes = (one.name for one in containers if one.name not in read)
    return [*found.values(), *(Format(_CALLED.get(name, name), name, (), _missing(name)) for name in boxes)]


def _missing(reader: str) -> str | None:
    packages = [
        package for program, package in _PROGRAMS.get(reader, {}).items() if not shutil.which(program)
    ]
    return ", ".join(packages) or None
