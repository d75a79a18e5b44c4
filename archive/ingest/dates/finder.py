"""Finding the dates of a text: tokens, rules, ranges, values."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from archive import edtf
from archive.ingest.dates.core import Found, Match, Part, Relative, Scene, evidence, interval_of, say
from archive.ingest.dates.language import Language
from archive.ingest.dates.tokens import Tokens, tokenize
from archive.records import Mention, MentionType
from archive.text import compose


@cache
def language(code: str) -> Language | None:
    """The calendar grammar of a language; None where there is none."""
    if code == "fr":
        from archive.ingest.dates import french

        return french.LANGUAGE
    if code == "en":
        from archive.ingest.dates import english

        return english.LANGUAGE
    return None


def find_dates(
    text: str, lang: str, anchor: str | None = None, *, known_year: int | None = None
) -> list[Mention]:
    """The dates of a text, in order, with their EDTF values.

    `anchor` is the day (or month, or year) that the text was written, as EDTF: relative dates and
    years left out are told from it. `known_year` is a year for dates without one where there is no
    better. Offsets count in `text`. A language without a grammar has no dates. An anchor that is no
    EDTF value is a ValueError.
    """
    grammar = language(lang)
    if grammar is None or not text:
        return []
    mapped = compose(text)
    tokens = tokenize(mapped.text, grammar.lexicon, grammar.merge)
    found = list(_walk(tokens, grammar))
    scene = _scene(tokens, grammar, anchor, known_year, found)
    doubtful = anchor is not None and edtf.exact(anchor) != anchor
    out = []
    for f in _joined(found, tokens, grammar):
        value = say(f.what, scene, f.start)
        if value is None or not edtf.valid(value):
            continue
        if doubtful and not (isinstance(f.what, str) or (isinstance(f.what, Part) and f.what.year)):
            value = edtf.approximate(value)
        first = edtf.earliest(value) if edtf.precision(value) is edtf.Precision.DAY else None
        scene.previous = first or scene.previous
        start, end = mapped.original(tokens.starts[f.start], tokens.ends[f.end - 1])
        out.append(Mention(start, end, MentionType.DATE, text[start:end], value, f.rule))
    return out


def find_parts(text: str, lang: str) -> list[tuple[int, int, Part | Relative | str]]:
    """The dates of a text as far as their words go: (start, end, what), ranges left as their ends."""
    grammar = language(lang)
    if grammar is None:
        return []
    mapped = compose(text)
    tokens = tokenize(mapped.text, grammar.lexicon, grammar.merge)
    return [
        (*mapped.original(tokens.starts[f.start], tokens.ends[f.end - 1]), f.what)
        for f in _walk(tokens, grammar)
    ]


def _walk(tokens: Tokens, grammar: Language) -> Iterator[Found]:
    """What the rules find, leftmost and longest first; where one declines, the next may speak."""
    candidates = []
    code = tokens.code
    for order, pattern in enumerate(grammar.compiled):
        candidates.extend((m.start(), -m.end(), order, m) for m in pattern.finditer(code))
    candidates.sort(key=lambda c: c[:3])
    end = 0
    for start, _, order, m in candidates:
        if start < end:
            continue
        rule = grammar.rules[order]
        for f in rule.build(Match(tokens, m)):
            f.rule = rule.name
            end = max(end, f.end)
            yield f


def _scene(
    tokens: Tokens, grammar: Language, anchor: str | None, known_year: int | None, found: list[Found]
) -> Scene:
    """What the dates are read against."""
    scene = Scene(tokens, known_year=known_year, future=lambda t, i: _tense(t, i, grammar))
    scene.hints, scene.usual_year = evidence(f.what for f in found if isinstance(f.what, Part))
    if anchor:
        first, last = edtf.earliest(anchor), edtf.latest(anchor)
        if first and last and first.year == last.year:
            scene.year = first.year
            scene.month = first.month if first.month == last.month else None
            scene.day = first if first == last else None
    return scene


def _tense(tokens: Tokens, i: int, grammar: Language) -> int:
    """1 if the sentence of token i looks ahead or says nothing else, -1 if it tells of what was."""
    code = tokens.code
    start = i
    while start and i - start < _REACH and not _ends(tokens, start - 1, grammar):
        start -= 1
    end = i
    while end < len(code) and end - i < _REACH and not _ends(tokens, end, grammar):
        end += 1
    if grammar.future.search(code, start, end):
        return 1
    return -1 if end - start > 4 else 1


# How far, in tokens, a sentence is looked at for its tense.
_REACH = 30


def _ends(tokens: Tokens, i: int, grammar: Language) -> bool:
    return grammar.sentence_end.match(tokens.code, i) is not None


def _joined(found: list[Found], tokens: Tokens, grammar: Language) -> Iterator[Found]:
    """The same with two dates that stand as a range made one."""
    i = 0
    while i < len(found):
        a = found[i]
        b = found[i + 1] if i + 1 < len(found) else None
        if b is not None and b.start - a.end <= 4 and _range(a, b, tokens, grammar):
            yield Found(
                a.start, b.end, interval_of(a.what, b.what), f"{a.rule} to {b.rule.partition(':')[2]}"
            )
            i += 2
            continue
        yield a
        i += 1


def _range(a: Found, b: Found, tokens: Tokens, grammar: Language) -> bool:
    """Whether the tokens between two dates make them a range."""
    code = tokens.code
    if b.start == a.end:
        return False
    if grammar.between.fullmatch(code, a.end, b.start):
        return True
    if not grammar.pairing.fullmatch(code, a.end, b.start):
        return False
    return any(grammar.opening.fullmatch(code, s, a.start) for s in (a.start - 1, a.start - 2) if s >= 0)
