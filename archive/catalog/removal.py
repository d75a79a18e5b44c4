"""What goes with a text that a person has removed: which sources, and all rows that are theirs.

A removal takes whole files, for the bytes of a file hold each text in it. Its rows go in one transaction,
which leaves the act, the hashes by which the same is refused from then on, and a note that the removal is
due: originals, index and free pages follow (`archive.pipeline.removing`), by this run or by the next one
that writes.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import Final

from archive import nesting
from archive.catalog import care, changes, entries, links, origins, sketches, sql, traces
from archive.catalog.care import REMOVE, Care, Key
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError

# A text of fewer words is known by its file alone: "Page not found" is no copy of any other.
LEAST_WORDS: Final = 5
_SHOWN: Final = 5
_AGAIN: Final = "to be read again"  # the setting that names sources, by their ids, while a removal is due


@dataclass(frozen=True, slots=True)
class Going:
    """A source that goes: its id, its place as a person wrote it, the ids of its documents.

    `by`: "named"; "copy", it has the same text or the same bytes; "inside", it lies in one that goes;
    "holds", its bytes hold what goes beside other texts.
    """

    source: str
    place: str
    by: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What a removal takes, and what it leaves that says nearly the same: ids of documents, and why.

    `keys`: by what the same is refused. `since`: when the first of it came in (UTC). `scrubbed`: how many
    decisions, notes, taught names and saved searches go because they hold words or names of it alone.
    """

    going: tuple[Going, ...]
    keys: tuple[Key, ...]
    stays: tuple[tuple[str, str], ...] = ()
    since: str = ""
    scrubbed: Counter[str] = field(default_factory=Counter)

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that go."""
        return tuple(name for one in self.going for name in one.documents)


# -- what is refused ------------------------------------------------------------------------------------


def refused(catalog: Catalog) -> frozenset[str]:
    """The hashes of files and texts that were removed, and are not taken in again."""
    rows = catalog.db.execute(
        "SELECT k.key FROM care_keys k JOIN care c ON c.n = k.care WHERE c.act = ?", (REMOVE,)
    )
    return frozenset(row[0] for row in rows)


def counts(catalog: Catalog) -> dict[str, int]:
    """How many files ("file") and texts ("text") are refused because they were removed."""
    rows = catalog.db.execute(
        "SELECT k.kind, count(DISTINCT k.key) FROM care_keys k JOIN care c ON c.n = k.care WHERE c.act = ?"
        " GROUP BY k.kind",
        (REMOVE,),
    )
    return {row[0]: row[1] for row in rows}


def acts(catalog: Catalog) -> list[int]:
    """The numbers of the acts of removal."""
    return [row[0] for row in catalog.db.execute("SELECT n FROM care WHERE act = ? ORDER BY n", (REMOVE,))]


def due(catalog: Catalog) -> list[int]:
    """The acts of removal that are not done to their end."""
    return [row[0] for row in catalog.db.execute("SELECT care FROM care_due ORDER BY care")]


def done(catalog: Catalog, some: Sequence[int]) -> None:
    """Notes that these removals are done to their end."""
    with catalog.transaction() as db:
        db.execute("DELETE FROM meta WHERE key = ?", (_AGAIN,))
        db.executemany("DELETE FROM care_due WHERE care = ?", ((n,) for n in some))


def to_unlink(catalog: Catalog) -> list[str]:
    """The SHA-256 of removed files of which no source is in."""
    rows = catalog.db.execute(
        "SELECT DISTINCT k.key FROM care_keys k JOIN care c ON c.n = k.care WHERE c.act = ?"
        " AND k.kind = 'file' ORDER BY 1",
        (REMOVE,),
    ).fetchall()
    return [row[0] for row in rows if not origins.of_original(catalog, row[0])]


def copies_since(catalog: Catalog, since: str) -> list[tuple[str, str]]:
    """The backups, bags and exports that were written from then on: the file or folder, and when (UTC)."""
    return [one for one in care.copies(catalog) if one[1] >= since]


# -- what goes ------------------------------------------------------------------------------------------


def of_document(catalog: Catalog, n: int) -> tuple[str, tuple[int, ...]]:
    """The source of a document, and which of its documents are meant with it: those of the same post."""
    row = catalog.db.execute("SELECT source_id, post FROM documents WHERE n = ?", (n,)).fetchone()
    rows = catalog.db.execute("SELECT n FROM documents WHERE source_id = ? AND post = ?", tuple(row))
    return row[0], tuple(one[0] for one in rows)


def matching(catalog: Catalog, keys: Collection[str]) -> tuple[list[str], list[int]]:
    """What is in of removed files and texts: the sources with these bytes, the documents with these texts."""
    files = [one for key in sorted(keys) for one in origins.of_original(catalog, key)]
    query = "SELECT n FROM documents WHERE fingerprint IN ({marks})"
    return files, [row[0] for row in sql.rows_in(catalog.db, query, sorted(keys))]


def numbers(catalog: Catalog, wanted: RemovalPlan) -> list[int]:
    """The numbers of the documents that go wherever their words stand."""
    keys = [key.key for key in wanted.keys if key.kind == "text"]
    return [
        row[0]
        for row in sql.rows_in(catalog.db, "SELECT n FROM documents WHERE fingerprint IN ({marks})", keys)
    ]


def plan(
    catalog: Catalog,
    whole: Iterable[str],
    some: Iterable[int] = (),
    *,
    holders: bool,
    copies: bool = True,
    holding: Iterable[str] = (),
) -> RemovalPlan:
    """What goes with the sources `whole` and the documents `some`.

    `copies`: with other files that have the same text. `holders`: with what holds it and other texts, too;
    `holding`: sources of which that is known from their bytes. Raises UsageError where it is not said, and
    something does.
    """
    walk = _Walk(catalog, copies)
    walk.begin(whole, some, holding)
    going = tuple(walk.going())
    containers = [one for one in going if one.by == "holds"]
    if containers and not holders:
        raise UsageError(_holding(containers, walk.named_held))
    keys = [Key("text", one) for one in sorted(walk.meant)] if copies else []
    keys += [Key("file", origins.original(catalog, one.source)[0]) for one in going]
    since = min((walk.taken_in(one.source) for one in going), default="")
    return RemovalPlan(going, tuple(dict.fromkeys(keys)), tuple(walk.stays()), since)


def _holding(going: Sequence[Going], named: bool) -> str:
    places = ", ".join(one.place for one in going[:_SHOWN]) + (", …" if len(going) > _SHOWN else "")
    others = sum(len(one.documents) for one in going)
    or_not = "" if named else ", or --this-only to leave other files with the same text"
    return (
        f"Its words stand in the bytes of {places}, which also hold{'s' if len(going) == 1 else ''} other"
        f" texts ({others:,} in all). Add --with-container to remove that file whole{or_not}."
    )


class _Walk:
    """From what is named to all that goes with it."""

    def __init__(self, catalog: Catalog, copies: bool) -> None:
        self._catalog, self._copies = catalog, copies
        self._by: dict[str, str] = {}
        self._queue: deque[str] = deque()
        self.meant: set[str] = set()  # fingerprints of what is to go wherever it stands
        self.named_held = False

    def begin(self, whole: Iterable[str], some: Iterable[int], holding: Iterable[str]) -> None:
        """Goes through all of it."""
        for source in holding:
            self._put(source, "holds")
        for source in whole:
            self._put(source, "named")
        query = "SELECT source_id, n FROM documents WHERE n IN ({marks})"
        for source, n in sorted(tuple(row) for row in sql.rows_in(self._catalog.db, query, some)):
            self._text(source, n, "named")
        while self._queue:
            source = self._queue.popleft()
            if self._by[source] != "holds":
                for n in self._documents(source):
                    self._mean(n)
                for place in self._places(source):
                    for inner in self._inside(place):
                        self._put(inner, "inside")
            by = "holds" if self._by[source] == "holds" else "copy"
            for other in origins.of_original(self._catalog, origins.original(self._catalog, source)[0]):
                if other != source:
                    self._put(other, by)
            for place in self._places(source):
                for outer in self._around(place):
                    self._put(outer, "holds")

    def _put(self, source: str, by: str) -> None:
        before = self._by.get(source)
        if before is None or (before == "holds" and by != "holds"):
            self._by[source] = by
            self._queue.append(source)

    def _text(self, source: str, n: int, by: str) -> None:
        """A text goes: its file with it, which may hold others."""
        posts = sql.count(
            self._catalog.db, "SELECT count(DISTINCT post) FROM documents WHERE source_id = ?", (source,)
        )
        if posts > 1:
            self._put(source, "holds")
            self.named_held |= by == "named"
        else:
            self._put(source, by)
        self._mean(n)

    def _mean(self, n: int) -> None:
        query = "SELECT fingerprint, words FROM documents WHERE n = ?"
        fingerprint, words = self._catalog.db.execute(query, (n,)).fetchone()
        if words < LEAST_WORDS or fingerprint in self.meant:
            return
        self.meant.add(fingerprint)
        if self._copies:
            query = "SELECT source_id, n FROM documents WHERE fingerprint = ? ORDER BY n"
            for source, copy in self._catalog.db.execute(query, (fingerprint,)).fetchall():
                if source not in self._by:
                    self._text(source, copy, "copy")

    def _documents(self, source: str) -> list[int]:
        rows = self._catalog.db.execute("SELECT n FROM documents WHERE source_id = ? ORDER BY n", (source,))
        return [row[0] for row in rows]

    def _places(self, source: str) -> list[str]:
        rows = self._catalog.db.execute("SELECT origin FROM origins WHERE source_id = ?", (source,))
        return sorted(row[0] for row in rows)

    def _inside(self, place: str) -> list[str]:
        return [row[0] for row in self._catalog.db.execute(
            "SELECT DISTINCT source_id FROM origins WHERE origin > ? AND origin < ? ORDER BY 1",
            (f"{place}!", f'{place}"'),
        )]  # fmt: skip

    def _around(self, place: str) -> Iterator[str]:
        while place := nesting.holder(place):
            rows = self._catalog.db.execute("SELECT source_id FROM origins WHERE origin = ?", (place,))
            yield from [row[0] for row in rows]

    def taken_in(self, source: str) -> str:
        """When a source came in (UTC)."""
        query = "SELECT taken_in FROM sources WHERE id = ?"
        return str(self._catalog.db.execute(query, (source,)).fetchone()[0])

    def going(self) -> Iterator[Going]:
        """The sources that go, what is named first."""
        order = ("named", "copy", "inside", "holds")
        for source, by in sorted(self._by.items(), key=lambda one: (order.index(one[1]), one[0])):
            rows = self._catalog.db.execute(
                "SELECT id FROM documents WHERE source_id = ? ORDER BY n", (source,)
            )
            place = origins.called(self._catalog, source) or source
            yield Going(source, place, by, tuple(row[0] for row in rows))

    def stays(self) -> Iterator[tuple[str, str]]:
        """The documents that stay and say nearly the same, as far as the archive knows: ids, and why."""
        db = self._catalog.db
        own = {n: None for source in self._by for n in self._documents(source)}
        query = "SELECT n, fingerprint FROM documents WHERE n IN ({marks})"
        prints = dict(sql.rows_in(db, query, own))
        whole = {source for source, by in self._by.items() if by != "holds"}
        documents = {n for source in whole for n in self._documents(source)}
        documents |= {n for n, fingerprint in prints.items() if fingerprint in self.meant}
        found: dict[int, str] = {}
        for edge in links.touching(self._catalog, documents, whole=False):
            for n in (edge.a, edge.b):
                if n not in own and edge.status != "rejected":
                    found.setdefault(n, str(edge.kind))
        query = (
            "SELECT d.n FROM origins o JOIN origins x ON x.origin = o.origin AND x.source_id <> o.source_id"
            " JOIN documents d ON d.source_id = x.source_id WHERE o.source_id IN ({marks})"
        )
        for row in sql.rows_in(db, query, self._by):
            if row[0] not in own:
                found.setdefault(row[0], "version")
        if not self._copies:
            query = "SELECT n FROM documents WHERE fingerprint IN ({marks})"
            for row in sql.rows_in(db, query, sorted(self.meant)):
                if row[0] not in own:
                    found[row[0]] = "copy"
        names = dict(sql.rows_in(db, "SELECT n, id FROM documents WHERE n IN ({marks})", found))
        for n in sorted(found):
            yield names[n], found[n]


# -- taking it away -------------------------------------------------------------------------------------


def enter(catalog: Catalog, wanted: RemovalPlan, act: Care) -> tuple[int, RemovalPlan]:
    """Takes away all rows of what goes, and leaves the act; in one transaction.

    Returns the number of the act, and the plan with what was scrubbed. What is left to do is due.
    """
    sources = [one.source for one in wanted.going]
    with catalog.transaction() as db:
        if feeds := _other_feeds(catalog, sources):
            catalog.set(_AGAIN, json.dumps(sorted({*to_read_again(catalog), *feeds})))
        scrubbed = traces.scrub(catalog, sources)
        _take_away(catalog, sources)
        n = care.enter(catalog, replace(act, act=REMOVE, keys=wanted.keys))
        db.execute("INSERT INTO care_due VALUES (?)", (n,))
    return n, replace(wanted, scrubbed=scrubbed)


def _other_feeds(catalog: Catalog, sources: Sequence[str]) -> list[str]:
    """The feeds that stay where one goes: an entry in both was a document of that one alone."""
    query = (
        "SELECT 1 FROM documents d JOIN post_keys k ON k.doc = d.n AND k.kind = 'entry'"
        " WHERE d.source_id IN ({marks})"
    )
    if next(sql.rows_in(catalog.db, query, sources), None) is None:
        return []
    return [source for source, _ in entries.feeds(catalog) if source not in sources]


def to_read_again(catalog: Catalog) -> list[str]:
    """The sources that are to be read again before a removal is done."""
    return [one for one in json.loads(catalog.setting(_AGAIN) or "[]") if origins.held(catalog, one)]


def _take_away(catalog: Catalog, sources: Sequence[str]) -> None:
    """Deletes sources and their documents; what was linked to these is linked anew."""
    db = catalog.db
    rows = list(sql.rows_in(db, "SELECT n, id FROM documents WHERE source_id IN ({marks})", sources))
    docs, ids = {row[0] for row in rows}, {row[1] for row in rows}
    others = {n for edge in links.touching(catalog, docs, whole=False) for n in (edge.a, edge.b)}
    others |= sketches.retire(catalog, docs)
    links.remove(catalog, docs)
    sketches.drop(catalog, docs)
    db.executemany("DELETE FROM documents WHERE n = ?", ((n,) for n in docs))
    _forget_ids(catalog, ids)
    for table in ("chrome", "limits", "unread", "captures", "mail_ids", "mail_people", "members", "origins"):
        db.executemany(f"DELETE FROM {table} WHERE source_id = ?", ((one,) for one in sources))
    db.executemany("DELETE FROM sources WHERE id = ?", ((one,) for one in sources))
    changes.log(catalog, sorted(docs), "removed")
    changes.log(catalog, sorted(sketches.current(catalog, others - docs)), changes.REGROUPED)


def _forget_ids(catalog: Catalog, ids: Collection[str]) -> None:
    """Forgets what led to documents with these ids, and what these were cut from before."""
    db = catalog.db
    left = set(ids)
    while left:
        rows = list(sql.rows_in(db, "SELECT id FROM former WHERE now IN ({marks})", left))
        one = [(name,) for name in left]
        db.executemany("DELETE FROM former WHERE id = ?", one)
        db.executemany("DELETE FROM former WHERE now = ?", one)
        db.executemany("DELETE FROM numbers WHERE id = ?", one)
        left = {row[0] for row in rows} - left
