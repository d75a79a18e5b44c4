"""What documents are linked to, through each other: translations, copies, excerpts, groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from archive.catalog import sql
from archive.catalog.links import (
    DUPLICATE,
    EXCERPT,
    PART,
    TRANSLATION,
    Companion,
    Companions,
    Edge,
    Linked,
    every,
    touching,
)
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import Segment, Status


@dataclass(frozen=True, slots=True)
class Kin:
    """For each of some documents that has any: translations, copies, excerpts, the text it is one of."""

    translations: Mapping[int, tuple[Linked, ...]]
    copies: Mapping[int, tuple[Linked, ...]]
    excerpts: Mapping[int, tuple[Linked, ...]]
    excerpted: Mapping[int, Linked]


def together(catalog: Catalog, docs: Sequence[int]) -> Kin:
    """What `docs` are linked to, all kinds at once; translations and copies come without segments."""
    web = _web(catalog, docs, whole=False)
    translations, copies = {n: web.translations(n) for n in docs}, {n: web.copies(n) for n in docs}
    ends = _ends(catalog, {m for found in (*translations.values(), *copies.values()) for m in found})
    cut = any(edge.kind == EXCERPT for edges in web.at.values() for edge in edges)
    return Kin(
        _linked(translations, ends), _linked(copies, ends),
        excerpts_of(catalog, docs) if cut else {}, excerpted(catalog, docs) if cut else {},
    )  # fmt: skip


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
    ends = _ends(catalog, {n for e in edges for n in (e.a, e.b)})
    found: dict[int, tuple[Linked, ...]] = defaultdict(tuple)
    for edge in edges:
        n, m = (edge.a, edge.b) if end == "a" else (edge.b, edge.a)
        if m in ends:
            found[n] += (Linked(m, *ends[m], edge.score, edge.status, _turned(edge, n)),)
    return dict(found)


def duplicates_of(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[Linked, ...]]:
    """The copies of each of `docs` that has any, in the order they came."""
    return _reached(catalog, docs, DUPLICATE)


def _reached(catalog: Catalog, docs: Iterable[int], kind: str) -> dict[int, tuple[Linked, ...]]:
    docs = list(docs)
    web = _web(catalog, docs)
    reached = {n: (web.translations(n) if kind == TRANSLATION else web.copies(n)) for n in docs}
    return _linked(reached, _ends(catalog, {m for found in reached.values() for m in found}))


def _linked(
    reached: Mapping[int, _Found], ends: Mapping[int, tuple[str, str, str, str | None]]
) -> dict[int, tuple[Linked, ...]]:
    return {
        n: tuple(Linked(m, *ends[m], *edge) for m, edge in found.items() if m in ends)
        for n, found in reached.items()
        if found
    }


def companions(catalog: Catalog) -> dict[int, Companions]:
    """What documents are linked to, of every one that is, for the whole archive at once."""
    web = _web(catalog, None)
    names = {
        r[0]: (r[1], r[2]) for r in catalog.db.execute("SELECT n, id, lang FROM documents WHERE current = 1")
    }
    result = {}
    for n in web.at:
        translations, copies = (
            tuple(Companion(*names[m], found[0], found[3]) for m, found in reached.items() if m in names)
            for reached in (web.translations(n), web.copies(n))
        )
        own = next((e for e in web.at[n] if e.kind == EXCERPT and e.b == n and e.a in names), None)
        text = Companion(*names[own.a], own.score) if own else None
        if translations or copies or text:
            result[n] = Companions(translations, copies, text)
    return result


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


_Found = dict[int, tuple[float, Status, tuple[Segment, ...], bool]]  # whether a part, last


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
            found[edge.a if edge.b == n else edge.b] = (edge.score, edge.status, (), False)
            if edge.b == n:
                for other in self.at[edge.a]:
                    if other.kind == DUPLICATE and other.b != n:
                        found[other.b] = (min(edge.score, other.score), other.status, (), False)
        return dict(sorted(found.items()))

    def translations(self, n: int) -> _Found:
        """The translations of `n`, then of its copies, then what those are linked to in turn.

        Of several copies of one translation only the nearest is named. What it is a part of, or has as parts,
        comes last; nothing is reached through these.
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
                    found[other] = (edge.score * factor, edge.status, segments, False)
                    following += [(m, edge.score * factor) for m in (other, *copies)]
            layer = following
        for at in sorted(own, key=lambda m: (m != n, m)):
            for edge in self.at.get(at, ()):
                if edge.kind == PART:
                    other = edge.b if edge.a == at else edge.a
                    segments = _turned(edge, at) if at == n else ()
                    found.setdefault(other, (edge.score, edge.status, segments, True))
        return found

    def around(self, n: int) -> set[int]:
        """`n` with all that links lead to, but for its parts and what it is a part of."""
        seen, todo = {n}, [n]
        while todo:
            for edge in self.at.get(todo.pop(), ()):
                new = set() if edge.kind == PART else {edge.a, edge.b} - seen
                seen |= new
                todo += new
        return seen


def _web(catalog: Catalog, docs: Iterable[int] | None, *, whole: bool = True) -> _Web:
    web = _Web()
    if docs is None:
        for edge in every(catalog):
            _hang(web, edge)
        return web
    seen: set[tuple[str, int, int]] = set()
    known: set[int] = set()
    todo = set(docs)
    while todo:
        edges = [e for e in touching(catalog, sorted(todo), whole=whole) if e.status is not Status.REJECTED]
        known |= todo
        for edge in edges:
            if (edge.kind, edge.a, edge.b) not in seen:
                seen.add((edge.kind, edge.a, edge.b))
                _hang(web, edge)
        todo = {n for e in edges if e.kind != PART for n in (e.a, e.b)} - known
    return web


def _hang(web: _Web, edge: Edge) -> None:
    web.at[edge.a].append(edge)
    web.at[edge.b].append(edge)


def _turned(edge: Edge, n: int) -> tuple[Segment, ...]:
    return edge.segments if edge.a == n else tuple(Segment(s.b, s.a, s.score) for s in edge.segments)


def _ends(catalog: Catalog, docs: Iterable[int]) -> dict[int, tuple[str, str, str, str | None]]:
    query = (
        f"SELECT d.n, d.id, d.lang, {sql.source_of('d')}, d.title FROM documents d"
        " WHERE d.current = 1 AND d.n IN ({marks})"
    )
    rows = sql.rows_in(catalog.db, query, sorted(set(docs)))
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}
