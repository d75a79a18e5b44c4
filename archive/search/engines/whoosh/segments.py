"""A batch of documents to the files of one segment, and the way back.

Tokens are numbered as they come and sorted in bulk: one sort of 64-bit keys (form, document, position)
makes the postings of ten thousand documents in under a second.
"""

from __future__ import annotations

import datetime as dt
import stat
from array import array
from collections import defaultdict
from collections.abc import Iterable
from itertools import repeat
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive import arrays
from archive.arrays import Array, ArrayFile
from archive.lang import registry
from archive.search import analysis
from archive.search.columns import entity_code, span_code
from archive.search.engines.whoosh.codec import DOCUMENTS, LAST_POSITION, POSITION_BITS, POSTINGS, VECTORS
from archive.search.engines.whoosh.contents import SegmentEntry, entry
from archive.search.port import FIELDS, NAME_GAP, NAME_TYPES, STATED, IndexRow
from archive.search.vectors import DIMENSIONS, signs

MAX_DOCUMENTS: Final = 10_000  # of a segment
MAX_TOKENS: Final = 8_000_000  # of a segment: bounds the memory of a rebuild (about 300 MB)
_DOCUMENT_BITS: Final = 18
LAST_DAY: Final = dt.date.max.toordinal()


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
        self._docs = _Documents()

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


class _Documents:
    """What filters, facets and groups need to know of each document."""

    def __init__(self) -> None:
        self.numbers = array("q")
        self.langs: list[str] = []
        self.first, self.last = array("i"), array("i")
        self.collections: list[str] = []
        self.formats: list[str] = []
        self.labels: dict[str, int] = {}  # what collections a person put documents to, numbered
        self.lists = {name: ([0], array("q")) for name in _LISTS}
        self.vectors: list[bytes] = []
        self.passages = {name: array("I") for name in ("doc", "start", "end")}

    def add(self, row: IndexRow) -> None:
        first, last = row.dated or (0, 0)
        self.numbers.append(row.n)
        self.langs.append(row.lang)
        self.first.append(first)
        self.last.append(last)
        self.collections.append(row.collection)
        self.formats.append(row.media_type)
        entities = sorted({entity_code(kind, entity) for kind, entity in row.entities})
        spoken = sorted({span_code(span) for span in row.spoken})
        put_to = [self.labels.setdefault(value, len(self.labels)) for value in row.values("collection")]
        told = {"entities": entities, "spoken": spoken, "twins": sorted(row.twins), "collections": put_to}
        for name, values in told.items():
            ends, flat = self.lists[name]
            flat.extend(values)
            ends.append(len(flat))
        for passage in row.passages:
            self.vectors.append(passage.vector)
            self.passages["doc"].append(len(self.numbers) - 1)
            self.passages["start"].append(passage.start)
            self.passages["end"].append(passage.end)

    def in_language(self, lang: str) -> Array:
        return np.array([value == lang for value in self.langs], bool)

    def write(self, folder: Path, segment: str, lengths: dict[str, Array]) -> None:
        langs, lang = np.unique(np.array(self.langs or [""]), return_inverse=True)
        places, place = np.unique(np.array(self.collections or [""]), return_inverse=True)
        formats, form = np.unique(np.array(self.formats or [""]), return_inverse=True)
        columns: dict[str, Array] = {
            "n": np.array(self.numbers, np.int64), "lang": lang.astype(np.uint8),
            "collection": place.astype(np.uint32), "format": form.astype(np.uint32),
            "first": np.array(self.first, np.int32), "last": np.array(self.last, np.int32),
            "text": lengths["text"], "title": lengths["title"],
        }  # fmt: skip
        for name, (ends, flat) in self.lists.items():
            columns[name] = np.array(flat, np.int64)
            columns[f"{name}_at"] = np.array(ends, np.uint32)
        if self.vectors:
            vectors = np.frombuffer(b"".join(self.vectors), np.float16).reshape(-1, DIMENSIONS)
            held = {k: np.array(v, np.uint32) for k, v in self.passages.items()}
            arrays.write(
                folder / f"{segment}{VECTORS}",
                {"vectors": vectors.ravel(), "signs": signs(vectors).ravel(), **held},
                {},
            )
        meta = {
            "langs": langs.tolist(), "collections": places.tolist(), "formats": formats.tolist(),
            "labels": list(self.labels), "passages": len(self.vectors),
        }  # fmt: skip
        arrays.write(folder / f"{segment}{DOCUMENTS}", columns, meta)


_KINDS: Final = {
    "n": "i", "lang": "u", "collection": "u", "format": "u", "first": "i", "last": "i",
    "text": "u", "title": "u",
    "entities": "i", "entities_at": "u", "spoken": "i", "spoken_at": "u", "twins": "i", "twins_at": "u",
    "collections": "i", "collections_at": "u",
}  # fmt: skip
PLAIN: Final = ("n", "first", "last", "text", "title")  # columns with a number for each document
CODED: Final = {"lang": "langs", "collection": "collections", "format": "formats"}  # and their values' names
# Numbers of entities are counted by their value, so one that no archive reaches would take all memory.
MOST: Final = {"entities": 1 << 26, "spoken": 1 << 46, "twins": 1 << 62, "collections": 1 << 26}
_LISTS: Final = tuple(MOST)


def documents(folder: Path, segment: SegmentEntry) -> ArrayFile:
    """The document arrays of a segment.

    Raises DamagedIndex when a file of it is missing or cut short, or what they say cannot be.
    """
    for suffix, (size, _) in segment.files.items():
        path = segment.path(folder, suffix)
        try:
            found = path.lstat()
        except OSError as error:
            raise arrays.damaged(path.name, error.strerror) from error
        if not stat.S_ISREG(found.st_mode) or found.st_size != size:
            raise arrays.damaged(path.name, "missing or cut short")
    file = ArrayFile(segment.path(folder, DOCUMENTS))
    file.expect(_KINDS)
    for name in _KINDS:
        if name not in _LISTS and len(file[name]) != segment.size + name.endswith("_at"):
            raise arrays.damaged(file.path.name, "of another number of documents")
    for name in _LISTS:
        ends, values = file[f"{name}_at"], file[name]
        able = not ends[0] and ends[-1] == len(values) and bool((ends[1:] >= ends[:-1]).all())
        if not able or not ((values >= 0) & (values < MOST[name])).all():
            raise arrays.damaged(file.path.name, f"{name} that cannot be")
    for name, key in (*CODED.items(), ("collections", "labels")):
        told = file.meta.get(key)
        named = isinstance(told, list) and all(isinstance(value, str) for value in told)
        if not named or (len(file[name]) and int(file[name].max()) >= len(told or ())):
            raise arrays.damaged(file.path.name, f"{name} that cannot be")
    if int(file["first"].max(initial=0)) > LAST_DAY or type(file.meta.get("passages")) is not int:
        raise arrays.damaged(file.path.name, "facts that cannot be")
    return file


def vectors(folder: Path, segment: SegmentEntry) -> ArrayFile:
    """The vectors of a segment's passages. Raises DamagedIndex when they are missing or cannot be so."""
    file = ArrayFile(segment.path(folder, VECTORS))
    file.expect({"vectors": "f", "signs": "u", "doc": "u", "start": "u", "end": "u"})
    passages = len(file["doc"])
    wanted = {"vectors": passages * DIMENSIONS, "signs": passages * DIMENSIONS // 64}
    if any(len(file[name]) != wanted.get(name, passages) for name in file) or file["signs"].itemsize != 8:
        raise arrays.damaged(file.path.name, "of another number of passages")
    document = file["doc"]
    if int(document.max(initial=0)) >= segment.size or (document[1:] < document[:-1]).any():
        raise arrays.damaged(file.path.name, "a passage of a document that there is not")
    return file
