"""Shortlists of very many rows: they hold what is nearest, and change no link."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from archive.catalog import Catalog
from archive.link import nearest
from archive.link.nearest import Half, Shortlists
from archive.link.run import link
from benchmarks import texts
from benchmarks.filled import fill

needs_faiss = pytest.mark.skipif(not nearest.available(), reason="the extra `large` is not installed")


def _rows(count: int, width: int, seed: int) -> Half:
    """Rows of length one that lean towards one of twenty directions."""
    random = np.random.default_rng(seed)
    leaning = np.random.default_rng(1).standard_normal((20, width))[random.integers(20, size=count)]
    rows = leaning + 1.5 * random.standard_normal((count, width))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@needs_faiss
@pytest.mark.parametrize("width", [768, 2048, 50])
def test_the_nearest_are_on_the_list(width: int) -> None:
    rows = _rows(3000, width, 2)
    noise = np.random.default_rng(3).standard_normal((40, width)) / np.sqrt(width)
    queries = (rows[:40] + 0.5 * noise).astype(np.float32)
    some = np.arange(0, 3000, 2)
    who, best = Shortlists().over("en", rows, some).nearest(queries, 8)
    products = queries @ rows[some].astype(np.float32).T
    exact = np.argsort(-products, axis=1)[:, :8]
    assert (who[::2, 0] == np.arange(0, 40, 2) // 2).all()  # each comes from a row of its own
    assert np.mean([len(set(a) & set(b)) / 8 for a, b in zip(who, exact, strict=True)]) > 0.85
    assert best == pytest.approx(np.take_along_axis(products, who, axis=1), abs=1e-4)
    assert (np.diff(best, axis=1) <= 0).all()


@needs_faiss
def test_the_same_rows_give_the_same_answer() -> None:
    rows, every = _rows(500, 768, 4), np.arange(500)
    queries = _rows(30, 768, 5).astype(np.float32)
    (one, _), (other, _) = (Shortlists().over("fr", rows, every).nearest(queries, 8) for _ in range(2))
    assert (one == other).all()


@needs_faiss
def test_what_was_learned_serves_until_there_are_twice_as_many() -> None:
    made = Shortlists()
    rows = _rows(400, 768, 6)
    learned = []
    for n in (150, 290, 300):
        made.over("en", rows[:n], np.arange(n))
        learned.append(made._learned["en"])
    assert learned[0] is learned[1]
    assert learned[1] is not learned[2]


@needs_faiss
def test_fewer_rows_than_are_wanted() -> None:
    rows = _rows(20, 768, 7)
    who, best = Shortlists().over("en", rows, np.arange(3)).nearest(rows[:2].astype(np.float32), 8)
    assert who.shape == best.shape == (2, 3)
    assert who[0, 0] == 0


def _links(catalog: Catalog) -> dict[tuple[object, ...], float]:
    rows = catalog.db.execute("SELECT kind, a, b, segments, score FROM links")
    return {(kind, a, b, segments): score for kind, a, b, segments, score in rows}


@needs_faiss
def test_links_are_those_of_exact_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name, many in (("exact", nearest._MANY), ("codes", 1)):
        monkeypatch.setattr(nearest, "_MANY", many)
        fill(tmp_path / name, texts.generated(400, 7, words=40), 7)
        with Catalog.open(tmp_path / name) as catalog:
            link(catalog)
            found.append(_links(catalog))
    assert len(found[0]) > 120
    assert found[0].keys() == found[1].keys()
    # A score counts how far the next best is behind, and that one may be overlooked.
    assert sum(found[0][link] != found[1][link] for link in found[0]) <= 2


def test_without_faiss_every_text_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name, many in (("exact", nearest._MANY), ("without", 1)):
        monkeypatch.setattr(nearest, "_MANY", many)
        monkeypatch.setattr(nearest, "available", lambda: False)
        fill(tmp_path / name, texts.generated(120, 7, words=40), 7)
        with Catalog.open(tmp_path / name) as catalog:
            link(catalog)
            found.append(_links(catalog))
    assert len(found[0]) > 20
    assert found[0] == found[1]


def test_nothing_loads_faiss_before_it_is_needed() -> None:
    code = "import sys, archive.link.run, archive.cli; print('faiss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
