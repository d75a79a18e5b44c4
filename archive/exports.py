"""What an open archive hands over: forms that other programs read, vocabularies, what a harvester asks."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.errors import UnusableArchive
from archive.queries import Queries

if TYPE_CHECKING:
    from archive.catalog.authority import Known
    from archive.catalog.listings import Record
    from archive.catalog.portable import Portable
    from archive.exchange.ocfl import Stored
    from archive.records import Document


class Exports(Queries):
    """An open archive, for other programs. Nothing here changes it."""

    def export(
        self, form: str, *, base: str | None = None, ids: Sequence[str] = (), version: str = ""
    ) -> Generator[str]:
        """All documents, or those with these ids, in a form that others read: see `archive.exchange.FORMS`.

        A string after the other, of one moment. `base`: the address of the room in which they stand;
        `version`: which one of the form. Raises UsageError for an unknown document.
        """
        from archive import exchange

        wanted = exchange.Wanted(self.run.clock(), base or exchange.NO_ROOM, tuple(ids), version)
        with self._catalogs.lent() as catalog:
            yield from exchange.export(catalog, form, wanted)

    def authority(self, *, found: bool = False) -> Generator[Known]:
        """The names that the archive was taught, or (`found`) all names of its people, places and groups."""
        from archive.catalog import authority, entities
        from archive.catalog.authority import Same
        from archive.exchange import authorities

        with self._catalogs.lent() as catalog, catalog.reading():
            if not found:
                yield from authority.entries(catalog)
                return
            same = Same(catalog)
            for entity in entities.listing(catalog):
                yield from authorities.names_of(entity, same.of(entity))

    def export_authority(self, form: Literal["skos", "mads"], *, found: bool = False) -> Generator[str]:
        """The names of `authority` as a vocabulary (SKOS, in Turtle) or a collection of records (MADS)."""
        from archive.exchange import authorities

        write = authorities.skos if form == "skos" else authorities.mads
        yield from write(authorities.cleaned(self.authority(found=found)))

    def portable_decisions(self) -> Generator[Portable]:
        """What persons decided, the oldest first, as another archive can take it in: by content."""
        from archive.catalog import portable

        with self._catalogs.lent() as catalog:
            yield from (act for _, act in portable.every(catalog))

    def export_tables(self, form: Literal["sqlite", "parquet"], target: str | PathLike[str]) -> None:
        """Writes documents, mentions, entities and pairs as tables: a database, or a folder of files.

        Raises UsageError where `target` exists, MissingExtra for Parquet without pyarrow, Hindered.
        """
        from archive.exchange import tables

        with self._catalogs.lent() as catalog:
            write = tables.sqlite if form == "sqlite" else tables.parquet
            write(catalog, Path(target))
        self.note_copy(target)

    def export_ocfl(self, folder: str | PathLike[str]) -> Stored:
        """Writes each original with its documents to an OCFL storage root, new or of an earlier export.

        Objects get a new version where something has changed. Returns how many did, and which originals are
        missing. Raises UsageError where `folder` is another folder, ArchiveBusy, UnusableArchive.
        """
        from archive.exchange import ocfl
        from archive.ingest import originals

        with self._catalogs.lent() as catalog:
            stored = ocfl.write(
                catalog, originals.of(self.folder), Path(folder), now=self.run.clock,
                progress=self.run.progress,
            )  # fmt: skip
        self.note_copy(folder)
        return stored

    def note_copy(self, place: str | PathLike[str], when: str = "") -> None:
        """Notes that texts were written to a file or folder, `when` (UTC) or now: a removal names those that
        may have what it removed.

        Nothing is noted in an edition, which is made anew. Where nothing can be written now, the archive's
        Run is notified.
        """
        from archive.catalog import care, handed

        with self._catalogs.lent() as catalog:
            if catalog.read_only or catalog.setting(handed.EDITION) is not None:
                return
            try:
                care.note_copy(catalog, os.path.abspath(place), when or self.run.clock())
            except UnusableArchive as error:
                self.run.notify(f"{place} is written, but the archive could not record it: {error}")

    def dublin_core(self, ids: Sequence[str] = (), *, base: str | None = None) -> Generator[dict[str, str]]:
        """Documents as rows of the Dublin Core, one column an element. Raises UsageError."""
        from archive import exchange
        from archive.exchange import records
        from archive.forms import dublin

        wanted = exchange.Wanted(self.run.clock(), base or exchange.NO_ROOM, tuple(ids))
        with self._catalogs.lent() as catalog, catalog.reading():
            for document in records.each(catalog, wanted):
                yield dublin.row(document, wanted.base)

    def records(
        self,
        *,
        after: int = 0,
        since: str | None = None,
        until: str | None = None,
        lang: str | None = None,
        limit: int = 100,
    ) -> list[Record]:
        """The next documents after number `after`, in the order they came, with when each last changed.

        `since`, `until`: only those that changed then (UTC, `2026-11-28T03:15:43Z`, both included).
        """
        from archive.catalog import listings

        with self._catalogs.lent() as catalog:
            return listings.records(catalog, after=after, since=since, until=until, lang=lang, limit=limit)

    def some_documents(
        self, *, after: int = 0, limit: int = 100, langs: Sequence[str] = (),
        span: tuple[int, int] | None = None, undated: bool = False,
    ) -> list[tuple[int, Document]]:  # fmt: skip
        """The next documents after number `after`, in the order they came, each with its number.

        `langs`: in any of these languages; `span`: dated from its first to its last day (ordinals, by
        overlap); `undated`: without a date.
        """
        from archive.catalog.listings import listed

        with self._catalogs.lent() as catalog:
            return listed(catalog, after=after, limit=limit, langs=langs, span=span, undated=undated)

    def record_of(self, document: str) -> Record | None:
        """The document that has this id now, with when it last changed; None where there is none."""
        from archive.catalog import listings

        with self._catalogs.lent() as catalog:
            return listings.record_of(catalog, document)

    def earliest(self) -> str | None:
        """When the first source came in (UTC); None for an archive without any."""
        from archive.catalog import listings

        with self._catalogs.lent() as catalog:
            return listings.first_ingest(catalog)

    def languages(self) -> list[str]:
        """The languages that there are documents in, in the order of their codes."""
        from archive.catalog import listings

        with self._catalogs.lent() as catalog:
            return listings.languages(catalog)
