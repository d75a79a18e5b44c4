"""What the archive says in English, in the language of the pages: reasons that it keeps, and what it refuses.

The sentences and their French are in `data/kept.toml`, by kind: "name", "date", "unread", "refused".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, Literal

from archive.room.wording import Said, fault, language_name, unbroken, words
from archive.timeline.wording import in_words

Kind = Literal["name", "date", "unread", "refused"]

_FILE: Final = resources.files("archive.room").joinpath("data/kept.toml")
_HOLE: Final = "{}"
_COUNT: Final = re.compile(r"\d{1,3}(?:,\d{3})+")
_SHARE: Final = re.compile(r"\d+\.\d+")
_LONGEST: Final = 500  # characters of a sentence of the archive; what is longer is not looked at


def kept(english: str, kind: Kind, lang: str, otherwise: str = "en") -> Said:
    """A sentence that the archive keeps or says, in `lang`.

    `otherwise`: the language of what is no sentence of the archive, such as words read on a page.
    """
    translated = _translated(english, kind, lang)
    if translated is None:
        return Said(english, otherwise)
    return Said(unbroken(translated) if lang == "fr" else translated, lang)


def why_refused(error: Exception, lang: str) -> Said:
    """What is refused, and why, in a language where there are words for it, else in English."""
    wording = fault(error, lang)
    return wording if wording.lang == lang else kept(wording.text, "refused", lang)


class _Value(str):
    """A text that stands in a sentence, and how it is written in a language, by what it is."""

    __slots__ = ("kind", "lang")
    kind: str
    lang: str

    def __format__(self, spec: str) -> str:
        match spec:
            case "kind":
                return str(_table()["kind"].get(str(self), self))
            case "part":
                return _translated(str(self), self.kind, self.lang) or str(self)
            case "basis":
                return words(self.lang).get(f"basis_{self}", str(self))
            case "lang":
                return language_name(str(self), self.lang)
            case "day":
                return _day(str(self), self.lang)
            case "bare":
                return str(self[1:-1] if len(self) > 1 and self[0] == self[-1] in "'\"" else self)
            case "to":
                return self.replace(" to ", " à ")
            case "posts":
                return _posts(str(self))
        if _COUNT.fullmatch(self):
            return self.replace(",", "\u202f")
        return self.replace(".", ",") if _SHARE.fullmatch(self) else str(self)


def _day(text: str, lang: str) -> str:
    try:
        return in_words(text, lang)
    except ValueError:
        return text


def _posts(text: str) -> str:
    """ "drafts 2, private 1" with the words of French."""
    names = _table()["posts"]
    parts = (part.rpartition(" ") for part in text.split(", "))
    return ", ".join(f"{names.get(what, what)} ({count})" for what, _, count in parts)


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def _patterns(kind: str) -> Sequence[tuple[re.Pattern[str], Mapping[str, str]]]:
    """The sentences of a kind as expressions, and in the languages of the pages; the longest first."""
    rows = sorted(_table()[kind].items(), key=lambda row: -len(row[0].replace(_HOLE, "")))
    return [
        (
            re.compile("(.+?)".join(map(re.escape, english.split(_HOLE))), re.DOTALL),
            {"fr": french} if isinstance(french, str) else french,
        )
        for english, french in rows
    ]


@lru_cache(maxsize=4096)
def _translated(english: str, kind: str, lang: str) -> str | None:
    """A sentence in a language; None for what is none of the archive.

    Several with semicolons between are told one by one.
    """
    if len(english) > _LONGEST:
        return None
    first, between, rest = english.partition("; ")
    if (
        between
        and (beginning := _translated(first, kind, lang))
        and (others := _translated(rest, kind, lang))
    ):
        return f"{beginning} ; {others}" if lang == "fr" else english
    for pattern, translations in _patterns(kind):
        if found := pattern.fullmatch(english):
            if lang not in translations:
                return english
            return translations[lang].format(*(_value(one, kind, lang) for one in found.groups()))
    return None


def _value(text: str, kind: str, lang: str) -> _Value:
    value = _Value(text)
    value.kind, value.lang = kind, lang
    return value
