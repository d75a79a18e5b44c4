"""Taking back what was decided: all becomes as if it had never been said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.catalog import acts, changes, corrections, sql, verdicts
from archive.catalog.store import Catalog
from archive.errors import UsageError

_LARGEST: Final = 2**63 - 1  # number of a row


def withdraw(catalog: Catalog, n: int, now: str, who: str, note: str) -> str:
    """Takes an act back, and returns its kind. What was before comes again when that is worked out.

    Raises UsageError where there is no such act, or it was withdrawn.
    """
    if n > _LARGEST:
        raise UsageError(f"No decision {n}. archive decisions lists them.")
    with catalog.transaction() as db:
        rows = db.execute(
            f"SELECT d.kind, d.a, d.b, d.verdict, {acts.HOLDING} FROM decisions d WHERE {acts.OF} = ?", (n,)
        ).fetchall()
        if not rows:
            raise UsageError(f"No decision {n}. archive decisions lists them.")
        kind, _, _, verdict, holds = rows[0]
        if not holds:
            raise UsageError(f"Decision {n} has already been withdrawn.")
        db.execute("INSERT INTO withdrawals VALUES (?, ?, ?, ?)", (n, now, who, note))
        db.execute(sql.upsert("due", ("act",)), (n,))
        follow(catalog, kind, verdict, [(row[1], row[2]) for row in rows])
    return str(kind)


def follow(catalog: Catalog, kind: str, verdict: str, rows: Sequence[tuple[str, str]]) -> None:
    """Has what an act was about be as what holds now says; the rest follows when decisions are worked out."""
    if kind == acts.TRANSLATION:
        for a, b in rows:
            _part(catalog, a, b)
    elif kind == acts.COPY:
        verdicts.regroup(catalog, {end for row in rows for end in row})
    elif kind == acts.DOCUMENT:
        corrections.renew(catalog, {a for a, _ in rows}, verdict)
    elif kind == acts.COLLECTION:
        corrections.renew_collections(catalog, [a for a, _ in rows])


def _part(catalog: Catalog, a: str, b: str) -> None:
    """Has the texts with these fingerprints linked anew. A rejected link stays on record else."""
    found = acts.with_texts(catalog, (a, b))
    changes.log(catalog, sorted({doc for some in found.values() for doc, _ in some}), "decided")
    last = catalog.db.execute(
        f"SELECT verdict FROM decisions d WHERE kind = ? AND a = ? AND b = ? AND {acts.HOLDING}"
        " ORDER BY seq DESC LIMIT 1",
        (acts.TRANSLATION, a, b),
    ).fetchone()
    ends = [(acts.TRANSLATION, x, y) for x, _ in found.get(a, ()) for y, _ in found.get(b, ())]
    if last is None:  # as it stood before, until links are settled; what only a person linked goes
        condition = f"{sql.value_in('evidence', 'rule')} = 'a person''s word'"
        here = "kind = ? AND ? IN (a, b) AND ? IN (a, b)"
        catalog.db.executemany(f"DELETE FROM links WHERE {condition} AND {here}", ends)
        catalog.db.executemany(f"UPDATE links SET status = 'proposed' WHERE {here}", ends)
    elif last[0] != "rejected":
        catalog.db.executemany(
            "DELETE FROM links WHERE status = 'rejected' AND kind = ? AND ? IN (a, b) AND ? IN (a, b)", ends
        )
    else:
        catalog.db.executemany(
            "UPDATE links SET status = 'rejected' WHERE kind = ? AND ? IN (a, b) AND ? IN (a, b)", ends
        )
