"""The list of documents, and what archivists decide, for programs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import archive
from archive.room.errands import Errands
from archive.room.openapi import VERDICTS, description
from archive.room.visits import TOKEN_HEADER as TOKEN
from tests.room.conftest import HERE
from tests.sample import sample


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[archive.Archive]:
    """The sample, to be decided on; what follows is tried with the desk."""
    monkeypatch.setattr(Errands, "settle", lambda _self: None)
    folder = shutil.copytree(sample().folder, tmp_path / "archive")
    with archive.open(folder, run=archive.Run(bring_up=False)) as made:
        yield made


def token(client: TestClient) -> str:
    return str(client.get("/api/session").json()["token"])


def sent(client: TestClient, form: Any, path: str = "/api/decisions", **headers: str) -> Any:
    return client.post(path, json=form, headers={**HERE, TOKEN: token(client), **headers})


def text(client: TestClient, query: str, lang: str = "") -> str:
    return str(client.get("/api/search", params={"q": query, "lang": lang}).json()["hits"][0]["id"])


# -- documents -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", lambda d: True),
        ("lang=fr", lambda d: d["lang"] == "fr"),
        ("since=2018&until=2018", lambda d: (d["date"] or "").startswith("2018")),
        ("until=juin+2016", lambda d: (d["date"] or "9")[:7] <= "2016-06"),
        ("undated=1", lambda d: not d["date"]),
        ("lang=en&since=2017", lambda d: d["lang"] == "en" and (d["date"] or "0") >= "2017"),
        ("lang=xx", lambda d: False),
    ],
)
@pytest.mark.parametrize("limit", [3, 100])
def test_documents_are_listed_once_each_in_pages(
    room: TestClient, opened: archive.Archive, query: str, kept: Any, limit: int
) -> None:
    every = room.get("/api/documents?limit=100").json()["documents"]
    assert {one["id"] for one in every} == {entry.document.id for entry in opened.documents()}
    told, address = [], f"/api/documents?{query}&limit={limit}"
    while address:
        got = room.get(address).json()
        assert len(got["documents"]) <= limit
        told += got["documents"]
        address = got["next"]
    assert told == [one for one in every if kept(one)]
    assert all("/" not in one["source"] or one["source"].startswith("http") for one in told)


@pytest.mark.parametrize(("query", "code"), [("since=jadis", "when"), ("since=2018&until=2015", "ends")])
def test_a_time_that_cannot_be_read_is_a_problem(room: TestClient, query: str, code: str) -> None:
    got = room.get(f"/api/documents?{query}")
    assert (got.status_code, got.json()["code"]) == (400, code)
    assert got.headers["content-type"] == "application/problem+json"
    assert room.get("/api/documents?after=x&limit=y").status_code == 200


# -- decisions -------------------------------------------------------------------------------------


def test_a_decision_counts_at_once_is_listed_and_is_taken_back(desk: TestClient) -> None:
    one = text(desk, "Douvres", "fr")
    before = desk.get(f"/api/documents/{one}").json()["date"]
    got = sent(desk, {"verdict": "date", "a": one, "value": "1961-10-17", "note": "d’après le carnet"})
    assert got.status_code == 201
    told = got.json()
    n = told["n"]
    assert got.headers["location"] == f"/api/decisions/{n}"
    assert (told["verdict"], told["value"], told["note"]) == ("date", "1961-10-17", "d’après le carnet")
    assert told["who"] == desk.get("/api/session").json()["name"] != ""
    assert desk.get(f"/api/documents/{one}").json()["date"] == "1961-10-17"
    assert desk.get(f"/api/decisions/{n}").json() == told
    assert desk.get("/api/decisions?limit=1").json()["decisions"] == [told]
    gone = sent(desk, {"note": "erreur"}, f"/api/decisions/{n}/withdraw")
    assert (gone.status_code, gone.json()["withdrawn_note"]) == (200, "erreur")
    assert desk.get(f"/api/documents/{one}").json()["date"] == before
    assert sent(desk, {}, f"/api/decisions/{n}/withdraw").status_code == 400, "it is withdrawn already"
    assert sent(desk, {}, "/api/decisions/99999/withdraw").status_code == 404
    assert desk.get("/api/decisions/99999").status_code == 404


def test_everything_that_pages_decide_a_program_can_decide(desk: TestClient) -> None:
    fr, en = text(desk, "Douvres", "fr"), text(desk, "Dover", "en")
    read = desk.get(f"/api/documents/{fr}").json()
    name = next(m for m in read["mentions"] if m["type"] == "PLACE")
    place = {"a": fr, "start": name["start"], "end": name["end"]}
    entity = desk.get("/api/entities/Calais").json()["id"]
    forms: list[dict[str, Any]] = [
        {"verdict": "confirmed", "a": fr, "b": en}, {"verdict": "rejected", "a": fr, "b": en},
        {"verdict": "title", "a": fr, "value": "Autre titre"}, {"verdict": "author", "a": fr, "value": None},
        {"verdict": "language", "a": fr, "value": "fr"}, {"verdict": "rights", "a": fr, "value": "CC BY 4.0"},
        {"verdict": "no name", **place}, {"verdict": "ORG", **place, "scope": "spelling"},
        {"verdict": "entity", **place, "value": entity},
        {"verdict": "rename", "a": entity, "b": "Calais (ville)"},
        {"verdict": "begins", "a": fr, "at": len(read["text"]) - 2},
        {"verdict": "left out", "a": en, "note": "publicité"},
    ]  # fmt: skip
    numbers = []
    for form in forms:
        got = sent(desk, form)
        assert got.status_code == 201, (form, got.text)
        told = got.json()
        assert told["verdict"] == form["verdict"]
        assert not any("/" in one for one in told["subjects"])
        numbers.append(told["n"])
    listed, address = [], "/api/decisions?limit=5"
    while address:
        page = desk.get(address).json()
        listed += [one["n"] for one in page["decisions"]]
        address = page["next"]
    assert listed == sorted(listed, reverse=True)
    assert set(numbers) <= set(listed)


@pytest.mark.parametrize(
    "form",
    [
        {}, [], "x", {"verdict": "date"}, {"verdict": "nothing", "a": "x"}, {"verdict": 1, "a": "x"},
        {"verdict": "date", "a": "0000000000000000", "value": "2018"}, {"verdict": "date", "a": ["x"]},
        {"verdict": "date", "value": "jadis"}, {"verdict": "no name", "start": -1, "end": 2},
        {"verdict": "no name", "start": 1.5, "end": 2}, {"verdict": "no name", "start": True, "end": 2},
        {"verdict": "ORG", "start": 0, "end": 2, "scope": "all"}, {"verdict": "begins", "at": 10**12},
        {"verdict": "left out", "at": "0"}, {"verdict": "confirmed", "b": "x"},
        {"verdict": "merge", "b": "Zz"},
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_a_problem_and_changes_nothing(desk: TestClient, form: Any) -> None:
    if isinstance(form, dict) and "a" not in form and form:
        form = {"a": text(desk, "Douvres", "fr"), **form}
    before = desk.get("/api/decisions").json()
    got = sent(desk, form)
    assert got.status_code in (400, 404), got.text
    assert got.headers["content-type"] == "application/problem+json"
    assert desk.get("/api/decisions").json() == before


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Origin": "http://elsewhere.example"}, "{}", 403),
        ({"Origin": ""}, "{}", 403),
        ({"Sec-Fetch-Site": "cross-site"}, "{}", 403),
        ({TOKEN: "x"}, "{}", 403),
        ({TOKEN: ""}, "{}", 403),
        ({"Content-Type": "text/plain"}, "{}", 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "verdict=date", 415),
        ({}, "{", 400),
        ({}, '"' + "x" * 70_000 + '"', 413),
        ({}, b"\xff\xfe", 400),
        ({}, "[" * 50_000, 400),
    ],
)
def test_a_write_is_held_to_origin_token_type_and_size(
    desk: TestClient, headers: dict[str, str], body: str | bytes, status: int
) -> None:
    own = {**HERE, TOKEN: token(desk), "Content-Type": "application/json", **headers}
    got = desk.post("/api/decisions", content=body, headers=own)
    assert (got.status_code, got.headers["content-type"]) == (status, "application/problem+json")


def test_readers_neither_decide_nor_see_who_decided(room: TestClient, reader: TestClient) -> None:
    for client in (room, reader):
        for path in ("/api/decisions", "/api/decisions/1"):
            got = client.get(path)
            assert (got.status_code, got.headers["content-type"]) == (403, "application/problem+json")
        assert sent(client, {"verdict": "date", "a": "x"}).status_code == 403
        assert sent(client, {}, "/api/decisions/1/withdraw").status_code == 403
    assert room.get("/api/session").json() == {"name": "", "role": "reader", "token": ""}
    assert reader.get("/api/session").json()["name"] == "Sam"
    assert reader.get("/api/session").headers["cache-control"] == "no-store"


def test_the_description_names_every_address_for_programs(room: TestClient) -> None:
    from archive.room.application import routes

    told = set(description()["paths"])
    own = {
        route.path.replace(":int", "") for route in routes()
        if route.path.startswith("/api/") and "{form}" not in route.path and "{name}" not in route.path
    }  # fmt: skip
    assert own - told == {"/api/openapi.json"}
    post = description()["paths"]["/api/decisions"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/decide")
    assert len(VERDICTS) == len(set(VERDICTS)) == 21
