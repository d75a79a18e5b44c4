"""Groups of copies in the catalog: who joins whom, which of them stands for all, and which texts are excerpts
of which, as texts come and go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from archive.catalog import Catalog, links, sketches, verdicts
from archive.catalog.copykeys import Sharing
from archive.catalog.links import DUPLICATE, EXCERPT, Edge
from archive.catalog.sketches import Home
from archive.link import duplicates
from archive.link.duplicates import FoldedWords, Shingles
from archive.link.excerpts import LONGEST, Excerpt, excerpt_of
from archive.records import Status

_COMMON = 64  # a key that more texts share is boilerplate
_TRIED = 24  # candidates of one text that are compared word by word
# Characters of the texts that are read at once to be compared, and words of those kept taken apart, of which
# each takes some 20 bytes.
_AT_ONCE = 4_000_000
_KEPT = 2_000_000
# From as many characters on texts must resemble each other by a sample of their shingles before they are
# compared word by word: long ones have single lines in common with many others.
_LONG = 100_000
# A copy with menus has up to twice the words of the text alone, and words differ in length.
_LONGER = 3
# A text that shares less than this part of its keys, all of them with many others, shares boilerplate: texts
# with a sentence of their society's in common are no candidates once ten texts have it.
_LEAST = 0.1


class Copies:
    """Finds copies among texts; keeps the ones just taken apart."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._words: dict[int, FoldedWords] = {}
        self._held = 0  # words of all of those
        self._samples: dict[int, Shingles] = {}
        self._said: dict[int, dict[int, bool]] | None = None

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
        return self._write([part for group in together.groups() for part in self._parted(group)])

    def considered(self, n: int) -> dict[int, tuple[float | None, str]]:
        """The texts that could be copies of text `n`: how alike each is (None for no copy), and why."""
        likely, chars = self._likely([n])
        found: dict[int, tuple[float | None, str]] = {}
        for batch in _batches(likely, chars):
            self._load({m for one, some in batch for m in (one, *some)})
            for one, some in batch:
                found |= {m: duplicates.compared(self._words[one], self._words[m]) for m in some}
        return found

    def _alike(self, docs: Sequence[int]) -> dict[int, list[int]]:
        """The texts that are copies of each of `docs`."""
        found: dict[int, list[int]] = {n: [] for n in docs}
        likely, chars = self._likely(docs)
        for batch in _batches(likely, chars):
            self._load({m for n, some in batch for m in (n, *some)})
            for n, some in batch:
                # Two that were found alike need not be compared the other way round.
                found[n] += [m for m in some if n in found.get(m, ()) or self._same(n, m) is not None]
        for n in docs if self._decided else ():
            verdicts_of = self.said(n)
            found[n] = [
                *(m for m in found[n] if m not in verdicts_of),
                *(m for m, yes in verdicts_of.items() if yes),
            ]
        return found

    # -- what persons said -----------------------------------------------------------------------------

    def said(self, n: int) -> dict[int, bool]:
        """Of which texts a person said that text `n` is a copy of them, or is none."""
        return self._decided.get(n, {})

    @property
    def _decided(self) -> dict[int, dict[int, bool]]:
        if self._said is None:
            self._said = {}
            decisions = verdicts.copies(self.catalog)
            texts = sketches.with_fingerprints(self.catalog, {end for pair in decisions for end in pair})
            langs = sketches.about(self.catalog, {n for some in texts.values() for n in some})
            for (one, other), yes in decisions.items():
                for a in texts.get(one, ()):
                    for b in texts.get(other, ()):
                        if a in langs and b in langs and langs[a][0] == langs[b][0]:
                            self._said.setdefault(a, {})[b] = self._said.setdefault(b, {})[a] = yes
        return self._said

    def _parted(self, group: set[int]) -> list[set[int]]:
        """A group without those that a person set apart: what is most alike stays together (Kruskal)."""
        if not any(self.said(n).get(m) is False for n in group for m in group & self.said(n).keys()):
            return [group]
        homes = sketches.homes(self.catalog, group)
        self._load(group)
        alike: list[tuple[float, int, int]] = []
        for a, b in combinations(sorted(group, key=lambda n: homes[n].order), 2):
            verdict = self.said(a).get(b)
            likeness = 2.0 if verdict else self._same(a, b) if verdict is None else None
            if likeness is not None:
                alike.append((likeness, a, b))
        parts = {n: {n} for n in group}
        for _, a, b in sorted(alike, key=lambda one: -one[0]):
            apart = {m for n in parts[a] for m, yes in self.said(n).items() if not yes}
            if parts[a] is not parts[b] and not apart & parts[b]:
                parts[a] |= parts[b]
                for n in parts[b]:
                    parts[n] = parts[a]
        return [part for n, part in parts.items() if n == min(part)]

    def _likely(self, docs: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, int]]:
        """The texts that may be copies of those of `docs`, where there are any; the lengths of all these."""
        sharing = Sharing(self.catalog, docs, most=_COMMON)
        found: dict[int, list[int]] = {}
        for n in docs:
            shared = sharing(n)
            some = [m for m, s in shared.items() if s.part >= _LEAST or s.rarity >= _LEAST]
            if some:
                # All copies of one copy share its keys: the best few lead to every group there is.
                found[n] = sorted(some, key=lambda m: (-shared[m].keys, m))[:_TRIED]
        about = sketches.about(self.catalog, {m for n, some in found.items() for m in (n, *some)})
        able = {n: [m for m in some if m in about and self._able(n, m, about)] for n, some in found.items()}
        return {n: some for n, some in able.items() if some}, {n: chars for n, (_, chars) in about.items()}

    def _able(self, n: int, m: int, about: Mapping[int, tuple[str, int]]) -> bool:
        """Whether two texts may be copies by their language, their length and, if long, their samples."""
        (lang, chars), (other, others) = about[n], about[m]
        if lang != other or max(chars, others) > _LONGER * min(chars, others):
            return False
        return min(chars, others) < _LONG or duplicates.resembling(self._sample(n), self._sample(m))

    def _sample(self, n: int) -> Shingles:
        if n not in self._samples:
            self._samples[n] = duplicates.sample(sketches.texts(self.catalog, [n])[n])
        return self._samples[n]

    def _same(self, a: int, b: int) -> float | None:
        return duplicates.same(self._words[a], self._words[b])

    def _load(self, docs: Collection[int]) -> None:
        if self._held > _KEPT:
            self._words = {n: self._words[n] for n in docs if n in self._words}
            self._held = sum(len(w.words) for w in self._words.values())
        missing = [n for n in docs if n not in self._words]
        for n, text in sketches.texts(self.catalog, missing).items():
            self._words[n] = duplicates.words(text)
            self._held += len(self._words[n].words)

    def _write(self, groups: Iterable[set[int]]) -> tuple[set[int], set[int], set[int]]:
        groups = list(groups)
        every = {n for group in groups for n in group}
        homes = sketches.homes(self.catalog, every)
        representatives = sketches.those_standing(self.catalog, every)
        stand: set[int] = set()
        edges: list[Edge] = []
        for group in groups:
            head = _head(group, homes)
            stand.add(head)
            if len(group) > 1:
                edges += [self._edge(head, n) for n in sorted(group - {head})]
        links.replace(self.catalog, DUPLICATE, every, edges)
        sketches.stand(self.catalog, stand - representatives, True)
        sketches.stand(self.catalog, representatives - stand, False)
        return stand - representatives, representatives - stand, stand

    def _edge(self, a: int, b: int) -> Edge:
        self._load([a, b])
        alike = self._same(a, b)
        if self.said(a).get(b):
            rule = {"rule": "a person's word" if alike is None else "same words"}
            return Edge(DUPLICATE, a, b, 1.0 if alike is None else alike, Status.CONFIRMED, rule)
        # Joined through a third copy: they need not pass for copies of each other.
        return Edge(DUPLICATE, a, b, 0.8 if alike is None else alike, evidence={"rule": "same words"})


def _batches(
    likely: Mapping[int, Sequence[int]], chars: Mapping[int, int]
) -> Iterator[list[tuple[int, list[int]]]]:
    """Texts with those that they are compared with, as many as are read at once; a pair at least."""
    batch: list[tuple[int, list[int]]] = []
    loaded: set[int] = set()
    room = _AT_ONCE
    for n in sorted(likely):
        for m in likely[n]:
            needed = sum(chars[d] for d in {n, m} - loaded)
            if batch and needed > room:
                yield batch
                batch, loaded, room = [], set(), _AT_ONCE
                needed = chars[n] + chars[m]
            if not batch or batch[-1][0] != n:
                batch.append((n, []))
            batch[-1][1].append(m)
            loaded |= {n, m}
            room -= needed
    if batch:
        yield batch


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


_COMMON_OPENING = 64  # an opening that more texts share is a phrase of many
_PART = 0.3  # of a text's openings, which the text that it is an excerpt of has too
_TRIED_LONGER = 24  # longer texts that one is compared with


def excerpts_of(catalog: Catalog, docs: Iterable[int]) -> set[int]:
    """The texts that are excerpts of any of `docs`."""
    return {edge.b for edge in links.touching(catalog, docs, EXCERPT, "a")}


class Excerpts:
    """Finds what texts are excerpts of. One stands behind its text as a copy does, and has no pair."""

    def __init__(self, catalog: Catalog, copies: Copies) -> None:
        self.catalog = catalog
        self.copies = copies

    def settle(self, docs: Iterable[int], *, of: Iterable[int]) -> tuple[set[int], set[int]]:
        """Links `docs` (new, or in other groups of copies) with their excerpts and with what they are one of.

        `of`: the excerpts of texts that went. Returns which are excerpts now and were not, and which of those
        that were stand for themselves again.
        """
        docs = sketches.current(self.catalog, docs)
        group = {m for some in self.copies.members(docs).values() for m in some}
        doubtful = docs | excerpts_of(self.catalog, group) | sketches.current(self.catalog, of)
        doubtful |= self._shorter(docs)
        found = {edge.b: edge for edge in self._found(doubtful)}
        were = {e.b for e in links.touching(self.catalog, doubtful, EXCERPT, "b")}
        links.replace(self.catalog, EXCERPT, doubtful, list(found.values()), at="b")
        representatives = sketches.those_standing(self.catalog, doubtful)
        free = were - found.keys()
        heads = {n for n, some in self.copies.members(free).items() if some[0] == n}
        sketches.stand(self.catalog, found.keys() & representatives, False)
        sketches.stand(self.catalog, heads, True)
        return found.keys() & representatives, heads

    def considered(self, n: int) -> dict[int, Excerpt | None]:
        """The longer texts that share an opening with text `n`, and what it is an excerpt of each by."""
        likely, _ = self._longer({n})
        texts = sketches.texts(self.catalog, {n, *likely.get(n, ())})
        return {m: excerpt_of(texts[n], texts[m]) for m in likely.get(n, ())}

    def _shorter(self, docs: set[int]) -> set[int]:
        """The texts that may be excerpts of `docs`."""
        sharing = Sharing(self.catalog, docs, most=_COMMON_OPENING, openings=True)
        shared = {n: set(sharing(n)) for n in docs}
        about = sketches.about(self.catalog, {m for n, some in shared.items() for m in (n, *some)})
        return {m for n, some in shared.items() for m in some if _able(m, n, about)}

    def _longer(self, docs: set[int]) -> tuple[dict[int, list[int]], Mapping[int, Home]]:
        """For each of `docs` the texts that it may be an excerpt of, and where they stand."""
        sharing = Sharing(self.catalog, docs, most=_COMMON_OPENING, openings=True)
        shared = {n: some for n in docs if (some := sharing(n))}
        about = sketches.about(self.catalog, {m for n, some in shared.items() for m in (n, *some)})
        able = {
            n: {m: one for m, one in some.items() if one.part >= _PART and _able(n, m, about)}
            for n, some in shared.items()
        }
        homes = sketches.homes(self.catalog, {m for some in able.values() for m in some})
        likely = {
            n: sorted(some, key=lambda m: (-some[m].keys, homes[m].order))[:_TRIED_LONGER]
            for n, some in able.items()
            if some
        }
        return likely, homes

    def _found(self, docs: set[int]) -> Iterator[Edge]:
        """What those of `docs` that are excerpts are excerpts of."""
        likely, homes = self._longer(docs)
        members = self.copies.members({m for some in likely.values() for m in some})
        for n, some in sorted(likely.items()):
            texts = sketches.texts(self.catalog, {n, *some})
            decided = self.copies.said(n)  # what a person takes for a copy is no excerpt
            excerpts = {
                m: one for m in some if not decided.get(m) and (one := excerpt_of(texts[n], texts[m]))
            }
            if not excerpts:
                continue
            best = min(excerpts, key=lambda m: (not excerpts[m].at_start, -excerpts[m].score, homes[m].order))
            head = members[best][0]
            best = head if head in excerpts else best
            one, evidence = excerpts[best], {"rule": "excerpt", "why": excerpts[best].why}
            yield Edge(EXCERPT, best, n, one.score, evidence=evidence, segments=one.segments)


def _able(short: int, long: int, about: Mapping[int, tuple[str, int]]) -> bool:
    """Whether one text may be an excerpt of another by their languages and lengths."""
    if short not in about or long not in about or short == long:
        return False
    (lang, chars), (other, others) = about[short], about[long]
    return lang == other and chars <= LONGEST and chars < others
