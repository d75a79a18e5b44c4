"""Which facets a search counts, and how much of each."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from functools import lru_cache
from typing import Final

from archive.search.plan import FacetCount
from archive.search.port import FACETS, MORE, Days, EngineQuery

_TOP: Final = 20
_WHOLE: Final = 500  # of the facet that is told at length
_EVERY: Final = ("year", "undated", "translated")  # few values, all of them told

Parts = tuple[tuple[str, Days], ...]


def facet_counts(ask: EngineQuery) -> tuple[FacetCount, ...]:
    """The facets in the order in which they are told.

    Months are counted where a search keeps to one year, days where it keeps to one month.
    """
    return _facets(ask.where.dated, ask.more, ask.whole)


@lru_cache(32)
def _facets(dated: Days | None, asked: tuple[str, ...], whole: str) -> tuple[FacetCount, ...]:
    parts = {"month": _months(dated), "day": _days(dated)}
    more = [name for name in MORE if name in asked or name == whole]
    return tuple(FacetCount(name, _most(name, whole), parts.get(name)) for name in (*FACETS, *more))


def _most(name: str, whole: str) -> int | None:
    if name in _EVERY:
        return None
    return _WHOLE if name == whole else _TOP


def _months(span: Days | None) -> Parts:
    """The months of the one year that a search keeps to: "2015-08"."""
    if span is None:
        return ()
    first, last = map(dt.date.fromordinal, span)
    if first.year != last.year or first.month == last.month:
        return ()
    months = [(first.year, month) for month in range(first.month, last.month + 1)]
    return tuple(
        (f"{y:04}-{m:02}", (dt.date(y, m, 1).toordinal(), dt.date(y, m, monthrange(y, m)[1]).toordinal()))
        for y, m in months
    )


def _days(span: Days | None) -> Parts:
    """The days of the one month that a search keeps to: "2015-08-20"."""
    if span is None:
        return ()
    first, last = map(dt.date.fromordinal, span)
    if (first.year, first.month) != (last.year, last.month) or first == last:
        return ()
    return tuple((dt.date.fromordinal(day).isoformat(), (day, day)) for day in range(span[0], span[1] + 1))
