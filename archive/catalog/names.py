"""The names that documents mention, over the whole archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from archive import text as texts
from archive.catalog import changes, sql
from archive.catalog.documents import put_mentions
from archive.catalog.store import Catalog
from archive.evidence import ARCHIVE, Evidence
from archive.records import Mention, MentionType


def put_names(catalog: Catalog, n: int, mentions: Iterable[Mention]) -> None:
    """Gives document `n` these names in place of those it has; its dates stay."""
    with catalog.transaction() as db:
        db.execute("DELETE FROM mentions WHERE doc = ? AND own_type <> 'DATE'", (n,))
        put_mentions(db, n, mentions)
        changes.log(catalog, [n], "named")


_TYPES: Final = {one.value: one for one in MentionType}
# The evidence of names that the whole archive is sure of, written where no model saw them.
COMPLETED: Final = Evidence.of(ARCHIVE).kept


class Own(NamedTuple):
    """A mention of a name with the type that its own text gives it."""

    n: int
    doc: int
    start: int
    type: MentionType
    text: str
    evidence: str  # as the catalog keeps it
    lang: str


def own(catalog: Catalog) -> Iterator[Own]:
    """The names in current documents as their own texts have them, by document and place.

    What was completed from other texts is left out, or a second look would find another archive.
    """
    for row in sql.tuples(
        catalog.db,
        "SELECT m.n, m.doc, m.start, m.own_type, m.text, m.evidence, d.lang FROM documents d"
        " JOIN mentions m ON m.doc = d.n WHERE d.current AND m.own_type <> 'DATE' AND m.evidence <> ?"
        " ORDER BY d.n, m.start, m.end",
        (COMPLETED,),
    ):
        yield Own(row[0], row[1], row[2], _TYPES[row[3]], row[4], row[5], row[6])


def around(catalog: Catalog, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What stands right before and behind the mentions with these numbers, some words of it."""
    query = (
        "SELECT m.n, substr(d.text, max(1, m.start - 47), min(m.start, 48)), substr(d.text, m.end + 1, 24)"
        " FROM mentions m JOIN documents d ON d.n = m.doc WHERE m.n IN ({marks})"
    )
    return {row[0]: (row[1], row[2]) for row in sql.rows_in(catalog.db, query, numbers)}


def retype(catalog: Catalog, settled: Mapping[str, MentionType]) -> int:
    """Gives every mention of these folded names this type, and all others their own.

    Returns how many documents that changed.
    """
    groups = catalog.db.execute(
        "SELECT text, type, own_type FROM mentions WHERE own_type <> 'DATE' GROUP BY text, type, own_type"
    ).fetchall()
    wanted = [
        (settled.get(texts.fold(text), MentionType(own)).value, text, kind, own) for text, kind, own in groups
    ]
    wanted = [w for w in wanted if w[0] != w[2]]
    touched: set[int] = set()
    with catalog.transaction() as db:
        for new, text, kind, own in wanted:
            which = "text = ? AND type = ? AND own_type = ?"
            touched.update(
                row[0] for row in db.execute(f"SELECT doc FROM mentions WHERE {which}", (text, kind, own))
            )
            db.execute(f"UPDATE mentions SET type = ?, entity = NULL WHERE {which}", (new, text, kind, own))
        changes.log(catalog, sorted(touched), "named")
    return len(touched)
