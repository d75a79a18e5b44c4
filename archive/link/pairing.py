"""The translated pairs that hold: one partner a language, a person's word first, copies as one text; then the
texts that translate several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from archive.catalog import Catalog, documents, links, sketches, together, verdicts
from archive.catalog.links import TRANSLATION, Edge
from archive.catalog.sketches import Home
from archive.link import translations
from archive.link.align import TextPair, align_all
from archive.link.candidates import Candidates, Pair, ordered
from archive.link.groups import Copies
from archive.link.parallel import Spread, here
from archive.link.parts import PartFinder
from archive.link.translations import FEATURES, THRESHOLD
from archive.records import Status

_MEMBERS = 100  # pairs among the copies of two texts that are compared one by one
_CLEARLY = 0.02
# Fewer pairs than this take less time to align than processes take to start; those that do it are given so
# many characters at once.
_MANY = 200
_BATCH_CHARACTERS = 200_000
_THESE, _CONFIRMED, _TOGETHER, _ONE_POST = 4.0, 3.0, 2.5, 2.0  # stand before every score

SAID_TOGETHER = "said together"  # by a plugin for translations, or by front matter
_RULES = {_TOGETHER: SAID_TOGETHER, _ONE_POST: "one post"}


class Pairing:
    """Settles which candidates are linked."""

    def __init__(
        self, catalog: Catalog, copies: Copies, candidates: Candidates, spread: Spread = here
    ) -> None:
        self.catalog = catalog
        self.spread = spread
        self.copies = copies
        self.candidates = candidates
        self.said = self._verdicts()
        self._together: dict[Pair, tuple[str, str]] = {}

    def settle(self, docs: Iterable[int]) -> set[int]:
        """Settles the pairs of `docs` and of all that compete with them; returns the texts settled."""
        scored, reached, fixed = self._competing(docs)
        groups = self.copies.members(reached)
        members = {m for g in groups.values() for m in g}
        homes = sketches.homes(self.catalog, members)
        head = {m: n for n, g in groups.items() for m in g}
        barred: set[Pair] = set()
        for (x, y), verdict in self.said.items():
            if x in homes and y in homes:
                pair = ordered(homes[head[x]], homes[head[y]])
                if verdict is Status.REJECTED:
                    barred.add(pair)
                else:
                    fixed[x, y] = _CONFIRMED
        for edge in links.touching(self.catalog, members, TRANSLATION):
            if edge.status is Status.CONFIRMED and (edge.a, edge.b) in fixed:
                fixed[edge.a, edge.b] = _THESE  # of several copies those that were meant
        scores = {p: s for p, s in scored.items() if p not in barred}
        for (x, y), worth in fixed.items():
            pair = ordered(homes[head[x]], homes[head[y]])
            if pair not in barred:
                scores[pair] = max(worth, scores.get(pair, 0.0))
        order = {n: homes[n].order for n in reached}
        chosen = translations.choose(scores, order, {n: homes[n].lang for n in reached})
        self._write(chosen, fixed, groups, homes)
        PartFinder(self.catalog).settle(
            reached, {p for p, word in self.said.items() if word is Status.REJECTED}
        )
        return members

    def _verdicts(self) -> dict[Pair, Status]:
        """What persons said, of every two documents that have the texts they said it of."""
        decided = verdicts.decisions(self.catalog)
        found = sketches.with_fingerprints(self.catalog, {p for pair in decided for p in pair})
        by_pair: dict[Pair, Status] = {}
        for (one, two), verdict in decided.items():
            homes = sketches.homes(self.catalog, (*found[one], *found[two]))
            for x in found[one]:
                for y in found[two]:
                    if homes[x].lang != homes[y].lang:
                        by_pair[ordered(homes[x], homes[y])] = verdict
        return by_pair

    def _competing(self, docs: Iterable[int]) -> tuple[dict[Pair, float], set[int], dict[Pair, float]]:
        """What stands in the way of each other: candidates above the threshold at `docs`, at their other
        ends, and so on; the texts reached; and the pairs of documents that are one post."""
        scored: dict[Pair, float] = {}
        fixed: dict[Pair, float] = {}
        reached: set[int] = set()
        partners: dict[int, set[int]] = {}
        for x, y in self.said:
            partners.setdefault(x, set()).add(y)
            partners.setdefault(y, set()).add(x)
        todo = {group[0] for group in self.copies.members(docs).values()}
        while todo:
            reached |= todo
            members = {m for group in self.copies.members(todo).values() for m in group}
            above = sketches.candidates(self.catalog, todo, THRESHOLD)
            found = {p: c.score for p, c in above.items()}
            scored |= found
            posts = sketches.one_post(self.catalog, members)
            fixed |= dict.fromkeys(posts, _ONE_POST)
            declared = together.said_together(self.catalog, members)
            self._together |= declared
            fixed |= dict.fromkeys(declared, _TOGETHER)
            ends = {n for p in (*found, *posts, *declared) for n in p}
            ends |= {y for x in members for y in partners.get(x, ())}
            ends |= {
                n
                for e in links.touching(self.catalog, members, TRANSLATION)
                if e.status is not Status.REJECTED
                for n in (e.a, e.b)
            }
            todo = {group[0] for group in self.copies.members(ends).values()} - reached
        return scored, reached, fixed

    def _write(
        self,
        chosen: Mapping[Pair, float],
        fixed: Mapping[Pair, float],
        groups: Mapping[int, list[int]],
        homes: Mapping[int, Home],
    ) -> None:
        members = {m for g in groups.values() for m in g}
        existing = {(e.a, e.b): e for e in links.touching(self.catalog, members, TRANSLATION)}
        described = sketches.candidates(self.catalog, {a for a, _ in chosen})
        edges = []
        for pair, score in chosen.items():
            candidate = described.get(pair)
            parts = np.frombuffer(candidate.features, "<f4").tolist() if candidate else []
            for a, b in self._members(pair, fixed, groups, homes):
                worth = fixed.get((a, b), 0.0)
                rule = _RULES.get(worth, "a person's word") if worth else "compared"
                evidence: dict[str, object] = {"rule": rule}
                if rule == SAID_TOGETHER:
                    evidence |= dict(zip(("by", "key"), self._together[a, b], strict=True))
                if rule == "compared":
                    evidence |= {k: round(v, 3) for k, v in zip(FEATURES, parts, strict=False) if v}
                probability = candidate.score if candidate and rule == "compared" else min(score, 1.0)
                status = self.said.get((a, b), Status.PROPOSED)
                edges.append(Edge(TRANSLATION, a, b, 1.0 if worth else probability, status, evidence))
        links.replace(self.catalog, TRANSLATION, members, list(self._with_segments(edges, existing)))

    def _with_segments(self, edges: Sequence[Edge], existing: Mapping[Pair, Edge]) -> Iterator[Edge]:
        """The edges with the paragraphs that stand against each other: those known, or found now."""
        known = {
            pair: old for pair, old in existing.items() if old.status is not Status.REJECTED and old.segments
        }
        new = [(e.a, e.b) for e in edges if (e.a, e.b) not in known]
        spread = self.spread if len(new) >= _MANY else here
        batches = spread(align_all, self._beside(new))
        found = dict(zip(new, (one for batch in batches for one in batch), strict=True))
        for edge in edges:
            pair = edge.a, edge.b
            if old := known.get(pair):
                segments, covers = old.segments, old.evidence.get("covers")
            else:
                segments, covers = found[pair].segments, [round(share, 2) for share in found[pair].covers]
            yield replace(edge, evidence={**edge.evidence, "covers": covers}, segments=segments)

    def _beside(self, pairs: Iterable[Pair]) -> Iterator[list[TextPair]]:
        """The texts of pairs, some at a time."""
        some: list[TextPair] = []
        size = 0
        for a, b in pairs:
            found = documents.by_number(self.catalog, [a, b])
            one, two = found[a], found[b]
            passages = [documents.passages(self.catalog, n) for n in (a, b)]
            some.append(TextPair(one.text, two.text, passages[0], passages[1], one.blocks, two.blocks))
            size += len(one.text) + len(two.text)
            if size >= _BATCH_CHARACTERS:
                yield some
                some, size = [], 0
        if some:
            yield some

    def _members(
        self,
        pair: Pair,
        fixed: Mapping[Pair, float],
        groups: Mapping[int, list[int]],
        homes: Mapping[int, Home],
    ) -> Iterator[Pair]:
        """Which copies of two texts are paired, each at most once: those that belong together first."""
        ones, twos = groups[pair[0]], groups[pair[1]]
        if len(ones) == len(twos) == 1:
            yield ones[0], twos[0]
            return
        places = [(a, b) for a in ones for b in twos]
        alike = self.candidates.likeness(places) if len(places) <= _MEMBERS else {}
        near = {p: self._nearness(p, fixed, homes) for p in places}
        order = sorted(
            places,
            key=lambda p: (*(-x for x in near[p]), -alike.get(p, 0.0), homes[p[0]].order, homes[p[1]].order),
        )
        taken: Counter[int] = Counter()
        for a, b in order:
            if self.said.get((a, b)) is Status.REJECTED:
                continue
            # A file that stands in several places has a version beside each of them.
            if not taken[a] and not taken[b]:
                # Copies that nothing tells apart share the translation of the first.
                kept = not taken or any(near[a, b]) or _foremost((a, b), alike)
            else:
                shared = self.candidates.places.twins(homes[a], homes[b])
                kept = all(taken[n] < self.candidates.places.count(homes[n]) for n in (a, b)) and shared
            if kept:
                yield a, b
                taken.update((a, b))

    def _nearness(
        self, pair: Pair, fixed: Mapping[Pair, float], homes: Mapping[int, Home]
    ) -> tuple[float, ...]:
        """What binds these copies and no others: a person, their post, their page, their addresses."""
        a, b = homes[pair[0]], homes[pair[1]]
        return fixed.get(pair, 0.0), float(a.source_id == b.source_id), self.candidates.places.worth(a, b)


def _foremost(pair: Pair, alike: Mapping[Pair, float]) -> bool:
    """Whether two copies are clearly more like each other than either is like any other."""
    own = alike.get(pair, 0.0)
    return all(
        own > value + _CLEARLY
        for p, value in alike.items()
        if p != pair and (p[0] == pair[0] or p[1] == pair[1])
    )
