"""What is known of each language is whole, and of the form that its users expect."""

from __future__ import annotations

import pytest

from archive.lang import Language, language, languages
from archive.lang.registry import named
from archive.text import fold


@pytest.mark.parametrize("lang", languages(), ids=lambda one: one.code)
def test_a_language_is_whole(lang: Language) -> None:
    calendar = lang.calendar
    assert set(calendar.months.values()) == set(range(1, 13))
    assert set(calendar.short_months.values()) <= set(range(1, 13))
    assert set(calendar.weekdays.values()) == set(range(7))
    assert set(calendar.seasons.values()) == {21, 22, 23, 24}
    words = [*calendar.months, *calendar.short_months, *calendar.weekdays, *calendar.short_weekdays]
    assert all(word == word.lower() for word in words)
    assert calendar.doubtful <= set(words)
    assert all(word == fold(word) for word in lang.stop_words | lang.filler)
    assert not lang.stop_words & lang.filler
    assert 0.5 < lang.stretch < 2


@pytest.mark.parametrize("lang", languages(), ids=lambda one: one.code)
def test_a_month_is_known_without_its_accents(lang: Language) -> None:
    months = {**lang.calendar.months, **lang.calendar.short_months}
    assert {fold(word): n for word, n in months.items()}.items() <= months.items()


@pytest.mark.parametrize(
    ("code", "number", "usual"),
    [("fr", 1, "un"), ("fr", 20, "vingt"), ("fr", 100, "cent"), ("en", 1, "one"), ("en", 1000, "thousand")],
)
def test_of_several_words_for_a_number_one_is_usual(code: str, number: int, usual: str) -> None:
    known = language(code)
    assert known is not None
    assert known.numbers.usual()[number] == usual


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("French", "fr"),
        ("français", "fr"),
        ("anglais", "en"),
        ("EN", "en"),
        ("de", "de"),
        ("italic", "italic"),
    ],
)
def test_a_language_is_called_by_name_or_code(typed: str, code: str) -> None:
    assert named(typed) == code


def test_a_language_that_is_not_there_is_none() -> None:
    assert language("de") is None
    assert language("") is None
