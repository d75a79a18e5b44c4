"""The table of contents of an index: what a commit holds, in a small file of its own.

8 bytes     magic and format
4 bytes     length of the rest
4 bytes     CRC-32 of the rest
rest        JSON: generation, position, upto, and of every segment its id, its size, the places of deleted
            documents, and of each of its files the size and the CRC-32

Nothing read from it is used before its type and range are known, and names of files are made of ids that can
hold no path: an index may come from anyone.
"""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from archive import arrays
from archive.arrays import damaged
from archive.dataclass import dataclass

NAME: Final = "archive"
_MAGIC: Final = b"ARCHTOC1"
_HEAD: Final = struct.Struct("<II")
_TABLE: Final = re.compile(rf"{NAME}_(0|[1-9][0-9]{{0,14}})\.toc")
_OTHER: Final = re.compile(rf"_{NAME}_[0-9]+\.toc(\.[0-9.]+)?|{NAME}_[0-9]+\.toc\.new")  # to be tidied away
_FILE: Final = re.compile(rf"({NAME}_[0-9a-z]{{16}})\.[a-z]{{3}}")
_ID: Final = re.compile(rf"{NAME}_[0-9a-z]{{16}}")
_NEEDED: Final = frozenset((".trm", ".pst", ".doc"))
_KNOWN: Final = _NEEDED | {".vec"}
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

    def sound(self, folder: Path) -> bool:
        """Whether all of its files are as they were written; reads them. Raises OSError."""
        return all(arrays.checksum(self.path(folder, s)) == crc for s, (_, crc) in self.files.items())


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


def read(folder: Path, generation: int) -> IndexContents:
    """The table of one generation. Raises DamagedIndex when it is missing or not as it was written."""
    name = _name(generation)
    try:
        with arrays.opened(folder / name) as file:
            data = file.read()
        rest = data[len(_MAGIC) + _HEAD.size :]
        if data[: len(_MAGIC)] != _MAGIC or _HEAD.unpack_from(data, 8) != (len(rest), zlib.crc32(rest)):
            raise ValueError("not as it was written")
        found = _contents(arrays.facts(rest))
        if found.generation != generation:
            raise ValueError("of another generation")
    except (OSError, ValueError, struct.error) as error:
        raise damaged(name, error) from error
    return found


def write(folder: Path, contents: IndexContents) -> None:
    """Puts a table in its place, all at once or not at all, power cuts included. Raises OSError."""
    rest = json.dumps(
        {
            "generation": contents.generation, "position": contents.position, "upto": contents.upto,
            "segments": [
                {
                    "id": s.id, "size": s.size, "deleted": sorted(s.deleted),
                    "files": {suffix: list(facts) for suffix, facts in s.files.items()},
                }
                for s in contents.segments
            ],
        },
        separators=(",", ":"),
    ).encode()  # fmt: skip
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


def remove(folder: Path, segments: Iterable[str]) -> None:
    """Takes the files of segments away."""
    for segment in segments:
        for path in folder.glob(f"{segment}.*"):
            path.unlink(missing_ok=True)


def _name(generation: int) -> str:
    return f"{NAME}_{generation}.toc"


def _contents(found: dict[str, Any]) -> IndexContents:
    """Raises ValueError for what is no table of contents."""
    segments = found.get("segments")
    if not isinstance(segments, list):
        raise ValueError("no segments")
    entries = tuple(_entry(one) for one in segments)
    if len({one.id for one in entries}) != len(entries):
        raise ValueError("a segment stands there twice")
    generation, position, upto = (_whole(found.get(k), _MOST) for k in ("generation", "position", "upto"))
    return IndexContents(generation, position, upto, entries)


def _entry(found: Any) -> SegmentEntry:
    if not isinstance(found, dict):
        raise ValueError("not a segment")
    name, files, deleted = found.get("id"), found.get("files"), found.get("deleted")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ValueError("not the name of a segment")
    if not isinstance(files, dict) or not _NEEDED <= files.keys() <= _KNOWN:
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
