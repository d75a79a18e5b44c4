"""The English calendar."""

from __future__ import annotations

from archive.dates import spelled
from archive.dates.core import Row
from archive.dates.english.feasts import PHRASES
from archive.dates.english.rules import ABSOLUTE, BOUNDS_ONLY, MACROS, RELATIVE, ROWS
from archive.dates.english.verbs import VERBS
from archive.dates.english.words import lexicon
from archive.dates.grammar import Rules
from archive.dates.rules import festive
from archive.dates.tokens import Tokens


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: twenty-two, two thousand and eighteen, nineteen ninety six."""
    spelled.merge(tokens, {"and": frozenset()}, spelled.english)


def _feasts() -> list[Row]:
    """A rule for every feast of several words."""
    rows: list[Row] = []
    for name, code in PHRASES.items():
        told = f"{name} (e:weekend)? ((in|of|COMMA)? (y:YEAR|y:SYEAR))? (e:weekend)?"
        rows.append((f"feast {name}", festive.feast_of(code), told))
        # A row of its own: what begins with one class is looked for five times as fast.
        rows.append((f"feast {name}", festive.feast_of(code), f"k:RELATIVE {told}"))
        rows.append((f"feast-of-year {name}", festive.feast_of_year(code), f"{name} of? k:RELATIVE year"))
    return rows


RULES = Rules(
    "en",
    lexicon,
    (*ROWS, *_feasts()),
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
