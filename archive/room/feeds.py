"""What other programs fetch: a search as a feed (Atom), the room as a search engine, the list of texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from archive.app import Archive
from archive.catalog.listings import Record
from archive.errors import UsageError
from archive.printable import for_xml, printable
from archive.room.api import problem
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.rendering import answer
from archive.room.wording import language, words

_ATOM: Final = "http://www.w3.org/2005/Atom"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH: Final = "http://a9.com/-/spec/opensearch/1.1/"
_UNDATED: Final = "1970-01-01"  # Atom asks for a day; the summary says that there is none
_ENTRIES: Final = 50
_BEGINNING: Final = "0001"  # the earliest year of a date: texts without one are not in a feed
_ADDRESSES: Final = 50_000  # that a sitemap may hold
_AT_ONCE: Final = 500  # texts that are read together


def _written(request: Request, root: etree._Element, media_type: str) -> Response:
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return answer(request, body, media_type)


def _element(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", attributes)
    if text:
        child.text = for_xml(printable(text))
    return child


def atom(request: Request) -> Response:
    """The newest dated texts that a search finds, the newest first, as RFC 4287 has it."""
    given = asked = Asked.read(request.query_params.multi_items())
    asked = asked.but(sort="date", since=asked.since or _BEGINNING)
    archive = archive_of(request)
    try:
        # The oldest come first: the last ones are the newest.
        (found,) = archive.search_all([asked.request(limit=0, facets=False)])
        newest = replace(asked.request(limit=_ENTRIES, facets=False), offset=max(found.total - _ENTRIES, 0))
        (found,) = archive.search_all([newest])
    except UsageError as error:
        return problem(400, "The query cannot be read", str(error.args[0]))
    base = str(request.base_url).rstrip("/")
    labels = words(language(request))
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _element(feed, "title", f"{labels['room']} · {given.q}" if given.q else labels["room"])
    _element(feed, "id", base + given.address())
    _element(feed, "link", rel="self", href=base + given.address("/feed.atom"))
    _element(feed, "link", rel="alternate", href=base + given.address())
    hits = sorted(found.hits, key=lambda hit: hit.document.date or "", reverse=True)
    _element(feed, "updated", f"{_day(hits[0].document.date if hits else None)}T00:00:00Z")
    for hit in hits:
        d = hit.document
        entry = _element(feed, "entry")
        _element(entry, "title", d.title or labels["untitled"])
        _element(entry, "id", f"{base}/d/{d.id}")
        _element(entry, "link", rel="alternate", href=f"{base}/d/{d.id}", hreflang=d.lang)
        _element(entry, "updated", f"{_day(d.date)}T00:00:00Z")
        author = _element(entry, "author")
        _element(author, "name", d.author or "–")
        when = d.date or labels["undated"]
        _element(entry, "summary", f"{when} · {hit.snippet}")
    return _written(request, feed, "application/atom+xml")


def _day(date: str | None) -> str:
    """The first day of an EDTF date of which year, month and day are figures."""
    parts = (date or "")[:10].split("-")
    if len(parts[0]) != 4 or not parts[0].isdecimal():
        return _UNDATED
    rest = [p if len(p) == 2 and p.isdecimal() and p != "00" else "01" for p in (*parts[1:], "", "")[:2]]
    month = rest[0] if int(rest[0]) <= 12 else "01"
    return f"{parts[0]}-{month}-{rest[1]}"


def opensearch(request: Request) -> Response:
    """What a browser needs to add this room to its search engines."""
    base = str(request.base_url).rstrip("/")
    labels = words(language(request))
    root = etree.Element(f"{{{_OPENSEARCH}}}OpenSearchDescription", nsmap={None: _OPENSEARCH})
    _element(root, "ShortName", labels["room"][:16])
    _element(root, "Description", labels["search_for"])
    _element(root, "InputEncoding", "UTF-8")
    _element(root, "Url", type="text/html", template=f"{base}/search?q={{searchTerms}}")
    _element(root, "Url", type="application/atom+xml", template=f"{base}/feed.atom?q={{searchTerms}}")
    return _written(request, root, "application/opensearchdescription+xml")


def sitemap(request: Request) -> Response:
    """The addresses of the texts and when each last changed, for those who copy or index the room.

    `from`: the number of the text that it begins with. Of more texts than a sitemap may hold the first page
    names the others.
    """
    base = str(request.base_url).rstrip("/")
    after = request.query_params.get("from", "")
    if not after.isdecimal():
        starts = list(_starts(archive_of(request)))
        if len(starts) > 1:
            index = etree.Element(f"{{{_SITEMAP}}}sitemapindex", nsmap={None: _SITEMAP})
            for start in starts:
                _element(_element(index, "sitemap"), "loc", f"{base}/sitemap.xml?from={start}")
            return _written(request, index, "application/xml")
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})
    first = int(after[:12]) if after.isdecimal() else 0
    for record in islice(_records(archive_of(request), max(first - 1, 0)), _ADDRESSES):
        address = _element(root, "url")
        _element(address, "loc", f"{base}/d/{record.document.id}")
        _element(address, "lastmod", record.changed)
    return _written(request, root, "application/xml")


def _records(archive: Archive, after: int = 0) -> Iterator[Record]:
    """All texts after a number, so many at a time."""
    while some := archive.records(after=after, limit=_AT_ONCE):
        yield from some
        after = some[-1].n


def _starts(archive: Archive) -> Iterator[int]:
    """The numbers of the texts that each sitemap begins with."""
    return (record.n for i, record in enumerate(_records(archive)) if i % _ADDRESSES == 0)
