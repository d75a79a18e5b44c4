"""An archive as an OCFL storage root: each original an object with versions, in files that stay readable.

    0=ocfl_1.1, ocfl_layout.json, extensions/    what the folder is
    abc/def/012/urn%3asha256%3a<SHA-256>/        an object: one original
        inventory.json                           what is in each version, with checksums (SHA-512)
        v1/content/original/<name>               the file that was ingested
        v1/content/documents.jsonl               its documents with names and dates, one JSON object a line
        v1/content/places.txt                    where it came from, a path or address a line

Exported again into the same root, an object gets a new version if what is known of it has changed; nothing in
it is ever changed or removed. Source of the form: https://ocfl.io/1.1/spec/, with the layout of
https://ocfl.github.io/extensions/0003-hash-and-id-n-tuple-storage-layout.html.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from archive import __version__, forms
from archive.catalog import Catalog, listings, origins
from archive.dataclass import dataclass
from archive.errors import ArchiveBusy, UnusableArchive, UsageError
from archive.ingest import originals
from archive.ingest.originals import Originals
from archive.locks import lock
from archive.pipeline import reading
from archive.pipeline.backup.disk import clear, new_file, reason, sync, sync_tree, workplace
from archive.pipeline.backup.form import MissingOriginal
from archive.printable import printable_json
from archive.progress import Progress, Silent

ROOT_MARK: Final = ("0=ocfl_1.1", "ocfl_1.1\n")
OBJECT_MARK: Final = ("0=ocfl_object_1.1", "ocfl_object_1.1\n")
LAYOUT: Final = "0003-hash-and-id-n-tuple-storage-layout"
INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha512"
ORIGINAL: Final = "original/"
_TUPLES, _TUPLE = 3, 3  # folders above an object, and the characters of the name of each
_TYPE: Final = "https://ocfl.io/1.1/spec/#inventory"
_LAYOUT_FILES: Final[Mapping[str, Mapping[str, Any]]] = {
    f"extensions/{LAYOUT}/config.json": {
        "extensionName": LAYOUT, "digestAlgorithm": "sha256", "tupleSize": _TUPLE, "numberOfTuples": _TUPLES,
    },
    "ocfl_layout.json": {
        "extension": LAYOUT, "description": "Folders by the SHA-256 of an object's id, then its id",
    },
}  # fmt: skip
_PART: Final = ".archive-ocfl-"  # begins the name of the folder in which a version is made
_UNSAFE: Final = re.compile(r"[^\w .,()+=@'-]+")
_LONGEST_NAME: Final = 100  # characters


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of an export: how many objects were written anew, got a version, stayed; what is missing."""

    new: int
    changed: int
    unchanged: int
    missing: tuple[MissingOriginal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Object:
    """An object as its inventory has it; `inventory` is empty for one that is not there yet."""

    path: Path
    inventory: Mapping[str, Any]

    @property
    def head(self) -> int:
        return int(self.inventory["head"][1:]) if self.inventory else 0

    @property
    def state(self) -> dict[str, str]:
        """The SHA-512 of each file of the last version, by its path."""
        if not self.inventory:
            return {}
        state = self.inventory["versions"][self.inventory["head"]]["state"]
        return {name: digest for digest, names in state.items() for name in names}


def write(
    catalog: Catalog, kept: Originals, root: Path, *, now: Callable[[], str], progress: Progress | None = None
) -> Stored:
    """Writes each original with its documents to the storage root `root`, made where there is none.

    `kept` is where the originals are; those that are missing or have changed are told. Each object is whole
    or not there, and so is each version of it, wherever a process is ended. Raises UsageError where `root` is
    another folder, ArchiveBusy while another export writes to it, UnusableArchive when the disk refuses.
    """
    progress = progress or Silent()
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    missing: list[MissingOriginal] = []
    try:
        with (
            _opened(root),
            workplace(root / f"{_PART}{secrets.token_hex(4)}.part") as part,
            catalog.reading(),
        ):
            every = origins.originals(catalog)
            progress.stage("Writing objects", len(every))
            for sha256 in every:
                outcome = _put(catalog, kept, root, part, sha256, now)
                if isinstance(outcome, MissingOriginal):
                    missing.append(outcome)
                else:
                    counts[outcome] += 1
                progress.advance(1, failed=isinstance(outcome, MissingOriginal))
    except OSError as error:
        raise UnusableArchive(f"The OCFL storage root {root} cannot be written: {reason(error)}.") from error
    return Stored(**counts, missing=tuple(missing))


# -- the root --------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(root: Path) -> Iterator[None]:
    """The root, begun where there is none, locked, and without what an export that was ended left."""
    if not root.parent.is_dir():
        raise UsageError(f"There is no folder {root.parent}. Make it, or name another place.")
    if not root.exists():
        root.mkdir(mode=0o700)
    if not root.is_dir() or root.is_symlink() or not _is_ours(root):
        raise UsageError(
            f"{root} exists already and is not an OCFL storage root of an archive. Name another folder."
        )
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            lock(handle)
        except BlockingIOError as error:
            raise ArchiveBusy(f"Another export is writing to {root}.") from error
        for left in root.glob(f"{_PART}*.part"):
            with contextlib.suppress(OSError):
                clear(left, lambda _: True)
        if not (root / ROOT_MARK[0]).exists():
            _begin(root)
        yield
    finally:
        os.close(handle)


def _is_ours(root: Path) -> bool:
    """Whether a folder is a root with our layout, or one that was begun, or empty."""
    names = {name for name in os.listdir(root) if not name.startswith(_PART)}
    if ROOT_MARK[0] not in names:
        return names <= {"extensions", "ocfl_layout.json"}
    try:
        layouts = [json.loads((root / name).read_text("utf-8")) for name in _LAYOUT_FILES]
    except (OSError, ValueError):
        return False
    return layouts == [dict(one) for one in _LAYOUT_FILES.values()]


def _begin(root: Path) -> None:
    for name, content in _LAYOUT_FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_json(content))
    sync_tree(root)
    (root / ROOT_MARK[0]).write_text(ROOT_MARK[1], "utf-8")  # last: with it the root is one
    sync(root)


# -- objects ---------------------------------------------------------------------------------------


def _put(
    catalog: Catalog, kept: Originals, root: Path, part: Path, sha256: str, now: Callable[[], str]
) -> str | MissingOriginal:
    """Writes what is new of an object; returns what it is now, or what is missing of it."""
    existing = _load(_path(root, f"urn:sha256:{sha256}"))
    name = next((one for one in existing.state if one.startswith(ORIGINAL)), None)
    files: dict[str, bytes] = {}
    state: dict[str, str] = {}
    if name is None:
        if not originals.is_whole(kept, sha256):
            return _missing(catalog, kept, sha256)
        name = ORIGINAL + _safe(origins.of(catalog, origins.of_original(catalog, sha256)[0]))
        file, _ = kept.opened(sha256)
        with file:
            found = hashlib.sha512()
            for piece in originals.pieces(file):
                found.update(piece)
        state[name] = found.hexdigest()
    else:
        state[name] = existing.state[name]
    for record_name, data in _records(catalog, sha256):
        files[record_name] = data
        state[record_name] = hashlib.sha512(data).hexdigest()
    if state == existing.state:
        return "unchanged"
    version = part / f"v{existing.head + 1}"
    inventory = _inventory(existing, sha256, state, now())
    new = {where: digest for digest, (where, *_) in inventory["manifest"].items()
           if where.startswith(f"{version.name}/")}  # fmt: skip
    for where in new:
        path = version.parent / where
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        record_name = where.split("/", 2)[2]
        if record_name in files:
            with new_file(path) as out:
                out.write(files[record_name])
        else:
            _copy(kept, sha256, path, state[record_name])
    _place(existing, part, version, _json(inventory))
    return "changed" if existing.inventory else "new"


def _place(existing: _Object, part: Path, version: Path, inventory: bytes) -> None:
    """Puts a version in its place: of a new object all at once; else the version, then what names it."""
    sidecar = f"{hashlib.sha512(inventory).hexdigest()} {INVENTORY}\n".encode()
    version.mkdir(mode=0o700, exist_ok=True)
    _inventoried(version, inventory, sidecar)
    if not existing.inventory:
        whole = part / "object"
        whole.mkdir(mode=0o700)
        (whole / OBJECT_MARK[0]).write_text(OBJECT_MARK[1], "utf-8")
        _inventoried(whole, inventory, sidecar)
        version.rename(whole / version.name)
        sync_tree(whole)
        existing.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole.rename(existing.path)
        sync(existing.path.parent)
        return
    sync_tree(version)
    version.rename(existing.path / version.name)
    sync(existing.path)
    _inventoried(part, inventory, sidecar)
    for name in (INVENTORY, SIDECAR):  # ended between the two, `_load` writes the second
        sync(part / name)
        (part / name).rename(existing.path / name)
    sync(existing.path)


def _inventoried(folder: Path, inventory: bytes, sidecar: bytes) -> None:
    (folder / INVENTORY).write_bytes(inventory)
    (folder / SIDECAR).write_bytes(sidecar)


def _load(path: Path) -> _Object:
    """An object that is there, mended where an export was ended while it wrote; or one to be made.

    Raises UnusableArchive for a damaged one.
    """
    if not path.exists():
        return _Object(path, {})
    try:
        data = (path / INVENTORY).read_bytes()
        digest = hashlib.sha512(data).hexdigest()
        inventory = json.loads(data)
        head, sidecar = inventory["head"], (path / SIDECAR).read_text("ascii").split()
        if not sidecar or sidecar[0] != digest:
            if (path / head / INVENTORY).read_bytes() != data:
                raise ValueError(SIDECAR)
            (path / SIDECAR).write_text(f"{digest} {INVENTORY}\n", "ascii")
        loaded = _Object(path, inventory)
        beyond = path / f"v{loaded.head + 1}"
        if beyond.exists():  # put in its place, and never named
            shutil.rmtree(beyond)
    except (FileNotFoundError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UnusableArchive(
            f"The OCFL object {path} is damaged ({error}). Restore it, or export to another folder."
        ) from error
    return loaded


def _inventory(existing: _Object, sha256: str, state: Mapping[str, str], when: str) -> dict[str, Any]:
    """The inventory of an object with one more version; files that an earlier one has are not kept again."""
    head = f"v{existing.head + 1}"
    manifest = {digest: list(names) for digest, names in existing.inventory.get("manifest", {}).items()}
    by_digest: dict[str, list[str]] = {}
    for name in sorted(state):
        by_digest.setdefault(state[name], []).append(name)
        manifest.setdefault(state[name], [f"{head}/content/{name}"])
    inventory = {
        "created": when,
        "message": "What is known of it has changed." if existing.inventory else "Exported from an archive.",
        "state": by_digest,
        "user": {"name": f"archive {__version__}"},
    }
    return {
        "digestAlgorithm": "sha512", "head": head, "id": f"urn:sha256:{sha256}", "manifest": manifest,
        "type": _TYPE, "versions": {**existing.inventory.get("versions", {}), head: inventory},
    }  # fmt: skip


def _path(root: Path, name: str) -> Path:
    digest = hashlib.sha256(name.encode()).hexdigest()
    above = (digest[i : i + _TUPLE] for i in range(0, _TUPLES * _TUPLE, _TUPLE))
    return root.joinpath(*above, quote(name, safe="").replace("%3A", "%3a"))


# -- what is in them -------------------------------------------------------------------------------


def _records(catalog: Catalog, sha256: str) -> Iterator[tuple[str, bytes]]:
    """The files of an object beside its original."""
    sources = origins.of_original(catalog, sha256)
    places = dict.fromkeys(place for source in sources for place in origins.of(catalog, source))
    if places:
        shown = (place.encode("utf-8", "backslashreplace").decode() for place in places)
        yield "places.txt", "".join(f"{' '.join(place.split())}\n" for place in shown).encode()
    lines = [
        printable_json(json.dumps(forms.reading(reading.read(catalog, document)), ensure_ascii=False))
        for source in sources
        for document in listings.ids_of_source(catalog, source)
    ]
    if lines:
        yield "documents.jsonl", "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _safe(places: list[str]) -> str:
    """A file's own name, as every system can have it."""
    name = re.split(r"[/!\\]", places[0].rstrip("/!\\"))[-1] if places else ""
    return _UNSAFE.sub("_", name).strip(". ")[-_LONGEST_NAME:].lstrip(". ") or "file"


def _missing(catalog: Catalog, kept: Originals, sha256: str) -> MissingOriginal:
    there = kept.has(sha256)
    why = "its original has changed since it was ingested" if there else "its original is missing"
    called = (origins.called(catalog, one) for one in origins.of_original(catalog, sha256))
    return MissingOriginal(sha256, next(filter(None, called), "an original of unknown origin"), why)


def _copy(kept: Originals, sha256: str, target: Path, digest: str) -> None:
    """Copies an original. Raises UnusableArchive where it changed meanwhile."""
    found = hashlib.sha512()
    file, _ = kept.opened(sha256)
    with file, new_file(target) as out:
        for piece in originals.pieces(file):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != digest:
        raise UnusableArchive(f"The original {sha256} was changed while it was read. Run: archive check")


def _json(value: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(value, indent=2, sort_keys=True)}\n".encode()
