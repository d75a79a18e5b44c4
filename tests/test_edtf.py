"""Partial dates: what is read, what is not, first and last days, overlap, order."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import edtf
from archive.edtf import Precision


@pytest.mark.parametrize(
    ("value", "first", "last", "precision"),
    [
        ("2017", "2017-01-01", "2017-12-31", Precision.YEAR),
        ("2017-02", "2017-02-01", "2017-02-28", Precision.MONTH),
        ("2016-02", "2016-02-01", "2016-02-29", Precision.MONTH),
        ("2017-02-08", "2017-02-08", "2017-02-08", Precision.DAY),
        ("201X", "2010-01-01", "2019-12-31", Precision.DECADE),
        ("19XX", "1900-01-01", "1999-12-31", Precision.CENTURY),
        ("XXXX-10-11", None, None, Precision.DAY),
        ("XXXX-10", None, None, Precision.MONTH),
        ("2016-XX", "2016-01-01", "2016-12-31", Precision.YEAR),
        ("2016-10-XX", "2016-10-01", "2016-10-31", Precision.MONTH),
        ("2015-21", "2015-03-20", "2015-06-20", Precision.SEASON),
        ("2015-24", "2015-12-21", "2016-03-19", Precision.SEASON),
        ("2015-34", "2015-04-01", "2015-06-30", Precision.SEASON),
        ("2015-41", "2015-07-01", "2015-12-31", Precision.SEASON),
        ("2017-02-08/2017-02-10", "2017-02-08", "2017-02-10", Precision.INTERVAL),
        ("2012/2014-05", "2012-01-01", "2014-05-31", Precision.INTERVAL),
        ("../2016", None, "2016-12-31", Precision.INTERVAL),
        ("2016-03/..", "2016-03-01", None, Precision.INTERVAL),
        ("2016-03/", "2016-03-01", None, Precision.INTERVAL),
        ("2010~", "2010-01-01", "2010-12-31", Precision.YEAR),
        ("2017-02-08~/2017-02-10?", "2017-02-08", "2017-02-10", Precision.INTERVAL),
    ],
)
def test_reads(value: str, first: str | None, last: str | None, precision: Precision) -> None:
    assert str(edtf.parse(value)) == value
    assert edtf.earliest(value) == (dt.date.fromisoformat(first) if first else None)
    assert edtf.latest(value) == (dt.date.fromisoformat(last) if last else None)
    assert edtf.precision(value) is precision


@pytest.mark.parametrize(
    "value",
    ["", "17", "2017-13", "2017-02-30", "2017-00", "XXXX-02-30", "201X-03", "2017-21-05", "../..", "/",
     "2016-10/2016-09", "today", "2017-2-8", "XXXX-21", "2017~~", "../2016/2017", "2017-02-08T10:00"],
)  # fmt: skip
def test_refuses(value: str) -> None:
    assert not edtf.valid(value)
    with pytest.raises(ValueError, match=r"."):
        edtf.parse(value)


def test_a_leap_day_may_lack_its_year() -> None:
    assert edtf.valid("XXXX-02-29")
    assert not edtf.valid("2015-02-29")


@pytest.mark.parametrize(
    ("value", "marked", "bare"),
    [
        ("2017", "2017~", "2017"),
        ("2017?", "2017?", "2017"),
        ("2017-02-08/..", "2017-02-08~/..", "2017-02-08/.."),
        ("2016%/2017", "2016%/2017~", "2016/2017"),
    ],
)
def test_marks_of_doubt(value: str, marked: str, bare: str) -> None:
    assert edtf.approximate(value) == marked
    assert edtf.approximate(marked) == marked
    assert edtf.exact(marked) == bare


@pytest.mark.parametrize(
    ("value", "since", "until", "shared"),
    [
        ("2016-03", "2016", "2016", True),
        ("2016-03", "2016-04", None, False),
        ("2016", "2016-12-31", "2017", True),
        ("../2015", "2016", None, False),
        ("../2015", None, "1900", True),
        ("2015/..", "2030", "2031", True),
        ("2015/..", None, "2014", False),
        ("XXXX-05-01", "2016", "2016", False),
        ("XXXX-05-01", None, None, True),
        ("2016~", "2016-06-01", "2016-06-01", True),
    ],
)
def test_overlaps(value: str, since: str | None, until: str | None, shared: bool) -> None:
    assert edtf.overlaps(value, since, until) is shared


def test_order_is_by_first_day_then_last() -> None:
    dates = ["../1990", "1990", "1990-03", "1990-03-02", "1990-04", "199X", "1991/..", "XXXX-01-01"]
    assert sorted(dates, key=edtf.order) == [
        "../1990",
        "1990",
        "199X",
        "1990-03",
        "1990-03-02",
        "1990-04",
        "1991/..",
        "XXXX-01-01",
    ]


_YEARS = st.integers(1, 9999).map(lambda y: f"{y:04d}")
_DAYS = st.dates().map(dt.date.isoformat)
_POINTS = st.one_of(
    _YEARS,
    _DAYS,
    _DAYS.map(lambda d: d[:7]),
    _DAYS.map(lambda d: "XXXX" + d[4:]),
    _YEARS.map(lambda y: y[:3] + "X"),
    _YEARS.map(lambda y: y[:2] + "XX"),
    st.tuples(_YEARS, st.sampled_from([21, 22, 23, 24, 33, 34, 35, 36, 40, 41])).map(
        lambda p: f"{p[0]}-{p[1]}"
    ),
)
_MARKED = st.tuples(_POINTS, st.sampled_from(["", "~", "?", "%"])).map("".join)


@given(_MARKED)
def test_printing_gives_back_what_was_parsed(value: str) -> None:
    assert str(edtf.parse(value)) == value
    first, last = edtf.earliest(value), edtf.latest(value)
    assert (first is None) == (last is None)
    assert first is None or last is None or first <= last


@given(st.one_of(_MARKED, st.just("..")), st.one_of(_MARKED, st.just("..")))
def test_intervals_too(start: str, end: str) -> None:
    value = f"{start}/{end}"
    if edtf.valid(value):
        assert str(edtf.parse(value)) == value
        first, last = edtf.earliest(value), edtf.latest(value)
        assert first is None or last is None or first <= last


@given(st.text(max_size=25))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    assert not edtf.valid(text) or str(edtf.parse(text)) == text


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, archive.edtf; print(sorted({'numpy', 'spacy', 'babel'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
