"""Dates that travel: a text that bears no date takes that of its translation or of a copy.

An excerpt takes that of its text, and gives none: the page that it stands on has a day of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from archive.catalog import Catalog, days, documents, kin
from archive.catalog.days import DocumentDate
from archive.records import DateBasis, Dating, Mention

# What a date rests on, by how much it is worth to another text. One that was itself taken from a
# neighbour on the page goes nowhere.
_WORTH: Final = {
    DateBasis.MANUAL: 0, DateBasis.DATELINE: 1, DateBasis.METADATA: 2, DateBasis.TITLE: 3,
    DateBasis.FILENAME: 4, DateBasis.ADDRESS: 5, DateBasis.PAGE: 6, DateBasis.TEXT: 7,
}  # fmt: skip


_PLACES: Final = (DateBasis.FILENAME, DateBasis.ADDRESS)
_A_DAY: Final = len("2016-05-03")


def _firm(dated: DocumentDate) -> tuple[str, DateBasis] | None:
    """A date that others may take: no guess (`2017~`), and not itself from a translation."""
    for date, basis in ((dated.date, dated.basis), (dated.own, dated.own_basis)):
        if basis in _PLACES and len(date or "") < _A_DAY:
            continue  # the month of an address is less than the day of a translation
        if date and basis in _WORTH and not date.endswith("~"):
            return date, basis
    return None


def travel(catalog: Catalog, docs: Iterable[int]) -> int:
    """Gives those of `docs` that have no firm date, or but a guess, that of their translation or copy.

    Takes it back where the link is gone. The dates in the text are read anew from that day. Returns how many
    dates came, changed or went.
    """
    docs = sorted(set(docs))
    groups = kin.groups(catalog, docs)
    together: dict[int, list[int]] = defaultdict(list)
    for n, work in groups.work.items():
        together[work].append(n)
    dated = days.dates(catalog, {*docs, *groups.work})
    count = 0
    for n in docs:
        if n not in dated or _firm(dated[n]) or dated[n].decided:
            continue
        mine = dated[n]
        others = [m for m in together.get(groups.work.get(n, -1), ()) if m != n and m not in groups.excerpts]
        copies = {m for m in others if n in groups.text and groups.text.get(m) == groups.text[n]}
        brought = _best(dated, others, copies, excerpt=n in groups.excerpts)
        before = Dating(mine.date, mine.basis, mine.evidence) if mine.date and mine.basis else None
        own = mine.own if mine.own_basis else None
        if brought == before or (brought is None and mine.date == own):
            continue
        days.set_date(catalog, n, brought, _read_anew(catalog, n, brought.date if brought else own))
        count += 1
    return count


def _best(
    dated: Mapping[int, DocumentDate], others: Iterable[int], copies: Collection[int], *, excerpt: bool
) -> Dating | None:
    """The date best founded among those of `others`; of equals the earliest. `copies` are in its language."""
    firm = [(m, dated[m], f) for m in others if m in dated and (f := _firm(dated[m]))]
    if not firm:
        return None
    n, source, (date, basis) = min(firm, key=lambda f: (_WORTH[f[2][1]], f[2][0], f[1].id))
    what = "a copy" if n in copies else "the text it is an excerpt of" if excerpt else "a translation"
    return Dating(date, DateBasis.TRANSLATION, f"{what}, {source.id} ({basis.value})")


def _read_anew(catalog: Catalog, n: int, day: str | None) -> list[Mention]:
    from archive.dates import find_dates  # the grammar loads with the first text that it is needed for

    document = documents.by_number(catalog, [n])[n]
    return find_dates(document.text, document.lang, day)
