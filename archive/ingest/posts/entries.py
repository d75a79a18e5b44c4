"""Entries under their days: "3 mai 2018" or "3 mai 2018 – Grève au port" as the heading of each post.

Or under headings of one level, each with its own day right below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.ingest.datelines import date_line
from archive.ingest.posts.units import Unit, can_be_title, like_title

_LEAST_WORDS = 12  # of an entry, and of what stands before the first one if that is more than a heading
_USUAL = 2  # line ends between two paragraphs
_HOUR = re.compile(r"\b\d{1,2}\s?(?:h\b|h\d\d|:\d\d|[ap]\.?m\b)", re.IGNORECASE)
_BEFORE = re.compile(r"[\W_]*(?:[^\W\d_]+\.?,?\s+)?(?:(?:le|on|the)\s+)?[\W_]*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[–—|:•·]|-\s)\s*\S|[\s.:–—-]*\Z")


def dated_entries(units: Sequence[Unit]) -> list[int]:
    """The units that open the entries of a page, each by its day; none where these are no posts.

    The page begins with the first of them, or has but a heading before it. A text of one piece may be told
    day by day, from the first to the last: entries that nothing but their day sets off are posts where the
    latest comes first, and where each day stands beside a title.
    """
    if headed := _headed_entries(units) or _titled_days(units):
        return headed
    days = {i: day for i, unit in enumerate(units) if (day := _day_of(unit))}
    starts = list(days)
    if len(starts) < 2:
        return []
    before = sum(u.words for u in units[: starts[0]])
    falling = all(a >= b for a, b in pairwise(days.values())) and len(set(days.values())) > 1
    titled = all(_has_title(units[i].text) for i in starts)
    if before >= _LEAST_WORDS or not (falling or (starts[0] == 0 and (titled or units[0].headed))):
        return []
    if _are_under_titles(units, starts) or _are_but_some(units, starts):
        return []
    sizes = [sum(u.words for u in units[a + 1 : b]) for a, b in pairwise([*starts, len(units)])]
    return starts if min(sizes) >= _LEAST_WORDS else []


def _headed_entries(units: Sequence[Unit]) -> list[int]:
    """The headings of one level, each with a day of its own under it, below a heading of the page.

    Parts of one text have no days; sub-headings within an entry are deeper. A meeting has an hour beside
    its day.
    """
    level = next((u.level for u in units[1:] if u.level), 0)
    starts = [i for i, u in enumerate(units) if u.level == level] if level else []
    if len(starts) < 2 or not 0 < units[0].level < level:
        return []
    days = [_day_under(units, i) for i in starts]
    if None in days or len(set(days)) < 2 or any(u.level and u.level < level for u in units[starts[0] :]):
        return []
    before = sum(u.words for u in units[1 : starts[0]])
    sizes = [sum(u.words for u in units[a + 2 : b]) for a, b in pairwise([*starts, len(units)])]
    return starts if before < _LEAST_WORDS <= min(sizes) else []


def _titled_days(units: Sequence[Unit]) -> list[int]:
    """The headings that are but a day, each with the heading of one text right under it, a level deeper.

    Or both in bold, with a rule between the texts.

    The page has at most a heading of its own over them. A programme has hours beside its titles.
    """
    starts = [i for i, u in enumerate(units) if u.headed and _day_of(u) and not _has_title(u.text)]
    if len(starts) < 2 or starts[0] > 1 or len({units[i].level for i in starts}) > 1:
        return []
    level = units[starts[0]].level
    if starts[0] == 1 and level and not 0 < units[0].level < level:
        return []
    under = [units[i + 1] for i in starts if i + 1 < len(units)]
    titles = {i + 1 for i in starts}
    deeper = under[0].level
    others = [u for i, u in enumerate(units) if 0 < u.level <= deeper and i not in titles and i not in starts]
    if len(under) < len(starts) or (level and others[starts[0] :]) or deeper < level + bool(level):
        return []
    if not level and not all(units[i].rule_before or units[i].newlines > _USUAL for i in starts[1:]):
        return []
    if any(not u.headed or u.level != deeper or dates_in(u.text) or _HOUR.search(u.text) for u in under):
        return []
    sizes = [sum(u.words for u in units[a + 2 : b]) for a, b in pairwise([*starts, len(units)])]
    return starts if min(sizes) >= _LEAST_WORDS else []


def _day_under(units: Sequence[Unit], i: int) -> tuple[int | None, int | None, int | None] | None:
    """The day on the line under a heading, None where there is none, or a day with an hour."""
    line = date_line(units[i + 1].text) if i + 1 < len(units) else None
    if line is None or line.runs_on or line.is_appointment or line.day is None or not line.day.year:
        return None
    return line.day.year, line.day.month, line.day.day


def _are_under_titles(units: Sequence[Unit], starts: Sequence[int]) -> bool:
    """Whether the days stand under the titles of posts, as their date lines: a title is right before most.

    The first may have the heading of the page before it.
    """
    titled = [like_title(units[i - 1]) and units[i - 1].newlines >= units[i].newlines for i in starts[1:]]
    return sum(titled) * 2 >= len(titled)


def _are_but_some(units: Sequence[Unit], starts: Sequence[int]) -> bool:
    """Whether a wide gap sets off the days, and other lines as well: posts of which some have a day."""
    if not all(units[i].newlines > _USUAL for i in starts[1:]):
        return False
    wide = [i for i, u in enumerate(units) if i and u.newlines > _USUAL and like_title(u)]
    return any(i not in starts for i in wide)


def _day_of(unit: Unit) -> tuple[int, int, int] | None:
    """The year, month and day that a line begins with, if it is all of the line or stands before a title."""
    if "\n" in unit.text or (unit.markup and not unit.headed) or not can_be_title(unit):
        return None
    found = dates_in(unit.text)
    if not found:
        return None
    start, end, day = found[0]
    if not isinstance(day, PartialDate) or not (day.year and day.month and day.day):
        return None
    whole = _BEFORE.fullmatch(unit.text, 0, start) and _AFTER.match(unit.text, end)
    return (day.year, day.month, day.day) if whole else None


def _has_title(line: str) -> bool:
    return any(c.isalpha() for c in line[dates_in(line)[0][1] :])
