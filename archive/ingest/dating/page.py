"""What a page with one date and several texts says of the day of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.ingest.dating.candidates import A_DAY, DateCandidate, PageScene, names, never_written, of_name
from archive.ingest.dating.own import alone_line, day_of
from archive.ingest.posts.lines import day_of_issue
from archive.records import DateBasis, Dating, Draft, Role

# Blocks before the first text of a page that may say the day of all.
_OVER = 6
_HEAD = 30  # among which an issue may be named
_WIDE = 3  # line ends: two blank lines
_RULE = " \t\r\n*-_=~#·•—–"
# A title and what stands with it over a date line have no more words.
_TITLE_WORDS = 40


def named(draft: Draft, scene: PageScene) -> Iterator[DateCandidate]:
    """The day in the name of the file and in the address of the text, or of its page."""
    for basis, words, date in names(draft, scene):
        if len(date) == A_DAY:
            yield of_name(basis, words, date, scene)


def page_days(
    drafts: Sequence[Draft], found: Sequence[Dating | None], scene: PageScene
) -> list[list[DateCandidate]]:
    """For each draft what a page with one date and several texts says of their day.

    A line over all of them counts for each that says nothing else; the markup of the page, or a line that
    only the first one has, where no other text has a day of its own and none is a post to the markup. The
    line of the first of several that are set off as equals is its own.
    """
    if scene.alone:
        return [[] for _ in drafts]
    over = [DateCandidate(DateBasis.PAGE, day, line) for line, day in _lines_over(drafts, scene)]
    page = scene.page
    days = {f.date for f in found if f is not None}
    posts = any(block.group is not None for block in page.blocks)
    whole: list[DateCandidate] = []
    if page.date:
        words = "markup of the page"
        why = never_written(page.date, scene)
        if not why and (posts or not days <= {page.date}):
            why = f"the page holds several posts, and {page.date} is its own date"
        whole.append(DateCandidate(DateBasis.PAGE, None if why else page.date, words, why))
    first = found[0] if _opens(drafts[0], found[0]) else None
    if (
        not posts
        and first
        and first.basis is DateBasis.DATELINE
        and len(days) == 1
        and len(first.date) == A_DAY
    ):
        under = not drafts[0].text.startswith(first.evidence)  # its title; over all it is the page's
        why = "it is that of the first of several posts" if under and _are_equals(drafts, scene) else ""
        whole.append(DateCandidate(DateBasis.PAGE, None if why else first.date, first.evidence, why))
    first_post = min(drafts, key=lambda d: d.start).post
    each = any(_has_line(d) for d in drafts if d.post != first_post)  # then the line over all is the first's
    return [[*(over if not each or d.post == first_post else ()), *whole] for d in drafts]


def _are_equals(drafts: Sequence[Draft], scene: PageScene) -> bool:
    """Whether the texts of a page are set off from one another: by rules, gaps, headings of one level."""
    page = scene.page
    starts = sorted({min(d.start for d in drafts if d.post == post) for post in {d.post for d in drafts}})
    levels = {b.start: b.level for b in page.blocks if b.level}
    first = levels.get(starts[0])
    wide = [len(_gap(page.text[:start])) >= _WIDE for start in starts[1:]]
    alike = [first is not None and levels.get(start) == first for start in starts[1:]]
    return len(starts) > 1 and all(one or other for one, other in zip(wide, alike, strict=True))


def _gap(before: str) -> list[str]:
    """The line ends between a text and what stands before it, signs of a rule passed over."""
    return re.findall("\n", before[len(before.rstrip(_RULE)) :])


def _opens(draft: Draft, dating: Dating | None) -> bool:
    """Whether the words that date a draft stand at its beginning: under its title, before its text."""
    if dating is None:
        return False
    before, line, _ = draft.text.partition(dating.evidence)
    return bool(line) and len(before.split()) <= _TITLE_WORDS


def _lines_over(drafts: Sequence[Draft], scene: PageScene) -> Iterator[tuple[str, str]]:
    """The date lines over the first text of a page, and their days."""
    page, first = scene.page, min(drafts, key=lambda d: d.start)
    over = [b for b in page.blocks if b.end <= first.start and b.role is not Role.CHROME]
    for block in over[:_HEAD]:  # an issue says its day over the list of what is in it
        line = page.text[block.start : block.end]
        if part := day_of_issue(line, first.lang):
            yield line, f"{part.year:04d}-{part.month:02d}" + (f"-{part.day:02d}" if part.day else "")
    over = over[-_OVER:]
    lines = [line for b in over for line in page.text[b.start : b.end].split("\n")]
    # The line of a paper's page may have come into the first text.
    head = [(line, True) for line in first.text.split("\n", _OVER)[:_OVER]]
    for line, of_page in [(page.dateline or "", False), *((line, False) for line in lines), *head]:
        one, _ = alone_line(line.strip(), first.lang) if line.strip() else (None, "")
        if one is not None and (one.of_page or not of_page) and (day := day_of(one, first, scene)):
            yield one.words, day


def _has_line(draft: Draft) -> bool:
    """Whether a text has a line as over the page of a paper among its first ones."""
    lines = (line.strip() for line in draft.text.split("\n", _OVER)[:_OVER])
    found = (alone_line(line, draft.lang)[0] for line in lines if line)
    return any(one is not None and one.of_page for one in found)


def unless_another(
    named: Sequence[list[DateCandidate]], found: Sequence[Dating | None]
) -> list[list[DateCandidate]]:
    """The same without the day of the file or the page where a text of it has another one of its own."""
    days = {f.date for f in found if f is not None}
    return [
        [
            c
            if len(named) == 1 or c.date is None or days <= {c.date}
            else replace(c, date=None, why="another text of the page has a day of its own")
            for c in candidates
        ]
        for candidates in named
    ]
