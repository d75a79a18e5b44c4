"""How long a person waits for `archive search`: from the command to its answer, nothing loaded before."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import texts
from benchmarks.filled import fill
from benchmarks.measure import OURS, Figure, Options, archive_command, process
from benchmarks.peers.port import queries

_TIMES = 9


def run(options: Options) -> Iterator[Figure | str]:
    """Seconds, the median of nine runs, in an archive of `options.documents`."""
    benchmark = f"start, {options.documents:,} documents"
    given = list(texts.many(options.documents, options.seed, options.texts))
    word = queries(given, 1, options.seed)["common term"][0].words[0]
    for code in ("pass", "import whoosh.index"):
        yield from _times(benchmark, f"python -c '{code}'", "python", [sys.executable, "-c", code])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "archive"
        fill(folder, given, options.seed)
        rebuilt = process(archive_command(folder, "reindex"))
        yield Figure(benchmark, "reindex", "documents/CPU s", OURS, options.documents / rebuilt.cpu)
        yield Figure(benchmark, "reindex, peak memory", "MB", OURS, rebuilt.peak)
        for what, rest in (
            ("search, words alone", (word, "--no-cross")),
            ("search, words alone, with facets", (word, "--no-cross", "--facets")),
            ("search, both languages", (word,)),
        ):
            command = archive_command(folder, "search", *rest, "--format", "jsonl")
            yield from _times(benchmark, what, OURS, command)


def _times(benchmark: str, what: str, who: str, command: Sequence[str]) -> Iterator[Figure]:
    runs = [process(command) for _ in range(_TIMES)]
    yield Figure(benchmark, what, "wall s", who, statistics.median(run.wall for run in runs))
    yield Figure(benchmark, what, "CPU s", who, statistics.median(run.cpu for run in runs))
    yield Figure(benchmark, f"{what}, peak memory", "MB", who, max(run.peak for run in runs))
