"""Which texts are one work in its versions: the number of its group is kept with each, to be counted there.

Links join texts in the index; the group is called by its lowest number. A write can join or part groups of
which it does not hold every text: those are told, to be given again (`archive.search.engine.State.wanted`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from archive.dataclass import dataclass

Search = Callable[[Mapping[str, Any], Sequence[str]], Iterable[Mapping[str, list[Any]]]]
_AT_ONCE: Final = 10_000  # numbers in one question; the server takes 65,536


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text, its language, and the texts that it is linked to."""

    n: int
    lang: str
    twins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VersionGroup:
    """The group of a text: its number, and whether it has several texts, and texts in two languages."""

    number: int
    several: bool = False
    translated: bool = False


def settle(
    rows: Mapping[int, LinkedText], gone: Collection[int], search: Search
) -> tuple[dict[int, VersionGroup], dict[int, VersionGroup]]:
    """The groups of `rows`, and of other texts that come into another one by this write.

    `search` gives the fields of all texts in the index that answer a query. A row that is alone is left out.
    """
    around, before = _around(rows, gone, search)
    groups = _joined({**around, **rows})
    moved = {n: groups[n] for n in around if groups[n] != before[n]}
    return {n: groups[n] for n in rows if groups[n].several}, moved


def _around(
    rows: Mapping[int, LinkedText], gone: Collection[int], search: Search
) -> tuple[dict[int, LinkedText], dict[int, VersionGroup]]:
    """The texts in the index that are in one group with a row, or were, and the groups that they are in."""
    changed = {*rows, *gone}
    found: dict[int, LinkedText] = {}
    groups: dict[int, VersionGroup] = {}
    asked: set[int] = set()
    linked = {twin for row in rows.values() for twin in row.twins}
    numbers, names = linked - changed, changed
    old = _groups_of(changed, search)
    while numbers or names or old:
        wanted = [
            *_any("n", numbers), *_any("twins", names), *_any("group", old, several=True),
        ]  # fmt: skip
        asked |= numbers | names
        new: set[int] = set()
        for query in wanted:
            for hit in search(query, ("n", "lang", "twins", "group", "several", "translated")):
                n = int(hit["n"][0])
                if n in changed or n in found:
                    continue
                found[n] = LinkedText(n, str(hit["lang"][0]), tuple(map(int, hit.get("twins", ()))))
                groups[n] = _group(n, hit)
                new.add(n)
        names = new - asked
        numbers = {twin for n in new for twin in found[n].twins} - asked - changed - found.keys()
        old = set()
    return found, groups


def _groups_of(numbers: Collection[int], search: Search) -> set[int]:
    """The groups of several texts in which any of these are now."""
    return {
        int(hit["group"][0])
        for query in _any("n", numbers, several=True)
        for hit in search(query, ("group",))
    }


def _group(n: int, hit: Mapping[str, list[Any]]) -> VersionGroup:
    several, translated = (bool(hit.get(name, [False])[0]) for name in ("several", "translated"))
    return VersionGroup(int(hit.get("group", [n])[0]), several, translated)


def _any(name: str, values: Collection[int], *, several: bool = False) -> list[dict[str, Any]]:
    """Queries for texts with one of so many values."""
    every = sorted(values)
    parts = [every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE)]
    also = [{"term": {"several": True}}] if several else []
    return [{"bool": {"filter": [{"terms": {name: part}}, *also]}} for part in parts]


def _joined(texts: Mapping[int, LinkedText]) -> dict[int, VersionGroup]:
    """The group of each text, by the links among them."""
    above = {n: n for n in texts}

    def top(n: int) -> int:
        while above[n] != n:
            above[n] = n = above[above[n]]
        return n

    for n, text in texts.items():
        for twin in text.twins:
            if twin in above:
                one, other = top(n), top(twin)
                above[max(one, other)] = min(one, other)
    members: dict[int, list[int]] = {}
    for n in texts:
        members.setdefault(top(n), []).append(n)
    found = {}
    for number, group in members.items():
        langs = {texts[n].lang for n in group}
        found.update(dict.fromkeys(group, VersionGroup(number, len(group) > 1, len(langs) > 1)))
    return found
