"""Days, months and years as written: builders that need nothing but the words."""

from __future__ import annotations

from archive.dates import moments
from archive.dates.core import Builder, FoundDate, Match, PartialDate, full_year
from archive.dates.resolve import PendingInterval


def day_month(m: Match) -> list[FoundDate]:
    """Day, month, perhaps weekday and year."""
    d, mo = m.num("d"), m.num("m")
    if d is None or mo is None or _next_of_list(m):
        return []
    return m.whole(PartialDate(m.year(), mo, d, m.num("w"), m.num("k") or 0))


def _next_of_list(m: Match) -> bool:
    """Whether a day belongs to the month before it: June 30, July 1."""
    start, known = m.found.start(), m.tokens.classes
    i, d = m.at("m"), m.at("d")
    apart = i is not None and d is not None and d < i and "COMMA" in known[i - 1]
    return apart and start > 0 and ("MONTH" in known[start - 1] or "DOUBTFUL" in known[start - 1])


def day_list(m: Match) -> list[FoundDate]:
    """Several days of one month: each a date of its own."""
    start, end = m.span("days")
    month, year, k = m.num("m"), m.year(), m.num("k") or 0
    found: list[FoundDate] = []
    weekday: int | None = None
    first: int | None = None
    for i in range(start, end):
        w = m.tokens.value(i, "WEEKDAY")
        d = m.tokens.value(i, "DAY", "ORD", "SORD", "SDAY")
        if w is not None:
            weekday, first = w, i
        elif d is not None:
            found.append(
                FoundDate(first if first is not None else i, i + 1, PartialDate(year, month, d, weekday, k))
            )
            weekday = first = None
    if found and m.at("m") == m.found.start():
        found[0].start = m.found.start()
    if found:
        found[-1].end = m.found.end()
    return found


def day_range(m: Match) -> list[FoundDate]:
    """From one day to another of one month."""
    month, year = m.num("m"), m.year()
    a, b = m.num("d1"), m.num("d2")
    if a is None or b is None or month is None:
        return []
    direction = m.num("k") or 0
    left = PartialDate(year, month, a, m.num("w1"), direction)
    right = PartialDate(year, month, b, m.num("w2"), direction)
    if a > b:
        return []
    return m.whole(PendingInterval(left, right))


def pair_of_month(m: Match) -> list[FoundDate]:
    """8/9 March 2016: a day and the next."""
    a, b = m.pair("x", "PAIR")
    if b != a + 1:
        return []
    month, year = m.num("m"), m.year()
    return m.whole(PendingInterval(PartialDate(year, month, a, m.num("w")), PartialDate(year, month, b)))


def bare_range(m: Match) -> list[FoundDate]:
    """Du 13 au 18: two days of the month that is near."""
    a, b = m.num("d1"), m.num("d2")
    return m.whole(PendingInterval(PartialDate(day=a), PartialDate(day=b))) if a and b and a < b else []


def full(m: Match) -> list[FoundDate]:
    """2017-02-08 and the like."""
    return m.whole(PartialDate(*m.pair("x", "FULL")))


def _ordered(m: Match, a: int, b: int, y: int | None, day_first: bool) -> tuple[int, int]:
    """Day and month of two figures: by what they can be, their weekday, the order of others in the text.

    `day_first`: the order of the language, where nothing shows another.
    """
    if a > 12 or b > 12:
        return (a, b) if a > 12 else (b, a)
    w = m.num("w")
    if w is not None and y is not None:
        fits = [first for first in (True, False) if _falls_on(y, *((b, a) if first else (a, b)), w)]
        if len(fits) == 1:
            return (a, b) if fits[0] else (b, a)
    shown = m.tokens.day_first()
    return (a, b) if (day_first if shown is None else shown) else (b, a)


def _falls_on(year: int, month: int, day: int, weekday: int) -> bool:
    found = moments.date(year, month, day)
    return found is not None and found.weekday() == weekday


def numeric(day_first: bool) -> Builder:
    """Day, month and year in figures, in the order that the text shows, else in the language's."""

    def build(m: Match) -> list[FoundDate]:
        a, b, y = m.pair("x", "DMY")
        d, mo = _ordered(m, a, b, full_year(y), day_first)
        return m.whole(PartialDate(full_year(y), mo, d, m.num("w")) if mo <= 12 and d <= 31 else None)

    return build


def numeric_spaced(day_first: bool) -> Builder:
    """08 / 03 / 2017."""

    def build(m: Match) -> list[FoundDate]:
        a, b, y = m.num("d1"), m.num("d2"), m.year()
        if not a or not b or not y:
            return []
        d, mo = _ordered(m, a, b, y, day_first)
        return m.whole(PartialDate(y, mo, d, m.num("w")) if mo <= 12 and d <= 31 else None)

    return build


def numeric_pair(day_first: bool) -> Builder:
    """Day and month in figures, where the words before or the figures themselves say it is no share."""

    def build(m: Match) -> list[FoundDate]:
        a, b = m.pair("x", "PAIR", "DOTTED")
        d, mo = _ordered(m, a, b, m.year(), day_first)
        if mo > 12 or d > 31 or not (m.has("w") or m.has("y") or _no_share(m)):
            return []
        return m.whole(PartialDate(m.year(), mo, d, m.num("w")))

    return build


def _no_share(m: Match) -> bool:
    """Whether 3/12 is a day: after "on" or "du", alone in its line, beside another, with a zero or a 13."""
    i = m.at("x")
    if i is None:
        return False
    known, word = m.tokens.classes, m.tokens.word(i)
    before = known[i - 1] if i else {"BREAK": None}
    after = known[i + 1] if i + 1 < len(known) else {"BREAK": None}
    if word == "24/7":
        return False
    if "POINTING" in before or "0" in (word[0], word.partition("/")[2][:1]):
        return True
    if "BREAK" in before and "BREAK" in after:
        return i == 0 or max(m.pair("x", "PAIR")) > 12
    if "DASH" in before or "DASH" in after:
        return True
    return max(m.pair("x", "PAIR", "DOTTED")) > 12


def spaced(m: Match) -> list[FoundDate]:
    """20 02 2014."""
    d, mo = m.num("d"), m.num("m")
    return m.whole(PartialDate(m.year(), mo, d)) if d and mo else []


def tight_day_month(m: Match) -> list[FoundDate]:
    """31/Oct/1974: day and month that touch; "13 - July" is no date."""
    start, end = m.found.span()
    ends, starts = m.tokens.ends, m.tokens.starts
    if any(ends[i] != starts[i + 1] for i in range(start, end - 1)):
        return []
    return day_month(m)


def month_year(m: Match) -> list[FoundDate]:
    """A month, perhaps with its year or "last", "next"."""
    return m.whole(PartialDate(m.year(), m.num("m"), direction=m.num("k") or 0))


def bare_month(m: Match) -> list[FoundDate]:
    """A month alone, written as its language writes it."""
    return m.part("m", PartialDate(month=m.num("m")))


def small_month(m: Match) -> list[FoundDate]:
    """The same where months have a small letter: the first name of "d'Avril Caron" is none."""
    i = m.at("m")
    return [] if i is None or _is_first_name(m, i) else bare_month(m)


def _is_first_name(m: Match, i: int) -> bool:
    """Whether a capital begins the word of a month and the one behind it, and neither is all in capitals."""
    tokens = m.tokens
    if i + 1 >= len(tokens.classes) or "CAP" not in tokens.classes[i + 1]:
        return False
    if i and "TEMPORAL" in tokens.classes[i - 1]:
        return False  # "En Avril Pontivy se lève"
    return tokens.word(i).istitle() and tokens.word(i + 1)[1:2].islower()


def doubtful_month(m: Match) -> list[FoundDate]:
    """A month that is a word or a name as well: capital, and no "May and Cazeneuve's", no "March's"."""
    i = m.at("m")
    if i is None or not m.tokens.word(i)[0].isupper():
        return []
    tokens = m.tokens
    after = range(i + 1, min(i + 3, len(tokens.classes)))
    if after and "APOS" in tokens.classes[after[0]]:
        return []
    if len(after) == 2 and "AND" in tokens.classes[after[0]]:
        other = tokens.classes[after[1]]
        if "MONTH" not in other and tokens.word(after[1])[0].isupper():
            return []
    return m.part("m", PartialDate(month=m.num("m")))


def month_alone(m: Match) -> list[FoundDate]:
    """A month that is the whole text."""
    return month_year(m) if len(m.tokens.starts) == m.found.end() - m.found.start() else []


def year_month(m: Match) -> list[FoundDate]:
    """2017-02, 02/2017."""
    return m.whole(PartialDate(*m.pair("x", "YM")))


def tight_month(m: Match) -> list[FoundDate]:
    """2016- 11, 11 -2016: month and year in figures that touch the dash on one side."""
    start = m.found.start()
    ends, starts = m.tokens.ends, m.tokens.starts
    if ends[start] != starts[start + 1] and ends[start + 1] != starts[start + 2]:
        return []
    return month_year(m)


def year(m: Match) -> list[FoundDate]:
    """A year alone."""
    return m.part("y", PartialDate(m.year()))


def whole_year(m: Match) -> list[FoundDate]:
    """A year with the words that belong to it."""
    return m.whole(PartialDate(m.year()))


def years_range(m: Match) -> list[FoundDate]:
    """Les années 2010-2015: from a year to another; two decades are none of these."""
    a, b = m.num("y1"), m.num("y2")
    if a is None or b is None or a >= b or a % 10 == b % 10 == 0:
        return []
    return m.whole(f"{a:04d}/{b:04d}")


def year_list(m: Match) -> list[FoundDate]:
    """Several years, each a date of its own."""
    return [FoundDate(i, i + 1, PartialDate(y)) for i, y in m.values(*m.found.span(), "YEAR")]


def season_years(m: Match) -> list[FoundDate]:
    """2015-16, 1914-18: from a year to another."""
    pair = m.pair("x", "SPAN", "YEARS_SHORT")
    if not pair:
        return []
    last = pair[0] // 100 * 100 + pair[1] % 100
    return m.whole(f"{pair[0]:04d}/{last:04d}")
