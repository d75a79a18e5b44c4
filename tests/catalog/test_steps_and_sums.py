"""A step of the schema that changes rows leaves their sums right, and damage of before still to be found."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, documents, origins, schema, sums
from archive.catalog.intake import Failure
from archive.catalog.steps import MIGRATIONS
from archive.catalog.store import FILE
from tests.catalog.made import intake

NOW = "2026-11-28T10:00:00Z"
STEPS = {
    "a column more": "ALTER TABLE sources ADD COLUMN shelf TEXT NOT NULL DEFAULT 'étagère';",
    "a column less": "ALTER TABLE failures DROP COLUMN mtime_ns;",
    "columns of two tables": "ALTER TABLE origins ADD COLUMN box INTEGER;\n"
    "ALTER TABLE meta ADD COLUMN n REAL;",
    "rows that change": "UPDATE documents SET title = 'Le marché couvert' WHERE lang = 'fr';",
    "rows that come": "INSERT INTO meta (key, value) SELECT 'step ' || id, lang FROM documents;",
    "rows that go": "DELETE FROM failures;",
    "a table made anew": "CREATE TABLE failed (origin TEXT PRIMARY KEY, reason TEXT NOT NULL);\n"
    "INSERT INTO failed SELECT origin, reason FROM failures;\nDROP TABLE failures;\n"
    "ALTER TABLE failed RENAME TO failures;",
    "another name": "ALTER TABLE failures RENAME COLUMN reason TO why;",
    "all at once": "ALTER TABLE documents ADD COLUMN shelf TEXT;\nUPDATE documents SET shelf = lang;\n"
    "ALTER TABLE documents ADD COLUMN board INTEGER NOT NULL DEFAULT 7;",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalog with rows in it; its schema goes at the end."""
    with Catalog.open(tmp_path, create=True) as catalog:
        documents.add(catalog, intake("a.txt", ("fr", "Le marché"), ("en", "The market"), date="2017"), NOW)
        documents.add(catalog, intake("b.txt", ("en", "The harbour of Brest")), NOW)
        origins.add_failure(catalog, Failure("/in/c.pdf", "c.pdf", "illisible"), NOW)
        catalog.set("clé", "valeur")
    yield tmp_path
    if (tmp_path / FILE).exists():
        return
    from archive.catalog.postgresql import schema as server

    with Catalog.open(tmp_path) as catalog, catalog.transaction():
        server.drop(catalog.db)  # type: ignore[arg-type]


def step(monkeypatch: pytest.MonkeyPatch, statements: str) -> None:
    """Has the program know one step more."""
    schemas = [schema]
    with contextlib.suppress(ImportError):
        from archive.catalog.postgresql import schema as server

        schemas.append(server)
    for one in schemas:
        monkeypatch.setattr(one, "MIGRATIONS", (*MIGRATIONS, statements))


def spoil(home: Path) -> None:
    """Changes a row as no session of this program does."""
    change = "UPDATE documents SET words = 99 WHERE n = 3"
    if (home / FILE).exists():
        with contextlib.closing(sqlite3.connect(home / FILE, isolation_level=None)) as db:
            db.execute(change)
        return
    import psycopg

    with Catalog.open(home) as catalog:
        place = catalog.db.place  # type: ignore[attr-defined]
    with psycopg.connect(place.conninfo) as other:
        other.execute(f"SET search_path = {place.schema}; {change}".encode())


@pytest.mark.parametrize("damaged", [False, True])
@pytest.mark.parametrize("kind", STEPS)
def test_a_step_makes_the_sums_of_the_rows_that_it_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch, kind: str, damaged: bool
) -> None:
    if damaged:
        spoil(home)
    step(monkeypatch, STEPS[kind])
    with Catalog.open(home) as catalog:
        wrong = {
            (kind, key)
            for kind in sums.KINDS
            for key in sums.difference(catalog.sums.every(kind), catalog.sums.added(kind))
        }
    assert wrong == ({("document", 3)} if damaged else set())
    with Catalog.open(home) as catalog:  # and what is written later is added to them
        catalog.set("clé", "autre valeur")
        for kind in sums.KINDS:
            assert set(sums.difference(catalog.sums.every(kind), catalog.sums.added(kind))) == (
                {3} if damaged and kind == "document" else set()
            )


@pytest.mark.parametrize(
    ("statements", "kinds"),
    [
        ("ALTER TABLE sources ADD COLUMN a TEXT;", ("source",)),
        ("ALTER TABLE sources RENAME COLUMN id TO key;", ()),
        ("CREATE TABLE next (n INTEGER); INSERT INTO next SELECT n FROM documents;", ()),
        ("CREATE INDEX documents_words ON documents (words);", ()),
        ("UPDATE links SET score = 1; DELETE FROM denied;", ("document", "links")),
    ],
)
def test_only_kinds_whose_rows_change_are_added_up(statements: str, kinds: tuple[str, ...]) -> None:
    assert sums.touched(statements) == kinds
