"""A PDF to sheets of paper and what it says of itself, by pdfium; runs in a process of its own (`child`)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from archive.ingest.paper.document import lay_out, plain_values
from archive.ingest.paper.glyphs import read_sheet
from archive.ingest.paper.scanned import Scans
from archive.ingest.paper.shapes import Sheet

_DATE = re.compile(r"D?:?\s*(\d{4})-?(\d\d)-?(\d\d)")
_MAX_PAGES = 20_000
_MAX_ANNOTATIONS = 5_000  # of one page that are looked at
_ANNOTATIONS = frozenset((raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP))
_MAX_SAID = 1_000  # characters of a title or an author


class Locked(Exception):
    """The file wants a password."""


class NoPdf(Exception):
    """No page of the file can be read."""


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document of `data`. Raises Locked, NoPdf."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Locked from error
        raise NoPdf("damaged") from error
    try:
        yield document
    finally:
        document.close()


def read_pages(
    document: pypdfium2.PdfDocument,
    skip: frozenset[int],
    last: int | None,
    begin: Callable[[str, int], None],
) -> dict[str, Any]:
    """All that is read of a PDF, fit for JSON.

    `skip`: pages that are left out; `last`: the last one that is read; `begin` is told what is begun. Raises
    NoPdf.
    """
    count = len(document)
    if not count:
        raise NoPdf("damaged")
    sheets: list[Sheet] = []
    lost: list[int] = []
    scans = Scans()
    to = min(count, last or count, _MAX_PAGES)
    for number in range(1, to + 1):
        if number in skip:
            continue
        begin("page", number)
        try:
            sheets.append(_sheet(document, number, scans, begin))
        except pypdfium2.PdfiumError:
            lost.append(number)
    if not sheets:
        raise NoPdf("damaged")
    begin("layout", len(sheets))
    metadata = _metadata(document)
    if scans.read or scans.unread:
        metadata["made"] = None  # the day of a scan says nothing of the paper
    laid = lay_out(sheets)
    if laid.printed is not None:
        metadata["made"] = None  # nor does the day on which a page of the web was printed
    return {"count": count, "to": to, "lost": lost, "said": metadata, **scans.told, **plain_values(laid)}


def _sheet(
    document: pypdfium2.PdfDocument, number: int, scans: Scans, begin: Callable[[str, int], None]
) -> Sheet:
    page = _printed(document, number)
    try:
        sheet = read_sheet(page, number)
        return scans.better(sheet, page, lambda: begin("scan", number))
    finally:
        page.close()


def _printed(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """A page as it is printed: with what was filled into its form, and was written or stamped upon it.

    Comments are not printed, nor are buttons, as a rule.
    """
    page = document[number - 1]
    count = min(raw.FPDFPage_GetAnnotCount(page.raw), _MAX_ANNOTATIONS)
    if not any(_shows_text(page, n) for n in range(count)):
        return page
    flat = raw.FPDFPage_Flatten(page.raw, raw.FLAT_PRINT) == raw.FLATTEN_SUCCESS
    if flat:  # pdfium shows it once the page is opened again
        page.close()
        page = document[number - 1]
    return page


def _shows_text(page: pypdfium2.PdfPage, number: int) -> bool:
    found = raw.FPDFPage_GetAnnot(page.raw, number)
    if not found:
        return False
    try:
        return raw.FPDFAnnot_GetSubtype(found) in _ANNOTATIONS
    finally:
        raw.FPDFPage_CloseAnnot(found)


def _metadata(document: pypdfium2.PdfDocument) -> dict[str, str | None]:
    """What the file says of itself: title, author, the day on which it was made."""
    found: dict[str, str] = {}
    for key in ("Title", "Author", "CreationDate"):
        with contextlib.suppress(pypdfium2.PdfiumError, UnicodeError):
            found[key] = document.get_metadata_value(key)[:_MAX_SAID]
    day = _DATE.match(found.get("CreationDate", ""))
    return {
        "title": found.get("Title") or None,
        "author": found.get("Author") or None,
        "made": f"{day[1]}-{day[2]}-{day[3]}" if day else None,
    }
