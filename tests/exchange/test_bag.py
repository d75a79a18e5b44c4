"""A bag holds all that an archive knows: another program finds it whole, and it comes back as it was."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import bagit
import pytest

from archive.catalog import Catalog, care, rows, schema
from archive.catalog.steps import MIGRATIONS
from archive.errors import UsageError
from archive.exchange import bag, unbag
from archive.ingest import originals
from archive.ingest.originals.folder import FolderOriginals
from tests.exchange.quay import QUAY, WHEN, opened, run


def exported(folder: Path) -> dict[str, str]:
    """All that the commands export."""
    asked = ("export documents", "export mentions", "export timelines", "pairs", "entities", "decisions")
    told = {what: run(folder, *what.split(), "--format", "jsonl").stdout for what in asked}
    told["names"] = run(folder, "authority", "list", "--format", "jsonl").stdout
    told["found"] = run(folder, "search", "quai OR quay", "--format", "jsonl").stdout
    told["history"] = run(folder, "watch", "list").stdout
    return told


@pytest.mark.parametrize("name", ["bag", "bag.zip"])
def test_what_comes_back_is_what_went_out(home: Path, tmp_path: Path, name: str) -> None:
    with opened(home) as a:
        contents = a.export_bag(tmp_path / name)
    assert not contents.missing
    assert len(contents.originals) == 5
    with opened(tmp_path / "again", create=True) as b:
        summary = b.ingest([tmp_path / name])
        assert (summary.failed, summary.documents) == ([], 4)
        b.export_bag(tmp_path / f"second-{name}")
    assert exported(tmp_path / "again") == exported(home)
    first, second = (files(tmp_path / one) for one in (name, f"second-{name}"))
    copies = {"data/catalog/backups.jsonl"}  # each knows of the bags that were there before it
    changed = {one for one in first.keys() | second.keys() if first.get(one) != second.get(one)}
    assert changed == copies | {"bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
    with Catalog.open(home) as here, Catalog.open(tmp_path / "again") as there:
        for table in rows.tables(here):
            if table != "backups":
                assert list(rows.rows(here, table)) == list(rows.rows(there, table)), table
        assert (str(tmp_path / name), WHEN) in care.copies(here)
        assert (str(tmp_path / name), "2026-03-01T23:59:59Z") in care.copies(there)


def packed(bag: Path, target: Path, *, root: str = "", beside: Sequence[str] = ()) -> None:
    """A zip of a bag as other programs make one: its files under `root`, and others `beside` them."""
    with zipfile.ZipFile(target, "w") as box:
        for name in beside:
            box.writestr(name, "\x00 left there")
        for path in sorted(bag.rglob("*")):
            box.write(path, root + path.relative_to(bag).as_posix())


@pytest.mark.parametrize(
    ("root", "beside"),
    [
        ("", ()), ("papers 2026/", ()), ("papers/", ("__MACOSX/._papers", "__MACOSX/papers/._bag-info.txt")),
        ("papers/", (".DS_Store", "papers/.DS_Store", "papers/data/._about.txt")), ("", ("Thumbs.db",)),
    ],
)  # fmt: skip
def test_a_bag_that_was_packed_again_comes_back(
    home: Path, tmp_path: Path, root: str, beside: tuple[str, ...]
) -> None:
    """Not as a pile of files with other ids, and without what persons decided and closed."""
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
    packed(tmp_path / "bag", tmp_path / "again.zip", root=root, beside=beside)
    with opened(tmp_path / "again", create=True) as b:
        assert b.ingest([tmp_path / "again.zip"]).failed == []
    assert exported(tmp_path / "again") == exported(home)


@pytest.mark.parametrize("beside", [(), (".DS_Store",), ("__MACOSX/bag/._bag-info.txt", "desktop.ini")])
def test_a_bag_that_was_unpacked_into_a_folder_comes_back(
    home: Path, tmp_path: Path, beside: tuple[str, ...]
) -> None:
    with opened(home) as a:
        (tmp_path / "unpacked").mkdir()
        a.export_bag(tmp_path / "unpacked/bag")
    for name in (*beside, "bag/data/.DS_Store"):
        (tmp_path / "unpacked" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "unpacked" / name).write_text("left there")
    with opened(tmp_path / "again", create=True) as b:
        assert b.ingest([tmp_path / "unpacked"]).failed == []
    assert exported(tmp_path / "again") == exported(home)


def test_a_bag_among_other_files_is_named(home: Path, tmp_path: Path) -> None:
    """It is read as plain files: whoever did not mean that is told."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/boats.txt").write_text(QUAY["boats.txt"])
    with opened(home) as a:
        a.export_bag(tmp_path / "in/bag")
        a.export_bag(tmp_path / "in/bag.zip")
    with opened(tmp_path / "again", create=True) as b:
        failed = b.ingest([tmp_path / "in"]).failed
    told = [one.given for one in failed if "a bag of an archive" in one.reason]
    assert {one.removeprefix(f"{tmp_path}/in/") for one in told} == {
        "bag/bag-info.txt", "bag.zip!bag/bag-info.txt",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        (("mine.txt",), "other files lie beside it"),
        (("papers/bag-info.txt",), "two of its files have one name"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_of_a_bag_and_more_is_no_pile_of_files(
    home: Path, tmp_path: Path, beside: tuple[str, ...], why: str
) -> None:
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
    packed(tmp_path / "bag", tmp_path / "again.zip", root="papers/", beside=beside)
    with opened(tmp_path / "again", create=True) as b:
        (failed,) = b.ingest([tmp_path / "again.zip"]).failed
        assert why in failed.reason
        assert b.stats().documents == 0


def files(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    with zipfile.ZipFile(path) as box:
        return {name.partition("/")[2]: box.read(name) for name in box.namelist()}


def test_another_program_finds_it_whole(home: Path, tmp_path: Path) -> None:
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
        a.export_bag(tmp_path / "packed.zip")
    shutil.unpack_archive(tmp_path / "packed.zip", tmp_path, filter=None)
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    for name in ("bag", "packed"):
        bag = bagit.Bag(str(tmp_path / name))
        bag.validate()
        assert bag.version_info == (1, 0)
        assert bag.info["Bagging-Date"] == "2026-03-01"
    (tmp_path / "bag/data/about.txt").write_text("Nothing.")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path / "bag")).validate()


def test_records_say_what_the_commands_say(home: Path, tmp_path: Path) -> None:
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
    for what in ("documents", "mentions"):
        told = run(home, "export", what, "--format", "json").stdout
        lines = (tmp_path / f"bag/data/records/{what}.jsonl").read_text("utf-8").splitlines()
        assert [json.loads(line) for line in lines] == json.loads(told)
    held = {p.parent.name + p.name for p in (tmp_path / "bag/data/originals").rglob("*") if p.is_file()}
    assert hashlib.sha256(QUAY["fr.md"].encode()).hexdigest() in held


def test_the_same_archive_gives_the_same_bag(home: Path, tmp_path: Path) -> None:
    """As far as none of them was there before the other."""
    for name in ("one.zip", "two.zip"):
        shutil.copytree(home, tmp_path / "own")
        with opened(tmp_path / "own") as a:
            a.export_bag(tmp_path / name)
        shutil.rmtree(tmp_path / "own")
    one, two = ((tmp_path / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one.replace(b"one/", b"two/") == two


def test_a_bag_comes_back_into_an_empty_archive_alone(home: Path, tmp_path: Path) -> None:
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
    before = exported(home)
    done = run(home, "ingest", tmp_path / "bag", "--format", "json")
    assert done.exit_code == 4
    (failed,) = json.loads(done.stdout)["failed"]
    assert "into a new archive alone" in failed["reason"]
    assert exported(home) == before


def test_a_bag_and_other_files_come_in_together(home: Path, tmp_path: Path) -> None:
    with opened(home) as a:
        a.export_bag(tmp_path / "bag.zip")
    (tmp_path / "new.txt").write_text("A barge came to Oxmoor on 6 May 2017.\n")
    with opened(tmp_path / "again", create=True) as b:
        tried = b.ingest([tmp_path / "new.txt", tmp_path / "bag.zip"], dry_run=True)
        assert (tried.sources, tried.documents, b.stats().documents) == (6, 5, 0)
        done = b.ingest([tmp_path / "new.txt", tmp_path / "bag.zip"])
        assert (done.failed, b.stats().documents) == ([], 5)
        assert not b.check().findings


def test_missing_originals_are_named_and_stay_missing(home: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    sha = hashlib.sha256(QUAY["en.md"].encode()).hexdigest()
    (own / "originals" / sha[:2] / sha[2:]).unlink()
    done = run(own, "export", "bag", tmp_path / "bag")
    assert done.exit_code == 4
    assert sha in done.stdout
    bagit.Bag(str(tmp_path / "bag")).validate()
    back = run(tmp_path / "again", "ingest", tmp_path / "bag")
    assert back.exit_code == 0, back.output
    assert "1 originals were missing" in back.stdout
    assert run(tmp_path / "again", "check").exit_code != 0


def rot(bag: Path) -> None:
    path = bag / "data/catalog/documents.jsonl"
    path.write_bytes(path.read_bytes().replace(b"quay", b"kway"))


def add(bag: Path) -> None:
    (bag / "data/more.txt").write_text("more")


def lose(bag: Path) -> None:
    next(p for p in (bag / "data/originals").rglob("*") if p.is_file()).unlink()


def later(bag: Path) -> None:
    path = bag / "bag-info.txt"
    path.write_text(path.read_text().replace("archive:bag:1", "archive:bag:2"))


def signed(change: Callable[[Path], None]) -> Callable[[Path], None]:
    """What changes a bag and writes its sums anew, as who means ill would."""

    def changed(folder: Path) -> None:
        change(folder)
        bag = bagit.Bag(str(folder))
        bag.save(manifests=True)

    return changed


def forge(table: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / f"data/catalog/{table}.jsonl"
        assert old in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(old, new))

    return signed(change)


def told(table: str, line: str) -> Callable[[Path], None]:
    """Puts one line in the place of a table."""

    def change(folder: Path) -> None:
        (folder / f"data/catalog/{table}.jsonl").write_text(f"{line}\n")

    return signed(change)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (rot, "is not what was written"), (add, "is not in its manifest"), (lose, "is not there"),
        (later, "a later version"),
        (forge("sources", b'"id": "', b'"id": "../'), "damaged"),
        (forge("documents", b'"lang"', b'"lang) VALUES (1); --"'), "has not the columns"),
        (forge("mentions", b'"doc": ', b'"doc": 9'), "damaged"),
        (forge("mentions", b'"type": "PERSON"', b'"type": "KING"'), "none of its words"),
        (forge("documents", b'"spans": "[[', b'"spans": "{['), "JSON"),
        (told("sqlite_master", '{"a": 1}'), "no table"), (told("sums", '{"a": 1}'), "no table"),
        (told("meta", '{"key": {"x": 1}, "value": "a"}'), "no bytes"),
        (told("meta", '{"key": true, "value": "a"}'), "no table can"), (told("meta", '{"key": '), "no JSON"),
        (told("meta", '{"key": "\\ud83d", "value": "a"}'), "half a character"),
        (told("meta", '{"key": "a", "value": "caf\\udce9"}'), "half a character"),
    ],
)  # fmt: skip
def test_what_is_no_whole_bag_is_refused_and_leaves_nothing(
    home: Path, tmp_path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
    spoil(tmp_path / "bag")
    with opened(tmp_path / "again", create=True) as b:
        (failed,) = b.ingest([tmp_path / "bag"]).failed
        assert why in failed.reason
        assert b.stats().documents == 0
    left = {p.name for p in (tmp_path / "again").rglob("*") if p.is_file()}
    assert left <= {"catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm", "writer.lock"} | {
        p.name for p in (tmp_path / "again/index").rglob("*")
    }


def test_a_bag_of_an_earlier_schema_is_brought_up(home: Path, tmp_path: Path) -> None:
    """As a later program finds it: tables of later steps are not in it."""
    with opened(home) as a:
        a.export_bag(tmp_path / "bag")
    last = len(MIGRATIONS)
    with sqlite3.connect(":memory:") as db:
        schema.run(db, 0, last - 1)
        before = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.close()
    info = tmp_path / "bag/bag-info.txt"
    info.write_text(info.read_text().replace(f"Archive-Schema: {last}", f"Archive-Schema: {last - 1}"))
    for path in (tmp_path / "bag/data/catalog").iterdir():
        if path.stem not in before:
            path.unlink()
    sequence = tmp_path / "bag/data/catalog/sqlite_sequence.jsonl"
    kept = [line for line in sequence.read_text().splitlines(True) if json.loads(line)["name"] in before]
    sequence.write_text("".join(kept))
    (tmp_path / "bag/tagmanifest-sha256.txt").unlink()
    bagit.Bag(str(tmp_path / "bag")).save(manifests=True)
    with opened(tmp_path / "again", create=True) as b:
        assert not b.ingest([tmp_path / "bag"]).failed
        assert not b.check().findings
    assert exported(tmp_path / "again") == exported(home)


def test_nothing_is_written_over(home: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with opened(home) as a, pytest.raises(UsageError, match="exists already"):
        a.export_bag(tmp_path / "there")


def test_memory_hardly_grows_with_the_archive(sizes: tuple[Path, Path], tmp_path: Path) -> None:
    """By a sum and a fingerprint of each document, not by its text."""
    written, taken = [], []
    for number, folder in enumerate(sizes):
        with Catalog.open(folder) as catalog:
            tracemalloc.start()
            bag.write(catalog, originals.of(folder), tmp_path / f"{number}.zip", now=lambda: WHEN)
            written.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        with Catalog.open(tmp_path / f"{number}", create=True) as catalog:
            with unbag.opened(tmp_path / f"{number}.zip") as found:
                assert found is not None
                tracemalloc.start()
                unbag.take(catalog, FolderOriginals(tmp_path / f"{number}/originals"), found)
            taken.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert written[1] < written[0] + 700_000
    assert taken[1] < 4_000_000  # as at 3,000 documents
