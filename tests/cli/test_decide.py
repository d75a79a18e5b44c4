"""`archive decide`: what a person says is shown as theirs, and what is withdrawn is as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from tests.cli.conftest import lines, only


@pytest.fixture(scope="module")
def own(held: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive, to decide in; each test leaves it as it was."""
    return Path(shutil.copytree(held, tmp_path_factory.mktemp("own") / "archive"))


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def document(folder: Path, name: str) -> dict[str, Any]:
    (one,) = [d for d in lines(run(folder, "export", "documents")) if d["source"].endswith(name)]
    return one


def mention(folder: Path, doc: str, text: str) -> dict[str, Any]:
    named = [m for m in lines(run(folder, "export", "mentions")) if m["document"] == doc]
    return next(m for m in named if m["text"] == text)


@pytest.mark.parametrize(
    ("name", "words", "shown", "field", "value"),
    [
        (
            "/other.txt",
            ("date", "2016-05-03"),
            "date         2016-05-03 (set by hand: decision",
            "date",
            "2016-05-03",
        ),
        ("/fr.txt", ("date", "2017-03"), "date         2017-03 (set by hand: decision", "date", "2017-03"),
        ("/en.txt", ("date", "--none"), "date         unknown", "date", None),
        (
            "/fr.txt",
            ("title", "Lille, le 11 mars"),
            "Lille, le 11 mars\n",
            "title",
            "Lille, le 11 mars",
        ),
        (
            "/other.txt",
            ("author", "Odile Sarrazin"),
            "author       Odile Sarrazin",
            "author",
            "Odile Sarrazin",
        ),
        ("/other.txt", ("language", "français"), "(fr)\n", "lang", "fr"),
    ],
)
def test_a_fact_is_set_shown_and_taken_back(
    own: Path, name: str, words: tuple[str, ...], shown: str, field: str, value: str | None
) -> None:
    before = document(own, name)
    what, *said = words
    done = run(own, "decide", what, before["id"], *said, "--by", "Nour", "--note", "l’affiche")
    assert done.exit_code == 0, done.output
    number = done.stdout.split()[1].rstrip(".")
    assert document(own, name)[field] == value
    assert shown in run(own, "show", before["id"], "--format", "text").stdout
    act = only(lines(run(own, "decisions", "--format", "jsonl")), n=int(number))
    assert (act["who"], act["note"], act["verdict"]) == ("Nour", "l’affiche", what)
    assert run(own, "decisions", "withdraw", number).exit_code == 0
    assert document(own, name) == before


def test_a_name_is_none_everywhere_and_is_one_again(own: Path) -> None:
    text = document(own, "/fr.txt")["id"]
    one = mention(own, text, "Maud Lestienne")
    before = lines(run(own, "export", "mentions"))
    place = f"{one['start']}:{one['end']}"
    done = run(own, "decide", "mention", text, place, "no name", "--all", "spelling")
    assert done.exit_code == 0, done.output
    assert "Maud Lestienne" not in {m["text"] for m in lines(run(own, "export", "mentions"))}
    assert run(own, "decisions", "withdraw", done.stdout.split()[1].rstrip(".")).exit_code == 0
    assert lines(run(own, "export", "mentions")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("date", "{id}", "hier"), "'hier' is not a date"),
        (("date", "{id}", "2017-13"), "'2017-13' is not a date"),
        (("date", "{id}"), "Give a value, or --none."),
        (("date", "{id}", "2017", "--none"), "Give a value, or --none."),
        (("title", "zzzz", "Un titre"), "No document has an id"),
        (("language", "{id}", "klingon"), "'klingon' is not a language"),
        (("mention", "{id}", "5-9", "PLACE"), "is not a pair of offsets"),
        (("mention", "{id}", "0:1", "PLACE"), "No name stands from 0 to 1"),
        (("apart", "Nobody", "Personne"), "Nobody"),
    ],
)
def test_what_cannot_be_decided_is_one_line(own: Path, words: tuple[str, ...], said: str) -> None:
    before = lines(run(own, "decisions", "--format", "jsonl"))
    known = document(own, "/fr.txt")["id"]
    done = run(own, "decide", *(word.format(id=known) for word in words))
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert lines(run(own, "decisions", "--format", "jsonl")) == before
