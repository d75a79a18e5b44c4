"""One document, one opinion: a name that is sure once is sure elsewhere in the same text."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from archive.evidence import CONSISTENCY, GAZETTEER, RULE, Evidence
from archive.ingest.names import words as w
from archive.ingest.names.spans import FoundName, without_overlap
from archive.places import is_territory, people_of
from archive.records import MentionType
from archive.text import fold

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG
_CAPITAL_WORD = re.compile(r"(?<!\w)[A-ZÀ-Þ][^\W_]*")
_WORD_BEFORE = re.compile(r"(\w+) $")
# What stands before a month that is a date.
_IN_TIME = re.compile(r"\b(?:in|en|since|last|next|this|\d+|of|by|until|depuis|fin|debut) $", re.IGNORECASE)
# Rarer kinds win a tie: what a model takes for a place twice and an organisation twice is likelier named
# by the rarer word of the two.
_TIE = {PERSON: 2, ORG: 1, PLACE: 0}


def agree(text: str, names: Sequence[FoundName], lang: str) -> list[FoundName]:
    """`names` with one type for each written form, and the places where the model missed one of them."""
    if not names:
        return []
    votes = _votes(text, names)
    types = {form: _winner(count) for form, count in votes.items()}
    settled = [_settle(text, name, types) for name in names]
    missed = _missed(text, types, votes, w.common(lang))
    return without_overlap(settled, missed)


def _form(text: str, name: FoundName) -> str:
    return text[name.start : name.end]


def _votes(text: str, names: Sequence[FoundName]) -> dict[str, Counter[MentionType]]:
    """How often each written form got each type; a full name also speaks for its last word, if a person's."""
    votes: dict[str, Counter[MentionType]] = defaultdict(Counter)
    for name in names:
        votes[_form(text, name)][name.type] += _weight(text, name)
    for form, count in list(votes.items()):
        parts = form.split()
        if count[PERSON] and _winner(count) is PERSON and len(parts) in (2, 3) and "-" not in parts[-1]:
            for part in (parts[0], parts[-1]):
                if part in votes:
                    votes[part][PERSON] += 3
    return votes


def _weight(text: str, name: FoundName) -> int:
    # A building's name stays one in its document; a rule had a reason in the text, a model has a feeling.
    if name.evidence.has(RULE, "facility"):
        return 50
    if name.evidence.has(RULE) or name.evidence.has(GAZETTEER):
        return 3
    if name.type is PLACE and people_of(_form(text, name)):
        before = _WORD_BEFORE.search(text, max(0, name.start - 12), name.start)
        return 4 if before and fold(before[1]) in w.BEFORE_PLACE else 3
    return 2


def _winner(count: Counter[MentionType]) -> MentionType:
    return max(count, key=lambda kind: (count[kind], _TIE[kind]))


def _settle(text: str, name: FoundName, types: dict[str, MentionType]) -> FoundName:
    kind = types[_form(text, name)]
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
    words = [(match.start(), match[0]) for match in _CAPITAL_WORD.finditer(text)]
    by_first: dict[str, list[str]] = defaultdict(list)
    wanted = dict(_sure(types, votes, Counter(word for _, word in words), common))
    for form in wanted:
        if first := _CAPITAL_WORD.match(form):
            by_first[first[0]].append(form)
    for forms in by_first.values():
        forms.sort(key=len, reverse=True)
    done = 0
    for start, word in words:
        for form in by_first.get(word, ()):
            end = start + len(form)
            if start >= done and text.startswith(form, start) and _fits(text, start, end, wanted[form]):
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
    before, after = text[max(0, start - 12) : start], text[end : end + 2]
    if re.match(r"[\w@]|[.@]\w", after) or before.endswith(("@", ".", "-", "_")) or after.startswith("-"):
        return False
    if kind is not PERSON:
        return True
    if fold(text[start:end]) in w.CALENDAR:
        return not _IN_TIME.search(before) and not re.match(r" \d", after)
    # Part of a longer capitalised name that the model left alone: "Paris Match".
    return not re.match(r" [A-ZÀ-Ý]", after)
