"""A person's word on translated pairs, kept by what the texts say."""

from __future__ import annotations

from archive.catalog import acts, changes, documents
from archive.catalog.links import TRANSLATION, Edge, put, touching
from archive.catalog.store import Catalog
from archive.errors import UsageError
from archive.records import Status


def decide(
    catalog: Catalog, a_id: str, b_id: str, verdict: Status, now: str, who: str = "", note: str = ""
) -> int:
    """Records a person's word on whether two documents are each other's translation; returns its number.

    It is kept by what the texts say, so it holds when they are taken in or linked again, and for their
    copies. Raises UsageError when there is no such document now, or both are in one language.
    """
    ends = [_end(catalog, name) for name in (a_id, b_id)]
    (a, lang_a, print_a), (b, lang_b, print_b) = sorted(ends, key=lambda e: (e[1] != "en", e[1]))
    if lang_a == lang_b:
        raise UsageError(f"{a_id} and {b_id} are both in {lang_a}: a pair is one text in two languages.")
    with catalog.transaction() as db:
        first, second = sorted((print_a, print_b))
        act = acts.enter(catalog, TRANSLATION, verdict.value, [(first, second)], now, who, note)
        held = [e for e in touching(catalog, [a], TRANSLATION) if {e.a, e.b} == {a, b}]
        if held:
            db.execute(
                "UPDATE links SET status = ? WHERE kind = ? AND a = ? AND b = ?",
                (verdict.value, TRANSLATION, held[0].a, held[0].b),
            )
        else:
            score = 1.0 if verdict is Status.CONFIRMED else 0.0
            put(catalog, [Edge(TRANSLATION, a, b, score, verdict, {"rule": "a person's word"})])
        changes.log(catalog, [a, b], "decided")
    return act


def decisions(catalog: Catalog, kind: str = TRANSLATION) -> dict[tuple[str, str], Status]:
    """What persons said last and did not take back, by the texts' fingerprints in alphabetical order."""
    rows = catalog.db.execute(
        f"SELECT a, b, verdict FROM decisions d WHERE kind = ? AND {acts.HOLDING} ORDER BY seq", (kind,)
    )
    return {(row[0], row[1]): Status(row[2]) for row in rows}


def _end(catalog: Catalog, name: str) -> tuple[int, str, str]:
    n = documents.number(catalog, name)
    query = "SELECT id, current, lang, fingerprint FROM documents WHERE n = ?"
    row = catalog.db.execute(query, (n,)).fetchone()
    if not row["current"]:
        raise UsageError(
            f"{row['id']} is an earlier version of a text that has changed since. Pair the current one."
        )
    return n, row["lang"], row["fingerprint"]
