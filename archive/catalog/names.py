"""The names that documents mention, over the whole archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from archive import text as texts
from archive.catalog import changes
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


# The evidence of names that the whole archive is sure of, written where no model saw them.
COMPLETED: Final = Evidence.of(ARCHIVE).kept


def name_counts(catalog: Catalog) -> dict[str, dict[MentionType, int]]:
    """How often each folded name got each type from its own text, over the current documents.

    What was completed from other texts is not counted, or a second look would find another archive.
    """
    counts: dict[str, dict[MentionType, int]] = {}
    for text, kind, count in catalog.db.execute(
        "SELECT m.text, m.own_type, count(*) FROM mentions m JOIN documents d ON d.n = m.doc"
        " WHERE d.current AND m.own_type <> 'DATE' AND m.evidence <> ? GROUP BY m.text, m.own_type",
        (COMPLETED,),
    ):
        types = counts.setdefault(texts.fold(text), {})
        types[MentionType(kind)] = types.get(MentionType(kind), 0) + count
    return counts


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
