"""Short lines that are no titles: what stands under a picture, where a text was taken from, where one meets.

And lines that are titles of a certain kind: those that name an issue of a newsletter.
"""

from __future__ import annotations

import re

from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.dates.finder import find_parts
from archive.ingest.datelines import is_dateline
from archive.patterns import regex

_CREDIT = regex(
    r"(?:^|[\s(\[|.,–—-])(?:©|(?:photos?|pictures?|images?|illustrations?|dessins?|drawings?|vid[ée]os?|films?|"
    r"infographies?|cartes?|maps?|art|artwork)?\s*(?:credits?|cr[ée]dits?)(?:\s+photos?)?\s*[:©]|"
    r"(?:photos?|photographs?|pictures?|images?|illustrations?|dessins?|drawings?|photographies?)\s*"
    r"(?:(?:by|par|from|de)\b|[:©/]))",
    re.IGNORECASE,
)
_LED = regex(
    r"\W*(?:sources?|banners?|banderoles?|placards?|pancartes?|captions?|l[ée]gendes?|via|links?|liens?|"
    r"[àa] lire|read more|lire la suite|en savoir plus|more information|plus d['’]infos?|contacts?|"
    r"t[ée]l|e-?mail|courriel|notes?)\s*:",
    re.IGNORECASE,
)
_ADDRESS = regex(r"\W*(?:\S+://\S+|www\.\S+|\S+@\S+\.\S+)\W*\Z")
_SIDES = regex(r"\s+[|•·]\s+")
_KIND = (
    r"news-?letters?|newsbriefs?|bulletins?|gazettes?|info-?lettres?|lettres?(?:\s+d['’]infos?(?:rmations?)?)?|"
    r"revues?\s+de\s+(?:la\s+)?presse|(?:press|news|media)\s+reviews?|"
    r"letters?|digests?|briefings?|dail(?:y|ies)|weekly|hebdo|chroniques?|issue|[ée]dition|num[ée]ro"
)
_NO = r"(?:n[o°º]\.?|#|num[ée]ro|issue|number|edition|[ée]dition)"
# "Newsletter 12", "The Quay Letter no. 3 – spring", "Le Quai #43": not "Letter to 300 mayors".
_ISSUE = regex(
    rf"\W*(?:[\w’'.-]+\s+){{0,5}}?(?:(?:{_KIND})\b[\s,:–—-]*{_NO}?|(?<!\w){_NO})\s*\d{{1,4}}(?!\w)(?!\s+(?-i:[a-zà-ÿ]))",
    re.IGNORECASE,
)
_ISSUE_OF = regex(rf"\W*(?:[\w’'.-]+\s+){{0,3}}?(?:{_KIND})\b", re.IGNORECASE)
_MAX_CHARS = 200
# What stands before the date of an issue: the kind and number of the series, then a sign or "of".
_ISSUE_BEFORE = regex(
    rf"(?:[,:–—|(\[-]|(?<!\w)(?:{_KIND}|{_NO}\s*\d+|{_KIND}\s+\d+)(?:\s+(?:du|de|d['’]|of|for|from|le))?)\s*\Z",
    re.IGNORECASE,
)
_NUMBERED = regex(rf"{_NO}\s*\d{{1,4}}(?=\W)|(?:{_KIND})\s+\d{{1,4}}(?=\s*[–—,|:(-])", re.IGNORECASE)
# What stands between the head of a decision or a decree and its text.
_FORMULA = regex(
    r"\W*(?:r[ée]publique\s+fran[çc]aise|(?:au\s+nom\s+d|in\s+the\s+name\s+of\s).{3,40}|royaume\s+de\s+\w+|"
    r"kingdom\s+of\s+\w+|d[ée]cident?|ordonnent?|arr[êe]tent?|d[ée]cr[èe]tent?)\W*\Z",
    re.IGNORECASE,
)


def is_caption(line: str) -> bool:
    """Whether a line stands under a picture or names a source: "Photo : M. K.", "Source: https://…"."""
    if len(line) > _MAX_CHARS or "\n" in line:
        return False
    return bool(_ADDRESS.match(line) or _LED.match(line) or _CREDIT.search(line) or _tells_scene(line))


def _tells_scene(line: str) -> bool:
    """Whether a line says who, where and at last when: "Ana B., outside the embassy, Lisbon, 11 January"."""
    parts = line.rstrip(" .").split(", ")
    return len(parts) >= 3 and _is_day(parts[-1])


def is_meeting(line: str) -> bool:
    """Whether a line says when and where something takes place: "20 MAI | Gand, Belgique"."""
    if len(line) > _MAX_CHARS or "\n" in line:
        return False
    sides = _SIDES.split(line.strip())
    return len(sides) >= 2 and any(_is_day(side) for side in sides)


def _is_day(words: str) -> bool:
    return is_dateline(words) and bool(dates_in(words))


def is_formula(line: str) -> bool:
    """Whether a line is a formula of courts and offices: "AU NOM DU PEUPLE FRANÇAIS", "DÉCIDE :"."""
    return len(line) <= _MAX_CHARS and _FORMULA.match(line) is not None


def day_of_issue(line: str, lang: str) -> PartialDate | None:
    """The day or month of an issue that a line names and ends with: "Bulletin n° 7 – May 2018"."""
    if not names_issue(line):
        return None
    # "n° 7 – May 2018" is no seventh of May.
    plain = _NUMBERED.sub(lambda m: "#" * len(m[0]), line)
    found = find_parts(plain, lang)
    if len(found) != 1:
        return None
    start, end, part = found[0]
    before = line[:start].rstrip()
    numbered = plain[:start].rstrip().endswith("#")
    if line[end:].strip(" .)]|") or not (numbered or _ISSUE_BEFORE.search(before)):
        return None
    return part if isinstance(part, PartialDate) and part.year and part.month else None


def names_issue(line: str) -> bool:
    """Whether a title names an issue of a newsletter: "Newsletter 12", "Le Quai #43", "Lettre, mai 2018"."""
    if len(line) > _MAX_CHARS or "\n" in line:
        return False
    if _ISSUE.match(line):
        return True
    found = dates_in(line) if _ISSUE_OF.match(line) else []
    return bool(found) and not line[found[-1][1] :].strip(" .)")
