"""Archives of earlier versions open in this one; an upgrade that is stopped leaves the earlier version.

`fixtures/archive-1.tar.xz` is a backup that schema 1 made of three invented papers: four documents, a
confirmed pair, a renamed and a merged entity, a taught name, a saved search, a file that failed.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalog import Catalog, schema
from archive.catalog.store import of_file
from archive.cli import main
from tests.cli.conftest import lines, only
from tests.unpacking import unpacked

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "tests/fixtures/archive-1.tar.xz"
EN, FR = "97a43484365589ea", "6838e1d0e545ac2a"
TEXT = "Une laverie la nuit\n\nOdile Sarrazin ouvre sa laverie de Brévaux la nuit depuis le 3 mai 2017.\n"


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def test_an_archive_of_the_first_schema_is_used_and_grows(tmp_path: Path) -> None:
    home = tmp_path / "archive"
    assert run(home, "restore", str(FIRST)).exit_code == 0
    with Catalog.open(home) as catalog:
        assert schema.version(of_file(catalog)) == len(schema.MIGRATIONS)
    assert run(home, "check").exit_code == 0
    hits = lines(run(home, "search", "laverie", "--format", "jsonl"))
    assert hits[0]["id"] in (EN, FR)
    assert "Odile Sarrazin" in run(home, "show", FR).stdout
    assert run(home, "timeline", "28745baf3d92").exit_code == 0
    (tmp_path / "new.txt").write_text(TEXT)
    assert run(home, "ingest", str(tmp_path / "new.txt")).exit_code == 0
    assert run(home, "check").exit_code == 0
    documents = lines(run(home, "export", "documents"))
    assert {EN, FR} < {d["id"] for d in documents}
    assert len(documents) == 5
    (pair,) = lines(run(home, "pairs", "--format", "jsonl"))
    assert (pair["en"]["id"], pair["fr"]["id"], pair["status"]) == (EN, FR, "confirmed")
    entities = lines(run(home, "entities", "--format", "jsonl"))
    assert only(entities, label="Odile Sarrazin, laundress")["documents"] == 3
    assert "Oxmoor" in only(entities, label="Brévaux")["names"]["en"]


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The catalog of schema 1, as it was left."""
    return unpacked(FIRST, tmp_path)


def tables(db: sqlite3.Connection) -> set[str]:
    """The tables and indexes as they were declared."""
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    return {row[0] for row in rows}


def test_the_first_step_is_as_it_was_released(first: Path) -> None:
    fresh = sqlite3.connect(":memory:")
    fresh.executescript(schema.MIGRATIONS[0])
    kept = sqlite3.connect(first / "catalog.sqlite")
    assert tables(kept) == tables(fresh), "a released step is never edited: add one after it"
    assert kept.execute("PRAGMA user_version").fetchone()[0] == 1
    fresh.close()
    kept.close()


def test_the_newest_schema_is_known_without_running_the_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = schema.digest(schema.made(schema.MIGRATIONS))
    assert digest == schema.NEWEST, "the digest of the newest schema: put it into archive/catalog/schema.py"
    Catalog.open(tmp_path, create=True).close()
    monkeypatch.setattr(schema, "made", None)
    Catalog.open(tmp_path).close()


NEXT = "CREATE TABLE next (x); INSERT INTO next VALUES (1);\n"


def test_a_step_that_fails_leaves_the_steps_before_it(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "CREATE TABLE last (x);\nINSERT INTO last VALUES (1);\nINSERT INTO nowhere VALUES (1);\n"
    released = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*released, NEXT, broken))
    with pytest.raises(Exception, match="nowhere"):
        Catalog.open(first)
    monkeypatch.setattr(schema, "MIGRATIONS", (*released, NEXT))
    with Catalog.open(first) as catalog:
        assert schema.version(of_file(catalog)) == len(released) + 1
        assert catalog.db.execute("SELECT count(*) FROM next").fetchone()[0] == 1
        assert not catalog.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'last'").fetchone()


ENDLESS = """
import sys
from pathlib import Path
from archive.catalog import Catalog, schema
step = '''CREATE TABLE sums (x);
INSERT INTO sums WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
SELECT 'a long row to fill the log of the catalog soon ' || i FROM n;
'''
schema.MIGRATIONS = (schema.MIGRATIONS[0], step)
Catalog.open(Path(sys.argv[1]))
"""


def test_an_upgrade_that_is_killed_leaves_the_earlier_version(first: Path) -> None:
    upgrade = subprocess.Popen([sys.executable, "-c", ENDLESS, str(first)], cwd=ROOT)
    log = first / "catalog.sqlite-wal"
    deadline = time.monotonic() + 30
    while not (log.exists() and log.stat().st_size > 10_000_000) and time.monotonic() < deadline:
        time.sleep(0.01)
    upgrade.send_signal(signal.SIGKILL)
    upgrade.wait()
    assert log.stat().st_size > 10_000_000, "it was killed in the middle"
    db = sqlite3.connect(first / "catalog.sqlite")
    assert db.execute("PRAGMA user_version").fetchone()[0] == 1
    assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sums'").fetchone()
    db.close()
    with Catalog.open(first) as catalog:
        assert catalog.db.execute("SELECT count(*) FROM documents").fetchone()[0] == 4


def test_many_at_once_make_or_upgrade_one_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[BaseException] = []
    start = threading.Barrier(8)

    def open_it(folder: Path) -> None:
        start.wait()
        try:
            Catalog.open(folder, create=True).close()
        except BaseException as error:
            failed.append(error)

    def all_at_once(folder: Path) -> None:
        threads = [threading.Thread(target=open_it, args=(folder,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    folders = [tmp_path / str(i) for i in range(8)]
    for folder in folders:
        all_at_once(folder)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, NEXT))
    for folder in folders:
        all_at_once(folder)
    assert failed == []
    assert all(os.path.getsize(f / "catalog.sqlite") > 0 for f in folders)
