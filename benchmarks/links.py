"""How the time to link an archive grows with it; all-with-all comparison is the peer."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import texts
from benchmarks.filled import Vectors, fill
from benchmarks.measure import OURS, Figure, Options, apart

SIZES: Final = (1_000, 10_000, 100_000)
_MORE = 64
_WORDS = 60  # of a text: what grows is the number of texts
_ALL_WITH_ALL = 10_000  # above that the peer would take too long


def run(options: Options) -> Iterator[Figure | str]:
    """Seconds to link so many texts, and 64 that come later; how these grow with the archive."""
    growth: list[Figure] = []
    for size in [options.documents] if options.documents < SIZES[1] else SIZES:
        benchmark = f"links, {size:,} documents"
        said, ran = apart(link, documents=size, seed=options.seed)
        for what, seconds in said["seconds"].items():
            yield Figure(benchmark, what, "CPU s", OURS, seconds)
            growth.append(Figure("links, growth", f"{what}, CPU s", f"{size:,}", OURS, seconds))
        yield Figure(benchmark, "pairs found of those there are", "%", OURS, said["recall"])
        yield Figure(benchmark, "right pairs of those found", "%", OURS, said["precision"])
        yield Figure(benchmark, "peak memory", "MB", OURS, ran.peak)
        growth.append(Figure("links, growth", "peak memory, MB", f"{size:,}", OURS, ran.peak))
        if size <= _ALL_WITH_ALL:
            seconds, _ = apart(all_with_all, documents=size, seed=options.seed)
            yield Figure(benchmark, "all texts", "CPU s", "all with all, vectors alone", seconds)
    yield from _curve(growth)


def _curve(growth: list[Figure]) -> Iterator[Figure]:
    """The figures by what they measure, each with how many times the one before it is."""
    for what in dict.fromkeys(f.what for f in growth):
        before = None
        for figure in (f for f in growth if f.what == what):
            yield figure
            if before:
                yield replace(figure, who="times a tenth", value=figure.value / before)
            before = figure.value


def link(documents: int, seed: int) -> dict[str, object]:
    """CPU seconds to link a catalog of generated texts, and then again after some more came in."""
    from archive.catalog import Catalog, links
    from archive.link import run as linking

    seconds = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        every = texts.generated(documents + _MORE, seed, words=_WORDS)
        for what, count in (("all texts", documents), (f"{_MORE} more", _MORE)):
            fill(folder, (text for _, text in zip(range(count), every, strict=False)), seed)
            with Catalog.open(folder) as catalog:
                start = time.process_time()
                linking.link(catalog)
                seconds[what] = time.process_time() - start
        with Catalog.open(folder) as catalog:
            # The catalog numbers documents as they come, so its numbers are the texts' own.
            made = list(links.ends(catalog, links.TRANSLATION))
    found = {(min(a, b), max(a, b)) for a, b in made}
    vectors = Vectors(seed)
    there = {(n, n + 1) for n in range(2, documents + _MORE, 2) if vectors.are_twins(n)}
    right = 100 * len(found & there)
    return {"seconds": seconds, "recall": right / len(there), "precision": right / max(len(found), 1)}


def all_with_all(documents: int, seed: int) -> float:
    """CPU seconds to compare every English text with every French one by their mean vectors."""
    import numpy as np

    vectors = Vectors(seed)
    means: dict[str, list[object]] = {lang: [] for lang in texts.LANGS}
    for text in texts.generated(documents, seed, words=_WORDS):
        means[text.lang].append(vectors.of(text, 1)[0])
    english, french = (np.array(means[lang], np.float32) for lang in ("en", "fr"))
    start = time.process_time()
    for at in range(0, len(english), 1_000):
        (english[at : at + 1_000] @ french.T).argmax(axis=1)
    return time.process_time() - start
