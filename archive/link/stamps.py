"""Lines that only say when a text was posted: they differ between copies, as each page sets its own."""

from __future__ import annotations

import re
from collections import Counter

from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.link.words import fold

Stamp = tuple[int, ...]  # the numbers of a date, in the order of their size

_LONGEST = 12  # words of a line that is but a stamp

_SAID = re.compile(
    r"\b(?:posted|published|updated|written|by|on|at|the|in|date|publie|poste|mis|mise|en|ligne|ecrit|le|a|par|admin|"
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
    found = next(iter(dates_in(line)), None)
    if found is None:
        return None
    start, end, day = found
    if not isinstance(day, PartialDate) or not day.day:  # what lasts some days was not posted then
        return None
    rest = fold(f"{line[:start]} {line[end:]}")
    left = _WORD.findall(_SAID.sub(" ", rest))
    if len(left) > _PLACE_WORDS or any(word.isdigit() for word in left):
        return None
    return " ".join(left), tuple(sorted(part for part in (day.day, day.month, day.year) if part))


def at_odds(one: frozenset[Stamp], other: frozenset[Stamp]) -> bool:
    """Whether two texts bear stamps and none of them can be the same date."""
    return bool(one and other) and not any(_less_said(a, b) or _less_said(b, a) for a in one for b in other)


def _less_said(few: Stamp, many: Stamp) -> bool:
    return not Counter(few) - Counter(many)
