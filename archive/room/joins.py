"""Why names were joined, in the language of the pages: what entities keep of it is in English."""

from __future__ import annotations

import re
from typing import Final

from archive.room.wording import Said

_IN_FRENCH: Final = tuple(
    (re.compile(english), french)
    for english, french in (
        ("same name", "même nom"),
        (r"same name, tagged (?:PERSON|PLACE|ORG) more often", "même nom, plus souvent de cette sorte"),
        (
            r"same slot in a translation, and like words \(([\d.]+)\)",
            "même place dans une traduction, mots semblables ({0})",
        ),
        ("same slot in a translation, and alike", "même place dans une traduction, et semblable"),
        (r"same slot in translations, seen (\d+) times", "même place dans des traductions, vu {0} fois"),
        (
            r"word for word the same in French and English \(([\d.]+)\)",
            "mot pour mot le même en français et en anglais ({0})",
        ),
        ("the same body in the dictionary", "même organisme dans le dictionnaire"),
        (r"the same place in the gazetteer \((.+)\)", "même lieu dans le répertoire ({0})"),
        ("acronym bound in “(.+)”", "sigle donné dans « {0} »"),
        (r"surname of (.+) in the same document", "nom de famille seul, dans un texte qui nomme {0}"),
        (r"given name of (.+) in the same document", "prénom seul, dans un texte qui nomme {0}"),
        (r"initials of (.+) in the same document", "initiales, dans un texte qui nomme {0}"),
        (r"short for (.+) in the same document", "forme courte, dans un texte qui nomme {0}"),
        (r"surname of (.+), the only one in the archive", "nom de famille seul ; l’archive n’a que {0}"),
        (r"initials of (.+), the only one in the archive", "initiales ; l’archive n’a que {0}"),
        (r"short for (.+), the only one in the archive", "forme courte ; l’archive n’a que {0}"),
        ("surname written first", "nom de famille en tête"),
        ("part of a longer name", "partie d’un nom plus long"),
        ("slip of spelling", "faute d’orthographe"),
        ("written as one word", "écrit en un mot"),
        ("written in one word or in several", "écrit en un ou plusieurs mots"),
        ("with or without what kind of body it is", "avec ou sans la sorte d’organisme"),
        ("merged by a person", "réuni par une personne"),
        ("one entity in the authority file", "une seule entrée dans la liste d’autorité"),
    )
)  # fmt: skip


def reason(english: str, lang: str) -> Said:
    """A reason in a language where there are words for it, else as it is kept, in English.

    An unknown one is a mention's of an older version, or of a package.
    """
    if lang == "fr":
        for pattern, french in _IN_FRENCH:
            if found := pattern.fullmatch(english):
                return Said(french.format(*(_figure(one) for one in found.groups())), "fr")
    return Said(english, "en")


def _figure(text: str) -> str:
    return text.replace(".", ",") if re.fullmatch(r"\d+\.\d+", text) else text
