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
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from archive.lang import registry
from archive.text import fold

VERSION: Final = 3  # of what this module does to a text; another one means the index is made anew

# A dotted acronym is one word (C.R.S.), a number too (3.1, 1,700), a hyphenated word several.
WORD: Final = re.compile(
    r"(?<!\w)[^\W\d_](?:\.[^\W\d_](?!\w))+|\d+(?:[.,]\d+)+(?:[^\W_]+)?|[^\W_]+(?:['’][^\W_]+)*"
)
_THOUSANDS: Final = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def version() -> int | str:
    """What the forms in an index were made by: another version means that it is made anew."""
    added = [f"{one.code} {one.version}" for one in registry.languages() if one.code not in registry.HOME]
    return ", ".join([str(VERSION), *added]) if added else VERSION


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


@cache
def _elided() -> re.Pattern[str]:
    """A shortened word at the beginning of another: l'État."""
    short = "|".join(sorted(registry.elided(), key=len, reverse=True))
    return re.compile(rf"^(?:{short})'(?=[aeiouyh\d])")


def _bare(folded: str) -> str:
    if "'" in folded:
        folded = _elided().sub("", folded, count=1)
        folded = folded.removesuffix("'s")
    return "".join(c for c in folded if c.isalnum())


def forms(text: str) -> list[str]:
    """The forms of `text` in reading order."""
    return [cached_form(word) for word in WORD.findall(composed(text))]


def composed(text: str) -> str:
    """`text` with its accents in one piece with their letters (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


cached_form = lru_cache(maxsize=100_000)(form)


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """The stem of a form in `lang`; short words, numbers and unknown languages stay as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    known = registry.language(lang)
    return known.stem(word) if known else word


def meaning(words: Sequence[str]) -> list[str]:
    """The forms that carry meaning."""
    return [w for w in words if w not in registry.stop_words() and (len(w) > 1 or w.isdigit())]


def content(words: Sequence[str]) -> list[str]:
    """The forms that carry meaning; all of them when none does."""
    return meaning(words) or list(words)
