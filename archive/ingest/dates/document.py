"""When was a document written? Its own words and its page's, weighed; no date rather than a wrong one.

Asked in this order, the first answer counts:

1. the markup of the post, or of the page where it holds one post (`metadata`);
2. a date line or byline: what the reader cut out as such, or a line of the opening or the last line
   that is nothing but a date, with a place, an author, "posted on" (`dateline`);
3. a day at the beginning or the end of the title (`title`);
4. the year that the dated days of the text agree on, if the text leaves that year out elsewhere and
   names no later one (`text`): a guess, marked `~`;
5. the posts before and after it on the same page (`neighbour`): a guess, marked `~`.

A date line without a year takes it from its weekday, then from the text: the first year from the
latest that the text names on which the weekday allows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive import edtf
from archive.ingest.dates import moments
from archive.ingest.dates.core import Part
from archive.ingest.dates.finder import find_parts
from archive.ingest.dates.resolve import evidence
from archive.records import DateBasis, Dating, Draft, Page

# Lines of the opening that can be a date line, and how long one is (characters).
_TOP = 6
_LINE = 120
# What may stand around the date of a date line: places, names, and these words.
_AROUND = re.compile(
    r"(?:by|par|on|le|la|the|at|à|a|de|du|des|in|en|posted|published|publié|publiée|mis|mise|ligne|jour|updated|date|"
    r"and|et|modified|last|dernière|mise|written|écrit|from|last|edited|article|communiqué|press|release|presse|"
    r"[^\W\d_a-zà-ÿ][\w'’.-]*|\d{1,2}[:h]\d{0,2}|[ap]\.?m\.?|[\W_])+",
)
_SAYS = re.compile(
    r"\b(?:by|par|posted|published|publi[ée]e?|mis en ligne|written|updated|écrit)\b", re.IGNORECASE
)
# Years that a weekday may reach beyond the latest year of the text: every day has its weekday again
# after 5, 6 or 11 years.
_REACH = 11
# Neighbouring posts tell the date of the one between them when they are this close (days).
_CLOSE = 62


def date_documents(drafts: Sequence[Draft], page: Page) -> list[Dating | None]:
    """The date of every draft of a page, None where nothing tells it; one answer a draft, in order."""
    alone = len({d.post for d in drafts}) == 1
    found = [_own(d, page, alone) for d in drafts]
    for i, draft in enumerate(drafts):
        if found[i] is None:
            found[i] = next(
                (f for f, d in zip(found, drafts, strict=True) if f and d.post == draft.post), None
            )
    return _neighbours(found, drafts)


def _own(draft: Draft, page: Page, alone: bool) -> Dating | None:
    if draft.date and edtf.valid(draft.date):
        return Dating(draft.date, DateBasis.METADATA, "markup of the post")
    if alone and page.date and edtf.valid(page.date):
        return Dating(page.date, DateBasis.METADATA, "markup of the page")
    return _dateline(draft) or _title(draft) or _agreed(draft)


def _dateline(draft: Draft) -> Dating | None:
    if draft.dateline:
        value = _day_of(draft.dateline, draft)
        if value:
            return Dating(value, DateBasis.DATELINE, draft.dateline.strip())
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()]
    for line in [*lines[:_TOP], *lines[-1:]]:
        if len(line) <= _LINE and line != draft.title and _is_dateline(line, draft.lang):
            value = _day_of(line, draft)
            if value:
                return Dating(value, DateBasis.DATELINE, line)
    return None


def _is_dateline(line: str, lang: str) -> bool:
    """Whether a line is a date with at most a place or an author before it, or says "posted on"."""
    parts = find_parts(line, lang)
    if len(parts) != 1 or not isinstance(parts[0][2], Part) or parts[0][2].day is None:
        return False
    start, end, _ = parts[0]
    before, after = line[:start], line[end:]
    if not _fits(before) or not _fits(after):
        return False
    if not re.search(r"\w", before + after):
        return True
    if _SAYS.search(before):
        return True
    named = re.search(r"[,(]\s*(?:le|on|the)?\s*$", before, re.IGNORECASE) is not None
    return named and not re.search(r"[^\W\d]{2,}", after)


def _fits(rest: str) -> bool:
    return not rest or _AROUND.fullmatch(rest) is not None


def _day_of(line: str, draft: Draft) -> str | None:
    """The first day that a line names, its year completed."""
    for _, _, part in find_parts(line, draft.lang):
        if not isinstance(part, Part) or part.month is None or part.day is None:
            continue
        if part.year is not None:
            day = moments.date(part.year, part.month, part.day)
            return day.isoformat() if day else None
        return _with_year(part, draft)
    return None


def _with_year(part: Part, draft: Draft) -> str | None:
    """A day without a year, its year told by the weekday and the years of the text."""
    parts = [p for _, _, p in find_parts(draft.text, draft.lang) if isinstance(p, Part)]
    years = [p.year for p in parts if p.year is not None and p.year >= 1900]
    if not years or part.month is None or part.day is None:
        return None
    latest = max(years)
    if part.weekday is None:
        _, usual = evidence(parts)
        day = usual and usual == latest and moments.date(usual, part.month, part.day)
        return f"{day.isoformat()}~" if day else None
    for year in range(latest, latest + _REACH + 1):
        day = moments.date(year, part.month, part.day)
        if day and day.weekday() == part.weekday:
            return f"{day.isoformat()}~"
    return None


def _title(draft: Draft) -> Dating | None:
    """A full date that opens or closes the title; one inside it is what the text is about."""
    if not draft.title:
        return None
    for start, end, part in find_parts(draft.title, draft.lang):
        if not isinstance(part, Part) or not (part.year and part.month and part.day):
            continue
        before, after = draft.title[:start].rstrip(), draft.title[end:].lstrip(" )]")
        opens = not before and re.match(r"[:–—|-]", after)
        closes = not after and (not before or re.search(r"[,:–—|(\[-]$", before))
        day = moments.date(part.year, part.month, part.day)
        if (opens or closes) and day:
            return Dating(day.isoformat(), DateBasis.TITLE, draft.title[start:end])
    return None


def _agreed(draft: Draft) -> Dating | None:
    """The year that the days of the text agree on, where the text takes it for granted elsewhere."""
    found = [p for _, _, p in find_parts(draft.text, draft.lang) if isinstance(p, Part)]
    years = [p.year for p in found if p.year is not None and p.year >= 1900]
    _, usual = evidence(found)
    bare = [p for p in found if p.year is None and p.month and p.day]
    if usual is None or not bare or usual != max(years):
        return None
    return Dating(f"{usual:04d}~", DateBasis.TEXT, f"most of its dates are of {usual}")


def _neighbours(found: Sequence[Dating | None], drafts: Sequence[Draft]) -> list[Dating | None]:
    """The same with an undated post dated by the posts around it, where those are in order and close."""
    order = sorted({d.post for d in drafts})
    by_post = {d.post: f for f, d in zip(found, drafts, strict=True) if f}
    days = {
        p: day
        for p, f in by_post.items()
        if edtf.precision(f.date) is edtf.Precision.DAY and (day := edtf.earliest(f.date))
    }
    dated = [days[p] for p in order if p in days]
    falling = all(a >= b for a, b in pairwise(dated))
    rising = all(a <= b for a, b in pairwise(dated))
    out = list(found)
    if len(dated) < 2 or not (falling or rising):
        return out
    for i, draft in enumerate(drafts):
        if out[i] is not None:
            continue
        before = [days[p] for p in order if p < draft.post and p in days]
        after = [days[p] for p in order if p > draft.post and p in days]
        if not before or not after:
            continue
        low, high = sorted((before[-1], after[0]))
        if (high - low).days > _CLOSE:
            continue
        value = low.isoformat() if low == high else f"{low.isoformat()}/{high.isoformat()}"
        out[i] = Dating(edtf.approximate(value), DateBasis.NEIGHBOUR, f"between posts of {low} and {high}")
    return out
