"""`archive close`, `open`, `care` and `publish`: what they say, and in which forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import validate
from lxml import etree

from archive import forms
from archive.cli import main
from tests.cli.conftest import GERMAN, lines

LETTER = "Der Brief der Nachbarn\n\nDie Nachbarn schreiben vom Brett am Hafen und von langen Nächten.\n"


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("care")
    (base / "open.txt").write_text(GERMAN, "utf-8")
    (base / "letter.txt").write_text(LETTER, "utf-8")
    assert run(base / "all", "ingest", str(base / "open.txt"), str(base / "letter.txt")).exit_code == 0
    return base / "all"


def test_closed_published_listed_and_opened_again(folder: Path) -> None:
    edition = folder.parent / "edition"
    why = ("--why", "promised & kept", "--by", "Nour")
    done = run(folder, "close", "Brett", "--until", "2046-05", *why)
    assert "1 document closed by it until 2046-05-31." in done.stdout
    (told,) = lines(run(folder, "care", "list", "--format", "jsonl"))
    validate(told, forms.schema("closed"))
    assert (told["until"], told["act"], told["by"]) == ("2046-05-31", 1, "act")
    assert "until 2046-05-31" in run(folder, "care", "list", "--format", "text").stdout
    assert (
        "is up to date: 1 document of 1 source; 1 source closed."
        in run(folder, "publish", str(edition)).stdout
    )
    assert "was up to date" in run(folder, "publish").stdout
    assert run(edition, "show", told["document"]).exit_code == 2
    assert run(folder, "open", told["document"], *why).stdout.startswith(f"Act 2: open {told['document']}")
    assert run(folder, "care", "list", "--format", "jsonl").stdout == ""
    assert "2 documents of 2 sources; 0 sources closed." in run(folder, "publish").stdout
    log = run(folder, "care", "log", "--format", "jsonl")
    for act in lines(log):
        validate(act, forms.schema("care"))
    assert [(act["act"], act["who"], act["why"]) for act in lines(log)] == [
        ("open", "Nour", "promised & kept"), ("close", "Nour", "promised & kept"),
    ]  # fmt: skip
    (folder.parent / "acts.jsonl").write_text(log.stdout, "utf-8")
    assert run(folder, "care", "apply", str(folder.parent / "acts.jsonl")).stdout == "0 acts entered.\n"
    tree = etree.fromstring(run(folder, "care", "log", "--format", "premis").stdout.encode())
    names = [etree.QName(one).localname for one in tree]
    assert names == ["object", "event", "event", "agent"]
    details = [one.text for one in tree.iter("{*}eventDetail")]
    assert details == ["until 2046-05-31", "promised & kept", "promised & kept"]
    assert json.loads(run(edition, "stats", "--format", "json").stdout)["documents"] == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("close", "Brett", "--why", "x"), "Give --until with a day, or --for-ever."),
        (("close", "Brett", "--for-ever", "--until", "2046", "--why", "x"), "Give --until"),
        (("close", "Brett", "--for-ever"), "--why"),
        (("close", "Brett", "--until", "soon", "--why", "x"), "is no day"),
        (("close", "Brett", "--until", "2001", "--why", "x"), "is over"),
        (("close", "Zimtstern", "--for-ever", "--why", "x"), "answers to"),
        (("open", " ", "--why", "x"), "Name a document"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    folder: Path, args: tuple[str, ...], said: str
) -> None:
    before = run(folder, "care", "log", "--format", "jsonl").stdout
    refused = run(folder, *args)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert run(folder, "care", "log", "--format", "jsonl").stdout == before
