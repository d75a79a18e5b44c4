"""The words around and inside names that tell what they name: lists, read from `data/`.

All are folded (`archive.text.fold`): no accents, no capitals; both languages together.
"""

from __future__ import annotations

import functools
from importlib import resources

from archive.lang import registry
from archive.text import fold

_DATA = resources.files("archive.ingest.names") / "data"


def _read() -> dict[str, frozenset[str]]:
    lists: dict[str, list[str]] = {}
    here: list[str] = []
    for line in (_DATA / "words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            here = lists.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            here.extend(line.split())
    return {name: frozenset(words) for name, words in lists.items()}


_LISTS = _read()


_CALENDARS = tuple(lang.calendar for lang in registry.BUILT_IN)


# Before a person's name, never part of it.
TITLES = _LISTS["titles"]
# What greets or closes a letter, cries out or points, and is taken for a name at a line's start.
NEVER = _LISTS["never"]
MONTHS = frozenset(fold(word) for one in _CALENDARS for word in {**one.months, **one.short_months})
# Of the short ones those that are no names and no other words: "Sam" is no Saturday.
DAYS = frozenset(
    fold(word)
    for one in _CALENDARS
    for word in {**one.weekdays, **one.short_weekdays}
    if word not in one.doubtful
)
CALENDAR = MONTHS | DAYS
# Short link words, never acronyms.
SMALL = _LISTS["small"]
# A name that starts or ends with one of these is an organisation, a place.
ORG_HEADS = _LISTS["org_heads"]
ORG_TAILS = _LISTS["org_tails"]
# What an organisation does or issues, taken for the end of its name.
ORG_LOOSE_TAILS = _LISTS["org_loose_tails"]
# The word for its kind at the end of an organisation's name, which takes an article: "the … Committee".
ORG_KINDS = _LISTS["org_kinds"]
# What a group does, at the end of its name after a town's or another word: "… Welcome".
ORG_DOINGS = _LISTS["org_doings"]
# Behind the noun of what an institution is in charge of: a list, since verbs end as they do ("indique").
MATTER_KINDS = _LISTS["matter_kinds"]
# What nobody is in charge of by name: "la direction générale de la société" is any firm's.
NO_MATTER = _LISTS["no_matter"]
# What stands behind "à", "au" or "pour" to say when, where or how.
SAID_OF_TIME = _LISTS["said_of_time"]
PLACE_HEADS = _LISTS["place_heads"]
PLACE_TAILS = _LISTS["place_tails"]
# Place tails that are next to never a surname.
BUILDINGS = _LISTS["buildings"]
# An organisation wherever in the name they stand.
COURTS = _LISTS["courts"]
# Link words that a name all in small letters does not have.
LINKS = frozenset(["de", "en", "du", "des", "la", "le", "of", "the", "in", "et", "and"])
# Words right before a name.
BEFORE_PLACE = _LISTS["before_place"]
BEFORE_PERSON = _LISTS["before_person"]
# Peoples whose French names tell nothing by their ends; what stands before a people's name.
DEMONYMS = _LISTS["demonyms"]
DETERMINERS = _LISTS["determiners"]
# What is written "in the …" with a capital and is no place.
NO_PLACE = _LISTS["no_place"]


@functools.cache
def first_names() -> frozenset[str]:
    """Folded first names of many countries."""
    texts = ((_DATA / f"first_{kind}.txt").read_text("utf-8") for kind in ("fr", "en", "world"))
    return frozenset(fold(name.strip()) for text in texts for name in text.split(","))


@functools.cache
def common(lang: str) -> frozenset[str]:
    """Frequent words of a language that are no names, in small letters, with accents; read when needed."""
    lines = (_DATA / "common.txt").read_text("utf-8").splitlines()
    return next((frozenset(words) for code, *words in map(str.split, lines) if code == lang), frozenset())


@functools.cache
def stop_words(lang: str) -> frozenset[str]:
    """What links the words of a built-in language, folded."""
    return next(
        (one.stop_words | one.weak_words for one in registry.BUILT_IN if one.code == lang), frozenset()
    )
