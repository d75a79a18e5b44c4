"""From the catalog to an index: following the change log, and building anew.

The index never sees a file. What a document is to it is read from the catalog at its newest, so doing a
change twice does no harm, and an index that was left behind at any moment catches up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

from archive.catalog import Catalog, changes, documents
from archive.progress import Progress, Silent
from archive.search.port import Days, Index, Passage, Row
from archive.search.when import days

BATCH = 10_000  # documents of one commit
_MEMBER = re.compile(r"\.zip!", re.I)  # what stands before the name of a member; a file called so has `\!`
_READ = 400  # documents read from the catalog at a time


def sync(catalog: Catalog, index: Index, progress: Progress | None = None) -> int:
    """Brings `index` up to the catalog's change log; returns how many documents were looked at anew."""
    told = progress or Silent()
    pending = _pending(catalog, index.position())
    if pending:
        told.stage("Indexing", len(pending))
    for batch in _batches(pending, BATCH):
        _give(catalog, index, [doc for doc, _ in batch], batch[-1][1], told)
    while again := list(index.wanted()):
        _give(catalog, index, again, index.position(), Silent())
    return len(pending)


def fill(catalog: Catalog, index: Index, position: int, upto: int, progress: Progress | None = None) -> int:
    """Puts every document after number `upto` into an empty or half-filled `index`.

    Each batch is a commit that notes how far it came, so an interrupted run can go on. The index is then
    true for `position`, the place in the log from before the first batch.
    """
    told = progress or Silent()
    total = catalog.db.execute("SELECT count(*) FROM documents WHERE current AND n > ?", (upto,)).fetchone()[
        0
    ]
    told.stage("Indexing", total)
    done = 0
    while numbers := [
        row[0]
        for row in catalog.db.execute(
            "SELECT n FROM documents WHERE current AND n > ? ORDER BY n LIMIT ?", (upto, BATCH)
        )
    ]:
        upto = numbers[-1]
        index.write(_told(rows(catalog, numbers), told), (), position, upto=upto)
        done += len(numbers)
    index.write((), (), position)
    return done


def _pending(catalog: Catalog, position: int) -> list[tuple[int, int]]:
    """Documents changed after `position`, each with the place of its last change, in that order."""
    rows = catalog.db.execute(
        "SELECT doc, max(seq) AS last FROM changes WHERE seq > ? AND seq <= ? GROUP BY doc ORDER BY last",
        (position, changes.position(catalog)),
    )
    return [(row[0], row[1]) for row in rows]


def _batches(pending: Sequence[tuple[int, int]], size: int) -> Iterator[Sequence[tuple[int, int]]]:
    for start in range(0, len(pending), size):
        yield pending[start : start + size]


def _give(catalog: Catalog, index: Index, numbers: Sequence[int], position: int, told: Progress) -> None:
    index.write(_told(rows(catalog, numbers), told), numbers, position)


def _told(found: Iterator[Row], told: Progress) -> Iterator[Row]:
    for row in found:
        yield row
        told.advance(1, row.text.count(" ") + 1)


# -- what the catalog says of a document -----------------------------------------------------------


def rows(catalog: Catalog, numbers: Sequence[int]) -> Iterator[Row]:
    """The index's rows of the current documents among `numbers`."""
    for some in documents.handfuls(catalog, numbers, _READ):
        yield from _read(catalog, some)


def _read(catalog: Catalog, numbers: Sequence[int]) -> Iterator[Row]:
    db = catalog.db
    marks = ",".join("?" * len(numbers))
    values = tuple(numbers)
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    entities: dict[int, set[tuple[str, int]]] = defaultdict(set)
    spoken: dict[int, set[Days]] = defaultdict(set)
    for doc, kind, text, value, entity, entity_type in db.execute(
        "SELECT m.doc, m.type, m.text, m.value, m.entity, e.type FROM mentions m"
        f" LEFT JOIN entities e ON e.n = m.entity WHERE m.doc IN ({marks})",
        values,
    ):
        if kind == "DATE":
            if value and (span := days(value)):
                spoken[doc].add(span)
            continue
        names[doc].append((kind, text))
        if entity is not None:
            entities[doc].add((entity_type, entity))
    passages: dict[int, list[Passage]] = defaultdict(list)
    for doc, first, last, vector in db.execute(
        f"SELECT doc, start, end, vector FROM passages WHERE doc IN ({marks}) ORDER BY doc, ordinal", values
    ):
        passages[doc].append(Passage(first, last, vector))
    twins: dict[int, set[int]] = defaultdict(set)
    for a, b in db.execute(
        # The key begins with the kind: without it every link there is would be looked at.
        "SELECT a, b FROM links WHERE status <> 'rejected' AND"
        f" (kind IN ('translation', 'duplicate') AND a IN ({marks}) OR b IN ({marks}))",
        values + values,
    ):
        twins[a].add(b)
        twins[b].add(a)
    for n, lang, text, title, date, source in db.execute(
        "SELECT d.n, d.lang, d.text, d.title, d.date, coalesce(d.url, s.url,"
        "  (SELECT o.given FROM origins o WHERE o.sha256 = d.sha256"
        "   ORDER BY o.current DESC, o.first_seen, o.origin LIMIT 1))"
        f" FROM documents d JOIN sources s ON s.sha256 = d.sha256 WHERE d.n IN ({marks})"
        " AND d.current ORDER BY d.n",
        values,
    ):
        yield Row(
            n=n, lang=lang, text=text, title=title or "", source=source or "",
            collection=collection(source or ""),
            dated=days(date) if date else None, names=tuple(names[n]), entities=tuple(entities[n]),
            spoken=tuple(spoken[n]), twins=tuple(twins[n]), passages=tuple(passages[n]),
        )  # fmt: skip


def collection(source: str) -> str:
    """The site, container or folder that a source belongs to."""
    if "://" in source:
        return urlsplit(source).netloc.removeprefix("www.")
    if box := _MEMBER.search(source):
        return source[: box.end() - 1]
    parent = str(PurePath(source).parent)
    return "" if parent == "." else parent
