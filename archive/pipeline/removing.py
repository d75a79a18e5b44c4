"""A removal to its end: bytes of originals, links and entities, the index, free pages and the log.

What goes is decided and entered in one transaction (`archive.catalog.removal`). From then on no command shows
it, and the rest is due: each step may be done again, so that a run that was killed is finished by the next
one that writes.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from archive import nesting
from archive.catalog import Catalog, entries, origins, provenance, removal, traces
from archive.catalog.care import Care
from archive.catalog.intake import Failure
from archive.catalog.removal import Going, RemovalPlan
from archive.catalog.store import unusable
from archive.dataclass import dataclass
from archive.errors import REMOVED, BadInput
from archive.ingest import originals, posts, readers
from archive.ingest.originals import Originals
from archive.pipeline import moving, reprocess
from archive.pipeline.make import Makers
from archive.pipeline.settings import settings
from archive.pipeline.versions import NAMES
from archive.run import Run
from archive.search import store
from archive.text import fingerprint

_HELD: Final = "It holds what act {} removed."


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed, or would be: `act` is its number in the log, None where nothing was done.

    `stays`: documents that say nearly the same and stay, by their ids, and why ("translation", "duplicate",
    "excerpt", "version", "copy"). `scrubbed`: how many "decisions", "notes", "names", "searches" and
    "statements" went because they were about it. `copies`: backups, bags and exports that
    may hold it still, with the time (UTC) of each. `edition`: the folder of the open edition that shows it
    until the next publish, None for none.
    """

    act: int | None
    going: tuple[Going, ...]
    stays: tuple[tuple[str, str], ...]
    scrubbed: dict[str, int]
    copies: tuple[tuple[str, str], ...]
    edition: Path | None

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that went."""
        return tuple(name for one in self.going for name in one.documents)


def remove(
    catalog: Catalog, wanted: RemovalPlan, act: Care, edition: Path | None, *, dry_run: bool
) -> Removed:
    """Enters a removal; what is left to do is due. `dry_run`: says what would go, and leaves all as it is."""
    every = removal.copies_since(catalog, wanted.since)
    copies = tuple((file, at) for file, at in every if file != str(edition))
    number: int | None = None
    with catalog.zeroing(), catalog.undone() if dry_run else contextlib.nullcontext():
        number, wanted = removal.enter(catalog, wanted, act)
    done = None if dry_run else number
    return Removed(done, wanted.going, wanted.stays, dict(wanted.scrubbed), copies, edition)


def finish(catalog: Catalog, settle: Callable[[], None], run: Run) -> None:
    """Ends the removals that are due; whoever calls holds the writer's lock.

    `run` hears of an original that is kept outside of the archive, behind a link: it is left there. Raises
    ArchiveBusy where another process reads an earlier state, UnusableArchive where the disk refuses; the
    removals are due still then.
    """
    due = removal.due(catalog)
    if not due:
        return
    for outside in _unlink(catalog, originals.of(catalog.folder)):
        run.notify(f"{outside} is outside of the archive and has the bytes of what was removed. Delete it.")
    _names_forgotten(catalog)
    if again := removal.to_read_again(catalog):
        reprocess.remake(catalog, again, settings=settings(catalog), progress=run.progress)
    settle()
    store.rebuild_alone(catalog, run.progress)
    catalog.compact()
    removal.done(catalog, due)
    catalog.compact()  # the note that they were due is a row like any other


def _names_forgotten(catalog: Catalog) -> None:
    """Notes that documents know all that is taught, after names that stand in none of them were forgotten."""
    from archive.ingest.names import Authority

    chosen = settings(catalog)
    version = Authority.from_rows(chosen.authority).version if chosen.authority else ""
    versions = {
        json.loads(one).get(NAMES, "").partition(" authority-")[2] for one in provenance.every(catalog)
    }
    if versions - {version}:
        reprocess.stamp_names(catalog, Makers(chosen))


def _unlink(catalog: Catalog, kept: Originals) -> list[str]:
    """Deletes the originals of what was removed, and what a killed run left half written of them.

    Returns where else, outside of the archive, their bytes are: behind a link, or in an earlier version.
    """
    sums = list(removal.to_unlink(catalog))
    try:
        return kept.remove(sums) + moving.forget(catalog, sums)
    except OSError as error:
        raise unusable(error, catalog.folder) from error


def apply(catalog: Catalog, now: str) -> int:
    """Removes what is in of files and texts that were removed elsewhere or later; returns how many sources.

    What holds one goes with it. The rest of the work is due. In the caller's transaction, if there is one.
    """
    files, texts = removal.matching(catalog, removal.refused(catalog))
    return _take(catalog, files, texts, now)


def refused(catalog: Catalog, failed: Iterable[Failure], now: str) -> int:
    """After an ingest that met what was removed: forgets what came in with it.

    That is what files beside it say of it, and its name; and mails of which it is an attachment are removed,
    for their bytes hold it. Returns how many of these there were; the rest of their removal is due.
    """
    some = [one for one in failed if one.code == REMOVED.code]
    if not some:
        return 0
    found: dict[str, None] = {}
    for one in some:
        place = one.origin
        while place := nesting.holder(place):
            if source := origins.standing(catalog, place):
                found[source] = None
    with catalog.transaction():
        traces.forget_places(catalog, [(one.origin, one.given) for one in some])
        _take(catalog, list(found), [], now)
    catalog.checkpoint()
    return len(found)


def _take(catalog: Catalog, files: Sequence[str], texts: Sequence[int], now: str) -> int:
    if not (files or texts):
        return 0
    wanted = removal.plan(catalog, files, texts, copies=False, holders=True)
    known = removal.refused(catalog)
    acts = removal.acts(catalog)
    new = tuple(key for key in wanted.keys if key.key not in known)
    why = _HELD.format(", ".join(map(str, acts)))
    removal.enter(catalog, RemovalPlan(wanted.going, new), Care("remove", now, "", why, ()))
    return len(wanted.going)


def feeds(catalog: Catalog, some: Iterable[int]) -> list[str]:
    """The sources whose bytes hold entries that these documents are, though another feed had them first.

    An entry that stands word for word in several feeds or exports is one document: the others are read again.
    """
    wanted = entries.prints(catalog, some)
    if not wanted:
        return []
    kept = originals.of(catalog.folder)
    found = []
    for source, media_type in entries.feeds(catalog):
        with contextlib.suppress(BadInput, OSError):
            file, _ = kept.opened(origins.original(catalog, source)[0])
            with file:
                page = readers.read_page(file.read(), media_type)
            if any(fingerprint(one.text) in wanted for one in posts.split_page(page).drafts):
                found.append(source)
    return found
