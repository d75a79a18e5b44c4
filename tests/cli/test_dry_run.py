"""`archive ingest --dry-run` says what an ingest would do, and does nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from tests.cli.conftest import FRENCH, OTHER


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def prints(folder: Path) -> dict[str, str]:
    """The files of an archive that hold what it holds, by their sums."""
    with_log = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in (".lock", "")]
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in with_log
        if not p.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    home = tmp_path / "in"
    home.mkdir()
    (home / "lettre.txt").write_text(FRENCH)
    (home / "page.html").write_text(f"<html><body><h1>Oxmoor</h1><p>{OTHER}</p></body></html>")
    (home / "copie.txt").write_text(FRENCH)
    for name in ("a.csv", "b.csv"):
        (home / name).write_text("nom;prix;jour\n" + "pain;3;lundi\n" * 9)
    (home / "metadata.csv").write_text("filename;title\nlettre.txt;La lettre\nperdu.txt;Perdu\n")
    return home


def test_nothing_is_made_where_there_is_no_archive(tmp_path: Path, deposit: Path) -> None:
    result = run(tmp_path / "none", "ingest", "--dry-run", str(deposit), "--format", "json")
    assert result.exit_code == 4
    told = json.loads(result.stdout)
    assert not (tmp_path / "none").exists()
    assert (told["dry_run"], told["sources"], told["documents"], told["unchanged"]) == (True, 2, 2, 1)
    assert told["formats"] == [
        {"format": "plain text", "sources": 1}, {"format": "web pages (HTML)", "sources": 1},
    ]  # fmt: skip
    (refused,) = told["reasons"]
    assert (refused["sources"], refused["first"]) == (2, str(deposit / "a.csv"))
    assert "a table of data (CSV)" in refused["reason"]
    assert told["metadata"] == [
        {"source": str(deposit / "metadata.csv"), "sources": 1,
         "unmatched": [f"{deposit}/metadata.csv, line 3"]},
    ]  # fmt: skip


def test_an_archive_stays_as_it_is(tmp_path: Path, deposit: Path) -> None:
    home = tmp_path / "archive"
    assert run(home, "ingest", str(deposit / "page.html"), "--no-vectors").exit_code == 0
    before = prints(home), run(home, "stats", "--format", "json").stdout
    result = run(home, "ingest", "--dry-run", str(deposit), "--format", "text")
    assert result.exit_code == 4
    assert "Nothing was ingested. An ingest would read 1 source and create 1 document" in result.stdout
    assert "1  plain text" in result.stdout
    assert "2  unsupported format: a table of data (CSV)" in result.stdout
    assert "describes 1 source; not there: " in result.stdout
    assert (prints(home), run(home, "stats", "--format", "json").stdout) == before
    assert ".csv" not in run(home, "failures").stdout, "what would fail has not failed"
    assert run(home, "check").exit_code == 0
    wrong = run(home, "ingest", str(deposit), "--format", "json", "--no-vectors")
    assert [json.loads(wrong.stdout)[key] for key in ("sources", "documents")] == [1, 1]
