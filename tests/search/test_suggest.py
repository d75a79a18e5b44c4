"""Words of the archive that a misspelt one may have been."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.search import engines, helping
from archive.search.port import IndexRow
from archive.search.query import parse

ROWS = [
    IndexRow(1, "fr", "Il part de là vers le sud, dela, dela.", names=()),
    IndexRow(2, "fr", "Un demi verre, un demi pain, un demi mot, et le dela des choses."),
    IndexRow(3, "fr", "Corine Delli parle au marché.", names=(("PERSON", "Corine Delli"),)),
    IndexRow(4, "en", "The deli on the quay sold bread.", names=()),
    IndexRow(
        5, "en", "Rosa Harbor spoke in the harbour, near the harbours.", names=(("PERSON", "Rosa Harbor"),)
    ),
    IndexRow(6, "en", "The harbour froze; the harbour thawed."),
]


@pytest.mark.parametrize(
    ("query", "word", "first"),
    [
        ("Corine Dellu", "Dellu", "delli"),
        ("Corine Delmi", "Delmi", "delli"),  # demi is as near, and in more texts
        ("Rosa Harbr", "Harbr", "harbor"),
        ("frozen harbouur", "harbouur", "harbour"),
    ],
)
def test_names_come_first(tmp_path: Path, query: str, word: str, first: str) -> None:
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write(ROWS, (), 1)
    with index.reading() as reader:
        told = helping.suggestions(reader, parse(query))
    index.close()
    assert told[word][0] == first
