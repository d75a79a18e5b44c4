"""Readers: bytes to a `Page`, one small file a format.

`sniff` names the media type of some bytes, `read_page` reads them. Both ask the registry (`base`): a format
is read when a reader takes its media type, and refused with its name when none does.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from functools import cache
from typing import TYPE_CHECKING

from archive.errors import EmptyInput, OversizedInput, UnreadableInput, fault_line
from archive.ingest.readers.base import Reader, Registry, with_installed
from archive.ingest.readers.data_kinds import CALENDAR, JSON_FEED
from archive.ingest.readers.fit import fit_to_keep
from archive.ingest.readers.inside import DOC, DOCX, EPUB, ODT
from archive.ingest.readers.sniffing import MARKDOWN, media_type, refuse_binary, unsupported
from archive.ingest.readers.xml_roots import ATOM, FODT, RSS, WORD_XML, WXR
from archive.records import Page

if TYPE_CHECKING:
    from archive.ingest.readers.formats import Format

__all__ = ["Reader", "known", "read_page", "reader_of", "sniff"]


def _read_plain(data: bytes) -> Page:
    from archive.ingest.readers.plain import read_plain

    return read_plain(data)


def _read_html(data: bytes) -> Page:
    from archive.ingest.readers import redacted

    if redacted.is_redacted(data):
        return redacted.read(data)
    from archive.ingest.readers.html import read_html  # its libraries load with the first page

    return read_html(data)


def _read_picture(data: bytes) -> Page:
    from archive.ingest.readers.pdf import read_picture

    return read_picture(data)


def _read_docx(data: bytes) -> Page:
    from archive.ingest.readers.docx import OtherFormats, read_docx

    return read_docx(data, OtherFormats(sniff, read_page))


def _read_odt(data: bytes) -> Page:
    from archive.ingest.readers.odt import read_odt

    return read_odt(data)


def _read_feed(data: bytes) -> Page:
    from archive.ingest.readers.feed import read_feed

    return read_feed(data)


def _read_whole_feed(data: bytes) -> Page:
    from archive.ingest.readers.feed import read_feed

    return read_feed(data, unpublished=True)


def _read_json_feed(data: bytes) -> Page:
    from archive.ingest.readers.json_feed import read_json_feed

    return read_json_feed(data)


def _read_wxr(data: bytes) -> Page:
    from archive.ingest.readers.wxr import read_wxr

    return read_wxr(data)


def _read_whole_wxr(data: bytes) -> Page:
    from archive.ingest.readers.wxr import read_wxr

    return read_wxr(data, unpublished=True)


def _read_word_xml(data: bytes) -> Page:
    from archive.ingest.readers.docx import read_word_xml

    return read_word_xml(data)


def _read_fodt(data: bytes) -> Page:
    from archive.ingest.readers.odt import read_fodt

    return read_fodt(data)


def _read_pdf(data: bytes) -> Page:
    from archive.ingest.readers.pdf import read_pdf

    return read_pdf(data)


def _read_markdown(data: bytes) -> Page:
    from archive.ingest.readers.markdown import read_markdown

    return read_markdown(data)


def _read_rtf(data: bytes) -> Page:
    from archive.ingest.readers.rtf import read_rtf

    return read_rtf(data)


def _read_epub(data: bytes) -> Page:
    from archive.ingest.readers.epub import read_epub

    return read_epub(data)


def _read_doc(data: bytes) -> Page:
    from archive.ingest.readers.doc import read_doc

    return read_doc(data)


def _read_mail(data: bytes) -> Page:
    from archive.ingest.readers.mail import read_mail

    return read_mail(data)


def _read_msg(data: bytes) -> Page:
    from archive.ingest.outlook import as_mail
    from archive.ingest.readers.mail import read_mail

    return read_mail(as_mail(data))


def _read_agenda(data: bytes) -> Page:
    from archive.ingest.readers.agenda import read_agenda

    return read_agenda(data)


def _read_mhtml(data: bytes) -> Page:
    from archive.ingest.readers.mhtml import read_mhtml

    return read_mhtml(data)


_BUILT_IN = (
    Reader("plain", 7, ("text/plain",), _read_plain, (".txt", ".text", ".md"), text=True),
    Reader("markdown", 3, (MARKDOWN,), _read_markdown, text=True),
    Reader("html", 8, ("text/html",), _read_html, (".htm", ".html", ".shtml"), text=True),
    Reader("html", 8, ("application/xhtml+xml",), _read_html, (".xhtml", ".xht"), text=True),
    Reader("pdf", 8, ("application/pdf",), _read_pdf, (".pdf",)),
    Reader("scan", 6, ("image/tiff", "image/png", "image/jpeg"), _read_picture),
    Reader("docx", 4, (DOCX,), _read_docx),
    Reader("docx", 4, (WORD_XML,), _read_word_xml, text=True),
    Reader("odt", 5, (ODT,), _read_odt),
    Reader("odt", 5, (FODT,), _read_fodt, text=True),
    Reader("doc", 2, (DOC,), _read_doc),
    Reader("rtf", 3, ("application/rtf", "text/rtf"), _read_rtf),
    Reader("epub", 3, (EPUB,), _read_epub),
    Reader("feed", 5, (RSS, ATOM), _read_feed, text=True, read_unpublished=_read_whole_feed),
    Reader("feed", 5, (JSON_FEED,), _read_json_feed, text=True),
    Reader("wxr", 4, (WXR,), _read_wxr, text=True, read_unpublished=_read_whole_wxr),
    Reader("agenda", 1, (CALENDAR,), _read_agenda, text=True),
    Reader("mail", 8, ("message/rfc822",), _read_mail, (".eml", ".emlx")),
    Reader("msg", 6, ("application/vnd.ms-outlook",), _read_msg, (".msg",)),
    Reader("mhtml", 4, ("multipart/related",), _read_mhtml, (".mht", ".mhtml")),
)

# What the libraries of readers raise at the bytes of a spoilt file. Anything else is a mistake in a reader.
_SPOILT = (EOFError, UnicodeDecodeError, struct.error, zlib.error, zipfile.BadZipFile)

# The whole of a long novel fits in a line of this many characters.
_MAX_BLOCK = 1_000_000
# More blocks than this are a text only if they are longer than entries of a list, on average.
_MAX_BLOCKS = 150_000  # some 50 microseconds each to split and to tell the language of
_MEAN_BLOCK = 60  # characters


@cache
def _registry() -> Registry:
    return with_installed(_BUILT_IN)


def sniff(data: bytes, name: str = "") -> str:
    """The media type of `data`, which stands under `name`; `application/octet-stream` for unknown binary.

    Raises BrokenExtension.
    """
    return media_type(data, name, _registry())


def known() -> list[Format]:
    """The formats that are read or opened, and what is missing here to read them. Raises BrokenExtension."""
    from archive.ingest.containers import kinds
    from archive.ingest.readers.formats import formats

    return formats(_registry().readers, kinds())


def reader_of(media_type: str) -> Reader | None:
    """What reads this media type, None where nothing does. Raises BrokenExtension."""
    return _registry().of(media_type)


def read_page(data: bytes, media_type: str, *, begun: bool = False, unpublished: bool = False) -> Page:
    """`data` as a page of text and blocks.

    Parameters of `media_type` such as `; charset=` are ignored, the encoding is found in the bytes. Raises
    EmptyInput when there is no text in them, BinaryInput when they are no text and their reader wants one,
    UnreadableInput when no reader takes the type or the reader cannot read them. `begun`: the bytes go on
    where others ended, so that their first ones do not tell a format. `unpublished`: also what
    its author has not published.
    """
    if not data.strip():
        raise EmptyInput("empty file" if not data else "only white space")
    reader = reader_of(media_type)
    if not begun and (reader is None or reader.text):
        refuse_binary(data)
    if reader is None:
        raise UnreadableInput(unsupported(media_type))
    try:
        whole = reader.read_unpublished if unpublished else None
        page = fit_to_keep((whole or reader.read)(data))
    except _SPOILT as error:
        raise UnreadableInput(f"a damaged file ({fault_line(error)})") from error
    _refuse_untrue(page, reader)
    _refuse_endless(page)
    return page


def _refuse_untrue(page: Page, reader: Reader) -> None:
    """Raises UnreadableInput for a page whose blocks are not its text: a reader may be anyone's."""
    at = 0
    for block in (*page.blocks, None):
        start, end = (block.start, block.end) if block else (len(page.text), len(page.text))
        if not at <= start <= end <= len(page.text):
            raise UnreadableInput(
                f"the reader {reader.stamp} returned blocks that are out of order or outside its text"
            )
        if page.text[at:start].strip():
            raise UnreadableInput(f"the reader {reader.stamp} returned blocks that leave text out")
        at = end
    try:
        page.text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableInput(f"the reader {reader.stamp} returned text that is not valid Unicode") from error


def _refuse_endless(page: Page) -> None:
    """Raises UnreadableInput for what no person wrote to be read, and what no bound of time could hold."""
    longest = max((b.end - b.start for b in page.blocks), default=0)
    if longest > _MAX_BLOCK:
        raise OversizedInput(f"a line of {longest:,} characters (limit {_MAX_BLOCK:,})")
    count = len(page.blocks)
    if count > _MAX_BLOCKS and len(page.text) < count * _MEAN_BLOCK:
        raise UnreadableInput(f"{count:,} blocks of a few characters each: a table or a list, not a text")
