"""`archive show --source`: the whole page is one step from each of its texts, in one piece and in order."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from archive import forms
from archive.cli import main
from tests.link.test_pieces import _containers, _parts, _rules

MENU = ("Nous écrire", "Write to us")


def _html(lang: int) -> str:
    return f'<html><body><nav><a href="/c">{MENU[lang]}</a></nav>{_containers(lang)}</body></html>'


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder / "papers"), *arguments])


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
@pytest.mark.parametrize("lang", [0, 1])
def test_the_page_is_found_from_each_of_its_texts_and_by_its_path(
    tmp_path: Path, lang: int, name: str
) -> None:
    file = tmp_path / name
    file.write_text(_html(lang) if name.endswith("html") else _rules(lang), "utf-8")
    assert _run(tmp_path, "ingest", str(file)).exit_code == 0
    listed = _run(tmp_path, "export", "documents", "--format", "jsonl").stdout
    ids = [json.loads(line)["id"] for line in listed.splitlines()]
    by_id = [json.loads(_run(tmp_path, "show", i, "--source", "--format", "json").stdout) for i in ids]
    by_path = json.loads(_run(tmp_path, "show", str(file), "--source", "--format", "json").stdout)
    assert len(ids) == len(_parts(lang))
    assert all(one == by_path for one in by_id)
    jsonschema.validate(by_path, forms.schema("source"))
    assert [one["title"] for one in by_path["documents"]] == [title for title, _ in _parts(lang)]
    told = " ".join(piece["text"] for piece in by_path["pieces"] if piece["document"])
    assert told.split() == " ".join(" ".join([title, *body]) for title, body in _parts(lang)).split()
    left_out = {piece["text"] for piece in by_path["pieces"] if not piece["document"]}
    assert left_out == ({MENU[lang]} if name.endswith("html") else {"* * *"})
    printed = _run(tmp_path, "show", str(file), "--source", "--format", "text").stdout
    places = [printed.index(f"── {one['id']}") for one in by_path["documents"]]
    assert places == sorted(places)
    assert "── left out" in printed


def test_what_is_no_source_is_said(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(_rules(0), "utf-8")
    _run(tmp_path, "ingest", str(tmp_path / "page.txt"))
    for name, said in (
        ("elsewhere.txt", "No source stands at"),
        ("0123456789abcdef", "No document has an id"),
    ):
        got = _run(tmp_path, "show", name, "--source")
        assert got.exit_code == 2
        assert said in got.stderr
