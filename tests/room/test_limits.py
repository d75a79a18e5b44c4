"""Where texts begin, said in the room: what follows is told first, then it is kept, worked out and undone."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import html5lib
import pytest
from starlette.testclient import TestClient

import archive
from archive.room.application import application
from archive.room.errands import Errands
from tests.room.conftest import HERE, token_of

PAGE = (
    "The mill is open\n\nThe miller of Oxmoor opened the mill to all in the first week of a dry summer.\n\n"
    "Send <script>alert(1)</script> your pictures of the fair to us before the end of the month.\n\n"
    "Le phare rallumé\n\nLa gardienne a rallumé la lampe du phare, et tout le port est venu la voir.\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("limits")
    (base / "page.txt").write_text(PAGE, "utf-8")
    with archive.open(base / "papers", create=True, run=archive.Run(vectors=False)) as opened:
        opened.ingest([base / "page.txt"])
    return base / "papers"


@pytest.fixture
def kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[archive.Archive]:
    monkeypatch.setattr(Errands, "settle", lambda _self: None)
    shutil.copytree(made, tmp_path / "papers")
    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False, vectors=False)) as opened:
        yield opened


def first(kept: archive.Archive) -> archive.Document:
    return min((d.document for d in kept.documents()), key=lambda d: d.start)


def at(d: archive.Document, words: str) -> str:
    return str(d.text.index(words))


CASES = [
    ("begins", "Send <script>", "Does a new text begin here?", "Two texts: one of 21 words", "two"),
    ("left out", "Send <script>", "Leave this out?", "The text loses 15 of its 55 words", "fewer"),
    ("left out", "", "Leave out all of this text?", "nothing replaces it", "none"),
]


@pytest.mark.parametrize(("what", "words", "question", "follows", "after"), CASES)
def test_what_follows_is_told_then_kept_and_undone(
    desk: TestClient, kept: archive.Archive, what: str, words: str, question: str, follows: str, after: str
) -> None:
    d = first(kept)
    told = {"what": what} | ({"at": at(d, words)} if words else {})
    body = html.unescape(desk.get(f"/d/{d.id}/limits?{urlencode(told)}").text)
    assert question in body
    assert follows in body
    assert list(kept.decisions()) == []  # to look decides nothing
    form = told | {"token": token_of(desk), "note": "as the leaflet has it"}
    got = desk.post(f"/d/{d.id}/limits", data=form, headers=HERE)
    assert (got.status_code, got.headers["location"].partition("?")[0]) == (303, f"/s/{d.source_id}")
    assert desk.get(f"/d/{d.id}").status_code == 200  # until it is worked out
    before = len(list(kept.documents()))
    kept.settle()
    texts = [one.document.text for one in kept.documents()]
    if after == "two":
        assert len(texts) == before + 1
        assert desk.get(f"/d/{d.id}").status_code == 308
        assert desk.get(f"/d/{d.id}/limits").status_code == 308
    elif after == "fewer":
        assert len(texts) == before
        assert not any("pictures" in text for text in texts)
    else:
        assert len(texts) == before - 1
        assert desk.get(f"/d/{d.id}").status_code == 410
    source = desk.get(got.headers["location"]).text
    assert "Decision recorded" in source
    assert "pictures" in source
    done = parse_qs(urlsplit(got.headers["location"]).query)["done"][0]
    undo = {"token": token_of(desk), "done": done, "source": d.source_id}
    back = desk.post("/desk/undo", data=undo, headers=HERE)
    assert back.headers["location"] == f"/s/{d.source_id}"
    kept.settle()
    assert first(kept) == d


def test_a_text_is_joined_to_the_one_before(desk: TestClient, kept: archive.Archive) -> None:
    d = first(kept)
    kept.decide_split(d.id, int(at(d, "Send <script>")))
    later = max((one.document for one in kept.documents()), key=lambda one: one.start)
    body = html.unescape(desk.get(f"/d/{later.id}/limits?what=goes+on").text)
    assert "Does this text continue the one before?" in body
    got = desk.post(f"/d/{later.id}/limits", data={"what": "goes on", "token": token_of(desk)}, headers=HERE)
    assert got.status_code == 303
    act = next(kept.decisions())
    assert (act.verdict, act.who) == ("goes on", "Nour")
    assert "continues the text before" in desk.get(f"/d/{later.id}/correct").text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_is_well_formed_and_nothing_in_it_runs(
    desk: TestClient, kept: archive.Archive, lang: str
) -> None:
    d = first(kept)
    for query in ("", "?what=begins&at=" + at(d, "Send"), "?what=left+out", "?what=goes+on"):
        body = desk.get(f"/d/{d.id}/limits{query}", headers={"Accept-Language": lang}).text
        html5lib.HTMLParser(strict=True).parse(body)
        assert "<script>alert" not in body
    assert f"/d/{d.id}/limits" in desk.get(f"/d/{d.id}").text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"what": "burn"}, 400), ({"what": "begins", "at": "x"}, 400),
        ({"what": "begins", "at": "9" * 40}, 400),
        ({"what": "begins", "at": "0"}, 400), ({"what": "begins", "at": "999999"}, 400),
        ({"what": "left out", "note": " "}, 400), ({"what": "goes on"}, 400), ({}, 400),
    ],
)  # fmt: skip
def test_what_will_not_do_changes_nothing(
    desk: TestClient, kept: archive.Archive, told: dict[str, str], status: int
) -> None:
    address = f"/d/{first(kept).id}/limits"
    got = desk.post(address, data=told | {"token": token_of(desk)}, headers=HERE)
    assert got.status_code == status
    assert desk.get(address, params=told).status_code in (200, 400)
    assert list(kept.decisions()) == []


def test_it_is_for_archivists_from_a_page_of_the_room(desk: TestClient, kept: archive.Archive) -> None:
    d = first(kept)
    address, told = f"/d/{d.id}/limits", {"what": "left out", "note": "why"}
    token = token_of(desk)
    for form, headers in (
        (told, HERE), (told | {"token": "x"}, HERE), (told | {"token": token}, {}),
        (told | {"token": token}, {"Origin": "http://elsewhere.example"}),
        (told | {"token": token}, {"Sec-Fetch-Site": "cross-site"} | HERE),
    ):  # fmt: skip
        assert desk.post(address, data=form, headers=headers).status_code == 403
    with TestClient(application(kept, hosts=["testserver"])) as anyone:
        assert anyone.get(address).status_code == 403
        assert anyone.post(address, data=told, headers=HERE).status_code == 403
        assert address not in anyone.get(f"/d/{d.id}").text
        assert address not in anyone.get(f"/s/{d.source_id}").text
    assert list(kept.decisions()) == []
