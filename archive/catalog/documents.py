"""Documents, their sources and their mentions in the catalog."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from archive import text as texts
from archive.catalog import changes
from archive.catalog.intake import Failure as Failure
from archive.catalog.intake import Intake as Intake
from archive.catalog.intake import Made as Made
from archive.catalog.intake import Passage as Passage
from archive.catalog.intake import moved
from archive.catalog.store import Catalog
from archive.records import (
    DateBasis,
    Dating,
    Document,
    Draft,
    LangSpan,
    Mention,
    MentionType,
    Source,
    Span,
)


def document_id(sha256: str, draft: Draft) -> str:
    """A short name for a text that only its bytes and place decide, so every run gives the same."""
    key = f"{sha256}:{draft.start}:{draft.end}:{draft.lang}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def fingerprint(text: str) -> str:
    """The same for texts that differ in nothing but case, accents, punctuation and white space."""
    return hashlib.sha256(" ".join(texts.words(texts.fold(text))).encode()).hexdigest()[:32]


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
            (source.sha256, source.media_type, source.size, page.encoding, page.title, page.lang, page.url,
             json.dumps(dict(page.alternates)), now, made_with),
        )  # fmt: skip
        _add_chrome(db, intake)
        numbers = [_add_document(db, source.sha256, made, made_with) for made in intake.documents]
        changes.log(catalog, numbers, "added")
        add_origin(catalog, source, intake.mtime_ns, now, ctime_ns=intake.ctime_ns, inode=intake.inode)
    return numbers


def _add_part(catalog: Catalog, intake: Intake, chars: int, posts: int) -> list[int]:
    """Writes a later part of a source that was begun."""
    made_with = json.dumps(dict(intake.made_with), sort_keys=True)
    with catalog.transaction() as db:
        _add_chrome(db, intake, chars)
        made = moved(intake, chars, posts).documents
        numbers = [_add_document(db, intake.source.sha256, one, made_with) for one in made]
        changes.log(catalog, numbers, "added")
    return numbers


def _add_chrome(db: sqlite3.Connection, intake: Intake, chars: int = 0) -> None:
    text = intake.page.text
    db.executemany(
        "INSERT INTO chrome VALUES (?, ?, ?, ?)",
        (
            (intake.source.sha256, s.start + chars, s.end + chars, text[s.start : s.end])
            for s in intake.chrome
        ),
    )


def _add_document(
    db: sqlite3.Connection, sha256: str, made: Made, made_with: str, n: int | None = None
) -> int:
    """Writes a document; with `n`, over the one of that number."""
    draft, dating, title_span = made.draft, made.dating, made.draft.title_span
    dated = (dating.date, dating.basis.value, dating.evidence) if dating else (None, None, "")
    values = {
        "id": document_id(sha256, draft), "sha256": sha256, "post": draft.post, "start": draft.start,
        "end": draft.end, "spans": json.dumps([[s.start, s.end] for s in draft.spans]), "lang": draft.lang,
        "title": draft.title,
        "title_span": json.dumps([title_span.start, title_span.end]) if title_span else None,
        "author": draft.author, "text": draft.text, "words": len(draft.text.split()),
        "blocks": json.dumps([[b.start, b.end, b.lang] for b in draft.blocks]), "url": draft.url,
        "fingerprint": made.fingerprint or fingerprint(draft.text), "own_date": dated[0],
        "own_basis": dated[1], "own_evidence": dated[2], "date": dated[0], "date_basis": dated[1],
        "date_evidence": dated[2], "made_with": made_with,
    }  # fmt: skip
    if n is None:
        marks = ", ".join("?" * len(values))
        cursor = db.execute(
            f"INSERT INTO documents ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )
        n = cursor.lastrowid
        assert n is not None
    else:
        sets = ", ".join(f"{column} = ?" for column in values)
        db.execute(f"UPDATE documents SET {sets} WHERE n = ?", (*values.values(), n))
    put_mentions(db, n, made.mentions)
    put_passages(db, n, made.passages)
    return n


def put_mentions(db: sqlite3.Connection, n: int, mentions: Iterable[Mention]) -> None:
    """Adds mentions to document `n`."""
    db.executemany(
        "INSERT INTO mentions (doc, start, end, type, own_type, text, value, evidence, score)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (n, m.start, m.end, m.type.value, m.type.value, m.text, m.value, m.evidence, m.score)
            for m in mentions
        ),
    )


def replace(catalog: Catalog, intake: Intake) -> list[int]:
    """Puts what was made of a source anew in place of what was made before; returns the numbers.

    A document that is still cut from the same place keeps its number, and with it what points to it.
    """
    sha256 = intake.source.sha256
    made_with = json.dumps(dict(intake.made_with), sort_keys=True)
    numbers = []
    with catalog.transaction() as db:
        before = dict(db.execute("SELECT id, n FROM documents WHERE sha256 = ?", (sha256,)).fetchall())
        current = db.execute("SELECT max(current) FROM documents WHERE sha256 = ?", (sha256,)).fetchone()[0]
        for made in intake.documents:
            n = before.pop(document_id(sha256, made.draft), None)
            if n is not None:
                db.execute("DELETE FROM mentions WHERE doc = ?", (n,))
                db.execute("DELETE FROM passages WHERE doc = ?", (n,))
            numbers.append(_add_document(db, sha256, made, made_with, n))
        for n in before.values():
            db.execute("DELETE FROM documents WHERE n = ?", (n,))
        db.execute("UPDATE documents SET current = ? WHERE sha256 = ?", (current, sha256))
        db.execute("DELETE FROM chrome WHERE sha256 = ?", (sha256,))
        _add_chrome(db, intake)
        page = intake.page
        db.execute(
            "UPDATE sources SET encoding = ?, title = ?, lang = ?, url = ?, alternates = ?, made_with = ?"
            " WHERE sha256 = ?",
            (page.encoding, page.title, page.lang, page.url, json.dumps(dict(page.alternates)), made_with,
             sha256),
        )  # fmt: skip
        catalog.sums.anew("document", numbers)
        catalog.sums.anew("source", [sha256])
        changes.log(catalog, (*numbers, *before.values()), "remade")
    return numbers


def put_passages(db: sqlite3.Connection, n: int, passages: Iterable[Passage]) -> None:
    """Adds passage vectors to document `n`."""
    db.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
        ((n, i, p.start, p.end, p.vector) for i, p in enumerate(passages)),
    )


def add_origin(
    catalog: Catalog, source: Source, mtime_ns: int, now: str, *, ctime_ns: int = 0, inode: int = 0
) -> None:
    """Notes that `source` stands under its origin now; what stood there before is an older version.

    Its times (ns) and inode tell later whether it is unchanged; a `ctime_ns` of 0 that they cannot.
    """
    with catalog.transaction() as db:
        db.execute("DELETE FROM failures WHERE origin = ?", (source.origin,))
        older = [
            row[0]
            for row in db.execute(
                "SELECT sha256 FROM origins WHERE origin = ? AND sha256 <> ? AND current",
                (source.origin, source.sha256),
            )
        ]
        db.execute(
            "INSERT INTO origins (origin, given, sha256, size, mtime_ns, first_seen, last_seen, current,"
            " ctime_ns, inode) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)"
            " ON CONFLICT (origin, sha256) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
            " last_seen = excluded.last_seen, current = 1, ctime_ns = excluded.ctime_ns,"
            " inode = excluded.inode",
            (source.origin, source.given, source.sha256, source.size, mtime_ns, now, now, ctime_ns, inode),
        )
        db.execute(
            "UPDATE origins SET current = 0 WHERE origin = ? AND sha256 <> ?", (source.origin, source.sha256)
        )
        for sha256 in (*older, source.sha256):
            _renew_current(catalog, sha256)


def rename_origin(catalog: Catalog, before: str, after: str) -> None:
    """What is known of the source at `before` is that of `after`, of which nothing may be known yet."""
    with catalog.transaction() as db:
        for table in ("origins", "failures"):
            db.execute(f"UPDATE OR REPLACE {table} SET origin = ? WHERE origin = ?", (after, before))


def _renew_current(catalog: Catalog, sha256: str) -> None:
    """A document is current while any origin shows its source."""
    db = catalog.db
    shown = db.execute("SELECT max(current) FROM origins WHERE sha256 = ?", (sha256,)).fetchone()[0] or 0
    changed = [
        r[0] for r in db.execute("SELECT n FROM documents WHERE sha256 = ? AND current <> ?", (sha256, shown))
    ]
    if changed:
        db.execute("UPDATE documents SET current = ? WHERE sha256 = ?", (shown, sha256))
        changes.log(catalog, changed, "restored" if shown else "superseded")


def add_failure(catalog: Catalog, failure: Failure, now: str) -> None:
    """Records that a source could not be taken in, and why."""
    with catalog.transaction() as db:
        db.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?)",
            (failure.origin, failure.given, failure.reason, failure.size, failure.mtime_ns, now),
        )


def forget_failures(catalog: Catalog, origins: Iterable[str]) -> None:
    """What is at these origins fails no more."""
    with catalog.transaction() as db:
        db.executemany("DELETE FROM failures WHERE origin = ?", ((origin,) for origin in origins))


def set_date(
    catalog: Catalog, n: int, dating: Dating | None, mentions: Iterable[Mention] | None = None
) -> None:
    """Gives document `n` a date from elsewhere (None: back to its own), and its dates read anew."""
    with catalog.transaction() as db:
        if dating is None:
            db.execute(
                "UPDATE documents SET date = own_date, date_basis = own_basis, date_evidence = own_evidence"
                " WHERE n = ?",
                (n,),
            )
        else:
            db.execute(
                "UPDATE documents SET date = ?, date_basis = ?, date_evidence = ? WHERE n = ?",
                (dating.date, dating.basis.value, dating.evidence, n),
            )
        if mentions is not None:
            db.execute("DELETE FROM mentions WHERE doc = ? AND type = 'DATE'", (n,))
            put_mentions(db, n, mentions)
        changes.log(catalog, [n], "dated")


# -- reading ---------------------------------------------------------------------------------------

_COLUMNS = (
    "d.n, d.id, d.sha256, d.post, d.start, d.end, d.spans, d.lang, d.title, d.author, d.text, d.blocks,"
    " d.date, d.date_basis, d.date_evidence, d.url, s.media_type,"
    " (SELECT o.given FROM origins o WHERE o.sha256 = d.sha256"
    "  ORDER BY o.current DESC, o.first_seen, o.origin LIMIT 1) AS source"
)
_FROM = " FROM documents d JOIN sources s ON s.sha256 = d.sha256 "


def _document(row: sqlite3.Row) -> Document:
    return Document(
        id=row["id"], sha256=row["sha256"], source=row["source"], media_type=row["media_type"],
        post=row["post"], start=row["start"], end=row["end"],
        spans=tuple(Span(*s) for s in json.loads(row["spans"])), lang=row["lang"], title=row["title"],
        author=row["author"], text=row["text"],
        blocks=tuple(LangSpan(*b) for b in json.loads(row["blocks"])), date=row["date"],
        date_basis=DateBasis(row["date_basis"]) if row["date_basis"] else None,
        date_evidence=row["date_evidence"], url=row["url"],
    )  # fmt: skip


def every(
    catalog: Catalog, *, after: int = 0, lang: str | None = None, past: bool = False
) -> Iterator[tuple[int, Document]]:
    """The documents with their numbers, in the order they came; `past`: superseded versions too."""
    where = "WHERE d.n > ?" + ("" if past else " AND d.current") + (" AND d.lang = ?" if lang else "")
    values: tuple[object, ...] = (after, lang) if lang else (after,)
    for row in catalog.db.execute(f"SELECT {_COLUMNS}{_FROM}{where} ORDER BY d.n", values):
        yield row["n"], _document(row)


def by_date(catalog: Catalog) -> Iterator[tuple[int, Document]]:
    """The current documents, oldest first, undated ones last."""
    order = " WHERE d.current ORDER BY d.date IS NULL, d.date, d.n"
    for row in catalog.db.execute(f"SELECT {_COLUMNS}{_FROM}{order}"):
        yield row["n"], _document(row)


def by_number(catalog: Catalog, numbers: Sequence[int]) -> dict[int, Document]:
    """The current documents with these numbers; a superseded one is left out."""
    found: dict[int, Document] = {}
    for i in range(0, len(numbers), 500):
        batch = numbers[i : i + 500]
        marks = ",".join("?" * len(batch))
        query = f"SELECT {_COLUMNS}{_FROM} WHERE d.n IN ({marks}) AND d.current"
        found.update((row["n"], _document(row)) for row in catalog.db.execute(query, tuple(batch)))
    return found


def find(catalog: Catalog, name: str) -> tuple[int, Document] | None:
    """The document with id `name`, or the only one whose id begins with it (four characters or more)."""
    query = f"SELECT {_COLUMNS}{_FROM} WHERE d.id = ?"
    row = catalog.db.execute(query, (name,)).fetchone()
    if row is None and len(name) >= 4:
        rows = catalog.db.execute(
            f"SELECT {_COLUMNS}{_FROM} WHERE d.id >= ? AND d.id < ? LIMIT 2", (name, name + "g")
        ).fetchall()
        row = rows[0] if len(rows) == 1 else None
    return None if row is None else (row["n"], _document(row))


def mentions(catalog: Catalog, n: int) -> list[Mention]:
    """The mentions of document `n`, in reading order."""
    rows = catalog.db.execute(
        "SELECT start, end, type, text, value, evidence, score FROM mentions WHERE doc = ?"
        " ORDER BY start, end",
        (n,),
    )
    return [Mention(r[0], r[1], MentionType(r[2]), r[3], r[4], r[5], r[6]) for r in rows]


def handfuls(catalog: Catalog, numbers: Sequence[int], most: int) -> Iterator[list[int]]:
    """`numbers` in their order, as many at a time as can be held in memory with all that is in them.

    At most `most` documents, and 500,000 words or a single one.
    """
    some: list[int] = []
    held = 0
    for i in range(0, len(numbers), most):
        marks = ",".join("?" * len(numbers[i : i + most]))
        rows = catalog.db.execute(
            f"SELECT n, words FROM documents WHERE n IN ({marks})", numbers[i : i + most]
        )
        words = dict(rows.fetchall())
        for n in numbers[i : i + most]:
            if some and (len(some) == most or held + words.get(n, 0) > _HELD_WORDS):
                yield some
                some, held = [], 0
            some.append(n)
            held += words.get(n, 0)
    if some:
        yield some


_HELD_WORDS = 500_000


def passages(catalog: Catalog, n: int) -> list[Passage]:
    """The passage vectors of document `n`, in reading order."""
    rows = catalog.db.execute("SELECT start, end, vector FROM passages WHERE doc = ? ORDER BY ordinal", (n,))
    return [Passage(*row) for row in rows]


def origins(catalog: Catalog, sha256: str) -> list[str]:
    """Everywhere a source stands now."""
    rows = catalog.db.execute(
        "SELECT given FROM origins WHERE sha256 = ? AND current ORDER BY first_seen, origin", (sha256,)
    )
    return [row[0] for row in rows]


def held(catalog: Catalog, sha256: str) -> bool:
    """Whether the bytes with this SHA-256 are in."""
    return catalog.db.execute("SELECT 1 FROM sources WHERE sha256 = ?", (sha256,)).fetchone() is not None


def seen(catalog: Catalog) -> dict[str, tuple[int, int, int, int]]:
    """Size (bytes), times of modification and change (ns) and inode of every current origin, as last read.

    The time of change is 0 where these do not prove that a file is unchanged.
    """
    rows = catalog.db.execute("SELECT origin, size, mtime_ns, ctime_ns, inode FROM origins WHERE current")
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def standing(catalog: Catalog, origin: str) -> str | None:
    """The SHA-256 of what stands under an origin now, None where nothing does."""
    row = catalog.db.execute("SELECT sha256 FROM origins WHERE origin = ? AND current", (origin,)).fetchone()
    return None if row is None else str(row[0])


def failures(catalog: Catalog) -> list[Failure]:
    """The sources that could not be taken in."""
    rows = catalog.db.execute("SELECT origin, given, reason, size, mtime_ns FROM failures ORDER BY origin")
    return [Failure(*row) for row in rows]
