"""How many hits a search has, and how many each value of a facet would leave.

Texts that are alone in their group are counted by the server as they are; of the others it counts the groups.
That is exact to some thousands of such groups for each value, and close beyond.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archive.search.engines.opensearch.mapping import entities
from archive.search.engines.opensearch.queries import dated, undated
from archive.search.engines.opensearch.words import Body, none_of
from archive.search.plan import FacetCount
from archive.search.port import NAME_TYPES

Counts = Sequence[tuple[Any, int]]

_NAMES: Final = {kind.lower(): entities(kind) for kind in NAME_TYPES}
_FIELDS: Final = {
    "lang": "lang",
    "source": "folder",
    "format": "format",
    "collection": "collections",
    **_NAMES,
}
_LEAST: Final = (
    500  # values that are asked for: the most frequent among texts that are alone, and among others
)
_EVERY: Final = 10_000  # values of a facet that is told whole
# Groups that are told apart for sure, in all and for each value; the server takes 8 bytes for each of them.
_GROUPS: Final = 40_000
_GROUPS_OF_A_VALUE: Final = 3_000


def aggregations(facets: Sequence[FacetCount]) -> Mapping[str, Body]:
    """What the server is to count along with a search."""
    several = {"term": {"several": True}}
    alone = {one: body for facet in facets for one, body in _counted(facet, {})}
    groups = {"groups": _groups(_GROUPS_OF_A_VALUE)}
    many = {one: body for facet in facets for one, body in _counted(facet, groups)}
    return {
        "alone": {"filter": none_of(several), "aggs": alone},
        "several": {"filter": several, "aggs": {"groups": _groups(_GROUPS), **many}},
    }


def _groups(surely: int) -> Body:
    return {"cardinality": {"field": "group", "precision_threshold": surely}}


def _counted(facet: FacetCount, also: Mapping[str, Body]) -> Iterator[tuple[str, Body]]:
    """What is counted for a facet, each under a name."""
    sub = {"aggs": also} if also else {}
    if facet.parts is not None:
        for part, days in facet.parts:
            yield f"{facet.name} {part}", {"filter": dated(days), **sub}
    elif facet.name == "undated":
        yield facet.name, {"filter": undated(), **sub}
    elif facet.name == "translated":
        yield facet.name, {"filter": {"term": {"translated": True}}, **sub}
    elif facet.name == "year":
        yield facet.name, {"terms": {"field": "year", "size": _EVERY}, **sub}
    else:
        size = _EVERY if facet.most is None else max(_LEAST, 2 * facet.most)
        terms = {"field": _FIELDS[facet.name], "size": size, "collect_mode": "breadth_first"}
        yield facet.name, {"terms": terms, **sub}


def total(answer: Any) -> tuple[int, int]:
    """How many hits there are, and how many texts they stand for."""
    documents, several = int(answer["hits"]["total"]["value"]), answer["aggregations"]["several"]
    return documents - int(several["doc_count"]) + int(several["groups"]["value"]), documents


def told(answer: Any, facets: Sequence[FacetCount]) -> dict[str, Counts]:
    """The facets of a search, from what the server counted."""
    alone, several = (answer["aggregations"][name] for name in ("alone", "several"))
    return {facet.name: _counts(facet, alone, several) for facet in facets}


def _counts(facet: FacetCount, alone: Any, several: Any) -> Counts:
    name = facet.name
    if facet.parts is not None:
        return [(part, _sum(alone[f"{name} {part}"], several[f"{name} {part}"])) for part, _ in facet.parts]
    if name in ("undated", "translated"):
        count = _sum(alone[name], several[name])
        return [("1", count)] if count else []
    counts: dict[Any, int] = {one["key"]: int(one["doc_count"]) for one in alone[name]["buckets"]}
    for one in several[name]["buckets"]:
        counts[one["key"]] = counts.get(one["key"], 0) + int(one["groups"]["value"])
    if name == "year":
        return sorted(counts.items())
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[: facet.most]


def _sum(alone: Any, several: Any) -> int:
    return int(alone["doc_count"]) + int(several["groups"]["value"])
