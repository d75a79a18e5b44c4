"""From text to the forms that are indexed and looked for.

A *form* is a word as it stands, without what never matters: case, accents, ligatures, an elided article
(`l'État` gives `etat`), the English possessive, and the spelling of Saint. The index holds forms, so a
name is found as it is written; a query's word is widened to all forms of one *stem*, in each language
by its own rules: folded first, then stemmed, so that a query without accents reaches all words.
Stop words keep their places, for phrases.

A *compound* is several words that others write as one (e-mail, 1 918, O'Brien): its parts are forms like
all others, and it has one more, in the place of its first part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from archive.lang import registry
from archive.patterns import regex
from archive.text import fold

VERSION: Final = 4  # of what this module does to a text; another one means the index is made anew

_PLAIN: Final = r"[^\W_]+(?:['’][^\W_]+)*"
# A dotted acronym is one word (C.R.S., l'O.N.U.), a number too (3.1, 1,700), a hyphenated word several. So is
# a letter before figures, for the articles of a law are L622-1, L. 622-1 or L.622-1.
WORD: Final = regex(
    r"(?<!\w)(?:[^\W\d_]{1,2}['’])?[^\W\d_](?:\.[^\W\d_](?!\w))+"
    r"|\d+(?:[.,]\d+)+(?:[^\W_]+)?"
    r"|(?<!\w)[^\W\d_](?=\d{2,}(?!\w))"
    rf"|{_PLAIN}"
)
HYPHENS: Final = "‐‑-"  # as a class of characters has them
SPACES: Final = " \u00a0\u202f\u2009"  # that stand between the thousands of a number
_THOUSANDS: Final = regex(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def version() -> int | str:
    """What the forms in an index were made by: another version means that it is made anew."""
    added = [f"{one.code} {one.version}" for one in registry.languages() if one.code not in registry.HOME]
    return ", ".join([str(VERSION), *added]) if added else VERSION


def form(word: str) -> str:
    """The form of one word as `WORD` finds it."""
    # Of ASCII, fold() changes only signs that no word has. Others are folded a second time, for letters that
    # only decomposing makes capitals of.
    folded = word.lower() if word.isascii() else fold(fold(word))
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
    return regex(rf"^(?:{short})'(?=[aeiouyh\d])")


def _bare(folded: str) -> str:
    if "'" in folded:
        before, _, after = folded.partition("'")
        # Before an acronym a letter is always an elided word.
        folded = after if "." in after and len(before) < 3 else _elided().sub("", folded, count=1)
        folded = folded.removesuffix("'s")
    return "".join(c for c in folded if c.isalnum())


def forms(text: str) -> list[str]:
    """The forms of `text` in reading order."""
    return [cached_form(word) for word in WORD.findall(composed(text))]


# Where compounds may be, so that few places of a text are looked at; then the compound from its start.
_HYPHEN: Final = regex(rf"[{HYPHENS}](?=[^\W_])")
_HYPHENATED: Final = regex(rf"{_PLAIN}(?:[{HYPHENS}]{_PLAIN})+(?![\w{HYPHENS}])")
_THOUSAND: Final = regex(rf"(?<![\w.,])[1-9]\d{{0,2}}(?:[{SPACES}]\d{{3}})+(?!\w)")


@cache
def _prefixed() -> re.Pattern[str]:
    """A name such as O'Brien: a letter that is no elided word."""
    shortened = "".join(word for word in registry.elided() if len(word) == 1)
    return regex(rf"(?<![\w.])(?!(?i:[{shortened}]))[^\W\d_]['’]([^\W\d_]{{3,}})(?!\w)")


def compounds(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of each compound of a composed `text`, and its form as one word, in no order.

    None is what only ends in a stop word, as verbs do that are turned round (est-il, celui-ci).
    """
    end = 0
    for hyphen in _HYPHEN.finditer(text):
        start = hyphen.start()
        if start < end:
            continue
        while start > end and (text[start - 1].isalnum() or text[start - 1] in "'’"):
            start -= 1
        if start > 0 and text[start - 1] in f"_.,{HYPHENS}":
            continue
        match = _HYPHENATED.match(text, start)
        if match:
            end = match.end()
            parts = forms(match[0])
            if len(parts) > 1 and parts[-1] not in registry.stop_words():
                yield start, end, "".join(parts)
    for match in _THOUSAND.finditer(text):
        yield match.start(), match.end(), "".join(c for c in match[0] if c.isdigit())
    for match in _prefixed().finditer(text):
        yield match.start(), match.end(), cached_form(match[1])


def tokens(text: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The words of a composed `text`, in their places from 0 on, and of its compounds the place and form."""
    words: list[str] = []
    joined: list[tuple[int, str]] = []
    done = 0
    for start, _, form in sorted(compounds(text)):
        words += WORD.findall(text, done, start)
        joined.append((len(words), form))
        done = start
    words += WORD.findall(text, done)
    return words, joined


def as_one(word: str) -> str | None:
    """The form of a word of a query that is a compound, None for any other."""
    text = composed(word)
    found = list(compounds(text))
    return found[0][2] if len(found) == 1 and found[0][:2] == (0, len(text)) else None


def composed(text: str) -> str:
    """`text` with its accents in one piece with their letters (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


cached_form = lru_cache(maxsize=100_000)(form)


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """The stem of a form in `lang`; short words, numbers and unknown languages stay as they are."""
    if not word[3:] or not word.isalpha():
        return word
    known = _language(lang)
    return known.stem(word) if known else word


_language = cache(registry.language)


def meaning(words: Sequence[str]) -> list[str]:
    """The forms that carry meaning."""
    return [w for w in words if w not in registry.weak_words() and (len(w) > 1 or w.isdigit())]


def content(words: Sequence[str]) -> list[str]:
    """The forms that carry meaning; all of them when none does."""
    return meaning(words) or list(words)
