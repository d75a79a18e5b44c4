"""What stands in texts, as the server is asked for it: which texts have it, and how often.

A *frequency* is a query whose score is how often something stands in a field of a text, times what that field
counts (`archive.search.scoring`). Those of one thing looked for are added up, and saturate together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from archive.dataclass import dataclass
from archive.lang import registry
from archive.search.engines.opensearch.mapping import STEMMED, capped, stem, stems
from archive.search.lookup import KIN
from archive.search.plan import FuzzyQuery, PhraseQuery, PrefixQuery, TermQuery
from archive.search.port import Other
from archive.search.scoring import K1, LEAD_WEIGHT, LENGTH, WEIGHT

Body = Mapping[str, Any]

NOWHERE: Final[Body] = {"match_none": {}}
EVERYWHERE: Final[Body] = {"match_all": {}}
_ANY: Final = {"should", "minimum_should_match"}
_BEGINNINGS: Final = (
    100  # forms with the beginning that are counted; the server takes some 1,000 clauses in all
)
_BY_LENGTH: Final = "_score / (params.a + params.c * doc['{}_words'].value)"
_SATURATED: Final = "params.w * _score / (params.k + _score)"


@dataclass(frozen=True, slots=True)
class Means:
    """How many words the texts and titles of an index have on average."""

    text: float
    title: float


# -- joined ------------------------------------------------------------------------------------------


def any_of(queries: Iterable[Body]) -> Body:
    """Texts that match any: those with words in one field are asked for at once."""
    words: dict[str, dict[str, None]] = {}
    rest: list[Body] = []
    for query in chain.from_iterable(map(_either, queries)):
        if query == NOWHERE:
            continue
        if isinstance(of := query.get("terms"), Mapping):
            for name, values in of.items():
                words.setdefault(name, {}).update(dict.fromkeys(values))
        elif query not in rest:
            rest.append(query)
    rest = [*({"terms": {name: list(values)}} for name, values in words.items()), *rest]
    if not rest:
        return NOWHERE
    return rest[0] if len(rest) == 1 else {"bool": {"should": rest, "minimum_should_match": 1}}


def _either(query: Body) -> Iterable[Body]:
    """The queries of which texts match any."""
    inner = query.get("bool", {})
    of_one = inner.keys() == _ANY and inner["minimum_should_match"] == 1
    return inner["should"] if of_one else (query,)


def all_of(queries: Iterable[Body]) -> Body:
    """Texts that match all."""
    rest: list[Body] = []
    for query in queries:
        if query != EVERYWHERE and query not in rest:
            rest.append(query)
    if not rest:
        return EVERYWHERE
    return rest[0] if len(rest) == 1 else {"bool": {"filter": rest}}


def none_of(query: Body) -> Body:
    """Texts that do not match."""
    return {"bool": {"must_not": [query]}}


def constant(query: Body, score: float) -> Body:
    """The texts that match, each with that score."""
    return {"constant_score": {"filter": query, "boost": score}}


def best_of(queries: Sequence[Body]) -> Body:
    """Texts that match any, with the best of the scores."""
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": list(queries)}}


def saturated(frequencies: Sequence[Body], most: float) -> Body:
    """From how often something stands in texts to their scores, up to `most`; see `scoring.saturated`."""
    if not frequencies:
        return NOWHERE
    joined = {"bool": {"should": list(frequencies), "minimum_should_match": 1}}
    script = {"source": _SATURATED, "params": {"w": most, "k": K1}}
    return {"script_score": {"query": joined, "script": script}}


def by_length(name: str, frequency: Body, means: Means) -> Body:
    """A frequency in a field, which counts the less the longer the field is."""
    if name not in LENGTH:
        return frequency
    mean = means.text if name == "text" else means.title
    script = {
        "source": _BY_LENGTH.format(name),
        "params": {"a": 1 - LENGTH[name], "c": LENGTH[name] / mean},
    }
    return {"script_score": {"query": frequency, "script": script}}


def _count(name: str, token: str, worth: float = 1.0) -> Body:
    return {"term": {name: {"value": token, "boost": worth * WEIGHT[name]}}}


# -- forms -------------------------------------------------------------------------------------------


def having(term: TermQuery) -> Body:
    """The texts that a term matches."""
    return any_of({"terms": {name: _tokens(term.form, name, term.exact)}} for name in term.fields)


def holding(form: str, fields: Iterable[str], lang: str | None) -> Body:
    """Texts of a language (None: of any) with a form in any of the fields, as it is."""
    there = any_of({"terms": {name: [capped(form)]}} for name in fields)
    return there if lang is None else all_of((there, {"term": {"lang": capped(lang)}}))


def _tokens(form: str, name: str, exact: bool) -> list[str]:
    return [capped(form)] if exact or name not in STEMMED else list(dict.fromkeys(stems(form)))


def term_often(term: TermQuery, means: Means) -> list[Body]:
    """The frequencies of a term, in which forms of its stem count KIN and the form itself 1."""
    found = []
    for name in term.fields:
        tokens = _tokens(term.form, name, term.exact)
        if tokens == [capped(term.form)]:
            frequency = _count(name, tokens[0])
        else:
            # Where the form stands, its stem stands too.
            kin = best_of([_count(name, token, KIN) for token in tokens])
            own = _count(name, capped(term.form), 1 - KIN)
            frequency = {"bool": {"should": [kin, own], "minimum_should_match": 1}}
        found.append(by_length(name, frequency, means))
    if "text" in term.fields:
        first = [constant({"terms": {"lead": [capped(term.form)]}}, LEAD_WEIGHT)]
        if not term.exact:
            first.append(constant({"terms": {"lead": _tokens(term.form, "text", False)}}, LEAD_WEIGHT * KIN))
        found.append(best_of(first))
    return found


def beginning(query: PrefixQuery) -> Body:
    """Texts with a form that begins so."""
    return any_of(_beginning(name, query.start) for name in query.fields)


def prefix_often(query: PrefixQuery, means: Means) -> list[Body]:
    """The frequencies of the first _BEGINNINGS of such forms; the other texts have none."""
    rewrite = f"top_terms_{_BEGINNINGS}"
    return [
        by_length(name, _beginning(name, query.start, rewrite=rewrite, boost=WEIGHT[name]), means)
        for name in query.fields
    ]


def _beginning(name: str, start: str, **how: Any) -> Body:
    start = capped(start)
    if name in STEMMED and any(f"{code}/".startswith(start) for code in registry.codes()):
        # Stems begin with their language, and are no forms.
        return {"regexp": {name: {"value": f"{_plainly(start)}[^/]*", "flags": "NONE", **how}}}
    return {"prefix": {name: {"value": start, **how}}}


def _plainly(text: str) -> str:
    """Letters that mean themselves in a regular expression of the server."""
    return re.sub(r"([^\w])", r"\\\1", text)


def near(query: FuzzyQuery, forms: Sequence[str]) -> Body:
    """Texts with any of these forms, as they are written."""
    return any_of({"terms": {name: list(map(capped, forms))}} for name in query.fields if forms)


def near_often(query: FuzzyQuery, forms: Sequence[str], means: Means) -> list[Body]:
    """The frequencies of these forms, added up."""
    if not forms:
        return []
    return [
        by_length(name, {"bool": {"should": [_count(name, capped(form)) for form in forms]}}, means)
        for name in query.fields
    ]


# -- in a row ----------------------------------------------------------------------------------------


def in_a_row(forms: Sequence[str], name: str) -> Body:
    """Texts with the forms, each for its stem, in a row in a field."""
    if len(forms) == 1:
        return {"terms": {name: _tokens(forms[0], name, False)}}
    places = ("|".join(_tokens(form, name, False)) for form in forms)
    return {"match_phrase": {name: {"query": " ".join(places), "analyzer": "ready"}}}


def row(query: PhraseQuery) -> Body:
    """Texts with a phrase."""
    return any_of(in_a_row(query.forms, name) for name in query.fields)


def _row_often(forms: Sequence[str], name: str, worth: float, means: Means) -> Body:
    """How often forms stand in a row in a field, in the language in which they do so most."""
    if name in STEMMED:
        spelt = [[stem(form, lang) for form in forms] for lang in registry.codes()]
    else:
        spelt = [[capped(form) for form in forms]]
    # The server adds up what each word of a phrase is worth.
    boost = worth * WEIGHT[name] / len(forms)
    rows: list[Body] = [
        {"match_phrase": {name: {"query": " ".join(one), "boost": boost}}} if len(one) > 1
        else _count(name, one[0], worth)
        for one in spelt
    ]  # fmt: skip
    return by_length(name, best_of(rows), means)


def row_often(query: PhraseQuery, means: Means) -> list[Body]:
    """The frequencies of a phrase; of one whose words are only near one another, whether it is there."""
    if query.slop is None:
        return [_row_often(query.forms, name, 1.0, means) for name in query.fields]
    return []


def close_by(query: PhraseQuery, order: Sequence[str]) -> list[tuple[str, Body]]:
    """In each field, texts in which all forms stand within the slop of the first of `order`, the rarest."""
    assert query.slop is not None
    rarest, *others = order
    if others and not query.slop:
        return []  # no two stand in one place
    found: list[tuple[str, Body]] = []
    for name in query.fields:
        pairs = [_pair(rarest, other, name, query.slop) for other in others]
        found.append((name, all_of(pairs) if pairs else in_a_row([rarest], name)))
    return found


def close_often(found: Sequence[tuple[str, Body]], means: Means) -> list[Body]:
    """The frequencies of what `close_by` finds: once in each text."""
    return [by_length(name, constant(there, WEIGHT[name]), means) for name, there in found]


def _pair(one: str, other: str, name: str, slop: int) -> Body:
    clauses = [_span(form, name) for form in (one, other)]
    # The server counts the words between them.
    return {"span_near": {"clauses": clauses, "slop": max(slop - 1, 0), "in_order": False}}


def _span(form: str, name: str) -> Body:
    tokens: list[Body] = [{"span_term": {name: token}} for token in _tokens(form, name, False)]
    return tokens[0] if len(tokens) == 1 else {"span_or": {"clauses": tokens}}


# -- what stands for a word --------------------------------------------------------------------------


def other(one: Other) -> Body:
    """Texts of an other's language that have it."""
    forms = one.form.split(" ")
    if len(forms) > 1:
        there = any_of(in_a_row(forms, name) for name in STEMMED)
    else:
        there = any_of({"terms": {name: [_other(one)]}} for name in STEMMED)
    return there if one.lang is None else all_of((there, {"term": {"lang": capped(one.lang)}}))


def _other(one: Other) -> str:
    return capped(one.form) if one.lang is None else stem(one.form, one.lang)


def other_often(one: Other, means: Means) -> list[Body]:
    """The frequencies of an other, for its worth."""
    forms = one.form.split(" ")
    if len(forms) > 1:
        found = [_row_often(forms, name, one.worth, means) for name in STEMMED]
        first: Body = {"match_phrase": {"lead": {"query": " ".join(
            "|".join(_tokens(form, "text", False)) for form in forms), "analyzer": "ready"}}}  # fmt: skip
    else:
        found = [by_length(name, _count(name, _other(one), one.worth), means) for name in STEMMED]
        first = {"terms": {"lead": [_other(one)]}}
    found.append(constant(first, LEAD_WEIGHT * one.worth))
    if one.lang is None:
        return found
    spoken = [{"term": {"lang": capped(one.lang)}}]
    return [{"bool": {"must": [frequency], "filter": spoken}} for frequency in found]
