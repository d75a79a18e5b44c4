"""What the index is told of a document."""

from __future__ import annotations

import pytest

from archive.search.sync import collection


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("https://www.refuge.example/2016/laverie", "refuge.example"),
        ("papers/2016/laundry.html", "papers/2016"),
        ("laverie.txt", ""),
        ("papers/box.zip!2016/laverie.html", "papers/box.zip"),
        ("papers/BOX.ZIP!laundry.html", "papers/BOX.ZIP"),
        ("papers/Non à la guerre !.html", "papers"),
        ("Stop ! On ferme/avis.html", "Stop ! On ferme"),
        ("papers/box.zip\\!laverie.html", "papers"),
    ],
)
def test_the_collection_of_a_source(source: str, wanted: str) -> None:
    assert collection(source) == wanted
