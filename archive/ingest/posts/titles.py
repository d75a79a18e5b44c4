"""The title of a text among the lines at its head: the form, the letterhead and tags of language are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from archive.dataclass import dataclass
from archive.ingest.datelines import is_dateline
from archive.ingest.posts.lines import names_issue
from archive.ingest.posts.salutations import is_salutation
from archive.ingest.posts.units import Unit, can_be_title, like_title
from archive.patterns import regex

# What a text is, written over its title.
_FORM = regex(
    r"\W*(?:communiqu[ée]s?(?:\s+(?:de\s+presse|commun|inter-?\w+|unitaire))*|dossier\s+de\s+presse|"
    r"(?:press|media|news)\s+(?:release|statement|advisory|kit)|"
    r"(?:(?:for|pour)\s+)?(?:immediate\s+(?:release|publication|use|distribution|dissemination)|"
    r"(?:diffusion|publication|parution|usage|utilisation)\s+imm[ée]diate)|"
    r"(?:[àa]\s+)?(?:publier|diffuser|para[îi]tre)\s+imm[ée]diatement|"
    r"for\s+(?:release|publication|use)\s+(?:now|today|at\s+once)|"
    r"(?:embargoed|sous\s+embargo|not\s+for\s+publication)\b.{0,40}|"
    r"[àa]\s+diffuser(?:\s+(?:largement|sans\s+mod[ée]ration))?|joint\s+statement|d[ée]claration\s+commune|"
    r"tribune|op-?ed|tract|flyer|leaflet|embargo\b.{0,40}|breaking(?:\s+news)?|info(?:rmation)?s?|news|urgent)\W*\Z",
    re.IGNORECASE,
)
# Lines of a letterhead: an address, a telephone, a mail address, an address of the web.
_LETTERHEAD = regex(
    r"(?=.*(?:\b\d{5}\s+[A-ZÀ-Ý]|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b|"
    r"\b\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|boulevard|place|quai|all[ée]e|chemin|impasse|route|cours|square)\b|"
    r"\b\d{1,4}\s+(?:[A-Z][\w’'-]*\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|square|quay|place|terrace)\b|"
    r"\S+@\S+\.\w|https?://|\bwww\.|"
    r"(?<!\w)(?:t[ée]l|phone|fax|mobile|bp|po box)\b\.?\s*:?\s*\+?\d)).{1,160}\Z",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECT = regex(r"\W*(?:objet|subject|sujet|re|concerne|regarding)\s*:\s*(?P<title>\S.*)\Z", re.IGNORECASE)
_LANGUAGE = r"(?:fr|en|eng?|fra|fran[cç]aise?|french|anglaise?|english|vf|vo)"
_TAG = regex(
    rf"\s*[\[(]\s*{_LANGUAGE}(?:\s*[/|&+-]\s*{_LANGUAGE})?\s*[\])]\s*[:–—-]?\s*|\s*{_LANGUAGE}\s*[:/]\s+(?=\S)",
    re.IGNORECASE,
)
_POINTER = regex(
    rf"\s*[\[(]\s*(?=[^\])]*\b{_LANGUAGE}\b)(?=[^\])]*\b(?:below|follows|above|under|bas|dessous|suit|dessus|plus)\b)"
    r"[^\])]{1,60}[\])]\s*\Z",
    re.IGNORECASE,
)
_MARKS = regex(r"\s*#{1,6}\s+|(?P<bold>\*\*|__)(?=\S)")
_BOLD = regex(r"\A(\*\*|__)(?=\S)(.+)\1\Z")
_SUBJECT_TOP = 20  # lines of which one says the subject: those of both addresses and of the day stand over it
_HEAD_WORDS = 20  # of a line or block in the head of a letter
_LONG = 40  # words of a paragraph that is text
_OVER = 4  # lines of its form and day that stand over a title
_TOP = 8  # lines within which a title stands that others stand over
_NAME_WORDS = 8  # of the name in a letterhead


@dataclass(frozen=True, slots=True)
class Titled:
    """The line that is the title of a text, its words without what only marks it, and why it was taken."""

    unit: Unit | None
    text: str | None
    why: str


def bare_title(line: str) -> str:
    """A title without a tag of its language, a pointer to the other one, and marks of a heading."""
    text = " ".join(line.split())
    text = _POINTER.sub("", text)
    text = _TAG.sub("", text, count=1) if _TAG.match(text) else text
    marks = _MARKS.match(text)
    if marks:
        text = text[marks.end() :]
        if (bold := marks["bold"]) and text.endswith(bold):
            text = text[: -len(bold)]
    return text.strip() or line.strip()


def first_title(units: Sequence[Unit]) -> Titled:
    """The first line that can be a title and has a text under it; no form, no letterhead, no date line.

    A line that says the subject of a letter is its title. A final stop is forgiven: at the head of a text a
    short line is its title.
    """
    for unit in units[:_SUBJECT_TOP]:
        if unit.words > _LONG:
            break
        found = _SUBJECT.match(unit.text) if can_be_title(unit) else None
        if found:
            return Titled(unit, bare_title(found["title"]), "the line that says the subject")
    at = _under_letterhead(units)
    for i, unit in enumerate(units[at : at + _OVER + 1], at):
        if is_salutation(unit.text):
            return Titled(None, None, "the line greets its reader")
        line = replace(unit, text=_BOLD.sub(r"\2", unit.text))
        over = _is_over(unit) or _FORM.match(unit.text) or _is_over_heading(units, i)
        if i < at + _OVER and len(units) > i + 1 and over:
            continue
        after = units[i + 1 : i + 3]
        stopped = can_be_title(line) and any(u.words > unit.words for u in after) and after[0].newlines > 1
        if like_title(line):
            return Titled(unit, bare_title(unit.text), "it looks like a title")
        if stopped:
            return Titled(unit, bare_title(unit.text), "a short line at the head of a text")
        if can_be_title(line):
            return Titled(None, None, "the line reads on, ends like a sentence, or no longer text follows it")
        return Titled(None, None, "the line is too long for a title, or an item of a list")
    return Titled(None, None, "nothing but date lines")


def is_letterhead(title: str, units: Sequence[Unit]) -> bool:
    """Whether `title` is a line over the one that says what the text is: who writes "PRESS RELEASE"."""
    form = next((i for i, unit in enumerate(units[:_TOP]) if _FORM.match(unit.text)), 0)
    wanted = bare_title(title).casefold()
    return any(bare_title(unit.text).casefold() == wanted for unit in units[:form])


def heads_letter(units: Sequence[Unit], start: int, i: int) -> bool:
    """Whether unit `i` says the subject of a letter that begins at `start`: addresses, a place, a day."""
    return (
        i - start <= _SUBJECT_TOP
        and _SUBJECT.match(units[i].text) is not None
        and all(unit.words <= _HEAD_WORDS and not _SUBJECT.match(unit.text) for unit in units[start:i])
    )


def _is_over(unit: Unit) -> bool:
    return is_dateline(unit.text) and not (unit.headed or names_issue(unit.text))


def _is_over_heading(units: Sequence[Unit], i: int) -> bool:
    """Whether a heading is but the day over the heading of its text: a deeper one, or both in bold."""
    if i + 1 >= len(units) or not (units[i].headed and units[i + 1].headed):
        return False
    level, below = units[i].level, units[i + 1].level
    return (0 < level < below or level == below == 0) and is_dateline(units[i].text)


def _under_letterhead(units: Sequence[Unit]) -> int:
    """The first unit that is no line of a letterhead: the name of who writes, the address under it."""
    last = -1
    for i, unit in enumerate(units[:_TOP]):
        if len(unit.text) > 160 or unit.words > 20:
            break
        if _LETTERHEAD.match(unit.text) and not unit.headed:
            last = i
    before = units[: last + 1]
    names = [u for u in before if not _LETTERHEAD.match(u.text)]
    rest = units[last + 1 :]
    if last < 0 or len(names) > 2 or any(u.words > _NAME_WORDS for u in names) or not rest:
        return 0
    return last + 1 if any(can_be_title(u) for u in rest[:2]) else 0
