"""One writer at a time: not two processes, and not two threads of one either."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.catalog.writer import at_work, writing
from archive.errors import ArchiveBusy


def test_of_eight_threads_never_two_are_inside(tmp_path: Path) -> None:
    inside: list[int] = []
    together: list[int] = []
    start = threading.Barrier(8)

    def work(_: int) -> tuple[int, int]:
        entered = refused = 0
        start.wait()
        while entered < 5:
            try:
                with writing(tmp_path), writing(tmp_path):  # nested use joins
                    inside.append(threading.get_ident())
                    time.sleep(0.002)
                    together.append(len(inside))
                    inside.pop()
                    entered += 1
            except ArchiveBusy:
                refused += 1
                time.sleep(0.001)
        return entered, refused

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(8)))
    assert set(together) == {1}
    assert [entered for entered, _ in done] == [5] * 8
    assert sum(refused for _, refused in done) > 0
    assert not at_work(tmp_path)


def test_nested_use_joins_and_only_the_outer_one_gives_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with writing(tmp_path):
        with writing(Path()):  # the same folder by another name
            assert not at_work(tmp_path)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(at_work, tmp_path).result()
            with (
                pytest.raises(ArchiveBusy, match="Another thread of this process"),
                writing_in(pool, tmp_path),
            ):
                pass
    with ThreadPoolExecutor(1) as pool, writing_in(pool, tmp_path):
        pass


class writing_in:
    """The lock as another thread takes it."""

    def __init__(self, pool: ThreadPoolExecutor, folder: Path) -> None:
        self.pool, self.lock = pool, writing(folder)

    def __enter__(self) -> None:
        self.pool.submit(self.lock.__enter__).result()

    def __exit__(self, *error: object) -> None:
        self.pool.submit(self.lock.__exit__, None, None, None).result()


def test_another_process_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from archive.catalog.writer import writing\n"
        "with writing(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    other.stdout.readline()
    with pytest.raises(ArchiveBusy, match=f"number {other.pid}"), writing(tmp_path):
        pass
    assert at_work(tmp_path)
    other.communicate()
    with writing(tmp_path):
        assert (tmp_path / "writer.lock").read_text() == str(os.getpid())
