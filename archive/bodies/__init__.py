"""Well-known bodies by their names in each language, and brands: sites, firms, programs."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Final

from archive.lang.registry import HOME
from archive.text import fold

_DATA: Final = resources.files("archive.bodies") / "data"


@functools.cache
def bodies() -> tuple[dict[str, tuple[str, ...]], ...]:
    """Well-known bodies (`data/bodies.tsv`): by language, the names of each, the full one first."""
    return tuple(
        {lang: tuple(names.split("|")) for lang, names in zip(HOME, line.split("\t"), strict=True)}
        for line in _lines("bodies.tsv")
    )


_OF_STATES: Final = frozenset(["un", "onu", "uno", "eu", "ue", "otan", "nato", "g7", "g8", "g20"])


def of_states(name: str) -> bool:
    """Whether a name is the acronym of a body of states: what stands beside it is another party."""
    return fold(name).replace(".", "") in _OF_STATES


@functools.cache
def brands() -> frozenset[str]:
    """Names of sites, firms and programs, as they write themselves; no first names, no places."""
    return frozenset(_lines("brands.txt"))


def _lines(file: str) -> list[str]:
    text = (_DATA / file).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
