"""Which languages there are: the built-in ones, and those of installed packages, loaded when asked for."""

from __future__ import annotations

from functools import cache
from typing import Final

from archive.extensions import installed
from archive.lang.base import Language
from archive.lang.en import ENGLISH
from archive.lang.fr import FRENCH

GROUP: Final = "archive.languages"
BUILT_IN: Final = (FRENCH, ENGLISH)
# The languages of the tables that ship with the archive: translations of words, names of places.
HOME: Final = tuple(one.code for one in BUILT_IN)
_HOME: Final = {one.code: one for one in BUILT_IN}


@cache
def languages() -> tuple[Language, ...]:
    """All languages: the built-in ones, then those of packages. Raises BrokenExtension."""
    return (*BUILT_IN, *(one for one in installed(GROUP, Language) if one.code not in _HOME))


def language(code: str) -> Language | None:
    """The language with this code, None where there is none. Raises BrokenExtension."""
    return _HOME.get(code) or next((one for one in languages() if one.code == code), None)


@cache
def codes() -> tuple[str, ...]:
    """The codes of all languages, in their order."""
    return tuple(one.code for one in languages())


@cache
def stop_words() -> frozenset[str]:
    """The stop words of all languages, folded."""
    return frozenset().union(*(one.stop_words for one in languages()))


@cache
def weak_words() -> frozenset[str]:
    """Stop words and weak words of all languages, folded: what links the others in a query."""
    return stop_words().union(*(one.weak_words for one in languages()))


@cache
def filler() -> frozenset[str]:
    """Stop words and filler of all languages, folded."""
    return stop_words().union(*(one.filler for one in languages()))


@cache
def elided() -> frozenset[str]:
    """The words that an apostrophe may shorten in any language."""
    return frozenset(word for one in languages() for word in one.elided)


# ISO 639-1
_CODES: Final = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml
    mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd
    se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
    vo wa wo xh yi yo za zh zu
"""
UNTOLD: Final = "und"  # of a text whose language cannot be told


def known(code: str) -> bool:
    """Whether a text may be in a language with this code."""
    return code in _CODES.split() or code == UNTOLD or code in codes()


def named(name: str) -> str:
    """The code of the language that is called `name`; else `name` itself, in small letters."""
    name = name.strip().lower()
    return next((one.code for one in languages() if name in one.names), name)
