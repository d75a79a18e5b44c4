"""A library that crashes, runs on or eats memory ends its own process, and harms one source only."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.ingest.apart import Apart, Died, apart
from archive.ingest.readers import pdf as reader
from archive.ingest.readers import read_page
from corpus.pdf_made import Sheet, pdf
from tests.ingest.test_readers_pdf import EN, FR, blocks

ROOT = Path(__file__).parents[2]


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Apart:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # the tests are no part of the package
    return apart("tests.ingest.apart_toy")


def test_one_process_answers_again_and_again(toy: Apart) -> None:
    one, two = (toy.ask({"do": ""}, data, 30) for data in (b"abc", b""))
    assert (one["size"], two["size"]) == (3, 0)
    assert one["process"] == two["process"]
    toy.end()


@pytest.mark.parametrize(("do", "late"), [("die", False), ("run on", True), ("be silent", True)])
def test_a_process_that_ends_is_followed_by_another(toy: Apart, do: str, late: bool) -> None:
    begun = time.monotonic()
    with pytest.raises(Died) as told:
        toy.ask({"do": do}, b"abc", 1 if do == "be silent" else 30)
    assert told.value.late is late
    assert told.value.begun["number"] == 7
    assert time.monotonic() - begun < 20
    assert toy.ask({"do": ""}, b"ab", 30)["size"] == 2
    toy.end()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound the memory of a process otherwise")
def test_memory_is_bounded(toy: Apart) -> None:
    assert toy.ask({"do": "eat"}, b"", 30)["eaten"] == 0
    toy.end()


def test_a_mistake_of_the_program_is_told_as_one(toy: Apart) -> None:
    with pytest.raises(RuntimeError, match="a mistake"):
        toy.ask({"do": "fault"}, b"", 30)


@dataclass
class _Crashing:
    """The process that reads PDFs, which dies at some pages."""

    at: Mapping[int, bool]  # page -> whether for its time
    asked: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, asked: Mapping[str, Any], data: bytes, patience: float) -> dict[str, Any]:
        self.asked.append(dict(asked))
        last = asked["last"] or 99
        for page, late in self.at.items():
            if page not in asked["skip"] and page <= last:
                raise Died({"begun": "page", "number": page}, late)
        return apart("archive.ingest.paper.child").ask(asked, data, patience)


@pytest.mark.parametrize(
    ("at", "left", "unread"),
    [
        ({2: False}, [0, 2, 3, 4, 5], "page 2 of 6 could not be read"),
        ({2: False, 5: False}, [0, 2, 3, 5], "pages 2, 5 of 6 could not be read"),
        ({4: True}, [0, 1, 2], "pages 4 to 6 of 6 could not be read"),
        ({1: False, 2: False, 4: False}, [2], "pages 1 to 2, 4 to 6 of 6 could not be read"),
    ],
)
def test_pages_at_which_the_library_dies_are_left_out_and_told(
    at: dict[int, bool], left: list[int], unread: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = []
    for text in (EN + FR)[:6]:
        sheet = Sheet()
        sheet.text(80, 100, 420, text)
        sheets.append(sheet)
    monkeypatch.setattr(reader, "_CHILD", _Crashing(at))
    page = read_page(pdf(sheets), "application/pdf")
    assert blocks(page) == [(EN + FR)[i] for i in left]
    assert page.unread == unread
