"""From the texts that answer a query to a page of hits: of each group the first in the order asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from archive.dataclass import dataclass
from archive.search.engines.opensearch import tallies
from archive.search.engines.opensearch.facts import BY_SCORE
from archive.search.engines.opensearch.words import Body
from archive.search.plan import SearchPlan
from archive.search.port import EngineResult, MatchedGroup

if TYPE_CHECKING:
    from archive.search.engines.opensearch.state import OpenSearchState

BY_DATE: Final[tuple[Body, ...]] = ({"first": {"order": "asc", "missing": "_last"}}, *BY_SCORE)
SHOWN: Final = ("group", "several")  # what is read of each text, beside its number
_SPARE: Final = 10  # texts that are asked for beyond so many groups and a quarter: most groups have one
_MOST: Final = 5_000  # texts of one answer; the server gives 10,000 at most


@dataclass(frozen=True, slots=True)
class ServerSearch:
    """A search as the server is asked for it: texts that match and pass the filters, with scores.

    `gate`: where near in meaning may join.
    """

    query: Body
    matching: Body
    ceiling: float
    where: Body
    gate: Body | None = None


@dataclass(frozen=True, slots=True)
class FoundText:
    """A text that was found: its number, its group and whether it is not alone in it, its score."""

    n: int
    group: int
    several: bool
    score: float


def text(hit: Any, order: Sequence[Body]) -> FoundText:
    """A hit of the server, in one of the orders."""
    n, score = int(hit["sort"][len(order) - 1]), float(hit["sort"][len(order) - 2])
    several = bool(hit["fields"]["several"][0])
    return FoundText(n, int(hit["fields"]["group"][0]), several, score)


def heads(texts: Iterable[FoundText]) -> Iterator[FoundText]:
    """The first of each group."""
    met: set[int] = set()
    for one in texts:
        if one.group not in met:
            met.add(one.group)
            yield one


def answer(state: OpenSearchState, asked: ServerSearch, plan: SearchPlan) -> EngineResult:
    """One search by words alone. Raises DamagedIndex."""
    order, until = BY_DATE if plan.by_date else BY_SCORE, plan.first + plan.limit
    size = min(_MOST, until + until // 4 + _SPARE) if plan.limit else 0
    first = state.ask(
        {
            "size": size, "query": asked.query, "sort": list(order), "docvalue_fields": list(SHOWN),
            "track_total_hits": True, "aggs": tallies.aggregations(plan.facets),
        }
    )  # fmt: skip
    total, documents = tallies.total(first)
    page: list[FoundText] = []
    if plan.first < total:
        hits = first["hits"]["hits"]
        rest = further(state, asked.query, order, hits) if hits and len(hits) == size else iter(())
        found = (text(hit, order) for hit in chain(hits, rest))
        page = list(islice(heads(found), plan.first, until))
    others = members(state, asked.query, order, page)
    full = asked.ceiling or 1.0
    matches = tuple(
        MatchedGroup(
            one.n, round(one.score / full, 6),
            others=tuple(other.n for other in others.get(one.group, ()) if other.n != one.n),
        )
        for one in page
    )  # fmt: skip
    return EngineResult(total, documents, matches, tallies.told(first, plan.facets), plan.relaxed)


def further(state: OpenSearchState, query: Body, order: Sequence[Body], hits: Sequence[Any]) -> Iterator[Any]:
    """The hits after these."""
    return state.every(query, order, SHOWN, after=hits[-1]["sort"])


def members(
    state: OpenSearchState, query: Body, order: Sequence[Body], page: Iterable[FoundText]
) -> dict[int, list[FoundText]]:
    """The texts of a query that are in a group with one of `page`, by group, in the order asked for."""
    groups = sorted({one.group for one in page if one.several})
    if not groups:
        return {}
    found: dict[int, list[FoundText]] = {}
    both = {"bool": {"must": [query], "filter": [{"terms": {"group": groups}}]}}
    for hit in state.every(both, order, SHOWN):
        one = text(hit, order)
        found.setdefault(one.group, []).append(one)
    return found
