"""The table of contents of an index: what a commit holds, in a small file of its own.

8 bytes     magic and format
4 bytes     length of the rest
4 bytes     CRC-32 of the rest
rest        JSON: generation, position, upto, and of every segment its id, its size, the places of deleted
            documents, and of each of its files the size and the CRC-32; where a library of its own keeps the
            words (`LibraryContents`), what is known of it

Nothing read from it is used before its type and range are known, and names of files are made of ids that can
hold no path: an index may come from anyone.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import struct
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final

from archive import arrays
from archive.arrays import damaged
from archive.dataclass import dataclass
from archive.errors import ArchiveBusy
from archive.locks import FileLock

NAME: Final = "archive"
_LOCK: Final = "archive_WRITELOCK"
_TRIES: Final = 40
_PAUSE: Final = 0.05  # seconds
_MAGIC: Final = b"ARCHTOC1"
_HEAD: Final = struct.Struct("<II")
_TABLE: Final = re.compile(rf"{NAME}_(0|[1-9][0-9]{{0,14}})\.toc")
_OTHER: Final = re.compile(rf"_{NAME}_[0-9]+\.toc(\.[0-9.]+)?|{NAME}_[0-9]+\.toc\.new")  # to be tidied away
_FILE: Final = re.compile(rf"({NAME}_[0-9a-z]{{16}})\.[a-z]{{3}}")
_ID: Final = re.compile(rf"{NAME}_[0-9a-z]{{16}}")
WHOOSH: Final = frozenset((".trm", ".pst", ".doc"))  # the files that each segment of the engine has
TANTIVY: Final = frozenset((".tok", ".doc"))
_KNOWN: Final = WHOOSH | TANTIVY | {".vec"}
# What Tantivy calls the files of its segments; none can lead out of its folder.
LIBRARY_FILE: Final = re.compile(r"[0-9a-f]{32}(\.[0-9]{1,20})?\.[a-z]{1,12}|meta\.json")
_MOST: Final = 1 << 62
MOST_DOCUMENTS: Final = 1 << 18  # of a segment


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """One segment: how many documents it was written with, which of them (by place) are deleted since.

    `files`: the size in bytes and the CRC-32 of each of its files, by suffix.
    """

    id: str
    size: int
    files: Mapping[str, tuple[int, int]]
    deleted: frozenset[int] = frozenset()

    def path(self, folder: Path, suffix: str) -> Path:
        """Where one of its files is."""
        return folder / f"{self.id}{suffix}"

    def without(self, places: Iterable[int]) -> SegmentEntry:
        """The same without the documents at some places."""
        return replace(self, deleted=self.deleted.union(places))

    def sound(self, folder: Path) -> bool:
        """Whether all of its files are as they were written; reads them. Raises OSError."""
        return all(arrays.checksum(self.path(folder, s)) == crc for s, (_, crc) in self.files.items())


@dataclass(frozen=True, slots=True)
class LibraryContents:
    """What a commit says of the words, where another library keeps them in files of its own.

    `next`: the number that the next document will have there; `pending`: the numbers of documents that are
    gone, and are to be deleted there by the next write; `gone`: whether any ever was. `files`: as those of a
    segment, by name.
    """

    next: int = 1
    pending: tuple[int, ...] = ()
    gone: bool = False
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexContents:
    """What the index holds after a commit.

    `position`: the place in the catalog's change log for which it is true; `upto`: the last document of a
    rebuild that is under way, 0 when none is.
    """

    generation: int = 0
    position: int = 0
    upto: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    library: LibraryContents | None = None


def entry(folder: Path, segment: str, size: int) -> SegmentEntry:
    """The entry of a segment that has just been written into `folder`. Raises OSError."""
    files = {}
    for suffix in sorted(_KNOWN):
        path = folder / f"{segment}{suffix}"
        if path.exists():
            files[suffix] = (path.stat().st_size, arrays.checksum(path))
    return SegmentEntry(segment, size, files)


def latest(folder: Path) -> int:
    """The newest generation, -1 where there is none. Raises OSError."""
    found = (_TABLE.fullmatch(name) for name in os.listdir(folder))
    return max((int(match[1]) for match in found if match), default=-1)


def read(folder: Path, generation: int, needed: Set[str] = WHOOSH) -> IndexContents:
    """The table of one generation; `needed`: the files that each segment has.

    Raises DamagedIndex when it is missing or not as it was written.
    """
    name = _name(generation)
    try:
        with arrays.opened(folder / name) as file:
            data = file.read()
        rest = data[len(_MAGIC) + _HEAD.size :]
        if data[: len(_MAGIC)] != _MAGIC or _HEAD.unpack_from(data, 8) != (len(rest), zlib.crc32(rest)):
            raise ValueError("not as it was written")
        found = _contents(arrays.facts(rest), needed)
        if found.generation != generation:
            raise ValueError("of another generation")
    except (OSError, ValueError, struct.error) as error:
        raise damaged(name, error) from error
    return found


def write(folder: Path, contents: IndexContents) -> None:
    """Puts a table in its place, all at once or not at all, power cuts included. Raises OSError."""
    told: dict[str, Any] = {
        "generation": contents.generation, "position": contents.position, "upto": contents.upto,
        "segments": [
            {
                "id": s.id, "size": s.size, "deleted": sorted(s.deleted),
                "files": {suffix: list(facts) for suffix, facts in s.files.items()},
            }
            for s in contents.segments
        ],
    }  # fmt: skip
    if contents.library is not None:
        library = contents.library
        told["library"] = {
            "next": library.next, "pending": library.pending, "gone": library.gone,
            "files": dict(library.files),
        }  # fmt: skip
    rest = json.dumps(told, separators=(",", ":")).encode()
    path = folder / _name(contents.generation)
    beside = path.with_suffix(".toc.new")
    with arrays.created(beside) as file:
        file.write(_MAGIC + _HEAD.pack(len(rest), zlib.crc32(rest)) + rest)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    arrays.sync_folder(folder)


def clean(folder: Path, contents: IndexContents) -> None:
    """Takes away what `contents` no longer names: older tables, files of other segments."""
    held = {s.id for s in contents.segments}
    for name in os.listdir(folder):
        table, file = _TABLE.fullmatch(name), _FILE.fullmatch(name)
        past = table is not None and int(table[1]) < contents.generation
        if past or (file and file[1] not in held) or _OTHER.fullmatch(name):
            (folder / name).unlink(missing_ok=True)


def sync(folder: Path, written: Iterable[SegmentEntry]) -> None:
    """Has the system write the files of segments out: a power cut could take them after the commit."""
    for segment in written:
        for suffix in segment.files:
            with arrays.opened(segment.path(folder, suffix)) as file:
                os.fsync(file.fileno())


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Nobody else writes to the index meanwhile. Raises ArchiveBusy."""
    lock = FileLock(folder / _LOCK)
    for _ in range(_TRIES):
        if lock.acquire():
            break
        time.sleep(_PAUSE)
    else:
        raise ArchiveBusy("Another process is writing to the search index. Try again when it has finished.")
    try:
        yield
    finally:
        lock.release()


def remove(folder: Path, segments: Iterable[str]) -> None:
    """Takes the files of segments away."""
    for segment in segments:
        for path in folder.glob(f"{segment}.*"):
            path.unlink(missing_ok=True)


def _name(generation: int) -> str:
    return f"{NAME}_{generation}.toc"


def _contents(found: dict[str, Any], needed: Set[str]) -> IndexContents:
    """Raises ValueError for what is no table of contents."""
    segments = found.get("segments")
    if not isinstance(segments, list):
        raise ValueError("no segments")
    entries = tuple(_entry(one, needed) for one in segments)
    if len({one.id for one in entries}) != len(entries):
        raise ValueError("a segment stands there twice")
    generation, position, upto = (_whole(found.get(k), _MOST) for k in ("generation", "position", "upto"))
    library = _library(found["library"]) if "library" in found else None
    return IndexContents(generation, position, upto, entries, library)


def _library(found: Any) -> LibraryContents:
    if not isinstance(found, dict):
        raise ValueError("not what is said of a library")
    pending, gone, files = found.get("pending"), found.get("gone"), found.get("files")
    if not isinstance(pending, list) or type(gone) is not bool or not isinstance(files, dict):
        raise ValueError("not what is said of a library")
    if not all(map(LIBRARY_FILE.fullmatch, files)):
        raise ValueError("not the files of a library")
    numbers = tuple(_whole(number, _MOST) for number in pending)
    held = {name: _file(row) for name, row in files.items()}
    return LibraryContents(_whole(found.get("next"), _MOST), numbers, gone, held)


def _entry(found: Any, needed: Set[str]) -> SegmentEntry:
    if not isinstance(found, dict):
        raise ValueError("not a segment")
    name, files, deleted = found.get("id"), found.get("files"), found.get("deleted")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ValueError("not the name of a segment")
    if not isinstance(files, dict) or not needed <= files.keys() <= _KNOWN:
        raise ValueError("not the files of a segment")
    size = _whole(found.get("size"), MOST_DOCUMENTS)
    if not isinstance(deleted, list) or not all(type(n) is int and 0 <= n < size for n in deleted):
        raise ValueError("not the deleted documents of a segment")
    return SegmentEntry(name, size, {suffix: _file(row) for suffix, row in files.items()}, frozenset(deleted))


def _file(row: Any) -> tuple[int, int]:
    if not isinstance(row, list) or len(row) != 2:
        raise ValueError("not the size and sum of a file")
    return _whole(row[0], _MOST), _whole(row[1], 1 << 32)


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value < most:
        raise ValueError("not a number that it may be")
    return value
