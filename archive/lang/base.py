"""What a language is to the archive: plain data, and the function that stems its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from archive.dataclass import dataclass
from archive.text import fold


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of dates, in small letters, as written; one written without its accents too stands beside.

    Months count from 1, weekdays from 0 (Monday), seasons are EDTF's codes (21 to 24, spring to winter).
    `doubtful`: of all these, what is another word or a name as well. `articles` may stand before a date,
    `links` between day and month or month and year. `posted` says, before a date, that a text was written or
    published then, `updated` that it was only changed then; `by` stands before who wrote it. What is
    `announcing` tells of a day on which something happens, so that a line with it dates no text.
    `day_first`: whether 03/08 is the third of August.
    """

    months: Mapping[str, int]
    short_months: Mapping[str, int]
    weekdays: Mapping[str, int]
    short_weekdays: Mapping[str, int]
    seasons: Mapping[str, int] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    articles: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    announcing: frozenset[str] = frozenset()
    day_first: bool = True

    def sure_months(self) -> dict[str, int]:
        """Full names of months that are nothing else."""
        return {word: n for word, n in self.months.items() if word not in self.doubtful}

    def sure_short_months(self) -> dict[str, int]:
        """Abbreviations of months that are nothing else."""
        return {word: n for word, n in self.short_months.items() if word not in self.doubtful}

    def doubtful_months(self) -> dict[str, int]:
        """Names and abbreviations of months that are another word or a name as well."""
        every = {**self.months, **self.short_months}
        return {word: n for word, n in every.items() if word in self.doubtful}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in words, in small letters; of several words for one number the usual one comes first."""

    cardinals: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)

    def usual(self) -> dict[int, str]:
        """The usual word for each cardinal."""
        found: dict[int, str] = {}
        for word, number in self.cardinals.items():
            found.setdefault(number, word)
        return found


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A spaCy pipeline whose names we know how to use: its name, and the module that brings it."""

    name: str
    package: str


@dataclass(frozen=True, slots=True)
class ContextWords:
    """The folded words right before a name that tell its kind, as far as four words back.

    `groups` introduce an organisation ("members of", "the network"), `people` a person, `places` a place;
    `branches` stand behind a group's name for a part of it ("Youth", "International"). `titles` are those of
    people that are initials or names in other languages ("M. Berg").
    """

    groups: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    branches: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Salutations:
    """The folded words by which a letter greets whom it is written to ("Dear friends,", "Madame la maire,").

    `opening` begin one, `before` may stand ahead of these ("my", "very"). `company` are the other words of
    which one can consist ("all", "everyone"). `addressing` begin a line that is one with a comma at its end
    alone ("To the members of the council,").
    """

    opening: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()
    addressing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """One language; what it leaves out is not known of it, and is done without.

    `code` is ISO 639-1, `names` what the language is called, for people who type it. `stop_words` carry no
    meaning in a query, `weak_words` (prepositions and the like) none beside others, and with `filler` stop
    words none that tells what a text is about; all are folded (`archive.text.fold`).
    `elided` are words whose vowel an apostrophe replaces (l'État). `stem` takes a folded word of four letters
    or more. `grammar` is where the rules of its dates are ("module:name"); a language without reads the
    absolute dates of its calendar. `pipelines` find names, the best one first.
    `stretch` is the length of a text in characters relative to its English original or translation.
    `around` holds the words that tell what kind of thing a name beside them is.
    `unfinished` are words after whose full stop no sentence ends, `salutations` those that open a letter.
    `version` goes up when its words are
    searched in another way.
    """

    code: str
    names: tuple[str, ...]
    calendar: Calendar
    numbers: Numbers = Numbers()
    stop_words: frozenset[str] = frozenset()
    weak_words: frozenset[str] = frozenset()
    filler: frozenset[str] = frozenset()
    elided: tuple[str, ...] = ()
    stem: Callable[[str], str] = str
    grammar: str | None = None
    pipelines: tuple[Pipeline, ...] = ()
    stretch: float = 1.0
    around: ContextWords = ContextWords()
    unfinished: frozenset[str] = frozenset()
    salutations: Salutations = Salutations()
    version: int = 1


def phrases(listed: str) -> frozenset[str]:
    """The phrases of a list with bars between them."""
    return frozenset(" ".join(phrase.split()) for phrase in listed.split("|"))


def folded(words: Mapping[str, int]) -> dict[str, int]:
    """The same, its words folded for comparison."""
    return {fold(word): number for word, number in words.items()}
