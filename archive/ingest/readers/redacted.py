"""Pages of redacted texts: what stands in an open edition for a file of which a part was redacted.

They are written here and read here: XHTML that a browser shows, from which the texts come back to the letter,
with their paragraphs, languages, pages of paper and what is said of them. Nothing else is in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from archive.dataclass import dataclass
from archive.errors import EmptyInput, UnreadableInput
from archive.ingest.readers.lines import Damaged
from archive.ingest.readers.xml_events import read_events
from archive.ingest.readers.xml_text import CONTROL
from archive.records import Block, LangSpan, Page, PageStart, PostHint, PostKey, Role

MARK: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- A redacted text of an archive, 1 -->\n'
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_STYLE: Final = (
    "article{max-width:40em;margin:2em auto;white-space:pre-wrap;font:1em/1.5 serif}p,h1{margin:0}"
)
_BETWEEN: Final = "\n\n\n"  # posts
_KIND: Final = "a redacted text"


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a page: offsets count in `text`. `post`: texts of one post are each other's translation."""

    post: int
    lang: str
    text: str
    blocks: tuple[LangSpan, ...]
    pages: tuple[PageStart, ...] = ()
    title: str | None = None
    author: str | None = None
    date: str | None = None  # EDTF
    url: str | None = None
    keys: tuple[PostKey, ...] = ()


def written(texts: Sequence[Written]) -> bytes:
    """The page of some texts, those of one post one after the other."""
    return MARK + "".join(_page(texts)).encode("utf-8", "replace")


def _page(texts: Sequence[Written]) -> Iterator[str]:
    title = texts[0].title or ""
    yield f'<html xmlns="{_XHTML}"><head><meta charset="utf-8"/><title>{_xml_text(title)}</title>'
    yield f"<style>{_STYLE}</style></head><body>\n"
    posts: dict[int, list[Written]] = {}
    for one in texts:
        posts.setdefault(one.post, []).append(one)
    for some in posts.values():
        first = some[0]
        keys = " ".join(f"{quote(one.kind)}={quote(one.value)}" for one in first.keys)
        fields = (("title", first.title), ("data-author", first.author), ("data-date", first.date),
                ("data-url", first.url), ("data-keys", keys), ("lang", first.lang))  # fmt: skip
        yield f"<article{''.join(f' {name}={_quoted(value)}' for name, value in fields if value)}>"
        for number, one in enumerate(some):
            yield "\n\n" if number else ""
            yield from _blocks(one)
        yield "</article>\n"
    yield "</body></html>\n"


def _blocks(one: Written) -> Iterator[str]:
    at = 0
    pages = {page.start: page.number for page in one.pages}
    titled = " ".join((one.title or "").split())
    for number, block in enumerate(one.blocks):
        yield _xml_text(one.text[at : block.start])
        body = one.text[block.start : block.end]
        tag = "h1" if not number and titled and " ".join(body.split()) == titled else "p"
        yield f'<{tag} lang="{_xml_text(block.lang)}">'
        at = block.start
        for start in sorted(start for start in pages if at <= start < block.end):
            yield f'{_xml_text(one.text[at:start])}<a title="{pages[start]}"/>'
            at = start
        yield f"{_xml_text(one.text[at : block.end])}</{tag}>"
        at = block.end


def _xml_text(text: str) -> str:
    return escape(CONTROL.sub(" ", text).replace("\r", "\n"))


def _quoted(text: str) -> str:
    return quoteattr(CONTROL.sub(" ", text))


# -- reading ---------------------------------------------------------------------------------------


def is_redacted(data: bytes) -> bool:
    """Whether these bytes are such a page."""
    return data.startswith(MARK)


def read(data: bytes) -> Page:
    """The page of redacted texts. Raises UnreadableInput for what is none, EmptyInput for none in it."""
    reading = _Reading()
    try:
        read_events([data], reading, {_XHTML: ""}, _KIND)
    except Damaged as error:
        raise UnreadableInput(f"{_KIND} that is damaged") from error
    if not reading.blocks:
        raise EmptyInput("a page without text")
    hints = reading.hints
    only = hints[0] if len(hints) == 1 else PostHint()
    return Page(
        "".join(reading.text), tuple(reading.blocks), title=only.title, lang=only.lang, author=only.author,
        date=only.date, url=only.url, hints=hints, markup=True, pages=tuple(reading.pages),
        single=len(hints) == 1,
    )  # fmt: skip


def _keys(written: str) -> tuple[PostKey, ...]:
    pairs = (one.partition("=") for one in written.split())
    return tuple(PostKey(unquote(kind), unquote(value)) for kind, _, value in pairs)


class _Reading:
    """Takes what such a page holds, element by element."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self.pages: list[PageStart] = []
        self.hints: dict[int, PostHint] = {}
        self._size = 0
        self._inside = False
        self._block: tuple[int, str, str | None] | None = None
        self._filled = False

    def start(self, tag: str, attrs: Mapping[str, str], /) -> None:
        if tag == "article":
            if self.hints:
                self._add(_BETWEEN)
            self._inside = True
            # lxml leaves an ampersand of an attribute as a reference where entities are not resolved.
            attrs = {name: value.replace("&#38;", "&") for name, value in attrs.items()}
            self.hints[len(self.hints)] = PostHint(
                attrs.get("title"), attrs.get("data-author"), attrs.get("data-date"), attrs.get("lang"),
                attrs.get("data-url"), keys=_keys(attrs.get("data-keys", "")),
            )  # fmt: skip
        elif self._inside and tag in ("h1", "p"):
            self._block, self._filled = (self._size, tag, attrs.get("lang")), False
        elif self._block and tag == "a" and attrs.get("title", "").isdecimal():
            self.pages.append(PageStart(self._size, int(attrs["title"])))

    def end(self, tag: str, /) -> None:
        if tag == "article":
            self._inside = False
        elif self._block and tag == self._block[1]:
            start, _, lang = self._block
            heading = tag == "h1"
            role = Role.HEADING if heading else Role.PARAGRAPH
            if self._filled:
                self.blocks.append(Block(start, self._size, role, int(heading), len(self.hints) - 1, lang))
            self._block = None

    def data(self, text: str, /) -> None:
        if self._inside and (self._block or not text.strip()):
            self._add(text)
            self._filled = self._filled or not text.isspace()

    def _add(self, text: str) -> None:
        self.text.append(text)
        self._size += len(text)
