"""The closed word lists of `data/words.toml`."""

from __future__ import annotations

import tomllib
from importlib import resources

_FILE = resources.files("archive.link.entities").joinpath("data/words.toml")
_LISTS: dict[str, str] = tomllib.loads(_FILE.read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """The words of the list called `name`. Raises KeyError."""
    return frozenset(_LISTS[name].split())
