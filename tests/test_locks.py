"""Locks: one at a time, no link or pipe in their place, and none left by a process that was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalog.writer import at_work, writing
from archive.locks import FileLock, lock, lock_file


def test_one_opening_at_a_time(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert not other.acquire()
    one.release()
    assert other.acquire()
    other.release()


def test_a_folder_is_shared_by_those_who_share_it(tmp_path: Path) -> None:
    one, two, three = (os.open(tmp_path, os.O_RDONLY) for _ in range(3))
    lock(one, shared=True)
    lock(two, shared=True)
    with pytest.raises(BlockingIOError):
        lock(three)
    os.close(one)
    os.close(two)
    lock(three)
    os.close(three)


def _link(path: Path) -> None:
    path.symlink_to(path.with_name("precious"))


def _dangling(path: Path) -> None:
    path.symlink_to(path.with_name("to-be-made"))


@pytest.mark.parametrize("strange", [_link, _dangling, os.mkfifo])
def test_what_is_no_plain_file_is_no_lock(tmp_path: Path, strange: Callable[[Path], None]) -> None:
    (tmp_path / "precious").write_text("mine")
    for name in ("lock", "writer.lock"):
        strange(tmp_path / name)
    handle = lock_file(tmp_path / "lock")
    os.write(handle, b"1")
    os.close(handle)
    assert (tmp_path / "lock").read_text() == "1"
    assert not at_work(tmp_path)  # and does not wait for the other end of a pipe
    with writing(tmp_path):
        assert not at_work(tmp_path)  # it is this thread
    assert (tmp_path / "precious").read_text() == "mine"
    assert not (tmp_path / "to-be-made").exists()


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from archive.locks import FileLock\n"
        "FileLock(Path(sys.argv[1])).acquire(); print(flush=True); sys.stdin.read()"
    )
    file = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", code, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert not FileLock(file).acquire()
        other.kill()
    assert FileLock(file).acquire()
