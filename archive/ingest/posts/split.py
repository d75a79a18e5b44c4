"""A page to its drafts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from archive.ingest.language import guess_blocks
from archive.ingest.posts import limits as decided
from archive.ingest.posts.boundaries import find_starts
from archive.ingest.posts.drafts import Post, draw_up
from archive.ingest.posts.frame import frame_flat, frame_group
from archive.ingest.posts.limits import LimitDecisions, UnitGroup
from archive.ingest.posts.units import Unit, make_units
from archive.ingest.posts.versions import rejoined, versions
from archive.reasons import Considered, Note, nothing
from archive.records import NO_LANGUAGE, Page, Span, Split

if TYPE_CHECKING:
    from archive.catalog.limits import PostLimit

log = logging.getLogger(__name__)


def split_page(page: Page, note: Note = nothing, limits: Sequence[PostLimit] = ()) -> Split:
    """The texts of `page`: its posts, each in one language, and what belongs to none.

    `note` is told where posts could begin, and what could be their titles. `limits`: what persons decided on
    where texts begin, as far as it is about this page.

    Every character of the page that is not white space stands in exactly one span of one draft or
    in chrome.
    """
    marked = page.markup
    texts = [page.text[b.start : b.end] for b in page.blocks]
    spoken = ["" if b.lang == NO_LANGUAGE else text for b, text in zip(page.blocks, texts, strict=True)]
    units = make_units(page, texts, guess_blocks(spoken), marked=marked)
    drafts = []
    decisions = decided.find(units, limits)
    for number, post in enumerate(_posts(page, units, decisions, note)):
        if note is not nothing:
            note(_titled(number, post))
        drafts += draw_up(page, number, post, versions(post))
    log.debug("%s blocks, %s texts", len(units), len(drafts))
    rest = _rest(page, [s for d in drafts for s in d.spans])
    decided_at = tuple((limit.act, unit.block.start, unit.block.end) for limit, unit in decisions.found)
    return Split(tuple(drafts), tuple(rest), decided_at)


def _titled(number: int, post: Post) -> Considered:
    """Where the title of a post comes from, or why it has none."""
    start = post.title_unit.block.start if post.title_unit else None
    words = post.title_unit.text if post.title_unit else post.units[0].text
    return Considered(
        "title", post.title, words, post.title_rule, post.title is not None, post.title_why, {}, start, number
    )


def _posts(page: Page, units: Sequence[Unit], decisions: LimitDecisions, note: Note) -> list[Post]:
    found = _parts(page, [u for u in units if not u.chrome], note)
    parts = decided.recut(found, decisions)
    if note is not nothing:
        for limit, unit in decisions.found:
            holds = decisions.last.get(unit.block.start) is limit
            rule = f"decision {limit.act}"
            note(Considered("post", limit.verdict, unit.text, "manual", holds, rule, {}, unit.block.start))
    posts: list[Post] = []
    # What a person parted is not joined again.
    for _, some in groupby(enumerate(parts), key=_counted()):
        framed = [_framed(page, part, first=not i, alone=len(parts) == 1) for i, part in some]
        flat = not page.single and all(part.group is None for part in found)
        posts += rejoined(framed) if flat else framed
    return [post for post in posts if post.units]


def _counted() -> Callable[[tuple[int, UnitGroup]], int]:
    """Numbers the stretches of parts that persons set apart."""
    count = 0

    def number(one: tuple[int, UnitGroup]) -> int:
        nonlocal count
        count += one[1].cut
        return count

    return number


def _framed(page: Page, part: UnitGroup, *, first: bool, alone: bool) -> Post:
    if part.group is not None:
        return frame_group(page.hints.get(part.group), part.units)
    return frame_flat(page, part.units, alone=first if page.single else alone)


def _parts(page: Page, live: Sequence[Unit], note: Note) -> list[UnitGroup]:
    """The posts of a page by themselves, as units."""
    groups: dict[int, list[Unit]] = {}
    for unit in live:
        if unit.block.group is not None:
            groups.setdefault(unit.block.group, []).append(unit)
    if groups:
        for members in groups.values():
            start, words = members[0].block.start, members[0].text
            note(
                Considered("post", None, words, "markup", True, "a container of the page's markup", {}, start)
            )
        return [UnitGroup(tuple(members), group) for group, members in groups.items()]
    if page.single:
        return [UnitGroup(tuple(live))] if live else []
    starts = find_starts(live, note)
    return [UnitGroup(tuple(live[a:b])) for a, b in pairwise([*starts, len(live)])]


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
