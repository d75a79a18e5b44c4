"""A reader that stays open: other threads search while the index is written, rebuilt and swapped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes
from archive.errors import ArchiveBusy, DamagedIndex
from archive.search import store, watches
from archive.search.engines.whoosh.snapshot import Snapshot
from archive.search.index import Index
from archive.search.port import EngineQuery, IndexRow
from archive.search.query import parse
from archive.search.service import Request, search
from archive.search.sync import sync
from tests.search import made

SERIES = 6


def edition(catalog: Catalog, number: int) -> None:
    """A new edition of every bulletin of the series, all in one commit of the catalog."""
    with catalog.transaction():
        for i in range(SERIES):
            text = f"Bulletin {i} de la lanterne, numéro {number}. Le bulletin paraît, the lantern is lit."
            made.add(catalog, f"bulletin-{i}.txt", "fr", f"Bulletin {i}", None, text)


def told(catalog: Catalog, index: Index, query: str = "lanterne") -> set[str]:
    """The edition of every bulletin that one search shows; each must be there once, and as found."""
    page = search(catalog, index, Request(query, limit=50))
    assert (page.total, page.documents, len(page.hits)) == (SERIES, SERIES, SERIES), page
    assert len({hit.document.source for hit in page.hits}) == SERIES
    return {hit.document.text.split("numéro ")[1].split(".")[0] for hit in page.hits}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path, create=True) as catalog:
        edition(catalog, 0)
        made.ready(catalog).close()
        yield catalog


@pytest.mark.parametrize(
    ("searches", "pause"), [(40, 0.05), pytest.param(2_000, 1.0, marks=pytest.mark.slow)]
)
def test_eight_threads_read_true_states_beside_commits_and_rebuilds(
    archive: Catalog, searches: int, pause: float
) -> None:
    """Every edition replaces all bulletins in one commit, so a search that mixes two is of no state."""
    index = store.open_index(archive.folder)
    errors: list[BaseException] = []
    left = threading.Semaphore(0)

    def reading(number: int) -> None:
        try:
            with Catalog.open(archive.folder) as mine:
                latest = 0
                for turn in range(searches):
                    (shown,) = told(mine, index, ("lanterne", "lantern", "bull*", "bulletn~")[turn % 4])
                    assert int(shown) >= latest, "a later search is not of an earlier state"
                    latest = int(shown)
        except BaseException as error:
            errors.append(error)
        finally:
            left.release()

    threads = [threading.Thread(target=reading, args=(n,)) for n in range(8)]
    for one in threads:
        one.start()
    number = 0
    while any(one.is_alive() for one in threads):
        number += 1
        edition(archive, number)
        if number in (3, 6):
            store.rebuild(archive)
        else:
            sync(archive, index)
        time.sleep(pause)
    for one in threads:
        one.join()
    while number < 6:  # where the readers were quicker than two rebuilds
        number += 1
        edition(archive, number)
        store.rebuild(archive)
    if errors:
        raise errors[0]
    assert told(archive, index) == {str(number)}
    index.close()


def test_a_state_is_closed_by_its_last_reader(archive: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    close = Snapshot.close

    def closing(held: Snapshot) -> None:
        closed.append(held.generation)
        close(held)

    monkeypatch.setattr(Snapshot, "close", closing)
    index = store.open_index(archive.folder)
    with index.reading() as first, index.reading() as again:
        assert first is again
        edition(archive, 1)
        sync(archive, index)
        with index.reading() as second:
            assert second.position > first.position
            assert closed == []
        assert first.search(EngineQuery(parse("lanterne"))).total == SERIES
    assert closed == [first.state.generation]
    index.close()
    assert closed == [first.state.generation, second.state.generation]


def test_an_open_index_goes_on_in_the_rebuilt_one(archive: Catalog) -> None:
    index = store.open_index(archive.folder)
    assert told(archive, index) == {"0"}
    with index.reading() as before:
        for number in (1, 2, 3):
            edition(archive, number)
            store.rebuild(archive)
            assert told(archive, index) == {str(number)}
            edition(archive, 10 * number)
            sync(archive, index)
            assert told(archive, index) == {str(10 * number)}
        assert before.search(EngineQuery(parse("lanterne"))).total == SERIES
    assert index.sound()
    assert not list(index.wanted())


def test_what_is_missing_fails_only_as_long_as_it_is(archive: Catalog) -> None:
    index = store.open_index(archive.folder)
    home = archive.folder / "index"
    home.rename(archive.folder / "aside")
    with pytest.raises(DamagedIndex):
        index.position()
    (archive.folder / "aside").rename(home)
    assert told(archive, index) == {"0"}


def test_reading_writes_nothing(archive: Catalog) -> None:
    """A reader whose index is behind the catalog, or damaged, leaves it so."""
    index = store.open_index(archive.folder)
    watches.add(archive, index, "lanterne", "lanterne", made.NOW)
    edition(archive, 1)

    def files() -> dict[str, tuple[int, int]]:
        every = [p for p in (archive.folder / "index").rglob("*") if p.is_file()]
        return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in every}

    before = files()
    assert told(archive, index) == {"0"}, "texts that were superseded meanwhile are shown as they were found"
    assert watches.news(archive, index)
    index.similar("lantrene")
    assert index.sound()
    assert files() == before
    assert index.position() < changes.position(archive)
    (path,) = (archive.folder / "index").rglob("*.trm")
    path.write_bytes(b"")
    with pytest.raises(DamagedIndex):
        store.open_index(archive.folder)
    assert {k for k, v in files().items() if v != before.get(k)} == {str(path)}


def test_a_write_into_an_index_that_was_swapped_meanwhile_says_so(archive: Catalog) -> None:
    index = store.open_index(archive.folder)

    def rows() -> Iterator[IndexRow]:
        store.rebuild(archive)
        yield from ()

    with pytest.raises(ArchiveBusy, match="rebuilt meanwhile"):
        index.write(rows(), (), 99)
    assert told(archive, index) == {"0"}


def test_what_is_ours_is_no_damage(archive: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in ranking, in suggestions or in filters must not send a person to rebuild the index."""
    index = store.open_index(archive.folder)
    for place in (
        "ranking.facets",
        "executor.ArrayExecutor.passing",
        "spelling.spellings",
        "lookup.Lookup.weight",
    ):
        with monkeypatch.context() as patch:

            def broken(*_: object, **__: object) -> None:
                raise KeyError("a mistake")

            patch.setattr(f"archive.search.{place}", broken)
            with pytest.raises(KeyError):
                _ = index.search(EngineQuery(parse("lanterne"), facets=True)), index.similar("lantrene")
