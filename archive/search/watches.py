"""Saved searches: what has come into the archive for each since it was last looked at.

Documents are numbered as they come. A saved search keeps the number up to which it has seen all: those
that the index it asked held in their last state, with links and entities made. Of later ones it keeps which
it has told. So a text that is in the catalog and not yet in the index, or is found only once its names are
joined, is told later, and none is told twice. A text that was changed comes in as a new one.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from typing import Any, Final

from archive.catalog import Catalog, changes, documents, watches
from archive.catalog.store import unusable
from archive.catalog.watches import SavedSearch
from archive.dataclass import dataclass
from archive.errors import ArchiveBusy, UsageError
from archive.locks import FileLock
from archive.records import Document
from archive.search import names, store
from archive.search.index import Index, IndexReader
from archive.search.port import EngineQuery
from archive.search.service import Request, readable, where

_FILTERS: Final = "watches filters"  # the setting with what narrows each saved search down, but for its words
_SHOWN: Final = "watches told"  # the setting with the numbers above `seen` that each saved search has told
# What narrows a search down, and how it is kept.
_KINDS: Final = {
    **dict.fromkeys(("lang", "since", "until", "source", "format", "collection"), "word"),
    **dict.fromkeys(("langs", "person", "place", "org"), "words"), "never": "pairs",
    **dict.fromkeys(("mentions", "undated", "translated"), "whether"),
}  # fmt: skip
_LOCK: Final = "watch.lock"
_PATIENCE: Final = 10.0  # seconds that one look waits for another
_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search; it has seen all documents up to number `seen`, and of later ones `shown`.

    `filters`: what narrows it down besides its query, by the names that `Request` has for it.
    """

    name: str
    query: str
    seen: int
    made: str
    shown: frozenset[int] = frozenset()
    filters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request(self) -> Request:
        """The same as a search."""
        return Request(self.query, **self.filters, browse=bool(self.filters))


@dataclass(frozen=True, slots=True)
class News:
    """The documents that came for a saved search since the last look, oldest first.

    `after`: the saved search as it is once they have been shown.
    """

    watch: Watch
    documents: tuple[Document, ...]
    after: Watch

    @property
    def name(self) -> str:
        return self.watch.name

    @property
    def query(self) -> str:
        return self.watch.query


def add(
    catalog: Catalog, index: Index, name: str, text: str, now: str, filters: Request | None = None
) -> None:
    """Saves a search; what `index` finds for it now is not new. `filters`: what narrows it down, if anything.

    Raises QueryError when it cannot be read, UsageError when the name is taken.
    """
    narrowed = _narrowed(filters) if filters else {}
    asked = Request(text, **narrowed, browse=bool(narrowed))
    with index.reading() as reader, catalog.reading():
        seen = _followed(catalog, reader)
        shown = [n for n in _found(catalog, reader, asked) if n > seen]
    with catalog.transaction():
        if not watches.put(catalog, SavedSearch(name, text, seen, now)):
            raise UsageError(
                f"There is already a saved search {name!r}. To remove it: archive watch remove {name}"
            ).worded("taken", name)
        _keep_shown(catalog, name, shown)
        _keep(catalog, _FILTERS, name, narrowed)


def remove(catalog: Catalog, name: str) -> None:
    """Forgets a saved search. Raises UsageError when there is none of that name."""
    with catalog.transaction():
        if not watches.remove(catalog, name):
            known = ", ".join(w.name for w in listing(catalog)) or "none"
            message = f"No saved search {name!r}. Saved searches: {known}."
            raise UsageError(message).worded("no_watch", name)
        _keep_shown(catalog, name, ())
        _keep(catalog, _FILTERS, name, {})


def listing(catalog: Catalog) -> list[Watch]:
    """The saved searches, by name."""
    shown, filters = _shown(catalog), _kept(catalog, _FILTERS)
    return [
        Watch(*saved, frozenset(shown.get(saved.name, ())), _read(filters.get(saved.name)))
        for saved in watches.listing(catalog)
    ]


def news(catalog: Catalog, index: Index) -> list[News]:
    """What is new for each saved search. It stays new until `shown`.

    Searches go by words and names alone: nearness in meaning has no sharp edge to be new across.
    """
    # One state for all: what the index takes in meanwhile is left to the next look.
    with index.reading() as reader, catalog.reading():
        upto = _followed(catalog, reader)
        return [_news(catalog, reader, watch, upto) for watch in listing(catalog)]


def _news(catalog: Catalog, index: IndexReader, watch: Watch, upto: int) -> News:
    found = _found(catalog, index, watch.request)
    new = documents.by_number(catalog, [n for n in found if n > watch.seen and n not in watch.shown])
    seen = max(watch.seen, upto)
    shown = frozenset(n for n in watch.shown.union(new) if n > seen)
    after = replace(watch, seen=seen, shown=shown)
    return News(watch, tuple(new[n] for n in sorted(new)), after)


def shown(catalog: Catalog, news: Sequence[News]) -> None:
    """Notes that `news` have been shown: they are not new any more.

    A saved search that is no longer as it was when it was looked at is left alone: rather told twice than
    never.
    """
    if all(one.after == one.watch for one in news):
        return
    with catalog.transaction():
        saved = {watch.name: watch for watch in listing(catalog)}
        for one in news:
            if saved.get(one.name) == one.watch:
                watches.set_seen(catalog, one.name, one.after.seen)
                _keep_shown(catalog, one.name, one.after.shown)


@contextlib.contextmanager
def looking(catalog: Catalog) -> Iterator[None]:
    """One look at a time, from the search until all is shown: so nothing is told twice.

    Raises ArchiveBusy when another look does not end, UnusableArchive where nothing can be written.
    """
    lock = FileLock(catalog.folder / store.FOLDER / _LOCK)
    end = time.monotonic() + _PATIENCE
    try:
        while not lock.acquire():
            if time.monotonic() > end:
                raise ArchiveBusy("Another archive watch is running. Try again when it has finished.")
            time.sleep(_PAUSE)
    except OSError as error:
        raise unusable(error, catalog.folder) from error
    try:
        yield
    finally:
        lock.release()


def _found(catalog: Catalog, index: IndexReader, request: Request) -> list[int]:
    """The numbers of all documents that a search finds, ascending. Raises QueryError, UsageError."""
    tree, _ = readable(request.settled())
    asked = EngineQuery(
        tree, where(catalog, request), aliases=names.aliases(catalog, tree), limit=sys.maxsize
    )
    found = index.search(asked)
    return sorted(n for match in found.matches for n in (match.n, *match.others))


def _followed(catalog: Catalog, index: IndexReader) -> int:
    """The number up to which the index holds all documents as they are once a run has settled them.

    Documents come into the change log in the order of their numbers, so all before the first one that the
    index, or the joining of names and links, has still to look at are in, and are what they will be.
    """
    settled = catalog.setting(changes.SETTLED) or ""
    place = min(index.position, int(settled) if settled.isdecimal() else 0)
    return changes.untouched(catalog, place)


def _narrowed(request: Request) -> dict[str, Any]:
    """What of a search narrows it down, by the names of its fields."""
    values = {one.name: (getattr(request, one.name), one.default) for one in fields(Request)}
    return {name: values[name][0] for name in _KINDS if values[name][0] != values[name][1]}


def _read(kept: Any) -> dict[str, Any]:
    """What `_narrowed` told, as it was kept; what is no filter is passed over."""
    found: dict[str, Any] = {}
    for name, value in kept.items() if isinstance(kept, dict) else ():
        match _KINDS.get(name), value:
            case "word", str():
                found[name] = value
            case "words", list() if all(isinstance(one, str) for one in value):
                found[name] = tuple(value)
            case "pairs", list() if all(isinstance(one, list) and len(one) == 2 for one in value):
                found[name] = tuple((str(a), str(b)) for a, b in value)
            case "whether", True:
                found[name] = True
    return found


def _shown(catalog: Catalog) -> dict[str, list[int]]:
    return {
        name: [n for n in numbers if type(n) is int]
        for name, numbers in _kept(catalog, _SHOWN).items()
        if isinstance(numbers, list)
    }


def _keep_shown(catalog: Catalog, name: str, numbers: Sequence[int] | frozenset[int]) -> None:
    _keep(catalog, _SHOWN, name, sorted(numbers))


def _kept(catalog: Catalog, setting: str) -> dict[str, Any]:
    """What is kept of each saved search in a setting, by its name."""
    try:
        kept = json.loads(catalog.setting(setting) or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(catalog: Catalog, setting: str, name: str, value: Any) -> None:
    before = _kept(catalog, setting)
    after = {k: v for k, v in before.items() if k != name}
    if value:
        after[name] = value
    if after != before:
        catalog.set(setting, json.dumps(after))
