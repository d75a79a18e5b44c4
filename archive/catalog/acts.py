"""What persons decided: each act with who, when and why; one that was withdrawn does not count."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from archive.catalog import sql
from archive.catalog.connection import Connection
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.text import fold

TRANSLATION: Final = "translation"
COPY: Final = "copy"
ENTITY: Final = "entity"
DOCUMENT: Final = "document"
COLLECTION: Final = "collection"
MENTION: Final = "mention"
POST: Final = "post"
# The act that a row of decisions, `d`, belongs to.
OF: Final = "coalesce((SELECT b.act FROM decided_by b WHERE b.seq = d.seq), d.seq)"
# Of the decisions `d`: those that nobody withdrew.
HOLDING: Final = f"NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.act = {OF})"


@dataclass(frozen=True, slots=True)
class Act:
    """Something decided at one time: on a pair of texts, on names, or on what a document or mention is.

    `verdict`: "confirmed" or "rejected" of a pair, "copies" or "no copies" of two texts of one language,
    "merge", "split" or "rename" of names, of a document what was decided: "date", "title", "language",
    "author", "rights", of a mention "no name", its type, or "entity", of a block of a text "begins",
    "goes on" or "left out".
    `subjects`: the ids of the documents that have the texts now, or keys of names (`PLACE:douvres`), or a
    label; of a collection its name; of a mention the spelling, too, and the folder that it is about; of a
    block its first words.
    `value`: what a document is to have, "" for none; the key of the entity that a mention means.
    `viewed`: the ids of the documents that a person had before them; `lost`: what it is about is gone.
    `withdrawn`: when it was taken back, by whom, and why.
    """

    n: int
    kind: str
    verdict: str
    subjects: tuple[str, ...]
    at: str
    who: str
    note: str
    withdrawn: str | None = None
    withdrawn_by: str | None = None
    withdrawn_note: str | None = None
    value: str | None = None
    viewed: tuple[str, ...] = ()
    lost: bool = False


def enter(
    catalog: Catalog,
    kind: str,
    verdict: str,
    rows: Iterable[tuple[str, str]],
    now: str,
    who: str,
    note: str,
    *,
    on: str | None = None,
) -> int:
    """Writes what one act decides on texts or names; returns its number.

    `on`: the id of the document that the person had before them.
    """
    with catalog.transaction() as db:
        act: int | None = None
        for a, b in rows:
            seq = sql.insert(
                db, "decisions", "seq", {"kind": kind, "a": a, "b": b, "verdict": verdict, "at": now}
            )
            act = seq if act is None else act
            db.execute("INSERT INTO decided_by VALUES (?, ?, ?, ?)", (seq, act, who, note))
            if on is not None:
                db.execute("INSERT INTO decided_on VALUES (?, ?)", (seq, on))
        db.execute("INSERT INTO due VALUES (?)", (act,))
    assert act is not None
    return act


def due(catalog: Catalog) -> list[int]:
    """The acts, entered or taken back, of which not all has been worked out yet."""
    return [row[0] for row in catalog.db.execute("SELECT act FROM due ORDER BY act")]


def done(catalog: Catalog, some: Iterable[int]) -> None:
    """Notes that these acts are worked out."""
    with catalog.transaction() as db:
        db.executemany("DELETE FROM due WHERE act = ?", ((act,) for act in some))


def of_kind(catalog: Catalog, some: Iterable[int], *kinds: str) -> list[int]:
    """Those of `some` acts that are of one of these kinds."""
    query = f"SELECT DISTINCT {OF}, d.kind FROM decisions d WHERE {OF} IN ({{marks}})"
    return [row[0] for row in sql.rows_in(catalog.db, query, some) if row[1] in kinds]


@dataclass(frozen=True, slots=True)
class DecidedValue:
    """What holds of a text by a person's word: the value ("" for none), and the act's number."""

    value: str
    act: int


def evidence(act: int) -> str:
    """What a date rests on that a person decided."""
    return f"decision {act}"


def is_decided(evidence: str) -> bool:
    """Whether a date rests on a decision, by its evidence."""
    return re.fullmatch(r"decision \d+", evidence) is not None


def on_text(db: Connection, fingerprint: str) -> dict[str, DecidedValue]:
    """What persons decided on documents with a text of this fingerprint, by what was decided."""
    rows = db.execute(
        f"SELECT d.verdict, d.b, {OF} FROM decisions d WHERE d.kind = ? AND d.a = ? AND {HOLDING}"
        " ORDER BY d.seq",
        (DOCUMENT, fingerprint),
    )
    return {row[0]: DecidedValue(row[1], row[2]) for row in rows}


def on_collections(db: Connection, names: Iterable[str]) -> dict[str, DecidedValue]:
    """What persons decided on collections, by their names: of several the last word on each thing."""
    rows = [
        row
        for name in names
        for row in db.execute(
            f"SELECT d.verdict, d.b, {OF}, d.seq FROM decisions d WHERE d.kind = ? AND d.a = ? AND {HOLDING}",
            (COLLECTION, name),
        )
    ]
    return {row[0]: DecidedValue(row[1], row[2]) for row in sorted(rows, key=lambda row: row[3])}


def listing(catalog: Catalog) -> Iterator[Act]:
    """All acts, the newest first, also those that were withdrawn."""
    rows = catalog.db.execute(
        f"SELECT {OF} AS act, d.kind, d.verdict, d.a, d.b, d.at, b.who, b.note, w.at, w.who, w.note,"
        " o.document FROM decisions d LEFT JOIN decided_by b ON b.seq = d.seq"
        f" LEFT JOIN withdrawals w ON w.act = {OF} LEFT JOIN decided_on o ON o.seq = d.seq"
        " ORDER BY act DESC, d.seq"
    ).fetchall()
    found: dict[int, Act] = {}
    for n, kind, verdict, a, b, at, who, note, withdrawn, by, why, on in rows:
        before = found.get(n)
        ends = (a,) if kind in (DOCUMENT, COLLECTION, MENTION, POST) else (a, b)
        subjects = tuple(dict.fromkeys((*(before.subjects if before else ()), *ends)))
        told = tuple(dict.fromkeys((*(before.viewed if before else ()), *((on,) if on else ()))))
        value = b if kind in (DOCUMENT, COLLECTION) or verdict == "entity" else None
        found[n] = Act(
            n, kind, verdict, subjects, at, who or "", note or "", withdrawn, by, why, value, told
        )  # fmt: skip
    here = _Here(catalog, found.values())
    for act in found.values():
        yield here.shown(act)


# The current documents at the places where decisions on the limits of texts hold, and right before these.
_AT_LIMITS: Final = (
    "SELECT DISTINCT l.act, d.id FROM limits l JOIN origins o ON o.source_id = l.source_id AND o.current = 1"
    " LEFT JOIN documents d ON d.source_id = l.source_id AND d.current = 1 AND d.start < l.end AND d.end >"
    " (SELECT coalesce(max(b.start), -1) FROM documents b"
    " WHERE b.source_id = l.source_id AND b.current = 1 AND b.start < l.start)"
    " WHERE l.act IN ({marks}) ORDER BY l.act, d.start"
)


class _Here:
    """What acts are about, as far as it is in the archive now."""

    def __init__(self, catalog: Catalog, some: Iterable[Act]) -> None:
        some = list(some)
        prints = {s for act in some if act.kind in (TRANSLATION, COPY, DOCUMENT) for s in act.subjects}
        places = [json.loads(act.subjects[0]) for act in some if act.kind == MENTION]
        prints |= {place[1] for place in places if place[0] == "one"}
        cut = [act for act in some if act.kind == POST]
        prints |= {json.loads(s)[0] for act in cut for s in act.subjects}
        self._ids = with_texts(catalog, prints)
        self._cut: dict[int, list[str]] = {}
        for n, one in sql.rows_in(catalog.db, _AT_LIMITS, (act.n for act in cut)):
            self._cut.setdefault(n, []).extend([one] if one else [])
        names = {s.partition(":")[2] for act in some if act.kind == ENTITY for s in act.subjects}
        query = "SELECT DISTINCT folded FROM entity_names WHERE folded IN ({marks})"
        self._names = {row[0] for row in sql.rows_in(catalog.db, query, names)}
        query = "SELECT DISTINCT value FROM described WHERE field = 'collection' AND value IN ({marks})"
        of = {s for act in some if act.kind == COLLECTION for s in act.subjects}
        self._collections = {row[0] for row in sql.rows_in(catalog.db, query, of)}
        self._written: set[str] = set()
        if any(place[0] != "one" for place in places):
            every = catalog.db.execute("SELECT DISTINCT text FROM mentions UNION SELECT text FROM denied")
            self._written = {fold(row[0]) for row in every}

    def shown(self, act: Act) -> Act:
        """An act with the documents that it is about now."""
        if act.kind == ENTITY:
            keys = act.subjects[:1] if act.verdict == "rename" else act.subjects
            return replace(act, lost=not all(key.partition(":")[2] in self._names for key in keys))
        if act.kind == COLLECTION:
            return replace(act, lost=not self._collections.issuperset(act.subjects))
        if act.kind == POST:
            blocks = [json.loads(s) for s in act.subjects]
            whole = [i for key in blocks for _, i in self._ids.get(key[0], ())]  # not worked out yet
            told = (*self._cut.get(act.n, ()), *whole, *(key[-1] for key in blocks))
            return replace(act, subjects=tuple(dict.fromkeys(told)), lost=not (act.n in self._cut or whole))
        if act.kind != MENTION:
            now = tuple(i for s in act.subjects for _, i in self._ids.get(s, ()))
            return replace(act, subjects=now, lost=not all(self._ids.get(s) for s in act.subjects))
        scope, *place = json.loads(act.subjects[0])
        if scope != "one":
            return replace(act, subjects=tuple(reversed(place)), lost=place[-1] not in self._written)
        ids = tuple(i for _, i in self._ids.get(place[0], ()))
        return replace(act, subjects=(*ids, place[-1]), lost=not ids)


def with_texts(catalog: Catalog, prints: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """By fingerprint the documents (number, id) that have such a text now, in the order they came."""
    found: dict[str, list[tuple[int, str]]] = {}
    rows = sql.rows_in(
        catalog.db,
        "SELECT fingerprint, n, id FROM documents WHERE current = 1 AND fingerprint IN ({marks}) ORDER BY n",
        prints,
    )
    for fingerprint, n, name in rows:
        found.setdefault(fingerprint, []).append((n, name))
    return found
