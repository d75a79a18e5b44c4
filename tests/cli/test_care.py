"""`archive close`, `open`, `care` and `publish`: what they say, and in which forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import validate
from lxml import etree

import archive
from archive import forms
from archive.cli import main
from archive.run import Run
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


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a letter in `in/box` and another text beside it, ingested by relative paths."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("in/box/letter.txt", LETTER), ("in/open.txt", GERMAN)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert run(tmp_path / "all", "ingest", "in").exit_code == 0
    return tmp_path


@pytest.mark.parametrize(
    ("stand", "place"),
    [(".", "in/box"), (".", "./in/box"), (".", "in/box/"), (".", "in/../in/box/letter.txt"), ("in", "box"),
     ("in/box", "letter.txt"), ("in/box", "."), ("in/box", "../box")],
)  # fmt: skip
def test_a_place_is_meant_from_wherever_one_stands(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, stand: str, place: str
) -> None:
    """And never taken for words to be searched: other texts would be closed in its stead."""
    monkeypatch.chdir(inbox / stand)
    assert "1 document closed" in run(inbox / "all", "close", place, "--for-ever", "--why", "x").stdout
    (told,) = lines(run(inbox / "all", "care", "list", "--format", "jsonl"))
    letter = lines(run(inbox / "all", "search", "Brett", "--format", "jsonl"))[0]
    assert told["document"] == letter["id"]


@pytest.mark.parametrize("place", ["Hafen", "Nachbarn", "./Brett"])
def test_a_place_of_which_nothing_was_ingested_is_no_query(inbox: Path, place: str) -> None:
    (inbox / place).mkdir()
    refused = run(inbox / "all", "close", place, "--for-ever", "--why", "x")
    assert (refused.exit_code, "Nothing in the archive stands at" in refused.stderr) == (2, True)
    assert run(inbox / "all", "care", "log", "--format", "jsonl").stdout == ""
    assert run(inbox / "all", "close", '"Brett"', "--for-ever", "--why", "x").exit_code == 0


def test_a_word_that_begins_an_id_is_not_taken_for_it(inbox: Path) -> None:
    letter = lines(run(inbox / "all", "search", "Brett", "--format", "jsonl"))[0]["id"]
    begins = letter[:4]
    assert "1 document closed" in run(inbox / "all", "close", begins, "--for-ever", "--why", "x").stdout
    (inbox / "in" / "word.txt").write_text(f"{GERMAN} Noch ein Wort: {begins}.\n", "utf-8")
    assert run(inbox / "all", "ingest", "in/word.txt").exit_code == 0
    refused = run(inbox / "all", "close", begins, "--for-ever", "--why", "x")
    assert (refused.exit_code, f"begins the id {letter}" in refused.stderr) == (2, True)
    assert run(inbox / "all", "close", letter, "--for-ever", "--why", "x").stdout.startswith(
        f"Act 2: close {letter}"
    )
    word = run(inbox / "all", "close", f'"{begins}"', "--for-ever", "--why", "x").stdout
    assert word.startswith("Act 3: close")
    assert letter not in word


def test_an_act_comes_after_those_of_a_clock_that_was_ahead(inbox: Path) -> None:
    """Of two acts the one holds that a person did last, whatever the log of another machine says."""
    run(inbox / "all", "close", "in/box", "--for-ever", "--why", "x")
    (act,) = lines(run(inbox / "all", "care", "log", "--format", "jsonl"))
    ahead = {**act, "act": "open", "at": "2094-01-01T00:00:00Z"}
    (inbox / "ahead.jsonl").write_text(json.dumps(ahead), "utf-8")
    assert run(inbox / "all", "care", "apply", str(inbox / "ahead.jsonl")).stdout == "1 act entered.\n"
    assert run(inbox / "all", "care", "list", "--format", "jsonl").stdout == ""
    assert "1 document closed" in run(inbox / "all", "close", "in/box", "--for-ever", "--why", "x").stdout


def test_an_embargo_that_is_over_by_the_archives_own_clock_is_refused(inbox: Path) -> None:
    with archive.open(inbox / "all", run=Run(clock=lambda: "2090-05-01T00:00:00Z")) as opened:
        opened.release("in/box", why="a test")
    refused = run(inbox / "all", "close", "in/box", "--until", "2089", "--why", "x")
    assert (refused.exit_code, "is over" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "2026-13-01T00:00:00Z"}, {"at": "2026-01-01T25:00:00Z"}, {"until": "2046-02-30"},
        {"who": "\ud800"}, {"why": "de l\udcc3"}, {"texts": "0" * 32}, {"files": [1]}, {"act": "shut"},
    ],
)  # fmt: skip
def test_a_line_of_a_log_that_is_no_act_is_told(inbox: Path, wrong: dict[str, object]) -> None:
    run(inbox / "all", "close", "in/box", "--for-ever", "--why", "x")
    (act,) = lines(run(inbox / "all", "care", "log", "--format", "jsonl"))
    for line in (json.dumps({**act, **wrong}), "[" * 100_000):
        (inbox / "log.jsonl").write_text(line, "utf-8")
        refused = run(inbox / "all", "care", "apply", str(inbox / "log.jsonl"))
        assert (refused.exit_code, "Line 1 is no act" in refused.stderr) == (2, True)
    assert len(lines(run(inbox / "all", "care", "log", "--format", "jsonl"))) == 1


def test_redacted_listed_logged_and_withdrawn(folder: Path) -> None:
    why = ("--why", "a threat", "--by", "Nour")
    (told,) = [one for one in lines(run(folder, "export", "documents")) if "Brief" in one["title"]]
    done = run(folder, "redact", told["id"], "--name", "Nachbarn", *why)
    assert done.exit_code == 0, done.stderr
    number = int(done.stdout.split(":")[0].removeprefix("Act "))
    assert f"  words: nachbarn\n  {told['id']}  2 passages  act\n" in done.stdout
    assert run(folder, "redact", told["id"], "--span", "0:3", *why).exit_code == 0
    rows = lines(run(folder, "care", "list", "--format", "jsonl"))
    for row in rows:
        validate(row, forms.schema("closed"))
    assert [(row["act"], row["redacted"], row["by"]) for row in rows] == [
        (number, 2, "act"), (number + 1, 1, "act"),
    ]  # fmt: skip
    assert "2 passages" in run(folder, "care", "list", "--format", "text").stdout
    assert run(folder, "care", "list", "--format", "csv").stdout.splitlines()[0].endswith("by,redacted")
    assert run(folder, "redact", "--undo", str(number), *why).exit_code == 0
    assert len(lines(run(folder, "care", "list", "--format", "jsonl"))) == 1
    log = lines(run(folder, "care", "log", "--format", "jsonl"))
    for act in log:
        validate(act, forms.schema("care"))
    back, span, name = log[:3]
    assert (back["act"], span["act"], name["act"]) == ("unredact", "redact", "redact")
    assert name["redacted"]["names"] == ["nachbarn"]
    assert span["redacted"]["passages"] == [{"words": "der", "nth": 1}]
    assert back["redacted"] == {**name["redacted"], "undoes": name["at"]}
    premis = run(folder, "care", "log", "--format", "premis").stdout
    kinds = [one.text for one in etree.fromstring(premis.encode()).iter("{*}eventType")]
    assert kinds[-3:] == ["redaction", "redaction", "redaction lifted"]
    assert "nachbarn" not in premis  # events are handed on


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (["--for-ever"], ["--until", "2046"], "1 document had been closed for ever (act 1)."),
        (["--until", "2050"], ["--until", "2046"], "1 document had been closed until 2050-12-31 (act 1)."),
        (["--until", "2046"], ["--until", "2046"], ""),
        (["--until", "2046"], ["--for-ever"], ""),
        (["--until", "2046"], ["--until", "2050"], ""),
    ],
)
def test_a_shorter_closing_is_told(tmp_path: Path, first: list[str], then: list[str], told: str) -> None:
    (tmp_path / "letter.txt").write_text(LETTER, "utf-8")
    run(tmp_path / "all", "ingest", str(tmp_path / "letter.txt"))
    assert run(tmp_path / "all", "close", "Brett", *first, "--why", "w").stderr == ""
    done = run(tmp_path / "all", "close", "Brett", *then, "--why", "w")
    assert done.stderr.startswith(f"archive: {told}" if told else "")
    assert bool(done.stderr) == bool(told)
