"""An archive with its index on Tantivy: its searches are those of one on the default engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import archive
from archive import Engines, engines
from archive.cli import main
from archive.pipeline import moving
from archive.search import store
from tests.pipeline.test_opensearch import QUERIES, QUICK, TEXTS
from tests.search.installed import reason

pytestmark = pytest.mark.skipif(bool(reason("tantivy")), reason=reason("tantivy"))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def told(home: Path) -> list[list[tuple[str, float]]]:
    with archive.open(home, run=QUICK) as a:
        return [[(hit.document.id, hit.score) for hit in a.search(query, limit=50)] for query in QUERIES]


def test_it_answers_as_the_default_and_moves_both_ways(tmp_path: Path, papers: Path) -> None:
    homes = [tmp_path / "here", tmp_path / "there"]
    for home, wanted in zip(homes, (Engines(), Engines(index="tantivy:")), strict=True):
        archive.init(home, wanted)
        with archive.open(home, run=QUICK) as a:
            a.ingest(papers)
            assert a.check().findings == ()
    before = told(homes[0])
    assert told(homes[1]) == before
    assert any(before)
    for wanted in (Engines(), Engines(index="tantivy:")):
        with archive.open(homes[1], run=QUICK) as a:
            assert a.move(wanted).searches == moving.SEARCHES
        assert engines.read(homes[1]) == wanted
        assert told(homes[1]) == before
        with archive.open(homes[1], run=QUICK) as a:
            assert a.check().findings == ()


def test_nothing_is_left_of_a_text_that_is_removed(tmp_path: Path, papers: Path) -> None:
    from archive.search.engines.tantivy.library import LibraryReader

    home = tmp_path / "archive"
    (papers / "geheim.txt").write_text("Ein Zwetschgenbaum steht im Hof von Lille.", "utf-8")
    archive.init(home, Engines(index="tantivy:"))

    def held() -> list[str]:
        """In which folders of an index the word is."""
        found = []
        for path in (home / store.FOLDER).glob("*/tantivy/meta.json"):
            reader = LibraryReader(path.parent.parent)
            if reader.forms("text", "zwetschgen") or reader.near("zwetschgenbaun", 1):
                found.append(str(path))
        return found

    with archive.open(home, run=QUICK) as a:
        a.ingest(papers)
        assert len(held()) == 1
        (one,) = a.search("Zwetschgenbaum")
        a.remove(one.document.id, why="Bitte")
        assert held() == []
        assert list(a.search("Zwetschgenbaum")) == []
        assert len(list(a.search("Lille"))) > 1
        assert a.check().findings == ()


def test_init_says_what_it_is_and_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["--archive", str(tmp_path / "archive"), *words])
        return done.exit_code, done.output

    code, said = run("init", "--index", "tantivy:/elsewhere")
    assert (code, "own folder" in said) == (2, True)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "tantivy", None)
        code, said = run("init", "--index", "tantivy:")
        assert (code, said.count("\n")) == (3, 1)
        assert "pip install 'archive[tantivy]'" in said
        assert not (tmp_path / "archive" / "archive.toml").exists()
    code, said = run("init", "--index", "tantivy:")
    assert code == 0
    assert "Tantivy 0." in said
    (tmp_path / "brief.txt").write_text(TEXTS["brief.txt"], "utf-8")
    assert run("ingest", str(tmp_path / "brief.txt"))[0] == 0
    assert "brief.txt" in run("search", "Pfarrer")[1]
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "tantivy", None)
        code, said = run("search", "Pfarrer")
        assert (code, said.count("\n")) == (2, 1)
        assert "pip install 'archive[tantivy]'" in said
