"""Lines that only say when a text was posted: they differ between copies, as each page sets its own."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from archive.link.words import fold

Stamp = tuple[int, ...]  # the numbers of a date, in the order of their size

_LONGEST = 12  # words of a line that is but a stamp

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("janvier january janv jan", "fevrier february fevr fev feb", "mars march mar",
         "avril april avr apr", "mai may", "juin june jun", "juillet july juil jul", "aout august aug",
         "septembre september sept sep", "octobre october oct", "novembre november nov",
         "decembre december dec"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})\.?,?(?: (?P<y>\d{{4}}))?"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?(?: (?P<y2>\d{{4}}))?"
    r"|(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{2,4}))\b"
)
_SAID = re.compile(
    r"\b(?:posted|published|updated|written|by|on|at|the|in|date|publie|poste|mis|mise|en|ligne|ecrit|le|a|par|admin|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"\d{1,2}[:h]\d{0,2}(?: ?[ap]m)?)\b"
)
_WORD = re.compile(r"[^\W_]+")
_PLACE_WORDS = 2  # "Saint-Omer, le 5 mars": what may stand beside the date


def stamp(line: str) -> tuple[str, Stamp] | None:
    """What else such a line says, and the numbers of its date (day, month, year); None for another line.

    The order of a date's numbers is left out, because 08/03 is March here and August there.
    """
    if len(line) > 120 or len(line.split()) > _LONGEST:
        return None
    folded = fold(line)
    found = _DATE.search(folded)
    if found is None:
        return None
    rest = f"{folded[: found.start()]} {folded[found.end() :]}"
    left = _WORD.findall(_SAID.sub(" ", rest))
    if len(left) > _PLACE_WORDS or any(word.isdigit() for word in left):
        return None
    return " ".join(left), _numbers(found)


def _numbers(found: re.Match[str]) -> Stamp:
    month = found["m"] or found["m2"]
    if month:
        parts = [int(found["d"] or found["d2"]), _MONTHS[month], int(found["y"] or found["y2"] or 0)]
    else:
        parts = [int(found[part]) for part in "abc"]
        if len(found["c"]) == 2 and len(found["a"]) < 4:
            parts[2] += 2000
    return tuple(sorted(part for part in parts if part))


def at_odds(one: frozenset[Stamp], other: frozenset[Stamp]) -> bool:
    """Whether two texts bear stamps and none of them can be the same date."""
    return bool(one and other) and not any(_less_said(a, b) or _less_said(b, a) for a in one for b in other)


def _less_said(few: Stamp, many: Stamp) -> bool:
    return not Counter(few) - Counter(many)
