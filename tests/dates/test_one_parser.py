"""A date means one day wherever it is read: in a text, on a date line, in a query, in metadata."""

from __future__ import annotations

import datetime as dt

import pytest

from archive.dates import dates_in, find_dates, read_date
from archive.ingest.datelines import is_dateline
from archive.ingest.readers.html_meta import said_date
from archive.link.duplicates import stamp
from archive.search.query import Dated, parse
from archive.search.when import interval

DAYS = [
    ("fr", "jeudi 3 mars 2016", "2016-03-03"),
    ("fr", "3 mars 2016", "2016-03-03"),
    ("fr", "jeudi 3 mars 2016", "2016-03-03"),
    ("fr", "4 juill. 2016", "2016-07-04"),
    ("fr", "Lun. 4 juil. 2016", "2016-07-04"),
    ("fr", "1er août 2016", "2016-08-01"),
    ("fr", "1ER AOUT 2016", "2016-08-01"),
    ("fr", "premier août 2016", None),  # no figure says that a line is a date
    ("fr", "2016/02/04", "2016-02-04"),
    ("fr", "03/08/2016", "2016-08-03"),
    ("fr", "3.8.2016", "2016-08-03"),
    ("fr", "03-08-16", "2016-08-03"),
    ("fr", "18/03/2016", "2016-03-18"),
    ("fr", "2016-02-04", "2016-02-04"),
    ("en", "Thursday 3 March 2016", "2016-03-03"),
    ("en", "Thurs 4 Feb 2016", "2016-02-04"),
    ("en", "Thurs. 4 Feb. 2016", "2016-02-04"),
    ("en", "4th of July, 2016", "2016-07-04"),
    ("en", "July 4th, 2016", "2016-07-04"),
    ("en", "Mon, July 4, 2016", "2016-07-04"),
    ("en", "2016/02/04", "2016-02-04"),
    ("en", "03/08/2016", "2016-03-08"),
    ("en", "18/03/2016", "2016-03-18"),
    ("en", "4-Jul-2016", "2016-07-04"),
    ("en", "2016-02-04", "2016-02-04"),
]


@pytest.mark.parametrize(("lang", "text", "value"), [row for row in DAYS if row[2]])
def test_a_day_is_the_same_wherever_it_is_read(lang: str, text: str, value: str) -> None:
    day = dt.date.fromisoformat(value)
    assert [(m.text, m.value) for m in find_dates(text, lang, "2020-01-01")] == [(text, value)]
    assert read_date(text, lang) == value
    assert interval(text, lang) == (day.toordinal(), day.toordinal())
    assert said_date(text, lang) == value
    assert is_dateline(text)
    assert stamp(text) == ("", tuple(sorted((day.day, day.month, day.year))))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_figures_are_read_day_first_where_no_language_says_otherwise(lang: str) -> None:
    assert interval("03/08/2016") == interval("2016-08-03")
    assert interval("03/08/2016", lang) == interval(find_dates("03/08/2016", lang)[0].value or "")
    assert said_date("03/08/2016", None) is None


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("fr", "mars 2016", "2016-03"),
        ("fr", "en août 2016", "2016-08"),
        ("fr", "été 2016", "2016-22"),
        ("fr", "ete 2016", "2016-22"),
        ("fr", "hiver 2016", "2016-24"),
        ("fr", "du 3 au 5 mars 2016", "2016-03-03/2016-03-05"),
        ("fr", "3/2016", "2016-03"),
        ("fr", "années 1990", "199X"),
        ("en", "March 2016", "2016-03"),
        ("en", "in March 2016", "2016-03"),
        ("en", "summer of 2015", "2015-22"),
        ("en", "fall 2015", "2015-23"),
        ("en", "3 to 5 March 2016", "2016-03-03/2016-03-05"),
        ("en", "2016-3", "2016-03"),
        ("en", "the 1990s", "199X"),
    ],
)
def test_months_seasons_and_ranges_too(lang: str, text: str, value: str) -> None:
    assert read_date(text, lang) == value
    assert [m.value for m in find_dates(text, lang)] == [value]
    assert interval(text) == interval(value)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "3 mars"),  # no year
        ("fr", "hier"),
        ("fr", "vendredi prochain"),
        ("fr", "31 février 2016"),
        ("fr", "le pont rouvre le 3 mars 2016"),
        ("fr", "3 mars 2016, 4 mars 2016"),
        ("fr", "2016-13-45"),
        ("fr", ""),
        ("en", "yesterday"),
        ("en", "3 March"),
        ("en", "version 3.1.2016.4"),
        ("en", "March"),
        ("de", "3. März 2016"),
    ],
)
def test_what_is_no_date_on_its_own(lang: str, text: str) -> None:
    assert read_date(text, lang) is None


@pytest.mark.parametrize(
    "text", ["4 février 2016 à 10h30", "Thu, 04 Feb 2016 10:00:00 GMT", "2016/02/04 10:00"]
)
def test_a_time_may_follow(text: str) -> None:
    assert said_date(text, None) == "2016-02-04"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Saint-Omer, le 5 février 2019", ["5 février 2019"]),
        ("Posted on March 8th, 2017 by Ana Petit", ["March 8th, 2017"]),
        ("Chapitre 12", []),
        ("Un mardi sans chiffres", []),
        ("Oxmoor, 8 March", ["8 March"]),
    ],
)
def test_the_language_of_a_line_is_told_by_its_date(line: str, said: list[str]) -> None:
    assert [line[start:end] for start, end, _ in dates_in(line)] == said


@pytest.mark.parametrize(("lang", "day"), [(None, "2016-08-03"), ("fr", "2016-08-03"), ("en", "2016-03-08")])
@pytest.mark.parametrize("query", ["date:03/08/2016", "date:[03/08/2016 TO 03/08/2016]"])
def test_a_query_reads_figures_as_texts_in_its_language(query: str, lang: str | None, day: str) -> None:
    number = dt.date.fromisoformat(day).toordinal()
    assert parse(query, lang) == Dated(number, number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("le 3 january 2016", "2016-01-03"),
        ("the 3 of mai 2016", "2016-05-03"),
        ("mars 3 2016", "2016-03-03"),
        ("août 3, 2016", "2016-08-03"),
        ("in août 2016", "2016-08"),
        ("en june 2016", "2016-06"),
        ("in été 2016", "2016-22"),
        ("Friday 4 mars 2016", "2016-03-04"),
    ],
)
def test_a_query_may_mix_the_languages_in_a_date(text: str, value: str) -> None:
    assert interval(text) == interval(value)


@pytest.mark.parametrize("text", ["1/1/0001", "3/8/0016", "le 3/8/0016", "3 maison 2016", "in 2016 ou mars"])
def test_what_is_no_date_is_not_taken_for_another(text: str) -> None:
    assert interval(text) is None
