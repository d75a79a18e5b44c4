"""What a date leaves open, told from the rest of the text: year, month, the ends of a range."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from archive import edtf
from archive.dataclass import dataclass
from archive.dates import moments
from archive.dates.core import PartialDate, Relative, Scene
from archive.dates.tense import ends_sentence
from archive.dates.verbs import Tense


def resolve(part: PartialDate, scene: Scene, i: int) -> str | None:
    """The EDTF value of a part at token i, what it leaves open told from the scene; None if no date."""
    if part.month is None:
        return _bare_day(part, scene, i) if part.year is None else moments.year_value(part.year)
    if part.day is None:
        return _month(part, scene, i)
    if part.year is not None:
        day = moments.date(part.year, part.month, part.day)
        return day.isoformat() if day else None
    if not moments.date(2000, part.month, part.day):
        return None
    year, guessed = _year(part, scene, i)
    if year is None:
        return f"XXXX-{part.month:02d}-{part.day:02d}"
    value = f"{year:04d}-{part.month:02d}-{part.day:02d}"
    if not edtf.valid(value):
        return None
    return edtf.approximate(value) if guessed else value


def _month(part: PartialDate, scene: Scene, i: int) -> str | None:
    month = part.month or 1
    if part.year is not None:
        return moments.month_value(part.year, month)
    continued = onward(part, scene, i)
    if continued is not None:
        value = moments.month_value(continued, month)
        return value if scene.day and not scene.doubtful else edtf.approximate(value)
    if scene.day:
        here = scene.day
        middle = {y: dt.date(y, month, 15) for y in range(here.year - 1, here.year + 2)}
        same = {y: d for y, d in middle.items() if (d.year, d.month) != (here.year, here.month)}
        if part.direction:
            middle = {y: d for y, d in same.items() if (d - here).days * part.direction > 0} or middle
        elif len(same) < len(middle):
            middle = {here.year: here}
        value = moments.month_value(_nearest(middle, scene, i), month)
        return edtf.approximate(value) if scene.doubtful else value
    year = scene.year or scene.known_year or scene.usual_year or _about(part, scene)
    if year is None:
        return f"XXXX-{month:02d}"
    return edtf.approximate(moments.month_value(year, month))


# A day or month further off than this (days) is on the side that its sentence leans to, without a verb.
_FAR = 100
# What a text announces was so long ago at most (days): it was written somewhat earlier, or quotes.
_LATE = 30


def _nearest(days: dict[int, dt.date], scene: Scene, i: int) -> int:
    """The year of the nearest day on the side that the verb tells; without one, of the nearest.

    If all are far, a sentence without a verb leans to one side too.
    """
    here = scene.day or dt.date.min
    tense = scene.tense(i)
    near = min(days, key=lambda y: abs((days[y] - here).days))
    off = (days[near] - here).days
    if tense is Tense.PAST:
        side = {y: d for y, d in days.items() if d <= here}
    elif tense is Tense.FUTURE:
        side = {y: d for y, d in days.items() if d >= here or (y == near and off >= -_LATE)}
    elif abs(off) <= _FAR:
        return near
    else:
        side = {y: d for y, d in days.items() if (d - here).days * tense >= 0}
    side = side or days
    return min(side, key=lambda y: abs((side[y] - here).days))


def _about(part: PartialDate, scene: Scene) -> int | None:
    """The year of the day or month that is nearest to when an undated text was written."""
    if scene.around is None:
        return None
    here, month, number = scene.around, part.month or 1, part.day or 15
    days = {y: d for y in range(here.year - 1, here.year + 2) if (d := moments.date(y, month, number))}
    return min(days, key=lambda y: abs((days[y] - here).days), default=None)


# A story goes on for so many tokens without a date; into the next year for fewer.
_ON = 80
_OVER = 40
_NAMED = 20  # what a year said in words is that of


def onward(part: PartialDate, scene: Scene, i: int) -> int | None:
    """The year of a day or month that goes on from the date told before it; None if it does not.

    What a verb tells of the past goes on from sentence to sentence, all else within its own; and nothing that
    was told goes on beyond the day of writing.
    """
    story = scene.story
    if story is None or part.month is None or part.direction:
        return None
    number = part.day or 1
    if story.frame:
        return story.day.year if moments.date(story.day.year, part.month, number) else None
    tense, near = scene.tense(i), i - story.token
    same = not any(ends_sentence(scene.tokens, j, scene.verbs) for j in range(story.token + 1, i))
    if story.named and same and near <= _NAMED:
        return story.day.year if moments.date(story.day.year, part.month, number) else None
    if (
        story.within
        or near > _ON
        or (scene.day and not same and tense is not Tense.PAST and not _listed(scene, i))
    ):
        return None
    if tense is Tense.FUTURE and scene.day:
        return None
    start = story.day if part.day else story.day.replace(day=1)
    for year in (story.day.year, story.day.year + 1):
        day = moments.date(year, part.month, number)
        late = day and ((scene.day and day > scene.day) or (year > story.day.year and near > _OVER))
        if day and day >= start and not late and (part.weekday in (None, day.weekday()) or not part.day):
            return year
    return None


def _listed(scene: Scene, i: int) -> bool:
    """Whether a date opens its line, as that of the story does: both are items of a chronicle."""
    story = scene.story
    return story is not None and all(
        j == 0 or "BREAK" in scene.tokens.classes[j - 1] for j in (story.token, i)
    )


def _year(part: PartialDate, scene: Scene, i: int) -> tuple[int | None, bool]:
    """The year of a day and month, and whether it is a guess."""
    month, number = part.month or 1, part.day or 1
    hinted = scene.hints.get((month, number))
    if scene.day:
        here = scene.day
        near = {y: d for y in range(here.year - 8, here.year + 9) if (d := moments.date(y, month, number))}
        close = {y: d for y, d in near.items() if abs(y - here.year) <= 1} or near
        if part.direction:
            close = {y: d for y, d in close.items() if (d - here).days * part.direction >= 0} or close
        if part.weekday is not None:
            close = {y: d for y, d in close.items() if d.weekday() == part.weekday} or close
        if hinted in close:
            return hinted, False
        after = onward(part, scene, i)
        if after is not None:
            return after, scene.doubtful
        return _nearest(close, scene, i), scene.doubtful
    if hinted is not None:
        return hinted, False
    year = onward(part, scene, i) or scene.year or scene.known_year or scene.usual_year
    year = year or _about(part, scene)
    if year is None:
        return None, False
    if part.weekday is not None:
        for y in (year, year - 1, year + 1):
            day = moments.date(y, month, number)
            if day and day.weekday() == part.weekday:
                return y, y != year
    return year, True


def _bare_day(part: PartialDate, scene: Scene, i: int) -> str | None:
    """A day of the month alone ("Tuesday the 19th", "le 16"): the nearest that there is."""
    if scene.day is None or part.day is None:
        return None
    near = []
    for n in range(-7, 8):
        first = moments.months(scene.day.replace(day=1), n)
        day = first and moments.date(first.year, first.month, part.day)
        if day and (part.weekday is None or day.weekday() == part.weekday):
            near.append(day)
    if part.direction:
        near = [d for d in near if (d - scene.day).days * part.direction >= 0] or near
    if not near:
        return None
    return near[_nearest_index(near, scene, i)].isoformat()


def _nearest_index(near: list[dt.date], scene: Scene, i: int) -> int:
    return _nearest(dict(enumerate(near)), scene, i)


def evidence(parts: Iterable[PartialDate]) -> tuple[dict[tuple[int, int], int], int | None]:
    """What the dates with a year say of those without: years by month and day, and the usual year.

    The usual year is that of more than half of the days and months that have one, and of two or more.
    """
    hints: dict[tuple[int, int], int] = {}
    clash: set[tuple[int, int]] = set()
    years: Counter[int] = Counter()
    for p in parts:
        if p.year is None or p.month is None:
            continue
        years[p.year] += 1
        if p.day is not None and hints.setdefault((p.month, p.day), p.year) != p.year:
            clash.add((p.month, p.day))
    for key in clash:
        del hints[key]
    if not years:
        return hints, None
    year, count = years.most_common(1)[0]
    return hints, year if count * 2 > sum(years.values()) and count >= 2 else None


@dataclass(frozen=True, slots=True)
class PendingInterval:
    """From `left` to `right`, once the scene is known."""

    left: PartialDate | Relative | str
    right: PartialDate | Relative | str

    def __call__(self, scene: Scene, i: int) -> str | None:
        return join(self.left, self.right, scene, i)


def join(
    left: PartialDate | Relative | str, right: PartialDate | Relative | str, scene: Scene, i: int
) -> str | None:
    """The interval from `left` to `right`; a year or month that one leaves open is the other's."""
    if isinstance(left, PartialDate) and isinstance(right, PartialDate):
        left, right = _shared(left, right)
        if _at_odds(left, right):
            bare = join(replace(left, weekday=None), replace(right, weekday=None), scene, i)
            return bare and edtf.approximate(bare)
    last = say(right, scene, i)
    if (
        isinstance(left, PartialDate)
        and isinstance(right, PartialDate)
        and left.year is None
        and last
        and last[:4].isdigit()
    ):
        # Neither has a year: the right one has been told, the left one is the same or the year before.
        if left.month is None:
            left = PartialDate(None, int(last[5:7]), left.day, left.weekday)
        year = int(last[:4])
        here = PartialDate(year, left.month, left.day)
        resolved = resolve(here, scene, i)
        if resolved and edtf.exact(resolved) > edtf.exact(last):
            here = PartialDate(year - 1, left.month, left.day)
        left = here
    first = say(left, scene, i)
    if not first or not last:
        return None
    value = f"{first.split('/')[0]}/{last.split('/')[-1]}"
    return value if edtf.valid(value) else None


def _at_odds(left: PartialDate, right: PartialDate) -> bool:
    """Whether no year has both weekdays: from Saturday 13 to Sunday 15 July."""
    if left.weekday is None or right.weekday is None or left.day is None or right.day is None:
        return False
    if right.month is None:
        return False
    first = moments.date(2000, left.month or right.month, left.day)
    last = moments.date(2000, right.month, right.day)
    if first is None or last is None:
        return False
    days = (last - first).days
    return (right.weekday - left.weekday - days) % 7 != 0 and first <= last and not _leap(left, right)


def _leap(left: PartialDate, right: PartialDate) -> bool:
    """Whether the end of February lies between two months, so that weekdays hang on the year."""
    return (left.month or right.month or 1) <= 2 < (right.month or 1)


def _shared(left: PartialDate, right: PartialDate) -> tuple[PartialDate, PartialDate]:
    if right.month is None and left.month and right.day:
        right = PartialDate(right.year or left.year, left.month, right.day, right.weekday, right.direction)
    if left.year is None and right.year is not None and left.month:
        year = right.year
        if right.month and (left.month, left.day or 0) > (right.month, right.day or 31):
            year -= 1
        left = PartialDate(year, left.month, left.day, left.weekday)
    if right.year is None and left.year is not None and right.month:
        year = left.year
        if left.month and (left.month, left.day or 0) > (right.month, right.day or 31):
            year += 1
        right = PartialDate(year, right.month, right.day, right.weekday)
    return left, right


def say(what: PartialDate | Relative | str, scene: Scene, i: int) -> str | None:
    if isinstance(what, PartialDate):
        return resolve(what, scene, i)
    return what if isinstance(what, str) else what(scene, i)
