"""Every runner gives the same results in the same order."""

import inspect
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.pipeline.runners import Pool, Runner, Serial, choose, ended

RUNNERS = [Serial(), Pool(2)]


class Double:
    def __call__(self, item: int) -> int:
        return 2 * item


class Die:
    def __call__(self, item: int) -> int:
        os._exit(9)


class Number:
    def __call__(self, item: int) -> int:
        return os.getpid()


class Fail:
    def __call__(self, item: int) -> int:
        raise ValueError(f"item {item}")


@pytest.mark.parametrize("runner", RUNNERS, ids=["serial", "pool"])
def test_results_come_in_the_order_of_the_items(runner: Runner) -> None:
    assert list(runner.map(Double, range(20))) == [2 * i for i in range(20)]


@pytest.mark.parametrize("runner", RUNNERS, ids=["serial", "pool"])
def test_a_failure_in_the_function_reaches_the_caller(runner: Runner) -> None:
    with pytest.raises(ValueError, match="item 0"):
        list(runner.map(Fail, range(3)))


@pytest.mark.parametrize("runner", RUNNERS, ids=["serial", "pool"])
def test_items_are_taken_as_they_are_needed(runner: Runner) -> None:
    taken = []

    def items() -> object:
        for i in range(1000):
            taken.append(i)
            yield i

    results = runner.map(Double, items())  # type: ignore[arg-type]
    next(results)
    assert len(taken) < 20
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("items", [1, 500])
def test_a_dead_worker_is_told_in_words(items: int) -> None:
    with pytest.raises(ArchiveError, match="worker process died"):
        list(Pool(1).map(Die, range(items)))


PARENT = """
import sys
from archive.pipeline.runners import Pool
from tests.pipeline.test_runners import Number
if __name__ == "__main__":
    for number in Pool(2).map(Number, range(10**9)):
        print(number, flush=True)
"""


def test_workers_end_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = {int(parent.stdout.readline()) for _ in range(20)}
    parent.kill()
    parent.stdout.close()
    parent.wait()
    deadline = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [w for w in workers if alive(w)]


def alive(process: int) -> bool:
    """Whether a process is there and no mere remnant that nobody asked about."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_little_work_stays_in_this_process() -> None:
    assert isinstance(choose(1000), Serial)
    assert isinstance(choose(1000, workers=1), Serial)
    assert isinstance(choose(1000, workers=3), Pool)


def test_workers_take_no_module_from_the_current_folder(tmp_path: Path) -> None:
    """Papers of strangers may lie there, and a folder called `archive` too."""
    papers = tmp_path / "archive"
    papers.mkdir()
    for i in range(6):
        (papers / f"{i}.txt").write_text(f"Une laverie ouvre la nuit du {i + 1} mars 2017 à Brévaux.")
    for name in ("numpy", "spacy", "lxml", "regex", "bs4", "threading", "signal"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit\n")
    code = "import sys; sys.path[:] = filter(None, sys.path); from archive.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--archive", str(tmp_path / "a"), "ingest", "--workers", "2", "archive"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ran").exists()


def test_an_archive_in_a_folder_that_was_given_is_not_taken_in(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Une laverie ouvre la nuit du 3 mars 2017 à Brévaux.")
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "archive.cli", "--archive", str(tmp_path / "a"), "ingest", str(tmp_path)],
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


# The workers load nothing of the tests, which set the same variables.
ASKS = """
import os
from functools import partial
from archive.pipeline.runners import Pool
if __name__ == "__main__":
    print(*Pool(1).map(partial(partial, os.getenv), ["OPENBLAS_NUM_THREADS", "PYTHONSAFEPATH"]))
    print(os.getenv("OPENBLAS_NUM_THREADS"), os.getenv("PYTHONSAFEPATH"))
"""


def test_a_worker_multiplies_by_itself_whoever_starts_it() -> None:
    unset = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    unset.pop("PYTHONSAFEPATH", None)
    said = subprocess.run([sys.executable, "-c", ASKS], env=unset, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["1 1", "None None"]


@pytest.mark.parametrize("runner", RUNNERS, ids=["serial", "pool"])
def test_what_still_runs_ends_when_no_more_is_wanted(runner: Runner) -> None:
    results = runner.map(Double, range(1000))
    assert inspect.isgenerator(results)
    with ended(results) as taken:
        assert next(taken) == 0
    assert inspect.getgeneratorstate(results) == inspect.GEN_CLOSED
