"""A source: the page as it was beside its text, in which what was left out looks otherwise."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from archive.errors import UnreadableInput
from archive.forms.public import label
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.guard import POLICY
from archive.room.pages import NotFound
from archive.room.rendering import answer, page
from archive.room.visits import visitor

_PAGES: Final = ("text/html", "application/xhtml+xml")
_LARGEST: Final = 4 * 1024 * 1024  # bytes of a page that is shown as it was
_PIECES: Final = 3000  # of a source that are shown: more is no page that anyone looks through

# Nothing runs in it, nothing comes from elsewhere, no link leads on; and it is shown in this room alone.
FRAMED: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)
_ADDRESSES: Final = frozenset(
    {"href", "src", "srcset", "background", "action", "formaction", "ping", "poster", "cite", "longdesc",
     "data", "usemap", "lowsrc", "dynsrc", "manifest", "profile", "codebase", "classid", "archive", "target"}
)  # fmt: skip

# What in a style may ask for a file, or hide that.
_LOADS: Final = re.compile(r"url|import|image|src|//|\\", re.I)


def source(request: Request) -> Response:
    """A source with its texts in order, and what was left out."""
    found = archive_of(request).source(request.path_params["id"])
    runs = [
        (document, list(some))
        for document, some in groupby(found.pieces[:_PIECES], key=lambda piece: piece.document)
    ]
    numbers = {one.id: i for i, one in enumerate(found.documents, 1)}
    response = page(
        request, "source.html", asked=Asked(), s=found, source=label(found.shown), runs=runs, numbers=numbers,
        framed=found.media_type in _PAGES, cut=len(found.pieces) > _PIECES,
        done=request.query_params.get("done", ""),
        unsettled=len(archive_of(request).unsettled()) if visitor(request).archivist else 0,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


def framed(request: Request) -> Response:
    """The page as it was, without all that could run, load or lead elsewhere."""
    archive = archive_of(request)
    found = archive.source(request.path_params["id"])
    if found.media_type not in _PAGES:
        raise NotFound(found.id)
    with archive.original_of(found.sha256) as file:
        data = file.read(_LARGEST)
    response = answer(request, harmless(data), "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def harmless(data: bytes) -> bytes:
    """A page of HTML that loads nothing, runs nothing and leads nowhere, in UTF-8."""
    from lxml import etree, html
    from lxml_html_clean import Cleaner

    from archive.ingest.readers.decoding import decode

    try:
        text, _ = decode(data, markup=True)
        tree = html.document_fromstring(text.replace("\x00", ""), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError, UnreadableInput):
        return b""
    cleaner = Cleaner(
        scripts=True, javascript=True, comments=True, style=False, inline_style=False, links=True, meta=True,
        page_structure=False, processing_instructions=True, embedded=True, frames=True, forms=True,
        annoying_tags=True, remove_unknown_tags=False, safe_attrs_only=False,
    )  # fmt: skip
    cleaner(tree)
    for element in tree.iter():
        for name in list(element.attrib):
            local = str(name).rpartition("}")[2].rpartition(":")[2].lower()
            image = local == "src" and element.attrib[name].lstrip().lower().startswith("data:image/")
            loads = local == "style" and _LOADS.search(element.attrib[name])
            if local.startswith("on") or (local in _ADDRESSES and not image) or loads:
                del element.attrib[name]
        if element.tag == "style" and _LOADS.search(element.text or ""):
            element.text = ""
    cleaned: bytes = html.tostring(tree, encoding="utf-8", doctype="<!doctype html>")
    return cleaned
