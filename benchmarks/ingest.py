"""Words a second from a folder of pages to a linked and searchable archive: whole, and by stage."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import texts
from benchmarks.instructions import counter
from benchmarks.measure import OURS, Clock, Figure, Options, Ran, apart, archive_command, counting, process
from benchmarks.peers import ner

_WORKERS = (1, 2)
_WITHIN = "language by itself"  # a part of another stage
_WORDS = 4  # times the words that are tagged elsewhere: models load for two seconds whatever comes after


def run(options: Options) -> Iterator[Figure | str]:
    """The command with one and two workers, then every stage on one core, beside spaCy's names alone."""
    given = texts.to_tag(replace(options, words=_WORDS * options.words))
    words = texts.count_words(given)
    benchmark = f"ingest, {words:,} words in {len(given)} pages"
    walls: dict[int, float] = {}
    loaded: dict[int, float] = {}  # wall seconds until the models are there
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pages"
        texts.write_files(given, folder)
        pairs = [(t.lang, t.text) for t in given]
        said, ran = apart(ner.tag, texts=pairs)
        theirs = words / said["cpu"]
        yield Figure(benchmark, "names alone", "words/s", "spacy ner", theirs)
        counted, _ = apart(ner.calls, texts=pairs)
        yield Figure(benchmark, "names alone", "calls/word", "spacy ner", counted["calls"] / words)
        if counts := _counts_instructions():
            counted, _ = apart(ner.instructions, texts=pairs)
            value = counted["instructions"] / words
            yield Figure(benchmark, "names alone", "instructions/word", "spacy ner", value)
        else:
            yield f"{benchmark}: instructions left out, this machine counts none"
        yield Figure(benchmark, "peak memory, names alone", "MB", "spacy ner", ran.peak)
        texts.write_files([replace(t, text=t.text[:80]) for t in given[:2]], Path(place) / "two")
        for workers in _WORKERS:
            if workers > len(os.sched_getaffinity(0)):
                yield f"{benchmark}: {workers} workers left out, this machine has one processor"
                continue
            loading = _ingest(Path(place) / f"loading-{workers}", Path(place) / "two", workers)
            loaded[workers] = loading.wall
            archive = Path(place) / f"archive-{workers}"
            ran = _ingest(archive, folder, workers)
            walls[workers] = ran.wall
            what = f"{workers} worker{'s' * (workers > 1)}"
            yield Figure(
                benchmark, f"whole, {what}, loading included", "words/wall s", OURS, words / ran.wall
            )
            if workers == 1:
                spent = max(ran.cpu - loading.cpu, 1e-9)
                yield Figure(benchmark, f"whole, {what}", "words/s", OURS, words / spent)
                yield Figure(benchmark, "share of spaCy's words/s", "%", OURS, 100 * words / spent / theirs)
                yield Figure(benchmark, "loading", "CPU s", OURS, loading.cpu)
                yield Figure(benchmark, f"peak memory, {what}", "MB", OURS, ran.peak)
                again = _ingest(archive, folder, workers)
                yield Figure(benchmark, "same folder again, start included", "wall s", OURS, again.wall)
        if len(walls) == len(_WORKERS):
            one, two = _WORKERS
            faster = walls[one] / walls[two]
            yield Figure(benchmark, "two workers beside one, loading included", "×", OURS, faster)
            if walls[two] > 2 * loaded[two]:
                faster = (walls[one] - loaded[one]) / (walls[two] - loaded[two])
                yield Figure(benchmark, "two workers beside one, loading left out", "×", OURS, faster)
        yield from _by_stage(benchmark, words, str(folder), counts=counts)


def _by_stage(benchmark: str, words: int, folder: str, *, counts: bool) -> Iterator[Figure]:
    """What each stage costs; `counts`: whether this machine counts instructions."""
    seconds, _ = apart(stages, folder=folder)
    for stage, spent in seconds.items():
        yield Figure(benchmark, f"stage: {stage}", "words/s", OURS, words / max(spent, 1e-9))
    whole = sum(spent for stage, spent in seconds.items() if stage != _WITHIN)
    for stage, spent in seconds.items():
        yield Figure(benchmark, f"stage: {stage}, share", "%", OURS, 100 * spent / whole)
    for unit, function in {"calls": calls, **({"instructions": instructions} if counts else {})}.items():
        counted, _ = apart(function, folder=folder)
        for stage, made in counted.items():
            yield Figure(benchmark, f"stage: {stage}", f"{unit}/word", OURS, made / words)
        whole = sum(made for stage, made in counted.items() if stage != _WITHIN)
        yield Figure(benchmark, "all stages", f"{unit}/word", OURS, whole / words)


def _ingest(archive: Path, folder: Path, workers: int) -> Ran:
    """Runs the command. Raises RuntimeError when a page failed."""
    rest = ("ingest", str(folder), "--workers", str(workers), "--format", "json", "--quiet")
    ran = process(archive_command(archive, *rest))
    if failed := json.loads(ran.output)["failed"]:
        raise RuntimeError(f"{len(failed)} pages failed, the first: {failed[0]}")
    return ran


class _Warm:
    """Runs everything in this process, after a page of each language so that models are loaded."""

    def __init__(self, clock: Clock, ready: Callable[[], None]) -> None:
        self.clock = clock
        self.ready = ready

    def map(self, make: Callable[[], Callable[[Any], Any]], items: Iterable[Any]) -> Iterator[Any]:
        from archive.ingest.sources import FoundFile, Original
        from archive.pipeline.make import Maker

        function = make()
        if isinstance(function, Maker):
            function.clock = self.clock
        pages = (
            "Le comité se réunit ce soir à la mairie de Lille.",
            "The committee meets in London tonight.",
        )
        function(
            [
                Original(
                    FoundFile(f"{i}.txt", f"{i}.txt", f"{i}.txt"), data, hashlib.sha256(data).hexdigest()
                )
                for i, data in enumerate(p.encode() for p in pages)
            ]
        )
        self.ready()
        for item in items:
            yield function(item)


class _Laps:
    """Takes what every stage that is announced costs, by a clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.seconds: dict[str, float] = {}
        self.name = ""
        self.since = clock()

    def restart(self) -> None:
        self.since = self.clock()

    def stage(self, name: str, _total: int | None) -> None:
        now = self.clock()
        if self.name:
            self.seconds[self.name] = self.seconds.get(self.name, 0.0) + now - self.since
        self.name, self.since = name.lower(), now

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None: ...


def calls(folder: str) -> dict[str, float]:
    """The calls that each stage makes, as `stages`: no other process, and no machine, changes them."""
    with counting() as clock:
        return stages(folder, clock)


def instructions(folder: str) -> dict[str, float]:
    """The instructions that each stage takes. Raises OSError where none are counted."""
    return stages(folder, counter())


def _counts_instructions() -> bool:
    try:
        counter()
    except OSError:
        return False
    return True


def stages(folder: str, clock: Clock = time.process_time) -> dict[str, float]:
    """Seconds of each stage for all pages of a folder, models loaded before; "language" by itself too."""
    from archive.catalog import Catalog
    from archive.pipeline import index, settle
    from archive.pipeline.ingest import ingest
    from archive.pipeline.settings import settings as chosen
    from benchmarks.filled import NOW

    laps = _Laps(clock)
    with tempfile.TemporaryDirectory() as place, Catalog.open(Path(place), create=True) as catalog:
        settings = chosen(catalog)
        summary = ingest(
            catalog, [folder], now=lambda: NOW, settings=settings, progress=laps,
            choose_runner=lambda _size: _Warm(clock, laps.restart),
        )  # fmt: skip
        laps.stage("end", None)
        taken = laps.seconds.pop("reading and tagging")
        settle.settle(catalog, now=lambda: NOW, progress=laps, ready=summary.ready)
        index.update(catalog, laps)
        laps.stage("end", None)
    laps.seconds.pop("end", None)
    made = dict(summary.stage_seconds)
    made["catalog"] = max(taken - sum(made.values()), 0.0)
    return made | _language(folder, clock) | laps.seconds


def _language(folder: str, clock: Clock) -> dict[str, float]:
    """What it costs to tell the language of every block of every page; also within posts and language."""
    from archive.ingest import readers, sources
    from archive.ingest.language import guess_blocks

    pages = []
    for found in sources.find([folder]):
        data = sources.read(found).data
        pages.append(readers.read_page(data, readers.sniff(data, found.path)))
    start = clock()
    for page in pages:
        guess_blocks([page.text[b.start : b.end] for b in page.blocks])
    return {_WITHIN: clock() - start}
