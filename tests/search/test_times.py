"""A time among the words of a query: what is read as one, and what it does to the order of hits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archive.search import engines
from archive.search.port import Days, EngineQuery, IndexRow
from archive.search.query import parse
from archive.search.times import times
from archive.search.when import days


def span(first: str, last: str | None = None) -> Days:
    return dt.date.fromisoformat(first).toordinal(), dt.date.fromisoformat(last or first).toordinal()


MARCH = span("2018-03-01", "2018-03-31")


@pytest.mark.parametrize(
    ("query", "lang", "told"),
    [
        ("manifestation 12 mars 2018", None, {"12 mars 2018": span("2018-03-12")}),
        ("protests in March 2018", None, {"March 2018": MARCH}),
        ("MANIFESTATION DE MARS 2018", None, {"MARS 2018": MARCH}),
        ("pont fermé 2018-03-12", None, {"2018-03-12": span("2018-03-12")}),
        ("pont fermé 12/03/2018", None, {"12/03/2018": span("2018-03-12")}),
        ("bridge closed 12/03/2018", "en", {"12/03/2018": span("2018-12-03")}),
        ("grève 2018", None, {"2018": span("2018-01-01", "2018-12-31")}),
        ("été 2015 à la gare", None, {"été 2015": days("2015-22")}),
        ("evictions from 2014 to 2016", None, {"2014 to 2016": span("2014-01-01", "2016-12-31")}),
        # No times: numbers, articles of a law, and what is bound.
        ("Debian 2.0", None, {}),
        ("article L622-1", None, {}),
        ("règlement 2016/679", None, {}),
        ("1 918 personnes", None, {}),
        ("marche date:2018", None, {}),
        ('"mars 2018"', None, {}),
        ("pont -2018", None, {}),
        ("pont AND 2018", None, {}),
        ("person:2018", None, {}),
        ("la marche du 12 mars", None, {}),
    ],
)
def test_what_is_read_as_a_time(query: str, lang: str | None, told: dict[str, Days | None]) -> None:
    assert {one.text: one.days for one in times(query, parse(query), lang)} == told


ROWS = [
    IndexRow(1, "fr", "Une marche a traversé la ville.", dated=span("2017-05-04")),
    IndexRow(2, "fr", "Une marche a traversé le port.", dated=span("2018-03-12")),
    IndexRow(3, "en", "A procession went through the village, as planned.", dated=span("2018-03-12")),
    IndexRow(4, "fr", "On se souvient d'une marche, racontée plus tard.", spoken=(span("2018-03-12"),)),
    IndexRow(5, "fr", "Une marche sans date, mais longue."),
    IndexRow(6, "fr", "Le conseil siège.", dated=span("2018-03-12")),
    IndexRow(7, "fr", "Une marche de l'année.", dated=span("2018-01-01", "2018-12-31")),
]


def ranked(folder: Path, query: str) -> list[int]:
    index = engines.index(f"whoosh:{folder / 'index'}", create=True)
    index.write(ROWS, (), 1)
    tree = parse(query)
    told = {one.forms: one.days for one in times(query, tree, None)}
    found = index.search(EngineQuery(tree, times=told)).matches
    index.close()
    return [match.n for match in found]


@pytest.mark.parametrize("query", ["marche 12 mars 2018", "marche 2018-03-12", "12/03/2018 marche"])
def test_texts_of_a_day_or_that_speak_of_it_come_first_and_others_stay(tmp_path: Path, query: str) -> None:
    found = ranked(tmp_path, query)
    assert set(found[:2]) == {2, 4}
    assert set(found[2:]) == {1, 5, 7}


def test_a_text_of_a_year_is_of_the_year_but_tells_little_of_a_month(tmp_path: Path) -> None:
    assert set(ranked(tmp_path / "year", "marche 2018")[:3]) == {2, 4, 7}
    month = ranked(tmp_path / "month", "marche mars 2018")
    assert set(month[:2]) == {2, 4}
    assert month[2] == 7


@pytest.mark.parametrize("query", ["12 mars 2018", "2018-03-12", "12/03/2018", "March 12, 2018"])
def test_a_time_alone_finds_what_is_of_it(tmp_path: Path, query: str) -> None:
    assert sorted(ranked(tmp_path, query)) == [2, 3, 4, 6]
