"""A person's word on translated pairs and on copies, kept by what the texts say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from archive.catalog import acts, changes, documents
from archive.catalog.links import TRANSLATION, Edge, put, touching
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.records import Status

COPIES: Final = {True: "copies", False: "no copies"}  # verdicts on two texts of one language


def decide(
    catalog: Catalog, a_id: str, b_id: str, verdict: Status, now: str, who: str = "", note: str = ""
) -> int:
    """Records a person's word on whether two documents are each other's translation; returns its number.

    It is kept by what the texts say, so it holds when they are taken in or linked again, and for their
    copies. Raises UsageError when there is no such document now, or both are in one language.
    """
    ends = [standing(catalog, name) for name in (a_id, b_id)]
    one, other = sorted(ends, key=lambda e: (e.lang != "en", e.lang))
    a, b = one.n, other.n
    if one.lang == other.lang:
        raise UsageError(f"{a_id} and {b_id} are both in {one.lang}: a pair is one text in two languages.")
    with catalog.transaction() as db:
        first, second = sorted((one.fingerprint, other.fingerprint))
        act = acts.enter(catalog, TRANSLATION, verdict.value, [(first, second)], now, who, note)
        existing = [e for e in touching(catalog, [a], TRANSLATION) if {e.a, e.b} == {a, b}]
        if existing:
            db.execute(
                "UPDATE links SET status = ? WHERE kind = ? AND a = ? AND b = ?",
                (verdict.value, TRANSLATION, existing[0].a, existing[0].b),
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


# -- copies ----------------------------------------------------------------------------------------


def decide_copies(
    catalog: Catalog, a_id: str, b_id: str, copies: bool, now: str, who: str = "", note: str = ""
) -> int:
    """Records a person's word on whether two documents are copies of one text; returns its number.

    It shows when decisions are worked out. Raises UsageError when there is no such document now, for texts in
    two languages, and for texts that say the same word for word.
    """
    one, other = standing(catalog, a_id), standing(catalog, b_id)
    if one.lang != other.lang:
        raise UsageError(f"{one.id} and {other.id} are in {one.lang} and {other.lang}: copies are in one.")
    if one.fingerprint == other.fingerprint:
        raise UsageError(f"{one.id} and {other.id} say the same word for word.")
    ends = (one.fingerprint, other.fingerprint)
    with catalog.transaction():
        rows = [(min(ends), max(ends))]
        act = acts.enter(catalog, acts.COPY, COPIES[copies], rows, now, who, note)
        regroup(catalog, ends)
    return act


def regroup(catalog: Catalog, fingerprints: Iterable[str]) -> None:
    """Has the texts with these fingerprints put to their copies anew when links are made."""
    found = acts.with_texts(catalog, fingerprints)
    changes.log(catalog, sorted({n for some in found.values() for n, _ in some}), changes.REGROUPED)


def copies(catalog: Catalog) -> dict[tuple[str, str], bool]:
    """Which texts are copies by what persons said last and did not take back, by their fingerprints."""
    rows = catalog.db.execute(
        f"SELECT a, b, verdict FROM decisions d WHERE kind = ? AND {acts.HOLDING} ORDER BY seq", (acts.COPY,)
    )
    return {(row[0], row[1]): row[2] == COPIES[True] for row in rows}


@dataclass(frozen=True, slots=True)
class DecidedDocument:
    """A current document as a decision needs it."""

    n: int
    id: str
    lang: str
    fingerprint: str


def standing(catalog: Catalog, name: str) -> DecidedDocument:
    """The document with this id, or beginning of an id. Raises UsageError, also for an earlier version."""
    n = documents.number(catalog, name)
    query = "SELECT id, current, lang, fingerprint FROM documents WHERE n = ?"
    row = catalog.db.execute(query, (n,)).fetchone()
    if not row["current"]:
        raise UsageError(
            f"{row['id']} is an earlier version of a text that has changed since. Use the current version."
        )
    return DecidedDocument(n, row["id"], row["lang"], row["fingerprint"])
