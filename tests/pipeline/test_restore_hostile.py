"""Backups that a stranger made: nothing but a catalog and originals is taken, nothing lands elsewhere."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.errors import NewerArchive, UnusableArchive
from archive.pipeline.backup import BadBackup, MissingOriginal, form, restore, verify
from tests.pipeline.backups import WHEN, Piece, archive, back_up, first_format, forged, members, packed, tree

STRANGE = b"Not a text of this archive.\n"
STRANGE_NAME = form.original_name(hashlib.sha256(STRANGE).hexdigest())


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """The catalog and the originals of a small archive."""
    folder = tmp_path_factory.mktemp("made")
    back_up(archive(folder / "home"), folder / "safe.tar")
    return members(folder / "safe.tar")


@dataclass
class Place:
    """Where a test restores: `outside` is where a hostile member would write."""

    folder: Path
    outside: Path

    @property
    def file(self) -> Path:
        return self.folder / "hostile.tar"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/kept.txt").write_text("kept")
    (tmp_path / "inside").mkdir()
    return Place(tmp_path / "inside", tmp_path / "outside")


def refused(place: Place, data: bytes) -> str:
    """Restores, verifies, and sees that nothing was written anywhere; returns what is said."""
    place.file.write_bytes(data)
    before = tree(place.folder.parent)
    result = CliRunner().invoke(main, ["--archive", str(place.folder / "again"), "restore", str(place.file)])
    assert result.exit_code == 3, result.output
    (line,) = result.stderr.splitlines()
    assert str(place.file) in line
    assert line.isprintable()
    assert len(line) < 600
    assert tree(place.folder.parent) == before
    with pytest.raises(UnusableArchive):
        verify(place.file, catalog=True)
    assert tree(place.folder.parent) == before
    return line


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    one = tarfile.TarInfo(name)
    one.type, one.linkname, one.size, one.mode = kind, link, size, 0o600
    one.mtime = form.seconds(WHEN)
    return one


def with_pax(headers: dict[str, str], kind: bytes = tarfile.XHDTYPE) -> Piece:
    """An extended header as a member of its own."""
    block = tarfile.TarInfo._create_pax_generic_header(headers, kind, "utf-8")  # type: ignore[attr-defined]  # private
    return tarfile.TarInfo.frombuf(block[:512], "utf-8", "strict"), block[512:].rstrip(b"\0")


# Members that no backup has, each put behind the catalog and at the end. {outside} is a folder, {original} an
# original that is in the backup.
NAMES = [
    "/etc/cron.d/run", "{outside}/run", "../outside/run", "originals/../../outside/run", "./catalog.sqlite",
    "originals//aa/" + "b" * 62, "originals/aa/" + "b" * 61, "originals/aa/" + "b" * 63,
    "originals/AA/" + "b" * 62, "originals/aa/" + "B" * 62, "originals/aa/" + "b" * 62 + "\n",
    "originals/aa/" + "b" * 62 + ".part",
    "originals/aa/bb/" + "b" * 60, "originals\\aa\\" + "b" * 62, ".bashrc", ".git/hooks/post-checkout",
    "catalog.sqlite-wal", "catalog.sqlite-journal", "CATALOG.SQLITE", "catalog.sqlite ", "writer.lock",
    "restore.part", "index/7/building.json", "index/7/_archive_3.toc", "manifest.json.bak", "",
    "\x1b]0;owned\x07", "‮gpj.exe", "lone \udcff byte", "line\nend: well done",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_member_of_another_name_is_refused_by_its_name(
    place: Place, pieces: list[tuple[str, bytes]], name: str
) -> None:
    name = name.format(outside=place.outside)
    for at in (1, 2, len(pieces)):
        strange: Piece = (info(name, size=len(STRANGE)), STRANGE)
        line = refused(place, forged([*pieces[:at], strange, *pieces[at:]]))
        assert ascii(name)[:100] in line, "the member is named"
        line = refused(place, first_format([*pieces[:at], (info(name), STRANGE), *pieces[at:]]))


KINDS = {
    "a link out": info("{original}", tarfile.SYMTYPE, "{outside}/kept.txt"),
    "a link to a folder": info("originals", tarfile.SYMTYPE, "{outside}"),
    "a link to here": info("originals", tarfile.SYMTYPE, "."),
    "a link for the catalog": info("catalog.sqlite", tarfile.SYMTYPE, "{outside}/kept.txt"),
    "a hard link": info("{original}", tarfile.LNKTYPE, "catalog.sqlite"),
    "a hard link out": info("{original}", tarfile.LNKTYPE, "{outside}/kept.txt"),
    "a character device": info("{original}", tarfile.CHRTYPE),
    "a block device": info("{original}", tarfile.BLKTYPE),
    "a pipe": info("{original}", tarfile.FIFOTYPE),
    "a folder": info("originals/", tarfile.DIRTYPE),
    "a folder as an original": info("{original}", tarfile.DIRTYPE),
    "a file in one piece": info("{original}", tarfile.CONTTYPE),
    "a file with holes": info("{original}", tarfile.GNUTYPE_SPARSE),
    "a long name": info("././@LongLink", tarfile.GNUTYPE_LONGNAME),
    "a long link": info("././@LongLink", tarfile.GNUTYPE_LONGLINK),
    "an unknown kind": info("{original}", b"Z"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("instead", [True, False])
def test_what_is_no_plain_file_is_refused_by_its_name(
    place: Place, pieces: list[tuple[str, bytes]], kind: str, instead: bool
) -> None:
    one = copy.copy(KINDS[kind])
    one.name = one.name.format(original=pieces[1][0])
    one.linkname = one.linkname.format(outside=place.outside)
    rest = pieces[2:] if instead else pieces[1:]
    line = refused(place, forged([pieces[0], (one, b""), *rest]))
    assert ascii(one.name)[1:-1].rstrip("/") in line
    refused(place, first_format([pieces[0], (copy.copy(one), b""), *rest]))
    if instead and one.name == pieces[1][0]:  # with the bytes that would be right
        one.size = len(pieces[1][1])
        for make in (forged, first_format):
            line = refused(place, make([pieces[0], (copy.copy(one), pieces[1][1]), *rest]))
            assert "which no backup holds" in line


def test_a_chain_of_links_longer_than_a_path_writes_nothing_outside(
    place: Place, pieces: list[tuple[str, bytes]]
) -> None:
    """CVE-2025-4517: folders and links whose real path grows too long to be checked."""
    inner, path, chain = "d" * 247, "", []
    for step in "abcdefghijklmnop":
        chain.append(info(f"{path}{inner}", tarfile.DIRTYPE))
        chain.append(info(f"{path}{step}", tarfile.SYMTYPE, inner))
        path += f"{step}/"
    chain.append(info(f"{path}{'l' * 254}", tarfile.SYMTYPE, "../" * 16))
    chain.append(info("escape", tarfile.SYMTYPE, f"{path}{'l' * 254}/../outside"))
    hostile: list[Piece] = [*((one, b"") for one in chain), (info("escape/run"), STRANGE)]
    for at in (0, 1, len(pieces)):
        refused(place, first_format([*pieces[:at], *hostile, *pieces[at:]]))


def test_extended_headers_change_nothing(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    for headers, kind in (
        ({"path": "../outside/run"}, tarfile.XHDTYPE), ({"size": "99999999999"}, tarfile.XHDTYPE),
        ({"linkpath": "/etc/passwd"}, tarfile.XHDTYPE), ({"GNU.sparse.size": "9"}, tarfile.XHDTYPE),
        ({"path": "../outside/run"}, tarfile.XGLTYPE), ({"mtime": "1.5"}, tarfile.XHDTYPE),
        ({"mtime": "1.5"}, tarfile.SOLARIS_XHDTYPE),
    ):  # fmt: skip
        refused(place, forged([pieces[0], with_pax(headers, kind), *pieces[1:]]))


EXTENDED = [
    b"39 path=originals/../../outside/runaway\n", b"13 size=-512\n", b"12 size=1e9\n", b"99 mtime=1.5\n",
    b"mtime=1.5\n", b"12 mtime=1.5", b"0 mtime=1.5\n", b"12 size=999\n", b"29 size=99999999999999999999\n",
    b"\0" * 20, b"9999999999999999999999 size=1\n", b"13 mtime=1.5\n13 path=../x\n", b"15 mtime=1.5\n\n\n",
    b"20 hdrcharset=BINARY\n", b"13 mtime=1.5\n\0\0", b"25 GNU.sparse.name=../../x\n",
    b"13 mtime=1.5\n" * 700,
]  # fmt: skip


@pytest.mark.parametrize("text", [b"13 mtime=1.5\n", *EXTENDED])
def test_extended_headers_of_the_first_format_say_when_alone(
    place: Place, pieces: list[tuple[str, bytes]], text: bytes
) -> None:
    extended = tarfile.TarInfo("././@PaxHeader")
    extended.type, extended.size = tarfile.XHDTYPE, len(text)
    whole = b""
    for name, data in pieces:
        one = tarfile.TarInfo(name)
        one.size = len(data)
        if name == pieces[1][0]:
            whole += extended.tobuf(tarfile.USTAR_FORMAT) + text + bytes(-len(text) % 512)
        whole += one.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512)
    whole += bytes(1024)
    if text in EXTENDED:
        refused(place, whole)
    else:
        place.file.write_bytes(whole)
        assert restore(place.file, place.folder / "again")


def test_each_member_comes_once_and_in_its_place(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    catalog, *originals = pieces
    for order in (
        [catalog, *originals, originals[-1]], [catalog, originals[0], *originals],
        [catalog, *originals, originals[0]],
        [catalog, catalog, *originals], [*pieces, catalog], originals, [*originals, catalog],
        [catalog, *reversed(originals)], [catalog, (form.HEAD, STRANGE), *originals],
        [catalog, *originals, (form.MANIFEST, b"{}")],
    ):  # fmt: skip
        refused(place, forged(order))
        if order != [catalog, *reversed(originals)]:
            refused(place, first_format(order))


def test_the_originals_must_be_those_that_the_catalog_names(
    place: Place, pieces: list[tuple[str, bytes]]
) -> None:
    catalog, *originals = pieces
    with_more = sorted([*originals, (STRANGE_NAME, STRANGE)])
    assert "unknown to its catalog" in refused(place, forged([catalog, *with_more]))
    assert "missing from it" in refused(place, forged([catalog, *originals[1:]]))
    assert "missing from it" in refused(place, first_format([catalog, *originals[1:]]))
    assert "missing from it" in refused(place, first_format([catalog]))
    assert "unknown to its catalog" in refused(place, first_format([catalog, *with_more]))
    name, data = originals[0]
    assert name in refused(place, forged([catalog, (name, data + b" "), *originals[1:]]))
    head = form.head(form.BackupHeader(len(originals), "0", WHEN))
    more = form.head(form.BackupHeader(len(originals) + 1, "0", WHEN))
    lacking = MissingOriginal("".join(name.split("/")[1:]), "a.txt", "its original is missing")
    strange = MissingOriginal("0" * 64, "a.txt", "its original is missing")
    for rest, missing in (
        (originals, (lacking,)),
        (originals[1:], (strange,)),
        (originals[2:], (lacking,) * 2),
    ):
        refused(place, forged([catalog, *rest], missing=missing, head=head))
    refused(place, forged(pieces, missing=(lacking,), head=more))
    refused(place, forged([catalog, *originals[1:]], missing=(lacking,) * 2, head=more))
    place.file.write_bytes(forged([catalog, *originals[1:]], missing=(lacking,), head=head))
    assert restore(place.file, place.folder / "again").missing == (lacking,)


def test_headers_say_nothing_but_name_size_and_time(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    name, data = pieces[1]
    for field, value in (
        ("mode", 0o4755), ("mode", 0o644), ("uid", 1000), ("gid", 1000), ("uname", "root"), ("gname", "root"),
        ("mtime", 0), ("linkname", "x"), ("devmajor", 1),
    ):  # fmt: skip
        one = info(name, size=len(data))
        setattr(one, field, value)
        if field == "devmajor":
            one.type = tarfile.CHRTYPE
        refused(place, forged([pieces[0], (one, data), *pieces[2:]]))


def summed(block: bytes) -> bytes:
    """A header with the checksum that it should have."""
    block = block[:148] + b" " * 8 + block[156:]
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def test_sizes_that_lie_are_refused(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    data = forged(pieces)
    at = data.index(pieces[1][0].encode())
    for size in (
        b"77777777777\0", b"00000000000\0", b"\x80" + b"\0" * 3 + b"\x7f" + b"\xff" * 7, b"\xff" * 12,
        b"\xff" + b"\0" * 11, b"            ", b"-0000000001\0", b"0x000000010\0",
    ):  # fmt: skip
        block = summed(data[at : at + 124] + size + data[at + 136 : at + 512])
        refused(place, data[:at] + block + data[at + 512 :])
    hidden = summed(data[at : at + 90] + b"hidden" + data[at + 96 : at + 512])
    refused(place, data[:at] + hidden + data[at + 512 :])


def test_what_stands_behind_an_end_is_refused(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    whole = forged(pieces)
    more = packed("run", STRANGE)
    for end in (more, bytes(512), bytes(512) + more, bytes(1024) + more + bytes(1024), bytes(1023), b""):
        refused(place, whole[:-1024] + end)
    at = whole.index(pieces[1][0].encode())
    for zeros in (512, 1024, 10_240):
        refused(place, whole[:at] + bytes(zeros) + whole[at:])
    old = first_format(pieces).rstrip(b"\0")
    old += bytes(-len(old) % 512)
    for end in (b"", bytes(512), bytes(1024) + more, bytes(512) + more):
        refused(place, old + end)


def test_a_new_backup_never_passes_for_one_of_the_first_format(
    place: Place, pieces: list[tuple[str, bytes]]
) -> None:
    whole = forged(pieces)
    start = whole.index(form.CATALOG.encode())
    end = whole.index(form.MANIFEST.encode())
    for data in (whole[start:], whole[start:end] + bytes(1024), whole[:end] + bytes(1024)):
        refused(place, data)


MANIFESTS: list[Callable[[bytes], bytes]] = [
    lambda m: b"", lambda m: b"{}", lambda m: b"null", lambda m: b"[" * 200_000, lambda m: b"9" * 20_000,
    lambda m: m[:-2], lambda m: m + b"\n", lambda m: m.replace(b'"size": ', b'"size":  ', 1),
    lambda m: m.replace(b'"missing": []', b'"missing": {}'),
    lambda m: m.replace(b'"missing": []', b'"missing": [1]'),
    lambda m: m.replace(b'"missing": []', b'"missing": [{"sha256": [], "origin": 1, "reason": null}]'),
    lambda m: m.replace(b'"format": 2', b'"format": 2, "format": 2'), lambda m: m.replace(b'"sum"', b'"Sum"'),
    lambda m: b'{"members": [{"name": {}, "sha256": 1, "size": 1}], "missing": []}',
    lambda m: json.dumps({**json.loads(m), "members": []}).encode(), lambda m: b"\xff\xfe" + m,
]  # fmt: skip


@pytest.mark.parametrize("change", range(len(MANIFESTS)))
def test_a_manifest_that_is_none_is_refused(
    place: Place, pieces: list[tuple[str, bytes]], change: int
) -> None:
    with tarfile.open(fileobj=io.BytesIO(forged(pieces))) as box:
        manifest = box.extractfile(form.MANIFEST).read()  # type: ignore[union-attr]  # it is a file
    assert refused(place, forged(pieces, manifest=MANIFESTS[change](manifest)))


def test_a_head_that_is_none_is_refused(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    head = {"format": 2, "program": "archive", "version": "0", "when": WHEN, "originals": len(pieces) - 1}
    changes: list[dict[str, Any]] = [
        {"format": "2"}, {"format": None}, {"program": "tar"}, {"originals": "5"}, {"originals": 10**9},
        {"when": 5}, {"version": []}, {"format": True},
    ]  # fmt: skip
    for change in changes:
        refused(place, forged(pieces, head=json.dumps({**head, **change}).encode()))
    for data in (b"", b"[]", b"{" * 9000, b" " * 70_000, b'"archive"'):
        refused(place, forged(pieces, head=data))
    place.file.write_bytes(forged(pieces, head=json.dumps({**head, "format": 3}).encode()))
    with pytest.raises(NewerArchive, match="later version"):
        restore(place.file, place.folder / "again")


def test_what_is_no_tar_is_refused(place: Place) -> None:
    for data in (
        b"", b"x", b"A letter.\n" * 500, bytes(512), bytes(10_240), b"SQLite format 3\0" * 100,
        b"\x1f\x8b" + b"junk" * 50, b"BZh9" + b"junk" * 50, b"\xfd7zXZ\0" + b"junk" * 50,
    ):  # fmt: skip
        refused(place, data)


def test_a_name_of_the_terminal_is_escaped(place: Place, pieces: list[tuple[str, bytes]]) -> None:
    one = info("\x1b[2J\u202e" + "x" * 60, size=1)
    place.file.write_bytes(forged([pieces[0], (one, b"x"), *pieces[1:]]))
    with pytest.raises(BadBackup, match=r"\\x1b\[2J\\u202e"):
        restore(place.file, place.folder / "again")
