"""`archive formats` and `archive show ID --original`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from archive import forms
from archive.cli import main
from archive.ingest.containers import kinds
from archive.ingest.originals.folder import original_path
from archive.ingest.readers import _BUILT_IN, known
from corpus.pdf_made import Sheet, pdf
from tests.cli.conftest import lines
from tests.ingest.test_readers_pdf import FR


def run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_every_format_is_listed_once_and_by_a_name_that_people_know() -> None:
    told = json.loads(run("formats", "--format", "json").stdout)
    for one in told:
        jsonschema.validate(one, forms.schema("file_format"))
        assert one["name"] != one["reader"].split(" ")[0], "name it in readers/formats.py"
    opened = {box.name for box in kinds()} - {reader.name for reader in _BUILT_IN}
    assert {one["reader"] for one in told} == {reader.stamp for reader in _BUILT_IN} | opened
    assert opened >= {"zip", "mbox", "warc"}
    assert len({one["name"] for one in told}) == len(told)


@pytest.mark.parametrize("there", [True, False])
def test_what_is_missing_is_named(there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if there:
        program = tmp_path / "tesseract"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (scan,) = (one for one in known() if one.reader.startswith("scan "))
    assert (scan.install is None) is there
    told = run("formats", "--format", "text").stdout
    assert ("not read here: install tesseract-ocr" in told) is not there


def test_the_original_is_written_out_as_it_was(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(80, 100, 420, FR[0])
    data = pdf([sheet])
    file, home = tmp_path / "lavoir.pdf", str(tmp_path / "archive")
    file.write_bytes(data)
    assert run("--archive", home, "ingest", str(file)).exit_code == 0
    (document,) = lines(run("--archive", home, "export", "documents"))
    assert (document["page"], document["pages"]) == (1, [[1, 0, len(document["text"])]])
    shown = run("--archive", home, "show", document["id"], "--original")
    assert shown.stdout_bytes == data
    (hit,) = lines(run("--archive", home, "search", "lavandières", "--format", "jsonl"))
    assert hit["page"] == 1
    assert ", p. 1" in run("--archive", home, "search", "lavandières", "--format", "text").stdout
    assert "lavoir.pdf [0:" in run("--archive", home, "show", document["id"], "--format", "text").stdout
    kept = original_path(Path(home, "originals"), hashlib.sha256(data).hexdigest())
    kept.write_bytes(data[:-1])
    broken = run("--archive", home, "show", document["id"], "--original")
    assert (broken.exit_code, broken.stdout_bytes) == (2, b"")
    assert "missing or damaged" in broken.stderr
