"""A backup is proof: what is rotten is named, and what was cut or changed anywhere does not come back."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalog import Catalog
from archive.cli import main
from archive.errors import ArchiveError, UnusableArchive
from archive.pipeline.backup import BadBackup, form, restore, verify
from tests.endurance.disks import CannotMount, disk, remount
from tests.endurance.kill import child, killed
from tests.pipeline.backups import TEXTS, archive, back_up, first_format, forged, members, original, tree

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "tests/fixtures/archive-1.tar.xz"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, and its backup beside it as safe.tar. Not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    back_up(archive(folder / "home"), folder / "safe.tar")
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """An archive of one's own."""
    return Path(shutil.copytree(made / "home", tmp_path / "home"))


def run(folder: Path, *args: str | Path) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *map(str, args)])


def one_line(result: Result, code: int) -> str:
    """The one line with which a command ended with `code`."""
    assert result.exit_code == code, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("archive: ")
    return line


def accepted(file: Path, again: Path) -> bool:
    """Whether a backup is restored; where it is refused, nothing may be left."""
    before, said = set(again.parent.iterdir()), ""
    try:
        restore(file, again)
    except UnusableArchive as error:
        said = str(error)
    else:
        shutil.rmtree(again)
    assert set(again.parent.iterdir()) == before
    assert not said or str(file) in said
    return not said


# What it holds


def test_a_backup_is_a_tar_that_says_what_it_holds(made: Path) -> None:
    with tarfile.open(made / "safe.tar") as box:
        infos = box.getmembers()
        said = json.load(box.extractfile("manifest.json"))  # type: ignore[arg-type]  # it is a file
        head = json.load(box.extractfile("backup.json"))  # type: ignore[arg-type]
    names = [i.name for i in infos]
    assert names[:2] == ["backup.json", "catalog.sqlite"]
    assert names[2:-1] == sorted(names[2:-1])
    assert len(names[2:-1]) == head["originals"] == len(TEXTS)
    assert names[-1] == "manifest.json"
    assert [m["name"] for m in said["members"]] == names[:-1]
    assert all((i.mode, i.uid, i.gid, i.uname, i.isreg()) == (0o600, 0, 0, "", True) for i in infos)
    assert stat.S_IMODE((made / "safe.tar").stat().st_mode) == 0o600


def test_what_is_restored_is_what_was_backed_up(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "above" / "again"
    contents = restore(made / "safe.tar", again)
    assert len(contents.originals) == len(TEXTS)
    assert {p.name for p in again.iterdir()} == {"catalog.sqlite", "originals"}
    originals = {k: v for k, v in tree(made / "home").items() if k.startswith("originals")}
    assert {k: v for k, v in tree(again).items() if not k.startswith("catalog")} == originals
    for path in (again, *again.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    with Catalog.open(again) as here, Catalog.open(made / "home") as there:
        assert list(map(tuple, here.db.execute("SELECT * FROM documents"))) == list(
            map(tuple, there.db.execute("SELECT * FROM documents"))
        )
        assert here.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal", "searches go on while it grows"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_backup_that_was_packed_is_read(made: Path, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = pack((made / "safe.tar").read_bytes())
    (tmp_path / "packed").write_bytes(data)
    assert accepted(tmp_path / "packed", tmp_path / "again")
    for part in (data[: len(data) // 2], data[:-4] if pack is gzip.compress else data[:-40]):
        (tmp_path / "packed").write_bytes(part)
        assert not accepted(tmp_path / "packed", tmp_path / "again")


# What was changed


def cuts(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def cuts_at_a_block(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) // 512) * 512]


def beheaded(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(1, len(data) // 512) * 512 :]


def zeroed_tail(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data.rstrip(b"\0")))
    return data[:at] + bytes(len(data) - at)


def zeroed_tail_at_a_block(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data.rstrip(b"\0")) // 512) * 512
    return data[:at] + bytes(len(data) - at)


def hole(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) // 4096) * 4096
    return data[:at] + bytes(4096) + data[at + 4096 :]


def flipped_bit(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def changed_byte(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([(data[at] + rng.randrange(1, 256)) % 256]) + data[at + 1 :]


def block_lost(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) // 512) * 512
    return data[:at] + data[at + 512 :]


def blocks_changed_places(data: bytes, rng: random.Random) -> bytes:
    a, b = sorted(rng.sample(range(0, len(data) - 511, 512), 2))
    return data[:a] + data[b : b + 512] + data[a + 512 : b] + data[a : a + 512] + data[b + 512 :]


DAMAGE = [
    cuts, cuts_at_a_block, beheaded, zeroed_tail, zeroed_tail_at_a_block, hole, flipped_bit, changed_byte,
    block_lost, blocks_changed_places,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=[d.__name__ for d in DAMAGE])
def test_a_backup_that_was_changed_anywhere_is_refused(
    made: Path, tmp_path: Path, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    data = (made / "safe.tar").read_bytes()
    rng = random.Random(13)
    file = tmp_path / "changed.tar"
    tried = 0
    while tried < 100:
        changed = damage(data, rng)
        if changed == data:  # zeros made zero, or equal blocks
            continue
        tried += 1
        file.write_bytes(changed)
        assert not accepted(file, tmp_path / "again"), tried


def test_every_byte_of_head_manifest_and_headers_counts(made: Path, tmp_path: Path) -> None:
    data = (made / "safe.tar").read_bytes()
    with tarfile.open(made / "safe.tar") as box:
        infos = box.getmembers()
    small = [(i.offset, i.offset_data + -(-i.size // 512) * 512) for i in infos if i.name.endswith(".json")]
    places = {at for start, end in small for at in range(start, end)}
    places |= {at for i in infos for at in range(i.offset, i.offset_data)}
    places |= set(range(len(data) - 1024, len(data)))
    rng, file = random.Random(2), tmp_path / "changed.tar"
    for at in rng.sample(sorted(places), 400):
        file.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :])
        with pytest.raises(UnusableArchive):
            verify(file, catalog=False)


def test_what_has_changed_is_named(made: Path, tmp_path: Path) -> None:
    data = (made / "safe.tar").read_bytes()
    with tarfile.open(made / "safe.tar") as box:
        infos = box.getmembers()
    for info in infos[1:-1]:
        at = info.offset_data + info.size // 2
        (tmp_path / "changed.tar").write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(BadBackup, match=info.name):
            verify(tmp_path / "changed.tar", catalog=False)


def test_zeros_behind_the_end_are_no_damage(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "padded.tar"
    file.write_bytes((made / "safe.tar").read_bytes() + bytes(5000))
    assert accepted(file, tmp_path / "again")
    file.write_bytes((made / "safe.tar").read_bytes() + bytes(5000) + b"\1")
    assert not accepted(file, tmp_path / "again")


# What cannot go in


def rot(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n" * 100_000)


def put_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def link_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("nowhere"))


def link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def link_to_another(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


LACKING = [
    (rot, "has changed"), (truncate, "has changed"), (grow, "has changed"), (Path.unlink, "is missing"),
    (put_a_pipe, "is no file"), (put_a_folder, "is no file"), (link_to_nowhere, "is missing"),
    (link_to_itself, "cannot be read"), (link_to_another, "has changed"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "why"), LACKING, ids=[s.__name__ for s, _ in LACKING])
def test_an_original_that_is_rotten_or_missing_is_named_and_the_rest_goes_in(
    home: Path, tmp_path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    path = original(home, "été.txt")
    spoil(path)
    file, again = tmp_path / "safe.tar", tmp_path / "again"
    for command in (("backup", file), ("backup", "--verify", file), ("restore", "--check-only", file),
                    ("restore", file)):  # fmt: skip
        result = run(again if command == ("restore", file) else home, *command)
        assert result.exit_code == 4, result.output
        (line,) = [one for one in result.stdout.splitlines() if "SHA-256" in one]
        assert "été.txt" in line
        assert why in line
        assert f"{path.parent.name}{path.name}" in line
        assert f"{len(TEXTS) - 1} originals" in result.stdout
    assert len(members(file)) == len(TEXTS)  # the catalog, and all originals but one
    found = [json.loads(line) for line in run(again, "check", "--format", "jsonl").stdout.splitlines()]
    assert any("missing" in f["what"] for f in found if f["part"] == "originals")


def test_an_archive_without_any_original_is_backed_up_as_it_is(home: Path, tmp_path: Path) -> None:
    shutil.rmtree(home / "originals")
    result = run(home, "backup", tmp_path / "safe.tar")
    assert result.exit_code == 4
    assert result.stdout.count("is missing") == len(TEXTS)
    contents = restore(tmp_path / "safe.tar", tmp_path / "again")
    assert not contents.originals
    assert len(contents.missing) == len(TEXTS)


def test_originals_behind_links_come_back_as_files(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "annex"
    elsewhere.mkdir()
    first, second = original(home, "boats.txt"), original(home, "lavoir.txt")
    first.rename(elsewhere / "object")
    first.symlink_to(elsewhere / "object")
    second.parent.rename(elsewhere / "folder")
    second.parent.symlink_to(os.path.relpath(elsewhere / "folder", second.parent.parent))
    assert run(home, "backup", tmp_path / "safe.tar").exit_code == 0
    shutil.rmtree(elsewhere)
    again = tmp_path / "again"
    assert run(again, "restore", tmp_path / "safe.tar").exit_code == 0
    assert original(again, "boats.txt").read_text() == TEXTS["boats.txt"]
    assert not any(p.is_symlink() for p in again.rglob("*"))


def test_a_catalog_that_names_no_hash_is_refused(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "catalog.sqlite")) as db, db:
        db.execute("UPDATE sources SET sha256 = '../x' WHERE sha256 IN (SELECT min(sha256) FROM sources)")
    with pytest.raises(ArchiveError):
        back_up(home, tmp_path / "safe.tar")
    assert list(tmp_path.iterdir()) == [home]


# Verifying


def test_a_backup_is_verified_without_an_archive(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "safe.tar"
    shutil.copy(made / "safe.tar", file)
    before = tree(tmp_path)
    for command in (("backup", "--verify", file), ("restore", "--check-only", file)):
        result = run(tmp_path / "nowhere", *command)
        assert result.exit_code == 0, result.output
        assert f"{len(TEXTS)} originals" in result.stdout
        assert "2026-03-01" in result.stdout
    assert tree(tmp_path) == before
    rot(file)
    for command in (("backup", "--verify", file), ("restore", "--check-only", file)):
        assert str(file) in one_line(run(tmp_path / "nowhere", *command), 3)
    assert "no file" in one_line(run(tmp_path, "backup", "--verify", tmp_path / "none"), 2)


def test_check_only_leaves_nothing_in_the_temporary_folder(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    verify(made / "safe.tar", catalog=True)
    assert list(tmp_path.iterdir()) == []


# Backups of the first format


def test_a_backup_of_the_first_format_is_restored_and_says_what_it_lacks(tmp_path: Path) -> None:
    for command in (("backup", "--verify"), ("restore", "--check-only"), ("restore",)):
        result = run(tmp_path / "again", *command, FIRST)
        assert result.exit_code == 0, result.output
        assert "no manifest" in result.stderr
        assert "3 originals" in result.stdout
    assert run(tmp_path / "again", "check").exit_code == 0


@pytest.mark.parametrize(
    "damage", [cuts, cuts_at_a_block, beheaded, zeroed_tail, zeroed_tail_at_a_block, block_lost]
)
def test_a_cut_backup_of_the_first_format_is_refused(
    tmp_path: Path, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    data, rng, file = lzma.decompress(FIRST.read_bytes()), random.Random(3), tmp_path / "old.tar"
    whole = data.rstrip(b"\0")
    for _ in range(50):
        changed = damage(data, rng)
        if changed.rstrip(b"\0") == whole:  # only zeros behind its end are fewer
            continue
        file.write_bytes(changed)
        assert not accepted(file, tmp_path / "again")


def test_a_flipped_bit_in_an_original_of_the_first_format_is_refused(made: Path, tmp_path: Path) -> None:
    every = members(made / "safe.tar")
    for n in range(1, len(every)):
        name, data = every[n]
        changed = [*every[:n], (name, data[:-1] + bytes([data[-1] ^ 4])), *every[n + 1 :]]
        (tmp_path / "old.tar").write_bytes(first_format(changed))
        assert not accepted(tmp_path / "old.tar", tmp_path / "again")
    (tmp_path / "old.tar").write_bytes(first_format(every))
    assert accepted(tmp_path / "old.tar", tmp_path / "again")


# Where it goes


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
    assert "the folder you are in" in one_line(run(Path("."), "restore", made / "safe.tar"), 2)


def test_a_missing_folder_for_a_backup_is_named(home: Path, tmp_path: Path) -> None:
    assert f"no folder {tmp_path / 'none'}" in one_line(run(home, "backup", tmp_path / "none" / "b.tar"), 2)
    assert "b.tar: its name" in one_line(run(home, "backup", tmp_path / ("x" * 300 + "b.tar")), 3)
    (tmp_path / "here").symlink_to(tmp_path / "none")
    assert "exists already" in one_line(run(home, "backup", tmp_path / "here"), 2)


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
        for _ in range(12):
            shutil.rmtree(where, ignore_errors=True)
            where.mkdir()
            stopped[name] += killed(partial(done_with, work), rng.random() * 0.15)
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
