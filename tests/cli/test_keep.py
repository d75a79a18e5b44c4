"""Looking after an archive: planted damage is found, backups come back, people's words hold."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.catalog import Catalog
from archive.cli import main
from tests.cli.conftest import lines, only


@pytest.fixture
def own(held: Path, tmp_path: Path) -> Path:
    """An archive of one's own, to break."""
    return Path(shutil.copytree(held, tmp_path / "own"))


def run(folder: Path, *args: str, **more: Any) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args], **more)


def an_original(folder: Path) -> Path:
    return sorted(p for p in (folder / "originals").rglob("*") if p.is_file())[0]


def flip_a_bit(folder: Path) -> None:
    path = an_original(folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def delete_an_original(folder: Path) -> None:
    an_original(folder).unlink()


def delete_documents(folder: Path) -> None:
    db = sqlite3.connect(folder / "catalog.sqlite")
    db.execute("DELETE FROM documents WHERE n = 1")
    db.commit()
    db.close()


def truncate_the_index(folder: Path) -> None:
    largest = max((p for p in (folder / "index").rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    largest.write_bytes(largest.read_bytes()[: largest.stat().st_size // 2])


def delete_the_index(folder: Path) -> None:
    shutil.rmtree(folder / "index")


def flip_bits_of_the_index(folder: Path) -> None:
    largest = max((p for p in (folder / "index").rglob("*") if p.is_file()), key=lambda p: p.stat().st_size)
    data = bytearray(largest.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 256):  # more than lies between two arrays
        data[at] ^= 0xFF
    largest.write_bytes(data)


def on_the_catalog(statement: str) -> Callable[[Path], None]:
    def plant(folder: Path) -> None:
        db = sqlite3.connect(folder / "catalog.sqlite")
        assert db.execute(statement).rowcount
        db.commit()
        db.close()

    plant.__name__ = statement
    return plant


def spoil_the_catalog(folder: Path) -> None:
    path = folder / "catalog.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mentions'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


DAMAGE = [
    (flip_bits_of_the_index, "index", "damaged", "reindex"),
    (spoil_the_catalog, "catalog", "", "backup"),
    (
        on_the_catalog("UPDATE documents SET text = replace(text, 'Lille', 'Lilie')"),
        "catalog",
        "text",
        "posts",
    ),
    (on_the_catalog("DELETE FROM sources WHERE id > 'a'"), "catalog", "missing row", "backup"),
    (on_the_catalog("DELETE FROM entities WHERE n = 1"), "catalog", "missing row", "backup"),
    (flip_a_bit, "originals", "has changed", "backup"),
    (delete_an_original, "originals", "is missing", "backup"),
    (delete_documents, "catalog", "missing", "backup"),
    (truncate_the_index, "index", "", "reindex"),
    (delete_the_index, "index", "", "reindex"),
]


@pytest.mark.parametrize(("plant", "part", "what", "remedy"), DAMAGE, ids=[d[0].__name__ for d in DAMAGE])
def test_damage_is_found_and_says_what_to_do(
    own: Path, plant: Callable[[Path], None], part: str, what: str, remedy: str
) -> None:
    plant(own)
    result = run(own, "check", "--format", "jsonl")
    assert result.exit_code == 3
    findings = [json.loads(line) for line in result.stdout.splitlines()]
    found = [f for f in findings if f["part"] == part]
    assert found
    assert any(what in f["what"] and remedy in f["remedy"] for f in found)


def test_of_many_findings_a_person_reads_the_first(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(own / "originals")
    monkeypatch.setattr("archive.cli.keep._SHOWN", 1)
    every = run(own, "check", "--format", "jsonl").stdout.splitlines()
    result = run(own, "check", "--format", "text")
    assert result.exit_code == 3
    assert len(every) > 1
    assert result.stdout.count("is missing") == 1
    assert f"{len(every) - 1:,} more" in result.stdout


def test_the_date_of_a_good_check_is_kept(own: Path) -> None:
    with Catalog.open(own) as catalog, catalog.transaction() as db:
        db.execute("UPDATE sources SET checked = NULL")
    assert run(own, "check", "--sample", "1").exit_code == 0
    stats = json.loads(run(own, "stats", "--format", "json").stdout)
    assert (stats["verified"], stats["sources"]) == (1, 4)
    assert stats["verified_since"].endswith("Z")
    assert run(own, "check").exit_code == 0
    assert json.loads(run(own, "stats", "--format", "json").stdout)["verified"] == 4


def test_a_broken_index_is_built_anew(own: Path) -> None:
    before = lines(run(own, "search", "Lille", "--format", "jsonl"))
    truncate_the_index(own)
    assert run(own, "reindex").exit_code == 0
    assert run(own, "check").exit_code == 0
    assert lines(run(own, "search", "Lille", "--format", "jsonl")) == before


def test_a_backup_comes_back_as_it_was(own: Path, tmp_path: Path) -> None:
    file, again = tmp_path / "safe.tar", tmp_path / "again"
    assert run(own, "backup", str(file)).exit_code == 0
    assert run(own, "backup", str(file)).exit_code == 2, "a file that exists is not written over"
    assert run(again, "restore", str(file)).exit_code == 0
    assert run(again, "restore", str(file)).exit_code == 2, "an archive that exists is not written over"
    for args in (("export", "documents"), ("export", "mentions"), ("pairs",), ("search", "Lille")):
        form = ("--format", "jsonl")
        assert lines(run(again, *args, *form)) == lines(run(own, *args, *form))
    assert run(again, "check").exit_code == 0


def test_a_cut_backup_is_refused_and_leaves_no_archive(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "safe.tar"
    run(own, "backup", str(file))
    cut = tmp_path / "cut.tar"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2 + 100])
    result = run(tmp_path / "again", "restore", str(cut))
    assert result.exit_code == 3
    assert not (tmp_path / "again/catalog.sqlite").exists()


def test_a_rejected_pair_stays_rejected(own: Path, pages: Path) -> None:
    (pair,) = lines(run(own, "pairs", "--format", "jsonl"))
    assert run(own, "pairs", "reject", pair["en"]["id"], pair["fr"]["id"]).exit_code == 0
    assert lines(run(own, "pairs", "--format", "jsonl")) == []
    assert run(own, "reprocess", "--stage", "links").exit_code == 0
    assert lines(run(own, "pairs", "--format", "jsonl")) == []
    (rejected,) = lines(run(own, "pairs", "--status", "rejected", "--format", "jsonl"))
    assert rejected["status"] == "rejected"


def test_a_review_goes_through_pairs_and_keeps_the_word(own: Path) -> None:
    result = run(own, "pairs", "--status", "proposed", "--review", input="y\n")
    assert result.exit_code == 0, result.output
    (pair,) = lines(run(own, "pairs", "--format", "jsonl"))
    assert pair["status"] == "confirmed"


def test_names_that_are_taught_are_found_in_what_is_in(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text("name,type,language,same-as\nMaud Lestienne,ORG,,lestienne\nBrévaux,PLACE,fr,brevaux\n")
    assert run(own, "authority", "import", str(file)).exit_code == 0
    said = {(m["type"], m["text"]) for m in lines(run(own, "export", "mentions", "--format", "jsonl"))}
    assert ("ORG", "Maud Lestienne") in said
    assert ("PERSON", "Maud Lestienne") not in said
    assert json.loads(run(own, "stats", "--format", "json").stdout)["behind"] == 0
    file.write_text("name,type,language,same-as\nBrévaux,PLACE,fr,brevaux\n")
    run(own, "authority", "import", str(file))
    said = {(m["type"], m["text"]) for m in lines(run(own, "export", "mentions", "--format", "jsonl"))}
    assert ("PERSON", "Maud Lestienne") in said, "a name that is no longer taught is the model's again"


def test_reprocessing_keeps_ids_and_gives_the_same_again(own: Path) -> None:
    forms = [("export", "documents"), ("export", "mentions"), ("pairs",)]
    before = [lines(run(own, *f, "--format", "jsonl")) for f in forms]
    for stage in ("names", "posts"):
        result = run(own, "reprocess", "--stage", stage, "--lang", "fr")
        assert result.exit_code == 0, result.output
        after = [lines(run(own, *f, "--format", "jsonl")) for f in forms]
        assert [sorted(map(str, a)) for a in after] == [sorted(map(str, b)) for b in before]


def test_entities_are_merged_and_renamed_by_a_persons_word(own: Path) -> None:
    result = run(own, "entities", "merge", "Lille", "Calais")
    assert result.exit_code == 0, result.output
    entities = lines(run(own, "entities", "--type", "PLACE", "--format", "jsonl"))
    both = next(e for e in entities if "Lille" in e["names"]["fr"])
    assert "Calais" in both["names"]["fr"]
    run(own, "entities", "rename", both["id"], "Lille et Calais")
    shown = json.loads(run(own, "entities", "show", "Lille", "--format", "json").stdout)
    assert only([shown], id=shown["id"])
    run(own, "reprocess", "--stage", "links")
    assert "Calais" in str(run(own, "entities", "show", "Lille").stdout)


@pytest.mark.parametrize("harm", [flip_a_bit, delete_an_original])
def test_an_original_is_mended_from_where_it_came(
    own: Path, pages: Path, harm: Callable[[Path], None]
) -> None:
    harm(own)
    (finding,) = json.loads(run(own, "check", "--format", "json").stdout)
    assert finding["remedy"].startswith("archive ingest --rehash")
    assert run(own, "ingest", "--rehash", str(pages)).exit_code == 0
    assert run(own, "check").exit_code == 0
