"""Lines that say when, where or by whom a text was written: one grammar over the one parser of dates.

    [names, "posted on", "press release"]  date  [time, names, (place), by a name]  [dash  text …]

A date line is a line of its own, or the opening words of a paragraph before a dash (after a place also
before a colon or a full stop), as press releases and agencies write them: "LILLE, 14 March 2021 – The …".
What stands beside the date is read in the pieces that commas, bars, dashes and brackets make, and each of
them must be something that says where, by whom or at what time; a date among other words is what the text
is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache, lru_cache

from archive.dataclass import dataclass
from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.dates.resolve import PendingInterval
from archive.ingest import dateline_words
from archive.patterns import regex
from archive.text import fold

# A date line is no longer than this, nor do the words of one that runs on go further (characters).
LONGEST = 120
_NAME_WORDS = 7  # of a place, a person or a group on a date line

_SAYS = (
    r"(?:(?:article|post|text|texte|story|page|billet|message|news|note|document|contenu|entry)\s+)?"
    r"(?:first\s+)?(?:posted|published|issued|released|written|created|submitted|filed|publi[ée]e?s?|"
    r"post[ée]e?|parue?|mise?\s+en\s+ligne|[ée]crite?|r[ée]dig[ée]e?|transmise?|propos[ée]e?|contributed|cr[ée][ée]e?|diffus[ée]e?|soumise?|"
    r"date|dated|dat[ée]e?|fait|done|signed|sign[ée]e?|"
    # As courts say it: the hearing is another day.
    r"lecture|(?:lue?|prononc[ée]e?|rendue?)(?:\s+(?:publiquement|en\s+audience\s+publique))?|audience\s+publique|"
    r"(?:(?:approved\s+)?judge?ment\s+)?(?:handed\s+down|delivered|given|promulgated)|(?:date\s+of\s+)?judge?ment|"
    r"for\s+immediate\s+(?:release|publication)|pour\s+diffusion\s+imm[ée]diate|"
    r"(?:press|media|news)\s+release|press\s+statement|communiqu[ée](?:\s+de\s+presse)?|"
    # As the label of a field. "Date de création" is as often that of a group.
    r"date\s+(?:de|of)\s+(?:la\s+)?(?:premi[èe]re\s+|first\s+)?"
    r"(?:publication|parution|mise\s+en\s+ligne|diffusion|r[ée]daction|release|issue|posting)|"
    r"(?:publication|release|issue|posting)\s+date|(?:premi[èe]re\s+|first\s+)?(?:publication|parution)|"
    r"online\s+since|en\s+ligne\s+depuis)"
)
_UPDATED = (
    r"(?:date\s+(?:de|of)\s+(?:la\s+)?)?(?:(?:site|page|article)\s+)?(?:(?:last|latest|derni[èe]re)\s+)?"
    r"(?:updated?|maj|modified|edited|revised|reviewed|checked|revision|review|mise?\s+[àa]\s+jour|"
    r"modifi(?:[ée]e?|cation)|actualis(?:[ée]e?|ation)|r[ée]vis(?:[ée]e?|ion)|revue?|relue?|v[ée]rifi[ée]e?|"
    r"[ée]dit[ée]e?)(?:\s+date)?(?:\s+(?:du|of\s+the)\s+site)?"
)
# A word of a name; particles may stand between such words.
_CAPITAL = r"[^\W\d_a-zà-öø-ÿœ][\w'’.&-]*+"
_PARTICLE = r"(?:de|du|des|la|le|les|the|of|and|et|sur|en|sous|lès|van|von|der|den|al|el|y|à|l|d)(?![\w.-])|&"
_NAME = (
    rf"(?:(?:{_PARTICLE})['’\s]*)*{_CAPITAL}(?:\s+(?:(?:{_PARTICLE})['’\s]*)*{_CAPITAL})*+(?:\s+\d{{1,2}})?"
)
_TIME = (
    r"(?:(?:at|à|@|T)\s*)?(?:\d{1,2}\s*(?:[:h]\s*\d{0,2}(?::\d\d)?\s*(?:[ap]\.?m\.?)?|[ap]\.?m\.?)|"
    r"\d{1,2}\.\d\d(?=\s*(?:[ap]\.?m\b|(?:GMT|UTC|CES?T|BST|[A-Z]{2,3}T)\b))\s*(?:[ap]\.?m\.?)?)"
    r"(?:\s*(?:GMT|UTC|CET|CEST|BST|[A-Z]{2,3}T)\b)?(?:\s*\+\d\d:?\d\d)?"
)
_ARTICLE = r"(?:le|on|the|ce|of|du)"

_saying = regex(rf"(?i:{_SAYS})(?:\s+(?i:by|par|[àa]|at|in|dans|from|de)\s+{_NAME})?(?:\s+(?i:{_ARTICLE}))?")
_updating = regex(rf"(?i:{_UPDATED})(?:\s+(?i:by|par)\s+{_NAME})?(?:\s+(?i:{_ARTICLE}))?")
# What says where or by whom.
_by_colon = regex(r"(?<=\w\s)(?:by|par)\s?:\s", re.IGNORECASE)  # "Posted by: Ann Lee on 3 May"
_name = regex(rf"{_NAME}(?:\s+(?i:{_ARTICLE}))?")
_begins = regex(rf"\A{_TIME}(?!\w)\s*", re.IGNORECASE)
_ends = regex(rf"(?<!\w){_TIME}\Z", re.IGNORECASE)
_article = regex(_ARTICLE, re.IGNORECASE)
# The number of an issue or a page, the minutes it takes to read, how many answered.
_NUMBER = (
    r"(?:issue|pages?|pp?\.?|no\.?|n[°º]|num[ée]ro|vol(?:ume|\.)?|lettre|newsletter|bulletin|[ée]dition|#)"
    r"\s*(?:n[°º]\s*)?"
)
_numbered = regex(rf"{_NUMBER}\d[\d\s,&–-]*(?:(?:and|et)\s+\d+)?|\d{{1,4}}", re.IGNORECASE)
_number = regex(rf"(?<!\w){_NUMBER}\d+(?=\s*[-–—,|:])", re.IGNORECASE)
_counted = regex(
    r"(?:\d+|no|aucune?|pas de|one|un)\s+(?:comments?|commentaires?|r[ée]ponses?|repl(?:y|ies)|r[ée]actions?|"
    r"views?|vues?|reads?|lectures?|hits|visites?|words|mots|compl[ée]ments?|min(?:ute)?s?(?:\s+(?:de\s+lecture|read))?|mn)|permalink|"
    r"(?:temps\s+de\s+lecture|lecture|reading\s+time|read)\W{0,3}(?:de\s+)?\d+\s*(?:min(?:ute)?s?|mn)|"
    # The label of the name beside it.
    r"auteure?s?|autrices?|authors?|writers?|r[ée]dact(?:eur|rice)|"
    r"permalien|lien permanent|"
    # Where an engine files it: names follow.
    r"(?:(?:view|leave|add|post)\s+(?:an?\s+)?|(?:laisser|ajouter|voir)\s+(?:un\s+|les\s+)?)(?:comments?|repl(?:y|ies)|commentaires?)|"
    r"categor(?:y|ies)|cat[ée]gories?|rubriques?|tags?|mots?-cl[ée]s?|[ée]tiquettes?|filed\s+(?:in|under)|class[ée]e?\s+(?:dans|sous)",
    re.IGNORECASE,
)
# A place in words of no name: "dans le monde entier", "around the world".
_somewhere = regex(
    r"(?:dans|partout|around|across|all over|worldwide|everywhere|en|à|au|aux|in|at)(?:\s+[\w'’-]+){0,5}",
    re.IGNORECASE,
)
_LABEL = 40  # characters of a label
_OF_ANOTHER = regex(r"dates?\b", re.IGNORECASE)
_SEPARATORS = regex(r"[|·•–—/,;()\[\]\t]|\s[»›]\s|\s-+\s|-+\s|\s-+|:\s|:\Z|\.\s|\s\*\s")
# What ends the opening words of a paragraph that are a date line; after a place a stop or a colon does too.
_DASH = regex(r"[\s.,)*_]*(?:[–—]|--)\s*|[\s.,)*_]*-\s+|[.,)*_]*\s+-")
_STOP = regex(r"\s*[:.]\s+|\]\s*")
# A text that follows its date without a place begins like a sentence.
_OPENS = regex(r"[\s\"'«“‘(\[*_]*[^\W\d_a-zà-öø-ÿœ][\w'’.-]*")
# What is divided from the date by these is a field of its own: a section, a series.
_FIELDS = "|·•"
_HOUR = regex(
    r"(?<![\d:])\d{1,2}\s*(?:h\s*(?:00|15|30|45)?(?!\d)|[ap]\.?m\b|:(?:00|15|30|45)\s*(?:[ap]\.?m\b|(?![\d:])))",
    re.IGNORECASE,
)
_EDGES = " \t.,;*_#\"'«»“”>"
# Figures as they may stand on a date line: in a text 3.8.16 may be a version, and is a day here; what is set
# with spaces (08 / 03 / 2017) is one date.
_FIGURES = regex(r"(?<![\d./-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d|\d\d)(?![./-]?\d)")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date line. `start` and `end`: the words of the date; `text_at`: where the text goes on behind it.

    `says`: it says that the text was posted or written then; `updated`: only that it was changed then;
    `placed`: a place or a name stands with the date; `of_page`: a section or the number of
    an issue does, as over the page of a paper.
    """

    line: str
    start: int
    end: int
    text_at: int
    what: PartialDate | PendingInterval
    says: bool = False
    updated: bool = False
    placed: bool = False
    of_page: bool = False

    @property
    def runs_on(self) -> bool:
        """Whether the text goes on in the same line."""
        return self.text_at < len(self.line)

    @property
    def words(self) -> str:
        """The line without the text that it runs on to."""
        return self.line[: self.text_at].rstrip(" -–—:.")

    @property
    def day(self) -> PartialDate | None:
        """The day, maybe without its year; None for a month or a range."""
        return self.what if isinstance(self.what, PartialDate) and self.what.month and self.what.day else None

    @property
    def is_appointment(self) -> bool:
        """Whether it is a weekday with a full hour, or a quarter of one, and nothing says "posted"."""
        weekday = self.day is not None and self.day.weekday is not None
        return weekday and not self.says and _HOUR.search(self.line) is not None

    @property
    def is_figures(self) -> bool:
        """Whether the day is told in figures alone, whose order hangs on the language."""
        return not re.search(r"[^\W\d_]", self.line[self.start : self.end])


class Label(Enum):
    """What the words of a label say of the day under or beside them."""

    POSTED = "posted"
    CHANGED = "changed"
    OTHER = "other"  # what is announced, ended or born then


@dataclass(frozen=True, slots=True)
class _Sides:
    """What the pieces beside a date say of it."""

    says: bool = False
    updated: bool = False
    placed: bool = False
    of_page: bool = False

    def __or__(self, other: _Sides) -> _Sides:
        return _Sides(
            self.says or other.says,
            self.updated or other.updated,
            self.placed or other.placed,
            self.of_page or other.of_page,
        )


def date_line(line: str, lang: str | None = None) -> DateLine | None:
    """The date line that `line` is, or that it begins with; None for any other line.

    `lang` is the language of the text around it: it says how figures are read. The words of a date line may
    be those of another language. Of several dates, each of which must say what it is ("published …, updated
    …"), the first counts that is no update.
    """
    head = _by_colon.sub(lambda m: m[0].replace(":", " "), line[:LONGEST].replace("\xa0", " "))
    found = [(a, _whole(head, b), what) for a, b, what in dates_in(_plain(head), lang)]
    if not found or "\n" in head:
        return None
    start, end, what = found[0]
    before = _sides(head[:start], before=True)
    if before is None:
        return None
    if len(found) == 1 and (one := _said_twice(line, what)):
        return one
    if len(line) <= LONGEST and (sides := _alone(line, head, found, before)) is not None:
        return sides
    for mark in sorted((*_DASH.finditer(head, end), *_STOP.finditer(head, end)), key=lambda m: m.start()):
        after = _sides(head[end : mark.start()], before=False)
        if after is None:
            break
        both = before | after
        opens = _OPENS.match(line, mark.end())
        bare = opens is not None and fold(opens[0]).strip(_EDGES) not in dateline_words.announcing()
        if both.placed or (mark.re is _DASH and (both.says or bare)):
            return _line(line, start, end, mark.end(), what, both)
    return None


def _said_twice(line: str, what: PartialDate | PendingInterval) -> DateLine | None:
    """The date line before a stroke, where the same day follows it in another language."""
    first, sign, second = line.partition(" / ")
    if not sign or len(second) > LONGEST or not any(day == what for _, _, day in dates_in(second)):
        return None
    one, other = date_line(first), date_line(second)
    return one if one and other and not (one.runs_on or other.runs_on) else None


def label_of(words: str) -> Label | None:
    """What words without a day say of the day that they stand over or beside; None where they are no label.

    "Mise en ligne", "Published:", "Dernière mise à jour", "Date de l'audience".
    """
    plain = " ".join(words.split()).strip(_EDGES + ":")
    if not plain or len(plain) > _LABEL or any(map(str.isdigit, plain)):
        return None
    if _updating.fullmatch(plain) or fold(plain) in dateline_words.updated():
        return Label.CHANGED
    if _saying.fullmatch(plain) or fold(plain) in dateline_words.posted():
        return Label.POSTED
    is_other = len(plain.split()) <= _NAME_WORDS and (
        words.rstrip().endswith(":") or _OF_ANOTHER.match(plain) is not None or announces(plain)
    )
    return Label.OTHER if is_other else None


@lru_cache(maxsize=256)  # a line is asked about for itself, for the one before and for the two after
def is_dateline(line: str) -> bool:
    """Whether `line` is but a date, with a place, a name or "posted on" at most."""
    found = date_line(line)
    return found is not None and not found.runs_on


def _alone(
    line: str, head: str, found: Sequence[tuple[int, int, PartialDate | PendingInterval]], before: _Sides
) -> DateLine | None:
    """The line as one that is nothing but a date line."""
    if line.rstrip()[-1:] in ("!", "?", ";") or (before.placed and line.rstrip()[-1:] == ":"):
        return None
    chosen = None
    sides = before
    for i, (start, end, what) in enumerate(found):
        following = found[i + 1][0] if i + 1 < len(found) else len(head)
        after = _sides(head[end:following], before=False)
        if after is None or (len(found) > 1 and not (sides.says or sides.updated)):
            return None
        told = sides if i + 1 < len(found) else sides | after
        if chosen is None or (chosen.updated and not told.updated):
            chosen = _line(line, start, end, len(line), what, told)
        sides = after
    return chosen


def _line(
    line: str, start: int, end: int, text_at: int, what: PartialDate | PendingInterval, sides: _Sides
) -> DateLine:
    return DateLine(line, start, end, text_at, what, sides.says, sides.updated, sides.placed, sides.of_page)


def _plain(line: str) -> str:
    """`line` with its figures as the parser reads them in a text; as long as before."""
    line = _number.sub(lambda m: "#" * len(m[0]), line)  # "Newsletter 12 – 14 March" is no range
    return _FIGURES.sub(lambda m: _figures(m).ljust(len(m[0])), line)


def _figures(found: re.Match[str]) -> str:
    mark = "/" if found[2] == "." and len(found[4]) == 2 else found[2]
    return mark.join((found[1], found[3], found[4]))


def _whole(line: str, end: int) -> int:
    """Where a date ends in `line` that ends at `end` in the plain one."""
    return next((m.end() for m in _FIGURES.finditer(line) if m.start() < end <= m.end()), end)


def _sides(words: str, *, before: bool) -> _Sides | None:
    """What stands on one side of a date, None where that is no part of a date line."""
    sides = _Sides()
    at = cut = 0
    cuts = [(m.start(), m.end()) for m in _SEPARATORS.finditer(words)]
    for start, end in (*cuts, (len(words), len(words))):
        piece = words[at:start].strip(_EDGES)
        near = words[start:end] if before else words[cut:at]
        if piece:
            one = _piece(piece, near.strip())
            if one is None:
                return None
            sides |= one
        cut, at = start, end
    return sides


def _piece(piece: str, divider: str) -> _Sides | None:
    """What a piece of a date line says; `divider` stands between it and the date, "" where nothing does."""
    piece = _ends.sub("", _begins.sub("", piece))  # "3 May 2018 at 10:30 Updated 4 May"
    if not piece:
        return _Sides()
    if _updating.fullmatch(piece) or fold(piece) in dateline_words.updated():
        return _Sides(updated=True)
    if _saying.fullmatch(piece) or fold(piece) in dateline_words.posted():
        return _Sides(says=True)
    if _by().fullmatch(piece):
        return _Sides(placed=True)
    if _numbered.fullmatch(piece):
        return _Sides(of_page=not piece.isdigit())
    if _article.fullmatch(piece) or _counted.fullmatch(piece) or _is_weekday(piece):
        return _Sides()
    if not divider:
        return None
    if _is_name(piece) or _somewhere.fullmatch(piece):
        return _Sides(placed=True)
    return _Sides(of_page=True) if divider in _FIELDS and _is_field(piece) else None


def announces(line: str) -> bool:
    """Whether `line` leads on to a day that is announced: "Next meeting", "Inscriptions jusqu'au :"."""
    words = map(fold, [word.strip(_EDGES) for word in line.split()])
    return line.rstrip().endswith(":") or not dateline_words.announcing().isdisjoint(words)


def _is_field(piece: str) -> bool:
    words = piece.split()
    return (
        len(words) <= _NAME_WORDS
        and words[0][:1].isupper()
        and dateline_words.announcing().isdisjoint(map(fold, words))
    )


def _is_name(piece: str) -> bool:
    words = piece.split()
    return (
        len(words) <= _NAME_WORDS
        and _name.fullmatch(piece) is not None
        and dateline_words.announcing().isdisjoint(map(fold, words))
    )


def _is_weekday(piece: str) -> bool:
    return fold(piece) in dateline_words.weekdays()


@cache
def _by() -> re.Pattern[str]:
    who = (
        r"(?:interview|entretien|message|post|article|billet|(?:propos\s+)?recueillie?s?|texte|text|words|"
        r"story)\s+"
    )
    return re.compile(rf"(?i:(?:{who})?(?:{dateline_words.by()}))\s+{_NAME}(?:\s+(?i:{_ARTICLE}))?")


# -- by whom ---------------------------------------------------------------------------------------

_BYLINE = regex(
    r"[\W_]*(?:(?:posted|published|written|publié|posté|écrit|rédigé|submitted|soumis)\b.{0,60}?\b(?:by|par)|by|par)\s*:?\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
_TRAILING = regex(r"[\s,]+(?:on|le|at|à|the)?\s*\Z", re.IGNORECASE)


def is_byline(line: str) -> bool:
    """Whether `line` is but the name of who wrote: "By Ana Petit", "par le collectif Rive"."""
    if len(line) > LONGEST or "\n" in line or line.rstrip()[-1:] in ("!", "?", ":"):
        return False
    found = _BYLINE.match(line)
    return found is not None and len(line.split()) <= 9 and not line.rstrip().endswith(".")


def author_in(line: str) -> str | None:
    """The name that a byline or a dateline with "by" gives; None where it gives none."""
    found = _BYLINE.match(line)
    if found is None:
        return None
    name = found.group("name")
    first = next((start for start, _, _ in dates_in(name)), len(name))
    name = re.split(r"\s*[|·•(»]\s*", name[:first], maxsplit=1)[0]
    name = _TRAILING.sub("", name).strip(" ,.:–—-*_")
    return name if name and len(name.split()) <= 8 else None
