"""What English says of days that come back, and of no day: every Monday, each year on 3 May, to this day."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.rules import common

_DAYS = "WEEKDAY ((COMMA|COMMA? (and|or)|AMP|to|DASH|SLASH) WEEKDAY){0,6}"

ROWS: list[Row] = [
    # "On the first Sunday of the month" is a habit more often than a day.
    ("habit", common.nothing, "{NTH} w:WEEKDAY (of|in) (the|each|every|a) month"),
    ("habit", common.nothing, f"EACH (other|NTH)? {_DAYS}"),
    ("habit", common.nothing, "EACH ((DAY|ORD) of? {M}|{M} (DAY|ORD))"),
    ("habit", common.nothing, "EACH FEAST (day|week|weekend)?"),
    ("habit", common.nothing, f"(weekly|fortnightly|EACH UNIT) COMMA? on {_DAYS}"),
    (
        "habit",
        common.nothing,
        "(annually|yearly|EACH year) COMMA? (on|in|at|around) the? "
        "((DAY|ORD) of? {M}|{M} (DAY|ORD)?|(EARLY|LATE|MID DASH?) {M}|FEAST) (?!COMMA? YEAR)",
    ),
    # So far: no day.
    ("habit", common.nothing, "to this day"),
]
