"""The French calendar."""

from __future__ import annotations

from archive.ingest.dates import spelled
from archive.ingest.dates.core import Row
from archive.ingest.dates.french.feasts import PHRASES
from archive.ingest.dates.french.grammar import MACROS, RELATIVE, RULES
from archive.ingest.dates.french.words import lexicon
from archive.ingest.dates.language import build
from archive.ingest.dates.rules import festive
from archive.ingest.dates.tokens import Tokens


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: vingt et un, dix-huit, deux mille quinze."""
    spelled.merge(tokens, frozenset({"et"}), spelled.french)


def _feasts() -> list[Row]:
    """A rule for every feast of several words."""
    return [
        (f"feast {name}", festive.feast_of(code), f"{name} (de|en)? y:YEAR", f"{name} k:DIRECTION?")
        for name, code in PHRASES.items()
    ]


LANGUAGE = build(
    "fr",
    lexicon(),
    [*RULES, *_feasts()],
    MACROS,
    between="COMMA? (au|à|a|jusqu' (au|à|a|en)?|DASH) (le|la)? ((EARLY|LATE|MID) (de|d')?)?",
    opening="entre (le|la)? ((EARLY|LATE|MID) (de|d')?)?",
    pairing="et (le|la)? ((EARLY|LATE|MID) (de|d')?)?",
    past_endings=(),
    future_endings=("era", "ira", "dra", "eront", "iront", "dront", "erons", "irons", "drons"),
    merge=_merge,
    relative=RELATIVE,
)
