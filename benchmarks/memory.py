"""Peak memory of `archive ingest` with two workers: many small files, a long text, a page of posts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import texts
from benchmarks.measure import OURS, Figure, Options, archive_command

_EVERY = 0.1  # seconds between looks at the processes
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Case:
    """What is taken in: its name, how to write `size` of it into a folder, two sizes a run."""

    name: str
    unit: str
    write: Callable[[Path, int, int], None]
    size: int


def run(options: Options) -> Iterator[Figure | str]:
    """The peak of all processes together, at a quarter of the size and at all of it; large: full sizes."""
    if not Path("/proc/self/statm").exists():
        yield "memory left out: it is read from /proc"
        return
    cases = (
        Case("small files", "files", small_files, 100_000 if options.large else options.documents // 2),
        Case("one text", "MB", long_text, 200 if options.large else max(1, options.words // 12_500)),
        Case("one page", "posts", page_of_posts, 5_000 if options.large else options.documents // 10),
    )
    for case in cases:
        for size in dict.fromkeys((max(1, case.size // 4), case.size)):
            with tempfile.TemporaryDirectory() as place:
                case.write(Path(place) / "in", size, options.seed)
                peak, wall = measured(Path(place) / "archive", Path(place) / "in")
            what = f"{case.name}, {size:,} {case.unit}"
            yield Figure("memory of all processes, two workers", what, "MB", OURS, peak)
            yield Figure("memory of all processes, two workers", f"{what}, time", "wall s", OURS, wall)


def measured(archive: Path, folder: Path) -> tuple[float, float]:
    """Ingests `folder` with two workers; gives the highest sum of resident memory (MB) and wall seconds.

    Raises RuntimeError when the command fails.
    """
    command = archive_command(archive, "ingest", str(folder), "--workers", "2", "--quiet", "--format", "json")
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    began = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | one
    ) as process:
        peaks = [0]
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks, done))
        watcher.start()
        _, errors = process.communicate()
        done.set()
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)[:200]} failed: {errors[-2000:]}")
    return peaks[0] / 1e6, time.monotonic() - began


def _watch(root: int, peaks: list[int], done: threading.Event) -> None:
    while not done.wait(_EVERY):
        peaks[0] = max(peaks[0], sum(map(_resident, _family(root))))


def _family(root: int) -> list[int]:
    """A process and all that it started, and those that they did."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                line = Path("/proc", entry, "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            children[int(line.rpartition(")")[2].split()[1])].append(int(entry))
    family = [root]
    for one in family:
        family += children[one]
    return family


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


# -- what is taken in ------------------------------------------------------------------------------


def small_files(folder: Path, count: int, seed: int) -> None:
    """`count` texts of some forty words, a thousand a folder."""
    for text in texts.generated(count, seed, words=40):
        path = folder / f"{text.n // 1000:03}" / f"{text.n:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text.title}\n\n{text.date}\n\n{text.text}\n", encoding="utf-8")


def long_text(folder: Path, megabytes: int, seed: int) -> None:
    """One plain text of so many million bytes."""
    folder.mkdir(parents=True)
    written = 0
    with (folder / "long.txt").open("w", encoding="utf-8") as file:
        for text in texts.generated(1_000_000_000, seed, words=2_000):
            # One language: a long text is not one that changes it every few pages.
            if text.lang == "fr":
                written += file.write(f"{text.title}\n\n{text.text}\n\n")
            if written >= megabytes * 1_000_000:
                return


def page_of_posts(folder: Path, count: int, seed: int) -> None:
    """One HTML page of `count` posts of some hundred words."""
    folder.mkdir(parents=True)
    with (folder / "posts.html").open("w", encoding="utf-8") as file:
        file.write('<!doctype html>\n<html><head><meta charset="utf-8"><title>Posts</title></head><body>\n')
        for text in texts.generated(count, seed, words=100):
            body = "".join(f"<p>{paragraph}</p>\n" for paragraph in text.text.split("\n\n"))
            day = f"<time datetime='{text.date}'>{text.date}</time>"
            file.write(f"<article class='post'><h2>{text.title}</h2>\n{day}\n{body}</article>\n")
        file.write("</body></html>\n")


if __name__ == "__main__":
    # python -m benchmarks.memory KIND SIZE: one case of one size.
    kind, size = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as place:
        {"files": small_files, "text": long_text, "posts": page_of_posts}[kind](Path(place) / "in", size, 7)
        peak, wall = measured(Path(place) / "archive", Path(place) / "in")
        print(f"{kind} {size:,}: {peak:,.0f} MB, {wall:,.0f} s")
