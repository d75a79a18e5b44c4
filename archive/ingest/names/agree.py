"""One document, one opinion: a name that is sure once is sure elsewhere in the same text."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter

from archive.evidence import CONSISTENCY, GAZETTEER, RULE, Evidence
from archive.ingest.names import words as w
from archive.ingest.names.kinds import is_full_name
from archive.ingest.names.spans import FoundName, without_overlap
from archive.lang.around import AFTER, BEFORE, kind_beside, of_at
from archive.patterns import regex
from archive.places import is_known, is_territory, people_of
from archive.records import MentionType
from archive.text import fold

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG
_GROUP_HERE = 8  # votes for a group of what stands beside a name: as much as a model's say at four places
# Groups have them, and so have people.
_SPOKEN_FOR = regex(r"\b(?:spokes\w+|porte-parole) \S+ (?:\S+ )?\Z")
_CAPITAL_WORD = regex(r"(?<!\w)[A-ZÀ-Þ][^\W_]*")
_WORD_BEFORE = regex(r"(\w+) $")
# What stands behind a piece of a longer word or an address; a day's number; another word with a capital.
_JOINED = regex(r"[\w@-]|[.@]\w")
_NUMBER_NEXT = regex(r" \d")
_NAME_NEXT = regex(r" [A-ZÀ-Ý]")
# What stands before a month that is a date.
_IN_TIME = regex(r"\b(?:in|en|since|last|next|this|\d+|of|by|until|depuis|fin|debut) $", re.IGNORECASE)
_JOINS = frozenset("@.-_")  # what stands before such a piece
# Rarer kinds win a tie: what a model takes for a place twice and an organisation twice is likelier named
# by the rarer word of the two.
_TIE = {PERSON: 2, ORG: 1, PLACE: 0}


def agree(text: str, names: Sequence[FoundName], lang: str) -> list[FoundName]:
    """`names` with one type for each written form, and the places where the model missed one of them."""
    if not names:
        return []
    votes = _votes(text, names, lang)
    types = {form: _winner(count) for form, count in votes.items()}
    missed = list(_missed(text, types, votes, w.common(lang)))
    # What was missed may stand where the text says what it is.
    ruled = {_form(text, name) for name in names if name.evidence.has(RULE)}
    for form, count in _group_votes(text, missed, _full_names(text, names), lang).items():
        if form in ruled:
            continue
        votes[form][ORG] += count
        types[form] = _winner(votes[form])
    return without_overlap(*([_settle(text, name, types) for name in some] for some in (names, missed)))


def _form(text: str, name: FoundName) -> str:
    return text[name.start : name.end]


def _votes(text: str, names: Sequence[FoundName], lang: str) -> dict[str, Counter[MentionType]]:
    """How often each written form got each type; a full name also speaks for its last word, if a person's."""
    votes: dict[str, Counter[MentionType]] = defaultdict(Counter)
    for name in names:
        votes[_form(text, name)][name.type] += _weight(text, name)
    for form, weight in _group_votes(text, names, _full_names(text, names), lang).items():
        votes[form][ORG] += weight
    for form, count in list(votes.items()):
        parts = form.split()
        if count[PERSON] and _winner(count) is PERSON and len(parts) in (2, 3) and "-" not in parts[-1]:
            for part in (parts[0], parts[-1]):
                if part in votes:
                    votes[part][PERSON] += 3
    return votes


def _full_names(text: str, names: Sequence[FoundName]) -> list[FoundName]:
    return [name for name in names if name.type is PERSON and " " in _form(text, name)]


def _group_votes(
    text: str, names: Sequence[FoundName], people: Sequence[FoundName], lang: str
) -> Counter[str]:
    """Votes for the forms that are a group's by the words beside them; no part of a person's name is."""
    parts = {part for one in people for part in (_form(text, one).split()[0], _form(text, one).split()[-1])}
    ends = {one.end for one in people}
    votes: Counter[str] = Counter()
    for name in names:
        if name.type is not ORG and _form(text, name) not in parts and _is_group_here(text, name, ends, lang):
            votes[_form(text, name)] += _GROUP_HERE
    return votes


def _is_group_here(text: str, name: FoundName, people: Collection[int], lang: str) -> bool:
    """Whether the words beside a name say it is a group's: "members of Tideline", "Tideline's activists".

    `people`: where the full names of people end.
    """
    form = _form(text, name)
    if name.evidence.has(RULE) or is_known(form) or is_full_name(form) or fold(form) in w.first_names():
        return False
    before, after = text[max(0, name.start - BEFORE) : name.start], text[name.end : name.end + AFTER]
    if name.type is PERSON and (_SPOKEN_FOR.search(before) or after.startswith("'s")):
        return kind_beside(form, "", after, lang) is ORG
    if kind_beside(form, before, after, lang) is ORG:
        return not after.startswith("-")
    return name.type is PERSON and of_at(text, name.start) in people


def _weight(text: str, name: FoundName) -> int:
    # A building's name stays one in its document; a rule had a reason in the text, a model has a feeling.
    sources = [step.source for step in name.evidence.steps]
    if RULE in sources:
        return 50 if name.evidence.has(RULE, "facility") else 3
    if GAZETTEER in sources:
        return 3
    if name.type is PLACE and people_of(_form(text, name)):
        before = _WORD_BEFORE.search(text, max(0, name.start - 12), name.start)
        return 4 if before and fold(before[1]) in w.BEFORE_PLACE else 3
    return 2


def _winner(count: Counter[MentionType]) -> MentionType:
    return max(count, key=lambda kind: (count[kind], _TIE[kind]))


def _settle(text: str, name: FoundName, types: dict[str, MentionType]) -> FoundName:
    kind = types.get(text[name.start : name.end], name.type)
    if kind is name.type:
        return name
    return dataclasses.replace(name, type=kind, evidence=name.evidence.then(CONSISTENCY))


def _missed(
    text: str,
    types: dict[str, MentionType],
    votes: dict[str, Counter[MentionType]],
    common: frozenset[str],
) -> Iterator[FoundName]:
    """Further occurrences of the forms that are sure enough, and of the surnames of full names.

    One walk over the words of the text, whatever the number of forms.
    """
    found = list(_CAPITAL_WORD.finditer(text))
    words = [match[0] for match in found]
    by_first: dict[str, list[tuple[int, str]]] = {}
    wanted = dict(_sure(types, votes, Counter(words), common))
    for size, form in sorted(zip(map(len, wanted), wanted, strict=True), key=itemgetter(0), reverse=True):
        if first := _CAPITAL_WORD.match(form):
            by_first.setdefault(first[0], []).append((size, form))
    done = 0
    for match in [match for match, word in zip(found, words, strict=True) if word in by_first]:
        start = match.start()
        if start < done:
            continue
        for size, form in by_first[match[0]]:
            end = start + size
            if text[start:end] == form and _fits(text, start, end, wanted[form]):
                yield FoundName(start, end, wanted[form], Evidence.of(CONSISTENCY), 0.8)
                done = end
                break


def _sure(
    types: dict[str, MentionType],
    votes: dict[str, Counter[MentionType]],
    written: Counter[str],
    common: frozenset[str],
) -> Iterator[tuple[str, MentionType]]:
    for form, kind in types.items():
        parts = form.split()
        if not form[0].isupper() or fold(form) in w.CALENDAR or fold(form) in w.NEVER:
            continue
        if len(parts) > 1:
            yield form, kind
            if kind is PERSON and len(parts) in (2, 3):
                for part in (parts[-1], parts[0]):
                    if (
                        len(part) > 2
                        and part[0].isupper()
                        and part not in types
                        and fold(part) not in w.NEVER
                    ):
                        yield part, PERSON
        elif kind is PLACE and is_territory(form):
            yield form, kind
        elif (
            len(form) > 2
            and votes[form].total() >= written[form]
            and (kind is not ORG or form.lower() not in common)
        ):
            # Half of the times that a single word is written, it was tagged. A contract's Section is no body
            # for being tagged as one once.
            yield form, kind


def _fits(text: str, start: int, end: int, kind: MentionType) -> bool:
    """Whether a word found again stands alone, as a name of its kind would."""
    if text[start - 1 : start] in _JOINS or _JOINED.match(text, end):
        return False
    if kind is not PERSON:
        return True
    if fold(text[start:end]) in w.CALENDAR:
        return not _IN_TIME.search(text[max(0, start - 12) : start]) and not _NUMBER_NEXT.match(text, end)
    # Part of a longer capitalised name that the model left alone: "Paris Match".
    return not _NAME_NEXT.match(text, end)
