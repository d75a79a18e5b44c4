"""What persons redacted, by their acts: passages and names in a text, kept by their words.

An act is about a text and its file, by their hashes (`care.Key`), and `what` of it holds the folded words:
of a passage also which of the places it is that have these words. So it holds wherever that text stands. An
act is taken back by one of its own ("unredact"); what another one redacted, too, stays redacted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from archive.catalog import care, redacted_words
from archive.catalog.care import REDACT, UNREDACT, Care, Key
from archive.catalog.passages import TextWords, words_of
from archive.catalog.redacted_words import RedactedItem, What
from archive.catalog.store import Catalog
from archive.errors import UsageError


class Ruling(NamedTuple):
    """The act that redacts something, and whether it goes for translations."""

    act: int
    translations: bool


def without_words(kept: str) -> str:
    """What an act is about without its words, as the catalog keeps it: the text is in the archive no more."""
    return replace(redacted_words.read(json.loads(kept)), items=()).kept


def what_of(act: Care) -> What:
    """What of its texts an act redacts."""
    return redacted_words.read(json.loads(act.what))


def in_force(catalog: Catalog) -> dict[Key, dict[RedactedItem, Ruling]]:
    """What is redacted in each text and file, and by which act."""
    if not care.is_any(catalog, REDACT):
        return {}
    found: dict[Key, dict[RedactedItem, list[tuple[str, Ruling]]]] = {}
    acts = [one for one in care.listing(catalog) if one.act in (REDACT, UNREDACT)]
    for act in sorted(acts, key=lambda one: (one.at, one.n)):
        what = what_of(act)
        for key in act.keys:
            here = found.setdefault(key, {})
            for item in what.items:
                if act.act == REDACT:
                    here.setdefault(item, []).append((act.at, Ruling(act.n, what.translations)))
                elif met := [one for one in here.get(item, ()) if one[0] == what.undoes]:
                    here[item].remove(met[0])  # of two at one time the other one stays
    return {key: {item: _joined(by) for item, by in here.items() if by} for key, here in found.items()}


def _joined(by: Sequence[tuple[str, Ruling]]) -> Ruling:
    """What several acts say of the same words: for translations, if one of them does."""
    return Ruling(min(one for _, one in by).act, any(one.translations for _, one in by))


# -- what a person names ---------------------------------------------------------------------------


def passage(text: str, start: int, end: int) -> RedactedItem:
    """The passage from `start` to `end` of a text, in whole words. Raises UsageError where there is none."""
    if not 0 <= start < end <= len(text):
        raise UsageError(f"{start}:{end} is no passage: the text has the characters 0 to {len(text)}.")
    words = words_of(text)
    run = words.within(start, end)
    if run[0] == run[1]:
        raise UsageError(f"There is no word in the passage {start}:{end}.")
    return of_run(words, run)


def of_run(words: TextWords, run: tuple[int, int]) -> RedactedItem:
    """A run of words of a text."""
    phrase = words.said(run)
    others = words.find(phrase)
    # Of places that overlap ("a a a") only those apart are counted; any other is meant with all of them.
    return RedactedItem(phrase, others.index(run) + 1 if run in others else 0)
