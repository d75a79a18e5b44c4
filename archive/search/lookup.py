"""Where forms, beginnings, phrases, names and dates stand in an index, and what they are worth there.

Which texts have something is told for all at once, on arrays indexed by place; how often, and so the score,
is worked out for the texts that have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from archive.arrays import Array, distinct
from archive.lang import registry
from archive.search import analysis
from archive.search.columns import ArrayState, Postings
from archive.search.plan import ANYWHERE
from archive.search.port import Other
from archive.search.scoring import LEAD, Frequencies, saturated, weight

# What another form of a word's stem counts beside the form as it was typed (tuned with the others: a point
# of nDCG in a thousand on both).
KIN: Final = 0.75
_SHIFT: Final = np.uint64(24)  # a document and a position in one number
_POSITION: Final = np.uint64((1 << 24) - 1)
_MARGIN: Final = np.uint64(1 << 10)  # free places before each document, for words moved back

# The codes of languages (see `ArrayState.coded`).
Barred = tuple[int, ...]


def _not_in(langs: Array, barred: Barred) -> Array:
    mask: Array = langs != barred[0]
    for code in barred[1:]:
        mask &= langs != code
    return mask


class Lookup:
    """What one state of an index holds."""

    def __init__(self, state: ArrayState) -> None:
        self.state = state
        self.size = state.size
        self._expanded: dict[str, dict[str, Barred]] = {}

    def none(self) -> Array:
        """No score for any text."""
        return np.zeros(self.size, np.float32)

    def nowhere(self) -> Array:
        """No text."""
        return np.zeros(self.size, bool)

    # -- forms, beginnings, near forms ------------------------------------------------------------------

    def expand(self, form: str, fields: Sequence[str], *, exact: bool = False) -> dict[str, Barred]:
        """The forms that stand for `form`, and the languages that they must not be read in.

        A form that only shares the French stem is none in an English text, and the other way round.
        """
        if exact or not set(fields) & set(ANYWHERE):
            return {form: ()}
        if form not in self._expanded:
            self._expanded[form] = self._of_stem(form)
        return self._expanded[form]

    def _of_stem(self, form: str) -> dict[str, Barred]:
        found: dict[str, Barred] = {form: ()}
        by_lang = {lang: self._kin(form, lang) for lang in registry.codes()}
        codes = {lang: i for i, lang in enumerate(self.state.coded("lang")[0])}
        # In the order of their letters: sums of floats depend on it in the last digit.
        for other in sorted(set().union(*by_lang.values()) - {form}):
            found[other] = tuple(
                codes[lang] for lang, kin in by_lang.items() if lang in codes and other not in kin
            )
        return found

    def _kin(self, form: str, lang: str) -> set[str]:
        stem = analysis.stem(form, lang)
        found = set(self.state.kin(stem, lang))
        # In texts of a language without stems the stem counts where it is a word.
        return found | {stem} if analysis.stem(stem, lang) == stem else found

    def form(self, form: str, fields: Sequence[str], *, exact: bool = False) -> Frequencies:
        """Texts with a form or, unless `exact`, another of its stem."""
        found = Frequencies(self.state)
        for other, barred in self.expand(form, fields, exact=exact).items():
            for name in fields:
                if (postings := self.state.postings(name, other)) is not None:
                    self._count(found, name, postings, barred, 1.0 if other == form else KIN)
        return found

    def instead(self, others: Sequence[Other], having: Array) -> tuple[Array, Array]:
        """Texts that are not among `having` but have other forms that count in their language, and scores."""
        frequencies = Frequencies(self.state)
        langs, lang = self.state.coded("lang")
        for other in others:
            code = langs.index(other.lang) if other.lang in langs else None
            if other.lang is not None and code is None:
                continue  # no text in that language
            for name, places, counts, first in self._standing(other.form, code):
                able = ~having[places] if code is None else ~having[places] & (lang[places] == code)
                early = first[able] < LEAD if name == "text" else None
                frequencies.add(name, places[able], counts[able], worth=other.worth, early=early)
        mask = frequencies.mask
        return mask, frequencies.scores(self.weight(self._living(mask | having)))

    def texts(self, form: str, name: str, lang: str | None) -> int:
        """In how many texts of a language (None: of any) a form stands in a field, as it is."""
        found = self.state.postings(name, form)
        if found is None or lang is None:
            return 0 if found is None else len(found.places)
        values, langs = self.state.coded("lang")
        return int((langs[found.places] == values.index(lang)).sum()) if lang in values else 0

    def holding(self, form: str, fields: Iterable[str], lang: str | None) -> Array:
        """Texts of a language (None: of any) with a form in any of the fields, as it is."""
        mask = self.nowhere()
        for name in fields:
            if (found := self.state.postings(name, form)) is not None:
                mask[found.places] = True
        return mask if lang is None else mask & self.coded("lang", lang)

    def _standing(self, form: str, code: int | None) -> Iterator[tuple[str, Array, Array, Array]]:
        """Where a form or several in a row stand: the field, places, how often, the first position.

        As any form of its stem in the language `code`; None: as it is written.
        """
        row = form.split(" ")
        if len(row) > 1:
            for name in ANYWHERE:
                keys = self._row_keys(row, name, None)
                places, at, counts = np.unique(keys >> _SHIFT, return_index=True, return_counts=True)
                yield name, places.astype(np.int64), counts, (keys[at] & _POSITION) - _MARGIN
            return
        forms = self.expand(form, ANYWHERE, exact=code is None)
        for one in (one for one, barred in forms.items() if code not in barred):
            for name in ANYWHERE:
                if (found := self.state.postings(name, one)) is not None:
                    yield name, found.places, found.counts, found.firsts()

    def _count(
        self, frequencies: Frequencies, name: str, found: Postings, barred: Barred, worth: float
    ) -> None:
        """Adds how often a form stands in a field of each text; and whether it does in the first lines."""
        places, counts = found.places, found.counts
        early = found.firsts() < LEAD if name == "text" else None
        if barred:
            allowed = _not_in(self.state.coded("lang")[1][places], barred)
            places, counts = places[allowed], counts[allowed]
            early = early[allowed] if early is not None else None
        frequencies.add(name, places, counts, worth=worth, early=early)

    def prefix(self, start: str, fields: Sequence[str]) -> Frequencies:
        """Texts with a form that begins so."""
        found = Frequencies(self.state)
        for name in fields:
            found.add_each(name, *self.state.beginning(name, start))
        return found

    def fuzzy(self, form: str, edits: int, fields: Sequence[str]) -> Frequencies:
        """Texts with a form at most so many letters away."""
        found = Frequencies(self.state)
        for other in self.state.near(form, edits):
            for name in fields:
                if (postings := self.state.postings(name, other)) is not None:
                    found.add(name, postings.places, postings.counts)
        return found

    def _living(self, mask: Array) -> int:
        return int(np.count_nonzero(mask & self.state.alive))

    def weight(self, texts: int) -> float:
        """What one thing looked for is worth at most, when so many texts have it: the rarer, the more."""
        return weight(self.state.count, texts)

    def saturated(self, joined: Array, texts: int) -> Array:
        """Frequencies to scores, of something that so many texts have."""
        return saturated(joined, self.weight(texts))

    # -- phrases -----------------------------------------------------------------------------------------

    def phrase(self, forms: Sequence[str], fields: Sequence[str], slop: int | None = None) -> Frequencies:
        """Texts with the forms in a row, or within `slop` words of the rarest of them."""
        found = Frequencies(self.state)
        for name in fields:
            if len(hits := self._row_keys(forms, name, slop)):
                places, counts = _runs((hits >> _SHIFT).astype(np.int64))
                found.add(name, places, counts)
        return found

    def _row_keys(self, forms: Sequence[str], name: str, slop: int | None) -> Array:
        """Place and position of each occurrence of the phrase."""
        keys = self._keys_of(forms, name)
        if not keys:
            return np.zeros(0, np.uint64)
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

    def _keys_of(self, forms: Sequence[str], name: str) -> list[Array]:
        """Place and position of every occurrence of each form, in the texts that have them all.

        Of no forms where no text has.
        """
        found: list[list[tuple[Postings, Barred]]] = []
        candidates: Array | None = None
        for form in forms:
            found.append(self._forms(form, name))
            mask = self.nowhere()
            for postings, _ in found[-1]:
                mask[postings.places] = True
            candidates = mask if candidates is None else candidates & mask
            if not candidates.any():
                break
        if candidates is None or not candidates.any():
            return []
        places = candidates.nonzero()[0]
        return [self._keys(kin, places) for kin in found]

    def adjacent(self, a: str, b: str, places: Array) -> Array:
        """Those of the ascending `places` in whose text the form `a` stands right before `b`."""
        first, second = (self._keys(self._forms(form, "text"), places) for form in (a, b))
        hits = first[_contains(second, first + np.uint64(1), 0)]
        found: Array = distinct(hits >> _SHIFT).astype(np.int64)
        return found

    def _forms(self, form: str, name: str) -> list[tuple[Postings, Barred]]:
        """Where the forms that stand for `form` stand, and the languages each must not be read in."""
        every = (
            (self.state.postings(name, one), barred) for one, barred in self.expand(form, (name,)).items()
        )
        return [(found, barred) for found, barred in every if found is not None]

    def _keys(self, kin: Sequence[tuple[Postings, Barred]], places: Array) -> Array:
        """Place and position of every occurrence at the ascending `places`, ascending."""
        lang = self.state.coded("lang")[1]
        parts = []
        for postings, barred in kin:
            among = places[_not_in(lang[places], barred)] if barred else places
            at, positions = postings.occurrences(among)
            keys = at.astype(np.uint64)
            keys <<= _SHIFT
            keys += positions.astype(np.uint64)
            keys += _MARGIN
            parts.append(keys)
        if len(parts) == 1:
            return parts[0]
        every: Array = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        every.sort()
        return every

    # -- filters -----------------------------------------------------------------------------------------

    def coded(self, name: str, value: str) -> Array:
        """Texts with this value of a column that has one for each."""
        values, code = self.state.coded(name)
        found: Array = code == values.index(value) if value in values else self.nowhere()
        return found

    def labelled(self, name: str, value: str) -> Array:
        """Texts with this value among those that they have."""
        values, place, code = self.state.labelled(name)
        found = self.nowhere()
        if value in values:
            found[place[code == values.index(value)]] = True
        return found

    def dated(self, days: tuple[int, int]) -> Array:
        """Texts dated in a span, by overlap."""
        first, last = self.state.column("first"), self.state.column("last")
        mask: Array = (first > 0) & (first <= days[1]) & (last >= days[0])
        return mask

    def undated(self) -> Array:
        """Texts without a date."""
        mask: Array = self.state.column("first") == 0
        return mask

    def spoken(self, days: tuple[int, int]) -> Array:
        """Texts that speak of a span."""
        places, spans = self.state.lists("spoken")
        hit = ((spans >> 24) <= days[1]) & ((spans & 0xFFFFFF) >= days[0])
        mask = self.nowhere()
        mask[places[hit]] = True
        return mask

    def of_time(self, days: tuple[int, int], least: float) -> Array:
        """By place, how far a text is of a span or speaks of it: the share of its own span, or the one told.

        Nothing below `least`: a text of a year tells little of a day in it.
        """
        first, last = self.state.column("first").astype(np.int64), self.state.column("last").astype(np.int64)
        shares = np.where(first > 0, _share(first, last, days), 0.0).astype(np.float32)
        places, spans = self.state.lists("spoken")
        np.maximum.at(shares, places, _share(spans >> 24, spans & 0xFFFFFF, days).astype(np.float32))
        shares[shares < least] = 0
        found: Array = shares
        return found

    def with_entities(self, entities: Iterable[int]) -> Array:
        """Texts that name one of these."""
        places, values = self.state.lists("entities")
        mask = self.nowhere()
        mask[places[np.isin(values >> 2, np.fromiter(entities, np.int64))]] = True
        return mask


def _runs(values: Array) -> tuple[Array, Array]:
    """The different ones of ascending `values`, one at least, and how often each stands there."""
    ends = np.append((values[1:] != values[:-1]).nonzero()[0], len(values) - 1)
    counts = ends.copy()
    counts[1:] -= ends[:-1]
    counts[0] += 1
    return values[ends], counts


def _share(first: Array, last: Array, days: tuple[int, int]) -> Array:
    """How much of each span from `first` to `last` lies in that of `days`."""
    common = np.minimum(last, days[1]) - np.maximum(first, days[0]) + 1
    found: Array = np.maximum(common, 0) / np.maximum(last - first + 1, 1)
    return found


def _contains(haystack: Array, needles: Array, slop: int) -> Array:
    """Which of the ascending `needles` have one of the ascending `haystack` within `slop`."""
    low = np.searchsorted(haystack, needles - np.uint64(slop))
    near = (
        haystack[np.minimum(low, len(haystack) - 1)] if len(haystack) else np.zeros(len(needles), np.uint64)
    )
    found: Array = (low < len(haystack)) & (near <= needles + np.uint64(slop))
    return found
