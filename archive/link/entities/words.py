"""The closed word lists of `data/words.toml`."""

from __future__ import annotations

import tomllib
from importlib import resources

_FILE = resources.files("archive.link.entities").joinpath("data/words.toml")
_LISTS: dict[str, str] = tomllib.loads(_FILE.read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """The words of the list called `name`. Raises KeyError."""
    return frozenset(_LISTS[name].split())


def either(name: str) -> str:
    """The words of the list called `name` as a pattern that matches one of them, the longest first."""
    return "(?:" + "|".join(sorted(_LISTS[name].split(), key=lambda w: (-len(w), w))) + ")"
