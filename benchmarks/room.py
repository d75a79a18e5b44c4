"""What a request of the reading room costs as an archive grows: CPU of each kind of page, start, memory."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from benchmarks import texts
from benchmarks.filled import NOW, fill
from benchmarks.measure import OURS, Figure, Options, apart, latencies
from benchmarks.peers.port import queries

if TYPE_CHECKING:
    import httpx2

_WORDS: Final = 200  # of a text
# What a request may cost, in CPU ms at the 95th percentile of an archive of 50,000 texts.
BARS: Final = {
    "search with facets": 60, "document": 25, "document, marked": 60, "parallel": 25, "entity": 50,
    "entities": 30, "home": 60,
}  # fmt: skip


def run(options: Options) -> Iterator[Figure | str]:
    """Figures of an archive of `options.documents`, made for it and thrown away."""
    with tempfile.TemporaryDirectory() as place:
        build(str(place), options.documents, options.seed)
        yield from figures(Path(place), options.documents, options.queries, options.seed)


def build(folder: str, documents: int, seed: int) -> None:
    """Makes an archive of generated texts, with links, entities and index, and without any model."""
    from archive.catalog import Catalog
    from archive.pipeline import index, settle

    fill(Path(folder), texts.generated(documents, seed, words=_WORDS), seed)
    with Catalog.open(Path(folder)) as catalog:
        settle.settle(catalog, now=lambda: NOW)
        index.rebuild(catalog)


def figures(folder: Path, documents: int, count: int, seed: int) -> Iterator[Figure]:
    """The figures of the archive that `build` made in `folder`: `count` requests of each kind."""
    benchmark = f"room, {documents:,} documents"
    said, _ = apart(measure, folder=str(folder), documents=documents, count=count, seed=seed)
    yield Figure(benchmark, "start, until the first page", "CPU s", OURS, said["start"])
    for kind, (middle, high) in said["kinds"].items():
        yield Figure(benchmark, f"{kind}, p50", "CPU ms", OURS, middle)
        yield Figure(benchmark, f"{kind}, p95", "CPU ms", OURS, high)
        yield Figure(benchmark, f"{kind}, p95 at most", "CPU ms", "bar", BARS[kind])
    yield Figure(benchmark, "memory beside mapped files", "MB", OURS, said["memory"])


def measure(folder: str, documents: int, count: int, seed: int) -> dict[str, Any]:
    """CPU of the start in s; for each kind of page (p50, p95) in CPU ms; anonymous memory at the end, MB."""
    start = time.process_time()
    import archive
    from archive.room.application import application

    with archive.open(folder, run=archive.Run(bring_up=False)) as opened:
        from starlette.testclient import TestClient

        app = application(opened, hosts=["testserver"])
        with TestClient(app, headers={"Accept-Language": "en"}) as client:
            _got(client, "/help")
            started = time.process_time() - start
            asked = addresses(opened, documents, count, seed)
            gc.collect()
            kinds = {kind: latencies(partial(_got, client), some) for kind, some in asked.items()}
            return {"start": started, "kinds": kinds, "memory": _anonymous() / 1e6}


def addresses(opened: Any, documents: int, count: int, seed: int) -> dict[str, list[str]]:
    """What is asked of the room, by kind, drawn from what the archive holds."""
    random = np.random.default_rng(seed)
    given = list(texts.generated(min(documents, 2_000), seed, words=_WORDS))
    words = queries(given, count, seed)
    ids = [entry.document.id for entry in _some(opened.documents(), documents, 4 * count)]
    pairs = [pair.a.id for pair in _some(opened.pairs(), documents // 3, count)]
    entities = list(opened.entities(limit=500))
    chosen = [entities[int(i)].id for i in random.integers(len(entities), size=count)]
    largest = [one.id for one in entities[: max(count // 10, 1)]]
    kinds = ("common term", "AND of two", "phrase", "term + dates", "cross-language")
    searches = [words[kind][i] for i in range(count) for kind in kinds]
    return {
        "home": ["/"] * max(count // 5, 4),
        "search with facets": [_search(query) for query in searches[: 2 * count]]
        + [f"/search?person={one}" for one in chosen[: count // 5]] + ["/search", "/search?sort=date"],
        "document": [f"/d/{one}" for one in ids[:count]],
        "document, marked": [
            f"/d/{one}?q={query.words[0]}" for one, query in zip(ids, words["common term"], strict=False)
        ],
        "parallel": [f"/d/{one}/parallel" for one in pairs],
        "entity": [f"/e/{one}" for one in (*chosen, *largest)],
        "entities": [f"/{kind}" for kind in ("people", "places", "organisations")] * max(count // 5, 2),
    }  # fmt: skip


def _search(query: Any) -> str:
    dates = f"&since={query.since}&until={query.until}" if query.since else ""
    return f"/search?q={'+'.join(query.words)}{dates}"


def _some(of: Iterator[Any], total: int, count: int) -> list[Any]:
    """About `count` of an iterator's items, evenly spread over the first `total`."""
    step = max(total // count, 1)
    return [one for i, one in enumerate(of) if i % step == 0][:count]


def _got(client: httpx2.Client, address: str) -> None:
    got = client.get(address)
    if got.status_code != 200:
        raise RuntimeError(f"{address}: {got.status_code}")


def _anonymous() -> int:
    """Bytes of memory that are no copy of a file: what `mmap` shows of files can be given back."""
    for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * 1024
    return 0
