"""What persons decide on an open archive: pairs, names, what a document is; and what follows from it.

Each decision is an act with a number, by which it can be withdrawn. `by` says who decides, None: the `who` of
the archive's Run. With `settle` what follows is worked out at once; without it the act is kept at once, also
while others write, and the next `settle` works it out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from archive.errors import ArchiveBusy, UsageError
from archive.exports import Exports
from archive.records import Cut

if TYPE_CHECKING:
    from archive.catalog import Catalog
    from archive.catalog.entities import Entity
    from archive.catalog.limits import Neighbours
    from archive.catalog.namings import Reach
    from archive.catalog.queues import Place
    from archive.link.nearest import Ready
    from archive.records import Status


class Deciding(Exports):
    """An open archive in which persons decide."""

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Catalog]:
        """A catalog to write to, while nobody else may."""
        from archive.catalog import removal
        from archive.catalog.writer import writing

        with self._catalogs.lent() as catalog, writing(self.folder):
            try:
                self._finish(catalog)  # what a killed run left
            except ArchiveBusy:
                self.run.notify("A removal is not finished while another process reads the archive.")
            with catalog.zeroing() if removal.counts(catalog) else contextlib.nullcontext():
                yield catalog

    def _finish(self, catalog: Catalog) -> None:
        """Ends a move and removals that are due, see `archive.pipeline.moving` and `removing`."""
        from archive.catalog import removal
        from archive.pipeline import moving

        moving.resume(catalog, self.run.notify)
        if removal.due(catalog):
            from archive.pipeline import removing

            removing.finish(catalog, lambda: self._settle(catalog), self.run)

    @contextlib.contextmanager
    def _acting(self, settle: bool) -> Iterator[Catalog]:
        """A catalog to decide in; what follows is worked out in the end if it is to be."""
        if not settle:
            with self._catalogs.lent() as catalog:
                yield catalog
            return
        with self._writing() as catalog:
            yield catalog
            self._settle(catalog)

    def _settle(self, catalog: Catalog, ready: Ready | None = None) -> None:
        """Brings links, entities and the index up to the catalog; `ready`: what an ingest left."""
        from archive.pipeline import decided, index, settle

        settings = self._settings(catalog)
        fault = decided.cut_anew(catalog, settings, self.run.progress, self.run.workers)
        decided.read_in_languages(catalog, settings, self.run.progress)
        settle.settle(
            catalog, now=self.run.clock, progress=self.run.progress, ready=ready,
            workers=self.run.workers,
        )  # fmt: skip
        index.update(catalog, self.run.progress)
        if fault:  # all else is settled
            raise fault

    def settle(self) -> None:
        """Works out what follows from decisions and new documents: links, entities, dates, the index."""
        with self._writing() as catalog:
            self._settle(catalog)

    def unsettled(self) -> list[int]:
        """The decisions, made or withdrawn, of which not all that follows is worked out yet."""
        from archive.catalog import acts

        with self._catalogs.lent() as catalog:
            return acts.due(catalog)

    def _who(self, by: str | None) -> str:
        return self.run.who if by is None else by

    # -- pairs -----------------------------------------------------------------------------------------

    def decide(
        self, one: str, other: str, verdict: Status, *, by: str | None = None, note: str = "",
        settle: bool = True,
    ) -> int:  # fmt: skip
        """Records whether two documents (by their ids) are each other's translation; returns its number.

        Raises UsageError where there are no such documents, or both are in one language.
        """
        from archive.catalog import verdicts

        with self._acting(settle) as catalog:
            return verdicts.decide(catalog, one, other, verdict, self.run.clock(), self._who(by), note)

    def confirm(self, one: str, other: str, *, by: str | None = None, note: str = "") -> int:
        """Two documents are each other's translation; see `decide`."""
        from archive.records import Status

        return self.decide(one, other, Status.CONFIRMED, by=by, note=note)

    def reject(self, one: str, other: str, *, by: str | None = None, note: str = "") -> int:
        """Two documents are not each other's translation; see `decide`."""
        from archive.records import Status

        return self.decide(one, other, Status.REJECTED, by=by, note=note)

    def decide_copies(
        self, one: str, other: str, copies: bool, *, by: str | None = None, note: str = "",
        settle: bool = True,
    ) -> int:  # fmt: skip
        """Records whether two documents (by their ids) are copies of one text; returns its number.

        Raises UsageError where there are no such documents, they are in two languages, or say the same word
        for word.
        """
        from archive.catalog import verdicts

        with self._acting(settle) as catalog:
            decided = (self.run.clock(), self._who(by), note)
            return verdicts.decide_copies(catalog, one, other, copies, *decided)

    # -- documents -------------------------------------------------------------------------------------

    def decide_date(
        self, document: str, value: str | None, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """The date of a document is `value` (EDTF: 2017-02-08, 2017-02, 201X), None: it is not known.

        Returns the number of the decision. It holds for the text: for copies word for word, too, and wherever
        it is taken in again. Raises UsageError where there is no such document, or it is no date.
        """
        return self._correct(document, "date", value, by, note, settle)

    def decide_title(
        self, document: str, value: str | None, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """The title of a document is `value`, None: it has none; see `decide_date`."""
        return self._correct(document, "title", value, by, note, settle)

    def decide_author(
        self, document: str, value: str | None, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """The author of a document is `value`, None: it is not known; see `decide_date`."""
        return self._correct(document, "author", value, by, note, settle)

    def decide_rights(
        self, document: str, value: str | None, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """The rights statement of a document is `value`: an address of rightsstatements.org or Creative
        Commons, a short name ("CC BY 4.0", "InC"), or words. None: none is known. See `decide_date`.

        It stands in the place of what files beside the source say.
        """
        from archive.forms import rights

        return self._correct(document, "rights", value and rights.written(value), by, note, settle)

    def decide_collection_rights(
        self, collection: str, value: str | None, *, by: str | None = None, note: str = "",
        settle: bool = True,
    ) -> int:  # fmt: skip
        """The rights statement of all documents of a collection, but for those on which a person decided by
        themselves; see `decide_rights`. Raises UsageError where no document is of one called so.
        """
        from archive.catalog import corrections
        from archive.forms import rights

        with self._acting(settle) as catalog:
            kept_value = value and rights.written(value)
            return corrections.decide_collection(
                catalog, collection, "rights", kept_value, self.run.clock(), self._who(by), note
            )  # fmt: skip

    def decide_language(
        self, document: str, value: str, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """A document is in the language `value` ("fr", "en"; "und": not known); see `decide_date`.

        Its names and dates are found anew in that language when this is worked out.
        """
        return self._correct(document, "language", value, by, note, settle)

    def decide_several(
        self, documents: Sequence[str], what: Literal["date", "language"], value: str | None, *,
        by: str | None = None, note: str = "", settle: bool = True,
    ) -> list[int]:  # fmt: skip
        """The same of several documents, all at once; the numbers of the decisions: see `decide_date`."""
        from archive.catalog import corrections

        with self._acting(settle) as catalog:
            decided = (self.run.clock(), self._who(by), note)
            return corrections.decide_several(catalog, documents, what, value, *decided)

    def _correct(
        self, document: str, what: str, value: str | None, by: str | None, note: str, settle: bool
    ) -> int:
        from archive.catalog import corrections

        with self._acting(settle) as catalog:
            return corrections.decide(
                catalog, document, what, value, self.run.clock(), self._who(by), note
            )  # fmt: skip

    def decide_mention(
        self, document: str, start: int, end: int, verdict: str, *, entity: str | None = None,
        scope: Literal["one", "folder", "spelling"] = "one", by: str | None = None, note: str = "",
        settle: bool = True,
    ) -> int:  # fmt: skip
        """Records what stands from `start` to `end` in a document, as a name of it, is judged to be.

        `verdict`: "no name", "PERSON", "PLACE", "ORG", or "entity", which is `entity` (name or id). `scope`:
        the same for all of its spelling in the document's folder, or in the archive. Returns the number of
        the decision. Raises UsageError.
        """
        from archive.catalog import entities, namings

        with self._acting(settle) as catalog:
            meant = None if entity is None else entities.find(catalog, entity)
            return namings.decide(
                catalog, document, start, end, verdict, self.run.clock(), self._who(by), note, entity=meant,
                scope=scope,
            )  # fmt: skip

    def reach(self, document: str, start: int, end: int) -> Reach:
        """The name that stands there, and how many a decision on its spelling would concern.

        Raises UsageError.
        """
        from archive.catalog import namings

        with self._catalogs.lent() as catalog:
            return namings.reach(catalog, document, start, end)

    # -- limits of texts -------------------------------------------------------------------------------

    def decide_split(
        self, document: str, at: int, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """At the block that holds the character `at` of a document, another text begins.

        Returns the number of the decision. It holds by what the block and its neighbours say: when the file
        is read again, and in later versions. Once it is worked out both texts have new ids, and the one of
        before leads to the longer. Raises UsageError.
        """
        return self._cut(document, at, Cut.BEGINS, by, note, settle)

    def decide_join(
        self, document: str, *, by: str | None = None, note: str = "", settle: bool = True
    ) -> int:
        """A document goes on with the one before it on its page: they are one text; see `decide_split`."""
        return self._cut(document, None, Cut.GOES_ON, by, note, settle)

    def decide_left_out(
        self, document: str, at: int | None = None, *, by: str | None = None, note: str, settle: bool = True
    ) -> int:
        """The block that holds the character `at` of a document, or (None) all of it, is no text.

        It stays with its source. `note`: why. See `decide_split`.
        """
        return self._cut(document, at, Cut.LEFT_OUT, by, note, settle)

    def around(self, document: str) -> Neighbours:
        """The texts of other posts before and after a document on its page. Raises UsageError."""
        from archive.catalog import documents, limits

        with self._catalogs.lent() as catalog:
            return limits.around(catalog, documents.number(catalog, document))

    def _cut(
        self, document: str, at: int | None, cut: Cut, by: str | None, note: str, settle: bool
    ) -> int:  # fmt: skip
        from archive.catalog import limits

        with self._acting(settle) as catalog:
            return limits.decide(catalog, document, at, cut, self.run.clock(), self._who(by), note)

    # -- names -----------------------------------------------------------------------------------------

    def decide_names(
        self, verdict: Literal["merge", "apart", "split", "rename"], entity: str, other: str, *,
        by: str | None = None, note: str = "", settle: bool = True,
    ) -> int:  # fmt: skip
        """An entity, by name or id, is one with the `other` or rightly apart from it, though called alike; it
        has not the name `other` (split), or is to be called so.

        Returns the number of the decision. Raises UsageError.
        """
        from archive.catalog import decisions, entities

        with self._acting(settle) as catalog:
            found = entities.find(catalog, entity)
            decided = (self.run.clock(), self._who(by), note)
            if verdict == "merge":
                return decisions.merge(catalog, found, entities.find(catalog, other), *decided)
            if verdict == "apart":
                return decisions.keep_apart(catalog, found, entities.find(catalog, other), *decided)
            if verdict == "split":
                return decisions.split(catalog, found, other, *decided)
            return decisions.rename(catalog, found, other, *decided)

    def decide_name(
        self,
        entity: str,
        name: str,
        right: bool,
        *,
        by: str | None = None,
        note: str = "",
        settle: bool = True,
    ) -> int:
        """A name that an entity (by its id) has by a weak reason is `right`ly its own, or is of another.

        Returns the number of the decision. Raises UsageError.
        """
        from archive.catalog import decisions, entities

        with self._acting(settle) as catalog:
            found = entities.find(catalog, entity)
            say = decisions.same if right else decisions.split
            return say(catalog, found, name, self.run.clock(), self._who(by), note)

    # -- what a person cannot tell ---------------------------------------------------------------------

    def mark_unsure(self, queue: str, place: Place, *, by: str | None = None, note: str = "") -> int:
        """Notes that a person looked at an item of a queue and cannot tell; returns the note's number."""
        from archive.catalog import queues

        with self._acting(False) as catalog:
            return queues.mark(catalog, queue, place, self._who(by), self.run.clock(), note)

    def unmark_unsure(self, numbers: Iterable[int]) -> None:
        """Takes such notes back: the items stand in their queues again."""
        from archive.catalog import queues

        with self._acting(False) as catalog:
            queues.unmark(catalog, numbers)

    def merge(self, one: str, other: str, *, by: str | None = None, note: str = "") -> Entity:
        """Two entities, by name or id, are one, which is returned. Raises UsageError."""
        self.decide_names("merge", one, other, by=by, note=note)
        return self.entity(one)

    def split(self, entity: str, name: str, *, by: str | None = None, note: str = "") -> Entity:
        """`name` is not a name of `entity`, but of another, which is returned. Raises UsageError."""
        self.decide_names("split", entity, name, by=by, note=note)
        return self.entity(name)

    def rename(self, entity: str, label: str, *, by: str | None = None, note: str = "") -> Entity:
        """What an entity is to be called; returns it. Raises UsageError."""
        known = self.entity(entity).id
        self.decide_names("rename", entity, label, by=by, note=note)
        return self.entity(known)

    def take_decisions(self, records: Iterable[object], *, settle: bool = True) -> tuple[int, int]:
        """Enters what persons decided in another archive, as `portable_decisions` gives it or JSON has it.

        Returns how many decisions were entered, and how many were taken back. One that is here already is
        left as it is. Raises UsageError for what is no decision; then none was entered.
        """
        from archive.catalog import portable

        def read() -> Iterator[portable.Portable]:
            for number, one in enumerate(records, 1):
                try:
                    yield one if isinstance(one, portable.Portable) else portable.read(one)
                except portable.BadAct as error:
                    raise UsageError(
                        f"Decision {number} of the file: {error}. Nothing was entered."
                    ) from error

        with self._acting(settle) as catalog:
            return portable.take(catalog, read(), self.run.clock())

    def withdraw(self, number: int, *, by: str | None = None, note: str = "", settle: bool = True) -> None:
        """Takes a decision back: all is again as if it had never been made. It stays in the list of them.

        Raises UsageError where there is none of this number, or it has already been withdrawn.
        """
        from archive.catalog import withdrawals

        with self._acting(settle) as catalog:
            withdrawals.withdraw(catalog, number, self.run.clock(), self._who(by), note)
