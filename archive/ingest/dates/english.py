"""The English calendar: its words in classes, and its rules as patterns over them."""

from __future__ import annotations

from archive.ingest.dates import feasts as feast
from archive.ingest.dates import rules, spelled
from archive.ingest.dates.core import Builder
from archive.ingest.dates.language import build
from archive.ingest.dates.lexicon import Lexicon
from archive.ingest.dates.moments import Unit
from archive.ingest.dates.tokens import Tokens

MONTHS = {
    "january": 1, "february": 2, "april": 4, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
SHORT_MONTHS = {
    "jan": 1, "feb": 2, "febr": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
# Months that are words or names as well.
DOUBTFUL_MONTHS = {"may": 5, "march": 3, "mar": 3}
# Written without a capital, before another word, it is the verb.
VERBS = {"may": 5}
WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
SHORT_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
UNITS = {
    "day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR, "yr": Unit.YEAR,
    "quarter": Unit.QUARTER, "qtr": Unit.QUARTER, "weekend": Unit.WEEKEND, "decade": Unit.DECADE,
    "century": Unit.CENTURY, "fortnight": Unit.FORTNIGHT,
}  # fmt: skip
PLURAL_UNITS = {
    "days": Unit.DAY, "weeks": Unit.WEEK, "months": Unit.MONTH, "mo": Unit.MONTH, "years": Unit.YEAR, "yrs": Unit.YEAR,
    "quarters": Unit.QUARTER, "weekends": Unit.WEEKEND, "decades": Unit.DECADE, "centuries": Unit.CENTURY,
    "fortnights": Unit.FORTNIGHT,
}  # fmt: skip
CARDINALS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90, "noughties": 2000,
}  # fmt: skip
# Nouns that a year-like number counts.
COUNTED = [
    "people",
    "persons",
    "migrants",
    "refugees",
    "men",
    "women",
    "children",
    "arrests",
    "deaths",
    "euros",
    "dollars",
    "pounds",
    "signatures",
    "signatories",
    "volunteers",
    "beds",
    "places",
    "km",
    "kilometres",
    "kilometers",
    "miles",
    "metres",
    "meters",
    "feet",
    "police",
    "officers",
    "troops",
    "jobs",
    "words",
    "copies",
    "members",
    "workers",
    "students",
    "tents",
    "homes",
    "visitors",
    "residents",
    "cases",
    "tonnes",
    "tons",
    "litres",
    "hours",
    "minutes",
    "seconds",
    "times",
    "units",
    "points",
]
# Words that set a sentence in the future; a request or a plan does so too.
# Verbs and words that set what is near them in the future; a request or a plan does so too.
FUTURE = """will shall won ll going plan plans planned planning schedule scheduled expect expects expected let
    should could may please due deadline join book meet arrange find intends intend hopes hope want until by
    to can""".split()
PAST = """said was were had did has have been began came went told took made met held found killed left sent
    won lost saw became gave set says""".split()

FEASTS: dict[str, int] = {
    "christmas": feast.CHRISTMAS, "xmas": feast.CHRISTMAS, "easter": feast.EASTER, "thanksgiving": feast.THANKSGIVING,
    "halloween": feast.HALLOWEEN, "pentecost": feast.PENTECOST, "ramadan": feast.RAMADAN, "passover": feast.PASSOVER,
    "hanukkah": feast.HANUKKAH, "hannukkah": feast.HANUKKAH, "chanukah": feast.HANUKKAH, "purim": feast.PURIM,
    "lent": feast.LENT, "shavuot": feast.SHAVUOT, "sukkot": feast.SUKKOT, "succos": feast.SUKKOT, "pesach": feast.PASSOVER,
    "ashura": feast.ASHURA, "nowruz": feast.NOWRUZ, "newroz": feast.NOWRUZ, "koningsdag": feast.KINGSDAY,
}  # fmt: skip
# Feasts of several words; `'s` and a following "day" or "Sunday" are read by the rules.
PHRASES: dict[str, int] = {
    "christmas eve": feast.CHRISTMAS_EVE, "boxing day": feast.BOXING_DAY,
    "new (year|years) eve": feast.NEW_YEAR_EVE, "new year APOS s eve": feast.NEW_YEAR_EVE,
    "new (year|years) day": feast.NEW_YEAR, "new year APOS s day": feast.NEW_YEAR,
    "(valentine|valentines) day": feast.VALENTINE, "valentine APOS s day": feast.VALENTINE,
    "easter (monday|mon)": feast.EASTER_MONDAY, "easter sunday": feast.EASTER, "good friday": feast.GOOD_FRIDAY,
    "(maundy|holy|covenant) (thursday|thu)": feast.MAUNDY_THURSDAY, "ash wednesday": feast.ASH_WEDNESDAY,
    "(shrove tuesday|pancake day|pancake tuesday)": feast.SHROVE_TUESDAY, "(palm|branch) sunday": feast.PALM_SUNDAY,
    "(whit|pentecost) monday": feast.WHIT_MONDAY, "(whit|white|pentecost) sunday": feast.PENTECOST,
    "ascension day": feast.ASCENSION, "all saints APOS? day": feast.ALL_SAINTS, "all souls APOS? day": feast.ALL_SOULS,
    "(armistice|remembrance|veterans) APOS? day": feast.ARMISTICE, "bastille day": feast.BASTILLE,
    "black friday": feast.BLACK_FRIDAY, "independence day": feast.INDEPENDENCE,
    "(saint|st) (patrick|paddy) (APOS s)? day?": feast.PATRICK, "memorial day": feast.MEMORIAL_DAY,
    "may day": feast.MAY_DAY, "international workers APOS? day": feast.MAY_DAY, "(labor|labour) day": feast.LABOR_DAY,
    "(mlk|martin luther (king|kings)) (APOS s)? jr? day": feast.KING_DAY, "mlk day": feast.KING_DAY,
    "international women (APOS s)? day": feast.WOMEN, "world refugee day": feast.REFUGEE_DAY,
    "international migrants (APOS)? day": feast.MIGRANTS_DAY, "human rights day": feast.HUMAN_RIGHTS_DAY,
    "eid (DASH|al|ul|DASH)* fitr": feast.EID_FITR, "eid (DASH|al|ul|DASH)* adha": feast.EID_ADHA,
    "rosh hashanah": feast.ROSH_HASHANAH, "yom kippur": feast.YOM_KIPPUR, "islamic new year": feast.ISLAMIC_NEW_YEAR,
    "orthodox easter": feast.ORTHODOX_EASTER, "clean monday": feast.CLEAN_MONDAY, "lazarus saturday": feast.LAZARUS_SATURDAY,
    "great (lent|fast)": feast.GREAT_LENT, "(king|koning) APOS? s DASH? day": feast.KINGSDAY, "laylat al DASH? qadr": feast.NIGHT_OF_POWER,
    "laylat DASH? al DASH? qadr": feast.NIGHT_OF_POWER, "(id|eid) (DASH|al|ul)* adha": feast.EID_ADHA, "bakr DASH? (id|eid)": feast.EID_ADHA,
    "yom hashoah": feast.HOLOCAUST_DAY, "simchat torah": feast.SIMCHAT_TORAH, "tu bishvat": feast.TU_BISHVAT,
    "civil rights day": feast.KING_DAY, "chinese lunar? new year (APOS s day)?": feast.CHINESE_NEW_YEAR, "lunar new year": feast.CHINESE_NEW_YEAR,
    "epiphany": feast.EPIPHANY, "april fools APOS? day": feast.APRIL_FOOLS,
}  # fmt: skip

MACROS = {
    "W": "w:WEEKDAY COMMA?",
    "D": "(the? d:ORD of? | d:DAY of? | the? d:SORD of? | d:SDAY of? | d:GLUED_DAY)",
    "M": "(m:MONTH|m:DOUBTFUL|m:VERB (?!WORD|PAST|FUTURE|EACH))",
    "Y": "((COMMA|of|in)? y:YEAR | COMMA? APOS y:YY | COMMA? of? y:SYEAR | of? y:YEARLIKE)",
    "DAYS": "((WEEKDAY COMMA?)? the? (ORD|DAY|SORD))",
    "TO": "(to|till|until|til|through|thru|DASH)",
    "NTH": "(o:NTH (z:LASTNTH)?|o:LASTNTH)",
    "COUNTS": "t:((COUNT|CARD|GLUED_COUNT|ONE) WORKING? (UNIT|UNITS) ((and|COMMA)? (COUNT|CARD) (UNIT|UNITS)){0,3})",
    "IN": "(in|of|since|during|until|till|by|for|from|to|after|before|between|around|about|circa|through|early|late|mid|end|beginning)",
}

RULES: list[tuple[str, str, Builder]] = [
    # Days of a month
    ("day-month-year", "(the? {W})? {D} COMMA? {M} COMMA? {Y} | the? d:ORD of? {M} y:YY (?=$|DOT|STOP|CLOSE)", rules.day_month),
    ("day-month", "(the? {W})? {D} COMMA? {M}", rules.day_month),
    ("month-day-year", "{W}? {M} COMMA? the? (d:ORD|d:DAY|d:SORD|d:BIGDAY|d:GLUED_DAY) {Y}", rules.day_month),
    ("month-day", "{W}? {M} (the? (d:ORD|d:DAY|d:SORD|d:BIGDAY|d:GLUED_DAY)|COMMA the? d:ORD) (?!COUNT UNITS)", rules.day_month),
    ("year-month-day", "(?<!DAY|ORD) y:YEAR (SLASH|DASH)? {M} (SLASH|DASH)? d:DAY", rules.day_month),
    ("month-slash-day", "(?<!MONTH|DOUBTFUL) d:DAY (SLASH|DASH) {M} ((SLASH|DASH) (y:YEAR|y:YY))? | {M} (SLASH|DASH) d:DAY ((SLASH|DASH) y:YEAR)?", rules.tight_day_month),
    ("days-month-year", "days:({DAYS} (COMMA {DAYS}){0,10} COMMA? (and|or|AMP) {DAYS}) of? {M} COMMA? {Y}?", rules.day_list),
    ("month-days-year", "{M} days:((ORD|DAY|SORD) (COMMA (ORD|DAY|SORD)){0,10} COMMA? (and|or|AMP) (the? (ORD|DAY|SORD))) (COMMA? y:YEAR)?", rules.day_list),
    ("day-to-day-month", "(from|between)? (w1:WEEKDAY COMMA?)? the? (d1:ORD|d1:DAY|d1:SORD) of? ({TO}|and) (w2:WEEKDAY COMMA?)? the? (d2:ORD|d2:DAY|d2:SORD) of? {M} COMMA? {Y}?", rules.day_range),
    ("day-to-month-day", "(?<!MONTH|DOUBTFUL) (from|between)? d1:DAY ({TO}) {M} (d2:DAY|d2:ORD)", rules.day_range),
    ("month-day-to-day", "(from|between)? (w1:WEEKDAY COMMA?)? {M} the? (d1:ORD|d1:DAY|d1:SORD) {TO} (w2:WEEKDAY COMMA?)? the? (d2:ORD|d2:DAY|d2:SORD) {Y}?", rules.day_range),
    # Months
    ("month-year", "((the? month of)? {M} (COMMA|of|DASH|SLASH|in)? (y:YEAR|y:SYEAR|APOS y:YY|y:YEARLIKE) | y:YEAR COMMA? m:MONTH)", rules.month_year),
    ("month-of-year", "{M} of? k:RELATIVE year", rules.month_of_year),
    ("day-of-year", "({D} {M}|{M} the? (d:ORD|d:DAY)) of? k:RELATIVE year", rules.day_of_year),
    ("month-relative", "k:RELATIVE {M} (?!DAY|ORD)", rules.month_relative),
    ("month", "(?<=PREP) m:MONTH | m:FULLMONTH (?!CAP)", rules.bare_month),
    ("month-doubtful", "(?<=PREP) m:DOUBTFUL (?!CAP)", rules.doubtful_month),
    ("month-part", "p:(EARLY|LATE|MID DASH?) {M} (COMMA? y:YEAR)? (?!CAP)", rules.month_year),
    # Years
    ("year", "(?<=STRONG) y:YEAR (?!COUNTED|COUNT|CLOCK|UNITS)", rules.year),
    ("year-named", "the? year of? (y:YEAR|y:SYEAR|y:CARD)", rules.whole_year),
    ("year-spelled", "(?<=PREP) y:SYEAR", rules.year),
    ("year-bare", "(?<!NUMBERED) y:RECENT (?!COUNTED|COUNT|CLOCK|UNITS)", rules.year),
    ("years", "(?<!MONTH|DOUBTFUL) y:YEAR (COMMA YEAR){0,10} COMMA? (and|or|AMP) YEAR", rules.year_list),
    ("year-to-year-short", "x:SPAN", rules.season_years),
    # Figures
    ("iso", "{W}? x:FULL", rules.full),
    ("figures", "{W}? x:DMY", rules.numeric(day_first=False)),
    ("figures-month", "x:YM", rules.year_month),
    ("figures-month-spaced", "m:MON DASH y:YEAR (?!COUNT|WORD)| y:YEAR DASH m:MON (?!COUNT|WORD)", rules.tight_month),
    ("figures-short", "(?<!CAP)((this|k:NEXT|k:LAST)? {W}? x:PAIR (COMMA? y:YEAR)? (?!UNIT|UNITS|OTHER) | (this|k:NEXT|k:LAST)? {W} x:DOTTED)", rules.numeric_pair(day_first=False)),
    # From the document's day
    ("offset", "r:OFFSET", rules.offset),
    ("offset-after", "the? (day (after r:TOMORROW|before r:YESTERDAY))", rules.day_beyond),
    ("next-day", "the (next|following) day", rules.next_day(1)),
    ("previous-day", "the (day before (?=COMMA|DOT|STOP|$)|previous day)", rules.next_day(-1)),
    ("weekday", "(?<!EACH|ONE) w:FULLWEEKDAY", rules.weekday),
    ("weekday-short", "w:SHORTDAY", rules.short_weekday),
    ("weekday-this", "this w:WEEKDAY", rules.weekday_of_week),
    ("weekday-last", "k:LAST w:WEEKDAY (?!COMMA? {M})", rules.coming_weekday),
    ("weekday-previous", "k:BEFORE w:WEEKDAY", rules.weekday_of_week),
    ("weekday-after-next", "w:WEEKDAY after next", rules.weekday_after_next),
    ("weekday-next", "k:NEXT w:WEEKDAY", rules.weekday_of_week),
    ("weekday-of-week", "w:WEEKDAY (of|on|from)? the? k:RELATIVE week | the? k:RELATIVE week (APOS s)? (on)? w:WEEKDAY", rules.weekday_of_week),
    ("weekday-day", "w:WEEKDAY COMMA? the? (d:ORD|d:SORD) | w:WEEKDAY the (d:DAY|d:SDAY)", rules.weekday_day),
    ("weekday-counted", "(n:COUNT|n:CARD) w:WEEKDAYS (from now|hence) | (n:COUNT|n:CARD) w:WEEKDAYS k:AGO", rules.counted_weekday),
    ("day-ordinal", "(?<=POINTING) the? d:ORD (?!CAP|WORD|of|UNIT|{M}|COUNTED|century)", rules.weekday_day),
    ("day-of-month", "the? (d:ORD|d:DAY|d:SORD) day? of the? k:RELATIVE month", rules.day_of_month),
    ("day-this-month", "the? d:ORD k:RELATIVE month", rules.day_of_month),
    ("days-of-month", "(from|between) (d1:DAY|d1:ORD) ({TO}|and) (d2:DAY|d2:ORD) (of)? k:RELATIVE month", rules.days_of_month),
    ("unit", "(EARLY|LATE|later|earlier)? (the)? k:RELATIVE (calendar)? (?!day (of|in|at|for)) u:UNIT", rules.unit),
    ("unit-after-next", "the u:UNIT after the? next", rules.unit_after_next),
    ("units", "(the)? k:SHIFT (n:COUNT|n:CARD) (u:UNITS|u:UNIT) (?!of) | (n:COUNT|n:CARD) k:SHIFT u:UNITS", rules.units),
    ("months-of-year", "the? k:SHIFT (n:COUNT|n:CARD) u:UNITS of {Y}", rules.months_of_year),
    ("ago", "(?<!SHIFT) {COUNTS} (ago|back|earlier (?!than))", rules.moved(-1)),
    ("from-now", "in {COUNTS} (APOS s? time)? (?!of|since) | {COUNTS} (from now|hence)", rules.moved(1)),
    ("later", "{COUNTS} (later|afterwards|after (?=COMMA|DOT))", rules.moved(1, from_previous=True)),
    ("season", "(the)? (EARLY|LATE|MID DASH?)? s:SEASON (of|COMMA)? (y:YEAR|y:SYEAR)", rules.season),
    ("season-relative", "k:RELATIVE s:SEASON", rules.season),
    ("quarter", "the? o:NTH (quarter|qtr) ((of|COMMA)? the? (y:YEAR|k:RELATIVE year|y:SYEAR)|of the year) | q q:GLUED_COUNT ((of|COMMA|DASH)? (y:YEAR|k:RELATIVE year))? | y:YEAR DASH? q q:GLUED_COUNT | (y:GLUED_YEAR|y:GLUED_YY) q q:GLUED_COUNT | (the)? o:NTH (quarter|qtr) (?!of)", rules.quarter),
    ("half", "the? o:NTH half of (y:YEAR|k:RELATIVE year) | h h:GLUED_COUNT of? y:YEAR | y:YEAR h h:GLUED_COUNT", rules.half),
    ("decade", "(the|in|of) (EARLY|LATE|MID DASH?)? c:DECADE | c:CENTURYDECADE | y:YEAR s | y:YEARLIKE s", rules.decade),
    ("decade-word", "the (EARLY|LATE|MID DASH?)? c:DECADEWORD", rules.decade),
    ("century", "(the)? (EARLY|LATE|MID DASH?)? o:NTH DASH? century", rules.century),
    ("week-number", "week n:COUNT (of (y:YEAR|k:RELATIVE year))? (?!DOT)", rules.week_number),
    ("week-of-year", "the? {NTH} week of? (y:YEAR|k:RELATIVE year)", rules.week_number),
    ("week-of-day", "((the)? week (of|commencing|starting on?|beginning)|w SLASH c) the? ({M} (d:ORD|d:DAY)|(d:ORD|d:DAY) of? {M}|d:ORD) (COMMA? y:YEAR)?", rules.week_of_day),
    ("week-of-month", "the? {NTH} week (of|in) {M} (COMMA? y:YEAR)?", rules.week_of_month),
    ("day-of-unit", "the? {NTH} day of ({M} (COMMA? y:YEAR)?|the? k:RELATIVE? month)", rules.day_of_unit),
    ("nth-weekday", "the? {NTH} w:WEEKDAY (of|in) ({M} (COMMA? y:YEAR)?|the? k:RELATIVE month)", rules.nth_weekday),
    ("piece", "(the)? (p:BEGINNING|p:MIDDLE|p:END) of the? k:RELATIVE? u:UNIT", rules.piece),
    ("weekday-counted-units", "w:WEEKDAY {COUNTS} from (now|today)", rules.moved_weekday(1)),
    ("shifted-offset", "{COUNTS} (after|from) r:OFFSET", rules.shifted_offset),
    ("lasting", "(for)? {COUNTS} (COMMA? (starting|beginning) (from|on)?|COMMA from) the? ({D} {M} {Y}?|{M} (d:ORD|d:DAY) {Y}?|r:OFFSET|k:NEXT w:WEEKDAY)", rules.lasting),
    ("starting-figures", "x:DMY (and|or) (later|after|onward|onwards)", rules.starting_figures(day_first=False)),
    ("month-alone", "m:DOUBTFUL", rules.month_alone),
    ("now", "(?<=and|to|till|until) r:NOW | r:NOW (?=and|to|till|until)", rules.offset),
    ("within", "within {COUNTS}", rules.within),
    ("rest", "(the)? rest of? (the|k:RELATIVE) u:UNIT", rules.rest),
    ("shorthand", "(the)? (p:EOM|p:EOY)", rules.shorthand),
    ("weekend", "(the|my) weekend", rules.the_weekend),
    ("feast-alone", "f:FEAST", rules.alone_feast),
    ("before", "(before|prior to|no later than|as late as|up to) the? year? {W}? ({D} {M} {Y}?|{M} (d:ORD|d:DAY) {Y}?|{M} {Y}|y:YEAR|y:SYEAR)", rules.before),
    ("after", "(after|later than) the? year? {W}? ({D} {M} {Y}?|{M} (d:ORD|d:DAY) {Y}?|{M} {Y}|y:YEAR|y:SYEAR) (?!WORD|APOS)", rules.after),
    ("starting", "(starting|beginning|effective) (on|from)? the? {W}? ({D} {M} {Y}?|{M} (d:ORD|d:DAY) {Y}?|{M} {Y}|y:YEAR) | ({D} {M} {Y}?|{M} (d:ORD|d:DAY) {Y}?|{M} {Y}|y:YEAR) (and|or) (later|after|onward|onwards|greater)", rules.starting),
    ("shifted-after", "{COUNTS} (after|from|following) the? ({D} {M} {Y}?|{M} the? (d:ORD|d:DAY) {Y}?|f:FEAST)", rules.shifted(1)),
    ("shifted-before", "{COUNTS} before the? ({D} {M} {Y}?|{M} the? (d:ORD|d:DAY) {Y}?|f:FEAST)", rules.shifted(-1)),
    ("feast-counted", "f:FEAST (in {COUNTS}|{COUNTS} from now)", rules.feast_in),
    ("feast", "k:RELATIVE? f:FEAST day? (in|of|COMMA)? (y:YEAR|y:SYEAR) | k:RELATIVE f:FEAST day? | (?<=PREP) f:FEAST day? (?!CAP) | f:FEAST day", rules.feast),
]  # fmt: skip


def _lexicon() -> Lexicon:
    lexicon = Lexicon()
    lexicon.add("MONTH", MONTHS | SHORT_MONTHS)
    lexicon.add("FULLMONTH", MONTHS)
    lexicon.add("DOUBTFUL", DOUBTFUL_MONTHS)
    lexicon.cased = {word: {"VERB": n} for word, n in VERBS.items()}
    lexicon.add("WEEKDAY", WEEKDAYS | SHORT_WEEKDAYS)
    lexicon.add("FULLWEEKDAY", WEEKDAYS)
    lexicon.add("WEEKDAYS", {f"{w}s": n for w, n in WEEKDAYS.items()})
    lexicon.add("SHORTDAY", SHORT_WEEKDAYS)
    lexicon.add("SHORT", [*SHORT_MONTHS, *SHORT_WEEKDAYS, "mar", "st"])
    lexicon.add("UNIT", UNITS)
    lexicon.add("UNITS", PLURAL_UNITS)
    lexicon.add("CARD", CARDINALS)
    lexicon.add("SORD", ORDINALS)
    lexicon.add("NTH", ORDINALS)
    lexicon.add("LASTNTH", {"last": -1})
    lexicon.add("SEASON", SEASONS)
    lexicon.add("DECADEWORD", DECADES)
    lexicon.add("COUNTED", COUNTED)
    lexicon.add("FEAST", FEASTS)
    back, ahead = ["last", "past"], ["next", "coming", "following", "upcoming"]
    lexicon.add("SHIFT", dict.fromkeys([*back, "previous"], -1) | dict.fromkeys(ahead, 1))
    lexicon.add(
        "RELATIVE",
        dict.fromkeys([*back, "previous"], -1) | dict.fromkeys(ahead, 1) | {"this": 0, "current": 0},
    )
    lexicon.add("LAST", dict.fromkeys(back, -1))
    lexicon.add("NEXT", dict.fromkeys(ahead, 1))
    lexicon.add("AGO", {"ago": -1, "back": -1})
    lexicon.add(
        "OFFSET", {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "tomorrows": 1, "tmrw": 1}
    )
    lexicon.add("TOMORROW", {"tomorrow": 1, "tmrw": 1})
    lexicon.add("YESTERDAY", {"yesterday": -1})
    lexicon.add("EARLY", ["early", "beginning", "start"])
    lexicon.add("LATE", ["late", "end"])
    lexicon.add("MID", ["mid", "middle"])
    lexicon.add("BEGINNING", {"beginning": 1, "start": 1})
    lexicon.add("MIDDLE", {"middle": 2})
    lexicon.add("END", {"end": 3})
    lexicon.add("EACH", ["every", "each"])
    lexicon.add("WORKING", ["working", "business"])
    lexicon.add("EOM", {"eom": 1})
    lexicon.add("EOY", {"eoy": 1})
    lexicon.add("NOW", {"now": 0})
    lexicon.add("ONE", {"a": 1, "an": 1})
    lexicon.add("SDAY", {w: n for w, n in CARDINALS.items() if 2 <= n <= 30})
    lexicon.add("BIGDAY", {w: n for w, n in CARDINALS.items() if 13 <= n <= 30})
    lexicon.add("LINK", ["and", "or"])
    lexicon.add("FUTURE", FUTURE)
    lexicon.add("PAST", PAST)
    lexicon.add("BEFORE", dict.fromkeys(["previous"], -1))
    lexicon.add("POINTING", ["on", "by", "for", "until", "till", "from", "to", "between", "before", "after"])
    lexicon.add("ON", ["on"])
    lexicon.add("AND", ["and"])
    lexicon.add("PREP", PREPOSITIONS)
    lexicon.add(
        "STRONG", [w for w in PREPOSITIONS if w not in {"of", "for", "to", "and", "or", "from", "between"}]
    )
    lexicon.add("NUMBERED", NUMBERED)
    return lexicon


# Words after which a bare month or an unusual year is a date.
# What is numbered, not dated.
NUMBERED = "form no number nr room page section article chapter flight bus line law act code version".split()
PREPOSITIONS = [
    "in",
    "of",
    "since",
    "during",
    "until",
    "till",
    "by",
    "for",
    "from",
    "to",
    "after",
    "before",
    "between",
    "around",
    "about",
    "circa",
    "through",
    "early",
    "late",
    "mid",
    "and",
    "or",
    "year",
]


def _merge(tokens: Tokens) -> None:
    """Reads runs of number words: twenty-two, two thousand and eighteen, nineteen ninety six."""
    spelled.merge(tokens, frozenset({"and"}), spelled.english)


LANGUAGE = build(
    "en",
    _lexicon(),
    [
        *RULES,
        *(
            (
                f"feast {name}",
                f"k:RELATIVE? {name} ((in|of|COMMA)? (y:YEAR|y:SYEAR))?",
                rules.feast_of(code),
            )
            for name, code in PHRASES.items()
        ),
        *(
            (f"feast-of-year {name}", f"{name} of? k:RELATIVE year", rules.feast_of_year(code))
            for name, code in PHRASES.items()
        ),
    ],
    MACROS,
    between="COMMA? (to|till|until|til|through|thru|DASH) the? ((EARLY|LATE|MID) of? DASH?)? the?",
    opening="between the? ((EARLY|LATE|MID) of?)?",
    pairing="and the? ((EARLY|LATE|MID) of? DASH?)? the?",
    past_endings=("ed",),
    future_endings=(),
    merge=_merge,
)
