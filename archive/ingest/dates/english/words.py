"""The words of the English calendar, in classes."""

from __future__ import annotations

from archive.ingest.dates.english.feasts import FEASTS
from archive.ingest.dates.lexicon import Lexicon, listed
from archive.ingest.dates.moments import Unit

MONTHS = {
    "january": 1,
    "february": 2,
    "april": 4,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
}

SHORT_MONTHS = {
    "jan": 1,
    "feb": 2,
    "febr": 2,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}

# Months that are words or names as well.
DOUBTFUL_MONTHS = {"may": 5, "march": 3, "mar": 3}

# Written without a capital, before another word, it is the verb.
VERBS = {"may": 5}

WEEKDAYS = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
}

SHORT_WEEKDAYS = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}

UNITS = {
    "day": Unit.DAY,
    "week": Unit.WEEK,
    "month": Unit.MONTH,
    "year": Unit.YEAR,
    "yr": Unit.YEAR,
    "quarter": Unit.QUARTER,
    "qtr": Unit.QUARTER,
    "weekend": Unit.WEEKEND,
    "decade": Unit.DECADE,
    "century": Unit.CENTURY,
    "fortnight": Unit.FORTNIGHT,
}

PLURAL_UNITS = {
    "days": Unit.DAY,
    "weeks": Unit.WEEK,
    "months": Unit.MONTH,
    "mo": Unit.MONTH,
    "years": Unit.YEAR,
    "yrs": Unit.YEAR,
    "quarters": Unit.QUARTER,
    "weekends": Unit.WEEKEND,
    "decades": Unit.DECADE,
    "centuries": Unit.CENTURY,
    "fortnights": Unit.FORTNIGHT,
}

CARDINALS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
}

ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
}

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

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

# Words that set a sentence in the future; a request or a plan does so too.
# Verbs and words that set what is near them in the future; a request or a plan does so too.
FUTURE = listed(
    """will shall won ll going plan plans planned planning schedule scheduled expect expects expected let
    should could may please due deadline join book meet arrange find intends intend hopes hope want until
    by to can"""
)

PAST = listed(
    """said was were had did has have been began came went told took made met held found killed left sent
    won lost saw became gave set says"""
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
    out.add("MONTH", MONTHS | SHORT_MONTHS)
    out.add("FULLMONTH", MONTHS)
    out.add("DOUBTFUL", DOUBTFUL_MONTHS)
    out.cased = {word: {"VERB": n} for word, n in VERBS.items()}
    out.add("WEEKDAY", WEEKDAYS | SHORT_WEEKDAYS)
    out.add("FULLWEEKDAY", WEEKDAYS)
    out.add("WEEKDAYS", {f"{w}s": n for w, n in WEEKDAYS.items()})
    out.add("SHORTDAY", SHORT_WEEKDAYS)
    out.add("SHORT", [*SHORT_MONTHS, *SHORT_WEEKDAYS, "mar", "st"])
    out.add("UNIT", UNITS)
    out.add("UNITS", PLURAL_UNITS)
    out.add("CARD", CARDINALS)
    out.add("SORD", ORDINALS)
    out.add("NTH", ORDINALS)
    out.add("LASTNTH", {"last": -1})
    out.add("SEASON", SEASONS)
    out.add("DECADEWORD", DECADES)
    out.add("COUNTED", COUNTED)
    out.add("FEAST", FEASTS)


def _add_relations(out: Lexicon) -> None:
    """Last, this, next, today."""
    back, ahead = ["last", "past"], ["next", "coming", "following", "upcoming"]
    out.add("SHIFT", dict.fromkeys([*back, "previous"], -1) | dict.fromkeys(ahead, 1))
    out.add(
        "RELATIVE",
        dict.fromkeys([*back, "previous"], -1) | dict.fromkeys(ahead, 1) | {"this": 0, "current": 0},
    )
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
    out.add("WORKING", ["working", "business"])
    out.add("EOM", {"eom": 1})
    out.add("EOY", {"eoy": 1})
    out.add("NOW", {"now": 0})
    out.add("ONE", {"a": 1, "an": 1})
    out.add("SDAY", {w: n for w, n in CARDINALS.items() if 2 <= n <= 30})
    out.add("BIGDAY", {w: n for w, n in CARDINALS.items() if 13 <= n <= 30})
    out.add("LINK", ["and", "or"])
    out.add("FUTURE", FUTURE)
    out.add("PAST", PAST)
    out.add("BEFORE", dict.fromkeys(["previous"], -1))
    out.add("POINTING", ["on", "by", "for", "until", "till", "from", "to", "between", "before", "after"])
    out.add("ON", ["on"])
    out.add("AND", ["and"])
    out.add("PREP", PREPOSITIONS)
    out.add(
        "STRONG", [w for w in PREPOSITIONS if w not in {"of", "for", "to", "and", "or", "from", "between"}]
    )
    out.add("NUMBERED", NUMBERED)


# Words after which a bare month or an unusual year is a date.
# What is numbered, not dated.
NUMBERED = listed(
    """form no number nr room page section article chapter flight bus line law act code version"""
)

PREPOSITIONS = listed(
    """in of since during until till by for from to after before between around about circa through early
    late mid and or year"""
)
