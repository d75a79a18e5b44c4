"""Issues of a newsletter that list what is in them: the titles of the list are those of its texts.

A newsletter without such a list is one text, whatever its parts are about (`whole.py`); a table of contents
without an issue leads to the chapters of one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from archive.ingest.posts.lines import names_issue
from archive.ingest.posts.units import Unit, can_be_title
from archive.text import fold, words

_TOP = 6  # units within which the issue is named
_LIST = 20  # units within which its list begins
_LEAST = 12  # words of a text, and of what stands before the first one if it is a text of its own
_SHARE = 0.8  # of the lines of the list are titles below
_KEY_WORDS = 2  # of a title that is told by its words


def listed_texts(units: Sequence[Unit]) -> list[int]:
    """The units that open the texts of an issue, by its list of contents; none where it has no list.

    What stands before the first of them is a text too, if it is more than the head and the list.
    """
    if not any(names_issue(u.text) for u in units[:_TOP]):
        return []
    found = _entries(units)
    if len(found) < 2:
        return []
    listed, starts = list(found), list(found.values())
    between = units[listed[0] : listed[-1] + 1]
    if len(found) < _SHARE * len(between) or starts != sorted(starts):
        return []
    sizes = [sum(u.words for u in units[a:b]) for a, b in pairwise([*starts, len(units)])]
    if min(sizes) < _LEAST:
        return []
    before = [u.words for u in (*units[: listed[0]], *units[listed[-1] + 1 : starts[0]]) if u.words >= _LEAST]
    return [0, *starts] if sum(before) >= _LEAST * 2 else starts


def _entries(units: Sequence[Unit]) -> dict[int, int]:
    """The lines of the list at the head of an issue, each with the unit below that says the same."""
    places: dict[str, list[int]] = {}
    for i, unit in enumerate(units):
        if unit.words >= _KEY_WORDS and (can_be_title(unit) or unit.words <= _LIST):
            places.setdefault(_key(unit.text), []).append(i)
    pairs = {at[0]: at[1] for at in places.values() if len(at) == 2 and at[0] < _LIST}
    last = max(pairs, default=0)
    return {i: at for i, at in sorted(pairs.items()) if at > last}


def _key(text: str) -> str:
    return " ".join(w for w in words(fold(text)) if not w.isdecimal())
