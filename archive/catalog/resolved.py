"""What joining names reads of mentions and entities, and what it saves: which mention is of which entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from archive.catalog import changes, former, kept, sql
from archive.catalog.connection import Connection
from archive.catalog.entities import Given, NewEntity, name_key
from archive.catalog.store import Catalog
from archive.records import MentionType

_COUNTS: Final = "entity counts"
_MADE_BY: Final = "1"
Held = tuple[str, MentionType, str]  # id, type, label


def named(catalog: Catalog) -> Iterator[tuple[int, int, int, int, str, str, str, int | None, str | None]]:
    """The mentions of names in current documents by document and place, as rows (n, doc, start, end,
    type, text, language, entity, reason)."""
    yield from sql.tuples(
        catalog.db,
        "SELECT m.n, m.doc, m.start, m.end, m.type, m.text, d.lang, m.entity, m.reason"
        " FROM documents d JOIN mentions m ON m.doc = d.n"
        " WHERE d.current = 1 AND m.type <> 'DATE' ORDER BY d.n, m.start, m.end",
    )


def held(catalog: Catalog) -> dict[int, Held]:
    """The entities there are: number to (id, type, label)."""
    types = {one.value: one for one in MentionType}
    rows = sql.tuples(catalog.db, "SELECT n, id, type, label FROM entities")
    return {n: (id, types[kind], label) for n, id, kind, label in rows}


def _names_of(catalog: Catalog, entities: Iterable[int]) -> Iterator[tuple[int, str, str, int, str]]:
    """The names of some entities, as `names` has them."""
    query = "SELECT entity, lang, name, mentions, reason FROM entity_names WHERE entity IN ({marks})"
    yield from sql.rows_in(catalog.db, query, entities)


def names(catalog: Catalog) -> Iterator[tuple[int, str, str, int, str]]:
    """The names of the entities there are, as rows (number, language, name, mentions, reason)."""
    yield from sql.tuples(catalog.db, "SELECT entity, lang, name, mentions, reason FROM entity_names")


def save(
    catalog: Catalog,
    entities: Sequence[NewEntity],
    given: Iterable[Given],
    *,
    kept: Collection[int] = (),
    went: Mapping[str, str] | None = None,
    parted: Mapping[str, str] | None = None,
    before: Mapping[int, Held] | None = None,
) -> list[int]:
    """Makes `entities` all there are, and gives mentions to them: those that are not as they were.

    `kept`: the numbers of those that are there as well, and stay as they are. `went`: the ids that take the
    place of those that go; `parted`: from which ones those that come are parted; `before`: the entities
    there are, where they are known. Returns the documents of which an entity changed (those are logged too).
    """
    before = held(catalog) if before is None else before
    with catalog.transaction() as db:
        wanted = {e.id for e in entities}.union(before[n][0] for n in kept)
        numbers = {known[0]: n for n, known in before.items()}
        touched: set[int] = set()
        for entity in entities:
            n = numbers.get(entity.id)
            if n is None:
                row = {"id": entity.id, "type": entity.type.value, "label": entity.label}
                numbers[entity.id] = sql.insert(db, "entities", "n", row)
            elif before[n][1:] != (entity.type, entity.label):
                db.execute(
                    "UPDATE entities SET type = ?, label = ? WHERE n = ?",
                    (entity.type.value, entity.label, n),
                )
                # The index holds types, and looks labels up.
                if before[n][1] != entity.type:
                    rows = db.execute("SELECT doc FROM mentions WHERE entity = ?", (n,))
                    touched.update(row[0] for row in rows)
        updates = []
        for one in given:
            updates.append((numbers[entities[one.place].id], one.reason, one.mention))
            if one.moved:
                touched.add(one.doc)
        db.executemany("UPDATE mentions SET entity = ?, reason = ? WHERE n = ?", updates)
        db.execute(
            "UPDATE mentions SET entity = NULL, reason = NULL WHERE entity IS NOT NULL"
            " AND doc IN (SELECT n FROM documents WHERE current = 0)"
        )
        _save_names(catalog, {numbers[e.id]: e for e in entities})
        gone = [(n,) for n, known in before.items() if known[0] not in wanted]
        lost = (before[n] for (n,) in gone)
        former.keep(db, (former.Former(one, (went or {}).get(one), label) for one, _, label in lost))
        former.back(db, wanted - {known[0] for known in before.values()})
        former.part(db, parted or {})
        db.executemany("UPDATE mentions SET entity = NULL, reason = NULL WHERE entity = ?", gone)
        db.executemany("DELETE FROM entities WHERE n = ?", gone)
        documents = sorted(touched)
        changes.log(catalog, documents, "named")
        _renew_counts(catalog, [numbers[entity.id] for entity in entities])
    return documents


def _save_names(catalog: Catalog, entities: Mapping[int, NewEntity]) -> None:
    have: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for n, *row in _names_of(catalog, entities):
        have[n].add(tuple(row))
    for n, entity in entities.items():
        if set(entity.names) == have.get(n):
            continue
        catalog.db.execute("DELETE FROM entity_names WHERE entity = ?", (n,))
        catalog.db.executemany(
            "INSERT INTO entity_names VALUES (?, ?, ?, ?, ?, ?)",
            ((n, e.lang, e.name, name_key(e.name), e.mentions, e.reason) for e in entity.names),
        )


def _renew_counts(catalog: Catalog, entities: Iterable[int]) -> None:
    """Counts anew how often entities are named: these, and those in documents that changed since."""
    docs = kept.changed(catalog, _COUNTS, _MADE_BY, every=True)
    kept.keep(catalog, _COUNTS, _MADE_BY)
    if docs is None:
        recount(catalog.db)
        return
    query = "SELECT DISTINCT entity FROM mentions WHERE entity IS NOT NULL AND doc IN ({marks})"
    recount(catalog.db, {*entities, *(row[0] for row in sql.rows_in(catalog.db, query, docs))})


def recount(db: Connection, entities: Iterable[int] | None = None) -> None:
    """Keeps how often entities (None: all) are named, and from when to when: no list counts all mentions."""
    if entities is None:
        _count(db, "", ())
        return
    for some in sql.chunks(sorted(entities)):
        _count(db, f" IN ({sql.marks(some)})", some)


def _count(db: Connection, some: str, numbers: Sequence[int]) -> None:
    sure = f"CASE WHEN {sql.begins_with_a_year('d.date')} THEN d.date END"
    db.execute(f"DELETE FROM entity_counts{some and f' WHERE entity{some}'}", numbers)
    db.execute(
        f"INSERT INTO entity_counts SELECT e.n, count(DISTINCT d.n), count(d.n), min({sure}), max({sure})"
        " FROM entities e LEFT JOIN mentions m INDEXED BY mentions_entity ON m.entity = e.n"
        " LEFT JOIN documents d INDEXED BY documents_brief ON d.n = m.doc AND d.current = 1"
        f"{some and f' WHERE e.n{some}'} GROUP BY e.n",
        numbers,
    )


def renew_counts(catalog: Catalog) -> None:
    """Counts anew where documents or their dates changed."""
    with catalog.transaction():
        _renew_counts(catalog, ())
