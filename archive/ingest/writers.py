"""Who wrote a text, as engines and papers say it in a line over it or under it.

    "Posted by Ana Petit at 10:05 AM", "18 juin 2010 - 14:05 — Ana Petit", "3 May 2021 · 3 min · Tom Hale"

A name follows "by", or stands as a field of its own beside what only an engine notes: the time of day, the
minutes it takes to read. A bare name beside a day is as often a place.
"""

from __future__ import annotations

import re
from functools import cache

from archive.dates import dates_in
from archive.ingest import dateline_words
from archive.ingest.datelines import LONGEST, date_line
from archive.patterns import regex
from archive.text import fold, words

_CAPITAL = r"[^\W\d_a-zà-öø-ÿœ](?:[\w’'-]*(?:\.\w[\w’'-]*)*|\.)(?![\w])"
_PARTICLE = r"(?:de|du|des|la|le|les|van|von|der|den|al|el|ben|bin|and|et|of|the|y|&|d['’]|l['’])"
_NAME = rf"{_CAPITAL}(?:\s+(?:{_PARTICLE}\s*){{0,2}}{_CAPITAL}){{0,4}}"
_GROUP = rf"(?:le|la|les|the|l['’])\s*[^\W\d_]+(?:\s+(?:{_PARTICLE}\s*)?{_CAPITAL}){{1,4}}"
_POSTED = (
    r"(?:(?:message|article|post|billet|texte|text|entry|story|note|news)\s+)?"
    r"(?:(?:was\s+|a\s+[ée]t[ée]\s+)?(?:written|posted|published|submitted|contributed|sent|publi[ée]e?|post[ée]e?|[ée]crite?|"
    r"r[ée]dig[ée]e?|soumise?|envoy[ée]e?|propos[ée]e?|transmise?|mise?\s+en\s+ligne))"
)
_WROTE = r"(?:auteure?s?|autrices?|authors?|written\s+by|writer|r[ée]dact(?:eur|rice))\s*:"
_LEADS = r"(?:(?:message|article|post|billet|texte|text|story)\s+)?"
# What ends a name: the line, a sign, the day or hour.
_ENDS = (
    r"(?=\s*(?:\Z|[|·•»>()\[\],;\n]|\.\s|\.\Z|\s[–—-]\s|\s+(?:at|à|on|le|in|dans|the|à)\s|"
    r"\s+(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s|\d|@|<))"
)


# Words after which a place or a thing stands as often as who wrote.
_DOUBTFUL = frozenset({"de", "from", "avec", "with"})


@cache
def _by() -> re.Pattern[str]:
    by = "|".join(word for word in dateline_words.by().split("|") if word not in _DOUBTFUL)
    return regex(
        rf"(?:\A|(?<=[\s|·•»(,–—-]))(?:(?i:(?:{_POSTED}\s+|{_LEADS})(?:{by})|{_WROTE})\s*:?\s+)"
        rf"(?P<name>{_NAME}|{_GROUP}){_ENDS}"
    )


# A name without capitals is one only where the line says that it was posted, and when.
_handle = regex(
    rf"(?i:{_POSTED}\s+(?:by|par))\s*:?\s+(?P<name>[^\W\d_][\w.-]+)(?=\s*(?:»|\||\s(?:at|à|on|le)\s+\D{{0,12}}\d))"
)
# The line of a mail's record, as archives of lists show it.
_sender = regex(rf"(?i:from|de|von)\s*:\s*[\"']?(?P<name>{_NAME})[\"']?\s*(?:<|\(|\S+@|\[)")
_FIELD = regex(r"\s*[|·•»]\s*|\s+[–—-]\s+")
_PERSON = regex(rf"{_CAPITAL}(?:\s+(?:{_PARTICLE}\s*){{0,2}}{_CAPITAL}){{1,3}}")
_CLOCK = regex(r"(?<![\d:])\d{1,2}[:h]\d\d(?!\d)(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
_CLOCK_ALONE = regex(r"\d{1,2}[:h]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_MINUTES = regex(r"\d+\s*(?:min(?:ute)?s?|mn)\b(?:\s+(?:read|de\s+lecture))?", re.IGNORECASE)
_OF_POSTS = regex(
    r"\b(?:comments?|commentaires?|permalin?k|permalien|share|partager|print|imprimer|news|actualit[ée]s?|"
    r"read\s+more|lire\s+la\s+suite|en\s+savoir\s+plus|contact)\b",
    re.IGNORECASE,
)
# Where people meet; folded. Beside a day and an hour it is the place of an appointment.
_PLACE = frozenset(
    """
    place rue avenue boulevard quai square street road lane park parc jardin garden gardens bridge pont
    gare station metro hall house maison salle room rooms centre center cafe bar pub bistrot restaurant
    librairie bookshop bibliotheque library mediatheque theatre cinema musee museum galerie gallery
    eglise church chapel chapelle temple bourse mairie prefecture tribunal court university universite
    fac ecole school college lycee campus amphi gymnase stade stadium squat local espace space club
    usine factory ferme farm port foyer tour cite cloitre porte gate market marche theater infoshop
    online ligne
    """.split()  # noqa: SIM905
)
# The names that programs put in where nobody gave one.
_NOBODY = frozenset(
    """
    admin administrateur administratrice administrator apache_poi auteur author default owner proprietaire
    propriétaire python-docx poi unknown user utilisateur utilisateur_windows windows_user microsoft
    microsoft_office_user microsoft_office utilisateur_de_microsoft_office inconnu pc acer asus hp dell lenovo
    toshiba un-named openoffice.org libreoffice root anonymous anonyme (anonymous) webmaster webmestre
    anonymous_coward guest invité invite visiteur visitor superuser super_user super_utilisateur
    superutilisateur site_admin wordpress nobody system système
    """.split()  # noqa: SIM905
)
_NO_NAME = frozenset("the a an le la les un une des ce cet cette this that our notre nos".split())  # noqa: SIM905


def is_nobody(name: str) -> bool:
    """Whether a program put a name in where nobody gave one: "admin", "Anonymous", "webmaster"."""
    return name.strip().lower().replace(" ", "_") in _NOBODY


def writer_in(line: str) -> str | None:
    """The name of who wrote that a byline gives, or what an engine notes of a post; None for other lines."""
    line = " ".join(line.replace("\xa0", " ").split())
    if not line or len(line) > 2 * LONGEST:
        return None
    if (found := _by().search(line)) and _is_note(line, found):
        return _plain(found["name"])
    if (found := _handle.search(line)) and fold(found["name"]) not in _NO_NAME:
        return found["name"]
    if found := _sender.match(line):
        return _plain(found["name"])
    return _beside(line) if len(line) <= LONGEST else None


def _is_note(line: str, found: re.Match[str]) -> bool:
    """Whether a line that names somebody after "by" does little else."""
    if dates_in(found["name"]) or fold(found["name"]) in dateline_words.weekdays():
        return False
    dated = date_line(line)
    if dated is not None and dated.is_appointment:
        return False
    if found.start() == 0:
        rest = line[found.end() :].strip(" .")
        return not rest or dated is not None or _is_beside(rest)
    before = line[: found.start()].strip(" ,|·•»–—-(")
    if dated is not None or _CLOCK_ALONE.fullmatch(before) is not None:
        return True
    return date_line(before) is not None or _filed.match(line) is not None


_filed = regex(
    r"(?:this\s+entry|this\s+(?:post|article)|ce\s+(?:contenu|billet)|cet\s+article|cette\s+entr[ée]e|posted|filed|publi[ée]e?|"
    r"class[ée]e?)\b.{0,60}\b(?:in|under|dans|sous)\b",
    re.IGNORECASE,
)
_beside_name = regex(
    r"(?:[|·•»>()\[\],;–—-]\s*)?(?:(?:at|à|on|le|in|dans)\s+.{1,60}|(?:publi[ée]e?|posted|filed|class[ée]e?)\s+(?:in|under|dans|sous)\b.{0,60}|"
    r"\d.{0,60}|(?:comments?|commentaires?|permalin?k|permalien)\b.{0,60}|\S+@\S+|<.*>)",
    re.IGNORECASE,
)


def _is_beside(rest: str) -> bool:
    parts = [part for part in _FIELD.split(rest) if part.strip()]
    return bool(parts) and _beside_name.match(rest) is not None and not rest.endswith(("!", "?"))


def _beside(line: str) -> str | None:
    """A name as a field of its own, beside a day with a time, or with the minutes that a text takes."""
    fields = [field.strip() for field in _FIELD.split(line) if field.strip()]
    noted = any(_CLOCK.search(f) or _MINUTES.fullmatch(f) for f in fields)
    if len(fields) < 2 or not noted or not any(dates_in(field) for field in fields):
        return None
    # Behind a bar a section stands as often.
    ends = fields[:1] if line[: -len(fields[-1])].rstrip().endswith("|") else [fields[0], fields[-1]]
    people = [f for f in ends if _PERSON.fullmatch(f) and not dates_in(f) and _may_write(f)]
    return _plain(people[0]) if people and date_line(line) is not None else None


def _may_write(field: str) -> bool:
    """Whether a field may name who wrote: no place to meet, and nothing that a page offers its readers."""
    return not _OF_POSTS.search(field) and _PLACE.isdisjoint(words(fold(field)))


def _plain(name: str) -> str | None:
    name = name.strip(" ,.:;–—-'’")
    first, _, last = name.rpartition(" ")
    if first and fold(last) in dateline_words.full_weekdays():  # "Ann Lee Monday, 3 May"
        name = first
    return name if name and len(name.split()) <= 8 else None
