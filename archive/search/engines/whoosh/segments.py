"""A batch of documents to the files of one segment, and the way back.

Tokens are numbered as they come and sorted in bulk: one sort of 64-bit keys (form, document, position)
makes the postings of ten thousand documents in under a second.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import repeat
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive import arrays
from archive.arrays import Array
from archive.lang import registry
from archive.search import analysis
from archive.search.engines.segmented.contents import SegmentEntry, entry
from archive.search.engines.segmented.documents import DocumentColumns
from archive.search.engines.whoosh.codec import LAST_POSITION, POSITION_BITS, POSTINGS
from archive.search.port import FIELDS, NAME_GAP, NAME_TYPES, STATED, IndexRow

MAX_DOCUMENTS: Final = 10_000  # of a segment
MAX_TOKENS: Final = 8_000_000  # of a segment: bounds the memory of a rebuild (about 300 MB)
_DOCUMENT_BITS: Final = 18


class _Numbers(dict[str, int]):
    """Words as written to the numbers of their forms, made as they come."""

    def __init__(self) -> None:
        self.forms = _Numbered()

    def __missing__(self, word: str) -> int:
        number = self[word] = self.forms[analysis.cached_form(word)]
        return number


class _Numbered(dict[str, int]):
    """Forms to their numbers, in the order in which they are first asked for."""

    def __missing__(self, form: str) -> int:
        number = self[form] = len(self)
        return number


class _Field:
    """The tokens of one field of all documents."""

    def __init__(self) -> None:
        self.tokens = array("I")
        self.lengths = array("I")
        self.positions: array[int] | None = None  # None: 0, 1, 2 … in every document
        self.compounds = array("I")  # token, document and position, one after the other

    def columns(self) -> tuple[Array, Array, Array]:
        tokens = np.frombuffer(self.tokens, np.uint32) if self.tokens else np.zeros(0, np.uint32)
        lengths = np.frombuffer(self.lengths, np.uint32)
        documents = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
        if self.positions is not None:
            positions = np.array(self.positions, np.uint32)
        else:
            starts = np.cumsum(lengths, dtype=np.int64) - lengths
            positions = (np.arange(len(tokens)) - np.repeat(starts, lengths)).astype(np.uint32)
        if not self.compounds:
            return tokens, documents, positions
        more = np.frombuffer(self.compounds, np.uint32).reshape(-1, 3)
        told = zip((tokens, documents, positions), more.T, strict=True)
        found = [np.concatenate(pair) for pair in told]
        return found[0], found[1], found[2]


_OF_VALUES = (*(kind.lower() for kind in NAME_TYPES), *STATED)  # fields of values that no phrase spans


class Builder:
    """Takes documents in and writes them out as one segment."""

    def __init__(self) -> None:
        self.rows = 0
        self._numbers = _Numbers()
        self._fields = {name: _Field() for name in FIELDS}
        for name in _OF_VALUES:
            self._fields[name].positions = array("I")
        self._docs = DocumentColumns()

    @property
    def full(self) -> bool:
        return self.rows >= MAX_DOCUMENTS or len(self._fields["text"].tokens) >= MAX_TOKENS

    def add(self, row: IndexRow) -> None:
        """Takes one document in."""
        for name, text in (("text", row.text), ("title", row.title), ("source", row.source)):
            field = self._fields[name]
            words, compounds = analysis.tokens(analysis.composed(text))
            field.tokens.extend(map(self._numbers.__getitem__, words))
            field.lengths.append(len(words))
            for place, form in compounds:
                field.compounds.extend((self._numbers.forms[form], self.rows, place))
        for name in _OF_VALUES:
            self._add_values(name, row.values(name))
        self._docs.add(row)
        self.rows += 1

    def _add_values(self, name: str, values: Iterable[str]) -> None:
        field = self._fields[name]
        assert field.positions is not None
        before, place = len(field.tokens), 0
        for value in values:
            words, compounds = analysis.tokens(analysis.composed(value))
            for at, form in compounds:
                field.compounds.extend((self._numbers.forms[form], self.rows, place + at))
            field.tokens.extend(map(self._numbers.__getitem__, words))
            field.positions.extend(range(place, place + len(words)))
            place += len(words) + NAME_GAP
        field.lengths.append(len(field.tokens) - before)

    def write(self, folder: Path) -> SegmentEntry:
        """Writes the segment's files into `folder`; returns its entry in the table of contents."""
        from archive.search.engines.whoosh.terms import TermsWriter

        writer = TermsWriter(folder)
        segment = writer.segment

        forms = list(map(str.encode, self._numbers.forms))
        order = sorted(range(len(forms)), key=forms.__getitem__)
        vocabulary = [forms[i] for i in order]
        rank = np.zeros(max(1, len(forms)), np.uint64)
        rank[np.array(order, np.int64)] = np.arange(len(order), dtype=np.uint64)

        parts: dict[str, list[Array]] = {"ids": [], "starts": [], "positions": []}
        postings = occurrences = 0
        lengths: dict[str, Array] = {}
        spoken_in: dict[str, set[int]] = {lang: set() for lang in registry.codes()}
        for name, field in self._fields.items():
            tokens, documents, positions = field.columns()
            lengths[name] = np.array(field.lengths, np.uint32)
            ranks = rank[tokens]
            if name in ("text", "title"):
                for lang, found in spoken_in.items():
                    found.update(np.unique(ranks[self._docs.in_language(lang)[documents]]).tolist())
            made = _postings(ranks, documents, positions)
            writer.add_terms(
                name, [vocabulary[r] for r in made["terms"].tolist()], made["first"] + postings,
                made["count"], made["weight"], made["low"], made["high"],
            )  # fmt: skip
            parts["ids"].append(made["ids"])
            parts["starts"].append(made["starts"] + np.uint64(occurrences))
            parts["positions"].append(made["positions"])
            postings += len(made["ids"])
            occurrences += len(made["positions"])
        parts["starts"].append(np.array([occurrences], np.uint64))
        kin = _write_kin(writer, vocabulary, spoken_in)
        writer.close()

        small = occurrences < 2**32
        columns = {
            "ids": _joined(parts["ids"], np.uint32),
            "starts": _joined(parts["starts"], np.uint32 if small else np.uint64),
            "positions": _joined(parts["positions"], np.uint32),
            "kin": kin,
            "words": np.frombuffer(b"\n".join(vocabulary), np.uint8),
            "word_ends": np.cumsum([len(w) + 1 for w in vocabulary], dtype=np.uint32) - np.uint32(1),
        }
        arrays.write(folder / f"{segment}{POSTINGS}", columns, {"terms": len(vocabulary)})
        self._docs.write(folder, segment, lengths)
        return entry(folder, segment, self.rows)


def _joined(parts: list[Array], dtype: Any) -> Array:
    return np.concatenate(parts).astype(dtype) if parts else np.zeros(0, dtype)


def _postings(ranks: Array, documents: Array, positions: Array) -> dict[str, Array]:
    """The postings of one field, from its tokens in any order."""
    limit = np.uint32(LAST_POSITION)
    shift, mask = np.uint64(POSITION_BITS), np.uint64(limit)
    keys = (ranks << np.uint64(POSITION_BITS + _DOCUMENT_BITS)) | (documents.astype(np.uint64) << shift)
    keys |= np.minimum(positions, limit).astype(np.uint64)
    keys.sort()
    pairs = keys >> shift
    starts = np.flatnonzero(np.diff(pairs, prepend=np.uint64(2**63)))
    pairs = pairs[starts]
    terms = pairs >> np.uint64(_DOCUMENT_BITS)
    ids = (pairs & np.uint64((1 << _DOCUMENT_BITS) - 1)).astype(np.uint32)
    first = np.flatnonzero(np.diff(terms, prepend=np.uint64(2**63)))
    ends = np.append(starts, len(keys))
    until = np.append(first[1:], len(terms)) if len(first) else first
    return {
        "ids": ids, "starts": starts.astype(np.uint64), "positions": (keys & mask).astype(np.uint32),
        "terms": terms[first], "first": first, "count": until - first,
        "weight": (ends[until] - ends[first]).astype(float) if len(first) else np.zeros(0),
        "low": ids[first], "high": ids[until - 1] if len(first) else ids[first],
    }  # fmt: skip


def _write_kin(writer: Any, vocabulary: list[bytes], spoken_in: dict[str, set[int]]) -> Array:
    """For each language, its stems as terms, and behind each the ranks of its forms."""
    kin: list[int] = []
    for lang, ranks in spoken_in.items():
        stems: dict[bytes, list[int]] = defaultdict(list)
        own = sorted(ranks)
        words = map(bytes.decode, [vocabulary[rank] for rank in own])
        for rank, stem in zip(own, map(str.encode, map(analysis.stem, words, repeat(lang))), strict=True):
            stems[stem] += (rank,)
        told = sorted((s, r) for s, r in stems.items() if len(r) > 1 or vocabulary[r[0]] != s)
        first = np.cumsum([0, *(len(r) for _, r in told)])[:-1] + len(kin)
        count = np.array([len(r) for _, r in told], np.int64)
        zero = np.zeros(len(told), np.int64)
        writer.add_terms(f"={lang}", [s for s, _ in told], first, count, count.astype(float), zero, zero)
        for _, r in told:
            kin.extend(r)
    return np.array(kin, np.uint32)
