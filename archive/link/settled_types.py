"""Which names have one type all over an archive, kept by name: only what changed is settled anew."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from archive.catalog import Catalog, kept, links, mentions, own_names, sql
from archive.catalog.mentions import Own
from archive.catalog.own_names import OwnName, SectionHead, Slot
from archive.link.types import (
    SLOTS,
    NameVotes,
    decide,
    folded,
    heads_of,
    hear_translations,
    sections_of,
    tied_names,
    votes_of,
    with_article,
)
from archive.records import MentionType

_WHAT: Final = "types of names"
_MADE_BY: Final = "1"  # to be raised with every change of how types are settled
_AT_ONCE: Final = 500  # documents


def types(catalog: Catalog) -> dict[str, MentionType]:
    """The type that folded names (`archive.text.fold`) are to have all over the archive.

    Only names of which some mentions would change, and whose type is clear, are in the answer. It depends
    on what the archive holds alone, and on each text's own tags, never on an earlier answer.
    """
    update(catalog)
    return {name: MentionType(kind) for name, kind in own_names.settled(catalog)}


def update(catalog: Catalog) -> set[int]:
    """Brings the types of names up to date; returns the documents where a name may have another one now.

    Only the names in documents that changed are looked at, with those that are tied to them or are sections
    of them.
    """
    with catalog.transaction():
        docs = kept.changed(catalog, _WHAT, _MADE_BY, linked=True)
        anew = docs is None
        if docs is None:
            kept.forget_of(catalog, _WHAT)
            docs = set(own_names.every(catalog))
        touched: set[str] = set()
        for some in sql.chunks(sorted(docs), _AT_ONCE):
            touched |= _read(catalog, some)
        for some in sql.chunks(sorted(docs), _AT_ONCE):
            touched |= _slots(catalog, some)
        changed = _settle(catalog, touched, anew=anew)
        kept.keep(catalog, _WHAT, _MADE_BY)
        return docs | own_names.documents(catalog, changed)


def _read(catalog: Catalog, docs: Sequence[int]) -> set[str]:
    """Brings what is kept of `docs` up to date; returns the names that they held or hold."""
    counts: Counter[tuple[int, str, str, int]] = Counter()
    heads: set[SectionHead] = set()
    for doc, _, text, kind, current, completed in own_names.found(catalog, docs):
        name = folded(text)
        if len(name) > own_names.LONGEST:
            continue
        counts[doc, name, kind, int(current)] += 0 if completed else 1
        if current and not completed:
            heads.update(SectionHead(doc, head, name) for head in heads_of(text))
    names = {OwnName(*key, uses) for key, uses in counts.items()}
    old, old_heads = own_names.names(catalog, docs), own_names.heads(catalog, docs)
    own_names.change_names(catalog, old - names, names - old)
    own_names.change_heads(catalog, old_heads - heads, heads - old_heads)
    return {row.name for row in old | names}


def _slots(catalog: Catalog, docs: Sequence[int]) -> set[str]:
    """Brings the slots that `docs` share with their translations up to date; returns the names in these."""
    edges = list(links.aligned_with(catalog, docs))
    starts: dict[int, list[int]] = defaultdict(list)
    names: dict[int, list[str]] = defaultdict(list)
    for doc, start, text, _, current, completed in own_names.found(
        catalog, sorted({end for edge in edges for end in (edge.a, edge.b)})
    ):
        if current and not completed:
            starts[doc].append(start)
            names[doc].append(folded(text))

    def inside(doc: int, begin: int, end: int) -> set[str]:
        return set(names[doc][bisect_left(starts[doc], begin) : bisect_left(starts[doc], end)])

    seen: Counter[tuple[int, int, str, str]] = Counter()
    for a, b, stretches in edges:
        for begin, end, other_begin, other_end, _ in stretches:
            here, there = inside(a, begin, end), inside(b, other_begin, other_end)
            left, right = here - there, there - here
            if len(left) == len(right) == 1:
                one, other = sorted((*left, *right))
                if len(one) <= own_names.LONGEST and len(other) <= own_names.LONGEST:
                    seen[a, b, one, other] += 1
    slots = {Slot(*key, times) for key, times in seen.items()}
    old = own_names.slots(catalog, docs)
    own_names.change_slots(catalog, old - slots, slots - old)
    return {name for some in names.values() for name in some if len(name) <= own_names.LONGEST}


def _settle(catalog: Catalog, touched: set[str], *, anew: bool) -> set[str]:
    """Settles the types of the names that may have another one now; returns those that have.

    `anew`: these are all names that there are.
    """
    tied = touched if anew else _closed(catalog, touched)
    sections = own_names.sections(catalog, None if anew else tied)
    reached = tied | sections.keys()
    asked = None if anew else _closed(catalog, reached.union(*sections.values()))
    counts = {
        name: Counter({MentionType(kind): uses for kind, uses in by_type.items()})
        for name, by_type in own_names.counts(catalog, asked).items()
    }
    root = tied_names(own_names.partners(catalog, asked, SLOTS), counts)
    pooled: dict[str, set[MentionType]] = defaultdict(set)
    for key, by_type in counts.items():
        pooled[root.get(key, key)].update(by_type)
    doubtful = {key for key in counts if len(pooled[root.get(key, key)]) > 1}
    rows = _rows(catalog, doubtful | sections.keys())
    votes = votes_of(catalog, [row for row in rows if folded(row.text) in doubtful], root)
    _hear(catalog, votes)
    settled = {top: kind for top, known in votes.items() if (kind := decide(known)) is not None}
    found = {key: settled[root.get(key, key)] for key in counts if root.get(key, key) in settled}
    found |= sections_of((row.text for row in rows if folded(row.text) in sections), counts, found)
    new = {key: found[key].value for key in reached & found.keys() if set(counts[key]) != {found[key]}}
    old = own_names.settled_of(catalog, reached)
    moved = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    own_names.settle(catalog, moved & old.keys(), [(key, new[key]) for key in sorted(moved & new.keys())])
    return moved


def _closed(catalog: Catalog, names: Iterable[str]) -> set[str]:
    """Names with all those that they are tied to, one behind the other."""
    found: set[str] = set()
    new = set(names)
    while new:
        found |= new
        pairs = own_names.partners(catalog, sorted(new), SLOTS)
        new = {name for pair in pairs for name in pair} | own_names.known(catalog, _variants(new))
        new -= found
    return found


def _variants(names: Iterable[str]) -> set[str]:
    return set().union(*map(with_article, names))


def _rows(catalog: Catalog, names: set[str]) -> list[Own]:
    """The mentions of these names, by document and place."""
    docs = own_names.documents(catalog, sorted(names))
    return [row for row in mentions.own_in(catalog, sorted(docs)) if folded(row.text) in names]


def _hear(catalog: Catalog, votes: Mapping[str, NameVotes]) -> None:
    """Adds to `votes` what documents and their translations say together."""
    docs = {doc for name in votes.values() for doc in name.docs}
    kin: dict[int, set[int]] = defaultdict(set)
    for a, b, _ in links.aligned_with(catalog, sorted(docs)):
        kin[a].add(b)
        kin[b].add(a)
    rows = mentions.own_in(catalog, sorted(docs.union(*kin.values())))
    hear_translations(votes, kin, ((row.doc, row.text, row.type) for row in rows))
