"""What every benchmark shares: figures, work in a process of its own, percentiles, the table."""

from __future__ import annotations

import cProfile
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

OURS = "archive"
Clock = Callable[[], float]
_LAUNCH = Path(__file__).parent / "launch.py"


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for.

    `words` is how many words of text are tagged, `documents` how many texts are indexed and searched,
    `queries` how many of each kind are asked. `texts`: a folder of real texts instead of generated ones.
    `large` adds the sizes that take minutes.
    """

    documents: int = 10_000
    words: int = 100_000
    queries: int = 50
    seed: int = 7
    texts: Path | None = None
    large: bool = False
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: of which benchmark, what was measured, in which unit, and of whom."""

    benchmark: str
    what: str
    unit: str
    who: str
    value: float


@dataclass(frozen=True, slots=True)
class Skipped(Exception):
    """A peer or a part that cannot be measured here, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that ended well: what it printed, its CPU and wall seconds, its peak memory in MB."""

    output: str
    cpu: float
    wall: float
    peak: float


def process(command: Sequence[str], given: str | None = None) -> Ran:
    """Runs a command to its end. Raises RuntimeError with its last words when it fails."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "used"
        done = subprocess.run(
            [sys.executable, "-S", str(_LAUNCH), str(report), *command],
            input=given or "", capture_output=True, encoding="utf-8", env=_quiet_threads(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)[:200]} failed: {done.stderr[-2000:]}")
        cpu, wall, peak = map(float, report.read_text(encoding="ascii").split())
    return Ran(done.stdout, cpu, wall, peak)


def apart(function: Callable[..., Any], **arguments: Any) -> tuple[Any, Ran]:
    """Calls a public function in a fresh Python, so that nobody's memory or caches help another.

    Arguments and result travel as JSON.
    """
    name = f"{function.__module__}:{function.__name__}"
    ran = process([sys.executable, "-m", "benchmarks.apart", name], json.dumps(arguments))
    return json.loads(ran.output.splitlines()[-1]), ran


def archive_command(folder: Path | None, *rest: str) -> list[str]:
    """The `archive` command of this Python, on the archive in `folder`."""
    where = ["--archive", str(folder)] if folder else []
    return [sys.executable, "-c", "from archive.cli import main; main()", *where, *rest]


def _quiet_threads() -> dict[str, str]:
    """One thread for everybody's linear algebra: figures are for one core. Modules are compiled once."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | one


@contextmanager
def counting() -> Iterator[Clock]:
    """A clock that counts calls: of Python functions, and those that Python code makes of built-in ones."""
    profile = cProfile.Profile()
    counted = attrgetter("callcount")
    profile.enable()
    try:
        # One that makes next to no calls itself.
        yield lambda: float(sum(map(counted, profile.getstats())))
    finally:
        profile.disable()


def percentile(values: Iterable[float], part: float) -> float:
    """The value below which `part` (0 to 1) of the values lie: the nearest one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def latencies(call: Callable[[Any], object], queries: Sequence[Any], warm: int = 3) -> tuple[float, float]:
    """CPU milliseconds of one call, median and 95th percentile, after some calls to warm up."""
    for query in queries[:warm]:
        call(query)
    times = []
    for query in queries:
        start = time.process_time()
        call(query)
        times.append((time.process_time() - start) * 1000)
    return percentile(times, 0.5), percentile(times, 0.95)


def table(figures: Sequence[Figure]) -> str:
    """One row for each thing measured, one column for each who."""
    parts = []
    for benchmark in dict.fromkeys(f.benchmark for f in figures):
        own = [f for f in figures if f.benchmark == benchmark]
        columns = list(dict.fromkeys(f.who for f in own))
        rows = list(dict.fromkeys((f.what, f.unit) for f in own))
        values = {(f.what, f.unit, f.who): f.value for f in own}
        head = [benchmark, "unit", *columns]
        body = [[what, unit, *(_number(values.get((what, unit, c))) for c in columns)] for what, unit in rows]
        parts.append(_lines([head, *body]))
    return "\n\n".join(parts)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _lines(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for i, row in enumerate(rows):
        cells = [
            c.ljust(w) if k < 2 else c.rjust(w) for k, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if i == 0:
            lines.append("  ".join("-" * w for w in widths))
    return "\n".join(lines)


def as_json(figures: Sequence[Figure], about: Mapping[str, Any]) -> str:
    """The figures of a run and what it ran on."""
    return json.dumps({**about, "figures": [asdict(f) for f in figures]}, ensure_ascii=False, indent=1) + "\n"
