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
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.catalog import Catalog
from archive.errors import ArchiveError, UnusableArchive
from archive.pipeline.backup import BadBackup, restore, verify
from tests.pipeline.backups import (
    TEXTS,
    accepted,
    back_up,
    first_format,
    members,
    one_line,
    original,
    run,
    tree,
)

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "tests/fixtures/archive-1.tar.xz"


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
    (put_a_pipe, "is not a file"), (put_a_folder, "is not a file"), (link_to_nowhere, "is missing"),
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
        db.execute("UPDATE sources SET id = '../x' WHERE id IN (SELECT min(id) FROM sources)")
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
