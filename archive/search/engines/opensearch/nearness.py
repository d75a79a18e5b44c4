"""Nearness in meaning joined to words, as `archive.search.ranking` joins them in this process.

The best texts by words, and those whose sketches are nearest to the query's, are read from the server with
their passages, and compared here. Texts that are neither keep the score of their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

import numpy as np

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search.columns import Vectors
from archive.search.engines.opensearch import tallies
from archive.search.engines.opensearch.facts import BY_SCORE
from archive.search.engines.opensearch.pages import (
    BY_DATE,
    SHOWN,
    FoundText,
    ServerSearch,
    heads,
    members,
    text,
)
from archive.search.engines.opensearch.passages import SKETCHES, alike, promising
from archive.search.engines.opensearch.words import Body, all_of, any_of, constant
from archive.search.plan import Meaning, SearchPlan
from archive.search.port import EngineResult, MatchedGroup
from archive.search.vectors import SKETCHED, compare

if TYPE_CHECKING:
    from archive.search.engines.opensearch.state import OpenSearchState

_WINDOW: Final = 1_000  # the best texts by words, which are put in order anew
# Texts whose sketches the server looks at; where there are more, meaning only orders the best by words.
LOOKED_AT: Final = 200_000
_READ: Final = (*SKETCHES, *SHOWN)

Shares = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Texts compared with the query: by number the nearness of each, and its nearest passage if that is near;
    which are so near that they are hits by meaning alone; and those that were read."""

    own: Shares
    passages: Mapping[int, tuple[int, int, float]]
    brought: tuple[int, ...]
    texts: Mapping[int, FoundText]


def answer(state: OpenSearchState, asked: ServerSearch, plan: SearchPlan, meaning: Meaning) -> EngineResult:
    """One search by words and meaning. Raises DamagedIndex."""
    window, compared = _read(state, asked, meaning)
    either = _or_brought(asked, compared.brought)
    full = asked.ceiling or 1.0
    # What of the groups of these texts answers, too: a translation may be far down.
    around = [*window, *(compared.texts[n] for n in compared.own)]
    answer = state.ask(
        {
            "size": 0, "query": {"bool": {"filter": [either]}}, "track_total_hits": True,
            "aggs": tallies.aggregations(plan.facets),
        }
    )  # fmt: skip
    grouped = members(state, asked.query, BY_SCORE, around)
    every = {one.n: one for one in chain(window, *grouped.values())}
    worded = set(every)
    shares = {n: one.score / full for n, one in every.items()}
    every |= {n: replace(compared.texts[n], score=0.0) for n in compared.brought if n not in every}
    groups = {n: one.group for n, one in {**compared.texts, **every}.items() if one.several}
    scores = _joined(every, groups, shares, compared.own, meaning)
    total, documents = tallies.total(answer)
    ranked = sorted(every.values(), key=lambda one: (-scores[one.n], one.n))
    page = _page(state, asked, either, plan, ranked, window) if plan.first < total else []
    others = _others(state, asked, either, plan, page, ranked)
    matches = tuple(
        MatchedGroup(
            one.n, round(scores.get(one.n, one.score / full), 6), one.n in worded or one.n not in scores,
            compared.passages.get(one.n),
            tuple(n for n in others.get(one.group, ()) if n != one.n),
        )
        for one in page
    )  # fmt: skip
    return EngineResult(total, documents, matches, tallies.told(answer, plan.facets), plan.relaxed)


# -- reading and comparing ---------------------------------------------------------------------------


def _read(state: OpenSearchState, asked: ServerSearch, meaning: Meaning) -> tuple[list[FoundText], _Compared]:
    """The best texts by words, and what was compared."""
    query = np.asarray(meaning.vector, np.float32)
    gate: Body = asked.gate or {"match_all": {}}
    best = {"size": _WINDOW, "query": asked.query, "docvalue_fields": list(SHOWN)}
    marked = {"bool": {"must": [asked.query], "should": [{"bool": {"filter": [gate], "_name": "gate"}}]}}
    read = {"size": meaning.compared, "query": marked, "docvalue_fields": list(_READ)}
    looked = all_of((gate, {"exists": {"field": "sketches"}}))
    ranked = {"script_score": {"query": constant(looked, 1.0), "script": alike(query)}}
    near = {
        "size": SKETCHED,
        "query": ranked if _few(state, looked) else {"match_none": {}},
        "docvalue_fields": list(_READ),
    }
    bodies = [{**one, "sort": list(BY_SCORE), "track_total_hits": False} for one in (best, read, near)]
    by_words, compared, nearest = (answer["hits"]["hits"] for answer in state.ask_all(bodies))
    window = [text(hit, BY_SCORE) for hit in by_words]
    able = {text(hit, BY_SCORE).n for hit in nearest}
    able |= {text(hit, BY_SCORE).n for hit in compared if "gate" in hit.get("matched_queries", ())}
    hits = {int(hit["sort"][1]): hit for hit in (*compared, *nearest) if "sketches" in hit["fields"]}
    also = {int(hit["sort"][1]) for hit in compared}
    texts = {n: text(hit, BY_SCORE) for n, hit in hits.items()}
    if not hits:
        return window, _Compared({}, {}, (), texts)
    numbers, passages = promising(state, hits, able, also, query)
    return window, _compared(texts, numbers, passages, able, also, query, meaning)


def _few(state: OpenSearchState, looked: Body) -> bool:
    """Whether all sketches can be looked at."""
    if state.count <= LOOKED_AT:
        return True
    found = state.ask({"size": 0, "track_total_hits": LOOKED_AT + 1, "query": {"bool": {"filter": [looked]}}})
    return int(found["hits"]["total"]["value"]) <= LOOKED_AT


def _compared(
    texts: Mapping[int, FoundText], numbers: Sequence[int], held: Vectors, able: set[int], also: set[int],
    query: Array, meaning: Meaning,
) -> _Compared:  # fmt: skip
    """`able`: those that may be hits by meaning; `also`: those that are compared in any case."""
    allowed = np.array([n in able for n in numbers], bool)
    near = compare([held], query, allowed, np.flatnonzero([n in also for n in numbers]))
    places = near.places.tolist()
    passages = {
        numbers[place]: (int(near.starts[i]), int(near.ends[i]), round(float(near.cosines[i]), 4))
        for i, place in enumerate(places)
        if near.cosines[i] >= meaning.least
    }
    brought = near.brought(allowed, np.asarray(numbers, np.int64), meaning.least, meaning.most)
    own = {numbers[place]: float(near.scores[i]) for i, place in enumerate(places)}
    return _Compared(own, passages, tuple(numbers[p] for p in near.places[brought].tolist()), texts)


# -- joined scores -----------------------------------------------------------------------------------


def _joined(
    every: Iterable[int], groups: Mapping[int, int], shares: Shares, own: Shares, meaning: Meaning
) -> dict[int, float]:
    """The scores of texts by words and meaning, see `plan.Meaning`; `groups`: of texts that are not alone."""
    words, near = _OfTwins(groups, shares), _OfTwins(groups, own)
    return {
        n: shares.get(n, 0.0) + meaning.words_of_twin * words.best(n)
        + meaning.counts * (own.get(n, 0.0) + meaning.of_twin * near.best(n))
        for n in every
    }  # fmt: skip


class _OfTwins:
    """Of each text the best of the others of its group; of several that are as good, another of these."""

    def __init__(self, groups: Mapping[int, int], own: Shares) -> None:
        self._groups, self._own = groups, own
        self._values: dict[int, list[float]] = {}
        for n, value in own.items():
            if value and n in groups:
                self._values.setdefault(groups[n], []).append(value)

    def best(self, n: int) -> float:
        values = self._values.get(self._groups[n], ()) if n in self._groups else ()
        first, second = (*sorted(values, reverse=True)[:2], 0.0, 0.0)[:2]
        return first if self._own.get(n, 0.0) < first else second


# -- the page ----------------------------------------------------------------------------------------


def _or_brought(asked: ServerSearch, brought: Sequence[int]) -> Body:
    return any_of((asked.matching, {"terms": {"n": list(brought)}})) if brought else asked.matching


def _page(
    state: OpenSearchState, asked: ServerSearch, either: Body, plan: SearchPlan, ranked: Sequence[FoundText],
    window: Sequence[FoundText],
) -> list[FoundText]:  # fmt: skip
    """The first text of each group of the page."""
    until = plan.first + plan.limit
    if not plan.limit:
        return []
    if plan.by_date:
        found = state.every({"bool": {"filter": [either]}}, BY_DATE, SHOWN)
        return list(islice(heads(text(hit, BY_DATE) for hit in found), plan.first, until))
    return list(islice(heads(chain(ranked, _rest(state, asked, ranked, window))), plan.first, until))


def _rest(
    state: OpenSearchState, asked: ServerSearch, ranked: Sequence[FoundText], window: Sequence[FoundText]
) -> Iterator[FoundText]:
    """Texts that answer by words less well than those that were put in order."""
    if len(window) < _WINDOW:
        return
    known = {one.n for one in ranked}
    last = window[-1]
    for hit in state.every(asked.query, BY_SCORE, SHOWN, after=[last.score, last.n]):
        if (one := text(hit, BY_SCORE)).n not in known:
            yield one


def _others(
    state: OpenSearchState, asked: ServerSearch, either: Body, plan: SearchPlan, page: Sequence[FoundText],
    ranked: Sequence[FoundText],
) -> dict[int, list[int]]:  # fmt: skip
    """The texts that answer in the groups of a page, in its order."""
    if plan.by_date:
        found = members(state, {"bool": {"filter": [either]}}, BY_DATE, page)
    else:
        known = {one.n for one in ranked}
        found = members(state, asked.query, BY_SCORE, [one for one in page if one.n not in known])
        groups = {one.group for one in page if one.n in known}
        for one in ranked:
            if one.group in groups:
                found.setdefault(one.group, []).append(one)
    return {group: [one.n for one in some] for group, some in found.items()}
