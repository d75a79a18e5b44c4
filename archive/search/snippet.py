"""The stretch of a text that shows best why it was found, with what was found marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from archive.dataclass import dataclass
from archive.lang import registry
from archive.search import analysis
from archive.search.query import And, Field, Fuzzy, Node, Or, Phrase, Prefix, Word, Words
from archive.text import compose

WIDTH: Final = 240  # characters of a snippet, give or take a word
_READ: Final = 120_000  # characters of a text that are looked through
_TEXT_FIELDS: Final = ("title", "text")


@dataclass(frozen=True, slots=True)
class SoughtForm:
    """One form looked for: `exact`, or any of its stem; or what a function says of a form."""

    form: str
    exact: bool = False
    test: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: forms in a row."""

    parts: tuple[SoughtForm, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text, the spans in it that answer the query, the words found in the whole text, as written.

    `start`: where in the whole text the first of these stands, or the snippet begins.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    start: int = 0


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
                parts = tuple(SoughtForm(f, exact) for f in forms)
                yield Term(parts), registry.stop_words().issuperset(forms)
            if one := analysis.as_one(text):
                yield Term((SoughtForm(one, exact),)), False
        case Phrase(text, slop):
            parts = tuple(SoughtForm(f) for f in analysis.forms(text))
            if slop is None:
                if parts:
                    yield Term(parts), False
                if one := analysis.as_one(text.strip()):
                    yield Term((SoughtForm(one, True),)), False
            else:
                yield from ((Term((part,)), False) for part in parts)
        case Prefix(text):
            for form in analysis.forms(text)[:1]:
                yield Term((SoughtForm(form, True, _begins(form)),)), False
        case Fuzzy(text, edits):
            for form in analysis.forms(text)[:1]:
                yield Term((SoughtForm(form, True, _near(form, edits)),)), False
        case Field(name, inner) if name in _TEXT_FIELDS:
            yield from _terms(inner)
        case And(nodes) | Or(nodes) | Words(nodes):
            for inner in nodes:
                yield from _terms(inner)
        case _:
            return


def _begins(start: str) -> Callable[[str], bool]:
    return lambda form: form.startswith(start)


def _near(word: str, edits: int) -> Callable[[str], bool]:
    from rapidfuzz.distance import OSA

    return lambda form: OSA.distance(form, word, score_cutoff=edits) <= edits


_NOTHING: Final[frozenset[SoughtForm]] = frozenset()


class Sought:
    """What texts of one language are to be marked with, made ready once for all of them."""

    def __init__(self, looked_for: Sequence[Term], lang: str) -> None:
        self.count = len(looked_for)
        # Where terms begin, and those that are one form.
        self.starts: dict[SoughtForm, list[tuple[int, Term]]] = {}
        for i, term in enumerate(looked_for):
            self.starts.setdefault(term.parts[0], []).append((i, term))
        self.alone = {term.parts[0]: i for i, term in enumerate(looked_for) if len(term.parts) == 1}
        self._langs = registry.codes() if lang == "und" else (lang,) if lang in registry.codes() else ()
        self._forms: dict[str, set[SoughtForm]] = {}
        self._tests: list[SoughtForm] = []
        self._seen: set[str] = set()
        self._hits: dict[str, dict[str, frozenset[SoughtForm]]] = {}
        self._told: dict[str, frozenset[SoughtForm]] = {}
        self._begin = {part.form[:3] for term in looked_for for part in term.parts}
        for part in {part for term in looked_for for part in term.parts}:
            self._forms.setdefault(part.form, set()).add(part)
            if part.test is not None:
                self._tests.append(part)
            elif not part.exact:
                for one in self._langs:
                    self._forms.setdefault(f"{one}:{analysis.stem(part.form, one)}", set()).add(part)

        self.rows = any(len(term.parts) > 1 for term in looked_for)

    def of(self, word: str) -> frozenset[SoughtForm]:
        """Which of the parts a word is, worked out once."""
        found = self._told.get(word)
        if found is None:
            found = self._told[word] = self._of(word)
        return found

    def among(self, text: str) -> dict[str, frozenset[SoughtForm]]:
        """The words of a text that are any of the parts, with these.

        No word holds white space: what stands between is looked at once, whatever texts it stands in.
        """
        chunks = set(text.split())
        new = chunks - self._seen
        self._seen |= new
        for chunk in new:
            for word in (chunk,) if chunk.isalpha() else analysis.WORD.findall(chunk):
                if found := self.of(word):
                    self._hits.setdefault(chunk, {})[word] = found
        sought: dict[str, frozenset[SoughtForm]] = {}
        for chunk in self._hits.keys() & chunks:
            sought |= self._hits[chunk]
        return sought

    def _of(self, word: str) -> frozenset[SoughtForm]:
        form = analysis.cached_form(word)
        # Forms of one stem begin alike, and stemming every word of a text takes longer than the search.
        begins = form[:3] in self._begin
        if not begins and not self._tests and form not in self._forms:
            return _NOTHING
        parts = set(self._forms.get(form, ()))
        for lang in self._langs if begins else ():
            parts |= self._forms.get(f"{lang}:{analysis.stem(form, lang)}", set())
        parts.update(part for part in self._tests if part.test is not None and part.test(form))
        return frozenset(parts)


def snippet(
    text: str,
    sought: Sought,
    names: Sequence[str] = (),
    passage: tuple[int, int] | None = None,
) -> Snippet:
    """The stretch of `text` with most of what was looked for, else the passage, else the beginning.

    `names`: names in the text that answered by way of another language.
    """
    composed = compose(text)
    body = composed.text[:_READ]
    found = list(_found(body, sought))
    found += _named(body, names, sought.count)
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
    spans = [(a + lead, b + lead) for a, b, _ in _found(shown, sought)]
    spans += [(a + lead, b + lead) for a, b, _ in _named(shown, names, 0)]
    first = next((a for a, _, _ in found if a >= start), start)
    return Snippet(head + shown + tail, tuple(_merged(spans)), words, composed.original(first, first)[0])


def marked(text: str, sought: Sought, names: Sequence[str] = ()) -> list[tuple[int, int]]:
    """The spans of `text` that answer the query; `names`: names in it that answer in another language."""
    found = [*_found(text, sought), *_named(text, names, sought.count)]
    return _merged([(a, b) for a, b, _ in found])


def _found(text: str, sought: Sought) -> Iterator[tuple[int, int, int]]:
    """Start, end and which term, for everything in `text` that was looked for."""
    of, alone, starts = sought.of, sought.alone, sought.starts
    if not starts:
        return
    forms_of = sought.among(text)
    seen: frozenset[SoughtForm] = _NOTHING.union(*forms_of.values())
    if not alone.keys() <= seen:  # what does not stand as one word may stand as a compound
        for start, end, form in analysis.compounds(text):
            yield from ((start, end, alone[part]) for part in of(form) if part in alone)
    if not forms_of:
        return
    if not sought.rows:
        for word in _words(text, forms_of):
            for part in forms_of[word[0]]:
                yield from ((word.start(), word.end(), i) for i, _ in starts.get(part, ()))
        return
    words = list(analysis.WORD.finditer(text))
    for at, word in enumerate(words):
        if word[0] not in forms_of:
            continue
        for part in forms_of[word[0]]:
            for i, term in starts.get(part, ()):
                row = words[at : at + len(term.parts)]
                if len(row) == len(term.parts) and all(
                    one in forms_of.get(m[0], _NOTHING)
                    for one, m in zip(term.parts[1:], row[1:], strict=True)
                ):
                    yield row[0].start(), row[-1].end(), i


def _words(text: str, words: Collection[str]) -> Iterator[re.Match[str]]:
    """Where `words` stand in a text. No word holds white space: what it bounds is gone through."""
    places = sorted(at for word in words for at in _places(text, word))
    end = 0
    for start in places:
        if start < end:
            continue
        end = start
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        yield from (word for word in analysis.WORD.finditer(text, start, end) if word[0] in words)


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


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
