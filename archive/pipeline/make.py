"""From bytes to records: everything that is made of a source, without touching the catalog.

Runs in worker processes. A batch of originals goes in, what was made of each (or why not) comes out,
in the same order; models load once per process, and names and vectors run over the whole batch.
"""

from __future__ import annotations

import codecs
import itertools
import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from traceback import format_exception

from archive.addresses import fit, page_of
from archive.catalog.intake import Failure, Intake, Made, Passage
from archive.catalog.limits import PostLimit
from archive.catalog.sketches import Sketch
from archive.catalog.store import unusable
from archive.dataclass import dataclass
from archive.errors import (
    REMOVED,
    ArchiveError,
    BadInput,
    EmptyInput,
    OversizedInput,
    Reason,
    UnreadableInput,
    fault_line,
)
from archive.evidence import OCR
from archive.ingest import sources
from archive.ingest.files import refuse_without_handles
from archive.ingest.originals import Originals
from archive.ingest.sources import FoundFile, Original
from archive.pipeline.versions import READER, UNPUBLISHED, made_with
from archive.records import Captured, Dating, Draft, Mention, Page, Source, Split
from archive.run import Model
from archive.text import fingerprint

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run may choose; kept with every document made under it."""

    originals: Originals | None = None  # where originals are kept; None: they are not
    model: Model = "tuned"
    vectors: bool = True
    authority: tuple[Mapping[str, str | None], ...] = ()  # rows: name, type, language, same-as
    only_read: bool = False  # sources are read and parted, and nothing is looked for in their texts
    limits: tuple[PostLimit, ...] = ()  # what persons decided on where texts begin
    removed: frozenset[str] = frozenset()  # hashes of files and texts that are refused
    unpublished: bool = False  # posts that their author has not published are asked for
    opened: frozenset[str] = frozenset()  # SHA-256 of the exports of which they once were


@dataclass(frozen=True, slots=True)
class Batch:
    """What was made of a batch, in its order, and the seconds that each stage took."""

    results: tuple[Intake | Failure, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Work:
    """One original on its way."""

    original: Original
    source: Source
    page: Page
    split: Split


class Maker:
    """Makes records of originals. Heavy parts load at first use."""

    def __init__(
        self, settings: Settings | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        from archive.ingest.names import Authority, Namer
        from archive.link.vectors import Embedder

        self.settings = settings or Settings()
        self.clock = clock
        authority = Authority.from_rows(self.settings.authority) if self.settings.authority else None
        self.namer = Namer(self.settings.model, authority)
        self.embedder = Embedder() if self.settings.vectors else None
        self.made_with = made_with(self.namer.version, vectors=self.settings.vectors)

    def __call__(self, originals: Sequence[Original]) -> Batch:
        seconds: dict[str, float] = {}
        results: list[Intake | Failure | _Work] = [self._open(o, seconds) for o in originals]
        works = [r for r in results if isinstance(r, _Work)]
        try:
            made = dict(zip(map(id, works), self._make(works, seconds), strict=True))
        except ArchiveError:
            raise
        except Exception as error:
            # One text broke the batch: make each alone, so that only that one is refused.
            log.info("a batch of %s sources failed (%s): each is made alone", len(works), fault_line(error))
            made = {id(w): self._make_alone(w, seconds) for w in works}
        made = {id(w): self._allowed(w, made[id(w)]) for w in works} if self.settings.removed else made
        self._keep([w.original for w in works if isinstance(made[id(w)], Intake)], seconds)
        return Batch(tuple(made[id(r)] if isinstance(r, _Work) else r for r in results), seconds)

    def _allowed(self, work: _Work, result: Intake | Failure) -> Intake | Failure:
        """What was made of an original, unless it holds a text that was removed: its bytes are not kept."""
        if isinstance(result, Intake) and not self.settings.removed.isdisjoint(
            one.fingerprint or fingerprint(one.draft.text) for one in result.documents
        ):
            return failure(work.original, REMOVED)
        return result

    def _is_asked(self, sha256: str) -> bool:
        """Whether posts of an export that their author has not published are to be read."""
        return self.settings.unpublished or sha256 in self.settings.opened

    def _keep(self, originals: Sequence[Original], seconds: dict[str, float]) -> None:
        """Keeps the bytes before the catalog speaks of them; raises UnusableArchive when the disk refuses."""
        if self.settings.originals is None:
            return
        start = self.clock()
        try:
            # A long text is kept as a whole, before it is made.
            self.settings.originals.keep((o.sha256, o.data) for o in originals if o.part is None)
        except OSError as error:
            refuse_without_handles(error)
            raise unusable(error, self.settings.originals.home) from error
        _add(seconds, "originals", self.clock() - start)

    def _open(self, original: Original, seconds: dict[str, float]) -> _Work | Failure:
        from archive.ingest import posts, readers

        found = original.found
        if original.sha256 in self.settings.removed:
            return failure(original, REMOVED)
        try:
            start = self.clock()
            if original.part is not None:
                media_type, page = "text/plain", _part(original)
            else:
                media_type = found.media_type or readers.sniff(original.data, found.name)
                unpublished = self._is_asked(original.sha256)
                page = readers.read_page(original.data, media_type, unpublished=unpublished)
                page = replace(page, url=page.url or fit(found.url))
            read = self.clock()
            split = posts.split_page(page, limits=self.settings.limits)
            _add(seconds, "read", read - start)
            _add(seconds, "posts and language", self.clock() - read)
            if split.limits and not split.drafts:
                page = replace(page, vacant=page.vacant or "all of it was left out by a person")
            if not (split.drafts or page.vacant) and original.part is None:
                raise EmptyInput("no text in it")
        except BadInput as error:
            return failure(original, error.reason)
        except ArchiveError:
            raise
        except Exception as error:
            return broken(original, error)
        size = found.size if original.part else len(original.data)
        captured = found.captured or _saved(page)
        source = Source(original.sha256, found.origin, found.given, media_type, size, found.inside, captured)
        return _Work(original, source, page, split)

    def _make(self, works: Sequence[_Work], seconds: dict[str, float]) -> list[Intake | Failure]:
        from archive.dates import find_dates
        from archive.ingest.dating import date_documents

        if self.settings.only_read:
            return [self._intake(w, [Made(d, None, ()) for d in w.split.drafts]) for w in works]
        start = self.clock()
        drafts = [d for w in works for d in w.split.drafts]
        datings: list[Dating | None] = []
        spoken: list[Sequence[Mention]] = []
        for work in works:  # a page at a time: what was read for its own date is still at hand
            own = date_documents(work.split.drafts, work.page, name=work.source.given)
            datings += own
            spoken += [
                find_dates(d.text, d.lang, g.date if g else None)
                for d, g in zip(work.split.drafts, own, strict=True)
            ]
        dated = self.clock()
        names = list(self.namer.tag((d.text, d.lang) for d in drafts))
        named = self.clock()
        passages = self._vectorise(drafts)
        _add(seconds, "dates", dated - start)
        _add(seconds, "names", named - dated)
        _add(seconds, "vectors", self.clock() - named)
        sketches = self._sketch(drafts, passages, seconds)
        together = zip(drafts, datings, spoken, names, passages, sketches, strict=True)
        parts = (
            Made(d, g, _read_off(d, _in_order(n, s)), tuple(p), k, fingerprint(d.text))
            for d, g, s, n, p, k in together
        )
        return [self._intake(w, [next(parts) for _ in w.split.drafts]) for w in works]

    def _vectorise(self, drafts: Sequence[Draft]) -> Sequence[Sequence[Passage]]:
        if self.embedder is None:
            return [()] * len(drafts)
        return self.embedder.vectorise([d.text for d in drafts], [d.blocks for d in drafts])

    def _sketch(
        self, drafts: Sequence[Draft], passages: Sequence[Sequence[Passage]], seconds: dict[str, float]
    ) -> list[Sketch]:
        from archive.link.nearest import sketch

        start = self.clock()
        lexical = self.embedder is None
        sketches = [
            sketch(0, d.lang, d.text, p, lexical=lexical) for d, p in zip(drafts, passages, strict=True)
        ]
        _add(seconds, "sketches", self.clock() - start)
        return sketches

    def _make_alone(self, work: _Work, seconds: dict[str, float]) -> Intake | Failure:
        try:
            return self._make([work], seconds)[0]
        except ArchiveError:
            raise
        except Exception as error:
            return broken(work.original, error)

    def _intake(self, work: _Work, new: Sequence[Made]) -> Intake:
        from archive.ingest import readers

        reader = readers.reader_of(work.source.media_type)
        stamps = {READER: reader.stamp} if reader else {}
        if reader and reader.read_unpublished and self._is_asked(work.original.sha256):
            stamps[UNPUBLISHED] = "read"
        return Intake(
            work.source,
            work.original.found.mtime_ns,
            replace(work.page, blocks=()),  # of what may come from another process, a good part
            work.split.chrome,
            tuple(new),
            self.made_with | stamps,
            work.original.part,
            work.original.found.ctime_ns,
            work.original.found.inode,
            work.split.limits,
        )


@dataclass(frozen=True, slots=True)
class MakerOf:
    """Builds a Maker where it runs; picklable, as a lambda is not."""

    settings: Settings

    def __call__(self) -> Maker:
        return Maker(self.settings)


class Makers:
    """One Maker a model, each made when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[Model, Maker] = {}

    def __call__(self, model: Model) -> Maker:
        """Raises MissingExtra."""
        if model not in self._made:
            self._made[model] = Maker(replace(self._settings, model=model))
        return self._made[model]


def _read_off(draft: Draft, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Mentions in what was read off a picture carry how sure that is."""
    if not draft.recognised:
        return mentions
    starts = [one.start for one in draft.recognised]
    notes = []
    for mention in mentions:
        one = draft.recognised[max(bisect_right(starts, mention.start) - 1, 0)]
        if one.start <= mention.start < one.end:
            evidence = mention.evidence.then(OCR, f"{one.sure:.2f}")
            mention = replace(mention, score=mention.score * one.sure, evidence=evidence)
        notes.append(mention)
    return tuple(notes)


def _in_order(*found: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(itertools.chain(*found), key=lambda m: (m.start, m.end)))


def is_long(found: FoundFile, name: str) -> FoundFile | None:
    """The source as it was looked at, if it is plain text of a length that is made in parts, else None.

    Raises UnreadableInput.
    """
    from archive.ingest import readers

    head, looked_at = sources.head(found)
    wide = b"\0" in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    long = looked_at.size > sources.LONG_BYTES and not wide and readers.sniff(head, name) == "text/plain"
    return looked_at if long else None


def refusal(data: bytes, name: str) -> Reason | None:
    """Why nothing is read of bytes that stand under `name`, if what they are is not read at all."""
    from archive.ingest import readers

    media_type = readers.sniff(data, name)
    if readers.reader_of(media_type) is not None:
        return None
    try:
        readers.read_page(data, media_type)
    except BadInput as error:
        return error.reason
    return None


def _part(original: Original) -> Page:
    """A part of a long text as a page; one of blank lines has no blocks. Raises BadInput."""
    from archive.ingest import readers

    assert original.part is not None
    if original.found.problem:
        raise UnreadableInput(original.found.problem)
    try:
        return readers.read_page(original.data, "text/plain", begun=original.part.number > 0)
    except EmptyInput:
        return Page(original.data.decode("ascii", "replace").replace("\r\n", "\n"), ())


def failure(original: Original, reason: str, trace: str = "") -> Failure:
    """The record of an original that could not be taken in; `trace`: of the fault that is to blame."""
    found = original.found
    return Failure(
        found.origin,
        found.given,
        reason,
        found.size,
        found.mtime_ns,
        original.source_id,
        original.part,
        trace,
    )


def broken(original: Original, error: Exception) -> Failure:
    """The record of an original at which this program, or a library, made a mistake.

    Raises UnusableArchive where no more files can be opened, whichever they are.
    """
    if isinstance(error, MemoryError):
        return failure(original, Reason("it needs more memory than there is", OversizedInput.code))
    refuse_without_handles(error)
    log.info("%s: %s", original.found.given, fault_line(error), exc_info=error)
    reason = Reason(f"internal error ({fault_line(error)})", "internal-error")
    return failure(original, reason, "".join(format_exception(error)))


def _saved(page: Page) -> Captured | None:
    """When a program saved a page from its address, where it says both."""
    return Captured(page_of(page.url), (page.saved,)) if page.url and page.saved else None


def _add(seconds: dict[str, float], stage: str, more: float) -> None:
    seconds[stage] = seconds.get(stage, 0.0) + more
