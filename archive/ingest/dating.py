"""When was a document written? Its own words and its page's, weighed; no date rather than a wrong one.

Asked in this order, the first answer counts:

1. the markup of the post, or of the page where it holds one post (`metadata`);
2. a date line or byline: what the reader cut out as such, or a line of the opening or the last line
   that is nothing but a date, with a place, an author, "posted on" (`dateline`);
3. a day at the beginning or the end of the title (`title`);
4. the year that the dated days of the text agree on, if the text leaves that year out elsewhere and
   names no later one (`text`): a guess, marked `~`;
5. the day on which a program made the file, where it holds one text (`metadata`): a copy, a form filled
   in anew or a scan is younger or older than its text, so it comes last;
6. the posts before and after it on the same page (`neighbour`): a guess, marked `~`.

A date line without a year takes it from its weekday, then from the text: the first year from the
latest that the text names on which the weekday allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive import edtf
from archive.dates import moments
from archive.dates.core import Part
from archive.dates.finder import find_parts
from archive.dates.resolve import evidence
from archive.reasons import Considered, Note, nothing
from archive.records import DateBasis, Dating, Draft, Page, Span

# Lines of the opening that can be a date line, and how long one is (characters).
_TOP = 6
_LINE = 120
# A first line that is longer is no title (characters).
_TITLE = 200
# What may stand beside the date of a line that says when it was published. (Possessive: every line is
# read once.)
_AROUND = re.compile(
    r"(?:(?:by|par|on|le|la|the|at|à|a|de|du|des|in|en|and|et|from|posted|published|publiée?|mise?|ligne|"
    r"jour|updated|date|modified|last|dernière|written|écrit|edited|article|communiqué|press|release|presse|"
    r"actualisée|[ap]\.?m\.?)\b|[^\W\d_a-zà-ÿ][\w'’.-]*+|\d{1,2}[:h]\d{0,2}|[\W_])++",
)
_SAYS = re.compile(
    r"\b(?:by|par|posted|published|publi[ée]e?|mise? (?:en ligne|à jour)|written|updated|actualisée|écrit)\b",
    re.IGNORECASE,
)
# A place or an author, a comma, then the date: "Calais, le 3 mars".
_NAMED = re.compile(
    r"(?:(?:by|par|de|du|des|la|le|les|the|of|and|et|sur|en|sous|d|l)\b|[^\W\d_a-zà-ÿ][\w.-]*+|[ '’&.-])++"
    r"\s*[,(]+\s*(?:le|on|the)?\s*",
)
# News agencies' datelines run on: "CALAIS, 3 mars 2016 – The camp …".
_RUNS_ON = re.compile(r"[\s.,)]*[–—][\s–—]|[\s.,)]*\s-\s|\s*\([A-Z][\w ]+\)\s*[-–—]")
# The year of the days that agree must be that of this share of them, and of so many.
_AGREE = 0.6
_ENOUGH = 3
# Years that a weekday may reach beyond the latest year of the text: every day has its weekday again
# after 5, 6 or 11 years.
_REACH = 11
# Neighbouring posts tell the date of the one between them when they are this close (days).
_CLOSE = 62


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Words that may tell the date of a document; `date` None: `why` says what speaks against them."""

    basis: DateBasis
    date: str | None
    evidence: str
    why: str = ""


def date_documents(drafts: Sequence[Draft], page: Page, note: Note = nothing) -> list[Dating | None]:
    """The date of every draft of a page, None where nothing tells it; one answer a draft, in order.

    `note` is told of all that was considered, also behind the first answer.
    """
    alone = len({d.post for d in drafts}) == 1
    found = [_own(d, page, alone) for d in drafts]
    for i, draft in enumerate(drafts):
        if found[i] is None:
            found[i] = next(
                (f for f, d in zip(found, drafts, strict=True) if f and d.post == draft.post), None
            )
    dated = _neighbours(found, drafts)
    if note is not nothing:
        for draft, dating in zip(drafts, dated, strict=True):
            _explain(draft, page, alone, dating, note)
    return dated


def _explain(draft: Draft, page: Page, alone: bool, dating: Dating | None, note: Note) -> None:
    taken = False
    # The date line that stands around a post is often one of its lines too.
    for one in dict.fromkeys(_candidates(draft, page, alone)):
        first = not taken and one.date is not None
        taken = taken or first
        why = one.why or (_FIRST if first else "what comes before it in the order of evidence was taken")
        value = one.date
        note(
            Considered("date", value, one.evidence, one.basis.value, first, why, {}, draft.start, draft.post)
        )
    if dating and not taken:
        own = dating.basis is DateBasis.NEIGHBOUR
        why = "the posts around it are in order and close" if own else "told by the other version of the post"
        rule = dating.basis.value
        note(Considered("date", dating.date, dating.evidence, rule, True, why, {}, draft.start, draft.post))


_FIRST = "the first in the order of evidence"


def date_text(text: str, lang: str) -> Dating | None:
    """The date of a text that stands alone, told by its own words; its first line may be its title."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), None)
    title = first if first and len(first) <= _TITLE else None
    draft = Draft(0, lang, text, (Span(0, len(text)),), (), title=title)
    return _own(draft, Page(text, ()), alone=True)


def _own(draft: Draft, page: Page, alone: bool) -> Dating | None:
    for one in _candidates(draft, page, alone):
        if one.date is not None:
            return Dating(one.date, one.basis, one.evidence)
    return None


def _candidates(draft: Draft, page: Page, alone: bool) -> Iterator[_Candidate]:
    """All that may tell the date of a draft, in the order of evidence; the first with a date counts."""
    if draft.date:
        yield _marked(draft.date, "markup of the post")
    if page.date and alone:
        yield _marked(page.date, "markup of the page")
    elif page.date:
        why = f"the page holds several posts, and {page.date} is its own date"
        yield _Candidate(DateBasis.METADATA, None, "markup of the page", why)
    yield from _datelines(draft)
    yield from _titles(draft)
    yield from _agreed(draft)
    if page.made and alone:
        yield _marked(page.made, "the day on which the file was made")


def _marked(date: str, where: str) -> _Candidate:
    if edtf.valid(date):
        return _Candidate(DateBasis.METADATA, date, where)
    return _Candidate(DateBasis.METADATA, None, where, f"{date!r} is no date")


def _datelines(draft: Draft) -> Iterator[_Candidate]:
    if draft.dateline:
        yield _dateline(draft.dateline.strip(), _day_of(draft.dateline, draft))
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()]
    top = [line for line in lines[:_TOP] if line != draft.title]
    found = []
    for line in top:
        why = _no_dateline(line, draft.lang)
        if not why:
            found.append(line)
        elif why is not _DATELESS:
            yield _Candidate(DateBasis.DATELINE, None, line, why)
    # Several days that stand alone are an agenda; a first one before everything else still counts.
    if len({_day_of(line, draft) for line in found}) > 1:
        for line in found:
            if line not in top[:1]:
                yield _Candidate(
                    DateBasis.DATELINE, None, line, "one of several days that stand alone: an agenda"
                )
        found = [line for line in found if line in top[:1]]
    if not found and lines and len(lines) > 1 and not _no_dateline(lines[-1], draft.lang):
        found = lines[-1:]
    for line in found:
        yield _dateline(line, _day_of(line, draft))
    for line in top:
        if running := _running_dateline(line, draft.lang):
            yield running


def _dateline(line: str, day: str | None) -> _Candidate:
    return _Candidate(DateBasis.DATELINE, day, line, "" if day else "no year is known for its day")


_DATELESS = "no date in it"


def _no_dateline(line: str, lang: str) -> str:
    """Why a line is no date with at most a place or an author before it, nor says "posted on"; else ""."""
    if len(line) > _LINE:
        return _DATELESS
    if line.endswith((":", ";")) or line[0] in "—–":
        return "it leads on to what follows" if find_parts(line, lang) else _DATELESS
    parts = find_parts(line, lang)
    if not parts:
        return _DATELESS
    if len(parts) != 1:
        return "it holds several dates"
    start, end, part = parts[0]
    if not isinstance(part, Part) or part.day is None:
        return "its date is no day"
    before, after = line[:start], line[end:]
    if not re.search(r"\w", before.replace("le ", "").replace("Le ", "") + after):
        return ""
    if _SAYS.search(before):
        return "" if _fits(before) and _fits(after) else _WORDS
    return "" if _NAMED.fullmatch(before) is not None and not re.search(r"[^\W\d]{2,}", after) else _WORDS


_WORDS = "other words stand beside its date"


def _fits(rest: str) -> bool:
    return not rest or _AROUND.fullmatch(rest) is not None


def _running_dateline(line: str, lang: str) -> _Candidate | None:
    """The full date with which a paragraph opens, after a place at most, before a dash."""
    parts = find_parts(line[:_LINE], lang)
    if not parts:
        return None
    start, end, part = parts[0]
    if not isinstance(part, Part) or not (part.year and part.month and part.day):
        return None
    day = moments.date(part.year, part.month, part.day)
    before = line[:start]
    if day and _RUNS_ON.match(line, end) and (not before.strip(" (") or _NAMED.fullmatch(before)):
        return _Candidate(DateBasis.DATELINE, day.isoformat(), line[:end])
    return None


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


def _titles(draft: Draft) -> Iterator[_Candidate]:
    """A full date that opens or closes the title; one inside it is what the text is about."""
    if not draft.title:
        return
    for start, end, part in find_parts(draft.title, draft.lang):
        words = draft.title[start:end]
        if not isinstance(part, Part) or not (part.year and part.month and part.day):
            yield _Candidate(DateBasis.TITLE, None, words, "it is no day with its year")
            continue
        before, after = draft.title[:start].rstrip(), draft.title[end:].lstrip(" )]")
        opens = not before and re.match(r"[:–—|-]", after)
        closes = not after and (not before or re.search(r"[,:–—|(\[-]$", before))
        day = moments.date(part.year, part.month, part.day)
        if (opens or closes) and day:
            yield _Candidate(DateBasis.TITLE, day.isoformat(), words)
        else:
            why = "inside the title it is what the text is about" if day else "there is no such day"
            yield _Candidate(DateBasis.TITLE, None, words, why)


def _agreed(draft: Draft) -> Iterator[_Candidate]:
    """The year that the days of the text agree on, where the text takes it for granted elsewhere."""
    found = [p for _, _, p in find_parts(draft.text, draft.lang) if isinstance(p, Part)]
    days = [p for p in found if p.day and p.year and p.year >= 1900]
    years = [p.year for p in found if p.year is not None]
    bare = [p for p in found if p.year is None and p.month and p.day]
    if not days:
        return
    latest = max(years)
    count = sum(p.year == latest for p in days)
    words = f"{count} of its {len(days)} dates are of {latest}"
    if not bare:
        yield _Candidate(DateBasis.TEXT, None, words, "no day of the text takes a year for granted")
    elif count < _ENOUGH or count < _AGREE * len(days):
        why = f"less than {_ENOUGH}, or than {_AGREE:.0%} of them"
        yield _Candidate(DateBasis.TEXT, None, words, why)
    else:
        yield _Candidate(DateBasis.TEXT, f"{latest:04d}~", words)


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
