"""What a page of HTML is that is no document, by what it shows and where it sends a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bs4 import Tag

from archive.ingest.readers.html_blocks import HtmlPiece, names_of
from archive.ingest.readers.html_meta import Head
from archive.ingest.readers.html_titles import plain_title
from archive.ingest.readers.nothing import PageWords, is_waiting, no_document
from archive.ingest.readers.server_words import of_servers
from archive.records import Role

_SENT_ON = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?\S", re.IGNORECASE)
_SOON = 30  # seconds; pages that load anew after minutes are there to be read
# The window of another page is sent on by what keeps a page out of frames.
_FRAMES = re.compile(r"\b(?:top|parent|self|frames)\b")
_SCRIPT = re.compile(r"\blocation(?:\.href)?\s*=\s*[\"']|\blocation\.(?:replace|assign)\s*\(\s*[\"']")
# What engines call the body of such a page.
_CLASS = re.compile(r"(?:^|[\s_-])(?:error-?404|page-?404|404-?page|not-?found)(?:$|[\s_-])", re.IGNORECASE)
_FIRST = 8  # headings


def vacant(named: Mapping[str, Sequence[Tag]], head: Head, pieces: Sequence[HtmlPiece]) -> str | None:
    """What a page is that is no document; None for all others. `named` holds its elements by name."""
    shown = [piece for piece in pieces if not piece.state.chrome]
    headings = [" ".join(p.text.split()) for p in shown if p.state.role is Role.HEADING][:_FIRST]
    if any(_CLASS.search(names_of(body)) for body in named.get("body", ())):
        headings.append("404")
    lines = [" ".join(p.text.split()) for p in shown if not p.state.level and p.linked * 2 <= len(p.text)]
    title = plain_title(head.window) or plain_title(head.title)
    reason = no_document(
        PageWords(title, headings, lines, _is_sent_on(named, lines, len(pieces)), head.is_article)
    )
    if reason or head.is_article:
        return reason
    links = [p.text for p in shown if not p.state.level and p.linked * 2 > len(p.text)]
    return of_servers(title, headings, lines, links)


def _is_sent_on(named: Mapping[str, Sequence[Tag]], lines: Sequence[str], count: int) -> bool:
    """Whether the head of a page, or the script of one that shows nothing, leads to another address."""
    for tag in named.get("meta", ()):
        if str(tag.get("http-equiv", "")).lower() == "refresh":
            found = _SENT_ON.match(str(tag.get("content", "")))
            if found and int(found[1]) <= _SOON:
                return True
    if count > 2 or not all(is_waiting(line) for line in lines):
        return False
    scripts = [tag.string or "" for tag in named.get("script", ())]
    return any(_SCRIPT.search(script) and not _FRAMES.search(script) for script in scripts)
