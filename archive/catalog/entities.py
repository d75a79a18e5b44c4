"""Entities in the catalog: their names, their mentions, how they are found by a name."""

from __future__ import annotations

import difflib
import hashlib
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from archive.catalog import acts, changes, former, sql
from archive.catalog.store import Catalog
from archive.errors import Gone, UsageError
from archive.records import MentionType
from archive.text import fold

_WORD = re.compile(r"[^\W_]+")
_MOSTLY = 2 / 3
_ARTICLES = ("l", "le", "la", "les", "the")


@dataclass(frozen=True, slots=True)
class EntityName:
    """A name of an entity in one language; `reason` says why it is a name of it."""

    lang: str
    name: str
    mentions: int
    reason: str


@dataclass(frozen=True, slots=True)
class NewEntity:
    """An entity as it is to be written."""

    id: str
    type: MentionType
    label: str
    names: tuple[EntityName, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as the archive knows it; `first` and `last` are its documents' earliest and latest dates."""

    n: int
    id: str
    type: MentionType
    label: str
    names: tuple[EntityName, ...]
    documents: int
    mentions: int
    first: str | None
    last: str | None

    @property
    def by_language(self) -> dict[str, list[str]]:
        """Its names by language, French and English in any case; the most used first."""
        names: dict[str, list[str]] = {"fr": [], "en": []}
        for name in self.names:
            names.setdefault(name.lang, []).append(name.name)
        return names

    @property
    def labels(self) -> dict[str, str]:
        """What it is to be called in each language that it is named in: a full name, the most used one."""
        found: dict[str, EntityName] = {}
        for name in self.names:
            if name.lang not in found or self._rank(name) < self._rank(found[name.lang]):
                found[name.lang] = name
        return {lang: name.name for lang, name in sorted(found.items())}

    def _rank(self, name: EntityName) -> tuple[bool, bool, int, str]:
        one_word = " " not in name.name
        short = one_word and (self.type is MentionType.PERSON or name.name.isupper())
        return short, name.name.isupper() or ", " in name.name, -name.mentions, name.name

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its names in all languages, each once."""
        return tuple(dict.fromkeys(name for names in self.by_language.values() for name in names))

    def __str__(self) -> str:
        return f"{self.label} ({self.type.value}, {self.documents:,} documents)"


@dataclass(frozen=True, slots=True)
class Appearance:
    """One document that names an entity, and the reasons of the joins there."""

    document: str
    lang: str
    title: str | None
    date: str | None
    mentions: int
    reasons: tuple[str, ...]


class Given(NamedTuple):
    """A mention given to an entity: the entity's place in the list that is saved with it.

    `moved` is False where the reason alone is another.
    """

    mention: int
    doc: int
    place: int
    reason: str
    moved: bool = True


def name_key(name: str) -> str:
    """What names that differ in case, accents and punctuation alone have in common."""
    return " ".join(_WORD.findall(fold(name)))


def decision_key(kind: MentionType, name: str) -> str:
    """How a decision refers to a name: by words, so that it holds through re-ingest."""
    return f"{kind.value}:{name_key(name)}"


def entity_id(kind: MentionType, name: str) -> str:
    """The id of an entity first known by `name`: twelve hexadecimal digits."""
    return hashlib.sha256(decision_key(kind, name).encode()).hexdigest()[:12]


# -- for the linker --------------------------------------------------------------------------------


def named(catalog: Catalog) -> Iterator[tuple[int, int, int, int, str, str, str, int | None, str | None]]:
    """The mentions of names in current documents by document and place, as rows (n, doc, start, end,
    type, text, language, entity, reason)."""
    yield from sql.tuples(
        catalog.db,
        "SELECT m.n, m.doc, m.start, m.end, m.type, m.text, d.lang, m.entity, m.reason"
        " FROM documents d JOIN mentions m ON m.doc = d.n"
        " WHERE d.current AND m.type <> 'DATE' ORDER BY d.n, m.start, m.end",
    )


def held(catalog: Catalog) -> dict[int, tuple[str, MentionType, str]]:
    """The entities there are: number to (id, type, label)."""
    rows = catalog.db.execute("SELECT n, id, type, label FROM entities")
    return {r[0]: (r[1], MentionType(r[2]), r[3]) for r in rows}


def save(
    catalog: Catalog,
    entities: Sequence[NewEntity],
    given: Iterable[Given],
    *,
    went: Mapping[str, str] | None = None,
    parted: Mapping[str, str] | None = None,
) -> list[int]:
    """Makes `entities` all there are, and gives mentions to them: those that are not as they were.

    `went`: the ids that take the place of those that go; `parted`: from which ones those that come are
    parted. Returns the documents of which an entity changed (those are logged too).
    """
    before = held(catalog)
    with catalog.transaction() as db:
        wanted = {e.id for e in entities}
        numbers = {known[0]: n for n, known in before.items()}
        touched: set[int] = set()
        for entity in entities:
            n = numbers.get(entity.id)
            if n is None:
                cursor = db.execute(
                    "INSERT INTO entities (id, type, label) VALUES (?, ?, ?)",
                    (entity.id, entity.type.value, entity.label),
                )
                assert cursor.lastrowid is not None
                numbers[entity.id] = cursor.lastrowid
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
            " AND doc IN (SELECT n FROM documents WHERE NOT current)"
        )
        _save_names(catalog, {numbers[e.id]: e for e in entities})
        gone = [(n,) for n, known in before.items() if known[0] not in wanted]
        lost = (before[n] for (n,) in gone)
        former.keep(db, (former.Former(one, (went or {}).get(one), label) for one, _, label in lost))
        former.back(db, wanted - {known[0] for known in before.values()})
        former.part(db, parted or {})
        db.executemany("UPDATE mentions SET entity = NULL, reason = NULL WHERE entity = ?", gone)
        db.executemany("DELETE FROM entities WHERE n = ?", gone)
        recount(db)
        documents = sorted(touched)
        changes.log(catalog, documents, "named")
    return documents


def _save_names(catalog: Catalog, entities: Mapping[int, NewEntity]) -> None:
    have: dict[int, set[EntityName]] = defaultdict(set)
    for row in catalog.db.execute("SELECT entity, lang, name, mentions, reason FROM entity_names"):
        have[row[0]].add(EntityName(row[1], row[2], row[3], row[4]))
    for n, entity in entities.items():
        names = set(entity.names)
        if names == have.get(n):
            continue
        catalog.db.execute("DELETE FROM entity_names WHERE entity = ?", (n,))
        catalog.db.executemany(
            "INSERT INTO entity_names VALUES (?, ?, ?, ?, ?, ?)",
            ((n, e.lang, e.name, name_key(e.name), e.mentions, e.reason) for e in entity.names),
        )


def recount(db: sqlite3.Connection) -> None:
    """Keeps how often entities are named, and from when to when, so that no list counts all mentions."""
    sure = "CASE WHEN d.date GLOB '[0-9][0-9][0-9][0-9]*' THEN d.date END"
    db.execute("DELETE FROM entity_counts")
    db.execute(
        f"INSERT INTO entity_counts SELECT e.n, count(DISTINCT d.n), count(d.n), min({sure}), max({sure})"
        " FROM entities e LEFT JOIN mentions m INDEXED BY mentions_entity ON m.entity = e.n"
        " LEFT JOIN documents d INDEXED BY documents_brief ON d.n = m.doc AND d.current = 1 GROUP BY e.n"
    )


def renew_counts(catalog: Catalog) -> None:
    """Counts anew where documents or their dates changed."""
    with catalog.transaction() as db:
        recount(db)


# -- reading ---------------------------------------------------------------------------------------


def listing(
    catalog: Catalog,
    *,
    kind: MentionType | None = None,
    after: Entity | None = None,
    limit: int | None = None,
) -> Iterator[Entity]:
    """The entities, those of most documents first: `limit` of those that follow the entity `after`."""
    most = after.documents if after else math.inf
    place = (-after.documents, -after.mentions, after.label, after.id) if after else (-math.inf, 0, "", "")
    rows = catalog.db.execute(
        "SELECT c.entity FROM entity_counts c CROSS JOIN entities e ON e.n = c.entity"
        f" WHERE c.documents <= ? {'' if kind is None else 'AND e.type = ?'}"
        " AND (-c.documents, -c.mentions, e.label, e.id) > (?, ?, ?, ?)"
        f" ORDER BY c.documents DESC, c.mentions DESC, e.label, e.id {sql.at_most(limit)}",
        (most, *(() if kind is None else (kind.value,)), *place),
    ).fetchall()
    for some in sql.chunks(row[0] for row in rows):
        found = {e.n: e for e in _load(catalog, f"WHERE e.n IN ({sql.marks(some)})", some)}
        yield from (found[n] for n in some if n in found)


def by_number(catalog: Catalog, n: int) -> Entity:
    """The entity numbered `n`. Raises KeyError."""
    for entity in _load(catalog, "WHERE e.n = ?", (n,)):
        return entity
    raise KeyError(n)


def _load(catalog: Catalog, where: str, values: tuple[object, ...]) -> Iterator[Entity]:
    names: dict[int, list[EntityName]] = defaultdict(list)
    for r in catalog.db.execute(
        "SELECT x.entity, x.lang, x.name, x.mentions, x.reason FROM entities e"
        f" JOIN entity_names x ON x.entity = e.n {where} ORDER BY x.entity, x.mentions DESC, x.name",
        values,
    ):
        names[r[0]].append(EntityName(r[1], r[2], r[3], r[4]))
    for r in catalog.db.execute(
        "SELECT e.n, e.id, e.type, e.label, c.documents, c.mentions, c.first, c.last"
        f" FROM entities e JOIN entity_counts c ON c.entity = e.n {where}",
        values,
    ):
        yield Entity(r[0], r[1], MentionType(r[2]), r[3], tuple(names.get(r[0], ())), *r[4:])


def find(catalog: Catalog, name: str, *, kind: MentionType | None = None) -> Entity:
    """The entity with this id or name, in any language, whatever its case and accents.

    An id that an entity had before it grew leads to it as well. Raises UsageError where there is
    none (it names similar ones) or several (it lists them with their ids).
    """
    db = catalog.db
    row = db.execute("SELECT n FROM entities WHERE id = ?", (name.strip(),)).fetchone()
    if row:
        return by_number(catalog, row[0])
    key = name_key(name)
    numbers = _named(catalog, key)
    candidates: Sequence[Entity] = [by_number(catalog, n) for n in numbers]
    if kind is not None:
        candidates = [e for e in candidates if e.type is kind]
    if len(candidates) > 1:
        candidates = _most_called(candidates, key)
        if len(candidates) > 1:
            raise UsageError(_ambiguous(name, candidates))
    if candidates:
        return candidates[0]
    if known := _by_former_id(catalog, name.strip()):
        return known
    raise UsageError(_unknown(catalog, name, key))


def _most_called(candidates: Sequence[Entity], key: str) -> Sequence[Entity]:
    """The one called so twice as often as all others, else the one that bears it as its main name."""
    uses = [sum(n.mentions for n in e.names if name_key(n.name) == key) for e in candidates]
    often = [e for e, count in zip(candidates, uses, strict=True) if count >= _MOSTLY * sum(uses)]
    called = [e for e in candidates if name_key(e.label) == key]
    return next((found for found in (often, called) if len(found) == 1), candidates)


def _named(catalog: Catalog, key: str) -> list[int]:
    """The entities with a name of this key, else with one that differs by its article alone, else called so
    by a person."""
    head, _, rest = key.partition(" ")
    bare = rest if rest and head in _ARTICLES else key
    for keys in ([key], [bare, *(f"{article} {bare}" for article in _ARTICLES)]):
        marks = sql.marks(keys)
        query = f"SELECT DISTINCT entity FROM entity_names WHERE folded IN ({marks}) ORDER BY entity"
        if found := [row[0] for row in catalog.db.execute(query, keys)]:
            return found
    return _renamed(catalog, key)


def _renamed(catalog: Catalog, key: str) -> list[int]:
    """The entities that a person gave a label of this key."""
    given = catalog.db.execute(
        "SELECT n, label FROM entities WHERE label IN (SELECT b FROM decisions d"
        f" WHERE kind = 'entity' AND verdict = 'rename' AND {acts.HOLDING}) ORDER BY n"
    )
    return [n for n, label in given if name_key(label) == key]


def _by_former_id(catalog: Catalog, wanted: str) -> Entity | None:
    if not re.fullmatch(r"[0-9a-f]{12}", wanted):
        return None
    if (was := former.find(catalog, wanted)) is not None:
        row = catalog.db.execute("SELECT n FROM entities WHERE id = ?", (was.now,)).fetchone()
        if row is None:
            raise Gone(f"{wanted} was {was.called!r}. No text mentions it any more.")
        return by_number(catalog, row[0])
    rows = catalog.db.execute(
        "SELECT x.entity, e.type, x.name FROM entity_names x JOIN entities e ON e.n = x.entity"
    )
    for entity, kind, name in rows:
        if entity_id(MentionType(kind), name) == wanted:
            return by_number(catalog, entity)
    return None


def _ambiguous(name: str, candidates: Sequence[Entity]) -> str:
    lines = [
        f"  {e.id}  {e.label} ({e.type.value}, {e.documents} documents)"
        for e in sorted(candidates, key=lambda e: (-e.documents, e.label, e.id))
    ]
    return f"Several entities are called {name!r}. Use an id:\n" + "\n".join(lines)


def _unknown(catalog: Catalog, name: str, key: str) -> str:
    names = {
        r[1]: r[0] for r in catalog.db.execute("SELECT name, folded FROM entity_names ORDER BY mentions")
    }
    holding = [k for k in names if key and f" {key} " in f" {k} "]
    near = (holding or difflib.get_close_matches(key, list(names), n=5, cutoff=0.75))[:5]
    hint = " Did you mean: " + ", ".join(names[k] for k in near) + "?" if near else ""
    return f"No entity is called {name!r}.{hint}"


def for_filter(catalog: Catalog, kind: str, name: str, keys: Collection[str]) -> list[int]:
    """The entities of a type that have the id `name`, or a name of one of these keys."""
    rows = catalog.db.execute(
        "SELECT e.n FROM entities e WHERE e.type = ? AND (e.id = ? OR e.n IN"
        f" (SELECT entity FROM entity_names WHERE folded IN ({sql.marks(keys)})))",
        (kind, name, *keys),
    )
    return [row[0] for row in rows]


def with_keys(catalog: Catalog, keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Which entities have names of these keys, as `name_key` makes them: (key, number)."""
    yield from sql.rows_in(
        catalog.db, "SELECT folded, entity FROM entity_names WHERE folded IN ({marks})", keys
    )


def labels(catalog: Catalog, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Ids and labels of the entities with these numbers."""
    rows = sql.rows_in(catalog.db, "SELECT n, id, label FROM entities WHERE n IN ({marks})", numbers)
    return {row[0]: (row[1], row[2]) for row in rows}


def appearances(catalog: Catalog, entity: Entity, among: Sequence[int] | None = None) -> list[Appearance]:
    """The documents (`among` some hundreds, or all) that name an entity, oldest first, and why."""
    reasons: dict[int, set[str]] = defaultdict(set)
    only = "" if among is None else f" AND m.doc IN ({sql.marks(among)})"
    values = (entity.n, *(among or ()))
    for doc, reason in catalog.db.execute(
        f"SELECT DISTINCT m.doc, m.reason FROM mentions m WHERE entity = ? AND reason IS NOT NULL{only}",
        values,
    ):
        reasons[doc].add(reason)
    rows = catalog.db.execute(
        "SELECT d.n, d.id, d.lang, d.title, d.date, count(*)"
        f" FROM mentions m JOIN documents d ON d.n = m.doc WHERE m.entity = ? AND d.current{only}"
        " GROUP BY d.n ORDER BY d.date IS NULL, d.date, d.n",
        values,
    )
    return [Appearance(r[1], r[2], r[3], r[4], r[5], tuple(sorted(reasons[r[0]]))) for r in rows]
