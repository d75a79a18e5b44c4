"""From all names of an archive to its entities, written back with reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set

from archive.catalog import Catalog, acts, authority, former, links, namings, resolved
from archive.catalog import decisions as catalog_decisions
from archive.catalog.entities import (
    EntityName,
    Given,
    NewEntity,
    decision_key,
    entity_id,
    name_key,
)
from archive.dataclass import dataclass
from archive.link.entities import elsewhere
from archive.link.entities.bodies import Bound, bind_acronyms, bind_heads, join_bodies
from archive.link.entities.names import gazetteer, without_links
from archive.link.entities.persons import join_persons
from archive.link.entities.places import bare_key, join_places, place_of
from archive.link.entities.snapshot import ORG, PERSON, PLACE, Clusters, MentionSnapshot, Node, Work
from archive.link.entities.translated import join_translated
from archive.link.parallel import uncollected
from archive.progress import Progress, Silent
from archive.records import MentionType
from archive.text import is_ragged, is_ugly

# To be raised with every change that gives the same names other types or joins them otherwise: the next run
# that adds to an archive then looks at all of them anew.
VERSION = "5"
SAME_NAME = "same name"
# A name tagged in two ways is what it is tagged this many times as often; a town of the gazetteer is
# a town where it is tagged so no less often than otherwise.
_MOSTLY = 3


@dataclass(frozen=True, slots=True)
class EntityReport:
    """What a resolve did: how many entities there are, how many mentions were written anew, and the
    numbers of the documents of which an entity changed."""

    entities: int
    mentions: int
    documents: tuple[int, ...]


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
    bound = Bound(snapshot, catalog)
    join_bodies(work, bound.others)
    join_persons(work)
    bind_acronyms(work, bound.longs)
    bind_heads(work)
    join_translated(work, catalog)
    bind_acronyms(work, bound.longs)  # again: what translations joined may settle what an acronym stands for
    _bind_decided(work, catalog)
    _join_across_types(work)
    report = _write(catalog, work)
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
        if decision is not None and decision.said == namings.ENTITY and nodes.get(decision.value):
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
    for node in sorted(snapshot.name_of):
        words = without_links(snapshot.name_of[node].tokens)
        by_words[words if node[0] == PERSON else tuple(sorted(words))].append(node)
    bound = Counter(node for _, node in work.local)
    for _, nodes in sorted(by_words.items()):
        if len({kind for kind, _ in nodes}) < 2:
            continue
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


# -- entities --------------------------------------------------------------------------------------


class _Gathered:
    """The mentions of one entity by node, and by written name."""

    def __init__(self) -> None:
        self.nodes: defaultdict[Node, int] = defaultdict(int)
        self.written: dict[tuple[Node, str, str], int] = {}  # (node, language, name) -> mentions
        self.why: dict[tuple[str, str], str] = {}  # (language, name) -> reason of a local join
        self.rows: list[int] = []
        self.olds: defaultdict[int, int] = defaultdict(int)


def _write(catalog: Catalog, work: Work) -> EntityReport:
    snapshot = work.snapshot
    gathered: dict[Node, _Gathered] = defaultdict(_Gathered)
    local_reason: dict[int, str] = {}
    shown = _shown(snapshot)
    for i in range(len(snapshot.mention)):
        surface = snapshot.surface[i]
        node, name = snapshot.nodes[surface], shown[surface]
        target, reason = work.local.get((snapshot.doc[i], node), (node, ""))
        group = gathered[work.clusters.find(target)]
        group.rows.append(i)
        group.nodes[target] += 0 if reason else 1
        key = (target if reason else node, snapshot.langs[surface], name)
        group.written[key] = group.written.get(key, 0) + 1
        if reason:
            local_reason[i] = reason
            group.why.setdefault((snapshot.langs[surface], name), reason)
        if snapshot.old[i]:
            group.olds[snapshot.old[i]] += 1
    return _save(catalog, work, gathered, local_reason)


def _shown(snapshot: MentionSnapshot) -> list[str]:
    """How each surface is shown: "St. John's" keeps its 's, as it never goes without, "Nérac's" does not."""
    plain = {node for node, name in zip(snapshot.nodes, snapshot.names, strict=True) if not name.genitive}
    return [
        name.genitive if name.genitive and node not in plain else name.display
        for node, name in zip(snapshot.nodes, snapshot.names, strict=True)
    ]


def _save(
    catalog: Catalog, work: Work, gathered: dict[Node, _Gathered], local_reason: dict[int, str]
) -> EntityReport:
    snapshot = work.snapshot
    labels = {d.a: d.b for d in catalog_decisions.decisions(catalog) if d.verdict == "rename"}
    before = resolved.held(catalog)
    mains = {root: _main(snapshot, group) for root, group in gathered.items()}
    shown = {root: _label(group, mains[root]) for root, group in gathered.items()}
    ids = _ids(gathered, mains, shown, {n: known[0] for n, known in before.items()}, former.parents(catalog))
    entities: list[NewEntity] = []
    given: list[Given] = []
    for root, group in sorted(gathered.items()):
        main = mains[root]
        reasons = work.clusters.reasons_from(main)
        names = _names(group, reasons)
        kind = MentionType(main[0])
        named = (decision_key(kind, n.name) for n in names) if labels else ()
        label = next((labels[key] for key in named if key in labels), shown[root])
        entities.append(NewEntity(ids[root], kind, label, names))
        place = len(entities) - 1
        for i in group.rows:
            old = before.get(snapshot.old[i])
            why = local_reason.get(i) or reasons.get(snapshot.nodes[snapshot.surface[i]]) or SAME_NAME
            moved = old is None or old[0] != ids[root]
            if moved or snapshot.reason[i] != why:
                given.append(Given(snapshot.mention[i], snapshot.doc[i], place, why, moved))
    went, parted = _moves(gathered, ids, {n: known[0] for n, known in before.items()})
    documents = resolved.save(catalog, entities, given, went=went, parted=parted)
    return EntityReport(len(entities), len(given), tuple(documents))


def _main(snapshot: MentionSnapshot, group: _Gathered) -> Node:
    """The name that an entity is known by: a full one, the most frequent of them.

    A place's name that the gazetteer lacks comes after one it has: it may be a slip ("Kirgizstan").
    """
    if len(group.nodes) == 1:
        return next(iter(group.nodes))
    places = [node for node in group.nodes if node[0] == PLACE]
    unknown = {node for node in places if place_of(node) is None}
    slips = unknown if len(unknown) < len(places) else set()

    def rank(node: Node) -> tuple[bool, bool, int, Node]:
        name = snapshot.name_of[node]
        full = not name.acronym and (node[0] != PERSON or (len(name.tokens) > 1 and len(name.tokens[0]) > 1))
        return not full, node in slips or is_ragged(name.display), -group.nodes[node], node

    return min(group.nodes, key=rank)


def _label(group: _Gathered, main: Node) -> str:
    if len(group.written) == 1:
        return next(iter(group.written))[2]
    own = [(name, count) for (node, _, name), count in group.written.items() if node == main]
    local = {name for _, name in group.why}
    spellings: Counter[str] = Counter()
    # Not by what only stands for it in one document, unless it has no other name.
    for name, count in [one for one in own if one[0] not in local] or own:
        spellings[name] += count
    return min(spellings, key=lambda name: (is_ugly(name, body=main[0] == ORG), -spellings[name], name))


def _names(group: _Gathered, reasons: dict[Node, str]) -> tuple[EntityName, ...]:
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    why: dict[tuple[str, str], str] = {}
    for (node, lang, name), count in sorted(group.written.items()):
        counts[lang, name] += count
        why.setdefault((lang, name), reasons.get(node) or SAME_NAME)
    return tuple(
        EntityName(lang, name, count, group.why.get((lang, name)) or why[lang, name])
        for (lang, name), count in sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    )


def _made_of(g: _Gathered) -> set[str]:
    """The ids that are made of the names of an entity."""
    return {entity_id(MentionType(node[0]), name) for node, _, name in g.written}


def _descends(known: str, others: Set[str], parents: Mapping[str, str]) -> bool:
    """Whether the entity `known` was parted from one of `others`, or from what was."""
    seen = {known}
    while (known := parents.get(known, known)) not in seen:
        if known in others:
            return True
        seen.add(known)
    return False


def _moves(
    gathered: dict[Node, _Gathered], ids: dict[Node, str], before: dict[int, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Where most mentions of the ids that go are now, and of those that come, in which one they were."""
    taken, there = set(ids.values()), set(before.values())
    went: dict[str, tuple[int, str]] = {}
    parted: dict[str, str] = {}
    for root, group in gathered.items():
        known = [(count, before[old]) for old, count in group.olds.items() if old in before]
        for count, one in known:
            if one not in taken:
                went[one] = max(went.get(one, (0, "")), (count, ids[root]))
        if known and ids[root] not in there:
            parted[ids[root]] = max(known)[1]
    return {one: now for one, (_, now) in went.items()}, parted


def _ids(
    gathered: dict[Node, _Gathered],
    mains: dict[Node, Node],
    shown: dict[Node, str],
    before: dict[int, str],
    parents: Mapping[str, str],
) -> dict[Node, str]:
    """An id for every entity: the one that most of its mentions had, else one made of type and name.

    Where several entities had one, that goes to the one whose own name it is made of: what was joined and is
    parted again is called as before. So is what was parted (`parents`) and is joined again.
    """
    held = [
        (root, before[old], n) for root, g in gathered.items() for old, n in g.olds.items() if old in before
    ]
    wanted = Counter(known for _, known, _ in held)
    here: dict[Node, set[str]] = defaultdict(set)
    for root, known, _ in held:
        here[root].add(known)
    claims = [
        (
            _descends(known, here[root], parents),
            wanted[known] > 1 and known not in _made_of(gathered[root]),
            -count,
            known,
            root,
        )
        for root, known, count in held
    ]
    ids: dict[Node, str] = {}
    taken: set[str] = set()
    for *_, known, root in sorted(claims):
        if root not in ids and known not in taken:
            ids[root] = known
            taken.add(known)
    for root in sorted(gathered):
        if root in ids:
            continue
        kind, name = MentionType(mains[root][0]), shown[root]
        new_id = entity_id(kind, name)
        number = 2
        while new_id in taken:
            new_id = entity_id(kind, f"{name} {number}")
            number += 1
        ids[root] = new_id
        taken.add(new_id)
    return ids
