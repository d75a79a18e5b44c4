"""Groups of copies in the catalog: who joins whom, and which of them stands for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from archive.catalog import Catalog, links, sketches
from archive.catalog.copykeys import Sharing
from archive.catalog.links import DUPLICATE, Edge
from archive.catalog.sketches import Home
from archive.link import duplicates
from archive.link.duplicates import Words

_COMMON = 64  # a key that more texts share is boilerplate
_TRIED = 24  # candidates of one text that are compared word by word
_BATCH = 100  # texts that are put to their candidates at once
_KEPT = 4000  # texts kept taken apart
# A text that shares less than this part of its keys, all of them with many others, shares boilerplate: texts
# with a sentence of their society's in common are no candidates once ten texts have it.
_LEAST = 0.1


class Copies:
    """Finds copies among texts; keeps the ones just taken apart."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._words: dict[int, Words] = {}

    def members(self, docs: Iterable[int]) -> dict[int, list[int]]:
        """Of each of `docs` the copies it stands with, itself among them, its representative first."""
        docs = list(docs)
        found: dict[int, list[int]] = {}
        edges = links.touching(self.catalog, docs, DUPLICATE)
        head = {e.b: e.a for e in edges} | {e.a: e.a for e in edges}
        stars: dict[int, list[int]] = {}
        for edge in links.touching(self.catalog, set(head.values()), DUPLICATE):
            stars.setdefault(edge.a, [edge.a]).append(edge.b)
        for n in docs:
            found[n] = stars.get(head[n], [n]) if n in head else [n]
        return found

    def regroup(self, docs: Iterable[int]) -> tuple[set[int], set[int], set[int]]:
        """Puts `docs` (new, or left by one that is gone) into groups.

        Returns which texts stand for a group now and did not, which do so no longer, and the
        representatives of all groups that changed.
        """
        docs = sorted(docs)
        alike = self._alike(docs)
        reached = {m for found in alike.values() for m in found}
        together = _Union()
        for n, group in self.members(sorted({*docs, *reached})).items():
            if n not in alike or len(group) > 1:
                for m in group:
                    together.join(n, m)
        for n, found in alike.items():
            together.join(n, n)
            for m in found:
                together.join(n, m)
        return self._write(together.groups())

    def _alike(self, docs: Sequence[int]) -> dict[int, list[int]]:
        """The texts that are copies of each of `docs`."""
        found: dict[int, list[int]] = {n: [] for n in docs}
        likely = self._likely(docs)
        some = sorted(likely)
        for i in range(0, len(some), _BATCH):
            batch = some[i : i + _BATCH]
            self._load({m for n in batch for m in (n, *likely[n])})
            for n in batch:
                # Two that were found alike need not be compared the other way round.
                found[n] = [m for m in likely[n] if n in found.get(m, ()) or self._same(n, m) is not None]
        return found

    def _likely(self, docs: Sequence[int]) -> dict[int, list[int]]:
        """The texts that may be copies of those of `docs` for which there are any."""
        sharing = Sharing(self.catalog, docs, most=_COMMON)
        found: dict[int, list[int]] = {}
        for n in docs:
            shared = sharing(n)
            some = [m for m, s in shared.items() if s.part >= _LEAST or s.rarity >= _LEAST]
            if some:
                # All copies of one copy share its keys: the best few lead to every group there is.
                found[n] = sorted(some, key=lambda m: (-shared[m].keys, m))[:_TRIED]
        langs = sketches.langs(self.catalog, {m for n, some in found.items() for m in (n, *some)})
        of_one_language = {n: [m for m in some if langs.get(m) == langs[n]] for n, some in found.items()}
        return {n: some for n, some in of_one_language.items() if some}

    def _same(self, a: int, b: int) -> float | None:
        return duplicates.same(self._words[a], self._words[b])

    def _load(self, docs: Collection[int]) -> None:
        if len(self._words) > _KEPT:
            self._words = {n: self._words[n] for n in docs if n in self._words}
        missing = [n for n in docs if n not in self._words]
        for n, text in sketches.texts(self.catalog, missing).items():
            self._words[n] = duplicates.words(text)

    def _write(self, groups: Iterable[set[int]]) -> tuple[set[int], set[int], set[int]]:
        groups = list(groups)
        every = {n for group in groups for n in group}
        homes = sketches.homes(self.catalog, every)
        stood = sketches.those_standing(self.catalog, every)
        stand: set[int] = set()
        edges: list[Edge] = []
        for group in groups:
            head = _head(group, homes)
            stand.add(head)
            if len(group) > 1:
                self._load(sorted(group))
                edges += [Edge(DUPLICATE, head, n, self._score(head, n), evidence={"rule": "same words"})
                          for n in sorted(group - {head})]  # fmt: skip
        links.replace(self.catalog, DUPLICATE, every, edges)
        sketches.stand(self.catalog, stand - stood, True)
        sketches.stand(self.catalog, stood - stand, False)
        return stand - stood, stood - stand, stand

    def _score(self, a: int, b: int) -> float:
        self._load([a, b])
        alike = self._same(a, b)
        # Joined through a third copy: they need not pass for copies of each other.
        return 0.8 if alike is None else alike


def _head(group: set[int], homes: Mapping[int, Home]) -> int:
    return min(group, key=lambda n: homes[n].order)


class _Union:
    """Sets that grow together."""

    def __init__(self) -> None:
        self._head: dict[int, int] = {}

    def _find(self, n: int) -> int:
        self._head.setdefault(n, n)
        while self._head[n] != n:
            self._head[n] = self._head[self._head[n]]
            n = self._head[n]
        return n

    def join(self, a: int, b: int) -> None:
        self._head[self._find(b)] = self._find(a)

    def groups(self) -> list[set[int]]:
        found: dict[int, set[int]] = {}
        for n in self._head:
            found.setdefault(self._find(n), set()).add(n)
        return [found[head] for head in sorted(found)]
