"""When two names of bodies are one body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from archive.catalog.entities import name_key
from archive.link.entities import likeness
from archive.link.entities.acronyms import dictionary, introduces
from archive.link.entities.firms import join_firms
from archive.link.entities.likeness import slips
from archive.link.entities.names import GENERIC, gazetteer, generic_stripped, undress, without_links
from archive.link.entities.snapshot import ORG, PLACE, MentionSnapshot, Node, Work
from archive.records import MentionType

_SAME_BODY = "the same body in the dictionary"
_HOUSES = frozenset(["centre", "center"])  # kinds of bodies that are places too
_LONG_ENOUGH = 10  # letters, for a name without its spaces to be no other's


def bind_acronyms(work: Work, bound: Mapping[tuple[int, str], dict[Node, str]]) -> None:
    """Ties acronyms to the long forms that introduce them in their documents' text (`Bound.longs`)."""
    snapshot = work.snapshot
    by_acronym: dict[str, list[Node]] = defaultdict(list)
    for node in snapshot.of_type(ORG):
        if snapshot.name_of[node].acronym:
            by_acronym[node[1]].append(node)
    longs = {n for n in snapshot.of_type(ORG) if len(snapshot.name_of[n].tokens) >= 3}
    everywhere: dict[str, dict[Node, str]] = defaultdict(dict)
    for (doc, short), found in sorted(bound.items()):
        roots = {work.clusters.find(n) for n in found}
        long, reason = next(iter(found.items()))
        everywhere[short].update(found)
        if len(roots) == 1 and doc in snapshot.docs.get((ORG, short), ()):
            work.bind(doc, (ORG, short), long, reason)
    for _, found in sorted(everywhere.items()):
        _join_longer(work, sorted(found))
    for short, nodes in sorted(by_acronym.items()):
        for node in nodes:
            _bind_initials(work, node, longs)
            found = everywhere.get(short, {})
            if found and len({work.clusters.find(n) for n in found}) == 1:
                long, reason = next(iter(sorted(found.items())))
                work.clusters.join(long, node, reason)


def _join_longer(work: Work, longs: Sequence[Node]) -> None:
    """Long forms of one acronym, of which one ends in the other: "Help Harbour Watch", "Harbour Watch"."""
    names = {node: work.snapshot.name_of[node].tokens for node in longs}
    for long, tokens in names.items():
        for other, end in names.items():
            if 2 <= len(end) < len(tokens) and tokens[-len(end) :] == end:
                work.clusters.join(other, long, "ends in the other long form of its acronym")


def _bind_initials(work: Work, node: Node, longs: Set[Node]) -> None:
    """An acronym of three letters or more stands for its document's one long form with those initials."""
    if len(node[1]) < 3:
        return
    for doc in sorted(work.snapshot.docs[node]):
        if (doc, node) in work.local:
            continue
        here = [
            n for n in work.snapshot.in_document(doc, ORG)
            if n in longs and introduces(work.snapshot.name_of[n].display, node[1])
        ]  # fmt: skip
        if len({work.clusters.find(n) for n in here}) == 1:
            label = work.snapshot.name_of[here[0]].display
            work.bind(doc, node, here[0], f"initials of {label} in the same document")


def join_bodies(work: Work, others: Set[str]) -> None:
    """Joins what names bodies in `work`, but for acronyms and what translations teach.

    `others`: acronyms that are another body's in some text (`Bound.others`).
    """
    _join_known(work, others)
    _join_generic(work)
    join_firms(work)
    _join_unspaced(work)
    for a, b in slips({n: work.snapshot.name_of[n].tokens for n in work.snapshot.of_type(ORG)}):
        if len(work.snapshot.name_of[a].tokens) >= 2:
            work.clusters.join(a, b, "slip of spelling")


def _join_known(work: Work, others: Set[str]) -> None:
    """Names of one body in the dictionary; "European Union" may be tagged as a place.

    An acronym that is another body's in some text is the dictionary's only where its long form is too.
    """
    known = dictionary()
    found: dict[int, list[Node]] = defaultdict(list)
    for kind in (ORG, PLACE):
        for node in work.snapshot.of_type(kind):
            key = node[1].split("@")[0]
            if kind == PLACE:
                key = undress(work.snapshot.name_of[node].display, MentionType.ORG, "en").key
            numbers = {n for lang in work.snapshot.spoken[node] if (n := known.get((lang, key))) is not None}
            if len(numbers) == 1:
                found[numbers.pop()].append(node)
    for _, nodes in sorted(found.items()):
        safe = [node for node in nodes if node[1] not in others]
        for other in safe[1:]:
            work.clusters.join(safe[0], other, _SAME_BODY)
        for node in nodes if safe else ():
            for doc in sorted(work.snapshot.docs[node]) if node[1] in others else ():
                if any(doc in work.snapshot.docs[one] for one in safe):
                    work.bind(doc, node, safe[0], _SAME_BODY)


def _join_unspaced(work: Work) -> None:
    """ "Hearingthetide" is Hearing the Tide."""
    by_letters: dict[str, list[Node]] = defaultdict(list)
    for node in work.snapshot.of_type(ORG):
        letters = name_key(work.snapshot.name_of[node].display).replace(" ", "")
        if len(letters) >= _LONG_ENOUGH:
            by_letters[letters].append(node)
    for nodes in by_letters.values():
        for other in nodes[1:]:
            work.clusters.join(nodes[0], other, "written as one word")


def bind_heads(work: Work) -> None:
    """ "the Observatory" stands for the one body of its document that begins or ends with the word."""
    snapshot = work.snapshot
    for node in snapshot.of_type(ORG):
        tokens = snapshot.name_of[node].tokens
        if len(tokens) != 1 or not (likeness.known(tokens[0]) or tokens[0] in GENERIC):
            continue
        for doc in sorted(snapshot.docs[node]):
            if (doc, node) in work.local:
                continue
            here = [
                n for n in snapshot.in_document(doc, ORG) if n != node and tokens[0] in _ends(snapshot, n)
            ]
            if len({work.clusters.find(n) for n in here}) == 1:
                label = snapshot.name_of[here[0]].display
                work.bind(doc, node, here[0], f"short for {label} in the same document")


def _ends(snapshot: MentionSnapshot, node: Node) -> tuple[str, str]:
    tokens = snapshot.name_of[node].tokens
    return tokens[0], tokens[-1]


def _join_generic(work: Work) -> None:
    """ "association Habitat et Lien" is Habitat et Lien, where the archive names that alone too.

    So is "Émile Durvan Centre", body or place, where Émile Durvan is tagged as a place, if the archive has no
    Émile Durvan School as well; but "Namur camp" is not Namur, and "camp Dumont" not Dumont.
    """
    snapshot = work.snapshot
    by_key = {(n[0], " ".join(without_links(snapshot.name_of[n].tokens))): n for n in snapshot.of_type(PLACE)}
    by_key |= {(ORG, " ".join(snapshot.name_of[n].tokens)): n for n in snapshot.of_type(ORG)}
    dressed: dict[str, list[tuple[str, Node]]] = defaultdict(list)
    for (_, key), node in by_key.items():
        tokens = tuple(key.split())
        rest = generic_stripped(tokens)
        bare = node[0] == PLACE and len(rest) == 1
        if rest != tokens and not bare and not gazetteer().place(" ".join(rest), "fr"):
            kind = tokens[0] if rest == tokens[1:] else tokens[-1]
            dressed[" ".join(rest)].append((kind, node))
    for rest_key, found in dressed.items():
        other = by_key.get((ORG, rest_key)) or by_key.get((PLACE, rest_key))
        several = any(not _one_kind(found[0][0], kind) for kind, _ in found[1:])
        for kind, node in found:
            places = PLACE in (node[0], other[0] if other else None)
            if other is not None and not (places and (several or kind not in _HOUSES)):
                work.clusters.join(other, node, "with or without what kind of body it is")


def _one_kind(a: str, b: str) -> bool:
    return a == b or bool(likeness.word_likeness(a, b) or likeness.word_likeness(b, a))
