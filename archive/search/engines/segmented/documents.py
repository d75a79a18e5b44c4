"""What filters, facets and groups need to know of the documents of a segment; their passages. As arrays."""

from __future__ import annotations

import datetime as dt
import stat
from array import array
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from archive import arrays
from archive.arrays import Array, ArrayFile
from archive.search.columns import Vectors, entity_code, span_code
from archive.search.engines.segmented.contents import SegmentEntry
from archive.search.port import IndexRow
from archive.search.vectors import DIMENSIONS, signs

DOCUMENTS: Final = ".doc"
VECTORS: Final = ".vec"
LAST_DAY: Final = dt.date.max.toordinal()


class DocumentColumns:
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


def without(folder: Path, held: Iterable[SegmentEntry], numbers: Collection[int]) -> list[SegmentEntry]:
    """The segments, without the documents of these numbers. Raises DamagedIndex."""
    wanted = np.array(sorted(numbers), np.int64)
    if not len(wanted):
        return list(held)
    return [
        segment.without(np.flatnonzero(np.isin(documents(folder, segment)["n"], wanted)).tolist())
        for segment in held
    ]


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


# -- several segments as one ------------------------------------------------------------------------

_WIDE: Final = {"u": np.dtype(np.uint32)}  # for the numbers of values, of which several parts have more


class DocumentSegment(Protocol):
    """A segment that is open; `base` is what its places begin with among all."""

    base: int

    @property
    def docs(self) -> ArrayFile: ...

    def vectors(self) -> Vectors | None: ...


def join(folder: Path, segment: str, parts: Sequence[DocumentSegment]) -> None:
    """Writes the documents of several segments, in order, as those of one. Raises OSError."""
    columns: dict[str, Array] = {}
    meta: dict[str, Any] = {"passages": sum(part.docs.meta["passages"] for part in parts)}
    for name in PLAIN:
        columns[name] = np.concatenate([part.docs[name] for part in parts])
    for name, key in CODED.items():
        columns[name], meta[key] = _recoded(parts, name, key)
    for name in MOST:
        values = [part.docs[name] for part in parts]
        counts = [np.diff(part.docs[f"{name}_at"].astype(np.int64)) for part in parts]
        columns[name] = np.concatenate(values)
        columns[f"{name}_at"] = np.append(0, np.cumsum(np.concatenate(counts))).astype(np.uint32)
    columns["collections"], meta["labels"] = _recoded(parts, "collections", "labels")
    arrays.write(folder / f"{segment}{DOCUMENTS}", columns, meta)
    held = [found for part in parts if (found := part.vectors()) is not None]
    if held:
        told = {
            "vectors": np.concatenate([one.vectors.ravel() for one in held]),
            "signs": np.concatenate([one.signs.ravel() for one in held]),
            "doc": np.concatenate([one.document + np.uint32(one.base) for one in held]),
            "start": np.concatenate([one.start for one in held]),
            "end": np.concatenate([one.end for one in held]),
        }
        arrays.write(folder / f"{segment}{VECTORS}", told, {})


def _recoded(parts: Sequence[DocumentSegment], name: str, key: str) -> tuple[Array, list[str]]:
    """A column of numbers that stand for values, and the values, each once."""
    values: dict[str, int] = {}
    found = []
    for part in parts:
        numbers = [values.setdefault(value, len(values)) for value in part.docs.meta[key]]
        own = part.docs[name]
        found.append(np.array(numbers or [0], np.int64)[own].astype(_WIDE.get(own.dtype.kind, own.dtype)))
    return np.concatenate(found), list(values)
