"""Documents and their mentions in the catalog."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive.catalog import changes, former, mails, origins, sql, stated
from archive.catalog.connection import Connection
from archive.catalog.intake import Intake, Made, Passage, moved
from archive.catalog.mentions import put_mentions
from archive.catalog.store import Catalog
from archive.errors import Gone, UsageError
from archive.evidence import Evidence
from archive.records import (
    DateBasis,
    Document,
    Draft,
    LangSpan,
    Mention,
    MentionType,
    Span,
)
from archive.text import fingerprint

SHORTEST_ID = 4  # characters of an id that may stand for all of it

VACANT = "no document: "  # so begins what the catalog keeps of a source that holds none


def document_id(source_id: str, draft: Draft) -> str:
    """A short name for a text that only its source and place there decide, so every run gives the same."""
    key = f"{source_id}:{draft.start}:{draft.end}:{draft.lang}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


# -- writing ---------------------------------------------------------------------------------------


def add(catalog: Catalog, intake: Intake, now: str, *, chars: int = 0, posts: int = 0) -> list[int]:
    """Writes one source with all its documents; returns their numbers.

    An earlier version that stood under the same origin keeps its rows but is no longer current. Parts of
    a source are written one by one, in one transaction of the caller's, each with how many characters
    and posts the parts before it have.
    """
    if intake.part is not None and intake.part.number:
        return _add_part(catalog, intake, chars, posts)
    source = intake.source
    with catalog.transaction() as db:
        page = intake.page
        made_with = json.dumps(dict(intake.made_with), sort_keys=True)
        db.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (source.id, source.media_type, source.size, page.encoding, page.title, page.lang, page.url,
             json.dumps(dict(page.alternates)), now, made_with),
        )  # fmt: skip
        if source.inside is not None:
            db.execute("INSERT INTO members VALUES (?, ?, ?)", (source.id, source.sha256, source.inside))
        add_rest(db, intake)
        numbers = [add_document(db, source.id, new, made_with) for new in intake.documents]
        changes.log(catalog, numbers, "added")
        origins.add(
            catalog, source.id, source, intake.mtime_ns, now, ctime_ns=intake.ctime_ns, inode=intake.inode
        )
    return numbers


def _add_part(catalog: Catalog, intake: Intake, chars: int, posts: int) -> list[int]:
    """Writes a later part of a source that was begun."""
    made_with = json.dumps(dict(intake.made_with), sort_keys=True)
    with catalog.transaction() as db:
        _add_chrome(db, intake, chars)
        new = moved(intake, chars, posts).documents
        numbers = [add_document(db, intake.source.id, one, made_with) for one in new]
        changes.log(catalog, numbers, "added")
        stated.renew(catalog, [intake.source.id])
    return numbers


def add_rest(db: Connection, intake: Intake) -> None:
    """What of a source stands in no document, and what of it could not be read."""
    _add_chrome(db, intake)
    reason = f"{VACANT}{intake.page.vacant}" if intake.page.vacant else intake.page.unread
    if reason:
        db.execute("INSERT INTO unread VALUES (?, ?)", (intake.source.id, reason))
    if intake.page.letter:
        mails.put(db, intake.source.id, intake.page.letter)


def _add_chrome(db: Connection, intake: Intake, chars: int = 0) -> None:
    """What stands in no document, and where persons decided on that."""
    text = intake.page.text
    db.executemany(
        "INSERT INTO chrome VALUES (?, ?, ?, ?)",
        ((intake.source.id, s.start + chars, s.end + chars, text[s.start : s.end]) for s in intake.chrome),
    )
    db.executemany(
        sql.upsert("limits", ("source_id", "act", "start"), ("end",), over=False),
        ((intake.source.id, act, start + chars, end + chars) for act, start, end in intake.limits),
    )


def add_document(
    db: Connection,
    source_id: str,
    new: Made,
    made_with: str,
    n: int | None = None,
    *,
    over: bool = False,
) -> int:
    """Writes a document, with the number `n` if it had one; `over` the one that has it."""
    draft, dating, title_span = new.draft, new.dating, new.draft.title_span
    dated = (dating.date, dating.basis.value, dating.evidence) if dating else (None, None, "")
    values = {
        "id": document_id(source_id, draft), "source_id": source_id, "post": draft.post, "start": draft.start,
        "end": draft.end, "spans": json.dumps([[s.start, s.end] for s in draft.spans]), "lang": draft.lang,
        "title": draft.title,
        "title_span": json.dumps([title_span.start, title_span.end]) if title_span else None,
        "author": draft.author, "text": draft.text, "words": len(draft.text.split()),
        "blocks": json.dumps([[b.start, b.end, b.lang] for b in draft.blocks]), "url": draft.url,
        "fingerprint": new.fingerprint or fingerprint(draft.text), "own_date": dated[0],
        "own_basis": dated[1], "own_evidence": dated[2], "date": dated[0], "date_basis": dated[1],
        "date_evidence": dated[2], "made_with": made_with,
    }  # fmt: skip
    if not over:
        values |= {} if n is None else {"n": n}
        n = sql.insert(db, "documents", "n", values)
    else:
        sets = ", ".join(f"{column} = ?" for column in values)
        db.execute(f"UPDATE documents SET {sets} WHERE n = ?", (*values.values(), n))
    assert n is not None
    put_mentions(db, n, new.mentions)
    put_passages(db, n, new.passages)
    db.executemany("INSERT INTO pages VALUES (?, ?, ?)", ((n, p.start, p.number) for p in draft.pages))
    db.executemany("INSERT INTO post_keys VALUES (?, ?, ?)", ((n, k.kind, k.value) for k in draft.keys))
    if chars := sum(one.end - one.start for one in draft.recognised):
        sure = sum(one.sure * (one.end - one.start) for one in draft.recognised) / chars
        db.execute(sql.upsert("recognised", ("doc",), ("sure",)), (n, round(sure, 4)))
    return n


def put_passages(db: Connection, n: int, passages: Iterable[Passage]) -> None:
    """Adds passage vectors to document `n`."""
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
        ((n, i, p.start, p.end, p.vector) for i, p in enumerate(passages)),
    )


# -- reading ---------------------------------------------------------------------------------------

_COLUMNS = (
    f"d.n, d.id, d.source_id, {sql.original_of('d.source_id')} AS sha256, d.post, d.start, d.end, d.spans,"
    " d.lang, d.title, d.author, d.text, d.blocks,"
    " d.date, d.date_basis, d.date_evidence, d.url, s.media_type,"
    f" {sql.source_of('d')} AS source, {sql.pages_of('d')} AS pages,"
    " (SELECT u.reason FROM unread u WHERE u.source_id = d.source_id) AS unread,"
    " (SELECT r.sure FROM recognised r WHERE r.doc = d.n) AS ocr,"
    f" {sql.stated_of('d')} AS stated"
)
_FROM = " FROM documents d JOIN sources s ON s.id = d.source_id "


def _document(row: Any) -> Document:
    return Document(
        id=row["id"], sha256=row["sha256"], source=row["source"], media_type=row["media_type"],
        post=row["post"], start=row["start"], end=row["end"],
        spans=tuple(Span(*s) for s in json.loads(row["spans"])), lang=row["lang"], title=row["title"],
        author=row["author"], text=row["text"],
        blocks=tuple(LangSpan(*b) for b in json.loads(row["blocks"])), date=row["date"],
        date_basis=basis(row["date_basis"]),
        date_evidence=row["date_evidence"], url=row["url"], pages=sql.page_starts(row["pages"]),
        unread=row["unread"], source_id=row["source_id"], stated=sql.statements(row["stated"]),
        ocr=row["ocr"],
    )  # fmt: skip


def every(
    catalog: Catalog,
    *,
    after: int = 0,
    lang: str | None = None,
    past: bool = False,
    limit: int | None = None,
) -> Iterator[tuple[int, Document]]:
    """The documents with their numbers, in the order they came: `limit` of those after number `after`.

    `past`: superseded versions too.
    """
    where = "WHERE d.n > ?" + ("" if past else " AND d.current = 1") + (" AND d.lang = ?" if lang else "")
    values = (after, lang) if lang else (after,)
    yield from _documents(catalog, f"{where} ORDER BY d.n {sql.at_most(limit)}", values)


def by_date(
    catalog: Catalog, *, after: tuple[str | None, int] | None = None, limit: int | None = None
) -> Iterator[tuple[int, Document]]:
    """The current documents, oldest first, undated ones last: `limit` of those after this date and number."""
    where = "WHERE d.current = 1"
    values: Sequence[object] = ()
    if after is not None:
        where += " AND (d.date IS NULL, coalesce(d.date, ''), d.n) > (?, ?, ?)"
        values = (after[0] is None, after[0] or "", after[1])
    order = f" ORDER BY d.date IS NULL, d.date, d.n {sql.at_most(limit)}"
    yield from _documents(catalog, where + order, values)


def _documents(catalog: Catalog, where: str, values: Sequence[object]) -> Iterator[tuple[int, Document]]:
    for row in catalog.db.execute(f"SELECT {_COLUMNS}{_FROM}{where}", values):
        yield row["n"], _document(row)


def by_number(catalog: Catalog, numbers: Sequence[int], *, superseded: bool = False) -> dict[int, Document]:
    """The current documents with these numbers; a superseded one is left out, unless asked for."""
    query = f"SELECT {_COLUMNS}{_FROM} WHERE d.n IN ({{marks}}){'' if superseded else ' AND d.current = 1'}"
    return {row["n"]: _document(row) for row in sql.rows_in(catalog.db, query, numbers, size=500)}


def find(catalog: Catalog, name: str) -> tuple[int, Document]:
    """The document with this id, or the one whose id begins so, and its number: see `number`."""
    n = number(catalog, name)
    row = catalog.db.execute(f"SELECT {_COLUMNS}{_FROM} WHERE d.n = ?", (n,)).fetchone()
    return n, _document(row)


def begins_an_id(catalog: Catalog, name: str) -> bool:
    """Whether a document has an id that begins so, with as many characters as lead to one."""
    name = name.strip().lower()
    query = "SELECT EXISTS (SELECT 1 FROM documents WHERE id >= ? AND id < ?)"
    return len(name) >= SHORTEST_ID and bool(sql.count(catalog.db, query, (name, name + "g")))


def number(catalog: Catalog, name: str) -> int:
    """The number of the document with id `name`, or of the one whose id begins so (four characters or more).

    A whole id leads to a superseded version too. A beginning leads to the current document that has it, and
    to a superseded one only where no current one does. Raises UsageError, in words for a person, when there
    is none, or several.
    """
    name = name.strip().lower()
    found = catalog.db.execute(
        "SELECT n, id, current FROM documents WHERE id >= ? AND id < ? ORDER BY current DESC, id LIMIT 5",
        (name, name + "g"),
    ).fetchall()
    exact = [row for row in found if row["id"] == name]
    if not exact and len(name) < SHORTEST_ID:
        raise UsageError(
            f'"{name}" is too short: give an id, or at least its first {SHORTEST_ID} characters.'
        )
    some = exact or [row for row in found if row["current"]] or found
    if not some and (was := former.find(catalog, name)) is not None:
        return _successor(catalog, was)
    if not some:
        raise UsageError(f'No document has an id starting with "{name}". archive search lists ids.')
    if len(some) > 1:
        ids = ", ".join(row["id"] for row in some[:3]) + (", …" if len(some) > 3 else "")
        raise UsageError(
            f'Several documents have an id starting with "{name}" ({ids}). Give more characters.'
        )
    return int(some[0]["n"])


def _successor(catalog: Catalog, was: former.Former) -> int:
    row = catalog.db.execute("SELECT n FROM documents WHERE id = ?", (was.now,)).fetchone()
    if row is None:
        raise Gone(f"{was.id} was {was.called!r}. It no longer exists, and nothing replaces it.")
    return int(row[0])


def numbers(catalog: Catalog, *, after: int = 0, limit: int) -> list[int]:
    """The next `limit` current documents after number `after`, in the order they came."""
    rows = catalog.db.execute(
        "SELECT n FROM documents WHERE current = 1 AND n > ? ORDER BY n LIMIT ?", (after, limit)
    )
    return [row[0] for row in rows]


def count(catalog: Catalog, *, after: int = 0) -> int:
    """How many current documents there are, of those after number `after`."""
    return sql.count(catalog.db, "SELECT count(*) FROM documents WHERE current = 1 AND n > ?", (after,))


def for_check(catalog: Catalog, source_id: str) -> list[tuple[str, object, str]]:
    """Id, text and fingerprint of the documents of a source; what is no text any more comes as it is."""
    rows = catalog.db.execute("SELECT id, text, fingerprint FROM documents WHERE source_id = ?", (source_id,))
    return [(row[0], row[1], row[2]) for row in rows]


def mentions(catalog: Catalog, n: int) -> list[Mention]:
    """The mentions of document `n`, in reading order."""
    rows = catalog.db.execute(
        "SELECT start, end, type, text, value, evidence, score FROM mentions WHERE doc = ?"
        " ORDER BY start, end, n",
        (n,),
    )
    return [Mention(r[0], r[1], MentionType(r[2]), r[3], r[4], Evidence.parse(r[5]), r[6]) for r in rows]


def handfuls(catalog: Catalog, numbers: Sequence[int], most: int) -> Iterator[list[int]]:
    """`numbers` in their order, as many at a time as can be held in memory with all that is in them.

    At most `most` documents, and 500,000 words or a single one.
    """
    some: list[int] = []
    total = 0
    for batch in sql.chunks(numbers, most):
        query = f"SELECT n, words FROM documents WHERE n IN ({sql.marks(batch)})"
        words = dict(catalog.db.execute(query, batch).fetchall())
        for n in batch:
            if some and (len(some) == most or total + words.get(n, 0) > _HELD_WORDS):
                yield some
                some, total = [], 0
            some.append(n)
            total += words.get(n, 0)
    if some:
        yield some


_HELD_WORDS = 500_000


def passages(catalog: Catalog, n: int) -> list[Passage]:
    """The passage vectors of document `n`, in reading order."""
    rows = catalog.db.execute("SELECT start, end, vector FROM passages WHERE doc = ? ORDER BY ordinal", (n,))
    return [Passage(*row) for row in rows]


# -- for the linker --------------------------------------------------------------------------------


def basis(value: str | None) -> DateBasis | None:
    """What a date rests on, as the catalog keeps it."""
    return DateBasis(value) if value else None


def have_passages(catalog: Catalog) -> bool:
    """Whether any document has vectors."""
    return catalog.db.execute("SELECT 1 FROM passages LIMIT 1").fetchone() is not None


def texts(catalog: Catalog) -> Iterator[tuple[int, str, str]]:
    """The current documents in the order they came: number, language, text."""
    yield from catalog.db.execute("SELECT n, lang, text FROM documents WHERE current = 1 ORDER BY n")
