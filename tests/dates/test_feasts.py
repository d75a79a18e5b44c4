"""Feasts: what is counted from Easter, from the moon, and by other calendars; and their weekends."""

from __future__ import annotations

import datetime as dt

import pytest

from archive.dates import calendars, find_dates, moon

WRITTEN = "2017-05-04"
FOUND = [
    ("en", "Orthodox Easter 2016", "2016-05-01"),
    ("en", "We fast until Clean Monday 2019.", "2019-03-11"),
    ("fr", "La Pâque orthodoxe 2016", "2016-05-01"),
    ("fr", "Le lundi pur 2019.", "2019-03-11"),
    # The calendar of Umm al-Qura, not the new moon alone.
    ("en", "Eid al-Fitr 2016", "2016-07-06~"),
    ("en", "They broke the fast of Ramadan 2016.", "2016-06-06~/2016-07-05~"),
    ("en", "The Night of Power 2016", "2016-07-02~"),
    ("fr", "L'Aïd el-Fitr 2016", "2016-07-06~"),
    ("fr", "Le ramadan 2014", "2014-06-28~/2014-07-27~"),
    ("fr", "La nuit du destin 2016", "2016-07-02~"),
    # Feasts of India.
    ("en", "Lamps for Diwali 2016", "2016-10-30"),
    ("en", "a meal for Holi 2016", "2016-03-24"),
    ("en", "On Guru Nanak's birthday 2016 we cook.", "2016-11-14"),
    ("en", "Makar Sankranti 2016", "2016-01-15"),
    ("en", "the Parsi New Year 2016", "2016-08-17"),
    ("fr", "Fête de Diwali 2016", "2016-10-30"),
    # The library has no such year: what is left is the year.
    ("en", "Lamps for Diwali 1964", "1964"),
    ("fr", "Fête de Holi 1964", "1964"),
    # Told in the past.
    ("en", "They ate for Christmas and were moved to Leeds.", "2016-12-25"),
    ("fr", "Ils ont été chassés pour Pâques.", "2017-04-16"),
    # Weekends.
    ("en", "Over Easter weekend 2016 the hall was full.", "2016-03-26/2016-03-27"),
    ("en", "Labor Day weekend", "2017-09-02/2017-09-03"),
    ("en", "the weekend of Thanksgiving 2016", "2016-11-26/2016-11-27"),
    ("fr", "Le week-end de Pâques 2016", "2016-03-26/2016-03-27"),
    ("fr", "Fermé le week-end de l'Ascension 2016.", "2016-05-07/2016-05-08"),
    ("fr", "Ce week-end de Pâques, on a fermé.", "2017-04-15/2017-04-16"),
    ("fr", "Le weekend de la Toussaint 2016", "2016-10-29/2016-10-30"),
]


@pytest.mark.parametrize(("lang", "text", "value"), FOUND)
def test_feasts(lang: str, text: str, value: str) -> None:
    assert [m.value for m in find_dates(text, lang, WRITTEN)] == [value]


@pytest.mark.parametrize("year", [1930, 1988, 2016, 2040, 2076])
def test_the_months_of_the_library_are_those_of_the_moon_but_for_two_days(year: int) -> None:
    tables, skies = calendars.islamic_months(year), dict(moon.islamic_months(year))
    assert len(tables) == 14
    near = dt.timedelta(days=2)
    first = {month: day for month, day in tables if day.year == year and day.month > 1}
    assert all(
        abs(day - skies[month]) <= near or abs(day - skies[month]).days > 300 for month, day in first.items()
    )


def test_outside_the_tables_the_moon_is_asked() -> None:
    assert calendars.islamic_months(1857) == tuple(moon.islamic_months(1857))
