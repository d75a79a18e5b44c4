"""A person's words on names: what is one entity, what is two, what one is called. They hold for ever.

They refer to names by words, not by numbers, so that they outlive what an ingest or a new linking makes.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.catalog import acts
from archive.catalog.entities import Entity, decision_key, name_key
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.errors import UsageError


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on names; `a` and `b` are keys made by `decision_key`, or a label for a rename."""

    verdict: str  # "merge", "split" or "rename"
    a: str
    b: str


def merge(catalog: Catalog, one: Entity, other: Entity, now: str, who: str = "", note: str = "") -> int:
    """Records that two entities are one. It shows after the next resolve."""
    if one.n == other.n:
        raise UsageError(f"{one.label!r} and {other.label!r} are already one entity.")
    return _decide(catalog, "merge", [(key_of(catalog, one), key_of(catalog, other))], now, who, note)


def split(catalog: Catalog, entity: Entity, name: str, now: str, who: str = "", note: str = "") -> int:
    """Records that `name` is not a name of `entity`, but of another. It shows after the next resolve."""
    key = name_key(name)
    names = {name_key(n.name) for n in entity.names}
    if key not in names:
        raise UsageError(
            f"{entity.label!r} has no name {name!r}. It has: {', '.join(n.name for n in entity.names)}."
        )
    if len(names) == 1:
        raise UsageError(f"{entity.label!r} has only one name; there is nothing to split.")
    out = f"{entity.type.value}:{key}"
    rows = [(f"{entity.type.value}:{other}", out) for other in sorted(names - {key})]
    return _decide(catalog, "split", rows, now, who, note)


def keep_apart(catalog: Catalog, one: Entity, other: Entity, now: str, who: str = "", note: str = "") -> int:
    """Records that two entities which share names are rightly two. Raises UsageError."""
    shared = {name_key(n.name) for n in one.names} & {name_key(n.name) for n in other.names}
    if one.n == other.n or not shared:
        raise UsageError(f"{one.label!r} and {other.label!r} are not two entities that share a name.")
    rows = [(f"{one.type.value}:{key}", f"{other.type.value}:{key}") for key in sorted(shared)]
    return _decide(catalog, "split", rows, now, who, note)


def same(catalog: Catalog, entity: Entity, name: str, now: str, who: str = "", note: str = "") -> int:
    """Records that `name`, which an entity has by some reason, is a name of it. Raises UsageError."""
    if name_key(name) not in {name_key(n.name) for n in entity.names}:
        raise UsageError(f"{entity.label!r} has no name {name!r}.")
    called, mine = decision_key(entity.type, name), key_of(catalog, entity)
    others = [k for n in entity.names if (k := decision_key(entity.type, n.name)) != called]
    if called == mine and not others:
        raise UsageError(f"{entity.label!r} has only one name.")
    return _decide(catalog, "merge", [(mine if called != mine else others[0], called)], now, who, note)


def rename(catalog: Catalog, entity: Entity, label: str, now: str, who: str = "", note: str = "") -> int:
    """Records what an entity is to be called. It shows after the next resolve."""
    if not name_key(label):
        raise UsageError("A name must contain letters or digits.")
    return _decide(catalog, "rename", [(key_of(catalog, entity), label.strip())], now, who, note)


def key_of(catalog: Catalog, entity: Entity) -> str:
    """How a decision refers to an entity: by the name it was renamed from, for texts do not hold the label
    that a person gave; else by its label.
    """
    names = {decision_key(entity.type, n.name) for n in entity.names}
    renamed = (d.a for d in decisions(catalog) if d.verdict == "rename" and d.b == entity.label)
    return next((key for key in renamed if key in names), decision_key(entity.type, entity.label))


def _decide(
    catalog: Catalog, verdict: str, pairs: Iterable[tuple[str, str]], now: str, who: str, note: str
) -> int:
    return acts.enter(catalog, acts.ENTITY, verdict, pairs, now, who, note)


def decisions(catalog: Catalog) -> list[Decision]:
    """What holds of all that was decided: of two words on one pair the last not withdrawn, oldest first."""
    last: dict[tuple[str, ...], Decision] = {}
    for a, b, verdict in catalog.db.execute(
        f"SELECT a, b, verdict FROM decisions d WHERE kind = 'entity' AND {acts.HOLDING} ORDER BY seq"
    ):
        key = ("rename", a) if verdict == "rename" else tuple(sorted((a, b)))
        last.pop(key, None)
        last[key] = Decision(verdict, a, b)
    return list(last.values())
