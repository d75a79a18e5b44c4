"""Documents a second into the index, and search latency by kind of query, beside three peers."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from benchmarks import texts
from benchmarks.measure import OURS, Figure, Options, apart, latencies
from benchmarks.peers.port import KINDS, Engine, queries

LARGE: Final = 50_000
TANTIVY: Final = f"{OURS} on tantivy:"
_ALIKE: Final = ", same analysis"  # peers that are given the archive's forms and stems
_WHO: Final = {
    OURS: "", TANTIVY: "tantivy", "stock whoosh": "whoosh", f"stock whoosh{_ALIKE}": "whoosh",
    "sqlite fts5": "sqlite3",
    f"sqlite fts5{_ALIKE}": "sqlite3", "tantivy": "tantivy",
}  # fmt: skip


def run(options: Options) -> Iterator[Figure | str]:
    """Figures of every engine at `options.documents`, and at 50,000 when `options.large`."""
    for documents in [options.documents, *([LARGE] if options.large else [])]:
        benchmark = f"search, {documents:,} documents"
        for who, package in _WHO.items():
            if package and find_spec(package) is None:
                yield f"{benchmark}: {who} left out, its package is not installed"
                continue
            said, ran = apart(
                measure, who=who, documents=documents, count=options.queries, seed=options.seed,
                folder=str(options.texts) if options.texts else None,
            )  # fmt: skip
            yield Figure(benchmark, "indexing", "documents/s", who, documents / said["index"])
            yield Figure(benchmark, "index on disk", "MB", who, said["bytes"] / 1e6)
            for kind, (middle, high) in said["kinds"].items():
                yield Figure(benchmark, f"{kind}, p50", "CPU ms", who, middle)
                yield Figure(benchmark, f"{kind}, p95", "CPU ms", who, high)
            yield Figure(benchmark, "peak memory, indexing and search", "MB", who, ran.peak)


def measure(who: str, documents: int, count: int, seed: int, folder: str | None) -> dict[str, Any]:
    """CPU seconds to index, size of the index, and for each kind of query (p50, p95) in CPU ms."""
    given = list(texts.many(documents, seed, Path(folder) if folder else None))
    asked = queries(given, count, seed)
    with tempfile.TemporaryDirectory() as place:
        engine = _engine(who, Path(place) / "index")
        start = time.process_time()
        engine.index(given)
        spent = time.process_time() - start
        size = sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file())
        engine.open()
        kinds = {}
        for kind in KINDS:
            try:
                kinds[kind] = latencies(partial(engine.search, kind), asked[kind])
            except NotImplementedError:
                continue
    return {"index": spent, "bytes": size, "kinds": kinds}


def _engine(who: str, folder: Path) -> Engine:
    if who in (OURS, TANTIVY):
        from benchmarks.peers.ours import Ours

        return Ours(folder, engine="tantivy" if who == TANTIVY else "whoosh")
    if who.endswith(_ALIKE):
        from benchmarks.peers.alike import Fts5Alike, WhooshAlike

        return WhooshAlike(folder) if who.startswith("stock") else Fts5Alike(folder)
    if who == "stock whoosh":
        from benchmarks.peers.stock_whoosh import StockWhoosh

        return StockWhoosh(folder)
    if who == "tantivy":
        from benchmarks.peers.rust_tantivy import Tantivy

        return Tantivy(folder)
    from benchmarks.peers.fts5 import Fts5

    return Fts5(folder)
