"""HTML and XHTML: a page of posts by its containers, a single article by its main text."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from archive.errors import EmptyInput, UnreadableInput
from archive.ingest.readers.decoding import decode
from archive.ingest.readers.html_blocks import Piece, Walker
from archive.ingest.readers.html_containers import Sizes, find_posts, is_single, measure
from archive.ingest.readers.html_hints import read_hint
from archive.ingest.readers.html_main import Main, extract, leads_away, marks
from archive.ingest.readers.html_meta import Head, read_head
from archive.records import Block, Page, PostHint, Role
from archive.text import fold, words

# A parsed tag costs about 1 kB and 10 µs; pages of people have some thousands.
_MAX_TAGS = 1_500_000
_NEAR = 8  # blocks from a heading to the text under it
_TEXT_WORDS = 12  # of a block that is text and no line beside it


def read_html(data: bytes) -> Page:
    """The page of an HTML file.

    Its text is what the page shows, blocks divided by blank lines (list items by a line end, a rule
    leaves two blank lines); menus and the like are chrome, kept in their place.
    """
    text, encoding = decode(data, markup=True)
    if text.count("<") > _MAX_TAGS:
        raise UnreadableInput(f"more than {_MAX_TAGS} tags")
    soup = parse(text)
    head = read_head(soup)
    sizes = measure(soup)
    posts = find_posts(soup, sizes, is_article=head.is_article)
    groups = {id(tag): n for n, tag in enumerate(posts)}
    pieces = Walker(groups, _too_large_for_chrome(soup, sizes)).pieces(soup)
    if not pieces:
        raise EmptyInput("a page without text")
    if posts:
        hints = {n: read_hint(tag, None) for n, tag in enumerate(posts)}
        return _page(pieces, [_role(p) for p in pieces], head, encoding, hints)
    main = extract(text)
    roles = _roles_of_article(pieces, main)
    head = _joined(head, main)
    if not (head.is_article or is_single(soup, sizes) or _names_one_text(head.title, pieces)):
        return _page(pieces, roles, head, encoding, {})
    pieces = [replace(p, state=replace(p.state, group=0)) for p in pieces]
    hint = PostHint(head.title, head.author, head.date, None, head.url)
    return _page(pieces, roles, head, encoding, {0: hint})


def parse(text: str) -> BeautifulSoup:
    """`text` as a tree, by lxml, whatever is broken in it. Raises UnreadableInput when lxml gives up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
            return BeautifulSoup(text, "lxml")
    except (ValueError, AssertionError, RecursionError, AttributeError) as error:
        raise UnreadableInput(f"broken HTML: {error}") from error


def _too_large_for_chrome(soup: BeautifulSoup, sizes: Sizes) -> frozenset[int]:
    """Elements that hold most of the page: a `class="has-sidebar"` on the body says nothing of its text."""
    total = sizes.words.get(id(soup), 0)
    return frozenset(key for key, words in sizes.words.items() if words * 2 > total)


def _role(piece: Piece) -> Role:
    state = piece.state
    if state.chrome or state.group is None:
        return Role.CHROME
    return state.role


def _roles_of_article(pieces: Sequence[Piece], main: Main | None) -> list[Role]:
    """Roles on a page without post containers: what trafilatura leaves out is chrome.

    Where it finds nothing, what is not named as chrome and is not mostly links is text.
    """
    if main is not None:
        inside = marks([p.text for p in pieces], main.text)
        if any(inside):
            inside = [kept and not leads_away(p.text) for p, kept in zip(pieces, inside, strict=True)]
            return [p.state.role if kept else Role.CHROME for p, kept in zip(pieces, inside, strict=True)]
    own = [not p.state.chrome and p.linked * 2 <= len(p.text) for p in pieces]
    if not any(own):
        own = [True] * len(pieces)
    return [p.state.role if kept else Role.CHROME for p, kept in zip(pieces, own, strict=True)]


def _names_one_text(title: str | None, pieces: Sequence[Piece]) -> bool:
    """Whether the page's title is that of one text in it: a heading says the same, and a text follows it at once.

    Where other headings follow, it is the heading over a list of texts.
    """
    if not title:
        return False
    wanted = _plain(title)
    for i, piece in enumerate(pieces):
        own = _plain(piece.text) if piece.state.role is Role.HEADING else ""
        if own.count(" ") >= 2 and own in wanted and piece.linked * 2 < len(piece.text):
            for after in pieces[i + 1 : i + 1 + _NEAR]:
                if len(after.text.split()) >= _TEXT_WORDS:
                    return True
                if after.state.role is Role.HEADING and not after.text.endswith("."):
                    break
    return False


def _plain(text: str) -> str:
    return " ".join(words(fold(text)))


def _joined(head: Head, main: Main | None) -> Head:
    if main is None:
        return head
    return replace(
        head,
        title=main.title or head.title,
        author=head.author or main.author,
        date=head.date or main.date,
    )


def _page(
    pieces: Sequence[Piece], roles: Sequence[Role], head: Head, encoding: str, hints: dict[int, PostHint]
) -> Page:
    blocks: list[Block] = []
    parts: list[str] = []
    at = 0
    for piece, role in zip(pieces, roles, strict=True):
        state = piece.state
        start = at + len(piece.gap)
        at = start + len(piece.text)
        parts += (piece.gap, piece.text)
        blocks.append(
            Block(start, at, role, state.level if role is Role.HEADING else 0, state.group, state.lang)
        )
    return Page(
        text="".join(parts),
        blocks=tuple(blocks),
        encoding=encoding,
        title=head.title,
        lang=head.lang,
        author=head.author,
        date=head.date,
        url=head.url,
        alternates=dict(head.alternates),
        hints=hints,
        markup=True,
    )
