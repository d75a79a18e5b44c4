"""Making an edition: its sources are read, tagged, linked and indexed as in any ingest, from their
originals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from archive.catalog import Catalog, documents, entries, handed, origins
from archive.catalog.handed import Handed
from archive.catalog.intake import Failure, Intake, joined
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.originals import Originals
from archive.ingest.places import FoundFile
from archive.ingest.sources import Original
from archive.link.nearest import Ready
from archive.pipeline import decided, index, settle
from archive.pipeline.edition.plan import Plan
from archive.pipeline.ingest import BATCH_BYTES, BATCH_FILES
from archive.pipeline.make import MakerOf, Settings, is_long
from archive.pipeline.runners import choose, ended
from archive.pipeline.settings import settings
from archive.progress import Progress
from archive.run import Run

Refused = dict[str, tuple[str, str]]  # ids of sources that could not be published: the source, the reason
_HOLDS = "it holds a closed or redacted text that the archive has from another file"
DAMAGED = "its original is missing or damaged (archive check)"


def build(
    edition: Catalog,
    new: Sequence[Handed],
    *,
    wanted: Plan,
    originals: Originals,
    moments: Mapping[str, str],
    now: str,
    run: Run,
) -> Refused:
    """Takes the sources `new` into an edition, and works out all that follows.

    `originals`: what holds their bytes, but for those that `wanted` has. `moments`: when those
    came into an earlier edition that were in it; the others come `now` (UTC). Returns what could not be
    published.
    """
    chosen = settings(edition, model=run.model, vectors=run.vectors)
    taking = _Taking(edition, chosen, wanted, originals, moments, now, run.progress)
    taking.take(new, run.workers)
    clock = _clock(now)
    decided.read_in_languages(edition, chosen, run.progress)
    settle.settle(edition, now=clock, progress=run.progress, ready=taking.ready, workers=run.workers)
    index.update(edition, run.progress)
    return taking.failed


def begin(edition: Catalog, plan: Plan) -> None:
    """Writes what was said, before the sources come."""
    handed.put(edition, plan.told, plan.decisions, plan.names)


def _clock(now: str) -> Callable[[], str]:
    return lambda: now


class _Taking:
    """Sources on their way from the originals of an archive into an edition."""

    def __init__(
        self, edition: Catalog, chosen: Settings, wanted: Plan, originals: Originals,
        moments: Mapping[str, str], now: str, progress: Progress,
    ) -> None:  # fmt: skip
        self.wanted = wanted
        self.edition, self.chosen, self.originals = edition, chosen, originals
        self.moments, self.now, self.progress = moments, now, progress
        self.ready = Ready(lexical=not chosen.vectors)
        self.failed: Refused = {}
        self.barred: set[str] = set()  # files that were read, and may not be there
        self.handed: dict[str, Handed] = {}

    def take(self, new: Sequence[Handed], workers: int | None) -> None:
        """Makes documents of all of them, in their order."""
        self.handed = {one.id: one for one in new}
        self.progress.stage("Reading and tagging", len(new))
        runner = choose(sum(one.size for one in new), workers)
        with ended(runner.map(MakerOf(self.chosen), self._batches(new))) as results:
            parts: list[Intake | Failure] = []
            for batch in results:
                for result in batch.results:
                    parts.append(result)
                    if result.part is None or result.part.last:
                        self._write(parts)
                        parts = []
        self._burn()

    def _batches(self, new: Sequence[Handed]) -> Iterator[list[Original]]:
        batch: list[Original] = []
        size = 0
        for one in new:
            read = self._read(one)
            if isinstance(read, Original):
                batch.append(read)
                size += len(read.data)
            if batch and (size >= BATCH_BYTES or len(batch) >= BATCH_FILES or not isinstance(read, Original)):
                yield batch
                batch, size = [], 0
            if not isinstance(read, Original):
                yield from ([part] for part in read)
        if batch:
            yield batch

    def _read(self, one: Handed) -> Original | Iterator[Original]:
        """The bytes of a source, or the parts of a long text; nothing of what is damaged, which is told."""
        place = one.places[0]
        written = FoundFile(
            place.given.rpartition("!")[2], place.origin, place.given, one.size, inside=one.inside,
            media_type=one.media_type, captured=one.moments,
        )  # fmt: skip
        if (data := self.wanted.data.get(one.sha256)) is not None:
            return Original(written, data, one.sha256)
        kept = sources.original(self.originals, one.sha256, written)
        with suppress(BadInput, OSError):
            long = one.media_type == "text/plain" and one.size > sources.LONG_BYTES
            if long and is_long(kept, written.path):
                if sources.copy(kept, self.chosen.originals) == one.sha256:
                    return (replace(part, found=written) for part in sources.parts(kept, one.sha256))
            else:
                original = sources.read(kept)
                if original.sha256 == one.sha256:
                    return replace(original, found=written)
        self.failed[one.id] = place.given, DAMAGED
        self.progress.advance(1, failed=1)
        return iter(())

    def _burn(self) -> None:
        """Removes the bytes of files that were kept before it was known what they hold."""
        kept = {one.sha256 for one in handed.sources(self.edition)}
        assert self.chosen.originals is not None
        self.chosen.originals.remove(self.barred - kept)

    def _write(self, parts: Sequence[Intake | Failure]) -> None:
        """Writes what was made of one source, or notes why nothing was."""
        intakes = [one for one in parts if isinstance(one, Intake)]
        refused = next((one for one in parts if isinstance(one, Failure)), None)
        self.progress.advance(1, failed=int(refused is not None))
        if refused is not None:
            self.failed[refused.source_id] = refused.given, refused.reason
            return
        if any(one.fingerprint in self.wanted.barred for intake in intakes for one in intake.documents):
            self.failed[intakes[0].source.id] = intakes[0].source.given, _HOLDS
            self.barred.add(intakes[0].source.sha256)
            return
        intake, unchanged = entries.only_changed(
            self.edition, intakes[0] if len(intakes) == 1 else joined(intakes)
        )
        source = self.handed[intake.source.id]
        now = self.moments.get(source.id, self.now)
        with self.edition.transaction():
            numbers = documents.add(self.edition, replace(intake, part=None), now)
            entries.said_again(self.edition, unchanged, now)
            for place in source.places[1:]:
                other = replace(intake.source, origin=place.origin, given=place.given)
                origins.add(self.edition, source.id, other, intake.mtime_ns, now)
        for n, one in zip(numbers, intake.documents, strict=True):
            if one.sketch:
                self.ready.put(n, one.sketch)
