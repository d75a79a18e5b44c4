"""What follows from decisions is worked out beside the room, whatever comes between."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import archive
from archive.room import errands
from archive.room.application import application
from archive.room.errands import Errands
from tests.search import made


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """An archive with a decision that nothing follows from yet, as a room leaves it that is killed."""
    made.build(tmp_path / "papers").close()
    with archive.open(tmp_path / "papers") as opened:
        opened.settle()
        one = next(opened.documents()).document
        opened.decide_date(one.id, "2011-05", settle=False)
        assert opened.unsettled()
    return tmp_path / "papers"


def until(held: Callable[[], object]) -> None:
    """Waits for what a child process does."""
    end = time.monotonic() + 60
    while not held():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_room_takes_up_what_an_earlier_one_left(papers: Path) -> None:
    with archive.open(papers, run=archive.Run(bring_up=False)) as opened:
        with TestClient(application(opened, hosts=["testserver"])):
            until(lambda: opened.search("date:2011").total)
        assert not opened.unsettled()


def test_a_child_that_is_killed_is_followed_by_another(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_AFTER", 0.0)
    monkeypatch.setattr(errands, "_AGAIN", 0.05)
    doing = Errands(papers)
    with archive.open(papers, run=archive.Run(bring_up=False)) as opened:
        doing.settle()
        until(lambda: doing._child is not None)
        assert doing._child is not None
        doing._child.kill()
        until(lambda: not opened.unsettled() and not doing.going_on)
    doing.close()
