"""Pages that a browser saved with their images in one file (MHTML, RFC 2557).

A page of frames has its text in other pages, which lie in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from archive.errors import EmptyInput
from archive.ingest import mime
from archive.ingest.readers.html import read_html
from archive.ingest.readers.html_tree import parse
from archive.ingest.readers.saved import moment
from archive.records import Block, Page, PostHint, Role

_PAGES = ("text/html", "application/xhtml+xml")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_FRAME = re.compile(r"""<(i?)frame\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_MAX_FRAMES = 50  # of one file
_LINKED = 0.8  # of the words of a page, so that it is a menu
_BETWEEN = "\n\n\n"  # the pages of frames


def read_mhtml(data: bytes) -> Page:
    """The page, at the address that it was saved from; of frames all that they show, in their order.

    A frame within the text of a page (`iframe`) is read where the page has no text besides. Raises EmptyInput
    where there is none.
    """
    mail = mime.parse(data)
    pages = [p for p in mail.parts if p.type in _PAGES and p.raw.strip()]
    if not pages:
        raise EmptyInput("a saved page (MHTML) with no page in it")
    start = mail.header.get_param("start")
    root = next((p for p in pages if start and mime.field(p.header, "content-id") == str(start)), pages[0])
    known = {address: p for p in reversed(pages) for address in _addresses(p)}
    shown = list(_shown(root, known, {id(root)}))
    if not shown:
        raise EmptyInput("a page without text")
    page = shown[0] if len(shown) == 1 else _joined(shown)
    location = mime.field(mail.header, "snapshot-content-location") or mime.field(
        root.header, "content-location"
    )
    web = location if location.startswith(("http://", "https://")) else None
    at = moment(mime.field(mail.header, "date")) if web else None
    return replace(page, url=(page.url if len(shown) == 1 else None) or web, saved=at or page.saved)


def _addresses(part: mime.MailPart) -> Iterator[str]:
    """By what the other parts of the file name this one."""
    if address := mime.field(part.header, "content-location"):
        yield address
    if address := mime.field(part.header, "content-id"):
        yield f"cid:{address.strip('<>')}"


def _shown(part: mime.MailPart, known: Mapping[str, mime.MailPart], seen: set[int]) -> Iterator[Page]:
    """The page that a part is, or the pages that its frames show, each once."""
    text = part.text
    frames, inline = _frames(part, text, known)
    page = None
    if not frames:
        try:
            page = read_html(text.encode("utf-8", "replace"))
            if not page.text:
                raise EmptyInput("a frameset: ingest the pages in its frames")
        except EmptyInput:
            frames = inline
    if page is not None:
        yield _as_chrome(page) if len(seen) > 1 and _is_menu(text) else page
    for frame in frames:
        if id(frame) not in seen and len(seen) < _MAX_FRAMES:
            seen.add(id(frame))
            yield from _shown(frame, known, seen)


def _is_menu(text: str) -> bool:
    """Whether nearly all that a page says are links, as the page of a frame at the side does."""
    soup = parse(text)
    linked = sum(len(a.get_text(" ").split()) for a in soup.find_all("a", href=True))
    return linked >= _LINKED * len((soup.body or soup).get_text(" ").split())


def _as_chrome(page: Page) -> Page:
    blocks = tuple(replace(b, role=Role.CHROME, level=0, group=None) for b in page.blocks)
    return Page(page.text, blocks, page.encoding, markup=page.markup)


def _frames(
    part: mime.MailPart, text: str, known: Mapping[str, mime.MailPart]
) -> tuple[list[mime.MailPart], list[mime.MailPart]]:
    """The pages in the frames of a frameset, and those in frames within a text."""
    base = mime.field(part.header, "content-location")
    found: tuple[list[mime.MailPart], list[mime.MailPart]] = [], []
    for frame in _FRAME.finditer(_COMMENT.sub("", text)):
        address = (frame[2] or frame[3] or frame[4] or "").strip().replace("&amp;", "&")
        shown_part = known.get(address) or known.get(_whole(base, address))
        if shown_part is not None:
            found[bool(frame[1])].append(shown_part)
    return found


def _whole(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # of no address, as "http://[x"
        return address


def _joined(pages: Sequence[Page]) -> Page:
    """Several pages as one, which has what the first of them to say it says of itself."""
    text = ""
    blocks: list[Block] = []
    hints: dict[int, PostHint] = {}
    groups = 0
    for page in pages:
        text += _BETWEEN if text else ""
        at = len(text)
        text += page.text
        blocks += [
            replace(
                b, start=b.start + at, end=b.end + at, group=None if b.group is None else b.group + groups
            )
            for b in page.blocks
        ]
        hints |= {group + groups: hint for group, hint in page.hints.items()}
        groups = 1 + max((b.group for b in blocks if b.group is not None), default=groups - 1)
    first = pages[0]
    return Page(
        text,
        tuple(blocks),
        first.encoding,
        title=next((p.title for p in pages if p.title), None),
        lang=next((p.lang for p in pages if p.lang), None),
        author=next((p.author for p in pages if p.author), None),
        date=next((p.date for p in pages if p.date), None),
        hints=hints,
        markup=any(p.markup for p in pages),
        unread=next((p.unread for p in pages if p.unread), None),
    )
