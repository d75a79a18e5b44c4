"""Entities in the catalog: their names and mentions, how one is found by a name, which are alike in name."""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from archive.catalog import acts, former, sql
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import Gone, UsageError
from archive.records import MentionType
from archive.text import fold, is_ragged, is_ugly

_WORD = re.compile(r"[^\W_]+")
_MOSTLY = 2 / 3
_ARTICLES = ("l", "le", "la", "les", "the")


class EntityName(NamedTuple):
    """A name of an entity in one language; `reason` says why it is a name of it."""

    lang: str
    name: str
    mentions: int
    reason: str


class NewEntity(NamedTuple):
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
        """What it is to be called in each language that it is named in: a full name, the most used one.

        A label that is none of its names was given by a person, and holds in every language.
        """
        return _labels(self.type, self.label, ((n.lang, n.name, n.mentions) for n in self.names))

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its names in all languages, each once."""
        return tuple(dict.fromkeys(name for names in self.by_language.values() for name in names))

    def __str__(self) -> str:
        return f"{self.label} ({self.type.value}, {self.documents:,} documents)"


def _labels(kind: MentionType, label: str, names: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """What an entity is called in each language of its names: (language, name, mentions).

    A person is called alike in all languages: where one has a part of the name alone, the label stands.
    """
    several = list(names)
    if all(name != label for _, name, _ in several):
        return dict.fromkeys(sorted({lang for lang, _, _ in several}), label)
    whole = [name.lower().split() for _, name, _ in several if " " in name and not is_ragged(name)]
    ends = {word for words in whole for word in (words[0], words[-1])}
    found: dict[str, tuple[tuple[bool, bool, int, str], str]] = {}
    for lang, name, mentions in several:
        rank = (_is_short(kind, name, ends), is_ugly(name, body=kind is MentionType.ORG), -mentions, name)
        if lang not in found or rank < found[lang][0]:
            found[lang] = rank, name
    person = kind is MentionType.PERSON
    return {
        lang: label if person and (rank[0] or rank[1]) else name
        for lang, (rank, name) in sorted(found.items())
    }


def _is_short(kind: MentionType, name: str, ends: Collection[str]) -> bool:
    """Whether a name is a part of the whole one: an acronym, a surname, the word for a body's kind.

    A word in small letters alone may be an acronym too: "rsl".
    """
    first, *rest = name.split()
    if kind is MentionType.PERSON:
        return not rest or len(first.rstrip(".")) == 1
    return not rest and (name.isupper() or name.islower() or name.lower() in ends)


class Labelled(NamedTuple):
    """What an entity is called: its id, its label, and its label by language."""

    id: str
    label: str
    by_language: dict[str, str]


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
    import difflib  # for this message alone

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


def labels(catalog: Catalog, numbers: Iterable[int]) -> dict[int, Labelled]:
    """What the entities with these numbers are called."""
    rows = sql.rows_in(
        catalog.db,
        "SELECT e.n, e.id, e.type, e.label, x.lang, x.name, x.mentions FROM entities e"
        " LEFT JOIN entity_names x ON x.entity = e.n WHERE e.n IN ({marks}) ORDER BY e.n",
        numbers,
    )
    found = {}
    for (n, id, kind, label), some in groupby(rows, key=lambda row: tuple(row[:4])):
        names = ((row[4], row[5], row[6]) for row in some if row[4] is not None)
        found[n] = Labelled(id, label, _labels(MentionType(kind), label, names))
    return found


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
        f" FROM mentions m JOIN documents d ON d.n = m.doc WHERE m.entity = ? AND d.current = 1{only}"
        " GROUP BY d.n ORDER BY d.date IS NULL, d.date, d.n",
        values,
    )
    return [Appearance(r[1], r[2], r[3], r[4], r[5], tuple(sorted(reasons[r[0]]))) for r in rows]


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
