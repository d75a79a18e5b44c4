"""A small archive without models, its backup, and backups that someone else made."""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner, Result

from archive.catalog import Catalog, documents
from archive.cli import main
from archive.errors import UnusableArchive
from archive.ingest import originals
from archive.ingest.originals.folder import original_path
from archive.pipeline.backup import backup, form, restore
from archive.pipeline.backup.form import BackupHeader, BackupMember, Contents, MissingOriginal
from tests.catalog.made import intake

WHEN = "2026-03-01T12:00:00Z"
TEXTS = {
    "lavoir.txt": "Le lavoir de Brévaux rouvre le 3 mai 2017, dit Odile Sarrazin.",
    "wash-house.txt": "The wash-house of Brévaux opens again on 3 May 2017, says Odile Sarrazin.",
    "été.txt": "Une fanfare traverse Oxmoor.",
    "empty-street.txt": "Nobody came. " * 400,
    "boats.txt": "Eleven boats left the quay before noon.",
}

Piece = tuple[str | tarfile.TarInfo, bytes]


def now() -> str:
    return WHEN


def archive(folder: Path, texts: dict[str, str] = TEXTS) -> Path:
    """An archive of `texts` by their file names."""
    with Catalog.open(folder, create=True) as catalog:
        for name, text in texts.items():
            one = intake(name, ("fr", text))
            documents.add(catalog, one, WHEN)
            path = original_path(folder / "originals", one.source.sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    return folder


def back_up(home: Path, file: Path) -> Contents:
    with Catalog.open(home) as catalog:
        return backup(catalog, originals.of(home), file, now=now)


def original(home: Path, name: str) -> Path:
    """Where the original of one of TEXTS is kept."""
    return original_path(home / "originals", hashlib.sha256(TEXTS[name].encode()).hexdigest())


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every path in a folder, links unfollowed, with the bytes of files."""
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() and not p.is_symlink() else None
        for p in sorted(folder.rglob("*"))
    }


def members(file: Path) -> list[tuple[str, bytes]]:
    """The catalog and the originals in a backup."""
    with tarfile.open(file) as box:
        read = [(m.name, box.extractfile(m).read()) for m in box]  # type: ignore[union-attr]  # all are files
    return [(name, data) for name, data in read if name not in (form.HEAD, form.MANIFEST)]


def packed(name: str | tarfile.TarInfo, data: bytes) -> bytes:
    """A member: under a plain header where it has only a name."""
    if isinstance(name, str):
        start = form.header(name, len(data), form.seconds(WHEN))
    else:
        start = name.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
    return start + data + bytes(-len(data) % 512)


def forged(
    pieces: Iterable[Piece],
    *,
    head: bytes | None = None,
    manifest: bytes | None = None,
    missing: tuple[MissingOriginal, ...] = (),
    end: bytes = bytes(1024),
) -> bytes:
    """A backup of these members with a head and a manifest that agree with them, unless others are given."""
    pieces = list(pieces)
    if head is None:
        head = form.head(BackupHeader(len(pieces) - 1, "0", WHEN))
    every: list[Piece] = [(form.HEAD, head), *pieces]
    named = [
        BackupMember(
            name if isinstance(name, str) else name.name, len(data), hashlib.sha256(data).hexdigest()
        )
        for name, data in every
    ]
    out = io.BytesIO()
    for name, data in every:
        out.write(packed(name, data))
    out.write(packed(form.MANIFEST, form.manifest(named, missing) if manifest is None else manifest))
    return out.getvalue() + end


def first_format(pieces: Iterable[Piece]) -> bytes:
    """A backup as the first versions wrote it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as box:
        for name, data in pieces:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(data) if info.isreg() else info.size
            info.mtime = 1_795_366_443.25  # it made an extended header
            box.addfile(info, io.BytesIO(data))
    return out.getvalue()


def run(folder: Path, *args: str | Path) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *map(str, args)])


def one_line(result: Result, code: int) -> str:
    """The one line with which a command ended with `code`."""
    assert result.exit_code == code, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("archive: ")
    return line


def accepted(file: Path, again: Path) -> bool:
    """Whether a backup is restored; where it is refused, nothing may be left."""
    before, said = set(again.parent.iterdir()), ""
    try:
        restore(file, again)
    except UnusableArchive as error:
        said = str(error)
    else:
        shutil.rmtree(again)
    assert set(again.parent.iterdir()) == before
    assert not said or str(file) in said
    return not said
