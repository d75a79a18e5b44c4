"""Where posts begin on a page without post containers."""

from __future__ import annotations

from collections.abc import Sequence

from archive.ingest.posts.datelines import is_byline, is_dateline
from archive.ingest.posts.units import Unit, like_title

_BODY_WORDS = 20  # a paragraph from this length on is text


def find_starts(units: Sequence[Unit]) -> list[int]:
    """The indices in `units` at which posts begin; the first is 0 wherever there is any unit."""
    if not units:
        return []
    wide = [i for i, u in enumerate(units) if i and u.newlines >= 3]
    titles = [i for i in wide if opens_text(units, i)]
    if titles and len(titles) * 5 >= len(wide) * 4:
        return [0, *titles]
    return [0]


def opens_text(units: Sequence[Unit], i: int) -> bool:
    """Whether unit `i` looks like a title and a text follows it, a dateline or byline between at most."""
    if not like_title(units[i]):
        return False
    for unit in units[i + 1 : i + 4]:
        if unit.words >= _BODY_WORDS:
            return True
        if not (is_dateline(unit.text) or is_byline(unit.text) or unit.words < _BODY_WORDS):
            return False
    return False
