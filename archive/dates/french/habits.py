"""What French says of days that come back, and of no day: chaque lundi, tous les ans en mars, à ce jour."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.rules import common

_EACH = "(chaque|tous les)"
_YEARLY = "(chaque année|tous les ans)"
_MONTH = "(MONTH|DOUBTFUL)"

ROWS: list[Row] = [
    (
        "habit",
        common.nothing,
        "(les|tous les|le|chaque) FULLWEEKDAY ((COMMA|et|ou|au|à) (le)? FULLWEEKDAY){1,6}",
    ),
    # "Le premier dimanche du mois" is a habit more often than a day.
    ("habit", common.nothing, "{LASTNTH} w:WEEKDAY (du|de chaque) mois"),
    ("habit", common.nothing, f"{_EACH} (DAY er|DAY|ORD) {_MONTH}"),
    (
        "habit",
        common.nothing,
        f"{_YEARLY} COMMA? (le (DAY er|DAY|ORD)|en|au mois (de|d')|(en|à la)? (EARLY|LATE|MID DASH?)) "
        f"{_MONTH} (?!YEAR)",
        f"{_YEARLY} COMMA? (à|au|pour|le) (la|le|l')? FEAST",
    ),
    # So far, and a day that was told: no day of its own.
    ("habit", common.nothing, "à ce jour", "k:THESE (jour|semaine|mois) DASH? là", "k:THESE WEEKDAY DASH là"),
]
