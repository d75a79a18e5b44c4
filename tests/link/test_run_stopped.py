"""Runs of links that are stopped: what is there is final, and the next one goes on."""

from __future__ import annotations

import contextlib
import random
import shutil
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, links
from archive.link.run import link
from tests.link.forms import Row, add, gold, links_of, pairs, texts


def test_an_interrupted_run_leaves_nothing_half_done(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = texts(9)
    add(catalog, rows, None)

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("archive.link.dating.travel", interrupt)
        with pytest.raises(KeyboardInterrupt):
            link(catalog)
    assert not links_of(catalog)
    link(catalog)
    assert pairs(catalog) == gold(rows)


def test_texts_read_before_an_interruption_are_linked_with_those_that_come_after(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = texts(18)
    add(catalog, rows[::2], None)

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("archive.link.nearest.Space.update", interrupt)
        with pytest.raises(KeyboardInterrupt):
            link(catalog)
    add(catalog, rows[1::2], None)
    assert link(catalog).documents == len(rows[1::2])
    assert pairs(catalog) == gold(rows)


class Stopped:
    """Hears of a run's steps and stops it at one of them."""

    def __init__(self, after: int) -> None:
        self.left = after

    def stage(self, name: str, total: int | None) -> None:
        self.advance(0)

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.link.run._CHUNK", 7)
    monkeypatch.setattr("archive.link.run._SETTLED", 3)
    monkeypatch.setattr("archive.link.nearest._QUERIES", 3)
    monkeypatch.setattr("archive.link.candidates._KEPT", 4)
    monkeypatch.setattr("archive.link.candidates._PASSING", 6)
    monkeypatch.setattr("archive.link.candidates._BATCH", 2)


def test_wherever_a_run_is_stopped_what_is_there_is_final(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _small_steps(monkeypatch)
    rows = texts(15)
    rows += [(f"copy-{a}", lang, f"Menu | Home\n\n{text}", date) for a, lang, text, date in rows[:4]]
    with Catalog.open(tmp_path / "unlinked", create=True) as catalog:
        add(catalog, rows, None)
    with Catalog.open(shutil.copytree(tmp_path / "unlinked", tmp_path / "whole")) as catalog:
        link(catalog)
        whole = links_of(catalog)
    translations = {row for row in whole if row[0] == links.TRANSLATION}
    steps = 0
    for after in range(1, 1000, 7):
        with Catalog.open(shutil.copytree(tmp_path / "unlinked", tmp_path / str(after))) as catalog:
            try:
                link(catalog, progress=Stopped(after))
                break
            except KeyboardInterrupt:
                steps += 1
            assert {row for row in links_of(catalog) if row[0] == links.TRANSLATION} <= translations
            with pytest.raises(KeyboardInterrupt):  # and again where it went on
                link(catalog, progress=Stopped(2))
            link(catalog)
            assert links_of(catalog) == whole
    assert steps > 5


@pytest.mark.parametrize("seed", range(4))
def test_what_comes_and_goes_between_runs_that_are_stopped_is_as_taken_in_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    _small_steps(monkeypatch)
    chance = random.Random(seed)
    rows = texts(21)
    rows += [(f"copy-{a}", lang, f"Menu | Home\n\n{text}", date) for a, lang, text, date in rows[:6]]
    chance.shuffle(rows)
    stays: dict[int, Row] = {}
    with (
        Catalog.open(tmp_path / "a", create=True) as catalog,
        Catalog.open(tmp_path / "b", create=True) as other,
    ):
        for i in range(0, len(rows), 9):
            stays |= dict(zip(add(catalog, rows[i : i + 9], None), rows[i : i + 9], strict=True))
            gone = chance.sample(sorted(stays), 2)
            with catalog.transaction() as db:
                db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in gone])
                changes.log(catalog, gone, "superseded")
            stays = {n: row for n, row in stays.items() if n not in gone}
            with contextlib.suppress(KeyboardInterrupt):
                link(catalog, progress=Stopped(chance.randrange(1, 40)))
        link(catalog)
        add(other, stays.values(), None)
        link(other)
        assert links_of(catalog) == links_of(other)
