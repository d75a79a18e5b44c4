"""A long text goes in part by part, and is one source all the same."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, documents, origins
from archive.ingest import readers, sources
from archive.ingest.originals.folder import FolderOriginals
from archive.pipeline.ingest import ingest
from archive.pipeline.make import Settings
from archive.pipeline.reprocess import reprocess
from archive.pipeline.runners import Runner, Serial
from archive.pipeline.summary import Summary
from archive.progress import Progress
from tests.pipeline.taking import noon

FRENCH = "Le comité de soutien se réunit à Dieppe le 3 mars 2014, avec Odile Varangot.\n\n"


def now() -> str:
    return "2026-01-01T00:00:00Z"


@pytest.fixture
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PART_BYTES", 1000)
    monkeypatch.setattr(sources, "LONG_BYTES", 4000)


def take_in(
    folder: Path, *paths: Path, runner: Runner | None = None, progress: Progress | None = None
) -> Summary:
    with Catalog.open(folder, create=True) as catalog:
        settings = Settings(originals=FolderOriginals(folder / "originals"), vectors=False)
        given = [str(p) for p in paths]
        return ingest(
            catalog, given, now=now, settings=settings, progress=progress,
            choose_runner=lambda size: runner or Serial(),
        )  # fmt: skip


@pytest.mark.usefixtures("short_parts")
def test_its_documents_stand_at_their_places(tmp_path: Path) -> None:
    text = FRENCH * 30 + "* * *\n\n" + " \n" * 1500 + FRENCH * 30
    (tmp_path / "long.txt").write_text(text)
    (tmp_path / "twin.txt").write_text(text)
    summary = take_in(tmp_path / "archive", tmp_path / "long.txt", tmp_path / "twin.txt")
    assert (summary.sources, summary.unchanged, summary.failed) == (1, 1, [])
    with Catalog.open(tmp_path / "archive") as catalog:
        held = [d for _, d in documents.every(catalog)]
        assert len(held) == summary.documents > 3
        for document in held:
            parts = [text[s.start : s.end] for s in document.spans]
            assert "\n\n".join(parts) == document.text
        assert "".join("".join(d.text.split()) for d in held) == "".join((FRENCH * 60).split())
        assert len({d.post for d in held}) == len(held)
        chrome = catalog.db.execute("SELECT start, end, text FROM chrome").fetchall()
        assert [text[a:b] for a, b, _ in chrome] == [t for _, _, t in chrome] == ["* * *"]
    assert take_in(tmp_path / "archive", tmp_path / "long.txt").unchanged == 1


@pytest.mark.usefixtures("short_parts")
def test_made_anew_it_keeps_its_ids(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(FRENCH * 90)
    take_in(tmp_path / "archive", tmp_path / "long.txt")
    with Catalog.open(tmp_path / "archive") as catalog:
        before = [(d.id, d.post, d.spans) for _, d in documents.every(catalog)]
        settings = Settings(originals=FolderOriginals(tmp_path / "archive/originals"), vectors=False)
        assert reprocess(catalog, "posts", now=noon, settings=settings, lang="fr") == len(before)
        assert [(d.id, d.post, d.spans) for _, d in documents.every(catalog)] == before


class Ahead:
    """Runs here, but takes two items ahead of the one that is done, as a pool does."""

    def map(self, make: Callable[[], Callable[[Any], Any]], items: Iterable[Any]) -> Iterator[Any]:
        function = make()
        waiting: collections.deque[Any] = collections.deque()
        for item in items:
            waiting.append(item)
            if len(waiting) > 2:
                yield function(waiting.popleft())
        while waiting:
            yield function(waiting.popleft())


@pytest.mark.usefixtures("short_parts")
@pytest.mark.parametrize("runner", [Serial(), Ahead()], ids=["serial", "ahead"])
def test_one_bad_part_keeps_the_whole_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: Runner
) -> None:
    monkeypatch.setattr(readers, "_MAX_BLOCK", 300)
    (tmp_path / "a.txt").write_text(FRENCH * 50 + "x" * 400 + "\n" + FRENCH * 20)
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.txt").write_text(FRENCH * 2)
    summary = take_in(tmp_path / "archive", *(tmp_path / f"{n}.txt" for n in "abc"), runner=runner)
    assert sorted(Path(f.given).name for f in summary.failed) == ["a.txt", "b.txt"]
    assert (summary.sources, summary.documents) == (1, 1)
    assert summary.words == len((FRENCH * 2).split())  # those of what was refused are none
    with Catalog.open(tmp_path / "archive") as catalog:
        assert len(list(documents.every(catalog))) == 1
        assert sorted(Path(f.given).name for f in origins.failures(catalog)) == ["a.txt", "b.txt"]


class Heard:
    """Keeps what a run told of itself."""

    def __init__(self) -> None:
        self.steps: list[float] = []
        self.words = self.failed = 0

    def stage(self, name: str, total: int | None) -> None: ...

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        self.steps.append(done)
        self.words += words
        self.failed += failed


@pytest.mark.usefixtures("short_parts")
@pytest.mark.parametrize(("bad", "failed"), [("", 0), ("x" * 400 + "\n", 1)], ids=["good", "refused"])
def test_progress_is_told_within_a_long_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: str, failed: int
) -> None:
    monkeypatch.setattr(readers, "_MAX_BLOCK", 300)
    (tmp_path / "a.txt").write_text(FRENCH * 90 + bad)
    (tmp_path / "b.txt").write_text(FRENCH * 2)
    heard = Heard()
    take_in(tmp_path / "archive", tmp_path / "a.txt", tmp_path / "b.txt", progress=heard)
    inside = [step for step in heard.steps if 0 < step < 0.5]
    assert len(inside) > 5
    assert max(inside) < 0.2
    assert sum(heard.steps) == pytest.approx(2)
    assert heard.failed == failed
