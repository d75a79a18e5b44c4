"""The order in which a text tells: a day without a year goes on from the date that was told before it."""

from __future__ import annotations

import datetime as dt
import re

from archive import edtf
from archive.dates.core import FoundDate, PartialDate, Scene, Story
from archive.dates.resolve import PendingInterval, onward
from archive.dates.tense import ends_sentence
from archive.dates.tokens import Tokens
from archive.dates.verbs import Tense

# Words before a date, in its sentence, that may say that it is older than the story (tokens).
_BEFORE = 8
# Rules whose dates are counted from the one told before, in either language.
_COUNTED = frozenset({"later", "unit-beside", "weekday-beside"})
_PERIOD = re.compile(r"\d{4}-(?:2[1-4]|3[3-6]|4[01])")


def follow(scene: Scene, found: FoundDate, value: str) -> None:
    """Notes what was told last, for the dates that hang on it; `value` is what `found` says."""
    first, precision = edtf.earliest(value), edtf.precision(value)
    if first is None:
        return
    before = scene.previous
    if precision is edtf.Precision.DAY:
        scene.previous, scene.previous_token = first, found.start
    if precision in (edtf.Precision.DAY, edtf.Precision.MONTH):
        scene.previous_month = value
    if precision in (edtf.Precision.DAY, edtf.Precision.MONTH, edtf.Precision.YEAR):
        scene.previous_year = value
    if scene.story and scene.story.frame and not _heading(scene.tokens, found):
        return
    if found.relative:
        scene.story = _in_words(found, value, first, before)
    else:
        scene.story = _next(scene, found, first)


def _in_words(found: FoundDate, value: str, first: dt.date, before: dt.date | None) -> Story | None:
    """The story after a date in words: "the following year", "two years later", "last year"."""
    counted = found.rule in _COUNTED
    if edtf.precision(value) is edtf.Precision.YEAR and edtf.exact(value) == value:
        return Story(first, found.start, named=True, within=not counted)
    if not counted or edtf.precision(value) is not edtf.Precision.DAY:
        return None
    years = before is not None and (before.month, before.day) == (first.month, first.day)
    return Story(first.replace(month=1, day=1) if years else first, found.start, named=years)


def _next(scene: Scene, found: FoundDate, first: dt.date) -> Story | None:
    """The story after `found`, whose first day is `first`."""
    what = found.what.right if isinstance(found.what, PendingInterval) else found.what
    if not isinstance(what, PartialDate):
        return scene.story
    if what.year is None:
        return Story(first, found.start) if onward(what, scene, found.start) == first.year else None
    if what.month is None:
        if _heading(scene.tokens, found):
            return Story(first, found.start, frame=True)
        return Story(first, found.start) if _opening(scene, found) else scene.story
    if (scene.day and first > scene.day) or _older(scene, found.start):
        return None
    return None if scene.tense(found.start) is Tense.FUTURE else Story(first, found.start)


def _older(scene: Scene, i: int) -> bool:
    """Whether a date is that of a birth, a law or the like: what is told after it may be of any year."""
    for j in range(i - 1, max(-1, i - 1 - _BEFORE), -1):
        if ends_sentence(scene.tokens, j, scene.verbs):
            return False
        if scene.tokens.word(j).lower() in scene.verbs.older:
            return True
    return False


def _heading(tokens: Tokens, found: FoundDate) -> bool:
    """Whether a year stands alone in its line."""
    before = found.start == 0 or "BREAK" in tokens.classes[found.start - 1]
    end = found.end
    while end < len(tokens.classes) and ("COLON" in tokens.classes[end] or "DOT" in tokens.classes[end]):
        end += 1
    return (
        isinstance(found.what, PartialDate)
        and found.what.month is None
        and before
        and end < len(tokens.classes)
        and "BREAK" in tokens.classes[end]
    )


def _opening(scene: Scene, found: FoundDate) -> bool:
    """Whether a year opens its sentence: In 2014, …"""
    i = found.start - 2
    return i < 0 or ends_sentence(scene.tokens, i, scene.verbs)


def written_about(found: list[FoundDate], scene: Scene) -> dt.date | None:
    """The last day of the part of a year that an undated text names last: it was written after that.

    None where the text names a later year, or the part as the beginning of something.
    """
    last: dt.date | None = None
    years = []
    for f in found:
        if isinstance(f.what, str) and _PERIOD.fullmatch(f.what) and not _since(scene, f):
            end = edtf.latest(f.what)
            last = max(last, end) if last and end else end
        elif isinstance(f.what, PartialDate) and f.what.year:
            years.append(f.what.year)
    return last if last and max(years, default=0) <= last.year else None


def _since(scene: Scene, found: FoundDate) -> bool:
    start = max(0, found.start - 2)
    return any(scene.tokens.word(j).lower() in scene.verbs.since for j in range(start, found.start))


def year_named(found: list[FoundDate]) -> int | None:
    """The one year that a text speaks of as such ("in the year 2014"), None if there are several."""
    years = {f.what.year for f in found if f.rule == "year-named" and isinstance(f.what, PartialDate)}
    return years.pop() if len(years) == 1 else None
