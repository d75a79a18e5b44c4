"""Past and future, and what of a language tells the one from the other."""

from __future__ import annotations

from dataclasses import field
from enum import IntEnum

from archive.dataclass import dataclass


class Tense(IntEnum):
    """On which side of the day of writing a date lies; below OPEN before it, above OPEN behind it."""

    PAST = -2  # a verb tells of what was
    TOLD = -1  # words without a verb that says: a report more often than not
    OPEN = 0
    AHEAD = 1  # a plan, a deadline, a present; or no words at all
    FUTURE = 2  # a verb tells of what will be, or a call asks people to come


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verbs:
    """What of a language tells past from future; words in small letters.

    `past` and `past_endings` tell of what was, but for the words of `no_past`; `future` and
    `future_endings` of what will be. `have` do with a participle what `past` do alone, `be` with one of
    `moving` ("est arrivé") or behind one of `selves` ("s'est formé"); `between` may stand there, `bare_be`
    are infinitives of `be`. A sentence that opens with one of `opening_participles` tells of what was done.
    What is `called_off` may have lain ahead or not. After `planned` a date lies behind the plan, after
    `announced` so unless it follows at once. `reports` are presents in which news are told, `ahead`
    conditionals and other presents; `aims` open an infinitive, on one of `infinitives`.

    `since`, `until` and `on` stand before the date itself, and so do `limits`, which set a term (of several
    words: the last ones before it); `ties` bind it to the noun before, `determiners`
    stand before a noun. `calls` are nouns that a bare notice begins with (`great` may stand before them);
    `bids` and verbs on `bid_endings` ask people to come. `hours` follow the number of an hour, `noons` are
    hours themselves. `older`: words before a date that no story goes on from. A stop behind one of `short`
    ends no sentence.
    """

    past: frozenset[str] = _NONE
    past_endings: tuple[str, ...] = ()
    no_past: frozenset[str] = _NONE
    future: frozenset[str] = _NONE
    future_endings: tuple[str, ...] = ()
    no_future: frozenset[str] = _NONE
    have: frozenset[str] = _NONE
    be: frozenset[str] = _NONE
    bare_be: frozenset[str] = _NONE
    between: frozenset[str] = _NONE
    between_endings: tuple[str, ...] = ()
    participles: frozenset[str] = _NONE
    participle_endings: tuple[str, ...] = ()
    bare_participles: tuple[str, ...] = ()
    opening_participles: tuple[str, ...] = ("\0",)
    moving: tuple[str, ...] = ()
    selves: frozenset[str] = _NONE
    planned: frozenset[str] = _NONE
    called_off: frozenset[str] = _NONE
    announced: frozenset[str] = _NONE
    reports: frozenset[str] = _NONE
    ahead: frozenset[str] = _NONE
    ahead_endings: tuple[str, ...] = ()
    aims: frozenset[str] = _NONE
    infinitives: tuple[str, ...] = ()
    no_infinitives: frozenset[str] = _NONE
    on: frozenset[str] = _NONE
    since: frozenset[str] = _NONE
    until: frozenset[str] = _NONE
    limits: frozenset[str] = _NONE
    ties: frozenset[str] = _NONE
    articles: frozenset[str] = _NONE
    determiners: frozenset[str] = _NONE
    calls: frozenset[str] = _NONE
    great: frozenset[str] = _NONE
    bids: frozenset[str] = _NONE
    bid_endings: tuple[str, ...] = ()
    no_bids: frozenset[str] = _NONE
    hours: frozenset[str] = _NONE
    noons: frozenset[str] = _NONE
    older: frozenset[str] = _NONE
    short: frozenset[str] = _NONE
    limit_ends: frozenset[str] = field(init=False, default=_NONE)

    def __post_init__(self) -> None:
        # Most words before a date are none of these: asked first, it saves the look at several.
        object.__setattr__(self, "limit_ends", frozenset(limit.split()[-1] for limit in self.limits))
