"""The gazetteer, under the keys by which names of places are compared here."""

from __future__ import annotations

from functools import cache

from archive.link.entities.names import undress
from archive.places.gazetteer import Gazetteer
from archive.records import MentionType


def key_of(name: str, lang: str = "en") -> str:
    """The key under which a place's name is looked up."""
    return undress(name, MentionType.PLACE, lang).key


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process; read when first needed (a fifth of a second)."""
    return Gazetteer(key_of)
