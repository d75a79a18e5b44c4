"""When two names of people are one person.

A full name joins its other spellings everywhere; a part of it ("Lavergne", "Denise", "D. Lavergne")
joins it in the documents where only one person can be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from archive.link.entities.likeness import slips
from archive.link.entities.names import PARTICLES, compact, gazetteer, given_skeleton, skeleton, surname
from archive.link.entities.snapshot import ORG, PERSON, PLACE, MentionSnapshot, Node, Work

_WORD = re.compile(r"[^\W_]+")
# A bare surname in a document without the full name is the archive's only bearer of it if that
# person is in this many documents, or if the two documents share a name that few others hold.
_KNOWN_DOCUMENTS = 3
_RARE_DOCUMENTS = 5
# A word that is tagged as a body or a place in more than this many times as many documents without a person
# called so as with one is no slip of the tagger.
_ALONE_RATIO = 2
# A rare spelling is a slip of one that is in this many times as many documents.
_SLIP_RATIO = 3
_TURN = {PERSON: 0, ORG: 1, PLACE: 2}  # the order in which the names of a document are looked at


def join_persons(work: Work) -> None:
    """Joins what names people in `work`."""
    people = _People(work.snapshot)
    _join_reversed(work, people)
    _join_extended(work, people)
    _join_spellings(work, people)
    _join_parts(work, people)
    _join_initials(work, people)
    _join_lone_surnames(work, people)


class _People:
    """The names of people by their words."""

    def __init__(self, snapshot: MentionSnapshot) -> None:
        self.tokens = {node: snapshot.name_of[node].tokens for node in snapshot.of_type(PERSON)}
        self.full = [n for n, t in self.tokens.items() if _is_full(t)]
        self.initialed = [n for n, t in self.tokens.items() if _is_initialed(t)]
        whole = {*self.full, *self.initialed}
        self.parts = [n for n in self.tokens if n not in whole]
        surnames = {self.tokens[n][-1] for n in self.full}
        self.by_last: dict[str, list[Node]] = defaultdict(list)
        for node in self.full:
            self.by_last[self.tokens[node][-1]].append(node)
        single = [n for n in _single(snapshot) if n[1] in surnames and not gazetteer().own(n[1])]
        self.mistaken = [n for n in single if self._is_slip(snapshot, n)]
        self.tokens |= {n: snapshot.name_of[n].tokens for n in self.mistaken}

    def _is_slip(self, snapshot: MentionSnapshot, node: Node) -> bool:
        """Whether a bare word is tagged as a body or a place in few documents but those of its full names.

        What many others name so is a name of its own, whatever a longer one ends in it.
        """
        bearers = set().union(*(snapshot.docs[n] for n in self.by_last[node[1]]))
        return len(snapshot.docs[node] - bearers) <= _ALONE_RATIO * len(bearers)

    def ending(self, tokens: tuple[str, ...]) -> list[Node]:
        """The full names that end with these words."""
        size = len(tokens)
        return [
            n
            for n in self.by_last[tokens[-1]]
            if self.tokens[n][-size:] == tokens and len(self.tokens[n]) > size
        ]


def _single(snapshot: MentionSnapshot) -> Iterator[Node]:
    """Names of one word, no acronyms, that are tagged as something else than a person."""
    for node in (*snapshot.of_type(ORG), *snapshot.of_type(PLACE)):
        name = snapshot.name_of[node]
        if len(name.tokens) == 1 and not name.acronym:
            yield node


def _is_initialed(tokens: tuple[str, ...]) -> bool:
    return (
        len(tokens) >= 2 and all(len(t) == 1 for t in tokens[: -len(surname(tokens))]) and len(tokens[-1]) > 1
    )


def _is_full(tokens: tuple[str, ...]) -> bool:
    return len(tokens) >= 2 and len(tokens[0]) > 1 and tokens[0] not in PARTICLES and len(tokens[-1]) > 1


def _join_reversed(work: Work, people: _People) -> None:
    """ "BERG Anna" is Anna Berg, "LE GOFF Yann" Yann Le Goff: the surname is in capitals."""
    for node in [*people.full, *people.parts]:  # "LE GOFF Yann" begins like a surname
        tokens = people.tokens[node]
        size = _shouted_first(work.snapshot.name_of[node].display)
        other = (PERSON, " ".join((*tokens[size:], *tokens[:size])))
        if 0 < size < len(tokens) and other in people.tokens:
            work.clusters.join(other, node, "surname written first")


def _shouted_first(display: str) -> int:
    """How many words a surname in capitals has at the start of a name, particles among them."""
    words = _WORD.findall(display)
    size = 0
    while size < len(words) and (words[size].isupper() or words[size].lower() in PARTICLES):
        size += 1
    surname_words = [word for word in words[:size] if word.lower() not in PARTICLES]
    return size if any(len(word) > 2 for word in surname_words) else 0


def _join_extended(work: Work, people: _People) -> None:
    """A further given name or surname, where only one longer name can be meant."""
    longer: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in people.full:
        tokens = people.tokens[node]
        if len(tokens) >= 3:
            for size in range(2, len(tokens)):
                longer[tokens[:size]].append(node)
            longer[(tokens[0], *surname(tokens))].append(node)
    docs = work.snapshot.docs
    for node in people.full:
        tokens = people.tokens[node]
        found = [n for n in dict.fromkeys(longer.get(tokens, ())) if n != node]
        if len({work.clusters.find(n) for n in found}) != 1:
            continue
        target = found[0]
        inner = people.tokens[target][1 : -len(surname(people.tokens[target]))]
        initial = tokens[-1] == people.tokens[target][-1] and all(len(t) == 1 for t in inner)
        if (
            initial
            or (len(tokens) >= 3 and tokens[-1] not in PARTICLES)
            or _meet(work, docs[node], docs[target])
        ):
            work.clusters.join(target, node, "part of a longer name")


def _meet(work: Work, some: set[int], others: set[int]) -> bool:
    """Whether two sets of documents share one, or hold a document and its translation or copy."""
    if not some.isdisjoint(others):
        return True
    few, many = sorted((some, others), key=len)
    return any(not work.kin.get(doc, set()).isdisjoint(many) for doc in few)


def _join_spellings(work: Work, people: _People) -> None:
    """Slips: one word of a name misspelt, or written by its sound."""
    snapshot = work.snapshot
    by_sound: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    by_letters: dict[str, list[Node]] = defaultdict(list)
    for node in people.full:
        tokens = people.tokens[node]
        last = surname(tokens)
        given = (given_skeleton(t) for t in tokens[: -len(last)])
        by_sound[*given, *(skeleton(t) for t in last)].append(node)
        by_letters[compact(tokens)].append(node)
    for why, found in (("spelt by its sound", by_sound), ("written in one word or in several", by_letters)):
        for nodes in found.values():
            for other in nodes[1:]:
                work.clusters.join(nodes[0], other, why)
    for a, b in slips({n: people.tokens[n] for n in people.full}):
        place = next(
            i for i, (x, y) in enumerate(zip(people.tokens[a], people.tokens[b], strict=True)) if x != y
        )
        if place == 0:
            continue  # Michel and Michèle, Daniel and Daniele are two people
        few, many = sorted((snapshot.docs[a], snapshot.docs[b]), key=len)
        if len(many) >= _SLIP_RATIO * len(few) or _meet(work, few, many):
            work.clusters.join(a, b, "slip of spelling")


def _join_parts(work: Work, people: _People) -> None:
    """A surname, a given name or initials stand for the one full name of their document."""
    full, others = set(people.full), set(people.parts) | set(people.initialed) | set(people.mistaken)
    documents = sorted({doc for node in others for doc in work.snapshot.docs[node]})
    for doc in documents:
        nodes = sorted(work.snapshot.all_in(doc), key=lambda node: _TURN[node[0]])
        here = [n for n in nodes if n in full]
        linked = sorted(work.kin.get(doc, ()))
        for node in nodes:
            if node not in others:
                continue
            if _bind_one(work, people, doc, node, here, "in the same document"):
                continue
            there = [n for k in linked for n in work.snapshot.in_document(k, PERSON) if n in full]
            _bind_one(work, people, doc, node, there, "in its translation or copy")


def _bind_one(work: Work, people: _People, doc: int, node: Node, full: Iterable[Node], where: str) -> bool:
    tokens = people.tokens[node]
    candidates = list(full)
    if not candidates:
        return False
    ways = [("surname", _by_surname), ("initials", _by_initials), ("given name", _by_given_name)]
    for kind, fits in ways if node[0] == PERSON else ways[:1]:
        found = [n for n in candidates if fits(tokens, people.tokens[n])]
        if node[0] != PERSON:  # "Berg" may be a slip of the tagger, the town of "the friends of Berg" is none
            found = [n for n in found if people.tokens[n][-2] not in PARTICLES]
        if found:
            one = len({work.clusters.find(n) for n in found}) == 1
            label = work.snapshot.name_of[found[0]].display
            return one and work.bind(doc, node, found[0], f"{kind} of {label} {where}")
    return False


def _by_surname(part: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return len(part) < len(full) and full[-len(part) :] == part


def _by_initials(part: tuple[str, ...], full: tuple[str, ...]) -> bool:
    last = surname(part)
    initials = part[: -len(last)]
    given = full[: -len(last)]
    return (
        bool(initials)
        and all(len(i) == 1 for i in initials)
        and full[-len(last) :] == last
        and len(initials) <= len(given)
        and all(g[0] == i for i, g in zip(initials, given, strict=False))
    )


def _by_given_name(part: tuple[str, ...], full: tuple[str, ...]) -> bool:
    return len(part) < len(full) - len(surname(full)) + 1 and full[: len(part)] == part and len(part[0]) > 2


def _join_initials(work: Work, people: _People) -> None:
    """ "D. Lavergne" is the archive's only Lavergne whose given name begins with D."""
    for node in people.initialed:
        tokens = people.tokens[node]
        found = [n for n in people.by_last[tokens[-1]] if _by_initials(tokens, people.tokens[n])]
        if len({work.clusters.find(n) for n in found}) == 1:
            label = work.snapshot.name_of[found[0]].display
            work.clusters.join(found[0], node, f"initials of {label}, the only one in the archive")


def _join_lone_surnames(work: Work, people: _People) -> None:
    """A surname in a document without the full name, where the archive knows one bearer well enough."""
    given_names = {people.tokens[n][0] for n in people.full}
    docs = work.snapshot.docs
    for node in people.parts:
        tokens = people.tokens[node]
        bearers = people.ending(tokens)
        roots = {work.clusters.find(n) for n in bearers}
        if len(roots) != 1 or tokens[-1] in given_names or len(tokens[-1]) < 3:
            continue
        known = {doc for n in work.clusters.members(bearers[0]) for doc in docs.get(n, ())}
        label = work.snapshot.name_of[bearers[0]].display
        for doc in sorted(docs[node]):
            if (doc, node) in work.local:
                continue
            if len(known) >= _KNOWN_DOCUMENTS or any(known & docs[n] for n in _rare(work, doc)):
                work.bind(doc, node, bearers[0], f"surname of {label}, the only one in the archive")


def _rare(work: Work, doc: int) -> Iterator[Node]:
    """The names of a document that few others hold."""
    snapshot = work.snapshot
    for i in snapshot.rows(doc):
        node = snapshot.nodes[snapshot.surface[i]]
        if node[0] != PERSON and 1 < len(snapshot.docs[node]) <= _RARE_DOCUMENTS:
            yield node
