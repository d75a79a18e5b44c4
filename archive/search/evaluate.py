"""A query tree on a snapshot: which texts answer it, how well, and where meaning may add to them.

Everything is worked out for all texts at once, on arrays indexed by place. Scores are BM25F (Robertson and
Zaragoza 2009): the frequencies of a word in title and text are joined before they saturate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from archive.search import analysis
from archive.search.arrays import Array
from archive.search.port import NAME_TYPES, Ask, Named, Where
from archive.search.query import (
    And,
    Dated,
    Field,
    Fuzzy,
    Lang,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    Words,
)
from archive.search.snapshot import Segment, Snapshot

K1: Final = 1.2
# How far the length of a field counts, and what a word in it is worth beside one in the text.
LENGTH: Final = {"text": 0.75, "title": 0.4, "person": 0.3, "place": 0.3, "org": 0.3, "source": 0.0}
WEIGHT: Final = {"text": 1.0, "title": 2.5, "person": 1.0, "place": 1.0, "org": 1.0, "source": 1.0}
ANYWHERE: Final = ("text", "title")
# A form is a name of the archive when at least this share of the texts with it have it in a name.
NAME_SHARE: Final = 0.5
STRICT: Final = 3  # up to so many words side by side, all are asked for
_SHIFT: Final = np.uint64(24)  # a document and a position in one number

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """By place: whether a text answers, its score, and whether one near in meaning may join.

    `relaxed`: no text has all the words, so fewer were enough.
    """

    mask: Array
    scores: Array
    gate: Array
    relaxed: bool = False


class Evaluation:
    """One search on one snapshot."""

    def __init__(self, snapshot: Snapshot, aliases: Mapping[tuple[str, ...], frozenset[int]]) -> None:
        self.snapshot = snapshot
        self.aliases = aliases
        self.size = snapshot.size

    # -- the tree ------------------------------------------------------------------------------------

    def run(self, node: Node, fields: Sequence[str] = ANYWHERE, *, free: bool = True) -> Result:
        """The result of `node` in `fields`; `free`: what is typed is not bound by AND, OR or a field."""
        match node:
            case Word():
                return self._word(node, fields, free)
            case Prefix(text):
                return self._strict(*self._prefix(text, fields))
            case Fuzzy(text, edits):
                return self._strict(*self._fuzzy(text, edits, fields))
            case Phrase(text, slop):
                return self._phrase_node(text, slop, fields, free)
            case Field(name, inner):
                return self._bound(self.run(inner, (name,), free=False))
            case Lang(code):
                return self._strict(self._lang(code), self._none())
            case Dated(first, last):
                return self._strict(self._dated((first, last)), self._none())
            case Not(inner):
                mask = ~self.run(inner, fields, free=False).mask
                return Result(mask, self._none(), mask)
            case And(nodes):
                return self._and(nodes, fields, free)
            case Or(nodes):
                return self._or(nodes, fields)
            case Words(nodes):
                return self._words(nodes, fields, free)

    def where(self, where: Where) -> Array:
        """The living texts that pass the filters."""
        mask = self.snapshot.alive.copy()
        if where.lang is not None:
            mask &= self._lang(where.lang)
        for name in where.names:
            mask &= self._named(name)
        if where.dated is not None:
            dated = self._dated(where.dated)
            mask &= dated | self._spoken(where.dated) if where.spoken else dated
        return mask

    def _none(self) -> Array:
        return np.zeros(self.size, np.float32)

    def _strict(self, mask: Array, scores: Array) -> Result:
        return Result(mask, scores, mask)

    def _bound(self, result: Result) -> Result:
        return Result(result.mask, result.scores, result.mask, result.relaxed)

    def _and(self, nodes: Iterable[Node], fields: Sequence[str], free: bool) -> Result:
        parts = [self.run(n, fields, free=free and isinstance(n, Words)) for n in nodes]
        parts = [
            p if isinstance(n, Words | Not) else self._bound(p) for n, p in zip(nodes, parts, strict=True)
        ]
        mask, gate = parts[0].mask, parts[0].gate
        scores = parts[0].scores
        for part in parts[1:]:
            mask, gate, scores = mask & part.mask, gate & part.gate, scores + part.scores
        return Result(mask, scores, gate, any(p.relaxed for p in parts))

    def _or(self, nodes: Iterable[Node], fields: Sequence[str]) -> Result:
        mask, scores = np.zeros(self.size, bool), self._none()
        for node in nodes:
            part = self.run(node, fields, free=False)
            mask = mask | part.mask
            scores = scores + np.where(part.mask, part.scores, 0)
        return self._strict(mask, scores)

    # -- words side by side ----------------------------------------------------------------------------

    def _words(self, nodes: Sequence[Node], fields: Sequence[str], free: bool) -> Result:
        """Up to three words: all of them, or as many as any text has. More: at least half of them.

        A name of the archive among them is asked for as long as a text has it. Stop words only count when
        there is nothing else. Everything that is not a plain word must hold.
        """
        plain = [n for n in nodes if isinstance(n, Word) and not n.exact]
        must = [(n, self.run(n, fields, free=False)) for n in nodes if n not in plain]
        required, gate = np.ones(self.size, bool), np.ones(self.size, bool)
        scores = self._none()
        for node, part in must:
            required = required & part.mask
            scores = scores + part.scores
            gate = gate & (
                self._elsewhere(part.mask) if isinstance(node, Phrase | Word) and free else part.gate
            )
        units = self._units([form for n in plain for form in analysis.forms(n.text)], fields)
        if not units:
            return Result(required, scores, gate)
        held = np.zeros(self.size, np.int16)
        names = np.ones(self.size, bool)
        for unit in units:
            scores = scores + unit.scores
            held += unit.mask
            if unit.name and (names & required & unit.mask).any():
                names &= unit.mask
        able = required & names & self.snapshot.alive
        most = int(held[able].max(initial=0))
        least = len(units) if len(units) <= STRICT else -(-len(units) // 2)
        mask = able & (held >= max(1, min(least, most)))
        gate = gate & names if free else mask
        return Result(mask, np.where(mask, scores, 0), gate, relaxed=most < min(least, len(units)))

    def _elsewhere(self, mask: Array) -> Array:
        """Texts in quotes bind texts of the languages in which they stand; others may be near in meaning."""
        langs = self.snapshot.langs()[1]
        return mask | ~np.isin(langs, np.unique(langs[mask & self.snapshot.alive]))

    def _units(self, forms: list[str], fields: Sequence[str]) -> list[_Unit]:
        """The words that count, each once; words that make up a known name in a row are one."""
        units: list[_Unit] = []
        at = 0
        content = set(analysis.content(forms))
        seen: set[tuple[str, ...]] = set()
        while at < len(forms):
            length = max((n for n in range(1, 7) if tuple(forms[at : at + n]) in self.aliases), default=1)
            key = tuple(forms[at : at + length])
            at += length
            if key in seen or (length == 1 and key[0] not in content):
                continue
            seen.add(key)
            units.append(self._unit(key, fields))
        return units

    def _unit(self, key: tuple[str, ...], fields: Sequence[str]) -> _Unit:
        parts = [self._form(form, fields) for form in key]
        mask, scores = parts[0]
        for other, more in parts[1:]:
            mask, scores = mask & other, scores + more
        scores = np.where(mask, scores, 0)
        entities = self.aliases.get(key, frozenset()) if fields == ANYWHERE else frozenset()
        if entities:
            named = self._with_entities(entities)
            # A text that has the name in its other form is worth one that has it once.
            worth = self._saturated(named.astype(np.float32), int((named | mask).sum()))
            scores = np.where(mask, scores, worth)
            mask = mask | named
        return _Unit(mask, scores, len(key) > 1 or self._is_name(key[0]))

    def _is_name(self, form: str) -> bool:
        """Whether most texts that hold the form hold it in the name of a person, place or organisation."""
        inside, texts = np.zeros(self.size, bool), 0
        for segment in self.snapshot.segments:
            extent = segment.terms.extent("text", form.encode())
            texts += extent[1] - extent[0] if extent else 0
            for kind in NAME_TYPES:
                extent = segment.terms.extent(kind.lower(), form.encode())
                if extent:
                    inside[segment.base + segment.terms.documents(extent)] = True
        return bool(texts) and int(inside.sum()) >= NAME_SHARE * texts

    def _word(self, node: Word, fields: Sequence[str], free: bool) -> Result:
        forms = analysis.forms(node.text)
        if len(forms) != 1:
            return self._phrase_node(node.text, None, fields, free)
        if node.exact or not free:
            mask, scores = self._form(forms[0], fields, exact=node.exact)
            if not node.exact and fields == ANYWHERE:
                unit = self._unit((forms[0],), fields)
                mask, scores = unit.mask, unit.scores
            return self._strict(mask, scores)
        unit = self._unit((forms[0],), fields)
        found = bool((unit.mask & self.snapshot.alive).any())
        open_to_all = not (unit.name and found)
        return Result(unit.mask, unit.scores, np.ones(self.size, bool) if open_to_all else unit.mask)

    # -- forms, beginnings, near forms ------------------------------------------------------------------

    def expand(
        self, segment: Segment, form: str, fields: Sequence[str], *, exact: bool = False
    ) -> dict[str, int]:
        """The forms that stand for `form` in a segment, and the language (a code) they must not be read in.

        A form that only shares the French stem is none in an English text, and the other way round; -1: in any.
        """
        found = {form: -1}
        if exact or not set(fields) & set(ANYWHERE):
            return found
        by_lang = {lang: self._kin(segment, form, lang) for lang in analysis.LANGUAGES}
        french, english = by_lang["fr"], by_lang["en"]
        codes = {lang: i for i, lang in enumerate(self.snapshot.langs()[0])}
        for other in french | english:
            if other != form:
                both = other in french and other in english
                found[other] = -1 if both else codes.get("en" if other in french else "fr", -1)
        return found

    def _kin(self, segment: Segment, form: str, lang: str) -> set[str]:
        stem = analysis.stem(form, lang)
        extent = segment.terms.extent(f"={lang}", stem.encode())
        if extent is None:
            return {stem}
        words = self._vocabulary(segment)
        return {words[r] for r in segment.terms.arrays["kin"][extent[0] : extent[1]].tolist()}

    def _vocabulary(self, segment: Segment) -> list[str]:
        return vocabulary(self.snapshot, segment)

    def _form(self, form: str, fields: Sequence[str], *, exact: bool = False) -> tuple[Array, Array]:
        frequency = {name: self._none() for name in fields}
        for segment in self.snapshot.segments:
            for other, barred in self.expand(segment, form, fields, exact=exact).items():
                for name in fields:
                    extent = segment.terms.extent(name, other.encode())
                    if extent is not None:
                        self._count(frequency[name], segment, extent, barred)
        return self._score(frequency)

    def _count(self, frequency: Array, segment: Segment, extent: Extent, barred: int = -1) -> None:
        places = segment.terms.documents(extent) + np.uint32(segment.base)
        counts = segment.terms.frequencies(extent)
        if barred >= 0:
            allowed = self.snapshot.langs()[1][places] != barred
            places, counts = places[allowed], counts[allowed]
        frequency[places] += counts

    def _prefix(self, text: str, fields: Sequence[str]) -> tuple[Array, Array]:
        forms = analysis.forms(text)
        if len(forms) != 1:
            return np.zeros(self.size, bool), self._none()
        frequency = {name: self._none() for name in fields}
        for segment in self.snapshot.segments:
            for name in fields:
                extent = segment.terms.prefix_extent(name, forms[0].encode())
                if extent is not None:
                    # The postings of words that begin alike stand together.
                    places, counts = segment.terms.documents(extent), segment.terms.frequencies(extent)
                    total = np.bincount(places, counts, segment.size).astype(np.float32)
                    frequency[name][segment.base : segment.base + segment.size] += total
        return self._score(frequency)

    def _fuzzy(self, text: str, edits: int, fields: Sequence[str]) -> tuple[Array, Array]:
        from archive.search.suggest import near

        forms = analysis.forms(text)
        frequency = {name: self._none() for name in fields}
        for form in near(self.snapshot, forms[0], edits) if len(forms) == 1 else ():
            for segment in self.snapshot.segments:
                for name in fields:
                    extent = segment.terms.extent(name, form.encode())
                    if extent is not None:
                        self._count(frequency[name], segment, extent)
        return self._score(frequency)

    def _score(self, frequency: Mapping[str, Array]) -> tuple[Array, Array]:
        """BM25F of one thing looked for, from its frequency in each field by place."""
        joined = self._none()
        for name, counts in frequency.items():
            if counts.any():
                joined += WEIGHT[name] * counts * self._by_length(name)
        mask = joined > 0
        return mask, self._saturated(joined, int((mask & self.snapshot.alive).sum()))

    def _saturated(self, joined: Array, texts: int) -> Array:
        idf = np.log1p((self.snapshot.count - texts + 0.5) / (texts + 0.5)) if texts else 0.0
        scores: Array = (max(idf, 0.01) * (K1 + 1) * joined / (K1 + joined)).astype(np.float32)
        return scores

    def _by_length(self, name: str) -> Array:
        memo = self.snapshot.memo
        if ("length", name) not in memo:
            share = LENGTH[name]
            if name in ANYWHERE:
                lengths = self.snapshot.column(name).astype(np.float32)
                alive = lengths[self.snapshot.alive & (lengths > 0)]
                mean = float(alive.mean()) if len(alive) else 1.0
                memo["length", name] = 1 / (1 - share + share * lengths / mean)
            else:
                memo["length", name] = np.ones(self.size, np.float32)
        found: Array = memo["length", name]
        return found

    # -- phrases -----------------------------------------------------------------------------------------

    def _phrase_node(self, text: str, slop: int | None, fields: Sequence[str], free: bool) -> Result:
        forms = analysis.forms(text)
        if not forms:
            return self._strict(np.zeros(self.size, bool), self._none())
        mask, scores = self.phrase(forms, fields, slop)
        entities = (
            self.aliases.get(tuple(forms), frozenset())
            if slop is None and fields == ANYWHERE
            else frozenset()
        )
        if entities:
            named = self._with_entities(entities)
            worth = self._saturated(named.astype(np.float32), int((named | mask).sum()))
            mask, scores = mask | named, np.where(mask, scores, worth)
        return self._strict(mask, scores)

    def phrase(
        self, forms: Sequence[str], fields: Sequence[str], slop: int | None = None
    ) -> tuple[Array, Array]:
        """Texts with the forms in a row, or within `slop` words of the rarest of them."""
        frequency = {}
        for name in fields:
            counts = self._none()
            for segment in self.snapshot.segments:
                hits = self._in_a_row(segment, forms, name, slop)
                if len(hits):
                    counts[segment.base : segment.base + segment.size] += np.bincount(
                        hits, minlength=segment.size
                    )
            frequency[name] = counts
        return self._score(frequency)

    def _in_a_row(self, segment: Segment, forms: Sequence[str], name: str, slop: int | None) -> Array:
        """The documents (in the segment) of each place where the phrase stands."""
        extents = [self._extents(segment, form, name) for form in forms]
        candidates: Array | None = None
        for found in extents:
            mask = np.zeros(segment.size, bool)
            for extent, _ in found:
                mask[segment.terms.documents(extent)] = True
            candidates = mask if candidates is None else candidates & mask
        if candidates is None or not candidates.any():
            return np.zeros(0, np.uint32)
        keys = [self._keys(segment, found, candidates) for found in extents]
        if slop is None:
            # Every word is moved back to where the first one would stand.
            shifted = [k - np.uint64(i) for i, k in enumerate(keys)]
            shifted.sort(key=len)
            hits = shifted[0]
            for other in shifted[1:]:
                hits = hits[_contains(other, hits, 0)]
        else:
            order = sorted(range(len(keys)), key=lambda i: len(keys[i]))
            hits = keys[order[0]]
            for i in order[1:]:
                hits = hits[_contains(keys[i], hits, slop)]
        return (hits >> _SHIFT).astype(np.int64)

    def _extents(self, segment: Segment, form: str, name: str) -> list[tuple[Extent, int]]:
        found = []
        for other, barred in self.expand(segment, form, (name,)).items():
            extent = segment.terms.extent(name, other.encode())
            if extent is not None:
                found.append((extent, barred))
        return found

    def _keys(self, segment: Segment, extents: list[tuple[Extent, int]], candidates: Array) -> Array:
        """Document and position of every occurrence in a candidate, ascending."""
        langs = self.snapshot.langs()[1][segment.base : segment.base + segment.size]
        parts = []
        for extent, barred in extents:
            allowed = candidates if barred < 0 else candidates & (langs != barred)
            documents, positions = segment.terms.positions(extent, allowed)
            # One place is left free before each document, for words moved back.
            parts.append((documents.astype(np.uint64) << _SHIFT) + positions + np.uint64(1 << 10))
        if len(parts) == 1:
            return parts[0]
        keys = np.concatenate(parts)
        keys.sort()
        return keys

    # -- filters -----------------------------------------------------------------------------------------

    def _lang(self, code: str) -> Array:
        values, langs = self.snapshot.langs()
        mask: Array = langs == values.index(code) if code in values else np.zeros(self.size, bool)
        return mask

    def _dated(self, days: tuple[int, int]) -> Array:
        first, last = self.snapshot.column("first"), self.snapshot.column("last")
        mask: Array = (first > 0) & (first <= days[1]) & (last >= days[0])
        return mask

    def _spoken(self, days: tuple[int, int]) -> Array:
        places, spans = self.snapshot.lists("spoken")
        hit = ((spans >> 24) <= days[1]) & ((spans & 0xFFFFFF) >= days[0])
        mask = np.zeros(self.size, bool)
        mask[places[hit]] = True
        return mask

    def _with_entities(self, entities: Iterable[int]) -> Array:
        places, values = self.snapshot.lists("entities")
        mask = np.zeros(self.size, bool)
        mask[places[np.isin(values >> 2, np.fromiter(entities, np.int64))]] = True
        return mask

    def _named(self, name: Named) -> Array:
        mask = self._with_entities(name.entities) if name.entities else np.zeros(self.size, bool)
        forms = analysis.forms(name.name)
        if forms:
            mask = mask | self.phrase(forms, (name.type.lower(),))[0]
        return mask


@dataclass(frozen=True, slots=True)
class _Unit:
    """One word, or one name of several, that stands side by side with others."""

    mask: Array
    scores: Array
    name: bool


def _contains(haystack: Array, needles: Array, slop: int) -> Array:
    """Which of the ascending `needles` have one of the ascending `haystack` within `slop`."""
    low = np.searchsorted(haystack, needles - np.uint64(slop))
    near = (
        haystack[np.minimum(low, len(haystack) - 1)] if len(haystack) else np.zeros(len(needles), np.uint64)
    )
    found: Array = (low < len(haystack)) & (near <= needles + np.uint64(slop))
    return found


def vocabulary(snapshot: Snapshot, segment: Segment) -> list[str]:
    """All forms of a segment, sorted as bytes."""
    key = ("words", segment.id)
    if key not in snapshot.memo:
        snapshot.memo[key] = segment.terms.arrays["words"].tobytes().decode().split("\n")
    found: list[str] = snapshot.memo[key]
    return found


def evaluate(snapshot: Snapshot, ask: Ask) -> tuple[Result, Array]:
    """The result of a search's tree, and the texts that pass its filters."""
    evaluation = Evaluation(snapshot, ask.aliases)
    return evaluation.run(ask.tree), evaluation.where(ask.where)
