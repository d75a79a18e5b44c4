"""Times that stand among the words of a query: "manifestation 12 mars 2018", "protests in March 2018"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from archive.dataclass import dataclass
from archive.lang import registry
from archive.search import analysis
from archive.search.port import Days
from archive.search.query import Node, Word, Words
from archive.search.when import days
from archive.text import fold

_YEAR: Final = re.compile(r"(?<![\w.,/-])(?:1[5-9]|20)\d\d(?![\w/-]|[.,]\d)")
_FIGURES: Final = re.compile(r"\d[-/.]\d+[-/.]\d")


@dataclass(frozen=True, slots=True)
class Time:
    """A time in a query as it was typed, its forms in a row, and its first and last day."""

    text: str
    forms: tuple[str, ...]
    days: Days


def times(query: str, tree: Node, lang: str | None) -> tuple[Time, ...]:
    """The times that the plain words of a query name; in `lang`, or in the language that reads most of it.

    What stands in a field or in quotation marks, or is bound by an operator, is no such time.
    """
    typed = [form for word in _plain(tree) for form in analysis.forms(word)]
    if not typed or not re.search(r"\d", query):
        return ()
    found = []
    for start, end, value in _read(query, lang):
        forms = tuple(analysis.forms(query[start:end]))
        if forms and (span := days(value)) and _within(forms, typed):
            found.append(Time(query[start:end], forms, span))
    return tuple(found)


def _plain(tree: Node) -> Iterator[str]:
    for node in tree.nodes if isinstance(tree, Words) else (tree,):
        if isinstance(node, Word) and not node.exact:
            yield node.text


def _within(row: Sequence[str], forms: Sequence[str]) -> bool:
    return any(tuple(forms[at : at + len(row)]) == row for at in range(len(forms)))


def _read(query: str, lang: str | None) -> Iterator[tuple[int, int, str]]:
    """Start, end and EDTF value of each, the longest reading of every place."""
    years = list(_YEAR.finditer(query))
    if len(years) == 1 and not _FIGURES.search(query) and not _named().search(fold(query)):
        yield years[0].start(), years[0].end(), years[0][0]  # which the grammar need not be loaded for
        return
    if not years and not _FIGURES.search(query):
        return
    from archive.dates import find_dates

    codes = sorted(registry.codes(), key=lambda code: code != lang)
    every = [(m.start, m.end, m.value) for code in codes for m in find_dates(query, code) if m.value]
    taken: list[tuple[int, int]] = []
    for start, end, value in sorted(every, key=lambda one: one[0] - one[1]):
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            yield start, end, value


@cache
def _named() -> re.Pattern[str]:
    """The names of months and seasons, folded, in any language."""
    words: set[str] = set()
    for one in registry.languages():
        known: Sequence[Mapping[str, int]] = (
            one.calendar.months, one.calendar.short_months, one.calendar.seasons,
        )  # fmt: skip
        words.update(fold(word) for names in known for word in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words))})(?!\w)")
