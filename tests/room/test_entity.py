"""The page of an entity: who is named beside it, and what of its timeline is asked for."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import archive
from archive.room.application import application
from archive.room.fixed import file_of


def entity(room: TestClient, name: str) -> str:
    return str(room.get(f"/api/entities/{name}").json()["id"])


@pytest.mark.parametrize("name", ["Douvres", "Calais", "Odile Marquant"])
def test_what_stands_beside_is_counted_as_a_search_for_both_counts_it(room: TestClient, name: str) -> None:
    known = room.get(f"/api/entities/{name}").json()
    keys = {"people": "person", "places": "place", "organisations": "org"}
    own = {"PERSON": "person", "PLACE": "place", "ORG": "org"}[known["type"]]
    told = room.get(f"/api/entities/{known['id']}/beside?limit=5").json()
    assert set(told) == set(keys)
    for kind, some in told.items():
        assert len(some) <= 5
        assert [one["documents"] for one in some] == sorted((o["documents"] for o in some), reverse=True)
        for one in some:
            assert one["id"] != known["id"]
            both = [(own, known["id"]), (keys[kind], one["id"])]
            assert room.get("/api/search", params=both).json()["total"] == one["documents"], one
    assert any(told.values())
    body = html.unescape(room.get(f"/e/{known['id']}").text)
    assert "Named in the same texts" in body
    one = next(some[0] for some in told.values() if some)
    assert f'<a href="/e/{one["id"]}">{one["label"]}</a>' in body
    assert f"{own}={known['id']}" in body
    assert f">{one['documents']}</a>" in body


def events(room: TestClient, address: str) -> list[Mapping[str, Any]]:
    return list(room.get(address).json()["events"])


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("since=2018&until=2018", lambda e: e["earliest"] <= "2018-12-31" and e["latest"] >= "2018-01-01"),
        ("since=juin 2018", lambda e: e["latest"] >= "2018-06-01"),
        ("until=2015-12", lambda e: e["earliest"] <= "2015-12-31"),
        ("basis=document", lambda e: e["basis"] == "document"),
        ("basis=text", lambda e: e["basis"] == "text"),
        ("basis=relative", lambda e: e["basis"] == "relative"),
        ("basis=nothing", lambda e: True),
        ("lang=fr", lambda e: "fr" in {e["lang"], *(t["lang"] for t in e["translations"])}),
        ("lang=de", lambda e: "de" in {e["lang"], *(t["lang"] for t in e["translations"])}),
        (
            "since=2018&until=2018&basis=text&lang=en",
            lambda e: e["earliest"] <= "2018-12-31" and e["latest"] >= "2018-01-01" and e["basis"] == "text"
            and "en" in {e["lang"], *(t["lang"] for t in e["translations"])},
        ),
    ],
)  # fmt: skip
def test_a_timeline_is_filtered_by_time_basis_and_language(room: TestClient, query: str, kept: Any) -> None:
    """On the page, whose parts look at fewer texts, as in the data."""
    id = entity(room, "Calais")
    every = events(room, f"/api/entities/{id}/timeline")
    told = events(room, f"/api/entities/{id}/timeline?{query}")
    wanted = [e for e in every if e["earliest"] and e["latest"] and kept(e)]
    assert [e for e in told if e["earliest"] and e["latest"]] == wanted
    rows = csv.reader(io.StringIO(room.get(f"/api/entities/{id}/timeline.csv?{query}").text))
    assert len(list(rows)) == 1 + len(told)
    shown, address = list[str](), f"/e/{id}?{query}"
    while address:
        body = html.unescape(room.get(address).text)
        shown += re.findall(r'<p><time>(.*?)</time> <span class="soft">(.*?)</span></p>', body)
        following = re.search(r'<a rel="next" href="([^"]*)"', body)
        address = following[1] if following else ""
    if "lang" not in query:  # of texts in one language an event is told once for each of its versions
        assert len(shown) == len(told)
    assert bool(shown) == bool(told)


def test_what_is_chosen_stands_in_the_form_and_in_the_links(room: TestClient) -> None:
    id = entity(room, "Calais")
    body = html.unescape(room.get(f"/e/{id}?since=2016&basis=text&lang=fr").text)
    assert '<details class="tools" open>' in body
    assert 'name="since" value="2016"' in body
    assert '<option value="text" selected>' in body
    assert f'href="/api/entities/{id}/timeline.ics?since=2016&basis=text&lang=fr"' in body
    assert '<details class="tools" open>' not in room.get(f"/e/{id}").text


@pytest.mark.parametrize(("lang", "said"), [("fr", "n’est pas comprise"), ("en", "is not understood")])
def test_a_time_that_cannot_be_read_is_said_and_nothing_left_out(
    room: TestClient, lang: str, said: str
) -> None:
    id = entity(room, "Calais")
    got = room.get(f"/e/{id}?since=jadis", headers={"Accept-Language": lang})
    assert (got.status_code, said in html.unescape(got.text)) == (400, True)
    assert got.text.count("<time>") == room.get(f"/e/{id}").text.count("<time>")
    told = room.get(f"/api/entities/{id}/timeline?since=jadis")
    assert (told.status_code, told.json()["code"]) == (400, "when")
    assert told.headers["content-type"] == "application/problem+json"


def test_a_room_of_files_has_whole_timelines_alone() -> None:
    assert file_of("/e/0123456789ab?at=30") == "e/0123456789ab-30.html"
    assert file_of("/e/0123456789ab?since=2018") is None
    assert file_of("/e/0123456789ab?lang=fr&at=30") is None


def test_a_long_timeline_with_years_without_events_is_drawn(tmp_path: Path) -> None:
    """Only years with events lead to them."""
    (tmp_path / "letters").mkdir()
    for year, day in ((year, day) for year in (2009, 2010, 2013) for day in range(1, 14)):
        told = (
            f"On {day} May {year} the neighbours of Brévaux wrote page {day * year} of their book of the sea."
        )
        (tmp_path / f"letters/{year}-{day}.txt").write_text(f"Letter {day * year}\n\n{told}\n", "utf-8")
    (tmp_path / "names.csv").write_text("name,type\nBrévaux,PLACE\n", "utf-8")
    with archive.open(tmp_path / "all", create=True, run=archive.Run(vectors=False, model="stock")) as opened:
        opened.import_names(tmp_path / "names.csv")
        opened.ingest(tmp_path / "letters")
        with TestClient(application(opened, hosts=["testserver"])) as client:
            got = client.get(f"/e/{opened.entity('Brévaux').id}")
    assert got.status_code == 200
    drawn = re.findall(r"""<a href="/e/\w+(?:\?at=(\d+))?" aria-label="(\d{4}): """, got.text)
    assert [year for _, year in drawn] == ["2009", "2010", "2013"]
    places = [int(at or 0) for at, _ in drawn]
    assert places == sorted(set(places))
