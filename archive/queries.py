"""What an open archive answers. Nothing here changes it."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from archive.errors import UsageError
from archive.run import Run

if TYPE_CHECKING:
    from archive.catalog import Catalog
    from archive.catalog.acts import Act
    from archive.catalog.authority import Known
    from archive.catalog.entities import Appearance, Doubt, Entity
    from archive.catalog.links import Pair
    from archive.catalog.listings import FolderOfTexts
    from archive.catalog.mentions import Exported
    from archive.catalog.pieces import OpenedSource
    from archive.catalog.queues import Doubted, Place
    from archive.catalog.runs import FailedSource, IngestRun
    from archive.catalog.stats import Stats
    from archive.pipeline.desk import DeskItem
    from archive.pipeline.explain import Explanation
    from archive.pipeline.intake import Report
    from archive.pipeline.make import Settings
    from archive.pipeline.over_time import Difference
    from archive.pipeline.reading import Entry, Parallel, Reading
    from archive.records import Document, MentionType, Status
    from archive.search.opened import OpenIndex
    from archive.search.results import ResultPage
    from archive.search.service import Encode, Request
    from archive.search.watches import Watch
    from archive.timeline import DocumentDates, Timeline
    from archive.timeline.chosen import Chosen
    from archive.timeline.part import TimelinePart

Names = str | Sequence[str]


class Queries:
    """An open archive, to be asked by any number of threads. What returns an iterator reads meanwhile."""

    def __init__(self, catalog: Catalog, run: Run) -> None:
        """Takes over an open catalog; `archive.open` makes one."""
        from archive.catalog.pool import Catalogs

        self.folder: Path = catalog.folder
        self.run = run
        self._catalogs = Catalogs(catalog)
        self._lock = threading.Lock()  # of what a first search makes
        self._index: OpenIndex | None = None
        self._encode: Encode | None = None
        self._closed = False

    def close(self) -> None:
        """Lets go of catalog and index. A second time does nothing."""
        self._catalogs.close()
        with self._lock:
            self._closed = True
            index = self._index
        if index is not None:
            index.close()

    def _settings(self, catalog: Catalog) -> Settings:
        from archive.pipeline.settings import settings

        return settings(catalog, model=self.run.model, vectors=self.run.vectors)

    def stats(self) -> Stats:
        """Counts of all that the archive holds."""
        from archive.catalog import authority
        from archive.catalog.stats import stats
        from archive.pipeline.versions import is_outdated, made_now, model_of

        with self._catalogs.lent() as catalog:
            taught = [known.row for known in authority.entries(catalog)]
            current = cache(lambda model: made_now(model, taught, vectors=self.run.vectors))
            outdated = partial(is_outdated, current=current)
            return stats(catalog, outdated, lambda made_with: model_of(json.loads(made_with)))

    # -- searching -------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        lang: str | None = None,
        person: Names = (),
        place: Names = (),
        org: Names = (),
        since: str | None = None,
        until: str | None = None,
        mentions: bool = False,
        limit: int = 10,
        offset: int = 0,
        sort: Literal["relevance", "date"] = "relevance",
        facets: bool = False,
        cross: bool = True,
    ) -> ResultPage:
        """A page of hits for a query, as `archive search` reads it.

        `mentions`: also texts that mention a date in the range. `cross`: by meaning too, above all in the
        other language. Raises QueryError, UsageError.
        """
        from archive.search.service import Request

        request = Request(
            query, lang, _several(person), _several(place), _several(org), since, until, mentions, limit,
            offset, sort == "date", facets, cross,
        )  # fmt: skip
        return next(self.search_all([request]))

    def search_all(self, requests: Sequence[Request]) -> Generator[ResultPage]:
        """A page for each request, in order; the meanings of their queries are worked out in one go."""
        from archive.search.service import page, prepared

        with self._catalogs.lent() as catalog:
            index = self._searched()
            for one in prepared(requests, self._encode):
                yield index.asked(catalog, partial(page, catalog, asked=one))

    def marks(self, query: str, *documents: Document, cross: bool = True) -> list[list[tuple[int, int]]]:
        """For each document the spans of its text that answer a query, as in `search`. Raises QueryError."""
        from archive.search import service

        with self._catalogs.lent() as catalog:
            return service.marks(catalog, service.Request(query, cross=cross), documents)

    def watches(self) -> list[Watch]:
        """The saved searches, by name."""
        from archive.search import watches

        with self._catalogs.lent() as catalog:
            return watches.listing(catalog)

    def _searched(self) -> OpenIndex:
        """The index, which follows whoever writes. Raises UsageError once the archive is closed."""
        from archive.search.encoder import QueryEncoder
        from archive.search.opened import OpenIndex

        with self._lock:
            if self._closed:
                raise UsageError(f"The archive in {self.folder} is closed. Open it again.")
            if self._index is None:
                self._index = OpenIndex(self.folder, bring_up=self.run.bring_up, say=self.run.notify)
                self._encode = QueryEncoder()
            return self._index

    # -- what came in ----------------------------------------------------------------------------------

    def intakes(self) -> list[IngestRun]:
        """The runs of an ingest that took something in, the newest first."""
        from archive.catalog import runs

        with self._catalogs.lent() as catalog:
            return runs.listing(catalog)

    def intake(self, number: int | None = None) -> Report:
        """What came of a run (None: the last one), and what of it to look at. Raises UsageError."""
        from archive.pipeline import intake

        with self._catalogs.lent() as catalog:
            return intake.report(catalog, number)

    def intake_standing(self) -> tuple[object, ...]:
        """What stays the same as long as every report of an intake does."""
        from archive.catalog import runs

        with self._catalogs.lent() as catalog:
            return runs.standing(catalog)

    def failed(self, key: str) -> FailedSource:
        """The source that failed and that an intake's report names so. Raises UsageError."""
        from archive.pipeline import intake

        with self._catalogs.lent() as catalog:
            return intake.failed(catalog, key)

    def source(self, name: str) -> OpenedSource:
        """A source, by its id, its place or a document of it: its texts and the rest. Raises UsageError."""
        from archive.catalog import pieces

        with self._catalogs.lent() as catalog:
            return pieces.opened(catalog, name)

    def in_folder(
        self, document: str, what: Literal["date", "language"], value: str | None, *, limit: int
    ) -> FolderOfTexts:
        """The folder of a document, and the texts in it whose date or language a decision would change."""
        from archive.catalog import listings

        with self._catalogs.lent() as catalog:
            return listings.folder(catalog, document, what, value, limit)

    # -- reading ---------------------------------------------------------------------------------------

    def read(self, document: str) -> Reading:
        """The document with this id, or the only one whose id begins so. Raises UsageError."""
        from archive.pipeline import reading

        with self._catalogs.lent() as catalog:
            return reading.read(catalog, document)

    def standing(self, document: str, when: str) -> Reading:
        """The version of a document that stood at the end of a time, such as "2019-03". Raises UsageError."""
        from archive.pipeline import over_time

        with self._catalogs.lent() as catalog:
            return over_time.standing(catalog, document, when)

    def difference(self, document: str, when: str | None = None) -> Difference:
        """What changed between a version and the one that stood at `when`, or (None) the last other one.

        Raises UsageError.
        """
        from archive.pipeline import over_time

        with self._catalogs.lent() as catalog:
            return over_time.difference(catalog, document, when)

    def original(self, document: str) -> BinaryIO:
        """The file that a document was taken from, open to be read; its bytes are those that were taken in.

        Raises UsageError where no document is called so, or the original is missing or damaged.
        """
        from archive.pipeline import reading

        with self._catalogs.lent() as catalog:
            return reading.original(catalog, document)

    def original_of(self, sha256: str) -> BinaryIO:
        """An original by the SHA-256 of its bytes, open to be read; see `original`. Raises UsageError."""
        from archive.pipeline import reading

        return reading.original_of(self.folder, sha256)

    def explain(self, subject: str) -> Explanation:
        """Why a document (by its id), a file or a text is decided so, and what was rejected.

        Raises UsageError.
        """
        from archive.pipeline.explain import explain

        with self._catalogs.lent() as catalog:
            return explain(subject, self._settings(catalog), catalog)

    def parallel(self, document: str | Pair) -> Parallel:
        """A document (by its id) beside its best translation, or the two of a pair. Raises UsageError."""
        from archive.pipeline import reading

        with self._catalogs.lent() as catalog:
            if isinstance(document, str):
                return reading.parallel(catalog, reading.read(catalog, document))
            return reading.beside(catalog, document)

    def documents(self) -> Generator[Entry]:
        """All documents, oldest first, undated ones last."""
        from archive.pipeline import reading

        with self._catalogs.lent() as catalog:
            yield from reading.entries(catalog)

    def mentions(self) -> Generator[Exported]:
        """All mentions, in the order the documents came and in reading order."""
        from archive.catalog import mentions

        with self._catalogs.lent() as catalog:
            yield from mentions.for_export(catalog)

    def timeline(self, name: str, *, document_dates: DocumentDates = "once") -> Timeline:
        """What is said of an entity (its name in any language, or its id) with a date.

        The day of each text that names it without a date is an event too; `document_dates`: "never", or
        "always", for each sentence without a date. Raises UsageError
        where no entity, or several, are called so.
        """
        from archive import timeline
        from archive.catalog import entities

        with self._catalogs.lent() as catalog:
            entity = entities.find(catalog, name)
            return timeline.timeline(catalog, entity, document_dates=document_dates)

    def timeline_part(
        self, entity: Entity, start: int = 0, limit: int = 30, chosen: Chosen | None = None
    ) -> TimelinePart:
        """What `limit` of the documents that name an entity say of it, from the one at place `start` on.

        `chosen`: of which events; only documents that may tell of such count.
        """
        from archive.timeline.chosen import EVERYTHING
        from archive.timeline.part import part

        with self._catalogs.lent() as catalog:
            return part(catalog, entity, start, limit, chosen or EVERYTHING)

    def timeline_page(self, entity_timeline: Timeline, lang: str = "en") -> str:
        """A timeline as a page of HTML whose links lead to the files by their whole paths."""
        from archive import timeline
        from archive.timeline.page import to_html

        with self._catalogs.lent() as catalog:
            return to_html(entity_timeline, lang, timeline.paths(catalog, entity_timeline))

    def timelines(self) -> Generator[Timeline]:
        """The timeline of every entity, those of most documents first."""
        from archive import timeline

        with self._catalogs.lent() as catalog:
            yield from timeline.timelines(catalog)

    def entities(
        self, kind: MentionType | None = None, *, after: Entity | None = None, limit: int | None = None
    ) -> Generator[Entity]:
        """The people, places and organisations, those of most documents first.

        `limit`: so many at most, of those that follow the entity `after`.
        """
        from archive.catalog import entities

        with self._catalogs.lent() as catalog:
            yield from entities.listing(catalog, kind=kind, after=after, limit=limit)

    def doubts(self, limit: int | None = None) -> Generator[Doubt]:
        """Names that two entities of different types are called by, the most frequent first."""
        from archive.catalog import entities

        with self._catalogs.lent() as catalog:
            yield from entities.doubts(catalog, limit)

    def entity(self, name: str) -> Entity:
        """The entity with this name, in any language, or id. Raises UsageError."""
        from archive.catalog import entities

        with self._catalogs.lent() as catalog:
            return entities.find(catalog, name)

    def appearances(self, entity: Entity) -> list[Appearance]:
        """The documents that name an entity, and the reasons of the joins there."""
        from archive.catalog import entities

        with self._catalogs.lent() as catalog:
            return entities.appearances(catalog, entity)

    def pairs(self, status: Status | None = None, *, doubtful_first: bool = False) -> Generator[Pair]:
        """Texts that are each other's translation: of a status, or (None) all that nobody rejected.

        `doubtful_first`: the lowest score first, each pair once whatever places its files stand in.
        """
        from archive.pipeline import reading

        with self._catalogs.lent() as catalog:
            yield from reading.pairs(catalog, status, doubtful_first=doubtful_first)

    def decisions(self) -> Generator[Act]:
        """What persons decided, the newest first, also what was withdrawn."""
        from archive.catalog import acts

        with self._catalogs.lent() as catalog:
            yield from acts.listing(catalog)

    def queue(self, name: str) -> list[Doubted]:
        """All that stands in a queue of the desk: "pairs", "texts", "names", "kinds", "dates"."""
        from archive.catalog import queues

        with self._catalogs.lent() as catalog:
            return queues.doubted(catalog, name)

    def item(self, queue: str, place: Place, lang: str = "") -> DeskItem | None:
        """What stands at a place of a queue, entities called in `lang`; None where nothing does now."""
        from archive.pipeline import desk

        with self._catalogs.lent() as catalog:
            return desk.item(catalog, queue, place, lang)

    def position(self) -> int:
        """The newest place in the log of changes: what was asked before it is as it was while this stays."""
        from archive.catalog import changes

        with self._catalogs.lent() as catalog:
            return changes.position(catalog)

    def names(self) -> list[Known]:
        """The names that the archive was taught."""
        from archive.catalog import authority

        with self._catalogs.lent() as catalog:
            return authority.entries(catalog)


def _several(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
