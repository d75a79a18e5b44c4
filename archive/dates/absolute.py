"""Dates that stand for themselves: in a query, a field of metadata, a line that says when a text was posted.

The rules are those of the tagger, without the ones that need a text around the date or a day to count from;
so a date means the same day wherever it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from archive import edtf
from archive.dates.core import FoundDate, PartialDate, Scene
from archive.dates.finder import grammar_of, walk
from archive.dates.grammar import Grammar
from archive.dates.ranges import joined, share_years
from archive.dates.resolve import PendingInterval, say
from archive.dates.tokens import Tokens, tokenize
from archive.lang import codes, language, languages
from archive.patterns import regex
from archive.text import Mapped, compose, fold

# What is read on its own is no longer than this (characters).
_LONGEST = 200
_DIGIT = regex(r"\d")
# The first character of a date, the one after it, and what it says.
Placed = tuple[int, int, PartialDate | PendingInterval]

_CLOCK = regex(
    r"(?:[\s,]*(?:T|at|à|@|-|–|—|\|)?\s*\d{1,2}\s*[:hH]\s*\d{0,2}(?::\d\d)?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
    r"(?:\s*(?:Z|GMT|UTC|CET|CEST|BST)?\s*(?:[+-]\d\d:?\d\d)?))?[\s.,]*"
)


def read_date(text: str, lang: str) -> str | None:
    """The EDTF value of a text that is a date in `lang` and nothing else but an article, or a time after it.

    None for another text, for a date without a year, and in a language that is not known.
    """
    known, grammar = language(lang), grammar_of(lang, absolute=True)
    if known is None or grammar is None or len(text) > _LONGEST:
        return None
    mapped, tokens, walked = _walked(text, grammar)
    found = list(joined(walked, tokens, grammar))
    if len(found) != 1:
        return None
    start, end = _place(found[0], mapped, tokens)
    articles = known.calendar.articles
    if not all(word.lower() in articles for word in text[:start].split()) or not _CLOCK.fullmatch(text[end:]):
        return None
    try:
        value = say(found[0].what, Scene(tokens), found[0].start)
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return None
    if value is None or not edtf.valid(value) or "XXXX" in value:
        return None
    return value


def readings(text: str, langs: Iterable[str]) -> Iterator[str]:
    """What `text` is as a date in those of `langs` in which it is one, in their order."""
    return (value for lang in langs if (value := read_date(text, lang)))


@lru_cache(maxsize=4096)
def dates_in(line: str, lang: str | None = None) -> tuple[Placed, ...]:
    """The days, the months with a year and the ranges of such on a line: (start, end, what).

    In the language in which the most of the line is a date, or in `lang` where as much is one there. Two
    figures alone (1/2) are the number of a page or a mark as often as a day, and none here.
    """
    if not _DIGIT.search(line) or not _months_or_figures().search(fold(line)):
        return ()
    by_language = [_in(line, code) for code in sorted(codes(), key=lambda code: code != lang)]
    return max(by_language, key=lambda found: sum(end - start for start, end, _ in found), default=())


@cache
def _months_or_figures() -> re.Pattern[str]:
    """What a folded line has where it names a day or a month: it is asked a hundred times as fast."""
    calendars = [one.calendar for one in languages()]
    months = {fold(word) for one in calendars for word in {**one.months, **one.short_months}}
    return regex(
        rf"(?<![^\W\d_])(?:{'|'.join(sorted(months))})(?![^\W\d_])|\d ?[-/.] ?\d|\d[ \t]\d\d?[ \t]\d\d"
    )


def _in(line: str, lang: str) -> tuple[Placed, ...]:
    grammar = grammar_of(lang, absolute=True)
    if grammar is None:
        return ()
    mapped, tokens, found = _walked(line, grammar)
    share_years(found, tokens)
    out = []
    for one in found:
        last = one.what.right if isinstance(one.what, PendingInterval) else one.what
        if isinstance(last, PartialDate) and last.month and (last.day or last.year):
            assert isinstance(one.what, PartialDate | PendingInterval)
            start, end = _place(one, mapped, tokens)
            if last.year or any(c.isalpha() for c in line[start:end]):
                out.append((start, end, one.what))
    return tuple(out)


def _walked(text: str, grammar: Grammar) -> tuple[Mapped, Tokens, list[FoundDate]]:
    mapped = compose(text)
    tokens = tokenize(mapped.text, grammar.lexicon, grammar.merge)
    return mapped, tokens, list(walk(tokens, grammar))


def _place(found: FoundDate, mapped: Mapped, tokens: Tokens) -> tuple[int, int]:
    return mapped.original(tokens.starts[found.start], tokens.ends[found.end - 1])
