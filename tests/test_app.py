"""The archive as programs use it: one writer, many readers, and nothing that is not public."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import archive
from archive import Archive, Status
from archive.catalog import Catalog
from archive.catalog.writer import writing
from archive.errors import DamagedIndex
from archive.search import store
from tests.cli.conftest import ENGLISH, FRENCH, OTHER


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("fr", FRENCH), ("en", ENGLISH), ("other", OTHER)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, pages: Path) -> Iterator[Archive]:
    with archive.open(tmp_path_factory.mktemp("app") / "archive", create=True) as opened:
        summary = opened.ingest(pages)
        assert (summary.sources, summary.failed) == (3, [])
        yield opened


def ids(opened: Archive) -> dict[str, str]:
    return {Path(entry.document.source).stem: entry.document.id for entry in opened.documents()}


WRITES: dict[str, Callable[[Archive, Path], object]] = {
    "ingest": lambda a, pages: a.ingest(pages),
    "reprocess": lambda a, _: a.reprocess("links"),
    "reindex": lambda a, _: a.reindex(),
    "import_names": lambda a, pages: a.import_names(pages / "names.csv"),
    "confirm": lambda a, _: a.confirm(ids(a)["en"], ids(a)["fr"]),
    "reject": lambda a, _: a.reject(ids(a)["en"], ids(a)["fr"]),
    "merge": lambda a, _: a.merge("Lille", "Calais"),
    "split": lambda a, _: a.split("Lille", "Lille"),
    "rename": lambda a, _: a.rename("Lille", "Lisle"),
    "settle": lambda a, _: a.settle(),
    "accept": lambda a, _: a.check(accept=True),
}


@pytest.mark.parametrize("name", WRITES)
def test_whatever_writes_waits_for_no_writer_and_changes_nothing(
    made: Archive, pages: Path, name: str
) -> None:
    (pages / "names.csv").write_text("name,type\nPortes Ouvertes,ORG\n")
    before = [pair.status for pair in made.pairs()], [str(e) for e in made.entities()], made.stats()
    with ThreadPoolExecutor(1) as other, writing(made.folder):
        refused = other.submit(WRITES[name], made, pages).exception()
    assert isinstance(refused, archive.ArchiveBusy)
    assert "Another thread" in str(refused)
    assert ([pair.status for pair in made.pairs()], [str(e) for e in made.entities()], made.stats()) == before


def test_a_pair_is_not_confirmed_while_another_process_writes(made: Archive) -> None:
    known = ids(made)
    command = [sys.executable, "-m", "archive.cli", "--archive", str(made.folder), "pairs", "confirm"]
    with writing(made.folder):
        done = subprocess.run([*command, known["en"], known["fr"]], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert "is writing to the archive" in done.stderr
    assert [pair.status for pair in made.pairs()] == [Status.PROPOSED]


def test_many_threads_ask_at_once(made: Archive) -> None:
    known = ids(made)

    def ask(number: int) -> tuple[object, ...]:
        hits = made.search(("Lille", "library", "night shelter", "Calais")[number % 4])
        return (
            [hit.document.id for hit in hits],
            made.read(known["fr"]).document.title,
            len(list(made.documents())),
            [event.date for event in made.timeline("Lille")],
        )

    alone = [ask(number) for number in range(4)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(80))) == alone * 20


def test_a_closed_archive_says_so(tmp_path: Path) -> None:
    opened = archive.open(tmp_path / "new", create=True)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    reading = opened.documents()
    assert list(reading) == []
    opened.close()
    opened.close()
    with pytest.raises(archive.UsageError, match="is closed"):
        opened.stats()
    with pytest.raises(archive.NotAnArchive):
        archive.open(tmp_path / "none")


def test_all_that_is_public_is_there() -> None:
    assert archive.__all__ == sorted(archive.__all__)
    missing = [name for name in archive.__all__ if getattr(archive, name, None) is None]
    assert missing == []
    assert set(archive.__all__) <= set(dir(archive))
    assert [name for name in archive.__all__ if not getattr(archive, name).__doc__] == []
    with pytest.raises(AttributeError):
        archive.nothing  # noqa: B018  # type: ignore[attr-defined]


def test_the_package_costs_nothing_to_import() -> None:
    code = "import sys; before = set(sys.modules); import archive; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [name for name in eval(done.stdout) if name.startswith("archive.")]
    assert loaded == []


def test_a_search_writes_nothing_where_the_run_says_so(tmp_path: Path, pages: Path) -> None:
    folder = tmp_path / "archive"
    with archive.open(folder, create=True) as opened:
        opened.ingest(pages / "fr.txt")
    reader = archive.Run(bring_up=False)
    with archive.open(folder, run=reader) as reading:
        before = state(folder / "index")
        assert reading.search("Calais", cross=False).total >= 0
        assert state(folder / "index") == before
    shutil.rmtree(folder / "index")
    with archive.open(folder, run=reader) as reading:
        with pytest.raises(DamagedIndex):
            reading.search("Calais")
        assert not (folder / "index").exists()


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.rglob("*"))}


@pytest.fixture
def searched(tmp_path: Path, pages: Path) -> Iterator[Archive]:
    """An archive with an index that no search has opened yet."""
    with archive.open(tmp_path / "archive", create=True) as opened:
        opened.ingest(pages / "fr.txt")
        yield opened


def test_a_closed_archive_stays_closed_whoever_is_at_work(searched: Archive) -> None:
    asked = [archive.Request("Lille", cross=False)] * 3
    pages = searched.search_all(asked)
    assert next(pages).total == 1
    searched.close()
    with pytest.raises(archive.UsageError, match="is closed"):
        next(pages)
    assert list(pages) == []
    with pytest.raises(archive.UsageError, match="is closed"):
        searched.search("Lille", cross=False)


def test_a_first_search_that_builds_the_index_keeps_nobody_from_closing(
    searched: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    building, closed = threading.Event(), threading.Event()
    bring_up = store.bring_up

    def slowly(catalog: Catalog, **said: Any) -> None:
        building.set()
        assert closed.wait(30), "close waits for the index"
        bring_up(catalog, **said)

    monkeypatch.setattr(store, "bring_up", slowly)
    with ThreadPoolExecutor(1) as other:
        found = other.submit(searched.search, "Lille", cross=False)
        assert building.wait(30)
        searched.close()
        closed.set()
        with pytest.raises(archive.UsageError, match="is closed"):
            found.result()


def test_an_index_that_is_spoilt_while_the_archive_is_open_is_built_anew(tmp_path: Path, pages: Path) -> None:
    notices: list[str] = []
    folder = tmp_path / "archive"
    with archive.open(folder, create=True, run=archive.Run(notify=notices.append)) as opened:
        opened.ingest(pages / "fr.txt")
        reader = archive.open(folder, run=archive.Run(bring_up=False))
        for one in (opened, reader):
            assert one.search("Lille", cross=False).total == 1

        def spoil() -> None:
            (path,) = (folder / "index").rglob("*.pst")
            with path.open("r+b") as file:  # in its place, below the maps of it
                size = path.stat().st_size
                file.seek(size // 4)
                file.write(b"\xff" * (size // 2))

        spoil()
        word = "hébergeurs"
        with reader, pytest.raises(DamagedIndex):
            reader.search(word, cross=False)
        assert notices == []
        with ThreadPoolExecutor(4) as pool:
            totals = list(pool.map(lambda _: opened.search(word, cross=False).total, range(8)))
        assert totals == [1] * 8
        assert [line.split(" (")[0] for line in notices] == ["The search index is damaged"]
        spoil()  # again, and nothing has changed in the catalog: this is no place to keep an index
        with pytest.raises(DamagedIndex):
            opened.search(word, cross=False)
