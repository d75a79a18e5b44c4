"""The calendar grammar on any text: no crash, true offsets, values that are dates, linear time."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import edtf
from archive.dates import find_dates
from archive.records import Mention

_WORDS = """3 12 31 1er 2014 2014-15 14h30 12/03/2014 3/4 le du au et , - – . ( ) de la l'an mai mars janv.
    lundi sam. hier aujourd'hui semaine prochain dernier trois vingt ans mois il y a dans depuis entre
    noël été 1990s in on the of and to from May March Sept. Monday sunday next last this week year ago
    two 2nd first quarter Q3 before after now easter 999999999999 00 0 X"""
_PIECES = [*_WORDS.split(), "e\u0301", "\u00a0", "\u2019", "\n", "\n\n"]
_CALENDAR = st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join)
_TEXTS = st.one_of(st.text(max_size=80), _CALENDAR, _CALENDAR.map(lambda t: unicodedata.normalize("NFD", t)))
_ANCHORS = st.one_of(
    st.none(),
    st.dates().map(dt.date.isoformat),
    st.sampled_from(
        [
            "2016",
            "2016-03",
            "2016~",
            "2015-12-01/2016-02-01",
            "XXXX-03-04",
            "199X",
            "0001-01-01",
            "9999-12-31",
        ]
    ),
)


def _sound(text: str, found: list[Mention]) -> None:
    end = 0
    for m in found:
        assert text[m.start : m.end] == m.text
        assert m.text.strip() == m.text != ""
        assert end <= m.start < m.end
        assert m.value is not None
        assert str(edtf.parse(m.value)) == m.value
        end = m.end


@settings(max_examples=150)
@given(_TEXTS, st.sampled_from(["fr", "en"]), _ANCHORS)
def test_any_text(text: str, lang: str, anchor: str | None) -> None:
    _sound(text, find_dates(text, lang, anchor))


@settings(max_examples=60)
@given(_CALENDAR, _CALENDAR)
def test_paragraphs_do_not_touch_each_other(one: str, two: str) -> None:
    anchor = "2016-03-16"
    full = "12 mai 2014"
    both = [m.text for m in find_dates(f"{full}\n\n{full}", "fr", anchor)]
    assert both == [full, full]
    _sound(f"{one}\n\n{two}", find_dates(f"{one}\n\n{two}", "en", anchor))


@settings(max_examples=60)
@given(st.dates(min_value=dt.date(1700, 1, 1), max_value=dt.date(2050, 12, 31)))
def test_every_day_is_read_back(day: dt.date) -> None:
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    weekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    french = f"{weekdays[day.weekday()]} {day.day} {months[day.month - 1]} {day.year}"
    english = f"{day:%A} {day.day} {day:%B} {day.year}"
    for text, lang in ((french, "fr"), (english, "en"), (day.isoformat(), "en"), (f"{day:%d/%m/%Y}", "fr")):
        (found,) = find_dates(text, lang)
        assert (found.text, found.value) == (text, day.isoformat())


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "1, ",
        "3, 4 et ",
        "12 and ",
        "1/",
        "1-",
        "2016-",
        "mai ",
        "du 3 au ",
        "deux mille ",
        "2 years and ",
    ],
)
def test_hostile_runs_take_linear_time(unit: str) -> None:
    def seconds(n: int, mark: str) -> float:
        text = unit * (n // len(unit)) + mark  # another text each time: the last ones are remembered
        start = time.process_time()
        find_dates(text, "fr", "2016-03-16")
        find_dates(text, "en", "2016-03-16")
        return time.process_time() - start

    seconds(1000, "")
    # The best of three: a collection of garbage may fall into any one.
    short, long = (min(seconds(n, " x" * i) for i in range(3)) for n in (10_000, 40_000))
    # Four times the text: a quadratic rule would take sixteen times as long.
    assert long < 10 * max(short, 0.02)
