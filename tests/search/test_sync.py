"""What the index is told of a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, documents
from archive.search import engines, sync
from archive.search.port import IndexRow
from archive.search.sync import collection
from tests.catalog.made import intake

NOW = "2026-01-02T03:04:05Z"


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


@pytest.mark.parametrize(("count", "batches"), [(1, [1]), (2, [2]), (3, [2, 3]), (4, [2, 4]), (5, [2, 4, 5])])
def test_an_index_is_true_after_each_batch_and_follows_no_change_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, batches: list[int]
) -> None:
    monkeypatch.setattr(sync, "BATCH", 2)
    index = engines.index(f"memory:{tmp_path / 'index'}", create=True)
    write = index.write
    noted: list[tuple[int, list[int]]] = []

    def watched(rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        write(rows, gone, position, upto=upto)
        noted.append((position, sorted(index.numbers())))

    monkeypatch.setattr(index, "write", watched)
    with Catalog.open(tmp_path / "archive", create=True) as catalog:
        for n in range(count):
            documents.add(catalog, intake(f"{n}.txt", ("fr", f"Le quai {n}")), NOW)
        assert sync.sync(catalog, index) == count
        every = [seq for (seq,) in catalog.db.execute("SELECT seq FROM changes ORDER BY seq").fetchall()]
        assert noted == [(every[upto - 1], [*range(1, upto + 1)]) for upto in batches]
        assert index.position() == changes.position(catalog)
        assert sync.sync(catalog, index) == 0
        documents.add(catalog, intake("0.txt", ("fr", "Le quai est vide")), NOW)
        assert sync.sync(catalog, index) == 2  # what went, and what came
        assert sorted(index.numbers()) == [*range(2, count + 2)]
