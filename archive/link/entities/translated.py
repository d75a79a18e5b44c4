"""What translations teach: names that stand in the same slot of a text and its translation are one.

A body rarely keeps its name in the other language. Two names are joined when the words of one are
the words of the other in French and English, or when aligned paragraphs set them against each other
more than once and nothing else; one sighting is enough for names that look alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from rapidfuzz.distance import JaroWinkler

from archive.catalog import Catalog, links
from archive.dataclass import dataclass
from archive.lang.registry import HOME
from archive.link.entities import likeness
from archive.link.entities.names import without_links
from archive.link.entities.places import place_of
from archive.link.entities.snapshot import ORG, PERSON, PLACE, Node, Work

# Tuned on the French and English names of 332 public bodies, a third of each language's left without
# its counterpart: at 0.6 and a margin of 0.05 one join in 150 was wrong, at 0.65 none. Where each name has a
# word of its own that no list knows (two towns) more is asked.
_SURE = 0.7
_SURE_AT_ODDS = 0.8
_MARGIN = 0.05
_SLOT = 0.35  # what standing alone in one slot adds to the likeness of two names
_CROWDED_SLOT = 0.1  # and what it adds to stand there among others
_SIGHTINGS = 2  # that make two unlike names one
_SHARE = 0.6  # of the paragraphs that hold one of the names and are translated, hold the other in its slot
_ALIKE = {PERSON: 0.8, PLACE: 0.8}  # Jaro-Winkler, with one sighting: Poutine and Putin have 0.83
_KINDS = (ORG, PERSON, PLACE)
_CROWD = 6  # names of one type in a paragraph, beyond which slots say little


@dataclass(slots=True)
class _Votes:
    """How often two groups of names stood in one slot (`alone`: without any others), and each anywhere."""

    together: dict[tuple[Node, Node], float] = field(default_factory=lambda: defaultdict(float))
    alone: dict[tuple[Node, Node], int] = field(
        default_factory=lambda: defaultdict(int)
    )  # no other was there
    left: dict[Node, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[Node, int] = field(default_factory=lambda: defaultdict(int))


def join_translated(work: Work, catalog: Catalog) -> None:
    """Joins names across languages in `work`, by words and by slots."""
    spans = work.snapshot.spans
    edges = [e for e in links.aligned(catalog) if e.a in spans and e.b in spans]
    _join_by_words(work, _count(work, edges))
    votes = _count(work, edges)
    best = _best(votes)
    for (a, b), weight in sorted(votes.together.items(), key=lambda item: (-item[1], item[0])):
        if best[a] != b or best[b] != a:
            continue
        seen = votes.alone.get((a, b), 0)
        share = weight / max(votes.left[a], votes.right[b])
        # Two people or towns may stand in one slot of careless translations; they must look alike.
        if a[0] in _ALIKE and not _two_places(work, a, b) and _alike(work, a, b) >= _ALIKE[a[0]]:
            work.clusters.join(a, b, "same slot in a translation, and alike")
        elif seen >= _SIGHTINGS and share >= _SHARE and a[0] == ORG:
            work.clusters.join(a, b, f"same slot in translations, seen {seen} times")


def _two_places(work: Work, a: Node, b: Node) -> bool:
    """Whether the gazetteer knows two groups of names as two places: Guyana and French Guiana."""
    known = [{place_of(n) for n in work.clusters.members(x) if n[0] == PLACE} - {None} for x in (a, b)]
    return bool(known[0]) and bool(known[1]) and known[0].isdisjoint(known[1])


def _best(votes: _Votes) -> dict[Node, Node | None]:
    """For each group the one it shares most slots with, or None where two are level."""
    weights: dict[Node, list[tuple[float, Node]]] = defaultdict(list)
    for (a, b), weight in votes.together.items():
        weights[a].append((weight, b))
        weights[b].append((weight, a))
    best: dict[Node, Node | None] = {}
    for node, found in weights.items():
        found.sort(reverse=True)
        best[node] = None if len(found) > 1 and found[0][0] == found[1][0] else found[0][1]
    return best


def _count(work: Work, edges: Sequence[links.AlignedPair]) -> _Votes:
    votes = _Votes()
    groups = _Groups(work)
    for edge in edges:
        for begin, end, other_begin, other_end, _ in edge.stretches:
            left, right = groups.inside(edge.a, begin, end), groups.inside(edge.b, other_begin, other_end)
            for kind in _KINDS:
                here, there = left.get(kind, {}), right.get(kind, {})
                _vote(votes, [n for n in here if n not in there], [n for n in there if n not in here])
    return votes


class _Groups:
    """The groups of the names in documents, as names are joined when it is made."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._roots = [work.clusters.find(node) for node in work.snapshot.nodes]  # of a surface
        self._bound = {doc for doc, _ in work.local}

    def inside(self, doc: int, start: int, end: int) -> dict[str, dict[Node, None]]:
        """The groups that begin in a stretch, each once, by the type of the name and in reading order."""
        snapshot, work = self._work.snapshot, self._work
        begun, over = snapshot.spans[doc]
        found: dict[str, dict[Node, None]] = {}
        first = bisect_left(snapshot.start, start, begun, over)
        last = bisect_left(snapshot.start, end, first, over) if end > start else first
        for surface in snapshot.surface[first:last]:
            node, root = snapshot.nodes[surface], self._roots[surface]
            if doc in self._bound and (doc, node) in work.local:
                root = work.clusters.find(work.here(doc, node))
            found.setdefault(node[0], {})[root] = None
        return found


def _vote(votes: _Votes, left: Sequence[Node], right: Sequence[Node]) -> None:
    for n in left:
        votes.left[n] += 1
    for n in right:
        votes.right[n] += 1
    if not left or not right or max(len(left), len(right)) > _CROWD:
        return
    for a in left:
        for b in right:
            votes.together[a, b] += 1 / max(len(left), len(right))
            if len(left) == len(right) == 1:
                votes.alone[a, b] += 1


def _alike(work: Work, a: Node, b: Node) -> float:
    """The likeness of the most alike names of two groups; for people the surnames count."""
    best = 0.0
    for x in work.clusters.members(a):
        for y in work.clusters.members(b):
            one, other = work.snapshot.name_of.get(x), work.snapshot.name_of.get(y)
            if one is None or other is None:
                continue
            whole = JaroWinkler.similarity(one.key, other.key)
            last = JaroWinkler.similarity(one.tokens[-1], other.tokens[-1])
            best = max(best, min(whole, last) if a[0] == PERSON else whole)
    return best


# -- the words of bodies' names --------------------------------------------------------------------


def _join_by_words(work: Work, votes: _Votes) -> None:
    french, english = (_spoken(work, lang) for lang in HOME)
    weights = likeness.weights([*french.values(), *english.values()])
    found = likeness.candidates(french, english)
    slots = _slots(work, votes, french, english)
    for f, e in slots:
        found[f].add(e)
    scored = {
        (f, e): likeness.likeness(french[f], english[e], weights) + slots.get((f, e), 0.0)
        for f, others in found.items()
        for e in others
        # One word is too little to go by alone: Parlement and Parliament are many.
        if f[0] == e[0] and ((f, e) in slots or min(len(french[f]), len(english[e])) >= 2)
    }
    odd = {(f, e) for f, e in scored if (f, e) not in slots and likeness.at_odds(french[f], english[e])}
    for f, e, score in list(_mutual(work, scored, odd)):
        if slots.get((f, e)):
            reason = f"same slot in a translation, and like words ({min(score, 1):.2f})"
        else:
            reason = f"word for word the same in French and English ({score:.2f})"
        work.clusters.join(f, e, reason)


def _slots(
    work: Work, votes: _Votes, french: Mapping[Node, object], english: Mapping[Node, object]
) -> dict[tuple[Node, Node], float]:
    """What the slots of translations add to the likeness of names, by (French, English) name."""
    by_root: dict[Node, list[Node]] = defaultdict(list)
    for node in (*french, *english):
        by_root[work.clusters.find(node)].append(node)
    found: dict[tuple[Node, Node], float] = {}
    for a, b in votes.together:
        bonus = _SLOT if (a, b) in votes.alone else _CROWDED_SLOT
        for x in by_root.get(a, ()):
            for y in by_root.get(b, ()):
                f, e = (x, y) if x in french else (y, x)
                if f in french and e in english:
                    found[f, e] = max(bonus, found.get((f, e), 0.0))
    return found


def _spoken(work: Work, lang: str) -> dict[Node, tuple[str, ...]]:
    """The bodies named in one of the languages only, and the places that no gazetteer knows; their words."""
    snapshot = work.snapshot
    bodies = [(node, snapshot.name_of[node].tokens) for node in snapshot.of_type(ORG)]
    places = [
        (n, without_links(snapshot.name_of[n].tokens)) for n in snapshot.of_type(PLACE) if not place_of(n)
    ]
    return {node: words for node, words in (*bodies, *places) if snapshot.spoken[node] == {lang}}


def _mutual(
    work: Work, scored: dict[tuple[Node, Node], float], odd: set[tuple[Node, Node]]
) -> Iterator[tuple[Node, Node, float]]:
    """The pairs that are each other's best by a margin; names that are one already do not compete."""
    best: dict[Node, list[tuple[float, Node]]] = defaultdict(list)
    for (f, e), score in scored.items():
        best[f].append((score, e))
        best[e].append((score, f))
    find = work.clusters.find
    for (f, e), score in sorted(scored.items(), key=lambda item: (-item[1], item[0])):
        rivals = [s for s, n in best[f] if find(n) != find(e)] + [s for s, n in best[e] if find(n) != find(f)]
        if score >= (_SURE_AT_ODDS if (f, e) in odd else _SURE) and all(
            score - rival >= _MARGIN for rival in rivals
        ):
            yield f, e, score
