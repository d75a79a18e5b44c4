"""Names that are called after a day, and days that a model takes for names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from archive.evidence import RULE, Evidence
from archive.ingest.names import words as w
from archive.ingest.names.spans import FoundName
from archive.lang import registry
from archive.patterns import regex
from archive.records import MentionType
from archive.text import fold

_WORD = regex(r"[^\W\d_]+")
# What is held by a body on a day, or written of that.
_MEETING = regex(
    r"\b(?:compte[s-]?[ -]rendus?|proc[èe]s-verba(?:l|ux)|PV|r[ée]unions?|s[ée]ances?|ordre du jour|lors"
    r"|convocation|minutes|meetings?|agenda) (?:du |de la |de l'|of (?:the )?)$",
    re.IGNORECASE,
)
_DATED = regex(r" (?:du|of) \d{1,2}(?:er|st|nd|rd|th)? ([^\W\d_]+)$")  # a body called after a day
_BY = Evidence.of(RULE, "day")


def called_after(text: str) -> Iterator[FoundName]:
    """Streets, groups, people called after a day: "rue du 11-Novembre", "Comité du 9 Mars", "M. Mardi"."""
    for match in _called().finditer(text):
        kind = MentionType.PLACE if match["street"] else MentionType.ORG
        yield FoundName(match.start(), match.end(), kind, _BY, 0.9)
    for match in _titled().finditer(text):
        yield FoundName(match.start(1), match.end(1), MentionType.PERSON, _BY, 0.9)


def first_names(text: str, names: Sequence[FoundName]) -> list[FoundName]:
    """The names, a surname with the month before it that is a first name: "August Moreau", "Mai Lund"."""
    return [
        replace(n, start=match.start(1))
        if n.type is MentionType.PERSON and (match := _called_like_month().search(text, 0, n.start))
        else n
        for n in names
    ]


def no_days(text: str, names: Sequence[FoundName]) -> list[FoundName]:
    """The names without those that are a piece of a day, "Mer 12 Oct 2016", or a meeting held on one.

    "Comité du 9 mars" may be a group, but not in "compte rendu du Comité du 9 mars".
    """
    names = [n for n in names if not _is_meeting(text, n)]
    if not any(fold(word) in _words() for n in names for word in _WORD.findall(text[n.start : n.end])):
        return list(names)
    days = [m.span() for m in _day().finditer(text)]
    return [n for n in names if not any(a <= n.start and n.end <= b for a, b in days)]


def _is_meeting(text: str, name: FoundName) -> bool:
    dated = _DATED.search(text[name.start : name.end])
    if dated is None or fold(dated[1]) not in w.MONTHS:
        return False
    return _MEETING.search(text[max(0, name.start - 40) : name.start]) is not None


@cache
def _words() -> frozenset[str]:
    calendars = [one.calendar for one in registry.BUILT_IN]
    weekdays = {fold(word) for one in calendars for word in {**one.weekdays, **one.short_weekdays}}
    return w.MONTHS | weekdays


@cache
def _months() -> str:
    calendars = [one.calendar for one in registry.BUILT_IN]
    return "|".join(sorted({word for one in calendars for word in {**one.months, **one.short_months}}))


@cache
def _called() -> re.Pattern[str]:
    months = sorted({word for one in registry.BUILT_IN for word in one.calendar.months})
    any_case = "|".join(months)
    return regex(
        r"\b(?:(?P<street>(?i:rue|avenue|boulevard|square|quai|impasse|(?<!en )place|esplanade|cours|pont)"
        r" du "
        rf"\d{{1,2}}(?:er)?[- ](?i:{any_case})(?:[- ](?:1[789]|20)\d\d)?)"
        r"|(?:Comité|Mouvement|Coordination|Front|(?i:Collectif|Association|Réseau|Brigade|Coalition|Alliance))"
        rf" du \d{{1,2}}(?:er)?[- ](?i:{any_case}))(?![ -]?\d|\w)"
    )


@cache
def _called_like_month() -> re.Pattern[str]:
    """A month with its capital right before a name; behind a small word or a number it may be the month."""
    months = "|".join(sorted({word.title() for one in registry.BUILT_IN for word in one.calendar.months}))
    return regex(rf"(?:\A|[.!?:;,(\n]\s*|\b(?:and|et|&|by|with|par|avec) )({months}) \Z")


@cache
def _titled() -> re.Pattern[str]:
    weekdays = "|".join(sorted({word.title() for one in registry.BUILT_IN for word in one.calendar.weekdays}))
    return regex(rf"\b(?:M\.|Mme|Mlle|Mr|Mrs|Ms)\.? ((?:{weekdays})(?: [A-ZÀ-Ý][\w'-]+)?)(?!\w)")


@cache
def _day() -> re.Pattern[str]:
    calendars = [one.calendar for one in registry.BUILT_IN]
    days = "|".join(sorted({word for one in calendars for word in {**one.weekdays, **one.short_weekdays}}))
    return regex(
        rf"(?i)\b(?:{days})\.?,? \d{{1,2}}(?:er|st|nd|rd|th)? (?:{_months()})\b\.?(?:,? \d{{4}})?"
        rf"|\b(?:{days})\.?,? (?:{_months()})\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\w)(?:,? \d{{4}})?"
    )
