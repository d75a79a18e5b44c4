"""An index may come from anyone: reading it runs nothing, leads nowhere else, and ends in words."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import arrays
from archive.catalog import Catalog
from archive.cli import main
from archive.errors import ArchiveError, DamagedIndex, UnusableArchive
from archive.pipeline.index import state as index_state
from archive.search import engines, stamps, store, watches
from archive.search.engines.segmented import contents
from archive.search.port import EngineQuery
from archive.search.query import parse
from archive.search.sync import sync
from tests.search import hostile, made

QUERIES = ("entraide", "court~", "famil*", '"cour de Brest"', "lang:fr", "Londres", "zzz", "date:2016")
COMMANDS = (
    ("search", "entraide OR court~ OR famil*", "--no-cross", "--facets"), ("check",), ("watch", "--keep"),
    ("watch",), ("reindex", "--quiet"), ("search", "entraide", "--no-cross"),
)  # fmt: skip


def quiet(line: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with an index of two segments, and a saved search."""
    home = tmp_path_factory.mktemp("held") / "archive"
    with made.build(home) as catalog:
        index = made.ready(catalog, say=quiet)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        made.add(catalog, "later.txt", "fr", "Plus tard", None, "Un abri à Brest, et une cour de justice.")
        sync(catalog, index)
        index.close()
    return home


@pytest.fixture
def archive(held: Path, tmp_path: Path) -> Path:
    return shutil.copytree(held, tmp_path / "archive", symlinks=True)


def use(archive: Path) -> None:
    """Does with an archive what a person may do; what is wrong with it is told in words."""
    for command in COMMANDS:
        result = CliRunner().invoke(main, ["--archive", str(archive), *command])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    with Catalog.open(archive) as catalog:
        assert made.ready(catalog, say=quiet).search(EngineQuery(parse("entraide"))).total == 1


@pytest.mark.parametrize("suffix", [".toc", ".trm", ".pst", ".doc", ".vec", "current.json"])
def test_a_pickle_in_any_file_is_not_read(archive: Path, tmp_path: Path, suffix: str) -> None:
    marker = tmp_path / "ran"
    for path in [p for p in hostile.files(archive) if p.name.endswith(suffix)]:
        whole = path.read_bytes()
        for data in (*hostile.pickles(marker), hostile.whoosh_terms(marker)):
            path.write_bytes(data)
            with contextlib.suppress(ArchiveError):
                index_state(archive)
            if suffix not in (".toc", "current.json"):
                hostile.agree(archive)
            with contextlib.suppress(ArchiveError):
                index = store.open_index(archive)
                for query in QUERIES:
                    index.search(EngineQuery(parse(query), facets=True))
        path.write_bytes(whole)
    path.write_bytes(data)
    use(archive)
    assert not marker.exists()


def test_a_table_of_contents_of_whoosh_is_not_read(archive: Path, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    place = hostile.folder(archive)
    for generation in (0, 1, 2, 3, 999):
        for name in (f"_archive_{generation}.toc", f"archive_{generation}.toc"):
            (place / name).write_bytes(hostile.whoosh_table(marker, generation))
    use(archive)
    building = archive / "index" / "7"
    building.mkdir()
    (building / "_archive_3.toc").write_bytes(hostile.whoosh_table(marker, 3))
    stamps.write(building / "building.json", {"position": 0, **store._versions(engines.DEFAULT)})
    use(archive)
    shutil.rmtree(place, ignore_errors=True)
    use(archive)
    assert not marker.exists()


def test_nothing_is_unpickled_from_writing_to_rebuilding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import _pickle

    import whoosh.compat
    import whoosh.filedb.structfile

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a pickle")

    for module in (pickle, _pickle, whoosh.compat):
        for name in ("load", "loads", "dump", "dumps", "Unpickler", "Pickler"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, refuse)
    monkeypatch.setattr(whoosh.filedb.structfile, "load_pickle", refuse)
    monkeypatch.setattr(whoosh.filedb.structfile, "dump_pickle", refuse)
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        made.add(catalog, "later.txt", "fr", "Plus tard", None, "Un abri à Brest.")
        assert sync(catalog, index) == 1
        assert [d.source for one in watches.news(catalog, index) for d in one.documents] == ["later.txt"]
        index.close()
        assert index_state(tmp_path)[1] == 6
        store.rebuild(catalog)
        index = store.open_index(tmp_path)
        found = {query: index.search(EngineQuery(parse(query), facets=True)).total for query in QUERIES}
        assert (found["entraide"], found["lang:fr"], found["zzz"]) == (1, 3, 0)
        assert "entraide" in index.similar("entreide")


# -- ways out of the folder ------------------------------------------------------------------------


@pytest.fixture
def outside(held: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder that nothing may touch, with an index in it that could be read."""
    place = tmp_path / "outside"
    shutil.copytree(hostile.folder(held), place)
    (place / "3").mkdir()
    (place / "3" / "letters.txt").write_text("of a person")

    def state() -> dict[str, tuple[int, int, bytes]]:
        return {
            str(p): (p.lstat().st_mtime_ns, p.lstat().st_mode, p.read_bytes() if p.is_file() else b"")
            for p in [place, *place.rglob("*")]
        }

    before = state()
    yield place
    assert state() == before


@pytest.mark.parametrize(
    "name",
    [
        "../../outside",
        "..",
        ".",
        "",
        "/",
        "1/../../../outside",
        "٣",
        "1\0",
        "01",
        "-1",
        "9" * 30,
        1,
        None,
        ["1"],
    ],
)
def test_a_name_leads_nowhere_else(archive: Path, outside: Path, name: object) -> None:
    if name == "/":
        name = str(outside)
    hostile.stamp(archive, folder=name)
    with pytest.raises(DamagedIndex):
        store.open_index(archive)
    use(archive)


def test_links_lead_nowhere_else(archive: Path, outside: Path) -> None:
    home, place = archive / "index", hostile.folder(archive)
    at = contents.latest(place)
    for link, target in {
        home / "rebuild.lock": outside / "made.lock",
        home / "watch.lock": outside / "made.lock",
        home / "current.new": outside / "archive_1.toc",
        home / "99": outside,
        place / "archive_WRITELOCK": outside / "made.lock",
        place / f"archive_{at + 1}.toc.new": outside / "archive_1.toc",
        place / f"archive_{'a' * 16}.doc": outside / "3" / "letters.txt",
    }.items():
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    with Catalog.open(archive) as catalog:
        made.add(catalog, "new.txt", "fr", "Après", None, "Un autre abri.")
    use(archive)


def test_a_folder_that_is_a_link_is_not_the_index(archive: Path, outside: Path) -> None:
    place = hostile.folder(archive)
    shutil.rmtree(place)
    place.symlink_to(outside)
    use(archive)
    shutil.rmtree(archive / "index")
    (archive / "index").symlink_to(outside)
    with pytest.raises(UnusableArchive, match="is a link"):
        store.open_index(archive)
    for command in COMMANDS:
        result = CliRunner().invoke(main, ["--archive", str(archive), *command])
        assert isinstance(result.exception, SystemExit)
        assert result.exit_code in (3, 4), command


def test_what_is_not_ours_in_the_index_is_left_alone(archive: Path) -> None:
    other = archive / "index" / "notes"
    other.mkdir()
    (other / "mine.txt").write_text("kept")
    use(archive)
    assert (other / "mine.txt").read_text() == "kept"


@pytest.mark.parametrize(
    "name", ["current.json", "rebuild.lock", "archive_WRITELOCK", ".toc", ".trm", ".doc", ".vec", ".pst"]
)
def test_a_pipe_is_not_waited_for(archive: Path, name: str) -> None:
    path = next((p for p in hostile.files(archive) if p.name.endswith(name)), None)
    path = path or (hostile.folder(archive) if "WRITE" in name else archive / "index") / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    worker = threading.Thread(target=use, args=(archive,), daemon=True)
    worker.start()
    worker.join(60)
    assert not worker.is_alive()


# -- spoilt bytes ----------------------------------------------------------------------------------


def test_every_flipped_bit_is_found(archive: Path) -> None:
    """150 random bits, as many in small files as in big ones."""
    chance = random.Random(11)
    every = hostile.files(archive)
    assert {p.suffix for p in every} == {".json", ".toc", ".trm", ".pst", ".doc", ".vec"}
    assert index_state(archive)[1] == 6
    for _ in range(150):
        path = chance.choice(every)
        data = path.read_bytes()
        place, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        path.write_bytes(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
        with pytest.raises(DamagedIndex):
            index_state(archive)
        path.write_bytes(data)
    assert index_state(archive)[1] == 6


@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "longer", "tail zeroed", "of another segment"])
def test_every_spoilt_file_is_found(archive: Path, harm: str) -> None:
    for path in hostile.files(archive):
        data = path.read_bytes()
        twins = [p for p in hostile.files(archive) if p.suffix == path.suffix and p != path]
        made_of = {
            "empty": b"", "cut": data[:-1], "longer": data + b"\0",
            "tail zeroed": data[: len(data) // 2].ljust(len(data), b"\0"),
            "of another segment": twins[0].read_bytes() if twins else b"",
        }  # fmt: skip
        path.unlink()
        if harm != "gone":
            path.write_bytes(made_of[harm])
        with pytest.raises(DamagedIndex):
            index_state(archive)
        path.write_bytes(data)
    assert index_state(archive)[1] == 6


@pytest.mark.parametrize("seed", range(3))
def test_facts_of_any_kind_are_damage_in_words(archive: Path, seed: int) -> None:
    """One value of a table, a header or a stamp is another, the sums are right: never a traceback."""
    chance = random.Random(seed)
    place = hostile.folder(archive)
    table = place / f"archive_{contents.latest(place)}.toc"
    stamp = archive / "index" / "current.json"
    heads = [p for p in hostile.files(archive) if p.suffix in (".doc", ".pst", ".vec")]
    first = stamps.read(stamp)
    whole = {p: p.read_bytes() for p in (table, stamp, *heads)}
    found = 0
    for _ in range(60):
        match chance.randrange(4):
            case 0:
                table.write_bytes(hostile.table(hostile.changed(arrays.facts(whole[table][16:]), chance)))
            case 1:
                stamps.write(stamp, hostile.changed(first, chance))
            case _:
                path = chance.choice(heads)
                path.write_bytes(hostile.header(path, hostile.changed(hostile.header_of(path), chance)))
                hostile.agree(archive)
        try:
            index_state(archive)
            index = store.open_index(archive)
            for query in QUERIES:
                index.search(
                    EngineQuery(parse(query), facets=True, vector=made.encode(["Brest"])[0].tolist())
                )
                index.similar(query)
        except DamagedIndex:
            found += 1
        for one, data in whole.items():
            one.write_bytes(data)
    assert found > 30


def test_a_sound_index_stays_sound_while_another_writes(archive: Path) -> None:
    done = threading.Event()
    errors: list[BaseException] = []

    def writing() -> None:
        try:
            with Catalog.open(archive) as mine:
                index = store.open_index(archive)
                for n in range(40):
                    made.add(mine, f"{n}.txt", "fr", f"{n}", None, f"Un abri, le numéro {n}.")
                    sync(mine, index)
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    writer = threading.Thread(target=writing)
    writer.start()
    while not done.is_set():
        index_state(archive)
    writer.join()
    assert not errors
