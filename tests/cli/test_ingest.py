"""Ingest as an archivist runs it: again, after changes, and on files that cannot be read."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.errors import (
    CODES,
    BadInput,
    BinaryInput,
    EmptyInput,
    LockedInput,
    OversizedInput,
    Reason,
    UnreadableInput,
)
from tests.cli.conftest import ENGLISH, FRENCH, OTHER, lines


def run(folder: Path, *args: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["--archive", str(folder), "ingest", *args, "--format", "json"])
    return result.exit_code, json.loads(result.stdout)


def export(folder: Path, what: str = "documents") -> list[dict[str, Any]]:
    return lines(CliRunner().invoke(main, ["--archive", str(folder), "export", what, "--format", "jsonl"]))


def test_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(FRENCH)
    code, first = run(tmp_path / "archive", str(tmp_path / "in"))
    assert (code, first["sources"], first["documents"], first["unchanged"]) == (0, 1, 1, 0)
    before = export(tmp_path / "archive"), export(tmp_path / "archive", "mentions")
    code, second = run(tmp_path / "archive", str(tmp_path / "in"))
    assert (code, second["sources"], second["documents"], second["unchanged"]) == (0, 0, 0, 1)
    assert (export(tmp_path / "archive"), export(tmp_path / "archive", "mentions")) == before


def locked_zip() -> bytes:
    """A zip file whose member says that it is encrypted."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        box.writestr("a.txt", FRENCH)
    data = bytearray(file.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


REFUSED = [
    ("empty.txt", b"", "empty"),
    ("blank.html", b"<p> </p>", "empty"),
    ("program.bin", b"\x7fELF" + bytes(200), "unsupported"),
    ("prix.csv", b"nom;prix\npain;2\nlait;1\nsel;3\nriz;4\n", "unsupported"),
    ("locked.zip", locked_zip(), "locked"),
    ("letter.pdf", b"%PDF-1.4\n" + bytes(40), "unreadable"),
    ("brackets.md", b"---\ntitle: x\n---\n" + b"[" * 100_001, "too-large"),
]


def test_failures_have_a_code_for_programs(tmp_path: Path) -> None:
    for name, data, _ in REFUSED:
        (tmp_path / name).write_bytes(data)
    code, done = run(tmp_path / "archive", *(str(tmp_path / name) for name, _, _ in REFUSED), "/nowhere/x")
    assert code == 4
    given = {Path(f["source"].partition("!")[0]).name: f["code"] for f in done["failed"]}
    assert given == {name: code for name, _, code in REFUSED} | {"x": "not-found"}


def test_a_reason_keeps_its_code_between_processes() -> None:
    for error in (LockedInput("a locked file"), UnreadableInput(Reason("a locked file", "locked"))):
        again = pickle.loads(pickle.dumps(error)).reason
        assert (again, again.code) == ("a locked file", "locked")
    assert {c.code for c in (BadInput, EmptyInput, BinaryInput, LockedInput, OversizedInput)} < set(CODES)


def test_a_changed_file_is_a_new_version(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in/a.txt"
    path.write_text(FRENCH)
    run(tmp_path / "archive", str(path))
    path.write_text(OTHER)
    os.utime(path, ns=(1, 1))
    _, summary = run(tmp_path / "archive", str(path))
    assert summary["documents"] == 1
    assert [d["lang"] for d in export(tmp_path / "archive")] == ["en"]
    found = CliRunner().invoke(
        main, ["--archive", str(tmp_path / "archive"), "search", "Lestienne", "--format", "jsonl"]
    )
    assert lines(found) == []
    assert len([p for p in (tmp_path / "archive/originals").rglob("*") if p.is_file()]) == 2


def test_the_same_bytes_twice_are_one_source_in_two_places(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text(FRENCH)
    _, summary = run(tmp_path / "archive", str(tmp_path / "in"))
    assert (summary["sources"], summary["unchanged"]) == (1, 1)
    (document,) = export(tmp_path / "archive")
    assert [Path(o).name for o in document["origins"]] == ["a.txt", "b.txt"]


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "good.txt").write_text(ENGLISH)
    (inside / "empty.txt").touch()
    (inside / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8)
    (inside / "noise.txt").write_bytes(bytes(range(256)) * 20)
    os.mkfifo(inside / "pipe")
    code, summary = run(tmp_path / "archive", str(inside), str(tmp_path / "nowhere"))
    assert code == 4
    assert summary["sources"] == 1
    reasons = {Path(f["source"]).name: f["reason"] for f in summary["failed"]}
    assert set(reasons) == {"empty.txt", "image.html", "noise.txt", "pipe", "nowhere"}
    assert reasons["empty.txt"] == "empty file"
    assert reasons["nowhere"] == "no such file or folder"


def test_a_failed_file_comes_in_once_it_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    code, _ = run(tmp_path / "archive", str(path))
    assert code == 4
    path.write_text(ENGLISH)
    code, summary = run(tmp_path / "archive", "--retry-failed")
    assert (code, summary["documents"]) == (0, 1)
    code, summary = run(tmp_path / "archive", "--retry-failed")
    assert (code, summary["documents"]) == (0, 0)


def test_a_pool_stores_what_one_process_stores(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    for i, text in enumerate((FRENCH, ENGLISH, OTHER)):
        (inside / f"{i}.txt").write_text(text)
    stored = []
    for workers in ("1", "2"):
        run(tmp_path / workers, str(inside), "--workers", workers)
        stored.append((export(tmp_path / workers), export(tmp_path / workers, "mentions")))
    assert stored[0] == stored[1]


def test_paths_come_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    result = CliRunner().invoke(
        main,
        ["--archive", str(tmp_path / "archive"), "ingest", "-", "--format", "json"],
        input=f"{tmp_path}/a.txt\n",
    )
    assert json.loads(result.stdout)["documents"] == 1


def test_what_failed_is_tried_again_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    odd = os.fsencode(inside) + b"/caf\xe9.txt"
    monkeypatch.chdir(inside)
    for member in (b"", ENGLISH.encode()):
        with zipfile.ZipFile(inside / "box.zip", "w") as box:
            box.writestr("letter.txt", member)
        with open(odd, "wb") as file:
            file.write(member.replace(b"the", b"their"))
        if not member:
            code, summary = run(tmp_path / "archive", "box.zip", ".")
            assert [f["reason"] for f in summary["failed"]] == ["empty file"] * 2
    monkeypatch.chdir(tmp_path)
    code, summary = run(tmp_path / "archive", "--retry-failed")
    assert (code, summary["sources"], summary["failed"]) == (0, 2, [])


def test_nothing_is_trusted_where_all_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(ENGLISH)
    run(tmp_path / "archive", str(tmp_path / "in"))
    (original,) = (p for p in (tmp_path / "archive/originals").rglob("*") if p.is_file())
    original.write_bytes(b"\0" * original.stat().st_size)
    _, summary = run(tmp_path / "archive", str(tmp_path / "in"))
    assert (summary["unchanged"], summary["mended"]) == (1, 0)
    command = [
        "--archive",
        str(tmp_path / "archive"),
        "ingest",
        "--rehash",
        str(tmp_path / "in"),
        "--format",
        "text",
    ]
    result = CliRunner().invoke(main, command)
    assert "Repaired 1 missing or damaged original." in result.stdout
    assert original.read_bytes() == ENGLISH.encode()


def test_links_to_folders_are_said_not_to_be_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(ENGLISH)
    (tmp_path / "in/more").symlink_to(tmp_path)
    result = CliRunner().invoke(
        main, ["--archive", str(tmp_path / "archive"), "ingest", str(tmp_path / "in")]
    )
    assert result.exit_code == 0
    assert f"Skipped 1 symbolic link to folders (first: {tmp_path}/in/more)." in result.stderr
