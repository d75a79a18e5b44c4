"""Several segments to one, array by array: nothing is read from the catalog or analysed again.

What is asked of an index is asked of each of its segments, so many of them are slow however few texts answer.
Postings are copied in blocks, which bounds the memory beside that of the new segment.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from archive import arrays
from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search.engines.segmented import documents
from archive.search.engines.segmented.contents import MOST_DOCUMENTS, SegmentEntry, entry, remove
from archive.search.engines.segmented.documents import VECTORS
from archive.search.engines.whoosh.codec import POSTINGS, spoilt
from archive.search.engines.whoosh.snapshot import FULL, IndexSegment
from archive.search.engines.whoosh.terms import TermsWriter
from archive.search.port import FIELDS

# Of postings in one segment, and of vectors: to write it takes as much memory and a half.
MOST_BYTES: Final = 1 << 28
_LEAST: Final = 4  # segments that become one
_CROWD: Final = 10  # and so many do, however small they are
_BLOCK: Final = 500_000  # postings copied at once


def crowd(held: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """The segments that had better be one, in their order; mostly none."""
    taken: list[SegmentEntry] = []
    room, size = MOST_BYTES, 0
    for one in held:
        own = max(one.files[suffix][0] for suffix in (POSTINGS, VECTORS) if suffix in one.files)
        if one.size - len(one.deleted) < FULL or own > MOST_BYTES // 2:
            continue
        if own > room or size + one.size >= MOST_DOCUMENTS:
            break
        taken.append(one)
        room, size = room - own, size + one.size
    large = room <= MOST_BYTES // 4 or len(taken) >= _CROWD
    return taken if large and len(taken) >= _LEAST else []


def merged(folder: Path, entries: Sequence[SegmentEntry]) -> SegmentEntry:
    """Writes one segment with the documents of all `entries`, in order; returns its entry.

    Deleted documents are in it as such. Raises DamagedIndex for a segment that is not as it was written,
    OSError.
    """
    parts: list[IndexSegment] = []
    try:
        base = 0
        for one in entries:
            parts.append(IndexSegment(folder, one, base))
            base += one.size
        found = _words(parts)
        writer = TermsWriter(folder)
        try:
            _write_postings(folder, writer, parts, found)
            documents.join(folder, writer.segment, parts)
        except BaseException:
            remove(folder, [writer.segment])
            raise
    finally:
        for part in parts:
            part.terms.close()
    deleted = {place + part.base for part, one in zip(parts, entries, strict=True) for place in one.deleted}
    return replace(entry(folder, writer.segment, base), deleted=frozenset(deleted))


# -- words and where they stand ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Runs:
    """The postings of one field: of which part, the number of the word, where they begin and how many."""

    part: Array
    word: Array
    first: Array
    count: Array


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all parts, sorted.

    `rows`: of each field the numbers of its `_Runs`, four each. `stems`: of each language, by its name among
    the fields, the numbers of the words of each stem.
    """

    words: Sequence[bytes]
    rows: Mapping[str, array[int]]
    stems: Mapping[str, Mapping[bytes, set[int]]]


def _words(parts: Sequence[IndexSegment]) -> _Words:
    """What the terms of all parts say. Raises DamagedIndex."""
    vocabularies = [part.terms.vocabulary() for part in parts]
    words = sorted({word for vocabulary in vocabularies for word in vocabulary if word})
    numbers = {word: number for number, word in enumerate(words)}
    rows = {name: array("q") for name in FIELDS}
    stems: dict[str, dict[bytes, set[int]]] = {}
    for i, (part, vocabulary) in enumerate(zip(parts, vocabularies, strict=True)):
        part.terms.require_sound()
        with spoilt(part.terms.name):
            own = [numbers[word] for word in vocabulary] if vocabulary != [""] else []
            for term in part.terms.terms():
                if term.field in rows:
                    row = (i, numbers[term.form.decode()], term.first, term.last - term.first)
                    rows[term.field].extend(row)
                else:
                    ranks = part.terms.kin_ranks((term.first, term.last)).tolist()
                    found = stems.setdefault(term.field, {}).setdefault(term.form, set())
                    found.update(own[rank] for rank in ranks)
    return _Words([word.encode() for word in words], rows, stems)


def _write_postings(folder: Path, writer: TermsWriter, parts: Sequence[IndexSegment], found: _Words) -> None:
    joined = _Joined(parts)
    for name in FIELDS:
        joined.add(writer, name, found.words, found.rows[name])
    kin: list[int] = []
    for name in sorted(found.stems):
        kin += _write_kin(writer, name, found.stems[name], len(kin))
    writer.close()
    columns = {
        **joined.columns(), "kin": np.array(kin, np.uint32),
        "words": np.frombuffer(b"\n".join(found.words), np.uint8),
        "word_ends": np.cumsum([len(word) + 1 for word in found.words], dtype=np.uint32) - np.uint32(1),
    }  # fmt: skip
    arrays.write(folder / f"{writer.segment}{POSTINGS}", columns, {"terms": len(found.words)})


def _write_kin(writer: TermsWriter, name: str, stems: Mapping[bytes, set[int]], before: int) -> list[int]:
    """The stems of a language as terms; returns the numbers of their forms, one stem's after another's."""
    told = sorted(stems)
    count = np.array([len(stems[stem]) for stem in told], np.int64)
    first = np.cumsum(count) - count + before
    zero = np.zeros(len(told), np.int64)
    writer.add_terms(name, told, first, count, count.astype(float), zero, zero)
    return [number for stem in told for number in sorted(stems[stem])]


class _Joined:
    """The postings of all fields of the new segment."""

    def __init__(self, parts: Sequence[IndexSegment]) -> None:
        self._parts = parts
        postings = sum(len(part.terms.columns[0]) for part in parts)
        positions = sum(len(part.terms.columns[2]) for part in parts)
        self._ids = np.empty(postings, np.uint32)
        self._starts = np.empty(postings + 1, np.uint32 if positions < 2**32 else np.uint64)
        self._positions = np.empty(positions, np.uint32)
        self._filled = self._placed = 0

    def add(self, writer: TermsWriter, name: str, words: Sequence[bytes], rows: array[int]) -> None:
        """Adds the postings of a field, and its terms. `rows`: the four numbers of `_Runs` for each."""
        if not rows:
            return
        columns = np.array(rows, np.int64).reshape(-1, 4)
        runs = _Runs(*columns[np.lexsort((columns[:, 0], columns[:, 1]))].T)
        before = self._filled
        for block in _blocks(runs):
            self._copy(block)
        ends = np.cumsum(runs.count) + before
        at = np.append(0, (runs.word[1:] != runs.word[:-1]).nonzero()[0] + 1)
        first, last = (ends - runs.count)[at], ends[np.append(at[1:], len(ends)) - 1]
        self._starts[self._filled] = self._placed
        weight = self._starts[last].astype(float) - self._starts[first].astype(float)
        writer.add_terms(
            name, [words[number] for number in runs.word[at].tolist()], first, last - first, weight,
            self._ids[first], self._ids[last - 1],
        )  # fmt: skip

    def _copy(self, runs: _Runs) -> None:
        """Copies some postings, one run after another."""
        total = int(runs.count.sum())
        where = np.cumsum(runs.count) - runs.count
        counts = np.empty(total, np.int64)
        taken = []
        for i, part in enumerate(self._parts):
            mine = runs.part == i
            if not mine.any():
                continue
            ids, begins, positions = part.terms.columns
            source = _ranges(runs.first[mine], runs.count[mine])
            target = _ranges(where[mine], runs.count[mine])
            begin = begins[source].astype(np.int64)
            counts[target] = begins[source + 1].astype(np.int64) - begin
            self._ids[self._filled + target] = ids[source] + np.uint32(part.base)
            taken.append((positions, target, begin))
        starts = np.cumsum(counts) - counts + self._placed
        self._starts[self._filled : self._filled + total] = starts
        for positions, target, begin in taken:
            every = _ranges(begin, counts[target])
            self._positions[_ranges(starts[target], counts[target])] = positions[every]
        self._filled += total
        self._placed += int(counts.sum())

    def columns(self) -> dict[str, Array]:
        self._starts[self._filled] = self._placed
        return {
            "ids": self._ids[: self._filled], "starts": self._starts[: self._filled + 1],
            "positions": self._positions[: self._placed],
        }  # fmt: skip


def _blocks(runs: _Runs) -> Iterator[_Runs]:
    """Some runs after another, of about _BLOCK postings."""
    blocks = (np.cumsum(runs.count) // _BLOCK).astype(np.int64)
    ends = np.append((blocks[1:] != blocks[:-1]).nonzero()[0] + 1, len(blocks)).tolist()
    for first, last in zip([0, *ends[:-1]], ends, strict=True):
        some = slice(first, last)
        yield _Runs(runs.part[some], runs.word[some], runs.first[some], runs.count[some])


def _ranges(first: Array, count: Array) -> Array:
    """The numbers from each of `first` on, so many of each, one after the other."""
    found: Array = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
    return found
