"""Several at work on one archive: searches and backups while an ingest runs, and a second ingest."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalog import Catalog
from archive.cli import main
from tests.cli.conftest import lines

ROOT = Path(__file__).parents[2]
BEFORE, DURING = 3, 130
PLACES = ("Lille", "Calais", "Brest", "Dover", "Ghent")


def page(i: int) -> str:
    place = PLACES[i % len(PLACES)]
    return (
        f"Bulletin number {i} of the lantern society\n\nOn {i % 28 + 1} March 20{10 + i % 8}, neighbours met "
        f"in {place} to mend lantern number {i}. Maud Lestienne read the minutes to them, and {i} cups of "
        "tea were drunk.\n"
    )


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, subprocess.Popen[str]]]:
    """An archive of some pages, a folder of many more, and an ingest of them that has begun to write."""
    base = tmp_path_factory.mktemp("together")
    home = base / "archive"
    for name, count in (("first", range(BEFORE)), ("more", range(BEFORE, BEFORE + DURING))):
        (base / name).mkdir()
        for i in count:
            (base / name / f"{i:03}.txt").write_text(page(i))
    assert run(home, "ingest", str(base / "first")).exit_code == 0
    command = [sys.executable, "-m", "archive.cli", "--archive", str(home), "ingest", str(base / "more")]
    ingest = subprocess.Popen(
        [*command, "--workers", "1", "--format", "json"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        with Catalog.open(home) as catalog:
            while ingest.poll() is None and documents(catalog) == BEFORE:
                time.sleep(0.02)
        yield home, base / "more", ingest
    finally:
        ingest.kill()
        ingest.wait()
        assert ingest.stdout is not None
        ingest.stdout.close()


def documents(catalog: Catalog) -> int:
    return int(catalog.db.execute("SELECT count(*) FROM documents").fetchone()[0])


def test_searches_backups_and_a_second_ingest_while_one_runs(
    busy: tuple[Path, Path, subprocess.Popen[str]], tmp_path: Path
) -> None:
    home, more, ingest = busy
    assert ingest.poll() is None, "the ingest is still at work"

    second = run(home, "ingest", str(more))
    assert second.exit_code == 3
    assert f"(number {ingest.pid}) is writing" in second.stderr
    assert len(second.stderr.splitlines()) == 1

    backups = 0
    while ingest.poll() is None:
        found = run(home, "search", "lantern", "--limit", "200", "--format", "jsonl")
        assert found.exit_code == 0, found.output
        assert len({hit["id"] for hit in lines(found)}) >= BEFORE
        if backups < 2:
            assert run(home, "backup", str(tmp_path / f"{backups}.tar")).exit_code == 0
            backups += 1
    assert ingest.stdout is not None
    assert json.loads(ingest.stdout.read())["sources"] == DURING
    assert ingest.returncode == 0

    assert (
        len(lines(run(home, "search", "lantern", "--limit", "200", "--format", "jsonl"))) == BEFORE + DURING
    )
    assert run(home, "check").exit_code == 0
    assert backups
    for i in range(backups):
        again = tmp_path / f"again-{i}"
        assert run(again, "restore", str(tmp_path / f"{i}.tar")).exit_code == 0
        assert run(again, "check").exit_code == 0
        if i == 0:
            assert run(again, "ingest", str(more)).exit_code == 0
            for what in ("documents", "mentions"):
                here, there = (lines(run(a, "export", what)) for a in (home, again))
                assert sorted(map(str, here)) == sorted(map(str, there))
    with tarfile.open(tmp_path / "0.tar") as box:
        assert box.getnames()[1] == "catalog.sqlite"
