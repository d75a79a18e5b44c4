"""Weekdays: the last one, the next one, the one of a week."""

from __future__ import annotations

import datetime as dt

from archive.dates import moments
from archive.dates.core import Builder, FoundDate, Match, PartialDate, Relative, Scene
from archive.dates.tense import ends_sentence


def weekday(m: Match) -> list[FoundDate]:
    """A weekday alone, ce lundi: by the tense of its sentence the last or the next one."""
    return m.whole(_by_tense(m.num("w") or 0))


def _by_tense(w: int) -> Relative:
    def value(scene: Scene, i: int) -> str | None:
        if scene.day is None:
            return None
        tense, before = scene.tense(i), scene.previous
        if before and before > scene.day and tense > 0 and _goes_on(scene, i):
            return moments.next_weekday(before, w).isoformat()
        return weekday_near(scene.day, w, tense).isoformat()

    return value


# "On Tuesday 9 May at 6pm, then Friday": the day told before stands so near (tokens).
_BESIDE = 12


def _goes_on(scene: Scene, i: int) -> bool:
    """Whether the day told before stands in the same sentence, in a list with this one."""
    start = scene.previous_token
    within = not any(ends_sentence(scene.tokens, j, scene.verbs) for j in range(start + 1, i))
    known = [scene.tokens.classes[j] for j in range(max(start, i - 3), i)]
    listed = any("COMMA" in one or "LINK" in one or "THEN" in one for one in known)
    return start >= 0 and i - start <= _BESIDE and within and listed


def weekday_near(day: dt.date, w: int, tense: int) -> dt.date:
    """Today, the last such weekday, or with the future the next one."""
    if day.weekday() == w:
        return day
    return moments.next_weekday(day, w) if tense > 0 else moments.last_weekday(day, w, today=True)


def weekday_of_week(m: Match) -> list[FoundDate]:
    """Friday of next week; this Friday where the week is meant."""
    return m.whole(_of_week(m.num("w") or 0, m.num("k") or 0))


def coming_weekday(m: Match) -> list[FoundDate]:
    """Vendredi prochain, vendredi dernier: the next or the last one, never today."""
    w, k = m.num("w") or 0, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        if scene.day is None:
            return None
        if k < 0:
            return moments.last_weekday(scene.day, w).isoformat()
        return moments.next_weekday(scene.day, w).isoformat()

    return m.whole(value)


def weekday_in(m: Match) -> list[FoundDate]:
    """Mercredi en huit, lundi en quinze: one or two weeks after the next one."""
    w, weeks = m.num("w") or 0, {8: 1, 15: 2}.get(m.num("n") or 0)

    def value(scene: Scene, _: int) -> str | None:
        if scene.day is None or weeks is None:
            return None
        first = moments.next_weekday(scene.day - dt.timedelta(days=1), w)
        return (first + dt.timedelta(days=7 * weeks)).isoformat()

    return m.whole(value) if weeks else []


def weekday_after_next(m: Match) -> list[FoundDate]:
    """Friday after next."""
    w = m.num("w") or 0

    def value(scene: Scene, _: int) -> str | None:
        return (moments.next_weekday(scene.day, w) + dt.timedelta(days=7)).isoformat() if scene.day else None

    return m.whole(value)


def weekday_before_last(m: Match) -> list[FoundDate]:
    """The Monday before last, l'avant-dernier lundi."""
    w = m.num("w") or 0

    def value(scene: Scene, _: int) -> str | None:
        day = scene.day and moments.days(moments.last_weekday(scene.day, w), -7)
        return day.isoformat() if day else None

    return m.whole(value)


def weekdays_of_week(m: Match) -> list[FoundDate]:
    """From Tuesday to Thursday of last week, la semaine prochaine du lundi au mercredi."""
    w1, w2, k = m.num("w1") or 0, m.num("w2") or 0, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        first = scene.day and moments.weekday_in_week(scene.day, k, w1)
        last = scene.day and moments.weekday_in_week(scene.day, k, w2)
        return moments.span(first, last) if first and last else None

    return m.whole(value) if w1 < w2 else []


def listed_weekdays(m: Match) -> list[FoundDate]:
    """Next week Monday or Tuesday, lundi et mardi de la semaine prochaine: each a date of that week."""
    k = m.num("k") or 0
    start, end = m.found.span()
    named = m.values(*m.span("days"), "WEEKDAY")
    found = []
    for n, (i, w) in enumerate(named):
        first = start if n == 0 else i
        last = end if n == len(named) - 1 else i + 1
        found.append(FoundDate(first, last, _of_week(w, k)))
    return found


def _of_week(w: int, k: int) -> Relative:
    def value(scene: Scene, _: int) -> str | None:
        day = scene.day and moments.weekday_in_week(scene.day, k, w)
        return day.isoformat() if day else None

    return value


def weekday_next_week(m: Match) -> list[FoundDate]:
    """Mardi de la semaine d'après."""
    return m.whole(_of_week(m.num("w") or 0, 1))


def counted_weekday(k: int) -> Builder:
    """Three Fridays from now (`k` is 1), two Thursdays ago (-1), il y a deux jeudis."""

    def build(m: Match) -> list[FoundDate]:
        w, n = m.num("w") or 0, m.num("n") or 1

        def value(scene: Scene, _: int) -> str | None:
            if scene.day is None or n > 500:
                return None
            first = moments.next_weekday(scene.day, w) if k > 0 else moments.last_weekday(scene.day, w)
            day = moments.days(first, 7 * (n - 1) * k)
            return day.isoformat() if day else None

        return m.whole(value)

    return build


def weekday_day(m: Match) -> list[FoundDate]:
    """Tuesday the 19th: day and weekday fix the month."""
    return m.whole(PartialDate(day=m.num("d"), weekday=m.num("w"), direction=m.num("k") or 0))


def short_weekday(m: Match) -> list[FoundDate]:
    """A shortened weekday that is the whole text; elsewhere it is a word more often than a day."""
    return weekday(m) if len(m.tokens.classes) == 1 else []


def short_weekday_at(m: Match) -> list[FoundDate]:
    """Fri 6pm, ven. à 18h: a shortened weekday with its stop, or with its capital right before the hour.

    With a preposition between (group `a`) it needs the stop: "Jeu à 18h" is a game.
    """
    i = m.at("w")
    word = "" if i is None else m.tokens.word(i)
    sure = word.endswith(".") or (word[:1].isupper() and not m.has("a"))
    return m.part("w", _by_tense(m.num("w") or 0)) if sure else []


def weekday_beside(m: Match) -> list[FoundDate]:
    """Le vendredi suivant: counted from the date before it, else the document's."""
    w, k = m.num("w") or 0, m.num("k") or 0

    def value(scene: Scene, _: int) -> str | None:
        day = scene.previous or scene.day
        if day is None:
            return None
        return (moments.last_weekday(day, w) if k < 0 else moments.next_weekday(day, w)).isoformat()

    return m.whole(value)
