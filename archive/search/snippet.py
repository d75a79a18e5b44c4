"""The stretch of a text that shows best why it was found, with what was found marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.search import analysis
from archive.search.query import And, Field, Fuzzy, Node, Or, Phrase, Prefix, Word, Words
from archive.text import compose

WIDTH: Final = 240  # characters of a snippet, give or take a word
_READ: Final = 120_000  # characters of a text that are looked through
_TEXT_FIELDS: Final = ("title", "text")

Match = Callable[[str, str], bool]  # form and language of the text


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: forms in a row, each told by a function."""

    parts: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text, the spans in it that answer the query, and the words found in the whole text, as written."""

    text: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]


def terms(tree: Node) -> tuple[Term, ...]:
    """What a text is to be marked with: all that is looked for in titles and texts."""
    found = list(_terms(tree))
    plain = [t for t, stop in found if not stop]
    return tuple(plain or [t for t, _ in found])


def _terms(node: Node) -> Iterator[tuple[Term, bool]]:
    match node:
        case Word(text, exact):
            forms = analysis.forms(text)
            if forms:
                parts = tuple(_same(f) if exact else _kin(f) for f in forms)
                yield Term(parts), analysis.STOP_WORDS.issuperset(forms)
        case Phrase(text, slop):
            parts = tuple(_kin(f) for f in analysis.forms(text))
            if slop is None:
                if parts:
                    yield Term(parts), False
            else:
                yield from ((Term((part,)), False) for part in parts)
        case Prefix(text):
            for form in analysis.forms(text)[:1]:
                yield Term((_begins(form),)), False
        case Fuzzy(text, edits):
            for form in analysis.forms(text)[:1]:
                yield Term((_near(form, edits),)), False
        case Field(name, inner) if name in _TEXT_FIELDS:
            yield from _terms(inner)
        case And(nodes) | Or(nodes) | Words(nodes):
            for inner in nodes:
                yield from _terms(inner)
        case _:
            return


def _same(word: str) -> Match:
    return lambda form, lang: form == word


def _kin(word: str) -> Match:
    def match(form: str, lang: str) -> bool:
        if form == word:
            return True
        langs = (lang,) if lang in analysis.LANGUAGES else analysis.LANGUAGES if lang == "und" else ()
        return any(analysis.stem(form, one) == analysis.stem(word, one) for one in langs)

    return match


def _begins(start: str) -> Match:
    return lambda form, lang: form.startswith(start)


def _near(word: str, edits: int) -> Match:
    from rapidfuzz.distance import OSA

    return lambda form, lang: OSA.distance(form, word, score_cutoff=edits) <= edits


def snippet(
    text: str,
    lang: str,
    looked_for: Sequence[Term],
    names: Sequence[str] = (),
    passage: tuple[int, int] | None = None,
) -> Snippet:
    """The stretch of `text` with most of what was looked for, else the passage, else the beginning.

    `names`: names in the text that answered by way of another language.
    """
    composed = compose(text)
    body = composed.text[:_READ]
    found = list(_found(body, lang, looked_for))
    found += _named(body, names, len(looked_for))
    found.sort()
    words = tuple(dict.fromkeys(body[a:b] for a, b, _ in found))
    if found:
        start, end = _window(body, found)
    else:
        start, end = passage if passage is not None and composed.offsets is None else (0, WIDTH)
        end = min(end, start + WIDTH)
    start, end = _to_words(body, start, end)
    head, tail = "… " if start else "", " …" if end < len(body.rstrip()) else ""
    shown = " ".join(body[start:end].split())
    # White space is evened out, so spans are found anew in what is shown.
    lead = len(head)
    spans = [(a + lead, b + lead) for a, b, _ in _found(shown, lang, looked_for)]
    spans += [(a + lead, b + lead) for a, b, _ in _named(shown, names, 0)]
    return Snippet(head + shown + tail, tuple(_merged(spans)), words)


def marked(text: str, lang: str, looked_for: Sequence[Term]) -> list[tuple[int, int]]:
    """The spans of `text` that answer the query."""
    return _merged([(a, b) for a, b, _ in _found(text, lang, looked_for)])


def _found(text: str, lang: str, looked_for: Sequence[Term]) -> Iterator[tuple[int, int, int]]:
    """Start, end and which term, for everything in `text` that was looked for."""
    told: dict[str, tuple[int, ...]] = {}
    places: list[tuple[int, int, str]] = []
    firsts: list[tuple[int, tuple[int, ...]]] = []
    for m in analysis.WORD.finditer(text):
        word = m[0]
        if word not in told:
            form = analysis.cached_form(word)
            told[word] = tuple(i for i, t in enumerate(looked_for) if t.parts[0](form, lang))
        if told[word]:
            firsts.append((len(places), told[word]))
        places.append((m.start(), m.end(), word))
    for at, which in firsts:
        for i in which:
            parts = looked_for[i].parts
            row = places[at : at + len(parts)]
            if len(row) == len(parts) and all(
                part(analysis.cached_form(word), lang) for part, (_, _, word) in zip(parts, row, strict=True)
            ):
                yield row[0][0], row[-1][1], i


def _named(text: str, names: Sequence[str], first: int) -> list[tuple[int, int, int]]:
    found = []
    for i, name in enumerate(dict.fromkeys(names)):
        at = text.find(name)
        while name and at >= 0:
            found.append((at, at + len(name), first + i))
            at = text.find(name, at + len(name))
    return found


def _window(text: str, found: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """The stretch of about WIDTH characters with the most different terms, then the most, then the first."""
    best, start, end = (0, 0), found[0][0], found[0][1]
    last = 0
    for first in range(len(found)):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1][1] <= found[first][0] + WIDTH - 40:
            last += 1
        inside = found[first : last + 1]
        worth = (len({i for _, _, i in inside}), len(inside))
        if worth > best:
            best, start, end = worth, inside[0][0], inside[-1][1]
    room = max(0, WIDTH - (end - start))
    return max(0, start - room // 3), min(len(text), max(end, start + WIDTH - room // 3))


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The nearest whole words around a stretch."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
