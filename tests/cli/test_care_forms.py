"""What the commands of care print for programs, ask on a terminal, and know of copies."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from archive import forms
from archive.catalog import Catalog, care
from tests.care.marked import feed
from tests.cli.conftest import GERMAN, lines
from tests.cli.test_care import LETTER, run

BREAD = (
    "Suppe und Brot",
    "eins",
    "Die Suppe wird am Hafen verteilt, und die Nachbarn bringen Brot für Kinder.",
)
CHAIRS = (
    "Stühle gesucht",
    "zwei",
    "Für den Saal am Hafen fehlen zwölf Stühle, die am Montag gebracht werden.",
)
LAMPS = ("Lampen gesucht", "drei", "Für den Steg fehlen acht Lampen, die am Freitag jemand holen kann.")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("forms")
    (base / "open.txt").write_text(GERMAN, "utf-8")
    (base / "letter.txt").write_text(LETTER, "utf-8")
    (base / "copy.txt").write_text(f" {LETTER}", "utf-8")
    names = [str(base / name) for name in ("open.txt", "letter.txt", "copy.txt")]
    assert run(base / "all", "ingest", *names).exit_code == 0
    return base


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "all", tmp_path / "own"))


def told(folder: Path, form: str, *args: str, code: int = 0) -> Any:
    """What a command says as JSON, which is of this form."""
    done = run(folder, *args, "--format", "json")
    assert done.exit_code == code, done.output
    said = json.loads(done.stdout)
    validate(said, forms.schema(form))
    return said


def document(folder: Path, name: str) -> str:
    every = lines(run(folder, "export", "documents"))
    return next(str(one["id"]) for one in every if one["source"].endswith(name))


def test_closing_opening_and_redacting_as_json(own: Path) -> None:
    letter, copy = document(own, "letter.txt"), document(own, "copy.txt")
    shut = told(own, "acted", "close", letter, "--for-ever", "--why", "w")
    assert {one["document"] for one in shut["closed"]} == {letter, copy}
    assert (shut["act"], shut["until"], shut["left"]) == ("close", None, [])
    shorter = told(own, "acted", "close", letter, "--until", "2046", "--why", "w")
    assert set(shorter["left"]) == {letter, copy}
    opened = told(own, "acted", "open", letter, "--why", "w")
    assert (opened["act"], opened["closed"], opened["left"]) == ("open", [], [])
    cut = told(own, "acted", "redact", letter, "--name", "Nachbarn", "--why", "w")
    assert {(one["document"], one["redacted"]) for one in cut["closed"]} == {(letter, 2), (copy, 2)}
    back = told(own, "acted", "redact", "--undo", str(cut["n"]), "--why", "w")
    assert (back["act"], back["closed"]) == ("unredact", [])


def test_publishing_as_json(own: Path, tmp_path: Path) -> None:
    run(own, "close", "Brett", "--for-ever", "--why", "w")
    first = told(own, "published", "publish", str(tmp_path / "open"))
    assert first == {
        "folder": str(tmp_path / "open"), "documents": 1, "sources": 1, "closed": 2, "changed": True,
        "failed": [], "known": 0,
    }  # fmt: skip
    assert told(own, "published", "publish")["changed"] is False


def test_removing_as_json(own: Path) -> None:
    letter, copy = document(own, "letter.txt"), document(own, "copy.txt")
    would = told(own, "removal", "remove", letter, "--why", "w", "--dry-run")
    assert would["act"] is None
    assert {one["by"]: one["documents"] for one in would["removed"]} == {"named": [letter], "copy": [copy]}
    asks = run(own, "remove", letter, "--why", "w", "--format", "json")
    assert (asks.exit_code, "add --yes" in asks.stderr) == (2, True)
    done = told(own, "removal", "remove", letter, "--why", "w", "--yes")
    assert done == {**would, "act": 1}
    assert lines(run(own, "export", "documents"))[0]["source"].endswith("open.txt")


# -- on a terminal -------------------------------------------------------------------------------------


def typed(folder: Path, answer: str, *args: str) -> tuple[int, str]:
    """What a command says and asks on a terminal where a person types `answer`; its exit code."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), *args]
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while select.select([ours], [], [], 120)[0]:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # nobody is there any more
            break
        if not piece:
            break
        said += piece
        if said.endswith(b"[y/N]: "):
            os.write(ours, answer.encode())
    os.close(ours)
    return child.wait(timeout=60), said.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 1, 3), ("\n", 1, 3), ("y\n", 0, 1)])
def test_a_person_is_asked_before_anything_goes(own: Path, answer: str, code: int, left: int) -> None:
    found, said = typed(own, answer, "remove", document(own, "letter.txt"), "--why", "w")
    assert found == code, said
    listed, asked = said.index("To be removed: 2 sources"), said.index("Remove it for good? [y/N]")
    assert listed < asked
    assert ("Act 1: 2 sources with 2 documents removed." in said) is (code == 0)
    assert len(lines(run(own, "export", "documents"))) == left


def test_nobody_is_asked_with_yes_or_in_a_dry_run(own: Path) -> None:
    letter = document(own, "letter.txt")
    found, said = typed(own, "n\n", "remove", letter, "--why", "w", "--dry-run")
    assert (found, "[y/N]" in said, "Nothing was changed." in said) == (0, False, True)
    found, said = typed(own, "n\n", "remove", letter, "--why", "w", "--yes")
    assert (found, "[y/N]" in said, "Act 1: 2 sources" in said) == (0, False, True)


# -- where it still is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "place"),
    [
        (("backup",), "safe.tar"), (("export", "bag"), "bag"), (("export", "bag"), "bag.zip"),
        (("export", "ocfl"), "ocfl"), (("export", "sqlite"), "tables.db"), (("export", "site"), "site"),
        (("export", "tei", "-o"), "texts.xml"), (("export", "dc", "--format", "xml", "-o"), "records.xml"),
        (("export", "ftm", "-o"), "archive.ftm"),
    ],
)  # fmt: skip
def test_every_copy_is_named_by_date_and_path(
    own: Path, tmp_path: Path, args: tuple[str, ...], place: str
) -> None:
    target = tmp_path / place
    assert run(own, *args, str(target)).exit_code == 0
    letter = document(own, "letter.txt")
    (one,) = told(own, "removal", "remove", letter, "--why", "w", "--dry-run")["copies"]
    assert one["path"] == str(target)
    assert f"  {one['at'][:10]}  {target}\n" in run(own, "remove", letter, "--why", "w", "--dry-run").stdout
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    said = run(own, "remove", letter, "--why", "w", "--yes").stdout
    assert "Copies that may contain it, by date (1):" in said
    assert f"{target}  (moved or deleted since)\n" in said


def test_an_edition_is_named_once_and_an_earlier_one_is_a_copy(own: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        run(own, "publish", str(tmp_path / name))
    run(tmp_path / "second", "export", "tei", "-o", str(tmp_path / "of-the-edition.xml"))
    would = told(own, "removal", "remove", document(own, "letter.txt"), "--why", "w", "--dry-run")
    assert would["edition"] == str(tmp_path / "second")
    assert [one["path"] for one in would["copies"]] == [str(tmp_path / "first")]
    with Catalog.open(tmp_path / "second") as edition:
        assert care.copies(edition) == []


def test_what_was_exported_before_it_came_is_no_copy_of_it(own: Path, tmp_path: Path) -> None:
    run(own, "export", "tei", "-o", str(tmp_path / "early.xml"))
    with Catalog.open(own) as catalog, catalog.transaction() as db:
        db.execute("UPDATE backups SET at = '2001-01-01T00:00:00Z'")
    assert (
        told(own, "removal", "remove", document(own, "letter.txt"), "--why", "w", "--dry-run")["copies"] == []
    )


# -- what is never published ---------------------------------------------------------------------------


def test_what_cannot_be_published_is_named_once(own: Path, tmp_path: Path) -> None:
    """A feed saved at two places: an entry is redacted, which the other file holds as well."""
    for name, other in (("feed.xml", CHAIRS), ("feed-again.xml", LAMPS)):
        (tmp_path / name).write_text(feed(BREAD, other), "utf-8")
    run(own, "ingest", str(tmp_path / "feed.xml"))
    run(own, "ingest", str(tmp_path / "feed-again.xml"))
    entry = next(one["id"] for one in lines(run(own, "export", "documents")) if "Kinder" in one["text"])
    act = told(own, "acted", "redact", str(entry), "--name", "Brot", "--why", "w")["n"]
    first = told(own, "published", "publish", str(tmp_path / "open"), code=4)
    assert [one["source"] for one in first["failed"]] == [str(tmp_path / "feed-again.xml")]
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "open").rglob("*")}
    again = run(own, "publish")
    assert again.exit_code == 0
    assert "was up to date" in again.stdout
    assert "Not published, as before: 1 source. archive publish --retry-failed" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "open").rglob("*")} == before
    assert told(own, "published", "publish", "--retry-failed", code=4)["failed"] == first["failed"]
    (tmp_path / "new.txt").write_text(
        "Ein neuer Brief\n\nAm Montag kommt das Schiff in den Hafen.\n", "utf-8"
    )
    run(own, "ingest", str(tmp_path / "new.txt"))
    grown = told(own, "published", "publish")
    assert (grown["changed"], grown["failed"], grown["known"]) == (True, [], 1)
    run(own, "redact", "--undo", str(act), "--why", "w")
    assert told(own, "published", "publish")["known"] == 0


def test_a_damaged_original_is_published_once_it_is_repaired(own: Path, tmp_path: Path, made: Path) -> None:
    told(own, "published", "publish", str(tmp_path / "open"))
    (tmp_path / "late.txt").write_text("Ein später Brief\n\nSpät kommt das Schiff in den Hafen.\n", "utf-8")
    run(own, "ingest", str(tmp_path / "late.txt"))
    sha256 = next(d["sha256"] for d in lines(run(own, "export", "documents")) if "late" in d["source"])
    (own / "originals" / str(sha256)[:2] / str(sha256)[2:]).unlink()
    first = told(own, "published", "publish", code=4)
    assert "archive check" in first["failed"][0]["reason"]
    assert told(own, "published", "publish")["known"] == 1
    run(own, "ingest", "--rehash", str(tmp_path / "late.txt"))
    back = told(own, "published", "publish")
    assert (back["changed"], back["known"], back["documents"]) == (True, 0, first["documents"] + 1)
