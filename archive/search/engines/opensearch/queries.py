"""From the tree of a plan to queries of the server: which texts match, and what they score.

Some scores rest on what is only known once it was asked: in how many texts something is, what the best text
scores. `Facts` has it, or guesses and asks (`archive.search.engines.opensearch.facts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from archive.dataclass import dataclass
from archive.search import plan
from archive.search.engines.opensearch import words
from archive.search.engines.opensearch.mapping import capped
from archive.search.engines.opensearch.words import (
    EVERYWHERE,
    NOWHERE,
    Body,
    Means,
    all_of,
    any_of,
    best_of,
    constant,
    none_of,
    saturated,
)
from archive.search.plan import Query
from archive.search.port import Days
from archive.search.scoring import K1

# The share of a span that lies in the days asked for; `spans` as `columns.span_code` writes them.
_SHARE: Final = """
double best = 0;
if (doc['first'].size() > 0) {
  long a = doc['first'].value; long b = doc['last'].value;
  double common = Math.min(b, params.last) - Math.max(a, params.first) + 1;
  best = Math.max(common, 0) / Math.max(b - a + 1, 1);
}
for (long span : doc['spans']) {
  long a = span >> 24; long b = span & 16777215L;
  double common = Math.min(b, params.last) - Math.max(a, params.first) + 1;
  best = Math.max(best, Math.max(common, 0) / Math.max(b - a + 1, 1));
}
return best < params.least ? 0 : params.w * params.f * best / (params.k + params.f * best);
"""
_SOMETHING: Final = 1e-7  # the least score that is one
_ROUNDING: Final = 1e-6  # scores have seven digits at the server
MANY: Final = 60  # words: queries are mostly shorter


class Facts(Protocol):
    """What is known of an index."""

    @property
    def means(self) -> Means: ...

    def count(self, query: Query) -> int:
        """In how many texts a query matches."""

    def best(self, query: Query) -> float:
        """The best score that a query gives a text."""

    def top(self, query: Query, among: int) -> Sequence[int]:
        """The numbers of its best texts; none where it has no more than so many."""

    def near(self, form: str, edits: int) -> Sequence[str]:
        """Forms so near, see `archive.search.engine.State.near`."""

    def weight(self, texts: int) -> float:
        """What one thing looked for is worth at most, when so many texts have it."""


@dataclass(frozen=True, slots=True)
class ScoredQuery:
    """Texts with their scores (None: nothing scores), and about the score of a text that answers in full."""

    query: Body | None
    ceiling: float


class Compiler:
    """The queries of one search."""

    def __init__(self, facts: Facts, most: int = MANY) -> None:
        """`most`: words of a query that are scored, the rarest ones, and neighbours that are looked for."""
        self._facts, self._most = facts, most
        self._masks: dict[Query, Body] = {}
        self._scores: dict[Query, ScoredQuery] = {}

    # -- which texts match ---------------------------------------------------------------------------

    def mask(self, query: Query) -> Body:
        """The texts that match."""
        if query not in self._masks:
            self._masks[query] = self._mask(query)
        return self._masks[query]

    def _mask(self, query: Query) -> Body:
        match query:
            case plan.AllOf(queries):
                return all_of(map(self.mask, queries))
            case plan.AnyOf(queries) | plan.Best(queries):
                return any_of(map(self.mask, queries))
            case plan.Without(inner):
                return none_of(self.mask(inner))
            case plan.AtLeast(queries, least):
                return self._at_least(queries, least)
            case plan.Scored():
                return self.mask(query.among)
            case plan.OneThing(inner) | plan.SideBySide(inner) | plan.WithAll(inner):
                return self.mask(inner)
            case plan.OrNamed(inner, entities):
                return any_of((self.mask(inner), _naming(entities)))
            case plan.OrInstead(inner, others):
                return any_of((self.mask(inner), *map(words.other, others)))
            case plan.OrTime(inner, days, _, least):
                return any_of((self.mask(inner), _of_time(days, least)))
            case plan.TopShare():
                return self._top(query)
        return self._standing(query) or _fact(query)

    def _standing(self, query: Query) -> Body | None:
        match query:
            case plan.TermQuery():
                return words.having(query)
            case plan.Holds():
                return words.holding(query.form, query.fields, query.lang)
            case plan.PrefixQuery():
                return words.beginning(query)
            case plan.FuzzyQuery():
                return words.near(query, self._facts.near(query.form, query.edits))
            case plan.PhraseQuery(_, _, None):
                return words.row(query)
            case plan.PhraseQuery():
                return any_of(there for _, there in self._close(query))
        return None

    def _at_least(self, queries: Sequence[Query], least: int) -> Body:
        if least == 1:
            return any_of(map(self.mask, queries))
        if least == len(queries):
            return all_of(map(self.mask, queries))
        return {"bool": {"should": list(map(self.mask, queries)), "minimum_should_match": least}}

    def _close(self, query: plan.PhraseQuery) -> list[tuple[str, Body]]:
        """Texts in which words stand near the rarest of them."""
        forms = tuple(dict.fromkeys(query.forms))
        if len(forms) < 3:
            return words.close_by(query, forms)
        counts = {form: self._facts.count(plan.TermQuery(form, query.fields)) for form in forms}
        return words.close_by(query, sorted(forms, key=lambda form: counts[form]))

    # -- how well ------------------------------------------------------------------------------------

    def scored(self, query: Query) -> ScoredQuery:
        """The texts that match, with their scores."""
        if query not in self._scores:
            self._scores[query] = self._words(query) or self._joined(query) or self._widened(query)
        return self._scores[query]

    def _words(self, query: Query) -> ScoredQuery | None:
        """What stands in texts."""
        means = self._facts.means
        match query:
            case plan.TermQuery():
                often = words.term_often(query, means)
            case plan.PrefixQuery():
                often = words.prefix_often(query, means)
            case plan.FuzzyQuery():
                often = words.near_often(query, self._facts.near(query.form, query.edits), means)
            case plan.PhraseQuery(_, _, None):
                often = words.row_often(query, means)
            case plan.PhraseQuery():
                often = words.close_often(self._close(query), means)
            case _:
                return None
        most = self._weight(query)
        found = saturated(often, most)
        if isinstance(query, plan.PrefixQuery | plan.PhraseQuery):
            # Not everything that matches is counted.
            found = {"bool": {"filter": [self.mask(query)], "should": [found]}}
        return ScoredQuery(found, most)

    def _joined(self, query: Query) -> ScoredQuery | None:
        """Several queries as one."""
        match query:
            case plan.AllOf(queries):
                parts = [(one, self.scored(one)) for one in queries]
                scoring = [part.query for _, part in parts if part.query is not None]
                ceiling = sum(part.ceiling for _, part in parts)
                if not scoring:
                    return ScoredQuery(None, ceiling)
                plain = all_of(self.mask(one) for one, part in parts if part.query is None)
                return ScoredQuery({"bool": {"must": scoring, "filter": _but_everywhere(plain)}}, ceiling)
            case plan.AnyOf(queries):
                every = [self.scored(one) for one in queries]
                scoring = [part.query for part in every if part.query is not None]
                return ScoredQuery(
                    self._any(query, scoring), max((part.ceiling for part in every), default=0.0)
                )
            case plan.Best(queries):
                scoring = [found for one in queries if (found := self.scored(one).query) is not None]
                return ScoredQuery(best_of(scoring) if scoring else None, self._weight(query))
            case plan.Scored():
                return self._of_many(query)
            case plan.Without():
                return ScoredQuery(None, 0.0)
        return None

    def _of_many(self, query: plan.Scored) -> ScoredQuery:
        """Of very many words the rarest are scored."""
        parts = [self.scored(one) for one in query.queries]
        kept = (
            sorted(parts, key=lambda part: -part.ceiling)[: self._most] if len(parts) > self._most else parts
        )
        scoring = [part.query for part in kept if part.query is not None]
        return ScoredQuery(self._any(query.among, scoring), sum(part.ceiling for part in parts))

    def _any(self, among: Query, scoring: Sequence[Body]) -> Body | None:
        """The texts of one query with the scores of others."""
        return {"bool": {"filter": [self.mask(among)], "should": list(scoring)}} if scoring else None

    def _widened(self, query: Query) -> ScoredQuery:
        """One query with something added to it or taken from it; or a filter."""
        match query:
            case plan.OneThing(inner):
                return ScoredQuery(self.scored(inner).query, self._weight(query))
            case plan.OrNamed(inner, entities):
                named = all_of((_naming(entities), none_of(self.mask(inner))))
                # A text that has the name in its other form is worth one that has it once.
                most = self._weight(query)
                found = self.scored(inner)
                scored = _either(found.query, constant(named, most / (K1 + 1)), self.mask(inner))
                return ScoredQuery(scored, max(found.ceiling, most))
            case plan.OrInstead(inner):
                found = self.scored(inner)
                scored = _either(found.query, self._instead(query), self.mask(inner))
                return ScoredQuery(scored, max(found.ceiling, self._weight(query)))
            case plan.OrTime(inner, days, worth, least):
                most = self._weight(query)
                either = [self.scored(inner).query, _of_time(days, least, worth, most)]
                return ScoredQuery(best_of([one for one in either if one is not None]), most)
            case plan.TopShare():
                return ScoredQuery(self._top(query), self.scored(query.query).ceiling)
            case plan.SideBySide():
                return self._side_by_side(query)
            case plan.WithAll(inner, queries, worth):
                found = self.scored(inner)
                more = constant(all_of(map(self.mask, queries)), worth * found.ceiling)
                return ScoredQuery(_and_more(found.query, [more], self.mask(inner)), found.ceiling)
        return ScoredQuery(None, self._weight(query))

    def _instead(self, query: plan.OrInstead) -> Body:
        means = self._facts.means
        often = [one for other in query.others for one in words.other_often(other, means)]
        found = saturated(often, self._weight(query))
        return {"bool": {"must": [found], "must_not": [self.mask(query.query)]}}

    def _top(self, query: plan.TopShare) -> Body:
        """The texts that score enough, with their scores."""
        counted = without(query)
        enough, scored = self.scored(counted).query, self.scored(query.query).query
        if enough is None or scored is None:
            return self.mask(query.query)
        least = query.share * self._facts.best(counted) * (1 - _ROUNDING)
        script = {"source": "_score"}
        able = {"script_score": {"query": enough, "script": script, "min_score": least}}
        return able if counted == query.query else {"bool": {"must": [scored], "filter": [able]}}

    def _side_by_side(self, query: plan.SideBySide) -> ScoredQuery:
        found = self.scored(query.query)
        best = self._facts.top(query.query, query.among)
        pairs = sorted(query.pairs, key=lambda pair: -pair[2])[: self._most]
        more = [
            constant(words.in_a_row((first, second), "text"), query.worth * weight * found.ceiling)
            for first, second, weight in pairs
        ]
        if best:
            among = {"terms": {"n": list(best)}}
            more = [{"bool": {"should": more, "minimum_should_match": 1, "filter": [among]}}]
        if found.ceiling <= 0 or not more:
            return found
        return ScoredQuery(_and_more(found.query, more, self.mask(query.query)), found.ceiling)

    def _weight(self, query: Query) -> float:
        return self._facts.weight(self._facts.count(query))


def without(query: plan.TopShare) -> Query:
    """What is counted to see which texts score enough: the same without what stands apart."""
    inner = query.query
    if not query.apart or not isinstance(inner, plan.Scored):
        return inner
    return plan.Scored(tuple(one for one in inner.queries if one not in query.apart), inner.among)


def _but_everywhere(query: Body) -> list[Body]:
    return [] if query == EVERYWHERE else [query]


def _either(query: Body | None, more: Body, mask: Body) -> Body:
    """Texts with the scores of one or the other; `mask`: those of the first."""
    return {"bool": {"should": [query or constant(mask, 0.0), more], "minimum_should_match": 1}}


def _and_more(query: Body | None, more: list[Body], mask: Body) -> Body:
    """Texts that may score more."""
    return {"bool": {"must": [query], "should": more} if query else {"filter": [mask], "should": more}}


# -- facts of a document -----------------------------------------------------------------------------


def _fact(query: Query) -> Body:
    match query:
        case plan.InLang(code):
            return {"term": {"lang": capped(code)}}
        case plan.DatedIn(days):
            return dated(days)
        case plan.Mentions(days):
            return _speaking(days)
        case plan.Undated():
            return undated()
        case plan.Translated():
            return {"term": {"translated": True}}
        case plan.OfFormat(value):
            return {"term": {"format": capped(value)}}
        case plan.InCollection(value):
            return {"term": {"collections": capped(value)}}
        case plan.Entities(numbers):
            return _naming(numbers)
    raise AssertionError(query)


def dated(days: Days) -> Body:
    """Texts dated in a span, by overlap."""
    return all_of(({"range": {"first": {"lte": days[1]}}}, {"range": {"last": {"gte": days[0]}}}))


def undated() -> Body:
    """Texts without a date."""
    return none_of({"exists": {"field": "first"}})


def _speaking(days: Days) -> Body:
    return {"range": {"spoken": {"gte": days[0], "lte": days[1], "relation": "intersects"}}}


def _naming(entities: Iterable[int]) -> Body:
    numbers = sorted(entities)
    return {"terms": {"entity": numbers}} if numbers else NOWHERE


def _of_time(days: Days, least: float, worth: float = 1.0, most: float = 1.0) -> Body:
    """Texts of a time, or that speak of it, to a share of `least` at least, with their scores."""
    params = {"first": days[0], "last": days[1], "least": least, "f": worth, "w": most, "k": K1}
    there = any_of((dated(days), _speaking(days)))
    script = {"source": _SHARE, "params": params}
    return {"script_score": {"query": constant(there, 1.0), "script": script, "min_score": _SOMETHING}}
