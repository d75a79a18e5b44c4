"""What goes into the open edition, and what persons said that concerns it alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from archive.catalog import Catalog, acts, closed, handed, limits, redacted
from archive.catalog.authority import Known
from archive.catalog.closed import Closed
from archive.catalog.handed import ActRow, Handed
from archive.catalog.stated import Teller, Told
from archive.dataclass import dataclass
from archive.pipeline.edition import standins
from archive.text import fold, words


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition is made of, in order.

    `data`: the bytes of the sources that stand in for redacted ones, by their SHA-256. `barred`: fingerprints
    of texts that may be read from no source.
    """

    sources: tuple[Handed, ...]
    told: tuple[tuple[Teller, list[Told]], ...]
    decisions: tuple[ActRow, ...]
    names: tuple[Known, ...]
    closed: Mapping[str, Closed]
    data: Mapping[str, bytes]
    barred: frozenset[str]

    def said(self, versions: Mapping[str, str]) -> str:
        """A hash of all that is said of the sources, and of the versions that make documents of them."""
        statements = [
            [teller.origin, teller.given, [_flat(one) for one in some]] for teller, some in self.told
        ]
        rows = [[*row] for row in self.decisions]
        names = [[k.name, k.type, k.lang, k.same_as] for k in self.names]
        return _hash([statements, rows, names, dict(versions)])

    def held(self, without: Collection[str] = ()) -> list[str]:
        """One hash a source, of all that is handed on of it; some left out."""
        return [_hash(one.told) for one in self.sources if one.id not in without]


def _flat(statement: Told) -> list[object]:
    one = statement.statement
    return [statement.target, one.field, one.value, one.wording, one.place, statement.weak]


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def plan(catalog: Catalog, now: str) -> Plan:
    """What is open at a time (UTC), and what was said of it.

    A file may hold an entry of a feed that the archive has from another one: where that is closed or
    redacted, it is barred. A name that a person taught or decided on comes along where it stands in an open
    text; so does a decision on a text where that is open. Who decided, and why, does not: a note may say
    anything.
    """
    hidden = redacted.redacted(catalog)
    found, barred = closed.with_texts(catalog, now)
    shut = {**hidden.closed, **found}
    open_ = handed.sources(catalog, shut.keys())
    replaced = standins.stand_ins(catalog, open_, hidden)
    ids = {one.id for one in open_} - replaced.ids
    rows, known = standins.decisions(handed.decisions(catalog), replaced), handed.names(catalog)
    wanted = {name for row in rows for name in handed.names_in(row)} | {k.name for k in known}
    labels = {row.b for row in rows if row.verdict == "rename" and row.kind == acts.ENTITY}
    standing, spoken = _standing(chain(handed.texts(catalog, ids), replaced.texts), wanted, labels)
    prints = (
        handed.fingerprints(catalog, ids).union(replaced.prints.values())
        if rows or barred or replaced.barred
        else set()
    )
    cut = limits.held_in(catalog, ids)
    folders = {place.origin for one in replaced.sources for place in one.places}
    places = {place.origin for one in open_ for place in one.places}
    statements = standins.statements(handed.statements(catalog, places), replaced, places)
    collections = {
        one.statement.value for _, some in statements for one in some if one.statement.field == "collection"
    }
    decided = [
        row for row in rows
        if prints.issuperset(handed.texts_in(row)) and standing.issuperset(handed.names_in(row))
        and (row.b not in labels or row.verdict != "rename" or spoken.issuperset(_tokens(row.b)))
        and _in_open_folder(row, folders) and (row.kind != acts.POST or row.act in cut)
        and (row.kind != acts.COLLECTION or row.a in collections)
    ]  # fmt: skip
    return Plan(
        replaced.sources, tuple(statements), _numbered(decided), tuple(_names(known, standing)), shut,
        replaced.data, (barred | replaced.barred) - prints,
    )  # fmt: skip


def _numbered(rows: Sequence[ActRow]) -> tuple[ActRow, ...]:
    """Decisions by numbers of their own: the archive's would tell how many are left out."""
    numbers: dict[int, int] = {}
    return tuple(row._replace(act=numbers.setdefault(row.act, len(numbers) + 1)) for row in rows)


def _in_open_folder(row: ActRow, origins: Collection[str]) -> bool:
    if row.kind != acts.MENTION:
        return True
    place = json.loads(row.a)
    return place[0] != "folder" or any(o.startswith((f"{place[1]}/", f"{place[1]}!")) for o in origins)


def _names(known: Sequence[Known], standing: Collection[str]) -> list[Known]:
    """The names that stand in open texts. What joins them is one of them: the mark itself may be a name."""
    found: list[Known] = []
    joined: dict[str, str] = {}
    for one in known:
        if one.name in standing:
            mark = joined.setdefault(one.same_as, one.name) if one.same_as else ""
            found.append(replace(one, same_as=mark, file=""))
    return found


def _tokens(text: str) -> list[str]:
    return words(fold(text))


def _standing(
    texts: Iterable[str], names: Collection[str], labels: Collection[str]
) -> tuple[set[str], set[str]]:
    """Which of `names` stand in the texts, whatever their case and accents; which words of `labels` do."""
    by: dict[str, list[tuple[list[str], str]]] = {}
    found = {name for name in names if not _tokens(name)}  # of signs alone
    for name in names:
        if tokens := _tokens(name):
            by.setdefault(tokens[0], []).append((tokens, name))
    wanted = {token for label in labels for token in _tokens(label)}
    spoken: set[str] = set()
    if not by and not wanted:
        return found, spoken
    for text in texts:
        here = _tokens(text)
        spoken.update(wanted.intersection(here))
        for at, token in enumerate(here):
            for tokens, name in by.get(token, ()):
                if here[at : at + len(tokens)] == tokens:
                    found.add(name)
    return found, spoken
