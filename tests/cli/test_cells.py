"""What stands in the cells of CSV, as `emit` prints records."""

from __future__ import annotations

import csv
import io
from typing import Any

import click
import pytest
from click.testing import CliRunner

from archive.cli.output import emit, format_option

RECORD: dict[str, Any] = {
    "title": None, "date": "2017-02~", "score": 0.0, "count": 0, "names": {"fr": ["Brévaux"]}, "list": [],
}  # fmt: skip


@click.command()
@format_option("jsonl", "csv")
def show(form: str) -> None:
    emit([RECORD], form, ("title", "date", "score", "count", "names", "list", "unknown"), str)


@pytest.mark.parametrize("options", [[], ["--raw"]])
def test_a_cell_says_what_there_is_and_is_empty_where_there_is_nothing(options: list[str]) -> None:
    done = CliRunner().invoke(show, ["--format", "csv", *options])
    assert done.exit_code == 0, done.output
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row == {
        "title": "", "date": "2017-02~", "score": "0.0", "count": "0", "names": '{"fr": ["Brévaux"]}',
        "list": "[]", "unknown": "",
    }  # fmt: skip


@pytest.mark.parametrize(("options", "cell"), [([], "'=1+1"), (["--raw"], "=1+1")])
def test_a_formula_is_guarded_unless_cells_are_asked_for_as_they_are(options: list[str], cell: str) -> None:
    @click.command()
    @format_option("jsonl", "csv")
    def formula(form: str) -> None:
        emit([{"title": "=1+1"}], form, ("title",), str)

    done = CliRunner().invoke(formula, ["--format", "csv", *options])
    assert done.stdout.splitlines()[1] == cell
