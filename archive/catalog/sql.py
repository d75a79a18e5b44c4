"""Pieces of SQL that several queries share, and the forms in which databases differ.

What a second database would word in its own way stands here; the queries beside it are plain SQL. The file
itself is SQLite's alone, and so is what opens and guards it: `store`, `schema`, `sums`, `soundness`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from archive.catalog.connection import Connection
from archive.records import PageStart, Statement

_T = TypeVar("_T")


def holds(text: str, part: str | None = None) -> str:
    """Whether a text (SQL) has `part` in it; None: a value."""
    quoted = "?" if part is None else f"'{part}'"
    return f"instr({text}, {quoted}) > 0"


def begins_with_a_year(text: str) -> str:
    """Whether a text (SQL) begins with four figures."""
    return f"{text} GLOB '[0-9][0-9][0-9][0-9]*'"


def value_in(column: str, path: str) -> str:
    """A value in a column of JSON: `path` is a key, or a key and a place in its list (`covers[0]`)."""
    return f"json_extract({column}, '$.{path}')"


def number_in(column: str, path: str) -> str:
    """The same for a value that is a number."""
    return f"CAST({value_in(column, path)} AS DOUBLE PRECISION)"


def pair(one: str, other: str) -> str:
    """Two values (SQL) as a list in JSON: a text, which is what `value_at` takes."""
    return f"CAST(json_array({one}, {other}) AS TEXT)"


def value_at(column: str, place: int) -> str:
    """A value in a column that holds a list in JSON."""
    return f"json_extract({column}, '$[{place:d}]')"


BATCH: Final = 400  # values a query; SQLite takes 32,766, older ones 999

# Which of the places of a source is shown as its own, of those it still has: a file of its own before a
# member of another (an attachment, what is packed), whose name has a "!"; then the one first seen. In the
# name of a file "!" has a backslash before it.
_UNESCAPED: Final = "replace(o.given, '\\!', '')"
AS_SEEN: Final = f"{holds(_UNESCAPED, '!')}, o.first_seen, o.origin"
# The same by what the places are called, for an order that must not hang on when they came.
AS_CALLED: Final = "o.given, o.origin"


# The SHA-256 of every original, in order: of the sources that are files, and of what lies in containers.
ORIGINALS: Final = (
    "SELECT id FROM sources WHERE id NOT IN (SELECT source_id FROM members)"
    " UNION SELECT sha256 FROM members ORDER BY 1"
)


def marks(values: Collection[object]) -> str:
    """The placeholders for `values`: what stands in the brackets after IN."""
    return ",".join("?" * len(values))


def chunks(values: Iterable[_T], size: int = BATCH) -> Iterator[tuple[_T, ...]]:
    """`values` in their order, `size` at a time."""
    left = iter(values)
    while batch := tuple(islice(left, size)):
        yield batch


def rows_in(db: Connection, query: str, values: Iterable[object], *, size: int = BATCH) -> Iterator[Any]:
    """The rows of `query`, in which `{marks}` stands for `size` of `values` at a time."""
    for batch in chunks(values, size):
        yield from db.execute(query.format(marks=marks(batch)), batch).fetchall()


def tuples(db: Connection, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
    """The rows of `query` as plain tuples, which are read faster where they are many."""
    cursor = db.cursor()
    cursor.row_factory = None
    yield from cursor.execute(query, values)


def count(db: Connection, query: str, values: Sequence[object] = ()) -> int:
    """The one number that `query` gives, 0 for none."""
    return int(db.execute(query, values).fetchone()[0] or 0)


def at_most(limit: int | None) -> str:
    """What ends a query that gives so many rows at most; None: all."""
    return "" if limit is None else f"LIMIT {limit:d}"


def source_of(owner: str, order: str = AS_SEEN) -> str:
    """Where a row of a source comes from, as a person wrote it; `owner` is its table or alias."""
    return (
        f"(SELECT o.given FROM origins o WHERE o.source_id = {owner}.source_id"
        f" ORDER BY o.current DESC, {order} LIMIT 1)"
    )


def sources_of(owner: str) -> str:
    """Every place where a row of a source stands now, as JSON."""
    return (
        "(SELECT json_group_array(given) FROM (SELECT o.given FROM origins o"
        f" WHERE o.source_id = {owner}.source_id AND o.current = 1 ORDER BY {AS_SEEN}) one)"
    )


def original_of(source_id: str) -> str:
    """The SHA-256 of the bytes of a source, by what gives its id: of a file of its own they are the same."""
    return f"coalesce((SELECT m.sha256 FROM members m WHERE m.source_id = {source_id}), {source_id})"


def pages_of(owner: str) -> str:
    """Where pages begin in the text of a document (`owner`: its table or alias), for `page_starts`."""
    return (
        "(SELECT json_group_array(json_array(start, number)) FROM"
        f" (SELECT p.start, p.number FROM pages p WHERE p.doc = {owner}.n ORDER BY p.start) one)"
    )


def page_starts(text: str) -> tuple[PageStart, ...]:
    """The places and numbers of pages, from what `pages_of` gives."""
    return () if text == "[]" else tuple(PageStart(*one) for one in json.loads(text))


def stated_of(owner: str) -> str:
    """What files say of a document (`owner`: its table or alias), for `statements`."""
    return (
        "(SELECT json_group_array(json_array(field, value, said, place)) FROM"
        " (SELECT t.field, t.value, t.said, t.place FROM described t"
        f" WHERE t.doc = {owner}.n ORDER BY t.n) one)"
    )


def statements(text: str) -> tuple[Statement, ...]:
    """What files say of a document, from what `stated_of` gives."""
    return () if text == "[]" else tuple(Statement(*one) for one in json.loads(text))


def insert(db: Connection, table: str, number: str, values: Mapping[str, object]) -> int:
    """Writes a row; returns the number that the database gave it, which is its column `number`."""
    rows = db.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks(values)}) RETURNING {number}",
        tuple(values.values()),
    ).fetchall()  # to its end: no transaction is over before
    return int(rows[0][0])


def upsert(table: str, key: Sequence[str], others: Sequence[str] = (), *, over: bool = True) -> str:
    """A statement that writes a row (first the columns of its key) over the one that has its key.

    Without `others`, or not `over` it, the row that is there stays.
    """
    columns = (*key, *others)
    changed = ", ".join(f"{column} = excluded.{column}" for column in others)
    does = f"UPDATE SET {changed}" if others and over else "NOTHING"
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(columns)})"
        f" ON CONFLICT ({', '.join(key)}) DO {does}"
    )
