"""What stands for words of a query in texts: what to mark in them, and for which word as it was typed."""

from __future__ import annotations

from collections.abc import Mapping

from archive.dataclass import dataclass
from archive.search import alike, analysis, snippet
from archive.search.port import EngineQuery


@dataclass(frozen=True, slots=True)
class Instead:
    """In texts of one language: what to mark for words of the query, and by form or stem for which form.

    `spellings`: the forms of the query as they were typed.
    """

    terms: tuple[snippet.Term, ...]
    words: Mapping[str, str]
    spellings: Mapping[str, str]

    def word(self, written: str, lang: str) -> str | None:
        """The form of the query that a word of a text may stand for."""
        if not self.words:
            return None
        forms = analysis.forms(written)
        keys = [alike.stems(forms, lang)]
        keys += (key for form in forms for key in (form, alike.stems([form], lang)))
        return next((self.words[key] for key in keys if key in self.words), None)

    def typed(self, form: str) -> str:
        """A form of the query as it was typed."""
        return self.spellings.get(form, form)


def stood_for(asked: EngineQuery, text: str, lang: str) -> Instead:
    """What stands for the words of a query in texts of a language; `text`: its words that nothing binds."""
    terms, words = [], {}
    for form, found in asked.others.items():
        for other in found:
            if other.lang in (None, lang):
                row = other.form.split(" ")
                terms.append(
                    snippet.Term(tuple(snippet.SoughtForm(one, exact=other.lang is None) for one in row))
                )
                words[other.form if other.lang is None else alike.stems(row, lang)] = form
    return Instead(tuple(terms), words, _spellings(text) if words else {})


def _spellings(text: str) -> dict[str, str]:
    text = analysis.composed(text)
    typed = {form: text[start:end] for start, end, form in analysis.compounds(text)}
    for word in analysis.WORD.findall(text):
        typed.setdefault(analysis.cached_form(word), word)
    return typed
