"""What persons decided: each act with who, when and why; one that was withdrawn does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from archive.catalog import changes, sql
from archive.catalog.store import Catalog
from archive.errors import UsageError

TRANSLATION: Final = "translation"
ENTITY: Final = "entity"
_LARGEST: Final = 2**63 - 1  # number of a row

_ACT: Final = "coalesce((SELECT b.act FROM decided_by b WHERE b.seq = d.seq), d.seq)"
# Of the decisions `d`: those that nobody withdrew.
HOLDING: Final = f"NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.act = {_ACT})"


@dataclass(frozen=True, slots=True)
class Act:
    """Something decided at one time: on a pair of texts, or on names.

    `verdict`: "confirmed" or "rejected" of a pair, "merge", "split" or "rename" of names. `subjects`: of a
    pair the ids of the documents that have its texts now, else keys of names (`PLACE:douvres`), or a label.
    `withdrawn`: when it was taken back, by whom, and why.
    """

    n: int
    kind: str
    verdict: str
    subjects: tuple[str, ...]
    at: str
    who: str
    note: str
    withdrawn: str | None = None
    withdrawn_by: str | None = None
    withdrawn_note: str | None = None


def enter(
    catalog: Catalog, kind: str, verdict: str, rows: Iterable[tuple[str, str]], now: str, who: str, note: str
) -> int:
    """Writes what one act decides on pairs of texts or names; returns its number."""
    with catalog.transaction() as db:
        act: int | None = None
        for a, b in rows:
            seq = db.execute(
                "INSERT INTO decisions (kind, a, b, verdict, at) VALUES (?, ?, ?, ?, ?)",
                (kind, a, b, verdict, now),
            ).lastrowid
            assert seq is not None
            act = seq if act is None else act
            db.execute("INSERT INTO decided_by VALUES (?, ?, ?, ?)", (seq, act, who, note))
    assert act is not None
    return act


def listing(catalog: Catalog) -> Iterator[Act]:
    """All acts, the newest first, also those that were withdrawn."""
    rows = catalog.db.execute(
        f"SELECT {_ACT} AS act, d.kind, d.verdict, d.a, d.b, d.at, b.who, b.note, w.at, w.who, w.note"
        f" FROM decisions d LEFT JOIN decided_by b ON b.seq = d.seq LEFT JOIN withdrawals w ON w.act = {_ACT}"
        " ORDER BY act DESC, d.seq"
    ).fetchall()
    found: dict[int, Act] = {}
    for n, kind, verdict, a, b, at, who, note, withdrawn, by, why in rows:
        before = found[n].subjects if n in found else ()
        told = tuple(dict.fromkeys((*before, a, b)))
        found[n] = Act(n, kind, verdict, told, at, who or "", note or "", withdrawn, by, why)
    prints = {s for act in found.values() if act.kind == TRANSLATION for s in act.subjects}
    ids = _with_texts(catalog, prints)
    for act in found.values():
        if act.kind != TRANSLATION:
            yield act
            continue
        now = tuple(i for s in act.subjects for _, i in ids.get(s, ()))
        yield replace(act, subjects=now)


def withdraw(catalog: Catalog, n: int, now: str, who: str, note: str) -> str:
    """Takes an act back, and returns its kind. What was before comes again when links are settled.

    Raises UsageError where there is no such act, or it was withdrawn.
    """
    if n > _LARGEST:
        raise UsageError(f"There is no decision {n}. archive decisions lists them.")
    rows = catalog.db.execute(
        f"SELECT d.kind, d.a, d.b, {HOLDING} FROM decisions d WHERE {_ACT} = ?", (n,)
    ).fetchall()
    if not rows:
        raise UsageError(f"There is no decision {n}. archive decisions lists them.")
    if not rows[0][3]:
        raise UsageError(f"Decision {n} was withdrawn before.")
    kind = str(rows[0][0])
    with catalog.transaction() as db:
        db.execute("INSERT INTO withdrawals VALUES (?, ?, ?, ?)", (n, now, who, note))
        if kind == TRANSLATION:
            for _, a, b, _ in rows:
                _part(catalog, a, b)
    return kind


def _part(catalog: Catalog, a: str, b: str) -> None:
    """Has the texts with these fingerprints linked anew. A rejected link stays on record else."""
    found = _with_texts(catalog, (a, b))
    changes.log(catalog, sorted({doc for some in found.values() for doc, _ in some}), "decided")
    last = catalog.db.execute(
        f"SELECT verdict FROM decisions d WHERE kind = ? AND a = ? AND b = ? AND {HOLDING}"
        " ORDER BY seq DESC LIMIT 1",
        (TRANSLATION, a, b),
    ).fetchone()
    ends = [(TRANSLATION, x, y) for x, _ in found.get(a, ()) for y, _ in found.get(b, ())]
    if last is None or last[0] != "rejected":
        catalog.db.executemany(
            "DELETE FROM links WHERE status = 'rejected' AND kind = ? AND ? IN (a, b) AND ? IN (a, b)", ends
        )
    else:
        catalog.db.executemany(
            "UPDATE links SET status = 'rejected' WHERE kind = ? AND ? IN (a, b) AND ? IN (a, b)", ends
        )


def _with_texts(catalog: Catalog, prints: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """By fingerprint the documents (number, id) that have such a text now, in the order they came."""
    found: dict[str, list[tuple[int, str]]] = {}
    rows = sql.rows_in(
        catalog.db,
        "SELECT fingerprint, n, id FROM documents WHERE current AND fingerprint IN ({marks}) ORDER BY n",
        prints,
    )
    for fingerprint, n, name in rows:
        found.setdefault(fingerprint, []).append((n, name))
    return found
