"""The rules of French dates that are counted: il y a deux ans, dans trois semaines, dix jours après Noël."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.rules import beyond, relative

# Pieces that patterns share, written {X}.
MACROS = {
    "COUNTS": (
        "t:((COUNT|CARD|GLUED_COUNT) (HALF DASH?)? (UNIT|UNITS) (et HALF)? "
        "(et? (COUNT|CARD) (UNIT|UNITS)){0,3})"
    ),
    # How near to the count: part of the date, which is about then.
    "NEARLY": (
        "(v:(ABOUT|à peu près|près (de|d')|plus (de|d')|moins (de|d')|au (moins|plus)|pas moins (de|d')"
        "|bientôt|quelque)|tout? juste|à peine|exactement|seulement|maintenant|déjà|de cela)"
    ),
    "AGO": "(il (y|ya) a?|voici|voilà)",
    "OR": "(COUNT|CARD) (ou|à|DASH)",
}

ROWS: list[Row] = [
    (
        "units",
        relative.units,
        "(n:COUNT|n:CARD) k:DIRECTION (u:UNITS|u:UNIT)",
        "(?!passé) k:DIRECTION (n:COUNT|n:CARD) (u:UNITS|u:UNIT)",
        "(n:COUNT|n:CARD) (u:UNITS) k:DIRECTION",
    ),
    ("ago", relative.moved(-1), "{AGO} {NEARLY}? {COUNTS}"),
    ("ago", relative.moved(-1), "(ça|cela) fait {NEARLY}? {COUNTS} (?=que|qu')"),
    (
        "ago-about",
        relative.moved_about,
        "{AGO} ABOUT? t:(quelques UNITS|CARD FEW (de|d') UNITS)",
        "{AGO} {NEARLY}? {OR} t:((COUNT|CARD) UNITS)",
    ),
    (
        "in",
        relative.moved(1),
        "dans {NEARLY}? {COUNTS} (à (partir|compter) (de|d') (aujourd' hui|ce jour)|(?!de))",
        "d' ici à? {COUNTS}",
    ),
    (
        "later",
        relative.moved(1, from_previous=True),
        "{NEARLY}? {COUNTS} (plus tard|après (?=COMMA|DOT|$))",
    ),
    (
        "earlier",
        relative.moved(-1, from_previous=True),
        "{NEARLY}? {COUNTS} (plus tôt|auparavant|avant (?=COMMA|DOT|STOP|CLOSE|$))",
    ),
    ("shifted-after", beyond.shifted(1), "(?<!LASTING) {COUNTS} (après|suivant) {THE}?"),
    ("shifted-before", beyond.shifted(-1), "(?<!LASTING) {COUNTS} (avant|précédant) {THE}?"),
]
