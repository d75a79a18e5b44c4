"""Candidates for translations in the catalog, and their scores, kept up to date.

What the places of two texts say of them counts before a word is read: versions named by the page, addresses
that differ in the language only, neighbours on one page. No set of texts was at hand to fit these weights on
(log odds). They are set so that none of them makes a pair of two texts that say different things: such a pair
stands below -6.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.addresses import page_of, twin_key
from archive.catalog import Catalog, origins, sketches
from archive.catalog.sketches import CandidatePair, Home
from archive.lang.registry import HOME
from archive.link import translations
from archive.link.groups import Copies
from archive.link.nearest import NearPairs, Numbers, among
from archive.link.translations import FEATURES, Compared
from archive.link.vectors import DIMENSIONS
from archive.link.words import TextTokens
from archive.progress import Progress

NAMED: Final = 4.0  # the page names the other as its version (hreflang)
TWIN: Final = 3.0  # addresses that differ in the language only
NEXT: Final = 1.5  # one after the other on a page
NEAR: Final = 0.5  # on one page, with one text between them


class Neighbourhoods:
    """Texts that stand near each other, in any of these ways."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._keys: dict[str, frozenset[str]] = {}
        self._pages: dict[str, set[str]] = defaultdict(set)  # twin key or address -> pages
        for page, given, url in origins.addresses(catalog):
            for address in (given, url):
                if address:
                    self._pages[page_of(address)].add(page)
                    key = twin_key(address)
                    if key:
                        self._pages[key].add(page)
                        self._keys[page] = self._keys.get(page, frozenset()) | {key}

    def around(self, home: Home) -> set[int]:
        """The documents that stand near `home` in another language."""
        pages = {home.source_id}
        for key in self._keys.get(home.source_id, ()):
            pages |= self._pages[key]
        for address in json.loads(home.alternates).values():
            pages |= self._pages.get(page_of(address), set())
        found: set[int] = set()
        for page, docs in sketches.on_pages(self.catalog, pages).items():
            if page == home.source_id:
                at = docs.index(home.n)
                docs = docs[max(0, at - 2) : at + 3]
            found.update(docs[:20])
        return found - {home.n}

    def worth(self, a: Home, b: Home) -> float:
        """What the places of two texts in different languages say for their being one, in log odds."""
        if a.source_id == b.source_id:
            distance = abs(a.post - b.post)
            return NEXT if distance <= 1 else NEAR if distance == 2 else 0.0
        if self._names(a, b) or self._names(b, a):
            return NAMED
        return TWIN if self.twins(a, b) else 0.0

    def twins(self, a: Home, b: Home) -> bool:
        """Whether two pages stand somewhere under addresses that differ in the language only."""
        return not self._keys.get(a.source_id, frozenset()).isdisjoint(
            self._keys.get(b.source_id, frozenset())
        )

    def count(self, home: Home) -> int:
        """In how many places a page stands that name its language, one at least."""
        return max(1, len(self._keys.get(home.source_id, ())))

    def _names(self, a: Home, b: Home) -> bool:
        if a.alternates == "{}":
            return False
        address = json.loads(a.alternates).get(b.lang)
        return address is not None and b.source_id in self._pages.get(page_of(address), ())


Pair = tuple[int, int]
Row = npt.NDArray[np.float32]

# The languages that come first in a link, in this order.
_PLACES: Final = {lang: place for place, lang in enumerate(reversed(HOME))}
# What the texts weigh that stay in memory while they are compared with others, and those others, in 2 KB: a
# sentence vector.
_KEPT = 150_000
_PASSING = 30_000
_BATCH = 4000  # pairs that are compared at once


class Candidates:
    """Which texts may be each other's translation, and how likely they are."""

    def __init__(self, catalog: Catalog, copies: Copies, places: Neighbourhoods) -> None:
        self.catalog = catalog
        self.copies = copies
        self.places = places
        self._compared: dict[int, Compared] = {}
        self._held = 0  # what they weigh

    def update(self, come: set[int], near: NearPairs, progress: Progress) -> set[int]:
        """Brings the candidates up to date; returns the texts whose candidates are others now.

        `come` stand for their copies from now on; `near` are the pairs that entered or left a list of
        nearest texts. What is found is written some thousand pairs at a time: when it is interrupted, the
        pairs of all lists lead to what is left.
        """
        for n, others in self._beside(come).items():
            near.add(n, np.array(sorted(others), "<i8").tobytes())
        x, y = near.pairs()
        standing = sketches.those_standing(self.catalog, np.union1d(x, y).tolist())
        homes = sketches.homes(self.catalog, standing)
        keep, (x, y) = self._kept(x, y, homes)
        sketches.drop_candidates(
            self.catalog, (p for a, b in zip(*_some(x, y, ~keep), strict=True) for p in ((a, b), (b, a)))
        )
        a, b = _some(x, y, keep)
        stored = sketches.pairs(self.catalog, standing)
        known = among(a, b, *(np.frombuffer(column, np.int64) for column in stored))
        del near, stored
        self._describe(*_some(a, b, ~known), homes, progress)
        self._compared.clear()
        self._held = 0
        return standing | come

    def _kept(
        self, x: Numbers, y: Numbers, homes: Mapping[int, Home]
    ) -> tuple[npt.NDArray[np.bool_], tuple[Numbers, Numbers]]:
        """Which pairs are candidates, and the pairs with the text that stands before by language first.

        Those of two languages of which one has the other in its list, or which stand near each other.
        """
        order = {lang: i for i, lang in enumerate(sorted({h.lang for h in homes.values()}, key=rank))}
        numbers = np.array(sorted(homes), np.int64)
        langs = np.array([order[homes[n].lang] for n in numbers.tolist()], np.int64)
        one, two = (_ranks(column, numbers, langs) for column in (x, y))
        able = (one >= 0) & (two >= 0) & (one != two)
        turned = able & (two < one)
        a, b = np.where(turned, y, x), np.where(turned, x, y)
        listed = NearPairs()
        for n, others in sketches.lists(self.catalog, homes):
            listed.add(n, others)
        keep = able & among(x, y, *listed.pairs())
        for i in np.flatnonzero(able & ~keep).tolist():
            keep[i] = self.places.worth(homes[int(a[i])], homes[int(b[i])]) > 0
        return keep, (a, b)

    def _describe(self, a: Numbers, b: Numbers, homes: Mapping[int, Home], progress: Progress) -> None:
        """Compares the texts of the pairs and keeps what comes of it.

        Some thousand first texts stay in memory while all second texts pass by in order, so that each of
        these is read once for all of them.
        """
        progress.stage("Comparing pairs", len(a))
        weights = self._weights(np.union1d(a, b))
        firsts = np.unique(a)
        for some in _runs(firsts, weights, _KEPT):
            inside = np.flatnonzero((a >= some[0]) & (a <= some[-1]))
            block = inside[np.lexsort((a[inside], b[inside]))]
            stay = set(some.tolist())
            described = np.empty((len(inside), len(FEATURES)), "<f4")
            for batch in _batches(block, b, weights):
                pairs = list(zip(a[batch].tolist(), b[batch].tolist(), strict=True))
                self._load({n for p in pairs for n in p}, stay)
                described[np.searchsorted(inside, batch)] = self._described(pairs, homes)
                progress.advance(len(batch))
            # Written in the order in which they are kept.
            order = np.lexsort((b[inside], a[inside]))
            columns = a[inside][order].tolist(), b[inside][order].tolist(), described[order]
            sketches.put_candidates(
                self.catalog,
                (CandidatePair(one, two, row.tobytes()) for one, two, row in zip(*columns, strict=True)),
            )

    def _weights(self, docs: Numbers) -> dict[int, int]:
        about = sketches.about(self.catalog, docs.tolist())
        return {n: _weight(chars) for n, (_, chars) in about.items()}

    def _described(self, pairs: Sequence[Pair], homes: Mapping[int, Home]) -> Row:
        return translations.rounded(
            [
                translations.described(
                    self._compared[a], self._compared[b], self.places.worth(homes[a], homes[b])
                )
                for a, b in pairs
            ]
        )

    def _beside(self, come: set[int]) -> dict[int, set[int]]:
        """The texts that stand near each of `come`, or whose copies do."""
        groups = self.copies.members(come)
        homes = sketches.homes(self.catalog, {m for group in groups.values() for m in group})
        reached: dict[int, set[int]] = {
            n: {o for m in group if m in homes for o in self.places.around(homes[m])}
            for n, group in groups.items()
        }
        heads = self.copies.members({o for others in reached.values() for o in others})
        return {n: {heads[o][0] for o in others} - {n} for n, others in reached.items() if others}

    def _load(self, docs: set[int], stay: Collection[int] = ()) -> None:
        """Takes `docs` into memory; for want of room all go but these and those that `stay`."""
        if self._held > _KEPT:
            self._compared = {n: c for n, c in self._compared.items() if n in docs or n in stay}
            self._held = sum(_weight(c.chars) for c in self._compared.values())
        missing = docs - self._compared.keys()
        for n, lang, chars, tokens, sizes, data in sketches.to_compare(self.catalog, missing):
            vectors = np.frombuffer(data, np.float16).reshape(len(sizes), DIMENSIONS).astype(np.float32)
            self._compared[n] = Compared.of(lang, chars, TextTokens.unpack(tokens), vectors, sizes)
            self._held += _weight(chars)

    def likeness(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """How much alike the texts of each pair are, to rank pairs of copies by."""
        pairs = list(pairs)
        self._load({n for p in pairs for n in p})
        weights = {"mean": 1.0, "number": 0.5, "word": 1.0, "name": 0.5, "number_miss": -0.5, "length": -0.2}
        at = {name: i for i, name in enumerate(translations.FEATURES)}
        found = {}
        for a, b in pairs:
            row = translations.features(self._compared[a], self._compared[b])
            found[a, b] = round(sum(w * float(row[at[name]]) for name, w in weights.items()), 4)
        return found

    def score(self, docs: set[int]) -> None:
        """Scores every candidate at `docs` anew."""
        mine = sketches.columns(self.catalog, docs)
        every = sketches.columns(self.catalog, docs.union(mine.a, mine.b))
        a, b = (np.frombuffer(ends, np.int64) for ends in (every.a, every.b))
        rows = np.frombuffer(every.features, "<f4").reshape(len(a), len(translations.FEATURES))
        some = np.array(sorted(docs), np.int64)
        wanted = np.isin(a, some) | np.isin(b, some)
        scores = translations.score_columns(a, b, rows, wanted)
        other = scores != np.frombuffer(every.scores, np.float64)[wanted]
        changed = (column[wanted][other].tolist() for column in (a, b))
        sketches.put_scores(self.catalog, zip(*changed, scores[other].tolist(), strict=True))


def rank(lang: str) -> tuple[int, str]:
    """English before French before other languages, as in every link."""
    return _PLACES.get(lang, len(_PLACES)), lang


def ordered(a: Home, b: Home) -> Pair:
    """Two texts by their languages."""
    return (a.n, b.n) if rank(a.lang) < rank(b.lang) else (b.n, a.n)


def _weight(chars: int) -> int:
    """What a text weighs in memory, in 2 KB: its words and about a passage for 150 characters."""
    return 3 + chars // 150


def _runs(numbers: Numbers, weights: Mapping[int, int], most: int) -> Iterator[Numbers]:
    """Texts in runs that weigh so much, or of a single one."""
    start = total = 0
    for i, n in enumerate(numbers.tolist()):
        weight = weights[n]
        if i > start and total + weight > most:
            yield numbers[start:i]
            start, total = i, 0
        total += weight
    if len(numbers) > start:
        yield numbers[start:]


def _batches(block: Numbers, b: Numbers, weights: Mapping[int, int]) -> Iterator[Numbers]:
    """Places of pairs in runs of as many as are compared at once, by their number and their second texts."""
    start = total = 0
    before = -1
    for i, n in enumerate(b[block].tolist()):
        weight = weights[n] if n != before else 0
        if i > start and (i - start == _BATCH or total + weight > _PASSING):
            yield block[start:i]
            start, total = i, 0
            weight = weights[n]
        total += weight
        before = n
    if len(block) > start:
        yield block[start:]


def _some(a: Numbers, b: Numbers, which: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    return a[which], b[which]


def _ranks(column: Numbers, numbers: Numbers, ranks: Numbers) -> Numbers:
    """The rank of each text of a column, -1 where it is none of `numbers`."""
    if not len(numbers):
        return np.full(len(column), -1, np.int64)
    places = np.minimum(np.searchsorted(numbers, column), len(numbers) - 1)
    return np.where(numbers[places] == column, ranks[places], -1)
