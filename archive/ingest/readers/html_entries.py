"""Containers of posts that have no heading: notes with a time stamp, entries of a diary under their days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bs4 import Tag

from archive.ingest.datelines import date_line
from archive.ingest.readers.html_blocks import is_text, names_of

_OF_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentaires?|reply|replies|p-comment|h-cite)(?:$|[\s_-])", re.IGNORECASE
)
_BOLD = ("b", "strong")
_CELLS = ("td", "th", "div", "p", "li", "tr", "table", "center")
_LINE = 12  # words of a line that may be a day
_HEAD = 3  # lines at the head of an entry in which its title stands
_LEAST, _MOST = 2, 25  # words of a title in bold


def is_dated_note(tag: Tag) -> bool:
    """Whether an `<article>` without a heading says when it was posted, as in a stream of short notes."""
    return tag.name == "article" and tag.find("time") is not None and not _OF_OTHERS.search(names_of(tag))


def day_over(tag: Tag) -> tuple[int, int, int] | None:
    """The day that alone is the first line of a container; None where another line is."""
    first = next(_lines(tag), None)
    if first is None or len(first.split()) > _LINE:
        return None
    line = date_line(first)
    if line is None or line.runs_on or line.placed or line.updated or line.is_appointment:
        return None
    day = line.day
    return (day.year, day.month, day.day) if day and day.year and day.month and day.day else None


def are_posts(entries: Sequence[Tag]) -> bool:
    """Whether entries under their days are posts, and not the days of one story.

    The latest comes first, or each has a title in bold.
    """
    days = [day for entry in entries if (day := day_over(entry)) is not None]
    if len(days) < len(entries) or len(set(days)) < 2:
        return False
    return all(a >= b for a, b in pairwise(days)) or all(bold_title(entry) for entry in entries)


def bold_title(entry: Tag) -> Tag | None:
    """The line in bold near the top of an entry under its day; None where there is none."""
    if day_over(entry) is None:
        return None
    found = (tag for tag in entry.find_all(_BOLD, limit=_HEAD) if tag.get_text(strip=True))
    bold = next((tag for tag in found if date_line(tag.get_text(" ", strip=True)) is None), None)
    if bold is None:
        return None
    text = " ".join(bold.get_text(" ").split())
    if not _LEAST <= len(text.split()) <= _MOST:
        return None
    for n, line in enumerate(_lines(entry)):
        if n >= _HEAD:
            return None
        if line.endswith(text):  # a time may stand before it
            return bold
    return None


def _lines(tag: Tag) -> Iterator[str]:
    """The lines of a container, as far as breaks and cells divide them."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name == "br" or node.name in _CELLS:
                if line := " ".join("".join(parts).split()):
                    yield line
                parts = []
        elif is_text(node):
            parts.append(str(node))
    if line := " ".join("".join(parts).split()):
        yield line
