"""What says the same as a word of a query: its translations, and a number in its other spellings.

Translations come from `data/terms.tsv`, terms of one or more words written by hand (`training/terms.py`),
and for words that it does not hold from `data/lexicon.arrays`, some 30,000 pairs of French and English words
found by their vectors (`training/lexicon.py`), mapped into memory: a word costs two dozen steps of a binary
search. What neither has may be written alike but for its ending (`cognates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise, permutations
from pathlib import Path
from typing import Final

from archive.arrays import Array, ArrayFile, misinstalled
from archive.lang import registry
from archive.search import analysis
from archive.search.cognates import cognates
from archive.search.port import Other
from archive.text import fold

LEXICON: Final = Path(__file__).parent / "data" / "lexicon.arrays"
TERMS: Final = Path(__file__).parent / "data" / "terms.tsv"
LONGEST: Final = 5  # words of a term

# What a translation counts beside the word itself: it may be another of its meanings. Tuned with the rest
# of the ranking on titles searched in 1,000 texts of both languages.
TRANSLATED: Final = 0.4

# What a word counts as a translation that is but written alike in the other language.
COGNATE: Final = 0.9

# What two words of a query count as one in a text (code freeze, codefreeze).
TOGETHER: Final = 0.8

_BOTH: Final = tuple(permutations(registry.HOME, 2))

# The largest number whose words and figures stand for each other.
_LARGEST: Final = 99
_ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|ere|e|eme|de|nde)")
# A version, an issue, a room: r2, v3, and with what it belongs to, 3.0r2.
_LETTERED: Final = re.compile(r"(\d+(?:\.\d+)*)?[a-z](\d{1,2})")


def instead(forms: Sequence[str]) -> dict[str, tuple[Other, ...]]:
    """For the words of a query (forms in reading order) what counts as each of them too.

    What several words in a row mean together counts for each of them that carries meaning.
    """
    content = dict.fromkeys(analysis.content(forms))
    found = {form: list(others(form)) for form in content}
    for a, b in pairwise(forms):
        if b in found and a not in registry.stop_words() and a.isalpha() and b.isalpha():
            together = Other(a + b, None, TOGETHER)
            for form in (a, b):
                if form in found:
                    found[form].append(together)
    for length in range(2, min(LONGEST, len(forms)) + 1):
        for at in range(len(forms) - length + 1):
            row = forms[at : at + length]
            for other in _terms_for(row) if not registry.stop_words().issuperset(row) else ():
                for form in row:
                    if form in found and other not in found[form]:
                        found[form].append(other)
    return {form: tuple(equivalents) for form, equivalents in found.items() if equivalents}


@lru_cache(maxsize=10_000)
def others(form: str) -> tuple[Other, ...]:
    """What counts as `form` too: in texts of one language, or (a number) of any."""
    if found := numbers(form):
        return found
    translations = _terms_for((form,))
    langs = {other.lang for other in translations}
    for lang, other in _BOTH:
        if other not in langs:
            written = _lexicon().translations(form, lang) or [(w, COGNATE) for w in cognates(form, other)]
            translations += tuple(Other(word, other, round(TRANSLATED * worth, 3)) for word, worth in written)
    return translations


def stems(forms: Sequence[str], lang: str) -> str:
    """Forms in a row as the table of terms has them for all their inflected forms."""
    return "~" + " ".join(analysis.stem(form, lang) for form in forms)


def _terms_for(forms: Sequence[str]) -> tuple[Other, ...]:
    """What the table of terms gives for forms in a row, read in either language."""
    terms, row = _terms(), " ".join(forms)
    return tuple(
        Other(term, other, TRANSLATED)
        for lang, other in _BOTH
        for term in terms.get((lang, row)) or terms.get((lang, stems(forms, lang)), ())
    )


@cache
def _terms() -> Mapping[tuple[str, str], Sequence[str]]:
    rows = (line.split("\t") for line in TERMS.read_text(encoding="utf-8").splitlines())
    return {(lang, key): forms.split(";") for lang, key, forms in rows}


def numbers(form: str) -> tuple[Other, ...]:
    """The other spellings of a number: fifth, 5th and cinquième; five, 5 and cinq; what r5 may stand for."""
    found: dict[str, float] = {}
    match = None
    if form.isdecimal() and int(form) <= _LARGEST:
        found = {**_ordinal(int(form)), **_cardinal(int(form))}
    elif form in _values():
        ordinal, number = _values()[form]
        found = _ordinal(number) if ordinal else {**_cardinal(number), str(number): 1.0}
    elif match := _ORDINAL.fullmatch(form):
        found = _ordinal(int(match[1]))
    elif match := _LETTERED.fullmatch(form):
        found = _ordinal(int(match[2]))
        if match[1]:
            found[match[1]] = 0.5
    found.pop(form, None)
    compound = match is not None and bool(match.re is _LETTERED and match[1])
    return tuple(Other(other, None, worth, compound) for other, worth in found.items())


@cache
def _words() -> Mapping[bool, Mapping[int, Sequence[str]]]:
    """The words for each number in all languages, folded: ordinals (True) and cardinals (False).

    One is an article in most languages; of other cardinals the usual word alone counts ("cents" are coins).
    """
    words: dict[bool, dict[int, list[str]]] = {True: {}, False: {}}
    for lang in registry.languages():
        for word, number in lang.numbers.ordinals.items():
            words[True].setdefault(number, []).append(fold(word))
        for number, word in lang.numbers.usual().items():
            if 1 < number <= _LARGEST:
                words[False].setdefault(number, []).append(fold(word))
    return words


@cache
def _values() -> Mapping[str, tuple[bool, int]]:
    return {
        word: (ordinal, number)
        for ordinal, table in _words().items()
        for number, words in table.items()
        for word in words
    }


def _ordinal(number: int) -> dict[str, float]:
    end = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
    return dict.fromkeys([*_words()[True].get(number, ()), f"{number}{end}", f"{number}e"], 1.0)


def _cardinal(number: int) -> dict[str, float]:
    return dict.fromkeys(_words()[False].get(number, ()), 1.0)


class TranslationLexicon:
    """Words of both languages in order, and which of the other one mean the same."""

    def __init__(self, path: Path) -> None:
        file = ArrayFile(path, refuse=misinstalled)
        self._columns: dict[str, dict[str, Array]] = {
            lang: {name: file[f"{lang}_{name}"] for name in ("words", "ends", "at", "to", "worth")}
            for lang in registry.HOME
        }

    def translations(self, form: str, lang: str) -> list[tuple[str, float]]:
        """The words of the other language for a form read in `lang`, surest first: (form, 0 to 1)."""
        column = self._columns[lang]
        low, high = 0, len(column["ends"])
        while low < high:
            middle = (low + high) // 2
            if self._word(lang, middle) < form:
                low = middle + 1
            else:
                high = middle
        if low == len(column["ends"]) or self._word(lang, low) != form:
            return []
        begin, end = int(column["at"][low]), int(column["at"][low + 1])
        (other,) = (code for code in registry.HOME if code != lang)
        pairs = zip(column["to"][begin:end].tolist(), column["worth"][begin:end].tolist(), strict=True)
        return [(self._word(other, to), worth / 255) for to, worth in pairs]

    def _word(self, lang: str, number: int) -> str:
        words, ends = self._columns[lang]["words"], self._columns[lang]["ends"]
        begin = int(ends[number - 1]) + 1 if number else 0
        return words[begin : int(ends[number])].tobytes().decode()


@cache
def _lexicon() -> TranslationLexicon:
    return TranslationLexicon(LEXICON)
