"""The French calendar: its words in classes, and its rules as patterns over them."""

from __future__ import annotations

from archive.ingest.dates import feasts as feast
from archive.ingest.dates import rules, spelled
from archive.ingest.dates.core import Builder
from archive.ingest.dates.language import build
from archive.ingest.dates.lexicon import Lexicon
from archive.ingest.dates.moments import Unit
from archive.ingest.dates.tokens import Tokens

MONTHS = {
    "janvier": 1, "février": 2, "fevrier": 2, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "aout": 8,
    "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
}  # fmt: skip
SHORT_MONTHS = {
    "janv": 1, "jan": 1, "févr": 2, "fevr": 2, "fév": 2, "fev": 2, "avr": 4, "juil": 7, "juill": 7, "jui": 7,
    "sept": 9, "sep": 9, "oct": 10, "nov": 11, "déc": 12, "dec": 12,
}  # fmt: skip
# Months that are words or names as well.
DOUBTFUL_MONTHS = {"mars": 3, "mai": 5, "mar": 3}
WEEKDAYS = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip
SHORT_WEEKDAYS = {"lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "vend": 4, "sam": 5, "dim": 6}
UNITS = {
    "jour": Unit.DAY, "journée": Unit.DAY, "semaine": Unit.WEEK, "mois": Unit.MONTH, "année": Unit.YEAR, "an": Unit.YEAR,
    "annee": Unit.YEAR, "trimestre": Unit.QUARTER, "semestre": Unit.HALF, "décennie": Unit.DECADE, "siècle": Unit.CENTURY,
    "quinzaine": Unit.FORTNIGHT,
}  # fmt: skip
PLURAL_UNITS = {
    "jours": Unit.DAY, "semaines": Unit.WEEK, "mois": Unit.MONTH, "années": Unit.YEAR, "ans": Unit.YEAR,
    "trimestres": Unit.QUARTER, "semestres": Unit.HALF, "décennies": Unit.DECADE, "siècles": Unit.CENTURY,
}  # fmt: skip
CARDINALS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "cents": 100, "mille": 1000,
}  # fmt: skip
ORDINALS = {
    "premier": 1, "première": 1, "premiere": 1, "deuxième": 2, "deuxieme": 2, "second": 2, "seconde": 2, "troisième": 3,
    "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10,
}  # fmt: skip
SEASONS = {"printemps": 21, "été": 22, "automne": 23, "hiver": 24}
COUNTED = [
    "personnes",
    "migrants",
    "migrantes",
    "réfugiés",
    "réfugiées",
    "exilés",
    "exilées",
    "hommes",
    "femmes",
    "enfants",
    "mineurs",
    "morts",
    "arrestations",
    "euros",
    "dollars",
    "signatures",
    "signataires",
    "bénévoles",
    "places",
    "lits",
    "km",
    "kilomètres",
    "mètres",
    "policiers",
    "gendarmes",
    "militaires",
    "emplois",
    "mots",
    "exemplaires",
    "membres",
    "salariés",
    "étudiants",
    "tentes",
    "logements",
    "visiteurs",
    "habitants",
    "manifestants",
    "cas",
    "tonnes",
    "litres",
    "heures",
    "minutes",
    "secondes",
    "fois",
    "unités",
    "points",
]
FUTURE = """aura auront sera seront ira iront fera feront pourra pourront devra devront viendra viendront tiendra
    tiendront prendra prendront prévu prévue prévus prévues prochain prochaine reviendrai reviendra retournerai
    débutera commencera reprendront reprendra ouvrira fermera déroulera vais allons planifions suspendus serai
    serais serons partirai devrait devraient""".split()
PAST = "a ont est sont était étaient avait avaient ayant été fut furent eu".split()

FEASTS: dict[str, int] = {
    "noël": feast.CHRISTMAS, "noel": feast.CHRISTMAS, "pâques": feast.EASTER, "paques": feast.EASTER,
    "toussaint": feast.ALL_SAINTS, "pentecôte": feast.PENTECOST, "pentecote": feast.PENTECOST, "ascension": feast.ASCENSION,
    "épiphanie": feast.EPIPHANY, "assomption": feast.ASSUMPTION, "halloween": feast.HALLOWEEN, "ramadan": feast.RAMADAN,
    "carême": feast.LENT, "hanoucca": feast.HANUKKAH, "pourim": feast.PURIM, "norouz": feast.NOWRUZ, "newroz": feast.NOWRUZ,
}  # fmt: skip
PHRASES: dict[str, int] = {
    "nouvel an": feast.NEW_YEAR, "jour de l' an": feast.NEW_YEAR, "saint DASH? sylvestre": feast.NEW_YEAR_EVE,
    "réveillon de noël": feast.CHRISTMAS_EVE, "veille de noël": feast.CHRISTMAS_EVE,
    "lundi de pâques": feast.EASTER_MONDAY, "lundi de pentecôte": feast.WHIT_MONDAY, "vendredi saint": feast.GOOD_FRIDAY,
    "jeudi saint": feast.MAUNDY_THURSDAY, "mardi gras": feast.SHROVE_TUESDAY, "mercredi des cendres": feast.ASH_WEDNESDAY,
    "dimanche des rameaux": feast.PALM_SUNDAY, "fête du travail": feast.MAY_DAY, "fête des travailleurs": feast.MAY_DAY,
    "saint DASH? valentin": feast.VALENTINE, "aïd el DASH? fitr": feast.EID_FITR, "aïd el DASH? kébir": feast.EID_ADHA,
    "aïd DASH (el|al) DASH (fitr)": feast.EID_FITR, "aïd DASH (el|al) DASH (kebir|kébir|adha)": feast.EID_ADHA,
    "yom kippour": feast.YOM_KIPPUR, "roch hachana": feast.ROSH_HASHANAH, "poisson d' avril": feast.APRIL_FOOLS,
}  # fmt: skip

MACROS = {
    "W": "w:WEEKDAY (COMMA|le)?",
    "D": "(d:DAY er|d:ORD|d:DAY|d:SORD|d:SDAY|d:GLUED_DAY)",
    "DD": "(WEEKDAY? (le)? (DAY er|ORD|DAY|SORD|SDAY))",
    "M": "(m:MONTH|m:DOUBTFUL)",
    "Y": "(COMMA? (de|en)? (y:YEAR|y:SYEAR) | y:YEARLIKE | APOS y:YY)",
    "TO": "(au|à|a|jusqu' (au|à|a)?|DASH)",
    "COUNTS": "t:((COUNT|CARD|GLUED_COUNT) (UNIT|UNITS) (et? (COUNT|CARD) (UNIT|UNITS)){0,3})",
    "OF": "(de|d'|du|en|le|la|l')",
    "DATE": "({W}? {D} (de|du|d')? {M} {Y}?|{M} {Y}|y:YEAR|y:SYEAR)",
}

RULES: list[tuple[str, str, Builder]] = [
    # Days of a month
    ("day-month-year", "{W}? {D} (de|du|d'|DASH)? {M} (COMMA|DASH)? {Y}", rules.day_month),
    ("day-month", "{W}? {D} (de|du|d')? {M}", rules.day_month),
    ("day-month-relative", "{W}? {D} {M} (k:DIRECTION|k:BESIDE)", rules.day_month),
    ("day-of-year", "{W}? {D} {M} (de)? l' (an|année) k:DIRECTION", rules.day_of_year),
    ("month-day", "(m:MONTH (d:DAY|d:SDAY|d:ORD|d:NTHDAY)|m:DOUBTFUL d:BIGDAY) (de? y:YEAR)? (?!CLOCK)", rules.day_month),
    ("month-day-to-day", "m:MONTH d1:DAY DASH d2:DAY (COMMA? y:YEAR)?", rules.day_range),
    ("year-month-day", "y:YEAR (SLASH|DASH) {M} (SLASH|DASH) d:DAY | {M} (SLASH|DASH) d:DAY ((SLASH|DASH) y:YEAR)? | (?<!MONTH|DOUBTFUL) d:DAY (SLASH|DASH) {M} ((SLASH|DASH) (y:YEAR|y:YY))?", rules.tight_day_month),
    ("days-month", "(les|des)? days:({DD} (COMMA {DD}){0,10} COMMA? (et|ou|AMP) (le)? {DD}) (de)? {M} ({Y}|k:DIRECTION)?", rules.day_list),
    ("day-to-day-month", "(du|de|entre|depuis|des?)? (le)? (w1:WEEKDAY (le)?)? (d1:DAY er|d1:ORD|d1:DAY|d1:SDAY) ({TO}) (le)? (w2:WEEKDAY (le)?)? (d2:DAY er|d2:ORD|d2:DAY|d2:SDAY) (de)? {M} ({Y}|k:DIRECTION)?", rules.day_range),
    ("day-and-day-month", "entre le? (w1:WEEKDAY)? (d1:DAY er|d1:ORD|d1:DAY|d1:SDAY) et (le)? (w2:WEEKDAY)? (d2:DAY er|d2:ORD|d2:DAY|d2:SDAY) (de)? {M} ({Y}|k:DIRECTION)?", rules.day_range),
    # Months
    ("month-year", "(p:(EARLY|MID DASH?|LATE))? ((le)? mois (de|d'))? {M} (de|d'|DASH|SLASH|COMMA)? (y:YEAR|y:SYEAR|APOS y:YY|DOT y:YY|y:YEARLIKE)", rules.month_year),
    ("month-of-year", "{M} (de)? l' (an|année) k:DIRECTION", rules.month_of_year),
    ("month-relative", "{M} (k:DIRECTION|k:BESIDE) | k:THESE {M}", rules.month_year),
    ("month", "(?<=PREP) m:MONTH | m:MONTH (?=(DASH|et|ou|à) {M})", rules.bare_month),
    ("month-doubtful", "(?<=TEMPORAL) m:DOUBTFUL (?!CAP)", rules.bare_month),
    ("month-part", "(p:(EARLY|MID DASH?|LATE)) ((du|de) mois)? (de|d')? {M}", rules.month_year),
    # Years
    ("year", "(?<=STRONG) y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS)", rules.year),
    ("year-named", "(l')? (an|année) (y:YEAR|y:SYEAR)", rules.year),
    ("year-spelled", "(?<=PREP) y:SYEAR (?!COUNTED|CAP|WORD)", rules.year),
    ("year-bare", "(?<!NUMBERED) y:RECENT (?!COUNTED|COUNT|CLOCK|UNITS)", rules.year),
    ("years", "(?<!MONTH|DOUBTFUL) y:YEAR (COMMA YEAR){0,10} COMMA? (et|ou|AMP) (en)? YEAR", rules.year_list),
    ("year-to-year-short", "x:SPAN", rules.season_years),
    # Figures
    ("iso", "{W}? x:FULL", rules.full),
    ("figures", "{W}? x:DMY", rules.numeric(day_first=True)),
    ("figures-month", "x:YM", rules.year_month),
    ("figures-month-spaced", "m:MON (SLASH|DASH) y:YEAR | y:YEAR (SLASH|DASH) m:MON", rules.month_year),
    ("figures-short", "{W}? x:PAIR (?!UNIT|UNITS|OTHER|de|des) | {W} x:DOTTED", rules.numeric_pair(day_first=True)),
    ("figures-spaced", "(?<!NUM) d:DAY m:MON y:RECENT (?!NUM) | (?:(?<=LE)|^) d:DAY m:MON y:YY (?!NUM)", rules.spaced),
    # From the document's day
    ("today", "aujourd' hui | ce jour", rules.fixed_offset(0)),
    ("offset", "r:OFFSET", rules.offset),
    ("beyond", "(avant DASH? hier)", rules.fixed_offset(-2)),
    ("beyond-tomorrow", "après DASH? demain", rules.fixed_offset(2)),
    ("next-day", "(le|au)? lendemain (?!du|de|d') | (le)? jour (suivant|(d' après))", rules.next_day(1)),
    ("day-after", "(le|au)? lendemain (du|de) (w:WEEKDAY)? {D} {M} {Y}?", rules.day_shifted(1)),
    ("day-before", "(la)? veille (du|de) (w:WEEKDAY)? {D} {M} {Y}?", rules.day_shifted(-1)),
    ("previous-day", "la veille (?!du|de|d') | (le)? jour (d' avant|précédent)", rules.next_day(-1)),
    ("weekday", "(?<!LE|EACH|ONE) w:FULLWEEKDAY (?!DAY)", rules.weekday),
    ("habit", "(les|tous les|le|chaque) FULLWEEKDAY ((COMMA|et|ou|au|à) (le)? FULLWEEKDAY){1,6}", rules.nothing),
    ("weekday-short", "w:SHORTDAY", rules.short_weekday),
    ("weekday-this", "k:THESE w:WEEKDAY", rules.this_weekday),
    ("weekday-relative", "w:WEEKDAY k:DIRECTION", rules.coming_weekday),
    ("weekday-of-week", "w:WEEKDAY (de)? (la)? semaine k:DIRECTION | w:WEEKDAY (de)? k:THESE semaine", rules.weekday_of_week),
    ("weekday-week-after", "w:WEEKDAY (de)? (la)? semaine (d' après)", rules.weekday_next_week),
    ("weekday-in", "w:WEEKDAY en (n:COUNT|n:CARD)", rules.weekday_in),
    ("weekday-day", "w:WEEKDAY (le)? (d:DAY er|d:ORD|d:DAY) (?!de|COUNTED|UNITS|CLOCK)", rules.weekday_day),
    ("day-bare", "(?<=LE) d:DAY (?=DOT|STOP|COMMA|BREAK|CLOSE|$)", rules.weekday_day),
    ("day-of-month", "{D} (du)? mois k:DIRECTION", rules.day_of_month),
    ("days-of-month", "(du|de|depuis|entre)? (d1:DAY|d1:ORD) ({TO}|et) (d2:DAY|d2:ORD) (du|de|d')? (mois k:DIRECTION | k:THESE mois)", rules.days_of_month),
    ("unit-beside", "(le|la|l')? u:UNIT k:BESIDE", rules.unit_beside),
    ("weekday-beside", "(le)? w:WEEKDAY k:BESIDE", rules.weekday_beside),
    ("unit", "(le|la|l')? u:UNIT k:DIRECTION", rules.unit),
    ("unit-this", "k:THESE u:UNIT", rules.unit),
    ("week-following", "(la)? semaine (qui suit)", rules.next_week),
    ("week-inside", "dans la semaine", rules.this_week),
    ("units", "(n:COUNT|n:CARD) k:DIRECTION (u:UNITS|u:UNIT) | k:DIRECTION (n:COUNT|n:CARD) (u:UNITS|u:UNIT) | (n:COUNT|n:CARD) (u:UNITS) k:DIRECTION", rules.units),
    ("rest", "(le)? reste (de|du) (la|l')? u:UNIT", rules.rest),
    ("weekend", "(le|ce) (weekend|week DASH? end)", rules.weekend(0)),
    ("weekend-relative", "(le)? (weekend|week DASH end) k:DIRECTION", rules.weekend_relative),
    ("ago", "il (y|ya) a? (ABOUT|à peu près)? {COUNTS}", rules.moved(-1)),
    ("in", "dans {COUNTS} (?!de)| d' ici {COUNTS}", rules.moved(1)),
    ("later", "{COUNTS} (plus tard|après (?=COMMA|DOT|$))", rules.moved(1, from_previous=True)),
    ("earlier", "{COUNTS} (plus tôt|auparavant)", rules.moved(-1, from_previous=True)),
    ("season", "(?<!d')(l'|le|cet)? (p:(EARLY|MID DASH?|LATE) (de)? (l')?)? s:SEASON (de)? y:YEAR", rules.season),
    ("season-relative", "(l'|le)? s:SEASON k:DIRECTION | k:THESE s:SEASON", rules.season),
    ("quarter", "(le)? (o:NTH|o:LASTNTH) trimestre (de)? (l')? (année)? y:YEAR | t q:GLUED_COUNT y:YEAR", rules.quarter),
    ("half", "(le)? (o:NTH|o:LASTNTH) (semestre|moitié) (de)? (l')? (année)? y:YEAR | s q:GLUED_COUNT y:YEAR", rules.half),
    ("decade", "(les|des)? années (c:DECADE|y:YEAR|y:YY)", rules.decade),
    ("century", "o:NTH siècle | o:ROMAN siècle", rules.century),
    ("week-number", "semaine n:COUNT (de y:YEAR)?", rules.week_number),
    ("week-of-day", "(la)? semaine du {W}? {D} {M} {Y}?", rules.week_of_day),
    ("week-of-month", "(la)? (o:NTH|o:LASTNTH) semaine (de|d') {M} {Y}?", rules.week_of_month),
    ("day-of-unit", "(le)? (o:NTH|o:LASTNTH) jour (de|d'|du) ({M} {Y}?|mois k:DIRECTION)", rules.day_of_unit),
    ("nth-weekday", "(le)? (o:NTH|o:LASTNTH) w:WEEKDAY (de|d'|du) ((mois (de|d'))? {M} {Y}?|mois k:DIRECTION)", rules.nth_weekday),
    ("fortnight", "(la)? o:NTH quinzaine (de|d') {M} {Y}?", rules.fortnight),
    ("piece", "(au|à|en)? (le|la)? (p:BEGINNING|p:MIDDLE|p:END) (de|du) (la|l')? (u:UNIT) k:DIRECTION?", rules.piece),
    ("before", "(avant) (le|l'|la|fin|début)? année? {DATE}", rules.before),
    ("after", "(après) (le|l'|la|fin|début)? année? {DATE}", rules.after),
    ("starting", "(à (partir|compter) (de|du|d')) (la|l')? année? {DATE}", rules.starting),
    ("starting-day", "à partir du d:DAY (?!CAP|WORD|de)", rules.starting_day),
    ("feast", "k:THESE? f:FEAST k:DIRECTION? (de)? (y:YEAR|y:SYEAR) | f:FEAST k:DIRECTION | (?<=PREP) f:FEAST (?!CAP)", rules.feast),
    ("feast-alone", "(la)? f:FEAST", rules.alone_feast),
]  # fmt: skip

# Words after which a bare month or an unusual year is a date.
PREPOSITIONS = [
    "en",
    "de",
    "du",
    "d'",
    "depuis",
    "à",
    "au",
    "dès",
    "jusqu'",
    "fin",
    "début",
    "mi",
    "courant",
    "mois",
    "dans",
    "et",
    "ou",
    "entre",
    "avant",
    "après",
    "vers",
    "l'an",
    "an",
    "année",
    "pour",
]
STRONG = "en depuis dès fin début mi courant avant après vers l'an an année".split()
# What is numbered, not dated.
NUMBERED = (
    "formulaire cerfa numéro article page rue chapitre ligne loi code version vol salle bus chambre".split()
)
TEMPORAL = ["en", "depuis", "dès", "fin", "début", "mi", "courant", "d'ici"]


def _lexicon() -> Lexicon:
    lexicon = Lexicon()
    lexicon.add("MONTH", MONTHS | SHORT_MONTHS)
    lexicon.add("DOUBTFUL", DOUBTFUL_MONTHS)
    lexicon.add("WEEKDAY", WEEKDAYS | SHORT_WEEKDAYS)
    lexicon.add("FULLWEEKDAY", WEEKDAYS)
    lexicon.add("SHORTDAY", SHORT_WEEKDAYS)
    lexicon.add("SHORT", [*SHORT_MONTHS, *SHORT_WEEKDAYS])
    lexicon.add("UNIT", UNITS)
    lexicon.add("UNITS", PLURAL_UNITS)
    lexicon.add("CARD", CARDINALS)
    lexicon.add("SORD", ORDINALS)
    lexicon.add("NTH", ORDINALS)
    lexicon.add("NTHDAY", ORDINALS)
    lexicon.add("LASTNTH", {"dernier": -1, "dernière": -1, "derniere": -1})
    lexicon.add("SEASON", SEASONS)
    lexicon.add("COUNTED", COUNTED)
    lexicon.add("FEAST", FEASTS)
    back = [
        "dernier",
        "dernière",
        "derniere",
        "derniers",
        "dernières",
        "passé",
        "passée",
        "précédent",
        "précédente",
    ]
    ahead = ["prochain", "prochaine", "prochains", "prochaines"]
    lexicon.add("BESIDE", {"suivant": 1, "suivante": 1, "précédent": -1, "précédente": -1})
    lexicon.add("ONE", ["un", "une"])
    lexicon.add("POINTING", ["le", "du", "au", "dès", "depuis", "entre", "avant", "après"])
    lexicon.add("STRONG", STRONG)
    lexicon.add("NUMBERED", NUMBERED)
    lexicon.add("DIRECTION", dict.fromkeys(back, -1) | dict.fromkeys(ahead, 1))
    lexicon.add("THESE", dict.fromkeys(["ce", "cet", "cette"], 0))
    lexicon.add("OFFSET", {"hier": -1, "demain": 1})
    lexicon.add("EARLY", ["début"])
    lexicon.add("MID", ["mi", "milieu", "courant"])
    lexicon.add("LATE", ["fin"])
    lexicon.add("BEGINNING", {"début": 1})
    lexicon.add("MIDDLE", {"milieu": 2})
    lexicon.add("END", {"fin": 3})
    lexicon.add("EACH", ["chaque", "les", "tous"])
    lexicon.add("LE", ["le"])
    lexicon.add("LINK", ["et", "ou"])
    lexicon.add("FUTURE", FUTURE)
    lexicon.add("PAST", PAST)
    lexicon.add("SDAY", {w: n for w, n in CARDINALS.items() if 2 <= n <= 30})
    lexicon.add("BIGDAY", {w: n for w, n in CARDINALS.items() if 13 <= n <= 30})
    lexicon.add("ABOUT", ["environ", "presque"])
    lexicon.add("PREP", PREPOSITIONS)
    lexicon.add("TEMPORAL", TEMPORAL)
    lexicon.add("ROMAN", ROMANS)
    return lexicon


def _romans() -> dict[str, int]:
    tens, ones = ["", "x", "xx"], ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    numbers = {t + o: 10 * i + j for i, t in enumerate(tens) for j, o in enumerate(ones) if t + o}
    return {f"{roman}{e}": n for roman, n in numbers.items() for e in ("e", "ème", "ième")} | {"ier": 1}


ROMANS = _romans()


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: vingt et un, dix-huit, deux mille quinze."""
    spelled.merge(tokens, frozenset({"et"}), spelled.french)


LANGUAGE = build(
    "fr",
    _lexicon(),
    [
        *RULES,
        *(
            (f"feast {name}", f"{name} (de|en)? y:YEAR | {name} k:DIRECTION?", rules.feast_of(code))
            for name, code in PHRASES.items()
        ),
    ],
    MACROS,
    between="COMMA? (au|à|a|jusqu' (au|à|a|en)?|DASH) (le|la)? ((EARLY|LATE|MID) (de|d')?)?",
    opening="entre (le|la)? ((EARLY|LATE|MID) (de|d')?)?",
    pairing="et (le|la)? ((EARLY|LATE|MID) (de|d')?)?",
    past_endings=(),
    future_endings=("era", "ira", "dra", "eront", "iront", "dront", "erons", "irons", "drons"),
    merge=_merge,
)
