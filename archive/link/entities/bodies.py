"""When two names of bodies are one body."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from archive.bodies import bodies
from archive.catalog import Catalog, documents
from archive.catalog.entities import name_key
from archive.lang.registry import HOME
from archive.link.entities import likeness
from archive.link.entities.firms import join_firms
from archive.link.entities.likeness import slips
from archive.link.entities.names import (
    ARTICLES,
    GENERIC,
    BareName,
    gazetteer,
    generic_stripped,
    is_acronym,
    undress,
    without_links,
    words,
)
from archive.link.entities.snapshot import ORG, PLACE, MentionSnapshot, Node, Work
from archive.records import MentionType
from archive.text import fold, shortens

_SAME_BODY = "the same body in the dictionary"
_HOUSES = frozenset(["centre", "center"])  # kinds of bodies that are places too
_SMALL = ARTICLES | words("links") | {"on", "sur", "sans"}
_WORD = re.compile(r"[^\W_]+")
_LONG_ENOUGH = 10  # letters, for a name without its spaces to be no other's
_SHORT_AFTER = re.compile(r"\s?\(\s*[\"'«“]?\s*(?P<short>[A-ZÀ-Þ][\w.&/’'-]{1,11}?)\s*[\"'»”]?\s*[),;:–-]")
_LONG_AFTER = re.compile(r"\s?\(\s*[\"'«“]?\s*(?:l[ae]s?\s|l['’]|the\s)?")


class Bound:
    """What the texts say that acronyms stand for.

    `longs`: by document and acronym, the long forms tagged there and the reason of each. `others`: the
    acronyms of well-known bodies that a text introduces as something else, whether it was tagged or not.
    """

    def __init__(self, snapshot: MentionSnapshot, catalog: Catalog) -> None:
        self.longs: dict[tuple[int, str], dict[Node, str]] = defaultdict(dict)
        self.others: set[str] = set()
        possible = [
            _may_be_introduced(node, name) for node, name in zip(snapshot.nodes, snapshot.names, strict=True)
        ]
        known = _known_acronyms(snapshot)
        for doc, text in documents.with_brackets(catalog):
            for short, long, reason in _introduced(snapshot, doc, text, possible):
                self.longs[doc, short].setdefault(long, reason)
                if _is_other(short, snapshot.name_of[long].display):
                    self.others.add(short)
            self.others.update(_others(snapshot, doc, text, known))


def _may_be_introduced(node: Node, name: BareName) -> bool:
    """Whether a name may have an acronym or be one: of a body, or as long as one's."""
    return node[0] == ORG or (node[0] == PLACE and len(name.tokens) >= 3)


def _known_acronyms(snapshot: MentionSnapshot) -> set[Node]:
    """The names that are acronyms of well-known bodies in a language that they are used in."""
    known = _dictionary()
    return {
        node for node in snapshot.of_type(ORG)
        if snapshot.name_of[node].acronym and any((lang, node[1]) in known for lang in snapshot.spoken[node])
    }  # fmt: skip


def _others(snapshot: MentionSnapshot, doc: int, text: str, known: Set[Node]) -> Iterator[str]:
    """The acronyms of well-known bodies (`known`) that a text gives a long form of another body."""
    for node in snapshot.all_in(doc):
        if node not in known:
            continue
        name = snapshot.name_of[node]
        for match in re.finditer(rf"\(\s*{re.escape(name.display.strip('.'))}\s*\)", text):
            words_before = _WORD.findall(
                text[max(0, match.start() - 120) : match.start()].rsplit("\n", 1)[-1]
            )
            for size in range(len(node[1]) + 4, 1, -1):
                long = " ".join(words_before[-size:])
                if introduces(long, name.display):
                    if _is_other(node[1], long):
                        yield node[1]
                    break


def _is_other(short: str, long: str) -> bool:
    """Whether the acronym of a well-known body stands for another one: none of its names is like `long`."""
    known = _dictionary()
    numbers = {known.get((lang, short)) for lang in HOME} - {None}
    own = _content(long)
    alike = (
        own and 2 * len(own & words) > min(len(own), len(words))
        for number in numbers if number is not None for words in _known_words(number)
    )  # fmt: skip
    return bool(numbers) and not any(alike)


@functools.lru_cache(maxsize=1_000)
def _known_words(number: int) -> tuple[frozenset[str], ...]:
    """The words of each name of a well-known body but for its acronyms."""
    names = [name for some in bodies()[number].values() for name in some if not is_acronym(name)]
    return tuple(_content(name) for name in names)


def _content(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _WORD.findall(name)) - _SMALL


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


def _introduced(
    snapshot: MentionSnapshot, doc: int, text: str, possible: Sequence[bool]
) -> list[tuple[str, Node, str]]:
    """(acronym, long form, reason) for every "Long Form (LF)" and "LF (Long Form)" of a text.

    `possible`: which surfaces may be one or the other.
    """
    found = []
    rows = snapshot.rows(doc)
    for i in rows:
        surface = snapshot.surface[i]
        if not possible[surface]:
            continue
        name, node = snapshot.names[surface], snapshot.nodes[surface]
        if name.short:
            found.append((_short_key(name.short), node, f"acronym bound in “{name.display} ({name.short})”"))
            continue
        end = snapshot.end[i]
        if text[end : end + 2].lstrip()[:1] != "(":
            continue
        if (match := _SHORT_AFTER.match(text, end)) and len(name.tokens) >= 2:
            short = match["short"].strip(".")
            if is_acronym(short) and resembles(name.display, short):
                found.append((_short_key(short), node, f"acronym bound in “{name.display} ({short})”"))
        elif name.acronym and i + 1 in rows and (match := _LONG_AFTER.match(text, end)):
            long = snapshot.names[snapshot.surface[i + 1]]
            if abs(snapshot.start[i + 1] - match.end()) <= 4 and introduces(long.display, name.display):
                reason = f"acronym bound in “{name.display} ({long.display})”"
                found.append((name.key, snapshot.nodes[snapshot.surface[i + 1]], reason))
    return found


def _short_key(short: str) -> str:
    return undress(short, MentionType.ORG, "en").key


@functools.lru_cache(maxsize=20_000)
def introduces(long: str, short: str) -> bool:
    """Whether an acronym is made of the beginnings of a long form's words, in order.

    Every part is one to three letters of a word's beginning; the first word counts, link words may be
    left out, and one other word may be too.
    """
    letters = re.sub(r"[^a-z0-9]", "", fold(short))
    parts = [fold(w) for w in _WORD.findall(long)]
    while parts and parts[0] in ARTICLES:
        parts = parts[1:]
    return bool(letters) and bool(parts) and parts[0][:1] == letters[0] and _spelled(letters, tuple(parts), 1)


def resembles(long: str, short: str) -> bool:
    """Whether an acronym in brackets after a name may be its own: half its letters begin words of the name.

    "Postes Canada (SCP)" yes, "Mairie de Nérac (PS)" no.
    """
    if introduces(long, short):
        return True
    letters = re.sub(r"[^a-z0-9]", "", fold(short))
    parts = [fold(w) for w in _WORD.findall(long)]
    if len(parts) == 1:
        return shortens(letters, parts[0])
    initials = [part[0] for part in parts if part not in _SMALL]
    common = sum((Counter(letters) & Counter(initials)).values())
    return len(letters) >= 3 and common >= 2 and 2 * common >= len(letters)


def _spelled(letters: str, parts: tuple[str, ...], skips: int) -> bool:
    if not letters:
        return sum(w not in _SMALL for w in parts) <= skips
    if not parts:
        return False
    word, rest = parts[0], parts[1:]
    for size in (1, 2, 3):
        if word[:size] == letters[:size] and len(word) >= size and _spelled(letters[size:], rest, skips):
            return True
    if word in _SMALL:
        return _spelled(letters, rest, skips)
    return skips > 0 and _spelled(letters, rest, skips - 1)


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


@functools.lru_cache(maxsize=1)
def _dictionary() -> dict[tuple[str, str], int]:
    """Well-known bodies: (language, key) to the number of the body."""
    known: dict[tuple[str, str], int] = {}
    for number, body in enumerate(bodies()):
        for lang, names in body.items():
            for written in names:
                key = undress(written, MentionType.ORG, lang).key
                for spoken in (lang,) if is_acronym(written) else HOME:
                    known.setdefault((spoken, key), number)
    return known


def _join_known(work: Work, others: Set[str]) -> None:
    """Names of one body in the dictionary; "European Union" may be tagged as a place.

    An acronym that is another body's in some text is the dictionary's only where its long form is too.
    """
    known = _dictionary()
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
