"""The mentions of names and dates: written, read as their readers want them, and over the whole archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from archive import text as texts
from archive.catalog import changes, sql
from archive.catalog.connection import Connection
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.evidence import ARCHIVE, Evidence
from archive.records import Mention, MentionType, PageStart
from archive.text import page_at


def put_mentions(db: Connection, n: int, mentions: Iterable[Mention]) -> None:
    """Adds mentions to document `n`."""
    db.executemany(
        "INSERT INTO mentions (doc, start, end, type, own_type, text, value, evidence, score)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (n, m.start, m.end, m.type.value, m.type.value, m.text, m.value, m.evidence.kept, m.score)
            for m in mentions
        ),
    )


@dataclass(frozen=True, slots=True)
class Exported:
    """A mention, the id, language and source of its document, the id of its entity, the page it stands on."""

    document: str
    lang: str
    source: str
    mention: Mention
    entity: str | None
    page: int | None = None


def for_export(catalog: Catalog) -> Iterator[Exported]:
    """The mentions of all current documents, in the order the documents came and in reading order."""
    rows = catalog.db.execute(
        f"SELECT d.id, d.lang, {sql.source_of('d')}, m.start, m.end, m.type, m.text, m.value, m.evidence,"
        " m.score, e.id, EXISTS (SELECT 1 FROM pages p WHERE p.doc = d.n), d.n"
        " FROM mentions m JOIN documents d ON d.n = m.doc"
        " LEFT JOIN entities e ON e.n = m.entity WHERE d.current = 1 ORDER BY d.n, m.start, m.end"
    )
    of: int | None = None
    pages: tuple[PageStart, ...] = ()
    for r in rows:
        if of != r[12]:
            of, pages = r[12], _pages(catalog, r[12]) if r[11] else ()
        mention = Mention(r[3], r[4], MentionType(r[5]), r[6], r[7], Evidence.parse(r[8]), r[9])
        yield Exported(r[0], r[1], r[2], mention, r[10], page_at(pages, mention.start))


def _pages(catalog: Catalog, n: int) -> tuple[PageStart, ...]:
    rows = catalog.db.execute("SELECT start, number FROM pages WHERE doc = ? ORDER BY start", (n,))
    return tuple(PageStart(*row) for row in rows)


def for_timeline(
    catalog: Catalog, entity: int, among: Collection[int] | None = None
) -> Iterator[tuple[int, int, int]]:
    """Where current documents name the entity numbered `entity`: document, start, end, in reading order.

    `among`: only those documents.
    """
    query = (
        "SELECT m.doc, m.start, m.end FROM mentions m JOIN documents d ON d.n = m.doc"
        " WHERE m.entity = ? AND d.current = 1{} ORDER BY m.doc, m.start"
    )
    if among is None:
        yield from catalog.db.execute(query.format(""), (entity,))
        return
    for some in sql.chunks(sorted(among)):
        yield from catalog.db.execute(query.format(f" AND m.doc IN ({sql.marks(some)})"), (entity, *some))


def naming(catalog: Catalog, entity: int) -> list[tuple[int, str | None]]:
    """The current documents that name an entity, with their dates: oldest first, undated ones last."""
    rows = catalog.db.execute(
        "SELECT DISTINCT d.n, d.date FROM mentions m INDEXED BY mentions_entity"
        " JOIN documents d INDEXED BY documents_brief ON d.n = m.doc AND d.current = 1 WHERE m.entity = ?"
        " ORDER BY d.date IS NULL, d.date, d.n",
        (entity,),
    )
    return [(row[0], row[1]) for row in rows]


def languages(catalog: Catalog, docs: Iterable[int]) -> dict[int, str]:
    """The languages of documents."""
    return dict(sql.rows_in(catalog.db, "SELECT n, lang FROM documents WHERE n IN ({marks})", docs))


def spoken(catalog: Catalog, docs: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The dates that documents speak of, as EDTF: (document, value)."""
    yield from sql.rows_in(
        catalog.db,
        "SELECT DISTINCT doc, value FROM mentions WHERE type = 'DATE' AND value IS NOT NULL"
        " AND doc IN ({marks})",
        docs,
    )


def ids(catalog: Catalog, docs: Iterable[int]) -> dict[str, int]:
    """The ids of documents, each with its number."""
    rows = sql.rows_in(catalog.db, "SELECT id, n FROM documents WHERE n IN ({marks})", docs)
    return {row[0]: row[1] for row in rows}


def for_hits(catalog: Catalog, docs: Sequence[int], entities: Sequence[int]) -> Iterator[tuple[int, str]]:
    """What `docs` call `entities` (a few hundred of each at most): document and words, in reading order."""
    yield from catalog.db.execute(
        f"SELECT doc, text FROM mentions WHERE doc IN ({sql.marks(docs)}) AND entity IN"
        f" ({sql.marks(entities)}) ORDER BY doc, start",
        (*docs, *entities),
    )


def entities_of(catalog: Catalog, n: int) -> list[str | None]:
    """The ids of the entities that a document's mentions name, in the order of `documents.mentions`."""
    rows = catalog.db.execute(
        "SELECT e.id FROM mentions m LEFT JOIN entities e ON e.n = m.entity WHERE m.doc = ?"
        " ORDER BY m.start, m.end, m.n",
        (n,),
    )
    return [row[0] for row in rows]


# -- names that the whole archive is sure of -------------------------------------------------------


def tagged(catalog: Catalog) -> Iterator[tuple[str, str, str, int]]:
    """The names in current documents that were not completed: language, text, type, document, by document."""
    yield from sql.tuples(
        catalog.db,
        "SELECT d.lang, m.text, m.type, m.doc FROM documents d JOIN mentions m ON m.doc = d.n"
        " WHERE d.current = 1 AND m.type <> 'DATE' AND m.evidence <> ? ORDER BY d.n",
        (COMPLETED,),
    )


def spans_tagged(catalog: Catalog) -> Iterator[tuple[int, int, int]]:
    """Where names and dates stand that were not completed, and what is none by a person's word.

    Document, start, end, in reading order.
    """
    query = (
        "SELECT doc, start, end FROM mentions WHERE evidence <> ?"
        " UNION ALL SELECT doc, start, end FROM denied ORDER BY doc, start"
    )
    yield from sql.tuples(catalog.db, query, (COMPLETED,))


def completed(catalog: Catalog) -> dict[tuple[int, int, int, str], int]:
    """The mentions that were completed: (document, start, end, type) to number."""
    rows = catalog.db.execute(
        "SELECT doc, start, end, own_type, n FROM mentions WHERE evidence = ?", (COMPLETED,)
    )
    return {(r[0], r[1], r[2], r[3]): r[4] for r in rows}


def complete(catalog: Catalog, come: Iterable[tuple[int, Mention]], gone: Collection[int]) -> None:
    """Adds completed mentions to documents, and takes those numbered `gone` away; logs the documents."""
    come = list(come)
    if not come and not gone:
        return
    with catalog.transaction() as db:
        touched = {doc for doc, _ in come}
        query = "SELECT DISTINCT doc FROM mentions WHERE n IN ({marks})"
        touched.update(row[0] for row in sql.rows_in(db, query, gone))
        changes.log(catalog, sorted(touched), "named")
        db.executemany("DELETE FROM mentions WHERE n = ?", ((n,) for n in gone))
        for doc, mention in come:
            put_mentions(db, doc, [replace(mention, evidence=Evidence.of(ARCHIVE))])


def put_names(catalog: Catalog, n: int, mentions: Iterable[Mention]) -> None:
    """Gives document `n` these names in place of those it has; its dates stay."""
    with catalog.transaction() as db:
        db.execute("DELETE FROM mentions WHERE doc = ? AND own_type <> 'DATE'", (n,))
        db.execute("DELETE FROM denied WHERE doc = ?", (n,))
        put_mentions(db, n, mentions)
        changes.log(catalog, [n], "named")


_TYPES: Final = {one.value: one for one in MentionType}
# The evidence of names that the whole archive is sure of, written where no model saw them.
COMPLETED: Final = Evidence.of(ARCHIVE).kept


class Own(NamedTuple):
    """A mention of a name with the type that its own text gives it."""

    n: int
    doc: int
    start: int
    type: MentionType
    text: str
    evidence: str  # as the catalog keeps it
    lang: str


def own_in(catalog: Catalog, docs: Iterable[int]) -> Iterator[Own]:
    """The names in those of `docs` (in order) that are current, as their own texts have them, by document and
    place.

    What was completed from other texts is left out, or a second look would find another archive.
    """
    query = (
        "SELECT m.n, m.doc, m.start, m.own_type, m.text, m.evidence, d.lang FROM documents d"
        f" JOIN mentions m ON m.doc = d.n WHERE d.current = 1 AND m.own_type <> 'DATE'"
        f" AND m.evidence <> '{COMPLETED}' AND d.n IN ({{marks}}) ORDER BY d.n, m.start, m.end"
    )
    for n, doc, start, kind, text, evidence, lang in sql.rows_in(catalog.db, query, docs):
        yield Own(n, doc, start, _TYPES[kind], text, evidence, lang)


def around(catalog: Catalog, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What stands right before and behind the mentions with these numbers, some words of it."""
    query = (
        "SELECT m.n, substr(d.text, max(1, m.start - 47), min(m.start, 48)), substr(d.text, m.end + 1, 48)"
        " FROM mentions m JOIN documents d ON d.n = m.doc WHERE m.n IN ({marks})"
    )
    return {row[0]: (row[1], row[2]) for row in sql.rows_in(catalog.db, query, numbers)}


Decided = Callable[[int, int, int, str], str | None]


def retype(
    catalog: Catalog,
    settled: Mapping[str, MentionType],
    decided: Decided | None = None,
    *,
    among: Iterable[int] | None = None,
) -> int:
    """Gives every mention of these folded names this type, and all others their own.

    `decided`: the type that a person gave a mention (document, start, end, words), None: nobody did. `among`:
    in these documents alone. Returns how many documents that changed.
    """
    query = "SELECT n, doc, text, type, own_type, start, end FROM mentions WHERE own_type <> 'DATE'"
    rows = (
        sql.tuples(catalog.db, query)
        if among is None
        else sql.rows_in(catalog.db, f"{query} AND doc IN ({{marks}})", among)
    )
    types: dict[str, str | None] = {}  # by the words as written; None: its own
    changed: list[tuple[str, int]] = []
    touched: set[int] = set()
    for n, doc, text, kind, own, start, end in rows:
        if text not in types:
            known = settled.get(texts.fold(text))
            types[text] = known.value if known else None
        wanted = types[text] or own
        if decided is not None:
            wanted = decided(doc, start, end, text) or wanted
        if wanted != kind:
            changed.append((wanted, n))
            touched.add(doc)
    with catalog.transaction() as db:
        db.executemany("UPDATE mentions SET type = ?, entity = NULL WHERE n = ?", changed)
        changes.log(catalog, sorted(touched), "named")
    return len(touched)


_CAPITAL: Final = re.compile(r"\b[^\W\d_a-zß-ÿ]")


def put_dates(db: Connection, n: int, found: Iterable[Mention]) -> None:
    """Gives document `n` these dates in place of those that it names.

    Where one came or went that might stand in the way of a name, its names are noted as changed.
    """
    query = "SELECT start, end FROM mentions WHERE doc = ? AND type = 'DATE'"
    before = {tuple(row) for row in db.execute(query, (n,))}
    db.execute("DELETE FROM mentions WHERE doc = ? AND type = 'DATE'", (n,))
    put_mentions(db, n, found)
    moved = before ^ {tuple(row) for row in db.execute(query, (n,))}
    if not moved:
        return
    (text,) = db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()
    if any(_CAPITAL.search(text, start, end) for start, end in moved):
        db.execute("INSERT INTO changes (doc, what) VALUES (?, 'named')", (n,))
