"""The whole flow on one page: files → originals → records → catalog → links → index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from archive.catalog import Catalog, documents
from archive.catalog.documents import Failure, Intake
from archive.catalog.writer import writing
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.sources import Found, Original
from archive.pipeline.make import Batch, Maker, Settings
from archive.pipeline.runners import Runner, choose
from archive.progress import Progress, Silent
from archive.records import Source

BATCH_BYTES = 256 * 1024  # a batch of texts: enough to fill the models' batches, little to lose
BATCH_FILES = 64


@dataclass(slots=True)
class Summary:
    """What an ingest did. `sources` were taken in now, `documents` made of them; `failed` have a reason."""

    sources: int = 0
    documents: int = 0
    unchanged: int = 0
    words: int = 0
    failed: list[Failure] = field(default_factory=list)
    stage_seconds: dict[str, float] = field(default_factory=dict)
    interrupted: bool = False


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
    progress = progress or Silent()
    summary = Summary()
    with writing(catalog.folder):
        found = _changed(catalog, paths, summary)
        progress.stage("Reading and tagging", len(found))
        twins: dict[str, list[Original]] = {}  # the same bytes under other names, while the first is made
        batches = _batches(catalog, found, twins, summary, progress, now)
        make = _MakerOf(settings or Settings())
        runner = choose_runner(sum(f.size for f in found))
        results = runner.map(make, batches)
        try:
            for batch in results:
                _write(catalog, batch, twins, summary, progress, now)
        except KeyboardInterrupt:
            summary.interrupted = True
        finally:
            if isinstance(results, Iterator) and hasattr(results, "close"):
                results.close()
    return summary


@dataclass(frozen=True, slots=True)
class _MakerOf:
    """Builds a Maker where it runs; picklable, as a lambda is not."""

    settings: Settings

    def __call__(self) -> Maker:
        return Maker(self.settings)


def _changed(catalog: Catalog, paths: Iterable[str], summary: Summary) -> list[Found]:
    """The files that are not in as they are; a file's size and time tell, it is not read for this."""
    seen = documents.seen(catalog)
    changed = []
    given: set[str] = set()
    for found in sources.find(paths):
        if found.origin in given:
            continue
        given.add(found.origin)
        if not found.problem and seen.get(found.origin) == (found.size, found.mtime_ns):
            summary.unchanged += 1
        else:
            changed.append(found)
    return changed


def _batches(
    catalog: Catalog,
    found: Iterable[Found],
    twins: dict[str, list[Original]],
    summary: Summary,
    progress: Progress,
    now: Callable[[], str],
) -> Iterator[list[Original]]:
    batch: list[Original] = []
    size = 0
    for one in found:
        try:
            original = sources.read(one)
        except BadInput as error:
            _refuse(catalog, Failure(one.origin, one.given, str(error), one.size, one.mtime_ns), summary, now)
            progress.advance(1, failed=1)
            continue
        if original.sha256 in twins:
            twins[original.sha256].append(original)
            progress.advance(1)
            continue
        if documents.held(catalog, original.sha256):
            documents.add_origin(catalog, _source(original), one.mtime_ns, now())
            summary.unchanged += 1
            progress.advance(1)
            continue
        twins[original.sha256] = []
        batch.append(original)
        size += len(original.data)
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _source(original: Original) -> Source:
    found = original.found
    # The media type stands with the first origin; a second one only adds a place.
    return Source(original.sha256, found.origin, found.given, "", len(original.data))


def _write(
    catalog: Catalog,
    batch: Batch,
    twins: dict[str, list[Original]],
    summary: Summary,
    progress: Progress,
    now: Callable[[], str],
) -> None:
    for stage, seconds in batch.seconds.items():
        summary.stage_seconds[stage] = summary.stage_seconds.get(stage, 0.0) + seconds
    with catalog.transaction():
        for result in batch.results:
            if isinstance(result, Failure):
                _refuse(catalog, result, summary, now)
                for twin in twins.pop(result.sha256, []) if result.sha256 else []:
                    one = twin.found
                    again = Failure(one.origin, one.given, result.reason, one.size, one.mtime_ns)
                    _refuse(catalog, again, summary, now)
                progress.advance(1, failed=1)
            else:
                _take_in(catalog, result, twins.pop(result.source.sha256, []), summary, now)
                progress.advance(1, words=sum(len(m.draft.text.split()) for m in result.documents))


def _take_in(
    catalog: Catalog, intake: Intake, twins: Iterable[Original], summary: Summary, now: Callable[[], str]
) -> None:
    numbers = documents.add(catalog, intake, now())
    summary.sources += 1
    summary.documents += len(numbers)
    summary.words += sum(len(m.draft.text.split()) for m in intake.documents)
    for twin in twins:
        documents.add_origin(catalog, _source(twin), twin.found.mtime_ns, now())
        summary.unchanged += 1


def _refuse(catalog: Catalog, failure: Failure, summary: Summary, now: Callable[[], str]) -> None:
    documents.add_failure(catalog, failure, now())
    summary.failed.append(failure)
