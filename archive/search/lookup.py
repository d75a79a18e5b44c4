"""Where forms, beginnings, phrases, names and dates stand in a snapshot, and BM25F scores of them.

Everything is worked out for all texts at once, on arrays indexed by place. Scores are BM25F (Robertson and
Zaragoza 2009): the frequencies of a word in title and text are joined before they saturate. The constants
were tuned on titles and questions searched in some 1,500 French and English texts without titles.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from archive.arrays import Array
from archive.lang import registry
from archive.search import analysis
from archive.search.port import NAME_TYPES, Named, Other
from archive.search.snapshot import Segment, Snapshot

K1: Final = 1.5
# How far the length of a field counts, and what a word in it is worth beside one in the text.
LENGTH: Final = {"text": 0.75, "title": 0.4, "person": 0.3, "place": 0.3, "org": 0.3, "source": 0.0}
WEIGHT: Final = {"text": 1.0, "title": 2.5, "person": 1.0, "place": 1.0, "org": 1.0, "source": 1.0}
LEAD: Final = 15  # words: what a text is about stands in its first lines
LEAD_WEIGHT: Final = 7.0
# What another form of a word's stem counts beside the form as it was typed (tuned with the others: a point
# of nDCG in a thousand on both).
KIN: Final = 0.75
ANYWHERE: Final = ("text", "title")
# A form is a name of the archive when at least this share of the texts with it have it in a name.
NAME_SHARE: Final = 0.5
_SHIFT: Final = np.uint64(24)  # a document and a position in one number
_POSITION: Final = np.uint64((1 << 24) - 1)
_MARGIN: Final = np.uint64(1 << 10)  # free places before each document, for words moved back

Extent = tuple[int, int]


class Lookup:
    """What one snapshot holds."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.size = snapshot.size

    def none(self) -> Array:
        """No score for any text."""
        return np.zeros(self.size, np.float32)

    def nowhere(self) -> Array:
        """No text."""
        return np.zeros(self.size, bool)

    # -- forms, beginnings, near forms ------------------------------------------------------------------

    def expand(
        self, segment: Segment, form: str, fields: Sequence[str], *, exact: bool = False
    ) -> dict[str, int]:
        """The forms that stand for `form` in a segment, and the language (a code) they must not be read in.

        A form that only shares the French stem is none in an English text, and the other way round;
        -1: in any.
        """
        found = {form: -1}
        if exact or not set(fields) & set(ANYWHERE):
            return found
        by_lang = {lang: self._kin(segment, form, lang) for lang in registry.codes()}
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
        if extent is not None:
            return set(segment.terms.kin(extent))
        # The stem is told only where its forms are others than itself.
        return {stem} if analysis.stem(stem, lang) == stem else set()

    def form(self, form: str, fields: Sequence[str], *, exact: bool = False) -> tuple[Array, Array]:
        """Texts with a form or, unless `exact`, another of its stem, and their scores."""
        frequency = {name: self.none() for name in fields}
        lead = self.none() if "text" in fields else None
        for segment in self.snapshot.segments:
            for other, barred in self.expand(segment, form, fields, exact=exact).items():
                for name in fields:
                    extent = segment.terms.extent(name, other.encode())
                    if extent is not None:
                        early = lead if name == "text" else None
                        worth = 1.0 if other == form else KIN
                        self._count(frequency[name], segment, extent, barred, early, worth)
        return self.score(frequency, lead)

    def instead(self, others: Sequence[Other], held: Array) -> tuple[Array, Array]:
        """Texts that are not among `held` but have other forms that count in their language, and scores."""
        frequency = {name: self.none() for name in ANYWHERE}
        lead = self.none()
        langs, lang = self.snapshot.langs()
        for other in others:
            code = langs.index(other.lang) if other.lang in langs else None
            if other.lang is not None and code is None:
                continue  # no text in that language
            for segment in self.snapshot.segments:
                for name, places, counts, first in self._standing(segment, other.form, code):
                    able = ~held[places] if code is None else ~held[places] & (lang[places] == code)
                    frequency[name][places[able]] += np.float32(other.worth) * counts[able]
                    if name == "text":
                        early = places[able & (first < LEAD)]
                        lead[early] = np.maximum(lead[early], np.float32(other.worth))
        joined = self._joined(frequency, lead)
        mask = joined > 0
        return mask, self.saturated(joined, int(((mask | held) & self.snapshot.alive).sum()))

    def _standing(
        self, segment: Segment, form: str, code: int | None
    ) -> Iterator[tuple[str, Array, Array, Array]]:
        """Where a form or several in a row stand: the field, places, how often, the first position.

        As any form of its stem in the language `code`; None: as it is written.
        """
        row = form.split(" ")
        if len(row) > 1:
            for name in ANYWHERE:
                keys = self._row_keys(segment, row, name, None)
                ids, at, counts = np.unique(keys >> _SHIFT, return_index=True, return_counts=True)
                yield name, ids.astype(np.int64) + segment.base, counts, (keys[at] & _POSITION) - _MARGIN
            return
        forms = self.expand(segment, form, ANYWHERE, exact=code is None)
        for one in (one for one, barred in forms.items() if barred < 0 or barred != code):
            for name in ANYWHERE:
                extent = segment.terms.extent(name, one.encode())
                if extent is not None:
                    places = segment.terms.documents(extent) + np.uint32(segment.base)
                    counts = segment.terms.frequencies(extent)
                    yield name, places, counts, segment.terms.first_positions(extent)

    def _count(
        self, frequency: Array, segment: Segment, extent: Extent, barred: int = -1,
        lead: Array | None = None, worth: float = 1.0,
    ) -> None:  # fmt: skip
        """Adds how often a form stands in each text; and whether it does in the first lines."""
        places = segment.terms.documents(extent) + np.uint32(segment.base)
        counts = segment.terms.frequencies(extent)
        early = segment.terms.first_positions(extent) < LEAD if lead is not None else None
        if barred >= 0:
            allowed = self.snapshot.langs()[1][places] != barred
            places, counts = places[allowed], counts[allowed]
            early = early[allowed] if early is not None else None
        frequency[places] += counts if worth == 1.0 else np.float32(worth) * counts
        if lead is not None and early is not None:
            lead[places[early]] = np.maximum(lead[places[early]], np.float32(worth))

    def prefix(self, text: str, fields: Sequence[str]) -> tuple[Array, Array]:
        """Texts with a word that begins so."""
        forms = analysis.forms(text)
        if len(forms) != 1:
            return self.nowhere(), self.none()
        frequency = {name: self.none() for name in fields}
        for segment in self.snapshot.segments:
            for name in fields:
                extent = segment.terms.prefix_extent(name, forms[0].encode())
                if extent is not None:
                    # The postings of words that begin alike stand together.
                    places, counts = segment.terms.documents(extent), segment.terms.frequencies(extent)
                    total = np.bincount(places, counts, segment.size).astype(np.float32)
                    frequency[name][segment.base : segment.base + segment.size] += total
        return self.score(frequency)

    def fuzzy(self, text: str, edits: int, fields: Sequence[str]) -> tuple[Array, Array]:
        """Texts with a word at most so many letters away."""
        from archive.search.suggest import near

        forms = analysis.forms(text)
        frequency = {name: self.none() for name in fields}
        for form in near(self.snapshot, forms[0], edits) if len(forms) == 1 else ():
            for segment in self.snapshot.segments:
                for name in fields:
                    extent = segment.terms.extent(name, form.encode())
                    if extent is not None:
                        self._count(frequency[name], segment, extent)
        return self.score(frequency)

    def score(self, frequency: Mapping[str, Array], lead: Array | None = None) -> tuple[Array, Array]:
        """BM25F of one thing looked for, from its frequency in each field by place.

        `lead`: 1 for texts with it in their first lines.
        """
        joined = self._joined(frequency, lead)
        mask = joined > 0
        return mask, self.saturated(joined, int((mask & self.snapshot.alive).sum()))

    def _joined(self, frequency: Mapping[str, Array], lead: Array | None) -> Array:
        joined = self.none()
        for name, counts in frequency.items():
            if counts.any():
                joined += WEIGHT[name] * counts * self._by_length(name)
        if lead is not None:
            joined += LEAD_WEIGHT * lead
        return joined

    def weight(self, texts: int) -> float:
        """What one thing looked for is worth at most, when so many texts have it: the rarer, the more."""
        idf = math.log1p((self.snapshot.count - texts + 0.5) / (texts + 0.5)) if texts else 0.0
        return max(idf, 0.01) * (K1 + 1)

    def saturated(self, joined: Array, texts: int) -> Array:
        """Frequencies to scores: twice as often is not twice as good."""
        scores: Array = (self.weight(texts) * joined / (K1 + joined)).astype(np.float32)
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

    def phrase(
        self, forms: Sequence[str], fields: Sequence[str], slop: int | None = None
    ) -> tuple[Array, Array]:
        """Texts with the forms in a row, or within `slop` words of the rarest of them."""
        frequency = {}
        for name in fields:
            counts = self.none()
            for segment in self.snapshot.segments:
                hits = self._in_a_row(segment, forms, name, slop)
                if len(hits):
                    counts[segment.base : segment.base + segment.size] += np.bincount(
                        hits, minlength=segment.size
                    )
            frequency[name] = counts
        return self.score(frequency)

    def _in_a_row(self, segment: Segment, forms: Sequence[str], name: str, slop: int | None) -> Array:
        """The documents (in the segment) of each place where the phrase stands."""
        return (self._row_keys(segment, forms, name, slop) >> _SHIFT).astype(np.int64)

    def _row_keys(self, segment: Segment, forms: Sequence[str], name: str, slop: int | None) -> Array:
        """Document and position of each place where the phrase stands."""
        extents = [self._extents(segment, form, name) for form in forms]
        candidates: Array | None = None
        for found in extents:
            mask = np.zeros(segment.size, bool)
            for extent, _ in found:
                mask[segment.terms.documents(extent)] = True
            candidates = mask if candidates is None else candidates & mask
        if candidates is None or not candidates.any():
            return np.zeros(0, np.uint64)
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
        return hits

    def adjacent(self, a: str, b: str, places: Array) -> Array:
        """Those of the ascending `places` in whose text the form `a` stands right before `b`."""
        found = []
        for segment in self.snapshot.segments:
            low, high = np.searchsorted(places, (segment.base, segment.base + segment.size))
            documents = (places[low:high] - segment.base).astype(np.uint32)
            keys = [self._keys_in(segment, form, documents) for form in (a, b)] if len(documents) else []
            if keys and len(keys[0]) and len(keys[1]):
                hits = keys[0][_contains(keys[1], keys[0] + np.uint64(1), 0)]
                found.append(np.unique(hits >> _SHIFT).astype(np.int64) + segment.base)
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _keys_in(self, segment: Segment, form: str, documents: Array) -> Array:
        """Document and position of every occurrence in a few documents, ascending."""
        parts = []
        langs = self.snapshot.langs()[1][segment.base : segment.base + segment.size]
        for extent, barred in self._extents(segment, form, "text"):
            among = documents if barred < 0 else documents[langs[documents] != barred]
            ids, positions = segment.terms.positions_in(extent, among)
            parts.append((ids.astype(np.uint64) << _SHIFT) + positions + _MARGIN)
        keys: Array = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        keys.sort()
        return keys

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
            parts.append((documents.astype(np.uint64) << _SHIFT) + positions + _MARGIN)
        if len(parts) == 1:
            return parts[0]
        keys = np.concatenate(parts)
        keys.sort()
        return keys

    # -- filters -----------------------------------------------------------------------------------------

    def lang(self, code: str) -> Array:
        """Texts in a language."""
        values, langs = self.snapshot.langs()
        mask: Array = langs == values.index(code) if code in values else self.nowhere()
        return mask

    def dated(self, days: tuple[int, int]) -> Array:
        """Texts dated in a span, by overlap."""
        first, last = self.snapshot.column("first"), self.snapshot.column("last")
        mask: Array = (first > 0) & (first <= days[1]) & (last >= days[0])
        return mask

    def spoken(self, days: tuple[int, int]) -> Array:
        """Texts that speak of a span."""
        places, spans = self.snapshot.lists("spoken")
        hit = ((spans >> 24) <= days[1]) & ((spans & 0xFFFFFF) >= days[0])
        mask = self.nowhere()
        mask[places[hit]] = True
        return mask

    def with_entities(self, entities: Iterable[int]) -> Array:
        """Texts that name one of these."""
        places, values = self.snapshot.lists("entities")
        mask = self.nowhere()
        mask[places[np.isin(values >> 2, np.fromiter(entities, np.int64))]] = True
        return mask

    def named(self, name: Named) -> Array:
        """Texts that pass a filter by name."""
        mask = self.with_entities(name.entities) if name.entities else self.nowhere()
        forms = analysis.forms(name.name)
        if forms:
            mask = mask | self.phrase(forms, (name.type.lower(),))[0]
        return mask

    def is_name(self, form: str) -> bool:
        """Whether most texts that hold the form hold it in the name of a person, place or organisation.

        A number never is: a year in the name of a congress is a year still.
        """
        if form[0].isdigit():
            return False
        inside, texts = self.nowhere(), 0
        for segment in self.snapshot.segments:
            extent = segment.terms.extent("text", form.encode())
            texts += extent[1] - extent[0] if extent else 0
            for kind in NAME_TYPES:
                extent = segment.terms.extent(kind.lower(), form.encode())
                if extent:
                    inside[segment.base + segment.terms.documents(extent)] = True
        return bool(texts) and int(inside.sum()) >= NAME_SHARE * texts


def _contains(haystack: Array, needles: Array, slop: int) -> Array:
    """Which of the ascending `needles` have one of the ascending `haystack` within `slop`."""
    low = np.searchsorted(haystack, needles - np.uint64(slop))
    near = (
        haystack[np.minimum(low, len(haystack) - 1)] if len(haystack) else np.zeros(len(needles), np.uint64)
    )
    found: Array = (low < len(haystack)) & (near <= needles + np.uint64(slop))
    return found
