"""What a name in a text is, said in the room: for one place, for all of a spelling, for a folder."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from starlette.testclient import TestClient

import archive
from archive.room.application import application
from archive.room.errands import Errands
from tests.room.conftest import HERE, token_of

LETTERS = {
    "box/one.txt": "The laundry of Oxmoor\n\nHarold Quilter opened the laundry in May 2016. Everyone thanked "
    "Harold Quilter, who had slept little.\n",
    "box/two.txt": "A letter from the mill\n\nHarold Quilter wrote to the miller that the wheel must stop.\n",
    "three.txt": "Another letter\n\nThe miller answered Harold Quilter in a few cross words about it.\n",
}
NAME = "Harold Quilter"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("names")
    (base / "in/box").mkdir(parents=True)
    for name, text in LETTERS.items():
        (base / "in" / name).write_text(text, "utf-8")
    with archive.open(base / "papers", create=True, run=archive.Run(vectors=False)) as opened:
        opened.ingest([base / "in"])
    return base / "papers"


@pytest.fixture
def kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[archive.Archive]:
    monkeypatch.setattr(Errands, "settle", lambda _self: None)
    shutil.copytree(made, tmp_path / "papers")
    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False, vectors=False)) as opened:
        yield opened


def first(kept: archive.Archive) -> archive.Document:
    return next(one.document for one in kept.documents() if one.document.source.endswith("one.txt"))


def place(d: archive.Document) -> str:
    start = d.text.index(NAME)
    return f"{start}-{start + len(NAME)}"


def times(kept: archive.Archive, kind: str | None = None) -> int:
    return sum(m.mention.text == NAME and kind in (None, m.mention.type.value) for m in kept.mentions())


@pytest.mark.parametrize(("scope", "concerned"), [("one", 1), ("folder", 3), ("spelling", 4)])
@pytest.mark.parametrize(("said", "kind"), [("no name", None), ("ORG", "ORG")])
def test_it_concerns_as_many_as_are_told_and_is_undone(
    desk: TestClient, kept: archive.Archive, scope: str, concerned: int, said: str, kind: str | None
) -> None:
    d = first(kept)
    assert f"/d/{d.id}/names?at={place(d)}" in desk.get(f"/d/{d.id}/names").text
    body = html.unescape(desk.get(f"/d/{d.id}/names?at={place(d)}").text)
    assert "in this folder: 3 places, 2 texts" in body
    assert "in the archive: 4 places, 3 texts" in body
    told = {"token": token_of(desk), "at": place(d), "said": said, "scope": scope, "note": "the register"}
    got = desk.post(f"/d/{d.id}/names", data=told, headers=HERE)
    assert got.status_code == 303
    kept.settle()
    assert times(kept, "PERSON") == 4 - concerned
    assert times(kept) == (4 - concerned if kind is None else 4)
    after = html.unescape(desk.get(got.headers["location"]).text)
    assert "Decision recorded" in after
    assert "the register" in after
    assert str(kept.folder.parent) not in after
    done = parse_qs(urlsplit(got.headers["location"]).query)["done"][0]
    undo = {"token": token_of(desk), "done": done, "names": d.id}
    assert desk.post("/desk/undo", data=undo, headers=HERE).headers["location"] == f"/d/{d.id}/names"
    kept.settle()
    assert times(kept, "PERSON") == 4


def test_it_means_another(desk: TestClient, kept: archive.Archive) -> None:
    d = first(kept)
    oxmoor = kept.entity("Oxmoor")
    told = {"token": token_of(desk), "at": place(d), "said": "entity", "entity": "Oxmoor"}
    assert desk.post(f"/d/{d.id}/names", data=told, headers=HERE).status_code == 303
    kept.settle()
    assert d.id in {one.document for one in kept.appearances(kept.entity(oxmoor.id))}
    assert next(kept.decisions()).who == "Nour"


@pytest.mark.parametrize(
    "told",
    [
        {"said": "a horse"}, {"said": "ORG", "scope": "world"}, {"said": "ORG", "at": "1"}, {},
        {"said": "ORG", "at": "0-2"}, {"said": "entity"}, {"said": "entity", "entity": "Nobody Known"},
        {"said": "ORG", "at": "9" * 30 + "-2"},
    ],
)  # fmt: skip
def test_what_will_not_do_changes_nothing(
    desk: TestClient, kept: archive.Archive, told: dict[str, str]
) -> None:
    d = first(kept)
    sent = {"at": place(d)} | told | {"token": token_of(desk)}
    assert desk.post(f"/d/{d.id}/names", data=sent, headers=HERE).status_code == 400
    assert desk.get(f"/d/{d.id}/names", params={"at": sent["at"]}).status_code in (200, 400, 404)
    assert list(kept.decisions()) == []


def test_it_is_for_archivists_from_a_page_of_the_room(desk: TestClient, kept: archive.Archive) -> None:
    d = first(kept)
    address, told = f"/d/{d.id}/names", {"at": place(d), "said": "no name"}
    for form, headers in (
        (told, HERE), (told | {"token": token_of(desk)}, {}),
        (told | {"token": token_of(desk)}, {"Origin": "http://elsewhere.example"}),
    ):  # fmt: skip
        assert desk.post(address, data=form, headers=headers).status_code == 403
    with TestClient(application(kept, hosts=["testserver"])) as anyone:
        assert anyone.get(address).status_code == 403
        assert address not in anyone.get(f"/d/{d.id}").text
    for lang in ("fr", "en"):
        for query in ("", f"?at={place(d)}"):
            body = desk.get(address + query, headers={"Accept-Language": lang}).text
            html5lib.HTMLParser(strict=True).parse(body)
    assert list(kept.decisions()) == []
