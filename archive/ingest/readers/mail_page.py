"""The page of a mail (HTML) as lines; what programs mark as quotes or signatures is not its writer's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from archive.ingest.readers.html_blocks import Walker
from archive.ingest.readers.html_tree import parse
from archive.ingest.readers.mail_text import Line

_QUOTES = (
    "blockquote[type=cite], .gmail_quote, .gmail_extra > blockquote, .yahoo_quoted, .moz-cite-prefix, "
    ".protonmail_quote, .zmail_extra, .OutlookMessageHeader, #isForwardContent, [name=quote]"
)
_SIGNATURES = (
    ".gmail_signature, [data-smartmail=gmail_signature], .moz-signature, #Signature, #signature, "
    ".protonmail_signature_block, #ymail_android_signature, .moz-txt-sig"
)
# From these on, all that follows in the same place is an earlier mail.
_RESTS = "#divRplyFwdMsg, #appendonsend, #mail-editor-reference-message-container, #reply-intro"
_FORWARD = re.compile(r"forwarded message|message transféré|message réexpédié", re.I)
_LEAST_SHOWN = 3  # characters


def page_lines(html: str, *, forwarded: bool = False) -> list[Line]:
    """The paragraphs of a page, those apart that are repeated, which come last."""
    soup = parse(html)
    apart: list[Tag] = list(_signatures(soup))
    if not forwarded:
        apart += _quotes(soup)
    taken = [tag.extract() for tag in apart]
    lines = _lines(soup, own=True)
    for tag in taken:
        lines += _lines(tag, own=False)
    return lines


def _signatures(soup: BeautifulSoup) -> Iterator[Tag]:
    yield from _outermost(soup.select(_SIGNATURES))


def _quotes(soup: BeautifulSoup) -> list[Tag]:
    found = [tag for tag in soup.select(_QUOTES) if not _FORWARD.search(tag.get_text()[:400])]
    for first in soup.select(_RESTS):
        found += [first, *(t for t in first.find_next_siblings() if isinstance(t, Tag))]
    return _outermost(found)


def _outermost(tags: list[Tag]) -> list[Tag]:
    """Those of `tags` that lie in no other of them, each once."""
    held = {id(tag) for tag in tags}
    out: list[Tag] = []
    for tag in tags:
        if id(tag) in held and not any(id(above) in held for above in tag.parents):
            out.append(tag)
            held.discard(id(tag))
    return out


def _lines(tag: Tag, *, own: bool) -> list[Line]:
    lines = []
    for piece in Walker({}, frozenset()).pieces(tag):
        state = piece.state
        gap = piece.gap.count("\n") or 1
        for text in filter(None, map(str.strip, piece.text.split("\n"))):  # several where it is set as typed
            lines.append(Line(text, gap, state.role, state.level, own))
            gap = 1
    return lines
