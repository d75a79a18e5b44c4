"""The commands on a real small archive, and their output against the JSON Schemas."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from archive import forms
from archive.cli import main
from tests.cli.conftest import ENGLISH, FRENCH, Run, lines, only


def conforms(record: dict[str, Any], name: str) -> None:
    schema = json.loads((files("archive") / f"forms/{name}.json").read_text("utf-8"))
    jsonschema.validate(record, schema)


def test_documents(archive: Run) -> None:
    documents = lines(archive("export", "documents", "--format", "jsonl"))
    for document in documents:
        conforms(document, "document")
    assert sorted(d["lang"] for d in documents) == ["en", "en", "fr", "fr"]
    french = only([d for d in documents if d["source"].endswith("fr.txt")])
    assert french["text"] == FRENCH[french["start"] : french["end"]]
    assert french["title"] == "Rassemblement à Lille pour les hébergeurs de Brévaux"
    assert [t["lang"] for t in french["translations"]] == ["en"]
    assert len(french["duplicates"]) == 1


def test_mentions(archive: Run) -> None:
    documents = {d["id"]: d for d in lines(archive("export", "documents", "--format", "jsonl"))}
    mentions = lines(archive("export", "mentions", "--format", "jsonl"))
    for mention in mentions:
        conforms(mention, "mention")
        text = documents[mention["document"]]["text"]
        assert text[mention["start"] : mention["end"]] == mention["text"]
    said = {(m["type"], m["text"]) for m in mentions}
    assert {("PLACE", "Lille"), ("PERSON", "Maud Lestienne"), ("PLACE", "Calais")} <= said
    assert {m["value"] for m in mentions if m["type"] == "DATE"} >= {"2017-03-11", "2017-04-02"}


def test_pairs(archive: Run) -> None:
    (pair,) = lines(archive("pairs", "--format", "jsonl"))
    conforms(pair, "pair")
    assert pair["en"]["source"].endswith("en.txt")
    assert pair["status"] == "proposed"
    assert len(pair["segments"]) >= 3


@pytest.mark.parametrize("query", ["hébergeurs", "hosts", "délit acquittal", '"palais de justice"'])
def test_search(archive: Run, query: str) -> None:
    hits = lines(archive("search", query, "--format", "jsonl"))
    for hit in hits:
        conforms(hit, "hit")
    assert "Maud" in str(hits[0]) or "Brévaux" in str(hits[0]["title"])
    assert len([h for h in hits if "Brévaux" in str(h["title"])]) == 1, "versions and copies are one hit"


def test_a_bad_query_is_one_clear_line_with_its_place(archive: Run) -> None:
    result = archive("search", 'lille AND "open')
    assert result.exit_code == 2
    assert "^" in result.stderr
    assert "Traceback" not in result.stderr


def test_entities_and_timeline(archive: Run) -> None:
    entities = lines(archive("entities", "--format", "jsonl"))
    for entity in entities:
        conforms(entity, "entity")
    maud = only(entities, type="PERSON")
    assert maud["names"] == {"fr": ["Maud Lestienne"], "en": ["Maud Lestienne"]}
    line = json.loads(archive("timeline", "Calais", "--format", "json").stdout)
    conforms(line, "timeline")
    assert [e["date"] for e in line["events"]] == ["2017-04-02"]
    assert {t["lang"] for t in line["events"][0]["translations"]} == {"fr"}
    every = lines(archive("export", "timelines", "--format", "jsonl"))
    assert len(every) == len(entities)


def test_show(archive: Run) -> None:
    document = only(
        [d for d in lines(archive("export", "documents", "--format", "jsonl")) if "fr.txt" in d["source"]]
    )
    text = archive("show", document["id"], "--format", "text").stdout
    assert "Maud Lestienne" in text
    assert "2017-03-11" in text
    parallel = archive("show", document["id"], "--parallel", "--format", "text").stdout
    row = next(line for line in parallel.splitlines() if "relaxe" in line)
    assert "acquittal" in row or "asking" in row


def test_parallel_from_any_copy(archive: Run) -> None:
    """Each paragraph beside its counterpart, title and first paragraph apart, whichever copy is linked."""
    french = [d for d in lines(archive("export", "documents", "--format", "jsonl")) if d["lang"] == "fr"]
    assert len(french) == 2
    for document in french:
        shown = json.loads(archive("show", document["id"], "--parallel", "--format", "json").stdout)
        rows = [(" ".join(r["fr"].split()), " ".join(r["en"].split())) for r in shown["parallel"]["rows"]]
        paragraphs = ([p for p in text.split("\n") if p.strip()] for text in (FRENCH, ENGLISH))
        assert rows == list(zip(*paragraphs, strict=True))


def test_stats_and_check(archive: Run) -> None:
    stats = json.loads(archive("stats", "--format", "json").stdout)
    conforms(stats, "stats")
    assert (stats["documents"], stats["behind"]) == (4, 0)
    result = archive("check", "--format", "text")
    assert result.exit_code == 0, result.output
    assert "No problems found" in result.output


def test_reindex_gives_the_same_hits(archive: Run) -> None:
    before = lines(archive("search", "Lille", "--format", "jsonl"))
    assert archive("reindex").exit_code == 0
    assert lines(archive("search", "Lille", "--format", "jsonl")) == before


@pytest.mark.parametrize("name", forms.schemas())
def test_schemas_are_schemas(archive: Run, name: str) -> None:
    printed = json.loads(archive("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(printed)


def test_an_unknown_schema_names_the_known(archive: Run) -> None:
    result = archive("schema", "nonsense")
    assert result.exit_code == 2
    assert "document" in result.stderr


def test_no_archive_is_one_clear_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--archive", str(tmp_path / "none"), "search", "x"])
    assert result.exit_code == 3
    assert "ingest" in result.stderr


def test_annotate(archive: Run) -> None:
    asked = [
        {"id": 1, "text": "Rassemblement à Lille le 9 février 2017.", "lang": "fr"},
        {
            "id": "b",
            "text": "They met yesterday in Calais.\n\nIls se sont vus hier à Calais.",
            "date": "2017-02-10",
        },
    ]
    answers = lines(archive("annotate", input="\n".join(map(json.dumps, asked))))
    for answer in answers:
        conforms(answer, "annotation")
    assert [a["id"] for a in answers] == [1, "b"]
    assert {
        "start": 25,
        "end": 39,
        "type": "DATE",
        "text": "9 février 2017",
        "value": "2017-02-09",
    } in answers[0]["mentions"]
    assert [b["lang"] for b in answers[1]["blocks"]] == ["en", "fr"]
    assert [m["value"] for m in answers[1]["mentions"] if m["type"] == "DATE"] == ["2017-02-09", "2017-02-09"]
