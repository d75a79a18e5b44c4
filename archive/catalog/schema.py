"""Bringing a catalog to the newest schema, and telling ours from others.

Each step runs in its own transaction together with the version it leads to, so an interrupted upgrade goes on
where it stopped.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from hashlib import sha256
from typing import Final

from archive.catalog import sums
from archive.catalog.steps import MIGRATIONS as MIGRATIONS
from archive.errors import ForeignCatalog, NewerArchive, NotAnArchive

APPLICATION_ID = 0x41524348  # "ARCH", in SQLite's header: tells our files from any other database

_SUMMED = 2  # the first version that has sums

Part = tuple[str, str, str]  # kind, name and definition of a table, an index, a trigger or a view

# The digest of the parts that all steps make. It saves running the steps whenever a catalog is opened, a
# twentieth of the time of a search; a test compares it. Where SQLite words a definition in another way, the
# steps are run.
NEWEST: Final = "7d0373e640e5f4743ba0e6c142eb7a265a27e64b79c1e7b6dbfb787a6d85e359"


def version(db: sqlite3.Connection) -> int:
    """The schema version of an open database, 0 for an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def verify(db: sqlite3.Connection, where: str) -> int:
    """The schema version of `db`, once it is sure that it is ours, not from the future, and ours alone.

    Raises NewerArchive when a later program made it, NotAnArchive when it is another program's file,
    ForeignCatalog when it holds anything that this program did not put there: a trigger or a view would act
    in the program's name.
    """
    db.execute("BEGIN")  # one moment for all of it: another process may be making the archive now
    have = version(db)
    ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    parts = _parts(db)
    db.execute("COMMIT")
    if not ours and (have or parts):
        raise NotAnArchive(f"{where} is another program's database, not an archive catalog.")
    if have > len(MIGRATIONS):
        raise NewerArchive(
            f"The archive in {where} was made by a later version of this program "
            f"(schema {have}, this one knows {len(MIGRATIONS)}). Update the program to open it."
        )
    if have == len(MIGRATIONS) and digest(parts) == NEWEST:
        return have
    odd = sorted(parts ^ frozenset(made(MIGRATIONS[:have]))) if have >= 0 else [("version", str(have), "")]
    if odd:
        kind, name, _ = odd[0]
        raise ForeignCatalog(
            f"The catalog in {where} is not as this program makes it (look at {kind} {name!r}), so it is not "
            "opened. Restore it from a backup; never open a catalog from people whom you do not trust."
        )
    return have


def digest(parts: Iterable[Part]) -> str:
    """A SHA-256 of the parts of a catalog, whatever their order."""
    return sha256(repr(sorted(parts)).encode()).hexdigest()


def _parts(db: sqlite3.Connection) -> frozenset[Part]:
    """Tables, indexes, triggers and views: kind, name and definition."""
    rows = db.execute("SELECT type, name, sql FROM main.sqlite_master").fetchall()
    return frozenset((str(row[0]), str(row[1]), str(row[2])) for row in rows)


@lru_cache
def made(steps: tuple[str, ...]) -> tuple[Part, ...]:
    """The parts of a catalog that these steps made, in their order."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for step in steps:
            db.executescript(step)
        rows = db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return tuple((str(row[0]), str(row[1]), str(row[2])) for row in rows)


def migrate(db: sqlite3.Connection) -> None:
    """Brings `db` to the newest schema, each step whole or not at all, whoever else is at it too."""
    while version(db) < len(MIGRATIONS):
        db.execute("BEGIN IMMEDIATE")
        try:
            step = version(db)  # another process may have taken it while this one waited
            # A new catalog is made in one transaction, so that none is left that seems to be an old one.
            if step < len(MIGRATIONS):
                run(db, step, len(MIGRATIONS) if step == 0 else step + 1)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def run(db: sqlite3.Connection, start: int, end: int) -> None:
    """Takes the steps from number `start` up to `end`, in the caller's transaction.

    A new catalog gets at once what all of them come to: the steps that rename a table or a column look at
    the whole schema each time.
    """
    if start == 0:
        for _, name, definition in made(MIGRATIONS[:end]):
            if not name.startswith("sqlite_"):  # which SQLite makes by itself
                db.execute(definition)
        _is_of(db, end)
        return
    for number in range(start, end):
        before = sums.damage(db, sums.touched(MIGRATIONS[number]) if number >= _SUMMED else ())
        for statement in _statements(MIGRATIONS[number]):
            db.execute(statement)
        sums.make_but(db, before)
        if number + 1 == _SUMMED:
            sums.make(db)
        _is_of(db, number + 1)


def _is_of(db: sqlite3.Connection, number: int) -> None:
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would end the transaction it runs in."""
    statement = ""
    for piece in re.split("(?<=;)", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
