"""The order of evidence, and the posts around an undated one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from archive import clock, edtf
from archive.ingest.dating.candidates import DateCandidate, PageScene
from archive.ingest.dating.own import strong, weak
from archive.ingest.dating.page import named, page_days, unless_another
from archive.reasons import Considered, Note, nothing
from archive.records import DateBasis, Dating, Draft, Page, Span

# A first line that is longer is no title (characters).
_TITLE = 200
# Neighbouring posts tell the date of the one between them when they are this close (days).
_CLOSE = 62


def date_documents(
    drafts: Sequence[Draft], page: Page, note: Note = nothing, *, name: str = ""
) -> list[Dating | None]:
    """The date of every draft of a page, None where nothing tells it; one answer a draft, in order.

    `name` is the path of the file as it was given. `note` is told of all that was considered, also behind the
    first answer.
    """
    scene = PageScene(page, name, len({d.post for d in drafts}) <= 1, clock.now()[:10])
    heads = [list(strong(d, scene)) for d in drafts]
    files = [list(named(d, scene)) for d in drafts]
    found = _shared([_first(c) for c in heads], drafts)
    over = page_days(drafts, found, scene)
    last = [list(weak(d, scene)) for d in drafts]
    rest = [[*n, *o, *w] for n, o, w in zip(unless_another(files, found), over, last, strict=True)]
    found = _shared([f or _first(c) for f, c in zip(found, rest, strict=True)], drafts)
    dated = _neighbours(found, drafts)
    if note is not nothing:
        for draft, dating, one, other in zip(drafts, dated, heads, rest, strict=True):
            _explain(draft, [*one, *other], dating, note)
    return dated


def date_text(text: str, lang: str) -> Dating | None:
    """The date of a text that stands alone, told by its own words; its first line may be its title."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), None)
    title = first if first and len(first) <= _TITLE else None
    draft = Draft(0, lang, text, (Span(0, len(text)),), (), title=title)
    return date_documents([draft], Page(text, ()))[0]


def _first(candidates: Sequence[DateCandidate]) -> Dating | None:
    return next((Dating(c.date, c.basis, c.evidence) for c in candidates if c.date is not None), None)


def _shared(found: Sequence[Dating | None], drafts: Sequence[Draft]) -> list[Dating | None]:
    """The same with the date of a post given to its versions that have none."""
    by_post: dict[int, Dating] = {}
    for one, draft in zip(found, drafts, strict=True):
        if one is not None:
            by_post.setdefault(draft.post, one)
    return [one or by_post.get(d.post) for one, d in zip(found, drafts, strict=True)]


def _explain(draft: Draft, candidates: Sequence[DateCandidate], dating: Dating | None, note: Note) -> None:
    taken = False
    # The date line that stands around a post is often one of its lines too.
    for one in dict.fromkeys(candidates):
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
