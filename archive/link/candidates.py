"""Candidates for translations in the catalog, and their scores, kept up to date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from archive.catalog import Catalog, documents, sketches
from archive.catalog.sketches import Candidate, Home
from archive.link import translations
from archive.link.context import Places
from archive.link.copies import Copies
from archive.link.translations import Compared
from archive.link.vectors import vectors
from archive.link.words import Tokens

Pair = tuple[int, int]
Row = npt.NDArray[np.float32]

_KEPT = 8000  # texts held in memory while pairs of them are compared: 10 KB each
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
        held = sketches.candidates(self.catalog, standing)
        new = [p for p in keep if p not in held]
        for i in range(0, len(new), _BATCH):
            batch = new[i : i + _BATCH]
            self._load({n for p in batch for n in p})
            sketches.put_candidates(self.catalog, [self._described(homes[a], homes[b]) for a, b in batch])
        return standing | come

    def _described(self, a: Home, b: Home) -> Candidate:
        row = translations.features(self._compared[a.n], self._compared[b.n], self.places.worth(a, b))
        return Candidate(a.n, b.n, row.astype("<f4").tobytes())

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

    def _listed(self, docs: Iterable[int], homes: Mapping[int, Home]) -> dict[int, set[int]]:
        docs = list(docs)
        found: dict[int, set[int]] = {}
        for lang in sorted({h.lang for h in homes.values()}):
            for m in sketches.nearest(self.catalog, lang, docs):
                found.setdefault(m.doc, set()).update(np.frombuffer(m.others, "<i8").tolist())
        return found

    def _load(self, docs: set[int]) -> None:
        missing = docs - self._compared.keys()
        if len(self._compared) + len(missing) > _KEPT:
            self._compared = {n: c for n, c in self._compared.items() if n in docs}
            missing = docs - self._compared.keys()
        for n, sketch in sketches.by_number(self.catalog, missing).items():
            passages = documents.passages(self.catalog, n)
            sizes = [p.end - p.start for p in passages]
            self._compared[n] = Compared.of(
                sketch.lang, sketch.chars, Tokens.unpack(sketch.tokens), vectors(passages), sizes
            )

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
        mine = sketches.candidates(self.catalog, docs)
        ends = {n for p in mine for n in p}
        every = mine | sketches.candidates(self.catalog, ends - docs)
        described = {p: np.frombuffer(c.features, "<f4") for p, c in every.items()}
        scores = translations.score_all(described, mine)
        sketches.put_candidates(
            self.catalog, (Candidate(c.a, c.b, c.features, scores[p]) for p, c in mine.items())
        )


def ordered(a: Home, b: Home) -> Pair:
    """English before French before other languages, as in every link."""
    one, two = ((h.lang != "en", h.lang != "fr", h.lang) for h in (a, b))
    return (a.n, b.n) if one < two else (b.n, a.n)
