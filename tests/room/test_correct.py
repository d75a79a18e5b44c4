"""What archivists decide on a text: it counts at once, is signed, and can be undone from the same page."""

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
from archive.records import Status
from archive.room.application import application
from archive.room.errands import Errands
from tests.room.conftest import HERE, token_of

LETTERS = {
    "lettre.txt": "Une lettre du phare\n\nLe 3 mai 2016, la gardienne a rallumé la lampe du phare.\n",
    "letter.txt": "A letter about the mill\n\nOn 4 June 2018 the miller opened the mill to all.\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("correct")
    for name, text in LETTERS.items():
        (base / name).write_text(text, "utf-8")
    with archive.open(base / "papers", create=True) as opened:
        opened.ingest([base / name for name in LETTERS])
    return base / "papers"


@pytest.fixture
def kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[archive.Archive]:
    monkeypatch.setattr(Errands, "settle", lambda _self: None)  # what follows is tried with the desk
    shutil.copytree(made, tmp_path / "papers")
    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False)) as opened:
        yield opened


def ids(kept: archive.Archive) -> dict[str, str]:
    return {one.document.lang: one.document.id for one in kept.documents()}


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("date", "2017-02", "February 2017"), ("title", "", "(untitled)"), ("title", "La lampe", "La lampe"),
        ("author", "Odile Kerhuel", "Odile Kerhuel"), ("language", "en", "English"),
    ],
)  # fmt: skip
def test_what_is_set_counts_and_undo_restores_it(
    desk: TestClient, kept: archive.Archive, what: str, value: str, said: str
) -> None:
    letter = ids(kept)["fr"]
    before = desk.get(f"/d/{letter}").text
    assert said not in before.split("<dl>")[1].split("</dl>")[0] + before.split("<h1>")[1].split("</h1>")[0]
    told = {"token": token_of(desk), "what": what, "value": value, "note": "as the register has it"}
    got = desk.post(f"/d/{letter}/correct", data=told, headers=HERE)
    assert got.status_code == 303
    assert said in desk.get(f"/d/{letter}").text
    body = html.unescape(desk.get(got.headers["location"]).text)
    assert "Decision recorded" in body
    assert "as the register has it" in body
    act = next(kept.decisions())
    assert (act.verdict, act.value, act.who) == (what, value, "Nour")
    done = parse_qs(urlsplit(got.headers["location"]).query)["done"][0]
    back = desk.post(
        "/desk/undo", data={"token": token_of(desk), "done": done, "document": letter}, headers=HERE
    )
    assert (back.status_code, back.headers["location"]) == (303, f"/d/{letter}/correct")
    assert desk.get(f"/d/{letter}").text == before
    assert "(undone)" in desk.get(f"/d/{letter}/correct").text


def test_two_texts_are_paired_and_parted(desk: TestClient, kept: archive.Archive) -> None:
    found = ids(kept)
    token = token_of(desk)
    for what, statuses in (("confirmed", [Status.CONFIRMED]), ("rejected", [])):
        told = {"token": token, "what": what, "value": found["en"]}
        assert desk.post(f"/d/{found['fr']}/correct", data=told, headers=HERE).status_code == 303
        assert [t.status for t in kept.read(found["fr"]).translations] == statuses


def test_two_texts_are_called_copies_and_parted(desk: TestClient, kept: archive.Archive) -> None:
    letter = ids(kept)["fr"]
    told = {"token": token_of(desk), "what": "copies", "value": ids(kept)["en"]}
    got = desk.post(f"/d/{letter}/correct", data=told, headers=HERE)
    assert got.status_code == 400
    assert "copies are in one" in html.unescape(got.text)
    kept.decide_language(ids(kept)["en"], "fr")
    for what in ("copies", "no copies"):
        told |= {"what": what, "token": token_of(desk)}
        assert desk.post(f"/d/{letter}/correct", data=told, headers=HERE).status_code == 303
        kept.settle()
        assert [c.id for c in kept.read(letter).duplicates] == [told["value"]] * (what == "copies")
        body = desk.get(f"/d/{letter}/correct").text
        assert ('value="no copies"' in body) == (what == "copies")
    assert "two texts, not copies" in body


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("date", "soon", "is not a date"), ("language", "klingon?", "is not a language"),
        ("language", "", "not a language"),
        ("confirmed", "ffffffffffffffff", "No document has an id"), ("confirmed", "", "too short"),
        ("colour", "red", "Nothing was changed"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said(
    desk: TestClient, kept: archive.Archive, what: str, value: str, said: str
) -> None:
    told = {"token": token_of(desk), "what": what, "value": value}
    got = desk.post(f"/d/{ids(kept)['fr']}/correct", data=told, headers=HERE)
    assert got.status_code == 400
    assert said in html.unescape(got.text)
    assert list(kept.decisions()) == []


@pytest.mark.parametrize(("lang", "said"), [("en", "Correct"), ("fr", "Corriger")])
def test_the_page_is_for_archivists(desk: TestClient, kept: archive.Archive, lang: str, said: str) -> None:
    letter = ids(kept)["fr"]
    address = f"/d/{letter}/correct"
    got = desk.get(address, headers={"Accept-Language": lang})
    assert said in got.text
    html5lib.HTMLParser(strict=True).parse(got.text)
    assert address in desk.get(f"/d/{letter}").text
    assert desk.get(f"/d/{letter[:8]}/correct").headers["location"] == address
    with TestClient(application(kept, hosts=["testserver"])) as anyone:
        assert anyone.get(address).status_code == 403
        assert address not in anyone.get(f"/d/{letter}").text
