"""The English calendar."""

from __future__ import annotations

from archive.ingest.dates import spelled
from archive.ingest.dates.core import Row
from archive.ingest.dates.english.feasts import PHRASES
from archive.ingest.dates.english.grammar import BOUNDS_ONLY, MACROS, RELATIVE, RULES
from archive.ingest.dates.english.words import lexicon
from archive.ingest.dates.language import build
from archive.ingest.dates.rules import festive
from archive.ingest.dates.tokens import Tokens


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: twenty-two, two thousand and eighteen, nineteen ninety six."""
    spelled.merge(tokens, frozenset({"and"}), spelled.english)


def _feasts() -> list[Row]:
    """A rule for every feast of several words."""
    rows: list[Row] = []
    for name, code in PHRASES.items():
        told = f"k:RELATIVE? {name} ((in|of|COMMA)? (y:YEAR|y:SYEAR))?"
        rows.append((f"feast {name}", festive.feast_of(code), told))
        rows.append((f"feast-of-year {name}", festive.feast_of_year(code), f"{name} of? k:RELATIVE year"))
    return rows


LANGUAGE = build(
    "en",
    lexicon(),
    [*RULES, *_feasts()],
    MACROS,
    between="COMMA? (to|till|until|til|through|thru|DASH) the? ((EARLY|LATE|MID) of? DASH?)? the?",
    opening="between the? ((EARLY|LATE|MID) of?)?",
    pairing="and the? ((EARLY|LATE|MID) of? DASH?)? the?",
    past_endings=("ed",),
    future_endings=(),
    merge=_merge,
    relative=RELATIVE,
    bounds_only=BOUNDS_ONLY,
)
