"""The page of a mail (HTML) as lines; what programs mark as quotes or signatures is not its writer's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from archive.ingest.readers.html_blocks import Walker
from archive.ingest.readers.html_tree import parse
from archive.ingest.readers.mail_text import (
    SENT_ON,
    MailLine,
    attributes,
    attribution,
    says_nothing,
    sends_on,
)

_QUOTES = (
    "blockquote[type=cite], blockquote.gmail_quote, .gmail_attr, .gmail_quote > blockquote, "
    ".gmail_quote:not(:has(blockquote)), .gmail_extra > blockquote, .yahoo_quoted, .moz-cite-prefix, "
    ".protonmail_quote, .zmail_extra, .OutlookMessageHeader, #isForwardContent, [name=quote]"
)
_SIGNATURES = (
    ".gmail_signature, [data-smartmail=gmail_signature], .moz-signature, #Signature, #signature, "
    ".protonmail_signature_block, #ymail_android_signature, .moz-txt-sig"
)
# From these on, all that follows in the same place is an earlier mail.
_RESTS = "#divRplyFwdMsg, #appendonsend, #mail-editor-reference-message-container, #reply-intro"
_QUOTE_MARK = "\ue0f0"  # stands for a quote while the lines around it are read


def page_lines(html: str, *, forwarded: bool = False) -> list[MailLine]:
    """The paragraphs of a page, those apart that are repeated, which come last.

    Where nothing else is in it, what is repeated is what was sent on.
    """
    soup = parse(html)
    taken = [tag.extract() for tag in _signatures(soup)]
    if not forwarded:
        taken += [_marked(soup, tag) for tag in _quotes(soup)]
        rests = [(tag, _mark(soup, tag)) for tag in _rests(soup)]
        if rests and sends_on([line.text for line in _own(soup) if line.own]):
            for tag, mark in rests:
                mark.replace_with(tag)
        else:
            taken += [tag for tag, _ in rests]
    lines = _own(soup)
    if not forwarded and taken and says_nothing([line.text for line in lines if line.own]):
        return page_lines(html, forwarded=True)
    for tag in taken:
        lines += _lines(tag, own=False)
    return lines


def _own(soup: BeautifulSoup) -> list[MailLine]:
    """The lines of a page without the marks of its quotes; what says whose a quote is is not the writer's."""
    lines = _lines(soup, own=True)
    texts = [line.text for line in lines]
    for i, text in enumerate(texts):
        if text == _QUOTE_MARK:
            start = attribution(texts, i)
            lines[start:i] = [replace(line, own=False) for line in lines[start:i]]
    return [line for line in lines if line.text != _QUOTE_MARK]


def _marked(soup: BeautifulSoup, tag: Tag) -> Tag:
    _mark(soup, tag)
    return tag


def _mark(soup: BeautifulSoup, tag: Tag) -> Tag:
    """Takes a quote out of the page, and gives the mark in its place."""
    mark = soup.new_tag("div")
    mark.string = _QUOTE_MARK
    tag.replace_with(mark)
    return mark


def _signatures(soup: BeautifulSoup) -> Iterator[Tag]:
    yield from _outermost(soup.select(_SIGNATURES))


def _quotes(soup: BeautifulSoup) -> list[Tag]:
    return _outermost([tag for tag in soup.select(_QUOTES) if not _is_sent_on(tag)])


def _is_sent_on(tag: Tag) -> bool:
    """Whether a program marked a mail as a quote that is sent on: it says so first, or just before."""
    before = next((str(t).strip() for t in tag.find_all_previous(string=True, limit=8) if t.strip()), "")
    if attributes(before):
        return False
    if SENT_ON.fullmatch(before) or SENT_ON.match(tag.get_text()[:400].lstrip()):
        return True
    around = tag.find_parent(class_="gmail_quote")
    return around is not None and SENT_ON.match(around.get_text()[:400].lstrip()) is not None


def _rests(soup: BeautifulSoup) -> list[Tag]:
    """From the first sign of an earlier mail on, all that is in the same place."""
    found: list[Tag] = []
    for first in soup.select(_RESTS):
        found += [first, *(t for t in first.find_next_siblings() if isinstance(t, Tag))]
    return _outermost(found)


def _outermost(tags: list[Tag]) -> list[Tag]:
    """Those of `tags` that lie in no other of them, each once."""
    known = {id(tag) for tag in tags}
    out: list[Tag] = []
    for tag in tags:
        if id(tag) in known and not any(id(above) in known for above in tag.parents):
            out.append(tag)
            known.discard(id(tag))
    return out


def _lines(tag: Tag, *, own: bool) -> list[MailLine]:
    lines = []
    for piece in Walker({}, frozenset()).pieces(tag):
        state = piece.state
        gap = piece.gap.count("\n") or 1
        for text in filter(None, map(str.strip, piece.text.split("\n"))):  # several where it is set as typed
            lines.append(MailLine(text, gap, state.role, state.level, own))
            gap = 1
    return lines
