"""An id that a document or an entity had leads to what stands in its place, or says what became of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalog import Catalog, documents, former, remade
from archive.errors import Gone, UsageError
from tests.catalog.made import intake

NOW = "2026-01-01T00:00:00Z"
LONG = "La laverie ouvre la nuit. " * 4
SHORT = "Le refuge ferme. "


def ids(catalog: Catalog) -> list[str]:
    return [document.id for _, document in documents.every(catalog)]


def test_a_post_that_is_cut_otherwise_leads_to_the_one_with_most_of_it(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        whole = intake("a.txt", ("fr", LONG + SHORT))
        documents.add(catalog, whole, NOW)
        (before,) = ids(catalog)
        parts = replace(intake("a.txt", ("fr", LONG), ("fr", SHORT)), source=whole.source)
        remade.replace(catalog, parts)
        first, second = ids(catalog)
        assert before not in (first, second)
        assert documents.find(catalog, before)[1].id == first
        remade.replace(catalog, whole)
        assert ids(catalog) == [before]
        assert {documents.find(catalog, one)[1].id for one in (first, second)} == {before}
        assert former.find(catalog, before) is None


def test_what_nothing_stands_for_is_gone(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        with catalog.transaction() as db:
            former.keep(
                db, [former.Former("aa" * 8, "bb" * 8, "Nuit"), former.Former("bb" * 8, None, "Nuit")]
            )
        assert former.find(catalog, "aa" * 8) == ("aa" * 8, None, "Nuit")
        with pytest.raises(Gone, match="'Nuit'"):
            documents.find(catalog, "aa" * 8)
        with pytest.raises(UsageError, match="No document"):
            documents.find(catalog, "cc" * 8)


def test_ids_in_a_ring_end(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        with catalog.transaction() as db:
            former.keep(db, [former.Former("aa" * 8, "bb" * 8, "a"), former.Former("bb" * 8, "aa" * 8, "b")])
        found = former.find(catalog, "aa" * 8)
        assert found is not None
        assert found.now is None
