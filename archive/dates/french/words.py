"""The words of the French calendar, in classes."""

from __future__ import annotations

from archive.dates.french.feasts import FEASTS
from archive.dates.lexicon import Lexicon, listed
from archive.dates.moments import CalendarUnit
from archive.lang.fr import FRENCH

_CALENDAR = FRENCH.calendar
_CARDINALS = FRENCH.numbers.cardinals
_ORDINALS = {word: n for word, n in FRENCH.numbers.ordinals.items() if n}

UNITS = {
    "jour": CalendarUnit.DAY,
    "journée": CalendarUnit.DAY,
    "semaine": CalendarUnit.WEEK,
    "mois": CalendarUnit.MONTH,
    "année": CalendarUnit.YEAR,
    "an": CalendarUnit.YEAR,
    "annee": CalendarUnit.YEAR,
    "trimestre": CalendarUnit.QUARTER,
    "semestre": CalendarUnit.HALF,
    "décennie": CalendarUnit.DECADE,
    "siècle": CalendarUnit.CENTURY,
    "quinzaine": CalendarUnit.FORTNIGHT,
}

PLURAL_UNITS = {
    "jours": CalendarUnit.DAY,
    "semaines": CalendarUnit.WEEK,
    "mois": CalendarUnit.MONTH,
    "années": CalendarUnit.YEAR,
    "ans": CalendarUnit.YEAR,
    "trimestres": CalendarUnit.QUARTER,
    "semestres": CalendarUnit.HALF,
    "décennies": CalendarUnit.DECADE,
    "siècles": CalendarUnit.CENTURY,
}

COUNTED = listed(
    """personnes migrants migrantes réfugiés réfugiées exilés exilées hommes femmes enfants mineurs morts
    arrestations euros dollars signatures signataires bénévoles places lits km kilomètres mètres
    policiers gendarmes militaires emplois mots exemplaires membres salariés étudiants tentes logements
    visiteurs habitants manifestants cas tonnes litres heures minutes secondes fois unités points"""
)

# Round numbers: une dizaine d'années.
ROUND = {
    "quelques": 3,
    "huitaine": 8,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}

# Words after which a bare month or an unusual year is a date.
PREPOSITIONS = listed(
    """en de du d' depuis à au dès jusqu' fin début mi courant mois dans et ou entre avant après vers l'an
    an année pour"""
)

STRONG = listed("""en depuis dès fin début mi courant avant après vers l'an an année""")

# After "le mois suivant" they begin what it is counted from: a rule, no date.
OBJECTS = listed("le la l' les un une votre notre son sa ses leur leurs mon ma cette cet celui celle")
# Names of groups, written with a capital before the day that they are called after.
GROUPS = listed(
    """comité collectif mouvement coordination association réseau brigade groupe front coalition alliance
    assemblée"""
)
# Those that are no event of a day in small letters either.
LASTING_GROUPS = listed("collectif association réseau brigade coalition alliance")
# What is called after a day.
STREETS = listed(
    """rue rues avenue av boulevard bd bld place square quai impasse allée allées cours pont passage chemin
    esplanade promenade faubourg cité résidence station métro collège lycée école stade gymnase caserne
    hôpital jardin parc rond"""
)
# What is called after a feast, and is no street.
PLACED = listed("accord accords île îles église cathédrale chapelle abbaye paroisse père insurrection")
# What is numbered, not dated.
NUMBERED = listed(
    """formulaire cerfa numéro article page rue chapitre ligne loi code version vol salle bus chambre"""
)

TEMPORAL = listed("""en depuis dès fin début mi courant d'ici""")


def lexicon() -> Lexicon:
    """The words of the language."""
    out = Lexicon()
    _add_names(out)
    _add_relations(out)
    _add_surroundings(out)
    return out


def _add_names(out: Lexicon) -> None:
    """Names of days, months, units, numbers, feasts."""
    out.add("MONTH", _CALENDAR.sure_months() | _CALENDAR.sure_short_months())
    out.add("DOUBTFUL", _CALENDAR.doubtful_months())
    out.add("WEEKDAY", {**_CALENDAR.weekdays, **_CALENDAR.short_weekdays})
    out.add("FULLWEEKDAY", _CALENDAR.weekdays)
    out.add("WEEKDAYS", {f"{w}s": n for w, n in _CALENDAR.weekdays.items()})
    out.add("SHORTDAY", _CALENDAR.short_weekdays)
    out.add("SHORT", [*_CALENDAR.short_months, *_CALENDAR.short_weekdays])
    out.add("UNIT", UNITS)
    out.add("UNITS", PLURAL_UNITS)
    out.add("CARD", _CARDINALS)
    out.add("SORD", _ORDINALS)
    out.add("NTH", _ORDINALS)
    out.add("NTHDAY", _ORDINALS)
    out.add("LASTNTH", {"dernier": -1, "dernière": -1, "derniere": -1})
    out.add("SEASON", _CALENDAR.seasons)
    out.add("COUNTED", COUNTED)
    out.add("FEAST", FEASTS)


def _add_relations(out: Lexicon) -> None:
    """Last, this, next, today."""
    back = [
        "dernier",
        "dernière",
        "derniere",
        "derniers",
        "dernières",
        "passé",
        "passée",
    ]
    ahead = ["prochain", "prochaine", "prochains", "prochaines"]
    out.add("BESIDE", {"suivant": 1, "suivante": 1, "précédent": -1, "précédente": -1})
    out.add("ASIDE", {"après": 1, "avant": -1})
    out.add("SAME", {"même": 0})
    out.add("ONE", ["un", "une"])
    out.add("POINTING", ["le", "du", "au", "dès", "depuis", "entre", "avant", "après"])
    out.add("STRONG", STRONG)
    out.add("NUMBERED", NUMBERED)
    out.add("DIRECTION", dict.fromkeys(back, -1) | dict.fromkeys(ahead, 1))
    out.add("THESE", dict.fromkeys(["ce", "cet", "cette"], 0))
    out.add("OFFSET", {"hier": -1, "demain": 1})


def _add_surroundings(out: Lexicon) -> None:
    """Parts of a unit, tense, and the words that stand before or after a date."""
    out.add("EARLY", ["début"])
    out.add("MID", ["mi", "milieu", "courant"])
    out.add("LATE", ["fin"])
    out.add("BEGINNING", {"début": 1})
    out.add("MIDDLE", {"milieu": 2})
    out.add("END", {"fin": 3})
    out.add("EACH", ["chaque", "les", "tous"])
    out.add("LE", ["le"])
    # Pendant trois semaines après, moins de dix jours après: how long, not when.
    out.add("LASTING", ["les", "ces", "pendant", "durant", "dans", "de", "des", "moins", "plus"])
    out.add("OBJECT", OBJECTS)
    out.add("TO", ["au", "à", "aux"])
    out.add("THE", ["le", "la", "les", "de", "du", "des", "l'"])
    out.add("YEARS", ["année", "an"])
    out.add("HALF", ["demi", "demie"])
    out.add("THEN", ["puis", "ensuite"])
    out.add("LINK", ["et", "ou"])
    out.add("SDAY", {w: n for w, n in _CARDINALS.items() if 2 <= n <= 30})
    out.add("BIGDAY", {w: n for w, n in _CARDINALS.items() if 13 <= n <= 30})
    out.add("ABOUT", ["environ", "presque"])
    out.add("FEW", ROUND)
    out.add("PREP", PREPOSITIONS)
    out.add("TITLE", ["m", "mm", "mme", "mmes", "mlle", "mlles", "dr", "monsieur", "madame", "mademoiselle"])
    out.add("GROUP", dict.fromkeys(GROUPS, 0) | dict.fromkeys(LASTING_GROUPS, 1))
    out.add("PLACED", PLACED)
    out.add("STREET", dict.fromkeys(STREETS, 0))
    out.add("QUANTITY", ["quelque", "environ", "presque", "exactement"])
    out.add("CIRCA", ["vers", "circa", "environ", "env", "ca", "autour", "environs", "alentours"])
    out.add("CIRCAS", ["c"])
    out.add("TEMPORAL", TEMPORAL)
    out.add("ROMAN", ROMANS)


def _romans() -> dict[str, int]:
    tens, ones = ["", "x", "xx"], ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    numbers = {t + o: 10 * i + j for i, t in enumerate(tens) for j, o in enumerate(ones) if t + o}
    return {f"{roman}{e}": n for roman, n in numbers.items() for e in ("e", "ème", "ième")} | {"ier": 1}


ROMANS = _romans()
