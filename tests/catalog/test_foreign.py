"""A catalog from a stranger: nothing in it acts, and what this program did not put there is refused."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalog import Catalog, documents, schema
from archive.cli import main
from archive.errors import DamagedCatalog, ForeignCatalog, NotAnArchive
from archive.ingest.originals.folder import original_path
from tests.catalog.made import intake

COMMANDS = (
    ("search", "Lille"), ("check",), ("stats",), ("export", "documents"), ("watch", "list"), ("entities",),
    ("pairs",), ("timeline", "Lille"), ("reindex",), ("reprocess", "--stage", "links"),
)  # fmt: skip


def planted(*statements: str) -> Callable[[Path], None]:
    def plant(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db, db:
            for statement in statements:
                db.execute(statement)

    plant.__name__ = statements[-1][:40]
    return plant


def rewrite(old: str, new: str) -> Callable[[Path], None]:
    """Changes a definition behind SQLite's back."""

    def plant(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA writable_schema = ON")
            assert db.execute(
                "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE sql LIKE '%' || ? || '%'",
                (old, new, old),
            ).rowcount
            db.execute("PRAGMA writable_schema = RESET")

    plant.__name__ = f"{old[:20]} to {new[:20]}"
    return plant


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'w' || i, 'x', i, '' FROM n"
HOSTILE = [
    planted("CREATE TRIGGER t AFTER UPDATE ON sources BEGIN UPDATE documents SET title = 'overwritten'; END"),
    planted("CREATE TRIGGER t AFTER INSERT ON origins BEGIN DELETE FROM decisions; END"),
    planted("DROP TABLE watches", f"CREATE VIEW watches (name, query, seen, made) AS {ENDLESS}"),
    planted("CREATE VIEW more AS SELECT text FROM documents"),
    planted("CREATE TABLE more (x)"),
    planted("CREATE TABLE sources_2 (x INTEGER PRIMARY KEY, y GENERATED ALWAYS AS (zeroblob(1000000000)))"),
    planted("CREATE INDEX more ON documents (abs(length(text)))"),
    planted("DROP INDEX documents_sha256"),
    planted("DROP TABLE authority"),
    planted("ALTER TABLE meta ADD COLUMN more TEXT"),
    planted("ALTER TABLE documents RENAME COLUMN url TO address"),
    rewrite("score REAL NOT NULL, status TEXT", "score REAL NOT NULL CHECK (abs(score) < 2), status TEXT"),
    rewrite("verdict TEXT NOT NULL", "verdict TEXT DEFAULT (randomblob(99999999))"),
    planted("CREATE VIRTUAL TABLE more USING fts5 (x)"),
    planted("PRAGMA user_version = -1"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Catalog.open(tmp_path, create=True) as catalog:
        documents.add(catalog, intake("a.txt", ("fr", "Une laverie ouvre la nuit à Lille.")), "2026-01-01")
    return tmp_path


@pytest.mark.parametrize("plant", HOSTILE, ids=[h.__name__ for h in HOSTILE])
def test_what_this_program_did_not_make_is_refused_and_left_alone(
    folder: Path, plant: Callable[[Path], None]
) -> None:
    path = folder / "catalog.sqlite"
    plant(path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for args in COMMANDS:
        result = CliRunner().invoke(main, ["--archive", str(folder), *args])
        assert result.exit_code == 3, (args, result.output)
        assert result.stderr.count("\n") == 1
        assert "not as this program makes it" in result.stderr
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_the_refusal_is_one_line_whatever_the_name(folder: Path) -> None:
    planted('CREATE VIEW "a\x1b]0;b\x07\nThe archive is well" AS SELECT 1')(folder / "catalog.sqlite")
    with pytest.raises(ForeignCatalog) as refused:
        Catalog.open(folder)
    assert str(refused.value).isprintable()


def test_each_version_is_compared_with_its_own_parts(tmp_path: Path) -> None:
    for version in range(1, len(schema.MIGRATIONS) + 1):
        folder = tmp_path / str(version)
        folder.mkdir()
        with closing(sqlite3.connect(folder / "catalog.sqlite", isolation_level=None)) as db:
            for step in schema.MIGRATIONS[:version]:
                db.executescript(step)
            db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {version}")
        odd = Path(shutil.copytree(folder, tmp_path / f"odd-{version}"))
        Catalog.open(folder).close()
        planted("CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM documents; END")(
            odd / "catalog.sqlite"
        )
        with pytest.raises(ForeignCatalog):
            Catalog.open(odd)


def test_another_programs_database_is_no_archive(tmp_path: Path) -> None:
    planted("CREATE TABLE accounts (x)")(tmp_path / "catalog.sqlite")
    with pytest.raises(NotAnArchive):
        Catalog.open(tmp_path)


def test_nothing_is_written_outside_a_transaction(folder: Path) -> None:
    """Or its rows would not be summed."""
    with Catalog.open(folder) as catalog:
        for _ in range(2):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                catalog.db.execute("INSERT INTO meta VALUES ('a', 'b')")
            catalog.set("a", "b")
        with pytest.raises(KeyError), catalog.transaction():
            raise KeyError
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            catalog.db.execute("DELETE FROM meta")


HASHES = [
    "../../../etc/passwd",
    "/etc/passwd",
    "aa/../..",
    "A" * 64,
    "a" * 63,
    "a" * 65,
    "",
    "ａ" * 64,
    "a" * 64 + "\n",
]


@pytest.mark.parametrize("name", HASHES)
def test_no_name_in_a_catalog_leads_out_of_the_folder(folder: Path, name: str) -> None:
    with pytest.raises(DamagedCatalog):
        original_path(folder / "originals", name)
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db, db:
        db.execute("UPDATE sources SET id = ?", (name,))
        db.execute("UPDATE documents SET source_id = ?", (name,))
        db.execute("UPDATE origins SET source_id = ?", (name,))
    result = CliRunner().invoke(main, ["--archive", str(folder), "check", "--format", "jsonl"])
    assert result.exit_code == 3
    assert "no SHA-256" in result.stdout
    for args in (("backup", str(folder / "out.tar")), ("reprocess", "--stage", "posts")):
        result = CliRunner().invoke(main, ["--archive", str(folder), *args])
        assert result.exit_code == 3, result.output
        assert "SHA-256" in result.stderr or "hash" in result.stderr
