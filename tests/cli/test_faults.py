"""A mistake of this program is told as one: in one line, with an exit code of its own, never as damage."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive import arrays
from archive.catalog import Catalog, origins
from archive.cli import main
from archive.errors import BrokenInstallation, DamagedIndex
from archive.ingest.names import Namer
from archive.ingest.readers import plain
from archive.records import Mention
from archive.search.alike import TranslationLexicon
from tests.cli.conftest import ENGLISH, Run

Tag = Callable[[Namer, Iterable[tuple[str, str]]], Iterator[Any]]


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def planted(*_: Any, **__: Any) -> Any:
    raise KeyError("planted here\nin two lines")


COMMANDS = [
    ("archive.search.executor.answer", ["search", "Lille"]),
    ("archive.search.service.readable", ["search", "Lille"]),
    ("archive.search.snippet.snippet", ["search", "Lille"]),
    ("archive.timeline.timeline", ["timeline", "Lille"]),
    ("archive.catalog.kin.together", ["search", "Lille"]),
    ("archive.catalog.documents.by_date", ["export", "documents"]),
]


@pytest.mark.parametrize(("place", "args"), COMMANDS)
def test_a_fault_is_one_line_and_its_own_exit_code(
    archive: Run, monkeypatch: pytest.MonkeyPatch, place: str, args: list[str]
) -> None:
    monkeypatch.setattr(place, planted)
    result = archive(*args)
    assert result.exit_code == 70
    (line,) = result.stderr.splitlines()
    assert line == (
        f"archive: this is a fault of the program (KeyError: 'planted here\\nin two lines'); run archive"
        f" --debug {args[0]} for details and report it"
    )


def test_debug_shows_the_traceback(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.search.snippet.snippet", planted)
    result = run(held, "--debug", "search", "Lille")
    assert result.exit_code == 70
    assert "Traceback (most recent call last)" in result.stderr
    assert "in planted" in result.stderr
    assert result.stderr.splitlines()[-1].endswith("report it with what stands above")


def test_debug_shows_where_a_refusal_came_from(tmp_path: Path) -> None:
    result = run(tmp_path / "none", "--debug", "stats")
    assert result.exit_code == 3
    assert "in open" in result.stderr
    assert run(tmp_path / "none", "stats").stderr.count("\n") == 1


def failing_at(word: str) -> Tag:
    """A namer with a mistake that one word brings about."""
    real = Namer.tag

    def tag(self: Namer, texts: Iterable[tuple[str, str]]) -> Iterator[list[Mention]]:
        given = list(texts)
        if any(word in text for text, _ in given):
            raise KeyError("planted")
        return real(self, given)

    return tag


def test_what_a_fault_leaves_out_is_named_and_keeps_its_traceback(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Namer, "tag", failing_at("Oxmoor"))
    folder = tmp_path / "archive"
    result = run(folder, "ingest", "--format", "json", str(pages))
    assert result.exit_code == 70
    told = json.loads(result.stdout)
    assert told["sources"] == 3
    ((source, reason),) = [(f["source"], f["reason"]) for f in told["failed"]]
    assert (Path(source).name, reason) == ("other.txt", "internal error (KeyError: 'planted')")
    (line,) = result.stderr.splitlines()
    assert line.startswith(
        "archive: this is a fault of the program (KeyError: 'planted'); run archive --debug"
    )
    with Catalog.open(folder) as catalog:
        (failure,) = origins.failures(catalog)
    assert failure.reason == reason
    assert "in tag" in failure.trace
    assert failure.fault == "KeyError: 'planted'"
    assert run(folder, "check").exit_code == 0

    monkeypatch.undo()  # the fault is mended
    assert run(folder, "ingest", "--retry-failed").exit_code == 0
    with Catalog.open(folder) as catalog:
        assert origins.failures(catalog) == []


def test_a_fault_in_a_reader_is_not_a_damaged_file(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "_is_wrapped", planted)
    result = run(tmp_path / "archive", "ingest", "--format", "json", str(pages / "fr.txt"))
    assert result.exit_code == 70
    (failed,) = json.loads(result.stdout)["failed"]
    assert failed["reason"].startswith("internal error (KeyError: 'planted here")


def test_reprocess_makes_the_rest_and_tells_the_fault(
    tmp_path: Path, held: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(shutil.copytree(held, tmp_path / "own"))
    with Catalog.open(own) as catalog, catalog.transaction() as db:
        db.execute("UPDATE documents SET made_with = '{}'")
    monkeypatch.setattr(Namer, "tag", failing_at("Oxmoor"))
    result = run(own, "reprocess", "--stage", "posts")
    assert result.exit_code == 70
    assert "fault of the program (KeyError: 'planted')" in result.stderr
    assert json.loads(run(own, "stats", "--format", "json").stdout)["behind"] == 1


@pytest.mark.parametrize("data", [b"", b"ARCHIDX1", b"x" * 100])
def test_a_spoilt_file_of_the_program_is_no_damage_of_the_index(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "lexicon.arrays"
    path.write_bytes(data)
    with pytest.raises(BrokenInstallation, match="install the program again"):
        TranslationLexicon(path)
    with pytest.raises(DamagedIndex, match="archive reindex"):
        arrays.ArrayFile(path)
    with pytest.raises(arrays.NotKept):
        arrays.kept(path)


@pytest.mark.parametrize(
    ("flags", "levels"), [([], set()), (["-v"], {"info"}), (["-vv"], {"info", "debug"}), (["--debug"], None)]
)
def test_verbose_shows_what_modules_note(
    held: Path, monkeypatch: pytest.MonkeyPatch, flags: list[str], levels: set[str] | None
) -> None:
    def noting(*_: Any) -> list[Any]:
        log = logging.getLogger("archive.search.snippet")
        log.info("one\nline \x1b[31m")
        log.debug("more")
        return []

    monkeypatch.setattr("archive.catalog.documents.by_date", noting)
    for _ in range(2):  # each run shows a note once
        result = run(held, *flags, "export", "documents")
        assert result.exit_code == 0
        assert result.stdout == ""
        said = [line for line in result.stderr.splitlines() if "snippet" in line]
        wanted = {"info", "debug"} if levels is None else levels
        assert [line.split()[0] for line in said] == sorted(wanted, reverse=True)
        assert not said or said[0] == r"info archive.search.snippet: one\nline \x1b[31m"
    assert not logging.getLogger("archive").handlers


def test_verbose_says_what_an_ingest_leaves_out_and_why(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(ENGLISH)
    (pages / "b.txt").write_text(ENGLISH)
    (pages / "c.txt").write_text("")
    (pages / ".hidden.txt").write_text(ENGLISH)
    (tmp_path / "other").mkdir()
    (pages / "link").symlink_to(tmp_path / "other")
    archive = tmp_path / "archive"
    assert run(archive, "ingest", str(pages), "--workers", "1").stderr.count("skipped") == 0
    said = run(archive, "-vv", "ingest", str(pages), "--workers", "1", "--rehash").stderr.splitlines()
    for line in (
        f"info archive.ingest.sources: {pages}/link: a link to a folder, not followed",
        f"debug archive.ingest.sources: {pages}/.hidden.txt: hidden, or left by a program: skipped",
        f"info archive.pipeline.ingest: {pages}/c.txt: refused, empty file",
        f"debug archive.pipeline.ingest: {pages}/b.txt: it is in the archive already",
    ):
        assert line in said


def spoilt_in_its_schema(path: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(b"CREATE TABLE origins")
    data[at + 40 : at + 60] = b"\xff" * 20
    path.write_bytes(data)


def spoilt_in_its_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\x7f" * 200
    path.write_bytes(data)


@pytest.mark.parametrize("spoil", [spoilt_in_its_schema, spoilt_in_its_pages])
@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), None])
def test_a_catalog_that_cannot_even_be_looked_through_is_told(
    held: Path,
    tmp_path: Path,
    spoil: Callable[[Path], None],
    error: Exception | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Path(shutil.copytree(held, tmp_path / "spoilt"))
    spoil(folder / "catalog.sqlite")
    if error is not None:
        monkeypatch.setattr("archive.catalog.stats.stats", raising(error))
    result = run(folder, "stats")
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"archive: The catalog in {folder} ")


def raising(error: Exception) -> Callable[..., Any]:
    def raises(*_: Any, **__: Any) -> Any:
        raise error

    return raises
