"""Opening, migrating and refusing catalogs."""

import sqlite3
from pathlib import Path

import pytest

from archive.catalog import Catalog, schema
from archive.catalog.store import of_file
from archive.errors import ArchiveBusy, NewerArchive, NotAnArchive, UnusableArchive


def test_a_folder_without_an_archive_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="ingest"):
        Catalog.open(tmp_path / "none")


def test_an_archive_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Catalog.open(tmp_path, create=True).close()
    db = sqlite3.connect(tmp_path / "catalog.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(NewerArchive, match="later version"):
        Catalog.open(tmp_path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "catalog.sqlite")
    db.executescript("CREATE TABLE theirs (x); PRAGMA user_version = 1;")
    db.close()
    with pytest.raises(NotAnArchive, match="another program"):
        Catalog.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 20)
    with pytest.raises(UnusableArchive, match="backup"):
        Catalog.open(tmp_path)


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as one, Catalog.open(tmp_path, busy_seconds=0.1) as two:
        with one.transaction() as db:
            db.execute("INSERT INTO meta VALUES ('k', 'one')")
            with pytest.raises(ArchiveBusy):
                two.set("k", "two")
            assert two.setting("k") is None  # a reader goes on meanwhile, and sees nothing unfinished
        assert two.setting("k") == "one"


def test_a_broken_transaction_leaves_nothing(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:

        def fail() -> None:
            with catalog.transaction() as db:
                db.execute("INSERT INTO meta VALUES ('k', 'v')")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert catalog.setting("k") is None


def test_every_migration_leads_to_its_version(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        assert schema.version(of_file(catalog)) == len(schema.MIGRATIONS)
        assert catalog.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_more_of_a_catalog_is_in_memory_only_while_it_is_held(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:

        def kept() -> int:
            return int(catalog.db.execute("PRAGMA cache_size").fetchone()[0])

        def fail() -> None:
            with catalog.held(50_000):
                raise ZeroDivisionError

        before = kept()
        with catalog.held(50_000):
            assert kept() == -50_000
        assert kept() == before
        with pytest.raises(ZeroDivisionError):
            fail()
        assert kept() == before
