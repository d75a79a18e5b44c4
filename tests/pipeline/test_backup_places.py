"""Where backups and restored archives go: what is in the way, full disks, kills, two at once."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from archive.catalog import Catalog
from archive.errors import UnusableArchive
from archive.pipeline.backup import BadBackup, form, restore, verify
from tests.endurance.disks import CannotMount, disk, remount
from tests.endurance.kill import child, finish, killed
from tests.pipeline.backups import (
    archive,
    back_up,
    forged,
    one_line,
    run,
    tree,
)

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "tests/fixtures/archive-1.tar.xz"


def test_an_archive_takes_the_place_of_an_empty_folder_alone(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    (again / "notes.txt").write_text("Something else lives here.")
    assert "not empty" in one_line(run(again, "restore", made / "safe.tar"), 2)
    assert list(tmp_path.iterdir()) == [again]
    (again / "notes.txt").unlink()
    (tmp_path / "link").symlink_to(again)
    assert run(tmp_path / "link", "restore", made / "safe.tar").exit_code == 0
    assert (again / "catalog.sqlite").is_file()
    assert (tmp_path / "link").is_symlink()
    assert "already" in one_line(run(again, "restore", made / "safe.tar"), 2)


def test_what_stands_in_the_way_of_a_restore_is_named_and_left_alone(made: Path, tmp_path: Path) -> None:
    part = tmp_path / "again.part"
    for put in (
        lambda: part.write_text("mine"), lambda: part.symlink_to(made), lambda: part.mkdir(),
    ):  # fmt: skip
        put()
        if part.is_dir() and not part.is_symlink():
            (part / "mine.txt").write_text("mine")
        before = tree(tmp_path)
        assert str(part) in one_line(run(tmp_path / "again", "restore", made / "safe.tar"), 2)
        assert tree(tmp_path) == before
        shutil.rmtree(part) if part.is_dir() and not part.is_symlink() else part.unlink()


def test_the_folder_one_is_in_is_not_taken_away(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "the current folder" in one_line(run(Path("."), "restore", made / "safe.tar"), 2)


def test_a_missing_folder_for_a_backup_is_named(home: Path, tmp_path: Path) -> None:
    assert f"no folder {tmp_path / 'none'}" in one_line(run(home, "backup", tmp_path / "none" / "b.tar"), 2)
    assert "b.tar: its name" in one_line(run(home, "backup", tmp_path / ("x" * 300 + "b.tar")), 3)
    (tmp_path / "here").symlink_to(tmp_path / "none")
    assert "already exists" in one_line(run(home, "backup", tmp_path / "here"), 2)


def sized(home: Path) -> Path:
    """An archive of some size: originals of 200 kB."""
    texts = {f"{n}.txt": f"{n} times: " + "the tide came in. " * 12_000 for n in range(8)}
    return archive(home, texts)


def test_a_full_disk_is_named_and_nothing_is_left_on_it(tmp_path: Path) -> None:
    home, file = sized(tmp_path / "home"), tmp_path / "safe.tar"
    back_up(home, file)
    size = file.stat().st_size
    try:
        for part in (0.02, 0.3, 0.6, 0.95):  # in the catalog, and in originals
            with disk(int(size * part) // 4096 * 4096) as where:
                line = one_line(run(home, "backup", where / "safe.tar"), 3)
                assert str(where / "safe.tar") in line
                assert "the disk is full" in line
                assert list(where.iterdir()) == []
                line = one_line(run(where / "again", "restore", file), 3)
                assert str(where / "again") in line
                assert "the disk is full" in line
                assert list(where.iterdir()) == []
    except CannotMount as error:
        pytest.skip(f"no disk can be mounted here: {error}")


def test_a_disk_too_small_for_the_index_leaves_the_archive_and_says_so(made: Path, tmp_path: Path) -> None:
    restore(made / "safe.tar", tmp_path / "again")
    size = sum(p.stat().st_blocks * 512 for p in (tmp_path / "again").rglob("*"))
    try:
        with disk(size + 8 * 4096) as where:
            line = one_line(run(where / "again", "restore", made / "safe.tar"), 3)
            assert f"is restored to {where / 'again'}" in line
            assert line.endswith("reindex")
            remount(where, f"size={size * 3}")
            assert run(where / "again", "reindex").exit_code == 0
            assert run(where / "again", "check").exit_code == 0
    except CannotMount as error:
        pytest.skip(f"no disk can be mounted here: {error}")


def test_a_temporary_folder_without_room_is_told(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        with disk(40_960) as where:
            monkeypatch.setattr("tempfile.tempdir", str(where))
            line = one_line(run(tmp_path / "x", "restore", "--check-only", made / "safe.tar"), 3)
            assert "TMPDIR" in line
            assert "the disk is full" in line
            assert list(where.iterdir()) == []
    except CannotMount as error:
        pytest.skip(f"no disk can be mounted here: {error}")


def test_a_limit_on_the_size_of_files_is_told(tmp_path: Path) -> None:
    home, file = sized(tmp_path / "home"), tmp_path / "safe.tar"
    back_up(home, file)
    catalog = (home / "catalog.sqlite").stat().st_size
    again, new = tmp_path / "again", tmp_path / "b.tar"
    works = [
        (catalog // 2, new, (home, "backup", new)),
        (catalog + 300_000, new, (home, "backup", new)),
        (catalog // 2, again, (again, "restore", file)),
    ]
    before = tree(tmp_path)
    for limit, target, (folder, *command) in works:
        code = (
            "import resource, sys; from archive.cli import main;"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); main(sys.argv[1:])"
        )
        arguments = ["--archive", str(folder), *map(str, command)]
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 3, done.stderr
        (line,) = done.stderr.splitlines()
        assert str(target) in line
        assert "may not grow so large" in line
        assert tree(tmp_path) == before


# Killed


def done_with(work: Callable[[], object]) -> None:
    work()


def test_killed_backups_and_restores_leave_nothing_that_is_not_whole(tmp_path: Path) -> None:
    home, safe = sized(tmp_path / "home"), tmp_path / "safe.tar"
    back_up(home, safe)
    rng, where, stopped = random.Random(5), tmp_path / "where", {"backup": 0, "restore": 0}
    works: dict[str, Callable[[], object]] = {
        "backup": lambda: back_up(home, where / "b.tar"),
        "restore": lambda: restore(safe, where / "again"),
    }
    for name, work in works.items():
        where.mkdir(exist_ok=True)
        took = finish(partial(done_with, work))
        for _ in range(12):
            shutil.rmtree(where, ignore_errors=True)
            where.mkdir()
            stopped[name] += killed(partial(done_with, work), rng.random() * took)
            if (where / "b.tar").exists():
                verify(where / "b.tar", catalog=True)
                (where / "b.tar").unlink()
            if not (where / "again").exists():
                work()
            left = {"b.tar"} if name == "backup" else {"again"}
            assert {p.name for p in where.iterdir()} == left
            if name == "restore":
                with Catalog.open(where / "again") as catalog:
                    assert catalog.db.execute("SELECT count(*) FROM sources").fetchone()[0] == 8
    assert min(stopped.values()) >= 3, stopped


def test_two_at_once_do_not_take_each_others_place(made: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "slow.tar"
    os.mkfifo(pipe)
    number = child(partial(done_with, partial(restore, pipe, tmp_path / "again")))
    with pipe.open("wb") as slow:
        data = (made / "safe.tar").read_bytes()
        slow.write(data[:40_000])
        slow.flush()
        while not (tmp_path / "again.part/catalog.sqlite").exists():
            pass
        assert "Another process" in one_line(run(tmp_path / "again", "restore", made / "safe.tar"), 3)
        slow.write(data[40_000:])
    assert os.waitpid(number, 0)[1] == 0
    assert (tmp_path / "again/catalog.sqlite").is_file()


# The catalog in it


def test_a_catalog_that_cannot_be_used_is_refused_and_the_backup_named(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "other.sqlite")
    db.execute("CREATE TABLE birds (name)")
    db.commit()
    db.close()
    file = tmp_path / "forged.tar"
    for catalog in ((tmp_path / "other.sqlite").read_bytes(), b"no database " * 100, b""):
        file.write_bytes(forged([(form.CATALOG, catalog)]))
        verify(file, catalog=False)
        with pytest.raises(UnusableArchive, match=str(file)) as refused:
            restore(file, tmp_path / "again")
        assert "again" not in str(refused.value)
        assert list(tmp_path.glob("again*")) == []
        with pytest.raises(BadBackup):
            verify(file, catalog=True)


def test_no_backup_is_made_of_a_damaged_catalog(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db, db:
        db.execute("UPDATE documents SET title = 'x' WHERE n = 1")
    assert "Keep the backups" in one_line(run(home, "backup", tmp_path / "safe.tar"), 3)
    assert list(tmp_path.iterdir()) == [home]
