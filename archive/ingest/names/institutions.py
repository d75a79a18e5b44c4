"""Institutions by the words of their names: a head, what it is in charge of, and where.

"direction départementale des territoires de l'Aude", "Office of the Commissioner for Children": French writes
most of these words with small letters, and a model stops early, or sees the place alone. Names of both
languages are looked for in every text, since a text in one names bodies of the other.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from functools import partial

from archive.bodies import bodies
from archive.evidence import RULE, Evidence
from archive.ingest.names import unnamed
from archive.ingest.names import words as w
from archive.ingest.names.kinds import is_full_name
from archive.ingest.names.spans import FoundName
from archive.patterns import regex
from archive.records import MentionType
from archive.text import fold

_by = partial(Evidence.of, RULE)
_CAP = "[A-ZÀ-Ý]"

_SCOPE = (
    "(?:(?:inter)?(?:départementale?|régionale?|ministérielle?)|territoriale?|générale?|nationale?|centrale?"
    "|académique|supérieure?|publi(?:c|que)|primaire)"
)
# Heads that what they are in charge of follows: "… de la santé".
_HEAD = regex(
    r"(?<![\w-])(?<!\bune )(?<!\bun )(?<!\bchaque )(?<!\btoute )(?<!\baucune )(?:"
    r"(?:direction|délégation|inspection|agence|caisse|office|observatoire|chambre|autorité|institut|établissement"
    rf"|conseil|commission)(?: {_SCOPE}){{1,2}}"
    r"|(?:service|mission|centre) (?:inter)?(?:départementale?|régionale?|ministérielle?)"
    r"|haut[ -]commissariat|secrétariat d'état|commissariat(?: général)?(?= (?:à l|aux?)\b)|ministère)",
    re.IGNORECASE,
)
# Heads that a place suffices for: "cour d'appel de Bastia".
_PLACED = regex(
    r"(?<![\w-])(?:commissariat (?:de police|central)|préfecture (?:de police|maritime)"
    r"|caisse d'allocations familiales"
    r"|chambre (?:de commerce et d'industrie|d'agriculture|des? métiers(?: et de l'artisanat)?)"
    r"|cour (?:administrative )?d'appel|cour d'assises|conseil de prud'hommes"
    r"|tribunal (?:judiciaire|administratif|correctionnel|pour enfants|d'instance"
    r"|de (?:grande instance|police|commerce|proximité)))(?= d)",
    re.IGNORECASE,
)
# Branches of a union by its letters: "union locale CGT de Thiers".
_BRANCH = regex(
    r"(?<![\w-])(?i:union|fédération|section|coordination)"
    r"(?: (?:(?:inter)?(?:départementale?|régionale?)|locale?|syndicale?|fédérale?|nationale?)){1,2}"
    r" [A-Z]{2,}(?:-[A-Z]{2,})*\b(?! [A-ZÀ-Ý])"
)
_OF = regex(r" (?:(?:chargée? )?(?:de la |de l'|du |des |de |d'|à la |à l'|aux? |pour (?:la |l'|les )))")
_TO = (" à", " au", " pour")
# Heads of whom one says what they are sent for: "délégation interministérielle à la sécurité". Behind
# others these words say when or where: "la direction générale au téléphone".
_SENT = regex(
    "agence|délégation|office|mission|commission|haut|secrétariat|commissariat|observatoire", re.IGNORECASE
)
_RIGHTS = regex("droits? d")
_ALSO = regex(
    r"(?: et |, )(?:de la |de l'|du |des |de |d'|à la |à l'|aux? )"
    r"| et (?=(?:sports|secours|recherche|industrie|habitat|solidarité|logement)\b)"
)
_NOUN = regex(r"[^\W\d_][^\W\d_]+(?:-[^\W\d_]+)*")
_NEXT = regex(r" ([^\W\d_]+(?:-[^\W\d_]+)*)")
_PLACE = regex(rf"{_CAP}[\w'-]*(?:(?: | (?:de|du|des|la|sur|et) | d'){_CAP}[\w'-]+)*")

# What begins a sentence of either language before an English name: "Le Ministry of …".
_NO_HEAD = (
    "(?:The|An?|This|That|Our|Your|Their|His|Her|In|At|From|By|And|But|To|With|For|When|If"
    "|Le|La|Les|Une?|Du|Au|Et|Mais|Selon)"
)
_WORD = rf"{_CAP}[\w-]*(?:'s|(?<=s)'(?= ))?"
_ENGLISH = regex(
    rf"(?<![\w'-])(?:(?!{_NO_HEAD} ){_WORD} ){{0,4}}"
    r"(?:Office|Ministry|Department|Directorate(?:-General)?|Commission|Commissariat|Secretariat|Inspectorate|Agency"
    r"|Delegation|Bureau|Registry|Observatory|Chamber|Court|Tribunal)"
    rf"(?: (?:of|for|on|against)(?: the)? {_WORD}(?: {_WORD})*(?:(?:,? and |, ){_WORD}(?: {_WORD})*)*)+"
)
_JOINT = regex(r",? and |, ")
# Who works there: "Ministry of Justice Officials".
_PEOPLE = regex(
    r"(?<=\w)(?<! of)(?<! the)(?<! for) (?:Judges|Officials|Staff|Spokes(?:man|woman|person|people))\b.*"
)
_LINKED = regex(r" (?:of|for|on|against)(?: the)? ")


def institutions(text: str) -> Iterator[FoundName]:
    """Institutions of either language, each whole: "Ministry of Labour and Social Affairs"."""
    for shape, find in (
        (_HEAD, _charged), (_PLACED, _placed), (_BRANCH, _branch), (_ENGLISH, _english),
    ):  # fmt: skip
        for match in shape.finditer(text):
            if end := find(text, match):
                yield FoundName(match.start(), end, MentionType.ORG, _by("institution"), 0.9)


def _charged(text: str, head: re.Match[str]) -> int:
    """Where the name ends that a head begins; 0 if what follows is nothing that one can be in charge of."""
    link = _OF.match(text, head.end())
    if link and link[0].startswith(_TO) and not (_SENT.match(head[0]) or _RIGHTS.match(text, link.end())):
        return 0
    end = _matter(text, link)
    if not end:
        return 0
    also = _ALSO.match(text, end)
    if head[0].lower() == "ministère" and not (also and _matter(text, also)):
        return 0  # "ministère de la justice" needs no rule
    while more := _matter(text, _ALSO.match(text, end)) or _matter(text, _OF.match(text, end)):
        end = more
    return _place(text, end) or end


def _matter(text: str, link: re.Match[str] | None) -> int:
    """Where a noun and the adjectives behind it end; 0 if there is none, or a name ("… de Renault")."""
    noun = _NOUN.match(text, link.end()) if link else None
    if link is None or noun is None or fold(noun[0]) in w.NO_MATTER | w.CALENDAR:
        return 0
    if link[0].startswith(_TO):
        return 0 if fold(noun[0]) in w.SAID_OF_TIME else _whole_matter(text, noun.end())
    return _whole_matter(text, noun.end()) if noun[0].islower() else 0


def _whole_matter(text: str, end: int) -> int:
    """Where the adjectives behind a noun end."""
    while (word := _NEXT.match(text, end)) and fold(word[1]) in w.MATTER_KINDS:
        end = word.end()
    return end


def _placed(text: str, head: re.Match[str]) -> int:
    return _place(text, head.end())


def _branch(text: str, head: re.Match[str]) -> int:
    return _place(text, head.end()) or head.end()


def _place(text: str, at: int) -> int:
    """Where " de l'Aude" ends that stands at an offset; 0 if nothing like it does."""
    link = _OF.match(text, at)
    place = _PLACE.match(text, link.end()) if link else None
    return place.end() if place else 0


def _english(_text: str, match: re.Match[str]) -> int:
    """Where an English name ends: before what is named beside it, or before a person in office."""
    here = match[0]
    for joint in reversed(list(_JOINT.finditer(here))):
        if not _goes_on(_LINKED.split(here[joint.end() :])[0]):
            here = here[: joint.start()]
    links = list(_LINKED.finditer(here))
    for link in links:
        if (
            is_full_name(here[link.end() :])
            or fold(here[link.end() :].split()[0]) in w.CALENDAR | w.BEFORE_PERSON
        ):
            here = here[: link.start()]
            break
    if people := _PEOPLE.search(here):
        here = here[: people.start()]
    if here.endswith("'s"):
        here = here[:-2]  # of the last word it is but whose: "the Ministry of Justice's answer"
    law = unnamed.is_law(here)
    return match.start() + len(here) if _LINKED.search(here) and not law else 0


def _goes_on(item: str) -> bool:
    """Whether what an "and" joins is a matter too, "… and Social Affairs", and not another name."""
    parts = item.split()
    common = w.common("en")
    return (
        all(part.istitle() and part.lower() in common for part in parts)
        and fold(parts[-1]) not in w.ORG_TAILS | w.ORG_HEADS
        and len(parts) < 3
        and item not in _well_known()
    )


@functools.cache
def _well_known() -> frozenset[str]:
    return frozenset(name for body in bodies() for names in body.values() for name in names)
