"""Which place a name is of, in French and in English.

Sources: CLDR's territories and time-zone cities, regions, seas, rivers and formal names of states
(`data/names.tsv`, made by `python -m training.placenames`), and GeoNames' cities of 15,000 people and more
(`data/cities.tsv`, made by `python -m training.towns`, CC BY 4.0). A place's id says where it comes from:
`FR` (ISO 3166), `geo:2988507`, `zone:…`, or the id in `training/places.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.lang.registry import HOME
from archive.patterns import regex
from archive.places.names import listed, rows

_STATE_ADJECTIVES_BEFORE = """
    the la le l grand grande independent sovereign and co operative federal federative islamic arab people s
    democratic socialist bolivarian oriental plurinational hashemite most serene united special nation former
    ancienne
"""
_STATE_HEADS = """
    republic republique kingdom royaume state states etat etats principality principaute commonwealth union
    federation confederation sultanate sultanat duchy duche emirate emirat territory territoire collectivity
    collectivite department departement country pays bailiwick bailliage
"""
_STATE_ADJECTIVES_AFTER = """
    islamique populaire democratique federale federative socialiste arabe unie bolivarienne orientale
    plurinational cooperative hachemite independant et autonome
"""
_TOWN_HEADS = "ville commune city town village municipality municipalite agglomeration"


def _either(words: str) -> str:
    """A pattern that matches one of the words, the longest first."""
    return "(?:" + "|".join(sorted(words.split(), key=lambda w: (-len(w), w))) + ")"


_STATE = regex(
    rf"^(?:{_either(_STATE_ADJECTIVES_BEFORE)} )*{_either(_STATE_HEADS)}"
    rf"(?: {_either(_STATE_ADJECTIVES_AFTER)})*"
    r" (?:of|de|du|des|d) (?:(?:the|la|l|les) )?(?P<name>.+)$"
)
_TOWN = regex(rf"^{_either(_TOWN_HEADS)} (?:of|de|du|des|d) (?:(?:the|la|l) )?(?P<name>.+)$")
_HEADS = frozenset(f"{_STATE_HEADS} {_TOWN_HEADS} ile iles isle isles island islands".split())
_ISLANDS = regex(
    r"^(?:iles?|islands?|isles?)(?: (?:de la|de l|de|du|des|d|of the|of))? (?P<a>.+)$|^(?P<b>.+) islands?$"
)


class Gazetteer:
    """Looks up places by the keys that `archive.link.entities.names` makes of their names."""

    def __init__(self) -> None:
        self._named = {lang: listed(lang) for lang in HOME}
        cells = rows("cities.tsv")
        # Numbers, the likeliest first; a star before those of an own name.
        self._cities = dict(zip(cells[::2], cells[1::2], strict=False))

    def place(self, key: str, lang: str) -> str | None:
        """The id of the place that `key` most likely names in a text in `lang`, or None.

        A name of the language's own comes before one of the other language, a territory before a
        city, a large city and a proper name before a small one and a by-name.
        """
        for candidate in _forms(key):
            if found := self._exact(candidate, lang):
                return found
        return None

    def senses(self, key: str) -> list[str]:
        """All cities that bear the name, the likeliest first."""
        return [f"geo:{number}" for number in self._cities.get(key, "").lstrip("*").split()]

    def own(self, key: str) -> bool:
        """Whether it is a place's own name, not a by-name or a short form alone."""
        own = self._cities.get(key, "").startswith("*")
        return own or any(key in named for named in self._named.values())

    def differs(self, key: str) -> bool:
        """Whether French and English mean two places by one name ("Mexico")."""
        return len({self.place(key, lang) for lang in HOME}) > 1

    def _exact(self, key: str, lang: str) -> str | None:
        in_order = (self._named[code] for code in (lang, *HOME) if code in self._named)
        if named := next((place for names in in_order if (place := names.get(key))), None):
            return named
        senses = self._cities.get(key)
        return f"geo:{senses.lstrip('*').split(' ', 1)[0]}" if senses else None


def _forms(key: str) -> Iterable[str]:
    """The key, then what is left without an article, a state's formal head, "ville de", "îles"."""
    forms = [key]
    if " " not in key:  # nothing can be taken off
        return forms
    head, _, rest = key.partition(" ")
    if rest and head in ("the", "la", "le", "les", "l"):
        forms.append(rest)
    for form in () if _HEADS.isdisjoint(key.split(" ")) else tuple(forms):
        for pattern in (_STATE, _TOWN):
            if match := pattern.match(form):
                forms.append(match["name"])
        if match := _ISLANDS.match(form):
            forms.append(match["a"] or match["b"])
    forms.append(key.replace(" ", ""))
    return forms
