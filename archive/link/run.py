"""Links what is new in an archive: copies first, then translations, then dates that travel over both.

The change log says what is new. A text is compared with its nearest only, and what it competes with is
settled anew, so that an archive taken in at once and one taken in bit by bit have the same links.
"""

from __future__ import annotations

import contextlib
import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.catalog import Catalog, changes, documents, links, sketches
from archive.catalog.links import DUPLICATE
from archive.catalog.sketches import Sketch
from archive.link import dating
from archive.link.candidates import Candidates
from archive.link.context import Places
from archive.link.copies import Copies
from archive.link.pairing import Pairing
from archive.link.shortlist import Shortlists
from archive.link.sketch import Ready, sketch
from archive.link.space import Space
from archive.link.vectors import Embedder
from archive.records import Mention

LINKED = "linked at"  # the setting that holds the place in the change log up to which links are made
METHOD = "linked by"  # and the one that says how: links made otherwise are made anew
VERSION = "2"

_PENDING = "links to make"  # and the one that holds what is sketched and still to be linked, as JSON

_CHUNK = 20_000  # documents read in one transaction
_SETTLED = 5_000  # texts whose pairs are settled at once: what they compete with is held in memory
# KiB of the catalog kept in memory, as far as it has so many, while keys of copies and candidates come in no
# order; SQLite's own is 2,000.
_CACHE = 196_608
_OTHERS = ("linked", "dated", "named")  # changes that touch no text

FindDates = Callable[[str, str, str | None], list[Mention]]


class Progress(Protocol):
    """What a run tells of itself while it goes."""

    def stage(self, name: str, total: int | None) -> None: ...

    def advance(self, done: int, words: int = 0, failed: int = 0) -> None: ...


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a run did: documents looked at, and the links that the archive holds now."""

    documents: int
    translations: int
    duplicates: int
    dated: int


def link(
    catalog: Catalog,
    *,
    now: str,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    find_dates: FindDates | None = None,
    ready: Ready | None = None,
) -> LinkReport:
    """Makes the links of all documents that came, changed or went since the last run.

    Texts taken in without vectors are compared by words alone; `embedder` is not needed for those that
    have them. `find_dates` (text, language, day it was written) reads the dates of a text anew when a
    link gives it its date. Texts are read and put to their copies 20,000 at a time, and the next run goes on
    after these; then the translations of all are found, whole or not at all. `ready` has sketches of texts
    that came in just now.
    """
    catalog.db.execute(f"PRAGMA cache_size = -{_CACHE}")
    lexical = catalog.db.execute("SELECT 1 FROM passages LIMIT 1").fetchone() is None
    method = f"{VERSION} {'words' if lexical else 'vectors'}"
    if catalog.setting(METHOD) != method:
        _restart(catalog, method)
    seq = int(catalog.setting(LINKED) or 0)
    end = changes.position(catalog)
    todo = _changed(catalog, seq, end)
    if progress:
        progress.stage("Finding copies", len(todo))
    # What went leaves before anything comes: no text may be put to a copy that is no longer there.
    texts = {n for _, n, text in todo if text}
    went = texts - sketches.current(catalog, texts)
    for upto, chunk in _chunks(todo, end):
        with catalog.transaction(), _uncollected():
            _Pending.of(catalog).joined(_read(catalog, chunk, went, lexical, ready)).keep(catalog)
            catalog.set(LINKED, str(upto))
        went = set()
        if progress:
            progress.advance(len(chunk))
    dated = 0
    pending = _Pending.of(catalog)
    if pending != _Pending():
        with catalog.transaction(), _uncollected():
            dated = _link(catalog, pending, find_dates, progress)
            _Pending().keep(catalog)
    counts = dict(
        catalog.db.execute("SELECT kind, count(*) FROM links WHERE status <> 'rejected' GROUP BY kind")
    )
    return LinkReport(len(todo), counts.get(links.TRANSLATION, 0), counts.get(DUPLICATE, 0), dated)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: there are no cycles to find among a million rows, and looking for
    them takes an eighth of the time, more the larger the archive."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _restart(catalog: Catalog, method: str) -> None:
    with catalog.transaction():
        sketches.clear(catalog)
        catalog.db.execute("UPDATE links SET segments = '[]'")  # or the old ones would be kept
        _Pending().keep(catalog)
        catalog.set(METHOD, method)
        catalog.set(LINKED, "0")


def _changed(catalog: Catalog, seq: int, end: int) -> list[tuple[int, int, bool]]:
    """The documents that changed after `seq`: last place in the log, number, whether the text may have."""
    marks = ",".join("?" * len(_OTHERS))
    rows = catalog.db.execute(
        f"SELECT max(seq), doc, max(what <> 'decided') FROM changes WHERE seq > ? AND seq <= ?"
        f" AND what NOT IN ({marks}) GROUP BY doc ORDER BY max(seq)",
        (seq, end, *_OTHERS),
    )
    return [(row[0], row[1], bool(row[2])) for row in rows]


def _chunks(
    todo: Sequence[tuple[int, int, bool]], end: int
) -> Iterator[tuple[int, Sequence[tuple[int, int, bool]]]]:
    for i in range(0, len(todo), _CHUNK):
        chunk = todo[i : i + _CHUNK]
        yield (end if i + _CHUNK >= len(todo) else chunk[-1][0]), chunk


def _read(
    catalog: Catalog,
    chunk: Sequence[tuple[int, int, bool]],
    went: set[int],
    lexical: bool,
    ready: Ready | None,
) -> _Pending:
    """Forgets what `went`, sketches what came and puts it to its copies; returns what is left to do."""
    numbers = [n for _, n, _ in chunk]
    fresh = {n for _, n, text in chunk if text}
    current = sketches.current(catalog, numbers)
    copies = Copies(catalog)
    rivals, left = _leave(catalog, fresh | went, copies)
    _sketch(catalog, sorted(fresh & current), lexical, ready)
    come, gone, heads = copies.regroup((fresh & current) | (left - went))
    rivals |= sketches.retire(catalog, gone)
    return _Pending(come, gone | (fresh - current) | went, rivals, heads | current)


def _link(
    catalog: Catalog, pending: _Pending, find_dates: FindDates | None, progress: Progress | None
) -> int:
    """Finds the translations of what is `pending`, and lets dates travel; returns how many dates changed."""
    come = sketches.those_standing(catalog, pending.come)
    changed = Space(catalog, Shortlists()).update(come, pending.gone)
    copies = Copies(catalog)
    candidates = Candidates(catalog, copies, Places(catalog))
    touched = candidates.update(come, changed) | sketches.those_standing(catalog, pending.rivals)
    del changed
    candidates.score(touched)
    todo = sorted(touched | sketches.current(catalog, pending.settle))
    pairing = Pairing(catalog, copies, candidates)
    if progress:
        progress.stage("Linking", len(todo))
    settled: set[int] = set()
    for at in range(0, len(todo), _SETTLED):
        some = todo[at : at + _SETTLED]
        settled |= pairing.settle(set(some) - settled)
        if progress:
            progress.advance(len(some))
    return dating.travel(catalog, settled, find_dates)


@dataclass(frozen=True, slots=True)
class _Pending:
    """What texts already put to their copies leave to do, by number."""

    come: frozenset[int] | set[int] = frozenset()  # stand for their copies now
    gone: frozenset[int] | set[int] = frozenset()  # and no longer
    rivals: frozenset[int] | set[int] = frozenset()  # had one of those as a candidate
    settle: frozenset[int] | set[int] = frozenset()  # whose pairs are settled anew, whatever else comes

    @classmethod
    def of(cls, catalog: Catalog) -> _Pending:
        """What is kept in the catalog."""
        return cls(*map(frozenset, json.loads(catalog.setting(_PENDING) or "[]")))

    def joined(self, later: _Pending) -> _Pending:
        """This and what came later. A text that went and came again is both: no old list of it holds."""
        return _Pending(
            (self.come - later.gone) | later.come, self.gone | later.gone,
            self.rivals | later.rivals, self.settle | later.settle,
        )  # fmt: skip

    def keep(self, catalog: Catalog) -> None:
        """Keeps it in the catalog."""
        parts = [sorted(part) for part in (self.come, self.gone, self.rivals, self.settle)]
        catalog.set(_PENDING, json.dumps(parts))


def _leave(catalog: Catalog, docs: Iterable[int], copies: Copies) -> tuple[set[int], set[int]]:
    """Takes away links and sketches of texts that went or are other texts now.

    Returns the texts they competed for, and the copies they leave behind.
    """
    known = sketches.known(catalog, docs)
    left = {m for group in copies.members(known).values() for m in group} - known
    links.remove(catalog, known)
    rivals = sketches.retire(catalog, known)
    sketches.drop(catalog, known)
    return rivals - known, left


def _sketch(catalog: Catalog, docs: Sequence[int], lexical: bool, ready: Ready | None) -> None:
    left = []
    known: list[Sketch] = []
    for n in docs:
        if ready and (one := ready.take(n, lexical=lexical)):
            known.append(one)
        else:
            left.append(n)
    sketches.put(catalog, known)
    for some in documents.handfuls(catalog, left, 500):
        sketches.put(
            catalog,
            [
                sketch(n, document.lang, document.text, documents.passages(catalog, n), lexical=lexical)
                for n, document in sorted(documents.by_number(catalog, some).items())
            ],
        )
