"""What the head of a text, its markup, its title and its last lines say of its day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from archive import edtf
from archive.dates import moments
from archive.dates.core import PartialDate
from archive.dates.finder import find_parts
from archive.dates.resolve import evidence
from archive.ingest.datelines import LONGEST, DateLine, Label, announces, date_line, label_of
from archive.ingest.dating.candidates import A_DAY, DateCandidate, PageScene, names, never_written, of_name
from archive.ingest.posts.lines import day_of_issue
from archive.records import DateBasis, Draft

# Lines of the opening that can be a date line, without those of a list, and lines of the end.
_TOP = 6
_ISSUE_TOP = 4  # lines of the head that can name an issue
# A letter names who writes to whom before it says when: its head reaches to its first running text.
_LETTER_TOP, _RUNNING = 16, 20  # lines, words
_END = 3
# A file is printed or saved so many days at most after what it holds was written: it confirms a day then.
_PRINTED = 45
_MONTHS = 12
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(?P<second>\d{1,2})\2(?:\d{4}|\d\d)(?![\d/.-]\d)")
_SHORT = 14  # words of a line that can be a heading or a date line
_ITEM = re.compile(r"\s*(?:[•◦▪‣●○■□➤→·*+>-]\s|[–—]\s)")
# The year of the days that agree must be that of this share of them, and of so many.
_AGREE = 0.6
_ENOUGH = 3
# Years that a weekday may reach beyond the latest year of the text: every day has its weekday again
# after 5, 6 or 11 years.
_REACH = 11
# A day without a year is this close to what else is known of the text's day (days).
_NEAR = 62
# A text that names a year so long after a day was not written on it, whatever it plans (years).
_HISTORY = 40


def strong(draft: Draft, scene: PageScene) -> Iterator[DateCandidate]:
    """The head of a text, its markup and its title, in the order of evidence."""
    yield from (one for one in _issue(draft) if len(one.date or "") == A_DAY)
    yield from _head(draft, scene)
    if draft.date:
        yield _marked(draft.date, "markup of the post", draft, scene, utc=draft.utc)
    if scene.page.date and scene.alone:
        yield _marked(scene.page.date, "markup of the page", draft, scene, utc=scene.page.utc)
    yield from _titles(draft)


def _marked(date: str, where: str, draft: Draft, scene: PageScene, *, utc: bool) -> DateCandidate:
    why = never_written(date, scene)
    if why:
        return DateCandidate(DateBasis.METADATA, None, where, why)
    if utc:
        # The address of a page is made by the clock of its site.
        for other in (day for _, _, day in names(draft, scene)):
            first, second = edtf.earliest(date), edtf.earliest(other)
            if len(other) == A_DAY and first and second and abs((first - second).days) == 1:
                return DateCandidate(DateBasis.METADATA, other, f"{where}, its day by the address")
    return DateCandidate(DateBasis.METADATA, date, where)


def _head(draft: Draft, scene: PageScene) -> Iterator[DateCandidate]:
    """The date lines at the head of a text."""
    if draft.dateline and (stated := date_line(draft.dateline.strip(), draft.lang)):
        yield _from_line(stated, draft, scene)
    top = _top(draft, scene)
    found = []
    labels = _labels(draft)
    for words in top:
        one, why = alone_line(words, draft.lang)
        label = labels.get(words)
        if one is not None and not one.says and label in (Label.CHANGED, Label.OTHER):
            yield DateCandidate(DateBasis.DATELINE, None, words, _LABELLED[label])
        elif one is not None:
            found.append(replace(one, says=True) if label is Label.POSTED else one)
        elif why:
            yield DateCandidate(DateBasis.DATELINE, None, words, why)
    # Several days that stand alone are an agenda; one that says "posted", or that comes before everything
    # else, still counts.
    if len({day_of(line, draft, scene) for line in found}) > 1:
        kept = [line for line in found if line.says] or [line for line in found if line.line in top[:1]]
        kept = [line for line in kept if not _answers(line, kept, top)]
        for line in found:
            if line not in kept:
                yield DateCandidate(DateBasis.DATELINE, None, line.words, _AGENDA)
        found = kept
    for line in found:
        yield _from_line(line, draft, scene)
    for text in top:
        running = date_line(text, draft.lang)
        if running is not None and running.runs_on and running.day and not running.updated:
            yield _running(running, draft, scene)


def _answers(line: DateLine, lines: Sequence[DateLine], top: Sequence[str]) -> bool:
    """Whether a line that says "posted" stands over an answer: others do too, and a paragraph is above."""
    at = top.index(line.line) if line.line in top else 0
    return len(lines) > 1 and any(len(over.split()) >= _RUNNING for over in top[:at])


_AGENDA = "one of several days that stand alone: an agenda"
_CHANGED = "it says when the text was changed"
_LABELLED = {Label.CHANGED: _CHANGED, Label.OTHER: "the line over it says of another day what it is"}


def _labels(draft: Draft) -> dict[str, Label]:
    """The lines of a text that stand under a label, and what it says of them; the title is none."""
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()][: _LETTER_TOP + 1]
    labels: dict[str, Label] = {}
    for over, line in pairwise(lines):
        if over != draft.title and (label := label_of(over)):
            labels.setdefault(line, label)
    return labels


def _top(draft: Draft, scene: PageScene) -> list[str]:
    """The lines of the opening, without the title and the items of a list (what a text says in short)."""
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()]
    lines = [line for line in lines if not _ITEM.match(line)]
    running = (i for i, line in enumerate(lines[:_LETTER_TOP]) if len(line.split()) >= _RUNNING)
    most = max(_TOP, next(running, _TOP))
    head = lines[:most]
    if not scene.page.single:
        # Further down only what says so: the head of a judgment names its court and its judges first.
        head = [*lines[:_TOP], *(line for line in lines[_TOP:most] if _says(line, draft.lang))]
    return [line for line in head if line != draft.title]


def _says(line: str, lang: str) -> bool:
    found = alone_line(line, lang)[0]
    return found is not None and found.says


def _from_line(line: DateLine, draft: Draft, scene: PageScene) -> DateCandidate:
    day = day_of(line, draft, scene)
    why = _outlived(day, draft) if day else "no year is known for its day"
    return DateCandidate(DateBasis.DATELINE, None if why else day, line.words, why)


def _outlived(day: str, draft: Draft) -> str:
    """Why a day is history to its text, which names years long after it; "" where it does not."""
    parts = (p for _, _, p in find_parts(draft.text, draft.lang) if isinstance(p, PartialDate))
    latest = max((p.year for p in parts if p.year), default=0)
    return f"the text names {latest}, long after it" if latest - int(day[:4]) > _HISTORY else ""


def alone_line(line: str, lang: str) -> tuple[DateLine | None, str]:
    """A line that is nothing but a date line; or why it is none, "" where it holds no date."""
    if len(line) > LONGEST:
        return None, ""
    found = date_line(line, lang)
    if line.endswith((":", ";")) or line[0] in "—–":
        return None, "it leads on to what follows" if found or find_parts(line, lang) else ""
    if found is None:
        parts = find_parts(line, lang)
        if not parts:
            return None, ""
        return None, "it holds several dates" if len(parts) > 1 else "other words stand beside its date"
    if found.runs_on:
        return None, ""
    if found.day is None:
        return None, "its date is no day"
    if found.updated:
        return None, _CHANGED
    if found.is_appointment:
        return None, "a day with an hour is an appointment"
    return found, ""


def _running(line: DateLine, draft: Draft, scene: PageScene) -> DateCandidate:
    """The date with which a paragraph opens; without a place, only where no other paragraph opens so."""
    day = day_of(line, draft, scene)
    if alone_line(line.line[line.text_at :].strip() or "-", draft.lang)[0]:
        return DateCandidate(
            DateBasis.DATELINE, None, line.words, "another day stands behind it, as of a life"
        )
    if day and not (line.placed or line.says):
        begun = (one.strip()[:LONGEST] for one in draft.text.split("\n"))
        others = (date_line(one, draft.lang) for one in begun if re.match(r"\D{0,20}\d", one))
        if any(one is not None and one.day and one.day != line.day for one in others):
            return DateCandidate(DateBasis.DATELINE, None, line.words, _AGENDA)
    return _from_line(line, draft, scene)


def day_of(line: DateLine, draft: Draft, scene: PageScene) -> str | None:
    """The day of a date line, its year completed, its figures in the order that the rest confirms."""
    part = line.day
    if part is None or part.month is None or part.day is None:
        return None
    if part.year is None:
        return _with_year(part, draft, scene)
    day = moments.date(part.year, part.month, part.day)
    if line.is_figures and (other := moments.date(part.year, part.day, part.month)) is not None:
        known = _known(draft, scene)
        confirmed = [d for d in (day, other) if d and (d.isoformat() in known or d.weekday() == part.weekday)]
        if (
            not confirmed
            and (first := _FIGURES.search(line.words))
            and (shown := _day_first(scene.page.text)) is not None
        ):
            # Another date of the page shows the order: 12/03/2018 beside 13/03/2018.
            day = day if shown == (int(first[1]) == part.day) else other
        day = confirmed[0] if confirmed else day
    return day.isoformat() if day else None


@lru_cache(maxsize=4)
def _day_first(text: str) -> bool | None:
    """Whether the figures of a page have the day first, by those that can be read one way alone."""
    pairs = [(int(found[1]), int(found["second"])) for found in _FIGURES.finditer(text)]
    day, month = any(a > _MONTHS >= b for a, b in pairs), any(b > _MONTHS >= a for a, b in pairs)
    return None if day == month else day


def _known(draft: Draft, scene: PageScene) -> list[str]:
    """What else is said of the day of a text: by markup, address and file."""
    marked = [draft.date, scene.page.date] if scene.alone else [draft.date]
    return [
        d for d in (*marked, *(day for _, _, day in names(draft, scene))) if d and not never_written(d, scene)
    ]


def _with_year(part: PartialDate, draft: Draft, scene: PageScene) -> str | None:
    """A day without a year, told by what else is known of the text's day, else by the years of the text."""
    if part.month is None or part.day is None:
        return None
    for known in _known(draft, scene):
        near = edtf.earliest(known)
        if near is None or len(edtf.exact(known)) < len("2016-05"):
            continue
        days = [moments.date(y, part.month, part.day) for y in range(near.year - 1, near.year + 2)]
        fit = [d for d in days if d and part.weekday in (None, d.weekday())]
        best = min(fit, key=lambda d: abs((d - near).days), default=None)
        if best is not None and abs((best - near).days) <= _NEAR:
            return best.isoformat()
    parts = [p for _, _, p in find_parts(draft.text, draft.lang) if isinstance(p, PartialDate)]
    years = [p.year for p in parts if p.year is not None and p.year >= 1900]
    if not years:
        return None
    latest = max(years)
    if part.weekday is None:
        _, usual = evidence(parts)
        day = usual and usual == latest and moments.date(usual, part.month, part.day)
        return f"{day.isoformat()}~" if day else None
    for year in range(latest, latest + _REACH + 1):
        day = moments.date(year, part.month, part.day)
        if day and day.weekday() == part.weekday:
            return f"{day.isoformat()}~"
    return None


def _titles(draft: Draft) -> Iterator[DateCandidate]:
    """A full date that opens or closes the title; one inside it is what the text is about."""
    if not draft.title:
        return
    for start, end, part in find_parts(draft.title, draft.lang):
        words = draft.title[start:end]
        if not isinstance(part, PartialDate) or not (part.year and part.month and part.day):
            yield DateCandidate(DateBasis.TITLE, None, words, "it is no day with its year")
            continue
        before, after = draft.title[:start].rstrip(), draft.title[end:].lstrip(" )]")
        opens = not before and re.match(r"[:–—|-]", after)
        closes = not after and (not before or re.search(r"[,:–—|(\[-]$", before))
        day = moments.date(part.year, part.month, part.day)
        if (opens or closes) and day:
            why = _outlived(day.isoformat(), draft)
            yield DateCandidate(DateBasis.TITLE, None if why else day.isoformat(), words, why)
        else:
            why = "inside the title it is what the text is about" if day else "there is no such day"
            yield DateCandidate(DateBasis.TITLE, None, words, why)


def _issue(draft: Draft) -> Iterator[DateCandidate]:
    """The day or month with which a title or line of the head ends that names an issue of a series."""
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()][:_ISSUE_TOP]
    for line in dict.fromkeys([*([draft.title] if draft.title else []), *lines]):
        if part := day_of_issue(line, draft.lang):
            day = f"{part.year:04d}-{part.month:02d}" + (f"-{part.day:02d}" if part.day else "")
            basis = DateBasis.TITLE if line == draft.title else DateBasis.DATELINE
            why = _outlived(day, draft) if edtf.earliest(day) else "there is no such day"
            yield DateCandidate(basis, None if why else day, line, why)


def weak(draft: Draft, scene: PageScene) -> Iterator[DateCandidate]:
    yield from _closing(draft, scene)
    yield from (one for one in _issue(draft) if len(one.date or "") != A_DAY)
    for basis, words, date in names(draft, scene):
        if len(date) < A_DAY:
            yield of_name(basis, words, date, scene)
    yield from _agreed(draft)
    if scene.page.made and scene.alone:
        yield from _confirmed(draft, scene.page.made)
        yield _marked(scene.page.made, "the day on which the file was made", draft, scene, utc=False)


def _confirmed(draft: Draft, made_on: str) -> Iterator[DateCandidate]:
    """The latest full day in the title or a short line of the head, if the file was made some days after it.

    So minutes are of the day of their meeting, and not of the day on which they were printed.
    """
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()][:_LETTER_TOP]
    title = [(DateBasis.TITLE, draft.title)] if draft.title else []
    places = [*title, *((DateBasis.DATELINE, line) for line in lines if len(line.split()) <= _SHORT)]
    day = edtf.earliest(made_on)
    found = []
    for basis, line in places:
        for start, end, part in find_parts(line, draft.lang):
            if isinstance(part, PartialDate) and part.year and part.month and part.day:
                one = moments.date(part.year, part.month, part.day)
                if one and day and 0 <= (day - one).days <= _PRINTED:
                    found.append((one, basis, line[start:end]))
    if found:
        one, basis, words = max(found, key=lambda f: f[0])
        yield DateCandidate(basis, one.isoformat(), f"{words}, and the file was made on {made_on}")


def _closing(draft: Draft, scene: PageScene) -> Iterator[DateCandidate]:
    """A date line among the last lines: the last one, or one with a place over who signs."""
    lines = [line.strip() for line in draft.text.split("\n") if line.strip()]
    if len(lines) < 2:
        return
    end = list(zip(["", *lines], lines, strict=False))[-_END:]
    found = [
        (i, one)
        for i, (over, line) in enumerate(end)
        if (one := alone_line(line, draft.lang)[0])
        and (one.says or not (len(over.split()) <= _SHORT and announces(over)))
    ]
    last = len(end) - 1
    closing = [one for i, one in found if i == last or one.placed or one.says]
    answers = any(one.says for one in closing) and _posted(lines[:-_END], closing[0], draft.lang)
    if answers or len({one.day for _, one in found}) > 1:
        for one in closing:
            yield DateCandidate(DateBasis.DATELINE, None, one.words, _AGENDA)
    else:
        for one in closing[-1:]:
            yield _from_line(one, draft, scene)


def _posted(lines: Sequence[str], last: DateLine, lang: str) -> bool:
    """Whether one of these lines says that something was posted on another day: the last is an answer's."""
    short = (line for line in lines if len(line.split()) <= _SHORT and any(map(str.isdigit, line)))
    stated = (alone_line(line, lang)[0] for line in short)
    return any(one is not None and one.says and one.day != last.day for one in stated)


def _agreed(draft: Draft) -> Iterator[DateCandidate]:
    """The year that the days of the text agree on, where the text takes it for granted elsewhere."""
    found = [p for _, _, p in find_parts(draft.text, draft.lang) if isinstance(p, PartialDate)]
    days = [p for p in found if p.day and p.year and p.year >= 1900]
    years = [p.year for p in found if p.year is not None]
    bare = [p for p in found if p.year is None and p.month and p.day]
    if days:
        latest = max(years)
        count = sum(p.year == latest for p in days)
        words = f"{count} of its {len(days)} dates are of {latest}"
        if not bare:
            yield DateCandidate(DateBasis.TEXT, None, words, "no day of the text takes a year for granted")
        elif count < _ENOUGH or count < _AGREE * len(days):
            why = f"less than {_ENOUGH}, or than {_AGREE:.0%} of them"
            yield DateCandidate(DateBasis.TEXT, None, words, why)
        else:
            yield DateCandidate(DateBasis.TEXT, f"{latest:04d}~", words)
    yield from _by_weekdays(bare, {y for y in years if y >= 1900})


def _by_weekdays(bare: Sequence[PartialDate], years: set[int]) -> Iterator[DateCandidate]:
    """The one year of those that a text names in which its days have their weekdays, if it is the latest."""
    with_weekday = [p for p in bare if p.weekday is not None]
    if not with_weekday or not years:
        return
    fit = {y for y in years if all(_falls(p, y) for p in with_weekday)}
    latest = max(years)
    if fit == {latest}:
        words = f"its weekdays are those of {latest}"
        yield DateCandidate(DateBasis.TEXT, f"{latest:04d}~", words)
    else:
        words = f"of the years it names its weekdays fit {', '.join(map(str, sorted(fit))) or 'none'}"
        yield DateCandidate(DateBasis.TEXT, None, words, "that is not the latest alone")


def _falls(part: PartialDate, year: int) -> bool:
    day = moments.date(year, part.month or 1, part.day or 1)
    return day is not None and day.weekday() == part.weekday
