"""HTML and XHTML: a page of posts by its containers, a single article by its main text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from archive.errors import EmptyInput
from archive.ingest.readers.decoding import decode
from archive.ingest.readers.html_bilingual import by_columns
from archive.ingest.readers.html_blocks import HtmlPiece, Walker
from archive.ingest.readers.html_comments import before_comments
from archive.ingest.readers.html_containers import (
    Sizes,
    find_posts,
    is_named_by_engine,
    is_single,
    measure,
    only_post,
    without,
)
from archive.ingest.readers.html_data import add_to, data_stamp, held_back
from archive.ingest.readers.html_ends import with_ends, with_head
from archive.ingest.readers.html_header import (
    header_line,
    header_writer,
    lines_over,
    record_line,
    under_lines,
)
from archive.ingest.readers.html_hints import page_writer, post_stamp, read_hint, writer
from archive.ingest.readers.html_large import large_lines
from archive.ingest.readers.html_layout import side_cells
from archive.ingest.readers.html_mails import mail_on_page
from archive.ingest.readers.html_main import extract
from archive.ingest.readers.html_meta import Head, Stamp, local, read_head
from archive.ingest.readers.html_roles import (
    filled,
    inside_main,
    names_one_text,
    roles,
    with_headings,
    with_title,
)
from archive.ingest.readers.html_tails import flat_without_tails, without_tails
from archive.ingest.readers.html_threads import (
    find_messages,
    thread_hints,
    with_messages,
    without_signatures,
)
from archive.ingest.readers.html_titles import says_title, site_of, title_of_text
from archive.ingest.readers.html_tree import by_name, parse
from archive.ingest.readers.html_vacant import vacant
from archive.ingest.readers.saved import SavedFrom, is_index, joined, original, saved
from archive.records import Block, Page, PostHint, Role

OF_FRAMES = "a page of frames, which shows others"
# trafilatura copies the tree several times, and grows with the square of some nestings and tables.
_MAX_EXTRACTED = 10_000  # elements
# Beyond these it is asked for less: of 121 pages of newspapers and blogs none has more.
_LARGE = 5_000
_LARGE_TEXT = 2_000_000  # characters, markup included


def read_html(data: bytes) -> Page:
    """The page of an HTML file.

    Its text is what the page shows, blocks divided by blank lines (list items by a line end, a rule
    leaves two blank lines); menus and the like are chrome, kept in their place. Raises EmptyInput for a
    page without text, UnreadableInput for one of too many elements or attributes.
    """
    text, encoding = decode(data, markup=True)
    by_program = saved(text)
    page = _read(text, encoding, by_program)
    return replace(page, saved=by_program.at)


def _read(text: str, encoding: str, by_program: SavedFrom) -> Page:
    soup = parse(with_messages(text))
    tags: list[Tag] = list(soup.find_all(True))
    named = by_name(tags)
    head = _at_its_address(read_head(named), by_program)
    sizes = measure(soup, tags)
    bilingual = by_columns(soup, named.get("table", ()), sizes.words)
    if bilingual:
        tags = list(soup.find_all(True))
        sizes = measure(soup, tags)
    beside = side_cells(tags, sizes)
    without(tags, beside, sizes)
    shown = sizes.words[id(soup)] - sizes.linked[id(soup)]
    if markup := held_back(named, shown):
        add_to(soup, parse(markup))
        tags = list(soup.find_all(True))
        sizes = measure(soup, tags)
    thread = find_messages(tags, sizes.words)
    posts = thread or find_posts(soup, sizes, is_article=head.is_article)
    post = only_post(sizes) if not posts else None
    groups = {id(tag): n for n, tag in enumerate(posts or ([post] if post else []))}
    large = large_lines(soup, tags, sizes.words)
    pieces = Walker(groups, _too_large_for_chrome(soup, sizes), large, beside).pieces(soup)
    reason = "an index that HTTrack made" if is_index(text) else vacant(named, head, pieces)
    if reason:
        page = page_of(pieces, [Role.CHROME] * len(pieces), Head(), encoding, {})
        return replace(page, vacant=reason)
    if not pieces:
        if named.get("frame"):
            return Page("", (), encoding, url=head.url, markup=True, vacant=OF_FRAMES)
        raise EmptyInput("a page without text")
    if thread:
        return _thread(thread, tags, without_signatures(pieces), head, encoding)
    if posts:
        hints = {n: read_hint(tag, None) for n, tag in enumerate(posts)}
        over = lines_over(pieces, head.lang)
        if len(over) > 1:  # each stands over posts of its day
            hints = under_lines(hints, over, pieces, head.lang)
        kept, hints = without_tails(pieces, [_role(p) for p in pieces], hints, lang=head.lang)
        page = page_of(pieces, kept, head, encoding, hints)
        return replace(page, dateline=over.get(0) if len(over) == 1 else None)
    if not head.is_article and (mail := mail_on_page(pieces)):
        return _mail(*mail, pieces, head, encoding)
    is_large = len(tags) > _LARGE or len(text) > _LARGE_TEXT
    main = extract(soup, large=is_large) if len(tags) <= _MAX_EXTRACTED else None
    inside = inside_main(pieces, main)
    own = read_hint(post, None) if post is not None else PostHint()
    title = title_of_text(head, site_of(head, tags), pieces, inside, own.title, main.title if main else None)
    title_said = says_title(head, title)
    head = replace(
        head, title=title, author=head.author or (writer(main.author) if main and main.author else None)
    )
    alone = (
        post is not None
        or head.is_article
        or is_single(soup)
        or names_one_text(head.title, pieces, said=title_said)
    )
    if not alone or bilingual:  # a library keeps one of two texts whole
        flat = roles(pieces, filled(pieces, with_head(pieces, inside)))
        return page_of(pieces, flat_without_tails(pieces, flat, lang=head.lang), head, encoding, {})
    whole = with_ends(pieces, with_headings(pieces, with_title(head.title, pieces, inside)), head.title)
    whole = before_comments(pieces, whole)
    if post is not None and is_named_by_engine(post):
        whole = [k and p.state.group is not None for p, k in zip(pieces, whole, strict=True)]
    pieces = [replace(p, state=replace(p.state, group=0)) for p in pieces]
    stamp = local([s for s in (_stamp(head), _stamp(own), post_stamp(soup, head.lang)) if s])
    stamp = stamp or data_stamp(named, head.lang)
    hint = PostHint(
        head.title,
        head.author or own.author or page_writer(soup) or header_writer(pieces, inside, head.title),
        stamp.date if stamp else None,
        own.lang,
        head.url or own.url,
        header_line(pieces, inside, head.title, head.lang)
        or (None if stamp else record_line(pieces, inside, head.lang)),
        stamp is not None and stamp.utc,
    )
    kept, hints = without_tails(pieces, roles(pieces, whole), {0: hint}, lang=head.lang)
    return page_of(pieces, kept, head, encoding, hints)


def _thread(
    messages: Sequence[Tag], tags: Sequence[Tag], pieces: Sequence[HtmlPiece], head: Head, encoding: str
) -> Page:
    """The page of a thread: its messages are posts, all around them is chrome."""
    inside = [p.state.group == 0 for p in pieces]
    title = title_of_text(head, site_of(head, tags), pieces, inside, None, None)
    hints = thread_hints(messages, tags, pieces, head.lang, title)
    if len(messages) == 1:
        own = PostHint(title, head.author, head.date, utc=head.utc)
        hints = {0: replace(hints[0], author=hints[0].author or own.author, date=own.date, utc=own.utc)}
    kept, hints = without_tails(pieces, [_role(p) for p in pieces], hints, lang=head.lang)
    return page_of(pieces, kept, head, encoding, hints)


def _mail(begin: int, hint: PostHint, pieces: Sequence[HtmlPiece], head: Head, encoding: str) -> Page:
    """The page of a mail whose text begins at piece `begin`."""
    own = [replace(p, state=replace(p.state, group=0 if i >= begin else None)) for i, p in enumerate(pieces)]
    kept, hints = without_tails(own, [_role(p) for p in own], {0: hint}, lang=head.lang)
    return page_of(own, kept, head, encoding, hints)


def _at_its_address(head: Head, by_program: SavedFrom) -> Head:
    """What a page says, at the address at which it was saved; programs that save pages make it local."""
    url = original(head.url)[0] or by_program.url or head.url
    if by_program.url is None:
        return replace(head, url=url)
    alternates = {lang: joined(by_program.url, href) for lang, href in head.alternates.items()}
    return replace(head, url=url, alternates=alternates)


def _too_large_for_chrome(soup: BeautifulSoup, sizes: Sizes) -> frozenset[int]:
    """Elements that hold most of the page: a `class="has-sidebar"` on the body says nothing of its text."""
    total = sizes.words.get(id(soup), 0)
    return frozenset(key for key, words in sizes.words.items() if words * 2 > total)


def _role(piece: HtmlPiece) -> Role:
    state = piece.state
    if state.chrome or state.group is None:
        return Role.CHROME
    return state.role


def _stamp(source: Head | PostHint) -> Stamp | None:
    return Stamp(source.date, source.utc) if source.date else None


def page_of(
    pieces: Sequence[HtmlPiece], roles: Sequence[Role], head: Head, encoding: str, hints: dict[int, PostHint]
) -> Page:
    """The page of `pieces`, each with the role it is said to have."""
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
        utc=head.utc,
        url=head.url,
        alternates=dict(head.alternates),
        hints=hints,
        markup=True,
    )
