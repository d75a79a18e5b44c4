"""Which place a name is of, in French and in English.

Sources: CLDR's territories and time-zone cities through babel, GeoNames' cities of 15,000 people and
more (`data/cities.tsv`, made by `python -m training.towns`, CC BY 4.0), and
`data/places.tsv` for regions, seas, rivers and formal names of states. A place's id says where it comes
from: `FR` (ISO 3166), `geo:2988507`, `zone:…`, or the id in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources

import babel

from archive.lang.registry import HOME

# CLDR entries that are no place anyone names.
_NOT_PLACES = frozenset({"QO", "XA", "XB", "ZZ", "UN"})
_QUALIFIED = re.compile(r"^(.+?)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\]|,\s*([^,]+))$")
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


_STATE = re.compile(
    rf"^(?:{_either(_STATE_ADJECTIVES_BEFORE)} )*{_either(_STATE_HEADS)}"
    rf"(?: {_either(_STATE_ADJECTIVES_AFTER)})*"
    r" (?:of|de|du|des|d) (?:(?:the|la|l|les) )?(?P<name>.+)$"
)
_TOWN = re.compile(rf"^{_either(_TOWN_HEADS)} (?:of|de|du|des|d) (?:(?:the|la|l) )?(?P<name>.+)$")
_ISLANDS = re.compile(
    r"^(?:iles?|islands?|isles?)(?: (?:de la|de l|de|du|des|d|of the|of))? (?P<a>.+)$|^(?P<b>.+) islands?$"
)


# A name and its language, to the key under which it is looked up.
KeyOf = Callable[[str, str], str]


class Gazetteer:
    """Looks up places by their keys, which `key_of` makes of their names.

    `data/cities.tsv` has the keys of `archive.link.entities.names`.
    """

    def __init__(self, key_of: KeyOf) -> None:
        self._key_of = key_of
        self._named: dict[str, dict[str, str]] = {lang: {} for lang in HOME}
        self._cities: dict[str, str] = {}  # numbers, the likeliest first; a star before those of an own name
        self._read_own()
        self._read_territories()
        self._read_cities()
        self._read_zones()

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
        named = next((place for names in in_order if (place := names.get(key))), None)
        return named or self._city(key)

    def _city(self, key: str) -> str | None:
        senses = self._cities.get(key)
        return f"geo:{senses.lstrip('*').split(' ', 1)[0]}" if senses else None

    # -- sources -----------------------------------------------------------------------------------

    def _name(self, lang: str, name: str, place: str) -> None:
        key = self._key_of(name, lang)
        self._named[lang].setdefault(key, place)

    def _read_own(self) -> None:
        text = resources.files("archive.places").joinpath("data/places.tsv").read_text("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                place, french, english = line.split("\t")
                for lang, names in (("fr", french), ("en", english)):
                    for name in names.split("|"):
                        self._name(lang, name, place)

    def _read_territories(self) -> None:
        for lang in HOME:
            for code, name in sorted(babel.Locale(lang).territories.items()):
                if code in _NOT_PLACES:
                    continue
                known = self._named[lang].get(self._key_of(name, lang))
                place = known or code
                for form in _bracketed(name):
                    self._name(lang, form, place)

    def _read_cities(self) -> None:
        text = resources.files("archive.places").joinpath("data/cities.tsv").read_text("utf-8")
        cells = text.replace("\n", "\t").split("\t")  # two in each line
        self._cities = dict(zip(cells[::2], cells[1::2], strict=False))

    def _read_zones(self) -> None:
        """Time-zone cities: CLDR's names in both languages tied to a territory or a city of that name."""
        names: dict[str, dict[str, str]] = {}
        for lang in HOME:
            for zone, info in babel.Locale(lang).time_zones.items():
                if city := info.get("city"):
                    names.setdefault(zone, {})[lang] = city
        for zone, by_lang in sorted(names.items()):
            default = zone.rsplit("/", 1)[-1].replace("_", " ")
            both = {lang: by_lang.get(lang, default) for lang in HOME}
            if default.startswith("Unknown"):
                continue
            place = self._zone_place(zone, both)
            for lang, name in both.items():
                for form in _bracketed(name):
                    self._name(lang, form, place)

    def _zone_place(self, zone: str, names: dict[str, str]) -> str:
        for lang in HOME:
            if known := self._named[lang].get(self._key_of(names[lang], lang)):
                return known
        for lang in ("en", "fr"):
            if city := self._city(self._key_of(names[lang], lang)):
                return city
        return f"zone:{zone}"


def _bracketed(name: str) -> Iterator[str]:
    """A name with a second one or a qualifier in brackets: "Myanmar (Burma)", "Tripoli (Libye)"."""
    yield name
    if match := _QUALIFIED.match(name):
        yield match[1]


def _forms(key: str) -> Iterable[str]:
    """The key, then what is left without an article, a state's formal head, "ville de", "îles"."""
    forms = [key]
    head, _, rest = key.partition(" ")
    if rest and head in ("the", "la", "le", "les", "l"):
        forms.append(rest)
    for form in tuple(forms):
        for pattern in (_STATE, _TOWN):
            if match := pattern.match(form):
                forms.append(match["name"])
        if match := _ISLANDS.match(form):
            forms.append(match["a"] or match["b"])
    if " " in key:
        forms.append(key.replace(" ", ""))
    return forms
