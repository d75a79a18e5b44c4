"""Papers stay closed to others: what an archive is made of can be read by its owner, or by its group."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import access
from archive.cli import main
from tests.cli.conftest import ENGLISH, FRENCH, GERMAN, OTHER


@pytest.fixture(params=[0o022, 0o000], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def run(folder: Path, *args: str, code: int = 0) -> str:
    """A command; returns what it said on standard error."""
    done = CliRunner().invoke(main, ["--archive", str(folder), *args])
    assert done.exit_code == code, done.output
    return done.stderr


def modes(folder: Path) -> dict[str, set[str]]:
    """The modes of all folders, and of all files, that an archive is made of."""
    found: dict[str, set[str]] = {"folders": {oct(stat.S_IMODE(folder.stat().st_mode))}, "files": set()}
    for path in folder.rglob("*"):
        kind = "folders" if path.is_dir() else "files"
        found[kind].add(oct(stat.S_IMODE(path.stat().st_mode)))
    return found


def grown(folder: Path, tmp_path: Path, *options: str) -> None:
    """An archive made and used by every command that writes."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in (("fr", FRENCH), ("en", ENGLISH), ("other", OTHER)):
        (pages / f"{name}.txt").write_text(text)
    (pages / "fr.txt").chmod(0o600)
    (tmp_path / "de.txt").write_text(GERMAN)
    # In a process of its own: workers that another test left have the umask of that test.
    command = [
        sys.executable,
        "-m",
        "archive.cli",
        "--archive",
        str(folder),
        "ingest",
        str(tmp_path / "de.txt"),
    ]
    subprocess.run([*command, "--workers", "2", *options], check=True, capture_output=True)
    run(folder, "ingest", str(pages), "--workers", "1")
    (tmp_path / "names.csv").write_text("name,type\nPortes Ouvertes,ORG\n")
    run(folder, "authority", "import", str(tmp_path / "names.csv"))
    run(folder, "watch", "add", "one", "Lille")
    run(folder, "watch", code=1)
    run(folder, "search", "Lille")
    run(folder, "reindex")
    run(folder, "check")


def test_an_archive_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "in" / "archive"
    grown(folder, tmp_path)
    assert modes(folder) == {"folders": {"0o700"}, "files": {"0o600"}}
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_shared_archive_is_its_groups(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "archive"
    grown(folder, tmp_path, "--shared")
    assert modes(folder) == {"folders": {"0o2770"}, "files": {"0o660"}}


def test_a_folder_that_a_group_was_given_is_kept_to(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    folder.chmod(0o2770)
    (tmp_path / "a.txt").write_text(ENGLISH)
    said = run(folder, "ingest", str(tmp_path / "a.txt"))
    assert modes(folder) == {"folders": {"0o2770"}, "files": {"0o660"}}
    assert said == ""


def test_a_backup_and_what_is_restored_are_closed(tmp_path: Path, held: Path, umask: int) -> None:
    run(held, "backup", str(tmp_path / "b.tar"))
    run(tmp_path / "again", "restore", str(tmp_path / "b.tar"))
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    assert modes(tmp_path / "again") == {"folders": {"0o700"}, "files": {"0o600"}}


def test_an_archive_that_is_closed_is_not_opened_unasked(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (tmp_path / "a.txt").write_text(ENGLISH)
    run(folder, "ingest", str(tmp_path / "a.txt"))
    said = run(folder, "ingest", "--shared", str(tmp_path / "a.txt"), code=2)
    assert f"chmod -R g+rwX {folder}" in said
    assert modes(folder) == {"folders": {"0o700"}, "files": {"0o600"}}


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "told"),
    [(0o755, 0o644, "chmod -R go= "), (0o750, 0o640, "chmod -R go= "), (0o775, 0o664, "chmod -R go= "),
     (0o2775, 0o664, "chmod -R o= "), (0o700, 0o644, None), (0o755, 0o600, None), (0o2770, 0o660, None)],
)  # fmt: skip
def test_an_archive_open_to_others_is_told_how_to_close(
    tmp_path: Path, folder_mode: int, file_mode: int, told: str | None
) -> None:
    folder = tmp_path / "archive"
    (tmp_path / "a.txt").write_text(ENGLISH)
    run(folder, "ingest", str(tmp_path / "a.txt"))
    folder.chmod(folder_mode)
    for path in folder.rglob("*"):
        path.chmod(file_mode | (0o111 if path.is_dir() else 0))
    said = run(folder, "ingest", str(tmp_path / "a.txt"))
    if told is None:
        assert said == ""
        return
    (line,) = said.splitlines()
    assert f"{told}{folder}" in line
    subprocess.run(line.partition("close it: ")[2].split(), check=True)
    assert run(folder, "ingest", str(tmp_path / "a.txt")) == ""
    assert run(folder, "search", "Lille") == ""


def test_the_caller_keeps_its_own_umask(held: Path) -> None:
    before = os.umask(0o027)
    try:
        CliRunner().invoke(main, ["--archive", str(held), "stats"])
        CliRunner().invoke(main, ["--archive", str(held), "show", "zz"])
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_the_mask_of_a_folder_that_is_none(tmp_path: Path) -> None:
    assert access.mask(tmp_path / "none") == 0o077


def test_a_folder_that_a_system_made_for_groups_is_not_a_shared_archive(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        folder = tmp_path / "archive"
        folder.mkdir()
        (tmp_path / "a.txt").write_text(GERMAN)
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", "--archive", str(folder), "ingest", str(tmp_path / "a.txt")]
        )
    finally:
        os.umask(before)
    assert done.returncode == 0
    assert {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in folder.rglob("*")} == {0}


def test_init_makes_a_shared_archive(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "archive"
    run(folder, "init", "--shared")
    assert modes(folder) == {"folders": {"0o2770"}, "files": {"0o660"}}
    assert "already an archive" in run(folder, "init", "--shared", code=2)
