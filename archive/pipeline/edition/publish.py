"""Puts an edition in its place: beside the one there is, then exchanged with it at one stroke."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from archive.catalog import Catalog, care, changes, documents, handed, transfer
from archive.catalog.store import FILE
from archive.dataclass import dataclass
from archive.errors import ArchiveBusy, NotAnArchive, UnusableArchive, UsageError
from archive.ingest import readers
from archive.ingest.originals import is_whole, of
from archive.pipeline.backup.disk import clear, new_file, reason, remove, sync, sync_tree, workplace
from archive.pipeline.edition.build import DAMAGED, Refused, begin, build
from archive.pipeline.edition.plan import Plan, plan
from archive.pipeline.edition.swap import exchange
from archive.pipeline.make import Maker, Settings
from archive.run import Run

PLACE: Final = "edition"  # in the archive: the folder of its edition
HOME: Final = (
    "edition of"  # where the archive then was: a copy of it does not take the edition over by itself
)
STATE: Final = handed.EDITION
_MADE: Final = "edition as made"  # in the edition: the last change when it was made
_MARK: Final = "publish.part"  # a file that tells a folder in which an edition is made from any other
_KNOWN_BY: Final = frozenset(
    (_MARK, FILE)
)  # such a folder; of an edition that was replaced the catalog stays last
_REFUSED: Final = "not published"  # in the archive: the ids of sources that its edition could not have
_TRIES: Final = 3  # acts of persons may come meanwhile


@dataclass(frozen=True, slots=True)
class Published:
    """What the edition holds now: how many documents and sources, and how many sources are closed.

    `changed`: whether it was made anew or grew. `failed`: sources that could not be published, with the
    reason. `known`: how many could not be published before, and were not tried again.
    """

    folder: Path
    documents: int
    sources: int
    closed: int
    changed: bool
    failed: tuple[tuple[str, str], ...] = ()
    known: int = 0


def publish(catalog: Catalog, folder: Path | None, run: Run, *, retry: bool = False) -> Published:
    """Makes the open edition in `folder` (None: where it is), or brings it up; whoever calls holds the lock.

    Where only sources came, it grows; else it is made anew. It is there whole or as it was before. What could
    not be published before is tried again with what came or changed, with its original repaired, or where it
    is to be (`retry`).
    Raises UsageError where `folder` holds anything else, UnusableArchive where the disk refuses.
    """
    place = _place(catalog, folder)
    now = care.clock(catalog, run.clock())
    part = place.with_name(f"{place.name}.part")
    try:
        _recover(place)
        _free(part, place)
        for _ in range(_TRIES):
            wanted = plan(catalog, now)
            state = _state(wanted, run)
            with _earlier(place) as old:
                known = frozenset() if retry or old is None else _known(catalog, wanted)
                as_is = _state(wanted, run, known) if known else state
                if old is not None and old.setting(STATE) == as_is and _is_as_made(old):
                    _keep_place(catalog, place)
                    return _published(place, old, wanted, changed=False, known=len(known))
                with workplace(part, _KNOWN_BY):
                    new_file(part / _MARK).close()
                    failed, grew = _make(catalog, part, wanted, old, state, now, run)
                    if plan(catalog, now) != wanted:
                        continue
                    _keep_refused(catalog, failed)
                    failures = tuple(failure for one, failure in failed.items() if one not in known)
                    again = len(failed) - len(failures)
                    if old is not None and not grew:
                        _keep_place(catalog, place)
                        return _published(place, old, wanted, changed=False, failed=failures, known=again)
                    care.note_copy(catalog, str(place), now)
                    sync_tree(part)
                    (part / _MARK).unlink()
                    _put(part, place)
            _keep_place(catalog, place)
            with Catalog.open(place) as built:
                return _published(place, built, wanted, changed=True, failed=failures, known=again)
    except OSError as error:
        raise UnusableArchive(f"The edition in {place} cannot be written: {reason(error)}.") from error
    raise ArchiveBusy("What is open changed again and again meanwhile. Publish once more.")


def _keep_place(catalog: Catalog, place: Path) -> None:
    with catalog.transaction():
        catalog.set(PLACE, str(place))
        catalog.set(HOME, os.path.realpath(catalog.folder))


def _keep_refused(catalog: Catalog, failed: Refused) -> None:
    """Keeps which sources the edition could not have, and of which the original was damaged."""
    refused = {one: why == DAMAGED for one, (_, why) in sorted(failed.items())}
    if refused or catalog.setting(_REFUSED):
        catalog.set(_REFUSED, json.dumps(refused))


def _known(catalog: Catalog, wanted: Plan) -> frozenset[str]:
    """The ids of the sources that the edition could not have and that nothing was done about."""
    refused: dict[str, bool] = json.loads(catalog.setting(_REFUSED) or "{}")
    kept = of(catalog.folder)
    return frozenset(
        one.id for one in wanted.sources
        if one.id in refused and not (refused[one.id] and is_whole(kept, one.sha256))
    )  # fmt: skip


def place_of(catalog: Catalog) -> Path | None:
    """Where the edition of an archive is, or should be: None where none was ever made."""
    setting = catalog.setting(PLACE)
    return Path(setting) if setting else None


def _place(catalog: Catalog, folder: Path | None) -> Path:
    own = Path(os.path.realpath(catalog.folder))
    wanted = folder or place_of(catalog)
    if not wanted:
        raise UsageError("Where is the edition to be? Name its folder: archive publish DIR")
    if folder is None and catalog.setting(HOME) != str(own):
        raise UsageError(  # it may lack what was closed since: only a person knows which of the two holds
            f"This archive was copied, moved or restored since {wanted} was published from it. If it takes"
            f" the place of the one before, run: archive --archive {shlex.quote(str(catalog.folder))} publish"
            f" {shlex.quote(str(wanted))}. If not, name another folder there."
        )
    place = Path(os.path.realpath(wanted))
    if place == own or own in place.parents or place in own.parents:
        raise UsageError(
            f"The edition cannot be made in {place}: it is the archive's own folder, or around it."
        )
    if place.is_dir() and not (place / FILE).is_file() and any(place.iterdir()):
        raise UsageError(f"{place} is not empty, and holds no edition. Name another folder.")
    if os.path.lexists(place) and not place.is_dir():
        raise UsageError(f"{place} is no folder. Name another one.")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


@contextlib.contextmanager
def _earlier(place: Path) -> Iterator[Catalog | None]:
    """The edition that is there, if any. Raises UsageError for an archive that is none."""
    try:
        catalog = Catalog.open(place)
    except NotAnArchive:
        yield None
        return
    with catalog:
        if catalog.setting(STATE) is None:
            raise UsageError(f"{place} holds an archive that is no edition. Name another folder.")
        yield catalog


def _state(wanted: Plan, run: Run, refused: Collection[str] = ()) -> str:
    """What an edition is made of, and by which models and rules; without what could not be published."""
    from archive.link.entities import VERSION as JOINED_BY
    from archive.link.run import VERSION as LINKED_BY

    made_with = dict(Maker(Settings(model=run.model, vectors=run.vectors)).made_with)
    used = {one.media_type for one in wanted.sources}
    stamps = {kind: reader.stamp for kind in used if (reader := readers.reader_of(kind)) is not None}
    versions = {**made_with, **stamps, "joined by": JOINED_BY, "linked by": LINKED_BY}
    return json.dumps({"said": wanted.said(versions), "sources": wanted.held(refused)})


def _make(
    catalog: Catalog, part: Path, wanted: Plan, old: Catalog | None, state: str, now: str, run: Run
) -> tuple[Refused, bool]:
    """An edition in `part`; returns what could not be published, and whether it differs from the old one."""
    here = handed.sources(old) if old is not None else []
    moments = {one.id: one.taken_in for one in here}
    order = {one.id: i for i, one in enumerate(here)}
    grows = old is not None and _is_as_made(old) and _grows(old, state)
    if grows:
        assert old is not None
        _copy(old, part)
    with Catalog.open(part, create=not grows) as edition:
        if not grows:
            begin(edition, wanted)
        there = set(order) if grows else set()
        new = [one for one in wanted.sources if one.id not in there]
        new.sort(key=lambda one: order.get(one.id, len(order)))  # as they came into the edition before
        originals = of(catalog.folder)
        failed = build(edition, new, wanted=wanted, originals=originals, moments=moments, now=now, run=run)
        edition.set(STATE, _state(wanted, run, failed) if failed else state)
        edition.set(_MADE, str(changes.position(edition)))
    return failed, not grows or len(failed) < len(new)


def _is_as_made(old: Catalog) -> bool:
    """Whether nobody has changed an edition since: what was ingested into it may be closed."""
    return old.setting(_MADE) == str(changes.position(old))


def _grows(old: Catalog, state: str) -> bool:
    """Whether all that an edition was made of is to be in it still, and was said of it so."""
    before, after = json.loads(old.setting(STATE) or "{}"), json.loads(state)
    return before.get("said") == after["said"] and set(before["sources"]) <= set(after["sources"])


def _copy(old: Catalog, part: Path) -> None:
    """The edition there is, to grow: its originals are the same files, for none is ever written into."""
    transfer.copy(old, part / FILE)
    with Catalog.open(part) as copied:
        transfer.put_to_use(copied)
    shutil.copytree(old.folder / "originals", part / "originals", copy_function=_linked)
    if (old.folder / "index").is_dir():
        shutil.copytree(old.folder / "index", part / "index")


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no second names
        shutil.copy2(source, target)


def _free(part: Path, place: Path) -> None:
    """Removes what a killed run left. Raises UsageError where something else stands there."""
    try:
        if not clear(part, lambda names: not names or not names.isdisjoint(_KNOWN_BY), _KNOWN_BY):
            raise UsageError(f"{part} is in the way. Move it away.")
    except BlockingIOError as error:
        raise ArchiveBusy(f"Another process is publishing to {place}. Try again when it is done.") from error


def _recover(place: Path) -> None:
    """Puts the edition back that a run had moved aside when it was killed."""
    aside = _aside(place)
    if aside.is_dir():
        if (place / FILE).is_file():
            shutil.rmtree(aside)
        else:
            aside.rename(place)


def _aside(place: Path) -> Path:
    return place.with_name(f"{place.name}.before")


def _put(part: Path, place: Path) -> None:
    """The new edition takes the place of the old one, at one stroke where the system can."""
    if not place.exists():
        part.rename(place)
    elif exchange(part, place):
        sync(place.parent)
        remove(part, _KNOWN_BY)
    else:
        place.rename(_aside(place))
        part.rename(place)
        sync(place.parent)
        shutil.rmtree(_aside(place))
    sync(place.parent)


def _published(
    place: Path, edition: Catalog, wanted: Plan, *, changed: bool, failed: tuple[tuple[str, str], ...] = (),
    known: int = 0,
) -> Published:  # fmt: skip
    count = len(handed.sources(edition))
    return Published(place, documents.count(edition), count, len(wanted.closed), changed, failed, known)
