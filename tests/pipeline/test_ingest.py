"""What befalls a run from outside: a share that goes away, a disk that cannot be read, a clock set back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalog import Catalog, documents, origins
from archive.catalog.sketches import Sketch
from archive.ingest.originals.folder import FolderOriginals
from archive.link.nearest import Ready
from archive.pipeline import index
from archive.pipeline.ingest import ingest
from archive.pipeline.make import Settings
from archive.pipeline.runners import Pool, Runner, Serial
from archive.pipeline.settle import settle
from archive.pipeline.summary import Summary
from archive.progress import Silent

FRENCH = "Le comité de soutien se réunit à Dieppe, page {}, avec Odile Varangot et les amis du port.\n\n"


def take_in(
    folder: Path,
    *paths: Path,
    now: str = "2026-01-01T00:00:00Z",
    progress: Silent | None = None,
    runner: Runner | None = None,
) -> Summary:
    with Catalog.open(folder, create=True) as catalog:
        settings = Settings(originals=FolderOriginals(folder / "originals"), vectors=False)
        return ingest(
            catalog, [str(p) for p in paths], now=lambda: now, settings=settings, progress=progress,
            choose_runner=lambda size: runner or Serial(),
        )  # fmt: skip


class AtTheFirst(Silent):
    """Does something once the first source is in."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act: Callable[[], object] | None = act

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        if self.act:
            self.act()
            self.act = None


@pytest.mark.parametrize("runner", [Serial(), Pool(2)], ids=["serial", "pool"])
def test_a_share_that_goes_away_is_told_and_the_rest_goes_in(tmp_path: Path, runner: Runner) -> None:
    share, home, away = tmp_path / "a-share", tmp_path / "home", tmp_path / "away"
    for folder, count in ((share, 120), (home, 3)):
        folder.mkdir()
        for i in range(count):
            (folder / f"{i:03}.txt").write_text((FRENCH * 10).format(*[f"{folder.name} {i}"] * 10))
    archive = tmp_path / "archive"
    summary = take_in(archive, share, home, progress=AtTheFirst(lambda: share.rename(away)), runner=runner)
    assert not summary.interrupted
    assert 0 < len(summary.failed) < 120
    assert {f.reason for f in summary.failed} == {"no such file or folder"}
    assert all(f.given.startswith(str(share)) for f in summary.failed)
    assert summary.sources == 123 - len(summary.failed)
    with Catalog.open(archive) as catalog:
        assert origins.failures(catalog) != []
    # Away altogether: what is in stays in.
    again = take_in(archive, share, home)
    assert (again.sources, again.unchanged, len(again.failed)) == (0, 3, 1)
    away.rename(share)
    last = take_in(archive, share, home)
    assert (last.sources, last.unchanged, last.failed) == (len(summary.failed), summary.sources, [])
    with Catalog.open(archive) as catalog:
        assert len(list(documents.every(catalog))) == 123


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file whose reading fails: /proc/self/mem")
def test_a_disk_that_cannot_be_read_is_told_and_the_rest_goes_in(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "b.txt").symlink_to("/proc/self/mem")  # nothing is mapped at its beginning
    for name in ("a", "c"):
        (pages / f"{name}.txt").write_text(FRENCH.format(name))
    summary = take_in(tmp_path / "archive", pages)
    assert summary.sources == 2
    ((name, reason),) = ((Path(f.given).name, f.reason) for f in summary.failed)
    assert name == "b.txt"
    assert reason.startswith("cannot be read: ")


def test_a_clock_set_back_breaks_nothing(tmp_path: Path) -> None:
    pages, archive = tmp_path / "pages", tmp_path / "archive"
    pages.mkdir()
    for name in ("a", "b"):
        (pages / f"{name}.txt").write_text(FRENCH.format(name))
    take_in(archive, pages, now="2026-05-01T00:00:00Z")
    (pages / "a.txt").write_text(FRENCH.format("neuve"))
    (pages / "c.txt").write_text(FRENCH.format("c"))
    for name in ("a", "c"):
        os.utime(pages / f"{name}.txt", (0, 0))
    summary = take_in(archive, pages, now="1999-12-31T23:59:59Z")
    assert (summary.sources, summary.unchanged, summary.failed) == (2, 1, [])
    with Catalog.open(archive) as catalog:
        for moment in ("1999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"):
            settle(catalog, now=lambda m=moment: m)  # type: ignore[misc]
            index.update(catalog)
        held = sorted((Path(d.source).name, d.text) for _, d in documents.every(catalog))
        assert [(name, text.split(",")[1]) for name, text in held] == [
            ("a.txt", " page neuve"), ("b.txt", " page b"), ("c.txt", " page c"),
        ]  # fmt: skip
        assert len(list(documents.every(catalog, past=True))) == 4
        _, indexed = index.state(archive)
        assert indexed == 3
    (pages / "a.txt").write_text(FRENCH.format("a"))  # as it first was, and last in
    take_in(archive, pages, now="1998-01-01T00:00:00Z")
    with Catalog.open(archive) as catalog:
        texts = [d.text for _, d in documents.every(catalog)]
        assert len(texts) == 3
        assert not any("neuve" in text for text in texts)


@pytest.mark.parametrize("vectors", [True, False], ids=["vectors", "words"])
def test_what_is_linked_by_is_the_same_whoever_made_it(tmp_path: Path, vectors: bool) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for i, name in enumerate(("a", "b", "c")):
        (pages / f"{name}.txt").write_text("".join(FRENCH.format(f"{name} {i + j}") for j in range(5)))
    held = []
    for name in ("ahead", "later"):
        with Catalog.open(tmp_path / name, create=True) as catalog:
            settings = Settings(vectors=vectors)
            done = ingest(
                catalog, [str(pages)], now=lambda: "2026-01-01T00:00:00Z", settings=settings,
                choose_runner=lambda size: Serial(),
            )  # fmt: skip
            ready = done.ready if name == "ahead" else None
            settle(catalog, now=lambda: "2026-01-01T00:00:00Z", ready=ready)
            assert done.ready.take(1, lexical=not vectors) is None or name == "later"
            rows = catalog.db.execute("SELECT doc, lang, stands, chars, vector, tokens FROM sketches")
            keys = catalog.db.execute("SELECT key, doc FROM copy_keys")
            held.append((sorted(map(tuple, rows)), sorted(map(tuple, keys))))
    assert held[0] == held[1]
    assert len(held[0][0]) == 3


def test_no_more_is_held_for_linking_than_there_is_room_for() -> None:
    ready = Ready(lexical=True)
    for n in range(20_000):
        ready.put(n, Sketch(0, "fr", 9, b"", b"", tuple(range(50))))
    kept = [n for n in range(20_000) if ready.take(n, lexical=True)]
    assert kept == list(range(len(kept)))
    assert 1_000 < len(kept) < 10_000
    ready.put(20_000, Sketch(0, "fr", 9, b"", b""))
    assert ready.take(20_000, lexical=True) is None
