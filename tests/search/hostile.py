"""Indexes as a stranger may have left them: with code in them, with ways out of the folder, or spoilt."""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.search import stamps
from archive.search.engines.segmented import contents


class Code:
    """Once it is unpickled, the file `marker` is there."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.marker),)


def pickles(marker: Path) -> Iterator[bytes]:
    """Code in pickles of every protocol."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.dumps([Code(marker)], protocol)


def whoosh_table(marker: Path, generation: int) -> bytes:
    """A table of contents as Whoosh writes it, with code for its segments."""
    from whoosh import fields
    from whoosh.filedb.filestore import RamStorage
    from whoosh.index import TOC

    storage = RamStorage()
    TOC(fields.Schema(text=fields.TEXT), [Code(marker)], generation).write(storage, contents.NAME)
    (data,) = storage.files.values()
    return bytes(data)


def whoosh_terms(marker: Path) -> bytes:
    """A terms file as Whoosh writes it, with code for the facts at its end."""
    from whoosh.filedb.filetables import OrderedHashWriter
    from whoosh.filedb.structfile import StructFile

    held = io.BytesIO()
    held.close = lambda: None  # type: ignore[method-assign]  # Whoosh closes what it has written to
    writer = OrderedHashWriter(StructFile(held))
    writer.extras["fieldmap"] = Code(marker)
    writer.add(b"\0\0abri", bytes(60))
    writer.close()
    return held.getvalue()


def folder(archive: Path) -> Path:
    """The folder that holds the index."""
    name = json.loads((archive / "index" / "current.json").read_bytes())["folder"]
    found: Path = archive / "index" / name
    return found


def files(archive: Path) -> list[Path]:
    """All files of the index that hold anything."""
    return sorted(p for p in (archive / "index").rglob("*") if p.is_file() and p.stat().st_size)


def agree(archive: Path) -> None:
    """Makes the table of contents agree with the files, as one does who plants them."""
    place = folder(archive)
    held = contents.read(place, contents.latest(place))
    entries = []
    for entry in held.segments:
        facts = {}
        for suffix in entry.files:
            path = entry.path(place, suffix)
            facts[suffix] = (path.stat().st_size, zlib.crc32(path.read_bytes()))
        entries.append(replace(entry, files=facts))
    contents.write(place, replace(held, segments=tuple(entries)))


def table(found: Any) -> bytes:
    """Any JSON as a table of contents whose sum is right."""
    rest = json.dumps(found).encode()
    return b"ARCHTOC1" + struct.pack("<II", len(rest), zlib.crc32(rest)) + rest


def header(path: Path, found: Any) -> bytes:
    """A file of arrays with another header, whose sum is right."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<I", data, 8)
    made = json.dumps(found).encode().ljust(length)
    return data[:8] + struct.pack("<II", len(made), zlib.crc32(made)) + made + data[16 + length :]


def header_of(path: Path) -> Any:
    """The header of a file of arrays."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<I", data, 8)
    return json.loads(data[16 : 16 + length])


ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 7, 2**40, 2**63, 2**70, 1.5, float("nan"), "", "../../x", "O", "|O", "<U4", "<f8",
    "x", [], {}, [[]], [1, 2], {"a": 1}, "archive_" + "a" * 16, "\ud800",
)  # fmt: skip


def changed(found: Any, chance: random.Random) -> Any:
    """A copy of some JSON with one value in it, anywhere, replaced, taken out or doubled."""
    made = json.loads(json.dumps(found))
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                walk(node[key])

    walk(made)
    node, key = chance.choice(places)
    match chance.randrange(4):
        case 0:
            del node[key]
        case 1 if isinstance(node, list):
            node.append(node[key])
        case _:
            node[key] = chance.choice(ODD)
    return made


def stamp(archive: Path, **facts: Any) -> None:
    """Another current.json, whose sum is right."""
    stamps.write(archive / "index" / "current.json", {**json.loads(_current(archive)), **facts})


def _current(archive: Path) -> str:
    found = json.loads((archive / "index" / "current.json").read_bytes())
    return json.dumps({k: v for k, v in found.items() if k != "sum"})
