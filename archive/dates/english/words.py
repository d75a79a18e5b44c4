"""The words of the English calendar, in classes."""

from __future__ import annotations

from archive.dates.english.feasts import FEASTS
from archive.dates.lexicon import Lexicon, listed
from archive.dates.moments import CalendarUnit
from archive.lang.en import ENGLISH

_CALENDAR = ENGLISH.calendar
_CARDINALS = ENGLISH.numbers.cardinals
_ORDINALS = {word: n for word, n in ENGLISH.numbers.ordinals.items() if n}

# Written without a capital, before another word, it is the verb.
VERBS = {"may": 5}

UNITS = {
    "day": CalendarUnit.DAY,
    "week": CalendarUnit.WEEK,
    "month": CalendarUnit.MONTH,
    "year": CalendarUnit.YEAR,
    "yr": CalendarUnit.YEAR,
    "quarter": CalendarUnit.QUARTER,
    "qtr": CalendarUnit.QUARTER,
    "weekend": CalendarUnit.WEEKEND,
    "decade": CalendarUnit.DECADE,
    "century": CalendarUnit.CENTURY,
    "fortnight": CalendarUnit.FORTNIGHT,
}

PLURAL_UNITS = {
    "days": CalendarUnit.DAY,
    "weeks": CalendarUnit.WEEK,
    "months": CalendarUnit.MONTH,
    "mo": CalendarUnit.MONTH,
    "years": CalendarUnit.YEAR,
    "yrs": CalendarUnit.YEAR,
    "quarters": CalendarUnit.QUARTER,
    "weekends": CalendarUnit.WEEKEND,
    "decades": CalendarUnit.DECADE,
    "centuries": CalendarUnit.CENTURY,
    "fortnights": CalendarUnit.FORTNIGHT,
}

DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
    "noughties": 2000,
}

# Nouns that a year-like number counts.
COUNTED = listed(
    """people persons migrants refugees men women children arrests deaths euros dollars pounds signatures
    signatories volunteers beds places km kilometres kilometers miles metres meters feet police officers
    troops jobs words copies members workers students tents homes visitors residents cases tonnes tons
    litres hours minutes seconds times units points"""
)


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
    out.add("FULLMONTH", _CALENDAR.sure_months())
    out.add("DOUBTFUL", _CALENDAR.doubtful_months())
    out.cased = {word: {"VERB": n} for word, n in VERBS.items()}
    out.add("WEEKDAY", {**_CALENDAR.weekdays, **_CALENDAR.short_weekdays})
    out.add("FULLWEEKDAY", _CALENDAR.weekdays)
    out.add("WEEKDAYS", {f"{w}s": n for w, n in _CALENDAR.weekdays.items()})
    out.add("SHORTDAY", _CALENDAR.short_weekdays)
    out.add("SHORT", [*_CALENDAR.short_months, *_CALENDAR.short_weekdays, "st"])
    out.add("UNIT", UNITS)
    out.add("UNITS", PLURAL_UNITS)
    out.add("CARD", _CARDINALS)
    out.add("SORD", _ORDINALS)
    out.add("NTH", _ORDINALS)
    out.add("LASTNTH", {"last": -1})
    out.add("SEASON", _CALENDAR.seasons)
    out.add("DECADEWORD", DECADES)
    out.add("TENS", {"thousands": 0, "tens": 10})
    out.add("COUNTED", COUNTED)
    out.add("FEAST", FEASTS)


def _add_relations(out: Lexicon) -> None:
    """Last, this, next, today."""
    back, ahead = ["last", "past"], ["next", "coming", "upcoming"]
    out.add("SHIFT", dict.fromkeys([*back, "previous"], -1) | dict.fromkeys(ahead, 1))
    out.add(
        "RELATIVE",
        dict.fromkeys([*back, "previous"], -1) | dict.fromkeys(ahead, 1) | {"this": 0, "current": 0},
    )
    out.add("BESIDE", {"following": 1})
    out.add("ASIDE", {"after": 1, "before": -1})
    out.add("SAME", {"same": 0, "that": 0})
    out.add("LAST", dict.fromkeys(back, -1))
    out.add("NEXT", dict.fromkeys(ahead, 1))
    out.add("AGO", {"ago": -1, "back": -1})
    out.add("OFFSET", {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "tomorrows": 1, "tmrw": 1})
    out.add("TOMORROW", {"tomorrow": 1, "tmrw": 1})
    out.add("YESTERDAY", {"yesterday": -1})


def _add_surroundings(out: Lexicon) -> None:
    """Parts of a unit, tense, and the words that stand before or after a date."""
    out.add("EARLY", ["early", "beginning", "start"])
    out.add("LATE", ["late", "end"])
    out.add("MID", ["mid", "middle"])
    out.add("BEGINNING", {"beginning": 1, "start": 1})
    out.add("MIDDLE", {"middle": 2})
    out.add("END", {"end": 3})
    out.add("EACH", ["every", "each"])
    out.add("POSSESSIVE", ["his", "her", "their", "my", "our", "your", "its"])
    out.add("WORKING", ["working", "business"])
    out.add("HALF", ["half"])
    out.add("EOM", {"eom": 1})
    out.add("EOY", {"eoy": 1})
    out.add("NOW", {"now": 0})
    out.add("ONE", {"a": 1, "an": 1})
    out.add("FEW", {"few": 3, "couple": 2, "dozen": 12})
    out.add("SDAY", {w: n for w, n in _CARDINALS.items() if 2 <= n <= 30})
    out.add("BIGDAY", {w: n for w, n in _CARDINALS.items() if 13 <= n <= 30})
    out.add("TO", ["to"])
    out.add("THE", ["the"])
    out.add("YEARS", ["year"])
    out.add("THEN", ["then"])
    out.add("LINK", ["and", "or"])
    out.add("BEFORE", dict.fromkeys(["previous"], -1))
    out.add("POINTING", ["on", "by", "for", "until", "till", "from", "to", "between", "before", "after"])
    out.add("ON", ["on"])
    # For three weeks after, within ten days after: how long, not when.
    out.add("LASTING", ["for", "the", "these", "those", "in", "within", "than", "least", "most", "during"])
    out.add("AND", ["and"])
    out.add("PREP", PREPOSITIONS)
    out.add("TEMPORAL", TEMPORAL)
    out.add("TITLE", ["mr", "mrs", "ms", "miss", "dr", "man"])
    out.add("GROUP", dict.fromkeys(GROUPS, 0) | dict.fromkeys(LASTING_GROUPS, 1))
    out.add("QUANTITY", ["over", "nearly", "almost", "some", "roughly", "approximately", "exactly", "these"])
    out.add("CIRCA", ["circa", "ca", "around", "approximately", "roughly"])
    out.add("CIRCAS", ["c"])
    out.add(
        "STRONG", [w for w in PREPOSITIONS if w not in {"of", "for", "to", "and", "or", "from", "between"}]
    )
    out.add("NUMBERED", NUMBERED)
    out.add("NAMED", NAMED)


TEMPORAL = listed("in since during until till before after through early late mid")

# Names of groups, written with a capital after the day that they are called after.
GROUPS = listed(
    """collective movement committee network brigade group front coalition alliance campaign association
    assembly"""
)

# Those that are no event of a day in small letters either.
LASTING_GROUPS = listed("collective movement network brigade coalition alliance")

# What is called after a feast: the Good Friday Agreement, St Patrick's Cathedral, Christmas Island.
NAMED = listed(
    """agreement accord accords rising island islands cathedral church chapel abbey priory parish school
    college academy hospital hospice hall house street road lane square park gate barracks station village"""
)

# Words after which a bare month or an unusual year is a date.
# What is numbered, not dated.
NUMBERED = listed(
    """form no number nr room page section article chapter flight bus line law act code version"""
)

PREPOSITIONS = listed(
    """in of since during until till by for from to after before between around about circa through early
    late mid and or year"""
)
