"""An archive that moves from one set of engines to another, and back."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Collection
from pathlib import Path

import pytest
from click.testing import CliRunner

import archive
from archive import Engines, engines
from archive.cli import main
from archive.errors import UnreachableServer, UnusableArchive, UsageError
from archive.ingest import originals
from archive.ingest.originals import Originals
from archive.ingest.originals.folder import original_path
from archive.pipeline import moving
from archive.search import engines as indexes
from archive.search import store
from archive.search.index import Index
from tests.pipeline.backups import tree
from tests.pipeline.test_bucket import QUICK, address, told
from tests.servers.seaweedfs import SeaweedFS

WORDS = ["Hafen", "Brief", "Küche", "Regen", "Pfarrer", "Lager", "Zelt", "Nacht", "Winter", "Fahrt"]


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in a folder, of 30 German letters; nobody may write to it."""
    rng = random.Random(1)
    base = tmp_path_factory.mktemp("moving")
    folder = base / "letters"
    folder.mkdir()
    for n in range(30):
        text = f"Brief {n}. Der {' und die '.join(rng.choices(WORDS, k=40))} kam nicht nach Calais."
        (folder / f"{n:02}.txt").write_text(text, "utf-8")
    with archive.open(base / "archive", create=True, run=QUICK) as a:
        a.ingest(folder)
    return base / "archive"


@pytest.fixture
def home(letters: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(letters, tmp_path / "archive"))


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> str:
    """A second engine for the index: the same one under another name."""
    monkeypatch.setitem(indexes.ENGINES, "second", indexes.ENGINES["whoosh"])
    return "second:"


def whole(home: Path) -> None:
    with archive.open(home, run=QUICK) as a:
        checked = a.check()
        assert checked.findings == ()
        assert checked.looked["originals"] == 30


def test_originals_move_to_a_bucket_and_back(home: Path, bucket: SeaweedFS, tmp_path: Path) -> None:
    before, files = told(home), tree(home / "originals")
    there, here = Engines(originals=address(tmp_path)), Engines()
    for wanted in (there, here, there):
        with archive.open(home, run=QUICK) as a:
            moved = a.move(wanted)
        assert (moved.originals, moved.missing, moved.documents) == (30, (), None)
        assert engines.read(home) == wanted
        whole(home)
        assert told(home) == before
        in_bucket = sorted(originals.at(there.originals, home).names())
        if wanted == here:
            assert tree(home / "originals") == files
            assert in_bucket == []
        else:
            assert not any(path.is_file() for path in (home / "originals").rglob("*"))
            assert len(in_bucket) == 30


def test_the_index_moves_and_finds_the_same(home: Path, second: str) -> None:
    with archive.open(home, run=QUICK) as a:
        before = [[hit.document.id for hit in a.search(word, limit=100)] for word in WORDS]
        moved = a.move(Engines(index=second))
        assert (moved.originals, moved.documents) == (None, 30)
        assert moved.searches == moving.SEARCHES
        assert [[hit.document.id for hit in a.search(word, limit=100)] for word in WORDS] == before
    whole(home)
    said: list[str] = []
    with archive.open(home, run=archive.Run(notify=said.append)) as a:
        assert [[hit.document.id for hit in a.search(word, limit=100)] for word in WORDS] == before
        a.move(Engines())
    assert said == []
    whole(home)


def test_an_index_that_finds_other_texts_is_not_taken(
    home: Path, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving._found

    def forgetful(found: Index, query: str) -> tuple[int, int, tuple[int, ...]]:
        total, *rest = real(found, query)
        return (total + (found is not seen.setdefault("first", found)), *rest)  # type: ignore[return-value]

    seen: dict[str, Index] = {}
    monkeypatch.setattr(moving, "_found", forgetful)
    with archive.open(home, run=QUICK) as a, pytest.raises(UnusableArchive, match="finds other texts"):
        a.move(Engines(index=second))
    assert engines.read(home) == Engines()
    whole(home)
    assert len(list((home / store.FOLDER).glob("[0-9]*"))) <= 2


def test_what_is_missing_or_damaged_is_named_and_stays(home: Path, bucket: SeaweedFS, tmp_path: Path) -> None:
    lost, spoilt = (one.document.sha256 for one in told(home)[:2])
    original_path(home / "originals", lost).unlink()
    original_path(home / "originals", spoilt).write_bytes(b"anders")
    with archive.open(home, run=QUICK) as a:
        moved = a.move(Engines(originals=address(tmp_path)))
        assert moved.originals == 28
        assert {one.sha256: one.reason for one in moved.missing} == {
            lost: "its original is missing",
            spoilt: "its original has changed since it was ingested",
        }
        assert len(a.check().findings) == 2
    assert original_path(home / "originals", spoilt).read_bytes() == b"anders"
    assert len(list(originals.of(home).names())) == 28


def test_a_place_with_something_else_in_it_is_refused(home: Path, bucket: SeaweedFS, tmp_path: Path) -> None:
    other = originals.at(address(tmp_path), home)
    assert originals.keep_stream(
        other, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", [b"test"]
    )
    with archive.open(home, run=QUICK) as a, pytest.raises(UsageError, match="not of this archive"):
        a.move(Engines(originals=address(tmp_path)))
    assert engines.read(home) == Engines()
    whole(home)


def test_what_cannot_be_moved_is_said(home: Path, bucket: SeaweedFS, tmp_path: Path) -> None:
    with archive.open(home, run=QUICK) as a:
        with pytest.raises(UsageError, match="already"):
            a.move(Engines())
        with pytest.raises(UsageError, match="There is no engine"):
            a.move(Engines(index="lucene:"))
        a.publish(tmp_path / "open")
    with archive.open(tmp_path / "open", run=QUICK) as edition, pytest.raises(UsageError, match="an edition"):
        edition.move(Engines(originals=address(tmp_path)))


@pytest.mark.parametrize("at", [0, 1, 29, 30])
def test_a_move_that_is_ended_at_any_original_goes_on(
    home: Path, bucket: SeaweedFS, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """30: all are copied, the archive has switched, and the old ones are about to be deleted."""
    done = 0

    class Killed(BaseException):
        pass

    real = moving._copy

    def copy(source: Originals, target: Originals, sha256: str) -> str | None:
        nonlocal done
        if done == at:
            raise Killed
        done += 1
        return real(source, target, sha256)

    def finish(catalog: object, whole: Collection[str] = ()) -> None:
        if whole:
            raise Killed

    before, wanted = told(home), Engines(originals=address(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_copy", copy)
        if at == 30:
            patch.setattr(
                moving, "finish", lambda catalog, whole=(): (_ for _ in ()).throw(Killed()) if whole else None
            )
        with pytest.raises(Killed), archive.open(home, run=QUICK) as a:
            a.move(wanted)
    assert engines.read(home) == (wanted if at == 30 else Engines())
    whole(home)
    with archive.open(home, run=QUICK) as a:
        if at == 30:  # any command that writes ends it
            a.reindex(update=True)
        else:
            a.move(wanted)
    whole(home)
    assert told(home) == before
    assert not any(path.is_file() for path in (home / "originals").rglob("*"))


def test_a_server_that_is_away_moves_nothing(
    home: Path, bucket: SeaweedFS, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tree(home / "originals")
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        with archive.open(home, run=QUICK) as a, pytest.raises(UnreachableServer, match="does not answer"):
            a.move(Engines(originals=address(tmp_path)))
    assert engines.read(home) == Engines()
    assert tree(home / "originals") == files
    whole(home)


def test_a_backup_is_restored_onto_a_bucket(home: Path, bucket: SeaweedFS, tmp_path: Path) -> None:
    with archive.open(home, run=QUICK) as a:
        a.backup(tmp_path / "backup.tar")
    back, wanted = tmp_path / "back", Engines(originals=address(tmp_path))
    archive.restore(tmp_path / "backup.tar", back, engines=wanted, run=QUICK)
    assert engines.read(back) == wanted
    whole(back)
    assert told(back) == told(home)
    with pytest.raises(UnusableArchive, match=r"No archive was restored\. .*already holds something"):
        archive.restore(tmp_path / "backup.tar", tmp_path / "again", engines=wanted, run=QUICK)
    assert not (tmp_path / "again").exists()


def test_a_place_that_loses_what_is_written_to_it_is_not_moved_to(
    home: Path, bucket: SeaweedFS, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "keep_stream", lambda kept, sha256, pieces: True)
    with archive.open(home, run=QUICK) as a, pytest.raises(UnusableArchive, match="does not give back"):
        a.move(Engines(originals=address(tmp_path)))
    assert engines.read(home) == Engines()
    whole(home)


def test_the_commands(home: Path, bucket: SeaweedFS, tmp_path: Path, second: str) -> None:
    def said(*line: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["--archive", str(home), *line])
        return done.exit_code, done.output

    there = address(tmp_path)
    assert said("move") == (
        2,
        "archive: Say where to: --catalog ADDRESS, --index ADDRESS, --originals ADDRESS, or several.\n",
    )
    assert said("move", "--quiet", "--originals", there, "--index", second) == (
        0,
        f"Moved 30 originals to {there}, and read them back.\n"
        "Moved the index to second:: 30 documents; 200 searches give the same hits.\n",
    )
    lost = told(home)[0].document.sha256
    originals.of(home).remove([lost])
    code, text = said("move", "--quiet", "--originals", "folder:")
    assert code == 4
    assert text.startswith("Moved 29 originals to folder:, and read them back.\nNot in folder: (1):\n")
    assert "its original is missing" in text
    assert engines.read(home) == Engines(index=second)


def test_an_old_place_that_is_away_holds_up_nothing_but_the_next_move(
    home: Path, bucket: SeaweedFS, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Engines(originals=address(tmp_path))
    with archive.open(home, run=QUICK) as a:
        a.move(there)
        with monkeypatch.context() as patch:
            patch.setattr(moving, "finish", lambda catalog, whole=(): None)
            a.move(Engines())
    (tmp_path / "neu.txt").write_text("Ein neuer Brief kam am Morgen in Calais an.", "utf-8")
    said: list[str] = []
    gone, *_ = told(home)
    with monkeypatch.context() as patch:
        patch.setenv("AWS_SECRET_ACCESS_KEY", "")
        with archive.open(home, run=dataclasses.replace(QUICK, notify=said.append)) as a:
            assert a.ingest(tmp_path / "neu.txt").sources == 1
            assert "not deleted in its old place yet" in said[0]
            with pytest.raises(UnusableArchive, match="AWS_SECRET_ACCESS_KEY"):
                a.move(Engines(originals=address(tmp_path, "-2")))
            a.remove(gone.document.id, why="Bitte")
            assert any(there.originals in line and "Delete it" in line for line in said)
    left = originals.at(there.originals, home)
    assert len(list(left.names())) == 30
    with archive.open(home, run=QUICK) as a:
        a.reindex(update=True)
    assert list(left.names()) == [gone.document.sha256]  # which was told
    with archive.open(home, run=QUICK) as a:
        assert a.check().findings == ()


def test_what_was_damaged_and_stayed_is_removed_there_too(
    home: Path, bucket: SeaweedFS, tmp_path: Path
) -> None:
    spoilt = told(home)[0].document
    path = original_path(home / "originals", spoilt.sha256)
    path.write_bytes(path.read_bytes() + b"!")
    with archive.open(home, run=QUICK) as a:
        assert len(a.move(Engines(originals=address(tmp_path))).missing) == 1
        assert path.exists()
        a.remove(spoilt.id, why="Bitte")
        assert a.check().findings == ()
    assert not path.exists()
