"""What an index takes from the catalog: which documents, and all that it holds of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from archive.catalog import sql
from archive.catalog.documents import handfuls
from archive.catalog.intake import Passage
from archive.catalog.store import Catalog
from archive.dataclass import dataclass

_READ = 400  # documents read at a time


@dataclass(frozen=True, slots=True)
class Indexed:
    """A current document as an index takes it in. `stated`: who wrote it and what is stated of it, by field.

    `source`: its address, else where it was found. `names`: (type, words) of each mention; `entities`: (type,
    number); `spoken`: the EDTF values of the dates in its text; `linked`: translations, copies, excerpts.
    """

    n: int
    lang: str
    text: str
    title: str | None
    date: str | None
    source: str | None
    names: tuple[tuple[str, str], ...]
    entities: frozenset[tuple[str, int]]
    spoken: frozenset[str]
    linked: frozenset[int]
    passages: tuple[Passage, ...]
    stated: tuple[tuple[str, str], ...] = ()
    media_type: str = ""


def rows_for_index(catalog: Catalog, numbers: Sequence[int]) -> Iterator[Indexed]:
    """The current documents among `numbers`, in the order they came within what is read at a time."""
    for some in handfuls(catalog, numbers, _READ):
        yield from _read(catalog, some)


def _whole(address: str) -> str:
    """An address that says where it is; one that holds within its site alone is NULL."""
    return f"CASE WHEN {sql.holds(address, '://')} THEN {address} END"


def _read(catalog: Catalog, numbers: Sequence[int]) -> Iterator[Indexed]:
    names, entities, spoken = _mentions(catalog, numbers)
    passages, linked = _passages(catalog, numbers), _linked(catalog, numbers)
    stated = _statements(catalog, numbers)
    for n, lang, text, title, date, source, author, media_type in catalog.db.execute(
        f"SELECT d.n, d.lang, d.text, d.title, d.date, coalesce({_whole('d.url')}, {_whole('s.url')},"
        f" {sql.source_of('d')}), d.author, s.media_type"
        f" FROM documents d JOIN sources s ON s.id = d.source_id WHERE d.n IN ({sql.marks(numbers)})"
        " AND d.current = 1 ORDER BY d.n",
        tuple(numbers),
    ):
        yield Indexed(
            n, lang, text, title, date, source, tuple(names[n]), frozenset(entities[n]), frozenset(spoken[n]),
            frozenset(linked[n]), tuple(passages[n]),
            (*((("author", author),) if author else ()), *stated[n]), media_type,
        )  # fmt: skip


_Names = dict[int, list[tuple[str, str]]]
_Entities = dict[int, set[tuple[str, int]]]


def _mentions(catalog: Catalog, numbers: Collection[int]) -> tuple[_Names, _Entities, dict[int, set[str]]]:
    names: _Names = defaultdict(list)
    entities: _Entities = defaultdict(set)
    spoken: dict[int, set[str]] = defaultdict(set)
    for doc, kind, text, value, entity, entity_type in catalog.db.execute(
        "SELECT m.doc, m.type, m.text, m.value, m.entity, e.type FROM mentions m"
        f" LEFT JOIN entities e ON e.n = m.entity WHERE m.doc IN ({sql.marks(numbers)})",
        tuple(numbers),
    ):
        if kind == "DATE":
            if value:
                spoken[doc].add(value)
            continue
        names[doc].append((kind, text))
        if entity is not None:
            entities[doc].add((entity_type, entity))
    return names, entities, spoken


def _statements(catalog: Catalog, numbers: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """What files beside their sources say of documents, and who wrote a mail to whom."""
    stated: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for doc, field, value in catalog.db.execute(
        f"SELECT doc, field, value FROM described WHERE doc IN ({sql.marks(numbers)}) ORDER BY doc, n",
        tuple(numbers),
    ):
        stated[doc].append((field, value))
    for doc, role, name, address in catalog.db.execute(
        "SELECT d.n, p.role, p.name, p.address FROM documents d JOIN mail_people p"
        f" ON p.source_id = d.source_id WHERE d.n IN ({sql.marks(numbers)}) ORDER BY d.n, p.role, p.n",
        tuple(numbers),
    ):
        stated[doc].append((role, f"{name} {address}".strip()))
    return stated


def _passages(catalog: Catalog, numbers: Collection[int]) -> dict[int, list[Passage]]:
    passages: dict[int, list[Passage]] = defaultdict(list)
    for doc, first, last, vector in catalog.db.execute(
        f"SELECT doc, start, end, vector FROM passages WHERE doc IN ({sql.marks(numbers)})"
        " ORDER BY doc, ordinal",
        tuple(numbers),
    ):
        passages[doc].append(Passage(first, last, vector))
    return passages


def _linked(catalog: Catalog, numbers: Collection[int]) -> dict[int, set[int]]:
    linked: dict[int, set[int]] = defaultdict(set)
    some = sql.marks(numbers)
    for a, b in catalog.db.execute(
        # The key begins with the kind: without it every link there is would be looked at.
        "SELECT a, b FROM links WHERE status <> 'rejected' AND"
        f" (kind IN ('translation', 'duplicate', 'excerpt') AND a IN ({some})"
        f" OR kind <> 'part' AND b IN ({some}))",
        (*numbers, *numbers),
    ):
        linked[a].add(b)
        linked[b].add(a)
    return linked
