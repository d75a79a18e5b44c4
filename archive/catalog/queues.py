"""What a person should decide: where the evidence of a link, a join or a date is at odds with itself.

What was decided, or marked as unsure, is in no queue. Each function gives the places of all that follow a
place, or (`exact`) looks whether one is in the queue still. Tuned on the sample: its pairs miss up to a third
of their numbers, and cover at least 88 % of each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from archive.catalog import acts, entities, kin, sql
from archive.catalog.entities import decision_key, name_key
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

PAIRS: Final = "pairs"
TEXTS: Final = "texts"
NAMES: Final = "names"
KINDS: Final = "kinds"
DATES: Final = "dates"
QUEUES: Final = (PAIRS, TEXTS, NAMES, KINDS, DATES)

_NUMBERS: Final = 0.4  # of the numbers of the two, missing in the other
_COVER: Final = 0.8  # of a text, that stands against something in the other
_RIVAL: Final = 0.1  # score of another text from which on it is near
_YEARS: Final = 2  # between a text and all others of its page

Place = tuple[Any, ...]  # where in its queue an item stands


@dataclass(frozen=True, slots=True)
class Doubted:
    """What may be wrong, and the codes of why. `place`: numbers of documents, or of an entity with a name.

    `details`: what the reasons speak of: the reason of a join, the years of a page.
    """

    place: Place
    why: tuple[str, ...]
    details: tuple[str, ...] = ()


def doubted(catalog: Catalog, queue: str, place: Place | None = None) -> list[Doubted]:
    """All that stands in a queue, or (`place`) the one that stands there, if it does still."""
    match queue:
        case "pairs":
            return _pairs(catalog, place)
        case "texts":
            return _texts(catalog, place)
        case "names":
            return _names(catalog, place)
        case "kinds":
            return _kinds(catalog, place)
        case "dates":
            return _dates(catalog, place)
    raise KeyError(queue)


def _sure(queue: str, a: str, b: str = "''") -> str:
    """The condition that nobody marked it as unsure."""
    return f"NOT EXISTS (SELECT 1 FROM unsure u WHERE u.queue = '{queue}' AND u.a = {a} AND u.b = {b})"


_NEAR: Final = f"""
    EXISTS (SELECT 1 FROM candidates c WHERE c.a = l.a AND c.b <> l.b AND c.score >= {_RIVAL}
      AND NOT EXISTS (SELECT 1 FROM links p WHERE p.kind = 'duplicate' AND p.a = c.b AND p.b = l.b))
    OR EXISTS (SELECT 1 FROM candidates c WHERE c.b = l.b AND c.a <> l.a AND c.score >= {_RIVAL}
      AND NOT EXISTS (SELECT 1 FROM links p WHERE p.kind = 'duplicate' AND p.a = c.a AND p.b = l.a))
"""
_DAYS: Final = """
    x.own_date IS NOT NULL AND y.own_date IS NOT NULL
    AND substr(x.own_date, 1, min(length(x.own_date), length(y.own_date)))
      <> substr(y.own_date, 1, min(length(x.own_date), length(y.own_date)))
"""


def _pairs(catalog: Catalog, place: Place | None) -> list[Doubted]:
    """Pairs whose days, numbers or lengths disagree, or beside which another text is near."""
    rows = catalog.db.execute(
        f"""
        SELECT * FROM (
          SELECT l.a, l.b, ({_DAYS}) AS days, ({_NEAR}) AS near,
            coalesce({sql.number_in("l.evidence", "number_miss")}, 0) >= {_NUMBERS} AS numbers,
            min(coalesce({sql.number_in("l.evidence", "covers[0]")}, 1),
              coalesce({sql.number_in("l.evidence", "covers[1]")}, 1)) < {_COVER} AS cover
          FROM links l JOIN documents x ON x.n = l.a JOIN documents y ON y.n = l.b
          WHERE l.kind = 'translation' AND l.status = 'proposed' {_at(place, "l.a", "l.b")}
            AND {sql.value_in("l.evidence", "rule")} = 'compared' AND x.current = 1 AND y.current = 1
            AND {_sure(PAIRS, "min(x.fingerprint, y.fingerprint)", "max(x.fingerprint, y.fingerprint)")}
        ) one WHERE days OR near OR numbers OR cover ORDER BY a, b
        """,
        place or (),
    )
    codes = ("days", "near", "numbers", "cover")
    return [Doubted((row[0], row[1]), _those(codes, row[2:])) for row in rows]


def _texts(catalog: Catalog, place: Place | None) -> list[Doubted]:
    """Texts that have no translation, but others that might be one."""
    rows = catalog.db.execute(
        f"""
        SELECT d.n FROM documents d WHERE d.current = 1 {_at(place, "d.n")}
          AND (EXISTS (SELECT 1 FROM candidates c WHERE c.a = d.n)
            OR EXISTS (SELECT 1 FROM candidates c WHERE c.b = d.n))
          AND NOT EXISTS (SELECT 1 FROM links l
            WHERE l.kind = 'translation' AND l.a = d.n AND l.status <> 'rejected')
          AND NOT EXISTS (SELECT 1 FROM links l
            WHERE l.b = d.n AND l.kind = 'translation' AND l.status <> 'rejected')
          AND {_sure(TEXTS, "d.fingerprint")}
        ORDER BY d.n
        """,
        place or (),
    ).fetchall()
    alone = [n for (n,) in rows if rivals(catalog, n)]
    by_copies = kin.translations_of(catalog, alone)
    return [Doubted((n,), ("alone",)) for n in alone if n not in by_copies]


def rivals(catalog: Catalog, n: int) -> list[tuple[int, float]]:
    """The current texts that might be a translation of document `n`, best first; none that is linked."""
    rows = catalog.db.execute(
        """
        SELECT other, score FROM (
          SELECT b AS other, score FROM candidates WHERE a = :n
          UNION SELECT a, score FROM candidates WHERE b = :n
        ) c JOIN documents d ON d.n = c.other WHERE d.current = 1
          AND NOT EXISTS (SELECT 1 FROM links l WHERE l.kind = 'translation' AND l.a = :n AND l.b = c.other)
          AND NOT EXISTS (SELECT 1 FROM links l WHERE l.kind = 'translation' AND l.a = c.other AND l.b = :n)
        ORDER BY score DESC, other
        """,
        {"n": n},
    )
    return [(row[0], row[1]) for row in rows]


# Reasons of joins that rest on likeness, on there being no other, or on what a name mostly is elsewhere.
_WEAK: Final = " OR ".join(
    f"x.reason GLOB '{form}'"
    for form in ("*the only one in the archive*", "*(0.[0-8]*)", "*(0.9[0-4])", "same name, tagged *")
)


def _names(catalog: Catalog, place: Place | None) -> list[Doubted]:
    """Names that an entity has by a weak reason, and nobody confirmed."""
    rows = catalog.db.execute(
        f"""
        SELECT x.entity, x.lang, x.name, x.reason FROM entity_names x JOIN entities e ON e.n = x.entity
        WHERE ({_WEAK}) {_at(place, "x.entity", "x.lang", "x.name")} AND {_sure(NAMES, "e.id", "x.folded")}
          AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.kind = 'entity' AND d.verdict <> 'rename'
            AND (d.a = e.type || ':' || x.folded OR d.b = e.type || ':' || x.folded) AND {acts.HOLDING})
          AND (SELECT count(DISTINCT o.folded) FROM entity_names o WHERE o.entity = x.entity) > 1
        ORDER BY x.entity, x.lang, x.name
        """,
        place or (),
    )
    return [Doubted((row[0], row[1], row[2]), ("joined",), (row[3],)) for row in rows]


def _kinds(catalog: Catalog, place: Place | None) -> list[Doubted]:
    """Names that two entities of different types are called by."""
    left = {tuple(row) for row in catalog.db.execute("SELECT a, b FROM unsure WHERE queue = 'kinds'")}
    merged = {
        frozenset(row)
        for row in catalog.db.execute(
            f"SELECT a, b FROM decisions d WHERE kind = 'entity' AND verdict = 'merge' AND {acts.HOLDING}"
        )
    }
    found = []
    for one in entities.doubts(catalog):
        here = one.one.n, one.other.n
        keys = [{decision_key(e.type, n.name) for n in e.names} for e in (one.one, one.other)]
        joined = any(frozenset((a, b)) in merged for a in keys[0] for b in keys[1])
        if (place is None or place == here) and (one.one.id, one.other.id) not in left and not joined:
            found.append(Doubted(here, ("kinds",), (one.name,)))
    return found


def _dates(catalog: Catalog, place: Place | None) -> list[Doubted]:
    """Dates that are years from all others of their page, lie after the text came in, or rest on guesses."""
    dated, other_dated = sql.begins_with_a_year("d.date"), sql.begins_with_a_year("o.date")
    years = sql.pair("min(substr(o.date, 1, 4))", "max(substr(o.date, 1, 4))")
    first, last = sql.value_at("years", 0), sql.value_at("years", 1)
    rows = catalog.db.execute(
        f"""
        SELECT * FROM (
          SELECT d.n, d.date > substr(s.taken_in, 1, length(d.date)) AS later,
            d.date_basis IN ('text', 'neighbour') AS guessed,
            (SELECT {years} FROM documents o
              WHERE o.source_id = d.source_id AND o.current = 1 AND o.post <> d.post
                AND {other_dated}) AS years,
            CASE WHEN {dated} THEN CAST(substr(d.date, 1, 4) AS INTEGER) END AS year
          FROM documents d JOIN sources s ON s.id = d.source_id
          WHERE d.current = 1 {_at(place, "d.n")} AND {dated} AND d.date_basis <> 'manual'
            AND {_sure(DATES, "d.fingerprint")}
        ) one WHERE later OR guessed OR ({first} IS NOT NULL
          AND (year + {_YEARS} <= CAST({first} AS INTEGER) OR year - {_YEARS} >= CAST({last} AS INTEGER)))
        ORDER BY n
        """,
        place or (),
    )
    found = []
    for n, later, guessed, span, year in rows:
        low, high = json.loads(span)
        far = low is not None and (int(year) + _YEARS <= int(low) or int(year) - _YEARS >= int(high))
        why = _those(("later", "guessed", "far"), (later, guessed, far))
        found.append(Doubted((n,), why, (low, high) if far else ()))
    return found


def _at(place: Place | None, *columns: str) -> str:
    """The condition that an item stands there."""
    return "" if place is None else "".join(f" AND {column} = ?" for column in columns)


def _those(codes: Sequence[str], so: Sequence[object]) -> tuple[str, ...]:
    return tuple(code for code, is_so in zip(codes, so, strict=True) if is_so)


# -- what a person cannot tell ---------------------------------------------------------------------


def mark(catalog: Catalog, queue: str, place: Place, who: str, now: str, note: str) -> int:
    """Notes that a person looked and cannot tell; returns the note's number. Raises UsageError."""
    a, b = _key(catalog, queue, place)
    with catalog.transaction() as db:
        row = {"queue": queue, "a": a, "b": b, "who": who, "at": now, "note": note}
        return sql.insert(db, "unsure", "n", row)


def unmark(catalog: Catalog, numbers: Iterable[int]) -> None:
    """Takes such notes back."""
    with catalog.transaction() as db:
        db.executemany("DELETE FROM unsure WHERE n = ?", ((n,) for n in numbers))


def _key(catalog: Catalog, queue: str, place: Place) -> tuple[str, str]:
    """How a note refers to an item: by words and texts, so that it holds through re-ingest."""
    if queue in (NAMES, KINDS):
        ids = [_one(catalog, "SELECT id FROM entities WHERE n = ?", n) for n in place[:1]]
        if queue == NAMES:
            return ids[0], name_key(place[2])
        return ids[0], _one(catalog, "SELECT id FROM entities WHERE n = ?", place[1])
    prints = sorted(_one(catalog, "SELECT fingerprint FROM documents WHERE n = ?", n) for n in place)
    return prints[0], prints[1] if len(prints) > 1 else ""


def _one(catalog: Catalog, query: str, value: object) -> str:
    return str(catalog.db.execute(query, (value,)).fetchone()[0])


def contexts(catalog: Catalog, entity: int, name: str, limit: int) -> list[tuple[str, str, str, int, int]]:
    """Where an entity is called so: id, language and text of the document, and the place there."""
    rows = catalog.db.execute(
        "SELECT d.id, d.lang, d.text, m.start, m.end FROM mentions m JOIN documents d ON d.n = m.doc"
        " WHERE m.entity = ? AND m.text = ? AND d.current = 1 ORDER BY m.n LIMIT ?",
        (entity, name, limit),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
