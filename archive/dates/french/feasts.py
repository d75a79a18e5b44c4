"""The French names of feasts."""

from __future__ import annotations

from archive.dates.feasts import Feast

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
}
