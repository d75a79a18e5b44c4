"""What the words beside a name say of its kind, whatever a model took it for."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from archive.lang.registry import language
from archive.patterns import regex
from archive.records import MentionType
from archive.text import fold, plain, shortens

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

# How much of a text before and behind a name is looked at, in characters.
BEFORE: Final = 48
AFTER: Final = 48

_WORDS = regex(r"[^\W_]+")
_SENTENCES = regex(r"[.!?;:\n]")
_ARTICLES = frozenset(["the", "le", "la", "les", "l", "of", "d"])
# "Roots Network), Ada Brown", "Labour Party, Main Lane": a group's own last word, and another name.
_CLOSED = regex(r"[)\]]\W*\Z|(?<![\w'-])[A-ZÀ-Ý][\w'-]*,\s*\Z")
_OFFICE_BEHIND = regex(r"['’]s (?:members|activists|volunteers)")
_BRACKETED = regex(r" \(([A-Z]{2,10})\)")
# Behind a person's full name: "Ada Brown, of Long Tide". In French a comma parts it from "Nadège de Brémond".
_MEMBER = regex(r"(?:,? of (?:the )?|, (?:from|with) (?:the )?|, (?:de la |de l'|du |des |de |d'))\Z")
# "Lantern is a small charity that …", and no "… is a union man".
_COPULA = regex(r" (?:is|was|are|were|est|était|sont) (?:an? |the |une? |la |le |l')", re.IGNORECASE)
_OF = frozenset(["of", "for", "in", "de", "d", "du", "des", "pour", "en"])
_GOES_ON = regex(
    r"(?: (?:of|that|which|based|in|from|for|de|du|des|qui|dont|basée?|à|pour)\b| d'|[,.;:)]|\Z)"
)
# Words without a letter in an acronym.
_SMALL = frozenset(
    "de du des la le les l d et a au aux pour en sur contre of the for and in to with against".split()  # noqa: SIM905
)


def kind_beside(written: str, before: str, after: str, lang: str) -> MentionType | None:
    """What the words right before and behind a name (`written`) in a text of `lang` say it is, if anything.

    A group for "members of X", "X's volunteers", "Long Tide (LT)"; a person for "Mrs X"; a place for "in X".
    """
    short = _BRACKETED.match(after)
    if _OFFICE_BEHIND.match(after) or (short and stands_for(short[1], written)):
        return ORG
    known = language(lang)
    if known is None:
        return None
    around = known.around
    if _is_one(after, around.groups):
        return ORG
    phrases = _endings(before, _lasts(lang))
    kinds = ((ORG, around.groups), (PERSON, around.people), (PLACE, around.places))
    return next((kind for kind, words in kinds if not words.isdisjoint(phrases)), None)


def _is_one(after: str, groups: Collection[str]) -> bool:
    """Whether the words behind a name say that it is a group: "… is a small charity that"."""
    copula = _COPULA.match(after)
    if copula is None:
        return False
    for word in [*_WORDS.finditer(after, copula.end())][:3]:
        if fold(word[0]) in _OF:
            return False
        if fold(word[0]) in groups:
            return _GOES_ON.match(after, word.end()) is not None
    return False


def of_at(text: str, start: int) -> int:
    """Where the "of" begins that joins what starts at an offset to a person's name before it; -1 if none.

    Who is "of" something is a person, what follows is a group or a place.
    """
    before = text[max(0, start - BEFORE) : start]
    match = _MEMBER.search(plain(before))
    return start - len(before) + match.start() if match else -1


def stands_for(short: str, long: str) -> bool:
    """Whether the letters of an acronym are initials of the long form, in order, most of them."""
    words = re.findall(r"[^\W\d_]+", long)
    letters = [c for c in fold(short) if c.isalpha()]
    if len(words) == 1:
        return shortens("".join(letters), fold(words[0]))
    initials = [fold(word)[0] for word in words if fold(word) not in _SMALL]
    at = 0
    for letter in letters:
        if letter in initials[at:]:
            at = initials.index(letter, at) + 1
            continue
        return False
    return len(letters) >= 2


@lru_cache(maxsize=64)
def _lasts(lang: str) -> frozenset[str]:
    """The words with which what may stand before a name ends."""
    known = language(lang)
    around = known.around if known else None
    ends = {
        phrase.rpartition(" ")[2]
        for some in ((around.groups, around.people, around.places) if around else ())
        for phrase in some
    }
    return frozenset(ends | {word[2:] for word in ends if word.startswith(("cofond", "cofound"))})


def _endings(before: str, lasts: Collection[str]) -> set[str]:
    """The last words of a text, one to four of them, with a last article and without it.

    None where the last one is none of `lasts`, as mostly: it saves putting them together.
    """
    sentence = plain(_SENTENCES.split(before)[-1])
    if _CLOSED.search(sentence):
        return set()
    if sentence and not sentence[-1].isspace() and not sentence.endswith("'"):
        return set()
    words = _WORDS.findall(fold(sentence).replace("du ", "de ").replace("des ", "de "))[-5:]
    bare = words[:-1] if words and words[-1] in _ARTICLES - {"of", "d"} else words
    bare = [*bare[:-1], "de"] if bare and bare[-1] == "d" else bare
    if not any(some and some[-1] in lasts for some in (words, bare)):
        return set()
    joined = (" ".join(some[-size:]) for some in (words, bare) for size in (1, 2, 3, 4))
    return {phrase.replace("co fond", "cofond").replace("co found", "cofound") for phrase in joined if phrase}
