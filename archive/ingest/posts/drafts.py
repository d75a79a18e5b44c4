"""Posts and their versions drawn up as drafts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from archive.dataclass import dataclass
from archive.ingest.posts.salutations import is_salutation
from archive.ingest.posts.titles import bare_title, first_title
from archive.ingest.posts.units import Unit, like_title
from archive.ingest.writers import is_nobody
from archive.records import Draft, LangSpan, Page, PageStart, PostKey, Recognised, Span

_SAYS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Post:
    """A post before it is drawn up: its units, title included where that is part of the text.

    `title_rule` says where its title was looked for, `title_why` why it was taken or there is none.
    """

    units: list[Unit]
    title: str | None
    title_unit: Unit | None
    dateline: str | None = None
    author: str | None = None
    date: str | None = None
    lang: str | None = None
    url: str | None = None
    title_rule: str = ""
    title_why: str = ""
    utc: bool = False
    keys: tuple[PostKey, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageVersion:
    """A post in one language; `title` is its half of a bilingual title, a span of the page's text."""

    lang: str
    units: list[Unit]
    title: tuple[int, int] | None


def draw_up(page: Page, number: int, post: Post, versions: Sequence[LanguageVersion]) -> list[Draft]:
    """The drafts of `post`, the `number`-th of `page`: one a version."""
    drafts = []
    for n, version in enumerate(versions):
        pieces = _pieces(post, version)
        if not pieces:
            continue
        spans = _spans(page, pieces)
        title, title_span = _title(page, post, version, n)
        drafts.append(
            Draft(
                post=number,
                lang=version.lang,
                text="\n\n".join(page.text[s.start : s.end] for s in spans),
                spans=spans,
                blocks=_blocks(spans, pieces),
                title=title,
                title_span=title_span,
                author=None if post.author and is_nobody(post.author) else post.author,
                dateline=post.dateline,
                date=post.date,
                url=post.url,
                pages=_pages(page, spans),
                recognised=_recognised(page, spans),
                utc=post.utc,
                keys=post.keys,
            )
        )
    return drafts


def _pieces(post: Post, version: LanguageVersion) -> list[tuple[int, int, str]]:
    """Start, end and language of each block of a version, in the page's text."""
    pieces = []
    for unit in version.units:
        start, end = unit.block.start, unit.block.end
        if version.title is not None and unit is post.title_unit:
            continue
        lang = unit.lang.lang if unit.lang.lang != "und" else version.lang
        pieces.append((start, end, lang))
    if version.title is not None and post.title_unit in post.units:
        pieces.append((*version.title, version.lang))
    return sorted(pieces)


def _spans(page: Page, pieces: Sequence[tuple[int, int, str]]) -> tuple[Span, ...]:
    """`pieces` as spans, joined where only white space stands between them, or a sign on one line."""
    spans: list[Span] = []
    for start, end, _ in pieces:
        between = page.text[spans[-1].end : start] if spans else ""
        if spans and (not between.strip() or ("\n" not in between and not _SAYS.search(between))):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(spans)


def _blocks(spans: Sequence[Span], pieces: Sequence[tuple[int, int, str]]) -> tuple[LangSpan, ...]:
    """The languages of `pieces` in offsets of the draft's own text."""
    out = []
    base, k = 0, 0
    for start, end, lang in pieces:
        while start >= spans[k].end:
            base += spans[k].end - spans[k].start + 2
            k += 1
        out.append(LangSpan(base + start - spans[k].start, base + end - spans[k].start, lang))
    return tuple(out)


def _pages(page: Page, spans: Sequence[Span]) -> tuple[PageStart, ...]:
    """Where pages of the source begin in a draft's own text."""
    starts = [p.start for p in page.pages]
    found: list[PageStart] = []
    base = 0
    for span in spans if starts else ():
        first = max(bisect_right(starts, span.start) - 1, 0)
        for one in page.pages[first : bisect_left(starts, span.end)]:
            start = base + max(one.start - span.start, 0)
            if not found or found[-1].number != one.number:
                found.append(PageStart(start, one.number))
        base += span.end - span.start + 2
    return tuple(found)


def _recognised(page: Page, spans: Sequence[Span]) -> tuple[Recognised, ...]:
    """What of a draft's own text was read off pictures."""
    found: list[Recognised] = []
    base = 0
    for span in spans if page.recognised else ():
        for one in page.recognised:
            start, end = max(one.start, span.start), min(one.end, span.end)
            if start < end:
                found.append(Recognised(base + start - span.start, base + end - span.start, one.sure))
        base += span.end - span.start + 2
    return tuple(found)


def _title(page: Page, post: Post, version: LanguageVersion, n: int) -> tuple[str | None, Span | None]:
    if version.title is not None:
        span = Span(*version.title)
        return bare_title(page.text[span.start : span.end]), span
    if n == 0:
        block = post.title_unit.block if post.title_unit is not None else None
        return post.title, Span(block.start, block.end) if block is not None else None
    first = version.units[0]
    if len(version.units) > 1 and not is_salutation(first.text):
        found = first_title(version.units)
        if like_title(first) or (post.title and found.unit is first):
            return bare_title(first.text), Span(first.block.start, first.block.end)
    return None, None
