"""Names that the words around them introduce, which models miss: streets, acronyms, collectives."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from archive.evidence import GAZETTEER, RULE, Evidence
from archive.ingest.names import patterns as p
from archive.ingest.names import words as w
from archive.ingest.names.kinds import FRENCH, is_full_name
from archive.ingest.names.spans import FoundName, without_overlap
from archive.lang.around import stands_for
from archive.patterns import regex
from archive.places import country_of, is_known, is_territory, people_of
from archive.records import MentionType
from archive.text import fold

_WORD_BEFORE = regex(r"(\w+) $")
_CAPITAL_BEFORE = regex(r"\b([A-ZÀ-Ý]\w+) $")
_AND = regex(" (?:et|and) ")
# Letters of a word in capitals that may be a town in a line with a date: "DATE" and "TO" are towns too.
_SHOUTED = 5
_by = partial(Evidence.of, RULE)
_DATED = Evidence.of(GAZETTEER, "dated")


def streets(text: str, lang: str) -> Iterator[FoundName]:
    """Squares and streets: "place du Marché", "Harbour Street"."""
    for match in p.STREET[lang].finditer(text):
        if lang == "fr" and _rank(text, match.start(), match[0]):
            continue
        if (before := _CAPITAL_BEFORE.search(text, max(0, match.start() - 20), match.start())) and fold(
            before[1]
        ) in w.ORG_HEADS:
            continue  # "Réseau Quai Ouvert"
        yield FoundName(match.start(), match.end(), MentionType.PLACE, _by("street"), 0.9)


def _rank(text: str, start: int, found: str) -> bool:
    """Whether "place" is a rank or a stead: "à la place de Nérac", "la troisième place"."""
    before = text[max(0, start - 16) : start]
    return found[:5].lower() == "place" and bool(
        re.search(r"(?:\bà la|\bsa|\bleur|ère|nde|ème|\d[a-z]+) $", before)
    )


def departments(text: str) -> Iterator[FoundName]:
    """Towns with the number of their French department: "Nérac (47)"."""
    for match in p.DEPARTMENT.finditer(text):
        yield FoundName(match.start(1), match.end(1), MentionType.PLACE, _by("department"), 0.9)


def dated_towns(text: str) -> Iterator[FoundName]:
    """Known towns in a short line with a date: "9 mars, Nérac", "March 9th in Kendal"."""
    for line in p.DATED_LINE.finditer(text):
        for match in p.CAPITALISED.finditer(text, line.start(), line.end()):
            known = people_of(match[0]) and not (match[0].isupper() and len(match[0]) < _SHOUTED)
            if known and fold(match[0]) not in w.CALENDAR | w.first_names():
                yield FoundName(match.start(), match.end(), MentionType.PLACE, _DATED, 0.8)


def french_towns(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The names given, towns in France and Belgium in an English text, which models take for people.

    Of 109 names of one word that the model takes for people in 9,900 sentences of the web and Wikipedia, and
    that are a town's name somewhere, 68 are people's (Bush, Leon); none of these is a town's there.
    """
    surnames = {
        text[name.start : name.end].split()[-1]
        for name in names
        if name.type is MentionType.PERSON and " " in text[name.start : name.end]
    }
    for name in names:
        here = text[name.start : name.end]
        if (
            name.type is MentionType.PERSON
            and not name.evidence.has(RULE)
            and country_of(here) in FRENCH
            and here not in surnames
            and fold(here) not in w.first_names()
        ):
            evidence = name.evidence.then(GAZETTEER, "town")
            name = dataclasses.replace(name, type=MentionType.PLACE, evidence=evidence)
        yield name


def groups(text: str, lang: str) -> Iterator[FoundName]:
    """Capitalised words that a word for a group introduces or follows: "the Red Lantern network".

    Not a place, "the Hong Kong movement", nor whom it is for, "the Ada Brown coalition".
    """
    for match in p.GROUP[lang].finditer(text):
        before = bool(match["before"])
        start, end = match.span("before" if before else "after")
        if not before:
            end = start + len(_one_group(text[start:end]))
        name = text[start:end]
        if fold(name.split()[0]) in w.TITLES | w.CALENDAR or is_known(name) or is_territory(name):
            continue
        if " " in name and not is_full_name(name):
            yield FoundName(start, end, MentionType.ORG, _by("group"), 0.8)


def _one_group(name: str) -> str:
    """A name without what is named beside it: "Quai Libre" of "Quai Libre et Lise Gaudin"."""
    for joint in _AND.finditer(name):
        one, other = name[: joint.start()], name[joint.end() :]
        if " " in one or is_full_name(other) or is_known(other) or is_territory(other):
            return one
    return name


def tailed_groups(text: str, lang: str) -> Iterator[FoundName]:
    """Capitalised words that end in the English word for a group: "Two Shores Collective", "Carters' Guild".

    In the annotated web and encyclopedia text that weights are trained on, 100 of 107 such phrases are, or
    are part of, an organisation.
    """
    for match in p.TAILED_GROUP[lang].finditer(text):
        if not is_territory(match[0]) and not match[0].isupper():
            yield FoundName(match.start(), match.end(), MentionType.ORG, _by("group"), 0.8)
    for match in p.LOT.finditer(text) if lang == "en" else ():
        yield FoundName(match.start(1), match.end(1), MentionType.ORG, _by("group"), 0.7)


def french_centres(text: str) -> Iterator[FoundName]:
    """Houses called in French in an English text: "Centre pour Réfugiés de Bailleul"."""
    for match in p.FRENCH_CENTRE.finditer(text):
        yield FoundName(match.start(), match.end(), MentionType.PLACE, _by("centre"), 0.8)


def courts(text: str) -> Iterator[FoundName]:
    """Courts that are called by their town, in English: "the administrative court of Tarascon"."""
    for match in p.COURT.finditer(text):
        yield FoundName(match.start(), match.end(), MentionType.ORG, _by("court"), 0.9)


def group_lists(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The heads of the lines of a list of groups, when a third of them at least are known as groups.

    A list is two lines or more of the form "Name: what it does"; lines with nothing but
    capitalised words may stand among them and behind.
    """
    known = {name.start for name in names if name.type is MentionType.ORG}
    for lines in _lists(text):
        heads = [(m.start(1), m.end(1)) if m[1] else (m.start(3), m.end(3)) for m in lines]
        described = sum(bool(m[2]) and m[2].islower() for m in lines)
        if described >= 2 and 3 * sum(start in known for start, _ in heads) >= len(heads):
            for start, end in heads:
                if fold(text[start:end]) not in w.NEVER:
                    yield FoundName(start, end, MentionType.ORG, _by("list"), 0.8)


def enumerated(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """What stands untagged in an enumeration of which half, and three at least, are organisations.

    One will do where the words before it say that groups follow: "First signatories: …".
    """
    ends = {name.end for name in names if name.type is MentionType.ORG}
    for run in p.ENUMERATION.finditer(text):
        items = [match.span() for match in p.ITEM.finditer(text, run.start(), run.end())]
        sure = sum(end in ends for _, end in items)
        announced = sure and p.SIGNED.search(text, max(0, run.start() - 60), run.start())
        if announced or (sure >= 3 and 2 * sure >= len(items)):
            for start, end in items:
                here = text[start:end]
                # A menu has single words too: "Documentation, Security, Events".
                plain = not announced and here.isalpha() and here.istitle()
                if not plain and fold(here) not in w.NEVER | w.CALENDAR and not people_of(here):
                    yield FoundName(start, end, MentionType.ORG, _by("list"), 0.7)


def _lists(text: str) -> Iterator[list[re.Match[str]]]:
    """Lines of the form "Head: …" that follow each other, blank lines aside."""
    lines: list[re.Match[str]] = []
    for match in p.GROUP_LINE.finditer(text):
        if lines and text[lines[-1].end() : match.start()].strip():
            yield lines
            lines = []
        if match[1] or lines:
            lines.append(match)
    yield lines


def months_as_people(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """A surname that is a month, beside another person's: "May and Oakley"."""
    for name in names:
        if name.type is MentionType.PERSON and (
            match := p.MONTH_AND.search(text, max(0, name.start - 14), name.start)
        ):
            yield FoundName(match.start(1), match.end(1), MentionType.PERSON, _by("pair"), 0.7)


def over(found: Iterable[FoundName], names: Sequence[FoundName], *, article: int = 0) -> list[FoundName]:
    """`found` in the place of those of `names` (in order) that lie within them; a longer name stays.

    Names that begin up to `article` characters before count as within: "Le Centre".
    """
    starts = [name.start for name in names]
    first = []
    for name in found:
        near = names[
            max(0, bisect.bisect_right(starts, name.start) - 1) : bisect.bisect_left(starts, name.end)
        ]
        touching = [n for n in near if n.start < name.end and name.start < n.end]
        if all(name.start - article <= n.start and n.end <= name.end for n in touching):
            first.append(name)
    return without_overlap(first, names)


def facilities(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The names given, with those of people that are a building's here: "le gymnase Léo Bompard".

    A word for the building that is written with a capital, or stands behind, is part of the name.
    """
    for name in names:
        before = p.FACILITY_BEFORE.search(text, max(0, name.start - 24), name.start)
        after = p.FACILITY_AFTER.match(text, name.end)
        if name.type is MentionType.PERSON and (before or after):
            start = before.start() if before and before[0][0].isupper() else name.start
            end = after.end() if after else name.end
            why = name.evidence.then(RULE, "facility")
            yield FoundName(start, end, MentionType.PLACE, why, name.score)
        else:
            yield name


def buildings(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """Where else a building is called by its person's name alone."""
    called = (text[name.start : name.end] for name in names if name.evidence.has(RULE, "facility"))
    bare_names = {p.FACILITY_WORD.sub("", name).strip() for name in called}
    bare_names.update(_named_after_one(text, names))
    for bare in sorted(bare_names):
        if " " in bare:
            for match in re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", text):
                yield FoundName(match.start(), match.end(), MentionType.PLACE, _by("facility"), 0.8)


def _named_after_one(text: str, names: Sequence[FoundName]) -> Iterator[str]:
    """Whom "Jean Brémond Centre" is named after, unless the text has more to say of a Brémond."""
    for here in {text[name.start : name.end] for name in names if name.type is not MentionType.PERSON}:
        after = p.FACILITY_AFTER.search(here)
        if not after or after.end() < len(here):
            continue
        bare = here[: after.start()]
        parts = bare.split()
        if len(parts) != 2 or fold(parts[0]) not in w.first_names():
            continue
        if not re.search(rf"(?<!{re.escape(parts[0])} )\b{re.escape(parts[1])}(?!\w)", text):
            yield bare


def recurring(text: str, lang: str) -> Iterator[FoundName]:
    """A common word that the text writes with a capital as a place, again and again: "in the Grove"."""
    counts = Counter(match[1] for match in p.IN_THE[lang].finditer(text))
    for word, count in counts.items():
        if count >= 2 and fold(word) not in w.NO_PLACE | w.NEVER | w.ORG_HEADS | w.CALENDAR:
            for match in re.finditer(rf"(?<=\b(?:[Tt]he|.la|.le) ){word}(?![\w-]| [A-ZÀ-Ý])", text):
                yield FoundName(match.start(), match.end(), MentionType.PLACE, _by("recurring"), 0.7)


def domains(text: str) -> Iterator[FoundName]:
    """Groups whose name, without its spaces, is the address of a site in the text."""
    for label in {match[1] for match in p.DOMAIN.finditer(text)}:
        spaced = " ?".join(map(re.escape, label))
        for match in re.finditer(rf"(?<![\w@./-]){spaced}(?![\w@/-]|\.\w)", text, re.IGNORECASE):
            yield FoundName(match.start(), match.end(), MentionType.ORG, _by("domain"), 0.9)


def listed(text: str, names: Sequence[FoundName]) -> list[FoundName]:
    """The names given, those of an enumeration all of the kind that most of it has, if they can be."""
    out: list[FoundName] = []
    for run in _runs(text, names):
        if len(run) < 3:
            out += run
            continue
        kinds = Counter(name.type for name in run)
        kind, count = kinds.most_common(1)[0]
        if count < 0.6 * len(run):
            out.extend(run)
            continue
        sure = len(run) >= 5 and count >= 0.7 * len(run)
        for name in run:
            fits = _can_be(text[name.start : name.end], kind, sure) and not _placed(text, name)
            if name.type is kind or not fits or name.evidence.has(RULE):
                out.append(name)
            else:
                out.append(dataclasses.replace(name, type=kind, evidence=name.evidence.then(RULE, "list")))
    return out


def _placed(text: str, name: FoundName) -> bool:
    """Whether a place stands behind a word for where: "In Kendal, …" is no part of what follows."""
    before = _WORD_BEFORE.search(text, max(0, name.start - 12), name.start)
    return name.type is MentionType.PLACE and before is not None and fold(before[1]) in w.BEFORE_PLACE | {"a"}


def _can_be(here: str, kind: MentionType, sure: bool) -> bool:
    """Whether a name may be of the kind that the rest of its enumeration has; `sure` if nearly all has it."""
    if kind is not MentionType.PLACE:
        return not is_territory(here)
    return people_of(here) > 0 or (sure and not here.isupper() and " " not in here)


def _runs(text: str, names: Sequence[FoundName]) -> Iterator[list[FoundName]]:
    run: list[FoundName] = []
    for name in names:
        if run and not p.COMMA.fullmatch(text, run[-1].end, name.start):
            yield run
            run = []
        run.append(name)
    if run:
        yield run


def states(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The state after a town: "Dayton, OH"."""
    for name in names:
        if name.type is MentionType.PLACE and (match := p.STATE.match(text, name.end)):
            yield FoundName(match.start(1), match.end(1), MentionType.PLACE, _by("state"), 0.9)


def acronyms(text: str, names: Sequence[FoundName]) -> Iterator[FoundName]:
    """The acronym in brackets after an organisation whose initials it is, and all its other occurrences."""
    for name in names:
        if name.type is not MentionType.ORG:
            continue
        match = p.BRACKETED.match(text, name.end)
        if match and stands_for(match[1], text[name.start : name.end]):
            short = re.compile(rf"(?<![\w-]){re.escape(match[1])}(?![\w-])")
            for found in short.finditer(text, name.end):
                yield FoundName(found.start(), found.end(), MentionType.ORG, _by("acronym"))
