"""An archive that cannot be used, or not now: one clear line, exit code 3, nothing damaged."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalog import store
from archive.cli import main
from tests.cli.conftest import ENGLISH, lines
from tests.endurance.disks import ROOM, CannotMount, disk, remount, size_of
from tests.unpacking import unpacked

ROOT = Path(__file__).parents[2]


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def refuses(folder: Path, *args: str) -> str:
    """The one line with which a command says that the archive cannot be used."""
    result = run(folder, *args)
    assert result.exit_code == 3, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("archive: ")
    return line


def no_archive(folder: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("Something else lives here.")


def another_program(folder: Path) -> None:
    folder.mkdir()
    db = sqlite3.connect(folder / "catalog.sqlite")
    db.execute("CREATE TABLE birds (name)")
    db.close()


def no_database(folder: Path) -> None:
    folder.mkdir()
    (folder / "catalog.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 20)


def newer_version(folder: Path) -> None:
    store.Catalog.open(folder, create=True).close()
    db = sqlite3.connect(folder / "catalog.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_archive, "no archive in"),
        (another_program, "another program"),
        (no_database, "cannot be read"),
        (newer_version, "later version"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_no_archive_of_ours_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    folder = tmp_path / "archive"
    make(folder)
    before = tree(folder)
    for command in (["search", "Lille"], ["stats"], ["check"], ["reindex"], ["backup", str(tmp_path / "b")]):
        assert said in refuses(folder, *command)
    if make is not no_archive:
        assert said in refuses(folder, "ingest", str(ROOT / "README.md"))
    assert tree(folder) == before


@pytest.fixture
def small(held: Path) -> Iterator[Path]:
    """`held` on a disk of its own that can be made full or read-only."""
    try:
        with disk(ROOM) as where:
            yield Path(shutil.copytree(held, where / "archive"))
    except CannotMount as error:
        pytest.skip(f"no disk can be mounted here: {error}")


def test_a_read_only_archive_is_searched_and_read(small: Path, pages: Path, tmp_path: Path) -> None:
    looks = (
        ("search", "Lille", "--format", "jsonl"), ("export", "documents"), ("export", "mentions"),
        ("pairs", "--format", "jsonl"), ("entities", "--format", "jsonl"), ("timeline", "Lille"), ("check",),
    )  # fmt: skip
    before = [run(small, *look) for look in looks]
    (document, *_) = lines(before[0])
    remount(small.parent, "ro")
    after = [run(small, *look) for look in looks]
    assert [r.output for r in after] == [r.output for r in before]
    assert all(r.exit_code == 0 for r in after)
    assert run(small, "show", document["id"]).exit_code == 0
    (tmp_path / "new.txt").write_text(ENGLISH.replace("two families", "three families"))
    for command in (
        ["ingest", str(tmp_path / "new.txt")], ["reindex"], ["reprocess", "--stage", "links"],
        ["watch", "add", "one", "Lille"], ["pairs", "confirm", document["id"], document["id"]],
        ["backup", str(small / "in.tar")],
    ):  # fmt: skip
        if command[0] != "pairs":
            assert "annot be written" in refuses(small, *command)
    assert run(small, "backup", str(tmp_path / "safe.tar")).exit_code == 0
    remount(small.parent, "rw")
    assert run(small, "ingest", str(tmp_path / "new.txt")).exit_code == 0
    assert run(small, "check").exit_code == 0


def test_what_a_killed_writer_left_is_read_from_a_read_only_disk(small: Path) -> None:
    before = run(small, "search", "Lille", "--format", "jsonl").output
    code = (
        "import os, sys; from pathlib import Path; from archive.catalog import Catalog;"
        "c = Catalog.open(Path(sys.argv[1])); c.set('k', 'v' * 9000); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(small)], cwd=ROOT)
    assert (small / "catalog.sqlite-wal").stat().st_size > 9_000
    remount(small.parent, "ro")
    assert run(small, "search", "Lille", "--format", "jsonl").output == before
    with store.Catalog.open(small) as catalog:
        assert catalog.setting("k") == "v" * 9000
    remount(small.parent, "rw")


def test_an_archive_of_an_earlier_version_on_a_read_only_disk_says_where_to_put_it(small: Path) -> None:
    folder = unpacked(ROOT / "tests/fixtures/archive-1.tar.xz", small.parent / "first")
    remount(small.parent, "ro")
    for command in (["search", "laverie"], ["check"], ["stats"]):
        assert "made by an earlier version" in refuses(folder, *command)
    remount(small.parent, "rw")
    assert run(folder, "search", "laverie").exit_code == 0


def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    for i in range(40):
        (folder / f"{i}.txt").write_text(ENGLISH.replace("two families", f"{i} families"))
    remount(small.parent, f"size={size_of(small) + 60_000}")
    for command in (["ingest", str(folder)], ["reindex"], ["backup", str(small.parent / "safe.tar")]):
        line = refuses(small, *command)
        assert "is full" in line or "No space left" in line
    assert run(small, "search", "Lille").exit_code == 0
    assert not list(small.parent.glob("*.tar"))
    assert not list(small.parent.glob(".*"))
    remount(small.parent, f"size={ROOM}")
    assert run(small, "ingest", str(folder)).exit_code == 0
    assert run(small, "check").exit_code == 0
    assert len(lines(run(small, "export", "documents"))) == 44
    assert run(small, "backup", str(small.parent / "safe.tar")).exit_code == 0


def test_a_locked_catalog_is_told_and_searches_go_on(
    held: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copytree(held, tmp_path / "own"))
    (tmp_path / "new.txt").write_text(ENGLISH.replace("two families", "six families"))
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    other = sqlite3.connect(own / "catalog.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "Another process is writing" in refuses(own, "ingest", str(tmp_path / "new.txt"))
    assert run(own, "search", "Lille").exit_code == 0
    other.execute("ROLLBACK")
    other.close()
    assert run(own, "ingest", str(tmp_path / "new.txt")).exit_code == 0
    assert run(own, "check").exit_code == 0
