"""A text is there whole or gone to its last byte, wherever its removal is killed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import archive
from archive.catalog import Catalog, care, store
from archive.search import places
from tests.care.boxes import NOW, bytes_with, run
from tests.care.killing import killed_at
from tests.care.test_edition import dump

# German, so that no model is loaded; a word of its own in each text.
TEXTS = {
    "Die Wäscherei": "Die Wäscherei am Hafen bleibt die ganze Nacht offen, sagt Quabbeltrunz.",
    "Die Suppe": "Die Nachbarn bringen am Abend Suppe für alle, die am Kai warten.",
    "Der Schlüssel": "Der Schlüssel zum Saal hängt am Brett neben der Tür zur Küche.",
}
WORD = "Quabbeltrunz"


def _made(base: Path) -> Path:
    """An archive of three texts and a copy of the first one; the index of it, and a backup."""
    (base / "in").mkdir()
    for title, text in TEXTS.items():
        (base / "in" / f"{title}.txt").write_text(f"{title}\n\n{text}\n", "utf-8")
    (base / "in" / "copy.txt").write_text(f"Die Wäscherei\n\n{TEXTS['Die Wäscherei']} \n", "utf-8")
    with archive.open(base / "archive", create=True, run=run()) as opened:
        opened.ingest(base / "in")
        opened.add_watch("one", f"Hafen OR {WORD}")
    with Catalog.open(base / "archive") as catalog:
        care.clock(catalog, NOW)  # which an archive keeps as soon as it is told
    assert bytes_with(base / "archive", WORD)
    return base / "archive"


def _remove(folder: Path) -> None:
    with archive.open(folder, run=run()) as opened:
        opened.remove(str(folder.parent / "in" / "Die Wäscherei.txt"), why="a wish")


def _settled(folder: Path) -> tuple[str, ...]:
    """The rows of an archive after the next command that writes."""
    with archive.open(folder, run=run()) as opened:
        unfinished = [one for one in opened.check().findings if "interrupted" in one.what]
        held = opened.stats().documents
        assert held in (2, 4)
        if held == 4:
            assert not unfinished
            assert opened.care() == []
        opened.reindex(update=True)
        assert not opened.check().findings
        assert opened.stats().documents == held
        assert len(opened.search(WORD).hits) == (held == 4)
    assert bool(bytes_with(folder, WORD)) == (held == 4)
    return dump(folder)


def _killed(tmp_path: Path, kills: int) -> None:
    made = _made(tmp_path)
    before = _settled(Path(shutil.copytree(made, tmp_path / "before")))
    whole = Path(shutil.copytree(made, tmp_path / "whole"))
    steps = killed_at(lambda: _remove(whole), None)
    assert steps
    after = _settled(whole)
    assert before != after
    rng = random.Random(11)
    seen = set()
    for step in [0, *sorted(rng.sample(range(1, steps), min(kills, steps) - 1))]:
        own = tmp_path / str(step)
        shutil.copytree(made, own)
        assert killed_at(lambda own=own: _remove(own), step) is None  # type: ignore[misc]
        rows = _settled(own)
        assert rows in (before, after), step
        seen.add(rows == after)
        shutil.rmtree(own)
    assert seen == {True, False}


def test_a_removal_that_is_killed_is_whole_or_has_not_begun(tmp_path: Path) -> None:
    _killed(tmp_path, 5)


@pytest.mark.slow
def test_a_removal_that_is_killed_anywhere(tmp_path: Path) -> None:
    _killed(tmp_path, 50)


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Another process that reads one state of the catalog all the while."""
    with Catalog.open(folder) as other, other.reading():
        other.db.execute("SELECT count(*) FROM documents").fetchone()
        yield


def test_while_another_reads_an_earlier_state_it_is_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _made(tmp_path)
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "late.txt").write_text("Spät am Abend\n\nDie Nachbarn schreiben noch einen Brief.\n")
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.1)
    with _reading(folder), pytest.raises(archive.ArchiveBusy, match="It is removed, but"):
        _remove(folder)
    told: list[str] = []
    with archive.open(folder, run=replace(run(), notify=told.append)) as opened:
        assert [one.what for one in opened.check().findings] == ["removal 1 was interrupted"]
        with _reading(folder):  # other work goes on
            assert opened.ingest(folder.parent / "late").documents == 1
        assert told == ["A removal is not finished while another process reads the archive."]
        opened.settle()
        assert not opened.check().findings
    assert bytes_with(folder, WORD) == []


def test_an_original_behind_a_link_is_told(tmp_path: Path) -> None:
    folder = _made(tmp_path)
    with archive.open(folder, run=run()) as opened:
        (one,) = (d.document for d in opened.documents() if d.document.source.endswith("copy.txt"))
    kept = folder / "originals" / one.sha256[:2] / one.sha256[2:]
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    told: list[str] = []
    with archive.open(folder, run=replace(run(), notify=told.append)) as opened:
        opened.remove(one.source, why="a wish")
        assert not opened.check().findings
    assert [line.partition(" is outside")[0] for line in told] == [str(tmp_path / "elsewhere")]
    assert (tmp_path / "elsewhere").is_file()
    assert bytes_with(folder, WORD) == []


def test_an_index_that_cannot_be_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _made(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(places, "remove", lambda _: None)
        with pytest.raises(archive.UnusableArchive, match="cannot be deleted"):
            _remove(folder)
    assert bytes_with(folder / "index", WORD)
    with archive.open(folder, run=run()) as opened:
        opened.settle()
    assert bytes_with(folder, WORD) == []
