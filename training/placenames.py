"""Build the list of places, countries and languages that names are looked up in.

    python -m training.placenames

Reading CLDR and making keys of its names takes a fifth of a second each time; reading what came of it a
hundredth of that. A test says when babel, which brings CLDR, or a rule by which keys are made, has changed.

- `archive/places/data/names.tsv`: of what it is a name (a place in a text in `fr` or `en`, a territory, a
  language); the name, for places as a key (`archive.link.entities.names.key_of`), else folded
  (`archive.text.fold`); a place's id.

Sources: CLDR's territories and time-zone cities through babel, and `training/places.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel import Locale

from archive.lang.registry import HOME
from archive.link.entities.names import key_of
from archive.places.names import rows
from archive.text import fold

ROOT: Final = Path(__file__).parent.parent
NAMES: Final = ROOT / "archive" / "places" / "data" / "names.tsv"
OWN: Final = ROOT / "training" / "places.tsv"

# CLDR entries that are no place anyone names.
_NOT_PLACES: Final = frozenset({"QO", "XA", "XB", "ZZ", "UN"})
_QUALIFIED: Final = re.compile(r"^(.+?)\s*(?:\(([^()]+)\)|\[([^\[\]]+)\]|,\s*([^,]+))$")
# CLDR lists these among the territories; they are organisations.
_UNIONS: Final = ("EU", "EZ", "UN")
_REGIONS: Final = """
Afrique|Africa|Amérique|America|Amérique du Nord|North America|Amérique du Sud|South America
Amérique latine|Latin America|Asie|Asia|Europe|Océanie|Oceania|Antarctique|Antarctica|Maghreb
Moyen-Orient|Middle East|Proche-Orient|Balkans|Caraïbes|Caribbean|Méditerranée|Mediterranean
Scandinavie|Scandinavia|Angleterre|England|Écosse|Scotland|Pays de Galles|Wales|Irlande du Nord
Northern Ireland|Grande-Bretagne|Great Britain|Britain|USA|UK|U.S.|U.K.|US|RU|U.S.A.
Royaume-Uni|États-Unis|Etats-Unis|United States|United Kingdom|United States of America
États-Unis d'Amérique|Alpes|Alps|Pyrénées|Pyrenees|Sahara|Sahel|Bretagne|Brittany|Normandie
Normandy|Corse|Corsica|Catalogne|Catalonia|Flandre|Flanders|Wallonie|Wallonia|Bavière|Bavaria
Lombardie|Lombardy|Sicile|Sicily|Provence|Occitanie|Île-de-France|Ile-de-France|Hauts-de-France
Grand Est|Nouvelle-Aquitaine|Pays de la Loire|Picardie|Centre-Val de Loire|Auvergne-Rhône-Alpes
Bourgogne-Franche-Comté|Provence-Alpes-Côte d'Azur|Auvergne|Limousin|Alsace|Lorraine|Bourgogne
Burgundy|Kurdistan|Palestine|Gaza|West Bank|Cisjordanie|Kosovo|Syrie|Syria|Turquie|Turkey
Corée|Korea|Birmanie|Burma|Tchéquie|Crimée|Crimea|Cachemire|Kashmir|Tibet|Darfour|Darfur
Aisne|Allier|Ardèche|Ardennes|Ariège|Aube|Aude|Aveyron|Bouches-du-Rhône|Calvados|Cantal
Charente|Charente-Maritime|Corrèze|Côte-d'Or|Côtes-d'Armor|Creuse|Dordogne|Doubs|Drôme|Essonne
Eure|Eure-et-Loir|Finistère|Gard|Gironde|Haute-Garonne|Haute-Loire|Haute-Marne|Haute-Savoie
Haute-Saône|Haute-Vienne|Hautes-Alpes|Hautes-Pyrénées|Hauts-de-Seine|Hérault|Ille-et-Vilaine
Indre|Indre-et-Loire|Isère|Jura|Landes|Loir-et-Cher|Loire|Loire-Atlantique|Loiret
Lot-et-Garonne|Lozère|Maine-et-Loire|Marne|Mayenne|Meurthe-et-Moselle|Meuse|Morbihan|Moselle
Nièvre|Oise|Pas-de-Calais|Puy-de-Dôme|Pyrénées-Atlantiques|Pyrénées-Orientales|Bas-Rhin
Haut-Rhin|Rhône|Saône-et-Loire|Sarthe|Savoie|Seine-Maritime|Seine-et-Marne|Seine-Saint-Denis
Somme|Tarn|Tarn-et-Garonne|Val-d'Oise|Val-de-Marne|Vaucluse|Vendée|Vienne|Vosges|Yonne
Yvelines|Alpes-Maritimes|Alpes-de-Haute-Provence|Deux-Sèvres|Haute-Corse|Corse-du-Sud|Guadeloupe
Martinique|Guyane|Mayotte
"""
_US_STATES: Final = """
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|Florida
Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts
Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico
New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina
South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming
"""


def territories() -> set[str]:
    """Folded names of countries, their greater parts and other territories, in French and English."""
    names = {name for line in (_REGIONS + _US_STATES).split("\n") for name in line.split("|") if name}
    for lang in HOME:
        names.update(
            name for code, name in Locale(lang).territories.items() if code.isalpha() and code not in _UNIONS
        )
        _and = {"fr": "et", "en": "and"}[lang]
        names.update([name.replace("&", _and) for name in names if "&" in name])
    return {fold(re.sub(r" ?[(\[].*", "", name)) for name in names}


def languages() -> set[str]:
    """Folded names of languages, in French and English."""
    return {fold(name) for lang in HOME for name in Locale(lang).languages.values()}


class _Places:
    """Ids of places by the keys of their names, in each language."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, str]] = {lang: {} for lang in HOME}
        cells = rows("cities.tsv")
        self._cities = dict(zip(cells[::2], cells[1::2], strict=False))
        self._read_own()
        self._read_territories()
        self._read_zones()

    def _name(self, lang: str, name: str, place: str) -> None:
        key = key_of(name, lang)
        self.named[lang].setdefault(key, place)

    def _read_own(self) -> None:
        for line in OWN.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                place, french, english = line.split("\t")
                for lang, names in (("fr", french), ("en", english)):
                    for name in names.split("|"):
                        self._name(lang, name, place)

    def _read_territories(self) -> None:
        for lang in HOME:
            for code, name in sorted(Locale(lang).territories.items()):
                if code in _NOT_PLACES:
                    continue
                known = self.named[lang].get(key_of(name, lang))
                place = known or code
                for form in _bracketed(name):
                    self._name(lang, form, place)

    def _read_zones(self) -> None:
        """Time-zone cities: CLDR's names in both languages tied to a territory or a city of that name."""
        names: dict[str, dict[str, str]] = {}
        for lang in HOME:
            for zone, info in Locale(lang).time_zones.items():
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
            if known := self.named[lang].get(key_of(names[lang], lang)):
                return known
        for lang in ("en", "fr"):
            if senses := self._cities.get(key_of(names[lang], lang)):
                return f"geo:{senses.lstrip('*').split(' ', 1)[0]}"
        return f"zone:{zone}"


def _bracketed(name: str) -> Iterator[str]:
    """A name with a second one or a qualifier in brackets: "Myanmar (Burma)", "Tripoli (Libye)"."""
    yield name
    if match := _QUALIFIED.match(name):
        yield match[1]


def lines() -> str:
    """The list as it is kept."""
    told = [(lang, key, place) for lang, named in _Places().named.items() for key, place in named.items()]
    told += [("territory", name, "") for name in territories()]
    told += [("language", name, "") for name in languages()]
    return "".join("\t".join(row) + "\n" for row in sorted(told))


def main() -> None:
    NAMES.write_text(lines(), encoding="utf-8")


if __name__ == "__main__":
    main()
