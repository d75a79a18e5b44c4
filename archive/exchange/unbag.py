"""A bag of an archive taken back: every sum in it is verified before anything is taken in, then all or
nothing.

It is taken into an archive that holds nothing: ids, numbers of decisions and the log of changes are those of
the archive that it came from, and two such histories are not one. Nothing is unpacked by name: what is taken
are the originals, by what their bytes are, and rows of the tables that a catalog has.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import unquote

from archive.catalog import Catalog, care, origins, rows, soundness
from archive.catalog.intake import Failure
from archive.dataclass import dataclass
from archive.errors import BadInput, UnreadableInput, UnusableArchive
from archive.exchange.bag import (
    BAGIT,
    CATALOG,
    FORMAT,
    INFO,
    MANIFEST,
    MISSING,
    ORIGINALS,
    PROFILE,
    TAGS,
    ZIP,
)
from archive.ingest import originals
from archive.ingest.files import left_by_program
from archive.ingest.originals import Originals
from archive.ingest.places import absolute
from archive.link.run import doubt
from archive.pipeline.backup.disk import reason
from archive.pipeline.backup.form import CHUNK_BYTES
from archive.pipeline.summary import Summary
from archive.progress import Progress, Silent

_MAX_TAG_BYTES: Final = 1 << 20  # of bag-info.txt: ours has some hundred
_LINES_BYTES: Final = 1 << 16  # of lines in memory
_MAX_LINE_BYTES: Final = 1 << 30  # of a table: a row holds a text at most
_IN_ZIP: Final = re.compile(r"((?:[^/]+/)?)" + re.escape(INFO))  # the bag, or a folder that is one
_SUM: Final = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")
_ORIGINAL: Final = re.compile(re.escape(ORIGINALS) + "([0-9a-f]{2})/([0-9a-f]{62})")
_TABLE: Final = re.compile(re.escape(CATALOG) + r"(\w+)\.jsonl")
_LABEL: Final = re.compile(r"([^:]+?)[ \t]*:[ \t]*(.*)")


class RefusedBag(BadInput):
    """A bag of an archive, whole as it may be, that cannot be taken into this one: the message says what to
    do.
    """


@dataclass(frozen=True, slots=True)
class UnpackedBag:
    """What came in with a bag: sources, documents, and the originals that are missing from it."""

    sources: int
    documents: int
    missing: int = 0
    day: str = ""  # on which it was made, as it says itself


class Bag:
    """A bag of an archive, open to be read: a folder, or a zip of one.

    `flaw`: what tells by the names alone that it is not whole.
    """

    def __init__(
        self, path: Path, files: Mapping[str, int], opened: Callable[[str], BinaryIO], flaw: str = ""
    ) -> None:
        self.path, self.flaw = path, flaw
        self.files = files  # sizes by names
        self._opened = opened

    def pieces(self, name: str, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The bytes of a file, `size` at a time. Raises UnreadableInput."""
        try:
            with self._opened(name) as file:
                while piece := file.read(size):
                    yield piece
        except (
            OSError,
            zipfile.BadZipFile,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise self.bad(f"{name} cannot be read ({error})") from error
        except Exception as error:
            if type(error).__module__ not in ("zlib", "_lzma", "lzma"):
                raise
            raise self.bad(f"{name} cannot be unpacked") from error

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file without their ends. Raises UnreadableInput."""
        rest = b""
        for piece in self.pieces(name, _LINES_BYTES):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > _MAX_LINE_BYTES:
                raise self.bad(f"{name} has a line of more than {_MAX_LINE_BYTES >> 20} MiB")
        if rest:
            yield rest

    def info(self) -> dict[str, str]:
        """What bag-info.txt says, by labels in small letters. Raises UnreadableInput."""
        if self.files.get(INFO, 0) > _MAX_TAG_BYTES:
            raise self.bad(f"{INFO} is no such file")
        text = b"".join(self.pieces(INFO)).decode("utf-8-sig", "replace")
        return {m[1].lower(): m[2] for line in text.splitlines() if (m := _LABEL.fullmatch(line.rstrip()))}

    def bad(self, why: str) -> UnreadableInput:
        """What to raise where the bag is not as it was written."""
        return UnreadableInput(f"no whole bag of an archive: {why}. Use another copy of it.")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Bag | None]:
    """The bag at `path`, where it is one that an archive wrote; None for anything else."""
    with contextlib.ExitStack() as stack:
        bag = _folder(path) if path.is_dir() else _zip(path, stack) if path.suffix.lower() == ZIP else None
        ours = False
        if bag is not None and INFO in bag.files:
            with contextlib.suppress(UnreadableInput):
                ours = bag.info().get("bagit-profile-identifier", "").startswith(PROFILE)
        yield bag if ours else None


def _folder(path: Path) -> Bag | None:
    """The bag in a folder, or in the only folder in it, as some programs unpack a zip."""
    if not (path / INFO).is_file() or not (path / BAGIT).is_file():
        try:
            some = [one for one in path.iterdir() if not left_by_program(one.name + "/" * one.is_dir())]
        except OSError:  # whoever reads its files is told
            return None
        alone = len(some) == 1 and (some[0] / INFO).is_file() and (some[0] / BAGIT).is_file()
        return _folder(some[0]) if alone else None
    files: dict[str, int] = {}
    for place, _, names in os.walk(path):
        for name in names:
            file = Path(place, name)
            if not left_by_program(file.relative_to(path).as_posix()):
                files[file.relative_to(path).as_posix()] = file.lstat().st_size

    def opener(name: str) -> BinaryIO:
        return open(os.open(path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")

    return Bag(path, files, opener)


def _zip(path: Path, stack: contextlib.ExitStack) -> Bag | None:
    try:
        box = stack.enter_context(zipfile.ZipFile(path))
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    inside = [one for one in box.infolist() if not (one.is_dir() or left_by_program(one.filename))]
    root = next((found[1] for one in inside if (found := _IN_ZIP.fullmatch(one.filename))), None)
    if root is None:
        return None
    of_it = [one for one in inside if one.filename.startswith(root)]
    files = {one.filename.removeprefix(root): one.file_size for one in of_it}
    flaw = "" if len(of_it) == len(inside) else "other files lie beside it in the zip"
    flaw = flaw if len(files) == len(of_it) else "two of its files have one name"

    def opener(name: str) -> BinaryIO:
        return box.open(root + name)  # type: ignore[return-value]  # it reads

    return Bag(path, files, opener, flaw)


def verify(bag: Bag, progress: Progress | None = None) -> None:
    """Sees that every file of a bag is as it was written, and none too few or too many. Raises
    UnreadableInput.
    """
    reporter = progress or Silent()
    if bag.flaw:
        raise bag.bad(bag.flaw)
    info = bag.info()
    number = info["bagit-profile-identifier"].removeprefix(PROFILE)
    if not number.isdecimal():
        raise bag.bad(f"its form {ascii(number)[:40]} is none")
    if int(number) > FORMAT:
        raise RefusedBag(
            f"this bag was written by a later version of this program (form {number}, this one knows"
            f" {FORMAT}). Update the program to take it in."
        )
    if MANIFEST not in bag.files or BAGIT not in bag.files:
        raise bag.bad(f"{MANIFEST} or {BAGIT} is not there")
    payload = {name for name in bag.files if name.startswith("data/")}
    sums = _sums(bag, MANIFEST)
    if absent := sorted(sums.keys() - payload):
        raise bag.bad(f"{absent[0]} is not there")
    if strange := sorted(payload - sums.keys()):
        raise bag.bad(f"{ascii(strange[0])[:120]} is not in its manifest")
    size = sum(bag.files[name] for name in payload)
    if info.get("payload-oxum") not in (None, f"{size}.{len(payload)}"):
        raise bag.bad("it is larger or smaller than it says")
    tags = _sums(bag, TAGS) if TAGS in bag.files else {}
    reporter.stage("Verifying the bag", len(sums) + len(tags))
    for name, wanted in (*sorted(tags.items()), *sorted(sums.items())):
        if name not in bag.files:
            raise bag.bad(f"{name} is not there")
        digest = hashlib.sha256()
        for piece in bag.pieces(name):
            digest.update(piece)
        if digest.hexdigest() != wanted:
            raise bag.bad(f"{name} is not what was written")
        reporter.advance(1)


def _sums(bag: Bag, name: str) -> dict[str, str]:
    """The sums in a manifest, by names of files."""
    found: dict[str, str] = {}
    for line in bag.lines(name):
        match = _SUM.fullmatch(line.decode("utf-8", "replace").rstrip("\r"))
        if match is None or unquote(match[2]) in found:
            raise bag.bad(f"{name} cannot be read")
        found[unquote(match[2])] = match[1].lower()
    return found


def take(catalog: Catalog, kept: Originals, bag: Bag, progress: Progress | None = None) -> UnpackedBag:
    """Takes all that a bag holds into an empty archive, whose originals are in `kept`.

    Raises UnreadableInput for a bag that is not as it was written, Refused where the archive holds something,
    UnusableArchive when the disk refuses.
    """
    reporter = progress or Silent()
    _must_be_empty(catalog, bag)
    verify(bag, reporter)
    try:
        with tempfile.TemporaryDirectory(prefix=".bag-", dir=catalog.folder) as name:
            file = Path(name) / "catalog.sqlite"
            reporter.stage("Taking in the catalog", None)
            _load(bag, file)
            taken = _see(bag, file.parent)
            _keep(bag, kept, reporter)
            rows.take(catalog, file)
    except OSError as error:
        raise UnusableArchive(f"The bag cannot be taken into {catalog.folder}: {reason(error)}.") from error
    return taken


def _load(bag: Bag, file: Path) -> None:
    schema = bag.info().get("archive-schema", "")
    there = {found[1]: name for name in bag.files if (found := _TABLE.fullmatch(name))}
    try:
        rows.load(
            file, int(schema) if schema.isdecimal() else 0, ((t, _rows(bag, n)) for t, n in there.items())
        )
    except rows.BadRows as error:
        where = f"{CATALOG}{error.table}.jsonl, line {error.line}: " if error.line else ""
        raise bag.bad(f"{where}{error}" if where else f"its catalog cannot be made ({error})") from error


def _rows(bag: Bag, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(bag.lines(name), 1):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise bag.bad(f"{name}, line {number}: no JSON") from error


def _see(bag: Bag, folder: Path) -> UnpackedBag:
    """Sees that the catalog in `folder` is sound, and that its originals are in the bag. Raises
    UnreadableInput.
    """
    with Catalog.open(folder) as restored:
        flaw = next(soundness.flaws(restored), None)
        if flaw is not None:
            raise bag.bad(f"its catalog is damaged ({flaw.what})")
        named = set(origins.originals(restored))
        doubt(restored)
        counts = rows.counts(restored)
    hashes = {found[1] + found[2] for name in bag.files if (found := _ORIGINAL.fullmatch(name))}
    missing = {str(row.get("sha256")) for row in _rows(bag, MISSING)} if MISSING in bag.files else set()
    if absent := named - hashes - missing:
        raise bag.bad(f"{len(absent):,} originals that its catalog names are not in it")
    return UnpackedBag(*counts, missing=len(named - hashes), day=bag.info().get("bagging-date", ""))


def _note(catalog: Catalog, path: str, day: str) -> None:
    """Notes that the bag holds a copy of all: as of the end of its day, for it does not say the hour."""
    place = absolute(path)
    with contextlib.suppress(ValueError):
        last = date.fromisoformat(day)
        if place not in dict(care.copies(catalog)):
            care.note_copy(catalog, place, f"{last.isoformat()}T23:59:59Z")


def _keep(bag: Bag, kept: Originals, progress: Progress) -> None:
    found = [(name, m[1] + m[2]) for name in sorted(bag.files) if (m := _ORIGINAL.fullmatch(name))]
    progress.stage("Taking in originals", len(found))
    for name, sha256 in found:
        if not originals.keep_stream(kept, sha256, bag.pieces(name)):
            raise bag.bad(f"{name} is not the file that its name says")
        progress.advance(1)


def take_back(
    catalog: Catalog, kept: Originals, paths: Sequence[str], progress: Progress, *, only_read: bool = False
) -> tuple[list[str], Summary]:
    """Takes in those of `paths` that are bags of an archive; returns the others, and what came of the bags.

    `only_read`: verifies them, and takes nothing in.
    """
    rest: list[str] = []
    came = Summary()
    for path in paths:
        with opened(Path(path)) as bag:
            if bag is None:
                rest.append(path)
                continue
            try:
                taken = tried(catalog, bag, progress) if only_read else take(catalog, kept, bag, progress)
            except BadInput as error:
                came.failed.append(Failure(absolute(path), path, str(error)))
                continue
        if not only_read:
            _note(catalog, path, taken.day)
        came.sources += taken.sources
        came.documents += taken.documents
        if taken.missing:
            why = f"{taken.missing:,} originals were missing when the bag was made: archive check names them"
            came.unread.append((path, why))
    return rest, came


def tried(catalog: Catalog, bag: Bag, progress: Progress | None = None) -> UnpackedBag:
    """What `take` would take in; raises what it would raise. Nothing is kept."""
    _must_be_empty(catalog, bag)
    verify(bag, progress)
    with tempfile.TemporaryDirectory(prefix="archive-") as name:
        file = Path(name) / "catalog.sqlite"
        _load(bag, file)
        return _see(bag, file.parent)


def _must_be_empty(catalog: Catalog, bag: Bag) -> None:
    if not rows.is_empty(catalog):
        raise RefusedBag(
            "a bag of an archive is taken back whole, into a new archive alone, and this one holds something"
            f" already. Run: archive --archive NEW ingest {bag.path}"
        )
