"""The tables of a catalog in PostgreSQL: made by the same steps as SQLite's, and brought to the newest."""

from __future__ import annotations

import re
from typing import Final

from archive.catalog.postgresql import keys, sums, work
from archive.catalog.postgresql.connection import ServerConnection
from archive.catalog.postgresql.dialect import FUNCTIONS, tables
from archive.catalog.steps import MIGRATIONS
from archive.catalog.sums import TABLES, touched
from archive.errors import ForeignCatalog, NewerArchive, NotAnArchive, UnusableArchive

OLDEST: Final = 150_000  # PostgreSQL 15, as the server says it
_OF: Final = "catalog_version"  # the table that says which steps were taken
_NAMES: Final = frozenset(re.findall(r"CREATE TABLE (\w+)", "".join(MIGRATIONS)))
# Numbers of the change log are given one transaction after another, whoever writes: a reader never sees one
# while an earlier one is still to come.
_IN_TURN: Final = """
CREATE FUNCTION in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN PERFORM pg_advisory_xact_lock({lock}); RETURN NULL; END $$;
CREATE TRIGGER in_turn BEFORE INSERT ON changes FOR EACH STATEMENT EXECUTE FUNCTION in_turn();
"""


def verify_server(db: ServerConnection) -> str:
    """The version of the server. Raises UnusableArchive for one that cannot hold a catalog."""
    number, name, encoding = db.run(
        "SELECT current_setting('server_version_num')::bigint, current_setting('server_version'),"
        " current_setting('server_encoding')"
    ).fetchone()
    if number < OLDEST:
        raise UnusableArchive(
            f"The catalog needs PostgreSQL 15 or later, and the server of {db.place.address} is {name}."
        )
    if encoding != "UTF8":
        raise UnusableArchive(
            f"The database of {db.place.address} is encoded as {encoding}."
            " Create one with: createdb -E UTF8 NAME"
        )
    return str(name)


def version(db: ServerConnection) -> int:
    """How many steps have made the catalog; 0 where there is none. Raises NotAnArchive, NewerArchive."""
    return state(db)[0]


def state(db: ServerConnection) -> tuple[int, bool]:
    """The same, and whether nothing is left to be done to bring it to the newest schema."""
    schema = db.place.schema
    there = {
        row[0]
        for row in db.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace"
            " WHERE s.nspname = ? AND (c.relkind IN ('r', 'p', 'v', 'm', 'f') OR c.relname LIKE ?)",
            (schema, f"%{keys.MARK}"),
        )
    }
    keyed = there >= keys.NAMES
    there -= keys.NAMES
    there = {name for name in there if not work.OWN.fullmatch(name)}
    if not there:
        return 0, False
    if _OF not in there:
        raise NotAnArchive(
            f"The schema {schema} of {db.place.address} is another program's. Name another one: ?schema=NAME"
        )
    have = int(db.execute(f"SELECT version FROM {_OF}").fetchone()[0])
    if have > len(MIGRATIONS):
        raise NewerArchive(
            f"The archive in {db.place.address} was made by a later version of this program (schema {have},"
            f" this one knows {len(MIGRATIONS)}). Update the program to open it."
        )
    odd = there - {*_NAMES, _OF}
    if odd and have == len(MIGRATIONS):
        raise ForeignCatalog(
            f"The schema {schema} of {db.place.address} holds what this program did not make ({min(odd)})."
            " Move it to another schema."
        )
    return have, keyed and have == len(MIGRATIONS)


def weakness(db: ServerConnection) -> str:
    """What of the server's settings puts at risk what was committed, for a person to read; "" for nothing."""
    off = [
        name
        for name in ("fsync", "full_page_writes", "synchronous_commit")
        if db.run(f"SELECT current_setting('{name}')").fetchone()[0] == "off"
    ]
    return f" ({' and '.join(off)} off: a power cut may lose what was written)" if off else ""


def migrate(db: ServerConnection, *, keep: bool = True, mark: tuple[str, str] | None = None) -> None:
    """Brings the catalog to the newest schema, whole or not at all, whoever else is at it too.

    Not `keep`: takes it back, which only tries whether it can be done. `mark`: a setting that a new one has.
    """
    schema = db.place.schema
    db.run(f"BEGIN READ WRITE; SELECT pg_advisory_xact_lock({db.place.lock})")
    try:
        if not db.execute("SELECT count(*) FROM pg_namespace WHERE nspname = ?", (schema,)).fetchone()[0]:
            db.run(f"CREATE SCHEMA {schema}")
        have, newest = state(db)
        if not newest:
            script = [keys.script()]
            if have == 0:
                made = "".join([*_joined(FUNCTIONS), *map(tables, MIGRATIONS), _IN_TURN])
                db.run(made.replace("{lock}", str(db.place.lock)))
                script.append(f"CREATE TABLE {_OF} (version BIGINT NOT NULL); INSERT INTO {_OF} VALUES (0);")
            else:
                _step_on(db, have)
            script += [f"{one};" for table in TABLES for one in sums.triggers(table)]
            script.append(f"UPDATE {_OF} SET version = {len(MIGRATIONS)};")
            db.run("".join(script))
            if mark and not have:
                db.execute("INSERT INTO meta (key, value) VALUES (?, ?)", mark)
        db.run("COMMIT" if keep else "ROLLBACK")
    except BaseException:
        if db.in_transaction:
            db.run("ROLLBACK")
        raise


def _step_on(db: ServerConnection, have: int) -> None:
    """Takes the steps that are to come. Rows that one of them changes have their sums made anew."""
    kept = sums.ServerSums(db)
    for step in MIGRATIONS[have:]:
        before = kept.damage(touched(step))
        db.run(tables(step))
        kept.make_but(before)


def _joined(statements: tuple[str, ...]) -> list[str]:
    return [f"{one};" for one in statements]


def drop(db: ServerConnection) -> None:
    """Deletes the catalog with all that it holds, in the caller's transaction."""
    db.run(f"DROP SCHEMA {db.place.schema} CASCADE")
