"""A long text is read in stretches."""

from __future__ import annotations

import pytest

from archive.dates import finder


def test_a_text_that_is_read_in_stretches_keeps_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "The council met on 3 March 2014 in Lille.\n"
    monkeypatch.setattr(finder, "_STRETCH", 100)
    found = finder.find_dates(line * 20, "en")
    assert [m.start for m in found] == [i * len(line) + line.index("3 March") for i in range(20)]
    assert {m.text for m in found} == {"3 March 2014"}
    assert {m.value for m in found} == {"2014-03-03"}
    assert [(m.start, m.end) for m in found] == [p[:2] for p in finder.find_parts(line * 20, "en")]


@pytest.mark.parametrize("text", ["x" * 1000, "a " * 500, "\n" * 1000])
def test_stretches_are_the_whole_text(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(finder, "_STRETCH", 7)
    pieces = list(finder._stretches(text))
    assert "".join(piece for _, piece in pieces) == text
    assert all(text.startswith(piece, start) and len(piece) <= 7 for start, piece in pieces)
