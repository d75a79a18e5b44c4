"""Sums of rows (see `archive.catalog.sums`), which PostgreSQL keeps by itself.

A trigger of each table adds up the rows that a statement brought and took away, in the same transaction. It
does so for sessions of this program alone: a row that anyone else changed stays out of the sums, and
`archive check` finds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from archive.catalog.postgresql.connection import ServerConnection
from archive.catalog.sums import KINDS, TABLES, UNKNOWN, Key, difference

_MODULUS: Final = 1 << 64
# Of the text of a row, with the name of its table, half of MD5 as a number: it finds damage, no forger.
_HASH: Final = "('x' || left(md5('{table} ' || {row}::text), 16))::bit(64)::bigint::numeric"


def _below(number: str) -> str:
    """A number (SQL) modulo 2**64: what PostgreSQL leaves of a negative one is negative."""
    return f"mod(mod({number}, {_MODULUS}) + {_MODULUS}, {_MODULUS})"


def triggers(table: str) -> Iterator[str]:
    """The statements that have the sums of a table kept; those of before are replaced."""
    kind, of = TABLES[table]

    def added(rows: str, sign: str) -> str:
        key = of.format("r")
        value = _HASH.format(table=table, row="r")
        return (
            f"INSERT INTO sums AS s (kind, key, sum) SELECT '{kind}', ({key})::text,"
            f" {_below(f'{sign}sum({value})')} FROM {rows} r GROUP BY ({key})::text"
            f" ON CONFLICT (kind, index_key(key)) DO UPDATE SET sum = {_below('s.sum + excluded.sum')};"
        )

    def emptied(rows: str) -> str:
        return (
            f"DELETE FROM sums s USING (SELECT DISTINCT ({of.format('r')})::text AS key FROM {rows} r) k"
            f" WHERE s.kind = '{kind}' AND index_key(s.key) = index_key(k.key) AND s.sum = 0;"
        )

    yield (
        f"CREATE OR REPLACE FUNCTION sum_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF current_setting('archive.writer', true) IS DISTINCT FROM 'on' THEN RETURN NULL; END IF;"
        f" IF TG_OP <> 'INSERT' THEN {added('gone', '-')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN {added('come', '')} END IF;"
        f" IF TG_OP <> 'INSERT' THEN {emptied('gone')} END IF;"
        " RETURN NULL; END $$"
    )
    for event, rows in (
        ("INSERT", "NEW TABLE AS come"),
        ("DELETE", "OLD TABLE AS gone"),
        ("UPDATE", "OLD TABLE AS gone NEW TABLE AS come"),
    ):
        yield (
            f"CREATE OR REPLACE TRIGGER sum_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION sum_{table}()"
        )


class ServerSums:
    """The sums of a catalog, for the session of one connection."""

    def __init__(self, db: ServerConnection) -> None:
        self._db = db

    def listen(self) -> None:
        """The server hears every row by itself."""

    def renew(self) -> None:
        """The server has written what the transaction changed."""

    def forget(self) -> None:
        """The server takes back what it wrote with the rest of the transaction."""

    def empty(self, kind: str) -> None:
        """Deletes every row of a kind of sums, and its sums."""
        for table, (its, _) in reversed(list(TABLES.items())):
            if its == kind:
                self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DELETE FROM sums WHERE kind = ?", (kind,))

    def anew(self, kind: str, keys: Iterable[Key]) -> None:
        """Makes these sums of the rows that are there, which are all new."""
        for key in keys:
            self._db.execute(
                "DELETE FROM sums WHERE kind = ? AND index_key(key) = index_key(?)", (kind, str(key))
            )
            self._db.execute(
                "INSERT INTO sums (kind, key, sum) SELECT ?, key, sum"
                f" FROM ({_added(kind, TABLES, own=True)}) r WHERE sum <> 0",
                (kind, *([str(key)] * sum(its == kind for its, _ in TABLES.values()))),
            )

    def make(self, kinds: Iterable[str] = KINDS) -> None:
        """Makes the sums of `kinds` of the rows that are there, whatever was kept before."""
        for kind in kinds:
            self._db.execute("DELETE FROM sums WHERE kind = ?", (kind,))
            self._db.execute(
                "INSERT INTO sums (kind, key, sum) SELECT ?, key, sum"
                f" FROM ({_added(kind, self._tables())}) r WHERE sum <> 0",
                (kind,),
            )

    def every(self, kind: str) -> dict[Key, int]:
        """The kept sums of a kind."""
        rows = self._db.execute("SELECT key, sum FROM sums WHERE kind = ? AND sum <> 0", (kind,))
        return {_key(kind, key): value for key, value in rows}

    def added(self, kind: str, counts: Counter[str] | None = None) -> dict[Key, int]:
        """The sums of a kind by the rows that are there, without those that are 0; `counts` gets "rows"."""
        if counts is not None:
            for table, (its, _) in TABLES.items():
                if its == kind:
                    counts["rows"] += int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        rows = self._db.execute(_added(kind, self._tables()))
        return {_key(kind, key): value for key, value in rows if value}

    def damage(self, kinds: Iterable[str]) -> dict[str, dict[Key, int]]:
        """What the sums of `kinds` have more than their rows, which is to stay so when they are made anew."""
        return {kind: difference(self.every(kind), self.added(kind)) for kind in kinds}

    def make_but(self, damaged: Mapping[str, Mapping[Key, int]]) -> None:
        """Makes sums of the rows that are there, and has them differ from these as they did before."""
        self.make(damaged)
        for kind, keys in damaged.items():
            for key, value in keys.items():
                row = (kind, str(key))
                kept = self._db.execute("SELECT sum FROM sums WHERE kind = ? AND key = ?", row).fetchone()
                self._db.execute("DELETE FROM sums WHERE kind = ? AND key = ?", row)
                total = (int(kept[0] if kept else 0) + value) % _MODULUS
                self._db.execute("INSERT INTO sums (kind, key, sum) VALUES (?, ?, ?)", (*row, total))

    def _tables(self) -> set[str]:
        """The tables that there are: steps of the schema may still be to come."""
        rows = self._db.run("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {row[0] for row in rows}

    def delete_unknown(self) -> None:
        """Deletes the sums that are of no table."""
        self._db.execute(f"DELETE FROM sums WHERE kind IN ({UNKNOWN})")


def _added(kind: str, tables: Collection[str], *, own: bool = False) -> str:
    """The query that adds up the rows of a kind; `own`: those of one key, which is given for each table."""
    parts = ["SELECT CAST(NULL AS text) AS key, CAST(NULL AS numeric) AS value WHERE false"]
    for table, (its, of) in TABLES.items():
        if its == kind and table in tables:
            where = f" WHERE ({of.format('r')})::text = ?" if own else ""
            value = _HASH.format(table=table, row="r")
            parts.append(f"SELECT ({of.format('r')})::text AS key, {value} AS value FROM {table} r{where}")
    return f"SELECT key, {_below('sum(value)')} AS sum FROM ({' UNION ALL '.join(parts)}) a GROUP BY key"


_NUMBERED: Final = frozenset({"document", "links", "comparison", "entity", "changes"})


def _key(kind: str, key: str) -> Key:
    return int(key) if kind in _NUMBERED and key.lstrip("-").isdigit() else key
