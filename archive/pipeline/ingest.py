"""The whole flow on one page: files → originals → records → catalog → links → index."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.catalog import Catalog, documents
from archive.catalog.documents import Failure, Intake, Made
from archive.catalog.store import unusable
from archive.catalog.writer import writing
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.sources import Found, Original
from archive.link.sketch import Ready
from archive.pipeline.make import Batch, MakerOf, Settings, is_long
from archive.pipeline.runners import Runner, choose, ended
from archive.progress import Progress, Silent
from archive.records import Part, Source

BATCH_BYTES = 64 * 1024  # fills the batches of the models
BATCH_FILES = 64
# The last batches are smaller, so that no worker is idle for long while another ends: of what is left, so
# many are to come, each of this size at least.
_TO_COME = 4
_LEAST_BYTES = 12 * 1024


@dataclass(slots=True)
class Summary:
    """What an ingest did. `sources` were taken in now, `documents` made of them; `failed` have a reason.

    `ready` is what links can go on with, to be given to `settle`.
    """

    sources: int = 0
    documents: int = 0
    unchanged: int = 0
    words: int = 0
    failed: list[Failure] = field(default_factory=list)
    stage_seconds: dict[str, float] = field(default_factory=dict)
    interrupted: bool = False
    ready: Ready = field(default_factory=Ready)


def ingest(
    catalog: Catalog,
    paths: Iterable[str],
    *,
    now: Callable[[], str],
    settings: Settings | None = None,
    choose_runner: Callable[[int], Runner] = choose,
    progress: Progress | None = None,
) -> Summary:
    """Takes in every source under `paths` that the archive does not hold as it is.

    `choose_runner` says where the work runs, given how many bytes there are. Each source is written
    whole or not at all. Ctrl-C ends the run after what is done is written.
    Raises UnusableArchive when the archive cannot be written to.
    """
    chosen = settings or Settings()
    run = _Run(catalog, chosen, now, progress or Silent(), Summary(ready=Ready(lexical=not chosen.vectors)))
    with writing(catalog.folder):
        found = run.changed(paths)
        run.progress.stage("Reading and tagging", len(found))
        runner = choose_runner(sum(f.size for f in found))
        with ended(runner.map(MakerOf(chosen), run.batches(found))) as results:
            try:
                for batch in results:
                    run.write(batch, results)
            except KeyboardInterrupt:
                run.summary.interrupted = True
    return run.summary


@dataclass(slots=True)
class _Run:
    """One ingest: what to read, and what becomes of what was made of it."""

    catalog: Catalog
    settings: Settings
    now: Callable[[], str]
    progress: Progress
    summary: Summary
    # The same bytes under other names, while the first is made.
    twins: dict[str, list[Found]] = field(default_factory=dict)

    def changed(self, paths: Iterable[str]) -> list[Found]:
        """The files that are not in as they are; a file's size and time tell, it is not read for this."""
        seen = documents.seen(self.catalog)
        changed = []
        given: set[str] = set()
        for found in sources.find(paths):
            if found.origin in given:
                continue
            given.add(found.origin)
            if not found.problem and seen.get(found.origin) == (found.size, found.mtime_ns):
                self.summary.unchanged += 1
            else:
                changed.append(found)
        return changed

    def batches(self, found: Sequence[Found]) -> Iterator[list[Original]]:
        """What is to be made, in the order found: some small sources, or one part of a long text.

        Where batches end hangs on the files alone, not on who works on them or how fast.
        """
        batch: list[Original] = []
        size = 0
        left = sum(one.size for one in found)
        for one in found:
            full = min(max(left // _TO_COME, _LEAST_BYTES), BATCH_BYTES)
            left -= one.size
            try:
                if one.size > sources.LONG_BYTES and is_long(one, one.member or one.path):
                    if batch:
                        yield batch
                        batch, size = [], 0
                    yield from self._parts(one)
                    continue
                original = sources.read(one)
            except BadInput as error:
                self._refuse(_failure(one, str(error)))
                self.progress.advance(1, failed=1)
                continue
            if self._known(one, original.sha256):
                continue
            batch.append(original)
            size += len(original.data)
            if size >= full or len(batch) >= BATCH_FILES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _parts(self, found: Found) -> Iterator[list[Original]]:
        """A long text, kept first, then given out part by part."""
        try:
            sha256 = sources.copy(found, self.settings.originals)
        except OSError as error:
            raise unusable(error, self.catalog.folder) from error
        if self._known(found, sha256):
            return
        try:
            for part in sources.parts(found, sha256):
                yield [part]
        except BadInput as error:
            yield [Original(replace(found, problem=str(error)), b"", sha256, Part(0, last=True))]

    def _known(self, found: Found, sha256: str) -> bool:
        """Whether these bytes are in already, or in the making; `found` is then one more place of them."""
        if sha256 in self.twins:
            self.twins[sha256].append(found)
        elif documents.held(self.catalog, sha256):
            self._add_place(found, sha256)
        else:
            self.twins[sha256] = []
            return False
        self.progress.advance(1)
        return True

    def _add_place(self, found: Found, sha256: str) -> None:
        # The media type stands with the first origin; a second one only adds a place.
        source = Source(sha256, found.origin, found.given, "", found.size)
        documents.add_origin(self.catalog, source, found.mtime_ns, self.now())
        self.summary.unchanged += 1

    def write(self, batch: Batch, results: Iterator[Batch]) -> None:
        """Writes a batch, all or nothing; further parts of a text that begins in it come from `results`."""
        first = batch.results[0]
        if first.part is not None:
            self._write_long(batch, results)
            return
        self._add_seconds(batch)
        written: list[tuple[int, Made]] = []
        with self.catalog.transaction():
            for result in batch.results:
                if isinstance(result, Failure):
                    self._fail(result)
                else:
                    numbers = documents.add(self.catalog, result, self.now())
                    self.summary.documents += len(numbers)
                    written += zip(numbers, result.documents, strict=True)
                    self._taken_in(result)
                    self.progress.advance(1, words=self._count(result))
        self._ready(written)

    def _write_long(self, batch: Batch, results: Iterator[Batch]) -> None:
        """Writes the parts of one long text as one source, in one transaction."""
        failure: Failure | None = None
        refused, words = len(self.summary.failed), self.summary.words
        chars = posts = made = 0
        told = 0.0  # how much of the text the progress has heard of
        with contextlib.suppress(_Refused), self.catalog.transaction():
            while True:
                self._add_seconds(batch)
                (result,) = batch.results
                if isinstance(result, Failure):
                    failure = result
                    raise _Refused
                numbers = documents.add(self.catalog, result, self.now(), chars=chars, posts=posts)
                made += len(numbers)
                chars += len(result.page.text)
                posts += 1 + max((m.draft.post for m in result.documents), default=-1)
                share = min(len(result.page.text) / max(result.source.size, 1), 1 - told)
                told += share
                self.progress.advance(share, words=self._count(result))
                if result.part is None or result.part.last:
                    break
                batch = next(results)
            self.summary.documents += made
            self._taken_in(result)
            self.progress.advance(1 - told)
        if failure is None:
            return
        self.summary.words = words
        while (part := batch.results[0].part) is not None and not part.last:
            batch = next(results)
        with self.catalog.transaction():
            for one in self.summary.failed[refused:]:  # refused meanwhile, and taken back with the text
                documents.add_failure(self.catalog, one, self.now())
            self._fail(failure, left=1 - told)

    def _ready(self, written: Iterable[tuple[int, Made]]) -> None:
        """Keeps sketches for linking; not before they are written, for a number taken back comes again."""
        for n, made in written:
            if made.sketch:
                self.summary.ready.put(n, made.sketch)

    def _taken_in(self, intake: Intake) -> None:
        self.summary.sources += 1
        for twin in self.twins.pop(intake.source.sha256, []):
            self._add_place(twin, intake.source.sha256)

    def _count(self, intake: Intake) -> int:
        words = sum(len(m.draft.text.split()) for m in intake.documents)
        self.summary.words += words
        return words

    def _fail(self, failure: Failure, left: float = 1) -> None:
        """Records a source that could not be taken in, under all its names; `left`: not told as done yet."""
        self._refuse(failure)
        for twin in self.twins.pop(failure.sha256, []) if failure.sha256 else []:
            self._refuse(_failure(twin, failure.reason))
        self.progress.advance(left, failed=1)

    def _refuse(self, failure: Failure) -> None:
        documents.add_failure(self.catalog, failure, self.now())
        self.summary.failed.append(failure)

    def _add_seconds(self, batch: Batch) -> None:
        for stage, seconds in batch.seconds.items():
            self.summary.stage_seconds[stage] = self.summary.stage_seconds.get(stage, 0.0) + seconds


class _Refused(Exception):
    """A part of a long text could not be taken in: nothing of it is."""


def _failure(found: Found, reason: str) -> Failure:
    return Failure(found.origin, found.given, reason, found.size, found.mtime_ns)
