"""The English calendar."""

from __future__ import annotations

from archive.dates import spelled
from archive.dates.english.rules import ABSOLUTE, BOUNDS_ONLY, MACROS, RELATIVE, ROWS
from archive.dates.english.verbs import VERBS
from archive.dates.english.words import lexicon
from archive.dates.grammar import Rules
from archive.dates.tokens import Tokens


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: twenty-two, two thousand and eighteen, nineteen ninety six."""
    spelled.merge(tokens, {"and": frozenset()}, spelled.english)


RULES = Rules(
    "en",
    lexicon,
    tuple(ROWS),
    absolute=ABSOLUTE,
    macros=MACROS,
    between=(
        "COMMA? (to|till|until|til|through|thru|DASH) (CIRCA|CIRCAS DOT)? "
        "the? ((EARLY|LATE|MID) of? DASH?)? the?"
    ),
    opening="between the? ((EARLY|LATE|MID) of?)? the?",
    pairing="COMMA? and the? ((EARLY|LATE|MID) of? DASH?)? the?",
    verbs=VERBS,
    merge=_merge,
    relative=RELATIVE,
    bounds_only=BOUNDS_ONLY,
)
