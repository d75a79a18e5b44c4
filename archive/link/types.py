"""What kind of thing a name is, by all that an archive says of it in every language.

A model tags each text for itself, and the same group comes out as a person here and a place there. Here
every mention votes, what stands around it votes with it, and so do the name's own form, the lists of bodies
and places, and the name in its slot of a translation. A name whose votes are clear has one type everywhere;
the others keep what each text says.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Final

from archive.bodies import bodies, brands, of_states
from archive.catalog import Catalog, mentions
from archive.catalog.mentions import Own
from archive.dataclass import dataclass
from archive.evidence import AUTHORITY, CONSISTENCY, GAZETTEER, RULE, Evidence
from archive.lang.around import kind_beside
from archive.lang.registry import languages
from archive.places import country_of, is_territory, people_of
from archive.records import MentionType
from archive.text import fold, plain

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

# What a vote weighs. A model has a feeling, a rule or a list had a reason in the text; what is found again
# because it was found elsewhere says little new; a person's list is never outvoted.
_MODEL: Final = 1.0
_REASON: Final = 2.0
_AGAIN: Final = 0.5
_TAUGHT: Final = 1_000.0
_CUE: Final = 3.0  # "members of X", "Mrs X"
_WEAK_CUE: Final = 0.5  # "in X": a group too may be meant
_FORM: Final = 2.0  # "XYZ", "BlackTide", a brand
_LISTED: Final = 6.0  # a country, a well-known body
_SURNAME: Final = 3.0  # of one who is named in full in the same text or its translation
_CITY: Final = 500_000  # people: a word that a city bears is hers, whoever is called so too
_NEAR: Final = frozenset(["FR", "BE", "CH", "LU", "GB", "IE", "US", "CA"])  # their towns
_LIKELY: Final = 1.5  # by its form alone, where a text and its translation disagree
_IN_A_DOCUMENT: Final = 3.0  # at most: errors within one text are one error
_TOLD_IN_A_DOCUMENT: Final = 6.0  # at most, where what stands around the name says what it is

# The share of the votes that a type needs. A town and its club, a person and the school called after them
# share a name for good; a group and a person rarely do, and never names of two words or an acronym.
_SHARE: Final = 0.85
_SHARE_GROUP: Final = 0.75  # of a word that is an organisation or a person
_SHARE_SURE: Final = 0.6  # of two words or more, or an acronym, or told in words
_SHARE_ACROSS: Final = 0.5  # more than this, where a text and its translation disagree: one of them is wrong
_TOLD_BY: Final = 2  # documents, whose words around a name are reason enough
_ENOUGH: Final = 3.0  # votes for the winner
SLOTS: Final = 2  # that a name and its translation share before their votes are one
_GROUP_MENTIONS: Final = 2  # of a group, before its sections are told by its name

_MOST_ARTICLES: Final = 2
_ARTICLES = frozenset(["the", "le", "la", "les"])
_WORDS = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"[A-Z]{2,7}|(?:[A-Z]\.){2,7}")
_PLAIN = re.compile(r"(?=[A-ZÀ-Ý])[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HUMPED = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]+(?:\d|[A-ZÀ-Ý])[A-Za-zà-ÿ]{2,}")


Votes = dict[MentionType, float]


def _none() -> Votes:
    return dict.fromkeys((PERSON, PLACE, ORG), 0.0)


@dataclass(slots=True)
class NameVotes:
    """What is known of one folded name (or of several that slots tie together)."""

    written: Counter[str] = field(default_factory=Counter)
    docs: dict[int, Votes] = field(default_factory=lambda: defaultdict(_none))
    stated: dict[int, set[MentionType]] = field(
        default_factory=lambda: defaultdict(set)
    )  # what documents say
    surname: bool = False  # of one whom a text names in full
    across: set[int] = field(default_factory=set)  # documents whose translation tags it otherwise


def decide(name: NameVotes) -> MentionType | None:
    """The type of a name by its votes, None where they are not clear."""
    votes = _none()
    for doc, by_type in name.docs.items():
        total = sum(by_type.values())
        most = _TOLD_IN_A_DOCUMENT if doc in name.stated else _IN_A_DOCUMENT
        scale = min(1.0, most / total) if total and max(by_type.values()) < _TAUGHT else 1.0
        for kind, weight in by_type.items():
            votes[kind] += weight * scale
    written = name.written.most_common(1)[0][0]
    for kind, weight in _own_form(written, person=votes[PERSON] > 0):
        votes[kind] += weight
    if name.across:
        for kind, weight in _likely(name, written, votes):
            votes[kind] += weight
    total = sum(votes.values())
    best = max(sorted(votes), key=lambda kind: votes[kind])
    agreed = all(doc in name.across or _is_mostly(said, best) for doc, said in name.docs.items())
    if name.across and agreed and not (votes[PERSON] and _may_be_first_name(written)):
        return best if votes[best] > _SHARE_ACROSS * total else None
    kinds = {kind for kind, weight in votes.items() if weight > 0}
    share = _SHARE_SURE if _is_told(name, best) else _share(written, kinds)
    clear = votes[best] >= _ENOUGH and votes[best] >= share * total
    return best if clear else None


def _is_mostly(votes: Votes, kind: MentionType) -> bool:
    return votes[kind] == max(votes.values())


def _is_told(name: NameVotes, kind: MentionType) -> bool:
    """Whether several documents say in words that a name is of a kind, and none that it is of another."""
    return len(name.stated) >= _TOLD_BY and all(kinds == {kind} for kinds in name.stated.values())


def _share(written: str, kinds: set[MentionType]) -> float:
    if {PERSON, PLACE} <= kinds:
        return _SHARE
    if len(_WORDS.findall(written)) > 1 or _ACRONYM.fullmatch(written) or _HUMPED.fullmatch(written):
        return _SHARE_SURE
    return _SHARE_GROUP if kinds == {PERSON, ORG} else _SHARE


def _own_form(written: str, *, person: bool) -> Iterator[tuple[MentionType, float]]:
    """What a name's form and the lists say, whatever stands around it.

    Many brands are surnames: the list is silent where a mention is of a `person`.
    """
    if is_territory(written):
        yield PLACE, _LISTED
    elif people_of(written):
        yield PLACE, _MODEL
    elif _ACRONYM.fullmatch(written) or _HUMPED.fullmatch(written):
        yield ORG, _FORM
    if folded(written) in _known_bodies():
        yield ORG, _LISTED
    elif written in brands() and not person:
        yield ORG, _FORM


@lru_cache(maxsize=1)
def _known_bodies() -> frozenset[str]:
    return frozenset(
        fold(name) for body in bodies() for some in body.values() for name in some if " " in name
    )


# -- votes -----------------------------------------------------------------------------------------


def votes_of(catalog: Catalog, rows: Sequence[Own], root: Mapping[str, str]) -> dict[str, NameVotes]:
    found: dict[str, NameVotes] = defaultdict(NameVotes)
    around = mentions.around(catalog, [row.n for row in rows])
    for row in rows:
        key = folded(row.text)
        name = found[root.get(key, key)]
        name.written[row.text] += 1
        by_type = name.docs[row.doc]
        by_type[row.type] += _weight(Evidence.parse(row.evidence))
        kind = kind_beside(row.text, *around.get(row.n, ("", "")), row.lang)
        if kind is PLACE:
            by_type[kind] += _WEAK_CUE
        elif kind:
            by_type[kind] += _CUE
            name.stated[row.doc].add(kind)
    return dict(found)


def _weight(evidence: Evidence) -> float:
    if evidence.has(AUTHORITY):
        return _TAUGHT
    if evidence.has(RULE) or evidence.has(GAZETTEER):
        return _REASON
    return _AGAIN if evidence.begins_with(CONSISTENCY) else _MODEL


# -- a text and its translation --------------------------------------------------------------------


def hear_translations(
    votes: Mapping[str, NameVotes],
    kin: Mapping[int, set[int]],
    rows: Iterable[tuple[int, str, MentionType]],
) -> None:
    """Adds to `votes` what a document and its translation say together.

    `kin`: the translations of documents; `rows`: what all of these name as what.

    A name that both write alike and tag as two things is one thing. A word that ends a person's full name in
    one of them is that person's in both, unless it is a place's.
    """
    tags: dict[int, dict[str, set[MentionType]]] = defaultdict(lambda: defaultdict(set))
    surnames: dict[int, set[str]] = defaultdict(set)
    for doc, written, kind in rows:
        if doc in kin:
            tags[doc][folded(written)].add(kind)
        if kind is PERSON and len(parts := written.split()) > 1:
            surnames[doc].add(folded(parts[-1]))
    for name in votes.values():
        keys = {folded(written) for written in name.written}
        for doc, by_type in name.docs.items():
            others = kin.get(doc, ())
            if any(key in surnames[one] for key in keys for one in (doc, *others)):
                name.surname = True
                if not any(map(people_of, name.written)):
                    by_type[PERSON] += _SURNAME
            here = set().union(*(tags[doc].get(key, ()) for key in keys)) if others else set()
            for other in others:
                there = set().union(*(tags[other].get(key, ()) for key in keys))
                if here and there and here != there:
                    name.across.add(doc)


def _may_be_first_name(written: str) -> bool:
    """Whether a word is a town's far away, of which many are first names too: Adama, Sara."""
    return people_of(written) > 0 and country_of(written) not in _NEAR


def _likely(name: NameVotes, written: str, votes: Votes) -> Iterator[tuple[MentionType, float]]:
    """What a name is likelier to be, by its form, of the two things that two texts take it for.

    Of 80 such names in 100 articles and their translations nearly all of two plain words that one text takes
    for a person were one, and a town that the gazetteer knows was the town.
    """
    words = written.split()
    plain_words = all(_PLAIN.fullmatch(word) for word in words)
    known = people_of(written)
    if votes[PERSON] and name.surname and known < _CITY:
        yield PERSON, _SURNAME
    elif votes[PERSON] and len(words) > 1 and plain_words and not known:
        yield PERSON, _LIKELY
    elif votes[PERSON] and votes[ORG] and written in brands():
        yield ORG, _LIKELY
    elif not votes[ORG] and len(words) == 1 and plain_words and not _may_be_first_name(written):
        yield (PLACE if known else PERSON), _LIKELY
    elif not votes[PERSON] and not known and len(_WORDS.findall(written)) > 1:
        yield ORG, _LIKELY


# -- sections of a group ---------------------------------------------------------------------------


@lru_cache(maxsize=8_192)
def heads_of(written: str) -> tuple[str, ...]:
    """The words that a name begins with, folded, where it may be a section of what is called so."""
    parts = plain(written).split()
    sizes = range(1, len(parts))
    if not sizes or not any(_is_branch(" ".join(parts[size:])) for size in sizes):
        return ()
    return tuple(folded(" ".join(parts[:size])) for size in sizes)


@lru_cache(maxsize=100_000)
def _is_branch(rest: str) -> bool:
    """Whether words behind the name of a group may say which section of it: a country, "Youth"."""
    branches = frozenset().union(*(one.around.branches for one in languages()))
    return fold(rest) in branches or is_territory(rest) or bool(people_of(rest))


def sections_of(
    names: Iterable[str], counts: Mapping[str, Counter[MentionType]], settled: Mapping[str, MentionType]
) -> dict[str, MentionType]:
    """ "RSL Norvège", "RSL Youth": organisations, whatever a text took them for, where RSL is one."""
    found = {}
    for written in dict.fromkeys(names):
        parts = plain(written).split()
        for size in range(len(parts) - 1, 0, -1):
            head, rest = " ".join(parts[:size]), " ".join(parts[size:])
            by_type = counts.get(folded(head))
            if by_type is None or not _is_group(head, by_type, settled.get(folded(head))):
                continue
            if _is_branch(rest):
                found[folded(written)] = ORG
            break
    return found


def _is_group(head: str, by_type: Counter[MentionType], settled: MentionType | None) -> bool:
    if is_territory(head) or of_states(head) or people_of(head):
        return False
    return by_type[ORG] >= _GROUP_MENTIONS and (settled is ORG or 2 * by_type[ORG] > sum(by_type.values()))


# -- slots of translations -------------------------------------------------------------------------


def with_article(name: str) -> set[str]:
    """The names that may be the same as a name, with an article more or less."""
    count, (article, _, bare) = _articles(name), name.partition(" ")
    more = {f"{one} {name}" for one in _ARTICLES} if bare and count < _MOST_ARTICLES else set()
    return more | ({bare} if article in _ARTICLES and bare else set())


def _articles(name: str) -> int:
    """How many articles a name begins with: "The Le Havre"."""
    return next((i for i, word in enumerate(name.split(" ")) if word not in _ARTICLES), len(name))


def tied_names(
    shared: Mapping[tuple[str, str], int], counts: Mapping[str, Counter[MentionType]]
) -> dict[str, str]:
    """Names of two types, alone against each other in aligned paragraphs, by name: the first of both.

    A name is tied to one other at most, the one it stands against most often. `shared`: how often two do.
    """
    mostly = {
        key: min(by_type, key=lambda kind: (-by_type[kind], kind.value)) for key, by_type in counts.items()
    }
    seen = {
        pair: times for pair, times in shared.items()
        if pair[0] in mostly and pair[1] in mostly and mostly[pair[0]] is not mostly[pair[1]]
    }  # fmt: skip
    tied: dict[str, str] = {}
    for (one, other), _ in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        if one not in tied and other not in tied:
            tied[one] = tied[other] = one
    for key in sorted(counts):  # "Le Grand Hangar" in a French text and "Grand Hangar" in an English one
        article, _, bare = key.partition(" ")
        same = article in _ARTICLES and " " in bare and _articles(key) <= _MOST_ARTICLES
        if same and bare in counts and key not in tied and bare not in tied:
            tied[key] = tied[bare] = bare
    return tied


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    return fold(text)
