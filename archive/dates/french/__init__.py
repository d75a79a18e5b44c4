"""The French calendar."""

from __future__ import annotations

from archive.dates import spelled
from archive.dates.french.rules import ABSOLUTE, BOUNDS_ONLY, MACROS, RELATIVE, ROWS
from archive.dates.french.verbs import VERBS
from archive.dates.french.words import lexicon
from archive.dates.grammar import Rules
from archive.dates.tokens import Tokens


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: vingt et un, dix-huit, deux mille quinze."""
    spelled.merge(tokens, {"et": frozenset({1, 11})}, spelled.french)


RULES = Rules(
    "fr",
    lexicon,
    tuple(ROWS),
    absolute=ABSOLUTE,
    macros=MACROS,
    between=(
        "COMMA? (au|à|a|jusqu' (au|à|a|en)?|DASH) (CIRCA|CIRCAS DOT)? "
        "(le|la|les)? ((EARLY|LATE|MID) (de|d')?)?"
    ),
    opening="entre (le|la)? ((EARLY|LATE|MID) DASH? (de|d'|du)?)? (le|la|l')?",
    pairing="et (le|la)? ((EARLY|LATE|MID) DASH? (de|d'|du)?)? (le|la|l')?",
    verbs=VERBS,
    merge=_merge,
    relative=RELATIVE,
    bounds_only=BOUNDS_ONLY,
)
