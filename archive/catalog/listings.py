"""Lists of the current documents in the order that someone wants them in.

As they came, so many at a time, of a language or a time; as a finding aid has them: by collection, by source,
by place there; as records that others copy: when each last changed, as far as the catalog tells; and the
texts of one folder, to decide the same of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from archive import edtf
from archive.catalog import acts, corrections, documents, namings, sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.records import Document


def listed(
    catalog: Catalog,
    *,
    after: int = 0,
    limit: int,
    langs: Sequence[str] = (),
    span: tuple[int, int] | None = None,
    undated: bool = False,
) -> list[tuple[int, Document]]:
    """The next `limit` documents after number `after`, each with its number.

    `langs`: those in any of these languages; `span`: those dated in it (first and last day as ordinals), by
    overlap; `undated`: those without a date.
    """
    found: list[int] = []
    among = f" AND lang IN ({sql.marks(langs)})" if langs else ""
    rows = catalog.db.execute(
        f"SELECT n, date FROM documents WHERE current = 1 AND n > ?{among} ORDER BY n", (after, *langs)
    )
    for n, date in rows:
        if len(found) == limit:
            break
        if not (undated and date) and (span is None or _within(date, span)):
            found.append(n)
    rows.close()
    by_number = documents.by_number(catalog, found)
    return [(n, by_number[n]) for n in found if n in by_number]


def _within(date: str | None, span: tuple[int, int]) -> bool:
    if not date:
        return False
    try:
        first, last = edtf.earliest(date), edtf.latest(date)
    except ValueError:
        return False
    if first is None and last is None:
        return False
    return (first is None or first.toordinal() <= span[1]) and (last is None or last.toordinal() >= span[0])


_AT_A_TIME: Final = 20  # documents in memory


class Held(NamedTuple):
    """A current document with its number, the collection it is of ("": none is known), its source's size."""

    n: int
    collection: str
    size: int
    document: Document


def by_collection(catalog: Catalog) -> Iterator[Held]:
    """All current documents: collections by name, those without one last; sources by where they stand."""
    rows = sql.tuples(
        catalog.db,
        "SELECT d.n, coalesce((SELECT x.value FROM described x WHERE x.doc = d.n AND x.field = 'collection'"
        " ORDER BY x.n LIMIT 1), '') AS collection, s.size"
        " FROM documents d JOIN sources s ON s.id = d.source_id"
        f" WHERE d.current = 1 ORDER BY collection = '', collection, {sql.source_of('d')}, d.source_id,"
        " d.post, d.start, d.n",
    )
    for some in sql.chunks(rows, _AT_A_TIME):
        found = documents.by_number(catalog, [row[0] for row in some])
        yield from (Held(n, collection, size, found[n]) for n, collection, size in some if n in found)


def ids_of_source(catalog: Catalog, source_id: str) -> list[str]:
    """The ids of the current documents of a source, in reading order."""
    query = (
        "SELECT d.id FROM documents d WHERE d.current = 1 AND d.source_id = ? ORDER BY d.post, d.start, d.n"
    )
    return [row[0] for row in catalog.db.execute(query, (source_id,))]


def of_source(catalog: Catalog, name: str) -> list[Held]:
    """The current documents of a source, by its id or that of a document of it. Raises UsageError."""
    query = (
        "SELECT d.n, s.size FROM documents d JOIN sources s ON s.id = d.source_id"
        " WHERE d.current = 1 AND d.source_id = ? ORDER BY d.post, d.start, d.n"
    )
    rows = catalog.db.execute(query, (name,)).fetchall()
    if not rows:
        _, document = documents.find(catalog, name)
        rows = catalog.db.execute(query, (document.source_id,)).fetchall()
    if not rows:
        raise UsageError(f"No document of the source {name} stands in the archive now.")
    found = documents.by_number(catalog, [row[0] for row in rows])
    return [Held(n, "", size, found[n]) for n, size in rows]


_NEVER: Final = "9999"


class Record(NamedTuple):
    """A document with its number, and when it came in or a person last decided what it is (UTC)."""

    n: int
    changed: str
    document: Document


# What a person decided of a document, or took back, is kept by what its text says; of a collection by its
# name.
_CHANGED: Final = "max(s.taken_in, coalesce(told.at, ''))"
_ACTS: Final = (
    "(SELECT a, at FROM decisions WHERE kind = {kind}"
    " UNION ALL SELECT e.a, w.at FROM withdrawals w JOIN decided_by b ON b.act = w.act"
    " JOIN decisions e ON e.seq = b.seq WHERE e.kind = {kind}) t"
)
_DECIDED: Final = (
    "(SELECT n, max(at) AS at FROM"
    f" (SELECT x.n AS n, t.at AS at FROM {_ACTS.format(kind=':kind')}"
    " JOIN documents x ON x.fingerprint = t.a"
    f" UNION ALL SELECT y.doc, t.at FROM {_ACTS.format(kind=':group')}"
    " JOIN described y ON y.field = 'collection' AND y.value = t.a) GROUP BY n)"
)
# The index of `b` holds all that tells which are current: in the row itself that stands after the text.
_FROM: Final = (
    " FROM documents b CROSS JOIN documents d ON d.n = b.n JOIN sources s ON s.id = d.source_id"
    f" LEFT JOIN {_DECIDED} told ON told.n = d.n WHERE b.current = 1"
)


def records(
    catalog: Catalog,
    *,
    after: int = 0,
    since: str | None = None,
    until: str | None = None,
    lang: str | None = None,
    limit: int,
) -> list[Record]:
    """The next `limit` documents after number `after` that changed from `since` to `until`, both included."""
    parameters = {
        "kind": acts.DOCUMENT, "group": acts.COLLECTION, "after": after, "since": since or "",
        "until": until or _NEVER, "lang": lang, "limit": limit,
    }  # fmt: skip
    where = f" AND b.n > :after AND {_CHANGED} BETWEEN :since AND :until"
    if lang:
        where += " AND d.lang = :lang"
    rows = catalog.db.execute(f"SELECT d.n, {_CHANGED}{_FROM}{where} ORDER BY b.n LIMIT :limit", parameters)
    return _numbered(catalog, dict(rows.fetchall()))


def record_of(catalog: Catalog, document: str) -> Record | None:
    """The current document with this id, all of it; None where there is none."""
    parameters = {"kind": acts.DOCUMENT, "group": acts.COLLECTION, "id": document}
    query = f"SELECT d.n, {_CHANGED}{_FROM} AND b.n = (SELECT n FROM documents WHERE id = :id)"
    return next(iter(_numbered(catalog, dict(catalog.db.execute(query, parameters).fetchall()))), None)


def _numbered(catalog: Catalog, changed: dict[int, str]) -> list[Record]:
    found = documents.by_number(catalog, list(changed))
    return [Record(n, at, found[n]) for n, at in changed.items() if n in found]


def first_ingest(catalog: Catalog) -> str | None:
    """When the first source came in; None for an archive without any."""
    row = catalog.db.execute("SELECT min(taken_in) FROM sources").fetchone()
    return None if row[0] is None else str(row[0])


def languages(catalog: Catalog) -> list[str]:
    """The languages of the current documents, in the order of their codes."""
    query = "SELECT DISTINCT d.lang FROM documents b CROSS JOIN documents d ON d.n = b.n WHERE b.current = 1"
    rows = sql.tuples(catalog.db, f"{query} ORDER BY d.lang")
    return [row[0] for row in rows]


_READ = 200  # documents read at a time


@dataclass(frozen=True, slots=True)
class FolderOfTexts:
    """A folder with what lies in it: how many current documents, and those that a decision would change.

    `more`: others follow, which are not among `documents`.
    """

    name: str
    total: int
    documents: Sequence[Document]
    more: bool


def folder(catalog: Catalog, document: str, what: str, value: str | None, limit: int) -> FolderOfTexts:
    """The folder of a document, and the first `limit` texts in it whose date or language is another.

    `what`: "date" or "language"; `value`: what they are to have, None for no date. Raises UsageError where
    the document is in no folder, or for a wrong value.
    """
    wanted = corrections.checked(what, value) or None
    found = documents.find(catalog, document)[1]
    name = namings.folder_of(catalog, found.source_id)
    numbers = sorted(namings.within(catalog, name))
    differing: list[Document] = []
    for start in range(0, len(numbers), _READ):
        some = documents.by_number(catalog, numbers[start : start + _READ])
        differing += [d for _, d in sorted(some.items()) if _has(d, what) != wanted]
        if len(differing) > limit:
            break
    return FolderOfTexts(name, len(numbers), differing[:limit], len(differing) > limit)


def _has(document: Document, what: str) -> str | None:
    return document.date if what == corrections.DATE else document.lang
