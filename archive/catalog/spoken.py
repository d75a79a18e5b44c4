"""The dates that a text names, read anew from another day of the text itself."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Final

from archive.catalog.documents import put_mentions
from archive.records import Mention

_CAPITAL: Final = re.compile(r"\b[^\W\d_a-zß-ÿ]")


def put(db: sqlite3.Connection, n: int, found: Iterable[Mention]) -> None:
    """Gives document `n` these dates in place of those that it names.

    Where one came or went that might stand in the way of a name, its names are noted as changed.
    """
    query = "SELECT start, end FROM mentions WHERE doc = ? AND type = 'DATE'"
    before = {tuple(row) for row in db.execute(query, (n,))}
    db.execute("DELETE FROM mentions WHERE doc = ? AND type = 'DATE'", (n,))
    put_mentions(db, n, found)
    moved = before ^ {tuple(row) for row in db.execute(query, (n,))}
    if not moved:
        return
    (text,) = db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()
    if any(_CAPITAL.search(text, start, end) for start, end in moved):
        db.execute("INSERT INTO changes (doc, what) VALUES (?, 'named')", (n,))
