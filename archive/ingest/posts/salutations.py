"""Lines that greet whom a letter is written to ("Madame la maire,", "Dear friends,"), in all languages."""

from __future__ import annotations

import re
from functools import cache

from archive.lang import languages
from archive.lang.base import Salutations
from archive.text import fold

_MOST = 14  # words of one, with the offices of those who are greeted
# "cher·es", "ami(e)s"
_INCLUSIVE = re.compile(r"(?<=\w)(?:[·•‧.]|\()(?=\w)|(?<=\w)[.)·](?=\w)|(?<=\w)\)(?=[\s,])")
_SHORT = re.compile(r"\b(m|mm|mme|mr|mrs|ms|dr)\.(?=\s)")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_END = re.compile(r"[\s*_]*([,;:!.…]?)[\s!*_]*\Z")


def is_salutation(line: str) -> bool:
    """Whether a line does no more than greet its reader.

    A comma at its end says so, if it begins like a greeting in each of its parts; without one all its words
    have to be those of greetings, so that "Cher pays de mon enfance" and "Monsieur le préfet, rendez-nous la
    rue !" stay titles.
    """
    text = _SHORT.sub(r"\1", fold(_INCLUSIVE.sub("", line.strip(" \t*_"))))
    if not text or len(text) > 160 or "\n" in text.strip():
        return False
    end = _END.search(text)
    sign = end[1] if end else ""
    parts = [_WORD.findall(part) for part in re.split(r"[,/]", text)]
    parts = [part for part in parts if part]
    if not parts or sum(map(len, parts)) > _MOST or re.search(r"[.!?;:]\s*\S", text):
        return False
    for known in _known():
        if sign == "," and all(_opens(part, known) for part in parts):
            return True
        if sign == "," and len(parts) == 1 and _begins(parts[0], known.addressing):
            return True
        alone = sum(map(len, parts)) == 1 and sign != "!"
        if sign != "," and not alone and all(_opens(part, known) and _only(part, known) for part in parts):
            return True
    return False


@cache
def _known() -> tuple[Salutations, ...]:
    return tuple(one.salutations for one in languages() if one.salutations.opening)


def _opens(words: list[str], known: Salutations) -> bool:
    at = 0
    while at < len(words) and (words[at] in known.before or words[at] in ("et", "and", "&")):
        at += 1
    return _begins(words[at:], known.opening)


def _begins(words: list[str], phrases: frozenset[str]) -> bool:
    return any(" ".join(words[:n]) in phrases for n in (1, 2, 3, 4, 5))


def _only(words: list[str], known: Salutations) -> bool:
    own = {word for phrase in known.opening for word in phrase.split()} | known.before | known.company
    return all(word in own for word in words)
