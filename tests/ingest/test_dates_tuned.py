"""What tells the day of a text and what does not: for each threshold the cases below, at and above it."""

from __future__ import annotations

import pytest

from tests.ingest.dating_made import BODY_EN, BODY_FR, date

SIGNED = ["Nour Haddad", "Ada Kestrel", "Zoé Roy", "Élise Roy"]


@pytest.mark.parametrize(
    ("year", "dated"), [(1951, True), (1989, True), (1990, True), (1991, False), (2016, False)]
)
@pytest.mark.parametrize(
    ("lang", "line", "body", "later"),
    [
        ("fr", "Brévaux, le 3 mai 1950", BODY_FR, "On en parlait encore en {} au bord de l'eau."),
        ("en", "Brevaux, 3 May 1950", BODY_EN, "People still spoke of it in {} by the river."),
    ],
)
def test_a_text_that_names_a_year_forty_years_on_may_be_of_its_day(
    lang: str, line: str, body: str, later: str, year: int, dated: bool
) -> None:
    found = date(f"{line}\n\n{body} {later.format(year)}", lang)
    assert (found and found.date) == ("1950-05-03" if dated else None)


@pytest.mark.parametrize(("signed", "dated"), [(0, True), (1, True), (2, True), (3, False), (4, False)])
@pytest.mark.parametrize(
    ("lang", "line", "body"),
    [
        ("fr", "Brévaux, le 3 mai 2016", BODY_FR),
        ("fr", "Publié le 3 mai 2016", BODY_FR),
        ("en", "Brevaux, 3 May 2016", BODY_EN),
    ],
)
def test_a_closing_date_line_is_among_the_last_three_lines(
    lang: str, line: str, body: str, signed: int, dated: bool
) -> None:
    found = date("\n\n".join([*[body] * 8, line, *SIGNED[:signed]]), lang)
    assert (found and found.date) == ("2016-05-03" if dated else None)
