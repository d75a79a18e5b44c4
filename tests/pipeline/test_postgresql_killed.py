"""A server of PostgreSQL, or a command that writes to it, that is killed: nothing is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive
from archive import Engines
from archive.catalog import Catalog
from archive.errors import UnreachableServer
from tests.pipeline.test_on_postgresql import QUICK, told
from tests.servers import postgresql as servers
from tests.servers.postgresql import PostgreSQL


@pytest.fixture
def own_server() -> Iterator[PostgreSQL]:
    if why := servers.missing():
        pytest.skip(why)
    with servers.running() as server:
        yield server


def command(home: Path, *line: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "archive.cli", "--archive", str(home), *line],
        env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a command, and what it says of trouble."""
    _, errors = run.communicate(timeout=240)
    return run.returncode, errors


def many_letters(tmp_path: Path, count: int) -> Path:
    many = tmp_path / "many"
    many.mkdir()
    for n in range(count):
        (many / f"{n:03}.txt").write_text(
            f"Lettre {n} du 3 mai 2017. {'La cantine de Brest est ouverte. ' * 9}", "utf-8"
        )
    return many


def until(home: Path, run: subprocess.Popen[str], count: int) -> None:
    """Waits until an ingest has committed so many sources."""
    with Catalog.open(home) as catalog:
        while run.poll() is None:
            if catalog.db.execute("SELECT count(*) FROM sources").fetchone()[0] >= count:
                break
            time.sleep(0.02)
    assert run.poll() is None, "it was done before anything was killed"


def as_one_that_was_never_disturbed(home: Path, many: Path, tmp_path: Path) -> None:
    assert ended(command(home, "ingest", "--quiet", "--no-vectors", str(many))) == (0, "")
    with archive.open(tmp_path / "whole", create=True, run=QUICK) as a:
        a.ingest(many)
    first, second = (
        [(r.document, sorted(map(repr, r.mentions))) for r in told(one)] for one in (tmp_path / "whole", home)
    )
    assert sorted(map(repr, first)) == sorted(map(repr, second))
    with archive.open(home, run=QUICK) as a:
        assert a.check().findings == ()
        assert len(list(a.search("cantine", limit=500))) > 0


@pytest.mark.parametrize("killed", ["server", "writer"])
def test_a_kill_during_an_ingest_loses_nothing(own_server: PostgreSQL, tmp_path: Path, killed: str) -> None:
    many, home = many_letters(tmp_path, 150), tmp_path / "home"
    archive.init(home, Engines(catalog=own_server.url))
    run = command(home, "ingest", "--quiet", "--no-vectors", "--workers", "2", str(many))
    until(home, run, 40)
    if killed == "server":
        own_server.kill()
        code, errors = ended(run)
        assert code == 3, errors
        assert errors.count("\n") == 1, errors
        assert own_server.url in errors
        for line in (("search", "cantine"), ("check",), ("ingest", str(many))):
            code, errors = ended(command(home, *line))
            assert (code, errors.count("\n")) == (3, 1), errors
            assert f"The catalog at {own_server.url}: the server does not answer" in errors
        own_server.start()
    else:
        run.kill()
        ended(run)
    with archive.open(home, run=QUICK) as a:
        assert 40 <= a.stats().sources < 150
        assert [found for found in a.check().findings if found.part != "index"] == []
    as_one_that_was_never_disturbed(home, many, tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 60 MB."""
    disk = Path(tempfile.mkdtemp(prefix="disk-", dir="/tmp"))
    try:
        mount = ["mount", "-t", "tmpfs", "-o", "size=60m,mode=0777", "tmpfs", str(disk)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        disk.rmdir()
        pytest.skip("nobody may mount a disk here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
        disk.rmdir()


def _fill(disk: Path) -> Path:
    """Writes a file that leaves no room on a disk."""
    with (disk / "filler").open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while out.write(bytes(4096)):
            pass
    return disk / "filler"


def test_a_full_disk_of_the_server_is_told_and_the_next_run_goes_on(
    own_server: PostgreSQL, small: Path, tmp_path: Path
) -> None:
    many, home = many_letters(tmp_path, 150), tmp_path / "home"
    own_server.keep_on(small)
    archive.init(home, Engines(catalog=own_server.url))
    run = command(home, "ingest", "--quiet", "--no-vectors", "--workers", "2", str(many))
    until(home, run, 40)
    filler = _fill(small)
    code, errors = ended(run)
    assert (code, errors.count("\n")) == (3, 1), errors
    assert "No space left on device" in errors
    assert "Nothing is lost: free some space there and rerun the command." in errors
    with archive.open(home, run=QUICK) as a:  # what is in is read all the while
        assert 40 <= a.stats().sources < 150
    filler.unlink()
    as_one_that_was_never_disturbed(home, many, tmp_path)


def test_a_network_that_is_cut_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """In a network of its own, which can be taken down: packets are lost, and nobody says so."""
    if why := servers.missing():
        pytest.skip(why)
    alone = ["unshare", "-n"]
    if not shutil.which("unshare") or subprocess.run([*alone, "ip", "link"], capture_output=True).returncode:
        pytest.skip("nobody may make a network here")
    done = subprocess.run(
        [*alone, sys.executable, "-m", "tests.pipeline.cut_off", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "the same\n"), done.stderr


def test_an_open_archive_goes_on_when_the_server_has_come_back(
    own_server: PostgreSQL, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    archive.init(home, Engines(catalog=own_server.url))
    with archive.open(home, run=QUICK) as a:
        a.ingest(many_letters(tmp_path, 3))
        assert len(list(a.search("cantine"))) == 3
        own_server.kill()
        with pytest.raises(UnreachableServer):
            a.stats()
        own_server.start()
        assert a.stats().sources == 3
        assert len(list(a.search("cantine"))) == 3
