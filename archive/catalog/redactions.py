"""What persons redacted, by their acts: passages and names in a text, kept by their words.

An act is about a text and its file, by their hashes (`care.Key`), and `what` of it holds the folded words:
of a passage also which of the places it is that have these words. So it holds wherever that text stands. An
act is taken back by one of its own ("unredact"); what another one redacted, too, stays redacted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from archive.catalog import care
from archive.catalog.care import REDACT, UNREDACT, Care, Key
from archive.catalog.passages import TextWords, folded, words_of
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError


class RedactedItem(NamedTuple):
    """Words that are redacted in a text: `nth` of the places that have them, from 1; 0: all, as of a name."""

    words: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class What:
    """What of a text an act is about; `translations`: with what translates it.

    `undoes`: of an act that takes another one back, the time of that.
    """

    items: tuple[RedactedItem, ...]
    translations: bool = False
    undoes: str | None = None

    @property
    def kept(self) -> str:
        """As the catalog keeps it."""
        return json.dumps(form(self), ensure_ascii=False, sort_keys=True)


class Ruling(NamedTuple):
    """The act that redacts something, and whether it goes for translations."""

    act: int
    translations: bool


def form(what: What) -> dict[str, Any]:
    """As a log tells it."""
    return {
        "passages": [{"words": one.words, "nth": one.nth} for one in what.items if one.nth],
        "names": [one.words for one in what.items if not one.nth],
        "translations": what.translations,
        "undoes": what.undoes,
    }


def read(record: Mapping[str, Any]) -> What:
    """What `form` told: no words of a text that was removed. Raises ValueError, KeyError or TypeError."""
    items = [RedactedItem(folded(str(one["words"])), int(one["nth"])) for one in record["passages"]]
    items += [RedactedItem(folded(str(name))) for name in record["names"]]
    if not all(one.words for one in items) or any(one.nth < 0 for one in items):
        raise ValueError("nothing that could be redacted")
    undoes = record.get("undoes")
    return What(tuple(items), bool(record["translations"]), None if undoes is None else str(undoes))


def without_words(kept: str) -> str:
    """What an act is about without its words, as the catalog keeps it: the text is in the archive no more."""
    return replace(read(json.loads(kept)), items=()).kept


def what_of(act: Care) -> What:
    """What of its texts an act redacts."""
    return read(json.loads(act.what))


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
