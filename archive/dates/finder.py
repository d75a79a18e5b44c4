"""Finding the dates of a text: tokens, rules, ranges, values."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from importlib import import_module

from archive import edtf
from archive.dates.core import FoundDate, Match, PartialDate, Relative, Scene
from archive.dates.grammar import Grammar, Rules, build
from archive.dates.ranges import doubted, joined, share_years
from archive.dates.resolve import evidence, say
from archive.dates.story import follow, written_about, year_named
from archive.dates.tokens import Tokens, tokenize
from archive.evidence import Evidence
from archive.lang import Language, language
from archive.records import Mention, MentionType
from archive.text import Mapped, compose


@cache
def grammar_of(code: str, *, absolute: bool = False) -> Grammar | None:
    """The grammar of the dates of a language; None for one that is not known.

    A language without rules of its own has those of its calendar. `absolute`: only the rules that need
    nothing but their own words.
    """
    known = language(code)
    return build(_rules(known), absolute=absolute) if known else None


def _rules(known: Language) -> Rules:
    if known.grammar is None:
        from archive.dates.plain import rules_of

        return rules_of(known)
    module, _, name = known.grammar.partition(":")
    rules = getattr(import_module(module), name)
    if not isinstance(rules, Rules):
        raise TypeError(f"{known.grammar} are no Rules")
    return rules


# (first token, minus the length, place of the rule, match): in the order of preference.
Candidate = tuple[int, int, int, re.Match[str]]


def find_dates(
    text: str, lang: str, anchor: str | None = None, *, known_year: int | None = None
) -> list[Mention]:
    """The dates of a text, in order, with their EDTF values.

    `anchor` is the day (or month, or year) that the text was written, as EDTF: relative dates and
    years left out are told from it. `known_year` is a year for dates without one where there is no
    better. Offsets count in `text`. A language without a grammar has no dates. An anchor that is no
    EDTF value is a ValueError.
    """
    grammar = grammar_of(lang)
    if grammar is None:
        return []
    if len(text) <= _STRETCH:
        return _dates(text, lang, grammar, anchor, known_year)
    return [
        replace(m, start=first + m.start, end=first + m.end)
        for first, piece in _stretches(text)
        for m in _dates(piece, lang, grammar, anchor, known_year)
    ]


def _dates(
    text: str, lang: str, grammar: Grammar, anchor: str | None, known_year: int | None
) -> list[Mention]:
    mapped, tokens, found = _read(text, lang)
    scene = _scene(tokens, grammar, anchor, known_year, found)
    out = []
    for f in joined(found, tokens, grammar):
        try:
            value = say(f.what, scene, f.start)
        except (OverflowError, ValueError):  # before the year 1 or after 9999
            continue
        if value is None or not edtf.valid(value):
            continue
        if (scene.doubtful and not isinstance(f.what, str | PartialDate)) or doubted(f, tokens):
            value = edtf.approximate(value)
        follow(scene, f, value)
        start, end = mapped.original(tokens.starts[f.start], tokens.ends[f.end - 1])
        out.append(Mention(start, end, MentionType.DATE, text[start:end], value, _evidence(f, lang)))
    return out


def _evidence(found: FoundDate, lang: str) -> Evidence:
    return Evidence.of(lang, found.rule, relative=found.relative)


def find_parts(text: str, lang: str) -> list[tuple[int, int, PartialDate | Relative | str]]:
    """The dates of a text as far as their words go: (start, end, what), ranges left as their ends."""
    if grammar_of(lang) is None:
        return []
    out = []
    for first, piece in _stretches(text):
        mapped, tokens, found = _read(piece, lang)
        share_years(found, tokens)
        for f in found:
            start, end = mapped.original(tokens.starts[f.start], tokens.ends[f.end - 1])
            out.append((first + start, first + end, f.what))
    return out


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    """A long text in stretches that are cut between lines (or words), each with its place."""
    start = 0
    while len(text) - start > _STRETCH:
        stop = start + _STRETCH
        border = text.rfind("\n", start, stop)
        if border <= start:
            border = text.rfind(" ", start, stop)
        end = border + 1 if border > start else stop
        yield start, text[start:end]
        start = end
    yield start, text[start:] if start else text


# Longer texts (characters) are read in stretches, each with its own years: a token takes 200 bytes.
_STRETCH = 200_000


def _read(text: str, lang: str) -> tuple[Mapped, Tokens, list[FoundDate]]:
    """The tokens of a text and what the rules find in them.

    A text is asked for its own date first, then for the dates it names: what was read last is kept.
    """
    mapped, tokens, found = _walked(text, lang)
    again = [FoundDate(f.start, f.end, f.what, f.rule, f.relative, f.bounds_only) for f in found]
    return mapped, tokens, again


@lru_cache(maxsize=16)
def _walked(text: str, lang: str) -> tuple[Mapped, Tokens, tuple[FoundDate, ...]]:
    grammar = grammar_of(lang)
    assert grammar is not None
    mapped = compose(text)
    tokens = tokenize(mapped.text, grammar.lexicon, grammar.merge)
    return mapped, tokens, tuple(walk(tokens, grammar))


def walk(tokens: Tokens, grammar: Grammar) -> Iterator[FoundDate]:
    """What the rules find, from left to right and never overlapping.

    Of two that overlap the longer one is taken, of two as long the first, then that of the earlier
    rule; where a rule declines its match the next best may speak.
    """
    code, patterns = tokens.code, grammar.compiled.by_number
    heap: list[Candidate] = []
    for order in grammar.needs.met(code):
        for m in patterns[order].finditer(code):
            start, stop = m.span()
            heap.append((start, start - stop, order, m))
    heapq.heapify(heap)
    end = 0
    while heap:
        best = _longest(heap, end, grammar)
        if best is None:
            continue
        _, _, order, m = best
        rule = grammar.rules[order]
        for f in rule.build(Match(tokens, m)):
            f.rule, f.relative, f.bounds_only = rule.name, rule.relative, rule.bounds_only
            end = max(end, f.end)
            yield f


def _longest(heap: list[Candidate], end: int, grammar: Grammar) -> Candidate | None:
    """Takes the first candidate from the heap, or a longer one that begins inside it.

    What begins before `end` is cut off: its rule may look again at the rest of it.
    """
    first = heapq.heappop(heap)
    start, _, order, m = first
    if start < end:
        if m.end() > end:
            again = grammar.compiled[order].search(m.string, end, m.end())
            if again:
                heapq.heappush(heap, (again.start(), again.start() - again.end(), order, again))
        return None
    rivals = [first]
    while heap and heap[0][0] < m.end() and len(rivals) < _RIVALS:
        rivals.append(heapq.heappop(heap))
    best = min(rivals, key=lambda c: (c[1], c[0] != start, c[0], c[2]))
    for candidate in rivals:
        if candidate is not best:
            heapq.heappush(heap, candidate)
    return best


# So many candidates are looked at for a longer one.
_RIVALS = 16


def _scene(
    tokens: Tokens, grammar: Grammar, anchor: str | None, known_year: int | None, found: list[FoundDate]
) -> Scene:
    """What the dates are read against."""
    scene = Scene(tokens, known_year=known_year, verbs=grammar.verbs)
    scene.hints, scene.usual_year = evidence(f.what for f in found if isinstance(f.what, PartialDate))
    if anchor:
        scene.doubtful = edtf.exact(anchor) != anchor
        first, last = edtf.earliest(anchor), edtf.latest(anchor)
        if first and last and first.year == last.year:
            scene.year = first.year
            scene.month = first.month if first.month == last.month else None
            scene.day = first if first == last else None
    else:
        scene.around = written_about(found, scene)
        scene.usual_year = scene.usual_year or year_named(found)
    return scene
