"""`archive search` and `archive watch`, as a person types them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from tests.cli.conftest import OTHER, Run, lines


def sources(result: Result) -> set[str]:
    """The file names of the hits and of their versions; a copy goes by the name of what it copies."""
    names = {Path(one["source"]).name for hit in lines(result) for one in (hit, *hit["translations"])}
    return {"fr.txt" if name == "copy.txt" else name for name in names}


BOTH = {"fr.txt", "en.txt"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["palais"], BOTH),
        (["courthouse"], BOTH),
        (["lille AND library"], set()),
        (["lille ET hébergeurs SAUF calais"], set()),
        (["person:Lestienne"], BOTH),
        (["soup", "--lang", "en", "--no-cross"], {"other.txt"}),
        (["soup", "--lang", "fr", "--no-cross"], set()),
        (["Lille", "--person", "Maud Lestienne"], BOTH),
        (["date:2017-03"], set()),
        (["collective OR collectif", "--from", "2018"], set()),
        (["collective OR collectif", "--from", "mars 2017", "--to", "2017", "--mentions"], BOTH),
        (["Lille", "--from", "2017-04", "--to", "2017-04"], set()),
        (["Lille", "--from", "2017-04", "--to", "2017-04", "--mentions"], BOTH),
    ],
)
def test_what_is_found(archive: Run, arguments: list[str], expected: set[str]) -> None:
    found = sources(archive("search", *arguments, "--format", "jsonl"))
    assert found == expected


def test_a_hit_says_why_and_where(archive: Run) -> None:
    (hit,) = lines(archive("search", "acquittal", "--lang", "en", "--format", "jsonl"))
    assert hit["why"]["words"] == ["acquittal"]
    assert [hit["snippet"][a:b] for a, b in hit["highlights"]] == ["acquittal"]


def test_as_text(archive: Run) -> None:
    shown = archive("search", "acquittal relaxe", "--facets", "--format", "text").stdout
    assert "1 to 1 of 1 hit (3 texts, counting translations and duplicates)" in shown
    assert "also fr: Rassemblement" in shown
    assert "lang    " in shown
    assert "words: " in shown
    assert "1 duplicate" in archive("search", "relaxe", "--lang", "fr", "--format", "text").stdout


def test_as_one_object_with_facets(archive: Run) -> None:
    page = json.loads(archive("search", "Lille", "--facets", "--format", "json").stdout)
    assert page["total"] == len(page["hits"]) == 1
    assert {f["value"]: f["count"] for f in page["facets"]["lang"]} == {"fr": 1, "en": 1}
    assert "Lille" in {f["value"] for f in page["facets"]["place"]}


def test_as_a_table(archive: Run) -> None:
    result = archive("search", "library OR Lille", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["rank"] for row in rows] == ["1", "2"]


def test_pages_go_on_where_the_last_one_ended(archive: Run) -> None:
    every = lines(archive("search", "library OR Lille", "--format", "jsonl"))
    second = lines(
        archive("search", "library OR Lille", "--offset", "1", "--limit", "1", "--format", "jsonl")
    )
    assert second == every[1:2]


def test_a_batch_answers_each_query_by_its_id(archive: Run) -> None:
    asked = [
        {"id": "a", "query": "courthouse"},
        {"id": "b", "query": "soup", "lang": "fr"},
        {"id": "c", "query": 'library "of', "limit": 1},
    ]
    result = archive(
        "search", "--batch", "-", "--no-cross", input="\n".join(json.dumps(one) for one in asked) + "\n"
    )
    assert [hit["query_id"] for hit in lines(result)] == ["a", "c"]
    assert "query c: Read as plain words" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "batch", "told"),
    [
        ([], None, "Give either QUERY or --batch"),
        (["x", "--batch", "-"], "", "Give either QUERY or --batch"),
        (["x", "--from", "soon"], None, '"soon" is not understood'),
        (["x", "--from", "2018", "--to", "2017"], None, "ends before it starts"),
        (["(lille"], None, "^"),
    ],
)
def test_what_cannot_be_asked_is_said(
    archive: Run, arguments: list[str], batch: str | None, told: str
) -> None:
    result = archive("search", *arguments, input=batch)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not result.stdout


def test_a_misspelt_word_is_answered_with_words_of_the_archive(archive: Run) -> None:
    result = archive("search", "Lestiemne", "--no-cross")
    assert result.exit_code == 0
    assert "Did you mean: lestienne" in result.stderr


def test_nothing_found_says_what_would_help(archive: Run) -> None:
    result = archive("search", "courthouse", "--lang", "fr", "--no-cross")
    assert "Without --lang there is 1 hit" in result.stderr


def test_watches_tell_what_is_new_once(tmp_path: Path) -> None:
    folder, pages = tmp_path / "held", tmp_path / "pages"
    pages.mkdir()

    def run(*args: str) -> Result:
        return CliRunner().invoke(main, ["--archive", str(folder), *args])

    (pages / "first.txt").write_text(OTHER, encoding="utf-8")
    assert run("ingest", str(pages)).exit_code == 0
    assert run("watch", "add", "shelter", "shelter OR abri").exit_code == 0
    assert run("watch").exit_code == 1, "what was there is not new"

    (pages / "second.txt").write_text(
        "Un abri de nuit ouvre à Brévaux\n\nLa salle des fêtes devient un abri pour tout l'hiver.\n", "utf-8"
    )
    assert run("ingest", str(pages)).exit_code == 0
    assert run("watch", "--keep").exit_code == 0
    told = run("watch", "--format", "json")
    assert told.exit_code == 0
    (news,) = json.loads(told.stdout)
    assert [Path(d["source"]).name for d in news["new"]] == ["second.txt"]
    assert run("watch").exit_code == 1, "it is new once"

    taken = run("watch", "add", "shelter", "abri")
    assert (taken.exit_code, "already" in taken.stderr) == (2, True)
    assert [w["query"] for w in json.loads(run("watch", "list", "--format", "json").stdout)] == [
        "shelter OR abri"
    ]
    assert run("watch", "remove", "shelter").exit_code == 0
    missing = run("watch", "remove", "shelter")
    assert (missing.exit_code, "No saved search" in missing.stderr) == (2, True)


def test_what_could_not_be_told_stays_new(tmp_path: Path) -> None:
    folder, pages = tmp_path / "held", tmp_path / "pages"
    pages.mkdir()

    def run(*args: str) -> int:
        return CliRunner().invoke(main, ["--archive", str(folder), *args]).exit_code

    (pages / "first.txt").write_text(OTHER, encoding="utf-8")
    assert run("ingest", str(pages), "--no-vectors") == 0
    assert run("watch", "add", "abri", "abri") == 0
    (pages / "second.txt").write_text("Un abri de nuit ouvre à Brévaux pour tout l'hiver.\n", "utf-8")
    assert run("ingest", str(pages), "--no-vectors") == 0
    with open("/dev/full", "wb") as full:
        watch = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "watch"]
        assert subprocess.run(watch, stdout=full, stderr=subprocess.PIPE).returncode == 3
    assert run("watch") == 0
    assert run("watch") == 1
