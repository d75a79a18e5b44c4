"""The French names of feasts, and the rules that find them."""

from __future__ import annotations

from archive.dates.core import Row
from archive.dates.feasts import Feast
from archive.dates.rules import festive

# Feasts of one word.
FEASTS: dict[str, int] = {
    "noël": Feast.CHRISTMAS,
    "noel": Feast.CHRISTMAS,
    "pâques": Feast.EASTER,
    "paques": Feast.EASTER,
    "toussaint": Feast.ALL_SAINTS,
    "pentecôte": Feast.PENTECOST,
    "pentecote": Feast.PENTECOST,
    "ascension": Feast.ASCENSION,
    "épiphanie": Feast.EPIPHANY,
    "assomption": Feast.ASSUMPTION,
    "halloween": Feast.HALLOWEEN,
    "ramadan": Feast.RAMADAN,
    "carême": Feast.LENT,
    "hanoucca": Feast.HANUKKAH,
    "pourim": Feast.PURIM,
    "norouz": Feast.NOWRUZ,
    "newroz": Feast.NOWRUZ,
    "diwali": Feast.DIWALI,
    "divali": Feast.DIWALI,
    "holi": Feast.HOLI,
    "vesak": Feast.BUDDHA_DAY,
}

PHRASES: dict[str, int] = {
    "nouvel an": Feast.NEW_YEAR,
    "jour de l' an": Feast.NEW_YEAR,
    "saint DASH? sylvestre": Feast.NEW_YEAR_EVE,
    "réveillon de noël": Feast.CHRISTMAS_EVE,
    "veille de noël": Feast.CHRISTMAS_EVE,
    "lundi de pâques": Feast.EASTER_MONDAY,
    "lundi de pentecôte": Feast.WHIT_MONDAY,
    "vendredi saint": Feast.GOOD_FRIDAY,
    "jeudi saint": Feast.MAUNDY_THURSDAY,
    "mardi gras": Feast.SHROVE_TUESDAY,
    "mercredi des cendres": Feast.ASH_WEDNESDAY,
    "dimanche des rameaux": Feast.PALM_SUNDAY,
    "fête du travail": Feast.MAY_DAY,
    "fête des travailleurs": Feast.MAY_DAY,
    "saint DASH? valentin": Feast.VALENTINE,
    "aïd el DASH? fitr": Feast.EID_FITR,
    "aïd el DASH? kébir": Feast.EID_ADHA,
    "aïd DASH (el|al) DASH (fitr)": Feast.EID_FITR,
    "aïd DASH (el|al) DASH (kebir|kébir|adha)": Feast.EID_ADHA,
    "yom kippour": Feast.YOM_KIPPUR,
    "roch hachana": Feast.ROSH_HASHANAH,
    "la chandeleur": Feast.CANDLEMAS,
    "la (saint|st) DASH? joseph": Feast.JOSEPH,
    "la (saint|st) DASH? georges": Feast.GEORGE,
    "la (saint|st) DASH? jean": Feast.JOHN,
    "la (saint|st) DASH? pierre": Feast.PETER,
    "la (saint|st) DASH? michel": Feast.MICHAEL,
    "la (saint|st) DASH? martin": Feast.MARTIN,
    "la (sainte|ste) DASH? catherine": Feast.CATHERINE,
    "la (saint|st) DASH? andré": Feast.ANDREW,
    "la (sainte|ste) DASH? barbe": Feast.BARBARA,
    "la (saint|st) DASH? nicolas": Feast.NICHOLAS,
    "la (sainte|ste) DASH? lucie": Feast.LUCY,
    "poisson d' avril": Feast.APRIL_FOOLS,
    "nuit du (destin|doute)": Feast.NIGHT_OF_POWER,
    "pâques (orthodoxe|orthodoxes)": Feast.ORTHODOX_EASTER,
    "la pâque orthodoxe": Feast.ORTHODOX_EASTER,
    "lundi pur": Feast.CLEAN_MONDAY,
    "guru nanak jayanti": Feast.NANAK,
}


def _feasts() -> list[Row]:
    """A rule for every feast of several words."""
    return [
        (f"feast {name}", festive.feast_of(code), f"{name} (de|en)? y:YEAR", f"{name} k:DIRECTION?")
        for name, code in PHRASES.items()
    ]


ROWS: list[Row] = [
    ("feast", festive.feast, "(la)? l:semaine (de|du|d') (la|l')? f:FEAST (k:DIRECTION|(de)? y:YEAR)?"),
    ("feast", festive.feast_of(Feast.EASTER), "(la)? l:semaine sainte ((de)? y:YEAR|k:DIRECTION)?"),
    ("feast", festive.feast, "f:FEAST (k:DIRECTION? (de)? (y:YEAR|y:SYEAR) | k:DIRECTION)"),
    ("feast", festive.feast, "k:THESE f:FEAST k:DIRECTION? (de)? (y:YEAR|y:SYEAR)"),
    (
        "feast",
        festive.feast,
        "(k:THESE|le)? (e:weekend|e:week DASH? end) (de|d'|du)? (la|l')? f:FEAST (k:DIRECTION|(de)? y:YEAR)?",
    ),
    ("feast", festive.feast, "f:FEAST (?<=PREP FEAST) (?!CAP)"),
    ("feast-alone", festive.alone_feast, "(la)? f:FEAST"),
    *_feasts(),
]
