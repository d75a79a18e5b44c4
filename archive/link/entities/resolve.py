"""From all names of an archive to its entities, written back with reasons."""

from __future__ import annotations

from collections import Counter, defaultdict

from archive.catalog import Catalog, acts, authority, links, namings
from archive.catalog import decisions as catalog_decisions
from archive.catalog.entities import (
    decision_key,
    name_key,
)
from archive.link.entities import elsewhere
from archive.link.entities.acronyms import Bound
from archive.link.entities.bodies import bind_acronyms, bind_heads, join_bodies
from archive.link.entities.names import gazetteer, without_links
from archive.link.entities.persons import join_persons
from archive.link.entities.places import bare_key, join_places, place_of
from archive.link.entities.snapshot import ORG, PERSON, PLACE, Clusters, MentionSnapshot, Node, Work
from archive.link.entities.translated import join_translated
from archive.link.entities.written import EntityReport, write
from archive.link.parallel import uncollected
from archive.progress import Progress, Silent

# To be raised with every change that gives the same names other types or joins them otherwise: the next run
# that adds to an archive then looks at all of them anew.
VERSION = "8"
# A name tagged in two ways is what it is tagged this many times as often; a town of the gazetteer is
# a town where it is tagged so no less often than otherwise.
_MOSTLY = 3


def resolve(
    catalog: Catalog, *, now: str, progress: Progress | None = None, complete: bool = True
) -> EntityReport:
    """Finds the entities of the archive and writes what differs from what it holds.

    What is joined depends on the archive's content alone, not on the order in which it came; an entity
    keeps its id while most of its mentions stay. Every join keeps its reason. `now` (ISO 8601) is
    kept as the time of the last resolve; `progress` hears of the documents with names in the end. Without
    `complete` no name is looked for where no model saw it: texts and names are those of the last resolve.
    """
    with uncollected():
        completed = elsewhere.complete(catalog) if complete else set()
        return _resolved(catalog, now, progress or Silent(), completed)


def _resolved(catalog: Catalog, now: str, progress: Progress, completed: set[int]) -> EntityReport:
    snapshot = MentionSnapshot(catalog)
    work = Work(snapshot, Clusters(_apart(catalog, snapshot)), _kin(catalog))
    _join_decided(work, catalog)
    _join_authority(work, catalog)
    join_places(work)
    bound = Bound(catalog)
    join_bodies(work, bound.others)
    join_persons(work)
    bind_acronyms(work, bound.longs)
    bind_heads(work)
    join_translated(work, catalog)
    bind_acronyms(work, bound.longs)  # again: what translations joined may settle what an acronym stands for
    _bind_decided(work, catalog)
    _join_across_types(work)
    report = write(catalog, work)
    progress.advance(len(snapshot.spans))
    catalog.set("entities resolved", now)
    documents = tuple(sorted(completed.union(report.documents)))
    return EntityReport(report.entities, report.mentions, documents)


def _kin(catalog: Catalog) -> dict[int, set[int]]:
    """The documents linked to each document and not rejected."""
    linked: dict[int, set[int]] = defaultdict(set)
    for a, b in links.ends(catalog):
        linked[a].add(b)
        linked[b].add(a)
    return linked


# -- what people said ------------------------------------------------------------------------------


def _nodes_by_decision_key(snapshot: MentionSnapshot) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = defaultdict(list)
    for name, node in sorted(zip(snapshot.names, snapshot.nodes, strict=True), key=lambda pair: pair[1]):
        key = decision_key(name.type, name.display)
        if node not in found[key]:
            found[key].append(node)
    return found


def _apart(catalog: Catalog, snapshot: MentionSnapshot) -> list[tuple[Node, Node]]:
    decisions = [d for d in catalog_decisions.decisions(catalog) if d.verdict == "split"]
    if not decisions:
        return []
    nodes = _nodes_by_decision_key(snapshot)
    return [(a, b) for d in decisions for a in nodes.get(d.a, ()) for b in nodes.get(d.b, ()) if a != b]


def _join_decided(work: Work, catalog: Catalog) -> None:
    decisions = [d for d in catalog_decisions.decisions(catalog) if d.verdict == "merge"]
    nodes = _nodes_by_decision_key(work.snapshot) if decisions else {}
    for decision in decisions:
        group = [*nodes.get(decision.a, ()), *nodes.get(decision.b, ())]
        if nodes.get(decision.a) and nodes.get(decision.b):
            for other in group[1:]:
                work.clusters.join(group[0], other, "merged by a person")


def _bind_decided(work: Work, catalog: Catalog) -> None:
    """Sends names to the entities that persons said they mean, in the texts that they said it of."""
    if not namings.any_held(catalog):
        return
    snapshot, decided = work.snapshot, namings.Namings(catalog)
    nodes: dict[str, list[Node]] = _nodes_by_decision_key(snapshot)
    for i in range(len(snapshot.mention)):
        node = snapshot.nodes[snapshot.surface[i]]
        written = snapshot.written[snapshot.surface[i]]
        decision = decided.of(snapshot.doc[i], snapshot.start[i], snapshot.end[i], written)
        if decision is not None and decision.verdict == namings.ENTITY and nodes.get(decision.value):
            work.local[snapshot.doc[i], node] = (nodes[decision.value][0], acts.evidence(decision.act))


def _join_authority(work: Work, catalog: Catalog) -> None:
    known = [k for k in authority.entries(catalog) if k.same_as]
    if not known:
        return
    nodes = _nodes_by_decision_key(work.snapshot)
    groups: dict[str, list[Node]] = defaultdict(list)
    for entry in known:
        mark = name_key(entry.same_as) or entry.same_as
        for name in (entry.name, entry.same_as):
            groups[mark].extend(nodes.get(decision_key(entry.type, name), ()))
    for _, group in sorted(groups.items()):
        for other in group[1:]:
            work.clusters.join(group[0], other, "one entity in the authority file")


def _join_across_types(work: Work) -> None:
    """One name tagged in two ways: the rare tag is an error, if the name can be both.

    A body and a place may also have their words in another order: Centre Émile Durvan, Émile Durvan Centre.
    """
    snapshot = work.snapshot
    by_words: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in (*snapshot.of_type(ORG), *snapshot.of_type(PERSON), *snapshot.of_type(PLACE)):
        words = without_links(snapshot.name_of[node].tokens)
        by_words[words if node[0] == PERSON else tuple(sorted(words))].append(node)
    bound = Counter(node for _, node in work.local)
    doubtful = [item for item in by_words.items() if len({kind for kind, _ in item[1]}) > 1]
    for _, nodes in sorted(doubtful):
        # In documents: a surname that stands for a full name there says nothing of the bare one.
        counts = {n: len(snapshot.docs[n]) - bound[n] for n in nodes}
        main = max(nodes, key=lambda n: (counts[n], n))
        town = next((n for n in nodes if n[0] == PLACE and gazetteer().own(bare_key(n))), None)
        if town and counts[town] >= counts[main]:
            main = town
        for other in nodes:
            # A town and its club share a name, but not one whose words each language has in its own order.
            turned = PERSON not in (main[0], other[0]) and main[1].split("@")[0] != other[1].split("@")[0]
            enough = turned or counts[main] >= counts[other] * (1 if main == town else _MOSTLY)
            if other[0] != main[0] and enough and _may_be_one(work, main, other):
                work.clusters.join(main, other, f"same name, tagged {main[0]} more often")


def _may_be_one(work: Work, main: Node, other: Node) -> bool:
    if {main[0], other[0]} == {ORG, PLACE}:
        return True
    return (main[0] == PLACE and place_of(main) is not None) or work.snapshot.name_of[main].acronym
