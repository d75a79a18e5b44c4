"""A page to its drafts."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import pairwise

from archive.ingest.language import guess_blocks
from archive.ingest.posts.boundaries import find_starts
from archive.ingest.posts.drafts import Post, draw_up
from archive.ingest.posts.frame import frame_flat, frame_group
from archive.ingest.posts.units import Unit, make_units
from archive.ingest.posts.versions import rejoined, versions
from archive.reasons import Considered, Note, nothing
from archive.records import NO_LANGUAGE, Page, Span, Split

log = logging.getLogger(__name__)


def split_page(page: Page, note: Note = nothing) -> Split:
    """The texts of `page`: its posts, each in one language, and what belongs to none.

    `note` is told where posts could begin, and what could be their titles.

    Every character of the page that is not white space stands in exactly one span of one draft or
    in chrome.
    """
    marked = page.markup
    texts = [page.text[b.start : b.end] for b in page.blocks]
    spoken = ["" if b.lang == NO_LANGUAGE else text for b, text in zip(page.blocks, texts, strict=True)]
    units = make_units(page, texts, guess_blocks(spoken), marked=marked)
    drafts = []
    for number, post in enumerate(_posts(page, units, note)):
        if note is not nothing:
            note(_titled(number, post))
        drafts += draw_up(page, number, post, versions(post))
    log.debug("%s blocks, %s texts", len(units), len(drafts))
    return Split(tuple(drafts), tuple(_rest(page, [s for d in drafts for s in d.spans])))


def _titled(number: int, post: Post) -> Considered:
    """Where the title of a post comes from, or why it has none."""
    start = post.title_unit.block.start if post.title_unit else None
    words = post.title_unit.text if post.title_unit else post.units[0].text
    return Considered(
        "title", post.title, words, post.title_rule, post.title is not None, post.title_why, {}, start, number
    )


def _posts(page: Page, units: Sequence[Unit], note: Note) -> list[Post]:
    live = [u for u in units if not u.chrome]
    groups: dict[int, list[Unit]] = {}
    for unit in live:
        if unit.block.group is not None:
            groups.setdefault(unit.block.group, []).append(unit)
    if groups:
        posts = [frame_group(page.hints.get(g), held) for g, held in groups.items()]
        for held in groups.values():
            start, words = held[0].block.start, held[0].text
            note(
                Considered("post", None, words, "markup", True, "a container of the page's markup", {}, start)
            )
    elif page.single:
        posts = [frame_flat(page, live, alone=True)] if live else []
    else:
        starts = find_starts(live, note)
        parts = [live[a:b] for a, b in pairwise([*starts, len(live)])]
        posts = rejoined([frame_flat(page, part, alone=len(parts) == 1) for part in parts])
    return [post for post in posts if post.units]


def _rest(page: Page, spans: Sequence[Span]) -> list[Span]:
    """What of the page's blocks no span covers."""
    taken = sorted(spans, key=lambda s: s.start)
    rest: list[Span] = []
    k = 0
    for block in page.blocks:
        at = block.start
        while k < len(taken) and taken[k].end <= at:
            k += 1
        j = k
        while j < len(taken) and taken[j].start < block.end:
            if taken[j].start > at and page.text[at : taken[j].start].strip():
                rest.append(Span(at, taken[j].start))
            at = max(at, taken[j].end)
            j += 1
        if at < block.end and page.text[at : block.end].strip():
            rest.append(Span(at, block.end))
    return rest
