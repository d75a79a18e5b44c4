"""The index through its life: following the catalog, damage, interruption, new rules."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes
from archive.errors import DamagedIndex
from archive.search import analysis, stamps, store
from archive.search.index import Index
from archive.search.port import EngineQuery
from archive.search.query import parse
from archive.search.sync import sync
from tests.search import hostile, made

EVERYTHING = parse("lang:fr OR lang:en")


def quiet(line: str) -> None:
    """Nobody listens."""


def held(catalog: Catalog) -> set[int]:
    return {row[0] for row in catalog.db.execute("SELECT n FROM documents WHERE current")}


def true_to(catalog: Catalog, index: Index) -> bool:
    total = index.search(EngineQuery(EVERYTHING, limit=0)).documents
    return (set(index.numbers()), index.position(), total) == (
        held(catalog),
        changes.position(catalog),
        len(held(catalog)),
    )


def test_it_follows_the_log(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        assert true_to(catalog, index)
        n = made.add(catalog, "later.txt", "fr", "Plus tard", None, "Encore un tract.")
        assert not true_to(catalog, index)
        assert sync(catalog, index) == 1
        assert true_to(catalog, index)
        assert [m.n for m in index.search(EngineQuery(parse("tract"))).matches] == [n]
        made.add(catalog, "later.txt", "fr", "Plus tard", None, "Une autre version.")
        sync(catalog, index)
        assert true_to(catalog, index)
        assert index.search(EngineQuery(parse("tract"))).total == 0
        assert sync(catalog, index) == 0


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    with made.build(tmp_path), pytest.raises(DamagedIndex, match="archive reindex"):
        store.open_index(tmp_path)


def test_other_rules_mean_a_new_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with made.build(tmp_path) as catalog:
        made.ready(catalog, say=quiet).close()
        monkeypatch.setattr(analysis, "VERSION", analysis.VERSION + 1)
        said: list[str] = []
        assert true_to(catalog, made.ready(catalog, say=said.append))
        assert said == [
            "The search index was made by another version of this program. Rebuilding it from the catalog."
        ]


def parts(archive: Path) -> list[Path]:
    stamp = stamps.read(archive / "index" / "current.json") or {}
    return sorted(
        p
        for p in (archive / "index" / stamp["folder"]).iterdir()
        if p.suffix not in (".lock", "") or p.stat().st_size
    )


@pytest.mark.parametrize("harm", ["gone", "cut", "empty"])
@pytest.mark.parametrize("suffix", [".toc", ".trm", ".pst", ".doc", ".vec"])
def test_damage_is_found_and_mended_with_one_line(tmp_path: Path, harm: str, suffix: str) -> None:
    with made.build(tmp_path) as catalog:
        made.ready(catalog, say=quiet).close()
        path = next(p for p in parts(tmp_path) if p.suffix == suffix)
        data = path.read_bytes()
        path.unlink()
        if harm != "gone":
            path.write_bytes(data[: len(data) // 2] if harm == "cut" else b"")
        said: list[str] = []
        index = made.ready(catalog, say=said.append)
        assert true_to(catalog, index)
        assert len(said) == 1
        assert said[0].startswith("The search index is damaged (")
        assert said[0].endswith("Rebuilding it from the catalog.")


def test_changed_bytes_are_found_by_reading_all(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        assert index.sound()
        path = next(p for p in parts(tmp_path) if p.suffix == ".pst")
        data = bytearray(path.read_bytes())
        middle = len(data) // 2
        for place in range(middle, middle + 128):  # more than lies between two arrays
            data[place] ^= 0xFF
        path.write_bytes(data)
        assert not store.open_index(tmp_path).sound()


def test_an_index_ahead_of_the_catalog_is_made_anew(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        index.write((), (), 10_000)
        assert true_to(catalog, made.ready(catalog, say=quiet))


def test_an_interrupted_rebuild_goes_on_and_never_replaces_the_good_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.search.sync.BATCH", 2)
    with made.build(tmp_path) as catalog:
        made.ready(catalog, say=quiet).close()
        good = hostile.folder(tmp_path)

        class Stop:
            """Interrupts at the fourth document."""

            seen = 0.0

            def stage(self, name: str, total: int | None) -> None: ...

            def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
                self.seen += done
                if self.seen == 4:
                    raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            store.rebuild(catalog, Stop())
        assert true_to(catalog, store.open_index(tmp_path))
        made.add(catalog, "meanwhile.txt", "fr", "Entre-temps", None, "Arrivé entre-temps.")
        assert store.rebuild(catalog) == 4, "two of six documents were done before"
        index = store.open_index(tmp_path)
        assert true_to(catalog, index)
        assert hostile.folder(tmp_path) != good
        assert len([p for p in (tmp_path / "index").iterdir() if p.is_dir()]) == 1


WRITER = """
import sys
from pathlib import Path
from archive.catalog import Catalog
from archive.search import store
from tests.search import hostile, made
with Catalog.open(Path(sys.argv[1])) as catalog:
    for i in range(1000):
        text = f"Le tract numéro {i} de la série {sys.argv[2]}."
        made.add(catalog, f"{sys.argv[2]}-{i}.txt", "fr", f"Tract {i}", None, text)
        if i == 0:
            print("go", flush=True)
        if i % 40 == 39:
            store.rebuild(catalog)
        else:
            made.ready(catalog, say=lambda line: None).close()
"""


@pytest.mark.parametrize("rounds", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_comes_back(tmp_path: Path, rounds: int) -> None:
    made.build(tmp_path).close()
    chance = random.Random(7)
    for number in range(rounds):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(number)], stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2], env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.random() * 0.4)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        with Catalog.open(tmp_path) as catalog:
            said: list[str] = []
            index = made.ready(catalog, say=said.append)
            assert true_to(catalog, index)
            assert index.sound()
            index.close()
