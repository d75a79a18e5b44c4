"""What is asked of the server before a search can be: in how many texts something is, what the best ones are.

Queries are made on guesses; all that was guessed is asked at once, and they are made again, until nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from archive.search.engines.opensearch.queries import MANY, Compiler, ScoredQuery
from archive.search.engines.opensearch.words import Body, Means
from archive.search.plan import Query
from archive.search.scoring import weight

if TYPE_CHECKING:
    from archive.search.engines.opensearch.state import OpenSearchState

T = TypeVar("T")

Top = tuple[Query, int]
BY_SCORE: Final[tuple[Body, ...]] = ({"_score": "desc"}, {"n": "asc"})


class AskedFacts:
    """What one search knows of one state, see `archive.search.engines.opensearch.queries.Facts`."""

    def __init__(self, state: OpenSearchState) -> None:
        self._state = state
        self._counts: dict[Query, int] = state.counted
        self._best: dict[Query, float] = {}
        self._tops: dict[Top, Sequence[int]] = {}
        self._missing: tuple[dict[Query, None], dict[Query, None], dict[Top, None]] = ({}, {}, {})

    @property
    def means(self) -> Means:
        return self._state.statistics.means

    def count(self, query: Query) -> int:
        if query not in self._counts:
            self._missing[0][query] = None
        return self._counts.get(query, 1)

    def best(self, query: Query) -> float:
        if query not in self._best:
            self._missing[1][query] = None
        return self._best.get(query, 0.0)

    def top(self, query: Query, among: int) -> Sequence[int]:
        if (query, among) not in self._tops:
            self._missing[2][query, among] = None
        return self._tops.get((query, among), ())

    def near(self, form: str, edits: int) -> Sequence[str]:
        return self._state.near(form, edits)

    def weight(self, texts: int) -> float:
        return weight(self._state.count, texts)

    # -- asking ----------------------------------------------------------------------------------------

    def settled(self, make: Callable[[Compiler], T], most: int = MANY) -> T:
        """What `make` makes of the queries of a search, nothing in them guessed. Raises DamagedIndex."""
        outer = self._missing
        try:
            while True:
                self._missing = ({}, {}, {})
                found = make(Compiler(self, most))
                counts, best, tops = self._missing
                if counts:
                    self.counts(list(counts))
                elif best:
                    self.bests(list(best))
                elif tops:
                    self._ask_tops(list(tops))
                else:
                    return found
        finally:
            self._missing = outer

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """In how many texts each query matches."""
        new = [query for query in dict.fromkeys(queries) if query not in self._counts]
        masks = self.settled(lambda compiler: [compiler.mask(query) for query in new])
        bodies = [
            {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": [mask]}}} for mask in masks
        ]
        for query, answer in zip(new, self._state.ask_all(bodies), strict=True):
            self._counts[query] = int(answer["hits"]["total"]["value"])
        return [self._counts[query] for query in queries]

    def bests(self, queries: Sequence[Query]) -> list[float]:
        """The best score that each query gives a text; 0 where it matches none."""
        new = [query for query in dict.fromkeys(queries) if query not in self._best]
        found = self._ranked(new, [1] * len(new))
        for query, hits in zip(new, found, strict=True):
            self._best[query] = float(hits[0]["sort"][0]) if hits else 0.0
        return [self._best[query] for query in queries]

    def _ask_tops(self, tops: Sequence[Top]) -> None:
        # One more shows whether there are more than are looked for.
        found = self._ranked([query for query, _ in tops], [among + 1 for _, among in tops])
        for (query, among), hits in zip(tops, found, strict=True):
            numbers = [int(hit["sort"][1]) for hit in hits]
            self._tops[query, among] = numbers[:among] if len(numbers) > among else ()

    def _ranked(self, queries: Sequence[Query], sizes: Sequence[int]) -> list[list[Any]]:
        """The best texts of each query."""

        def scored(compiler: Compiler) -> list[Body]:
            return [whole(compiler.scored(query), compiler.mask(query)) for query in queries]

        bodies = [
            {"size": size, "track_total_hits": False, "query": query, "sort": list(BY_SCORE)}
            for query, size in zip(self.settled(scored), sizes, strict=True)
        ]
        return [answer["hits"]["hits"] for answer in self._state.ask_all(bodies)]


def whole(scored: ScoredQuery, mask: Body, *where: Body) -> Body:
    """The texts of a query that pass the filters, with their scores."""
    if scored.query is None:
        return {"bool": {"filter": [mask, *where]}}
    return {"bool": {"must": [scored.query], "filter": list(where)}}


def leaves(body: Any) -> int:
    """Of how many clauses a query is, as the server counts them, or somewhat more."""
    if isinstance(body, list | tuple):
        return sum(map(leaves, body))
    if not isinstance(body, dict):
        return 0
    named = sum(name in _CLAUSES for name in body)
    return named + sum(leaves(value) for name, value in body.items() if name not in _CLAUSES)


_CLAUSES: Final = frozenset(
    {"term", "terms", "prefix", "regexp", "match_phrase", "span_term", "range", "exists", "match_all"}
)
