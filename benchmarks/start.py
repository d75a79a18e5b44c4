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
    """Wall seconds, the median of nine, in an archive of `options.documents`."""
    benchmark = f"start, {options.documents:,} documents"
    given = list(texts.many(options.documents, options.seed, options.texts))
    asked = queries(given, 1, options.seed)
    word = asked["common term"][0].words[0]
    python = sys.executable
    yield Figure(benchmark, "python -c pass", "wall s", "python", _median([python, "-c", "pass"]))
    peer = _median([python, "-c", "import whoosh.index"])
    yield Figure(benchmark, "import whoosh.index", "wall s", "python", peer)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "archive"
        fill(folder, given, options.seed)
        rebuilt = process(archive_command(folder, "reindex"))
        yield Figure(benchmark, "archive reindex", "documents/s", OURS, options.documents / rebuilt.wall)
        yield Figure(benchmark, "archive reindex, peak memory", "MB", OURS, rebuilt.peak)
        for what, rest in (
            ("search, words alone", (word, "--no-cross")),
            ("search, both languages", (word,)),
            ("search with facets", (word, "--no-cross", "--facets")),
        ):
            command = archive_command(folder, "search", *rest, "--format", "jsonl")
            yield Figure(benchmark, what, "wall s", OURS, _median(command))
        yield Figure(benchmark, "search, peak memory", "MB", OURS, process(command).peak)


def _median(command: Sequence[str]) -> float:
    return statistics.median(process(command).wall for _ in range(_TIMES))
