"""Markdown files of site generators: front matter says title, author, day and language; the body is one text.

The body is made HTML by markdown-it, which follows CommonMark, and read like that of a page: its text is what
a reader of the site sees.
"""

from __future__ import annotations

import re
from dataclasses import replace

from archive.errors import EmptyInput, OversizedInput
from archive.ingest.readers.decoding import decode
from archive.ingest.readers.front import read_front
from archive.ingest.readers.html import page_of
from archive.ingest.readers.html_blocks import HtmlPiece, Inherited, Walker
from archive.ingest.readers.html_meta import Head
from archive.ingest.readers.html_tree import parse
from archive.records import Page, PostHint, Role

# What generators put something else for: shortcodes of Hugo, tags and variables of Jekyll; kramdown's marks.
# In code they stand for themselves. The text of a footnote is no address of a link.
_CODES = re.compile(
    r"(?P<code>^ {0,3}(?P<fence>```|~~~).*?(?:^ {0,3}(?P=fence)|\Z)|`[^`\n]*`)"
    r"|\{\{(?P<shown>[^{}]{0,500})\}\}|\{%(?P<tag>[^{}]{0,500})%\}"
    r"|^ {0,3}\[\^(?P<note>[^\]\n]{1,60})\]:",
    re.M | re.S,
)
# What of such a code people read: its captions and titles, several words in quotes.
_QUOTED = re.compile(r'"([^"\n]*)"')
_PROSE = re.compile(r"[^\W\d_][\w'’,.!? -]*\s[\w'’,.!? -]*")
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$|(?<=\S)[ \t]*\{[:#.][\w.#:= \"'-]*\}(?=[ \t]*$)", re.M)
# Each may begin a link: 50 microseconds to look for its end.
_MAX_BRACKETS = 100_000


def read_markdown(data: bytes) -> Page:
    """The page of a Markdown file with front matter: one text, as the site shows it.

    Raises EmptyInput where nothing stands after the front matter, UnreadableInput for too many elements.
    """
    from markdown_it import MarkdownIt  # with the first such file

    text, encoding = decode(data)
    front = read_front(text)
    if text.count("[", front.body) > _MAX_BRACKETS:
        raise OversizedInput(f"more than {_MAX_BRACKETS:,} brackets")
    body = _ATTRIBUTES.sub("", _CODES.sub(_read_out, text[front.body :].replace("\r\n", "\n")))
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body)
    pieces = [replace(p, state=replace(p.state, group=0)) for p in Walker({}).pieces(parse(rendered))]
    if not pieces:
        raise EmptyInput("only front matter")
    title = front.title or next((" ".join(p.text.split()) for p in pieces if p.state.level), None)
    if before := text[: front.body].strip():
        # Kept beside the text, whatever its keys are.
        pieces[:0] = [HtmlPiece(before, Inherited(chrome=True), 0, "")]
        pieces[1] = replace(pieces[1], gap="\n\n")
    stamp = front.stamp
    date, utc = (stamp.date, stamp.utc) if stamp else (None, False)
    head = Head(title, front.author, date, utc, front.lang, front.url)
    keys = (front.together,) if front.together else ()
    hint = PostHint(title, front.author, date, front.lang, front.url, utc=utc, keys=keys)
    roles = [Role.CHROME if p.state.chrome else p.state.role for p in pieces]
    return page_of(pieces, roles, head, encoding, {0: hint})


def _read_out(found: re.Match[str]) -> str:
    """What people read of a code of a generator; code and notes as they are."""
    if found["code"] is not None:
        return found["code"]
    if found["note"] is not None:
        return f"\\[^{found['note']}\\]:"
    inside = (found["shown"] or found["tag"] or "").strip()
    if found["shown"] is not None and _PROSE.fullmatch(inside):
        return inside
    return " ".join(words for words in _QUOTED.findall(inside) if " " in words)
