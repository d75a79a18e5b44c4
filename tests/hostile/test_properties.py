"""What holds of any input at all: a fixed seed here, as long as one likes in `tests.hostile.fuzz`."""

from __future__ import annotations

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.hostile.properties import BYTES, DATED, MARKUP, PLAIN, dates_hold, pages_hold

quick = settings(max_examples=120, deadline=None, database=None)


@seed(20170311)
@quick
@given(BYTES)
def test_any_bytes(data: bytes) -> None:
    pages_hold(data, None)


@seed(20170311)
@quick
@given(MARKUP)
def test_any_markup(text: str) -> None:
    pages_hold(text.encode("utf-8", "surrogatepass"), "text/html")


@seed(20170311)
@quick
@given(PLAIN)
def test_any_text(text: str) -> None:
    pages_hold(text.encode("utf-8", "surrogatepass"), "text/plain")


@seed(20170311)
@quick
@given(DATED, st.sampled_from(["fr", "en"]))
def test_any_dates(text: str, lang: str) -> None:
    dates_hold(text, lang)
