"""Links between documents: translations, parts of them, copies, excerpts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final, NamedTuple

from archive.addresses import twins
from archive.catalog import changes, sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import Segment, Span, Status

TRANSLATION: Final = "translation"
DUPLICATE: Final = "duplicate"
EXCERPT: Final = "excerpt"
PART: Final = "part"  # one of two texts in different languages translates the other, and more

_PIECES: Final = 40  # of a file at most; one with more lists texts

# What stands before a condition on either end. The key begins with the kind: without it every link there is
# would be looked at for `a`.
_AT: Final = {"a": f"kind IN ('{TRANSLATION}', '{DUPLICATE}', '{EXCERPT}', '{PART}') AND", "b": ""}


@dataclass(frozen=True, slots=True)
class Edge:
    """A link as kept: between documents by number. `a` of a duplicate is the representative of the copies.

    `a` of an excerpt is its text. The evidence of a part says which language the whole is in.
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

    A translation that is linked to a copy only comes without segments. `part`: one of the two translates the
    other and more.
    """

    n: int
    id: str
    lang: str
    source: str
    title: str | None
    score: float
    status: Status
    segments: tuple[Segment, ...] = ()
    part: bool = False


@dataclass(frozen=True, slots=True)
class Companion:
    """A document that a link leads to: its id, its language, the score; `part`: one translates the other and
    more."""

    id: str
    lang: str
    score: float
    part: bool = False


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


@dataclass(frozen=True, slots=True)
class CutFile:
    """A file all of whose documents of one language are told by one text: it is cut otherwise than that.

    `pieces`: the documents in reading order; `whole`: the text that says the same in one piece.
    """

    whole: int
    pieces: tuple[int, ...]


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
    with catalog.transaction():
        old = {(e.a, e.b): e for e in touching(catalog, docs, kind, at) if e.status is not Status.REJECTED}
        return _exchange(catalog, kind, old, {(e.a, e.b): e for e in edges})


def wholes(catalog: Catalog, docs: Iterable[int]) -> dict[tuple[int, int], int]:
    """The links of parts at any of `docs`, by their two ends, and the text of each that is the whole."""
    edges = touching(catalog, docs, PART)
    query = "SELECT n, lang FROM documents WHERE n IN ({marks})"
    ends = sorted({n for edge in edges for n in (edge.a, edge.b)})
    langs = {row[0]: row[1] for row in sql.rows_in(catalog.db, query, ends)}
    return {(e.a, e.b): e.a if langs[e.a] == e.evidence["whole"] else e.b for e in edges}


def replace_parts(catalog: Catalog, of: Collection[int], edges: Sequence[Edge]) -> None:
    """Makes `edges` the only parts that the texts `of` have; logs the documents whose links changed."""
    with catalog.transaction():
        mine = {ends for ends, whole in wholes(catalog, of).items() if whole in of}
        old = {(e.a, e.b): e for e in touching(catalog, of, PART) if (e.a, e.b) in mine}
        new = {(e.a, e.b): e for e in edges}
        _exchange(catalog, PART, old, new)


def _exchange(
    catalog: Catalog, kind: str, old: Mapping[tuple[int, int], Edge], new: Mapping[tuple[int, int], Edge]
) -> int:
    """Puts links in place of others; logs whose links changed. Returns how many came, went or changed."""
    gone = [key for key in old if key not in new]
    come = [edge for key, edge in new.items() if old.get(key) != edge]
    catalog.db.executemany(
        "DELETE FROM links WHERE kind = ? AND a = ? AND b = ?", ((kind, *key) for key in gone)
    )
    put(catalog, come)
    ends = {n for a, b in (*gone, *((e.a, e.b) for e in come)) for n in (a, b)}
    changes.log(catalog, sorted(ends), "linked")
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


def touching(
    catalog: Catalog,
    docs: Iterable[int],
    kind: str | None = None,
    at: str = "ab",
    *,
    whole: bool = True,
) -> list[Edge]:
    """The links at any of `docs` (`at` these ends), whatever their status, ordered by kind and documents.

    Without `whole` what is read is who is linked: no evidence, no segments.
    """
    columns = "*" if whole else "kind, a, b, score, status, '{{}}' AS evidence, '[]' AS segments"
    found: dict[tuple[str, int, int], Edge] = {}
    numbers = sorted(set(docs))
    for end in at:
        query = f"SELECT {columns} FROM links WHERE {_AT[end]} {end} IN ({{marks}})"
        for row in sql.rows_in(catalog.db, query, numbers):
            if kind is None or row["kind"] == kind:
                found[row["kind"], row["a"], row["b"]] = _edge(row)
    return [found[key] for key in sorted(found)]


def cut_apart(catalog: Catalog) -> list[CutFile]:
    """The files that are cut into pieces where one text of another file, in another language, is not.

    One of the pieces may be linked with it as its translation, the others are parts of it.
    """
    from archive.catalog.sketches import beside  # what links compare is not read by every search

    whole_of = wholes(catalog, {n for pair in ends(catalog, PART) for n in pair})
    pieces_of: dict[int, set[int]] = {}
    for pair, whole in whole_of.items():
        pieces_of.setdefault(whole, set()).update(set(pair) - {whole})
    for edge in touching(catalog, pieces_of, TRANSLATION, whole=False):
        if edge.status is not Status.REJECTED:
            for whole in {edge.a, edge.b} & pieces_of.keys():
                pieces_of[whole] |= {edge.a, edge.b} - {whole}
    files = set(beside(catalog, {n for pieces in pieces_of.values() for n in pieces}, _PIECES).values())
    return [
        CutFile(whole, pieces)
        for pieces in sorted(files)
        for whole, its in sorted(pieces_of.items())
        if its.issuperset(pieces)
    ]


def ends(catalog: Catalog, kind: str | None = None) -> Iterator[tuple[int, int]]:
    """The two documents of every link, or of those of one kind, that nobody rejected."""
    query = "SELECT a, b FROM links WHERE status <> 'rejected'"
    yield from sql.tuples(
        catalog.db, query if kind is None else f"{query} AND kind = ?", (kind,) if kind else ()
    )


class AlignedPair(NamedTuple):
    """A translation that nobody rejected, by its documents: the stretches that say the same.

    Of each: where it begins and ends in `a`, where in `b`, its score.
    """

    a: int
    b: int
    stretches: Sequence[tuple[int, int, int, int, float]]


def aligned(catalog: Catalog) -> Iterator[AlignedPair]:
    """All translations that nobody rejected, in the order of their documents."""
    rows = sql.tuples(
        catalog.db,
        "SELECT a, b, segments FROM links WHERE kind = ? AND status <> 'rejected' ORDER BY a, b",
        (TRANSLATION,),
    )
    for a, b, segments in rows:
        yield AlignedPair(a, b, json.loads(segments))


def aligned_with(catalog: Catalog, docs: Iterable[int]) -> Iterator[AlignedPair]:
    """Those of `docs` and others, each once, in no order."""
    docs = list(docs)
    found: set[tuple[int, int]] = set()
    for end in ("a", "b"):
        query = (
            f"SELECT a, b, segments FROM links WHERE {_AT[end]} kind = '{TRANSLATION}'"
            f" AND status <> 'rejected' AND {end} IN ({{marks}})"
        )
        for a, b, segments in sql.rows_in(catalog.db, query, docs):
            if (a, b) not in found:
                found.add((a, b))
                yield AlignedPair(a, b, json.loads(segments))


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
    """Translated pairs of two languages, in the order their first documents came; among them the parts of a
    text that translates several.

    `after`: those that follow the pair of these two numbers; `limit`: so many links at most.
    `status`: only those; None: those that nobody rejected. A document whose file stands in several places
    comes once for each place that belongs to a place of the other; without `homes` once in all.
    """
    rows = catalog.db.execute(
        f"SELECT l.*, {_side('a')}, {_side('b')} FROM links l JOIN documents x ON x.n = l.a JOIN documents y"
        " ON y.n = l.b WHERE l.kind IN ('translation', 'part') AND x.current = 1 AND y.current = 1"
        f" AND x.lang = ? AND y.lang = ? AND l.status {'<>' if status is None else '='} ?"
        " AND (l.a, l.b) > (?, ?)"
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


def every(catalog: Catalog) -> Iterator[Edge]:
    """All links that nobody rejected, ordered by kind and documents."""
    rows = catalog.db.execute("SELECT * FROM links WHERE status <> 'rejected' ORDER BY kind, a, b")
    yield from map(_edge, rows)


def _edge(row: Any) -> Edge:
    return Edge(
        row["kind"], row["a"], row["b"], row["score"], Status(row["status"]), json.loads(row["evidence"]),
        tuple(Segment(Span(s[0], s[1]), Span(s[2], s[3]), s[4]) for s in json.loads(row["segments"])),
    )  # fmt: skip


def _pack(segments: Iterable[Segment]) -> str:
    return _json([[s.a.start, s.a.end, s.b.start, s.b.end, round(s.score, 4)] for s in segments])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
