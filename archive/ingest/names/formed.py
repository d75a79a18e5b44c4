"""Names told by their own form: registers, dotted acronyms, sections of a group, well-known bodies."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from archive.bodies import bodies, brands, of_states
from archive.evidence import GAZETTEER, RULE, Evidence
from archive.ingest.names import words as w
from archive.ingest.names.spans import FoundName
from archive.lang.registry import BUILT_IN, HOME
from archive.patterns import regex
from archive.places import is_known, is_territory
from archive.records import MentionType
from archive.text import fold

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

_by = partial(Evidence.of, RULE)
_CAP = "[A-ZÀ-Ý]"

# "Carpentier, Odile ; De Wael, Jean-Luc": surnames first, as registers and minutes have them.
_ENTRY = (
    rf"(?:(?:[Dd]e|[Dd]u|[Vv]an|[Vv]on|[EeAa]l|[Bb]en|[Ll]e|[Ll]a) )?{_CAP}[\w'-]+(?: {_CAP}[\w'-]+)?"
    rf", {_CAP}(?:[\w'-]+|\.)(?: {_CAP}(?:[\w'-]+|\.)?)?"
)
_REGISTER = regex(
    rf"(?<![\w'-]){_ENTRY}(?: \([^()\n]{{1,40}}\))?(?:(?: ?; ?(?:et |and )?| ?\n[ \t]*(?:[-•*] ?)?){_ENTRY}"
    rf"(?: \([^()\n]{{1,40}}\))?)+"
)
_ONE_ENTRY = regex(_ENTRY)
_CAPITAL_ENTRY = regex(rf"(?<![\w'-])[A-ZÀ-Ý-]{{4,}}, {_CAP}[a-zà-ÿ]+(?:-{_CAP}[a-zà-ÿ]+)?(?![\w-]| {_CAP})")

# "la C.G.T.", "the L.P.N.": capitals with stops, no initials of a person.
_DOTTED = regex(r"(?<![\w.-])(?:[A-ZÀ-Ý]\.){2,7}(?![\w-])")
_DETERMINED = regex(r"(?:\b(?:l|d)'|\b(?:la|le|les|l|du|de la|des|aux?|à la|the|our|of) )$", re.IGNORECASE)
_FRENCH_DETERMINED = regex(r"\b(?:la|le|les|du|des|aux?) $", re.IGNORECASE)
_AMONG = regex(r"\b(?:[A-ZÀ-Ý]\.){2,}(?:, | et | and | & | / | ?; )(?:l'|la |le |les |the )?$")
_NAME_AHEAD = regex(rf" ?-?{_CAP}[a-zà-ÿ]")
_NO_BODY = frozenset(
    [
        "sa",
        "sarl",
        "av",
        "am",
        "pm",
        "bc",
        "ad",
        "jc",
        "usa",
        "us",
        "uk",
        "ep",
        "phd",
        "ba",
        "ma",
        "ndr",
        "ndlr",
        "nb",
        "ps",
    ]
)

# A section: what follows the name of a group without a comma or a preposition.
_ACRONYM = regex(r"(?<![\w.'-])[A-Z]{2,6}(?= [A-ZÀ-Ý])")
_SECTION = regex(rf" ({_CAP}[\w'-]+(?: {_CAP}[\w'-]+){{0,2}})")
_BRANCH = frozenset().union(*(one.around.branches for one in BUILT_IN))
_NO_GROUP = frozenset(["pm", "mp", "mps"])

_DIGIT_INSIDE = regex(rf"{_CAP}[a-zà-ÿ]{{2,}}\d{_CAP}[a-zà-ÿ]{{2,}}")
_HUMP = regex(rf"{_CAP}[a-zà-ÿ]+(?:{_CAP}[a-zà-ÿ]{{2,}})+")
# A site by its address: "Canada.ca", "Mudlark.info".
_SITE = regex(
    r"[^\W_][\w-]*(?:\.[\w-]+)*\.(?:com|org|net|info|coop|media|news|eu|fr|uk|be|ca|ch|de)", re.IGNORECASE
)
_HUMPED_PEOPLE = ("Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Von", "Fitz", "O")
_JOINED = regex(r",? (?:and|et|&) (?:the |la |le |les |l')?(?=\Z)|, (?:the |la |le |les |l')?(?=\Z)")
_JOINS = regex(r"(?:,? (?:and|et|&) |, )(?:the |la |le |les |l')?")
_GOES_ON = regex(r"\w|-\w| [A-ZÀ-Ý]")
_CAPITAL_WORD = regex(r"(?<![\w-])[A-ZÀ-Þ][^\W_]*")


def registered(text: str) -> Iterator[FoundName]:
    """People whose surname stands first: in a list of such, or with the surname in capitals."""
    for run in _REGISTER.finditer(text):
        entries = list(_ONE_ENTRY.finditer(text, run.start(), run.end()))
        people = [m for m in entries if _given(m[0])]
        if len(entries) > 1 and 2 * len(people) >= len(entries):
            for match in entries:
                yield FoundName(match.start(), match.end(), PERSON, _by("register"), 0.9)
    for match in _CAPITAL_ENTRY.finditer(text):
        if _given(match[0]):
            yield FoundName(match.start(), match.end(), PERSON, _by("register"), 0.9)


def _given(entry: str) -> bool:
    """Whether a first name stands behind the comma."""
    head, _, given = entry.partition(", ")
    first = re.split(r"[ -]", given)[0]
    town = is_known(head) and is_territory(given)
    return fold(first) in w.first_names() and not town


def dotted(text: str) -> Iterator[FoundName]:
    """Acronyms written with stops."""
    for match in _DOTTED.finditer(text):
        letters = fold(match[0]).replace(".", "")
        sure = _DETERMINED.search(text, max(0, match.start() - 6), match.start()) is not None
        initials = _NAME_AHEAD.match(text, match.end()) is not None
        if letters in _NO_BODY | w.NEVER | w.TITLES or is_territory(match[0]) or (initials and not sure):
            continue
        # Two letters are a town in English: "the L.A. section".
        known = sure and (
            len(letters) > 2 or _FRENCH_DETERMINED.search(text[max(0, match.start() - 4) : match.start()])
        )
        if known or (len(letters) > 2 and _AMONG.search(text, max(0, match.start() - 24), match.start())):
            yield FoundName(match.start(), match.end(), ORG, _by("acronym"), 0.8)


def sections(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """Sections of a group by what follows its name: "RSL Norvège", "Long Tide Youth".

    The group is one tagged in the text, or an acronym that stands before two places or more.
    """
    ends = {n.end: n.start for n in names if n.type is ORG}
    groups = {text[n.start : n.end] for n in names if n.type is ORG}
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _ACRONYM.finditer(text):
        if end := _section_end(text, match.end()):
            found[match[0]].append((match.start(), end))
    for end, start in ends.items():
        if fold(text[start:end].split()[-1]) in w.COURTS | w.ORG_KINDS:
            continue  # "the Harbour Ministry Norway desk"
        if (head := text[start:end]) not in found and (stop := _section_end(text, end)):
            found[head].append((start, stop))
    others = [name for name in names if name.type is not ORG]
    for head, length in zip(groups, map(len, groups), strict=True):
        for name in others:  # "NoFence Netherlands", taken for a place as a whole
            end = name.start + length
            whole = end < name.end and text.startswith(f"{head} ", name.start)
            if whole and _section_end(text, end) == name.end:
                found[head].append((name.start, name.end))
    for head, spans in found.items():
        several = len({text[start + len(head) : end] for start, end in spans}) > 1
        states = is_territory(head) or of_states(head) or fold(head) in _NO_GROUP | w.NEVER | w.CALENDAR
        if not states and (several or head in groups):
            for start, end in spans:
                yield FoundName(start, end, ORG, _by("section"), 0.8)


def _section_end(text: str, at: int) -> int:
    """Where the section ends that begins at a place in the text; 0 where none does."""
    match = _SECTION.match(text, at)
    if match is None:
        return 0
    parts = match[1].split()
    if fold(parts[0]) in _BRANCH:
        return match.start(1) + len(parts[0])
    for size in range(len(parts), 0, -1):
        place = " ".join(parts[:size])
        if is_known(place) and fold(place) not in w.first_names():
            return match.start(1) + len(place)
    return 0


def well_known(text: str, lang: str) -> Iterator[FoundName]:
    """Bodies that are well known by a name of two words or more, in either language.

    French writes them with small letters ("l'Assemblée nationale"), English does not: "House of commons
    rules" are no body's. A name that both have ("Home Office") is of the language of the text.
    """
    by_first = _bodies_by_first_word()
    done = 0
    found = list(_CAPITAL_WORD.finditer(text))
    for match, word in zip(found, map(str.lower, [match[0] for match in found]), strict=True):
        if word not in by_first or match.start() < done:
            continue
        for body, languages in by_first[word]:
            end = match.start() + len(body)
            here = text[match.start() : end]
            if here.lower() != body.lower() or _GOES_ON.match(text, end):
                continue
            french = "fr" in languages and (lang == "fr" or "en" not in languages)
            if french or _has_capitals(here, body):
                yield FoundName(match.start(), end, ORG, Evidence.of(GAZETTEER, "body"), 0.9)
                done = end
                break


def _has_capitals(here: str, body: str) -> bool:
    """Whether the words over three letters have the capitals of the list; both differ in case alone."""
    return all(here[m.start()].isupper() for m in _CAPITAL_WORD.finditer(body) if len(m[0]) > 3)


def parted(text: str, names: Sequence[FoundName], known_bodies: Sequence[FoundName]) -> list[FoundName]:
    """The names given, cut beside a well-known body: "Long Tide and the World Bank"."""
    out: list[FoundName] = []
    for name in names:
        inside = [b for b in known_bodies if name.start <= b.start and b.end <= name.end and name.type is ORG]
        for body in inside:
            if before := _JOINED.search(text[: body.start], name.start):
                out.append(dataclasses.replace(name, end=before.start()))
                name = dataclasses.replace(name, start=body.start)
            if after := _JOINS.match(text, body.end, name.end):
                out.append(dataclasses.replace(name, end=body.end))
                name = dataclasses.replace(name, start=after.end())
        out.append(name)
    return [name for name in out if name.end > name.start]


@functools.cache
def _bodies_by_first_word() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """The names, and the languages of each, by their first words in small letters, the longest first."""
    languages: dict[str, set[str]] = defaultdict(set)
    for body in bodies():
        for lang, names in body.items():
            for name in names:
                languages[name].add(lang)
    found: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for name, some in languages.items():
        if " " in name and (match := _CAPITAL_WORD.match(name)):
            found[match[0].lower()].append((name, frozenset(some)))
    for entries in found.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return found


def shaped(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The names given, organisations by their shape or as a brand.

    "Care4All", "BlackTide", "Mudlark.info", "Mastodon".

    Many brands are surnames ("Hilton"): a person that the model found stays one.
    """
    for name in names:
        here = text[name.start : name.end]
        if name.type is not ORG and " " not in here and not name.evidence.has(RULE, "title"):
            if (
                _SITE.fullmatch(here)
                or _DIGIT_INSIDE.fullmatch(here)
                or (_HUMP.fullmatch(here) and _is_hump(here, name))
            ):
                name = dataclasses.replace(name, type=ORG, evidence=name.evidence.then(RULE, "shape"))
            elif name.type is PLACE and here in brands() and not _is_word(here):
                name = dataclasses.replace(name, type=ORG, evidence=name.evidence.then(GAZETTEER, "brand"))
        yield name


def _is_word(here: str) -> bool:
    return any(here.lower() in w.common(lang) for lang in HOME)


def _is_hump(here: str, name: FoundName) -> bool:
    return (name.type is PLACE or not here.startswith(_HUMPED_PEOPLE)) and not is_known(here)


def officials(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The names given, people without the office before them: "… for Women and Equalities Nina Berg"."""
    for name in names:
        here = text[name.start : name.end]
        parts = here.split()
        if name.type is not PLACE and len(parts) > 2 and _holds(text, name, parts):
            start = name.end - len(" ".join(parts[-2:]))
            name = dataclasses.replace(
                name, start=start, type=PERSON, evidence=name.evidence.then(RULE, "office")
            )
        yield name


_OFFICE = regex(
    r"\b(?:minist(?:er|re)|secretar(?:y|ies)|secr[ée]taire|commissioner|commissaire|d[ée]l[ée]gu[ée]e?|director"
    r"|direct(?:eur|rice)|spokes\w+|porte-parole|ambassad\w+|envoy|rapporteure?|defender|d[ée]fenseure?|councillor"
    r"|adjointe?|chair\w*|head|vice-pr[ée]sidente?)\b",
    re.IGNORECASE,
)


def _holds(text: str, name: FoundName, parts: Sequence[str]) -> bool:
    """Whether a name ends with a person's first name and surname, and an office stands before them."""
    first, last = fold(parts[-2]), fold(parts[-1])
    line = text.rfind("\n", 0, name.start) + 1
    return (
        first in w.first_names()
        and parts[-1][0].isupper()
        and last not in w.ORG_TAILS | w.ORG_LOOSE_TAILS | w.PLACE_TAILS | w.COURTS
        and fold(parts[-3]) not in w.first_names() | w.LINKS | {"for", "pour", "fondation", "institut"}
        and _OFFICE.search(text, max(line, name.start - 40), name.end) is not None
    )
