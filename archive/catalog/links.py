"""Links between documents: translations and copies, and what they lead to."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from archive.catalog import changes, sql
from archive.catalog.addresses import twins
from archive.catalog.store import Catalog
from archive.records import Segment, Span, Status

TRANSLATION: Final = "translation"
DUPLICATE: Final = "duplicate"
EXCERPT: Final = "excerpt"

# What stands before a condition on either end. The key begins with the kind: without it every link there is
# would be looked at for `a`.
_AT: Final = {"a": f"kind IN ('{TRANSLATION}', '{DUPLICATE}', '{EXCERPT}') AND", "b": ""}


@dataclass(frozen=True, slots=True)
class Edge:
    """A link as kept: between documents by number. `a` of a duplicate is the representative of the copies.

    `a` of an excerpt is its text.
    """

    kind: str
    a: int
    b: int
    score: float
    status: Status = Status.PROPOSED
    evidence: Mapping[str, object] = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """A document at the other end of a link. In its segments, `a` counts in the document asked for.

    A translation that is linked to a copy only comes without segments.
    """

    n: int
    id: str
    lang: str
    source: str
    title: str | None
    score: float
    status: Status
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Companion:
    """A document that a link leads to: its id, its language, the score of the link."""

    id: str
    lang: str
    score: float


@dataclass(frozen=True, slots=True)
class Companions:
    """The translations and copies of one document, and the text that it is an excerpt of."""

    translations: tuple[Companion, ...] = ()
    duplicates: tuple[Companion, ...] = ()
    excerpt_of: Companion | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """An English and a French document (or any two languages) that are each other's translation."""

    a: Linked
    b: Linked
    score: float
    status: Status
    evidence: Mapping[str, object]
    segments: tuple[Segment, ...]


# -- writing ---------------------------------------------------------------------------------------


def put(catalog: Catalog, edges: Iterable[Edge]) -> None:
    """Writes links, in place of those between the same documents."""
    with catalog.transaction() as db:
        db.executemany(
            sql.upsert("links", ("kind", "a", "b"), ("score", "status", "evidence", "segments")),
            (
                (e.kind, e.a, e.b, e.score, e.status.value, _json(dict(e.evidence)), _pack(e.segments))
                for e in edges
            ),
        )


def replace(
    catalog: Catalog, kind: str, docs: Iterable[int], edges: Sequence[Edge], *, at: str = "ab"
) -> int:
    """Makes `edges` the only links of `kind` that touch `docs` (`at` these ends); logs whose links changed.

    What a person rejected stays on record. Returns how many links came, went or changed.
    """
    with catalog.transaction() as db:
        old = {(e.a, e.b): e for e in touching(catalog, docs, kind, at) if e.status is not Status.REJECTED}
        new = {(e.a, e.b): e for e in edges}
        gone = [key for key in old if key not in new]
        come = [edge for key, edge in new.items() if old.get(key) != edge]
        db.executemany("DELETE FROM links WHERE kind = ? AND a = ? AND b = ?", ((kind, *key) for key in gone))
        put(catalog, come)
        changes.log(
            catalog, sorted({n for a, b in (*gone, *((e.a, e.b) for e in come)) for n in (a, b)}), "linked"
        )
    return len(gone) + len(come)


def remove(catalog: Catalog, docs: Iterable[int]) -> None:
    """Takes away every link of `docs`, which are no longer current."""
    docs = list(docs)
    with catalog.transaction() as db:
        others = {n for e in touching(catalog, docs) for n in (e.a, e.b)} - set(docs)
        db.executemany(f"DELETE FROM links WHERE {_AT['a']} a = ?", ((n,) for n in docs))
        db.executemany("DELETE FROM links WHERE b = ?", ((n,) for n in docs))
        changes.log(catalog, sorted(others), "linked")


def forget_segments(catalog: Catalog) -> None:
    """Forgets what stands against what in every pair."""
    with catalog.transaction() as db:
        db.execute("UPDATE links SET segments = '[]'")


# -- reading ---------------------------------------------------------------------------------------


def touching(catalog: Catalog, docs: Iterable[int], kind: str | None = None, at: str = "ab") -> list[Edge]:
    """The links at any of `docs` (`at` these ends), whatever their status, ordered by kind and documents."""
    found: dict[tuple[str, int, int], Edge] = {}
    numbers = sorted(set(docs))
    for end in at:
        query = f"SELECT * FROM links WHERE {_AT[end]} {end} IN ({{marks}})"
        for row in sql.rows_in(catalog.db, query, numbers):
            if kind is None or row["kind"] == kind:
                found[row["kind"], row["a"], row["b"]] = _edge(row)
    return [found[key] for key in sorted(found)]


def ends(catalog: Catalog, kind: str | None = None) -> Iterator[tuple[int, int]]:
    """The two documents of every link, or of those of one kind, that nobody rejected."""
    query = "SELECT a, b FROM links WHERE status <> 'rejected'"
    yield from sql.tuples(
        catalog.db, query if kind is None else f"{query} AND kind = ?", (kind,) if kind else ()
    )


def counts(catalog: Catalog) -> dict[str, int]:
    """How many links of each kind there are that nobody rejected."""
    rows = catalog.db.execute("SELECT kind, count(*) FROM links WHERE status <> 'rejected' GROUP BY kind")
    return dict(rows.fetchall())


def pairs(
    catalog: Catalog,
    status: Status | None = None,
    langs: tuple[str, str] = ("en", "fr"),
    *,
    homes: bool = True,
    after: tuple[int, int] = (0, 0),
    limit: int | None = None,
) -> Iterator[Pair]:
    """Translated pairs of two languages, in the order their first documents came.

    `after`: those that follow the pair of these two numbers; `limit`: so many links at most.
    `status`: only those; None: those that nobody rejected. A document whose file stands in several places
    comes once for each place that belongs to a place of the other; without `homes` once in all.
    """
    rows = catalog.db.execute(
        f"SELECT l.*, {_side('a')}, {_side('b')} FROM links l JOIN documents x ON x.n = l.a JOIN documents y"
        " ON y.n = l.b WHERE l.kind = 'translation' AND x.current AND y.current AND x.lang = ? AND y.lang = ?"
        f" AND l.status {'<>' if status is None else '='} ? AND (l.a, l.b) > (?, ?)"
        f" ORDER BY l.a, l.b {sql.at_most(limit)}",
        (*langs, Status.REJECTED.value if status is None else status.value, *after),
    )
    for row in rows:
        edge = _edge(row)
        together = twins(*(json.loads(row[f"{side}_sources"]) for side in "ab"))
        for sources in together if homes else together[:1]:
            one, two = (
                Linked(row[side], row[f"{side}_id"], row[f"{side}_lang"], source, row[f"{side}_title"],
                       edge.score, edge.status)
                for side, source in zip("ab", sources, strict=True)
            )  # fmt: skip
            yield Pair(one, two, edge.score, edge.status, edge.evidence, edge.segments)


def _side(side: str) -> str:
    alias = {"a": "x", "b": "y"}[side]
    return (
        f"{alias}.id AS {side}_id, {alias}.lang AS {side}_lang, {alias}.title AS {side}_title,"
        f" {sql.sources_of(alias)} AS {side}_sources"
    )


def translations_of(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[Linked, ...]]:
    """The translations of each of `docs` that has any: its own, then those of its copies; best first."""
    return _reached(catalog, docs, TRANSLATION)


def excerpts_of(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[Linked, ...]]:
    """The excerpts of each of `docs` that has any, in the order they came."""
    return _at_end(catalog, docs, "a")


def excerpted(catalog: Catalog, docs: Iterable[int]) -> dict[int, Linked]:
    """The text that each of `docs` is an excerpt of, where it is one."""
    return {n: found[0] for n, found in _at_end(catalog, docs, "b").items()}


def _at_end(catalog: Catalog, docs: Iterable[int], end: str) -> dict[int, tuple[Linked, ...]]:
    edges = touching(catalog, docs, EXCERPT, end)
    told = _ends(catalog, {n for e in edges for n in (e.a, e.b)})
    found: dict[int, tuple[Linked, ...]] = defaultdict(tuple)
    for edge in edges:
        n, m = (edge.a, edge.b) if end == "a" else (edge.b, edge.a)
        if m in told:
            found[n] += (Linked(m, *told[m], edge.score, edge.status, _turned(edge, n)),)
    return dict(found)


def duplicates_of(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[Linked, ...]]:
    """The copies of each of `docs` that has any, in the order they came."""
    return _reached(catalog, docs, DUPLICATE)


def _reached(catalog: Catalog, docs: Iterable[int], kind: str) -> dict[int, tuple[Linked, ...]]:
    docs = list(docs)
    web = _web(catalog, docs)
    reached = {n: (web.translations(n) if kind == TRANSLATION else web.copies(n)) for n in docs}
    ends = _ends(catalog, {m for found in reached.values() for m in found})
    return {
        n: tuple(
            Linked(m, *ends[m], score, status, segments)
            for m, (score, status, segments) in found.items()
            if m in ends
        )
        for n, found in reached.items()
        if found
    }


def companions(catalog: Catalog) -> dict[int, Companions]:
    """What documents are linked to, of every one that is, for the whole archive at once."""
    web = _web(catalog, None)
    names = {
        r[0]: (r[1], r[2]) for r in catalog.db.execute("SELECT n, id, lang FROM documents WHERE current")
    }
    made = {}
    for n in web.at:
        translations, copies = (
            tuple(Companion(*names[m], found[0]) for m, found in reached.items() if m in names)
            for reached in (web.translations(n), web.copies(n))
        )
        own = next((e for e in web.at[n] if e.kind == EXCERPT and e.b == n and e.a in names), None)
        text = Companion(*names[own.a], own.score) if own else None
        if translations or copies or text:
            made[n] = Companions(translations, copies, text)
    return made


@dataclass(frozen=True, slots=True)
class Groups:
    """Which documents are one text, and which are one work.

    `text` gives the representative of a document's copies; `work` the smallest number among a document,
    its copies, all their translations and excerpts. A document that stands alone is in neither.
    `excerpts` are those that are an excerpt of another.
    """

    text: Mapping[int, int]
    work: Mapping[int, int]
    excerpts: frozenset[int] = frozenset()


def groups(catalog: Catalog, docs: Iterable[int] | None = None) -> Groups:
    """The groups of `docs`, or of the whole archive."""
    web = _web(catalog, docs)
    text: dict[int, int] = {}
    excerpts = frozenset(e.b for edges in web.at.values() for e in edges if e.kind == EXCERPT)
    work: dict[int, int] = {}
    for n, edges in web.at.items():
        for edge in edges:
            if edge.kind == DUPLICATE:
                text[n] = edge.a
        if n not in work:
            together = web.around(n)
            work.update(dict.fromkeys(together, min(together)))
    return Groups(text, work, excerpts)


_Found = dict[int, tuple[float, Status, tuple[Segment, ...]]]


class _Web:
    """Links that nobody rejected, by the documents at their ends."""

    def __init__(self) -> None:
        self.at: dict[int, list[Edge]] = defaultdict(list)

    def copies(self, n: int) -> _Found:
        """The copies of `n`: links of copies form stars around their representative."""
        found: _Found = {}
        for edge in self.at.get(n, ()):
            if edge.kind != DUPLICATE:
                continue
            found[edge.a if edge.b == n else edge.b] = (edge.score, edge.status, ())
            if edge.b == n:
                for other in self.at[edge.a]:
                    if other.kind == DUPLICATE and other.b != n:
                        found[other.b] = (min(edge.score, other.score), other.status, ())
        return dict(sorted(found.items()))

    def translations(self, n: int) -> _Found:
        """The translations of `n`, then of its copies, then what those are linked to in turn.

        Of several copies of one translation only the nearest is named.
        """
        found: _Found = {}
        own = {n, *self.copies(n)}
        seen = set(own)
        layer: list[tuple[int, float]] = [(n, 1.0), *((m, 1.0) for m in own if m != n)]
        while layer:
            following: list[tuple[int, float]] = []
            for at, factor in layer:
                for edge in sorted(self.at.get(at, ()), key=lambda e: -e.score):
                    other = edge.b if edge.a == at else edge.a
                    if edge.kind != TRANSLATION or other in seen:
                        continue
                    copies = self.copies(other)
                    seen |= {other, *copies}
                    segments = _turned(edge, at) if at == n else ()
                    found[other] = (edge.score * factor, edge.status, segments)
                    following += [(m, edge.score * factor) for m in (other, *copies)]
            layer = following
        return found

    def around(self, n: int) -> set[int]:
        """`n` with all that links lead to."""
        seen, todo = {n}, [n]
        while todo:
            for edge in self.at.get(todo.pop(), ()):
                new = {edge.a, edge.b} - seen
                seen |= new
                todo += new
        return seen


def _web(catalog: Catalog, docs: Iterable[int] | None) -> _Web:
    web = _Web()
    if docs is None:
        for row in catalog.db.execute("SELECT * FROM links WHERE status <> 'rejected' ORDER BY kind, a, b"):
            _hang(web, _edge(row))
        return web
    seen: set[tuple[str, int, int]] = set()
    known: set[int] = set()
    todo = set(docs)
    while todo:
        edges = [e for e in touching(catalog, sorted(todo)) if e.status is not Status.REJECTED]
        known |= todo
        for edge in edges:
            if (edge.kind, edge.a, edge.b) not in seen:
                seen.add((edge.kind, edge.a, edge.b))
                _hang(web, edge)
        todo = {n for e in edges for n in (e.a, e.b)} - known
    return web


def _hang(web: _Web, edge: Edge) -> None:
    web.at[edge.a].append(edge)
    web.at[edge.b].append(edge)


def _turned(edge: Edge, n: int) -> tuple[Segment, ...]:
    return edge.segments if edge.a == n else tuple(Segment(s.b, s.a, s.score) for s in edge.segments)


def _ends(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[str, str, str, str | None]]:
    query = (
        f"SELECT d.n, d.id, d.lang, {sql.source_of('d')}, d.title FROM documents d"
        " WHERE d.current AND d.n IN ({marks})"
    )
    rows = sql.rows_in(catalog.db, query, sorted(set(docs)))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _edge(row: sqlite3.Row) -> Edge:
    return Edge(
        row["kind"], row["a"], row["b"], row["score"], Status(row["status"]), json.loads(row["evidence"]),
        tuple(Segment(Span(s[0], s[1]), Span(s[2], s[3]), s[4]) for s in json.loads(row["segments"])),
    )  # fmt: skip


def _pack(segments: Iterable[Segment]) -> str:
    return _json([[s.a.start, s.a.end, s.b.start, s.b.end, round(s.score, 4)] for s in segments])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
