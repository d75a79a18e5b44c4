"""Names of places in both languages, to re-label and join names that a model found.

Never to tag bare words with: "Nice", "Gap" and "Pau" are towns, and words. Towns come from
GeoNames (15,000 people or more, CC BY 4.0; `data/towns.tsv`, made by `python -m training.towns`), countries
and languages from CLDR (`data/names.tsv`, made by `python -m training.placenames`).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from importlib.resources import files

from archive.text import fold


@functools.cache
def _lists() -> dict[str, dict[str, str]]:
    """The lists of `names.tsv` by what they are of: names, each with the id of its place where it has one."""
    cells = rows("names.tsv")
    lists: dict[str, dict[str, str]] = {}
    for what, name, place in zip(cells[::3], cells[1::3], cells[2::3], strict=False):
        lists.setdefault(what, {})[name] = place
    return lists


def listed(lang: str) -> Mapping[str, str]:
    """The places that a language, `fr` or `en`, has names of its own for: their ids, by the names' keys."""
    return _lists()[lang]


def rows(file: str) -> list[str]:
    """The cells of a list, row by row, and an empty one at its end."""
    text = files("archive.places").joinpath("data", file).read_text("utf-8")
    return text.replace("\n", "\t").split("\t")


@functools.cache
def towns() -> dict[str, int]:
    """Folded names of towns, with the people of the largest town of that name."""
    cells = rows("towns.tsv")  # name, people, country
    return dict(zip(cells[::3], map(int, cells[1::3]), strict=False))


@functools.cache
def _countries() -> dict[str, str]:
    """Folded names of towns, with the country of the largest town of that name."""
    cells = rows("towns.tsv")  # name, people, country
    return dict(zip(cells[::3], map(sys.intern, cells[2::3]), strict=False))


def is_territory(name: str) -> bool:
    """Whether a name, in either language, is that of a country or another large territory."""
    return fold(name) in _lists()["territory"]


def is_language(name: str) -> bool:
    """Whether a name is that of a language; most are also what its speakers are called in English."""
    return fold(name) in _lists()["language"]


def is_known(name: str) -> bool:
    """Whether a name is that of a territory or of a town of 15,000 people or more."""
    key = fold(name)
    return key in _lists()["territory"] or towns().get(key, 0) > 0


def people_of(name: str) -> int:
    """How many people live in the largest town called `name`; 0 if none of 15,000 or more is known."""
    return towns().get(fold(name), 0)


def country_of(name: str) -> str:
    """The country (ISO 3166) of the town that `people_of` counts; empty if none is known."""
    return _countries().get(fold(name), "")
