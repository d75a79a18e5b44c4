"""Sums of rows: proof that the catalog holds what was written to it.

SQLite tells one byte from another only where its own structure breaks. So every row is hashed when it is
written, and the hashes of all rows of one document (or source, or small table) are added up, modulo 2**64.
A change adds what came and takes away what went: nothing else is read for it, so that damage done meanwhile
stays in the difference and is never summed over. `archive check` adds up what is there and compares.

Every connection that writes has triggers of its own (TEMP: the file holds none) that hear each row come and
go, whichever statement moved it; the sums are renewed in the same transaction. Added hashes detect damage.
They are no signature: who writes to the catalog can write to the sums.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final, Protocol

from archive.catalog import sql

Key = int | str

# Table -> the kind of its sums, and what tells to which sum of that kind a row belongs.
TABLES: Final[Mapping[str, tuple[str, str]]] = {
    "documents": ("document", "{}.n"),
    "mentions": ("document", "{}.doc"),
    "passages": ("document", "{}.doc"),
    "pages": ("document", "{}.doc"),
    "described": ("document", "{}.doc"),
    "overruled": ("document", "{}.doc"),
    "post_keys": ("document", "{}.doc"),
    "own_langs": ("document", "{}.doc"),
    "recognised": ("document", "{}.doc"),
    "denied": ("document", "{}.doc"),
    "links": ("links", "{}.a"),
    "sketches": ("comparison", "{}.doc"),
    "copy_keys": ("comparison", "{}.doc"),
    "nearest": ("comparison", "{}.doc"),
    "candidates": ("comparison", "{}.a"),
    "sources": ("source", "{}.id"),
    "captures": ("source", "{}.source_id"),
    "members": ("source", "{}.source_id"),
    "chrome": ("source", "{}.source_id"),
    "unread": ("source", "{}.source_id"),
    "limits": ("source", "{}.source_id"),
    "mail_ids": ("source", "{}.source_id"),
    "mail_people": ("source", "{}.source_id"),
    "origins": ("origins", "{}.source_id"),
    "beside": ("beside", "{}.origin"),
    "stated": ("beside", "{}.origin"),
    "entities": ("entity", "{}.n"),
    "entity_names": ("entity", "{}.entity"),
    "changes": ("changes", "{}.seq >> 12"),
    "former": ("former", "{}.id"),
    "parted": ("former", "{}.id"),
    "numbers": ("former", "{}.id"),
    "decided_by": ("decisions", "''"),
    "withdrawals": ("decisions", "''"),
    "decided_on": ("decisions", "''"),
    "due": ("decisions", "''"),
    "care": ("care", "''"),
    "care_keys": ("care", "''"),
    "care_due": ("care", "''"),
    **{
        name: (name, "''")
        for name in (
            "meta",
            "failures",
            "containers",
            "authority",
            "decisions",
            "watches",
            "runs",
            "unsure",
            "backups",
        )
    },
}
# Tables without sums: they are made of the others, and made anew where they are lost.
DERIVED: Final = (
    "kept_to", "name_uses", "common_names", "name_places", "tagged_phrases", "own_names", "section_heads",
    "slot_names", "settled_types", "introductions",
)  # fmt: skip
# Keys under the names that they had before a step of the schema that renamed them.
_FORMERLY: Final[Mapping[str, str]] = {
    "sources.id": "sources.sha256",
    **{f"{table}.source_id": f"{table}.sha256" for table in ("chrome", "origins")},
}
KINDS: Final = tuple(dict.fromkeys(kind for kind, _ in TABLES.values()))
# The kinds of sums that are of no table.
UNKNOWN: Final = "SELECT DISTINCT kind FROM sums WHERE kind NOT IN ({})".format(
    ", ".join(f"'{kind}'" for kind in KINDS)
)
_MODULUS: Final = 1 << 64
_BYTES: Final = 8


class KeptSums(Protocol):
    """The sums of an open catalog, whichever database it is in."""

    def listen(self) -> None:
        """Has every row heard that is written from now on."""

    def renew(self) -> None:
        """Writes what the transaction changed; the last thing before its COMMIT."""

    def forget(self) -> None:
        """Drops what was heard: the transaction was taken back."""

    def empty(self, kind: str) -> None:
        """Deletes every row of a kind of sums, and its sums, without a look at each row."""

    def anew(self, kind: str, keys: Iterable[Key]) -> None:
        """Has these sums made of the rows that are there when the transaction ends: all of them are new."""

    def make(self, kinds: Iterable[str] = ...) -> None:
        """Makes the sums of `kinds` of the rows that are there, whatever was kept before."""

    def every(self, kind: str) -> dict[Key, int]:
        """The kept sums of a kind."""

    def added(self, kind: str, counts: Counter[str] | None = None) -> dict[Key, int]:
        """The sums of a kind by the rows that are there, without those that are 0."""

    def delete_unknown(self) -> None:
        """Deletes the sums that are of no table."""


class Sums:
    """Keeps the sums of one connection's transactions."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._differences: dict[tuple[str, Key], int] = defaultdict(int)
        self._anew: set[tuple[str, Key]] = set()
        self._listening = False

    def listen(self) -> None:
        """Hears from now on what this connection writes; to be called outside a transaction."""
        if self._listening:
            return
        self._db.execute("PRAGMA recursive_triggers = ON")  # or REPLACE would take rows away unheard
        self._db.create_function("archive_row", -1, self._hear)
        self._db.execute("BEGIN")
        for table in TABLES:
            for statement in _triggers(self._db, table):
                self._db.execute(statement)
        self._db.execute("COMMIT")
        self._listening = True

    def _hear(self, sign: int, table: str, key: Key, *values: object) -> None:
        place = TABLES[table][0], key
        # As `of_row` has it: this is called for every row, and a call takes longer than the sum.
        digest = blake2b(b"%a" % ((table, values),), digest_size=_BYTES).digest()
        self._differences[place] += sign * int.from_bytes(digest, "big")

    def empty(self, kind: str) -> None:
        """Deletes every row of a kind of sums, and its sums, without a look at each row."""
        own = [table for table, (its, _) in TABLES.items() if its == kind]
        for table in own:
            for event in _EVENTS:
                self._db.execute(f"DROP TRIGGER temp.{_name(table, event)}")
        for table in own:
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DELETE FROM sums WHERE kind = ?", (kind,))
        for place in [place for place in self._differences if place[0] == kind]:
            del self._differences[place]
        for table in own:
            for statement in _triggers(self._db, table):
                self._db.execute(statement)

    def anew(self, kind: str, keys: Iterable[Key]) -> None:
        """Has these sums made of the rows that are there when the transaction ends: all of them are new."""
        self._anew.update((kind, key) for key in keys)

    def make(self, kinds: Iterable[str] = KINDS) -> None:
        """Makes the sums of `kinds` of the rows that are there, whatever was kept before."""
        make(self._db, kinds)

    def every(self, kind: str) -> dict[Key, int]:
        """The kept sums of a kind."""
        return every(self._db, kind)

    def added(self, kind: str, counts: Counter[str] | None = None) -> dict[Key, int]:
        """The sums of a kind by the rows that are there, without those that are 0; `counts` gets "rows"."""
        return added(self._db, kind, counts)

    def delete_unknown(self) -> None:
        """Deletes the sums that are of no table."""
        delete_unknown(self._db)

    def renew(self) -> None:
        """Writes what the transaction changed; the last thing before its COMMIT."""
        kept: list[tuple[str, Key, bytes]] = []
        gone: list[tuple[str, Key]] = []
        for place in self._differences.keys() | self._anew:
            if place in self._anew:
                total = _one(self._db, *place)
            else:
                total = (held(self._db, *place) + self._differences[place]) % _MODULUS
            if total:
                kept.append((*place, total.to_bytes(_BYTES, "big")))
            else:
                gone.append(place)
        self._db.executemany(sql.upsert("sums", ("kind", "key"), ("sum",)), kept)
        self._db.executemany("DELETE FROM sums WHERE kind = ? AND key = ?", gone)
        self.forget()

    def forget(self) -> None:
        """Drops what was heard: the transaction was taken back."""
        self._differences.clear()
        self._anew.clear()


def of_row(table: str, values: tuple[object, ...]) -> int:
    """The hash of a row, which is added to the sum that it belongs to."""
    # As ascii() has it, not repr(): what repr() escapes depends on the version of Unicode.
    return int.from_bytes(blake2b(b"%a" % ((table, values),), digest_size=_BYTES).digest(), "big")


_EVENTS: Final = {"INSERT": ((1, "NEW"),), "DELETE": ((-1, "OLD"),), "UPDATE": ((-1, "OLD"), (1, "NEW"))}


def _name(table: str, event: str) -> str:
    return f"sum_{table}_{event.lower()}"


def _triggers(db: sqlite3.Connection, table: str) -> Iterator[str]:
    names = columns(db, table)
    for event, rows in _EVENTS.items():
        calls = "".join(
            f"SELECT archive_row({sign}, '{table}', {TABLES[table][1].format(row)},"
            f" {', '.join(f'{row}.{name}' for name in names)}); "
            for sign, row in rows
        )
        yield f"CREATE TEMP TRIGGER {_name(table, event)} AFTER {event} ON main.{table} BEGIN {calls}END"


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table, in their order."""
    return [row[1] for row in db.execute(f"PRAGMA main.table_info({table})")]


# -- adding up what is there -----------------------------------------------------------------------


def held(db: sqlite3.Connection, kind: str, key: Key) -> int:
    """The sum that is kept, 0 where there is none."""
    row = db.execute("SELECT sum FROM sums WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    return 0 if row is None else _number(row[0])


def _number(value: Any) -> int:
    """A kept sum; one that is no sum is like no other."""
    return int.from_bytes(value, "big") if isinstance(value, bytes) and len(value) == _BYTES else -1


def every(db: sqlite3.Connection, kind: str) -> dict[Key, int]:
    """The kept sums of a kind."""
    return {
        row[0]: _number(row[1]) for row in db.execute("SELECT key, sum FROM sums WHERE kind = ?", (kind,))
    }


def delete_unknown(db: sqlite3.Connection) -> None:
    """Deletes the sums that are of no table, in the caller's transaction."""
    db.execute(f"DELETE FROM sums WHERE kind IN ({UNKNOWN})")


def added(db: sqlite3.Connection, kind: str, counts: Counter[str] | None = None) -> dict[Key, int]:
    """The sums of a kind by the rows that are there, without those that are 0; `counts` gets their "rows"."""
    found: dict[Key, int] = {}
    rows = 0
    for table, (its, _) in TABLES.items():
        if its == kind:
            for key, value in _rows(db, table, "", ()):
                found[key] = (found.get(key, 0) + value) % _MODULUS
                rows += 1
    if counts is not None:
        counts["rows"] += rows
    return {key: value for key, value in found.items() if value}


def _one(db: sqlite3.Connection, kind: str, key: Key) -> int:
    total = 0
    for table, (its, of) in TABLES.items():
        if its == kind:
            where = f" WHERE {of.format(table)} = ?"
            total += sum(value for _, value in _rows(db, table, where, (key,)))
    return total % _MODULUS


def _rows(
    db: sqlite3.Connection, table: str, where: str, values: tuple[Key, ...]
) -> Iterator[tuple[Key, int]]:
    cursor = db.cursor()
    cursor.row_factory = None
    there = columns(db, table)
    if not there:  # a table of a later step of the schema
        return
    names = ", ".join(f"{table}.{name}" for name in there)
    key = TABLES[table][1].format(table)
    if key in _FORMERLY and key.partition(".")[2] not in there:
        key = _FORMERLY[key]
    for row in cursor.execute(f"SELECT {key}, {names} FROM {table}{where}", values):
        yield row[0], of_row(table, row[1:])


# -- steps of the schema ---------------------------------------------------------------------------

# What changes rows of a table; a name that changes changes none.
_CHANGE: Final = re.compile(
    r"\b(?:ALTER TABLE (\w+) (?:ADD|DROP)|UPDATE (\w+) SET|(?:INSERT|REPLACE) INTO (\w+)|DELETE FROM (\w+)"
    r"|DROP TABLE (?:IF EXISTS )?(\w+)|RENAME TO (\w+))"
)


def touched(step: str) -> tuple[str, ...]:
    """The kinds of sums of whose tables a step of the schema changes rows: a row is hashed as a whole."""
    tables = {name for found in _CHANGE.finditer(step) for name in found.groups() if name in TABLES}
    return tuple(kind for kind in KINDS if any(TABLES[name][0] == kind for name in tables))


def difference(kept: Mapping[Key, int], there: Mapping[Key, int]) -> dict[Key, int]:
    """What the kept sums have more than the rows that are there, where they differ: damage."""
    less = {key: (kept.get(key, 0) - there.get(key, 0)) % _MODULUS for key in kept.keys() | there.keys()}
    return {key: value for key, value in less.items() if value}


def damage(db: sqlite3.Connection, kinds: Iterable[str]) -> dict[str, dict[Key, int]]:
    """What the sums of `kinds` have more than their rows, which is to stay so when they are made anew."""
    return {kind: difference(every(db, kind), added(db, kind)) for kind in kinds}


def make_but(db: sqlite3.Connection, damaged: Mapping[str, Mapping[Key, int]]) -> None:
    """Makes sums of the rows that are there, and has them differ from these as they did before."""
    make(db, damaged)
    for kind, keys in damaged.items():
        for key, value in keys.items():
            total = (held(db, kind, key) + value) % _MODULUS
            db.execute(
                sql.upsert("sums", ("kind", "key"), ("sum",)), (kind, key, total.to_bytes(_BYTES, "big"))
            )


def make(db: sqlite3.Connection, kinds: Iterable[str] = KINDS) -> None:
    """Makes the sums of `kinds` of the rows that are there, in the caller's transaction."""
    for kind in kinds:
        db.execute("DELETE FROM sums WHERE kind = ?", (kind,))
        rows = ((kind, key, total.to_bytes(_BYTES, "big")) for key, total in added(db, kind).items())
        db.executemany("INSERT INTO sums VALUES (?, ?, ?)", rows)
