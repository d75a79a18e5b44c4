"""The map of places: what is drawn where, and what leads where."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

import archive
from archive.places.where import BoundingBox, Position
from archive.records import MentionType
from archive.room.atlas import Dot, around, drawing, read, within, written
from archive.room.places import said


def dot(lat: float, lon: float, name: str = "Lille", count: int = 3) -> Dot:
    return Dot(Position(lat, lon), name, count, f"/e/{name}")


def told(dots: Sequence[Dot]) -> str:
    return said(dots, "fr")


def drawn(*dots: Dot, box: BoundingBox | None = None) -> etree._Element:
    body = drawing(dots, box or around(dots), told, lambda closer: f"/places/map?box={written(closer)}")
    return etree.fromstring(str(body))


def test_a_dot_leads_to_its_place_and_says_in_how_many_texts_it_stands() -> None:
    svg = drawn(dot(50.6, 3.1), dot(48.9, 2.4, "<b>", 1))
    links = {a.get("href"): a.get("aria-label") for a in svg.iter("a")}
    assert links == {"/e/Lille": "Lille\u00a0: 3 textes", "/e/<b>": "<b>\u00a0: 1 texte"}
    assert [t.text for t in svg.iter("text")] == ["Lille", "<b>"]


def test_north_is_up_and_east_is_right() -> None:
    svg = drawn(dot(50.6, 3.1, "a"), dot(43.3, 5.4, "b"), dot(48.4, -4.5, "c"))
    at = {a.get("href"): [float(a.find("circle").get(k)) for k in ("cx", "cy")] for a in svg.iter("a")}
    assert at["/e/a"][1] < at["/e/c"][1] < at["/e/b"][1]
    assert at["/e/c"][0] < at["/e/a"][0] < at["/e/b"][0]


def test_places_too_close_to_be_told_apart_are_one_dot_that_leads_closer() -> None:
    far = dot(41.0, 29.0, "Istanbul")
    near = [dot(50.95, 1.86, "Calais", 9), dot(50.93, 1.81, "Coquelles", 1)]
    (several,) = (a for a in drawn(far, *near).iter("a") if "several" in a.get("class"))
    assert several.get("aria-label") == "Calais et 1 autre lieu\u00a0: 10 textes"
    box = read(several.get("href").partition("=")[2])
    assert box is not None
    assert within([far, *near], box) == near


@given(st.lists(st.tuples(st.floats(-89, 89), st.floats(-180, 180)), min_size=1, max_size=12))
def test_any_places_can_be_shown(points: list[tuple[float, float]]) -> None:
    dots = [dot(lat, lon, f"n{i}", i + 1) for i, (lat, lon) in enumerate(points)]
    box = around(dots)
    assert box.west < box.east
    assert box.south < box.north
    body = str(drawing(dots, box, told, lambda closer: written(closer)))
    if body:
        svg = etree.fromstring(body)
        _, _, wide, high = map(float, svg.get("viewBox").split())
        assert (wide, 320 <= high <= 480) == (720, True)


@pytest.mark.parametrize(
    "told", ["", "1,2,3", "a,b,c,d", "5,5,1,9", "nan,0,1,1", "-999,0,1,1", "0,0,1,inf", "1,1,1,1"]
)
def test_what_is_no_box_is_none(told: str) -> None:
    assert read(told) is None
    assert read("1.5,48,3,51") == BoundingBox(1.5, 48.0, 3.0, 51.0)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_place_is_on_the_map_or_listed_as_not(
    room: TestClient, opened: archive.Archive, lang: str
) -> None:
    page = room.get("/places/map", params={"ui": lang}).text
    ids = set(re.findall(r'<li><a href="/e/(\w{12})"', page))
    assert ids == {one.id for one in opened.entities(MentionType.PLACE)}
    assert "<svg" in page
    for box in re.findall(r'href="(/places/map\?box=[^"]+)"', page):
        closer = room.get(box).text
        assert "<svg" in closer
        assert set(re.findall(r'<li><a href="/e/(\w{12})"', closer)) < ids
    assert room.get("/places/map", params={"box": "x"}).status_code == 200


def test_the_page_of_a_place_shows_where_it_lies(room: TestClient, opened: archive.Archive) -> None:
    dover = opened.entity("Douvres")
    page = room.get(f"/e/{dover.id}").text
    assert re.search(rf'<figure class="map"><svg.*href="/e/{dover.id}"', page)
    person = next(opened.entities(MentionType.PERSON))
    assert 'class="map"' not in room.get(f"/e/{person.id}").text
