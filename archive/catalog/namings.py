"""A person's word on what a text names: no name, another type, another entity.

Of one place, it is kept by what the text says and which of the places with these words it is; else it holds
for all of one spelling, in the whole archive or in a folder. What is no name is kept apart from the mentions
(`denied`), so that nothing but a withdrawal needs to know of it. Of two words on one mention that of the
place holds, then that of the folder; of two of one kind the later one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from archive.catalog import acts, changes, decisions, documents, sql
from archive.catalog.entities import Entity
from archive.catalog.mentions import COMPLETED
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.records import MentionType
from archive.text import fingerprint, fold

Scope = Literal["one", "folder", "spelling"]
NO_NAME: Final = "no name"
ENTITY: Final = "entity"
TYPES: Final = {one.value: one for one in MentionType if one is not MentionType.DATE}
_ORDER: Final = {"spelling": 0, "folder": 1, "one": 2}  # the later ones hold before the others
_HOLDERS: Final = re.compile(r"[/!][^/!]*$")


@dataclass(frozen=True, slots=True)
class Naming:
    """What holds of a mention by a person's word: `verdict` is a type, NO_NAME, or ENTITY with its key."""

    verdict: str
    value: str
    act: int


def decide(
    catalog: Catalog,
    document: str,
    start: int,
    end: int,
    verdict: str,
    now: str,
    who: str = "",
    note: str = "",
    *,
    entity: Entity | None = None,
    scope: Scope = "one",
) -> int:
    """Records what the mention of a name from `start` to `end` in a document is; returns the act's number.

    `verdict`: NO_NAME, a type (PERSON, PLACE, ORG), or ENTITY: it means `entity`, there all that is called so
    in the text. `scope`: the same for all of its spelling in the folder of the document, or everywhere. It
    shows when decisions are worked out. Raises UsageError.
    """
    if verdict not in (NO_NAME, ENTITY, *TYPES) or (verdict == ENTITY) != (entity is not None):
        raise UsageError(f"A name is decided to be {', '.join(TYPES)}, {NO_NAME!r}, or another entity's.")
    n, found = documents.find(catalog, document)
    rows = catalog.db.execute(
        "SELECT text FROM mentions WHERE doc = ? AND start = ? AND end = ? AND own_type <> 'DATE'"
        " UNION ALL SELECT text FROM denied WHERE doc = ? AND start = ? AND end = ?",
        (n, start, end, n, start, end),
    ).fetchall()
    if not rows:
        raise UsageError(f"No name stands from {start} to {end} in {found.id}.")
    written = str(rows[0][0])
    if scope == "one":
        # Which of the places with these words: offsets differ between texts that say the same.
        place = [scope, fingerprint(found.text), found.text.count(written, 0, start), written]
    elif scope == "folder":
        place = [scope, folder_of(catalog, found.source_id), fold(written)]
    else:
        place = [scope, fold(written)]
    value = decisions.key_of(catalog, entity) if entity else ""
    key = json.dumps(place, ensure_ascii=False)
    return acts.enter(catalog, acts.MENTION, verdict, [(key, value)], now, who, note, on=found.id)


def folder_of(catalog: Catalog, source_id: str) -> str:
    """The folder, archive file or site that a source stands in. Raises UsageError where it stands in none."""
    origin = _origin(catalog, source_id)
    if not _HOLDERS.search(origin):
        raise UsageError("The document is not in a folder.")
    return _HOLDERS.sub("", origin)


def _origin(catalog: Catalog, source_id: str) -> str:
    row = catalog.db.execute(
        f"SELECT o.origin FROM origins o WHERE o.source_id = ? AND o.current = 1 ORDER BY {sql.AS_SEEN}",
        (source_id,),
    ).fetchone()
    return "" if row is None else str(row[0])


# -- how far it would reach ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """A name as it stands in a text, and all that a decision on its spelling would concern.

    `spelling` and `folder`: how many mentions in how many current documents; None where it stands in none.
    `denied`: it is no name by a person's word. `entity`: its id.
    """

    start: int
    end: int
    text: str
    type: str
    entity: str | None
    denied: bool
    spelling: tuple[int, int]
    folder: tuple[int, int] | None


def reach(catalog: Catalog, document: str, start: int, end: int) -> Reach:
    """What a decision on the name from `start` to `end` in a document would concern. Raises UsageError."""
    n, found = documents.find(catalog, document)
    row = catalog.db.execute(
        "SELECT m.text, m.type, e.id, 0 FROM mentions m LEFT JOIN entities e ON e.n = m.entity"
        " WHERE m.doc = ? AND m.start = ? AND m.end = ? AND m.own_type <> 'DATE'"
        " UNION ALL SELECT text, own_type, NULL, 1 FROM denied WHERE doc = ? AND start = ? AND end = ?",
        (n, start, end, n, start, end),
    ).fetchone()
    if row is None:
        raise UsageError(f"No name stands from {start} to {end} in {found.id}.")
    docs = _spelled(catalog, fold(row[0]))
    near = None
    if _HOLDERS.search(place := _origin(catalog, found.source_id)):
        inside = frozenset(within(catalog, _HOLDERS.sub("", place)))
        some = [doc for doc in docs if doc in inside]
        near = len(some), len(set(some))
    return Reach(start, end, row[0], row[1], row[2], bool(row[3]), (len(docs), len(set(docs))), near)


def _spelled(catalog: Catalog, folded: str) -> list[int]:
    """The current documents that hold a name of this spelling, each as often as it does."""
    rows = catalog.db.execute(
        "SELECT m.doc, m.text FROM entity_names e JOIN mentions m ON m.entity = e.entity"
        " JOIN documents d ON d.n = m.doc AND d.current = 1 WHERE e.folded = ? GROUP BY m.n"
        " UNION ALL SELECT x.doc, x.text FROM denied x JOIN documents d ON d.n = x.doc AND d.current = 1",
        (folded,),
    )
    return [doc for doc, text in rows if fold(text) == folded]


# -- what holds ------------------------------------------------------------------------------------


def any_held(catalog: Catalog) -> bool:
    """Whether anything was ever decided on mentions."""
    query = "SELECT EXISTS (SELECT 1 FROM decisions WHERE kind = ?)"
    return bool(sql.count(catalog.db, query, (acts.MENTION,)))


class Namings:
    """What holds of every mention of an archive by a person's word."""

    def __init__(self, catalog: Catalog) -> None:
        self._by: dict[str, list[tuple[int, int, Sequence[Any], Naming]]] = {}
        self._folders: dict[str, frozenset[int]] = {}
        self._places: dict[int, dict[tuple[int, int], list[tuple[int, Naming]]]] = {}
        rows = catalog.db.execute(
            f"SELECT d.seq, d.a, d.b, d.verdict, {acts.OF} FROM decisions d"
            f" WHERE d.kind = ? AND {acts.HOLDING} ORDER BY d.seq",
            (acts.MENTION,),
        ).fetchall()
        for seq, a, b, verdict, act in rows:
            scope, *place = json.loads(a)
            naming = Naming(verdict, b, act)
            if scope == "one":
                self._place(catalog, seq, place, naming)
                continue
            if scope == "folder" and place[0] not in self._folders:
                self._folders[place[0]] = frozenset(within(catalog, place[0]))
            self._by.setdefault(place[-1], []).append((_ORDER[scope], seq, place, naming))

    def _place(self, catalog: Catalog, seq: int, place: Sequence[Any], naming: Naming) -> None:
        fingerprint, nth, written = place
        for n, _ in acts.with_texts(catalog, [fingerprint]).get(fingerprint, ()):
            (text,) = catalog.db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()
            start = -1
            for _ in range(nth + 1):
                start = text.find(written, start + 1)
                if start < 0:
                    break
            if start >= 0:
                here = self._places.setdefault(n, {}).setdefault((start, start + len(written)), [])
                here.append((seq, naming))

    def of(self, doc: int, start: int, end: int, text: str) -> Naming | None:
        """What holds of a mention; None where nobody said anything."""
        if (here := self._places.get(doc, {}).get((start, end))) is not None:
            return max(here, key=lambda one: one[0])[1]
        some = self._by.get(fold(text)) if self._by else None
        for _, _, place, naming in sorted(some or (), key=lambda one: one[:2], reverse=True):
            if len(place) == 1 or doc in self._folders[place[0]]:
                return naming
        return None

    def type_of(self, doc: int, start: int, end: int, text: str) -> str | None:
        """The type that a person gave a mention; None where nobody did."""
        decision = self.of(doc, start, end, text)
        return decision.verdict if decision is not None and decision.verdict in TYPES else None


def within(catalog: Catalog, folder: str) -> Iterator[int]:
    """The current documents in a folder and below it."""
    rows = catalog.db.execute(
        "SELECT DISTINCT d.n FROM origins o JOIN documents d ON d.source_id = o.source_id WHERE o.current = 1"
        " AND ((o.origin > ? AND o.origin < ?) OR (o.origin > ? AND o.origin < ?))",
        (f"{folder}/", f"{folder}0", f"{folder}!", f'{folder}"'),
    )
    return (row[0] for row in rows)


# -- working it out --------------------------------------------------------------------------------

_ROW: Final = "doc, start, end, own_type, text, value, evidence, score"


def part(catalog: Catalog, namings: Namings) -> int:
    """Takes what is no name out of the mentions, and puts back what is one again; returns how many moved."""
    out: list[tuple[int, int]] = []
    back: list[int] = []
    denied = {row[0]: row for row in catalog.db.execute(f"SELECT n, {_ROW} FROM denied")}
    for n, doc, start, end, text in sql.tuples(
        catalog.db,
        "SELECT m.n, m.doc, m.start, m.end, m.text FROM mentions m JOIN documents d ON d.n = m.doc"
        " WHERE d.current = 1 AND m.own_type <> 'DATE'",
    ):
        decision = namings.of(doc, start, end, text)
        if decision is not None and decision.verdict == NO_NAME:
            out.append((decision.act, n))
    for n, row in denied.items():
        decision = namings.of(row["doc"], row["start"], row["end"], row["text"])
        if decision is None or decision.verdict != NO_NAME:
            back.append(n)
    if not out and not back:
        return 0
    with catalog.transaction() as db:
        touched = set()
        for act, n in out:
            touched.add(db.execute("SELECT doc FROM mentions WHERE n = ?", (n,)).fetchone()[0])
            db.execute(
                f"INSERT INTO denied ({_ROW}, act) SELECT {_ROW}, ? FROM mentions WHERE n = ?", (act, n)
            )
            db.execute("DELETE FROM mentions WHERE n = ?", (n,))
        for n in back:
            row = denied[n]
            touched.add(row["doc"])
            db.execute("DELETE FROM denied WHERE n = ?", (n,))
            if row["evidence"] != COMPLETED:  # that is found again where it still holds
                db.execute(
                    "INSERT INTO mentions (doc, start, end, type, own_type, text, value, evidence, score)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (row["doc"], row["start"], row["end"], row["own_type"], *tuple(row)[4:9]),
                )
        changes.log(catalog, sorted(touched), "named")
    return len(out) + len(back)


def of_document(catalog: Catalog, n: int) -> list[tuple[int, int, str, Naming]]:
    """What persons said of the names in document `n`: start, end, words and what holds of each."""
    if not any_held(catalog):
        return []
    namings = Namings(catalog)
    rows = catalog.db.execute(
        "SELECT start, end, text FROM mentions WHERE doc = ? AND own_type <> 'DATE'"
        " UNION ALL SELECT start, end, text FROM denied WHERE doc = ? ORDER BY 1, 2",
        (n, n),
    ).fetchall()
    decisions = ((row[0], row[1], row[2], namings.of(n, *row)) for row in rows)
    return [(start, end, text, decision) for start, end, text, decision in decisions if decision is not None]
