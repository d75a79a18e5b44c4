"""Candidates for translations in the catalog, and their scores, kept up to date."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from archive.catalog import Catalog, sketches
from archive.catalog.sketches import Candidate, Home
from archive.link import translations
from archive.link.context import Places
from archive.link.copies import Copies
from archive.link.translations import Compared
from archive.link.vectors import vectors
from archive.link.words import Tokens

Pair = tuple[int, int]
Row = npt.NDArray[np.float32]

_KEPT = 12_000  # texts held in memory while pairs of them are compared: 10 KB each
_BATCH = 4000  # pairs that are compared between two writes


class Candidates:
    """Which texts may be each other's translation, and how likely they are."""

    def __init__(self, catalog: Catalog, copies: Copies, places: Places) -> None:
        self.catalog = catalog
        self.copies = copies
        self.places = places
        self._compared: dict[int, Compared] = {}

    def update(self, come: set[int], changed: Iterable[Pair]) -> set[int]:
        """Brings the candidates up to date; returns the texts whose candidates are others now.

        `come` stand for their copies from now on; `changed` are pairs that entered or left a list of
        nearest texts.
        """
        near = {(min(p), max(p)) for p in changed}
        beside = self._beside(come)
        ends = {n for p in (*near, *beside) for n in p}
        standing = sketches.those_standing(self.catalog, ends)
        homes = sketches.homes(self.catalog, standing)
        listed = self._listed(standing, homes)
        keep: dict[Pair, None] = {}
        drop: list[Pair] = []
        for x, y in sorted(near | beside):
            if x not in homes or y not in homes or homes[x].lang == homes[y].lang:
                drop += [(x, y), (y, x)]
                continue
            a, b = ordered(homes[x], homes[y])
            if b in listed.get(a, ()) or a in listed.get(b, ()) or self._is_beside(homes[a], homes[b]):
                keep[a, b] = None
            else:
                drop.append((a, b))
        sketches.drop_candidates(self.catalog, drop)
        held = sketches.columns(self.catalog, standing)
        for pair in zip(held.a, held.b, strict=True):
            keep.pop(pair, None)
        self._describe(keep, homes)
        return standing | come

    def _describe(self, pairs: Iterable[Pair], homes: Mapping[int, Home]) -> None:
        """Compares the texts of `pairs` and keeps what comes of it.

        Some thousand first texts stay in memory while all second texts pass by in order, so that each of
        these is read once for all of them.
        """
        todo = sorted(pairs)
        firsts = sorted({a for a, _ in todo})
        for i in range(0, len(firsts), _KEPT):
            stay = set(firsts[i : i + _KEPT])
            start, end = (
                bisect_left(todo, (n,)) for n in (firsts[i], firsts[min(i + _KEPT, len(firsts)) - 1] + 1)
            )
            block = sorted(todo[start:end], key=lambda p: (p[1], p[0]))
            for at in range(0, len(block), _BATCH):
                batch = block[at : at + _BATCH]
                self._load({n for p in batch for n in p}, stay)
                rows = translations.rounded([self._described(homes[a], homes[b]) for a, b in batch])
                sketches.put_candidates(
                    self.catalog,
                    (
                        Candidate(a, b, row.tobytes())
                        for (a, b), row in zip(batch, rows.astype("<f4"), strict=True)
                    ),
                )

    def _described(self, a: Home, b: Home) -> tuple[float, ...]:
        return translations.described(self._compared[a.n], self._compared[b.n], self.places.worth(a, b))

    def _beside(self, come: set[int]) -> set[Pair]:
        """Pairs of texts that stand near each other, or whose copies do."""
        found: set[Pair] = set()
        groups = self.copies.members(come)
        homes = sketches.homes(self.catalog, {m for group in groups.values() for m in group})
        reached: dict[int, set[int]] = {
            n: {o for m in group if m in homes for o in self.places.around(homes[m])}
            for n, group in groups.items()
        }
        heads = self.copies.members({o for others in reached.values() for o in others})
        for n, others in reached.items():
            found.update((min(n, heads[o][0]), max(n, heads[o][0])) for o in others if heads[o][0] != n)
        return found

    def _is_beside(self, a: Home, b: Home) -> bool:
        return self.places.worth(a, b) > 0

    def _listed(self, docs: Iterable[int], homes: Mapping[int, Home]) -> dict[int, tuple[int, ...]]:
        docs = list(docs)
        found: dict[int, tuple[int, ...]] = {}
        for lang in sorted({h.lang for h in homes.values()}):
            for m in sketches.nearest(self.catalog, lang, docs):
                found[m.doc] = (*found.get(m.doc, ()), *np.frombuffer(m.others, "<i8").tolist())
        return found

    def _load(self, docs: set[int], stay: Collection[int] = ()) -> None:
        """Takes `docs` into memory; for want of room all go but these and those that `stay`."""
        missing = docs - self._compared.keys()
        if len(self._compared) + len(missing) > _KEPT + _BATCH:
            self._compared = {n: c for n, c in self._compared.items() if n in docs or n in stay}
            missing = docs - self._compared.keys()
        for n, lang, chars, tokens, passages in sketches.to_compare(self.catalog, missing):
            sizes = [p.end - p.start for p in passages]
            self._compared[n] = Compared.of(lang, chars, Tokens.unpack(tokens), vectors(passages), sizes)

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


def ordered(a: Home, b: Home) -> Pair:
    """English before French before other languages, as in every link."""
    one, two = ((h.lang != "en", h.lang != "fr", h.lang) for h in (a, b))
    return (a.n, b.n) if one < two else (b.n, a.n)
