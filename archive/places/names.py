"""Names of places in both languages, to re-label and join names that a model found.

Never to tag bare words with: "Nice", "Gap" and "Pau" are towns, and words. Towns come from
GeoNames (15,000 people or more, CC BY 4.0; `data/towns.tsv`, made by `python -m training.towns`), countries
from CLDR (babel).
"""

from __future__ import annotations

import functools
import re
import sys
from importlib.resources import files

from archive.lang.registry import HOME
from archive.text import fold

# CLDR lists these among the territories; they are organisations.
_UNIONS = ("EU", "EZ", "UN")
_REGIONS = """
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
_US_STATES = """
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|Florida
Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts
Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico
New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina
South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming
"""


@functools.cache
def territories() -> frozenset[str]:
    """Folded names of countries, their greater parts and other territories, in French and English."""
    from babel import Locale

    names = {name for line in (_REGIONS + _US_STATES).split("\n") for name in line.split("|") if name}
    for lang in HOME:
        names.update(
            name for code, name in Locale(lang).territories.items() if code.isalpha() and code not in _UNIONS
        )
        _and = {"fr": "et", "en": "and"}[lang]
        names.update([name.replace("&", _and) for name in names if "&" in name])
    return frozenset(fold(re.sub(r" ?[(\[].*", "", name)) for name in names)


@functools.cache
def languages() -> frozenset[str]:
    """Folded names of languages, in French and English."""
    from babel import Locale

    return frozenset(fold(name) for lang in HOME for name in Locale(lang).languages.values())


def _cells() -> list[str]:
    """The cells of the list of towns, three in each line: name, people, country."""
    return (
        files("archive.places").joinpath("data/towns.tsv").read_text("utf-8").replace("\n", "\t").split("\t")
    )


@functools.cache
def towns() -> dict[str, int]:
    """Folded names of towns, with the people of the largest town of that name."""
    cells = _cells()
    return dict(zip(cells[::3], map(int, cells[1::3]), strict=False))


@functools.cache
def _countries() -> dict[str, str]:
    """Folded names of towns, with the country of the largest town of that name."""
    cells = _cells()
    return dict(zip(cells[::3], map(sys.intern, cells[2::3]), strict=False))


def is_territory(name: str) -> bool:
    """Whether a name, in either language, is that of a country or another large territory."""
    return fold(name) in territories()


def is_language(name: str) -> bool:
    """Whether a name is that of a language; most are also what its speakers are called in English."""
    return fold(name) in languages()


def people_of(name: str) -> int:
    """How many people live in the largest town called `name`; 0 if none of 15,000 or more is known."""
    return towns().get(fold(name), 0)


def country_of(name: str) -> str:
    """The country (ISO 3166) of the town that `people_of` counts; empty if none is known."""
    return _countries().get(fold(name), "")
