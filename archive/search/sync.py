"""From the catalog to an index: following the change log, and building anew.

The index never sees a file. What a document is to it is read from the catalog at its newest, so doing a
change twice does no harm, and an index that was left behind at any moment catches up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from archive import nesting
from archive.addresses import parts_of
from archive.catalog import Catalog, changes, documents, for_index
from archive.progress import Progress, Silent
from archive.search.index import Index
from archive.search.port import IndexRow, PassageVector
from archive.search.when import days

BATCH = 10_000  # documents of one commit


def sync(catalog: Catalog, index: Index, progress: Progress | None = None) -> int:
    """Brings `index` up to the catalog's change log; returns how many documents were looked at anew."""
    report = progress or Silent()
    pending = changes.for_index(catalog, index.position())
    if pending:
        report.stage("Indexing", len(pending))
    for batch in _batches(pending, BATCH):
        _give(catalog, index, [doc for doc, _ in batch], batch[-1][1], report)
    while again := list(index.wanted()):
        _give(catalog, index, again, index.position(), Silent())
    return len(pending)


def fill(catalog: Catalog, index: Index, position: int, upto: int, progress: Progress | None = None) -> int:
    """Puts every document after number `upto` into an empty or half-filled `index`.

    Each batch is a commit that notes how far it came, so an interrupted run can go on. The index is then
    true for `position`, the place in the log from before the first batch.
    """
    report = progress or Silent()
    report.stage("Indexing", documents.count(catalog, after=upto))
    done = 0
    while numbers := documents.numbers(catalog, after=upto, limit=BATCH):
        upto = numbers[-1]
        index.write(_reported(rows(catalog, numbers), report), (), position, upto=upto)
        done += len(numbers)
    index.write((), (), position)
    return done


def _batches(pending: Sequence[tuple[int, int]], size: int) -> Iterator[Sequence[tuple[int, int]]]:
    for start in range(0, len(pending), size):
        yield pending[start : start + size]


def _give(catalog: Catalog, index: Index, numbers: Sequence[int], position: int, report: Progress) -> None:
    index.write(_reported(rows(catalog, numbers), report), numbers, position)


def _reported(found: Iterator[IndexRow], report: Progress) -> Iterator[IndexRow]:
    for row in found:
        yield row
        report.advance(1, row.text.count(" ") + 1)


# -- what the catalog says of a document -----------------------------------------------------------


def rows(catalog: Catalog, numbers: Sequence[int]) -> Iterator[IndexRow]:
    """The index's rows of the current documents among `numbers`."""
    for one in for_index.rows_for_index(catalog, numbers):
        spoken = {span for value in one.spoken if (span := days(value))}
        source = one.source or ""
        yield IndexRow(
            n=one.n, lang=one.lang, text=one.text, title=one.title or "", source=source,
            collection=collection(source), dated=days(one.date) if one.date else None, names=one.names,
            entities=tuple(one.entities), spoken=tuple(spoken), twins=tuple(one.linked),
            passages=tuple(PassageVector(p.start, p.end, p.vector) for p in one.passages), stated=one.stated,
            media_type=one.media_type,
        )  # fmt: skip


def collection(source: str) -> str:
    """The site, container or folder that a source belongs to."""
    if "://" in source:  # an address, or one that a web archive holds
        parts = parts_of("//" + source.partition("://")[2])
        return parts.netloc.removeprefix("www.") if parts else ""
    if (file := nesting.outermost(source)) != source:
        return file
    parent = str(PurePath(source).parent)
    return "" if parent == "." else parent
