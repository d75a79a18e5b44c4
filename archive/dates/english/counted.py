"""The rules of English dates that are counted: two years ago, in three weeks, ten days after Easter."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.rules import beyond, relative, spans

# Pieces that patterns share, written {X}.
MACROS = {
    "COUNTS": (
        "t:((HALF ONE UNIT|(COUNT|CARD) and ONE HALF UNITS"
        "|(COUNT|CARD|GLUED_COUNT|ONE) WORKING? (UNIT|UNITS) (and ONE HALF)?) "
        "((and|COMMA)? (COUNT|CARD) (UNIT|UNITS)){0,3})"
    ),
    # How near to the count: part of the date, which is about then.
    "NEARLY": (
        "(v:(almost|nearly|about|around|roughly|approximately|some|over|under|just (over|under)"
        "|(more|less|fewer) than|at (least|most))|exactly|just|only|barely)"
    ),
    "OR": "(COUNT|CARD) (or|to|DASH)",
}

ROWS: list[Row] = [
    (
        "units",
        relative.units,
        "(the)? k:SHIFT (n:COUNT|n:CARD) (u:UNITS|u:UNIT) (?!of)",
        "(n:COUNT|n:CARD) k:SHIFT u:UNITS",
    ),
    ("ago", relative.moved(-1), "(?<!SHIFT) {NEARLY}? {COUNTS} (ago|back)"),
    (
        "ago-about",
        relative.moved_about,
        "a? t:(FEW of? UNITS) (ago|back)",
        "{NEARLY}? {OR} t:((COUNT|CARD) UNITS) (ago|back)",
    ),
    (
        "earlier",
        relative.moved(-1, from_previous=True),
        "(?<!SHIFT) {NEARLY}? {COUNTS} "
        "(earlier (?!than)|previously|beforehand|before (?=COMMA|DOT|STOP|CLOSE|$))",
    ),
    (
        "from-now",
        relative.moved_ahead,
        "in {NEARLY}? {COUNTS} (APOS s? time)? (?!of|since|from)",
    ),
    # Rows that begin with one class are looked for much faster than patterns of one row.
    ("from-now", relative.moved(1), "{COUNTS} (from (now|today)|hence)"),
    ("from-now", relative.moved(1), "in {NEARLY}? {COUNTS} (from (now|today)|hence)"),
    (
        "later",
        relative.moved(1, from_previous=True),
        "{NEARLY}? {COUNTS} (later|afterwards|after (?=COMMA|DOT))",
    ),
    ("weekday-counted-units", relative.moved_weekday(1), "w:WEEKDAY {COUNTS} from (now|today)"),
    ("shifted-after", beyond.shifted(1), "(?<!LASTING) {COUNTS} (after|from|following) the?"),
    ("shifted-before", beyond.shifted(-1), "(?<!LASTING) {COUNTS} (before|preceding) the?"),
    (
        "lasting",
        spans.lasting,
        "(for)? {COUNTS} (COMMA? (starting|beginning) (from|on)?|COMMA from) the? ({D} {M} {Y}?|{M} "
        "(d:ORD|d:DAY) {Y}?|r:OFFSET|k:NEXT w:WEEKDAY)",
    ),
    ("within", spans.within, "within {COUNTS} (?!of|after|from|following)"),
]
