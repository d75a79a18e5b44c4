"""Statements are standard SQL, but for the modules that are about SQLite itself."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import Catalog, sql
from archive.errors import UnusableArchive

CATALOG = Path(__file__).parents[2] / "archive" / "catalog"
# `sql` has the forms in which databases differ; these open, upgrade, verify and copy SQLite's file.
OF_SQLITE = {
    "sql.py",
    "steps.py",
    "steps_kept.py",
    "schema.py",
    "store.py",
    "sums.py",
    "soundness.py",
    "transfer.py",
    "rows.py",
}
OWN_FORMS = re.compile(
    r"\bINSERT OR\b|\bREPLACE INTO\b|\bifnull\(|\btotal\(|\bjson_(?:extract|array|group_array)\("
    r"|\binstr\(|\bPRAGMA\b|\bGROUP_CONCAT\(|\browid\b|\bstrftime\(|\bjulianday\(|\biif\(|\[0-9\]\[0-9\]",
    re.I,
)


def texts(path: Path) -> Iterator[str]:
    """What stands in quotes in a module, but for its docstrings; and the name of every attribute."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.value
        if isinstance(node, ast.Attribute) and node.attr == "lastrowid":
            yield "lastrowid"


def own_forms(text: str) -> list[str]:
    return [*OWN_FORMS.findall(text), *(["lastrowid"] if text == "lastrowid" else [])]


@pytest.mark.parametrize("path", sorted(CATALOG.glob("*.py")), ids=lambda path: path.name)
def test_a_statement_is_standard(path: Path) -> None:
    found = [form for text in texts(path) for form in own_forms(text)]
    assert bool(found) <= (path.name in OF_SQLITE), found


@pytest.mark.parametrize(
    "text",
    [
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        "SELECT ifnull(a, b) FROM c",
        "SELECT json_extract(l.evidence, '$.rule')",
        "SELECT d.date GLOB '[0-9][0-9][0-9][0-9]*'",
        "lastrowid",
    ],
)
def test_a_form_of_sqlite_is_seen(text: str) -> None:
    assert own_forms(text)


def test_a_row_is_written_and_its_number_told(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        with catalog.transaction() as db:
            numbers = [sql.insert(db, "runs", "n", {"began": "2026", "given": f"é{n}"}) for n in range(3)]
        rows = catalog.db.execute("SELECT n, given FROM runs ORDER BY n").fetchall()
    assert numbers == sorted(set(numbers))
    assert [tuple(row) for row in rows] == [(n, f"é{at}") for at, n in enumerate(numbers)]


def test_a_row_that_is_there_stays_or_is_written_over() -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT, PRIMARY KEY (a, b))")
        for value, over in (("un", True), ("deux", True), ("trois", False)):
            db.execute(sql.upsert("t", ("a", "b"), ("c",), over=over), ("x", "y", value))
        assert db.execute("SELECT c FROM t").fetchall() == [("deux",)]
    finally:
        db.close()


@pytest.mark.parametrize(
    ("text", "part", "year"),
    [
        ("2017-02", "-", True),
        ("../2016", "/", False),
        ("201X", "X", False),
        ("", "-", False),
        ("1914~", "~", True),
    ],
)
def test_what_texts_hold(text: str, part: str, year: bool) -> None:
    db = sqlite3.connect(":memory:")
    try:
        query = f"SELECT {sql.holds('?')}, {sql.begins_with_a_year('?')}"
        assert db.execute(query, (text, part, text)).fetchone() == (part in text, year)
    finally:
        db.close()


def test_a_sqlite_that_is_too_old_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(UnusableArchive, match=r"needs SQLite 3\.35"):
        Catalog.open(tmp_path, create=True)
    assert list(tmp_path.iterdir()) == []
