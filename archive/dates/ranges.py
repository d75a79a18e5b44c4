"""Dates that stand together: ranges, lists that share a year, a day of the year told before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archive import edtf
from archive.dates import moments
from archive.dates.core import Beyond, FoundDate, PartialDate, Relative, Scene
from archive.dates.grammar import Grammar
from archive.dates.resolve import PendingInterval, say
from archive.dates.rules.relative import of_told_year
from archive.dates.tokens import Tokens


def doubted(found: FoundDate, tokens: Tokens) -> bool:
    """Whether a date is about then (circa 1872, c. 1872, vers 1872), or has a weekday that is another's."""
    part = found.what
    if isinstance(part, PartialDate):
        if part.year and part.month and part.day and part.weekday is not None:
            day = moments.date(part.year, part.month, part.day)
            return day is not None and day.weekday() != part.weekday
        if part.weekday is not None:
            return False
    known = tokens.classes[max(0, found.start - 3) : found.start]
    while known and ("THE" in known[-1] or "DOT" in known[-1]):
        known.pop()
    if not known:
        return False
    dotted = found.start and "DOT" in tokens.classes[found.start - 1]
    return ("CIRCA" in known[-1]) or ("CIRCAS" in known[-1] and bool(dotted))


def _about(found: FoundDate, tokens: Tokens) -> PartialDate | Relative | str:
    """What the end of a range says, marked where it is about then: 1921 to circa 1970."""
    year = _year_of(found)
    value = found.what if isinstance(found.what, str) else f"{year:04d}" if year else None
    return edtf.approximate(value) if value and doubted(found, tokens) else found.what


# So many tokens open a range at most: between the end of the (first of March).
_OPENING = 5


def joined(found: list[FoundDate], tokens: Tokens, grammar: Grammar) -> Iterator[FoundDate]:
    """The same with two dates that stand as a range made one, and years shared in a list."""
    share_years(found, tokens)
    i = 0
    while i < len(found):
        a = found[i]
        b = found[i + 1] if i + 1 < len(found) else None
        if b is not None and b.start - a.end <= 4 and _range(a, b, tokens, grammar):
            whole = PendingInterval(a.what, _about(b, tokens))
            yield FoundDate(a.start, b.end, whole, f"{a.rule} to {b.rule}", a.relative)
            i += 2
            continue
        if b is not None and b.rule == "unit-beside" and _of_year(a, b, tokens, grammar):
            assert isinstance(a.what, PartialDate)
            assert callable(b.what)
            what = of_told_year(a.what, b.what)
            yield FoundDate(a.start, b.end, what, f"{a.rule} of {b.rule}", relative=True)
            i += 2
            continue
        if b is not None and isinstance(a.what, Beyond) and b.start == a.end and not b.bounds_only:
            yield FoundDate(a.start, b.end, _counted(a.what, b), f"{a.rule} {b.rule}", relative=True)
            i += 2
            continue
        i += 1
        if not a.bounds_only:
            yield a


def _counted(beyond: Beyond, named: FoundDate) -> Relative:
    """A date counted from the one that is named; that one itself where it is less exact than the count."""

    def value(scene: Scene, _: int) -> str | None:
        said = say(named.what, scene, named.start)
        if said is None:
            return None
        bare = said.rstrip("~")
        exact = edtf.precision(bare) in (edtf.Precision.DAY, edtf.Precision.MONTH, edtf.Precision.YEAR)
        first = edtf.earliest(bare)
        if not exact or first is None or len(bare) < beyond.exactness or bare.startswith("X"):
            return said
        moved = beyond.move(first)
        if moved is None:
            return None
        return moved[: len(bare)] + said[len(bare) :] if "/" not in moved else moved

    return value


def _of_year(a: FoundDate, b: FoundDate, tokens: Tokens, grammar: Grammar) -> bool:
    """Whether a day or month is said to be of the year that follows: 8 February of the following year."""
    between = range(a.end, b.start)
    open_year = isinstance(a.what, PartialDate) and a.what.month is not None and a.what.year is None
    of = all(tokens.word(j).lower() in grammar.verbs.ties for j in between)
    return (
        open_year and of and len(between) <= 1 and any("YEARS" in c for c in tokens.classes[b.start : b.end])
    )


def share_years(found: list[FoundDate], tokens: Tokens) -> None:
    """Gives the year of the last date of a list to those before it ("3 March and 5 April 2016")."""
    for a, b in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        one, other = a.what, b.what
        if (
            not (isinstance(one, PartialDate) and isinstance(other, PartialDate))
            or one.year
            or not other.year
        ):
            continue
        if not one.month or not other.month or (one.day is None) != (other.day is None):
            continue
        between = tokens.classes[a.end : b.start]
        if (
            len(between) <= 2
            and all("LINK" in c or "COMMA" in c for c in between)
            and one.month <= other.month
        ):
            a.what = replace(one, year=other.year)


def _year_of(f: FoundDate) -> int:
    """The year that is all a date has; else 0."""
    return (f.what.year or 0) if isinstance(f.what, PartialDate) and not (f.what.month or f.what.day) else 0


def _range(a: FoundDate, b: FoundDate, tokens: Tokens, grammar: Grammar) -> bool:
    """Whether the tokens between two dates make them a range."""
    code = tokens.code
    if b.start == a.end or (_year_of(a) and _year_of(b) and _year_of(a) >= _year_of(b)):
        return False
    if grammar.between.fullmatch(code, a.end, b.start):
        return True
    if not grammar.pairing.fullmatch(code, a.end, b.start):
        return False
    return any(
        grammar.opening.fullmatch(code, s, a.start) for s in range(max(0, a.start - _OPENING), a.start)
    )
