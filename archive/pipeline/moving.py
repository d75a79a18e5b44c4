"""From one set of engines to another: the catalog copied and compared, originals copied and read back, the
index built anew and searched.

The archive runs on the old engines until all is verified; then `archive.toml` is replaced, at one stroke.
What the old places of the catalog and of the originals hold is deleted after that, by this run or, if it was
killed, by the next command that writes: of two places with originals `archive remove` would forget one.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Final

from archive import engines
from archive.catalog import Catalog, documents, handed, moved, origins
from archive.catalog.sql import chunks
from archive.catalog.store import unusable
from archive.dataclass import dataclass
from archive.engines import Engines
from archive.errors import ArchiveError, UnusableArchive, UsageError
from archive.ingest import originals
from archive.ingest.originals import Originals, pieces
from archive.pipeline import engines as tried
from archive.progress import Progress, Silent

if TYPE_CHECKING:
    from archive.pipeline.backup.form import MissingOriginal
    from archive.search.index import Index

# Where originals were before they were moved, from before the move to the end of the deletion there.
LEFT: Final = "originals-before"
REST: Final = "originals-left"  # places in which some stay for good, damaged as they are
SEARCHES: Final = 200
_LISTED: Final = 1_000  # hits; where there are more, their number alone is compared
_WORD: Final = re.compile(r"[^\W\d_]{3,40}")
# A word, two words, two in a row, the beginning of one, one with a letter wrong, one and not another.
_KINDS: Final = ("{one}", "{one} {far}", '"{one} {other}"', "{start}*", "{one}~", "{one} -{far}")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: the engines now, how many originals were verified in their new place, which were not.

    `rows`: of the catalog that were compared with those in the old place, None where it stayed; `documents`:
    in the new index, None where it stayed; `searches`: that gave the same in both.
    """

    engines: Engines
    rows: int | None
    originals: int | None
    missing: tuple[MissingOriginal, ...]
    documents: int | None
    searches: int


def move(catalog: Catalog, wanted: Engines, progress: Progress | None = None) -> Moved:
    """Has the archive run on `wanted` from now on, with all that it holds. Whoever calls holds its lock.

    A move that was killed goes on where it stopped. An original that is missing or damaged is named and left
    where it is. Raises UsageError where there is nothing to move, or the new place holds what is not of
    this archive; UnusableArchive where an engine cannot be used, or anything there differs: then nothing is
    moved.
    """
    folder, shown = catalog.folder, progress or Silent()
    before = engines.read(folder)
    tried.verify(wanted)
    finish(catalog)
    if wanted == before:
        raise UsageError("The archive runs on these engines already.")
    if catalog.setting(handed.EDITION) is not None:
        raise UsageError(
            f"{folder} is an edition, which stays in its folder. Move the archive it is made of."
        )
    whole: frozenset[str] | None = None
    missing: tuple[MissingOriginal, ...] = ()
    if wanted.originals != before.originals:
        whole, missing = _copy_originals(catalog, originals.at(wanted.originals, folder), shown)

    rows: int | None = None

    def switch() -> None:
        nonlocal rows
        with _catalog_at(catalog, wanted, shown) as (new, compared):
            rows = compared
            try:
                if whole is not None:
                    new.set(LEFT, before.originals)
                engines.write(folder, wanted)
            except OSError as error:
                raise unusable(error, folder) from error

    indexed, searches = None, 0
    if wanted.index != before.index:
        indexed, searches = _move_index(catalog, wanted.index, switch, shown)
    else:
        switch()
    searches = max(searches, SEARCHES if rows is not None else 0)
    with contextlib.nullcontext(catalog) if rows is None else Catalog.open(folder) as now:
        finish(now, whole or ())
    return Moved(wanted, rows, None if whole is None else len(whole), missing, indexed, searches)


def finish(catalog: Catalog, whole: Collection[str] = ()) -> None:
    """Deletes what the place where originals were before a move still holds of them.

    `whole`: those that were just read in the new place. What that lacks is left in the old one, which is
    noted. A catalog that is still where it was before a move is deleted too. Raises UnusableArchive.
    """
    moved.finish(catalog)
    left = catalog.setting(LEFT)
    if not left:
        return
    folder = catalog.folder
    if left != engines.read(folder).originals:
        with engines.said_in(folder):
            old = originals.at(left, folder)
        now = originals.of(folder)
        rest = False
        try:
            for some in chunks(origins.originals(catalog)):
                there = [one for one in some if old.has(one)]
                copied = [one for one in there if one in whole or originals.is_whole(now, one)]
                old.remove(copied)
                rest = rest or len(copied) < len(there)
        except OSError as error:
            raise unusable(error, folder) from error
        if rest:
            catalog.set(REST, json.dumps([*dict.fromkeys([*_rest(catalog), left])]))
    catalog.set(LEFT, "")


def resume(catalog: Catalog, notify: Callable[[str], None]) -> None:
    """Finishes a move that was ended; `notify` hears where that cannot be done now: nothing waits for it."""
    try:
        finish(catalog)
    except UnusableArchive as error:
        notify(f"What was moved is not deleted in its old place yet. {error}")


def forget(catalog: Catalog, sums: Collection[str]) -> list[str]:
    """Removes originals from the places where they were before a move, whatever their bytes are there.

    Returns where they may be still.
    """
    folder, now = catalog.folder, engines.read(catalog.folder).originals
    places = dict.fromkeys(filter(None, [catalog.setting(LEFT), *_rest(catalog)]))
    before = catalog.setting(moved.LEFT)
    outside = [f"{before} (the catalog before it was moved)"] if before else []
    for place in places:
        if place != now and sums:
            try:
                outside += originals.at(place, folder).remove(sums)
            except (ArchiveError, OSError) as error:
                outside.append(f"{place} ({error})")
    return outside


def _rest(catalog: Catalog) -> list[str]:
    """The places in which originals were left that a move could not copy."""
    return [str(place) for place in json.loads(catalog.setting(REST) or "[]")]


# -- originals -------------------------------------------------------------------------------------


def _copy_originals(
    catalog: Catalog, target: Originals, progress: Progress
) -> tuple[frozenset[str], tuple[MissingOriginal, ...]]:
    """Copies every original and reads it back there; returns which, and what is not whole here."""
    # Each command that writes looks for a move that was ended: it should not load backups for it.
    from archive.pipeline.backup.form import MissingOriginal

    source = originals.of(catalog.folder)
    every = origins.originals(catalog)
    try:
        target.probe()
        named = frozenset(every)
        strange = next((name for name in target.names() if name not in named), None)
        if strange is not None:
            raise UsageError(
                f"{target.address} holds what is not of this archive ({strange}). Name an empty place."
            )
        progress.stage("Copying originals", len(every))
        missing = []
        for sha256 in every:
            problem = _copy(source, target, sha256)
            if problem:
                missing.append(MissingOriginal(sha256, _called(catalog, sha256), problem))
            progress.advance(1, failed=int(problem is not None))
    except OSError as error:
        raise unusable(error, catalog.folder) from error
    return named - {one.sha256 for one in missing}, tuple(missing)


def _copy(source: Originals, target: Originals, sha256: str) -> str | None:
    """Copies an original, unless it is there already; returns why there is nothing to copy.

    Raises UnusableArchive where other bytes come back than were written.
    """
    if originals.is_whole(target, sha256):
        return None
    try:
        file, _ = source.opened(sha256)
    except FileNotFoundError:
        return "its original is missing"
    with file:
        if not originals.keep_stream(target, sha256, pieces(file)):
            return "its original has changed since it was ingested"
    if not originals.is_whole(target, sha256):
        raise UnusableArchive(
            f"{target.address} does not give back what was written to it ({sha256}). Nothing was moved."
        )
    return None


def _called(catalog: Catalog, sha256: str) -> str:
    called = (origins.called(catalog, one) for one in origins.of_original(catalog, sha256))
    return next(filter(None, called), "an original of unknown origin")


# -- the catalog -----------------------------------------------------------------------------------


@contextlib.contextmanager
def _catalog_at(
    catalog: Catalog, wanted: Engines, progress: Progress
) -> Iterator[tuple[Catalog, int | None]]:
    """The catalog as it is to be from the end of the block on, and how many rows were compared; None: none.

    A copy on another engine is compared with this one by every row and by searches.
    """
    if wanted.catalog == engines.read(catalog.folder).catalog:
        yield catalog, None
        return
    from archive.pipeline import index
    from archive.search.service import Request, page, prepared
    from archive.search.store import open_index

    index.update(catalog, progress)
    progress.stage("Copying the catalog", None)
    with (
        moved.copied(catalog, wanted.catalog) as (new, rows),
        contextlib.closing(open_index(catalog.folder)) as searched,
    ):
        asked = list(_queries(catalog))
        progress.stage("Comparing searches", len(asked))
        for one in prepared([Request(query, facets=True) for query in asked], None):
            if page(catalog, searched, one) != page(new, searched, one):
                raise UnusableArchive(
                    f"The copy of the catalog gives another answer to: {one.request.query}."
                    " Nothing was moved."
                )
            progress.advance(1)
        yield new, rows


# -- the index -------------------------------------------------------------------------------------


def _move_index(
    catalog: Catalog, address: str, switch: Callable[[], None], progress: Progress
) -> tuple[int, int]:
    """Builds the index on another engine, compares it with the old one, and puts it in its place."""
    from archive.pipeline import index
    from archive.search import places, store

    places.probe(address, catalog.folder / store.FOLDER)
    index.update(catalog, progress)
    with store.moved(catalog, address, progress) as (old, new, put):
        if old.documents() != new.documents():
            raise UnusableArchive(
                f"The new index has {new.documents():,} documents, and the old one {old.documents():,}."
                " Nothing was moved. Run: archive reindex"
            )
        asked = list(_queries(catalog))
        progress.stage("Comparing searches", len(asked))
        for query in asked:
            if _found(old, query) != _found(new, query):
                raise UnusableArchive(
                    f"The new index finds other texts than the old one for: {query}. Nothing was moved."
                )
            progress.advance(1)
        switch()
        put()
        return new.documents(), len(asked)


def _queries(catalog: Catalog) -> Iterator[str]:
    """Searches of each kind, of words that stand in texts of the archive: the same ones each time."""
    numbers: list[int] = []
    after = 0
    while some := documents.numbers(catalog, after=after, limit=10_000):
        numbers += some
        after = some[-1]
    rng = random.Random(0)
    for at, n in enumerate(rng.choices(numbers, k=SEARCHES) if numbers else ()):
        words = _WORD.findall(documents.by_number(catalog, [n])[n].text)
        if len(words) < 2:
            continue
        first = rng.randrange(len(words) - 1)
        one, other = words[first : first + 2]
        yield _KINDS[at % len(_KINDS)].format(one=one, other=other, start=one[:4], far=rng.choice(words))


def _found(index: Index, query: str) -> tuple[int, int, tuple[int, ...]]:
    """How many hits a search has, for how many texts they stand, and which they are where they are few."""
    from archive.search.port import EngineQuery
    from archive.search.query import parse

    with index.reading() as reader:
        found = reader.search(EngineQuery(parse(query), limit=_LISTED))
    few = tuple(sorted(one.n for one in found.matches)) if found.total <= _LISTED else ()
    return found.total, found.documents, few
