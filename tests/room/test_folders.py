"""One date or language for a folder: what would change is shown, what is ticked decided, undone as one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import archive
from archive.room.errands import Errands
from tests.room.conftest import HERE, token_of

TEXTS = {
    "box/lampe.txt": "La lampe du quai\n\nOn a rallumé la lampe du quai, et tout le monde est venu.\n",
    "box/deep/harbour.txt": "The harbour book\n\nThe harbour book lists every boat of that winter.\n",
    "box/dated.txt": "Le marché couvert\n\n3 mars 2018\n\nLe marché couvert ferme jusqu’à l’été.\n",
    "boxes/other.txt": "Une autre boîte\n\nCe texte est dans un dossier dont le nom commence de même.\n",
}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[archive.Archive]:
    monkeypatch.setattr(Errands, "settle", lambda _self: None)  # what follows is tried with the desk
    for name, text in TEXTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    run = archive.Run(vectors=False)
    with archive.open(tmp_path / "papers", create=True, run=run) as made:
        made.ingest([tmp_path / "box", tmp_path / "boxes"])
        yield made


def ids(kept: archive.Archive) -> dict[str, str]:
    return {Path(one.document.source).name: one.document.id for one in kept.documents()}


def facts(kept: archive.Archive) -> dict[str, tuple[str | None, str]]:
    return {
        Path(one.document.source).name: (one.document.date, one.document.lang) for one in kept.documents()
    }


def offered(desk: TestClient, address: str) -> dict[str, bool]:
    """The texts of a list, and whether each is ticked."""
    found = re.findall(r'name="text" value="(\w+)" id="t\d+"( checked)?>', desk.get(address).text)
    return {id: bool(ticked) for id, ticked in found}


def test_the_list_shows_the_folder_and_ticks_what_has_no_date(
    desk: TestClient, kept: archive.Archive
) -> None:
    own = ids(kept)
    here = f"/d/{own['lampe.txt']}/folder"
    assert offered(desk, here) == {}, "nothing is asked yet"
    told = offered(desk, f"{here}?what=date&value=2017-05")
    assert told == {own["lampe.txt"]: True, own["harbour.txt"]: True, own["dated.txt"]: False}
    assert set(offered(desk, f"{here}?what=date&value=2018-03-03")) == set(told) - {own["dated.txt"]}
    assert offered(desk, f"{here}?what=date&value=") == {own["dated.txt"]: False}
    assert offered(desk, f"{here}?what=language&value=fr") == {own["harbour.txt"]: True}
    # From a folder within, only what is in that.
    assert set(offered(desk, f"/d/{own['harbour.txt']}/folder?what=date&value=2017")) == {own["harbour.txt"]}
    body = html.unescape(desk.get(f"{here}?what=date&value=2017-05").text)
    assert "Folder box: 3 texts" in body
    assert "May 2017" in body
    assert str(kept.folder.parent) not in body


@pytest.mark.parametrize(
    ("what", "value", "of"), [("date", "2017-05", 0), ("date", "", 0), ("language", "und", 1)]
)
def test_what_is_ticked_is_decided_and_undone_as_one(
    desk: TestClient, kept: archive.Archive, what: str, value: str, of: int
) -> None:
    own, before = ids(kept), facts(kept)
    chosen = [own["lampe.txt"], own["dated.txt"]]
    form = {"token": token_of(desk), "what": what, "value": value, "text": chosen, "note": "par la boîte"}
    got = desk.post(f"/d/{own['lampe.txt']}/folder", data=form, headers=HERE)
    assert got.status_code == 303
    body = desk.get(got.headers["location"]).text
    assert "2 decisions recorded" in body or "2 " in body
    now = facts(kept)
    for name in ("lampe.txt", "dated.txt"):
        assert now[name][of] == (value or None)
    assert {k: v for k, v in now.items() if k not in ("lampe.txt", "dated.txt")} == {
        k: v for k, v in before.items() if k not in ("lampe.txt", "dated.txt")
    }
    acts = list(kept.decisions())
    assert [(act.verdict, act.note) for act in acts] == [(what, "par la boîte")] * 2
    done = re.search(r'name="done" value="([\d.]+)"', body)
    assert done
    undo = {"token": token_of(desk), "done": done[1], "document": own["lampe.txt"]}
    assert desk.post("/desk/undo", data=undo, headers=HERE).status_code == 303
    assert facts(kept) == before


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"what": "title"}, 400), ({"value": "jadis"}, 400), ({"text": []}, 400), ({"text": ["f" * 16]}, 400),
        ({"what": "language", "value": "klingon"}, 400), ({"token": "x"}, 403),
    ],
)  # fmt: skip
def test_what_is_wrong_decides_nothing(
    desk: TestClient, kept: archive.Archive, change: dict[str, object], status: int
) -> None:
    one = ids(kept)["lampe.txt"]
    form = {"token": token_of(desk), "what": "date", "value": "2017", "text": [one]} | change
    assert desk.post(f"/d/{one}/folder", data=form, headers=HERE).status_code == status
    assert list(kept.decisions()) == []
    assert desk.get(f"/d/{one}/folder?what=date&value=jadis").status_code == 400
    assert desk.get(f"/d/{one}/folder?what=title&value=x").status_code == 400


def test_all_or_none_of_several_are_decided(kept: archive.Archive) -> None:
    own, before = ids(kept), facts(kept)
    with pytest.raises(archive.UsageError):
        kept.decide_several([own["lampe.txt"], "0" * 16], "date", "2017")
    assert (facts(kept), list(kept.decisions())) == (before, [])
    assert len(kept.decide_several([own["lampe.txt"]] * 2, "date", "2017", settle=False)) == 1


def test_more_than_can_be_undone_together_come_in_turns(kept: archive.Archive) -> None:
    one = ids(kept)["lampe.txt"]
    found = kept.in_folder(one, "date", "2017", limit=2)
    assert (len(found.documents), found.more, found.total) == (2, True, 3)
    assert not kept.in_folder(one, "date", "2017", limit=3).more


def test_readers_decide_nothing(room: TestClient) -> None:
    one = room.get("/api/search?q=Douvres").json()["hits"][0]["id"]
    assert room.get(f"/d/{one}/folder").status_code == 403
