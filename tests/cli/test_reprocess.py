"""Making documents anew: only what is behind, in steps that can be stopped, with people's words kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalog import Catalog, remade
from archive.catalog.intake import Intake
from archive.cli import main
from archive.pipeline import reprocess as module
from archive.pipeline.reprocess import Stage, reprocess
from archive.pipeline.settings import settings as settings_of
from tests.cli.conftest import lines
from tests.pipeline.taking import noon

NUMBERED = ["export", "documents"], ["export", "mentions"], ["pairs"], ["entities"]


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


@pytest.fixture
def own(held: Path, tmp_path: Path) -> Path:
    """An archive of one's own whose pair a person confirmed, made by versions long gone."""
    folder = Path(shutil.copytree(held, tmp_path / "own"))
    (pair,) = lines(run(folder, "pairs", "--format", "jsonl"))
    assert run(folder, "pairs", "confirm", pair["en"]["id"], pair["fr"]["id"]).exit_code == 0
    outdate(folder, lambda versions: dict.fromkeys(versions, "0"))
    return folder


def outdate(folder: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Notes other versions with every document."""
    with Catalog.open(folder) as catalog, catalog.transaction() as db:
        for n, made_with in db.execute("SELECT n, made_with FROM documents").fetchall():
            versions = json.dumps(change(json.loads(made_with)), sort_keys=True)
            db.execute("UPDATE documents SET made_with = ? WHERE n = ?", (versions, n))


def behind(folder: Path) -> int:
    return int(json.loads(run(folder, "stats", "--format", "json").stdout)["behind"])


def everything(folder: Path) -> list[list[str]]:
    """All that an archive says."""
    return [sorted(map(str, lines(run(folder, *form, "--format", "jsonl")))) for form in NUMBERED]


def numbers(folder: Path) -> list[tuple[int, str]]:
    with Catalog.open(folder) as catalog:
        return [tuple(row) for row in catalog.db.execute("SELECT n, id FROM documents ORDER BY n")]


@pytest.mark.parametrize("stage", ["names", "dates", "posts"])
def test_a_run_that_is_stopped_goes_on_where_it_was(
    own: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, had = everything(own), numbers(own)
    total = behind(own)
    assert total == len(had)
    monkeypatch.setattr(module, "BATCH", 1)
    monkeypatch.setattr(module, "BATCH_FILES", 1)

    class Stop:
        """Interrupts after two steps."""

        steps = 0

        def stage(self, name: str, total: int | None) -> None: ...

        def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
            self.steps += 1
            if self.steps == 2:
                raise KeyboardInterrupt

    with Catalog.open(own) as catalog:
        settings = settings_of(catalog)
        with pytest.raises(KeyboardInterrupt):
            reprocess(catalog, stage, now=noon, settings=settings, progress=Stop())
        assert reprocess(catalog, stage, now=noon, settings=settings) == total - 2
        assert reprocess(catalog, stage, now=noon, settings=settings) == 0
    assert run(own, "reprocess", "--stage", stage).exit_code == 0
    # Names alone were found again: in all else the documents stay behind.
    assert behind(own) == (total if stage == "names" else 0)
    assert everything(own) == before
    assert numbers(own) == had
    assert run(own, "check").exit_code == 0


def test_links_are_made_anew_and_a_persons_word_stays(own: Path) -> None:
    before = everything(own)
    assert run(own, "reprocess", "--stage", "links").exit_code == 0
    assert everything(own) == before
    (pair,) = lines(run(own, "pairs", "--format", "jsonl"))
    assert pair["status"] == "confirmed"


def test_a_page_of_many_posts_is_made_again_once(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = "".join(
        f"<article><h2>The lantern of house {i}</h2><p>Lantern {i} was mended in Lille on {i} May 2016, "
        f"and the neighbours drank tea until the moon had left the canal.</p><p>Whoever has a ladder or {i} "
        "spare wicks is asked to bring them to the lock before the next full moon, when the society meets to "
        "read its minutes aloud.</p></article>"
        for i in range(1, 12)
    )
    page = own.parent / "many.html"
    page.write_text(f"<html lang=en><body>{posts}</body></html>")
    assert run(own, "ingest", str(page)).exit_code == 0
    outdate(own, lambda versions: versions | {"archive": "0"})
    monkeypatch.setattr(module, "BATCH", 3)
    replaced: list[str] = []
    real = remade.replace

    def counted(catalog: Catalog, intake: Intake) -> list[int]:
        replaced.append(intake.source.id)
        return real(catalog, intake)

    monkeypatch.setattr(remade, "replace", counted)
    total = behind(own)
    assert total > 12
    with Catalog.open(own) as catalog:
        assert reprocess(catalog, "posts", now=noon, settings=settings_of(catalog)) == total
    assert len(replaced) == len(set(replaced))


def test_an_original_that_changed_is_left_out(own: Path) -> None:
    path = sorted(p for p in (own / "originals").rglob("*") if p.is_file())[0]
    path.write_bytes(path.read_bytes().replace(b"e", b"o"))
    before, total = everything(own), behind(own)
    assert run(own, "reprocess", "--stage", "posts").exit_code == 0
    assert 0 < behind(own) < total
    assert everything(own) == before


@pytest.mark.parametrize("stage", ["names", "posts"])
def test_several_processes_make_what_one_makes(own: Path, stage: Stage) -> None:
    before, had = everything(own), numbers(own)
    assert run(own, "reprocess", "--stage", stage, "--workers", "2").exit_code == 0
    assert behind(own) == (len(had) if stage == "names" else 0)
    with Catalog.open(own) as catalog:
        assert reprocess(catalog, stage, now=noon, settings=settings_of(catalog)) == 0
    assert everything(own) == before
    assert numbers(own) == had
