"""What files beside sources say of them: who wrote them, when, to which collection they belong.

A statement is kept as it was made, with its file and line, and of which source or folder it was made. What of
it holds for a document is worked out in the transaction that changes either: `renew` is called for sources
that come in or are read anew, `put` for a file that says something else than before. A person's word stands
in the place of what a page says of itself, and the page's own comes back when that word is withdrawn. What
was decided on a document (`acts.on_text`), or on its collection, stands before what files say.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from archive.catalog import acts, changes, mentions, sql
from archive.catalog.connection import Connection
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.lang import registry
from archive.records import DateBasis, Statement
from archive.text import in_one_line

# What is said of a folder, or of a file that holds others, holds for all that lies in it.
INHERITED: Final = frozenset({"collection", "rights", "language", "publisher"})
_BEGINS: Final = re.compile("[/!]")  # where in an origin the name of a folder or holder may end


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as it stands in a file: of which source or folder (by its origin) it is made.

    `weak`: a program made it, and it yields to what the source itself says.
    """

    target: str
    statement: Statement
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Teller:
    """A file of statements as it was found: where, and what tells whether it has changed (bytes, ns)."""

    origin: str
    given: str
    stamp: tuple[int, int, int, int]


# -- writing ---------------------------------------------------------------------------------------


def put(catalog: Catalog, teller: Teller, statements: Sequence[Told], now: str) -> int:
    """Keeps what a file says, in place of what it said before; returns how many documents changed by it."""
    with catalog.transaction() as db:
        before = _targets(db, teller.origin)
        db.execute("DELETE FROM stated WHERE origin = ?", (teller.origin,))
        columns = ("given", "size", "mtime_ns", "ctime_ns", "inode", "at")
        values = (teller.origin, teller.given, *teller.stamp, now)
        db.execute(sql.upsert("beside", ("origin",), columns), values)
        db.executemany(
            "INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (teller.origin, n, one.target, s.field, s.value, s.wording, s.place, one.weak)
                for n, one in enumerate(statements)
                for s in (one.statement,)
            ),
        )
        return renew(catalog, _within(db, before | {one.target for one in statements}))


def forget(catalog: Catalog, origin: str) -> int:
    """Withdraws what a file says; returns how many documents changed by it."""
    with catalog.transaction() as db:
        before = _targets(db, origin)
        db.execute("DELETE FROM stated WHERE origin = ?", (origin,))
        db.execute("DELETE FROM beside WHERE origin = ?", (origin,))
        return renew(catalog, _within(db, before))


def _targets(db: Connection, origin: str) -> set[str]:
    return {row[0] for row in db.execute("SELECT DISTINCT target FROM stated WHERE origin = ?", (origin,))}


def _within(db: Connection, targets: Iterable[str]) -> list[str]:
    """The sources that stand at one of `targets`, or in what is there."""
    found: dict[str, None] = {}
    for target in sorted(targets):
        # "/" and "!" come before "0" and '"': what lies between lies in the folder or holder.
        for row in db.execute(
            "SELECT source_id FROM origins WHERE current = 1 AND (origin = ? OR (origin > ? AND origin < ?)"
            " OR (origin > ? AND origin < ?))",
            (target, f"{target}/", f"{target}0", f"{target}!", f'{target}"'),
        ):
            found[row[0]] = None
    return list(found)


def renew(catalog: Catalog, source_ids: Iterable[str], what: str = "stated") -> int:
    """Works out anew what holds for the documents of these sources; returns how many changed.

    `what` is noted of them in the change log.
    """
    with catalog.transaction() as db:
        if not sql.count(db, _ANY):
            return 0
        changed = [n for source_id in source_ids for n in _renew(db, source_id)]
        changes.log(catalog, changed, what)
        return len(changed)


# Whether anything is said of documents but by themselves.
_ANY: Final = (
    "SELECT EXISTS (SELECT 1 FROM beside) OR EXISTS (SELECT 1 FROM described)"
    f" OR EXISTS (SELECT 1 FROM decisions WHERE kind = '{acts.DOCUMENT}')"
)


def made_anew(db: Connection, n: int) -> None:
    """Notes that a document was written over: what is there now, it says itself."""
    db.execute("DELETE FROM overruled WHERE doc = ?", (n,))
    db.execute("DELETE FROM own_langs WHERE doc = ?", (n,))


@dataclass(frozen=True, slots=True)
class _Own:
    """What a document says of itself, or what stands in its place."""

    title: str | None
    author: str | None
    date: str | None
    basis: str | None
    evidence: str


def _renew(db: Connection, source_id: str) -> Iterator[int]:
    told = _statements_about(db, source_id)
    rows = db.execute(
        "SELECT n, post, lang, title, author, own_date, own_basis, own_evidence, fingerprint FROM documents"
        " WHERE source_id = ? AND current = 1 ORDER BY post, start",
        (source_id,),
    ).fetchall()
    alone = len({row["post"] for row in rows}) == 1
    langs = {s.value for s, _ in told if s.field == "language"}
    by_person = {row["n"]: acts.on_text(db, row["fingerprint"]) for row in rows}
    together = acts.on_collections(db, sorted({s.value for s, _ in told if s.field == "collection"}))
    stated = next(iter(langs)) if len(langs) == 1 and registry.known(*langs) else None
    spoken = {
        row["n"]: _speak(db, row["n"], row["lang"], by_person[row["n"]].get("language"), stated)
        for row in rows
    }
    for row in rows:
        n = row["n"]
        decided, lang = by_person[n], spoken[n]
        current = _Own(*tuple(row)[3:8])
        kept = db.execute("SELECT * FROM overruled WHERE doc = ?", (n,)).fetchone()
        own = _Own(*tuple(kept)[1:]) if kept else current
        # Of the versions of one text in several languages, a title is that of the language of the file.
        first = lang in langs if not langs.isdisjoint(spoken.values()) else row is rows[0]
        wanted = _decided(_overruled(own, told, weak=not alone, untitled=not (alone and first)), decided)
        described = _described([s for s, _ in told], decided.get("rights") or together.get("rights"))
        if wanted == current and (wanted == own) == (kept is None) and described == of(db, n):
            if lang != row["lang"]:
                yield n
            continue
        db.execute("DELETE FROM overruled WHERE doc = ?", (n,))
        if wanted != own:
            values = (n, own.title, own.author, own.date, own.basis, own.evidence)
            db.execute("INSERT INTO overruled VALUES (?, ?, ?, ?, ?, ?)", values)
        _write(db, n, current, wanted, lang)
        db.execute("DELETE FROM described WHERE doc = ?", (n,))
        db.executemany(
            "INSERT INTO described VALUES (?, ?, ?, ?, ?, ?)",
            ((n, i, s.field, s.value, s.wording, s.place) for i, s in enumerate(described)),
        )
        yield n


def _statements_about(db: Connection, source_id: str) -> list[tuple[Statement, bool]]:
    """What is said of a source, and whether weakly: of itself first, then of what it lies in, from inside.

    A field that was said nearer by is not inherited too.
    """
    found: dict[Statement, bool] = {}
    nearer: set[str] = set()
    for origin in _origins(db, source_id):
        around = [origin[: m.start()] for m in _BEGINS.finditer(origin)][::-1]
        for target in (origin, *around):
            every = db.execute(
                "SELECT field, value, said, place, weak FROM stated WHERE target = ?"
                " ORDER BY weak, origin, n",
                (target,),
            ).fetchall()
            passed_on = INHERITED - nearer
            rows = [row for row in every if target == origin or row["field"] in passed_on]
            for row in rows:
                found.setdefault(Statement(*tuple(row)[:4]), bool(row["weak"]))
            nearer |= {row["field"] for row in rows}
    return list(found.items())


def _origins(db: Connection, source_id: str) -> list[str]:
    query = f"SELECT o.origin FROM origins o WHERE o.source_id = ? AND o.current = 1 ORDER BY {sql.AS_SEEN}"
    return [row[0] for row in db.execute(query, (source_id,))]


def _overruled(
    own: _Own, statements: Sequence[tuple[Statement, bool]], *, weak: bool, untitled: bool
) -> _Own:
    """What a document says once the files beside its source have spoken.

    `weak`: it is one of several posts of its source, of which a file can say but what they leave open, and a
    title of none. `untitled`: nor can it of this one.
    """
    by: Mapping[str, list[tuple[Statement, bool]]] = {
        field: list(group)
        for field, group in itertools.groupby(sorted(statements, key=_field), key=_field)
    }  # fmt: skip

    def strong(field: str) -> list[Statement]:
        return [s for s, yields in by.get(field, ()) if not (yields or weak)] or []

    def any_of(field: str) -> list[Statement]:
        return strong(field) or [s for s, _ in by.get(field, ())]

    title = strong("title") or ([] if own.title else any_of("title"))
    authors = strong("author") or ([] if own.author else any_of("author"))
    dates = strong("date") or ([] if own.date else any_of("date"))
    dated = (own.date, own.basis, own.evidence)
    if dates and dates[0].value:
        dated = (dates[0].value, DateBasis.MANUAL.value, f"{dates[0].place}: {dates[0].wording}")
    return _Own(
        title[0].value if title and not untitled else own.title,
        in_one_line([s.value for s in authors]) or own.author,
        *dated,
    )


def _decided(stated: _Own, decided: Mapping[str, acts.DecidedValue]) -> _Own:
    """What a document says once a person has decided, too."""
    title, author, date = (decided.get(verdict) for verdict in ("title", "author", "date"))
    dated = (stated.date, stated.basis, stated.evidence)
    if date is not None:
        dated = (date.value or None, DateBasis.MANUAL.value, acts.evidence(date.act))
    return _Own(
        (title.value or None) if title else stated.title,
        (author.value or None) if author else stated.author,
        *dated,
    )


def _described(statements: list[Statement], rights: acts.DecidedValue | None) -> list[Statement]:
    """What holds of a document beside its title, author and date: of its rights, what a person decided."""
    if rights is None:
        return statements
    own = Statement("rights", rights.value, rights.value, acts.evidence(rights.act))
    return [s for s in statements if s.field != "rights"] + ([own] if rights.value else [])


def _speak(db: Connection, n: int, lang: str, decided: acts.DecidedValue | None, stated: str | None) -> str:
    """Gives document `n`, which is in `lang` now, the language decided for it, or back its own; returns it.

    What files beside its source say (`stated`) holds where its own words tell no language: metadata often
    name that of a whole collection. Its names are found anew when decisions are worked out.
    """
    kept = db.execute("SELECT lang, blocks, read_in FROM own_langs WHERE doc = ?", (n,)).fetchone()
    found = kept["lang"] if kept else lang
    wanted = decided.value if decided else stated if stated and found == registry.UNTOLD else found
    if wanted == lang:
        return lang
    (blocks,) = db.execute("SELECT blocks FROM documents WHERE n = ?", (n,)).fetchone()
    if kept is None:
        db.execute("INSERT INTO own_langs VALUES (?, ?, ?, ?)", (n, lang, blocks, lang))
    own, own_blocks = (kept["lang"], kept["blocks"]) if kept else (lang, blocks)
    if wanted == own:
        blocks = own_blocks
        if kept["read_in"] == own:
            db.execute("DELETE FROM own_langs WHERE doc = ?", (n,))
    else:
        parts = json.loads(own_blocks)
        blocks = json.dumps([[start, end, wanted if of == own else of] for start, end, of in parts])
    db.execute("UPDATE documents SET lang = ?, blocks = ? WHERE n = ?", (wanted, blocks, n))
    return str(wanted)


def _field(one: tuple[Statement, bool]) -> str:
    return one[0].field


def _write(db: Connection, n: int, current: _Own, wanted: _Own, lang: str) -> None:
    """Has a document say `wanted`; a new day of its own is read into the dates that its text names."""
    if wanted == current:
        return
    db.execute(
        "UPDATE documents SET title = ?, author = ?, own_date = ?, own_basis = ?, own_evidence = ?"
        " WHERE n = ?",
        (wanted.title, wanted.author, wanted.date, wanted.basis, wanted.evidence, n),
    )
    if (wanted.date, wanted.basis, wanted.evidence) == (current.date, current.basis, current.evidence):
        return
    db.execute(
        "UPDATE documents SET date = own_date, date_basis = own_basis, date_evidence = own_evidence"
        " WHERE n = ?",
        (n,),
    )
    if wanted.date != current.date:
        from archive.dates import find_dates  # the grammar loads with the first text that it is needed for

        (text,) = db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()
        mentions.put_dates(db, n, find_dates(text, lang, wanted.date))


# -- reading ---------------------------------------------------------------------------------------


def of(db: Connection, n: int) -> list[Statement]:
    """What holds for document `n`."""
    rows = db.execute("SELECT field, value, said, place FROM described WHERE doc = ? ORDER BY n", (n,))
    return [Statement(*row) for row in rows]


def own(catalog: Catalog, n: int) -> tuple[str | None, str | None, str | None] | None:
    """Title, author and date that document `n` says itself, where a file overrules one of them."""
    row = catalog.db.execute("SELECT title, author, own_date FROM overruled WHERE doc = ?", (n,)).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def seen(catalog: Catalog) -> dict[str, tuple[int, int, int, int]]:
    """The files that say something, by origin: size (bytes), both times (ns) and inode when last read."""
    rows = catalog.db.execute("SELECT origin, size, mtime_ns, ctime_ns, inode FROM beside")
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def doubt(catalog: Catalog) -> None:
    """Notes that files are read by other rules than before: each is looked at again when it is found."""
    with catalog.transaction() as db:
        db.execute("UPDATE beside SET ctime_ns = 0")


def unmatched(catalog: Catalog, origin: str) -> list[str]:
    """The places in a file at which something is said of what is not in the archive."""
    first: dict[str, str] = {}
    query = "SELECT target, place FROM stated WHERE origin = ? ORDER BY n"
    for target, place in sql.tuples(catalog.db, query, (origin,)):
        first.setdefault(target, place)
    return [place for target, place in first.items() if not _within(catalog.db, [target])]
