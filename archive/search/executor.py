"""Runs plans on the arrays of an engine in this process: which texts match each query, and how well.

What one search asks for twice, first to decide and then to rank, is worked out once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search import plan
from archive.search.columns import ArrayState
from archive.search.grouping import translated
from archive.search.lookup import Lookup
from archive.search.plan import Query, SearchPlan
from archive.search.port import EngineResult
from archive.search.ranking import answer, foremost


@dataclass(frozen=True, slots=True)
class Evaluated:
    """By place: whether a text matches, and its score (None: nothing scores).

    The score of a text that does not match means nothing. `ceiling` is about the score of a text that
    answers in full. Nobody may change the arrays.
    """

    mask: Array
    scores: Array | None
    ceiling: float


class ArrayExecutor:
    """One search on one state."""

    remote: Final = False

    def __init__(self, state: ArrayState, lookup: Lookup | None = None) -> None:
        self.state = state
        self._lookup = lookup or Lookup(state)
        self._evaluated: dict[Query, Evaluated] = {}
        # The same by the object: to hash a tree takes longer than to look most of them up. The query is kept
        # with it, for the number of an object that is gone goes to another.
        self._of_object: dict[int, tuple[Query, Evaluated]] = {}
        self._whole = state.count == state.size

    def langs(self) -> Collection[str]:
        """The languages that there may be texts of."""
        return self.state.coded("lang")[0]

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """In how many texts each query matches."""
        return [self._count(query) for query in queries]

    def best(self, queries: Sequence[Query]) -> list[float]:
        """The best score that each query gives a text; 0 where it matches none."""
        return [self._best(self.evaluated(query)) for query in queries]

    def run(self, asked: SearchPlan) -> EngineResult:
        """A page of hits."""
        found, where = self.evaluated(asked.query), self.passing(asked.where)
        gate = self.mask(asked.meaning.gate) & where if asked.meaning else None
        return answer(self.state, asked, found.mask & where, self._scores(found), found.ceiling or 1.0, gate)

    def _count(self, query: Query) -> int:
        if isinstance(query, plan.Holds) and len(query.fields) == 1:
            return self._lookup.texts(query.form, query.fields[0], query.lang)
        return self._living(self.mask(query))

    def _best(self, found: Evaluated) -> float:
        return 0.0 if found.scores is None else float(found.scores[self._alive(found.mask)].max(initial=0))

    def _alive(self, mask: Array) -> Array:
        """Those of the texts that are there still."""
        return mask if self._whole else mask & self.state.alive

    def _living(self, mask: Array) -> int:
        return int(np.count_nonzero(self._alive(mask)))

    # -- which texts match ---------------------------------------------------------------------------

    def mask(self, query: Query) -> Array:
        """By place, whether a text matches."""
        if (known := self._of_object.get(id(query))) is not None:
            return known[1].mask
        lookup = self._lookup
        match query:
            case plan.AllOf(queries):
                return self._all(queries)
            case plan.AnyOf(queries):
                return reduce(or_, map(self.mask, queries)) if queries else lookup.nowhere()
            case plan.Without(inner):
                return ~self.mask(inner)
            case plan.AtLeast(queries, least):
                return self._at_least(queries, least)
            case plan.Holds():
                return lookup.holding(query.form, query.fields, query.lang)
            case plan.InLang(code):
                return lookup.coded("lang", code)
            case plan.DatedIn(days):
                return lookup.dated(days)
            case plan.Mentions(days):
                return lookup.spoken(days)
            case plan.Undated():
                return lookup.undated()
            case plan.Translated():
                return translated(self.state)
            case plan.OfFormat(value):
                return lookup.coded("format", value)
            case plan.InCollection(value):
                return lookup.labelled("collections", value)
            case plan.Entities(numbers):
                return lookup.with_entities(numbers)
        return self.evaluated(query).mask

    def _all(self, queries: Sequence[Query]) -> Array:
        every: Array = reduce(and_, map(self.mask, queries)) if queries else np.ones(self.state.size, bool)
        return every

    def passing(self, where: Query) -> Array:
        """By place, whether a text is there still and passes the filters."""
        return self.state.alive if where == plan.EVERYTHING else self._alive(self.mask(where))

    def _at_least(self, queries: Sequence[Query], least: int) -> Array:
        if least == 1:
            return reduce(or_, map(self.mask, queries))
        if least == len(queries):
            return self._all(queries)
        matched = np.zeros(self.state.size, np.int16)
        for query in queries:
            matched += self.mask(query)
        found: Array = matched >= least
        return found

    # -- how well ------------------------------------------------------------------------------------

    def evaluated(self, query: Query) -> Evaluated:
        """Which texts match, and their scores."""
        known = self._of_object.get(id(query))
        if known is not None:
            return known[1]
        found = self._evaluated.get(query)
        if found is None:
            found = self._evaluated[query] = self._words(query) or self._joined(query) or self._widened(query)
        self._of_object[id(query)] = query, found
        return found

    def _words(self, query: Query) -> Evaluated | None:
        """What stands in texts."""
        lookup = self._lookup
        match query:
            case plan.TermQuery(form, fields, exact):
                found = lookup.form(form, fields, exact=exact)
            case plan.PrefixQuery(start, fields):
                found = lookup.prefix(start, fields)
            case plan.FuzzyQuery(form, edits, fields):
                found = lookup.fuzzy(form, edits, fields)
            case plan.PhraseQuery(forms, fields, slop):
                found = lookup.phrase(forms, fields, slop)
            case _:
                return None
        most = self._weight(query, found.mask)
        return Evaluated(found.mask, found.scores(most), most)

    def _joined(self, query: Query) -> Evaluated | None:
        """Several queries as one."""
        match query:
            case plan.AllOf(queries):
                parts = [self.evaluated(one) for one in queries]
                return Evaluated(self._all(queries), _sum(parts), sum(part.ceiling for part in parts))
            case plan.AnyOf(queries):
                parts = [self.evaluated(one) for one in queries]
                ceiling = max((part.ceiling for part in parts), default=0.0)
                return Evaluated(self.mask(query), _sum(map(_matching, parts)), ceiling)
            case plan.Best(queries):
                parts = [self.evaluated(one) for one in queries]
                mask = reduce(or_, (part.mask for part in parts))
                scores = reduce(np.maximum, (self._scores(part) for part in parts))
                return Evaluated(mask, scores, self._weight(query, mask))
            case plan.Scored(queries, among):
                parts = [self._clean(one) for one in queries]
                return Evaluated(self.mask(among), _sum(parts), sum(part.ceiling for part in parts))
            case plan.Without():
                return Evaluated(self.mask(query), None, 0.0)
        return None

    def _widened(self, query: Query) -> Evaluated:
        """One query with something added to it or taken from it; or a filter."""
        match query:
            case plan.OneThing(inner):
                found = self.evaluated(inner)
                return Evaluated(found.mask, found.scores, self._weight(query, found.mask))
            case plan.OrNamed(inner, entities):
                return self._or_named(self.evaluated(inner), entities)
            case plan.OrInstead(inner, others):
                found = self.evaluated(inner)
                more, worth = self._lookup.instead(others, found.mask)
                mask = found.mask | more
                return Evaluated(mask, self._scores(found) + worth, self._ceiling(found, mask))
            case plan.OrTime(inner, days, worth, least):
                found, shares = self.evaluated(inner), self._lookup.of_time(days, least)
                mask = found.mask | (shares > 0)
                scores = self._lookup.saturated(worth * shares, self._living(mask))
                scores = np.maximum(self._scores(found), scores)
                return Evaluated(mask, scores, self._weight(query, mask))
            case plan.TopShare(inner, share, apart):
                return self._top(self.evaluated(inner), share, apart)
            case plan.SideBySide():
                return self._side_by_side(self.evaluated(query.query), query)
            case plan.WithAll(inner, queries, worth):
                found = self.evaluated(inner)
                more = np.float32(worth * found.ceiling) * self._all(queries)
                return Evaluated(found.mask, self._scores(found) + more, found.ceiling)
        mask = self.mask(query)
        return Evaluated(mask, None, self._weight(query, mask))

    def _clean(self, query: Query) -> Evaluated:
        """A query whose texts alone have scores."""
        found = self.evaluated(query)
        return _matching(found) if isinstance(query, plan.AllOf) else found

    def _weight(self, query: Query, mask: Array) -> float:  # noqa: ARG002
        """What a query is worth at most, which the texts of `mask` match."""
        return self._lookup.weight(self._living(mask))

    def _scores(self, found: Evaluated) -> Array:
        return self._lookup.none() if found.scores is None else found.scores

    def _or_named(self, found: Evaluated, entities: Iterable[int]) -> Evaluated:
        named = self._lookup.with_entities(entities)
        mask = found.mask | named
        # A text that has the name in its other form is worth one that has it once.
        worth = self._lookup.saturated(named.astype(np.float32), self._living(mask))
        scores = np.where(found.mask, self._scores(found), worth)
        return Evaluated(mask, scores, self._ceiling(found, mask))

    def _ceiling(self, found: Evaluated, mask: Array) -> float:
        """Of what others than `found` stand for too: where it is nowhere, that of all of `mask`."""
        return max(found.ceiling, self._lookup.weight(self._living(mask)))

    def _top(self, found: Evaluated, share: float, apart: Sequence[Query]) -> Evaluated:
        scores = self._scores(found)
        for query in apart:
            scores = scores - self._scores(self.evaluated(query))
        able = self._alive(found.mask)
        least = share * float(scores[able].max(initial=0))
        return Evaluated(able & (scores >= least), found.scores, found.ceiling)

    def _side_by_side(self, found: Evaluated, query: plan.SideBySide) -> Evaluated:
        scores = self._scores(found)
        places = np.flatnonzero(self._alive(found.mask))
        places = foremost(self.state, places, scores, query.among)
        more = self._lookup.none()
        for first, second, weight in query.pairs:
            more[self._lookup.adjacent(first, second, places)] += weight
        more *= np.float32(query.worth)
        return Evaluated(found.mask, scores + found.ceiling * more, found.ceiling)


def _sum(parts: Iterable[Evaluated]) -> Array | None:
    """The scores of several queries added up, in their order."""
    scored = [part.scores for part in parts if part.scores is not None]
    return sum(scored[1:], start=scored[0]) if scored else None


def _matching(part: Evaluated) -> Evaluated:
    """The same without the scores of texts that do not match."""
    scores = None if part.scores is None else np.where(part.mask, part.scores, 0)
    return Evaluated(part.mask, scores, part.ceiling)
