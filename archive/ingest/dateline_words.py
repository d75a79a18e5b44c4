"""The words of date lines in all languages, those of packages too."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from archive.lang import languages
from archive.text import fold


@cache
def weekdays() -> frozenset[str]:
    """The names of weekdays of all languages, folded."""
    return frozenset(
        fold(word) for one in languages() for word in {**one.calendar.weekdays, **one.calendar.short_weekdays}
    )


@cache
def full_weekdays() -> frozenset[str]:
    """The same without the short ones, of which some are names: "Sam"."""
    return frozenset(fold(word) for one in languages() for word in one.calendar.weekdays)


@cache
def months() -> frozenset[str]:
    """The names of months of all languages, folded."""
    return frozenset(fold(word) for one in languages() for word in one.calendar.months)


@cache
def posted() -> frozenset[str]:
    """What says "posted" in the languages of packages, with an article before the date or without."""
    return _with_article("posted")


@cache
def updated() -> frozenset[str]:
    """What says "updated" there."""
    return _with_article("updated")


def _with_article(field: Literal["posted", "updated"]) -> frozenset[str]:
    return frozenset(
        fold(f"{word} {article}".strip())
        for one in languages()
        for word in (one.calendar.posted if field == "posted" else one.calendar.updated)
        for article in ("", *one.calendar.articles)
    )


@cache
def announcing() -> frozenset[str]:
    """What is announced or counted from is not when the text was written; folded words of all languages."""
    return frozenset(fold(word) for one in languages() for word in one.calendar.announcing)


@cache
def by() -> str:
    """A pattern of the words before the name of who wrote, in all languages."""
    return "|".join(sorted({re.escape(word) for one in languages() for word in one.calendar.by}))
