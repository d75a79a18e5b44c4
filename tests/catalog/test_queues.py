"""What is put before a person: for each threshold of doubt the cases below, at and above it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, documents, links, queues
from archive.catalog.links import DUPLICATE, TRANSLATION, Edge
from archive.records import Status
from tests.catalog.made import intake

NOW = "2020-01-02T03:04:05Z"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """1 and 3 in English, 2 and 4 in French, each in a file of its own; 5, 6 and 7 on one page."""
    with Catalog.open(tmp_path / "archive", create=True) as opened:
        for n, (lang, text) in enumerate(
            [("en", "The mill"), ("fr", "Le moulin"), ("en", "The lock"), ("fr", "L'écluse")]
        ):
            documents.add(opened, intake(f"{n}.txt", (lang, text)), NOW)
        posts = [("fr", "Le bac"), ("fr", "La grue"), ("fr", "La digue")]
        documents.add(opened, intake("page.html", *posts), NOW)
        yield opened


def pair(evidence: dict[str, Any], status: Status = Status.PROPOSED) -> Edge:
    return Edge(TRANSLATION, 1, 2, 0.9, status, evidence)


@pytest.mark.parametrize(
    ("measures", "why"),
    [
        ({"number_miss": 0.39}, ()),
        ({"number_miss": 0.4}, ("numbers",)),
        ({"number_miss": 0.41}, ("numbers",)),
        ({"covers": [1.0, 0.81]}, ()),
        ({"covers": [1.0, 0.8]}, ()),
        ({"covers": [1.0, 0.79]}, ("cover",)),
        ({"covers": [0.79, 1.0]}, ("cover",)),
        ({"number_miss": 0.5, "covers": [0.5, 0.5]}, ("numbers", "cover")),
        ({}, ()),
    ],
)
def test_a_pair_whose_numbers_or_lengths_disagree(
    catalog: Catalog, measures: dict[str, Any], why: tuple[str, ...]
) -> None:
    links.put(catalog, [pair({"rule": "compared", **measures})])
    assert [one.why for one in queues.doubted(catalog, queues.PAIRS)] == ([why] if why else [])


@pytest.mark.parametrize(
    "edge",
    [
        pair({"rule": "compared", "number_miss": 0.9}, Status.CONFIRMED),
        pair({"rule": "compared", "number_miss": 0.9}, Status.REJECTED),
        pair({"rule": "named", "number_miss": 0.9}),
    ],
)
def test_a_pair_that_was_decided_or_is_named_as_one_is_in_no_doubt(catalog: Catalog, edge: Edge) -> None:
    links.put(catalog, [edge])
    assert queues.doubted(catalog, queues.PAIRS) == []


@pytest.mark.parametrize(
    ("ends", "score", "near"),
    [
        ((1, 4), 0.09, False),
        ((1, 4), 0.1, True),
        ((1, 4), 0.11, True),
        ((3, 2), 0.09, False),
        ((3, 2), 0.1, True),
        ((1, 2), 0.9, False),  # the pair itself
        ((3, 4), 0.9, False),
    ],
)
def test_a_pair_beside_which_another_text_is_near(
    catalog: Catalog, ends: tuple[int, int], score: float, near: bool
) -> None:
    links.put(catalog, [pair({"rule": "compared"})])
    with catalog.transaction() as db:
        sketch = (ends[0], "en", 8, b"", b"")
        db.execute("INSERT INTO sketches (doc, lang, chars, vector, tokens) VALUES (?, ?, ?, ?, ?)", sketch)
        db.execute("INSERT INTO candidates VALUES (?, ?, ?, ?)", (*ends, b"", score))
    assert [one.why for one in queues.doubted(catalog, queues.PAIRS)] == ([("near",)] if near else [])
    links.put(catalog, [Edge(DUPLICATE, 4, 2, 1.0), Edge(DUPLICATE, 3, 1, 1.0)])
    assert queues.doubted(catalog, queues.PAIRS) == []  # a copy is no other text


@pytest.mark.parametrize(
    ("one", "other", "odds"),
    [
        ("2016-05-03", "2016-05-04", True),
        ("2016-05-03", "2016-05", False),
        ("2016-05-03", "2016-06", True),
        ("2016", "2016-05-03", False),
        ("2016-05-03", None, False),
    ],
)
def test_a_pair_of_two_days(catalog: Catalog, one: str, other: str | None, odds: bool) -> None:
    links.put(catalog, [pair({"rule": "compared"})])
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET own_date = ? WHERE n = 1", (one,))
        db.execute("UPDATE documents SET own_date = ? WHERE n = 2", (other,))
    assert [found.why for found in queues.doubted(catalog, queues.PAIRS)] == ([("days",)] if odds else [])


@pytest.mark.parametrize(
    ("year", "others", "told"),
    [
        (2013, (2014, 2015), ()),
        (2012, (2014, 2015), ("2014", "2015")),
        (2011, (2014, 2015), ("2014", "2015")),
        (2016, (2014, 2015), ()),
        (2017, (2014, 2015), ("2014", "2015")),
        (2018, (2014, 2015), ("2014", "2015")),
        (2015, (2010, 2019), ()),  # between them
    ],
)
def test_a_text_years_away_from_all_others_of_its_page(
    catalog: Catalog, year: int, others: tuple[int, int], told: tuple[str, ...]
) -> None:
    with catalog.transaction() as db:
        for n, its in zip((5, 6, 7), (year, *others), strict=True):
            day = f"{its}-05-03"
            db.execute("UPDATE documents SET date = ?, date_basis = 'dateline' WHERE n = ?", (day, n))
    found = {one.place[0]: one for one in queues.doubted(catalog, queues.DATES)}
    assert (found[5].why, found[5].details) == (("far",), told) if told else 5 not in found
    assert bool(told) is bool(queues.doubted(catalog, queues.DATES, (5,)))


@pytest.mark.parametrize(
    ("date", "basis", "why"),
    [
        ("2020-01-01", "dateline", ()),
        ("2020-01-02", "dateline", ()),
        ("2020-01-03", "dateline", ("later",)),
        ("2020", "dateline", ()),
        ("2021", "dateline", ("later",)),
        ("2019", "text", ("guessed",)),
        ("2019", "neighbour", ("guessed",)),
        ("2021", "text", ("later", "guessed")),
        ("2021", "manual", ()),  # by a person
    ],
)
def test_a_date_after_the_text_came_in_or_a_guess(
    catalog: Catalog, date: str, basis: str, why: tuple[str, ...]
) -> None:
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET date = ?, date_basis = ? WHERE n = 1", (date, basis))
    assert [one.why for one in queues.doubted(catalog, queues.DATES)] == ([why] if why else [])
