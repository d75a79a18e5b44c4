"""Pages that a browser saved with their images in one file (MHTML, RFC 2557)."""

from __future__ import annotations

from dataclasses import replace

from archive.errors import EmptyInput
from archive.ingest import mime
from archive.ingest.readers.html import read_html
from archive.records import Page


def read_mhtml(data: bytes) -> Page:
    """The page, at the address that it was saved from. Raises EmptyInput where there is none."""
    mail = mime.parse(data)
    pages = [p for p in mail.parts if p.type in ("text/html", "application/xhtml+xml") and p.raw.strip()]
    if not pages:
        raise EmptyInput("a saved page (MHTML) without a page")
    start = mail.header.get_param("start")
    root = next((p for p in pages if start and mime.field(p.header, "content-id") == str(start)), pages[0])
    page = read_html(root.text.encode("utf-8", "replace"))
    said = mime.field(mail.header, "snapshot-content-location") or mime.field(root.header, "content-location")
    web = said if said.startswith(("http://", "https://")) else None
    return replace(page, url=page.url or web)
