"""From text to the forms that are indexed and looked for.

A *form* is a word as it stands, without what never matters: case, accents, ligatures, an elided article
(`l'État` gives `etat`), the English possessive, and the spelling of Saint. The index holds forms, so a
name is found as it is written; a query's word is widened to all forms of one *stem*, in each language
by its own rules: folded first, then stemmed, so that a query without accents reaches all words.
Stop words keep their places, for phrases.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import Stemmer

from archive.text import fold

VERSION: Final = 3  # of what this module does to a text; another one means the index is made anew

LANGUAGES: Final = ("fr", "en")

# A dotted acronym is one word (C.R.S.), a number too (3.1, 1,700), a hyphenated word several.
WORD: Final = re.compile(
    r"(?<!\w)[^\W\d_](?:\.[^\W\d_](?!\w))+|\d+(?:[.,]\d+)+(?:[^\W_]+)?|[^\W_]+(?:['’][^\W_]+)*"
)
_THOUSANDS: Final = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_ELIDED: Final = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=[aeiouyh\d])")
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}

# French words on s that would have the stem of another word without it (mai, foi, moi, sou).
_NO_PLURALS: Final = frozenset({"mais", "fois", "mois", "sous"})
# French nouns on ée that are far in meaning from the verb whose participle they were.
_NOUNS: Final = """
    annee armee duree entree fumee journee lycee matinee musee pensee poignee portee rentree soiree tournee
    traversee vallee
"""
_NO_PARTICIPLES: Final = frozenset(_NOUNS.split())

_FRENCH: Final = """
    a au aux avec ce ces cet cette ceux celle celles celui chez comme comment dans de des doit donc dont
    du elle elles en entre est et etait etaient ete etre eu eux fait faire faut il ils je la le les leur
    leurs lui ma mais me meme mes moi mon ne ni nos notre nous on ont ou par parce pas peu peut peuvent
    plus pour pourquoi quand que quel quelle quelles quels qui quoi sa sans se sera ses si son sont sous
    sur ta te tes toi ton tous tout toute toutes tres tu un une vos votre vous y
"""
_ENGLISH: Final = """
    about after all also an and any are as at be because been before being but by can could did do does
    doing for from had has have having he her here hers him his how i if in into is it its itself just
    me more most my no nor not of off on once only or other our out over own same she should so some
    such than that the their them then there these they this those through to too under until up very
    was we were what when where which while who whom why will with would you your
"""
STOP_WORDS: Final = frozenset((_FRENCH + _ENGLISH).split())


def form(word: str) -> str:
    """The form of one word as `WORD` finds it."""
    # A second time for letters that only decomposing makes capitals of.
    folded = fold(word) if word.isascii() else fold(fold(word))
    if not folded.isalnum():
        folded = (_number(folded) if folded[:1].isdigit() else _bare(folded)) or word
    return _SAINT.get(folded, folded)


def _number(folded: str) -> str:
    """1,700 as 1700 and 3,5 as 3.5, as both languages write them."""
    plain = _THOUSANDS.sub("", folded).replace(",", ".")
    return "".join(c for c in plain if c.isalnum() or c == ".").strip(".")


def _bare(folded: str) -> str:
    if "'" in folded:
        folded = _ELIDED.sub("", folded, count=1) if _ELIDED.match(folded) else folded
        folded = folded.removesuffix("'s")
    return "".join(c for c in folded if c.isalnum())


def forms(text: str) -> list[str]:
    """The forms of `text` in reading order."""
    return [cached_form(word) for word in WORD.findall(composed(text))]


def composed(text: str) -> str:
    """`text` with its accents in one piece with their letters (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


cached_form = lru_cache(maxsize=100_000)(form)


@lru_cache(maxsize=4)
def _stemmer(lang: str) -> Callable[[str], str]:
    made = Stemmer.Stemmer({"fr": "french", "en": "english"}[lang], 0)  # we keep its results ourselves
    stem: Callable[[str], str] = made.stemWord
    return stem


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """The stem of a form in `lang`; short words, numbers and other languages stay as they are."""
    if len(word) < 4 or lang not in LANGUAGES or not word.isalpha():
        return word
    if lang == "fr":
        if word in _NO_PLURALS:
            return word
        # Snowball takes a plural for an ending and stops there: delit gives del, delits delit. So the
        # plural goes first; and a stem of three letters is too little to tell words apart by. Nor does it
        # know bloquée without its accent: it must lose an e to have the stem of bloqué.
        word = word[:-1] if word[-1] in "sx" and word[-2] != "s" else word
        if word in _NO_PARTICIPLES:
            return word
        word = word[:-1] if word.endswith("ee") and len(word) > 4 else word
        short = _stemmer(lang)(word)
        return short if len(short) > 3 else word
    return _stemmer(lang)(word)


def meaning(words: Sequence[str]) -> list[str]:
    """The forms that carry meaning."""
    return [w for w in words if w not in STOP_WORDS and (len(w) > 1 or w.isdigit())]


def content(words: Sequence[str]) -> list[str]:
    """The forms that carry meaning; all of them when none does."""
    return meaning(words) or list(words)
