"""Feasts."""

from __future__ import annotations

from archive import edtf
from archive.dates import feasts, moments
from archive.dates.core import Builder, FoundDate, Match, Scene
from archive.dates.rules.common import counted, nothing


def feast(m: Match) -> list[FoundDate]:
    """A feast that is one word, of its year, the last or next one, or the nearest."""
    f = m.num("f")
    return [] if f is None else _feast(m, f)


def feast_of(code: int) -> Builder:
    """A feast whose name is the pattern's."""

    def build(m: Match) -> list[FoundDate]:
        return _feast(m, code)

    return build


def feast_of_year(code: int) -> Builder:
    """A feast of last, this or next year."""

    def build(m: Match) -> list[FoundDate]:
        k = m.num("k") or 0

        def value(scene: Scene, _: int) -> str | None:
            return feasts.value(code, scene.year + k) if scene.year else None

        return m.whole(value)

    return build


def _feast(m: Match, f: int) -> list[FoundDate]:
    if _of_name(m):
        return nothing(m)
    y, k = m.year(), m.num("k") or 0

    def value(scene: Scene, i: int) -> str | None:
        if y is not None:  # what is known of no feast of that year is the year
            return feasts.value(f, y) or moments.year_value(y)
        if scene.day is None:
            return feasts.value(f, scene.year + k) if scene.year else None
        return feasts.near(f, scene.day, k, scene.tense(i))

    def beside(scene: Scene, i: int) -> str | None:
        date = value(scene, i)
        if m.has("l") and y is None and not k and scene.day:  # the week that it is now is no other
            now = feasts.near(f, scene.day, 0, 0)
            near = edtf.earliest(now) if now else None
            date = now if near and moments.monday(near) == moments.monday(scene.day) else date
        day = edtf.earliest(date) if date and edtf.precision(date) is edtf.Precision.DAY else None
        if day is None:
            return None
        return moments.weekend_beside(day) if m.has("e") else moments.week_value(day)

    return m.whole(beside if m.has("e") or m.has("l") else value)


def _of_name(m: Match) -> bool:
    """Whether a feast is part of a name or comes back: rue de la Saint-Jean, every May Day."""
    tokens, (i, end) = m.tokens, m.found.span()
    for j in range(end, min(end + 2, len(tokens.classes))):  # St Patrick's (Catholic) Cathedral
        if "NAMED" in tokens.classes[j] and (j == end or tokens.word(j)[0].isupper()):
            return True
        if not tokens.word(j)[0].isupper():
            break
    if i and "EACH" in tokens.classes[i - 1] and not m.has("y"):
        return True
    while i and ("THE" in tokens.classes[i - 1] or "OF" in tokens.classes[i - 1]):
        i -= 1
    known = tokens.classes[i - 1] if i else {}
    return ("STREET" in known or "PLACED" in known) and not (
        i > 1 and tokens.word(i - 2).lower() in ("en", "sur")
    )


def alone_feast(m: Match) -> list[FoundDate]:
    """A feast that is the whole text."""
    size = m.found.end() - m.found.start()
    return feast(m) if size == len(m.tokens.starts) else []


def feast_in(m: Match) -> list[FoundDate]:
    """Easter in three years: the first one after the day that is so far away."""
    counts, f = counted(m), m.num("f")

    def value(scene: Scene, _: int) -> str | None:
        day = scene.day
        for n, u in counts:
            day = day and moments.shift(day, n, u)
        return feasts.near(f, day, 1, 0) if f is not None and day else None

    return m.whole(value) if counts else []
