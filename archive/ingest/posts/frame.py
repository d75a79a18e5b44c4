"""What stands around the body of a post: its title, the lines that say when and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from archive.ingest.datelines import Label, author_in, date_line, is_byline, is_dateline, label_of
from archive.ingest.posts.drafts import Post
from archive.ingest.posts.salutations import is_salutation
from archive.ingest.posts.titles import first_title, is_letterhead
from archive.ingest.posts.units import Unit
from archive.ingest.writers import writer_in
from archive.records import Page, PostHint, Role
from archive.text import fold, words

_LISTED = 3  # lines of dates from this many on are a list
_SAID = 25  # words: after a paragraph of so many, the first of several date lines is that of an answer
_HEAD_LINES, _HEAD_WORDS = 4, 30  # of a unit that may say who wrote, and when
_END = 3  # units at the end of a text that may say who posted it
_NEAR = 4  # units after the title within which a date line or byline stands


def frame_group(hint: PostHint | None, units: Sequence[Unit]) -> Post:
    """The post of one container; its title is part of its text, once."""
    hint = hint or PostHint()
    title = _find(units, hint.title)
    body = [u for u in units if u is not title]
    dateline, author = _lines(body)
    dateline = hint.dateline or dateline
    again = title is not None and any(_key(u.text) == _key(title.text) for u in body[:_NEAR])
    kept = body if again else list(units)
    why = "what the markup of the post says" if hint.title else "the markup of the post says none"
    return Post(
        kept,
        hint.title,
        title,
        dateline,
        hint.author or author,
        hint.date,
        hint.lang,
        hint.url,
        "markup",
        why,
        hint.utc,
        hint.keys,
    )


def frame_flat(page: Page, units: Sequence[Unit], *, alone: bool) -> Post:
    """The post in a stretch of a page without containers; `alone` when it is the page's only one."""
    found = first_title(units)
    title, text, why = found.unit, found.text, found.why
    rule = "first line"
    stated = page.title if alone and page.title and not is_salutation(page.title) else None
    if stated and not (text and is_letterhead(stated, units)):
        text = stated
        rule, why = "page", "the title of a page that holds one post"
        title = _find(units[:_NEAR], stated) or (title if page.markup else None)
    rest = [u for u in units if u is not title]
    dateline, author = _lines(rest)
    author = author or next((name for u in rest[-_END:] if (name := _poster(u))), None)
    return Post(
        list(units),
        " ".join(text.split()) if text else None,
        title,
        dateline,
        (page.author if alone else None) or author,
        page.date if alone else None,
        None,
        page.url if alone else None,
        rule,
        why,
        page.utc,
    )


def _find(units: Sequence[Unit], title: str | None) -> Unit | None:
    """The first unit that says `title`, else the heading that says most of it."""
    if not title:
        return None
    wanted = _key(title)
    near = [u for u in units if u.words <= 60]
    for unit in near:
        if _key(unit.text) == wanted:
            return unit
    # The window's title adds the name of the site to the heading's.
    parts = [u for u in near if u.block.role is Role.HEADING and (own := _key(u.text)) and own in wanted]
    return max(parts, key=lambda u: u.words, default=None)


def _key(text: str) -> str:
    return " ".join(words(fold(text)))


def _lines(units: Sequence[Unit]) -> tuple[str | None, str | None]:
    """The line at the head that holds the date, and the author that lines name."""
    dateline = author = None
    others = {i for i, u in enumerate(units, 1) if label_of(u.text) in (Label.CHANGED, Label.OTHER)}
    dates = [i for i, u in enumerate(units) if i not in others and is_dateline(u.text)]
    listed = len(dates) >= _LISTED  # gatherings, deadlines: what the text is about
    answered = len(dates) > 1 and any(u.words >= _SAID for u in units[: dates[0]])
    for i, unit in enumerate(units[:_NEAR]):
        if dateline is None and i in dates[:1] and (i == 0 or not (listed or answered)):
            dateline = unit.text
        after_text = any(u.words >= _SAID for u in units[:i])  # then a line with a day is that of an answer
        author = author or (None if after_text and not is_byline(unit.text) else _writer(unit))
    return dateline, author


def _poster(unit: Unit) -> str | None:
    """Who wrote, where a line at the end of a text says who posted it, and when."""
    line = date_line(unit.text) if unit.words <= _HEAD_WORDS and "\n" not in unit.text else None
    return writer_in(unit.text) if line is not None and line.says and not line.runs_on else None


def _writer(unit: Unit) -> str | None:
    """Who wrote, where a line of a unit at the head of a text says it."""
    lines = unit.text.split("\n")
    if len(lines) > _HEAD_LINES or unit.words > _HEAD_WORDS:
        return None
    said = (author_in(line) if is_byline(line) else None for line in lines)
    return next(
        (name for one, line in zip(said, lines, strict=True) if (name := writer_in(line) or one)), None
    )
