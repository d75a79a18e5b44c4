"""The whole flow on one page: files → originals → records → catalog → links → index."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace

from archive.catalog import Catalog, documents, entries, mails, origins
from archive.catalog.intake import Failure, Intake, Made, unnamed
from archive.catalog.store import unusable
from archive.catalog.writer import writing
from archive.dataclass import dataclass
from archive.errors import REMOVED, BadInput, Reason
from archive.ingest import containers, originals, sources
from archive.ingest.files import CHANGED, refuse_without_handles
from archive.ingest.places import FoundFile
from archive.ingest.sources import Original
from archive.link.nearest import Ready
from archive.pipeline.beside import Descriptions
from archive.pipeline.finding import Finder
from archive.pipeline.make import Batch, MakerOf, Settings, is_long, refusal
from archive.pipeline.runners import Runner, choose, ended
from archive.pipeline.summary import Summary
from archive.progress import Progress, Silent
from archive.records import Portion, source_id

log = logging.getLogger(__name__)

BATCH_BYTES = 64 * 1024  # fills the batches of the models
BATCH_FILES = 64
# The last batches are smaller, so that no worker is idle for long while another ends: of what is left, so
# many are to come, each of this size at least.
_TO_COME = 4
_LEAST_BYTES = 12 * 1024
_PLACES = 500  # written in one transaction


def ingest(
    catalog: Catalog,
    paths: Iterable[str],
    *,
    now: Callable[[], str],
    settings: Settings | None = None,
    choose_runner: Callable[[int], Runner] = choose,
    progress: Progress | None = None,
    rehash: bool = False,
) -> Summary:
    """Takes in every source under `paths` that the archive does not hold as it is.

    `rehash`: reads all of them, whatever their times say, and mends their originals. `choose_runner` says
    where the work runs, given how many bytes there are. Each source is written whole or not at all.
    Ctrl-C ends the run after what is done is written.
    Raises UnusableArchive when the archive cannot be written to.
    """
    chosen = settings or Settings()
    summary = Summary(ready=Ready(lexical=not chosen.vectors))
    run = _Run(catalog, chosen, now, progress or Silent(), summary, rehash)
    with writing(catalog.folder), contextlib.closing(containers):
        descriptions = Descriptions(catalog, now, rehash=rehash)
        finder = Finder(catalog, summary, descriptions, rehash=rehash)
        found = finder.changed(paths)
        for failure in descriptions.refused:
            run.refuse(failure)
        runner = choose_runner(sum(f.size for f in found))
        run.progress.stage("Reading and tagging", len(found))
        while True:
            with ended(runner.map(MakerOf(chosen), run.batches(found))) as results:
                try:
                    for batch in results:
                        run.write(batch, results)
                except KeyboardInterrupt:
                    summary.interrupted = True
            run.put_places()
            found, run.again = run.again, []
            if summary.interrupted:
                return summary
            if not found:
                finder.finish(now())
                summary.described += descriptions.told()
                return summary
            run.progress.stage("Reading under another name", len(found))


@dataclass(slots=True)
class _Making:
    """Bytes that are being made under one name, and others that they stand under.

    Beside each the reason why nothing can be read of it by its own name, if there is one.
    """

    name: str
    others: list[tuple[FoundFile, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """One ingest: what to read, and what becomes of what was made of it."""

    catalog: Catalog
    settings: Settings
    now: Callable[[], str]
    progress: Progress
    summary: Summary
    rehash: bool = False
    making: dict[str, _Making] = field(default_factory=dict)  # by ids of sources
    again: list[FoundFile] = field(default_factory=list)  # to be made under their own names
    places: list[tuple[FoundFile, str]] = field(default_factory=list)  # of what is in, to be written
    kept: dict[str, str] = field(default_factory=dict)  # SHA-256 of long texts in the making, by origin

    def batches(self, found: Sequence[FoundFile]) -> Iterator[list[Original]]:
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
                if one.size > sources.LONG_BYTES and (long := is_long(one, one.name)):
                    if batch:
                        yield batch
                        batch, size = [], 0
                    yield from self._parts(long)
                    continue
                original = sources.read(one)
            except BadInput as error:
                self.refuse(_failure(one, error.reason))
                self.progress.advance(1, failed=1)
                continue
            if self._known(original.found, original.sha256, original.data):
                continue
            batch.append(original)
            size += len(original.data)
            if size >= full or len(batch) >= BATCH_FILES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _parts(self, found: FoundFile) -> Iterator[list[Original]]:
        """A long text, kept first, then given out part by part as it is kept."""
        kept = self.settings.originals
        damaged = self._damaged(found)
        if self.settings.removed and sources.copy(found, None) in self.settings.removed:
            self.refuse(_failure(found, REMOVED))
            self.progress.advance(1, failed=1)
            return
        try:
            sha256 = sources.copy(found, kept)
        except OSError as error:
            refuse_without_handles(error)
            raise unusable(error, self.catalog.folder) from error
        if self._known(found, sha256):
            self.summary.mended += damaged
            return
        self.kept[found.origin] = sha256
        try:
            for part in sources.parts(found, sha256, kept):
                yield [part]
        except BadInput as error:
            yield [Original(replace(found, problem=error.reason), b"", sha256, Portion(0, last=True))]

    def _known(self, found: FoundFile, sha256: str, data: bytes | None = None) -> bool:
        """Whether these bytes are in already, or in the making; `found` is then one more place of them.

        `data`: the bytes, unless they are a long text. What is not read under its own name is refused.
        """
        source = self._source(found, sha256)
        making = self.making.get(source)
        archived = making is None and origins.held(self.catalog, source)
        if making is None and not archived:
            self.making[source] = _Making(found.name)
            return False
        reason = None
        like = making is not None and _suffix(making.name) == _suffix(found.name)
        if data is not None and not like and origins.standing(self.catalog, found.origin) != source:
            reason = refusal(data, found.name)
        if making:
            making.others.append((found, reason))
            self.progress.advance(1)
        elif reason:
            self.refuse(_failure(found, reason))
            self.progress.advance(1, failed=1)
        else:
            log.debug("%s: it is in the archive already", found.given)
            self._mend(sha256, data)
            self._add_place(found, source)
            self.progress.advance(1)
        return True

    def _source(self, found: FoundFile, sha256: str) -> str:
        """The id of the source that is found with these bytes: the one that had them here, if any did.

        Of an archive of before, what lies in a container is known by its bytes and its place in there.
        """
        if found.inside is None:
            return sha256
        if before := origins.with_bytes(self.catalog, found.origin, sha256):
            return before
        source = source_id(sha256, found.inside)
        if origins.standing(self.catalog, found.origin) or origins.held(self.catalog, source):
            return source
        return origins.former(self.catalog, found.origin, sha256) or source

    def _damaged(self, found: FoundFile) -> bool:
        """Whether the original of a long text is in and has other bytes, where nothing is trusted."""
        kept = self.settings.originals
        if not self.rehash or kept is None:
            return False
        sha256 = sources.copy(found, None)
        return origins.held(self.catalog, self._source(found, sha256)) and not originals.is_whole(
            kept, sha256
        )

    def _mend(self, sha256: str, data: bytes | None) -> None:
        """Keeps an original anew that is missing or has other bytes, where all is read anew."""
        kept = self.settings.originals
        if not self.rehash or kept is None or data is None:  # a long text is kept anew in any case
            return
        try:
            self.summary.mended += kept.keep([(sha256, data)])
        except OSError as error:
            refuse_without_handles(error)
            raise unusable(error, self.catalog.folder) from error

    def _add_place(self, found: FoundFile, source: str) -> None:
        self.places.append((found, source))
        self.summary.unchanged += 1
        # Within a transaction they would be lost with it.
        if len(self.places) >= _PLACES and not self.catalog.in_transaction:
            self.put_places()

    def put_places(self) -> None:
        """Writes where else stands what is in."""
        with self.catalog.transaction():
            for found, source in self.places:
                origins.add(
                    self.catalog,
                    source,
                    found,
                    found.mtime_ns,
                    self.now(),
                    ctime_ns=found.ctime_ns,
                    inode=found.inode,
                )
        self.places.clear()

    def write(self, batch: Batch, results: Iterator[Batch]) -> None:
        """Writes a batch, all or nothing; further parts of a text that begins in it come from `results`."""
        if self.places:
            self.put_places()
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
                    intake, unchanged = entries.only_changed(self.catalog, result)
                    numbers = documents.add(self.catalog, intake, self.now())
                    entries.said_again(self.catalog, unchanged, self.now())
                    self.summary.documents += len(numbers)
                    self.summary.entries_held += len(unchanged)
                    written += zip(numbers, intake.documents, strict=True)
                    self._taken_in(result)
                    self.progress.advance(1, words=self._count(result))
        self._ready(written)

    def _write_long(self, batch: Batch, results: Iterator[Batch]) -> None:
        """Writes the parts of one long text as one source, in one transaction."""
        failure: Failure | None = None
        refused, words = len(self.summary.failed), self.summary.words
        chars = posts = documents_made = 0
        reported = 0.0  # how much of the text the progress has heard of
        with contextlib.suppress(_Refused), self.catalog.transaction():
            while True:
                self._add_seconds(batch)
                (result,) = batch.results
                if isinstance(result, Failure):
                    failure = result
                    raise _Refused
                numbers = documents.add(self.catalog, result, self.now(), chars=chars, posts=posts)
                documents_made += len(numbers)
                chars += len(result.page.text)
                posts += 1 + max((m.draft.post for m in result.documents), default=-1)
                share = min(len(result.page.text) / max(result.source.size, 1), 1 - reported)
                reported += share
                self.progress.advance(share, words=self._count(result))
                if result.part is None or result.part.last:
                    break
                batch = next(results)
            self.summary.documents += documents_made
            self._taken_in(result)
            self.progress.advance(1 - reported)
        if failure is None:
            return
        self.summary.words = words
        while (part := batch.results[0].part) is not None and not part.last:
            batch = next(results)
        with self.catalog.transaction():
            for one in self.summary.failed[refused:]:  # refused meanwhile, and taken back with the text
                origins.add_failure(self.catalog, one, self.now())
            self._fail(failure, left=1 - reported)

    def _ready(self, written: Iterable[tuple[int, Made]]) -> None:
        """Keeps sketches for linking; not before they are written, for a number taken back comes again."""
        for n, document in written:
            if document.sketch:
                self.summary.ready.put(n, document.sketch)

    def _taken_in(self, intake: Intake) -> None:
        self.summary.sources += 1
        self.summary.media_types[intake.source.media_type] += 1
        if intake.page.unread:
            self.summary.unread.append((intake.source.given, intake.page.unread))
        if letter := intake.page.letter:
            known = letter.message_id and mails.is_held(self.catalog, letter.message_id, intake.source.id)
            self.summary.count(letter, again=bool(known))
        if intake.page.vacant:
            self.summary.vacant.append((intake.source.given, intake.page.vacant))
        making = self.making.pop(intake.source.id, None)
        for twin, reason in making.others if making else ():
            if reason:
                self.refuse(_failure(twin, reason))
            else:
                self._add_place(twin, intake.source.id)

    def _count(self, intake: Intake) -> int:
        words = sum(len(m.draft.text.split()) for m in intake.documents)
        self.summary.words += words
        return words

    def _fail(self, failure: Failure, left: float = 1) -> None:
        """Records a source that could not be taken in; `left`: not told as done yet.

        So could not the same bytes under other names, but where those may tell another format.
        """
        self.refuse(failure)
        making = self.making.pop(failure.source_id, None)
        for twin, reason in making.others if making else ():
            if reason:
                self.refuse(_failure(twin, reason))
            elif making and _suffix(making.name) == _suffix(twin.name) and failure.reason != CHANGED:
                self.refuse(replace(_failure(twin, failure.reason), trace=failure.trace))
            else:
                self.again.append(twin)
        self.progress.advance(left, failed=1)

    def refuse(self, failure: Failure) -> None:
        """Records what cannot be taken in, and why; of what was removed no name and no byte is kept."""
        if failure.code == REMOVED.code:
            self._refuse_removed(failure)
            return
        if origins.standing(self.catalog, failure.origin):
            kept = Reason(f"{failure.reason}; its earlier text stays in the archive", failure.code)
            failure = replace(failure, reason=kept)
        log.info("%s: refused, %s", failure.given, failure.reason.partition("\n")[0])
        origins.add_failure(self.catalog, failure, self.now())
        self.summary.failed.append(failure)

    def _refuse_removed(self, failure: Failure) -> None:
        kept, sha256 = self.settings.originals, self.kept.pop(failure.origin, None)
        if kept and sha256 and not origins.of_original(self.catalog, sha256):
            kept.remove([sha256])
        log.info("%s: refused, %s", failure.given, failure.reason)
        origins.forget_failures(self.catalog, [failure.origin])
        origins.add_failure(self.catalog, unnamed(failure), self.now())
        self.summary.failed.append(failure)

    def _add_seconds(self, batch: Batch) -> None:
        for stage, seconds in batch.seconds.items():
            self.summary.stage_seconds[stage] = self.summary.stage_seconds.get(stage, 0.0) + seconds


class _Refused(Exception):
    """A part of a long text could not be taken in: nothing of it is."""


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _failure(found: FoundFile, reason: str) -> Failure:
    return Failure(found.origin, found.given, reason, found.size, found.mtime_ns)
