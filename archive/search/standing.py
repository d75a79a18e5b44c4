"""What may stand for a word of a query in the texts of an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.lang import registry
from archive.search import analysis
from archive.search.plan import Holds, InLang, Query
from archive.search.port import Other
from archive.search.questions import Questions


class OtherWords:
    """The other words that count as one of the query, of those that `others` offers."""

    def __init__(self, questions: Questions, others: Mapping[str, tuple[Other, ...]]) -> None:
        self._questions, self._others = questions, others
        self.row: Sequence[str] = ()  # the words side by side, which tell the language of the query

    def of_compound(self, text: str, forms: Sequence[str], query: Query) -> Sequence[Other]:
        """What counts as a compound too: as one word, or as all of its parts."""
        found = [self._others.get(form, ()) for form in forms]
        shared = [other for other in found[0] if all(other in others for others in found[1:])]
        one = analysis.as_one(text)
        return [*shared, *(self.of(one, query) if one else ())]

    def of(self, form: str, query: Query) -> Sequence[Other]:
        """What counts as `form` too, which `query` looks for.

        A word of both languages (police) needs no translation where it is more than twice as usual, nor where
        the query is in the language of the texts that have it.
        """
        found = self._others.get(form, ())
        if not found or not self._questions.count(query):
            return found
        usual = {lang: self._texts_in(form, lang) for lang in {o.lang for o in found if o.lang}}
        return [
            other
            for other in found
            if not other.else_only
            and (
                other.lang is None
                or not usual[other.lang]
                or (
                    " " not in other.form
                    and 2 * self._texts_in(other.form, other.lang) >= usual[other.lang]
                    and self._asked_in() != other.lang
                )
            )
        ]

    def _texts_in(self, form: str, lang: str) -> int:
        """In how many texts of a language a form stands, as it is."""
        return self._questions.count(Holds(form, ("text",), lang))

    def _asked_in(self) -> str | None:
        """The language of the words side by side, when two at least are of one alone and none of another."""
        votes = [lang for form in self.row if (lang := self._more_usual_in(form))]
        return votes[0] if len(votes) > 1 and len(set(votes)) == 1 else None

    def _more_usual_in(self, form: str) -> str | None:
        """The language of which at least three times as many of the texts have the form."""
        texts = {lang: self._questions.count(InLang(lang)) for lang in registry.HOME}
        share = {lang: self._texts_in(form, lang) / count for lang, count in texts.items() if count}
        if len(share) < 2 or not any(share.values()):
            return None
        first, second = sorted(share, key=lambda lang: (-share[lang], lang))[:2]
        return first if share[first] >= 3 * share[second] else None
