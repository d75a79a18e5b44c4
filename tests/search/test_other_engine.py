"""An archive whose index is on another engine than the default."""

from __future__ import annotations

from pathlib import Path

import pytest

import archive
from archive import engines
from archive.engines import Engines
from archive.search import engines as indexes


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> str:
    """A second engine that keeps what it indexes: the same one under another name."""
    monkeypatch.setitem(indexes.ENGINES, "second", indexes.ENGINES["whoosh"])
    return "second:"


def test_the_index_follows_the_file(tmp_path: Path, other: str) -> None:
    (tmp_path / "brief.txt").write_text("Der Pfarrer schrieb einen langen Brief.", "utf-8")
    home = tmp_path / "archive"
    archive.init(home, Engines(index=other))
    said: list[str] = []
    with archive.open(home, run=archive.Run(notify=said.append)) as a:
        a.ingest(tmp_path / "brief.txt")
        assert len(list(a.search("Pfarrer"))) == 1
    assert said == []
    engines.write(home, Engines())
    for _ in range(2):  # by hand: the index is rebuilt once, and says so
        with archive.open(home, run=archive.Run(notify=said.append)) as a:
            assert len(list(a.search("Pfarrer"))) == 1
    assert said == ["The search index was made by another engine. Rebuilding it from the catalog."]
