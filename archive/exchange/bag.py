"""An archive as a bag: all that it holds, in files that need no program of ours to be read, and their sums.

    bagit.txt, bag-info.txt, manifest-sha256.txt, tagmanifest-sha256.txt
    data/about.txt                 what is in the bag, for a person
    data/originals/aa/bbbb...      the files that were ingested; the name is the SHA-256 of the bytes
    data/records/*.jsonl           documents, mentions, pairs, entities, decisions and names, as exported
    data/catalog/*.jsonl           every table of the catalog, one row a line; `ingest` restores from these
    data/missing.jsonl             the originals that are not in it, and why

The same archive at the same time gives the same bag, to the byte. A bag is a folder, or a zip that holds it.
Source of the form: RFC 8493.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

from archive import __version__, forms
from archive.catalog import Catalog, acts, authority, entities, mentions, origins, rows, soundness
from archive.errors import DamagedCatalog, UnusableArchive, UsageError
from archive.ingest import originals
from archive.ingest.beside.bags import PROFILE as PROFILE
from archive.ingest.originals import Originals
from archive.pipeline import reading
from archive.pipeline.backup.disk import clear, new_file, reason, sync, sync_tree, workplace
from archive.pipeline.backup.form import Contents, MissingOriginal
from archive.printable import printable_json
from archive.progress import Progress, Silent

FORMAT: Final = 1
BAGIT, INFO, MANIFEST, TAGS = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ORIGINALS, CATALOG, RECORDS = "data/originals/", "data/catalog/", "data/records/"
ABOUT, MISSING = "data/about.txt", "data/missing.jsonl"
ZIP: Final = ".zip"
_LEFT: Final = ".archive-bag-"  # begins the name of the folder in which a bag is made
_ABOUT: Final = """\
This is all that an archive held on {day}: {documents} documents, {originals} originals.

originals/   The files as they came. The name of each is the SHA-256 of its bytes: the first two
             characters are the folder. records/documents.jsonl says where each came from.
records/     What the archive knows, one JSON object a line, in UTF-8. Offsets count characters.
               documents.jsonl   texts with language, title, date (EDTF), translations, copies, versions
               mentions.jsonl    people, places, organisations and dates in the texts
               pairs.jsonl       translations, paragraph by paragraph
               entities.jsonl    people, places and organisations with all their names
               decisions.jsonl   what persons decided, when, and why
               names.jsonl       the names that the archive was taught
catalog/     The archive's own tables (schema {schema}), one row a line; bytes are written in base64.
             The program "archive" makes the same archive of them: archive --archive NEW ingest THIS-BAG
missing.jsonl  Originals that were not to be had any more, and why.
"""


class _Place(Protocol):
    """Where the files of a bag are written."""

    def new(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """A new file of the bag, open to be written."""


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    @contextlib.contextmanager
    def new(self, name: str) -> Iterator[BinaryIO]:
        path = self._root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with new_file(path) as out:
            yield out


class _Zip:
    """Every member as of one time, so that it hangs on nothing but what is in it."""

    def __init__(self, file: BinaryIO, root: str, when: str) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._root = root
        self._time = datetime.fromisoformat(when).timetuple()[:6]

    @contextlib.contextmanager
    def new(self, name: str) -> Iterator[BinaryIO]:
        info = zipfile.ZipInfo(f"{self._root}/{name}", self._time)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o100600 << 16
        info.create_system = 3
        with self._zip.open(info, "w", force_zip64=True) as out:
            yield out  # type: ignore[misc]  # it has what is asked of it: write

    def close(self) -> None:
        self._zip.close()


class _Writer:
    """Writes files and keeps their sums."""

    def __init__(self, place: _Place) -> None:
        self._place = place
        self.sums: dict[str, str] = {}
        self.bytes = 0

    def put(self, name: str, pieces: Iterable[bytes]) -> str:
        digest, size = hashlib.sha256(), 0
        with self._place.new(name) as out:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                out.write(piece)
        self.sums[name] = digest.hexdigest()
        self.bytes += size
        return self.sums[name]

    def lines(self, name: str, records: Iterable[Mapping[str, Any]]) -> int:
        """Writes a JSON object a line; returns how many."""
        count = 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            for one in records:
                count += 1
                yield f"{printable_json(json.dumps(one, ensure_ascii=False))}\n".encode()

        self.put(name, pieces())
        return count


def write(
    catalog: Catalog,
    kept: Originals,
    target: Path,
    *,
    now: Callable[[], str],
    progress: Progress | None = None,
) -> Contents:
    """Writes all that an archive holds to a bag: the folder `target`, or a zip where its name ends so.

    `kept` is where its originals are. Returns what is in the bag, and which originals are not. Others may
    write to the archive meanwhile: the bag is of one moment. It is whole or not there, and its owner's alone.
    Raises UsageError where `target` exists, DamagedCatalog, UnusableArchive when the disk refuses.
    """
    if os.path.lexists(target):
        raise UsageError(f"{target} exists already. Name another bag, or move it away.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent} for the bag. Make it, or name another place.")
    when = now()
    try:
        for left in target.parent.glob(f"{_LEFT}*.part"):  # of a bag that was cut off
            with contextlib.suppress(OSError):
                clear(left, lambda names: names <= {"bag"})
        with workplace(target.parent / f"{_LEFT}{secrets.token_hex(4)}.part") as folder, catalog.reading():
            _refuse_damage(catalog)
            draft = folder / "bag"
            if target.suffix.lower() == ZIP:
                with new_file(draft) as file, contextlib.closing(_Zip(file, target.stem, when)) as place:
                    contents = _fill(catalog, kept, _Writer(place), when, progress or Silent())
                sync(draft)
            else:
                draft.mkdir(mode=0o700)
                contents = _fill(catalog, kept, _Writer(_Folder(draft)), when, progress or Silent())
                sync_tree(draft)
            draft.rename(target)
        sync(target.parent)
    except OSError as error:
        raise UnusableArchive(f"The bag cannot be written to {target}: {reason(error)}.") from error
    return contents


def _refuse_damage(catalog: Catalog) -> None:
    """What is taken back from a bag is to be sound: damage is not handed on."""
    flaw = next(soundness.flaws(catalog), None)
    if flaw is not None:
        raise DamagedCatalog(
            f"The catalog in {catalog.folder} is damaged ({flaw.what}), so no bag is made of it."
            " Run: archive check"
        )


def _fill(catalog: Catalog, kept: Originals, bag: _Writer, when: str, progress: Progress) -> Contents:
    stored, missing = _put_originals(catalog, kept, bag, progress)
    progress.stage("Writing records", None)
    documents = _put_records(catalog, bag)
    for table in rows.tables(catalog):
        bag.lines(f"{CATALOG}{table}.jsonl", rows.rows(catalog, table))
    bag.lines(MISSING, map(forms.missing, missing))
    schema = rows.version(catalog)
    about = _ABOUT.format(day=when[:10], documents=documents, originals=len(stored), schema=schema)
    bag.put(ABOUT, [about.encode()])
    _put_tags(bag, schema, when)
    return Contents(frozenset(stored), tuple(missing), when, __version__)


def _put_originals(
    catalog: Catalog, kept: Originals, bag: _Writer, progress: Progress
) -> tuple[list[str], list[MissingOriginal]]:
    every = list(origins.originals(catalog))
    progress.stage("Writing originals", len(every))
    stored: list[str] = []
    missing: list[MissingOriginal] = []
    for sha256 in every:
        if not originals.is_whole(kept, sha256):
            why = (
                "its original has changed since it was taken in"
                if kept.has(sha256)
                else "its original is missing"
            )
            missing.append(MissingOriginal(sha256, _origin(catalog, sha256), why))
            progress.advance(1, failed=1)
            continue
        written = bag.put(f"{ORIGINALS}{sha256[:2]}/{sha256[2:]}", _pieces(kept, sha256))
        if written != sha256:
            raise UnusableArchive(f"The original {sha256} was changed while it was read. Run: archive check")
        stored.append(sha256)
        progress.advance(1)
    return stored, missing


def _pieces(kept: Originals, sha256: str) -> Iterator[bytes]:
    file, _ = kept.opened(sha256)
    with file:
        yield from originals.pieces(file)


def _origin(catalog: Catalog, sha256: str) -> str:
    called = (origins.called(catalog, one) for one in origins.of_original(catalog, sha256))
    return next(filter(None, called), "an original of unknown origin")


def _put_records(catalog: Catalog, bag: _Writer) -> int:
    """Writes what others read; returns how many documents there are."""
    documents = bag.lines(f"{RECORDS}documents.jsonl", map(forms.document, reading.entries(catalog)))
    bag.lines(f"{RECORDS}mentions.jsonl", map(forms.mention, mentions.for_export(catalog)))
    bag.lines(f"{RECORDS}pairs.jsonl", map(forms.pair, reading.pairs(catalog)))
    bag.lines(f"{RECORDS}entities.jsonl", map(forms.entity, entities.listing(catalog)))
    bag.lines(f"{RECORDS}decisions.jsonl", map(forms.decision, acts.listing(catalog)))
    bag.lines(f"{RECORDS}names.jsonl", map(forms.name, authority.entries(catalog)))
    return documents


def _put_tags(bag: _Writer, schema: int, when: str) -> None:
    payload, oxum = dict(bag.sums), f"{bag.bytes}.{len(bag.sums)}"
    info = {
        "Bag-Software-Agent": f"archive {__version__}",
        "Bagging-Date": when[:10],
        "BagIt-Profile-Identifier": f"{PROFILE}{FORMAT}",
        "Archive-Schema": str(schema),
        "Payload-Oxum": oxum,
    }
    bag.put(BAGIT, [DECLARATION.encode()])
    bag.put(INFO, ["".join(f"{label}: {value}\n" for label, value in info.items()).encode()])
    bag.put(MANIFEST, [_manifest(payload)])
    bag.put(TAGS, [_manifest({name: bag.sums[name] for name in (BAGIT, INFO, MANIFEST)})])


def _manifest(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
