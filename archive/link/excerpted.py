"""Excerpts in the catalog: which texts are excerpts of which, as texts come and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from archive.catalog import Catalog, links, sketches
from archive.catalog.copykeys import Sharing
from archive.catalog.links import EXCERPT, Edge
from archive.catalog.sketches import Home
from archive.link.copies import Copies
from archive.link.excerpts import LONGEST, Excerpt, excerpt_of

_COMMON = 64  # an opening that more texts share is a phrase of many
_PART = 0.3  # of a text's openings, which the text that it is an excerpt of has too
_TRIED = 24  # longer texts that one is compared with


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
        stood = sketches.those_standing(self.catalog, doubtful)
        free = were - found.keys()
        heads = {n for n, some in self.copies.members(free).items() if some[0] == n}
        sketches.stand(self.catalog, found.keys() & stood, False)
        sketches.stand(self.catalog, heads, True)
        return found.keys() & stood, heads

    def considered(self, n: int) -> dict[int, Excerpt | None]:
        """The longer texts that share an opening with text `n`, and what it is an excerpt of each by."""
        likely, _ = self._longer({n})
        texts = sketches.texts(self.catalog, {n, *likely.get(n, ())})
        return {m: excerpt_of(texts[n], texts[m]) for m in likely.get(n, ())}

    def _shorter(self, docs: set[int]) -> set[int]:
        """The texts that may be excerpts of `docs`."""
        sharing = Sharing(self.catalog, docs, most=_COMMON, openings=True)
        shared = {n: set(sharing(n)) for n in docs}
        about = sketches.about(self.catalog, {m for n, some in shared.items() for m in (n, *some)})
        return {m for n, some in shared.items() for m in some if _able(m, n, about)}

    def _longer(self, docs: set[int]) -> tuple[dict[int, list[int]], Mapping[int, Home]]:
        """For each of `docs` the texts that it may be an excerpt of, and where they stand."""
        sharing = Sharing(self.catalog, docs, most=_COMMON, openings=True)
        shared = {n: some for n in docs if (some := sharing(n))}
        about = sketches.about(self.catalog, {m for n, some in shared.items() for m in (n, *some)})
        able = {
            n: {m: one for m, one in some.items() if one.part >= _PART and _able(n, m, about)}
            for n, some in shared.items()
        }
        homes = sketches.homes(self.catalog, {m for some in able.values() for m in some})
        likely = {
            n: sorted(some, key=lambda m: (-some[m].keys, homes[m].order))[:_TRIED]
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
            said = self.copies.said(n)  # what a person takes for a copy is no excerpt
            told = {m: one for m in some if not said.get(m) and (one := excerpt_of(texts[n], texts[m]))}
            if not told:
                continue
            best = min(told, key=lambda m: (not told[m].at_start, -told[m].score, homes[m].order))
            head = members[best][0]
            best = head if head in told else best
            one, evidence = told[best], {"rule": "excerpt", "why": told[best].why}
            yield Edge(EXCERPT, best, n, one.score, evidence=evidence, segments=one.segments)


def _able(short: int, long: int, about: Mapping[int, tuple[str, int]]) -> bool:
    """Whether one text may be an excerpt of another by their languages and lengths."""
    if short not in about or long not in about or short == long:
        return False
    (lang, chars), (other, others) = about[short], about[long]
    return lang == other and chars <= LONGEST and chars < others
