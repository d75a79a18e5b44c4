"""Names that are still two things: entities of two types that are called alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.catalog import acts, sql
from archive.catalog.entities import Entity, by_number
from archive.catalog.store import Catalog


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two entities of different types that are called `name`, the one that is called so more often first."""

    name: str
    one: Entity
    other: Entity
    mentions: tuple[int, int]  # by that name, of each


def doubts(catalog: Catalog, limit: int | None = None) -> Iterator[Doubt]:
    """What archives cannot settle: the names that are two types of thing most often first.

    Both entities are called so more often than otherwise; a pair that a person told apart is none.
    """
    query = f"""
        WITH called AS (
          SELECT x.entity, x.folded, min(x.name) AS name, sum(x.mentions) AS times,
            (SELECT sum(y.mentions) FROM entity_names y WHERE y.entity = x.entity) AS all_times
          FROM entity_names x GROUP BY x.entity, x.folded
        )
        SELECT a.name, a.entity, b.entity, a.times, b.times FROM called a
        JOIN called b ON b.folded = a.folded AND b.entity <> a.entity
        JOIN entities e ON e.n = a.entity JOIN entities f ON f.n = b.entity
        WHERE e.type <> f.type AND (a.times > b.times OR (a.times = b.times AND a.entity < b.entity))
          AND 2 * a.times >= a.all_times AND 2 * b.times >= b.all_times
          AND NOT EXISTS (
            SELECT 1 FROM decisions d WHERE d.kind = 'entity' AND d.verdict = 'split' AND {acts.HOLDING}
            AND ((d.a = e.type || ':' || a.folded AND d.b = f.type || ':' || a.folded)
              OR (d.b = e.type || ':' || a.folded AND d.a = f.type || ':' || a.folded))
          )
        ORDER BY b.times DESC, a.times DESC, a.name, a.entity, b.entity {sql.at_most(limit)}
    """
    for name, one, other, *times in catalog.db.execute(query).fetchall():
        yield Doubt(name, by_number(catalog, one), by_number(catalog, other), (times[0], times[1]))
