"""The words of a query as what counts one each: words, compounds, names of several words, times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.dataclass import dataclass
from archive.lang import registry
from archive.search import analysis
from archive.search.plan import (
    ANYWHERE,
    AllOf,
    Best,
    Holds,
    OneThing,
    OrInstead,
    OrNamed,
    OrTime,
    PhraseQuery,
    Query,
    TermQuery,
)
from archive.search.port import EngineQuery
from archive.search.questions import NAMES, Questions
from archive.search.standing import OtherWords

# A form is a name of the archive when at least this share of the texts with it have it in a name.
NAME_SHARE: Final = 0.5
# A text of a month tells a little of a day in it, one of a year nothing. A time counts as its words twice.
TIMELY: Final = 0.03
TIME_WORTH: Final = 2.0
_LONGEST: Final = 6  # words of a name


@dataclass(frozen=True, slots=True)
class WordUnit:
    """One word, or one name or time of several, that stands side by side with others."""

    query: Query
    name: bool
    time: bool = False


def is_name(questions: Questions, form: str) -> bool:
    """Whether most texts that hold the form hold it in the name of a person, place or organisation.

    A number never is: a year in the name of a congress is a year still.
    """
    if form[0].isdigit():
        return False
    texts = questions.count(Holds(form, ("text",)))
    return bool(texts) and questions.count(Holds(form, NAMES)) >= NAME_SHARE * texts


def together(text: str, forms: Sequence[str], fields: tuple[str, ...], *, exact: bool = False) -> Query:
    """A word of several parts: these in a row, or written together."""
    row = PhraseQuery(tuple(forms), fields)
    one = analysis.as_one(text)
    return Best((row, TermQuery(one, fields, exact))) if one else row


class Units:
    """What the words of one search are, as the archive has them."""

    def __init__(self, questions: Questions, ask: EngineQuery) -> None:
        self._questions = questions
        self._aliases, self.times = ask.aliases, ask.times
        self.standing = OtherWords(questions, ask.others)

    def of(
        self, typed: Sequence[tuple[str, list[str]]], fields: tuple[str, ...], free: bool, *, runs: bool
    ) -> list[WordUnit]:
        """The words that count, each once; compounds are one, and (`runs`) words in a row that are a name.

        Else each word of a name counts alone, and a text that has the name in another form has them all.
        `typed`: each as it was typed, and its forms.
        """
        units: dict[tuple[str, ...], WordUnit] = {}
        forms: list[str] = []
        timed = self.times if free and fields == ANYWHERE else {}
        for text, word in typed:
            key = tuple(word)
            if len(word) > 1 and key in timed:
                units[key] = self.time(text, word)
            elif unit := self._compound(text, word, fields, free):
                units[key] = unit
            else:
                forms.extend(word)
        content = set(analysis.meaning(forms) if units else analysis.content(forms))
        at = 0
        while at < len(forms):
            if row := next((key for key in timed if tuple(forms[at : at + len(key)]) == key), None):
                units[row] = self.time(" ".join(row), row)
                at += len(row)
                continue
            lengths = (n for n in range(1, _LONGEST + 1) if tuple(forms[at : at + n]) in self._aliases)
            length = max(lengths, default=1)
            key = tuple(forms[at : at + length])
            at += length
            for part in [key] if runs else [(form,) for form in key if length == 1 or form in content]:
                if part not in units and (len(part) > 1 or part[0] in content):
                    units[part] = self.unit(part, fields, free, key)
        return list(units.values())

    def _compound(
        self, text: str, word: Sequence[str], fields: tuple[str, ...], free: bool
    ) -> WordUnit | None:
        """A word of several parts, None for any other and where no text has it so."""
        if len(word) < 2 or registry.weak_words().issuperset(word):
            return None
        query = together(text, word, fields)
        if free and fields == ANYWHERE and (others := self.standing.of_compound(text, word, query)):
            query = OrInstead(query, tuple(others))
        return WordUnit(OneThing(query), name=False) if self._questions.count(query) else None

    def unit(
        self, key: tuple[str, ...], fields: tuple[str, ...], free: bool, called: tuple[str, ...] | None = None
    ) -> WordUnit:
        """One word, or several that are a name. `called`: the name that the word or words are of."""
        name = len(key) > 1 or is_name(self._questions, key[0])
        # A name is looked for as it is written: Martine is no form of Martin.
        parts = tuple(TermQuery(form, fields, exact=name) for form in key)
        query = self.or_named(parts[0] if len(parts) == 1 else AllOf(parts), called or key, fields)
        if free and not name and fields == ANYWHERE and (others := self.standing.of(key[0], query)):
            query = OrInstead(query, tuple(others))
        return WordUnit(query, name)

    def or_named(self, query: Query, key: tuple[str, ...], fields: tuple[str, ...]) -> Query:
        """The texts that name what `key` is called in any language, beside those that hold it."""
        entities = self._aliases.get(key) if fields == ANYWHERE else None
        return OrNamed(query, entities) if entities else query

    def time(self, text: str, forms: Sequence[str]) -> WordUnit:
        """Texts of a time or that speak of it, beside those with its words in a row."""
        words = together(text, forms, ANYWHERE) if len(forms) > 1 else TermQuery(forms[0], ANYWHERE)
        return WordUnit(OrTime(words, self.times[tuple(forms)], TIME_WORTH, TIMELY), name=False, time=True)
