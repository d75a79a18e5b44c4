"""Who may see what of an open archive: closing, opening, and the edition that readers see.

    with archive.open("papers") as a:
        a.restrict("3f2a", until="2046", why="the writer's wish")
        a.publish("papers-open")

Each act is kept for ever with who, when and why, and holds by content: see `archive.catalog.care`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from archive.deciding import Deciding
from archive.errors import ArchiveBusy, QueryError, UsageError

if TYPE_CHECKING:
    from archive.catalog import Catalog
    from archive.catalog.care import Care, Key
    from archive.catalog.closed import Closed
    from archive.catalog.removal import RemovalPlan
    from archive.pipeline.edition import Published
    from archive.pipeline.removing import Removed

_MOST = 1_000_000  # hits of a query that is to be closed


class Caring(Deciding):
    """An open archive in which persons say who may see what."""

    def restrict(self, what: str, *, until: str | None = None, why: str = "", by: str | None = None) -> Care:
        """Closes texts to readers: a document by its id, all at a place (file, address, folder), or what a
        query finds. `until`: the last day (EDTF, UTC), None: for ever. Returns the act.

        It holds in the edition from the next `publish` on. Raises UsageError where there is nothing, or the
        day is none or over.
        """
        from archive.catalog import care

        with self._catalogs.lent() as catalog:
            last = _day(until, max(self.run.clock(), care.told(catalog)))
            return self._act(catalog, care.CLOSE, what, last, why, by)

    def release(self, what: str, *, why: str = "", by: str | None = None) -> Care:
        """Opens to readers what was closed, or follows from what was; see `restrict`. Returns the act."""
        from archive.catalog import care

        with self._catalogs.lent() as catalog:
            return self._act(catalog, care.OPEN, what, None, why, by)

    def remove(
        self, what: str, *, why: str = "", by: str | None = None, this_only: bool = False,
        with_container: bool = False, dry_run: bool = False,
    ) -> Removed:  # fmt: skip
        """Takes texts out of the archive for good: a document by its id, or all at a place (file, address).

        Files with the same text go too, unless `this_only`; what holds one beside other texts (a page, a
        mail) only `with_container`. The same file or text is refused from then on. `dry_run`: says what would
        go. Raises UsageError where there is nothing, or something else holds it; ArchiveBusy, and then the
        next command that writes finishes it.
        """
        from archive.catalog import care
        from archive.pipeline import removing

        with self._writing() as catalog:
            wanted = self._removal(catalog, what, copies=not this_only, holders=with_container)
            act = care.Care(care.REMOVE, care.clock(catalog, self.run.clock()), self._who(by), why, ())
            done = removing.remove(catalog, wanted, act, self._shown(catalog), dry_run=dry_run)
            try:
                self._finish(catalog)
            except ArchiveBusy as error:
                raise ArchiveBusy(
                    "It is removed, but bytes of it stay on the disk while another process reads the archive."
                    " The next command that writes deletes them: archive reindex --update"
                ) from error
        return done

    def _removal(self, catalog: Catalog, what: str, *, copies: bool, holders: bool) -> RemovalPlan:
        """What goes with a document or a place. Raises UsageError where that is nothing."""
        from archive.catalog import care, documents, removal
        from archive.pipeline import removing

        if not what.strip():
            raise UsageError("Name a document or a source.")
        whole: list[str] = []
        some: tuple[int, ...] = ()
        try:
            some = removal.of_document(catalog, documents.number(catalog, what))[1]
        except UsageError:
            whole = care.sources_at(catalog, what)
            if not whole:
                raise
        wanted = removal.plan(catalog, whole, some, copies=copies, holders=True)
        feeds = removing.feeds(catalog, removal.numbers(catalog, wanted)) if copies else []
        return removal.plan(catalog, whole, some, copies=copies, holders=holders, holding=feeds)

    def _shown(self, catalog: Catalog) -> Path | None:
        """The folder of the open edition, where there is one now."""
        from archive.pipeline.edition.publish import place_of

        place = place_of(catalog)
        return place if place and place.is_dir() else None

    def removed(self) -> dict[str, int]:
        """How many files ("file") and texts ("text") were removed, and are not taken in again."""
        from archive.catalog import removal

        with self._catalogs.lent() as catalog:
            return removal.counts(catalog)

    def care(self) -> list[Care]:
        """All that was ever done about who may see what, the newest first."""
        from archive.catalog import care

        with self._catalogs.lent() as catalog:
            return list(care.listing(catalog))

    def apply_care(self, lines: Iterable[str]) -> int:
        """Enters the acts of a log (`archive care log --format jsonl`) that are not in; returns how many.

        So a backup of before they were done has them too; what was removed since is removed from it. Raises
        UsageError, with the line, for what is none.
        """
        from archive.catalog import care

        acts = []
        for number, line in enumerate(lines, 1):
            try:
                acts += [care.read(line)] if line.strip() else []
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise UsageError(f"Line {number} is no act of archive care log --format jsonl.") from error
        if not any(one.act == care.REMOVE for one in acts):
            with self._catalogs.lent() as catalog:
                return care.apply(catalog, acts)
        from archive.pipeline import removing

        with self._writing() as catalog:
            with catalog.zeroing(), catalog.transaction():
                count = care.apply(catalog, acts)
                removing.apply(catalog, care.clock(catalog, self.run.clock()))
            self._finish(catalog)
        return count

    def closed(self) -> dict[str, Closed]:
        """The documents that readers may not see now, by their ids, and why."""
        from archive.catalog import care, closed, redacted

        with self._catalogs.lent() as catalog, catalog.reading():
            now = max(self.run.clock(), care.told(catalog))
            found = {**redacted.redacted(catalog).closed, **closed.closed(catalog, now)}
            return {name: found[source] for name, source in closed.documents(catalog, found)}

    def withholds(self) -> bool:
        """Whether the archive has something closed or redacted now: readers are to see its edition alone."""
        from archive.catalog import care, redactions

        with self._catalogs.lent() as catalog:
            if not care.is_any(catalog, care.CLOSE, care.REDACT):
                return False
            now = max(self.run.clock(), care.told(catalog))
            shut = any(act.in_force(now) for act in care.latest(catalog).values())
            return shut or bool(redactions.in_force(catalog))

    def publish(
        self, folder: str | os.PathLike[str] | None = None, *, retry: bool = False
    ) -> Published:  # fmt: skip
        """Makes the open edition in `folder`, or brings it up; None: where it was made last.

        `retry`: also tries what could not be published before. Raises UsageError, ArchiveBusy,
        UnusableArchive.
        """
        from archive.pipeline.edition import publish

        with self._writing() as catalog:
            return publish(catalog, None if folder is None else Path(folder), self.run, retry=retry)

    def edition(self) -> Path | None:
        """The folder of the open edition, where it is or should be; None where none was ever made."""
        from archive.pipeline.edition.publish import place_of

        with self._catalogs.lent() as catalog:
            return place_of(catalog)

    def _act(
        self, catalog: Catalog, act: str, what: str, until: str | None, why: str, by: str | None
    ) -> Care:
        from archive.catalog import care

        keys = self._meant(catalog, what)
        now = care.moment(catalog, self.run.clock())
        n = care.enter(catalog, care.Care(act, now, self._who(by), why, keys, until))
        return next(one for one in care.listing(catalog) if one.n == n)

    def _meant(self, catalog: Catalog, what: str) -> tuple[Key, ...]:
        """What an id, a place or a query leads to. Raises UsageError where that is nothing."""
        from archive.catalog import care, documents
        from archive.ingest.places import absolute

        if not what.strip():
            raise UsageError("Name a document, a source or a query.")
        try:
            n = documents.number(catalog, what)
        except UsageError as error:
            if documents.begins_an_id(catalog, what):
                raise
            wrong = error
        else:
            self._refuse_words(catalog, what)
            return care.keys_of(catalog, [n])
        if keys := care.keys_at(catalog, what) or care.keys_at(catalog, absolute(what)):
            return keys
        if os.path.lexists(what):
            raise UsageError(f"Nothing in the archive stands at {what}. A query goes in quotes: '\"{what}\"'")
        try:
            hits = self.search(what, cross=False, limit=_MOST).hits
        except QueryError as error:
            raise wrong from error
        if not hits:
            raise UsageError(f'No document, place or text answers to "{what}".')
        return care.keys_of(catalog, [documents.number(catalog, hit.document.id) for hit in hits])

    def _refuse_words(self, catalog: Catalog, what: str) -> None:
        """Raises UsageError where the beginning of an id is a word of texts, too: "cafe", "2016"."""
        from archive.catalog import documents

        found = documents.find(catalog, what)[1].id
        if what.strip().lower() != found and self.search(f'"{what.strip()}"', cross=False, limit=1).hits:
            raise UsageError(
                f"{what} begins the id {found}, and texts have the word. Give the whole id, or the word in"
                f" quotes: '\"{what.strip()}\"'"
            )


def _day(until: str | None, now: str) -> str | None:
    """The last day that a date names. Raises UsageError where it names none, or that is over."""
    from archive import edtf

    if until is None:
        return None
    try:
        last = edtf.latest(until)
    except ValueError:
        last = None
    if last is None:
        raise UsageError(f"{until!r} is no day. Write it as 2046-05-01, 2046-05 or 2046.")
    if last.isoformat() < now[:10]:
        raise UsageError(f"{last.isoformat()} is over: nothing would be closed.")
    return last.isoformat()
