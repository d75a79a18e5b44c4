"""What is put right in single names: their ends, what they swallowed, and what is none.

Each rule takes a name in its text and gives it back, changed, in parts, or not at all. They run on
what a model said; they tag nothing by themselves (see `agree` and `context` for that).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from archive.ingest.names import patterns
from archive.ingest.names import words as w
from archive.ingest.names.kinds import WORD, is_full_name, retype, word_before
from archive.ingest.names.spans import FoundName
from archive.ingest.names.unnamed import is_unnamed
from archive.patterns import regex
from archive.places import is_known, is_language, is_territory, people_of
from archive.records import MentionType
from archive.text import fold

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

_EDGE = " \t\n\"'«»“”‘’()[]{}<>:;,|/\\*•–—_=+#…?"
_ARTICLE = regex(r"(?:l'|d'|qu'|n'|s'|(?:le|la|les|du|des|de|the|a|an|un|une|this|our|aux?) )\s*(?=\S)")
_POSSESSIVE = regex(r"'s?$")
_TITLE = regex(r"([^\W\d_]+)\.? +(?=\S)")
_JOINT = regex(r" ?(?: - | [–—/|] |[/|]|, | et | and | & )")
_COMMA = regex(", ")
_DASH = regex(" - ")
_CODE = regex(r"[A-Za-z]{0,4}-?\d{2,}[\w.-]*")
_LAST_WORD = regex(r" ([^\W\d_]+)$")
_CAPITALS_ON = regex(r"-[A-Z]{2,}\b")
_LOOSE_END = regex(
    r" (?:de|du|des|d'?|of|the|et|and|la|le|les|à|au|en|in|to|for|from|with|at|on|by|pour|avec)$"
)
# Not the capitals of a second party: "Canada-UE".
_HYPHENED = regex(r"(?:-[^\W\d_']+)*-(?![A-Z]+\b)[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*")
_DISTRICT = regex(r"\b\d{1,2} ?(?:er?|ème|ème)? arrondissement de $")
# Titles that are artists too.
_ALSO_NAMES = frozenset(["prince", "princess", "king", "queen", "lord", "dame"])


def refine(text: str, names: Iterable[FoundName], lang: str) -> Iterator[tuple[FoundName, bool]]:
    """Names put right, in order; none of them overlap if those given did not.

    Beside each stands whether `is_junk` saw it as it is now: its type may have been changed afterwards.
    """
    done = 0
    for name in names:
        for part in _split(text, name):
            trimmed = trim(text, part)
            if trimmed and not is_junk(text, trimmed, lang) and trimmed.start >= done:
                found = retype(text, trimmed)
                yield found, found is trimmed
                done = trimmed.end


def trim(text: str, name: FoundName) -> FoundName | None:
    """The name without the quotes, articles, titles and 's around it; None if nothing is left."""
    start, end = _edges(text, name.start, name.end)
    if name.type is ORG and (place := _town_of(text[start:end])):
        return dataclasses.replace(name, start=end - len(place), end=end, type=PLACE)
    while start < end:
        here = text[start:end]
        if length := _loose_start(here, name.type):
            start += length
        elif length := _loose_end(here, name.type):
            end -= length
        else:
            break
        start, end = _edges(text, start, end)
    if start >= end:
        return None
    if name.type is PLACE:
        start, end = _whole_place(text, start, end)
    elif name.type is ORG and (match := _CAPITALS_ON.match(text, end)):
        end = match.end()
    return _within(name, start, end)


def _town_of(here: str) -> str:
    """The town, known or of one word, of "commissariat de Nérac", which is taken for an organisation."""
    match = patterns.COMMON_PLACE.match(here)
    town = here[match.end() :] if match else ""
    return town if people_of(town) or WORD.fullmatch(town) else ""


def _within(name: FoundName, start: int, end: int) -> FoundName:
    """A name at another place; the name itself where it is the same, as of most."""
    same = start == name.start and end == name.end
    return name if same else dataclasses.replace(name, start=start, end=end)


def _loose_start(here: str, kind: MentionType) -> int:
    """How much at the start of a tagged stretch is no part of the name: articles, titles, dates."""
    if match := _ARTICLE.match(here):
        return 0 if kind is PERSON and here.startswith(("de ", "du ", "des ")) else match.end()
    if kind is PLACE and (match := patterns.COMMON_PLACE.match(here)):
        return match.end()
    if kind is ORG and here.startswith("The ") and _named_by_kind(here):
        return len("The ")
    if match := _TITLE.match(here):
        wrong = w.TITLES if kind is PERSON else w.CALENDAR
        return match.end() if fold(match[1]) in wrong else 0
    return 0


def _named_by_kind(here: str) -> bool:
    """Whether a name holds the word for its kind, and so takes an article that is no part of it."""
    parts = [fold(part) for part in WORD.findall(here)]
    return len(parts) > 2 and (parts[-1] in w.ORG_KINDS or not w.COURTS.isdisjoint(parts))


def _loose_end(here: str, kind: MentionType) -> int:
    """How much at the end is no part of it: 's, a link word, what an organisation does or issues."""
    match = _POSSESSIVE.search(here)
    if match and (kind is PERSON or here[match.start() - 1] != " "):
        return len(here) - match.start()
    if match := _LOOSE_END.search(here):
        return len(here) - match.start()
    if (match := _LAST_WORD.search(here)) and (
        (len(match[1]) > 4 and fold(match[1]) in w.DAYS)
        or (kind is ORG and fold(match[1]) in w.ORG_LOOSE_TAILS)
    ):
        return len(here) - match.start()
    return 0


def _whole_place(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the hyphened end of a place's name, and the district before a town's."""
    # "Iran-Iraq" is two.
    if not is_territory(text[start:end]) and (match := _HYPHENED.match(text, end)):
        end = match.end()
    if match := _DISTRICT.search(text[max(0, start - 28) : start]):
        start -= len(match[0])
    return start, end


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _EDGE or text[start] in ".!-&@"):
        start += 1
    while start < end:
        last = text[end - 1]
        if last == ")" and "(" in text[start:end]:
            break
        if last == "+" and text[end - 2].isalpha():
            break  # Canal+
        if not (last in _EDGE or last in "-&@" or (last == "." and not _abbreviated(text[start:end]))):
            break
        end -= 1
    here = text[start:end]
    if "(" in here and ")" not in here:
        return _edges(text, start, start + here.index("(")) if here.index("(") else (start, start)
    return start, end


def _abbreviated(name: str) -> bool:
    """Whether the stop at the end of a name is its own: "U.S.", "Acme Inc.", "Martin L."."""
    return bool(re.search(r"(?:\b[A-ZÀ-Ý]|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|Bros|St|Ave))\.$", name))


def _split(text: str, name: FoundName) -> Iterator[FoundName]:
    """ "Nérac - Aubusson", "Ana et Leo", a name and what the next line says: one name each."""
    here = text[name.start : name.end]
    pieces = [(0, len(here))]
    if name.type is ORG and ", " in here:
        cut = _cut(here, _COMMA)
        if all(
            re.fullmatch(r"[A-ZÀ-Ý]\w+", here[a:b]) and fold(here[a:b]) not in w.ORG_TAILS for a, b in cut
        ):
            pieces = cut
    elif name.type is ORG and " - " in here:
        cut = _cut(here, _DASH)
        if any(is_full_name(here[a:b]) for a, b in cut):
            pieces = cut
    elif name.type is not ORG and not is_known(here):
        pieces = _cut(here, _JOINT)
        good = all(_capital(here[a:b]) for a, b in pieces)
        if name.type is PLACE:
            good = good and any(is_known(here[a:b]) for a, b in pieces)
        if name.type is PERSON and " - " in here:
            pieces = pieces[:1]
        elif not good or (name.type is PERSON and ", " in here):
            pieces = [(0, len(here))]
    for a, b in pieces:
        yield _within(name, name.start + a, name.start + b)


def _cut(here: str, joint: re.Pattern[str]) -> list[tuple[int, int]]:
    pieces = []
    start = 0
    for match in joint.finditer(here):
        pieces.append((start, match.start()))
        start = match.end()
    return [*pieces, (start, len(here))]


def _capital(part: str) -> bool:
    return part[:1].isupper()


def is_junk(text: str, name: FoundName, lang: str) -> bool:
    """Whether what was tagged is no name: a date word, an exclamation, a model number, a demonym."""
    here = text[name.start : name.end]
    if not here[1:] or not any(map(str.isalpha, here)) or here.startswith(("http", "www.")):
        return True
    if is_unnamed(text, name, lang):
        return True
    parts = [fold(p) for p in WORD.findall(here)]
    if lang == "fr" and here[0].isupper() and parts == ["mars"]:
        return False
    if all(p in w.CALENDAR or p.isdigit() for p in parts) or (len(parts) == 1 and parts[0] in w.NEVER):
        # "May" may be a person: a title before it, or a sure surname, brings it back (`agree`).
        return not (name.type is PERSON and _titled(text, name.start))
    if _is_phrase(here, parts) and parts[0] not in w.ORG_HEADS:
        return True
    if w.TITLES.difference(_ALSO_NAMES).issuperset(parts):
        return True
    if name.type is not ORG and patterns.PAPER.match(fold(here)):
        return True
    if len(parts) > 1:
        return False
    if is_language(here) and not is_known(here) and fold(here) not in w.first_names():
        return True
    if name.type is PERSON and any(map(str.isdigit, here)):
        return True
    if lang == "en" and name.type is not PLACE and _CODE.fullmatch(here):
        return True
    if lang == "fr":
        return here.islower() or (name.type is not PERSON and _is_demonym(text, name, here))
    return False


def _is_phrase(here: str, parts: list[str]) -> bool:
    return here.islower() and len(parts) > 1 and not w.LINKS.isdisjoint(parts)


def _is_demonym(text: str, name: FoundName, here: str) -> bool:
    folded = fold(here)
    if folded not in w.DEMONYMS and (not patterns.DEMONYM.fullmatch(folded) or is_known(here)):
        return False
    if patterns.PEOPLE.fullmatch(folded):
        return True
    before = word_before(text, name.start)
    return before in w.DETERMINERS and not before.startswith("de") and text[name.start - 1] == " "


def _titled(text: str, start: int) -> bool:
    return word_before(text, start) in w.TITLES
