"""Entities written back as their names were joined: only what differs from what the catalog holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field

from archive.catalog import Catalog, former, resolved
from archive.catalog import decisions as catalog_decisions
from archive.catalog.entities import EntityName, Given, NewEntity, decision_key, entity_id
from archive.dataclass import dataclass
from archive.link.entities.places import place_of
from archive.link.entities.snapshot import ORG, PERSON, PLACE, MentionSnapshot, Node, Work
from archive.records import MentionType
from archive.text import is_ragged, is_ugly

SAME_NAME = "same name"


@dataclass(frozen=True, slots=True)
class EntityReport:
    """What a resolve did: how many entities there are, how many mentions were written anew, and the
    numbers of the documents of which an entity changed."""

    entities: int
    mentions: int
    documents: tuple[int, ...]


class _Gathered:
    """How often one entity is named, by node and by written name, and which entities that was before."""

    def __init__(self) -> None:
        self.nodes: defaultdict[Node, int] = defaultdict(int)
        self.written: dict[tuple[Node, str, str], int] = {}  # (node, language, name) -> mentions
        self.why: dict[tuple[str, str], str] = {}  # (language, name) -> reason of a local join
        self.olds: defaultdict[int, int] = defaultdict(int)


class _Uses:
    """How names are used: what each mention stands for, and which entity it was of before.

    `bound`: by mention, the name that it stands for there and why. `plain`: by surface and entity before, how
    many mentions stand for themselves. `stirred`: names of which another reason was kept before.
    """

    def __init__(self, work: Work) -> None:
        snapshot = work.snapshot
        self.bound: dict[int, tuple[Node, str]] = {}
        self.plain: dict[tuple[int, int], int] = {}
        self.stirred: set[Node] = set()
        rows = zip(snapshot.doc, snapshot.surface, snapshot.old, snapshot.reason, strict=True)
        for i, (doc, surface, old, reason) in enumerate(rows):
            if found := work.local.get((doc, snapshot.nodes[surface])):
                self.bound[i] = found
            else:
                self.plain[surface, old] = self.plain.get((surface, old), 0) + 1
                if reason != SAME_NAME:
                    self.stirred.add(snapshot.nodes[surface])


def write(catalog: Catalog, work: Work) -> EntityReport:
    """Writes the entities of `work`; returns what that changed."""
    snapshot = work.snapshot
    shown = _shown(snapshot)
    uses = _Uses(work)
    before = resolved.held(catalog)
    kept = _unchanged(catalog, work, uses, shown, before)
    gathered: dict[Node, _Gathered] = defaultdict(_Gathered)
    for i, found in uses.bound.items():
        if found[0] in kept:
            continue
        surface = snapshot.surface[i]
        group = gathered[work.clusters.find(found[0])]
        _gather(group, found, (snapshot.langs[surface], shown[surface]), snapshot.old[i])
    for (surface, old), count in uses.plain.items():
        node = snapshot.nodes[surface]
        if node in kept:
            continue
        group = gathered[work.clusters.find(node)]
        group.nodes[node] += count
        key = (node, snapshot.langs[surface], shown[surface])
        group.written[key] = group.written.get(key, 0) + count
        if old:
            group.olds[old] += count
    return _save(catalog, work, gathered, uses.bound, kept, before)


@dataclass(slots=True)
class _Alone:
    """A name that nothing is joined to everywhere, as an entity: what it is called, and its names by language
    and words with how often each is used and why."""

    node: Node
    shown: str
    uses: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def use(self, lang: str, name: str, count: int, reason: str) -> None:
        """Adds uses of a name; its first reason counts."""
        before, first = self.uses.get((lang, name), (0, reason))
        self.uses[lang, name] = before + count, first


def _unchanged(
    catalog: Catalog, work: Work, uses: _Uses, shown: Sequence[str], before: Mapping[int, resolved.Held]
) -> dict[Node, int]:
    """Names that are an entity each, and are so in the catalog to the last number; with its number there.

    Most of an archive is like this after most ingests, and none of it need be made to be compared.
    """
    if any(d.verdict == "rename" for d in catalog_decisions.decisions(catalog)):
        return {}
    same = {
        old: one for old, one in _alone(work, uses, shown).items()
        if old in before and before[old][1:] == (MentionType(one.node[0]), one.shown)
    }  # fmt: skip
    for old, lang, name, count, reason in resolved.names(catalog):
        if old in same and same[old].uses.pop((lang, name), None) != (count, reason):
            del same[old]
    return {one.node: old for old, one in same.items() if not one.uses}


def _alone(work: Work, uses: _Uses, shown: Sequence[str]) -> dict[int, _Alone]:
    """The entities before, by number, whose mentions are all of one name now that stands in no other."""
    snapshot = work.snapshot
    stirred = set(uses.stirred)
    alone: dict[int, _Alone] = {}
    was: dict[Node, int] = {}
    for (surface, old), count in uses.plain.items():
        node = snapshot.nodes[surface]
        one = alone.setdefault(old, _Alone(node, shown[surface]))
        one.use(snapshot.langs[surface], shown[surface], count, SAME_NAME)
        if one.node != node or one.shown != shown[surface] or was.setdefault(node, old) != old:
            stirred.update((one.node, node))
    for i, (target, reason) in uses.bound.items():
        surface, old = snapshot.surface[i], snapshot.old[i]
        found = alone.get(old)
        # One that is called by its own name because of a document alone might have another label.
        if found is None or found.node != target or found.shown == shown[surface]:
            stirred.update((target, found.node if found else target))
        elif snapshot.reason[i] != reason:
            stirred.add(target)
        else:
            found.use(snapshot.langs[surface], shown[surface], 1, reason)
    return {
        old: one for old, one in alone.items() if one.node not in stirred and work.clusters.alone(one.node)
    }


def _gather(group: _Gathered, bound: tuple[Node, str], called: tuple[str, str], old: int) -> None:
    """Counts a mention with a local reason: it is no use of the name that it stands for."""
    target, reason = bound
    group.nodes[target] += 0
    key = (target, *called)
    group.written[key] = group.written.get(key, 0) + 1
    group.why.setdefault(called, reason)
    if old:
        group.olds[old] += 1


def _shown(snapshot: MentionSnapshot) -> list[str]:
    """How each surface is shown: "St. John's" keeps its 's, as it never goes without, "Nérac's" does not."""
    plain = {node for node, name in zip(snapshot.nodes, snapshot.names, strict=True) if not name.genitive}
    return [
        name.genitive if name.genitive and node not in plain else name.display
        for node, name in zip(snapshot.nodes, snapshot.names, strict=True)
    ]


def _save(
    catalog: Catalog,
    work: Work,
    gathered: dict[Node, _Gathered],
    bound: Mapping[int, tuple[Node, str]],
    kept: Mapping[Node, int],
    before: Mapping[int, resolved.Held],
) -> EntityReport:
    snapshot = work.snapshot
    labels = {d.a: d.b for d in catalog_decisions.decisions(catalog) if d.verdict == "rename"}
    mains = {root: _main(snapshot, group) for root, group in gathered.items()}
    shown = {root: _label(group, mains[root]) for root, group in gathered.items()}
    known = {n: one[0] for n, one in before.items()}
    stay = {node: known[n] for node, n in kept.items()}
    ids = _ids(gathered, mains, shown, known, former.parents(catalog), set(stay.values()))
    entities: list[NewEntity] = []
    places: dict[Node, int] = {}
    why: dict[Node, str] = {}
    for root, group in sorted(gathered.items()):
        main = mains[root]
        reasons = work.clusters.reasons_from(main)
        names = _names(group, reasons)
        kind = MentionType(main[0])
        named = (decision_key(kind, n.name) for n in names) if labels else ()
        label = next((labels[key] for key in named if key in labels), shown[root])
        places[root] = len(entities)
        entities.append(NewEntity(ids[root], kind, label, names))
        why.update((node, reason) for node, reason in reasons.items() if reason)
    given = list(_given(work, bound, known, ids | stay, places, why))
    went, parted = _moves(gathered, ids, known)
    documents = resolved.save(
        catalog, entities, given, kept=set(kept.values()), went=went, parted=parted, before=before
    )
    return EntityReport(len(entities) + len(kept), len(given), tuple(documents))


def _given(
    work: Work,
    bound: Mapping[int, tuple[Node, str]],
    before: Mapping[int, str],
    ids: Mapping[Node, str],
    places: Mapping[Node, int],
    why: Mapping[Node, str],
) -> Iterator[Given]:
    """The mentions that are of another entity than before, or for another reason."""
    snapshot, find = work.snapshot, work.clusters.find
    roots = [find(node) for node in snapshot.nodes]
    reasons = [why.get(node, SAME_NAME) for node in snapshot.nodes]
    wanted = [ids.get(root) for root in roots]
    for i, (surface, old, reason) in enumerate(
        zip(snapshot.surface, snapshot.old, snapshot.reason, strict=True)
    ):
        if i in bound:
            root, now = find(bound[i][0]), bound[i][1]
            moved = before.get(old) != ids[root]
        else:
            root, now = roots[surface], reasons[surface]
            moved = before.get(old) != wanted[surface]
        if moved or reason != now:
            yield Given(snapshot.mention[i], snapshot.doc[i], places[root], now, moved)


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
    if len(group.written) == 1:
        ((node, lang, name), count) = next(iter(group.written.items()))
        reason = group.why.get((lang, name)) or reasons.get(node) or SAME_NAME
        return (EntityName(lang, name, count, reason),)
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
    others: Set[str],
) -> dict[Node, str]:
    """An id for every entity: the one that most of its mentions had, else one made of type and name.

    None is one of `others`.

    Where several entities had one, that goes to the one whose own name it is made of: what was joined and is
    parted again is called as before. So is what was parted (`parents`) and is joined again.
    """
    claimed = [
        (root, before[old], n) for root, g in gathered.items() for old, n in g.olds.items() if old in before
    ]
    wanted = Counter(known for _, known, _ in claimed)
    several = Counter(root for root, _, _ in claimed)
    alone = [(root, known) for root, known, _ in claimed if wanted[known] == several[root] == 1]
    ids: dict[Node, str] = dict(alone)
    taken = {*others, *ids.values()}
    held = [claim for claim in claimed if claim[0] not in ids]
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
