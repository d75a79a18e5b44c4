"""Facets, groups, order and marks, which are counted in bulk, are what one by one they would be."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.printable import printable_body, printable_html
from archive.search import analysis, engines, snippet
from archive.search.engines.memory import MemoryState
from archive.search.port import FACETS, MORE, EngineQuery, EngineResult, Filters, IndexRow, PassageVector
from archive.search.query import Words, parse
from archive.search.vectors import SKETCHED, compare, signs
from archive.search.when import interval
from tests.search.test_engines import LANGS, WORDS, rows, vector

ROWS = st.lists(rows(), min_size=1, max_size=12, unique_by=lambda row: row.n)


def _groups(held: Sequence[IndexRow]) -> dict[int, int]:
    """The first text of each group, in the order of numbers."""
    first = {row.n: row.n for row in held}
    for _ in held:
        for row in held:
            for twin in row.twins:
                if twin in first:
                    both = first[row.n], first[twin]
                    first = {n: min(both) if head in both else head for n, head in first.items()}
    return first


def _values(row: IndexRow) -> Iterator[tuple[str, object]]:
    yield "lang", row.lang
    yield "source", row.collection
    yield "format", row.media_type
    for name in row.values("collection"):
        yield "collection", name
    if row.dated:
        yield "year", dt.date.fromordinal(row.dated[0]).year
    else:
        yield "undated", "1"
    for kind, entity in row.entities:
        yield kind.lower(), entity


@settings(max_examples=150)
@given(ROWS, st.booleans(), st.integers(0, 3), st.integers(0, 4), st.sampled_from(["", "police", "lang:fr"]))
def test_a_page_is_what_going_through_all_texts_gives(
    held: list[IndexRow], by_date: bool, first: int, limit: int, query: str
) -> None:
    index = engines.index("memory:counted", create=True)
    index.write(held, (), 1)
    tree = parse(query) if query else Words(())
    every = index.search(EngineQuery(tree, by_date=by_date, limit=100)).matches
    found = index.search(EngineQuery(tree, by_date=by_date, first=first, limit=limit, facets=True, more=MORE))
    met = {n for match in every for n in (match.n, *match.others)}
    groups, by_number = _groups(held), {row.n: row for row in held}
    assert (found.total, found.documents) == (len({groups[n] for n in met}), len(met))
    assert found.matches == every[first : first + limit]
    days = {n: row.dated[0] if row.dated else 10**9 for n, row in by_number.items()}
    if by_date:
        for match in every:
            assert all(days[match.n] <= days[n] for n in match.others)
        order: list[float] = [days[match.n] for match in every]
    else:
        order = [-match.score for match in every]
    assert order == sorted(order)
    wanted = Counter(pair for pair in {(groups[n], *told) for n in met for told in _values(by_number[n])})
    told: Counter[tuple[str, object]] = Counter((name, value) for _, name, value in wanted)
    langs = Counter(group for group, _ in {(groups[row.n], row.lang) for row in held})
    if both := sum(langs[group] > 1 for group in {groups[n] for n in met}):
        told["translated", "1"] = both
    names = (*FACETS, *MORE)
    assert {(name, value): count for name in names for value, count in found.facets[name]} == told


SPANS = st.none() | st.sampled_from(["2013", "2014", "2015", "2014-02", "2015-12"]).map(interval)


@settings(max_examples=150)
@given(ROWS, SPANS, st.booleans(), st.sampled_from(["", "police OR marche", "lang:fr"]))
def test_what_a_facet_counts_is_what_choosing_it_leaves(
    held: list[IndexRow], span: tuple[int, int] | None, spoken: bool, query: str
) -> None:
    """And nothing of a value that is left out is found, nor anything else lost."""
    index = engines.index("memory:chosen", create=True)
    index.write(held, (), 1)
    tree = parse(query) if query else Words(())
    base = Filters(dated=span, spoken=spoken and span is not None)
    every = index.search(EngineQuery(tree, base, limit=100, facets=True, more=MORE))
    for name, values in every.facets.items():
        for value, count in values:
            # Chosen by words in the path, by overlap; and entities here have several types.
            if name in ("source", "year", "person", "place", "org"):
                continue
            one = _where(name, value)
            # What only speaks of a time is not counted in it.
            left = index.search(
                EngineQuery(tree, replace(base, spoken=base.spoken and "dated" not in one, **one), limit=100)
            )
            assert left.total == count, (name, value)
            if "dated" in one:
                continue
            without = index.search(EngineQuery(tree, replace(base, never=(Filters(**one),)), limit=100))
            kept, gone = _texts(left), _texts(without)
            assert not kept & gone, (name, value)
            assert kept | gone == _texts(every), (name, value)


def _where(name: str, value: Any) -> dict[str, Any]:
    """The filter that a value of a facet stands for."""
    match name:
        case "month" | "day":
            return {"dated": interval(str(value))}
        case "undated" | "translated":
            return {name: True}
        case "lang":
            return {"langs": (value,)}
    return {name: value}


def _texts(found: EngineResult) -> set[int]:
    return {n for match in found.matches for n in (match.n, *match.others)}


@settings(max_examples=60)
@given(st.data())
def test_the_nearest_passages_are_found(data: st.DataObject) -> None:
    """Of every text, the last one too, as long as no more passages are near than are looked at."""
    several = st.lists(st.integers(0, 30), min_size=0, max_size=4)
    seeds = data.draw(st.lists(several, min_size=1, max_size=12))
    index = engines.index("memory:near", create=True)
    held = [
        tuple(PassageVector(i, i + 1, vector(seed).tobytes()) for i, seed in enumerate(own)) for own in seeds
    ]
    index.write([IndexRow(n, "en", "x" * 9, passages=own) for n, own in enumerate(held, start=1)], (), 1)
    query = vector(data.draw(st.integers(0, 30))).astype(np.float32)
    with index.reading() as reader:
        state = reader.state
        assert isinstance(state, MemoryState)
        near = compare(state.vectors(), query, np.ones(state.size, bool), np.zeros(0, np.int64))
        numbers = state.column("n")[near.places].tolist()
    sketch = signs(query[None, :])[0]
    for n, cosine in zip(numbers, near.cosines.tolist(), strict=True):
        own = [vector(seed) for seed in seeds[n - 1]]
        apart = [int(np.bitwise_count(signs(row[None, :])[0] ^ sketch).sum()) for row in own]
        best = own[apart.index(min(apart))]
        expected = max(0.0, *(float(row.astype(np.float32) @ query) for row in (best, own[0])))
        assert abs(cosine - expected) < 1e-5
    assert numbers == [n for n, own in enumerate(seeds, start=1) if own]
    assert sum(map(len, seeds)) <= SKETCHED


ODD = ["L622-1", "l'été", "e-mail", "1 918", "C.R.S.", "O'Brien", "3.1", "“la", "police,police"]
ASKED = ["police", "marche walk", '"la police"', "pol*", "l'ete OR mail", "C.R.S. 3.1"]
TEXTS = st.lists(
    st.sampled_from([*WORDS, *ODD]) | st.text(alphabet="ab.,'’-_1é \u00a0\n", max_size=6), max_size=20
).flatmap(lambda some: st.sampled_from([" ", "\n", "\u00a0"]).map(lambda between: between.join(some)))


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(ASKED), st.sampled_from(LANGS))
def test_marks_are_the_words_of_the_whole_text(text: str, query: str, lang: str) -> None:
    sought = snippet.Sought(snippet.terms(parse(query)), lang)
    words = list(analysis.WORD.finditer(text))
    expected = set()
    for at, word in enumerate(words):
        for part in sought.of(word[0]):
            for _, term in sought.starts.get(part, ()):
                row = words[at : at + len(term.parts)]
                if len(row) == len(term.parts) and all(
                    one in sought.of(m[0]) for one, m in zip(term.parts, row, strict=True)
                ):
                    expected.add((word.start(), row[-1].end()))
    for start, end, form in analysis.compounds(text):
        if sought.of(form) & sought.alone.keys():
            expected.add((start, end))
    marked = snippet.marked(text, snippet.Sought(snippet.terms(parse(query)), lang))
    assert {i for a, b in marked for i in range(a, b)} == {i for a, b in expected for i in range(a, b)}


@given(st.text() | st.text(alphabet="a&<>\"'\r\n\t\u202e\u2028é "))
def test_text_is_escaped_as_the_library_does(text: str) -> None:
    assert printable_html(text) == escape(printable_body(text))
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\u2028]", printable_body(text))
