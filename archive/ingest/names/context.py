"""Names that the words around them introduce, which models miss: streets, acronyms, collectives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.ingest.names import words as w
from archive.ingest.names.spans import Name
from archive.records import MentionType
from archive.text import fold

_LONG_THEN_ACRONYM = re.compile(r" \(([A-ZÀ-Ý][\w&.-]{1,9}[A-ZÀ-Ý0-9]|[A-ZÀ-Ý]{2,10})\)")
_MAIL_NAME = re.compile(r"\"(?!The |A |An )([A-ZÀ-Ý][\w'-]*\.?(?:,? [A-ZÀ-Ý][\w'.-]*){0,3})\" ?<[^\s<>]+@")
_GREETED = re.compile(
    r"^(?:(?:Hi|Hey|Hello|Dear|Good [Mm]orning|Bonjour|Salut|Ch[eè]re?|Welcome) (?P<first>[A-ZÀ-Ý][a-zà-ÿ]+)(?= ?[,!:.-]| and | et |$)"
    r"|[-–—]? ?(?P<alone>[A-ZÀ-Ý][a-zà-ÿ-]+) ?[,:.!-]?$)",
    re.MULTILINE,
)
_SMALL = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "of", "the", "for", "and",
                    "in", "to", "pour", "en", "sur", "with", "contre", "against"])  # fmt: skip


def streets(text: str, lang: str) -> Iterator[Name]:
    """Squares and streets: "place du Marché", "Harbour Street"."""
    for match in w.STREET[lang].finditer(text):
        if lang == "fr" and _rank(text, match.start(), match[0]):
            continue
        yield Name(match.start(), match.end(), MentionType.PLACE, "rule:street", 0.9)


def _rank(text: str, start: int, found: str) -> bool:
    """Whether "place" is a rank or a stead: "à la place de Lille", "la troisième place"."""
    before = text[max(0, start - 16) : start]
    return found[:5].lower() == "place" and bool(
        re.search(r"(?:\bà la|\bsa|\bleur|ère|nde|ème|\d[a-z]*) $", before)
    )


def mail_names(text: str) -> Iterator[Name]:
    """People in front of their address: "Lee, Ana" <ana@…>."""
    for match in _MAIL_NAME.finditer(text):
        yield Name(match.start(1), match.end(1), MentionType.PERSON, "rule:mail", 0.9)


def greeted(text: str) -> Iterator[Name]:
    """The person that a line greets, or who signs with a line of its own."""
    for match in _GREETED.finditer(text):
        if match["first"] or fold(match["alone"]) in w.first_names():
            group = "first" if match["first"] else "alone"
            if fold(match[group]) not in w.NEVER | w.TITLES | w.CALENDAR:
                yield Name(match.start(group), match.end(group), MentionType.PERSON, "rule:greeting", 0.8)


def states(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """The state after a town: "Dayton, OH"."""
    for name in names:
        if name.type is MentionType.PLACE and (match := w.STATE.match(text, name.end)):
            yield Name(match.start(1), match.end(1), MentionType.PLACE, "rule:state", 0.9)


def acronyms(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """The acronym in brackets after an organisation whose initials it is, and all its other occurrences."""
    for name in names:
        if name.type is not MentionType.ORG:
            continue
        match = _LONG_THEN_ACRONYM.match(text, name.end)
        if match and _stands_for(match[1], text[name.start : name.end]):
            short = re.compile(rf"(?<![\w-]){re.escape(match[1])}(?![\w-])")
            for found in short.finditer(text, name.end):
                yield Name(found.start(), found.end(), MentionType.ORG, "rule:acronym")


def _stands_for(short: str, long: str) -> bool:
    """Whether the letters of an acronym are initials of the long form, in order, most of them."""
    initials = [fold(word)[0] for word in re.findall(r"[^\W\d_]+", long) if fold(word) not in _SMALL]
    letters = [c for c in fold(short) if c.isalpha()]
    at = 0
    for letter in letters:
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            continue
        return False
    return len(letters) >= 2
