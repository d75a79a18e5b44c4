"""The fields of metadata by the names that people give them, and what their values mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from archive import edtf
from archive.dates.absolute import readings
from archive.lang import registry
from archive.records import Statement
from archive.text import fold

# The elements of the Dublin Core, by their names in both languages. A name may have `dc.`, `dcterms:` or the
# like before it, and a language in brackets behind it.
_NAMES: Final = {
    "title": "title titre intitule name nom",
    "author": "creator author authors auteur auteurs createur createurs writer",
    "date": "date created issued datecreated dateissued datedecreation datedepublication day jour",
    "language": "language languages langue langues lang inlanguage",
    "rights": "rights droits license licence accessrights conditionsdacces conditionsofaccess",
    "identifier": "identifier identifiers identifiant identifiants cote reference callnumber unitid",
    "collection": "collection fonds ispartof serie series",
    "subject": "subject subjects sujet sujets keywords keyword motscles tags",
    "description": "description abstract resume summary",
    "publisher": "publisher editeur",
    "contributor": "contributor contributors contributeur contributeurs",
    "type": "type",
    "format": "format medium extent",
    "source": "source provenance",
    "relation": "relation hasversion isversionof references isreferencedby alternative",
    "coverage": "coverage couverture spatial temporal",
}  # fmt: skip
_FILE: Final = frozenset("filename file filepath path fichier nomdufichier nomdefichier chemin".split())  # noqa: SIM905
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names.split()}
_BEFORE: Final = re.compile(r"(?:dc|dcterms|dct|content|schema)[.:_]", re.I)
_BEHIND: Final = re.compile(r"\s*(?:\[[a-z-]*\]|\([a-z-]*\)|@[a-z-]+)\Z", re.I)
_SEVERAL: Final = ("author", "contributor", "language", "subject", "identifier")
_THREE: Final = {"fre": "fr", "fra": "fr", "eng": "en"}
_NO_DATE: Final = frozenset("sd nd sansdate undated nodate inconnue inconnu unknown".split())  # noqa: SIM905
_ABOUT: Final = re.compile(r"(?:vers|environ|env\.?|circa|ca?\.?|about|around|approx\.?)\s*(?=\d)", re.I)
_SPAN: Final = re.compile(r"\s*(?:/|–|—|\bto\b|\bau\b|\bà\b|(?<=\d{4})\s*-\s*(?=\d{4}\b))\s*")
_STAMP: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d")
LONGEST: Final = 4_000  # characters of a value


def field_of(name: str) -> str | None:
    """The field that a column, a key or an element stands for, "file" for the one that names the file."""
    bare = _BEHIND.sub("", _BEFORE.sub("", name.strip(), count=1))
    key = re.sub(r"\W|_", "", fold(bare))
    return "file" if key in _FILE else _FIELDS.get(key)


def known_names() -> str:
    """The names of columns that a person is told of."""
    return "filename, " + ", ".join(f"dc.{field}" if field != "author" else "dc.creator" for field in _NAMES)


class NoDay(ValueError):
    """Words that were to say a day, and say none."""


def statements(field: str, cell: str, place: str) -> Iterator[Statement]:
    """What a cell says in a field. Raises NoDay where it is to say a day, and no day can be read of it."""
    value = " ".join(cell.split())
    if not value:
        return
    for part in re.split(r"\s*[|;]\s*", value) if field in _SEVERAL else [value]:
        if not part:
            continue
        if field == "date":
            if (day := day_of(part)) is not None:
                yield Statement(field, day, part, place)
        elif field == "language":
            yield Statement(field, _language(part), part, place)
        else:
            yield Statement(field, part[:LONGEST], part[:LONGEST], place)


def _language(value: str) -> str:
    """The code of a language, by its name, tag or code of three letters."""
    code = re.split("[-_]", value.strip().lower(), maxsplit=1)[0]
    return registry.named(_THREE.get(code, code)) or value


def day_of(written: str) -> str | None:
    """The EDTF value of what a catalogue says of a day, None where it says that none is known.

    As in EDTF, in words or figures of either language (of 03/04/2017 the day comes first), about a year, a
    span of such. What stands in brackets was inferred. Raises NoDay.
    """
    text = written.strip()
    if not re.sub(r"\W", "", text) or re.sub(r"\W", "", fold(text)) in _NO_DATE:
        return None
    if edtf.valid(text):
        return text
    inferred = text.startswith("[") and text.endswith("]")
    text = text.strip("[] ")
    value = _plain(text) or _between(text)
    if value is None:
        raise NoDay(written)
    return edtf.approximate(value) if inferred and edtf.valid(value) else value


def _plain(text: str) -> str | None:
    if edtf.valid(text):
        return text
    if stamp := _STAMP.match(text):
        return stamp[1] if edtf.valid(stamp[1]) else None
    rest = _ABOUT.sub("", text, count=1)
    about = rest != text or text.endswith("?")
    rest = rest.rstrip("? ")
    value = rest if edtf.valid(rest) else next(readings(rest, ("fr", "en")), None)
    return edtf.approximate(value) if value and about else value


def _between(text: str) -> str | None:
    ends = _SPAN.split(text)
    if len(ends) != 2:
        return None
    first, last = (_plain(end) for end in ends)
    value = f"{first}/{last}" if first and last else ""
    return value if edtf.valid(value) else None


def no_date(value: str) -> str:
    """That words say no day, and how one is written."""
    return f"{' '.join(value.split())[:80]!r} is not a date (write 2017-03-12, 2017-03 or 2017)"


def sentence(problems: Sequence[str]) -> str:
    """Several problems as one reason."""
    more = len(problems) - 3
    return "; ".join(problems[:3]) + (f"; and {more} more" if more > 0 else "")
